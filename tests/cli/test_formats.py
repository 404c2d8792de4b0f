"""What the programs write is what tools/formats.schema.json says."""
import json

import pytest
from conftest import ROOT, read_model, two_kinds

jsonschema = pytest.importorskip("jsonschema")
SCHEMA = json.loads((ROOT / "tools/formats.schema.json").read_text())
SHIPPED = sorted((ROOT / "models").glob("*.safetensors"))


def conforms(what, name):
    jsonschema.validate(what, SCHEMA | {"$ref": f"#/$defs/{name}"})


@pytest.mark.parametrize("options", [
    ["--effort", "medium"], ["--effort", "high", "--all-rollouts"], ["-K", "3", "--sigma", "1", "--all-rollouts"], ["-K", "1", "--precision", "f32"]])
def test_answers(solve, options):
    for line in solve("--quiet", "--format", "jsonl", *options, stdin="..1.2..4.3......\n" + "1..........4....\n").json_lines:
        conforms(line, "answer")


def test_results(evaluate, generate, work):
    generate("sudoku", "--box", "2x2", "--clues", "4:6", "--count", "5", "-o", work / "puzzles.csv")
    for i, options in enumerate((["-K", "2", "-D", "2", "--steps"], ["--effort", "medium"], ["--sweep", "sigma=0.5,1", "-K", "2", "--seeds", "2"])):
        evaluate("-m", ROOT / "models/sudoku-4x4.safetensors", work / "puzzles.csv", *options, "-o", work / f"{i}.jsonl")
        header, *records = map(json.loads, (work / f"{i}.jsonl").read_text().splitlines())
        conforms(header, "results_header")
        assert records
        for record in records:
            conforms(record, "result")


def test_results_of_arc(evaluate, convert, arc, work):
    convert(arc / "model/run", "--dataset", arc / "data/test/dataset.json", "--task", "arc", "-o", work / "arc.safetensors")
    evaluate("-m", work / "arc.safetensors", arc / "data", "-K", "2", "-D", "2", "--until-decided", "2", "-o", work / "x.jsonl")
    header, *records = map(json.loads, (work / "x.jsonl").read_text().splitlines())
    conforms(header, "results_header")
    for record in records:
        conforms(record, "result")


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_metadata_of_shipped_models(path):
    metadata = read_model(path)[0]["__metadata__"]
    for name in ("trm_config", "ptrm_task", "ptrm_effort"):
        conforms(json.loads(metadata[name]), name)
    conforms(json.loads(metadata.get("ptrm_larger", "{}")), "ptrm_larger")


def test_metadata_of_two_kinds_and_of_examples(work):
    conforms(json.loads(read_model(two_kinds(work / "two.safetensors"))[0]["__metadata__"]["ptrm_task"]), "ptrm_task")
    conforms({"puzzle": "takuzu", "rows": 6, "cols": 6, "tokens": "_.01", "open": ".", "answers": "01", "turns": [1, 4], "swaps": ["01"]}, "ptrm_task")


def test_the_schema_can_fail():
    with pytest.raises(jsonschema.ValidationError):
        conforms({"puzzle": "maze", "rows": "many", "cols": 3}, "ptrm_task")
