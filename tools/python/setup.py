"""Builds libptrm and puts it into the package, with the models that ship. PTRM_LIBRARY names a library that is built already."""
import os
import re
import shutil
import subprocess
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py
from wheel.bdist_wheel import bdist_wheel

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent


def built_library(folder: Path) -> Path:
    given = os.environ.get("PTRM_LIBRARY")
    if given:
        return Path(given).resolve()
    subprocess.run(["cmake", "-S", ROOT, "-B", folder, "-DCMAKE_BUILD_TYPE=Release", "-DBUILD_SHARED_LIBS=ON", "-DPTRM_BUILD_TOOLS=OFF",
                    "-DPTRM_BUILD_TESTS=OFF"], check=True)
    subprocess.run(["cmake", "--build", folder, "--parallel", str(os.cpu_count())], check=True)
    return (folder / "src" / "libptrm.so").resolve()


class Build(build_py):
    def run(self) -> None:
        super().run()
        package = Path(self.build_lib) / "ptrm"
        library = built_library(Path(self.build_lib).resolve().parent / "libptrm")
        (package / "lib").mkdir(parents=True, exist_ok=True)
        shutil.copy(library, package / "lib" / "libptrm.so")
        shutil.copytree(ROOT / "models", package / "models", dirs_exist_ok=True)


class Wheel(bdist_wheel):
    """A wheel for this machine and any Python: the library is no extension module."""

    def finalize_options(self) -> None:
        super().finalize_options()
        self.root_is_pure = False

    def get_tag(self):
        return "py3", "none", super().get_tag()[2]


version = re.search(r"project\(ptrm VERSION ([0-9.]+)", (ROOT / "CMakeLists.txt").read_text()).group(1)
setup(version=version, cmdclass={"build_py": Build, "bdist_wheel": Wheel})
