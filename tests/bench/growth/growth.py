#!/usr/bin/env python3
"""How time and memory grow: over rollouts, steps, threads, positions and puzzles. A Markdown table, and the data of growth.gnuplot.

  growth.py [--bin build/release/bin] [--work build/growth] [--chart growth.dat] [--few]

Each row is the median of three runs of a whole program. Over puzzles the model is a network of four channels and zeros, which costs
nothing: what is left is reading, scheduling and writing. --few leaves out what takes minutes: a million puzzles and more.
Nothing else should run meanwhile.
"""
import argparse
import contextlib
import json
import os
import pathlib
import re
import statistics
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "tests/support"))
from model_file import read_model, write_model  # noqa: E402


def maze_model(path, side):
    """The shipped maze model for another board: positions are told by rotation, so its weights fit any."""
    header, body = read_model(ROOT / "models/maze-30x30.safetensors")
    config, task = (json.loads(header["__metadata__"][key]) for key in ("trm_config", "ptrm_task"))
    config["seq_len"], task["rows"], task["cols"] = side * side, side, side
    header["__metadata__"] |= {"trm_config": json.dumps(config), "ptrm_task": json.dumps(task)}
    write_model(path, header, body)


def empty_model(path):
    """Four channels and nothing but zeros, for Sudoku 4x4."""
    config = dict(seq_len=16, vocab_size=6, hidden_size=4, num_heads=1, expansion=1, L_layers=1, H_cycles=1, L_cycles=1, mlp_t=False, pos_encodings="rope",
                  puzzle_emb_ndim=0)
    inner = 256  # the least that expansion comes to
    block = "inner.L_level.layers.0."
    shapes = {"inner.embed_tokens.embedding_weight": [6, 4], "inner.lm_head.weight": [6, 4], "inner.q_head.weight": [2, 4], "inner.q_head.bias": [2],
              "inner.H_init": [4], "inner.L_init": [4], block + "self_attn.qkv_proj.weight": [12, 4], block + "self_attn.o_proj.weight": [4, 4],
              block + "mlp.gate_up_proj.weight": [2 * inner, 4], block + "mlp.down_proj.weight": [4, inner]}
    task = dict(puzzle="sudoku", rows=4, cols=4, box=[2, 2], tokens="_.1234")
    header, at = {"__metadata__": {"trm_config": json.dumps(config), "ptrm_task": json.dumps(task)}}, 0
    for name, shape in shapes.items():
        size = 4 * shape[0] * (shape[1] if len(shape) > 1 else 1)
        header[name] = {"dtype": "F32", "shape": shape, "data_offsets": [at, at + size]}
        at += size
    write_model(path, header, bytes(at))


def cost(command):
    """Seconds and MB of a program. Its own peak is read while it runs: what wait4 tells begins with this interpreter's."""
    began, peak = time.monotonic(), 0
    process = subprocess.Popen([str(part) for part in command], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while process.poll() is None:  # one that has just ended has no peak any more
        with contextlib.suppress(OSError, TypeError):
            peak = max(peak, int(re.search(r"VmHWM:\s+(\d+)", pathlib.Path(f"/proc/{process.pid}/status").read_text())[1]))
        time.sleep(0.001)
    if process.returncode not in (0, 1):  # 1: not every answer is right
        raise SystemExit(f"{command} ended with {process.returncode}")
    return time.monotonic() - began, peak / 1024


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--bin", type=pathlib.Path, default=ROOT / "build/release/bin")
    options.add_argument("--work", type=pathlib.Path, default=ROOT / "build/growth")
    options.add_argument("--chart", type=pathlib.Path)
    options.add_argument("--few", action="store_true")
    given = options.parse_args()
    given.work.mkdir(parents=True, exist_ok=True)
    solve, evaluate, generate = (given.bin / f"ptrm-{name}" for name in ("solve", "eval", "generate"))

    def made(name, *arguments):
        path = given.work / name
        if not path.exists():
            subprocess.run([generate, *arguments, "-o", path], stderr=subprocess.DEVNULL, check=True)
        return path

    series = []
    sudoku = made("sudoku.csv", "sudoku", "--count", "8", "--seed", "1")
    grid = [solve, sudoku, "--model", ROOT / "models/sudoku-9x9.safetensors", "--sigma", "1", "--stop", "none", "--quiet"]
    series.append(("K rollouts of 8 puzzles, D 16, one thread", [(k, [*grid, "-D", 16, "-t", 1, "-K", k]) for k in (1, 4, 16)]))
    series.append(("D steps of 8 puzzles, K 4, one thread", [(d, [*grid, "-K", 4, "-t", 1, "-D", d]) for d in (4, 16, 64)]))
    series.append(("threads, 8 puzzles, K 16, D 16",
                   [(t, [*grid, "-K", 16, "-D", 16, "-t", t]) for t in sorted({1, 2, os.cpu_count() // 2 or 1, os.cpu_count()})]))
    runs = []
    for side in (10, 15, 20, 30, 40):
        maze_model(given.work / f"maze-{side}.safetensors", side)
        mazes = made(f"maze-{side}.csv", "maze", "--rows", str(side), "--cols", str(side), "--least-distance", str(side), "--count", "4")
        runs.append((side * side, [solve, "--model", given.work / f"maze-{side}.safetensors", mazes, "-K", 1, "-D", 8, "--stop", "none", "-t", 1, "--quiet"]))
    series.append(("positions, 4 mazes, K 1, D 8, one thread", runs))
    empty = given.work / "empty.safetensors"
    empty_model(empty)
    few = made("four-1000.csv", "sudoku", "--box", "2x2", "--clues", "4:10", "--count", "1000", "--seed", "2")
    header, *rows = few.read_text().splitlines(keepends=True)
    counts = [10, 1000, 100_000] + ([] if given.few else [1_000_000, 10_000_000])
    for count in counts:
        path = given.work / f"four-{count}.csv"
        if not path.exists():
            with open(path, "w") as out:
                out.write(header)
                for begin in range(0, count, len(rows)):
                    out.writelines(rows[:count - begin])
    files = [(count, given.work / f"four-{count}.csv") for count in counts]
    plain = ["--model", empty, "-K", 1, "-D", 1, "--stop", "none", "-t", 1]
    series.append(("puzzles through ptrm-solve", [(count, [solve, *plain, "--format", "jsonl", "--quiet", path]) for count, path in files]))
    series.append(("puzzles through ptrm-eval", [(count, [evaluate, *plain, "-o", given.work / "results.jsonl", path]) for count, path in files]))

    chart = []
    for name, points in series:
        print(f"\n| {name} | seconds | MB | seconds each |\n|---|---|---|---|")
        block = f'"{name}"\n'
        for amount, command in points:
            results = []
            for _ in range(1 if amount >= 1_000_000 else 3):
                (given.work / "results.jsonl").unlink(missing_ok=True)
                results.append(cost(command))
            seconds, memory = (statistics.median(values) for values in zip(*results))
            print(f"| {amount} | {seconds:.3g} | {memory:.1f} | {seconds / amount:.3g} |", flush=True)
            block += f"{amount} {seconds} {memory}\n"
        chart.append(block)
    if given.chart:
        given.chart.write_text("\n\n".join(chart))


if __name__ == "__main__":
    main()
