#!/usr/bin/python3
"""Trains a TRM on puzzles of any kind: deep supervision, learned halting, EMA and stablemax loss, as the official code does, and
questions that hold a wrong guess, from which the second row of the Q head learns to tell dead ends (models/tree-search.md).

  ptrm-generate sudoku --box 2x3 --clues 8:22 --count 50000 --seed 1 --data-folder six
  /usr/bin/python3 tools/train/train.py --run runs/six --data six --heldout six_heldout --sample-steps 100000

Stop it at any time; the same command goes on from the last checkpoint in the run folder. One sample-step is one supervision
step of one puzzle. Every data folder is FOLDER or FOLDER=WEIGHT, the share of the batch that it gets.
"""
import argparse
import json
import math
import os
import time
from concurrent.futures import ThreadPoolExecutor

import torch
import torch.nn.functional as F

from data import Kind, Source, read_folder
from model import TRM, Architecture, compiled_on_cuda
from muon import Muon
from provenance import git_commit
from safetensors_io import read_safetensors

NODE_STEPS = [2, 3, 3, 3, 3, 4, 4, 6, 12]  # supervision steps that a node of the tree gets, one of these at random
DEEPEST = 40                               # guesses after which a search begins anew
PLAIN, OPEN, DEAD = range(3)               # for the log: no guess, right guesses alone, a wrong one among them


def stablemax(logits):
    """s(x) = x + 1 for x >= 0 and 1 / (1 - x) below, in place of exp(x) (Prieto et al., arXiv 2501.04697).
    Both branches are clamped, or the unused one would give NaN gradients at its pole."""
    return torch.where(logits >= 0, logits.clamp(min=0) + 1, 1 / (1 - logits.clamp(max=0)))


@compiled_on_cuda
def cell_losses(logits, labels):
    """Cross entropy of every cell, [S, B], of logits [S, B, V]."""
    s = stablemax(logits.float())
    return s.sum(-1).log() - s.gather(-1, labels[..., None])[..., 0].log()


