#!/usr/bin/env bash
# One stretch of training on a machine that is lent for minutes: takes up the run where its pieces say, trains until the time is
# up, and leaves the state in pieces small enough to carry. Repeat it with the same folder until the run is done.
#
#   tools/train/accelerator.sh PIECES MINUTES TRAIN_OPTIONS...
#
# For the official mixer on Sudoku-Extreme, 10 minutes at a time, data folders from `ptrm-generate folder`:
#   tools/train/accelerator.sh pieces 9 --data extreme --heldout dev --hidden-size 512 --expansion 4 --H-cycles 3 --L-cycles 6 \
#     --eqr --batch 768 --lr 1e-3 --warmup 1000 --sample-steps 20e6 --grow 0.3 --tree 0.5
set -euo pipefail
pieces=$1 minutes=$2
shift 2
run=$(mktemp -d)
trap 'rm -rf "$run"' EXIT
mkdir -p "$pieces"
if compgen -G "$pieces/checkpoint.*" >/dev/null; then
  (cd "$pieces" && sha256sum --quiet -c sums)
  cat "$pieces"/checkpoint.* >"$run/checkpoint.pt"
fi

# The state in pieces, complete or not at all: the sums are written last, and the old pieces go when the new ones are there.
keep() {
  [[ -s $run/checkpoint.pt ]] || return 0
  rm -rf "$pieces.new" && mkdir "$pieces.new"
  cp "$run/checkpoint.pt" "$pieces.new/whole"
  (cd "$pieces.new" && split -b 15M -d whole checkpoint. && rm whole && sha256sum checkpoint.* >sums)
  cat "$run/log.jsonl" >>"$pieces/log.jsonl" && : >"$run/log.jsonl" && mv "$pieces/log.jsonl" "$pieces.new"
  rm -rf "$pieces" && mv "$pieces.new" "$pieces"
}
"$(dirname "$0")/run.sh" --run "$run" --minutes "$minutes" --save-every 2 "$@" &
trainer=$!
while sleep 5 && kill -0 $trainer 2>/dev/null; do
  if [[ $run/checkpoint.pt -nt $pieces/sums ]]; then keep; fi
done
wait $trainer
keep
