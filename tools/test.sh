#!/usr/bin/env bash
# Installs what is missing (Debian or Ubuntu), builds, and passes all tests. With --strict warnings are errors, and the unit tests
# run once more under AddressSanitizer with UndefinedBehaviorSanitizer, and under ThreadSanitizer; --only release, asan or tsan is
# a part of that. --coverage says which lines of src all tests together do not run.
set -euo pipefail
cd "$(dirname "$0")/.."
case ${1:-} in
  "") presets=(release) strict=OFF ;;
  --strict) presets=(release asan tsan) strict=ON ;;
  --coverage) presets=(coverage) strict=OFF ;;
  --only) presets=("$2") strict=ON ;;
  *) sed -n 2,5p "$0" >&2 && exit 2 ;;
esac

more=()
[[ ${1:-} == --coverage ]] && more+=(gcovr)
[[ " ${presets[*]} " == *" asan "* ]] && more+=(clang libclang-rt-dev libomp-dev) # which builds that twice as fast as GCC
tools/install-dependencies.sh "${more[@]}"
for preset in "${presets[@]}"; do
  # GCC's warnings misfire on code that is instrumented for a sanitizer.
  cmake --preset "$preset" -DPTRM_WERROR="$([[ $preset == release ]] && echo "$strict" || echo OFF)"
  cmake --build --preset "$preset"
  ctest --preset "$preset"
done
if [[ ${1:-} == --coverage ]]; then
  gcovr --root . --filter src/ --object-directory build/coverage --gcov-ignore-parse-errors --html-details build/coverage/coverage.html --sort-uncovered
  echo "line by line: build/coverage/coverage.html"
fi
