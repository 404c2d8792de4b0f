#!/usr/bin/env bash
# Installs what is missing (Debian or Ubuntu), builds, and passes all tests. With --strict warnings are errors, and the unit tests
# run once more under AddressSanitizer with UndefinedBehaviorSanitizer, and under ThreadSanitizer.
set -euo pipefail
cd "$(dirname "$0")/.."
strict=$([[ ${1:-} == --strict ]] && echo ON || echo OFF)

# check PRESET WARNINGS_ARE_ERRORS
check() {
  cmake --preset "$1" -DPTRM_WERROR="$2"
  cmake --build --preset "$1"
  ctest --preset "$1"
}

tools/install-dependencies.sh
check release "$strict"
if [[ $strict == ON ]]; then
  # GCC's warnings misfire on code that is instrumented for a sanitizer.
  PTRM_FUZZ_TRIALS=20000 check asan OFF
  check tsan OFF
fi
