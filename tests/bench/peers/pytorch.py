#!/usr/bin/python3
"""PyTorch (Debian: python3-torch) on supervision steps: a JSON line per model, precision, threads and batch."""
import json
import statistics
import sys
import time

import torch

from trm_step import MODELS, build, states

RUNS, SECONDS = 3, 0.5

torch.set_num_interop_threads(1)
with torch.no_grad():
    for name in MODELS:
        for precision, dtype in (("f32", torch.float32), ("bf16", torch.bfloat16)):
            step = build(name).to(dtype)
            for threads in map(int, sys.argv[1:] or ["1", "2"]):
                torch.set_num_threads(threads)
                for batch in (1, 16):
                    inputs = states(step, batch, dtype)
                    step(*inputs)
                    rates = []
                    for _ in range(RUNS):
                        began, calls = time.perf_counter(), 0
                        while calls == 0 or time.perf_counter() - began < SECONDS:
                            step(*inputs)
                            calls += 1
                        rates.append(calls * batch * step.gflop() / (time.perf_counter() - began))
                    print(json.dumps({"peer": f"PyTorch {torch.__version__.split('a')[0]}", "model": name, "precision": precision,
                                      "threads": threads, "batch": batch, "gflops": statistics.median(rates)}), flush=True)
