#!/usr/bin/env bash
# Fuzzes every loader from the seeds in tests/fuzz/corpus: for so many seconds each, or so many executions, or the loaders named alone.
# A crash, a hang of a second or memory beyond 512 MB ends it, and leaves what did it in build/fuzz. Needs clang. Counts add up in
# SECURITY.md.
#
#   tests/fuzz/run.sh --seconds 20
#   tests/fuzz/run.sh --runs 10000000 pickle npy
set -euo pipefail
cd "$(dirname "$0")/../.."
# Short inputs cost little and find most: of a hundred executions 90 are as short as the shortest seed (160 bytes if it is shorter),
# 9 as long as the longest (512), one goes up to 64 KB.
case ${1:-} in
  --seconds) bound=-max_total_time shares=(60 20 20) ;;
  --runs) bound=-runs shares=(90 9 1) ;;
  *) sed -n '2,7p' "$0" && exit 2 ;;
esac
amount=$2
shift 2
cmake --preset fuzz >/dev/null
cmake --build --preset fuzz
[[ $# -gt 0 ]] || set -- $(ls tests/fuzz/corpus)
# What is freed stays in the cache, and its stack is not walked: twice as many executions.
export ASAN_OPTIONS=quarantine_size_mb=1:thread_local_quarantine_size_kb=64:malloc_context_size=1
# What they find is kept in memory: on a disk its writing takes half the time.
found=build/fuzz/found && [[ -d /dev/shm ]] && found=/dev/shm/ptrm-fuzz
for target in "$@"; do
  mkdir -p "$found/$target"
  # Words of the format, where a dictionary is there.
  words=() && [[ -f tests/fuzz/dictionaries/$target ]] && words=("-dict=tests/fuzz/dictionaries/$target")
  sizes=($(find "tests/fuzz/corpus/$target" -type f -printf '%s\n' | sort -n))
  # 512 MB of the loader's own: the sanitizer needs about as much again. Weighing inputs by how rare they are (entropic) takes
  # half the time at a thousand of them.
  fuzz() {
    "build/fuzz/bin/fuzz-$target" "$@" -timeout=1 -rss_limit_mb=1024 -malloc_limit_mb=512 -entropic=0 -reload=0 -print_final_stats=1 "${words[@]}" \
      -artifact_prefix="build/fuzz/$target-" "$found/$target" "tests/fuzz/corpus/$target" 2>&1 |
      grep -E 'number_of_executed|slowest_unit|peak_rss|ERROR|SUMMARY|Test unit' | sed "s/^/$target: /"
  }
  lengths=($((sizes[0] > 160 ? sizes[0] : 160)) $((sizes[-1] > 512 ? sizes[-1] : 512)) 65536)
  for i in 0 1 2; do fuzz "$bound=$(((amount * shares[i] + 99) / 100))" "-max_len=${lengths[i]}"; done
done
