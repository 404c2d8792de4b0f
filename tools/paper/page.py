"""The page of reproduce.sh: each experiment of a folder beside what the papers report."""
import html
import json
import os
import sys

PTRM, TRM, EQR, GUIDED = ("PTRM (arXiv 2605.19943)", "TRM (arXiv 2510.04871)", "EqR (arXiv 2605.21488)", "guided exploration (arXiv 2605.25230)")

# Of the 49 golden pencil puzzles: who, solved in %, dollars an attempt.
PRICES = [("PTRM on an H100 at 2.50 dollars an hour", 91.2, "0.001"), ("the best language model", 34.7, "2.66 to 4.38")]

# (title, what was published, experiments that make the table, pictures as EXPERIMENT/NAME)
SECTIONS = [
    ("More rollouts", f"{PTRM}: Sudoku-Extreme, 5 M mixer, K 100, D 64, sigma 0.3: plain 87.28 %, best Q 98.75 %, pass@K 99.06 %. {TRM}: plain 87.4 %.",
     ["width"], ["width/accuracy", "width/cost"]),
    ("Escape from wrong answers", f"{PTRM}, figure 5: of the puzzles that plain TRM fails, right rollouts come with K: none of 5, 1 of 25, 8 of 100.", [], ["width/escape", "width/cells-steps"]),
    ("Inside the network", f"{PTRM}: in the principal plane of z rollouts go to a good basin at once, later, or never. {TRM}, figure 6: y holds the answer, z does not look like one.", [],
     ["width/portrait", "width/portrait-z", "width/portrait-set-z", "width/decoded"]),
    ("What the rollouts say together", f"{GUIDED}: local stability, guide alignment and cloud-token entropy tell without labels whether noise will help. "
     "The definitions here are ours.", [], ["width/stability", "width/alignment", "width/entropy"]),
    ("What Q knows", f"{PTRM}: the Q head chooses among rollouts nearly as well as one who knows the answer (98.75 of 99.06 %).", [], ["width/calibration", "width/q-steps"]),
    ("Residual", f"{EQR}: the rollout whose answer has settled best is right (99.8 % of Sudoku-Extreme, by a model trained with random starts).", [], ["width/residual", "width/change-steps"]),
    ("How much noise", f"{PTRM}: sigma 0.2 to 1, by task.", ["sigma"], ["sigma/sigma", "sigma/headroom"]),
    ("Wider or deeper", f"{PTRM}: K 100, D 64 for Sudoku; K 100, D 16 for mazes.", ["map"], ["map/map", "map/depth"]),
    ("Noise of other shapes", f"{PTRM} adds constant noise to z before every supervision step. Here: noise that falls, noise in the first four steps only, noise on the answer state y, "
     f"noise in open or in given cells only, and, as {EQR} trains with, noise after every update and random starts.",
     ["schedule-linear", "schedule-cosine", "schedule-first-4", "target-y", "cells-open", "cells-given", "path-noise", "starts"], []),
    ("Climbing Q", f"{PTRM}, appendix C: Langevin dynamics by the gradient of Q does not pay. Here y climbs the gradient of log sigmoid(q), and gets the noise.", ["langevin"], []),
    ("Resampling while rollouts run", f"{GUIDED}: Sudoku-Extreme 85.9 to 98.0 %.", ["resampling"], []),
    ("Without noise: symmetric copies, and the tree", "Not in the papers; see models/tree-search.md.", ["copies", "tree"], []),
]


def percent(share):
    return f"{100 * share['value']:.2f} ({100 * share['low']:.2f} to {100 * share['high']:.2f})"


def rows(folder, name):
    """Table rows of an experiment: setting, best Q or what the search chose, pass, net evaluations, dollars a right answer."""
    path = os.path.join(folder, name + ".json")
    if not os.path.exists(path):
        return f"<tr><td>{html.escape(name)}<td colspan=5>left out: the model does not allow it</tr>"
    with open(path) as file:
        report = json.load(file)
    text = ""
    for summary in report["summaries"]:
        exact = summary["exact"]
        dollars = summary.get("dollars_per_correct")
        escape = summary.get("escape")
        claims = f", {summary['claimed']} claimed, {summary['wrongly_claimed']} of them wrong" if "claimed" in summary else ""
        cells = [f"{name}: {summary['setting']}{claims}", percent(exact.get("best-q") or exact["chosen"]), percent(exact["pass"]) if "pass" in exact else "",
                 f"{percent(escape)} of {summary['plain_failures']}" if escape else "", f"{summary['net_evaluations']:,.0f}", f"{dollars:.2g}" if dollars else ""]
        text += "<tr>" + "".join(f"<td>{html.escape(cell)}" for cell in cells) + "</tr>\n"
    return text


def prices(folder):
    """What a puzzle costs, ours beside the published figures."""
    with open(os.path.join(folder, "width.json")) as file:
        ours = json.load(file)["summaries"][-1]
    lines = [*PRICES, (f"here, {ours['setting']}", 100 * ours["exact"]["best-q"]["value"], f"{ours['dollars_per_attempt']:.2g}")]
    text = "<h2>What an answer costs</h2>\n<table><tr><th><th>solved, %<th>$ an attempt<th>$ a right answer</tr>\n"
    for who, solved, attempt in lines:
        of_right = [f"{float(price) / solved * 100:.2g}" for price in attempt.split(" to ")] if solved else ["none"]
        text += "<tr>" + "".join(f"<td>{html.escape(cell)}" for cell in (who, f"{solved:.1f}", attempt, " to ".join(of_right))) + "</tr>\n"
    return text + "</table>\n<p>" + html.escape(f"Published: {PTRM}, table 2 and figure 1, pencil puzzles. Ours: dollars at 0.04 a core hour.") + "</p>\n"


def picture(folder, name):
    path = os.path.join(folder, name + ".svg")
    if not os.path.exists(path):
        return ""
    with open(path) as file:
        svg = file.read()
    return f"<figure>{svg[svg.index('<svg'):]}</figure>\n"


def main(folder):
    with open(os.path.join(folder, "width.json")) as file:
        run = json.load(file)["run"]
    body = f"""<!doctype html>
<html lang="en"><meta charset="utf-8"><title>The papers' figures</title>
<style>body{{font:16px sans-serif;max-width:62em;margin:2em auto}}td,th{{text-align:left;padding:.2em .8em .2em 0;border-bottom:1px solid #ddd}}figure{{margin:1em 0}}</style>
<h1>The papers' figures, with {html.escape(os.path.basename(run['model']))}</h1>
<p>{run['puzzles']} puzzles of {html.escape(', '.join(map(os.path.basename, run['data'])))} (hash {run['puzzles_hash']}), {run['parameters']:,} parameters, {run['precision']}, seed 1.
Shares in %, with 95 % confidence intervals. Dollars at 0.04 a core hour. Other data and another network than the papers': compare shapes, not numbers.</p>
"""
    body += prices(folder)
    for title, published, experiments, pictures in SECTIONS:
        body += f"<h2>{title}</h2>\n<p>{html.escape(published)}</p>\n"
        if experiments:
            body += "<table><tr><th>setting<th>solved<th>some rollout right<th>of plain failures<th>net evaluations<th>$ a right answer</tr>\n"
            body += "".join(rows(folder, name) for name in experiments) + "</table>\n"
        body += "".join(picture(folder, name) for name in pictures)
    with open(os.path.join(folder, "index.html"), "w") as file:
        file.write(body + "</html>\n")


if __name__ == "__main__":
    main(sys.argv[1])
