#!/usr/bin/python3
"""Writes each model's supervision step as one ONNX graph with a free batch size: export_onnx.py FOLDER."""
import json
import sys

import torch

from trm_step import MODELS, build, states

names = ["x", "z_H", "z_L"]
for name in MODELS:
    step = build(name)
    path = f"{sys.argv[1]}/{name}.onnx"
    torch.onnx.export(step, tuple(states(step, 2)), path, input_names=names, output_names=["z_H_next", "z_L_next", "logits", "q"],
                      dynamic_axes={n: {0: "batch"} for n in names}, opset_version=15)
    print(json.dumps({"model": name, "path": path, "L": step.L, "D": step.D, "gflop": step.gflop()}))