class Carry:
    """A part of the batch in flight: every sample keeps its states until it halts, then a fresh puzzle takes its place. On a CPU
    parts are small, so that what a core works on fits its caches, and each has its own random numbers.

    A sample either runs to its answer, or it walks down a search tree as inference does: after a few steps a cell that the network
    is unsure of is taken for given, with a token that it holds likely, right or wrong, and the states start afresh. Once a
    guess is wrong the question has no answer, and the sample is dead."""

    def __init__(self, trainer, count, seed):
        self.model, self.source, self.options = trainer.model, trainer.source, trainer.options
        self.device, self.longest = trainer.device, trainer.longest
        # A CUDA graph replays the default generator alone.
        self.random = None if self.device.type == "cuda" else torch.Generator(self.device).manual_seed(seed)
        self.lengths = torch.tensor(NODE_STEPS, device=self.device)
        S = self.model.arch.seq_len
        self.question = torch.zeros(count, S, dtype=torch.long, device=self.device)
        self.label, self.answer = torch.zeros_like(self.question), torch.zeros_like(self.question)
        self.hints = torch.zeros(count, S, self.source.hints.shape[2], dtype=torch.long, device=self.device)
        self.z_H, self.z_L = self.model.start(count, self.random)
        self.steps, self.node_steps, self.guesses = (torch.zeros(count, dtype=torch.long, device=self.device) for _ in range(3))
        self.alive, self.tree = (torch.ones(count, dtype=torch.bool, device=self.device) for _ in range(2))
        self.renew(torch.ones(count, dtype=torch.bool, device=self.device))

    HELD = ("question", "label", "answer", "hints", "z_H", "z_L", "steps", "node_steps", "guesses", "alive", "tree")

    def state(self):
        """What an uninterrupted run would go on from."""
        held = {name: getattr(self, name).cpu() for name in self.HELD}
        return held | {"random": self.random.get_state() if self.random else torch.get_rng_state()}

    def load(self, state):
        """Takes it over, unless it is of a part of another size."""
        if any(state[name].shape != getattr(self, name).shape for name in self.HELD):
            return
        for name in self.HELD:
            getattr(self, name).copy_(state[name])
        if self.random:
            self.random.set_state(state["random"].cpu())

    def rand(self, *shape):
        return torch.rand(*shape, generator=self.random, device=self.device)

    def integers(self, low, high, *shape):
        return torch.randint(low, high, shape, generator=self.random, device=self.device)

    def rows(self, mask):
        """What to index by: the rows that the mask names, or all of them on a GPU, where a shape must not depend on data."""
        return slice(None) if self.device.type == "cuda" else mask.nonzero()[:, 0]

    def put(self, name, rows, mask, value):
        """Sets an attribute's rows where the mask holds."""
        state = getattr(self, name)
        over = (slice(None), rows) if name.startswith("z_") else (rows,)
        mask = mask[rows]
        mask = mask[None, :, None] if name.startswith("z_") else mask.view(-1, *(1,) * (state.dim() - 1))
        state[over] = torch.where(mask, value, state[over])

    def renew(self, fresh):
        """Fresh puzzles where the mask says."""
        rows = self.rows(fresh)
        count = len(self.steps[rows])
        if count == 0:
            return
        question, label, hints = self.source.draw(count, self.random)
        self.put("question", rows, fresh, question)
        self.put("hints", rows, fresh, hints)
        self.put("label", rows, fresh, label)
        self.put("alive", rows, fresh, torch.ones_like(self.alive[rows]))
        self.put("tree", rows, fresh, self.rand(count) < self.options.tree)
        self.put("guesses", rows, fresh, torch.zeros_like(self.guesses[rows]))
        self.restart(fresh)

    def restart(self, mask):
        """The states start afresh where the mask says."""
        rows = self.rows(mask)
        count = len(self.steps[rows])
        if count == 0:
            return
        for name, value in zip(("z_H", "z_L"), self.model.start(count, self.random)):
            self.put(name, rows, mask, value)
        self.put("steps", rows, mask, torch.zeros_like(self.steps[rows]))
        self.put("node_steps", rows, mask, self.lengths[self.integers(0, len(NODE_STEPS), count)])

    def guess(self, mask, logits):
        """Takes a cell for given where the mask says: mostly the one whose second-likeliest token is likeliest, with the right token
        or one of the two likeliest; else any, with any. Returns where nothing was open any more."""
        rows = self.rows(mask)
        count = len(self.steps[rows])
        if count == 0:
            return mask
        question, label = self.question[rows], self.label[rows]
        choices, may = self.source.kind.choices[question], self.source.kind.is_choice[question]  # [n, S, C]
        p = stablemax(logits[:, rows].transpose(0, 1).gather(2, choices).float()) * may
        p = p / p.sum(-1, keepdim=True).clamp(min=1e-9)
        top, place = p.topk(2, -1)
        doubt = top[..., 1]
        # A little chance among cells that are nearly as doubtful, as symmetric copies bring it.
        doubt = torch.where(may.sum(-1) > 1, doubt * (0.5 + 0.5 * self.rand(*doubt.shape)) + 1e-6, torch.zeros_like(doubt))
        blind = self.rand(count) < self.options.blind_guesses
        doubt = torch.where(blind[:, None] & (doubt > 0), self.rand(*doubt.shape), doubt)
        most, cell = doubt.max(-1)
        here = torch.arange(count, device=self.device)
        second = (self.rand(count) < 0.5).long()
        any_place = (may[here, cell] * self.rand(count, may.shape[-1])).argmax(-1)
        drawn = choices[here, cell, torch.where(blind, any_place, place[here, cell, second])]
        wanted = label[here, cell]
        # Deep nodes are found by right guesses, so half of the guesses are.
        chosen = torch.where(self.rand(count) < 0.5, wanted, drawn)
        right = chosen == wanted
        guessed = question.scatter(1, cell[:, None], chosen[:, None])
        done = mask[rows] & (most > 0)
        every = torch.zeros_like(mask)
        every[rows] = done
        self.put("question", rows, every, guessed)
        self.put("alive", rows, every, self.alive[rows] & right)
        self.put("guesses", rows, every, self.guesses[rows] + 1)
        self.restart(every)
        return mask & ~every

    def advance(self):
        """One supervision step. Returns its gradients and what is to be logged: sums of losses and of cells right, then for every
        step and every state of the question (PLAIN, OPEN, DEAD) how many there were, were solved, and had q and second row above 0."""
        options, model = self.options, self.model
        z_H, z_L, logits, q_halt, q_alive = model(self.z_H, self.z_L, model.question(self.question, self.hints), random=self.random)
        labels = self.label.t()
        counts = labels != 0
        answer = logits.detach().argmax(-1)
        right = (answer == labels) | ~counts
        solved = right.all(0) & self.alive
        share = len(solved) / options.batch
        cells = (cell_losses(logits, labels) * counts).sum(0) / counts.sum(0)
        cell_loss = (cells * self.alive).mean()
        q_loss = F.binary_cross_entropy_with_logits(q_halt, solved.float())
        alive_loss = F.binary_cross_entropy_with_logits(q_alive, self.alive.float())
        loss = cell_loss + options.q_weight * (q_loss + (alive_loss if options.tree > 0 else 0))
        gradients = torch.autograd.grad(share * loss, [p for p in model.parameters()])
        with torch.no_grad():
            state = torch.where(self.alive, torch.where(self.guesses > 0, OPEN, PLAIN), DEAD)
            seen = torch.stack((torch.ones_like(q_halt), solved.float(), (q_halt > 0).float(), (q_alive > 0).float()), 1)
            table = torch.zeros(3 * self.model.arch.halt_max_steps, 4, device=self.device)
            table.index_add_(0, state * self.model.arch.halt_max_steps + self.steps.clamp(max=self.model.arch.halt_max_steps - 1), seen)
            cells_right = (right & counts).sum() / counts.sum()
            logged = share * torch.stack((cell_loss.detach(), q_loss.detach(), alive_loss.detach(), cells_right))

            self.z_H.copy_(z_H.detach())
            self.z_L.copy_(z_L.detach())
            self.steps += 1
            stayed = (self.answer == answer.t()).all(1)
            self.answer.copy_(answer.t())
            explores = self.rand(len(solved)) < 0.1
            wait = torch.where(explores, self.integers(2, self.model.arch.halt_max_steps + 1, len(solved)), 0)
            halted = (self.steps >= self.longest) | ((q_halt > 0) & (self.steps >= wait))
            claimed = (q_halt > 1) & stayed & (self.steps > 1)
            over = claimed | (self.steps >= self.node_steps)
            # Most dead ends are left where the search would leave them; a few are followed, as it does where it fails to see them.
            left = claimed | ((q_alive < 0) & (self.rand(len(solved)) < 0.9)) | (~self.alive & (self.rand(len(solved)) < 0.3))
            left |= self.guesses >= DEEPEST
            fresh = torch.where(self.tree, over & left, halted)
            if options.tree > 0:
                fresh = fresh | self.guess(self.tree & over & ~left, logits.detach())
            self.renew(fresh)
        return gradients, logged, table


