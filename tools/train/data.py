"""Puzzles of any kind, from data folders in the official layout as `ptrm-generate --data-folder` writes them.

Beside `all__inputs.npy` and `all__labels.npy` ([N, S] tokens) such a folder holds what training has to know of the kind:

  task.json            what the model file will say under `ptrm_task`
  choices.npy          [V, V], 1 where a cell that the question shows as token t may be answered by token a; a row of zeros is no blank
  copies__cells.npy    [C, S], the symmetric copies of a puzzle: new cell i is old cell cells[i] ...
  copies__tokens.npy   [C, V], ... and token t becomes tokens[t]

and of a kind that gives hints (include/ptrm/puzzle.hpp) also

  all__hints.npy       [N, S, F], rows of the table of hints, counted from 1; 0 is none
  copies__hints.npy    [C, X], ... and hint h, counted from 0, becomes hints[h]
  rows.npy             [V], what a token says besides its hints. Tokens of one row share their embedding and their output, and
                       training knows rows alone; without hints every token is its own row

A label is always the token that the question would show if the cell were given, so that revealing a cell is copying its label.
"""
import json
import os

import numpy as np
import torch


def split_folder(path):
    """A folder, or its split `train`."""
    split = os.path.join(path, "train")
    return split if os.path.isdir(split) else path


def read_folder(path):
    """Questions and labels of the set `all`, [N, S] each, and hints, [N, S, F], of which F may be 0."""
    path = split_folder(path)
    with open(os.path.join(path, "dataset.json")) as file:
        dtype = np.uint8 if json.load(file)["vocab_size"] <= 256 else np.int16
    questions, labels = (np.load(os.path.join(path, f"all__{name}.npy")).astype(dtype) for name in ("inputs", "labels"))
    hints = os.path.join(path, "all__hints.npy")
    hints = np.load(hints).astype(np.int16) if os.path.exists(hints) else np.zeros((*questions.shape, 0), np.int16)
    return tuple(map(torch.from_numpy, (questions, labels, hints)))


class Kind:
    """What training knows of a kind of puzzle, read from the first of its folders."""

    def __init__(self, path, device):
        def load(name):
            return np.load(os.path.join(split_folder(path), name)).astype(np.int64)

        with open(os.path.join(split_folder(path), "task.json")) as file:
            self.task = json.load(file)
        choices = load("choices.npy")
        self.vocab_size = len(choices)
        self.has_hints = os.path.exists(os.path.join(split_folder(path), "rows.npy"))
        rows = load("rows.npy") if self.has_hints else np.arange(self.vocab_size)
        self.row_count = int(rows.max()) + 1
        # Of each row the rows that may answer it, [R, C], and which of these places are taken.
        table = np.zeros((self.row_count, self.row_count), np.int64)
        tokens, answers = choices.nonzero()
        table[rows[tokens], rows[answers]] = 1
        most = max(2, table.sum(1).max())
        self.choices = torch.from_numpy(np.argsort(1 - table, axis=1, kind="stable")[:, :most]).to(device)
        self.is_choice = torch.from_numpy(np.arange(most) < table.sum(1, keepdims=True)).to(device)
        self.rows = torch.from_numpy(rows).to(device)
        self.copy_cells = torch.from_numpy(load("copies__cells.npy")).to(device)
        self.copy_tokens = torch.from_numpy(load("copies__tokens.npy")).to(device)
        self.seq_len = self.copy_cells.shape[1]
        copy_hints = load("copies__hints.npy") if self.has_hints else np.zeros((len(self.copy_cells), 0), np.int64)
        self.hint_rows = copy_hints.shape[1]
        self.copy_hints = torch.from_numpy(np.pad(copy_hints + 1, ((0, 0), (1, 0)))).to(device)


class Source:
    """Draws puzzles from weighted folders, each turned by a random symmetry and, now and then, with cells revealed."""

    def __init__(self, kind, folders, weights, reveal, turns, device):
        sets = [read_folder(path) for path in folders]
        self.kind, self.reveal, self.device = kind, reveal, device
        self.copies = len(kind.copy_cells) if turns else 1
        self.questions, self.labels, self.hints = (torch.cat(grids).to(device) for grids in zip(*sets))
        self.sizes = torch.tensor([len(questions) for questions, *_ in sets], device=device)
        self.first = self.sizes.cumsum(0) - self.sizes
        self.bounds = (torch.tensor(weights, device=device).cumsum(0) / sum(weights))[:-1]

    def draw(self, count, random):
        """Rows of `count` questions and labels, [count, S] each, and their hints, [count, S, F]."""
        def rand(*shape):
            return torch.rand(*shape, generator=random, device=self.device)

        which = torch.searchsorted(self.bounds, rand(count)) if len(self.sizes) > 1 else torch.zeros(count, dtype=torch.long, device=self.device)
        pick = self.first[which] + (rand(count) * self.sizes[which]).long()
        copy = (rand(count) * self.copies).long()
        cells, tokens = self.kind.copy_cells[copy], self.kind.copy_tokens[copy]
        question, label = (self.kind.rows[tokens.gather(1, grids[pick].long().gather(1, cells))]
                           for grids in (self.questions, self.labels))
        hints = self.hints[pick].long().gather(1, cells[..., None].expand(-1, -1, self.hints.shape[2]))
        hints = self.kind.copy_hints[copy].gather(1, hints.flatten(1)).view_as(hints)
        # From nearly solved to bare: so many puzzles have a share of their cells revealed, drawn anew for each of them.
        share = rand(count, 1) * (rand(count, 1) < self.reveal)
        return torch.where(rand(*question.shape) < share, label, question), label, hints
