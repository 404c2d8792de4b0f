"""Sudoku puzzles from CSV, with the symmetries that keep a puzzle a puzzle."""
import csv

import numpy as np

SYMBOLS = {c: i for i, c in enumerate("0123456789ABCDEFG")} | {".": 0, "_": 0}


def read_csv(path, side):
    """Questions and answers as [N, side * side] of 0 (blank) to side."""
    questions, answers = [], []
    with open(path, newline="") as file:
        for row in csv.DictReader(file):
            questions.append([SYMBOLS[c] for c in row["question"]])
            answers.append([SYMBOLS[c] for c in row["answer"]])
    questions, answers = np.array(questions, np.uint8), np.array(answers, np.uint8)
    if questions.shape[1:] != (side * side,):
        raise SystemExit(f"{path}: expected {side * side} cells a puzzle, got {questions.shape[1:]}")
    return questions, answers


class Sampler:
    """Draws puzzles from weighted sources, each turned by a random symmetry."""

    def __init__(self, sources, weights, box, seed):
        self.sources = sources
        self.weights = np.array(weights, float) / sum(weights)
        self.rows, self.cols = box
        self.side = self.rows * self.cols
        self.random = np.random.default_rng(seed)

    def draw(self, count):
        """Tokens of `count` questions and answers, [count, cells] each: digit d is d + 1, a blank 1."""
        which = self.random.choice(len(self.sources), count, p=self.weights)
        picks = [(self.sources[s], self.random.integers(len(self.sources[s][0]))) for s in which]
        question = np.stack([source[0][i] for source, i in picks])
        answer = np.stack([source[1][i] for source, i in picks])

        rows = self._lines(count, self.side // self.rows, self.rows)
        cols = self._lines(count, self.side // self.cols, self.cols)
        cells = rows[:, :, None] * self.side + cols[:, None, :]
        if self.rows == self.cols:
            turned = self.random.random(count) < 0.5
            cells[turned] = cells[turned].transpose(0, 2, 1)
        cells = cells.reshape(count, -1)
        digits = np.concatenate((np.zeros((count, 1), int), 1 + self._permutations(count, self.side)), 1) + 1
        return tuple(np.take_along_axis(digits, np.take_along_axis(grid, cells, 1).astype(int), 1) for grid in (question, answer))

    def _permutations(self, count, n):
        return self.random.random((count, n)).argsort(1)

    def _lines(self, count, groups, size):
        """Row (or column) orders: groups change places, and lines within a group do."""
        order = self._permutations(count, groups)[:, :, None] * size
        return (order + self._permutations(count * groups, size).reshape(count, groups, size)).reshape(count, -1)
