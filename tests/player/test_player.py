"""Addresses, files and rules against puzz.link's own player (pzpr/, MIT, see its licence), for every kind of puzzles it plays.

    test_player.py --tsv FILE    # puzzles of people as ADDRESS<TAB>solved file: each is read, has one answer, which is the file's
"""
import argparse
import csv
import io
import pathlib
import random
import shutil
import subprocess

import pytest

HERE = pathlib.Path(__file__).parent
LOOPS, BORDERS = ("mashu", "yajilin", "country", "firefly"), ("shikaku", "sashigane", "dbchoco")
ABOVE, RIGHT, BELOW, LEFT = 1, 2, 4, 8


def judged(pairs):
    """What the player says of (address, pzprv3 file) each."""
    text = "".join(f"{address}\t{file.strip().replace(chr(10), '/')}\n" for address, file in pairs)
    return subprocess.run(["node", HERE / "judge.js"], input=text, capture_output=True, text=True, check=True).stdout.split()


def changed(kind, answer, rows, cols, chance):
    """Another answer that a file can hold: one cell marked otherwise, a border put or taken away, a line led around a corner."""
    digits = [int(c, 36) for c in answer]
    while True:
        here = chance.randrange(rows - 1) * cols + chance.randrange(cols - 1)
        right, below = here + 1, here + cols
        if kind != "yajilin" or all(digits[cell] for cell in (here, right, below, below + 1)):  # clue cells have no sides to change
            break
    if kind in BORDERS:
        side, other, cell = (RIGHT, LEFT, right) if chance.random() < 0.5 else (BELOW, ABOVE, below)
        digits[here] ^= side
        digits[cell] ^= other
    elif kind in LOOPS:
        for cell, sides in ((here, RIGHT | BELOW), (right, LEFT | BELOW), (below, RIGHT | ABOVE), (below + 1, LEFT | ABOVE)):
            digits[cell] = (0 if kind == "yajilin" and digits[cell] == 1 else digits[cell]) ^ sides
    elif kind == "shakashaka":
        digits[here] = chance.choice([d for d in (0, 2, 3, 4, 5) if d != digits[here]])
    else:
        digits[here] = 1 - digits[here]
    return "".join("0123456789abcdefg"[d] for d in digits)


def test_generated(pencil_kind, request, count=10, rows=4, cols=5):
    ptrm, kind = pytest.importorskip("ptrm"), pencil_kind
    if not shutil.which("node"):
        pytest.skip("no node")
    generate = pathlib.Path(request.config.getoption("bin")) / "ptrm-generate"
    run = subprocess.run([generate, kind, "--count", str(count), "--rows", str(rows), "--cols", str(cols), "--quiet"], capture_output=True, text=True, check=True)
    made = list(csv.DictReader(io.StringIO(run.stdout)))
    chance = random.Random(kind)
    wrong = [(row["question"], changed(kind, row["answer"], rows, cols, chance)) for row in made for _ in range(8)]
    right = [(row["question"], row["answer"]) for row in made]
    pairs, ours = [], []
    for question, answer in right + wrong:
        try:
            puzzle = next(ptrm.read(f"question,answer\n{question},{answer}\n"))
        except ptrm.Error:  # a line that branches or ends
            continue
        pairs.append((question, puzzle.text(puzzle.answer, "pzprv3")))
        ours.append(puzzle.check(puzzle.answer))
        if ours[-1]:
            again = next(ptrm.read(pairs[-1][1]))
            assert list(again.question) == list(puzzle.question) and list(again.answer) == list(puzzle.answer)
    verdicts = judged(pairs)
    assert [verdict == "ok" for verdict in verdicts] == ours, [p for p, v, o in zip(pairs, verdicts, ours) if (v == "ok") != o][:1]
    assert verdicts[:count] == ["ok"] * count
    assert ours.count(False) >= count, "hardly any answer was changed"
    assert not {"other", "unread"} & set(verdicts)


def check_file(path, generate):
    rows = [line.split("\t") for line in pathlib.Path(path).read_text().splitlines()]
    text = "".join(file.replace("/", "\n") + "\n\n" for _, file in rows)
    files = subprocess.run([generate, "--check", "-", "--quiet"], input=text, capture_output=True, text=True)
    addresses = subprocess.run([generate, "--check", "-", "--quiet"], input="".join(a + "\n" for a, _ in rows), capture_output=True, text=True)
    of_files, of_addresses = (list(csv.DictReader(io.StringIO(run.stdout))) for run in (files, addresses))
    assert len(of_files) == len(of_addresses) == len(rows)
    assert all(a["question"] == b["question"] for a, b in zip(of_files, of_addresses))
    assert all(row["answers"] == "1" and row["given"] == "right" for row in of_files)
    print(f"{len(rows)} puzzles are read from their addresses and files, have one answer each, which is the one in the file")


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--tsv", required=True)
    arguments.add_argument("--bin", default=HERE.parents[1] / "build/release/bin")
    given = arguments.parse_args()
    check_file(given.tsv, pathlib.Path(given.bin) / "ptrm-generate")
