"""The package is taken from tools/python, the library from PTRM_LIBRARY; ctest sets both."""


def pytest_addoption(parser):
    parser.addoption("--bin", help="folder of the programs")
