#!/usr/bin/env bash
# Measures ptrm and its peers on the same supervision steps, one after the other, and prints a table: run.sh [OUTPUT_FOLDER].
# It installs what the peers need (Debian or Ubuntu: python3-torch, libopenblas0-pthread, nodejs, npm, gnuplot-nox; npm: onnxruntime-node, in the output
# folder). With gnuplot it also draws speed.svg there. Nothing else should run on the machine meanwhile.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
bench=$here/../../../build/release/bin/ptrm-bench
out=$(realpath -m "${1:-$here/../../../build/peers}")
mkdir -p "$out"

missing=()
for package in python3-torch libopenblas0-pthread gnuplot-nox; do
  dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
done
command -v npm >/dev/null || missing+=(nodejs npm)
[[ ${#missing[@]} -eq 0 ]] || { apt-get update -q && apt-get install -y -q --no-install-recommends "${missing[@]}"; }
# Its install script would fetch GPU libraries; the CPU ones are in the package.
[[ -d $out/node_modules/onnxruntime-node ]] || npm install --prefix "$out" --ignore-scripts --no-audit --no-fund onnxruntime-node

# OpenBLAS, by which PyTorch multiplies float32, knows CPUs by their numbers: of a new one it would take its slowest loops.
cpu=$(grep -m 1 ^flags /proc/cpuinfo)
[[ $cpu == *avx512f* ]] && core=SKYLAKEX || core=HASWELL
[[ $cpu == *avx2* ]] && export OPENBLAS_CORETYPE=${OPENBLAS_CORETYPE:-$core}

cores=$(nproc)
threads=(1)
[[ $cores -gt 1 ]] && threads+=("$cores")
cd "$out"
/usr/bin/python3 -W ignore "$here/export_onnx.py" "$out" >index.jsonl
node "$here/onnxruntime.mjs" index.jsonl "${threads[@]}" | tee peers.jsonl
/usr/bin/python3 "$here/pytorch.py" "${threads[@]}" | tee -a peers.jsonl
"$bench" --model "$here/../../../models/sudoku-9x9-small.safetensors" --synthetic official-mixer,official-attention --rollouts 1,8 \
  --seconds 0.5 --json -o ptrm.json
python3 "$here/report.py" ptrm.json peers.jsonl speed.dat | tee table.md
gnuplot -e "data='speed.dat'; output_file='speed.svg'" "$here/speed.gnuplot"
