#!/usr/bin/env bash
source "$(dirname "$0")/lib.sh"
convert=$bin/ptrm-convert check=$bin/ptrm-check info=$bin/ptrm-info
golden=$root/tests/golden

# Every official checkpoint converts to a model that behaves as its recording says.
for case in "$golden"/*/; do
  name=$(basename "$case")
  tolerance=1e-3
  [[ $name == att_bf16 ]] && tolerance=0.15
  run 0 $convert "$case/checkpoint" -o "$work/$name.safetensors"
  has "$out" "wrote $work/$name.safetensors from $case/checkpoint/step_"
  run 0 $check "$work/$name.safetensors" "$case/expected.safetensors" --tolerance $tolerance
done

# A file alone, without what lies beside it: what the tensors do not tell is asked for by name.
cp "$golden/mlp_sudoku4/checkpoint/step_100" "$work/step_100"
run 2 $convert "$work/step_100" -o "$work/x.safetensors"
has "$err" "key H_cycles: is not in the weights"
run 0 $convert "$work/step_100" --set H_cycles=3 --set L_cycles=6 --set puzzle_emb_len=16 -o "$work/x.safetensors"
run 0 $check "$work/x.safetensors" "$golden/mlp_sudoku4/expected.safetensors"
run 0 $convert "$work/step_100" --arch "$golden/mlp_sudoku4/checkpoint/all_config.yaml" --task sudoku --dtype bf16 -o "$work/x.safetensors"
run 0 $info "$work/x.safetensors"
has "$out" "sudoku 4x4, tokens _.1234"
has "$out" "mixer"
has "$out" "21 net evaluations"
has "$out" "converted_from"
[[ $(stat -c %s "$work/x.safetensors") -lt $(stat -c %s "$work/mlp_sudoku4.safetensors") ]] || fail "bf16 is not smaller"
run 1 $check "$work/x.safetensors" "$golden/mlp_sudoku4/expected.safetensors" --tolerance 1e-9

# There and back: official names, then ours again, the same bits.
run 0 $convert "$golden/att_rope/model.safetensors" --to-torch-names -o "$work/torch.safetensors"
grep -q '"model.inner.H_init"' "$work/torch.safetensors" || fail "no official names"
run 0 $convert "$work/torch.safetensors" -o "$work/back.safetensors"
run 0 $check "$work/back.safetensors" "$golden/att_rope/expected.safetensors"

# The newest step of a run folder, by number.
mkdir "$work/run"
cp "$golden/mlp_sudoku4/checkpoint/"* "$work/run"
cp "$work/run/step_100" "$work/run/step_20"
cp "$work/run/step_100" "$work/run/step_1000"
run 0 $convert "$work/run" -o "$work/x.safetensors"
has "$out" "step_1000"

# Bad input: one line, exit code 2, and no file left behind.
run 2 $convert "$work/none" -o "$work/y.safetensors"
has "$err" "ptrm-convert: $work/none: no such file"
mkdir "$work/empty"
run 2 $convert "$work/empty" -o "$work/y.safetensors"
has "$err" "a run folder with a file step_N"
head -c 5000 "$golden/mlp_sudoku4/checkpoint/step_100" >"$work/cut"
run 2 $convert "$work/cut" -o "$work/y.safetensors"
has "$err" "is not a zip archive as torch.save writes it"
run 2 $convert "$work/run" --set hidden_size=64 -o "$work/y.safetensors"
has "$err" "by the configuration"
run 2 $convert "$work/run" --set colour=blue -o "$work/y.safetensors"
run 2 $convert "$work/run" --set H_cycles -o "$work/y.safetensors"
run 2 $convert "$work/run" --arch "$work/none.yaml" -o "$work/y.safetensors"
run 2 $convert "$golden/mlp_sudoku9/checkpoint" --task maze -o "$work/y.safetensors"
has "$err" "task maze"
run 2 $convert "$work/run" -o /nonexistent/y.safetensors
has "$err" "cannot be written"
[[ -e $work/y.safetensors ]] && fail "a failed conversion left a file"
run 2 $info "$work/cut"

finish

# RSM's networks: no Q head, and a head tied to the embedding.
python3 - "$golden/mlp_sudoku4/model.safetensors" "$work/rsm.safetensors" <<'EOF'
import json, struct, sys
data = open(sys.argv[1], "rb").read()
size = struct.unpack("<Q", data[:8])[0]
header, body, tensors, kept = json.loads(data[8:8 + size]), data[8 + size:], {}, b""
for name, entry in header.items():
    if name == "__metadata__" or "q_head" in name or "lm_head" in name:
        continue
    first, last = entry["data_offsets"]
    tensors[name] = entry | {"data_offsets": [len(kept), len(kept) + last - first]}
    kept += body[first:last]
text = json.dumps({"__metadata__": header["__metadata__"]} | tensors).encode()
open(sys.argv[2], "wb").write(struct.pack("<Q", len(text)) + text + kept)
EOF
run 0 $convert "$work/rsm.safetensors" --task sudoku -o "$work/x.safetensors"
run 0 $info "$work/x.safetensors"
has "$out" "Q head"
echo 1...............  >"$work/puzzle"
run 2 $bin/ptrm-solve -m "$work/x.safetensors" --stop q "$work/puzzle"
has "$err" "no Q head"
run 1 $bin/ptrm-solve -m "$work/x.safetensors" -K 4 --format jsonl "$work/puzzle"
has "$out" '"q":0.0'