class Trainer:
    def __init__(self, options):
        self.options = options
        self.step, self.seconds = 0, 0.0
        os.makedirs(options.run, exist_ok=True)
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        on_gpu = self.device.type == "cuda"
        # A thread for each part of the batch is faster than many threads in one product, and waits for nobody.
        self.workers = ThreadPoolExecutor(options.threads or len(os.sched_getaffinity(0)))
        torch.set_num_threads(1)
        torch.manual_seed(options.seed)
        self.kind = Kind(options.data[0][0], self.device)
        self.arch = Architecture(
            seq_len=self.kind.seq_len, vocab_size=self.kind.row_count, hint_rows=self.kind.hint_rows, hidden_size=options.hidden_size, expansion=options.expansion,
            L_layers=options.layers, H_cycles=options.H_cycles, L_cycles=options.L_cycles, mlp_t=not options.attention,
            num_heads=options.heads, q_alive=options.tree > 0, puzzle_emb_ndim=options.hidden_size)
        if options.eqr:
            self.arch.lambda_, self.arch.noise_scale = 0.95, options.path_noise
            self.arch.H_init_std = self.arch.L_init_std = 1.0
            self.arch.puzzle_emb_len = self.arch.puzzle_emb_ndim = 0
        if options.attention:
            square = math.isqrt(self.arch.seq_len) ** 2 == self.arch.seq_len
            self.arch.pos_encodings = "rope2d" if square and self.arch.puzzle_emb_ndim == 0 else "rope"
        self.model = TRM(self.arch).to(self.device)
        if options.init:
            self.begin_as(options.init)
        if options.fresh_alive or not options.init:  # nothing is held dead before that is learnt
            with torch.no_grad():
                self.model.q_head.weight[1] = 0
                self.model.q_head.bias[1] = 1
        self.parameters = list(self.model.parameters())
        self.ema = {name: value.detach().clone() for name, value in self.model.state_dict().items()}
        # What a step of the run goes by lies on the device, for a graph of CUDA's reads it there.
        self.rate, self.decay, self.longest = (torch.zeros((), device=self.device) for _ in range(3))
        matrices, others = [], []
        for name, parameter in self.model.named_parameters():
            (matrices if options.muon and name.startswith("L_level") else others).append(parameter)
        common = dict(lr=self.rate if on_gpu else options.lr, weight_decay=options.weight_decay)
        self.optimizers = [torch.optim.AdamW(others, betas=(0.9, 0.95), **common, **(dict(fused=True, capturable=True) if on_gpu else {}))]
        if matrices:
            self.optimizers.append(Muon(matrices, **common))
        held = []
        self.checkpoint = os.path.join(options.run, "checkpoint.pt")
        if os.path.exists(self.checkpoint):
            held = self.load()
        self.source = Source(self.kind, [path for path, _ in options.data], [weight for _, weight in options.data],
                             options.reveal, not options.no_turns, self.device)
        part = options.batch if on_gpu else options.part
        self.carries = [Carry(self, min(part, options.batch - first), hash((options.seed, self.step, first)) % 2 ** 63)
                        for first in range(0, options.batch, part)]
        # With the same parts a run that was stopped goes on as if it had not been.
        if len(held) == len(self.carries):
            for carry, state in zip(self.carries, held):
                carry.load(state)
        self.part = part
        self.logged = torch.zeros(4, device=self.device)
        self.table = torch.zeros(3 * self.arch.halt_max_steps, 4, device=self.device)
        self.heldout = [tuple(grids.to(self.device) for grids in read_folder(path)) for path in options.heldout]
        self.train_step = self.captured() if on_gpu else self.update

    def weights_of(self, path):
        """Those of a model file, of tokens that share a row one, or the averaged ones of another run."""
        if path.endswith(".pt"):
            return torch.load(path, map_location=self.device)["ema"]
        tensors = read_safetensors(path)
        names = ("embed_tokens.embedding_weight", "lm_head.weight")
        firsts = {}  # by what a token says, the first that says it
        for token, row in enumerate(torch.cat([tensors[name] for name in names], 1).tolist()):
            firsts.setdefault(tuple(row), token)
        for name in names:
            tensors[name] = tensors[name][list(firsts.values())]
        return tensors

    def begin_as(self, path):
        """Takes the weights of another network over. Of another kind of puzzle these are the blocks and the first rows of each table: the
        states of a cell come before its clues, and rooms are told alike."""
        own, taken = self.model.state_dict(), {}
        for name, value in self.weights_of(path).items():
            if name not in own:
                continue
            if own[name].shape[1:] != value.shape[1:]:
                raise SystemExit(f"--init {path}: {name} is {list(value.shape)} there and {list(own[name].shape)} here; "
                                 "--hidden-size and --heads must be the same")
            rows = min(len(own[name]), len(value))
            own[name][:rows].copy_(value[:rows])
            if rows < max(len(own[name]), len(value)):
                taken[name] = rows
        self.log(event="init", rows_taken=taken)

    def load(self):
        state = torch.load(self.checkpoint, map_location=self.device)
        self.model.load_state_dict(state["model"])
        for optimizer, held in zip(self.optimizers, state["optimizers"]):
            optimizer.load_state_dict(held)
        if self.device.type == "cuda":  # on a CPU every step sets it
            self.set_rate(self.rate)
        self.ema, self.step, self.seconds = state["ema"], state["step"], state["seconds"]
        self.log(event="resume")
        return state["carries"]

    def save(self):
        state = dict(model=self.model.state_dict(), optimizers=[o.state_dict() for o in self.optimizers], ema=self.ema, step=self.step,
                     seconds=self.seconds, carries=[carry.state() for carry in self.carries], arch=self.arch.__dict__, task=self.kind.task, options=vars(self.options),
                     vocab_size=self.kind.vocab_size, rows=self.kind.rows if self.kind.has_hints else None, commit=git_commit())
        torch.save(state, self.checkpoint + ".new")
        os.replace(self.checkpoint + ".new", self.checkpoint)

    def set_rate(self, rate):
        for optimizer in self.optimizers:
            for group in optimizer.param_groups:
                group["lr"] = rate

    def log(self, **record):
        record = dict(sample_steps=self.step * self.options.batch, seconds=round(self.seconds), **record)
        print(json.dumps(record), flush=True)
        with open(os.path.join(self.options.run, "log.jsonl"), "a") as file:
            file.write(json.dumps(record) + "\n")

    def progress(self):
        """The share of the run that is done: by sample-steps or, with --hours, by the clock."""
        if self.options.hours:
            return (self.seconds + time.time() - self.began) / 3600 / self.options.hours
        return self.step * self.options.batch / self.options.sample_steps

    def learning_rate(self):
        warm = min(1.0, (self.step + 1) / self.options.warmup)
        cooled = min(1.0, max(0.0, (self.progress() - self.options.cooldown) / (1 - self.options.cooldown)))
        return self.options.lr * warm * (0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * cooled)))

    def max_steps(self):
        """How long a puzzle may stay: short at first, for unsolvable ones would hold the batch (2, 4, 8, then all)."""
        stage = self.progress() / max(self.options.grow, 1e-9)
        return min(self.arch.halt_max_steps, 2 ** (1 + int(3 * stage))) if stage < 1 else self.arch.halt_max_steps

    def schedule(self):
        """What the next step goes by."""
        self.rate.fill_(self.learning_rate())
        self.longest.fill_(self.max_steps())
        self.decay.fill_(min(self.options.ema, (self.step + 1) / (self.step + 10)))

    def update(self):
        """One step of the optimizer: a supervision step of the whole batch."""
        results = list(self.workers.map(Carry.advance, self.carries)) if len(self.carries) > 1 else [self.carries[0].advance()]
        for parameter, *gradients in zip(self.parameters, *(result[0] for result in results)):
            parameter.grad = sum(gradients[1:], gradients[0])
        torch.nn.utils.clip_grad_norm_(self.parameters, 1.0)
        if self.device.type == "cpu":
            self.set_rate(float(self.rate))
        for optimizer in self.optimizers:
            optimizer.step()
        with torch.no_grad():
            for name, value in self.model.state_dict().items():
                self.ema[name].lerp_(value, 1 - self.decay)
            for _, logged, table in results:
                self.logged += logged
                self.table += table

    def captured(self):
        """The update as one CUDA graph: thousands of small kernels a step, launched at once."""
        self.began = time.time()
        self.schedule()
        self.rate.zero_()
        stream = torch.cuda.Stream()
        stream.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(stream):
            for _ in range(3):
                self.update()
        torch.cuda.current_stream().wait_stream(stream)
        graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(graph):
            self.update()
        self.logged.zero_(), self.table.zero_()
        return graph.replay

    @torch.no_grad()
    def evaluate(self, questions, labels, hints, steps=16):
        """Exact accuracy of the averaged weights after `steps` supervision steps, and how often the sign of q is right."""
        averaged = TRM(self.arch).to(self.device)
        averaged.load_state_dict(self.ema)

        @torch.no_grad()
        def part(first):
            inputs, wanted, told = (grids[first:first + self.part].long() for grids in (questions, labels, hints))
            inputs, wanted = self.kind.rows[inputs], self.kind.rows[wanted]
            random = torch.Generator(self.device).manual_seed(first)
            z_H, z_L = averaged.start(len(inputs), random)
            x = averaged.question(inputs, told)
            for _ in range(steps):
                z_H, z_L, logits, q, _ = averaged(z_H, z_L, x, random=random)
            right = ((logits.argmax(-1).t() == wanted) | (wanted == 0)).all(1)
            return right.sum().item(), (right == (q > 0)).sum().item()

        firsts = range(0, len(questions), self.part)
        if self.device.type == "cpu":
            counts = list(self.workers.map(part, firsts))
        else:
            with torch.compiler.set_stance("force_eager"):  # what runs this seldom is not worth compiling for its sizes
                counts = list(map(part, firsts))
        return tuple(total / len(questions) for total in map(sum, zip(*counts)))

    def report(self, limit=None):
        for path, grids in zip(self.options.heldout, self.heldout):
            exact, honest = self.evaluate(*(grid[:limit] for grid in grids))
            self.log(heldout=os.path.basename(path), count=len(grids[0][:limit]), exact=exact, q_right=honest)

    def log_training(self, count, seconds):
        """The losses since the last time; and for plain questions, and those with right and with wrong guesses, after 1, 2, 4, 8, ...
        steps: the share solved, and the shares with q and with the second row above 0."""
        cell, q, alive, cells = (self.logged / count).tolist()
        if not math.isfinite(cell):
            raise SystemExit("the loss is not finite; the last checkpoint is good: go on from it with another --lr")
        table = self.table.view(3, self.arch.halt_max_steps, 4).cpu()
        steps = [step for step in (1, 2, 4, 8, 16) if step <= self.arch.halt_max_steps]
        shares = {name: {step: [round(x, 3) for x in (row[1:] / row[0]).tolist()] + [round(row[0].item() / table[..., 0].sum().item(), 3)]
                         for step, row in ((step, table[state, step - 1]) for step in steps) if row[0] > 0}
                  for state, name in ((PLAIN, "plain"), (OPEN, "open"), (DEAD, "dead"))}
        self.log(loss=round(cell, 4), q_loss=round(q, 4), alive_loss=round(alive, 4), cells=round(cells, 4), lr=round(float(self.rate), 6),
                 longest=int(self.longest), rate=round(count * self.options.batch / seconds, 1), solved_q_alive_share=shares)
        self.logged.zero_(), self.table.zero_()

    def run(self):
        options, count = self.options, 0
        self.began = saved = start = time.time()
        while self.progress() < 1:
            if time.time() - start > 60 * options.minutes:
                return self.save()
            self.schedule()
            self.train_step()
            self.step += 1
            count += 1
            if self.step % options.log_every == 0 or (options.log_seconds and time.time() - self.began > options.log_seconds):
                self.log_training(count, time.time() - self.began)
                self.pause()
                count = 0
            if time.time() - saved > 60 * options.save_every:
                self.save()
                saved = time.time()
            if options.evaluate_every and self.step % options.evaluate_every == 0:
                self.pause()
                self.report(options.quick)
                self.began = time.time()
        self.pause()
        self.save()
        self.report()

    def pause(self):
        """Counts the time since the last pause as training."""
        now = time.time()
        self.seconds += now - self.began
        self.began = now


