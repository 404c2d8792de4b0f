#!/usr/bin/env python3
"""Where rollouts should differ, and how much, measured with ptrm-solve: a Markdown table of what K rollouts solve at depth D.

  variety.py PUZZLES.csv [--model MODEL] [--depths 16 64] [--results FOLDER]

Every way runs once at the largest K with --stop q; a puzzle counts for each smaller K that holds the rollout which solved it, as
waves of rollouts come in order. Answers are kept in the results folder, and what is there already is not run again.
"""
import argparse
import os

from search import run

WAYS = {
    "nothing but random starts": "--sigma 0 --random-starts",
    **{f"sigma {sigma} on z": f"--sigma {sigma} --noise-target z" for sigma in (0.25, 0.5, 1, 2)},
    **{f"sigma {sigma} on y": f"--sigma {sigma} --noise-target y" for sigma in (0.25, 0.5, 1, 2)},
    "symmetric copies": "--sigma 0 --symmetries",
    "symmetric copies, sigma 0.5 on z": "--sigma 0.5 --noise-target z --symmetries",
}
WIDTHS = (1, 4, 16, 100)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("puzzles", help="CSV file source,question,answer,rating")
    parser.add_argument("--model", help="model file; default: the shipped one that fits")
    parser.add_argument("--depths", type=int, nargs="+", default=[16, 64])
    parser.add_argument("--ways", nargs="+", choices=WAYS, default=list(WAYS), metavar="WAY", help="; ".join(WAYS))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--precision", default="i8")
    parser.add_argument("--solve", default="build/release/bin/ptrm-solve")
    parser.add_argument("--results", default="build/variety")
    options = parser.parse_args()
    os.makedirs(options.results, exist_ok=True)
    print("| rollouts differ by | D | " + " | ".join(f"K {k}" for k in WIDTHS) + " | net evaluations a puzzle |\n|" + "---|" * (len(WIDTHS) + 3))
    for depth in options.depths:
        for way in options.ways:
            settings = f"-K {max(WIDTHS)} -D {depth} --stop q {WAYS[way]}"
            lines = run(options, f"{way}, D {depth}", settings, options.puzzles, options.seed)
            shares = (sum(line["solved"] and line["rollout"] < k for line in lines) / len(lines) for k in WIDTHS)
            cost = sum(line["net_evaluations"] for line in lines) / len(lines)
            print(f"| {way} | {depth} | " + " | ".join(f"{share:.1%}" for share in shares) + f" | {cost:,.0f} |", flush=True)


if __name__ == "__main__":
    main()
