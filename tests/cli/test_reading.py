"""What people have, read record by record: each case is a text, how many of its puzzles are solved, and the lines that are told."""
import os
import subprocess
import threading

import pytest

NINE = "53..7....6..195....98....6.8...6...34..8.3..17...2...6.6....28....419..5....8..79"
ANSWER = "534678912672195348198342567859761423426853791713924856961537284287419635345286179"
FOUR = "1..........4...."
NURIKABE = "nurikabe/8/6/g4g4p3x1i1h.h4i1"
TAPA = "tapa/8/6/o8hc1g2o5t1g5g3g1h"
LIGHT_UP = "lightup/8/6/h.g1bgag6.v7dg.i..g.h"
HEYAWAKE = "heyawake/8/6/o538o20h0ftg7u07v112011g31g2"
SHAKASHAKA = "shakashaka/8/6/kb.m.gdibjbpa."
SITE = "https://puzz.link/p?"
ROWS = [NINE[9 * i:9 * i + 9] for i in range(9)]
DUPLICATE = "type=editor&pzprv3/nurikabe/5/5/2%20%23%20%23%20%23%201/+%20%23%20+%202%20%23/%23%20%23%20%23%20%23%20%23/%23%20+%20+%20%23%20+/%23%20+%204%20%23%202/"

# The same Sudoku, packed by lz-string 1.5 of npm; the second has a thermometer.
PACKED = "N4IgzglgXgpiBcBOANCALhNAbO8QB2AjGAJxIEMwBjACwFcA7AcxFXLrRoHsSEQAPViCYkIAEwQBtSaABu5LHVwBWVEwiyYDBGhJKAvsjkKlCAMxqNWnXpiHg9+yHmLcAdkubt8XQaOP/fwBdZBlnE1wANk9rH1sAhyNw1wQARhjvXzskl1MkDJs/YxT4VWErTPjAxIcQmSdc3BRyr0Ls4ryADgK4ooSE5LzoltisxzqO3G6Ryr7qhoiEYfVW3vb+nMX4Cxm2/QnB3AAWHrH5zZLpldGqmsPzU9uBxrTHgwOX+A9dtY27z4ATG91udJktgftQv8tssKntQc8tkCfmcwfArnDfsEoX97vATijbnj0oSinjmtdZiDoSUypS9hM/gtLhDQXjvvSsWiKZixkEgvogA=="
PACKED_THERMOMETER = "N4IgzglgXgpiBcBOANCALhNAbO8QB2AjGAJxIEMwBjACwFcA7AcxFXLrRoHsSEQAPViCYkIAEwQBtSaABu5LHVwBWVEwiyYDBGhJKAvsjkKlCAMxqNWnXpiHg9+yHmLcAdkubt8XQaOP/fwBdZBlnE1wANk9rH1sAhyNw1wQARhjvXzskl1MkDJs/YxT4VWErTPjAxIcQmSdc3BRyr0Ls4ryADgK4ooSE5LzoltisxzqO3G6Ryr7qhoiEYfVW3vb+nMX4Cxm2/QnB3AAWHrH5zZLpldGqmsPzU9uBxrTHgwOX+A9dtY27z4ATG91udJktgftQv8tssKntQc8tkCfmcwfArnDfsEoX97vATijbnj0oSinjmtdZiDoSUypS9hM/gtLhDQXjvvSsWiKZixkEQugaKQALZcYUwNCkKSgLAQBgwMBSSQgABKqQAwqkhGr1QCQPz9vogA="


