#!/usr/bin/python3
"""Learns a puzzle from examples: a table (or JSON, or lines QUESTION,ANSWER) in, a model that ptrm-solve runs and its card out.

  tools/train/learn.sh train.csv -o takuzu.safetensors --minutes 40
  ptrm-solve --model takuzu.safetensors test.csv

It looks at the examples (ptrm-generate examples: board, symbols, symmetries), keeps a tenth of them aside, trains, and measures on
these how many it solves and how often its claims are right. Stop it at any time; the same command goes on.
"""
import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
THRESHOLDS = (1, 2, 3, 4, 6, 8)  # logits of --stop-q that are tried until the claims are right
TRUSTED = 0.99                   # of the claims have to be


def programs(folder):
    """Paths of ptrm-generate and ptrm-solve."""
    for place in ([folder] if folder else [os.path.join(HERE, "../../build/release/bin"), None]):
        found = [shutil.which(name, path=place) for name in ("ptrm-generate", "ptrm-solve")]
        if all(found):
            return found
    raise SystemExit("learn: ptrm-generate and ptrm-solve are neither in build/release/bin nor on the PATH; build them, or name their folder by --bin")


def prepared(options):
    """The run's folder with examples in it; made anew where the options differ from those it was made with."""
    generate, _ = programs(options.bin)
    command = [generate, "examples", *options.examples, "--data-folder", options.run, "--name", os.path.splitext(os.path.basename(options.output))[0]]
    for name in ("rows", "cols", "open", "turns", "swaps", "heldout"):
        value = getattr(options, name)
        if value is not None:
            command += [f"--{name}", str(value)]
    if options.skip_bad:
        command.append("--skip-bad")
    stamp = os.path.join(options.run, "examples.json")
    wanted = json.dumps([command[1:], [os.stat(path).st_size for path in options.examples if os.path.exists(path)]])
    if os.path.exists(stamp):
        with open(stamp) as file:
            if file.read() != wanted:
                raise SystemExit(f"learn: {options.run} holds a run on other examples or options; take another --run, or remove it")
        return
    os.makedirs(options.run, exist_ok=True)
    if subprocess.run(command).returncode != 0:
        raise SystemExit(2)
    with open(stamp, "w") as file:
        file.write(wanted)


def recipe(task, count):
    """Options of train.py by board, symbols and number of examples."""
    cells, square = task["rows"] * task["cols"], task["rows"] == task["cols"]
    fills = len(task.get("open", ".")) == 1            # a question is completed, not changed
    proves = fills and task.get("open", ".") not in task.get("answers", "")  # and every cell gets a symbol
    options = ["--attention", "--heads", "4", "--hidden-size", "128" if cells <= 144 else "192", "--muon", "--lr", "1.5e-3",
               "--warmup", "200", "--batch", "96", "--part", "32" if cells <= 64 else "16", "--grow", "0.1", "--cooldown", "0.4",
               "--reveal", "0.5" if fills else "0", "--tree", "0.3" if proves else "0.1" if fills else "0",
               "--weight-decay", "0.1" if count >= 2000 else "0.3"]
    return options + (["--eqr"] if square else [])


def clock(seconds):
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"


def show(record, began, total_seconds, total_steps):
    """One line of progress."""
    if "heldout" in record:
        print(f"          held-out examples solved plainly: {100 * record['exact']:.1f} % of {record['count']}, Q right on {100 * record['q_right']:.1f} %", flush=True)
        return
    if "loss" not in record:
        return
    done = record["sample_steps"] / total_steps if total_steps else record["seconds"] / total_seconds
    left = (total_seconds - record["seconds"]) if total_seconds else (time.time() - began) * (1 / max(done, 1e-3) - 1)
    shares = record["solved_q_alive_share"]["plain"]
    solved = shares[max(shares, key=int)][0] if shares else 0
    print(f"{min(done, 1):6.1%}  loss {record['loss']:.3f}  cells right {100 * record['cells']:.1f} %  puzzles right {100 * solved:.1f} %  "
          f"{record['rate']:.0f} sample-steps/s  {clock(max(left, 0))} left", flush=True)


def train(options, task, count):
    run = os.path.join(options.run, "train_run")
    seconds = 60 * options.minutes if options.minutes else None
    command = [sys.executable, os.path.join(HERE, "train.py"), "--run", run, "--data", options.run, "--heldout", os.path.join(options.run, "heldout"),
               *recipe(task, count), "--log-every", "1000000000", "--log-seconds", "10", "--evaluate-every", "600", "--quick", "200", "--save-every", "1",
               "--seed", str(options.seed), "--threads", str(options.threads)]
    command += ["--hours", str(options.minutes / 60)] if options.minutes else ["--sample-steps", str(options.sample_steps)]
    command += options.train_options
    began = time.time()
    print("learning; the first line of progress comes in ten seconds", flush=True)
    log = os.path.join(options.run, "train.err")
    with open(log, "w") as errors:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, text=True)
        try:
            for line in process.stdout:
                show(json.loads(line), began, seconds, None if seconds else options.sample_steps)
            code = process.wait()
        except KeyboardInterrupt:
            process.send_signal(signal.SIGTERM)
            process.wait()
            raise SystemExit(f"\nlearn: stopped; the same command goes on from the last checkpoint, at most a minute back")
    if code != 0:
        with open(log) as errors:
            raise SystemExit(f"learn: training failed:\n{errors.read()[-2000:]}")
    return run


