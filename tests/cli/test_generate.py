import csv
import re

import pytest
from conftest import needs_full_device, table

TINY = "--rows", "4", "--cols", "5", "--count", "4", "--seed", "3"
SMALL = "--rows", "5", "--cols", "6", "--count", "6", "--seed", "3"


def columns(text, *names):
    head, *rows = (line.split(",") for line in text.splitlines())
    return [[row[head.index(name)] for name in names] for row in rows]


def test_sudoku_is_the_same_for_any_threads_and_another_for_another_seed(generate, work):
    first = generate("sudoku", "--count", "50", "--seed", "3")
    assert first.lines[0] == "source,question,answer,rating" and len(first.lines) == 51
    generate("sudoku", "--count", "50", "--seed", "3", "--threads", "1", "-o", work / "file")
    assert (work / "file").read_text() == first.out
    assert generate("sudoku", "--count", "50", "--seed", "4").out != first.out
    generate("sudoku", "--count", "2", "-o", work / "page.html")
    assert (work / "page.html").read_text().count("<svg ") == 2


def test_sudoku_has_the_clues_that_are_asked_for(generate):
    run = generate("sudoku", "--box", "2x3", "--count", "20", "--clues", "9:11")
    for (question,) in columns(run.out, "question"):
        assert 9 <= len(re.sub("[^1-9]", "", question)) <= 11
    assert len(generate("sudoku", "--count", "3", "--clues", "minimal", "--hard", "5").lines) == 4
    generate("sudoku", "--count", "1", "--hard")


def test_every_copy_of_an_excluded_puzzle_stays_out(generate, work):
    # Of 4x4 puzzles with 4 clues there are few.
    held = generate("sudoku", "--box", "2x2", "--clues", "4:4", "--count", "300", "--seed", "1")
    (work / "some").write_text("".join(line + "\n" for line in held.lines[:12]))
    generate("sudoku", "--box", "2x2", "--clues", "5:7", "--count", "100", "--seed", "1", "--exclude", work / "some")
    run = generate("sudoku", "--box", "2x2", "--clues", "4:7", "--count", "100", "--seed", "1", "--exclude", work / "some")
    for row in table(work / "some"):
        assert row["question"] not in run.out


@pytest.mark.parametrize("options", [[], ["--walls", "25:45"]], ids=["corridors", "walls"])
def test_mazes_are_the_same_for_any_threads_and_long_enough(generate, options):
    options = "maze", "--count", "30", "--rows", "12", "--cols", "20", "--least-distance", "30", *options
    run = generate(*options, "-t", "1")
    assert len(run.lines) == 31
    assert generate(*options, "-t", "4").out == run.out
    for question, rating in columns(run.out, "question", "rating"):
        assert len(question) == 240 and int(rating) >= 30


def test_pencil_puzzles_are_the_same_for_any_threads_and_form(generate, work, pencil_kind):
    kind = pencil_kind
    run = generate(kind, *TINY, "-t", "1")
    assert len(run.lines) == 5
    assert generate(kind, *TINY, "-t", "3").out == run.out
    (work / "puzzles.csv").write_text(run.out)
    wanted = columns(run.out, "question", "answer")
    # How many answers puzzles have, in any form.
    assert columns(generate("--check", work / "puzzles.csv").out, "question", "answer") == wanted
    for form in ("line", "text", "pzprv3"):
        (work / form).write_text(generate(kind, *TINY, "--format", form).out)
        checked = generate("--check", work / form).out
        assert columns(checked, "question", "answer") == wanted, form
        if form == "pzprv3":
            assert columns(checked, "given") == [["right"]] * 4


def test_check_names_the_rules_that_an_answer_breaks_and_where(generate):
    # 3 1 2 / 1 1 3 / 2 3 2: shading the middle and the last cell is right.
    address = "https://puzz.link/p?hitori/3/3/312113232"
    run = generate("--check", "-", stdin=f"question,answer\n{address},000010001\n{address},000011000\n{address},\n", code=1)
    given = [row["given"] for row in csv.DictReader(run.out.splitlines())]
    assert given == ["right", "the number 2 twice in a line (row 1, column 3); the number 2 twice in a line (row 3, column 1); two shaded cells side by side (row 2, column 2)", ""]
    assert "<stdin>:3: the answer in the file breaks the rules: the number 2 twice in a line (row 1, column 3)" in run.err


