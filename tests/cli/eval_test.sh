#!/usr/bin/env bash
source "$(dirname "$0")/lib.sh"
eval=$bin/ptrm-eval
model=$root/tests/cli/early-4x4.safetensors  # an early model, that errs now and then
"$bin/ptrm-generate" sudoku --box 2x2 --clues 4:6 --count 60 --seed 5 -o "$work/puzzles.csv"
options=(--model "$model" "$work/puzzles.csv" --sweep K=1,4 --sweep sigma=0.5,1 --seeds 2 -D 6)
without_seconds() { sed 's/,"seconds".*//' "$1"; }

run 0 $eval "${options[@]}" -o "$work/whole.jsonl" --summary "$work/summary.json" --price-per-hour 0.05 --groups source
has "$out" "plain TRM, D 6"
has "$out" "D 6, sigma 0.5, K 4, ptrm-generate"
has "$out" "a correct answer (at \$0.05 a core hour)"
equal "$(wc -l <"$work/whole.jsonl")" $((1 + 60 + 4 * 60))
python3 - "$work/whole.jsonl" "$work/summary.json" <<'PY' || fail "the summary is not what the lines say"
import json, sys
lines = [json.loads(line) for line in open(sys.argv[1])]
header, records = lines[0], lines[1:]
summaries = {(s["setting"], s["group"]): s for s in json.load(open(sys.argv[2]))["summaries"]}
of = [i for i, s in enumerate(header["settings"]) if s["name"] == "D 6, sigma 1"]
mine = [r for r in records if r["setting"] in of]
assert len(of) == 2 and len(mine) == 120
for K in (1, 4):
    best = sum(r["right"][max(range(K), key=lambda k: r["q"][k])] for r in mine) / 120
    solved = sum(any(r["right"][:K]) for r in mine) / 120
    exact = summaries[f"D 6, sigma 1, K {K}", ""]["exact"]
    assert abs(exact["best-q"]["value"] - best) < 1e-9 and abs(exact["pass"]["value"] - solved) < 1e-9, (K, exact)
    assert exact["pass"]["low"] <= solved <= exact["pass"]["high"]
pairs = [(q, right) for r in mine for q, right in zip(r["q"], r["right"])]
right, wrong = [q for q, good in pairs if good], [q for q, good in pairs if not good]
if wrong:
    auc = sum((a > b) + (a == b) / 2 for a in right for b in wrong) / len(right) / len(wrong)
    assert abs(summaries["D 6, sigma 1, K 4", ""]["q_auc"] - auc) < 1e-9
PY
run 0 $eval report "$work/whole.jsonl"
has "$out" "plain TRM, D 6"

# The shards of a run, joined in any order, are the run.
for shard in 0 1 2; do run 0 $eval "${options[@]}" --shard $shard/3 -t 1 -o "$work/shard$shard.jsonl"; done
run 0 $eval merge "$work/shard2.jsonl" "$work/shard0.jsonl" "$work/shard1.jsonl" -o "$work/merged.jsonl"
cmp <(without_seconds "$work/whole.jsonl") <(without_seconds "$work/merged.jsonl") || fail "merged shards differ from the run"
run 0 env SLURM_PROCID=1 SLURM_NTASKS=3 $eval "${options[@]}" -o "$work/slurm.jsonl"
cmp <(without_seconds "$work/shard1.jsonl") <(without_seconds "$work/slurm.jsonl") || fail "Slurm's variables make another shard"
run 2 $eval merge "$work/shard0.jsonl" "$work/shard1.jsonl" -o "$work/no.jsonl"
has "$err" "expected all 3 shards, got 2"
run 2 $eval merge "$work/shard0.jsonl" "$work/shard0.jsonl" "$work/shard1.jsonl" -o "$work/no.jsonl"
has "$err" "is the same shard as"
head -20 "$work/shard2.jsonl" >"$work/short.jsonl"
run 2 $eval merge "$work/shard0.jsonl" "$work/shard1.jsonl" "$work/short.jsonl" -o "$work/no.jsonl"
has "$err" "run that shard on with --resume"

