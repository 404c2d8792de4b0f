#!/usr/bin/env bash
# Fuzzes every loader from the seeds in tests/fuzz/corpus: for so many seconds each, or so many executions, or the loaders named alone.
# A crash, a hang of a second or memory beyond 512 MB ends it, and leaves what did it in build/fuzz. Needs clang.
#
#   tests/fuzz/run.sh --seconds 20
#   tests/fuzz/run.sh --runs 10000000 pickle npy
set -euo pipefail
cd "$(dirname "$0")/../.."
case ${1:-} in
  --seconds) limit=-max_total_time=$2 ;;
  --runs) limit=-runs=$2 ;;
  *) sed -n '2,6p' "$0" && exit 2 ;;
esac
shift 2
cmake --preset fuzz >/dev/null
cmake --build --preset fuzz
[[ $# -gt 0 ]] || set -- $(ls tests/fuzz/corpus)
for target in "$@"; do
  mkdir -p "build/fuzz/found/$target"
  # Words of the format, where a dictionary is there.
  words=() && [[ -f tests/fuzz/dictionaries/$target ]] && words=("-dict=tests/fuzz/dictionaries/$target")
  # 512 MB of the loader's own: the sanitizer needs about as much again.
  "build/fuzz/bin/fuzz-$target" "$limit" -timeout=1 -rss_limit_mb=1024 -malloc_limit_mb=512 -max_len=65536 -print_final_stats=1 "${words[@]}" \
    -artifact_prefix="build/fuzz/$target-" "build/fuzz/found/$target" "tests/fuzz/corpus/$target" 2>&1 |
    grep -E 'number_of_executed|slowest_unit|peak_rss|ERROR|SUMMARY|Test unit' | sed "s/^/$target: /"
done