def lines_of(solve, model, path, *setting):
    run = subprocess.run([solve, "--model", model, "--format", "jsonl", "--quiet", *setting, path], capture_output=True, text=True)
    if run.returncode not in (0, 1):
        raise SystemExit(f"learn: ptrm-solve {' '.join(setting)}:\n{run.stderr}")
    return [json.loads(line) for line in run.stdout.splitlines()]


def some(path, count):
    """The first examples of a CSV file, as a file beside it."""
    part = os.path.splitext(path)[0] + f"-{count}.csv"
    with open(path) as whole, open(part, "w") as file:
        file.writelines(line for line, _ in zip(whole, range(count + 1)))
    return part


def measured(solve, model, path, *setting):
    """Solved, all, claimed, claimed and right, mean net evaluations, and of claims their q and whether they are right."""
    lines = lines_of(solve, model, path, *setting)
    claimed = [line for line in lines if line["claimed"]]
    return dict(setting=" ".join(setting), solved=sum(line["solved"] for line in lines), count=len(lines), claimed=len(claimed),
                right=sum(line["solved"] for line in claimed), cost=sum(line["net_evaluations"] for line in lines) / len(lines),
                claims=[(line["q"], line["solved"]) for line in claimed])


def trusted_threshold(claims):
    """The lowest of THRESHOLDS above which enough claims are right; the highest if none is."""
    for threshold in THRESHOLDS:
        above = [right for q, right in claims if q > threshold]
        if above and sum(above) >= TRUSTED * len(above):
            return threshold
    return THRESHOLDS[-1]


def efforts(tree, stop_q):
    """Settings of --effort by level."""
    stop = dict(stop="auto", stop_q=stop_q)
    low = dict(rollouts=1, depth=16, **stop)
    if tree:
        wide = {level: dict(search="tree", rollouts=1000000, depth=16, tree_steps=3, budget=budget, confirm=2, **stop)
                for level, budget in (("medium", 2000), ("high", 20000), ("max", 200000))}
    else:
        wide = {level: dict(rollouts=rollouts, depth=depth, symmetries="true", **stop)
                for level, rollouts, depth in (("medium", 16, 16), ("high", 64, 32), ("max", 256, 64))}
    return dict(low=low, **wide)


def finish(options, task, run):
    """The model with efforts that were measured, its card, and what to say of it."""
    import export
    import torch

    from model import Architecture
    _, solve = programs(options.bin)
    state = torch.load(os.path.join(run, "checkpoint.pt"), map_location="cpu")
    heldout = os.path.join(options.run, "heldout.csv")
    tree = Architecture(**state["arch"]).q_alive
    names = [os.path.basename(path) for path in options.examples]
    stop_q = THRESHOLDS[0]
    export.write_model(options.output, [state], efforts(tree, stop_q), names)
    rows = [measured(solve, options.output, heldout, "--effort", "low", "--stop", "none")]
    # A network that solves next to nothing would search for hours.
    if rows[0]["solved"] >= 0.1 * rows[0]["count"]:
        few = some(heldout, 200)
        stop_q = trusted_threshold(measured(solve, options.output, few, "--effort", "medium", "--stop", "q")["claims"])
        export.write_model(options.output, [state], efforts(tree, stop_q), names)
        rows += [measured(solve, options.output, few, "--effort", level, "--stop", "q") for level in ("medium", "high")]
    claims = rows[-1]
    share = claims["right"] / max(claims["claimed"], 1)
    warning = ""
    if claims["claimed"] < 0.5 * claims["count"] or share < TRUSTED:
        warning = (f"**Do not trust its claims:** of {claims['claimed']} that it made on {claims['count']} held-out examples {claims['right']} were right. "
                   "Train longer (the same command with more --minutes), or give more examples.")
    card = os.path.splitext(options.output)[0] + ".md"
    table = "\n".join(f"| `{row['setting']}` | {row['solved']} of {row['count']} | {row['right']} of {row['claimed']} | {row['cost']:,.0f} |" for row in rows)
    listed = lambda values: ", ".join(f"`{value}`" for value in values) or "none"
    symmetries = f"turns (as of `ptrm-generate examples`) {listed(task.get('turns', []))}, symbols that may be renamed {listed(task.get('swaps', []))}"
    other_limit = "sample_steps" if options.minutes else "hours"
    recipe_of_run = {key: value for key, value in state["options"].items() if key in export.RECIPE and key != other_limit}
    with open(card, "w") as file:
        file.write(f"""# {os.path.basename(options.output)}

Learned from examples only: {', '.join(f'`{os.path.basename(path)}`' for path in options.examples)}. Board {task['rows']} x {task['cols']}, symbols `{task['tokens'][1:]}`, \
open `{task.get('open', '.')}`; {symmetries}.

{warning + chr(10) * 2 if warning else ""}| options of `ptrm-solve` | held-out examples solved | claims that were right | net evaluations each |
|---|---|---|---|
{table}

- A claim is an answer that the Q head holds to be right, with `--stop q` above {stop_q}; the efforts of the model say so.
- Training: {state['step'] * state['options']['batch']:,} sample-steps in {state['seconds'] / 60:.0f} minutes on {options.threads or os.cpu_count()} cores; `{json.dumps(recipe_of_run)}`.
- Trained at commit {state.get('commit', 'unknown')}, PyTorch {torch.__version__}.
""")
    for row in rows:
        print(f"{row['setting']:32} solved {row['solved']} of {row['count']} held-out examples, {row['right']} of {row['claimed']} claims right, {row['cost']:,.0f} net evaluations each")
    print(f"{options.output} and {card} are written." + (f"\n{warning}" if warning else ""))