# Killed again and again, a run loses nothing and does nothing twice.
rm -f "$work/killed.jsonl"
for delay in 0.1 0.2 0.3 0.15 0.25 0.1 0.2; do
  $eval "${options[@]}" --resume -t 1 -o "$work/killed.jsonl" >/dev/null 2>&1 &
  pid=$!
  sleep $delay
  kill -9 $pid 2>/dev/null
  wait $pid 2>/dev/null
done
[[ $(wc -l <"$work/killed.jsonl") -gt 1 ]] || fail "nothing was written before the kills"
printf '{"setting":0,"ind' >>"$work/killed.jsonl" # as a kill in the middle of a write leaves it
run 0 $eval "${options[@]}" --resume -o "$work/killed.jsonl"
cmp <(without_seconds "$work/whole.jsonl") <(without_seconds "$work/killed.jsonl") || fail "a killed and resumed run differs"
run 2 $eval "${options[@]}" -o "$work/killed.jsonl"
has "$err" "is there already"
run 2 $eval "${options[@]}" --seed 9 --resume -o "$work/killed.jsonl"
has "$err" "was made with other options"

# An official data folder gives what the same puzzles give as CSV.
python3 - "$work/puzzles.csv" "$work/folder" <<'PY'
import json, os, struct, sys
rows = [line.strip().split(",") for line in open(sys.argv[1])][1:]
def npy(name, type, shape, data):
    header = f"{{'descr': '{type}', 'fortran_order': False, 'shape': {shape}, }}".encode()
    header += b" " * (-(len(header) + 11) % 64) + b"\n"
    open(f"{sys.argv[2]}/all__{name}.npy", "wb").write(b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header + data)
tokens = lambda text: bytes(1 if c == "." else int(c) + 1 for c in text)
os.mkdir(sys.argv[2])
n = len(rows)
json.dump({"pad_id": 0, "ignore_label_id": 0, "vocab_size": 6, "seq_len": 16, "sets": ["all"]}, open(f"{sys.argv[2]}/dataset.json", "w"))
npy("inputs", "|u1", (n, 16), b"".join(tokens(row[1]) for row in rows))
npy("labels", "|u1", (n, 16), b"".join(tokens(row[2]) for row in rows))
npy("puzzle_identifiers", "<i4", (n,), bytes(4 * n))
npy("puzzle_indices", "<i4", (n + 1,), struct.pack(f"<{n + 1}i", *range(n + 1)))
PY
run 0 $eval --model "$model" "$work/folder" --sweep K=1,4 -D 6 -o "$work/of_folder.jsonl"
run 0 $eval --model "$model" "$work/puzzles.csv" --sweep K=1,4 -D 6 -o "$work/of_csv.jsonl"
numbers() { tail -n +2 "$1" | sed 's/"place":"[^"]*","group":"[^"]*",//; s/"rating":[0-9]*,//; s/,"seconds".*//'; }
cmp <(numbers "$work/of_folder.jsonl") <(numbers "$work/of_csv.jsonl") || fail "a data folder gives other results than its puzzles"
head -c 500 "$work/folder/all__labels.npy" >"$work/cut" && cp "$work/cut" "$work/folder/all__labels.npy"
run 2 $eval --model "$model" "$work/folder"
has "$err" "all__labels.npy: data: expected 960 bytes by the header"
rm "$work/folder/all__labels.npy"
run 2 $eval --model "$model" "$work/folder"
has "$err" "all__labels.npy: no such file"

# Symmetric copies that vote, bands of ratings, and steps.
run 0 $eval --model "$model" "$work/puzzles.csv" -K 3 -D 6 --copies 4 --steps --groups rating -o "$work/copies.jsonl"
has "$out" "plain TRM, D 6, copies, 4"
has "$out" "D 6, sigma 1, K 3, copies, 2, rating 0"
equal "$(wc -l <"$work/copies.jsonl")" $((1 + 4 * 60))
python3 - "$work/copies.jsonl" <<'PY' || fail "copies or steps are not what they should be"
import json, sys
lines = [json.loads(line) for line in open(sys.argv[1])][1:]
plain, noisy, copies = ([r for r in lines if r["setting"] == s] for s in (0, 2, 1))
assert all(len(r["q"]) == 4 and r["q"][0] == p["q"][0] and r["right"][0] == p["right"][0] for r, p in zip(copies, plain))
assert sum(any(r["right"]) for r in copies) >= sum(r["right"][0] for r in plain)
assert all(len(r["steps"]) == 3 and len(r["steps"][0]["q"]) == 6 and r["steps"][2]["q"][5] == r["q"][2] for r in noisy)
assert all(s["cells"][-1] == c for r in noisy for s, c in zip(r["steps"], r["cells"]))
PY

