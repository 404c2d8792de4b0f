"""The page of reproduce.sh: each experiment of a folder beside what the papers report."""
import html
import json
import os
import sys

PTRM, TRM, EQR, GUIDED = ("PTRM (arXiv 2605.19943)", "TRM (arXiv 2510.04871)", "EqR (arXiv 2605.21488)", "guided exploration (arXiv 2605.25230)")

# (title, what was published, experiments that make the table, pictures as EXPERIMENT/NAME)
SECTIONS = [
    ("More rollouts", f"{PTRM}: Sudoku-Extreme, 5 M mixer, K 100, D 64, sigma 0.3: plain 87.28 %, best Q 98.75 %, pass@K 99.06 %. {TRM}: plain 87.4 %.",
     ["width"], ["width/accuracy", "width/cost"]),
    ("Escape from wrong answers", f"{PTRM}, figure 5: of the puzzles that plain TRM fails, right rollouts come with K: none of 5, 1 of 25, 8 of 100.", [], ["width/escape", "width/cells-steps"]),
    ("What Q knows", f"{PTRM}: the Q head chooses among rollouts nearly as well as one who knows the answer (98.75 of 99.06 %).", [], ["width/calibration", "width/q-steps"]),
    ("Residual", f"{EQR}: the rollout whose answer has settled best is right (99.8 % of Sudoku-Extreme, by a model trained with random starts).", [], ["width/residual", "width/change-steps"]),
    ("How much noise", f"{PTRM}: sigma 0.2 to 1, by task.", ["sigma"], ["sigma/sigma", "sigma/headroom"]),
    ("Wider or deeper", f"{PTRM}: K 100, D 64 for Sudoku; K 100, D 16 for mazes.", ["map"], ["map/map", "map/depth"]),
    ("Noise of other shapes", f"{PTRM} adds constant noise to z before every supervision step. Here: noise that falls, noise in the first four steps only, noise on the answer state y, "
     f"and, as {EQR} trains with, noise after every update and random starts.",
     ["schedule-linear", "schedule-cosine", "schedule-first-4", "target-y", "path-noise", "starts"], []),
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
<p>{PTRM}, table 2, a puzzle: 0.001 dollars on an H100; language models 2.66 to 4.38.</p>
"""
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