def plot(options, run):
    """learning.svg: loss and held-out puzzles by time, where gnuplot is there."""
    if shutil.which("gnuplot") is None:
        return
    loss, exact = [], []
    with open(os.path.join(run, "log.jsonl")) as file:
        for record in map(json.loads, file):
            if "loss" in record:
                loss.append(f"{record['seconds'] / 60} {record['loss']}")
            elif "heldout" in record:
                exact.append(f"{record['seconds'] / 60} {100 * record['exact']}")
    newline = "\n"
    script = f"""$loss << EOD
{newline.join(loss)}
EOD
$exact << EOD
{newline.join(exact or ['0 0'])}
EOD
set terminal svg size 760,360 font 'sans-serif,12' background rgb 'white'
set xlabel 'minutes'; set ylabel 'loss'; set y2label 'held-out examples solved plainly, %'; set y2range [0:100]; set y2tics; set ytics nomirror; set key bottom
plot $loss with lines lw 2 title 'loss', $exact axes x1y2 with linespoints pt 7 title 'solved'
"""
    picture = subprocess.run(["gnuplot"], input=script, capture_output=True, text=True).stdout
    with open(os.path.join(options.run, "learning.svg"), "w") as file:
        file.write(picture)


def main():
    parser = argparse.ArgumentParser(prog="learn.sh", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("examples", nargs="+", metavar="EXAMPLES", help="tables with columns question and answer, JSON, or lines QUESTION,ANSWER")
    parser.add_argument("-o", "--output", required=True, help="model file to write, NAME.safetensors; its card is NAME.md")
    parser.add_argument("--minutes", type=float, help="of training by the clock (default 40)")
    parser.add_argument("--sample-steps", type=float, help="length of the training instead: supervision steps of one puzzle")
    parser.add_argument("--run", help="folder of the run (default NAME.run)")
    parser.add_argument("--threads", type=int, default=0, help="0: one for each core")
    parser.add_argument("--seed", type=int, default=0)
    found = parser.add_argument_group("instead of what is found in the examples")
    found.add_argument("--rows", type=int)
    found.add_argument("--cols", type=int)
    found.add_argument("--open", help="symbols that questions leave open")
    found.add_argument("--turns", help="symmetries of the grid: none, or numbers as ptrm-generate examples --help has them")
    found.add_argument("--swaps", help="groups of symbols that may be renamed, 123,ab; or none")
    found.add_argument("--heldout", type=float, help="share of the examples that is kept aside (default 0.1)")
    parser.add_argument("--skip-bad", action="store_true", help="leave bad examples out instead of stopping")
    parser.add_argument("--bin", help="folder of the programs (default build/release/bin, else the PATH)")
    parser.add_argument("--train-options", nargs=argparse.REMAINDER, default=[], help="the rest of the line goes to train.py")
    options = parser.parse_args()
    if not options.output.endswith(".safetensors"):
        parser.error("-o: the name of a model file ends in .safetensors")
    for path in options.examples:
        if not os.path.exists(path):
            parser.error(f"{path}: no such file")
    options.minutes = options.minutes or (None if options.sample_steps else 40)
    options.run = options.run or os.path.splitext(options.output)[0] + ".run"
    try:
        prepared(options)
        with open(os.path.join(options.run, "train", "task.json")) as file:
            task = json.load(file)
        with open(os.path.join(options.run, "train", "dataset.json")) as file:
            count = json.load(file)["total_puzzles"]
        run = train(options, task, count)
        plot(options, run)
        finish(options, task, run)
    except OSError as problem:
        raise SystemExit(f"learn: {problem}")


if __name__ == "__main__":
    main()
