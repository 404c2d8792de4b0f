#!/usr/bin/env bash
source "$(dirname "$0")/lib.sh"
bench=$bin/ptrm-bench

# What is computed, and how much work it is. A commit that changes this line says so and why.
run 0 $bench --signature
equal "$out" "answers af0ff643573000f5, net evaluations 10368"

run 0 $bench --seconds 0.01 --runs 1 --model "$root/models/sudoku-4x4.safetensors" --rollouts 1,2 -t 1
has "$out" "sudoku-4x4          eigen      f32         1        1"
has "$out" "sudoku-4x4          eigen      f32         1        2"
lacks "$out" "official-mixer"

run 0 $bench --seconds 0.01 --runs 2 --synthetic official-mixer --backend eigen -t 1 --rollouts 1 --json -o "$work/rates.json"
equal "$out" ""
python3 - "$work/rates.json" <<'PY' || fail "the JSON of ptrm-bench"
import json, sys
report = json.load(open(sys.argv[1]))
[result] = report["results"]
assert (result["model"], result["backend"], result["precision"]) == ("official-mixer", "eigen", "f32"), result
assert (result["threads"], result["rollouts"]) == (1, 1), result
assert 0 < result["gflops_least"] <= result["gflops"] <= result["gflops_most"], result
assert 0 < result["ratio"] < 2 and result["peak_gflops"] > 0 and result["net_evaluations_per_second"] > 0, result
PY

# Where a step's time goes: the parts make up the whole.
run 0 $bench --profile --seconds 0.01 --runs 1 --model "$root/models/sudoku-4x4.safetensors" --json
python3 - "$work/out" <<'PY' || fail "the JSON of ptrm-bench --profile"
import json, sys
report = json.load(open(sys.argv[1]))
assert report["features"].split(", ")[0] in ("baseline", "avx2", "avx512", "amx"), report["features"]
for result in report["results"]:
    parts = [result[part] for part in ("products", "gate", "norms", "rounding", "attention", "rest")]
    assert abs(sum(parts) - result["microseconds"]) < 1e-6 * result["microseconds"] and min(parts[:3]) > 0, result
PY
run 0 $bench --profile --seconds 0.01 --runs 1 --instructions baseline --backend eigen --model "$root/models/sudoku-4x4.safetensors"
has "$out" "threads, baseline"
run 2 $bench --instructions mmx
has "$err" "instructions: expected baseline, avx2, avx512 or amx, got 'mmx'"

run 2 $bench --synthetic official-mixer --backend abacus
has "$err" "backend: expected auto, eigen, onednn or reference, got 'abacus'"
run 2 $bench --model "$work/none.safetensors"
has "$err" "none.safetensors: no such file"
run 2 $bench --synthetic nothing
run 2 $bench --backend eigen --precision i8
has "$err" "precision: expected f32"

finish
