import json
import pathlib
import re
import shutil
import struct
import subprocess

import pytest
from conftest import ROOT, needs_full_device, table, two_kinds, without_seconds, write_npy

EARLY = ROOT / "tests/cli/early-4x4.safetensors"  # an early model, that errs now and then
SWEEP = "--sweep", "K=1,4", "--sweep", "sigma=0.5,1", "--seeds", "2", "-D", "6"

needs_gnuplot = pytest.mark.skipif(shutil.which("gnuplot") is None, reason="no gnuplot")


def copied(path, folder):
    return pathlib.Path(shutil.copy(path, folder))


@pytest.fixture(scope="session")
def swept(evaluate, generate, tmp_path_factory):
    """A folder of puzzles and the results of a sweep over them, whole and in three shards."""
    folder = tmp_path_factory.mktemp("swept")
    puzzles = folder / "puzzles.csv"
    generate("sudoku", "--box", "2x2", "--clues", "4:6", "--count", "60", "--seed", "5", "-o", puzzles)
    evaluate("--model", EARLY, puzzles, *SWEEP, "-o", folder / "whole.jsonl")
    for shard in range(3):
        evaluate("--model", EARLY, puzzles, *SWEEP, "--shard", f"{shard}/3", "-t", "1", "-o", folder / f"shard{shard}.jsonl")
    return folder


@pytest.fixture
def puzzles(swept):
    return swept / "puzzles.csv"


@pytest.fixture
def early(evaluate, puzzles):
    """ptrm-eval of these puzzles with the early model."""
    return lambda *arguments, code=0, env=None: evaluate("--model", EARLY, puzzles, *arguments, code=code, env=env)


@pytest.fixture
def whole(swept, work):
    """The results of a sweep, in a file of the test's own."""
    return copied(swept / "whole.jsonl", work)


def records(path):
    """Without what says where the data lay and how long it took."""
    return [{key: value for key, value in json.loads(line).items() if key not in ("place", "seconds")} for line in path.read_text().splitlines()[1:]]


def results(path):
    return without_seconds(path.read_text())


def test_the_summary_is_what_the_lines_say(early, evaluate, work):
    run = early(*SWEEP[:-1], "1", "-o", work / "whole.jsonl", "--summary", work / "summary.json", "--price-per-hour", "0.05", "--groups", "source")
    for text in ("plain TRM, D 1", "D 1, sigma 0.5, K 4, ptrm-generate", "a correct answer (at $0.05 a core hour)"):
        assert text in run.out
    header, *records = map(json.loads, (work / "whole.jsonl").read_text().splitlines())
    assert len(records) == 60 + 4 * 60
    summaries = {(s["setting"], s["group"]): s for s in json.loads((work / "summary.json").read_text())["summaries"]}
    of = [i for i, setting in enumerate(header["settings"]) if setting["name"] == "D 1, sigma 1"]
    mine = [record for record in records if record["setting"] in of]
    assert len(of) == 2 and len(mine) == 120
    for K in (1, 4):
        best = sum(r["right"][max(range(K), key=lambda k: r["q"][k])] for r in mine) / 120
        solved = sum(any(r["right"][:K]) for r in mine) / 120
        exact = summaries[f"D 1, sigma 1, K {K}", ""]["exact"]
        assert abs(exact["best-q"]["value"] - best) < 1e-9 and abs(exact["pass"]["value"] - solved) < 1e-9
        assert exact["pass"]["low"] <= solved <= exact["pass"]["high"]
    pairs = [(q, right) for r in mine for q, right in zip(r["q"], r["right"])]
    right, wrong = [q for q, good in pairs if good], [q for q, good in pairs if not good]
    assert right and wrong  # one step is too few for some
    auc = sum((a > b) + (a == b) / 2 for a in right for b in wrong) / len(right) / len(wrong)
    assert abs(summaries["D 1, sigma 1, K 4", ""]["q_auc"] - auc) < 1e-9
    assert "plain TRM, D 1" in evaluate("report", work / "whole.jsonl").out


