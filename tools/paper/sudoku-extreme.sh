#!/bin/sh
# All of Sudoku-Extreme, rule-free, in shards; a shard that was stopped goes on where it was.
#   tools/paper/sudoku-extreme.sh TEST.CSV OUT [SHARDS] [--bin FOLDER]
# Alone it runs the shards one after the other, with all cores each. In a Slurm array each task runs its own shard:
#   sbatch --array=0-63 --cpus-per-task=2 --wrap "tools/paper/sudoku-extreme.sh test.csv out 64"
# The last shard to end joins them and says what was solved, claimed, wrongly claimed, and what it cost.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
[ $# -ge 2 ] || { sed -n '2,6s/^# *//p' "$0" >&2; exit 2; }
data=$1 out=$2 shards=1 bin=$here/../../build/release/bin
shift 2
while [ $# -gt 0 ]; do
  case $1 in
    --bin) bin=$2; shift ;;
    *) shards=$1 ;;
  esac
  shift
done
mkdir -p "$out"
first=${SLURM_ARRAY_TASK_ID:-0} last=${SLURM_ARRAY_TASK_ID:-$((shards - 1))}
for shard in $(seq "$first" "$last"); do
  part=$out/part$shard.jsonl
  [ ! -e "$out/done$shard" ] || continue
  resume=; [ ! -s "$part" ] || resume=--resume
  "$bin/ptrm-eval" --model "$here/../../models/sudoku-9x9.safetensors" "$data" --effort high --stop q --precision auto \
    --shard "$shard/$shards" $resume -o "$part" > /dev/null
  : > "$out/done$shard"
done
for shard in $(seq 0 $((shards - 1))); do
  [ -e "$out/done$shard" ] || { echo "shard $shard of $shards is missing" >&2; exit 0; }
  set -- "$@" "$out/part$shard.jsonl"
done
"$bin/ptrm-eval" merge "$@" -o "$out/all.jsonl"
"$bin/ptrm-eval" report "$out/all.jsonl" --price-per-hour 0.04 --summary "$out/summary.json"
