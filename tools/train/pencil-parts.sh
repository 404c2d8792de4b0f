# What pencil.sh, pencil-cpu.sh and larger.sh have in common; sourced with their arguments KIND RUN [TRAIN_OPTIONS...].
kind=$1 run=$2
shift 2
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
bin=${PTRM_BIN:-$here/../../build/release/bin}
mkdir -p "$run"

# puzzles FOLDER COUNT SIDE OPTIONS...: a folder of boards within a frame, made once
puzzles() {
  [[ -s $run/$1/dataset.json ]] || "$bin/ptrm-generate" "$kind" --count "$2" --data-folder "$run/$1" --rows "$3" --cols "$3" "${@:4}"
}
# heldout SIDE: heldout.csv, which the model is measured on
heldout() {
  [[ -s $run/heldout.csv ]] || "$bin/ptrm-generate" "$kind" --rows "$1" --cols "$1" --count 1000 --seed 2 -o "$run/heldout.csv"
}
# network_of MODEL: the options for a network as wide
network_of() {
  "$bin/ptrm-info" "$1" | awk '/^block/ { print "--heads", $3 } /^D, channels/ { print "--hidden-size", $3 }' | xargs
}
# train SIDE OPTIONS...: on a CPU so many samples at a time; of small boards its caches hold more
train() {
  "$here/run.sh" --attention --eqr --muon --lr 1.5e-3 --warmup 200 --batch 96 --part $(($1 <= 8 ? 48 : 16)) "${@:2}"
}
# model RUN SIDE EXPORT_OPTIONS...: weights and card
model() {
  /usr/bin/python3 "$here/export.py" --run "$1" --heldout "$run/heldout.csv" --solve "$bin/ptrm-solve" --efforts "$here/efforts.json" \
    --settings "-K 1 -D 16" "--effort medium" "--effort medium --stop q" -o "$run/$kind-$2x$2" "${@:3}"
}
