#!/usr/bin/python3
"""Looks at the pages that ptrm-generate --format html makes, in headless Chromium: of each kind one puzzle, whose areas of colour must
be what its cells come to. Without Chromium it is skipped (exit code 77).

  pages_test.py FOLDER_OF_PROGRAMS
"""
import os
import shutil
import struct
import subprocess
import sys
import tempfile
import zlib

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../support"))
from kinds import pencil_kinds  # noqa: E402

SIDE, WIDTH = 6, 320  # cells a side; pixels of a picture, which has a margin of 2 units around its 40 a cell
CELL = 40 * WIDTH / (40 * SIDE + 4)


def pixels(path):
    """Rows of (r, g, b) of a PNG with 8 bits a channel that is not interlaced, as Chromium writes it."""
    data = open(path, "rb").read()
    at, packed = 8, b""
    while at < len(data):
        length, name = struct.unpack(">I4s", data[at:at + 8])
        body = data[at + 8:at + 8 + length]
        if name == b"IHDR":
            width, height, depth, colour, _, _, interlace = struct.unpack(">IIBBBBB", body)
            assert depth == 8 and colour in (2, 6) and interlace == 0
            step = 3 if colour == 2 else 4
        elif name == b"IDAT":
            packed += body
        at += 12 + length
    raw, rows, before = zlib.decompress(packed), [], bytearray(width * step)
    for y in range(height):
        kind, line = raw[y * (width * step + 1)], bytearray(raw[y * (width * step + 1) + 1:(y + 1) * (width * step + 1)])
        for i in range(width * step):
            left, up, corner = line[i - step] if i >= step else 0, before[i], before[i - step] if i >= step else 0
            guess = left + up - corner
            paeth = min((left, up, corner), key=lambda value: abs(guess - value))
            line[i] = (line[i] + (0, left, up, (left + up) // 2, paeth)[kind]) & 255
        rows.append([tuple(line[i:i + 3]) for i in range(0, width * step, step)])
        before = line
    return rows


def area(rows, colour):
    """Cells that have so much of a colour."""
    wanted = tuple(int(colour[i:i + 2], 16) for i in (0, 2, 4))
    return sum(row.count(wanted) for row in rows) / CELL ** 2


def main():
    generate = os.path.join(sys.argv[1], "ptrm-generate")
    browser = shutil.which("chromium") or shutil.which("chromium-browser")
    if browser is None:
        print("no Chromium here")
        return 77
    wrong = 0
    with tempfile.TemporaryDirectory() as folder:
        for kind in ("sudoku", "maze", *pencil_kinds(sys.argv[1])):
            size = ["--box", "2x3"] if kind == "sudoku" else ["--rows", str(SIDE), "--cols", str(SIDE)]
            size += ["--clues", "14:16"] if kind == "sudoku" else ["--least-distance", "8"] if kind == "maze" else []
            command = [generate, kind, *size, "--seed", "4"]
            answer = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()[1].split(",")[2]
            page, picture = (os.path.join(folder, kind + end) for end in (".html", ".png"))
            subprocess.run([*command, "--format", "html", "-o", page], check=True)
            subprocess.run([browser, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--force-device-scale-factor=1",
                            "--window-size=400,500", "--screenshot=" + picture, page], check=True, capture_output=True, timeout=60)
            rows = pixels(picture)
            shaded, black = area(rows, "444444"), area(rows, "222222")
            ones, triangles = answer.count("1"), sum(answer.count(digit) for digit in "2345")
            checks = {
                "the page is as large as the window": len(rows) == 500 and len(rows[0]) == 400,
                "nothing is marked as wrong": area(rows, "e01b24") == 0,
                "the frame is drawn": black > 0.3,
            }
            if kind in ("nurikabe", "heyawake", "tapa", "norinori", "kurodoko", "lits", "nurimisaki"):
                checks[f"{ones} cells are shaded"] = abs(shaded - ones) < 0.25 * ones  # walls lie over them
            if kind == "lightup":
                text = subprocess.run([*command, "--format", "text"], check=True, capture_output=True, text=True).stdout
                blacks = sum(cell != "." for cell in text.split()[1:])
                checks[f"{blacks} cells are black"] = abs(black - blacks) < 0.2 * blacks + 1
                checks[f"{ones} lamps shine"] = 0.2 * ones < area(rows, "f5c211") < 0.5 * ones
                checks["every white cell is lit"] = area(rows, "fff3b0") > 0.6 * (SIDE ** 2 - blacks)
            if kind == "shakashaka":
                checks[f"{triangles} triangles are half a cell each"] = black > 0.4 * triangles
            if kind == "sudoku":
                checks["answers are blue"] = area(rows, "1a5fb4") > 0.5
            for what, holds in checks.items():
                if not holds:
                    wrong += 1
                    print(f"{kind}: {what} does not hold (shaded {shaded:.2f}, black {black:.2f})")
    print("all checks passed" if wrong == 0 else f"{wrong} wrong")
    return 1 if wrong else 0


sys.exit(main())
