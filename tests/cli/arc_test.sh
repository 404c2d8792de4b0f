#!/usr/bin/env bash
# ARC: from an official run folder to a submission.
source "$(dirname "$0")/lib.sh"
eval=$bin/ptrm-eval
arc=$root/tests/arc
without_seconds() { sed 's/,"seconds".*//' "$1"; }

run 0 "$bin/ptrm-convert" "$arc/model/run" --dataset "$arc/data/test/dataset.json" --task arc -o "$work/arc.safetensors"
model=$work/arc.safetensors

# Example by example and as submissions what the official evaluator made of it.
for data in "$arc/data" "$arc/data/test" "$arc/data/test/"; do
  rm -f "$work/plain.jsonl"
  run 0 "$eval" --model "$model" "$data" -K 1 -D 2 -o "$work/plain.jsonl" --submission "$work/submission.json" --summary "$work/summary.json"
  cmp "$work/submission.json" "$arc/model/expected/submission.json" || fail "another submission than the official one"
done
has "$out" "Vote over 4 tasks"
has "$out" "plain TRM, D 2, K 1, best-q, official"
python3 - "$work" "$arc/model/expected/metrics.json" <<'PY' || fail "other figures than the official ones"
import json, sys
summary, expected = json.load(open(sys.argv[1] + "/summary.json")), json.load(open(sys.argv[2]))
official = [row for row in summary["arc"] if row["votes"] == "official"]
assert len(official) == 1
for k in (1, 2, 5, 10, 100, 1000):
    assert abs(official[0][f"pass@{k}"]["value"] - expected[f"ARC/pass@{k}"]) < 1e-9
assert abs(summary["summaries"][0]["exact"]["best-q"]["value"] - expected["all"]["exact_accuracy"]) < 1e-6
PY

# The vote alone.
for name in predictions q_halt; do
  python3 - "$arc/votes/$name.npy" "$work/$name" <<'PY'
import sys
# round 1 of four
data = open(sys.argv[1], "rb").read()
begin = data.index(b"\n") + 1
size = (len(data) - begin) // 4
header = data[10:begin].decode().replace("(4, 45", "(45").replace("(45)", "(45,)").strip()
header = (header + " " * (-(len(header) + 11) % 64) + "\n").encode()
open(sys.argv[2] + ".npy", "wb").write(b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header + data[begin + size:begin + 2 * size])
PY
done
run 0 "$eval" vote "$arc/data/test" --predictions "$work/predictions.npy" --q "$work/q_halt.npy" --submission "$work/vote.json"
cmp "$work/vote.json" "$arc/votes/expected/round1/submission.json" || fail "another vote than the official one"
has "$out" "q-weighted"
run 0 "$eval" vote "$arc/data" --predictions "$arc/votes/predictions.npy" --q "$arc/votes/q_halt.npy" --votes q-weighted --submission "$work/all.json"
run 2 "$eval" vote "$arc/data" --predictions "$arc/votes/predictions.npy" --q "$work/q_halt.npy"
has "$err" "q_halt.npy: shape: expected one for each prediction, [4, 45], got [45]"
run 2 "$eval" vote "$arc/data" --predictions "$work/q_halt.npy" --q "$work/q_halt.npy"
has "$err" "expected [N, 900] or [rounds, N, 900], got [45]"
run 2 "$eval" vote "$arc/data" --predictions "$work/predictions.npy" --q "$work/q_halt.npy" --votes rollouts
has "$err" "one prediction an example"

