#!/usr/bin/env bash
# A model of a pencil puzzle on boards up to 14x14, or PTRM_SIDE, from the shipped one of 10x10: its positions are relative, so little is left
# to learn. Stop it at any time; the same command goes on.
#
#   tools/train/larger.sh KIND RUN [TRAIN_OPTIONS...]
#   PTRM_STEPS=76000 PTRM_COUNT=15000 tools/train/larger.sh lightup RUN    # sample-steps, and boards
#
# Light up took 43 minutes so on one busy core of an AMD EPYC (Zen 5).
set -euo pipefail
source "$(dirname "$0")/pencil-parts.sh"
from=$here/../../models/$kind-10x10.safetensors
side=${PTRM_SIDE:-14}
count=${PTRM_COUNT:-15000}
read -ra network <<<"$(network_of "$from")"

puzzles boards "$count" "$side" --smallest 9 --seed 1
puzzles small $((count * 2 / 3)) "$side" --smallest 4 --largest 10 --seed 3
puzzles heldout$side 100 "$side" --seed 2
train "$side" --run "$run/$side" --heldout "$run/heldout$side" "${network[@]}" --init "$from" --data "$run/boards=0.75" "$run/small=0.25" \
  --tree 0.4 --reveal 0.35 --lr 1e-3 --warmup 100 --cooldown 0.35 --sample-steps "${PTRM_STEPS:-76000}" "$@"
heldout "$side"
model "$run/$side" "$side" --larger "$side" $((side - 2))
