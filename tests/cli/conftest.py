"""Fixtures of the tests of the programs: one fixture a program, called with its arguments as on a command line.

  run = solve("--quiet", path)                # wants exit code 0
  run = solve("--select", "luck", code=2)     # or this one, or one of several
  run.out, run.err, run.lines                 # what it printed; whole lines of its output

`--bin` is the folder of the programs; without it they are taken from build/release.
"""
import csv
import json
import os
import pathlib
import shlex
import struct
import subprocess
import sys

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/support"))
from kinds import parametrized as pytest_generate_tests  # noqa: E402, F401
from model_file import read_model, write_model  # noqa: E402


def pytest_addoption(parser):
    parser.addoption("--bin", default=str(ROOT / "build/release/bin"), help="folder of the programs")


class Run:
    """How a program ended."""

    def __init__(self, done):
        self.code, self.out, self.err = done.returncode, done.stdout, done.stderr
        self.lines = self.out.splitlines()

    @property
    def json_lines(self):
        return [json.loads(line) for line in self.lines]


class Program:
    def __init__(self, path):
        self.path = str(path)

    def command(self, *arguments):
        return [self.path, *map(str, arguments)]

    def __call__(self, *arguments, code=0, stdin="", env=None):
        """Runs it with a text on standard input and wants the exit code, or one of a tuple of them."""
        done = subprocess.run(self.command(*arguments), input=stdin, capture_output=True, text=True, env=os.environ | (env or {}))
        run = Run(done)
        assert run.code in (code if isinstance(code, tuple) else (code,)), f"{shlex.join(self.command(*arguments))}: exit code {run.code} instead of {code}\n{run.err}"
        return run

    def examples(self, work):
        """Runs the examples of --help as they stand there, and gives them back with what they printed."""
        text = self("--help").out
        lines = [line for line in text[text.index("Examples:"):].splitlines()[1:] if line.strip()]
        path = f"{os.path.dirname(self.path)}:{os.environ['PATH']}"
        printed = {}
        for line in lines:
            done = subprocess.run(["bash", "-o", "pipefail", "-c", line], capture_output=True, text=True, cwd=work, env=os.environ | {"PATH": path})
            assert done.returncode == 0, f"{line}\n{done.stderr}"
            printed[line] = done.stdout
        return printed


def program(name):
    @pytest.fixture(scope="session")
    def of_name(request):
        return Program(pathlib.Path(request.config.getoption("--bin")) / f"ptrm-{name}")
    return of_name


bench, check, convert, evaluate, generate, info, solve = map(program, ("bench", "check", "convert", "eval", "generate", "info", "solve"))


@pytest.fixture(autouse=True)
def shipped_models(monkeypatch):
    monkeypatch.setenv("PTRM_MODELS", str(ROOT / "models"))


@pytest.fixture
def work(tmp_path):
    """A folder of the test's own."""
    return tmp_path


@pytest.fixture
def models():
    return ROOT / "models"


@pytest.fixture
def golden():
    return ROOT / "tests/golden"


@pytest.fixture
def arc():
    return ROOT / "tests/arc"


def table(path):
    """The rows of a CSV file with a header."""
    with open(path, newline="") as file:
        return list(csv.DictReader(file))


def without_seconds(text):
    """Results without what differs from run to run."""
    return [line.split(',"seconds"')[0] for line in text.splitlines()]


def write_npy(path, dtype, shape, data):
    header = f"{{'descr': '{dtype}', 'fortran_order': False, 'shape': {shape}, }}".encode()
    header += b" " * (-(len(header) + 11) % 64) + b"\n"
    path.write_bytes(b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header + data)


def read_npy(path):
    """The data alone."""
    data = path.read_bytes()
    return data[data.index(b"\n") + 1:]


needs_full_device = pytest.mark.skipif(not os.access("/dev/full", os.W_OK), reason="no /dev/full")


def two_kinds(path, identifiers=2):
    """The early 4x4 network, told that it solves mazes too, with another row of its puzzle embedding; perhaps with identifiers of neither."""
    header, body = read_model(ROOT / "tests/cli/early-4x4.safetensors")
    meta = header["__metadata__"]
    meta["trm_config"] = json.dumps(json.loads(meta["trm_config"]) | {"num_puzzle_identifiers": identifiers})
    meta["ptrm_task"] = json.dumps({"kinds": [{"puzzle": "maze", "rows": 4, "cols": 4}, json.loads(meta["ptrm_task"])]})
    table = header["inner.puzzle_emb.weights"]
    table["shape"][0] = identifiers
    start, end = table["data_offsets"]
    row = body[start:end]
    table["data_offsets"] = [len(body), len(body) + identifiers * len(row)]
    # No gap may be left in the file.
    size = end - start
    for tensor in header.values():
        if "data_offsets" in tensor and tensor["data_offsets"][0] >= end:
            tensor["data_offsets"] = [at - size for at in tensor["data_offsets"]]
    write_model(path, header, body[:start] + body[end:] + row[2:] + row[:2] + row * (identifiers - 1))
    return path
