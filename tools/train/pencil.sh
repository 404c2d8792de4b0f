#!/usr/bin/env bash
# From nothing to a model of a pencil puzzle up to 10x10: makes the puzzles, trains, and exports weights and card. Stop it at any time;
# the same command goes on.
#
#   tools/train/pencil.sh KIND RUN [TRAIN_OPTIONS...]        # lightup, tapa, heyawake, shakashaka or nurikabe
#
# On an H200 `--batch 512 --hours 0.175` took light up, tapa and nurikabe, side by side, as far as the shipped models.
set -euo pipefail
kind=$1 run=$2
shift 2
here=$(cd "$(dirname "$0")" && pwd)
bin=${PTRM_BIN:-$here/../../build/release/bin}
mkdir -p "$run"
[[ -s $run/train/dataset.json ]] || "$bin/ptrm-generate" "$kind" --smallest 4 --count "${PTRM_COUNT:-40000}" --seed 1 --data-folder "$run/train"
[[ -s $run/heldout.csv ]] || "$bin/ptrm-generate" "$kind" --count 1000 --seed 2 -o "$run/heldout.csv"
[[ -s $run/heldout/dataset.json ]] || "$bin/ptrm-generate" folder "$run/heldout.csv" --data-folder "$run/heldout"
"$here/run.sh" --run "$run" --data "$run/train" --heldout "$run/heldout" --attention --heads 6 --hidden-size 192 --eqr --batch 96 --part 16 \
  --muon --lr 1.5e-3 --warmup 200 --tree 0.5 --reveal 0.5 --grow 0.1 --cooldown 0.4 --sample-steps 10000000 "$@"
/usr/bin/python3 "$here/export.py" --run "$run" --heldout "$run/heldout.csv" --solve "$bin/ptrm-solve" --efforts "$here/efforts.json" \
  --settings "-K 1 -D 16" "--effort medium" "--effort medium --stop q" -o "$run/$kind-10x10"
