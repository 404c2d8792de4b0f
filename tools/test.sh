#!/usr/bin/env bash
# Installs what is missing (Debian or Ubuntu), builds, and passes all tests. With --sanitizers the unit tests run once more under
# AddressSanitizer with UndefinedBehaviorSanitizer, and under ThreadSanitizer.
set -euo pipefail
cd "$(dirname "$0")/.."
tools/install-dependencies.sh
presets=(release)
[[ ${1:-} == --sanitizers ]] && presets+=(asan tsan)
for preset in "${presets[@]}"; do
  # GCC's warnings misfire on code that is instrumented for a sanitizer.
  cmake --preset "$preset" -DPTRM_WERROR=$([[ $preset == release ]] && echo ON || echo OFF)
  cmake --build --preset "$preset"
  ctest --preset "$preset"
done