def candidates(rows, high, wide):
    """What each cell of a Sudoku may be: its digit, or those that its row, its column and its box, high by wide, lack."""
    side = len(rows)

    def of(row, col):
        if rows[row][col] != ".":
            return rows[row][col]
        seen = {rows[r][c] for r in range(side) for c in range(side) if r == row or c == col or (r // high, c // wide) == (row // high, col // wide)}
        return "".join(digit for digit in "123456789"[:side] if digit not in seen)
    return [[of(row, col) for col in range(side)] for row in range(side)]


CANDIDATES = candidates(ROWS, 3, 3)
SIX = "...2...4..5.....1.3.6.......2..5.6.."

CASES = {
    # Addresses: every spelling, in any text.
    "slashes": (f"{SITE}{SHAKASHAKA}/\n{SITE}{LIGHT_UP}/\n{SITE}{NURIKABE}/\n{SITE}{HEYAWAKE}/\n{SITE}{TAPA}/\n", 5, []),
    "two in a line": (f"3 of my puzzles\n{SITE}{NURIKABE} and {SITE}{TAPA}\n{SITE}{LIGHT_UP}\n", 3, []),
    "no scheme": (f"puzz.link/p?{NURIKABE}\npzv.jp/p.html?{TAPA}\n", 2, []),
    "other sites": (f"http://pzv.jp/p.html?{NURIKABE}\nhttps://pzprxs.vercel.app/p?{TAPA}\nhttps://pzplus.tck.mn/p.html?{LIGHT_UP}\n", 3, []),
    "punctuation": (f"{SITE}{NURIKABE}. Have fun!\n({SITE}{TAPA})\n{SITE}{LIGHT_UP}。それ\n\u201c{SITE}{HEYAWAKE}\u201d\n[m]({SITE}{SHAKASHAKA}/)\n", 5, []),
    "HTML and Markdown": (f'<a href="{SITE}{NURIKABE}">one</a> <{SITE}{TAPA}>\n* [{SITE}{LIGHT_UP}]({SITE}{LIGHT_UP})\n', 4, []),
    "a query behind": (f"{SITE}{NURIKABE}&id=12\n{SITE}{TAPA}#top\n", 2, []),
    "edit and play": (f"{SITE}{NURIKABE.replace('nurikabe', 'nurikabe_edit')}\n{SITE}{TAPA.replace('tapa', 'tapa_play')}\n", 2, []),
    "aliases": (f"{SITE}{HEYAWAKE.replace('heyawake', 'heyawacky')}\n{SITE}{LIGHT_UP.replace('lightup', 'bijutsukan')}\n{SITE}{LIGHT_UP.replace('lightup', 'akari')}\n", 3, []),
    "nested": (f"{SITE}http://pzv.jp/p.html?{NURIKABE}\nhttps://swaroopg92.github.io/penpa-edit/?m=solve&p={SITE}{TAPA}\n", 2, []),
    "encoded within another": (f"https://example.org/go?u=https%3A%2F%2Fpuzz.link%2Fp%3F{NURIKABE.replace('/', '%2F')}\n", 1, []),
    "duplicate": (f"{SITE}{DUPLICATE}\n", 1, []),
    "duplicates by any parameters": (f"{SITE}{DUPLICATE.replace('type=editor', 'type=player')}\n{SITE}a=b&{DUPLICATE.replace('pzprv3', 'pzprv3.1')}\n{SITE}type=editor&{TAPA}\n", 3, []),
    "no address at all": (f"{NURIKABE}\nand ({TAPA}), {LIGHT_UP}\n{NURIKABE.replace('nurikabe', 'nurikabe_edit')}\n", 4, []),
    "no address at all, in other places": (f"puzzle:{NURIKABE}.\n**{TAPA}**\n`{LIGHT_UP}`\nhttps://example.org/?q={HEYAWAKE}\n", 4, []),
    "no address at all, in JSON": ('{"url": "' + NURIKABE + '"}\n["' + TAPA + '", "' + LIGHT_UP + '"]\n', 3, []),
    "no address at all, in a table": (f"id,puzzle\n1,{NURIKABE}\n2,{TAPA}\n", 2, []),
    "parameters with underscores": (f"{SITE}my_tag=a_1&{DUPLICATE.replace('type=editor&', '')}\n", 1, []),
    "kinds between slashes are text": (f"nurikabe/tapa/5 and tapa/8/6\n{SITE}{TAPA}\n", 1, []),
    "SudokuWiki": (f"https://www.sudokuwiki.org/sudoku.htm?bd={NINE.replace('.', '0')}\n", 1, []),
    "f-puzzles": (f"https://www.f-puzzles.com/?load={PACKED}\n", 1, []),
    "SudokuPad": (f"https://sudokupad.app/fpuzzles{PACKED}\nhttps://sudokupad.app/?puzzleid=fpuz{PACKED.replace('+', '%2B')}\n", 2, []),
    "SudokuPad with settings": (f"https://sudokupad.app/fpuz{PACKED}?setting-nogrid=1\nhttps://beta.sudokupad.app/fpuz{PACKED}.\n", 2, []),
    "SudokuPad within another": (f"https://example.org/go?u=https%3A%2F%2Fsudokupad.app%2Ffpuz{PACKED.replace('/', '%2F')}\n", 1, []),
    "f-puzzles without a slash": (f"f-puzzles.com?load={PACKED}&x=1\nhttps://f-puzzles.com/index.html?x=1&load={PACKED}\n", 2, []),
    "f-puzzles, by number": (f"https://f-puzzles.com/?id=abc123\n{SITE}{TAPA}\n", 1, ["1: address: an address of f-puzzles that holds no puzzle"]),
    "sites without a puzzle are text": (f"Made with https://f-puzzles.com/ for sudokupad.app.\n{SITE}{TAPA}\n", 1, []),
    "f-puzzles with more rules": (f"https://www.f-puzzles.com/?load={PACKED_THERMOMETER}\n{SITE}{TAPA}\n", 1, ["1: address: a Sudoku of f-puzzles with a rule of its own, 'thermometer', is not read"]),
    "f-puzzles, cut off": (f"https://www.f-puzzles.com/?load={PACKED[:200]}\n{SITE}{TAPA}\n", 1, ["1: address: a link of f-puzzles that is cut off or broken is not read"]),
    "SudokuPad's own": (f"https://sudokupad.app/sxsm_RAT_1a\n{SITE}{TAPA}\n", 1, ["1: address: an address of SudokuPad that holds no puzzle of f-puzzles is not read"]),
    "foreign links are text": (f"See https://youtube.com/watch?v=abcdef for the video\n{SITE}{NURIKABE}\n", 1, []),
    "behind a long preface": ("a line of a long introduction\n" * 1000 + f"{SITE}{NURIKABE}\n", 1, []),
    "commas are no table": (f"Dear friend, here they are:\n{SITE}{NURIKABE}\n", 1, []),
    "cut off": (f"{SITE}{LIGHT_UP[:-8]}\n{SITE}{NURIKABE}\n", 1, ["1: address, its last part: expected a board of 48 cells, got one that is cut off"]),
    "unknown kind": (f"{SITE}hashi/4/4/2g2\n{SITE}{NURIKABE}\n", 1, ["1: address: expected a kind that is known"]),
    # pzprv3 files and grids below the name of their kind.
    "pzprv3 behind a title": ("tapa from a friend\npzprv3\ntapa\n5\n5\n# 5 # 3 +\n# # # # +\n# 8 # + +\n# # # + +\n2 + + 1 +\n\n", 1, []),
    "a name with a colon": ("Lightup:\n. # .\n. . .\n", 1, []),
    "blanks that are spaces": ("nurikabe\n  2\n   \n3  \n", 1, []),
    # Files may mix forms.
    "kinds in one file": (f"{NINE}\n\n{SITE}{TAPA}\n" + '{"puzzle": "' + FOUR + '"}\n' + "\n".join(ROWS) + "\n", 4, []),
    "a size that no model takes": (f"{SITE}{NURIKABE}\n{SITE}nurikabe/12/12/3zzzzzzzi\n{SITE}{TAPA}\n", 2, ["2: nurikabe-12x12.safetensors: no model"]),
    # JSON.
    "broken JSON Lines": ('{"puzzle": "' + NINE + '"}\n{"puzzle": "53..7....6..\n{"puzzle": "' + FOUR + '"}\n{"id": 3}\n', 2, ["2: is no whole JSON value", "4: JSON with a puzzle"]),
    "JSON with escaped slashes": ('{"url": "' + (SITE + NURIKABE).replace("/", "\\/") + '"}\n', 1, []),
    "an array of addresses": ('{"urls": ["' + SITE + NURIKABE + '", "' + SITE + TAPA + '"]}\n', 2, []),
    "a board of cells": ("[" + ", ".join("[" + ", ".join(f'"{cell}"' for cell in row) + "]" for row in ROWS) + "]", 1, []),
    "pretty-printed": ('{\n    "puzzle": "' + NINE + '"\n}\n{\n  "data": [\n    {"quiz": "' + FOUR + '"}\n  ]\n}\n', 2, []),
    "a long array in one line": ("[" + ", ".join('{"puzzle": "' + FOUR + '"}' for _ in range(3000)) + "]", 3000, []),
    "bytes that are no UTF-8": ('{"name": "\udcff\udcfe", "puzzle": "' + NINE + '"}\n', 1, []),
    "an answer of another length": ('{"puzzle": "' + FOUR + '", "solution": "12"}\n', 0, ["1: expected 16 cells in the answer, got 2"]),
    # Tables.
    "a spreadsheet's grid": ("\n".join(",".join(row) for row in ROWS) + "\n", 1, []),
    "with empty fields": ("\n".join("\t".join(cell.replace(".", "") for cell in row) for row in ROWS) + "\n", 1, []),
    "81 cells between commas": (",".join(cell.replace(".", "") for cell in NINE) + "\n", 1, []),
    "a quoted line break": (f'id,puzzle,comment\n1,{NINE},"two\nlines"\n2,{FOUR},"x"\n', 2, []),
    "other names of columns": (f"id,unsolved,solved\n1,{NINE},{ANSWER}\n", 1, []),
    "a row that lacks fields": (f"id,puzzle\n1,{NINE}\n2\n", 1, ["3: expected at least 2 fields"]),
    # Plain lines.
    "titles": (f"Easy\n{NINE}\nHard\n{NINE}\nExpert\n{NINE}\n", 3, []),
    "numbers before puzzles": (f"1: {NINE}\n2: {NINE}\n", 2, []),
    "nearly a puzzle": (f"{NINE[:-1]}\n{NINE}\n", 1, ["1:81: expected a whole puzzle"]),
    "blanks that are spaces in lines": (NINE.replace(".", " ") + "\n", 1, []),
    "blanks that are spaces in rows": ("\n".join(row.replace(".", " ").rstrip() for row in ROWS) + "\n", 1, []),
    "in frames": ("+---+---+---+\n" + "\n".join("|" + "|".join(row[i:i + 3].replace(".", " ") for i in (0, 3, 6)) + "|" for row in ROWS) + "\n+---+---+---+\n", 1, []),
    "SadMan": ("[Puzzle]\n" + "\n".join(ROWS) + "\n[State]\n", 1, []),
    "HoDoKu": (f":0000:x:{NINE}:::\n", 1, []),
    "Simple Sudoku": ("\n".join(row[:3] + "|" + row[3:6] + "|" + row[6:] + ("\n-----------" if i in (2, 5) else "") for i, row in enumerate(ROWS)) + "\n", 1, []),
    "SudoCue's progress": ("\n".join(" ".join("u" + cell if cell == "4" and row == 0 else cell for cell in cells) for row, cells in enumerate(CANDIDATES)) + "\n", 1, []),
    "SudoCue's progress, filled in": ("\n".join(" ".join(cell if cell in "123456789" else "u" + ANSWER[9 * row + col] for col, cell in enumerate(cells)) for row, cells in enumerate(CANDIDATES)) + "\n", 1, []),
    "a grid of candidates": (".------.------.------.\n" + "\n".join("| " + " | ".join(" ".join(f"{cell:9}" for cell in cells[i:i + 3]) for i in (0, 3, 6)) + " |" + (":------+------+------:" if row in (2, 5) else "") for row, cells in enumerate(CANDIDATES)).replace("|:", "|\n:") + "\n'------'------'------'\nSimple Sudoku Version 4.2n\n", 1, []),
    "candidates of 4x4 and 6x6": ("\n".join(" ".join(row) for row in candidates([FOUR[i:i + 4] for i in range(0, 16, 4)], 2, 2)) + "\n\n" +
                                  "\n".join("|" + "|".join(row) + "|" for row in candidates([SIX[i:i + 6] for i in range(0, 36, 6)], 2, 3)) + "\n", 2, []),
    "OpenSudoku": (f'<?xml version="1.0"?>\n<opensudoku>\n<game data="{NINE.replace(".", "0")}" />\n</opensudoku>\n', 1, []),
}


@pytest.mark.parametrize("name", CASES)
def test_is_read(solve, work, name):
    text, solved, told = CASES[name]
    path = work / "in"
    path.write_bytes(text.encode(errors="surrogateescape"))
    run = solve("-t", "1", path, code=2 if told else 0)
    assert f"solved {solved} of {solved} puzzles" in run.err, run.err
    for message in told:
        assert f"{path}:{message}" in run.err, run.err
    assert len(run.lines) == solved + len(told)


@pytest.mark.parametrize("name", ["two in a line", "kinds in one file", "broken JSON Lines", "pretty-printed", "a quoted line break", "blanks that are spaces in rows"])
def test_bytes_may_come_as_slowly_as_they_like(solve, work, name):
    text = CASES[name][0].encode()
    path = work / "in"
    path.write_bytes(text)
    whole = subprocess.run(solve.command("-t", "1", "--quiet", path), capture_output=True)
    slow = subprocess.Popen(solve.command("-t", "1", "--quiet"), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def feed():
        for i in range(0, len(text), 7):
            slow.stdin.write(text[i:i + 7])
            slow.stdin.flush()
        slow.stdin.close()
    threading.Thread(target=feed).start()
    assert slow.stdout.read() == whole.stdout and slow.wait() == whole.returncode


def test_one_bad_file_costs_itself_alone(solve, work):
    (work / "good").write_text(FOUR + "\n")
    run = solve("-t", "1", work / "good", work / "none", work, work / "good", code=2)
    assert len(run.lines) == 2
    assert f"{work}/none: cannot be opened" in run.err and f"{work}: is a folder" in run.err


def test_what_is_written_is_read(solve, generate, work):
    for options in (("sudoku", "--box", "3x2", "--clues", "12:16"), ("sudoku", "--box", "1x4", "--clues", "6:8"),
                    ("maze", "--rows", "4", "--cols", "7", "--least-distance", "5"), ("maze", "--rows", "6", "--cols", "5", "--least-distance", "3", "--walls", "20:30"),
                    ("tapa", "--rows", "5", "--cols", "6")):
        generate(*options, "--count", "5", "-o", work / "made.csv")
        again = generate("--check", work / "made.csv", code=(0, 1))
        assert " malformed" not in again.err and len(again.lines) == 6
        made = [line.split(",")[1:3] for line in (work / "made.csv").read_text().splitlines()[1:]]
        assert [line.split(",")[1] for line in again.lines[1:]] == [question for question, _ in made]
        if "--walls" not in options:
            assert [line.split(",")[2] for line in again.lines[1:]] == [answer for _, answer in made], options
    generate("maze", "--rows", "5", "--cols", "8", "--least-distance", "5", "--count", "3", "-o", work / "mazes.csv")
    lines = solve("--format", "jsonl", "-t", "1", work / "mazes.csv").out
    (work / "mazes.jsonl").write_text(lines)
    assert [line["puzzle"] for line in solve("--format", "jsonl", "-t", "1", work / "mazes.jsonl").json_lines] == [line["puzzle"] for line in map(__import__("json").loads, lines.splitlines())]


def test_time_and_memory_grow_with_the_input_and_no_faster(solve, work):
    resource = pytest.importorskip("resource")
    for text in ("word " * 200_000, "[" * 100_000, "{\n" * 100_000, "pzprv3/" * 50_000, "nurikabe\n" + ". " * 200_000, "?" * 300_000, "a?b/1/2/" * 50_000, ".\n" * 200_000, "#S\n" * 100_000,
                 '"' * 300_000, "id,puzzle\n1,\"" + "x\n" * 100_000):
        path = work / "long"
        path.write_text(text)
        before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
        solve("-t", "1", "--quiet", path, code=(0, 1, 2))
        assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before < 5, text[:20]


def test_flags_that_change_only_how_the_player_draws(generate, work):
    made = generate("yajilin", "--rows", "4", "--cols", "4", "--count", "1", "--seed", "1").lines[1].split(",")[1]
    for flag, code in (("b", 0), ("bb", 0), ("o", 2)):
        (work / "address.txt").write_text(made.replace("yajilin/", f"yajilin/{flag}/") + "\n")
        run = generate("--check", work / "address.txt", code=code)
        assert code == 0 or "address, flags: expected b or none, got 'o'" in run.err


def test_a_row_of_a_kind_without_a_puzzle_costs_itself(generate, work, pencil_kind):
    address = generate(pencil_kind, "--rows", "4", "--cols", "4", "--format", "line").lines[0]
    for blank in ("", " ", '""', '"\n"'):
        (work / "rows.csv").write_text(f"kind,question\n{pencil_kind},{blank}\n{pencil_kind},{address}\n")
        run = generate("--check", work / "rows.csv", code=2)
        assert "rows.csv:2:" in run.err and f"{pencil_kind}, row 1: expected cells" in run.err and "1 malformed" in run.err and len(run.lines) == 2, run.err
