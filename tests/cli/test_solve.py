import json
import os
import re
import signal
import subprocess

import pytest
from conftest import ROOT, needs_full_device, read_model, table, two_kinds, without_seconds, write_model

SIX = "...2...4..5.....1.3.6.......2..5.6.."
FOUR = "..1.2..4.3......"


@pytest.fixture
def four(generate, work):
    """A file of 40 puzzles of 4x4."""
    generate("sudoku", "--box", "2x2", "--clues", "4:6", "--count", "40", "--seed", "5", "-o", work / "four.csv")
    return work / "four.csv"


@pytest.fixture
def mixed(work):
    (work / "mixed.txt").write_text(f"{SIX}\n{FOUR}\n")
    return work / "mixed.txt"


@pytest.fixture
def untrained(golden):
    return golden / "mlp_sudoku4/model.safetensors"


class TestFormats:
    def test_lines(self, solve, mixed):
        run = solve(stdin=SIX + "\n")
        assert "solved 1 of 1 puzzles" in run.err
        several = solve("--quiet", mixed, mixed)
        assert len(several.lines) == 4 and several.err == ""
        assert several.lines[0] == run.lines[0]
        solve("--quiet", "--box", "2x2", "--format", "line", "-", stdin=FOUR)

    def test_what_is_typed(self, solve, generate, mixed, work, monkeypatch):
        [answer] = solve("--quiet", stdin=SIX).lines
        assert solve("--quiet", SIX).lines == [answer] and f",{answer}," in generate("--check", SIX).out
        address = generate("lightup", "--rows", "5", "--cols", "5", "--count", "1", "--quiet").lines[1].split(",")[1]
        assert solve("--quiet", SIX.replace(".", "*"), address.removeprefix("https://")).lines == [answer, *solve("--quiet", address).lines]
        run = solve("--quiet", "--format", "jsonl", mixed, address, SIX)
        assert [line["source"] for line in run.json_lines] == [f"{mixed}:1", f"{mixed}:2", "argument 2:1", "argument 3:1"]
        assert "argument 1:1: address: expected a kind that is known" in solve("https://puzz.link/p?nothing/5/5/zz", code=2).err
        monkeypatch.chdir(work)
        (work / SIX).write_text(FOUR)  # a file of that name comes first
        assert len(solve("--quiet", SIX).lines[0]) == len(FOUR)

    def test_a_model_by_its_name(self, solve, info, models, work, monkeypatch):
        assert solve("--quiet", "--model", "sudoku-6x6", SIX).out == solve("--quiet", "--model", models / "sudoku-6x6.safetensors", SIX).out
        assert info("sudoku-6x6.safetensors").out == info("sudoku-6x6").out
        assert "sudoku 6x6" in info("sudoku-6x6").out and "sudoku-7x7: no such file" in info("sudoku-7x7", code=2).err
        monkeypatch.chdir(work)
        (work / "sudoku-6x6").write_text("no model")  # a file of that name comes first
        assert "sudoku-6x6: " in info("sudoku-6x6", code=2).err

    def test_json_lines(self, solve, mixed):
        [answer] = solve("--quiet", "-K", "1", stdin=SIX).lines
        first = solve("--quiet", "--format", "jsonl", "-K", "1", mixed).json_lines[0]
        assert list(first)[:8] == ["index", "source", "kind", "rows", "cols", "puzzle", "answer", "solved"]
        wanted = {"index": 0, "source": f"{mixed}:1", "kind": "sudoku", "puzzle": SIX, "answer": answer, "solved": True, "ending": "exhausted",
                  "rollout": 0, "step": 16, "net_evaluations": 96}
        assert first | wanted == first and first["seconds"] > 0

    def test_grids(self, solve, mixed):
        out = solve("--quiet", "--format", "grid", mixed).out
        assert f"{mixed}:1" in out and "+-------+-------+" in out
        assert "\x1b" not in out

    def test_a_file(self, solve, mixed, work):
        solve("--quiet", "-o", work / "answers", mixed)
        assert (work / "answers").read_text() == solve("--quiet", mixed).out
        solve("--quiet", "-o", work / "answers.jsonl", mixed)
        assert [json.loads(line)["index"] for line in (work / "answers.jsonl").read_text().splitlines()] == [0, 1]

    def test_a_page(self, solve, work):
        solve("--quiet", "--all-rollouts", "-o", work / "page.html", stdin="1..........4....\n")
        assert "<svg viewBox" in (work / "page.html").read_text()

    def test_our_own_are_read_back(self, solve, work):
        for form in ("grid", "jsonl"):
            (work / form).write_text(solve("--quiet", "--format", form, stdin="1..........4....\n").out)
            solve("--quiet", "--format", "line", work / form)


