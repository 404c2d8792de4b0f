def test_recordings_are_replayed(check, golden):
    run = check(golden / "mlp_sudoku4/model.safetensors", golden / "mlp_sudoku4/expected.safetensors")
    for text in ("step1.z_H", "ptrm.z_H.logits", "PASS: worst deviation"):
        assert text in run.out
    run = check(golden / "att_rope/model.safetensors", golden / "att_rope/expected.safetensors", "--backend", "reference")
    assert "(backend reference, f32)" in run.out
    run = check(golden / "att_rope/model.safetensors", golden / "att_rope/expected.safetensors", "--instructions", "avx2")
    assert "(backend eigen, f32)" in run.out


def test_what_deviates_fails(check, golden):
    run = check(golden / "mlp_sudoku4/model.safetensors", golden / "mlp_sudoku4/expected.safetensors", "--tolerance", "1e-9", code=1)
    assert "beyond the tolerance" in run.out and "FAIL" in run.out
    bf16 = golden / "att_bf16/model.safetensors", golden / "att_bf16/expected.safetensors"
    check(*bf16, code=1)
    check(*bf16, "--tolerance", "0.15")


def test_bytes_are_multiplied_by_every_cpu(check, golden):
    for case in "att_bf16", "mlp_sudoku9":
        for instructions in "baseline", "avx2", "avx512":
            check(golden / case / "model.safetensors", golden / case / "expected.safetensors", "--precision", "i8", "--backend", "onednn",
                  "--instructions", instructions, "--tolerance", "0.8")


def test_bad_input_is_placed(check, golden, work):
    model, expected = golden / "att_bf16/model.safetensors", golden / "att_bf16/expected.safetensors"
    check(model, code=2)
    assert check(work / "none", expected, code=2).err == f"ptrm-check: {work}/none: no such file\n"
    run = check(model, golden / "mlp_sudoku9/expected.safetensors", code=2)
    assert "tensor inputs: expected shape [B, 16], got [2, 81]" in run.err
    (work / "short.safetensors").write_bytes(model.read_bytes()[:1000])
    assert "short.safetensors: header length" in check(work / "short.safetensors", expected, code=2).err
