"""ARC: from an official run folder to a submission."""
import json
import shutil
import struct

import pytest
from conftest import ROOT, read_model, read_npy, without_seconds, write_model, write_npy

needs_gnuplot = pytest.mark.skipif(shutil.which("gnuplot") is None, reason="no gnuplot")
SWEEP = "--sweep", "K=1,3", "--sweep", "sigma=0.2,1", "-D", "2"


@pytest.fixture
def model(convert, arc, work):
    convert(arc / "model/run", "--dataset", arc / "data/test/dataset.json", "--task", "arc", "-o", work / "arc.safetensors")
    return work / "arc.safetensors"


@pytest.fixture
def on_arc(evaluate, model, arc):
    """ptrm-eval of the official data folder, or of another."""
    return lambda *arguments, data=arc / "data", code=0: evaluate("--model", model, data, *arguments, code=code)


def results(path):
    return without_seconds(path.read_text())


@pytest.mark.parametrize("folder", ["", "/test", "/test/"])
def test_examples_and_submissions_are_what_the_official_evaluator_made_of_them(on_arc, arc, work, folder):
    run = on_arc("-K", "1", "-D", "2", "-o", work / "x.jsonl", "--submission", work / "x.json", "--summary", work / "summary.json",
                 data=f"{arc}/data{folder}")
    assert (work / "x.json").read_bytes() == (arc / "model/expected/submission.json").read_bytes()
    assert "Vote over 4 tasks" in run.out and "plain TRM, D 2, K 1, best-q, official" in run.out
    summary, expected = (json.loads(path.read_text()) for path in (work / "summary.json", arc / "model/expected/metrics.json"))
    [official] = [row for row in summary["arc"] if row["votes"] == "official"]
    for k in (1, 2, 5, 10, 100, 1000):
        assert abs(official[f"pass@{k}"]["value"] - expected[f"ARC/pass@{k}"]) < 1e-9
    assert abs(summary["summaries"][0]["exact"]["best-q"]["value"] - expected["all"]["exact_accuracy"]) < 1e-6


