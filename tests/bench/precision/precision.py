#!/usr/bin/env python3
"""Solves the same held-out puzzles in float32, bfloat16 and 8-bit integers and prints a Markdown table of the shares solved.

  precision.py MODEL=PUZZLES.csv... [--solve build/release/bin/ptrm-solve] [--results FOLDER] [--threads N]

Each model is run plain (K = 1, D = 16) and as PTRM (K up to 16, D = 16, sigma 1, until the Q head is sure: --stop q). Answers are kept in the results
folder; a run that is there already is not repeated.
"""
import argparse
import json
import math
import os
import subprocess

PRECISIONS = ("f32", "bf16", "i8")
SETTINGS = {"K 1": ["-K", "1", "-D", "16"], "K 16": ["-K", "16", "-D", "16", "--sigma", "1", "--stop", "q"]}


def solved(options, model, puzzles, setting, precision):
    """A truth value per puzzle."""
    name = f"{os.path.basename(model)}-{os.path.basename(puzzles)}-{setting}-{precision}".replace(" ", "")
    path = os.path.join(options.results, name + ".jsonl")
    if not os.path.exists(path):
        command = [options.solve, "--model", model, "--precision", precision, "--format", "jsonl", "--quiet", "-t", str(options.threads),
                   *SETTINGS[setting], "-o", path + ".part", puzzles]
        if subprocess.run(command).returncode > 1:
            raise SystemExit("failed: " + " ".join(command))
        os.rename(path + ".part", path)
    with open(path) as file:
        return [json.loads(line)["solved"] for line in file]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pairs", nargs="+", metavar="MODEL=PUZZLES")
    parser.add_argument("--solve", default="build/release/bin/ptrm-solve")
    parser.add_argument("--results", default="build/precision")
    parser.add_argument("--threads", type=int, default=0)
    options = parser.parse_args()
    os.makedirs(options.results, exist_ok=True)
    print("| model | puzzles | | f32 | bf16 | i8 |\n|---|---|---|---|---|---|")
    for pair in options.pairs:
        model, puzzles = pair.split("=")
        for setting in SETTINGS:
            exact = solved(options, model, puzzles, setting, "f32")
            cells = [f"{100 * sum(exact) / len(exact):.2f} %"]
            for precision in PRECISIONS[1:]:
                other = solved(options, model, puzzles, setting, precision)
                # The difference of paired shares and its 95 % interval.
                gained = sum(b and not a for a, b in zip(exact, other))
                lost = sum(a and not b for a, b in zip(exact, other))
                n = len(exact)
                half = 1.96 * math.sqrt(max(gained + lost - (gained - lost) ** 2 / n, 0)) / n
                cells.append(f"{100 * (gained - lost) / n:+.2f} ± {100 * half:.2f}")
            name = os.path.basename(model).removesuffix(".safetensors")
            print(f"| {name} | {len(exact)} | {setting} | " + " | ".join(cells) + " |", flush=True)


if __name__ == "__main__":
    main()
