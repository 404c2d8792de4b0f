#!/bin/sh
# Runs ptrm-eval for the figures of the papers, and writes OUT/index.html: each beside what was published.
#   tools/paper/reproduce.sh OUT [--quick] [--model FILE] [--data FILE] [--bin FOLDER]
# Within an hour or so on two cores, with --quick a minute. A run that was stopped goes on where it was.
# Without --data the puzzles are generated (no Sudoku-Extreme is shipped): 9x9, minimal, made hard.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
out=
quick=
data=
bin=$here/../../build/release/bin
model=$here/../../models/sudoku-9x9.safetensors
usage() { sed -n '2,5s/^# *//p' "$0" >&2; exit 2; }
while [ $# -gt 0 ]; do
  case $1 in
    --quick) quick=yes ;;
    --model | --data | --bin) [ $# -gt 1 ] || usage; eval "${1#--}=\$2"; shift ;;
    -*) usage ;;
    *) [ -z "$out" ] || usage; out=$1 ;;
  esac
  shift
done
[ -n "$out" ] || usage
mkdir -p "$out"
if [ -n "$quick" ]; then
  inside=4 count=20 widths=1,5,25 depths=4,16,32 map_widths=1,4,16 sigmas=0.2,1 many=8
else
  inside=20 count=200 widths=1,5,25,100 depths=4,8,16,32,64 map_widths=1,2,4,8,16,32 sigmas=0.1,0.2,0.5,1,2 many=25
fi
if [ -z "$data" ]; then
  data=$out/puzzles.csv
  [ -s "$data" ] || { "$bin/ptrm-generate" sudoku --clues minimal --hard 50 --count $count --seed 5 --quiet -o "$data.part" && mv "$data.part" "$data"; }
fi

# evaluate NAME OPTIONS...: results, summary and pictures of one experiment
evaluate() {
  name=$1
  shift
  echo "$name" >&2
  [ ! -s "$out/$name.jsonl" ] || set -- "$@" --resume
  if "$bin/ptrm-eval" --model "$model" "$data" --precision auto --shard none --price-per-hour 0.04 "$@" -o "$out/$name.jsonl" \
      --summary "$out/$name.json" --plots "$out/$name" > "$out/$name.txt" 2> "$out/$name.err"; then
    return
  elif [ $? -eq 2 ] && [ ! -s "$out/$name.jsonl" ]; then
    echo "  left out: $(tail -n 1 "$out/$name.err")" >&2
  else
    cat "$out/$name.err" >&2
    exit 1
  fi
}

evaluate width --sweep K=$widths -D 16 --sigma 0.5 --steps --states $inside
evaluate sigma --sweep sigma=$sigmas -K $many -D 16
evaluate map --sweep K=$map_widths --sweep D=$depths --sigma 0.5
for schedule in linear cosine; do evaluate schedule-$schedule -K $many -D 16 --sigma 1 --noise-schedule $schedule; done
evaluate schedule-first-4 -K $many -D 16 --sigma 1 --noise-steps 4
evaluate target-y -K $many -D 16 --sigma 1 --noise-target y
for cells in open given; do evaluate cells-$cells -K $many -D 16 --sigma 1 --noise-cells $cells; done
evaluate langevin -K $many -D 16 --sigma 1 --noise-target y --q-ascent 0.5
evaluate path-noise -K $many -D 16 --sigma 0 --path-noise 0.1
evaluate starts -K $many -D 16 --sigma 0 --random-starts
evaluate resampling -K $many -D 16 --sigma 1 --resample-every 4
evaluate copies -K $many -D 16 --sigma 0 --symmetries
evaluate tree --effort high --stop q
/usr/bin/env python3 "$here/page.py" "$out"
echo "$out/index.html"
