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
source "$(dirname "$0")/pencil-parts.sh"
count=${PTRM_COUNT:-40000}
side=${PTRM_SIDE:-10}
steps=10000000 # sample-steps
last=$((steps + steps / 10))
network=(--heads 6 --hidden-size 192)

heldout "$side"
[[ -s $run/heldout/dataset.json ]] || "$bin/ptrm-generate" folder "$run/heldout.csv" --data-folder "$run/heldout"
puzzles train "$count" "$side" --smallest 4 --seed 1
data=("$run/train") start=()
if [[ $kind == heyawake && $side -gt 8 ]]; then
  puzzles small "$count" 7 --smallest 4 --seed 3
  puzzles middle "$count" "$side" --smallest 4 --largest 8 --seed 4
  train "$side" "${network[@]}" --run "$run/first" --data "$run/small" --tree 0.1 --reveal 0.5 --grow 0.02 --sample-steps 4400000
  data=("$run/middle=0.4" "$run/train=0.6") start=(--init "$run/first/checkpoint.pt") steps=28000000
fi
train "$side" "${network[@]}" --run "$run" --data "${data[@]}" "${start[@]}" --heldout "$run/heldout" --tree 0.5 --reveal 0.5 --grow 0.1 --cooldown 0.4 \
  --sample-steps $steps "$@"
# Once more with a raised rate, on boards it has not seen: heyawake 94 -> 97 %, nurikabe 96 -> 98 %, tapa 98 -> 100 % plain.
puzzles new "$count" "$side" --smallest 4 --seed 401
train "$side" "${network[@]}" --run "$run/last" --init "$run/checkpoint.pt" --data "$run/new" --heldout "$run/heldout" --tree 0.3 --reveal 0.35 --lr 1.2e-3 --cooldown 0.35 \
  --sample-steps $last
model "$run/last" "$side"
