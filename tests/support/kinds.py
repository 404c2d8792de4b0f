"""The kinds of puzz.link, as ptrm-generate lists them: tests of every kind take new ones from there."""
import pathlib
import subprocess


def pencil_kinds(folder):
    text = subprocess.run([pathlib.Path(folder) / "ptrm-generate", "--help"], capture_output=True, text=True, check=True).stdout
    kinds = [line.split()[0].rstrip(",") for line in text.splitlines() if "address of puzz.link" in line]
    assert len(kinds) >= 19, kinds
    return kinds


def parametrized(metafunc):
    if "pencil_kind" in metafunc.fixturenames:
        metafunc.parametrize("pencil_kind", pencil_kinds(metafunc.config.getoption("bin")))