def source(text):
    path, _, weight = text.partition("=")
    return path, float(weight or 1)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--run", required=True, help="folder for checkpoint and log")
    parser.add_argument("--data", type=source, nargs="+", required=True, help="data folders of one task")
    parser.add_argument("--heldout", nargs="*", default=[], help="data folders to measure on")
    parser.add_argument("--sample-steps", type=float, default=100_000)
    parser.add_argument("--hours", type=float, help="the length of the run by the clock, instead of --sample-steps")
    parser.add_argument("--batch", type=int, default=72)
    parser.add_argument("--part", type=int, default=24, help="on a CPU: samples that one thread advances at a time")
    parser.add_argument("--threads", type=int, default=0, help="0: a thread for each core")
    parser.add_argument("--hidden-size", type=int, default=128)
    parser.add_argument("--expansion", type=float, default=2.0)
    parser.add_argument("--layers", type=int, default=2)
    parser.add_argument("--H-cycles", type=int, default=2)
    parser.add_argument("--L-cycles", type=int, default=2)
    parser.add_argument("--attention", action="store_true", help="attention blocks instead of the mixer; rope2d where cells are a square")
    parser.add_argument("--heads", type=int, default=4, help="of attention")
    parser.add_argument("--eqr", action="store_true", help="random starts and damped updates (EqR)")
    parser.add_argument("--path-noise", type=float, default=0.0, help="of --eqr: noise in every update, 0.01 in the paper")
    parser.add_argument("--tree", type=float, default=0.0,
                        help="share of the puzzles that walk down a search tree, which trains the second row of the Q head to tell dead ends")
    parser.add_argument("--blind-guesses", type=float, default=0.15, help="of --tree: share of the guesses that are any token of any cell")
    parser.add_argument("--reveal", type=float, default=0.0, help="share of the puzzles that begin with a random share of their cells revealed")
    parser.add_argument("--no-turns", action="store_true", help="puzzles as they lie: where the answer depends on it, as of Maze-Hard")
    parser.add_argument("--lr", type=float, default=2e-3)
    parser.add_argument("--muon", action="store_true", help="train the weights of the blocks by Muon instead of AdamW")
    parser.add_argument("--warmup", type=int, default=300, help="optimizer steps")
    parser.add_argument("--cooldown", type=float, default=0.5, help="share of the run after which the rate falls, by a cosine")
    parser.add_argument("--grow", type=float, default=0.0, help="share of the run in which supervision steps grow to the full 16")
    parser.add_argument("--weight-decay", type=float, default=0.1)
    parser.add_argument("--q-weight", type=float, default=0.5)
    parser.add_argument("--ema", type=float, default=0.999)
    parser.add_argument("--init", help="model file, or checkpoint.pt of another run, to start from instead of random weights, of another kind too; with rope2d the frame may differ")
    parser.add_argument("--fresh-alive", action="store_true", help="of --init: its second row of the Q head was not trained, so begin it anew")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--log-every", type=int, default=50)
    parser.add_argument("--log-seconds", type=float, default=0, help="also log after so many seconds")
    parser.add_argument("--save-every", type=float, default=2, help="minutes between checkpoints")
    parser.add_argument("--minutes", type=float, default=math.inf, help="save and leave after so many; the same command goes on")
    parser.add_argument("--evaluate-every", type=int, default=500)
    parser.add_argument("--quick", type=int, default=200, help="puzzles in an evaluation before the last")
    Trainer(parser.parse_args()).run()


if __name__ == "__main__":
    main()
