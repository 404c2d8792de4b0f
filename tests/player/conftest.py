"""The package is taken from tools/python, the library from PTRM_LIBRARY; ctest sets both."""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from kinds import parametrized as pytest_generate_tests  # noqa: E402, F401


def pytest_addoption(parser):
    parser.addoption("--bin", help="folder of the programs")
