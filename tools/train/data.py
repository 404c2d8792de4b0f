"""Puzzles of any kind, from data folders in the official layout as `ptrm-generate --data-folder` writes them.

Beside `all__inputs.npy` and `all__labels.npy` ([N, S] tokens) such a folder holds what training has to know of the kind:

  task.json            what the model file will say under `ptrm_task`
  choices.npy          [V, V], 1 where a cell that the question shows as token t may be answered by token a; a row of zeros is no blank
  copies__cells.npy    [C, S], the symmetric copies of a puzzle: new cell i is old cell cells[i] ...
  copies__tokens.npy   [C, V], ... and token t becomes tokens[t]

A label is always the token that the question would show if the cell were given, so that revealing a cell is copying its label.
"""
import json
import os

import numpy as np
import torch


def read_folder(path):
    """Questions and labels of the set `all`, [N, S] each, of a folder or of its split `train`."""
    if os.path.isdir(os.path.join(path, "train")):
        path = os.path.join(path, "train")
    grids = [np.load(os.path.join(path, f"all__{name}.npy")).astype(np.uint8 if _vocabulary(path) <= 256 else np.int16)
             for name in ("inputs", "labels")]
    return tuple(map(torch.from_numpy, grids))


def _vocabulary(path):
    with open(os.path.join(path, "dataset.json")) as file:
        return json.load(file)["vocab_size"]


class Kind:
    """What training knows of a kind of puzzle, read from the first of its folders."""

    def __init__(self, path, device):
        if os.path.isdir(os.path.join(path, "train")):
            path = os.path.join(path, "train")
        with open(os.path.join(path, "task.json")) as file:
            self.task = json.load(file)
        # Of each token the tokens that may answer it, [V, C], and which of these places are taken.
        table = np.load(os.path.join(path, "choices.npy"))
        most = max(2, table.sum(1).max())
        self.choices = torch.from_numpy(np.argsort(1 - table, axis=1, kind="stable")[:, :most].astype(np.int64)).to(device)
        self.is_choice = torch.from_numpy(np.arange(most) < table.sum(1, keepdims=True)).to(device)
        self.copy_cells = torch.from_numpy(np.load(os.path.join(path, "copies__cells.npy")).astype(np.int64)).to(device)
        self.copy_tokens = torch.from_numpy(np.load(os.path.join(path, "copies__tokens.npy")).astype(np.int64)).to(device)
        self.seq_len, self.vocab_size = self.copy_cells.shape[1], self.copy_tokens.shape[1]


class Source:
    """Draws puzzles from weighted folders, each turned by a random symmetry and, now and then, with cells revealed."""

    def __init__(self, kind, folders, weights, reveal, device):
        sets = [read_folder(path) for path in folders]
        self.kind, self.reveal, self.device = kind, reveal, device
        self.questions, self.labels = (torch.cat(grids).to(device) for grids in zip(*sets))
        self.sizes = torch.tensor([len(questions) for questions, _ in sets], device=device)
        self.first = self.sizes.cumsum(0) - self.sizes
        self.bounds = (torch.tensor(weights, device=device).cumsum(0) / sum(weights))[:-1]

    def draw(self, count, random):
        """Tokens of `count` questions and labels, [count, S] each."""
        def rand(*shape):
            return torch.rand(*shape, generator=random, device=self.device)

        which = torch.searchsorted(self.bounds, rand(count)) if len(self.sizes) > 1 else torch.zeros(count, dtype=torch.long, device=self.device)
        pick = self.first[which] + (rand(count) * self.sizes[which]).long()
        copy = (rand(count) * len(self.kind.copy_cells)).long()
        cells, tokens = self.kind.copy_cells[copy], self.kind.copy_tokens[copy]
        question, label = (tokens.gather(1, grids[pick].long().gather(1, cells)) for grids in (self.questions, self.labels))
        # From nearly solved to bare: so many puzzles have a share of their cells revealed, drawn anew for each of them.
        share = rand(count, 1) * (rand(count, 1) < self.reveal)
        return torch.where(rand(*question.shape) < share, label, question), label
