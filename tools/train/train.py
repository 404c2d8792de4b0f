#!/usr/bin/python3
"""Trains a TRM on Sudoku: deep supervision, learned halting, EMA and stablemax loss, as the official code does.

  /usr/bin/python3 tools/train/train.py --run runs/six --box 2x3 --data six.csv --heldout six_heldout.csv --sample-steps 100000

Stop it at any time; the same command goes on from the last checkpoint in the run folder. One sample-step is one supervision
step of one puzzle. Every source is FILE or FILE=WEIGHT, the share of the batch that it gets.
"""
import argparse
import json
import math
import os
import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import torch
import torch.nn.functional as F

from data import Sampler, read_csv
from model import TRM, Architecture
from safetensors_io import read_safetensors


def stablemax_cross_entropy(logits, labels):
    """Per-cell loss (Prieto et al., arXiv 2501.04697): s(x) = x + 1 for x >= 0 and 1 / (1 - x) below, in place of exp(x).
    Both branches are clamped, or the unused one would give NaN gradients at its pole."""
    s = torch.where(logits >= 0, logits.clamp(min=0) + 1, 1 / (1 - logits.clamp(max=0)))
    picked = s.gather(-1, labels[..., None])[..., 0]
    return s.sum(-1).log() - picked.log()


class Carry:
    """A part of the batch in flight: every sample keeps its states until it halts, then a fresh puzzle takes its place.
    Parts are small, so that what a core works on fits its caches, and each has its own random numbers."""

    def __init__(self, model, sampler, count, device, seed):
        self.model, self.sampler, self.device = model, sampler, device
        self.random = torch.Generator(device).manual_seed(seed)
        self.inputs = torch.zeros(count, model.arch.seq_len, dtype=torch.long, device=device)
        self.labels = torch.zeros_like(self.inputs)
        self.z_H, self.z_L = model.start(count, self.random)
        self.steps = torch.zeros(count, dtype=torch.long, device=device)
        self.renew(torch.ones(count, dtype=torch.bool, device=device))

    def renew(self, halted):
        count = int(halted.sum())
        if count == 0:
            return
        inputs, labels = (torch.from_numpy(grid).to(self.device) for grid in self.sampler.draw(count))
        self.inputs[halted], self.labels[halted] = inputs, labels
        self.z_H[:, halted], self.z_L[:, halted] = self.model.start(count, self.random)
        self.steps[halted] = 0