def test_akari_is_lightup(generate):
    run = generate("akari", *SMALL)
    assert run.out == generate("lightup", *SMALL).out
    assert "?akari" not in run.out


@pytest.mark.parametrize("kind, more", [("tapa", []), ("heyawake", ["all__hints.npy", "copies__hints.npy", "rows.npy"])])
def test_data_folders_have_what_training_reads(generate, work, kind, more):
    generate(kind, "--rows", "6", "--cols", "6", "--smallest", "4", "--count", "20", "--data-folder", work / "folder")
    for name in ("dataset.json", "task.json", "all__inputs.npy", "all__labels.npy", "choices.npy", "copies__cells.npy", "copies__tokens.npy", *more):
        assert (work / "folder" / name).stat().st_size > 0, name
    generate("sudoku", "--box", "2x2", "--clues", "4:10", "--count", "20", "--data-folder", work / "four")
    generate(kind, "--rows", "6", "--cols", "6", "--smallest", "4", "--largest", "3", "--data-folder", work / "x", code=2)


def test_check_counts_answers(generate):
    generate("--check", "-", stdin="..............\n12..........34..\n1.2.3.4...4.....\n", code=2)
    run = generate("--check", "-", stdin="1...............\n", code=1)
    assert "<stdin>:1,1...............,1" in run.out
    assert "0 puzzles have one answer, 0 none, 1 several" in run.err
    assert "S...#..G.,S..o#.oG.,1" in generate("--check", "-", stdin="S...#..G.\n").out
    assert ",2" in generate("--check", "-", stdin="S...#...G\n", code=1).out
    assert "?nurikabe/2/2/2h9,,0" in generate("--check", "-", stdin="nurikabe\n2 .\n. 9\n", code=1).out


def test_check_draws_answers_of_kinds_that_no_model_solves(generate, work, pencil_kind):
    generate(pencil_kind, "--rows", "4", "--cols", "4", "--count", "2", "-o", work / "two.csv")
    drawn = generate("--check", work / "two.csv", "--format", "grid").out
    assert f"{work}/two.csv:2\n" in drawn and drawn.count("\n") >= 2 * 5
    generate("--check", work / "two.csv", "-o", work / "page.html")
    assert (work / "page.html").read_text().count("<svg ") == 2
    # Files of the player hold the answer: read again, it is right.
    (work / "two.txt").write_text(generate("--check", work / "two.csv", "--format", "pzprv3").out)
    assert columns(generate("--check", work / "two.txt").out, "given") == 2 * [["right"]]


def test_check_says_what_has_not_one_answer(generate):
    assert "several answers, one of them\n" in generate("--check", "1" + 15 * ".", "--format", "grid", code=1).out
    assert "no answer\n" in generate("--check", "-", "--format", "grid", stdin="nurikabe\n2 .\n. 9\n", code=1).out


@pytest.mark.parametrize("options, says", [
    ([], "--check"),
    (["--format", "grid", "sudoku"], "--format requires --check"),
    (["maze", "--rows", "1"], "rows"),
    (["maze", "--rows", "4", "--cols", "4", "--least-distance", "15"], "least distance"),
    (["maze", "--walls", "45:30"], "--walls: expected LOW:HIGH"),
    (["tapa", "--rows", "2"], "--rows"),
    (["tapa", "--rows", "4", "--cols", "4", "--smallest", "5", "--data-folder", "x"], "--smallest"),
    (["sudoku", "--clues", "many"], "ptrm-generate: --clues: expected LOW:HIGH, numbers from 0 to 81, or minimal, got 'many'"),
    (["sudoku", "--clues", "90:99"], "clues"),
    (["sudoku", "--box", "3by3"], "box"),
    (["sudoku", "--box", "9x9"], "a side of 2 to 16"),
    (["sudoku", "--box", "2x2", "--clues", "1:1"], "ask for more clues"),
    (["sudoku", "--exclude", "/nonexistent"], "/nonexistent"),
])
def test_what_cannot_be_is_refused(generate, options, says):
    assert says in generate(*options, code=2).err


@needs_full_device
def test_a_full_disk_is_said(generate):
    assert "No space left on device" in generate("sudoku", "--count", "10", "-o", "/dev/full", code=2).err


def test_examples_work(generate, work):
    assert len(generate.examples(work)) == 8