class TestShards:
    @pytest.fixture
    def shards(self, swept, work):
        return [copied(swept / f"shard{shard}.jsonl", work) for shard in range(3)]

    def test_joined_in_any_order_are_the_run(self, evaluate, shards, whole, work):
        evaluate("merge", shards[2], shards[0], shards[1], "-o", work / "merged.jsonl")
        assert results(work / "merged.jsonl") == results(whole)

    def test_of_slurm(self, early, shards, work):
        run = early(*SWEEP, "-o", work / "slurm.jsonl", env={"SLURM_PROCID": "1", "SLURM_NTASKS": "3"})
        assert "shard 1/3, of SLURM_PROCID and SLURM_NTASKS: 20 of 60 puzzles; --shard none takes all" in run.err
        assert results(work / "slurm.jsonl")[1:] == results(shards[1])[1:]
        assert json.loads((work / "slurm.jsonl").read_text().splitlines()[0])["shard_from"] == "SLURM_PROCID and SLURM_NTASKS"

    def test_of_an_array_of_slurm(self, early, shards, work):
        early(*SWEEP, "-o", work / "array.jsonl", env={"SLURM_ARRAY_TASK_ID": "5", "SLURM_ARRAY_TASK_MIN": "4", "SLURM_ARRAY_TASK_COUNT": "3"})
        assert results(work / "array.jsonl")[1:] == results(shards[1])[1:]

    def test_the_environment_is_checked_or_passed_over(self, early, whole, work):
        slurm = {"SLURM_PROCID": "one", "SLURM_NTASKS": "3"}
        assert "SLURM_PROCID: expected a whole number, or --shard I/N or none to pass it over, got 'one'" in early("-o", work / "x.jsonl", env=slurm, code=2).err
        early(*SWEEP, "--shard", "none", "-o", work / "all.jsonl", env=slurm)
        assert results(work / "all.jsonl") == results(whole)
        for shard in ("0/99999999999999999999", "2/2", "1", "a/b", "0/0", "-1/2"):
            assert "--shard: expected I/N" in early("--shard", shard, code=2).err

    def test_content_decides_and_not_paths(self, evaluate, puzzles, shards, whole, work):
        (work / "elsewhere").mkdir()
        shutil.copy(puzzles, work / "elsewhere/same.csv")
        shutil.copy(EARLY, work / "elsewhere/model.safetensors")
        evaluate("--model", work / "elsewhere/model.safetensors", work / "elsewhere/same.csv", *SWEEP, "--shard", "1/3", "-o", work / "moved.jsonl")
        evaluate("merge", shards[0], work / "moved.jsonl", shards[2], "-o", work / "merged.jsonl")
        assert records(work / "merged.jsonl") == records(whole)

    def test_that_do_not_belong_together(self, evaluate, shards, work):
        def refused(*paths):
            return evaluate("merge", *paths, "-o", work / "no.jsonl", code=2).err

        assert "expected all 3 shards, got 2" in refused(*shards[:2])
        assert "is the same shard as" in refused(shards[0], shards[0], shards[1])
        shards[2].write_text("".join(line + "\n" for line in shards[2].read_text().splitlines()[:20]))
        assert "run that shard on with --resume" in refused(*shards)

    def test_may_be_empty(self, early, work):
        early("--shard", "99/100", "-o", work / "empty.jsonl")
        assert len((work / "empty.jsonl").read_text().splitlines()) == 1