class TestTheSameAnswers:
    def test_for_any_number_of_threads_and_any_chunking(self, solve, four):
        options = "--quiet", "--format", "jsonl", "-K", "3", "-D", "4"
        wanted = without_seconds(solve(*options, "-t", "1", four).out)
        for threads in (2, 4):
            assert without_seconds(solve(*options, "-t", threads, four).out) == wanted
        # Half of the puzzles alone, from a pipe.
        rest = "".join(row["question"] + "\n" for row in table(four)[20:])
        after = [line[line.index('"puzzle"'):] for line in wanted[20:]]
        assert [line[line.index('"puzzle"'):] for line in without_seconds(solve(*options, stdin=rest).out)] == after

    @pytest.mark.parametrize("search", ["--resample-every 4", "--restart-after 3 --restart-q -1", "--random-starts", "--stop settled"])
    def test_of_every_search_with_all_its_rollouts(self, solve, four, search):
        runs = [solve("--quiet", "--format", "jsonl", "--all-rollouts", "-K", "4", "-D", "8", *search.split(), "-t", threads, four, code=(0, 1))
                for threads in (1, 3)]
        assert runs[0].code == runs[1].code
        one, three = (run.json_lines for run in runs)
        for result in one + three:
            del result["seconds"]
        assert one == three and len(one) == 40
        assert list(one[0]["rollouts"][0])[0] == "q"

    def test_of_symmetric_copies(self, solve, four):
        options = "--quiet", "--symmetries", "-K", "16", "--stop", "q", four
        assert solve(*options, "-t", "1").out == solve(*options, "-t", "3").out

    def test_whatever_instructions_there_are(self, solve, generate, work):
        generate("sudoku", "--box", "2x3", "--clues", "8:14", "--count", "1000", "--seed", "5", "-o", work / "six.csv")
        answers = {solve("--quiet", "--instructions", instructions, "--precision", "f32", work / "six.csv").out
                   for instructions in ("baseline", "avx2", "avx512", "amx")}
        assert len(answers) == 1
        solve("--instructions", "mmx", work / "six.csv", code=2)


class TestSearching:
    @pytest.mark.parametrize("selection", ["best-q", "mode", "settled", "verified"])
    def test_a_selection_chooses_as_its_name_says(self, solve, generate, work, selection):
        """Held against all rollouts, so that one that is ignored is noticed."""
        generate("sudoku", "--box", "2x3", "--clues", "8", "--count", "60", "--seed", "9", "-o", work / "six.csv")
        options = "-K", "7", "-D", "1", "--sigma", "2", "--seed", "4", "--format", "jsonl", "--all-rollouts"
        results = solve("--quiet", *options, "--select", selection, work / "six.csv", code=(0, 1)).json_lines
        right = [line.split(",")[2] for line in (work / "six.csv").read_text().splitlines()[1:]]
        others = 0
        for result, answer in zip(results, right):
            rollouts = result["rollouts"]
            answers = [rollout["answer"] for rollout in rollouts]
            by = {"best-q": lambda k: -rollouts[k]["q"], "mode": lambda k: -answers.count(answers[k]), "settled": lambda k: rollouts[k]["residual"],
                  "verified": lambda k: (answers[k] != answer, -rollouts[k]["q"])}
            chosen = min(range(7), key=by[selection])  # the lowest rollout of those that are alike
            assert result["rollout"] == chosen and result["answer"] == answers[chosen]
            others += chosen != min(range(7), key=by["best-q" if selection != "best-q" else "settled"])
        assert others > 0  # so the test can fail

    def test_settled_warns_where_it_means_little(self, solve, check, golden, work):
        assert "warning" not in solve("--select", "settled", "-K", "2", "-D", "2", stdin=FOUR, code=(0, 1)).err  # EqR
        run = solve("--model", golden / "mlp_sudoku4/model.safetensors", "--select", "settled", "-K", "2", "-D", "2", stdin=FOUR, code=(0, 1))
        assert "trained from random starts" in run.err

    def test_noise_and_selection(self, solve, four):
        solve("--quiet", "--seed", "2", "-K", "3", "-D", "4", "--select", "mode", "--noise-target", "y", "--sigma", "0.5", four)
        solve("--quiet", "-K", "2", "--select", "settled", four)
        solve("--quiet", "-K", "2", "--select", "verified", "--backend", "reference", stdin=FOUR)

    def test_stopping_early_costs_less_and_solves_as_much(self, solve, four):
        results = solve("--quiet", "--format", "jsonl", "-K", "8", "--stop", "verified", four).json_lines
        assert min(result["net_evaluations"] for result in results) < 96
        solve("--quiet", "--stop", "q", "--stop-q", "1", "--budget", "500", "-K", "8", four)
        solve("--quiet", "--stop", "settled", "--stop-change", "1", "--stop-unchanged", "2", "-K", "4", "-D", "32", four)
        assert "expected none, q, settled, verified or auto, got 'red'" in solve("--stop", "red", code=2).err

    def test_time_limits(self, solve, untrained):
        assert "out-of-time" not in solve("--quiet", "--format", "jsonl", "--time-limit", "1000", "-K", "2", stdin=FOUR).out
        options = "--quiet", "--format", "jsonl", "--time-limit", "0.05", "-K", "100000", "--model", untrained
        assert solve(*options, stdin=FOUR, code=1).json_lines[0]["ending"] == "out-of-time"

    def test_efforts_and_what_is_given_beside_them(self, solve):
        for effort in ("low", "medium", "high", "max"):
            solve("--quiet", "--effort", effort, stdin=FOUR)
        options = "--effort", "max", "--search", "waves", "--stop", "none", "-K", "3", "-D", "5"
        assert solve("--quiet", "--format", "jsonl", *options, stdin=FOUR).json_lines[0]["net_evaluations"] == 90
        solve("--effort", "heroic", code=2)

    def test_precision_is_said(self, solve):
        assert solve("--quiet", "--format", "jsonl", "--precision", "auto", stdin=SIX).json_lines[0]["precision"] in ("bf16", "f32")
        assert "net evaluations in f32" in solve("--backend", "eigen", stdin=SIX).err


