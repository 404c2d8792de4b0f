#!/usr/bin/env python3
"""Accuracy against cost of every way to search, measured with ptrm-solve: a Markdown table, and the data of search.gnuplot.

  search.py PUZZLES.csv [--few PUZZLES.csv] [--model MODEL] [--seeds 3] [--results FOLDER] [--chart search.dat]

--few names the fewer puzzles for searches that are dear. Grids take one seed. Answers are kept in the results folder; a run that is
there already is not repeated, so that the work can be stopped and taken up again.
"""
import argparse
import json
import math
import os
import subprocess
from collections import Counter

# Name, options, and how many of the K rollouts a row takes, as a grid of 100 contains all smaller ones.
SEARCHES = {
    "plain, D 16": "-K 1 -D 16",
    "plain, D 64": "-K 1 -D 64",
    "plain, D 256": "-K 1 -D 256",
    "grid, D 16": "-K 100 -D 16 --sigma 1 --stop none",
    "grid, D 64": "-K 100 -D 64 --sigma 1 --stop none",
    "resampled every 4, K 16, D 32": "-K 16 -D 32 --sigma 1 --stop none --resample-every 4",
    "random starts, K 25, D 16": "-K 25 -D 16 --sigma 0 --random-starts --stop none",
    "restarts after 8, K 16, D 64, until q": "-K 16 -D 64 --sigma 1 --stop q --restart-after 8",
    "restarts at random after 8, K 25, D 64, until q": "-K 25 -D 64 --sigma 0 --random-starts --stop q --restart-after 8",
    "restarts at random after 8, K 100, D 64, until q": "-K 100 -D 64 --sigma 0 --random-starts --stop q --restart-after 8",
    "waves until q, K 16, D 16": "-K 16 -D 16 --sigma 1 --stop q",
    "waves until q, K 100, D 16": "-K 100 -D 16 --sigma 1 --stop q",
    "waves until q, K 100, D 64": "-K 100 -D 64 --sigma 1 --stop q",
    "waves from random starts until q, K 16, D 16": "-K 16 -D 16 --sigma 0 --random-starts --stop q",
    "waves from random starts until q, K 100, D 16": "-K 100 -D 16 --sigma 0 --random-starts --stop q",
    "waves from random starts until verified, K 100, D 16": "-K 100 -D 16 --sigma 0 --random-starts --stop verified",
    "waves over symmetric copies until q, K 16, D 16": "-K 16 -D 16 --symmetries --stop q",
    "waves over symmetric copies until q, K 100, D 16": "-K 100 -D 16 --symmetries --stop q",
    "waves over symmetric copies until verified, K 100, D 16": "-K 100 -D 16 --symmetries --stop verified",
    "symmetric copies, K 100, D 16": "-K 100 -D 16 --symmetries --stop none",
    "waves until verified, K 16, D 16": "-K 16 -D 16 --sigma 1 --stop verified",
    "waves until verified, K 100, D 16": "-K 100 -D 16 --sigma 1 --stop verified",
    "waves until verified, K 100, D 64": "-K 100 -D 64 --sigma 1 --stop verified",
}
GRIDS = ("grid", "symmetric copies")
WIDTHS = (1, 4, 16, 25, 50, 100)


def wilson(successes, count, z=1.96):
    p = successes / count
    centre = (p + z * z / (2 * count)) / (1 + z * z / count)
    half = z * math.sqrt(p * (1 - p) / count + z * z / (4 * count * count)) / (1 + z * z / count)
    return max(0, centre - half), min(1, centre + half)


def run(options, name, settings, puzzles, seed, cached=False):
    """Lines of ptrm-solve as objects, kept under `name` in the results folder; None if they would have to be computed and `cached` is set."""
    path = os.path.join(options.results, f"{os.path.basename(puzzles)}-{name}-{seed}.jsonl".replace(" ", "").replace(",", "-"))
    if not os.path.exists(path):
        if cached:
            return None
        command = [options.solve, *(["--model", options.model] if options.model else []), "--precision", options.precision, "--format",
                   "jsonl", "--quiet", "--seed", str(seed), *settings.split(), "-o", path + ".part", puzzles]
        if "--stop none" in settings:
            command.append("--all-rollouts")
        if subprocess.run(command).returncode > 1:
            raise SystemExit("failed: " + " ".join(command))
        os.rename(path + ".part", path)
    with open(path) as file:
        return [json.loads(line) for line in file]


