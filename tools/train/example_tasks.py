#!/usr/bin/python3
"""Examples of three tasks in the manner of ARC, 8x8, as a table for learn.sh: something to try it on, and to measure it by.

  tools/train/example_tasks.py symmetry --count 1000 --seed 1 > train.csv
  tools/train/example_tasks.py symmetry --count 200 --seed 2 > test.csv

symmetry (geometry): a picture that is mirrored both ways, with a hole ('.'); the answer fills it.
bars (counting): marks ('1') anywhere; the answer has as many in each row, from the left.
fill (colour): frames ('1') with a coloured dot inside; the answer fills each with the colour of its dot.
"""
import argparse
import random

SIDE = 8


def symmetry(draw):
    quarter = [[draw.choice("12345") for _ in range(SIDE // 2)] for _ in range(SIDE // 2)]
    half = [row + row[::-1] for row in quarter]
    answer = half + half[::-1]
    rows, cols = draw.randint(2, 4), draw.randint(2, 4)
    # Not across a middle, where every copy of a cell could be missing.
    top, left = (draw.choice((0, SIDE // 2)) + draw.randint(0, SIDE // 2 - size) for size in (rows, cols))
    question = [["." if top <= row < top + rows and left <= col < left + cols else answer[row][col] for col in range(SIDE)] for row in range(SIDE)]
    return question, answer


def bars(draw):
    question = [[draw.choice("1..") for _ in range(SIDE)] for _ in range(SIDE)]
    return question, [sorted(row, reverse=True) for row in question]


def fill(draw):
    question = [["."] * SIDE for _ in range(SIDE)]
    answer = [row[:] for row in question]
    for _ in range(20):
        rows, cols = draw.randint(3, 5), draw.randint(3, 5)
        top, left = draw.randint(0, SIDE - rows), draw.randint(0, SIDE - cols)
        if any(question[row][col] != "." for row in range(top, top + rows) for col in range(left, left + cols)):
            continue
        inside = [(row, col) for row in range(top + 1, top + rows - 1) for col in range(left + 1, left + cols - 1)]
        colour = draw.choice("2345")
        for row in range(top, top + rows):
            for col in range(left, left + cols):
                question[row][col] = "." if (row, col) in inside else "1"
                answer[row][col] = colour if (row, col) in inside else "1"
        row, col = draw.choice(inside)
        question[row][col] = colour
    return question, answer


TASKS = {task.__name__: task for task in (symmetry, bars, fill)}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("task", choices=TASKS)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    draw = random.Random(f"{options.task} {options.seed}")
    print("question,answer")
    seen = set()
    while len(seen) < options.count:
        question, answer = ("".join(map("".join, board)) for board in TASKS[options.task](draw))
        if question not in seen:
            seen.add(question)
            print(f"{question},{answer}")


if __name__ == "__main__":
    main()
