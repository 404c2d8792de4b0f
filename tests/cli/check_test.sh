#!/usr/bin/env bash
source "$(dirname "$0")/lib.sh"
check=$bin/ptrm-check
golden=$root/tests/golden

run 0 $check "$golden/mlp_sudoku4/model.safetensors" "$golden/mlp_sudoku4/expected.safetensors"
has "$out" "step1.z_H"
has "$out" "ptrm.z_H.logits"
has "$out" "PASS: worst deviation"
run 0 $check "$golden/att_rope/model.safetensors" "$golden/att_rope/expected.safetensors" --backend reference
has "$out" "(backend reference, f32)"
run 1 $check "$golden/mlp_sudoku4/model.safetensors" "$golden/mlp_sudoku4/expected.safetensors" --tolerance 1e-9
has "$out" "beyond the tolerance"
has "$out" "FAIL"
run 1 $check "$golden/att_bf16/model.safetensors" "$golden/att_bf16/expected.safetensors"
run 0 $check "$golden/att_bf16/model.safetensors" "$golden/att_bf16/expected.safetensors" --tolerance 0.15

run 2 $check "$golden/att_bf16/model.safetensors"
run 2 $check "$work/none" "$golden/att_bf16/expected.safetensors"
equal "$err" "ptrm-check: $work/none: no such file"
run 2 $check "$golden/att_bf16/model.safetensors" "$golden/mlp_sudoku9/expected.safetensors"
has "$err" "tensor inputs: expected shape [B, 16], got [2, 81]"
head -c 1000 "$golden/att_bf16/model.safetensors" >"$work/short.safetensors"
run 2 $check "$work/short.safetensors" "$golden/att_bf16/expected.safetensors"
has "$err" "short.safetensors: header length"

finish