class Trainer:
    def __init__(self, options):
        self.options = options
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        # A thread for each part of the batch is faster than many threads in one product, and waits for nobody.
        self.workers = ThreadPoolExecutor(options.threads or len(os.sched_getaffinity(0)))
        torch.set_num_threads(1)
        torch.manual_seed(options.seed)
        rows, cols = options.box
        side = rows * cols
        self.arch = Architecture(
            seq_len=side * side, vocab_size=side + 2, hidden_size=options.hidden_size, expansion=options.expansion,
            L_layers=options.layers, H_cycles=options.H_cycles, L_cycles=options.L_cycles, mlp_t=not options.attention,
            pos_encodings="rope" if options.attention else "none", puzzle_emb_ndim=options.hidden_size)
        if options.eqr:
            self.arch.lambda_, self.arch.noise_scale = 0.95, options.path_noise
            self.arch.H_init_std = self.arch.L_init_std = 1.0
            self.arch.puzzle_emb_len = self.arch.puzzle_emb_ndim = 0
        self.model = TRM(self.arch).to(self.device)
        if options.init:
            self.model.load_state_dict(read_safetensors(options.init))
        self.ema = {name: value.detach().clone() for name, value in self.model.state_dict().items()}
        self.optimizer = torch.optim.AdamW(self.model.parameters(), lr=options.lr, betas=(0.9, 0.95),
                                           weight_decay=options.weight_decay)
        self.step, self.seconds = 0, 0.0
        os.makedirs(options.run, exist_ok=True)
        self.checkpoint = os.path.join(options.run, "checkpoint.pt")
        if os.path.exists(self.checkpoint):
            self.load()
        sources = [read_csv(path, side) for path, _ in options.data]
        sampler = Sampler(sources, [weight for _, weight in options.data], options.box, options.seed + self.step)
        self.carries = [Carry(self.model, sampler, min(options.part, options.batch - first), self.device,
                              hash((options.seed, self.step, first)))
                        for first in range(0, options.batch, options.part)]
        self.heldout = [read_csv(path, side) for path in options.heldout]

    def load(self):
        state = torch.load(self.checkpoint, map_location=self.device)
        self.model.load_state_dict(state["model"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.ema, self.step, self.seconds = state["ema"], state["step"], state["seconds"]
        self.log(event="resume")

    def save(self):
        state = dict(model=self.model.state_dict(), optimizer=self.optimizer.state_dict(), ema=self.ema, step=self.step,
                     seconds=self.seconds, arch=self.arch.__dict__, options=vars(self.options))
        torch.save(state, self.checkpoint + ".new")
        os.replace(self.checkpoint + ".new", self.checkpoint)

    def log(self, **record):
        record = dict(sample_steps=self.step * self.options.batch, seconds=round(self.seconds), **record)
        print(json.dumps(record), flush=True)
        with open(os.path.join(self.options.run, "log.jsonl"), "a") as file:
            file.write(json.dumps(record) + "\n")

    def progress(self):
        return self.step * self.options.batch / self.options.sample_steps

    def learning_rate(self):
        warm = min(1.0, (self.step + 1) / self.options.warmup)
        cooled = min(1.0, max(0.0, (self.progress() - self.options.cooldown) / (1 - self.options.cooldown)))
        return self.options.lr * warm * (0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * cooled)))

    def max_steps(self):
        """How long a puzzle may stay: short at first, for unsolvable ones would hold the batch (2, 4, 8, then all)."""
        stage = self.progress() / max(self.options.grow, 1e-9)
        return min(self.arch.halt_max_steps, 2 ** (1 + int(3 * stage))) if stage < 1 else self.arch.halt_max_steps

    def advance(self, carry):
        """One supervision step of a part of the batch. Returns its gradients and what is to be logged."""
        options, model = self.options, self.model
        z_H, z_L, logits, q_halt = model(carry.z_H, carry.z_L, model.question(carry.inputs), random=carry.random)
        labels = carry.labels.t()
        right = logits.detach().argmax(-1) == labels
        solved = right.all(0)
        cell_loss = stablemax_cross_entropy(logits, labels).mean()
        q_loss = F.binary_cross_entropy_with_logits(q_halt, solved.float())
        share = len(solved) / options.batch
        gradients = torch.autograd.grad(share * (cell_loss + options.q_weight * q_loss), list(model.parameters()))
        with torch.no_grad():
            carry.z_H, carry.z_L = z_H.detach(), z_L.detach()
            carry.steps += 1
            explores = torch.rand(len(solved), generator=carry.random, device=self.device) < 0.1
            wait = torch.randint(2, self.arch.halt_max_steps + 1, (len(solved),), generator=carry.random, device=self.device)
            halted = (carry.steps >= self.max_steps()) | ((q_halt > 0) & (carry.steps >= torch.where(explores, wait, 0)))
            finished = torch.stack((solved[halted].float().sum(), halted.sum()))
        return gradients, halted, share * torch.stack((cell_loss.detach(), q_loss.detach(), right.float().mean())), finished

    def train_step(self):
        results = list(self.workers.map(self.advance, self.carries))
        for parameter, *gradients in zip(self.model.parameters(), *(result[0] for result in results)):
            parameter.grad = sum(gradients)
        if not torch.isfinite(torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)):
            raise SystemExit("the gradient is not finite; the last checkpoint is good: go on from it with another --lr")
        for group in self.optimizer.param_groups:
            group["lr"] = self.learning_rate()
        self.optimizer.step()
        with torch.no_grad():
            decay = min(self.options.ema, (self.step + 1) / (self.step + 10))
            for name, value in self.model.state_dict().items():
                self.ema[name].lerp_(value, 1 - decay)
        for carry, (_, halted, _, _) in zip(self.carries, results):
            carry.renew(halted)
        self.step += 1
        return torch.cat((sum(result[2] for result in results), sum(result[3] for result in results))).cpu().numpy()

    @torch.no_grad()
    def evaluate(self, questions, answers, steps=16):
        """Exact accuracy of the averaged weights after `steps` supervision steps, and how often the sign of q is right."""
        averaged = TRM(self.arch).to(self.device)
        averaged.load_state_dict(self.ema)

        @torch.no_grad()
        def part(first):
            inputs, labels = (torch.from_numpy(grids[first:first + self.options.part].astype(np.int64) + 1).to(self.device)
                              for grids in (questions, answers))
            random = torch.Generator(self.device).manual_seed(first)
            z_H, z_L = averaged.start(len(inputs), random)
            x = averaged.question(inputs)
            for _ in range(steps):
                z_H, z_L, logits, q = averaged(z_H, z_L, x, random=random)
            right = (logits.argmax(-1).t() == labels).all(1)
            return right.sum().item(), (right == (q > 0)).sum().item()

        counts = self.workers.map(part, range(0, len(questions), self.options.part))
        return tuple(total / len(questions) for total in map(sum, zip(*counts)))

    def report(self, limit=None):
        for path, (questions, answers) in zip(self.options.heldout, self.heldout):
            exact, honest = self.evaluate(questions[:limit], answers[:limit])
            self.log(heldout=os.path.basename(path), count=len(questions[:limit]), exact=exact, q_right=honest)

    def run(self):
        options, sums, count, began = self.options, np.zeros(5), 0, time.time()
        saved = start = began
        while self.progress() < 1:
            if time.time() - start > 60 * options.minutes:
                return self.save()
            sums += self.train_step()
            count += 1
            if self.step % options.log_every == 0:
                self.seconds += time.time() - began
                rate = count * options.batch / (time.time() - began)
                began = time.time()
                cell, q, cells_right = sums[:3] / count
                self.log(loss=round(cell, 4), q_loss=round(q, 4), cells=round(cells_right, 4), solved=round(sums[3] / max(sums[4], 1), 4),
                         lr=round(self.learning_rate(), 6), rate=round(rate, 1))
                sums, count = np.zeros(5), 0
            if time.time() - saved > 60 * options.save_every:
                self.save()
                saved = time.time()
            if self.step % options.evaluate_every == 0:
                self.report(options.quick)
                began = time.time()
        self.save()
        self.report()