# Shards are of whole tasks, and a run that was cut goes on; a sweep; pictures of the tasks.
options=(--model "$model" "$arc/data" --sweep K=1,3 --sweep sigma=0.2,1 -D 2)
run 0 "$eval" "${options[@]}" -o "$work/whole.jsonl" --submission "$work/whole.json"
has "$out" "D 2, sigma 0.2, K 3"
has "$out" "rollouts"
for shard in 0 1 2; do run 0 "$eval" "${options[@]}" --shard $shard/3 -t 1 -o "$work/shard$shard.jsonl"; done
run 0 "$eval" merge "$work"/shard?.jsonl -o "$work/merged.jsonl"
cmp <(without_seconds "$work/whole.jsonl") <(without_seconds "$work/merged.jsonl") || fail "merged shards differ from the run"
run 0 "$eval" report "$work/merged.jsonl" --submission "$work/merged.json"
cmp "$work/whole.json" "$work/merged.json" || fail "merged shards give another submission"
head -60 "$work/whole.jsonl" >"$work/cut.jsonl" && printf '{"set' >>"$work/cut.jsonl"
run 0 "$eval" "${options[@]}" --resume -o "$work/cut.jsonl"
cmp <(without_seconds "$work/whole.jsonl") <(without_seconds "$work/cut.jsonl") || fail "a resumed run differs"
run 0 "$eval" report "$work/whole.jsonl" --votes rollouts --submission "$work/rollouts.json"
has "$out" "all, rollouts"
if command -v gnuplot >/dev/null; then
  run 0 "$eval" report "$work/whole.jsonl" --plots "$work/plots"
  has "$(<"$work/plots/report.html")" "<h3>31d5ba1a</h3>"
fi

# Examples that cannot matter any more are left out, and the submission stays; also when the run was cut. The data: two
# examples of each task, again and again.
python3 - "$arc/data" "$work/long" <<'PY'
import json, os, struct, sys
source, target = sys.argv[1:]
os.makedirs(target + "/test")
tasks = json.load(open(source + "/test_puzzles.json"))
names = json.load(open(source + "/identifiers.json"))
def read(name):
    data = open(f"{source}/test/all__{name}.npy", "rb").read()
    return data[data.index(b"\n") + 1:]
def write(name, type, shape, data):
    header = f"{{'descr': '{type}', 'fortran_order': False, 'shape': {shape}, }}".encode()
    header += b" " * (-(len(header) + 11) % 64) + b"\n"
    open(f"{target}/test/all__{name}.npy", "wb").write(b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header + data)
ids = struct.unpack("<36i", read("puzzle_identifiers"))
starts = struct.unpack("<37i", read("puzzle_indices"))
tasks_of = [names[i].split("|||")[0] for i in ids]
keep = []
for task in tasks:
    first, second = [(p, starts[p]) for p in range(36) if tasks_of[p] == task][:2]
    keep += 40 * [first, first, second]
for name in ("inputs", "labels"):
    data = read(name)
    write(name, "|u1", (len(keep), 900), b"".join(data[900 * e:900 * e + 900] for _, e in keep))
write("puzzle_identifiers", "<i4", (len(keep),), b"".join(struct.pack("<i", ids[p]) for p, _ in keep))
write("puzzle_indices", "<i4", (len(keep) + 1,), struct.pack(f"<{len(keep) + 1}i", *range(len(keep) + 1)))
for name in ("dataset.json",):
    open(f"{target}/test/{name}", "w").write(open(f"{source}/test/{name}").read())
for name in ("identifiers.json", "test_puzzles.json"):
    open(f"{target}/{name}", "w").write(open(f"{source}/{name}").read())
PY
options=(--model "$model" "$work/long" -K 1 -D 2)
run 0 "$eval" "${options[@]}" -o "$work/full.jsonl" --submission "$work/full.json"
run 0 "$eval" "${options[@]}" --until-decided 1 -o "$work/first.jsonl" --submission "$work/first.json"
[[ $(grep -c '"q":\[\]' "$work/first.jsonl") -gt 60 ]] || fail "nothing was left out"
python3 - "$work/full.json" "$work/first.json" <<'PY' || fail "what was left out mattered"
import json, sys
full, first = (json.load(open(path)) for path in sys.argv[1:])
assert all(a["attempt_1"] == b["attempt_1"] for task in full for a, b in zip(full[task], first[task]))
PY
run 0 "$eval" "${options[@]}" --until-decided 2 -o "$work/early.jsonl" --submission "$work/early.json"
has "$out" "examples were not run, for their vote was decided"
cmp "$work/full.json" "$work/early.json" || fail "what was left out mattered"
[[ $(grep -c '"q":\[\]' "$work/early.jsonl") -gt 20 ]] || fail "nothing was left out"
for lines in 2 20 40 70 120; do
  head -$lines "$work/early.jsonl" >"$work/again.jsonl"
  run 0 "$eval" "${options[@]}" --until-decided 2 --resume -o "$work/again.jsonl"
  cmp <(without_seconds "$work/early.jsonl") <(without_seconds "$work/again.jsonl") || fail "cut after $lines lines, a run goes on otherwise"