# Mazes, by a network that never saw one.
"$bin/ptrm-convert" "$root/tests/golden/att_rope/model.safetensors" --task maze -o "$work/maze.safetensors" >"$work/out"
"$bin/ptrm-generate" maze --rows 4 --cols 4 --least-distance 4 --count 5 -o "$work/mazes.csv"
run 0 $eval --model "$work/maze.safetensors" "$work/mazes.csv" -K 2 -D 2 --copies 8 -o "$work/maze.jsonl"
has "$out" "plain TRM, D 2, copies, 8"
run 2 $eval --model "$work/maze.safetensors" "$work/mazes.csv" --copies 9
has "$err" "--copies: expected at most 8"

# Pictures, where gnuplot is there.
if command -v gnuplot >/dev/null; then
  run 0 $eval report "$work/whole.jsonl" --plots "$work/plots"
  for picture in accuracy sigma cost; do
    grep -q '</svg>' "$work/plots/$picture.svg" || fail "no $picture.svg"
  done
  [[ $(grep -c '<figure>' "$work/plots/report.html") -ge 3 ]] || fail "report.html lacks pictures"
  run 0 $eval --model "$model" "$work/puzzles.csv" -K 6 -D 6 --sigma 4 --steps -o "$work/steps.jsonl" --plots "$work/plots" --portrait 3
  for picture in q-steps change-steps cells-steps portrait; do
    grep -q '</svg>' "$work/plots/$picture.svg" || fail "no $picture.svg"
  done
  grep -qE '(src|href)="?http' "$work/plots/report.html" && fail "report.html asks for the network"
fi
run 2 env PATH=/nonexistent "$eval" report "$work/whole.jsonl" --plots "$work/none"
has "$err" "gnuplot"

# Without answers the rules judge, and nobody knows how many cells are right.
cut -d, -f2 "$work/puzzles.csv" >"$work/no-answers.csv"
run 0 $eval --model "$model" "$work/no-answers.csv" -K 2 -D 6 -o "$work/no-answers.jsonl" --summary "$work/no-answers.json"
has "$out" "n/a"
python3 -c 'import json, sys; assert all(s["cells"] is None for s in json.load(open(sys.argv[1]))["summaries"])' "$work/no-answers.json" || fail "cells of no answers"

# Searches that stop by themselves; what is wrong is said.
run 0 $eval --model "$model" "$work/puzzles.csv" --stop verified --sweep K=2,8 -o "$work/waves.jsonl"
has "$out" "up to K 8"
run 2 $eval --model "$model" "$work/puzzles.csv" --portrait 60
has "$err" "--portrait: expected the number of a puzzle"
run 2 $eval --model "$model" "$work/puzzles.csv" --sweep X=1
has "$err" "expected K=..., D=... or sigma=..., got 'X=1'"
run 2 $eval --model "$model" "$work/puzzles.csv" --sweep K=1,b
run 2 $eval --model "$model" "$work/puzzles.csv" --sweep K=0,1
run 2 $eval --model "$model" "$work/puzzles.csv" --sweep D=1.5
has "$err" "whole numbers from 1 for D"
run 2 $eval --model "$model" "$work/puzzles.csv" --shard 3/3
run 0 $eval --model "$model" "$work/puzzles.csv" --shard 99/100 -o "$work/empty.jsonl"
equal "$(wc -l <"$work/empty.jsonl")" 1
run 2 $eval --model "$model"
run 2 $eval report "$work/puzzles.csv"
has "$err" "puzzles.csv:1: is not a line of a results file"
printf '..1.2..4.3y.....\n' >"$work/bad.txt"
run 2 $eval --model "$model" "$work/bad.txt"
has "$err" "1 malformed"
if [[ -w /dev/full ]]; then
  run 2 bash -c "$eval --model '$model' '$work/puzzles.csv' >/dev/full"
  has "$err" "standard output: cannot be written: No space left on device"
fi

finish
