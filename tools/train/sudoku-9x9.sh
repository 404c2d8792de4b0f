#!/usr/bin/env bash
# From nothing to a 9x9 model as good as the shipped one: makes the puzzles, trains, and exports weights and card. Stop it at
# any time; the same command goes on.
#
#   tools/train/sudoku-9x9.sh RUN [EXTREME.csv]
#
# RUN is a folder for puzzles, checkpoint and log; EXTREME.csv the training split of Sudoku-Extreme (source,question,answer,rating),
# where you have it. Without it the model learns from generated puzzles alone. Options after that go to train.py.
set -euo pipefail
run=$1 extreme=${2:-}
shift $(($# < 2 ? $# : 2))
here=$(cd "$(dirname "$0")" && pwd)
bin=${PTRM_BIN:-$here/../../build/release/bin}
mkdir -p "$run"

# make FILE COUNT SEED OPTIONS...: what is there already is not made again, and nothing held out is trained on.
make() {
  [[ -s $run/$1 ]] && return
  "$bin/ptrm-generate" sudoku --count "$2" --seed "$3" "${@:4}" -o "$run/$1.part"
  mv "$run/$1.part" "$run/$1"
}
make easy.csv 2000 2 --clues 30:45
make minimal.csv 2000 2 --clues minimal
make hard.csv 2000 2 --clues minimal --hard
held=("$run"/{easy,minimal,hard}.csv)
make train_minimal.csv 60000 1 --clues minimal --exclude "${held[@]}"
make train_easy.csv 40000 11 --clues 24:44 --exclude "${held[@]}"
make train_few.csv 20000 21 --clues 21:22 --exclude "${held[@]}"
make train_fewer.csv 4000 20 --clues 20:22 --exclude "${held[@]}"

# folder FILE: the data folder that train.py reads.
folder() {
  [[ -s $run/data/$1/dataset.json ]] || "$bin/ptrm-generate" folder "$run/$1.csv" --data-folder "$run/data/$1"
}

if [[ -n $extreme ]]; then
  # Its puzzles with few clues, and those that need little guessing, are worth more than their share.
  awk -F, 'NR == 1 { print; next } { q = $2; if (gsub(/[1-9]/, "", q) <= 21) print }' "$extreme" >"$run/extreme_few.csv"
  awk -F, 'NR == 1 || $4 <= 20' "$extreme" >"$run/extreme_light.csv"
  cp "$extreme" "$run/extreme.csv"
  shares=(train_minimal=0.22 train_few=0.07 train_fewer=0.03 train_easy=0.05 extreme_few=0.06 extreme_light=0.1 extreme=0.47)
else
  shares=(train_minimal=0.5 train_easy=0.15 train_few=0.2 train_fewer=0.15)
fi
for share in "${shares[@]}"; do folder "${share%=*}"; done
for name in easy minimal hard; do folder $name; done
"$here/run.sh" --run "$run" --data "${shares[@]/#/$run/data/}" --heldout "$run"/data/{easy,minimal,hard} --hidden-size 192 --eqr --batch 96 --part 16 \
  --sample-steps 4000000 --lr 1.5e-3 --tree 0.7 --cooldown 0.5 --grow 0.3 --evaluate-every 1000 "$@"
/usr/bin/python3 "$here/export.py" --run "$run" --heldout "${held[@]}" --solve "$bin/ptrm-solve" --efforts "$here/efforts.json" \
  -o "$run/sudoku-9x9"
