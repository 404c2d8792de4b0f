#!/usr/bin/python3
"""An ARC run folder and data folder as large as the public ones, of random weights and made-up tasks, to measure time and memory on.

  /usr/bin/python3 tests/bench/arc/arc_size.py FOLDER [--identifiers 1000000] [--tasks 400] [--augmentations 1000]

Writes FOLDER/run (step_1, as torch.save writes it, and all_config.yaml) and FOLDER/data, about 3 GB. Needs Debian's python3-torch.
"""
import argparse
import json
import os

import numpy as np
import torch

CONFIG = """arch:
  H_cycles: 3
  L_cycles: 4
  L_layers: 2
  expansion: 4
  forward_dtype: bfloat16
  halt_max_steps: 16
  hidden_size: 512
  mlp_t: false
  num_heads: 8
  pos_encodings: rope
  puzzle_emb_len: 16
  puzzle_emb_ndim: 512
"""


def write_run(folder, identifiers):
    D, inner, random = 512, 1536, torch.Generator().manual_seed(1)
    os.makedirs(folder, exist_ok=True)
    shapes = {"embed_tokens.embedding_weight": (12, D), "lm_head.weight": (12, D), "q_head.weight": (2, D), "q_head.bias": (2,),
              "puzzle_emb.weights": (identifiers, D)}
    for layer in range(2):
        name = f"L_level.layers.{layer}."
        shapes |= {name + "self_attn.qkv_proj.weight": (3 * D, D), name + "self_attn.o_proj.weight": (D, D),
                   name + "mlp.gate_up_proj.weight": (2 * inner, D), name + "mlp.down_proj.weight": (D, inner)}
    state = {"H_init": torch.randn(D, generator=random), "L_init": torch.randn(D, generator=random)}
    state |= {name: torch.randn(*shape, generator=random) * shape[-1] ** -0.5 for name, shape in shapes.items()}
    torch.save({"_orig_mod.model.inner." + name: tensor for name, tensor in state.items()}, f"{folder}/step_1")
    with open(f"{folder}/all_config.yaml", "w") as file:
        file.write(CONFIG)


def write_data(folder, identifiers, tasks, augmentations):
    random = np.random.default_rng(1)
    os.makedirs(f"{folder}/test", exist_ok=True)
    names, puzzles, examples = ["<blank>"], {}, tasks * (1 + augmentations)
    inputs = np.lib.format.open_memmap(f"{folder}/test/all__inputs.npy", "w+", np.uint8, (examples, 900))
    labels = np.lib.format.open_memmap(f"{folder}/test/all__labels.npy", "w+", np.uint8, (examples, 900))
    example = 0
    for task in range(tasks):
        pairs = [[random.integers(0, 10, random.integers(3, 21, 2)) for _ in range(2)] for _ in range(4)]
        as_json = [{"input": a.tolist(), "output": b.tolist()} for a, b in pairs]
        name = f"{task:08x}"
        puzzles[name] = {"train": as_json[:3], "test": as_json[3:]}
        for number in range(1 + augmentations):
            turn, colours = number % 8, np.concatenate(([0], 1 + random.permutation(9)))
            if number == 0:
                turn, colours = 0, np.arange(10)
            names.append(name if number == 0 else f"{name}|||t{turn}|||{''.join(map(str, colours))}")
            for sheets, grid in zip((inputs, labels), pairs[3]):
                grid = colours[grid]
                grid = [grid, np.rot90(grid), np.rot90(grid, 2), np.rot90(grid, 3), np.fliplr(grid), np.flipud(grid), grid.T,
                        np.fliplr(np.rot90(grid))][turn]
                sheet = np.zeros((30, 30), np.uint8)
                rows, cols = grid.shape
                sheet[:rows, :cols] = grid + 2
                sheet[rows:rows + 1, :cols] = 1
                sheet[:rows, cols:cols + 1] = 1
                sheets[example] = sheet.ravel()
            example += 1
    names += [f"{number:08x}" for number in range(len(names), identifiers)]
    json.dump(names, open(f"{folder}/identifiers.json", "w"))
    json.dump(puzzles, open(f"{folder}/test_puzzles.json", "w"))
    np.save(f"{folder}/test/all__puzzle_identifiers.npy", np.arange(1, examples + 1, dtype=np.int32))
    np.save(f"{folder}/test/all__puzzle_indices.npy", np.arange(examples + 1, dtype=np.int32))
    np.save(f"{folder}/test/all__group_indices.npy", np.arange(0, examples + 1, 1 + augmentations, dtype=np.int32))
    json.dump({"pad_id": 0, "ignore_label_id": 0, "blank_identifier_id": 0, "vocab_size": 12, "seq_len": 900,
               "num_puzzle_identifiers": identifiers, "total_groups": tasks, "mean_puzzle_examples": 1.0,
               "total_puzzles": examples, "sets": ["all"]}, open(f"{folder}/test/dataset.json", "w"))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder")
    parser.add_argument("--identifiers", type=int, default=1_000_000)
    parser.add_argument("--tasks", type=int, default=400)
    parser.add_argument("--augmentations", type=int, default=1000)
    options = parser.parse_args()
    write_run(f"{options.folder}/run", options.identifiers)
    write_data(f"{options.folder}/data", options.identifiers, options.tasks, options.augmentations)


if __name__ == "__main__":
    main()
