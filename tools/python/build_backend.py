"""setuptools, but found where the system has it: pip's own environment for a build is empty, and there may be no network to fill it."""
import os
import sys
import sysconfig

sys.path += [path for path in (sysconfig.get_path("purelib"), "/usr/lib/python3/dist-packages") if path not in sys.path]
# pip names the packages of its own environment there, and nothing else would be seen.
os.environ.pop("PYTHONNOUSERSITE", None)

from setuptools.build_meta import *  # noqa: E402,F401,F403


def get_requires_for_build_wheel(config_settings=None):
    """Nothing to fetch: setuptools and wheel are the system's."""
    return []