class TestResume:
    @pytest.mark.parametrize("spoil", ["missing", "swapped", "doubled", "too many"])
    def test_looks_at_records_instead_of_counting_them(self, early, evaluate, whole, work, spoil):
        header, *records = whole.read_text().splitlines()
        changed = {"missing": records[:5] + records[6:], "swapped": records[:5] + [records[6], records[5]] + records[7:],
                   "doubled": records[:5] + records[4:], "too many": records + records[-1:]}[spoil]
        (work / "spoilt.jsonl").write_text("\n".join([header, *changed]) + "\n")
        err = early(*SWEEP, "--resume", "-o", work / "spoilt.jsonl", code=2).err
        assert re.search(r"spoilt.jsonl:\d+: expected (the result of setting|no more than|a result behind that of)", err), err
        if spoil in ("swapped", "doubled"):
            assert re.search(r"spoilt.jsonl:\d+: expected a result behind that of", evaluate("report", work / "spoilt.jsonl", code=2).err)
        if spoil != "too many":
            evaluate("merge", work / "spoilt.jsonl", "-o", work / "merged.jsonl", code=2)

    def test_a_file_that_somebody_writes_is_not_emptied(self, early, whole, work):
        import fcntl
        before = whole.read_bytes()
        with open(whole, "rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            assert "is being written by another process" in early(*SWEEP, "--resume", "-o", whole, code=2).err
            assert "is being written by another process" in early(*SWEEP, "-o", whole, code=2).err
        assert whole.read_bytes() == before

    def test_a_run_killed_again_and_again_loses_nothing_and_does_nothing_twice(self, early, evaluate, whole, puzzles, work):
        path, wanted = work / "killed.jsonl", whole.read_text().count("\n")
        command = evaluate.command("--model", EARLY, puzzles, *SWEEP, "--resume", "-t", "1", "-o", path)
        for more in (1, 20, 45, 70, 90):  # killed as soon as so many lines are there
            process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            while process.poll() is None and (not path.exists() or path.read_bytes().count(b"\n") < more):
                pass
            process.kill()
            process.wait()
        assert 90 <= path.read_bytes().count(b"\n") < wanted
        with open(path, "a") as file:
            file.write('{"setting":0,"ind')  # as a kill in the middle of a write leaves it
        early(*SWEEP, "--resume", "-o", path)
        assert results(path) == results(whole)
        assert "is there already" in early(*SWEEP, "-o", path, code=2).err
        assert "was made with other options" in early(*SWEEP, "--seed", "9", "--resume", "-o", path, code=2).err


class TestDataFolders:
    @pytest.fixture
    def folder(self, puzzles, work):
        folder, rows = work / "folder", table(puzzles)
        folder.mkdir()
        (folder / "dataset.json").write_text(json.dumps({"pad_id": 0, "ignore_label_id": 0, "vocab_size": 6, "seq_len": 16, "sets": ["all"]}))
        for name, column in (("inputs", "question"), ("labels", "answer")):
            tokens = [1 if symbol == "." else int(symbol) + 1 for row in rows for symbol in row[column]]
            write_npy(folder / f"all__{name}.npy", "|u1", (len(rows), 16), bytes(tokens))
        write_npy(folder / "all__puzzle_identifiers.npy", "<i4", (len(rows),), bytes(4 * len(rows)))
        write_npy(folder / "all__puzzle_indices.npy", "<i4", (len(rows) + 1,), struct.pack(f"<{len(rows) + 1}i", *range(len(rows) + 1)))
        return folder

    def test_give_what_their_puzzles_give(self, evaluate, early, folder, work):
        evaluate("--model", EARLY, folder, "--sweep", "K=1,4", "-D", "6", "-o", work / "folder.jsonl")
        early("--sweep", "K=1,4", "-D", "6", "-o", work / "csv.jsonl")

        def numbers(path):
            return [re.sub(r'"place":"[^"]*","group":"[^"]*",|"rating":\d*,', "", line) for line in results(path)[1:]]
        assert numbers(work / "folder.jsonl") == numbers(work / "csv.jsonl")

    def test_of_no_kind_of_the_model_have_no_symmetries(self, evaluate, folder, work):
        model = two_kinds(work / "two.safetensors", identifiers=3)
        write_npy(folder / "all__puzzle_identifiers.npy", "<i4", (60,), struct.pack("<60i", *60 * [2]))
        assert "puzzle identifiers of none" in evaluate("--model", model, folder, "-K", "2", "--symmetries", code=2).err

    def test_that_are_cut(self, evaluate, folder):
        labels = folder / "all__labels.npy"
        labels.write_bytes(labels.read_bytes()[:500])
        assert "all__labels.npy: data: expected 960 bytes by the header" in evaluate("--model", EARLY, folder, code=2).err
        labels.unlink()
        assert "all__labels.npy: no such file" in evaluate("--model", EARLY, folder, code=2).err


def test_copies_that_vote_bands_of_ratings_and_steps(early, work):
    run = early("-K", "3", "-D", "6", "--copies", "4", "--steps", "--groups", "rating", "-o", work / "copies.jsonl")
    assert "plain TRM, D 6, copies, 4" in run.out and "D 6, sigma 1, K 3, copies, 2, rating 0" in run.out
    records = [json.loads(line) for line in (work / "copies.jsonl").read_text().splitlines()][1:]
    assert len(records) == 4 * 60
    plain, noisy, copies = ([record for record in records if record["setting"] == setting] for setting in (0, 2, 1))
    assert all(len(r["q"]) == 4 and r["q"][0] == p["q"][0] and r["right"][0] == p["right"][0] for r, p in zip(copies, plain))
    assert sum(any(r["right"]) for r in copies) >= sum(r["right"][0] for r in plain)
    assert all(len(r["steps"]) == 3 and len(r["steps"][0]["q"]) == 6 and r["steps"][2]["q"][5] == r["q"][2] for r in noisy)
    assert all(step["cells"][-1] == cells for r in noisy for step, cells in zip(r["steps"], r["cells"]))


def test_mazes_by_a_network_that_never_saw_one(evaluate, convert, generate, golden, work):
    convert(golden / "att_rope/model.safetensors", "--task", "maze", "-o", work / "maze.safetensors")
    generate("maze", "--rows", "4", "--cols", "4", "--least-distance", "4", "--count", "5", "-o", work / "mazes.csv")
    options = "--model", work / "maze.safetensors", work / "mazes.csv"
    assert "plain TRM, D 2, copies, 8" in evaluate(*options, "-K", "2", "-D", "2", "--copies", "8", "-o", work / "maze.jsonl").out
    assert "--copies: expected at most 8" in evaluate(*options, "--copies", "9", code=2).err


class TestPictures:
    def drawn(self, folder, names):
        for name in names:
            assert "</svg>" in (folder / f"{name}.svg").read_text(), name

    @needs_gnuplot
    def test_of_a_sweep(self, evaluate, whole, work):
        evaluate("report", whole, "--plots", work / "plots")
        self.drawn(work / "plots", ("accuracy", "sigma", "cost"))
        page = (work / "plots/report.html").read_text()
        assert page.count("<figure>") >= 3
        assert re.search('(src|href)="?http', page) is None  # it asks nobody for anything

    @needs_gnuplot
    def test_of_steps(self, early, work):
        early("-K", "6", "-D", "6", "--sigma", "4", "--steps", "-o", work / "steps.jsonl", "--plots", work / "plots", "--portrait", "3")
        self.drawn(work / "plots", ("q-steps", "change-steps", "cells-steps", "entropy", "alignment", "portrait", "portrait-z"))

    @needs_gnuplot
    def test_of_states(self, early, puzzles, work):
        """What the answer head reads from y is what the records say; from z it reads less; and what grows is told."""
        early("-K", "4", "-D", "6", "--sigma", "1", "--steps", "--states", "5", "-o", work / "steps.jsonl", "--plots", work / "plots", "--summary", work / "steps.json")
        self.drawn(work / "plots", ("portrait-set", "portrait-set-z", "decoded", "stability"))
        states = json.loads((work / "steps.json").read_text())["states"]
        assert states["puzzles"] == 5
        opened = [row["question"].count(".") for row in table(puzzles)]
        records = [json.loads(line) for line in (work / "steps.jsonl").read_text().splitlines()[1:]]
        noisy = [record for record in records if record["setting"] == 1 and record["index"] < 5]
        for t in range(6):
            cells = sorted(100 * (steps["cells"][t] - 16 + opened[record["index"]]) / opened[record["index"]] for record in noisy for steps in record["steps"])
            assert states["y_cells"][t] == pytest.approx(cells[(len(cells) - 1) // 2])
        assert len(states["z_cells"]) == len(states["growth"]) == 6
        assert all(0 < growth < 100 for growth in states["growth"])

    @pytest.mark.parametrize("options", [["-K", "1"], ["-K", "4", "--symmetries"], ["-K", "4", "--plots", "none"]])
    def test_states_of_what_has_none(self, early, options, work):
        plots = [] if "--plots" in options else ["--plots", work / "plots"]
        options = options if plots else options[:2]
        assert "--states: expected --plots, and several rollouts" in early(*options, "--states", "3", *plots, "-o", work / "x.jsonl", code=2).err

    @needs_gnuplot
    def test_names_are_data(self, evaluate, whole, work):
        """Results files are passed around: no text of one is code to gnuplot, a shell or a browser, nor is the folder's name."""
        names = ["\nsystem('touch owned')\n#", "`touch owned`", "'; system 'touch owned'; '", '"; system "touch owned" #', "\\\nEOD\nsystem 'touch owned'",
                 "$(touch owned)", "@owned", "<script>owned()</script>", "]]><b>", "".join(map(chr, range(1, 256))), "\u202e\u2028\U0001f600"]
        header, *records = whole.read_text().splitlines()
        folder = work / "a\n'\"`touch owned`.d"
        for name in names:
            changed = json.loads(header)
            for setting in changed["settings"]:
                setting["name"] += name
            (work / "named.jsonl").write_text("\n".join([json.dumps(changed), *records]) + "\n")
            subprocess.run(evaluate.command("report", "named.jsonl", "--plots", folder), cwd=work, check=True, capture_output=True)
            assert not list(work.glob("**/owned")), name
            page = (folder / "report.html").read_text()
            assert "<script" not in page and "<b>" not in page
            self.drawn(folder, ("accuracy", "cost"))

    def test_without_gnuplot(self, evaluate, early, whole, work):
        assert early("--plots", work / "none", env={"PATH": "/nonexistent"}, code=2).out == ""  # before anything is evaluated
        assert "gnuplot" in evaluate("report", whole, "--plots", work / "none", env={"PATH": "/nonexistent"}, code=2).err


def test_without_answers_the_rules_judge_and_nobody_knows_how_many_cells_are_right(evaluate, puzzles, work):
    (work / "questions.csv").write_text("question\n" + "".join(row["question"] + "\n" for row in table(puzzles)))
    run = evaluate("--model", EARLY, work / "questions.csv", "-K", "2", "-D", "6", "-o", work / "x.jsonl", "--summary", work / "x.json")
    assert "n/a" in run.out
    assert all(summary["cells"] is None for summary in json.loads((work / "x.json").read_text())["summaries"])


def test_searches_that_stop_by_themselves(early, work):
    assert "up to K 8" in early("--stop", "verified", "--sweep", "K=2,8", "-o", work / "waves.jsonl").out


@pytest.mark.parametrize("options, says", [
    (["--portrait", "60"], "--portrait: expected the number of a puzzle"),
    (["--sweep", "X=1"], "expected K=..., D=... or sigma=..., got 'X=1'"),
    (["--sweep", "K=1,b"], "K"),
    (["--sweep", "K=0,1"], "K"),
    (["--sweep", "D=1.5"], "whole numbers from 1 for D"),
    (["--shard", "3/3"], "shard"),
])
def test_options_that_make_no_sense(early, options, says):
    assert says in early(*options, code=2).err


@pytest.mark.parametrize("option, value, says", [("--summary", "no/where", "no/where: cannot be written"), ("--submission", "x", "an evaluation of ARC"),
                                                 ("--submission", "no/where", "an evaluation of ARC"), ("--plots", "/dev/null/x", "/dev/null/x: cannot be made")])
def test_what_cannot_be_written_in_the_end_is_said_at_once(early, work, option, value, says, monkeypatch):
    monkeypatch.chdir(work)
    run = early(option, value, code=2)
    assert says in run.err and run.out == "" and not list(work.iterdir())


def test_bad_input(evaluate, puzzles, work):
    evaluate("--model", EARLY, code=2)
    assert "puzzles.csv:1: is not a line of a results file" in evaluate("report", puzzles, code=2).err
    (work / "bad.txt").write_text("..1.2..4.3y.....\n")
    assert "1 malformed" in evaluate("--model", EARLY, work / "bad.txt", code=2).err


@needs_full_device
def test_a_full_disk(evaluate, puzzles):
    with open("/dev/full", "w") as full:
        done = subprocess.run(evaluate.command("--model", EARLY, puzzles), stdout=full, stderr=subprocess.PIPE, text=True)
    assert done.returncode == 2
    assert "standard output: cannot be written: No space left on device" in done.stderr


def test_data_that_can_be_read_once(evaluate, puzzles, whole, work):
    command = " ".join(map(str, evaluate.command("--model", EARLY, "<(cat", f"{puzzles})", *SWEEP, "-o", work / "pipe.jsonl")))
    subprocess.run(["bash", "-c", command], check=True, capture_output=True)
    assert records(work / "pipe.jsonl") == records(whole)


def test_results_through_pipes(early, evaluate, work):
    printed = early("-o", "/dev/stdout").out  # a pipe here, which cannot be read back for the table
    lines, table = printed[:printed.index("setting ")], printed[printed.index("setting "):]
    (work / "alone").write_text(lines)
    rows = [text.out.splitlines()[:6] for text in (early("-o", work / "results"), early("-o", "/dev/null"), evaluate("report", "-", stdin=lines))]
    assert rows == [table.splitlines()[:6]] * 3
    assert results(work / "alone") == results(work / "results")
    assert "a pipe" in evaluate("merge", "/dev/stdin", "-o", work / "merged", code=2).err


def test_a_summary_needs_no_results_file(early, work):
    run = early("-K", "2", "-D", "2", "--summary", work / "s.json")
    assert len(run.lines) == 1 + 2 * 60 and all(line.startswith("{") for line in run.lines)
    assert json.loads((work / "s.json").read_text())["summaries"]


def test_sweeps_of_one_name_unite_and_a_value_counts_once(early, work):
    early("-D", "1", "--sweep", "K=1,2,2", "--sweep", "K=2,4", "-o", work / "k.jsonl")
    header = json.loads((work / "k.jsonl").read_text().splitlines()[0])
    assert header["settings"][-1]["widths"] == [1, 2, 4]
    for sigma in ("nan", "-1", "inf"):
        assert "numbers from 0 to 1000 for sigma" in early("--sweep", f"sigma={sigma}", code=2).err


def test_cells_are_of_puzzles_with_answers(evaluate, work):
    one, other = '{"puzzle":"..1..2.43....1.3","solution":"4312123434212143"}', '{"puzzle":".1....1.124.4...","answer":null}'
    for lines in ((one, other), (other, one)):
        (work / "some.jsonl").write_text("\n".join(lines) + "\n")
        evaluate("--model", ROOT / "models/sudoku-4x4.safetensors", work / "some.jsonl", "-K", "1", "-D", "16", "--summary", work / "s.json")
        assert json.loads((work / "s.json").read_text())["summaries"][0]["cells"]["value"] == 1


def test_nothing_is_written_over(evaluate, puzzles, work):
    before = puzzles.read_bytes()
    for option in ("--summary", "-o"):
        assert "which it would overwrite" in evaluate("--model", EARLY, puzzles, "-K", "1", "-D", "1", option, puzzles, code=2).err
    assert puzzles.read_bytes() == before
