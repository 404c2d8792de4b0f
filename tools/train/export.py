#!/usr/bin/python3
"""Turns a training run into a shipped model: the averaged weights as .safetensors, and its card, measured with ptrm-solve.

  /usr/bin/python3 tools/train/export.py --run runs/six --heldout six_heldout.csv --solve build/bin/ptrm-solve -o models/sudoku-6x6

writes models/sudoku-6x6.safetensors and models/sudoku-6x6.md.
"""
import argparse
import hashlib
import json
import math
import os
import platform
import subprocess

import torch

from model import Architecture
from provenance import git_commit
from safetensors_io import write_safetensors


# Options of train.py that a card names.
RECIPE = ("sample_steps", "hours", "batch", "lr", "muon", "warmup", "cooldown", "grow", "weight_decay", "q_weight", "ema", "seed", "eqr", "path_noise",
          "tree", "blind_guesses", "reveal", "no_turns", "attention", "hidden_size")


def wilson(successes, count, z=1.96):
    """95 % confidence interval of a share."""
    p = successes / count
    centre = (p + z * z / (2 * count)) / (1 + z * z / count)
    half = z * math.sqrt(p * (1 - p) / count + z * z / (4 * count * count)) / (1 + z * z / count)
    return centre - half, min(1.0, centre + half)


def measure(solve, model, path, setting):
    """With ptrm-solve: solved puzzles, all, answers whose correctness the sign of q tells, and mean net evaluations."""
    command = [solve, "--model", model, "--format", "jsonl", "--quiet", *setting.split(), path]
    run = subprocess.run(command, capture_output=True, text=True)
    if run.returncode not in (0, 1):
        raise SystemExit(f"{' '.join(command)}\n{run.stderr}")
    lines = [json.loads(line) for line in run.stdout.splitlines()]
    solved = sum(line["solved"] for line in lines)
    honest = sum(line["solved"] == (line["q"] > 0) for line in lines)
    return solved, len(lines), honest, sum(line["net_evaluations"] for line in lines) / len(lines)


def card(state, arch, options, model_path, rows):
    with open(model_path, "rb") as file:
        content = file.read()
    parameters = sum(value.numel() for value in state["ema"].values())
    data = ", ".join(f"`{os.path.basename(path)}` (weight {weight:g})" for path, weight in state["options"]["data"])
    recipe = {key: value for key, value in state["options"].items() if key in RECIPE}
    table = "\n".join(f"| {name} | {count} | `{setting}` | {100 * solved / count:.2f} % "
                      f"({100 * low:.2f} to {100 * high:.2f}) | {100 * honest / count:.2f} % | {cost:,.0f} |"
                      for name, setting, solved, count, honest, cost, (low, high) in rows)
    return f"""# {os.path.basename(model_path)}

{options.about}

| held-out puzzles | count | options of `ptrm-solve` | solved (95 % interval) | sign of q right | net evaluations a puzzle |
|---|---|---|---|---|---|
{table}

Seed 1, measured with `ptrm-solve`.

- Architecture: {"mixer" if arch.mlp_t else "attention"}, D {arch.hidden_size}, expansion {arch.expansion:g}, {arch.L_layers} layers, \
P {arch.puzzle_emb_len}, H_cycles {arch.H_cycles}, L_cycles {arch.L_cycles}; {parameters:,} parameters, {len(content):,} bytes (BF16).
- Training data: {data}. {options.data_note}
- Recipe: `{json.dumps(recipe)}`; {state["step"] * state["options"]["batch"]:,} sample-steps in {state["seconds"] / 3600:.2f} hours on \
{options.hardware}.
- Exported at commit {git_commit()} with `tools/train/train.py`, PyTorch {torch.__version__}.
- SHA-256: `{hashlib.sha256(content).hexdigest()}`
- Licence: MIT, as the rest of the project.
"""


def write_model(path, states, efforts, data, larger=None, frame=None):
    """The mean of the averaged weights of runs as a model file, with task, efforts, how it does on larger boards, and provenance."""
    state = states[0]
    provenance = {"trained_with": "ptrm tools/train", "commit": state.get("commit", "unknown"), "seed": state["options"]["seed"],
                  "sample_steps": sum(each["step"] * each["options"]["batch"] for each in states), "data": data}
    config, task = dict(Architecture(**state["arch"]).config(), vocab_size=state["vocab_size"]), dict(state["task"])
    if frame:
        config["seq_len"], task["rows"], task["cols"] = frame * frame, frame, frame
    metadata = {"trm_config": json.dumps(config), "ptrm_task": json.dumps(task),
                "ptrm_provenance": json.dumps(provenance), "license": "MIT"}
    if efforts:
        metadata["ptrm_effort"] = json.dumps(efforts)
    if larger:
        metadata["ptrm_larger"] = json.dumps(dict(zip(("side", "window"), larger)))
    tensors = {name: sum(each["ema"][name] for each in states) / len(states) for name in state["ema"]}
    if state["rows"] is not None:
        for name in ("embed_tokens.embedding_weight", "lm_head.weight"):
            tensors[name] = tensors[name][state["rows"].cpu()]
    write_safetensors(path, tensors, metadata)


def load(run):
    return torch.load(os.path.join(run, "checkpoint.pt"), map_location="cpu")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--run", required=True)
    parser.add_argument("--average", nargs="*", default=[], metavar="RUN",
                        help="runs that began with weights of --run: the model is the mean of all")
    parser.add_argument("--heldout", nargs="*", default=[])
    parser.add_argument("--settings", nargs="+", default=["-K 1 -D 16", "-K 32 -D 32 --symmetries --stop q"],
                        help="options of ptrm-solve, a text each; every held-out file is measured with each")
    parser.add_argument("--solve", default="build/bin/ptrm-solve")
    parser.add_argument("--efforts", help="JSON file with the settings of --effort by level: {\"low\": {\"rollouts\": 1, ...}, ...}")
    parser.add_argument("--larger", type=int, nargs=2, metavar=("SIDE", "WINDOW"),
                        help="of relative positions (rope2d): the side of the largest boards that it was measured on, and how far a cell saw there")
    parser.add_argument("--frame", type=int, help="of relative positions: the side of the boards that the file is for, where it is not that of the training")
    parser.add_argument("--about", default="A Tiny Recursive Model.")
    parser.add_argument("--data-note", default="")
    parser.add_argument("--hardware", default=f"{os.cpu_count()} CPU cores ({platform.machine()})")
    parser.add_argument("-o", "--output", required=True, help="path without extension")
    options = parser.parse_args()

    state = load(options.run)
    states = [state] + [load(run) for run in options.average]
    arch = Architecture(**state["arch"])
    efforts = None
    if options.efforts:
        with open(options.efforts) as file:
            efforts = json.load(file)
    model_path = options.output + ".safetensors"
    write_model(model_path, states, efforts, [os.path.basename(path) for path, _ in state["options"]["data"]], options.larger, options.frame)

    measured = []
    for path in options.heldout:
        for chosen in options.settings:
            solved, count, honest, cost = measure(options.solve, model_path, path, chosen)
            measured.append((os.path.basename(path), chosen, solved, count, honest, cost, wilson(solved, count)))
            print(path, chosen, f"{solved}/{count}", flush=True)
    with open(options.output + ".md", "w") as file:
        file.write(card(state, arch, options, model_path, measured))


if __name__ == "__main__":
    main()
