#!/usr/bin/env bash
# From nothing to a model of a pencil puzzle up to 10x10, or PTRM_SIDE: makes the puzzles, trains, and exports weights and card. Stop it
# at any time; the same command goes on.
#
#   tools/train/pencil.sh KIND RUN [TRAIN_OPTIONS...]        # any kind of puzz.link
#
# For an accelerator; pencil-cpu.sh is for a CPU.
# On an H200 `--batch 512 --hours 0.175` took light up, tapa and nurikabe, side by side, as far as the shipped models. Heyawake begins with
# boards up to 7x7, and of 10x10 keeps many small ones: with all sizes at once nothing was learnt.
set -euo pipefail
kind=$1 run=$2
shift 2
here=$(cd "$(dirname "$0")" && pwd)
bin=${PTRM_BIN:-$here/../../build/release/bin}
count=${PTRM_COUNT:-40000}
side=${PTRM_SIDE:-10}
steps=10000000 # sample-steps
last=$((steps + steps / 10))
whole=(--rows "$side" --cols "$side")
part=$((side <= 8 ? 48 : 16)) # samples at a time on a CPU: of small boards its caches hold more
mkdir -p "$run"

# puzzles FOLDER COUNT OPTIONS...: a folder, made once
puzzles() { [[ -s $run/$1/dataset.json ]] || "$bin/ptrm-generate" "$kind" --count "$2" --data-folder "$run/$1" "${@:3}"; }
train() { "$here/run.sh" --attention --heads 6 --hidden-size 192 --eqr --part "$part" --muon --lr 1.5e-3 --warmup 200 "$@"; }

[[ -s $run/heldout.csv ]] || "$bin/ptrm-generate" "$kind" "${whole[@]}" --count 1000 --seed 2 -o "$run/heldout.csv"
[[ -s $run/heldout/dataset.json ]] || "$bin/ptrm-generate" folder "$run/heldout.csv" --data-folder "$run/heldout"
puzzles train "$count" "${whole[@]}" --smallest 4 --seed 1
data=("$run/train") start=()
if [[ $kind == heyawake && $side -gt 8 ]]; then
  puzzles small "$count" --rows 7 --cols 7 --smallest 4 --seed 3
  puzzles middle "$count" "${whole[@]}" --smallest 4 --largest 8 --seed 4
  train --run "$run/first" --data "$run/small" --batch 96 --tree 0.1 --reveal 0.5 --grow 0.02 --sample-steps 4400000
  data=("$run/middle=0.4" "$run/train=0.6") start=(--init "$run/first/checkpoint.pt") steps=28000000
fi
train --run "$run" --data "${data[@]}" "${start[@]}" --heldout "$run/heldout" --batch 96 --tree 0.5 --reveal 0.5 --grow 0.1 --cooldown 0.4 \
  --sample-steps $steps "$@"
# Once more with a raised rate, on boards it has not seen: heyawake 94 -> 97 %, nurikabe 96 -> 98 %, tapa 98 -> 100 % plain.
puzzles new "$count" "${whole[@]}" --smallest 4 --seed 401
train --run "$run/last" --init "$run/checkpoint.pt" --data "$run/new" --heldout "$run/heldout" --batch 96 --tree 0.3 --reveal 0.35 --lr 1.2e-3 --cooldown 0.35 \
  --sample-steps $last
/usr/bin/python3 "$here/export.py" --run "$run/last" --heldout "$run/heldout.csv" --solve "$bin/ptrm-solve" --efforts "$here/efforts.json" \
  --settings "-K 1 -D 16" "--effort medium" "--effort medium --stop q" -o "$run/$kind-${side}x$side"
