"""From a CSV of examples to answers, as a user goes: every program runs the model, and bad examples are told with their line."""
import json
import re
import subprocess
import sys

import pytest
from conftest import ROOT

pytest.importorskip("torch")

LEARN = ROOT / "tools/train/learn.sh"


def learn(programs, *arguments, code=0):
    done = subprocess.run([LEARN, *map(str, arguments), "--bin", programs.folder], capture_output=True, text=True, timeout=500)
    assert done.returncode == code, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done


@pytest.fixture(scope="module")
def learnt(request, tmp_path_factory):
    """A model of takuzu after some seconds of training, what learn.sh printed, and where."""
    folder = tmp_path_factory.mktemp("learn")
    command = [LEARN, ROOT / "tests/train/examples/takuzu.csv", "-o", folder / "takuzu.safetensors", "--sample-steps", "9600", "--bin", request.config.getoption("--bin")]
    done = subprocess.run([*map(str, command), "--train-options", "--log-seconds", "2"], capture_output=True, text=True, timeout=500)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder, done


def test_finds_what_there_is_to_know(learnt):
    folder, done = learnt
    assert "board 6 x 6; symbols .01; open ., answered by 01" in done.stderr
    assert "quarter turn" in done.stderr and "symbols that may be renamed 01" in done.stderr
    task = json.loads((folder / "takuzu.run/train/task.json").read_text())
    assert task["turns"] == [1, 2, 3, 4, 5, 6, 7] and task["swaps"] == ["01"]


def test_lowers_the_loss_and_beats_chance(learnt):
    folder, _ = learnt
    records = [json.loads(line) for line in (folder / "takuzu.run/train_run/log.jsonl").read_text().splitlines()]
    losses = [record["loss"] for record in records if "loss" in record]
    cells = [record["cells"] for record in records if "loss" in record]
    assert losses[-1] < 0.75 * losses[0] and cells[-1] > 0.6  # half of the cells are right by chance


def test_every_program_runs_the_model(learnt, programs, tmp_path):
    folder, _ = learnt
    model, heldout = folder / "takuzu.safetensors", folder / "takuzu.run/heldout.csv"
    assert "takuzu 6x6" in programs("info", model).stdout
    for form in ("line", "grid", "jsonl", "html"):
        programs("solve", "--model", model, "--format", form, "--effort", "low", heldout, code=(0, 1))
    lines = [json.loads(line) for line in programs("solve", "--model", model, "--format", "jsonl", "-K", "2", "--symmetries", heldout, code=(0, 1)).stdout.splitlines()]
    assert len(lines) > 30 and all(isinstance(line["claimed"], bool) and len(line["answer"]) == 36 for line in lines)
    # Givens are given, whatever a young network says.
    assert all(q in (".", a) for line in lines for q, a in zip(line["puzzle"], line["answer"]))
    (tmp_path / "one.txt").write_text("\n".join(lines[0]["puzzle"][6 * i:6 * i + 6] for i in range(6)) + "\n")
    programs("solve", "--model", model, tmp_path / "one.txt", code=(0, 1))
    (tmp_path / "one.json").write_text(json.dumps({"question": lines[0]["puzzle"]}))
    programs("solve", "--model", model, tmp_path / "one.json", code=(0, 1))
    assert "rules" not in programs("solve", "--model", model, "--format", "grid", heldout, code=(0, 1)).stdout
    assert "plain TRM" in programs("eval", "--model", model, heldout, "--sweep", "K=1,2", "-D", "4", "-o", tmp_path / "r.jsonl").stdout
    programs("eval", "--model", model, heldout, "--search", "tree", "-K", "4", "-D", "4", "-o", tmp_path / "t.jsonl")
    assert "has no rules to verify" in programs("solve", "--model", model, "--stop", "verified", heldout, code=2).stderr
    card = (folder / "takuzu.md").read_text()
    assert "Do not trust its claims" in card and re.search(r"Trained at commit [0-9a-f]{7}", card)


def test_the_same_command_goes_on(learnt, programs):
    folder, _ = learnt
    done = learn(programs, ROOT / "tests/train/examples/takuzu.csv", "-o", folder / "takuzu.safetensors", "--sample-steps", "10000")
    assert "are written" in done.stdout


def test_symmetries_that_examples_contradict_are_not_found(programs, tmp_path):
    """Symbols fall down: mirrored they still do, upside down they do not; 1 and 2 may be renamed, 3 stays where it is."""
    import random
    random.seed(1)
    rows = []
    for _ in range(400):
        grid = [[random.choice("...123") for _ in range(5)] for _ in range(5)]
        fallen = [["." for _ in range(5)] for _ in range(5)]
        for col in range(5):
            place = 4
            for row in reversed(range(5)):
                if grid[row][col] == "3":
                    place = row
                if grid[row][col] != ".":
                    fallen[place][col] = grid[row][col]
                    place -= 1
        rows.append("".join(map("".join, grid)) + "," + "".join(map("".join, fallen)))
    (tmp_path / "fall.csv").write_text("question,answer\n" + "\n".join(rows) + "\n")
    err = programs("generate", "examples", tmp_path / "fall.csv", "--data-folder", tmp_path / "fall").stderr
    assert "turns mirrored; symbols that may be renamed 12" in err, err


