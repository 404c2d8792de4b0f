#!/usr/bin/env bash
# A model of a pencil puzzle up to 10x10 on a CPU alone: boards up to 6x6, then 8x8, then 10x10, each stage from the weights of the one
# before. Stop it at any time; the same command goes on.
#
#   tools/train/pencil-cpu.sh KIND RUN [TRAIN_OPTIONS...]
#   PTRM_STEPS=1500000 PTRM_COUNT=60000 tools/train/pencil-cpu.sh hitori RUN    # sample-steps, and boards, of each stage
#   PTRM_FROM=models/heyawake-10x10.safetensors tools/train/pencil-cpu.sh norinori RUN
#
# Hitori took 41 minutes so on two cores of an AMD EPYC (Zen 5), mashu 94 on one that was shared. PTRM_FROM begins as the network of
# another kind: what it brings is in README.md.
set -euo pipefail
source "$(dirname "$0")/pencil-parts.sh"
count=${PTRM_COUNT:-60000}
steps=${PTRM_STEPS:-450000}
network=(--heads 4 --hidden-size 128) start=()
if [[ -n ${PTRM_FROM:-} ]]; then
  read -ra network <<<"$(network_of "$PTRM_FROM")"
  start=(--init "$PTRM_FROM")
fi

# stage SIDE OPTIONS...
stage() {
  train "$1" --run "$run/$1" --heldout "$run/heldout$1" "${network[@]}" --sample-steps "$steps" "${@:2}"
}
for side in 6 8 10; do puzzles heldout$side 200 $side --seed 2; done
puzzles boards6 "$count" 6 --smallest 4 --seed 1
stage 6 --data "$run/boards6" "${start[@]}" --tree 0.5 --reveal 0.5 --grow 0.1 --cooldown 0.8 "$@"
puzzles boards8 "$count" 8 --smallest 4 --seed 1
puzzles small8 $((count / 2)) 8 --smallest 4 --largest 6 --seed 3
stage 8 --data "$run/boards8=0.7" "$run/small8=0.3" --init "$run/6/checkpoint.pt" --tree 0.4 --reveal 0.4 "$@"
puzzles boards10 "$count" 10 --smallest 6 --seed 1
puzzles small10 $((count / 3)) 10 --smallest 4 --largest 7 --seed 3
stage 10 --data "$run/boards10=0.8" "$run/small10=0.2" --init "$run/8/checkpoint.pt" --tree 0.4 --reveal 0.35 --cooldown 0.45 "$@"
heldout 10
model "$run/10" 10