done

# What does not belong together is said, and what the official loader then does can be asked for.
run 0 "$bin/ptrm-convert" "$root/tests/golden/att_rope/model.safetensors" -o "$work/other.safetensors"
run 2 "$eval" --model "$work/other.safetensors" "$arc/data"
has "$err" "as many cells as the model has"
python3 - "$model" "$work/few.safetensors" <<'PY'
import json, struct, sys
data = open(sys.argv[1], "rb").read()
length = struct.unpack("<Q", data[:8])[0]
header, body = json.loads(data[8:8 + length]), data[8 + length:]
config = json.loads(header["__metadata__"]["trm_config"])
config["num_puzzle_identifiers"] = 40
header["__metadata__"]["trm_config"] = json.dumps(config)
entry = header["inner.puzzle_emb.weights"]
rows, width = entry["shape"]
begin, end = entry["data_offsets"]
cut = (rows - 40) * width * 4
body = body[:end - cut] + body[end:]
entry["shape"][0] = 40
entry["data_offsets"][1] -= cut
for name, other in header.items():
    if name != "__metadata__" and other["data_offsets"][0] >= end:
        other["data_offsets"] = [at - cut for at in other["data_offsets"]]
text = json.dumps(header).encode()
open(sys.argv[2], "wb").write(struct.pack("<Q", len(text)) + text + body)
PY
run 2 "$eval" --model "$work/few.safetensors" "$arc/data" -K 1 -D 2
has "$err" "expected puzzle identifiers below 40, which is how many the model has, got"
has "$err" "--mean-embedding"
run 0 "$eval" --model "$work/few.safetensors" "$arc/data" -K 1 -D 2 --mean-embedding -o "$work/mean.jsonl"
run 2 "$eval" --model "$root/models/sudoku-4x4.safetensors" "$arc/data" --mean-embedding
run 2 "$eval" --model "$model" "$arc/data" --select verified -K 4
has "$err" "select: expected another, for no rules tell what solves arc, got verified"
run 2 "$eval" --model "$model" "$arc/data" --stop verified
"$bin/ptrm-convert" "$arc/model/run" --dataset "$arc/data/test/dataset.json" -o "$work/taskless.safetensors" >"$work/out"
run 2 "$eval" --model "$work/taskless.safetensors" "$arc/data" --no-arc --stop verified -K 2 -D 2
has "$err" "stop: expected another, for nobody here knows the rules of this data, got verified"
run 0 "$eval" --model "$model" "$arc/data" --augmentations 2 -K 1 -D 2 -o "$work/some.jsonl"
equal "$(wc -l <"$work/some.jsonl")" 11
run 2 "$eval" --model "$root/models/sudoku-4x4.safetensors" "$root/tests/cli/lib.sh" --arc
has "$err" "--arc: expected a data folder"
printf '["a", 3]' >"$work/long/identifiers.json"
run 2 "$eval" --model "$model" "$work/long"
has "$err" "identifiers.json"
printf '{"a": {"train": [], "test": [{"input": [[0, 10]], "output": [[0]]}]}}' >"$work/long/test_puzzles.json"
run 2 "$eval" --model "$model" "$work/long"
has "$err" "test_puzzles.json: holds no ARC tasks: a colour is not one of 0 to 9"
finish