def test_an_answer_that_breaks_the_rules_is_said(solve, untrained):
    run = solve("--model", untrained, "--format", "jsonl", stdin=FOUR, code=1)
    assert run.json_lines[0]["solved"] is False
    assert "solved 0 of 1" in run.err
    assert "not solved" in solve("--model", untrained, "--format", "grid", stdin=FOUR, code=1).out


class TestMalformedInput:
    def test_is_placed_and_the_others_solved(self, solve, work):
        (work / "bad.txt").write_text(f"{FOUR}\n12y4............\n{FOUR}\n")
        run = solve(work / "bad.txt", code=2)
        assert len(run.lines) == 3
        assert f"{work}/bad.txt:2:3: expected a blank (. 0 _) or a digit up to 4, got 'y'" in run.err
        assert "1 not read" in run.err
        assert solve("--quiet", "--format", "jsonl", work / "bad.txt", code=2).json_lines[-1]["index"] == 2

    def test_leaves_an_empty_line_so_that_answers_stand_beside_their_puzzles(self, solve):
        run = solve("--quiet", "--format", "line", stdin=f"{FOUR}\n{FOUR[:-2]}\n{FOUR}\na title\n1x2y............\n", code=2)
        assert len(run.lines) == 4 and run.lines[1] == run.lines[3] == ""

    def test_nothing_at_all_is_an_error(self, solve):
        assert "<stdin>: holds no puzzle" in solve(code=2).err
        solve(stdin="nothing here\n", code=2)


class TestRefusals:
    """One line, exit code 2."""

    @pytest.mark.parametrize("options", [["--depth", "0"], ["--frobnicate"], ["--select", "luck"], ["--backend", "abacus"]])
    def test_options(self, solve, options):
        solve(*options, stdin=FOUR, code=2)

    def test_files(self, solve, work):
        run = solve(work / "none", code=2)
        assert f"{work}/none: cannot be opened for reading: No such file or directory\n" in run.err
        assert "is a folder" in solve(work, code=2).err
        run = solve("-o", "/nonexistent/x", stdin=FOUR, code=2)
        assert "ptrm-solve: /nonexistent/x: cannot be written: No such file or directory" in run.err

    def test_models(self, solve, mixed, golden, work):
        assert f"ptrm-solve: {mixed}: is not a model file" in solve("--model", mixed, stdin=FOUR, code=2).err
        other = golden / "att_learned_multi_id/model.safetensors"
        assert "ptrm_task, which says what the tokens are" in solve("--model", other, stdin=FOUR, code=2).err
        solve("--box", "3x2", mixed, env={"PTRM_MODELS": str(work)}, code=2)
        assert "no model for sudoku of 8x8" in solve(stdin="." * 64, code=2).err

    def test_weights_that_are_no_numbers(self, solve, models, work):
        header, body = read_model(models / "sudoku-4x4.safetensors")
        at = header["inner.q_head.bias"]["data_offsets"][0]
        write_model(work / "nan.safetensors", header, body[:at] + b"\xc0\x7f" + body[at + 2:])
        run = solve("--model", work / "nan.safetensors", stdin=FOUR, code=2)
        assert "tensor inner.q_head.bias: expected finite numbers, got nan at number 0" in run.err

    @pytest.mark.parametrize("name", ["p.txt", "link.txt"])
    def test_an_output_that_is_an_input_through_a_link_too(self, solve, work, name):
        (work / "p.txt").write_text("1..........4....\n")
        (work / "link.txt").symlink_to("p.txt")
        assert "another file than the input" in solve(work / "p.txt", "-o", work / name, code=2).err
        assert (work / "p.txt").read_text() == "1..........4....\n"

    @needs_full_device
    def test_a_full_disk(self, solve):
        assert "cannot be written: No space left on device" in solve("--quiet", "-o", "/dev/full", stdin=FOUR, code=2).err


