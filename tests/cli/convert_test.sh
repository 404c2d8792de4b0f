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

# Weights wherever forks keep them; averaged ones are preferred, and what was taken is said.
PYTHONPATH=$root/tests/support python3 - "$golden/att_rope/model.safetensors" "$work" <<'PY'
import sys
from torch_file import Tensor, constant, read_safetensors, save
state, work = read_safetensors(sys.argv[1]), sys.argv[2]
average = constant(state, 0.25)
prefixed = lambda prefix, weights: {prefix + name: t for name, t in weights.items()}
files = {
    "ema": {"model": state, "ema": average}, "ema_shadow": {"model": state, "ema_shadow": average},
    "ema.module": {"model": state, "ema": {"decay": 0.999, "module": average}}, "params_ema": {"params": state, "params_ema": average},
    "state_dict.ema_model": {"state_dict": state | prefixed("ema_model.", average)}, "module": prefixed("module.", average) | {"n_averaged": 7},
    "raw-state_dict": {"epoch": 3, "state_dict": state, "pytorch-lightning_version": "2.0"},
    "raw-model_state_dict": {"model_state_dict": state, "optimizer_state_dict": {"state": {}}}, "raw-": state | {"step": 4},
    "nameless": {"model": state, "ema": {"shadow_params": list(average.values())}},
    "hrm": {name.replace("L_level", "H_level"): t for name, t in state.items()}, "none": {"weight": Tensor([1], bytes(4))},
}
for name, content in files.items():
    save(f"{work}/{name}.pt", content)
PY
settings=(--arch "$golden/att_rope/checkpoint/all_config.yaml" --dataset "$golden/att_rope/checkpoint/dataset.json")
for name in ema ema_shadow ema.module params_ema state_dict.ema_model module; do
  run 0 $convert "$work/$name.pt" "${settings[@]}" -o "$work/x.safetensors"
  has "$out" ": averaged weights ($name), "
  python3 - "$work/x.safetensors" <<'PY' || fail "$name: not the averaged weights"
import struct, sys
data = open(sys.argv[1], "rb").read()
body = data[8 + struct.unpack("<Q", data[:8])[0]:]
assert body == struct.pack("<f", 0.25) * (len(body) // 4)
PY
done
for name in state_dict model_state_dict ""; do
  run 0 $convert "$work/raw-$name.pt" "${settings[@]}" -o "$work/x.safetensors"
  has "$out" ": weights${name:+ ($name)}, none marked as averaged"
  has "$out" "attention of D "
  run 0 $check "$work/x.safetensors" "$golden/att_rope/expected.safetensors"
done
run 0 $convert "$work/nameless.pt" "${settings[@]}" -o "$work/x.safetensors"
has "$out" "weights (model), for the averaged ones in ema.shadow_params have no names"
run 2 $convert "$work/hrm.pt" "${settings[@]}" -o "$work/y.safetensors"
has "$err" "these are the weights of an HRM"
run 2 $convert "$work/none.pt" "${settings[@]}" -o "$work/y.safetensors"
has "$err" "these are no weights of a TRM"
cp "$golden/att_rope/model.safetensors" "$work/model.bin" # told by its content, not by its name
run 0 $convert "$work/model.bin" -o "$work/x.safetensors"

# YAML as the official code and OmegaConf write it, and data of another training.
sed 's/mlp_t: .*/mlp_t: False/; s/puzzle_emb_ndim: .*/puzzle_emb_ndim: ${.hidden_size}/' "$golden/att_rope/checkpoint/all_config.yaml" >"$work/arch.yaml"
grep -q 'mlp_t: False' "$work/arch.yaml" && grep -q '{.hidden_size}' "$work/arch.yaml" || fail "the YAML is not what this test is for"
run 0 $convert "$golden/att_rope/checkpoint" --arch "$work/arch.yaml" -o "$work/x.safetensors"
run 0 $check "$work/x.safetensors" "$golden/att_rope/expected.safetensors" --tolerance 1e-3
sed 's/"num_puzzle_identifiers": *[0-9]*/"num_puzzle_identifiers": 1921253/' "$golden/att_rope/checkpoint/dataset.json" >"$work/dataset.json"
run 2 $convert "$golden/att_rope/checkpoint" --dataset "$work/dataset.json" -o "$work/y.safetensors"
has "$err" "if the weights are right, say --set num_puzzle_identifiers=1"

# What is no weights at all is called what it is.
printf 'version https://git-lfs.github.com/spec/v1\noid sha256:0\n' >"$work/pointer.pth"
printf '\n<!DOCTYPE html><html></html>' >"$work/page.safetensors"
printf '\x80\x02\x8a\x0al\xfc\x9cF\xf9 j\xa8P\x19.' >"$work/legacy.pt"
gzip -c "$work/raw-.pt" >"$work/packed.pt"
for case in "pointer.pth git lfs pull" "page.safetensors is a web page" "legacy.pt is of the old format of torch.save" "packed.pt gunzip"; do
  run 2 $convert "$work/${case%% *}" -o "$work/y.safetensors"
  has "$err" "${case#* }"
done
run 2 $info "$work/pointer.pth"
has "$err" "git lfs pull"

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
