"""One supervision step of a TRM in plain PyTorch, laid out as the official code has it: states [B, L, D], the mixer's first half
on the transposed state. It is what the peers run, and the work that is counted is ptrm::Architecture::flops_per_step()."""
import math

import torch
import torch.nn.functional as F
from torch import nn

MODELS = {
    "official-mixer": dict(S=81, P=16, V=11, D=512, expansion=4, H_cycles=3, L_cycles=6, mixer=True),
    "official-attention": dict(S=100, P=16, V=12, D=512, expansion=4, H_cycles=3, L_cycles=4, mixer=False),
    "sudoku-9x9-small": dict(S=81, P=1, V=11, D=128, expansion=2, H_cycles=2, L_cycles=2, mixer=True),
}
LAYERS, HEADS = 2, 8


def inner_width(expansion, width):
    return -(-round(expansion * width * 2 / 3) // 256) * 256


def rms(x):
    wide = x.float()
    return (wide * torch.rsqrt(wide.square().mean(-1, keepdim=True) + 1e-5)).to(x.dtype)


class SwiGLU(nn.Module):
    def __init__(self, width, expansion):
        super().__init__()
        inner = inner_width(expansion, width)
        self.gate_up, self.down = nn.Linear(width, 2 * inner, bias=False), nn.Linear(inner, width, bias=False)

    def forward(self, x):
        gate, up = self.gate_up(x).chunk(2, -1)
        return self.down(F.silu(gate) * up)


class Attention(nn.Module):
    def __init__(self, length, D):
        super().__init__()
        self.qkv, self.out = nn.Linear(D, 3 * D, bias=False), nn.Linear(D, D, bias=False)
        head = D // HEADS
        angles = torch.outer(torch.arange(length).float(), 10000.0 ** (-torch.arange(0, head, 2) / head))
        self.register_buffer("cos", torch.cat((angles, angles), 1).cos())
        self.register_buffer("sin", torch.cat((angles, angles), 1).sin())

    def rotate(self, x):
        first, second = x.chunk(2, -1)
        return x * self.cos + torch.cat((-second, first), -1) * self.sin

    def forward(self, x):
        B, L, D = x.shape
        q, k, v = (part.reshape(B, L, HEADS, D // HEADS).transpose(1, 2) for part in self.qkv(x).chunk(3, -1))
        scores = self.rotate(q) @ self.rotate(k).transpose(-1, -2) / math.sqrt(D // HEADS)
        return self.out((scores.softmax(-1) @ v).transpose(1, 2).reshape(B, L, D))


class Block(nn.Module):
    def __init__(self, length, D, expansion, mixer):
        super().__init__()
        self.mixer = mixer
        self.first = SwiGLU(length, expansion) if mixer else Attention(length, D)
        self.mlp = SwiGLU(D, expansion)

    def forward(self, h):
        if self.mixer:
            h = h.transpose(1, 2)
            h = rms(h + self.first(h)).transpose(1, 2)
        else:
            h = rms(h + self.first(h))
        return rms(h + self.mlp(h))


class Step(nn.Module):
    def __init__(self, S, P, V, D, expansion, H_cycles, L_cycles, mixer):
        super().__init__()
        self.P, self.D, self.L, self.H_cycles, self.L_cycles = P, D, S + P, H_cycles, L_cycles
        self.blocks = nn.ModuleList(Block(S + P, D, expansion, mixer) for _ in range(LAYERS))
        self.lm_head, self.q_head = nn.Linear(D, V, bias=False), nn.Linear(D, 2)

    def net(self, z, inject):
        h = z + inject
        for block in self.blocks:
            h = block(h)
        return h

    def forward(self, x, z_H, z_L):
        for _ in range(self.H_cycles):
            for _ in range(self.L_cycles):
                z_L = self.net(z_L, z_H + x)
            z_H = self.net(z_H, z_L)
        return z_H, z_L, self.lm_head(z_H[:, self.P:]), self.q_head(z_H[:, 0])

    def gflop(self):
        """Of one state: what ptrm counts, the products of the blocks."""
        L, D, first = self.L, self.D, self.blocks[0].first
        over_channels = 6 * L * D * self.blocks[0].mlp.down.in_features
        over_positions = 6 * L * D * first.down.in_features if isinstance(first, SwiGLU) else 8 * L * D * D + 4 * L * L * D
        return 1e-9 * self.H_cycles * (self.L_cycles + 1) * LAYERS * (over_channels + over_positions)


def build(name):
    torch.manual_seed(0)
    return Step(**MODELS[name]).eval().requires_grad_(False)


def states(step, batch, dtype=torch.float32):
    return [torch.randn(batch, step.L, step.D).to(dtype) for _ in range(3)]