class TestPipes:
    def test_a_closed_pipe_ends_the_run_without_a_word(self, solve, four):
        reader, writer = os.pipe()
        process = subprocess.Popen(solve.command("--quiet", "-D", "64", four), stdout=writer, stderr=subprocess.PIPE)
        os.close(writer)
        os.read(reader, 1)
        os.close(reader)
        err = process.communicate()[1]
        assert process.returncode in (141, -signal.SIGPIPE) and err == b""

    def test_an_interrupt_leaves_what_was_computed(self, solve, four):
        command = solve.command("--format", "jsonl", "-D", "2000", "--stop", "none", "-t", "1", four)
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        first = process.stdout.readline()  # it is at work
        process.send_signal(signal.SIGINT)
        out, err = process.communicate()
        assert process.returncode == 130 and "interrupted" in err
        results = [json.loads(line) for line in (first + out).splitlines()]
        assert 1 <= len(results) < 40

    def test_a_slow_producer_gets_its_answers_line_by_line(self, solve):
        process = subprocess.Popen(solve.command("--quiet"), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(2):
            process.stdin.write(FOUR + "\n")
            process.stdin.flush()
            assert len(process.stdout.readline()) == 17
        process.stdin.close()
        assert process.stdout.read() == "" and process.wait() == 0

    def test_progress(self, solve, four):
        assert "left" in solve("--progress", "always", four).err
        assert solve("--progress", "never", "--quiet", four).err == ""


class TestOtherKinds:
    @pytest.mark.parametrize("kind", ["lightup", "tapa", "nurikabe", "shakashaka", "heyawake"])
    def test_smaller_boards_by_their_addresses(self, solve, generate, work, kind):
        generate(kind, "--rows", "6", "--cols", "7", "--count", "5", "-o", work / "pencil.csv")
        results = solve("--quiet", "--format", "jsonl", work / "pencil.csv", code=(0, 1)).json_lines
        assert [(r["kind"], r["puzzle"].startswith(f"https://puzz.link/p?{kind}/7/6/")) for r in results] == 5 * [(kind, True)]
        # Nearly all are solved, and as the generator says.
        assert sum(r["solved"] for r in results) >= 4
        assert sum(r["answer"] == row["answer"] for r, row in zip(results, table(work / "pencil.csv"))) >= 4

    def test_mazes_by_the_shipped_model(self, solve, generate, work):
        small = "--rows", "10", "--cols", "10", "--least-distance", "12", "--count", "3"
        generate("maze", *small, "-o", work / "mazes.csv")
        answers = [row["answer"] for row in table(work / "mazes.csv")]
        assert solve("--quiet", "--format", "line", work / "mazes.csv").lines == answers
        drawn = "".join(row["question"].replace(".", " ") + "\n" for row in table(work / "mazes.csv"))
        assert solve("--quiet", "--format", "line", stdin=drawn).lines == answers
        generate("maze", *small, "--walls", "25:45", "-o", work / "loops.csv")
        solve("--quiet", work / "loops.csv")  # a shortest way, of several perhaps

    def test_mazes_by_a_named_model(self, solve, convert, golden, work):
        convert(golden / "att_rope/model.safetensors", "--task", "maze", "-o", work / "maze.safetensors")
        options = "--quiet", "-m", work / "maze.safetensors"
        [result] = solve(*options, "--format", "jsonl", "--symmetries", "-K", "3", stdin="S...###........G\n", code=1).json_lines
        assert result["puzzle"] == "S...###........G" and len(result["answer"]) == 16
        assert "<stdin>:1: column 1: expected one S, got 2" in solve(*options, stdin="S...###........S\n", code=2).err


class TestHelp:
    def test_version(self, solve):
        assert re.fullmatch("ptrm [0-9.]+\ncommit ([0-9a-f]{12}|unknown)\nbackend (onednn|eigen), CPU .+\n", solve("--version").out)

    def test_examples_work(self, solve, work):
        printed = solve.examples(work)
        assert len(printed) == 3 and all(printed.values())

    def test_fits_a_terminal_but_for_the_commands_of_examples(self, bench, check, convert, evaluate, generate, info, solve):
        for program in (bench, check, convert, evaluate, generate, info, solve):
            text = program("--help").out.split("Examples:")[0]
            assert max(map(len, text.splitlines())) <= 100, program.path


def test_boards_larger_than_a_models_own(solve, generate, work):
    """heyawake-10x10 was measured on boards up to 20x20; what it makes of a board does not depend on the others of a file."""
    def questions(rows, cols, count):
        generate("heyawake", "--rows", rows, "--cols", cols, "--count", count, "--seed", "5", "-o", work / f"{rows}x{cols}.csv")
        return [row["question"] for row in table(work / f"{rows}x{cols}.csv")]

    boards = [*questions("12", "9", "2"), *questions("13", "13", "1"), *questions("6", "6", "1")]
    effort = ("-t", "1", "--effort", "medium", "--format", "jsonl", "--quiet")
    once = solve(*effort, stdin="\n".join(boards)).json_lines
    assert [line["solved"] for line in once] == [True] * 4
    for model in ((), ("--model", "heyawake-10x10")):
        turned = solve(*effort, *model, stdin="\n".join(reversed(boards))).json_lines
        assert [line["answer"] for line in turned] == [line["answer"] for line in reversed(once)]
        assert [line["net_evaluations"] for line in turned] == [line["net_evaluations"] for line in reversed(once)]

    (large,) = questions("21", "4", "1")
    for model in ((), ("--model", "heyawake-10x10")):
        refused = solve(*model, stdin=large, code=2)
        assert "20x20" in refused.err and "--frame" in refused.err
        solve(*model, "--frame", "21", "-K", "1", "-D", "1", stdin=large, code=1)
    mixed = solve("--frame", "21", "--effort", "low", stdin=f"{FOUR}\n{large}\n", code=(0, 1))  # Sudoku has no use for it
    assert len(mixed.lines) == 2 and re.fullmatch("[1-4]{16}", mixed.lines[0])
    assert "rope2d" in solve("--model", "sudoku-4x4", "--frame", "6", stdin=FOUR, code=2).err


def test_a_model_of_two_kinds(solve, evaluate, generate, work):
    model = two_kinds(work / "two.safetensors")
    generate("sudoku", "--box", "2x2", "--clues", "4:6", "--count", "5", "-o", work / "sudoku.csv")
    (work / "maze.json").write_text(json.dumps({"kind": "maze", "rows": 4, "cols": 4, "puzzle": "S   ###     G## "}))
    alone = solve("--model", ROOT / "tests/cli/early-4x4.safetensors", work / "sudoku.csv", "--format", "jsonl", code=(0, 1)).json_lines
    both = solve("--model", model, work / "sudoku.csv", work / "maze.json", "--format", "jsonl", code=1).json_lines
    assert [line["kind"] for line in both] == 5 * ["sudoku"] + ["maze"]
    # The identifier of Sudoku has the embedding that the network was trained with.
    assert [(line["answer"], line["q"]) for line in both[:5]] == [(line["answer"], line["q"]) for line in alone]
    assert "trained for" in solve("--model", model, stdin="nurikabe\n2 .\n. .\n", code=2).err
    results = evaluate("--model", model, work / "sudoku.csv").json_lines[1:]
    early = evaluate("--model", ROOT / "tests/cli/early-4x4.safetensors", work / "sudoku.csv").json_lines[1:]
    assert [line["q"] for line in results] == [line["q"] for line in early]
    assert evaluate("--model", model, work / "maze.json").json_lines[1]["q"] != results[0]["q"]
    assert "expected sudoku, as the data before it" in evaluate("--model", model, work / "sudoku.csv", work / "maze.json", code=2).err
    assert solve("--model", model, "--box", "2x2", work / "sudoku.csv", "--format", "line", code=(0, 1)).lines
