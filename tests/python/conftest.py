"""The package is taken from tools/python, the library from PTRM_LIBRARY; ctest sets both."""
import pathlib

import pytest


def pytest_addoption(parser):
    parser.addoption("--bin", help="folder of the programs")


@pytest.fixture
def bin(request):
    return pathlib.Path(request.config.getoption("--bin"))