def source(text):
    path, _, weight = text.partition("=")
    return path, float(weight or 1)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--run", required=True, help="folder for checkpoint and log")
    parser.add_argument("--box", type=lambda text: tuple(map(int, text.split("x"))), default=(3, 3))
    parser.add_argument("--data", type=source, nargs="+", required=True)
    parser.add_argument("--heldout", nargs="*", default=[])
    parser.add_argument("--sample-steps", type=float, default=100_000)
    parser.add_argument("--batch", type=int, default=72)
    parser.add_argument("--part", type=int, default=24, help="samples that one thread advances at a time")
    parser.add_argument("--threads", type=int, default=0, help="0: a thread for each core")
    parser.add_argument("--hidden-size", type=int, default=128)
    parser.add_argument("--expansion", type=float, default=2.0)
    parser.add_argument("--layers", type=int, default=2)
    parser.add_argument("--H-cycles", type=int, default=2)
    parser.add_argument("--L-cycles", type=int, default=2)
    parser.add_argument("--attention", action="store_true", help="attention blocks instead of the mixer")
    parser.add_argument("--eqr", action="store_true", help="random starts and damped updates (EqR)")
    parser.add_argument("--path-noise", type=float, default=0.0, help="of --eqr: noise in every update, 0.01 in the paper")
    parser.add_argument("--lr", type=float, default=2e-3)
    parser.add_argument("--warmup", type=int, default=300, help="optimizer steps")
    parser.add_argument("--cooldown", type=float, default=0.5, help="share of the run after which the rate falls, by a cosine")
    parser.add_argument("--grow", type=float, default=0.0, help="share of the run in which supervision steps grow to the full 16")
    parser.add_argument("--weight-decay", type=float, default=0.1)
    parser.add_argument("--q-weight", type=float, default=0.5)
    parser.add_argument("--ema", type=float, default=0.999)
    parser.add_argument("--init", help="model file of the same architecture to start from, instead of random weights")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--log-every", type=int, default=50)
    parser.add_argument("--save-every", type=float, default=2, help="minutes between checkpoints")
    parser.add_argument("--minutes", type=float, default=math.inf, help="save and leave after so many; the same command goes on")
    parser.add_argument("--evaluate-every", type=int, default=500)
    parser.add_argument("--quick", type=int, default=200, help="puzzles in an evaluation before the last")
    Trainer(parser.parse_args()).run()


if __name__ == "__main__":
    main()