def choices(line, answer, width):
    """Whether each way to choose among the first rollouts is right."""
    rollouts = line["rollouts"][:width]
    right = [rollout["answer"] == answer for rollout in rollouts]
    best_q = max(range(len(rollouts)), key=lambda k: rollouts[k]["q"])
    settled = min(range(len(rollouts)), key=lambda k: rollouts[k]["residual"])
    votes = Counter(rollout["answer"] for rollout in rollouts)
    calm = sorted(range(len(rollouts)), key=lambda k: rollouts[k]["residual"])[:max(1, len(rollouts) // 4)]
    return {"best-q": right[best_q], "mode": votes.most_common(1)[0][0] == answer, "settled": right[settled],
            "settled, then q": right[max(calm, key=lambda k: rollouts[k]["q"])], "pass": any(right)}


def answers(path):
    with open(path) as file:
        header = file.readline().strip().split(",")
        columns = [line.strip().split(",") for line in file]
    return [row[header.index("answer")] for row in columns]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("puzzles")
    parser.add_argument("--few")
    parser.add_argument("--model")
    parser.add_argument("--precision", default="i8")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--cached", action="store_true", help="run nothing; report what the results folder has")
    parser.add_argument("--only", nargs="*", help="searches whose names contain one of these")
    parser.add_argument("--solve", default="build/release/bin/ptrm-solve")
    parser.add_argument("--results", default="build/search")
    parser.add_argument("--chart", default="")
    options = parser.parse_args()
    os.makedirs(options.results, exist_ok=True)
    rows = []
    for name in SEARCHES:
        if options.only and not any(part in name for part in options.only):
            continue
        dear = "--stop none" in SEARCHES[name] or "K 100" in name or "restarts" in name
        puzzles = options.few if dear and options.few else options.puzzles
        truth = answers(puzzles)
        totals, costs, runs, seeds = {}, {}, 0, 0
        for seed in range(1, 2 if name.startswith((*GRIDS, "plain")) else options.seeds + 1):
            lines = run(options, name, SEARCHES[name], puzzles, seed, options.cached)
            if lines is None:
                continue
            seeds += 1
            runs += len(lines)
            for line, answer in zip(lines, truth):
                if "rollouts" not in line:
                    found = {(len(lines), "as chosen"): line["answer"] == answer}
                else:
                    all_of_them = len(line["rollouts"])
                    widths = [w for w in WIDTHS if w <= all_of_them] if name.startswith(GRIDS) else [all_of_them]
                    found = {(w, way): good for w in widths for way, good in choices(line, answer, w).items()}
                    for w in widths:
                        costs[w] = costs.get(w, 0) + line["net_evaluations"] * w / all_of_them
                if "rollouts" not in line:
                    costs[len(lines)] = costs.get(len(lines), 0) + line["net_evaluations"]
                for key, good in found.items():
                    totals[key] = totals.get(key, 0) + good
        for (width, way), good in totals.items():
            label = f"{name.replace(', K 100', '')}, K {width}" if name.startswith(GRIDS) else name
            rows.append((label, way, good, runs, seeds, costs[width] / runs))
    print("| search | choice | solved (95 % interval) | puzzles x seeds | net evaluations a puzzle |\n|---|---|---|---|---|")
    for label, way, good, count, seeds, cost in rows:
        low, high = wilson(good, count)
        print(f"| {label} | {way} | {100 * good / count:.2f} % ({100 * low:.2f} to {100 * high:.2f}) | {count // seeds} x {seeds} | {cost:,.0f} |")
    if options.chart:
        families = {"plain": ("plain", "as chosen"), "grid, D 16, best-q": ("grid, D 16", "best-q"), "grid, D 16, pass": ("grid, D 16", "pass"),
                    "grid, D 64, best-q": ("grid, D 64", "best-q"), "grid, D 64, pass": ("grid, D 64", "pass"),
                    "resampled, best-q": ("resampled", "best-q"), "random starts, settled": ("random starts", "settled"), "waves from random starts until q": ("waves from random starts until q", "as chosen"),
                    "waves from random starts until verified": ("waves from random starts until verified", "as chosen"),
                    "restarts": ("restarts", "as chosen"), "symmetric copies until q": ("waves over symmetric copies until q", "as chosen"),
                    "symmetric copies, best-q": ("symmetric copies", "best-q"), "waves until q": ("waves until q", "as chosen"), "waves until verified": ("waves until verified", "as chosen")}
        with open(options.chart, "w") as file:
            for title, (start, way) in families.items():
                points = sorted((cost, 100 * good / count) for label, w, good, count, _, cost in rows if label.startswith(start) and w == way)
                if points:
                    file.write(f'"{title}"\n' + "".join(f"{cost:.1f} {share:.3f}\n" for cost, share in points) + "\n\n")


if __name__ == "__main__":
    main()
