#!/usr/bin/env bash
# From nothing to models of mazes up to 30x30 and 15x15, with corridors and with walls strewn at random: makes the mazes, trains, and
# exports. Stop it at any time; the same command goes on.
#
#   tools/train/maze.sh RUN [TRAIN_OPTIONS...]
#   tools/train/maze.sh runs/maze --batch 128 --hours 0.15    # on a GPU
#
# Maze-Hard's answer goes down before left, right and up, so mazes are not turned. With PTRM_MAZES a data folder of the official code is
# learnt from as well (Maze-Hard's training mazes).
set -euo pipefail
run=$1
shift
here=$(cd "$(dirname "$0")" && pwd)
bin=${PTRM_BIN:-$here/../../build/release/bin}
count=${PTRM_COUNT:-40000}
mkdir -p "$run"
mazes() { [[ -s $run/$1/dataset.json ]] || "$bin/ptrm-generate" maze --count "$2" --data-folder "$run/$1" "${@:3}"; }
train() { "$here/run.sh" --attention --heads 6 --hidden-size 192 --eqr --part 8 --muon --lr 1e-3 --warmup 100 --no-turns "$@"; }
export_model() {
  /usr/bin/python3 "$here/export.py" --run "$run/$1" --heldout "$run/$2.csv" --solve "$bin/ptrm-solve" --settings "-K 1 -D 16" \
    --efforts "$here/efforts-copies.json" -o "$run/maze-$2"
}
for side in 15 30; do
  [[ -s $run/${side}x$side.csv ]] ||
    "$bin/ptrm-generate" maze --rows $side --cols $side --walls 30:45 --least-distance $((side * side / 8)) --count 500 --seed 2 -o "$run/${side}x$side.csv"
done

mazes small $((count * 3 / 2)) --rows 16 --cols 16 --walls 25:45 --least-distance 30 --smallest 5 --seed 1
mazes small-corridors $((count / 4)) --rows 16 --cols 16 --least-distance 40 --smallest 5 --seed 1
train --run "$run/first" --data "$run/small=0.85" "$run/small-corridors=0.15" --batch 96 --reveal 0.3 --cooldown 0.6 --sample-steps 600000

mazes hard "$count" --walls 30:45 --seed 4
mazes large $((count * 3 / 8)) --walls 25:45 --smallest 10 --seed 3
mazes corridors $((count * 3 / 20)) --smallest 9 --seed 1
mazes open $((count * 3 / 10)) --walls 3:25 --least-distance 20 --smallest 10 --seed 5
train --run "$run/large-mazes" --init "$run/first/checkpoint.pt" --data "$run/hard=0.5" "$run/large=0.1" "$run/corridors=0.08" "$run/open=0.28" \
  ${PTRM_MAZES:+"$PTRM_MAZES=0.1"} --batch 128 --reveal 0.2 --cooldown 0.5 --sample-steps 1600000 "$@"
export_model large-mazes 30x30

mazes tiny-corridors $((count / 5)) --rows 15 --cols 15 --least-distance 40 --smallest 5 --seed 1
mazes tiny $((count * 3 / 10)) --rows 15 --cols 15 --walls 25:45 --least-distance 27 --smallest 5 --seed 1
mazes tiny-open $((count * 3 / 20)) --rows 15 --cols 15 --walls 3:25 --least-distance 12 --smallest 5 --seed 1
train --run "$run/small-mazes" --init "$run/large-mazes/checkpoint.pt" --data "$run/tiny-corridors=0.4" "$run/tiny=0.35" "$run/tiny-open=0.25" \
  --batch 96 --reveal 0.1 --cooldown 0.1 --sample-steps 100000
export_model small-mazes 15x15