def test_the_vote_alone(evaluate, arc, work):
    for name, shape in (("predictions", (45, 900)), ("q_halt", (45,))):  # round 1 of four
        path = arc / f"votes/{name}.npy"
        data = read_npy(path)
        write_npy(work / path.name, dtype_of(path), shape, data[len(data) // 4:len(data) // 2])
    predictions, q = work / "predictions.npy", work / "q_halt.npy"
    run = evaluate("vote", arc / "data/test", "--predictions", predictions, "--q", q, "--submission", work / "vote.json")
    assert (work / "vote.json").read_bytes() == (arc / "votes/expected/round1/submission.json").read_bytes()
    assert "q-weighted" in run.out
    rounds = "--predictions", arc / "votes/predictions.npy"
    evaluate("vote", arc / "data", *rounds, "--q", arc / "votes/q_halt.npy", "--votes", "q-weighted", "--submission", work / "all.json")

    def refused(*arguments):
        return evaluate("vote", arc / "data", *arguments, code=2).err
    assert "q_halt.npy: shape: expected one for each prediction, [4, 45], got [45]" in refused(*rounds, "--q", q)
    assert "expected [N, 900] or [rounds, N, 900], got [45]" in refused("--predictions", q, "--q", q)
    assert "one prediction an example" in refused("--predictions", predictions, "--q", q, "--votes", "rollouts")


def dtype_of(path):
    header = path.read_bytes()[10:].split(b"\n")[0].decode()
    return header.split("'descr': '")[1].split("'")[0]


class TestSweep:
    @pytest.fixture
    def whole(self, on_arc, work):
        run = on_arc(*SWEEP, "-o", work / "whole.jsonl", "--submission", work / "whole.json")
        assert "D 2, sigma 0.2, K 3" in run.out and "rollouts" in run.out
        return work / "whole.jsonl"

    def test_shards_are_of_whole_tasks(self, on_arc, evaluate, whole, work):
        shards = [work / f"shard{shard}.jsonl" for shard in range(3)]
        for shard, path in enumerate(shards):
            on_arc(*SWEEP, "--shard", f"{shard}/3", "-t", "1", "-o", path)
        evaluate("merge", *shards, "-o", work / "merged.jsonl")
        assert results(work / "merged.jsonl") == results(whole)
        evaluate("report", work / "merged.jsonl", "--submission", work / "merged.json")
        assert (work / "merged.json").read_bytes() == (work / "whole.json").read_bytes()

    def test_a_run_that_was_cut_goes_on(self, on_arc, whole, work):
        cut = work / "cut.jsonl"
        cut.write_text("".join(line + "\n" for line in whole.read_text().splitlines()[:60]) + '{"set')
        on_arc(*SWEEP, "--resume", "-o", cut)
        assert results(cut) == results(whole)

    def test_votes_of_rollouts(self, evaluate, whole, work):
        assert "all, rollouts" in evaluate("report", whole, "--votes", "rollouts", "--submission", work / "rollouts.json").out

    @needs_gnuplot
    def test_pictures_of_the_tasks(self, evaluate, whole, work):
        evaluate("report", whole, "--plots", work / "plots")
        assert "<h3>31d5ba1a</h3>" in (work / "plots/report.html").read_text()


class TestUntilDecided:
    """Examples that cannot matter any more are left out, and the submission stays; also when the run was cut."""

    @pytest.fixture
    def long(self, arc, work):
        """Two examples of each task, again and again."""
        source, target = arc / "data", work / "long/test"
        target.mkdir(parents=True)
        tasks, names = (json.loads((source / f"{name}.json").read_text()) for name in ("test_puzzles", "identifiers"))
        ids = struct.unpack("<36i", read_npy(source / "test/all__puzzle_identifiers.npy"))
        starts = struct.unpack("<37i", read_npy(source / "test/all__puzzle_indices.npy"))
        tasks_of = [names[i].split("|||")[0] for i in ids]
        keep = []
        for task in tasks:
            first, second = [(p, starts[p]) for p in range(36) if tasks_of[p] == task][:2]
            keep += 40 * [first, first, second]
        for name in ("inputs", "labels"):
            data = read_npy(source / f"test/all__{name}.npy")
            write_npy(target / f"all__{name}.npy", "|u1", (len(keep), 900), b"".join(data[900 * e:900 * e + 900] for _, e in keep))
        write_npy(target / "all__puzzle_identifiers.npy", "<i4", (len(keep),), b"".join(struct.pack("<i", ids[p]) for p, _ in keep))
        write_npy(target / "all__puzzle_indices.npy", "<i4", (len(keep) + 1,), struct.pack(f"<{len(keep) + 1}i", *range(len(keep) + 1)))
        shutil.copy(source / "test/dataset.json", target)
        for name in ("identifiers.json", "test_puzzles.json"):
            shutil.copy(source / name, target.parent)
        return target.parent

    @staticmethod
    def left_out(path):
        return path.read_text().count('"q":[]')

    def test_what_is_left_out_does_not_matter(self, on_arc, long, work):
        def run(name, *arguments):
            return on_arc("-K", "1", "-D", "2", *arguments, "-o", work / f"{name}.jsonl", "--submission", work / f"{name}.json", data=long)

        run("full")
        run("first", "--until-decided", "1")
        assert self.left_out(work / "first.jsonl") > 60
        full, first = (json.loads((work / f"{name}.json").read_text()) for name in ("full", "first"))
        assert all(a["attempt_1"] == b["attempt_1"] for task in full for a, b in zip(full[task], first[task]))
        assert "examples were not run, for their vote was decided" in run("early", "--until-decided", "2").out
        assert (work / "early.json").read_bytes() == (work / "full.json").read_bytes()
        assert self.left_out(work / "early.jsonl") > 20
        early = (work / "early.jsonl").read_text().splitlines()
        for lines in (2, 40, 120):
            (work / "again.jsonl").write_text("".join(line + "\n" for line in early[:lines]))
            on_arc("-K", "1", "-D", "2", "--until-decided", "2", "--resume", "-o", work / "again.jsonl", data=long)
            assert results(work / "again.jsonl") == results(work / "early.jsonl"), f"cut after {lines} lines"

    def test_files_that_are_no_arc(self, on_arc, long):
        (long / "identifiers.json").write_text('["a", 3]')
        assert "identifiers.json" in on_arc(data=long, code=2).err
        (long / "test_puzzles.json").write_text('{"a": {"train": [], "test": [{"input": [[0, 10]], "output": [[0]]}]}}')
        assert "test_puzzles.json: holds no ARC tasks: a colour is not one of 0 to 9" in on_arc(data=long, code=2).err


class TestWhatDoesNotBelongTogether:
    def test_sizes(self, evaluate, convert, arc, golden, work):
        convert(golden / "att_rope/model.safetensors", "-o", work / "other.safetensors")
        assert "as many cells as the model has" in evaluate("--model", work / "other.safetensors", arc / "data", code=2).err

    def test_more_identifiers_than_the_model_has(self, evaluate, model, arc, models, work):
        header, body = read_model(model)
        config = json.loads(header["__metadata__"]["trm_config"]) | {"num_puzzle_identifiers": 40}
        header["__metadata__"]["trm_config"] = json.dumps(config)
        entry = header["inner.puzzle_emb.weights"]
        (rows, width), end = entry["shape"], entry["data_offsets"][1]
        cut = (rows - 40) * width * 4
        entry["shape"][0] = 40
        entry["data_offsets"][1] -= cut
        for name, other in header.items():
            if name != "__metadata__" and other["data_offsets"][0] >= end:
                other["data_offsets"] = [at - cut for at in other["data_offsets"]]
        write_model(work / "few.safetensors", header, body[:end - cut] + body[end:])
        few = "--model", work / "few.safetensors", arc / "data", "-K", "1", "-D", "2"
        err = evaluate(*few, code=2).err
        assert "expected puzzle identifiers below 40, which is how many the model has, got" in err and "--mean-embedding" in err
        evaluate(*few, "--mean-embedding", "-o", work / "mean.jsonl")
        evaluate("--model", models / "sudoku-4x4.safetensors", arc / "data", "--mean-embedding", code=2)

    def test_rules_that_nobody_knows(self, on_arc, evaluate, convert, arc, work):
        run = on_arc("--select", "verified", "-K", "4", code=2)
        assert "select: expected another value: 'arc' has no rules to verify an answer by, got verified" in run.err
        on_arc("--stop", "verified", code=2)
        convert(arc / "model/run", "--dataset", arc / "data/test/dataset.json", "-o", work / "taskless.safetensors")
        run = evaluate("--model", work / "taskless.safetensors", arc / "data", "--no-arc", "--stop", "verified", "-K", "2", "-D", "2", code=2)
        assert "stop: expected another, for nobody here knows the rules of this data, got verified" in run.err

    def test_other_data(self, evaluate, models):
        run = evaluate("--model", models / "sudoku-4x4.safetensors", ROOT / "tests/README.md", "--arc", code=2)
        assert "--arc: expected a data folder" in run.err


def test_some_of_the_augmentations(on_arc, work):
    on_arc("--augmentations", "2", "-K", "1", "-D", "2", "-o", work / "some.jsonl")
    assert len((work / "some.jsonl").read_text().splitlines()) == 11
