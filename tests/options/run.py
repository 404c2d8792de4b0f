#!/usr/bin/env python3
"""Draws combinations of options of ptrm-solve and ptrm-eval at tiny sizes and runs each with one thread and with two.

  tests/options/run.py                                     # 20 pairs and 20 triples of each program; ctest runs half as many
  tests/options/run.py --all --bin build/asan/bin          # every pair, and as many triples; under sanitizers, half an hour

What must hold: exit code 0, 1 or 2, and nothing of a sanitizer; 2 with an error and without answers, otherwise with one for each puzzle; the
same output with any number of threads, but for what is time.
"""
import argparse
import itertools
import json
import os
import pathlib
import random
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]

# Values of options, the ordinary and those at a border; of each a combination takes one.
SEARCH = {
    "--effort": ["low", "high"], "--rollouts": ["1", "3"], "--depth": ["1", "3"], "--sigma": ["0", "0.5"], "--noise-target": ["z", "y"],
    "--random-starts": [None], "--symmetries": [None], "--search": ["waves", "tree"], "--tree-steps": ["1"], "--tree-dead": ["-2"],
    "--restart-after": ["1"], "--restart-q": ["3"], "--resample-every": ["1"], "--resample-below": ["1"], "--raw-answers": [None],
    "--select": ["best-q", "mode", "settled", "verified"], "--stop": ["none", "q", "settled", "verified", "auto"], "--stop-q": ["-1"],
    "--stop-change": ["9"], "--stop-unchanged": ["0", "2"], "--confirm": ["0", "2"],
    "--noise-schedule": ["linear", "cosine"], "--noise-steps": ["1"], "--noise-cells": ["open", "given"], "--q-ascent": ["0.5"], "--path-noise": ["-1", "0.1"], "--budget": ["20"], "--seed": ["7"], "--backend": ["eigen", "reference"],
    "--precision": ["auto", "bf16", "i8"], "--memory-limit": ["0.0001"], "--instructions": ["avx2"], "--quiet": [None],
}
SOLVE = SEARCH | {"--format": ["line", "grid", "jsonl", "pzprv3", "html"], "--all-rollouts": [None], "--box": ["2x2", "2x3"], "--progress": ["always"]}
EVAL = SEARCH | {"--shard": ["1/2", "none"], "--sweep": ["K=1,2", "sigma=0.1"], "--seeds": ["2"], "--copies": ["2"], "--steps": [None],
                 "--portrait": ["0"], "--groups": ["source"], "--price-per-hour": ["1"], "--votes": ["q-weighted"], "--until-decided": ["1"],
                 "--augmentations": ["2"], "--states": ["2"], "--mean-embedding": [None], "--resume": [None]}
outcomes = {}  # exit code: runs
PUZZLES = ["1..........4....", "..3.1......2.4..", "................"]


def arguments(combination):
    return [word for name, value in combination for word in ([name] if value is None else [name, value])]


def without_time(text):
    """What does not tell how long it took, and what says on which machine."""
    text = re.sub(r'"(seconds|threads)": ?[0-9.e+-]+', "", text)
    return re.sub(r"[0-9.]+ (s|results? in [0-9.]+ s|a second)\b", "", text)


def run(program, given, threads, folder):
    """Exit code, answers and error of a run."""
    environment = os.environ | {"PTRM_MODELS": str(ROOT / "models"), "ASAN_OPTIONS": "exitcode=99", "UBSAN_OPTIONS": "exitcode=99"}
    command = [program, *given, "-t", str(threads), str(folder / "puzzles.csv")]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=120, stdin=subprocess.DEVNULL)
    return done.returncode, done.stdout, done.stderr


def faults(name, program, combination, folder):
    given = arguments(combination)
    if name == "eval":
        given = ["--model", str(ROOT / "models/sudoku-4x4.safetensors"), *given]
    (code, out, err), (other_code, other_out, other_err) = (run(program, given, threads, folder) for threads in (1, 2))
    outcomes[code] = outcomes.get(code, 0) + 1
    if code not in (0, 1, 2) or "Sanitizer" in err or "runtime error" in err:
        yield f"exit code {code}: {err[-1500:]}"
    if code == 2 and not err.strip():
        yield "exit code 2 without a word"
    if code == 2 and name == "solve" and "0 of" not in err and re.search(r"[1-4]{16}", out):
        yield "exit code 2 with answers"
    values = dict(combination)
    if code < 2 and name == "solve" and values.get("--format", "line") in ("line", "jsonl") and len(out.splitlines()) != len(PUZZLES):
        yield f"{len(out.splitlines())} lines for {len(PUZZLES)} puzzles"
    if code < 2 and values.get("--format") == "jsonl":
        for line in out.splitlines():
            record = json.loads(line)
            if record["net_evaluations"] < 1 or len(record["answer"]) != 16:
                yield f"a record of nothing: {line[:200]}"
    if code != other_code or without_time(out) != without_time(other_out):
        yield f"another number of threads, another outcome: {code} and {other_code}\n{out[:600]}\n{other_out[:600]}\n{other_err[-300:]}"


def combinations(options, size, most, chance):
    names = list(itertools.combinations(options, size))
    chance.shuffle(names)
    for group in names[:most]:
        yield [(name, chance.choice(options[name])) for name in group]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bin", type=pathlib.Path, default=ROOT / "build/release/bin")
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--count", type=int, default=20, help="pairs, and triples, of each program")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    chance, ran, wrong = random.Random(options.seed), 0, 0
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        (folder / "puzzles.csv").write_text("source,question\n" + "".join(f"a,{puzzle}\n" for puzzle in PUZZLES))
        for name, of_program in (("solve", SOLVE), ("eval", EVAL)):
            for size in (2, 3):
                for combination in combinations(of_program, size, 10**6 if options.all and size == 2 else 400 if options.all else options.count, chance):
                    ran += 1
                    for fault in faults(name, options.bin / f"ptrm-{name}", combination, folder):
                        wrong += 1
                        print(f"ptrm-{name} {' '.join(arguments(combination))}: {fault}")
    print(f"{ran} combinations, {wrong} faults; exit codes " + ", ".join(f"{code}: {outcomes[code]}" for code in sorted(outcomes)))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
