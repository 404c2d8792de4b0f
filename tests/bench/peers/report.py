"""Joins what ptrm-bench and the peers measured: report.py PTRM_JSON PEERS_JSONL CHART_DATA. Prints a Markdown table of GFLOP/s on
all threads, each peer at its better batch size, and writes the chart's data."""
import json
import sys
from datetime import date

ptrm_path, peers_path, chart_path = sys.argv[1:]
ptrm = json.load(open(ptrm_path))
rows = [dict(r, peer=f"ptrm, {r['backend']}", batch=r["rollouts"]) for r in ptrm["results"]]
rows += [json.loads(line) for line in open(peers_path)]
most = max(r["threads"] for r in rows)
best = {}
for r in rows:
    if r["threads"] in (1, most):
        key = (r["peer"], r["precision"], r["model"], r["threads"])
        best[key] = max(best.get(key, 0), r["gflops"])
models = list(dict.fromkeys(r["model"] for r in rows if r["peer"].startswith("PyTorch")))
engines = list(dict.fromkeys((k[0], k[1]) for k in best))
engines.sort(key=lambda engine: (engine[0].startswith("ptrm"), ["f32", "bf16", "i8"].index(engine[1])))
print(f"{ptrm['machine']}, 1 and {most} threads, {date.today()}, GFLOP/s:\n")
print("| | " + " | ".join(models) + " |\n|---|" + "---|" * len(models))
for peer, precision in engines:
    cells = (f"{best[peer, precision, m, 1]:.0f}, {best[peer, precision, m, most]:.0f}" for m in models)
    print(f"| {peer}, {precision} | " + " | ".join(cells) + " |")
with open(chart_path, "w") as file:
    file.write("engine " + " ".join(models) + "\n")
    for peer, precision in engines:
        file.write(f'"{peer}, {precision}" ' + " ".join(f"{best[peer, precision, m, most]:.1f}" for m in models) + "\n")
