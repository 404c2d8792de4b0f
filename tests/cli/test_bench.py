import json

QUICK = "--seconds", "0.01", "--runs", "1"


def test_signature(bench):
    # What is computed, and how much work it is. A commit that changes this line says so and why.
    assert bench("--signature").out == "answers af0ff643573000f5, net evaluations 10368\n"


def test_rates_of_a_model(bench, models):
    out = bench(*QUICK, "--model", models / "sudoku-4x4.safetensors", "--rollouts", "1,2", "-t", "1").out
    assert "sudoku-4x4          eigen      f32         1        1" in out
    assert "sudoku-4x4          eigen      f32         1        2" in out
    assert "official-mixer" not in out


def test_rates_as_json(bench, work):
    run = bench("--seconds", "0.01", "--runs", "2", "--synthetic", "official-mixer", "--backend", "eigen", "-t", "1", "--rollouts", "1",
                "--json", "-o", work / "rates.json")
    assert run.out == ""
    report = json.loads((work / "rates.json").read_text())
    [result] = report["results"]
    assert (result["model"], result["backend"], result["precision"]) == ("official-mixer", "eigen", "f32")
    assert (result["threads"], result["rollouts"]) == (1, 1)
    assert 0 < result["gflops_least"] <= result["gflops"] <= result["gflops_most"]
    assert 0 < result["ratio"] < 2 and result["peak_gflops"] > 0 and result["net_evaluations_per_second"] > 0


def test_parts_of_a_step_make_up_the_whole(bench, models):
    model = "--model", models / "sudoku-4x4.safetensors"
    report = json.loads(bench("--profile", *QUICK, *model, "--json").out)
    assert report["features"].split(", ")[0] in ("baseline", "avx2", "avx512", "amx")
    for result in report["results"]:
        parts = [result[part] for part in ("products", "gate", "norms", "rounding", "attention", "rest")]
        assert abs(sum(parts) - result["microseconds"]) < 1e-6 * result["microseconds"] and min(parts[:3]) > 0
    out = bench("--profile", *QUICK, "--instructions", "baseline", "--backend", "eigen", *model).out
    assert "threads, baseline" in out


def test_bad_options_are_named(bench, work):
    run = bench("--instructions", "mmx", code=2)
    assert "instructions: expected baseline, avx2, avx512 or amx, got 'mmx'" in run.err
    run = bench("--synthetic", "official-mixer", "--backend", "abacus", code=2)
    assert "backend: expected auto, onednn, eigen or reference, got 'abacus'" in run.err
    assert "none.safetensors: no such file" in bench("--model", work / "none.safetensors", code=2).err
    bench("--synthetic", "nothing", code=2)
    assert "precision: expected f32" in bench("--backend", "eigen", "--precision", "i8", code=2).err
