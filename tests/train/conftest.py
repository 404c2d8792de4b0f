"""Tests of tools/train need Debian's PyTorch, which the system's Python alone sees; without it they are skipped."""
import pathlib
import subprocess
import sys

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools/train"))


def pytest_addoption(parser):
    parser.addoption("--bin", default=str(ROOT / "build/release/bin"), help="folder of the programs")


@pytest.fixture
def programs(request):
    folder = pathlib.Path(request.config.getoption("--bin"))

    def run(name, *arguments, code=0):
        done = subprocess.run([folder / f"ptrm-{name}", *map(str, arguments)], capture_output=True, text=True)
        assert done.returncode in (code if isinstance(code, tuple) else (code,)), done.stderr
        return done
    run.folder = folder
    return run


@pytest.fixture
def examples():
    return ROOT / "tests/train/examples"