BAD = {  # what becomes of the second example, and what is said of it
    "short": (lambda q, a: (q[:-1], a[:-1]), "expected 36 cells, as most examples have, got 35"),
    "uneven": (lambda q, a: (q, a[:-1]), "expected an answer of 36 cells, got 35"),
    "unknown": (lambda q, a: (q, a[:-1] + "x"), "row 6, column 6: the unknown symbol 'x'"),
    "changed": (lambda q, a: (a[0] + q[1:], "01"[a[0] == "0"] + a[1:]), "row 1, column 1: the answer changes the given"),
    "none": (lambda q, a: (q, ""), "an example needs a question and an answer"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_examples_are_told_with_their_line(programs, examples, tmp_path, name):
    spoil, told = BAD[name]
    header, first, second, *rest = (examples / "takuzu.csv").read_text().splitlines()
    spoilt = ",".join(spoil(*second.split(",")))
    path = tmp_path / "bad.csv"
    path.write_text("\n".join([header, first, spoilt, *rest]) + "\n")
    done = programs("generate", "examples", path, "--data-folder", tmp_path / "out", code=2)
    assert f"{path}:3: {told}" in done.stderr, done.stderr
    assert not (tmp_path / "out/train").exists()
    assert "799 examples" in programs("generate", "examples", path, "--data-folder", tmp_path / "out", "--skip-bad").stderr


def test_two_answers_to_one_question_are_told(programs, examples, tmp_path):
    lines = (examples / "takuzu.csv").read_text().splitlines()
    question, answer = lines[1].split(",")
    path = tmp_path / "bad.csv"
    cell = question.index(".")
    path.write_text("\n".join([*lines, f"{question},{answer[:cell]}{'10'[int(answer[cell])]}{answer[cell + 1:]}"]) + "\n")
    done = programs("generate", "examples", path, "--data-folder", tmp_path / "out", code=2)
    assert f"{path}:802: another answer to the question of {path}:2" in done.stderr, done.stderr


def test_a_run_that_was_stopped_ends_as_one_that_was_not(learnt, tmp_path):
    import torch
    folder, _ = learnt
    options = ["--data", folder / "takuzu.run", "--attention", "--heads", "2", "--hidden-size", "32", "--eqr", "--tree", "0.3", "--batch", "64", "--part", "32",
               "--sample-steps", str(64 * 40), "--threads", "1", "--seed", "5"]

    def train(run, *more):
        done = subprocess.run([ROOT / "tools/train/run.sh", "--run", tmp_path / run, *map(str, options), *more], capture_output=True, text=True, timeout=500)
        assert done.returncode == 0, done.stderr
        return torch.load(tmp_path / run / "checkpoint.pt")

    whole = train("whole")
    for _ in range(2):  # 60 ms are a few of the 40 steps on any machine
        assert train("parts", "--minutes", "0.001")["step"] < whole["step"]
    parts = train("parts")
    assert parts["step"] == whole["step"]
    for name, value in whole["model"].items():
        assert torch.equal(value, parts["model"][name]), name


def test_begins_as_the_network_of_another_kind(programs, tmp_path):
    import torch
    from safetensors_io import read_safetensors
    heyawake = ROOT / "models/heyawake-10x10.safetensors"
    programs("generate", "norinori", "--rows", "5", "--cols", "5", "--count", "8", "--data-folder", tmp_path / "boards")

    def train(run, width):
        return subprocess.run([ROOT / "tools/train/run.sh", "--run", tmp_path / run, "--data", tmp_path / "boards", "--attention", "--eqr", "--heads", "6", "--hidden-size", width,
                               "--tree", "0.3", "--batch", "8", "--part", "8", "--sample-steps", "8", "--threads", "1", "--init", heyawake], capture_output=True, text=True)

    begun = train("run", "192")
    assert begun.returncode == 0, begun.stderr
    was, now = read_safetensors(str(heyawake)), torch.load(tmp_path / "run/checkpoint.pt")["model"]
    # Rooms' names, reaches and sizes are 168 hints of both, and norinori has no number but "none".
    assert json.loads(begun.stdout.splitlines()[0])["rows_taken"] == {"embed_hints.embedding_weight": 169}
    for name in ("embed_hints.embedding_weight", "embed_tokens.embedding_weight", "lm_head.weight", "L_level.layers.0.mlp.down_proj.weight"):
        rows = min(len(was[name]), len(now[name]))
        assert torch.allclose(now[name][:rows], was[name][:rows].float(), atol=1e-3), name
    assert "--hidden-size and --heads must be the same" in train("narrow", "96").stderr

    subprocess.run([sys.executable, ROOT / "tools/train/export.py", "--run", tmp_path / "run", "--frame", "6", "--larger", "8", "4", "-o", tmp_path / "m"], check=True)
    assert '{"side": 8, "window": 4}' in programs("info", tmp_path / "m.safetensors").stdout
    for side, code in (("6", (0, 1)), ("8", (0, 1)), ("9", 2)):
        question = programs("generate", "norinori", "--rows", side, "--cols", side, "--format", "line").stdout
        (tmp_path / side).write_text(question)
        programs("solve", "--model", tmp_path / "m.safetensors", "-K", "1", "-D", "1", tmp_path / side, code=code)
