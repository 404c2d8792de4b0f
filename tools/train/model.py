"""The TRM network for training, after the official code's mathematics (arXiv 2510.04871).

States are token-major, [L, B, D]: for the mixer both products are then plain matrix products and nothing is transposed.
They are kept in bfloat16, or in float32 on a CPU without instructions for it; weights in float32.
"""
import math
import re
from dataclasses import asdict, dataclass
from functools import lru_cache

import torch
import torch.nn.functional as F
from torch import nn

import fused


@dataclass
class Architecture:
    seq_len: int
    vocab_size: int  # while training the rows that tokens share, see data.py
    hidden_size: int = 128
    expansion: float = 2.0
    L_layers: int = 2
    H_cycles: int = 2
    L_cycles: int = 2
    num_heads: int = 4
    mlp_t: bool = True
    pos_encodings: str = "none"
    puzzle_emb_len: int = 1
    puzzle_emb_ndim: int = 128
    num_puzzle_identifiers: int = 1
    rms_norm_eps: float = 1e-5
    rope_theta: float = 10000.0
    halt_max_steps: int = 16
    hint_rows: int = 0
    forward_dtype: str = "bfloat16"
    q_alive: bool = False  # the second row of the Q head says whether the question still has an answer
    # EqR (arXiv 2605.21488): damped, noisy updates and random starts; None starts from H_init and L_init.
    lambda_: float = 1.0
    noise_scale: float = 0.0
    H_init_std: float = None
    L_init_std: float = None

    @property
    def length(self):
        return self.seq_len + self.puzzle_emb_len

    def config(self):
        """What the header's trm_config says; absent keys have the meaning that plain TRM gives them."""
        config = asdict(self)
        if not self.random_starts:
            for key in ("lambda_", "noise_scale", "H_init_std", "L_init_std"):
                del config[key]
        for key in ("q_alive", "hint_rows"):
            if not config[key]:
                del config[key]
        return config

    @property
    def random_starts(self):
        return self.H_init_std is not None


@lru_cache
def cpu_has_bfloat16():
    """Whether the CPU multiplies bfloat16 by itself; emulated, training takes four times as long as in float32 (Zen 3)."""
    try:
        with open("/proc/cpuinfo") as file:
            return re.search(r"\b(avx512_bf16|amx_bf16|bf16)\b", file.read()) is not None
    except OSError:
        return False


def inner_width(expansion, width):
    return -(-round(expansion * width * 2 / 3) // 256) * 256


def truncated_normal(*shape, std=1.0, random=None, device=None):
    """Cut at two sigmas and scaled so that the deviation is `std` after the cut (0.8796 is what the cut leaves of 1)."""
    uniform = torch.rand(*shape, generator=random, device=device)
    return (uniform * 2 - 1).mul_(math.erf(2 ** 0.5)).erfinv_().mul_(2 ** 0.5).clamp_(-2, 2) * (std / 0.87962566)


def compiled_on_cuda(function):
    """The function as one kernel for each shape it meets, where PyTorch can compile and the tensors are on a GPU."""
    compiled = torch.compile(function, dynamic=False) if torch.cuda.is_available() else function

    def call(first, *others):
        return (compiled if first.device.type == "cuda" else function)(first, *others)
    return call


@compiled_on_cuda
def add_rms_norm(h, y, dim, eps):
    """rms(h + y) of two matrices over `dim`."""
    if fused.available(h):
        return fused.AddNorm.apply(h, y, dim, eps)
    wide = h.float() + y.float()
    return (wide * torch.rsqrt(wide.square().mean(dim, keepdim=True) + eps)).to(h.dtype)


@compiled_on_cuda
def gate(gate_up, dim):
    """silu(gate) * up of the halves along `dim`."""
    if fused.available(gate_up):
        return fused.Gate.apply(gate_up, dim)
    gate, up = gate_up.chunk(2, dim)
    return F.silu(gate) * up


class SwiGLU(nn.Module):
    def __init__(self, width, expansion):
        super().__init__()
        inner = inner_width(expansion, width)
        self.gate_up_proj = nn.Linear(width, 2 * inner, bias=False)
        self.down_proj = nn.Linear(inner, width, bias=False)
        for layer in (self.gate_up_proj, self.down_proj):
            layer.weight.data = truncated_normal(*layer.weight.shape, std=layer.in_features ** -0.5)

    def over_channels(self, h):  # [N, D]
        inner = gate(F.linear(h, self.gate_up_proj.weight.to(h.dtype)), 1)
        return F.linear(inner, self.down_proj.weight.to(h.dtype))

    def over_positions(self, h):  # [L, N]
        weight = self.gate_up_proj.weight.to(h.dtype)
        if h.device.type == "cuda":  # rows that begin at multiples of 16 bytes, or the product runs at half its speed
            weight = F.pad(weight, (0, -weight.shape[1] % 8))[:, :weight.shape[1]]
        return self.down_proj.weight.to(h.dtype) @ gate(weight @ h, 0)


def rotations(arch):
    """Cosines and sines of the angles that attention turns queries and keys by, [L, 1, 1, head] each, or nothing. `rope` turns by
    the position; `rope2d` the first half of a head by the cell's row, the second by its column (EqR)."""
    head = arch.hidden_size // arch.num_heads
    if arch.pos_encodings == "rope":
        axes = [torch.arange(arch.length)]
    elif arch.pos_encodings == "rope2d":
        side = math.isqrt(arch.seq_len)
        axes = [torch.arange(arch.seq_len) // side, torch.arange(arch.seq_len) % side]
    else:
        return None
    width = head // len(axes)
    frequencies = arch.rope_theta ** (-torch.arange(0, width, 2) / width)
    angles = torch.cat([torch.outer(axis, frequencies).repeat(1, 2) for axis in axes], 1)[:, None, None, :]
    return angles.cos(), angles.sin()


@compiled_on_cuda
def rotate(x, cos, sin, half):
    """Rotate-half form, within each part of a head [..., 2 * half] that has an axis of its own."""
    parts = x.unflatten(-1, (-1, 2, half))
    turned = torch.stack((-parts[..., 1, :], parts[..., 0, :]), -2).flatten(-3)
    return x * cos + turned * sin


@compiled_on_cuda
def damped(h, new, weight):
    return torch.lerp(h, new, weight)


class Attention(nn.Module):
    def __init__(self, arch):
        super().__init__()
        D = arch.hidden_size
        self.heads = arch.num_heads
        self.qkv_proj = nn.Linear(D, 3 * D, bias=False)
        self.o_proj = nn.Linear(D, D, bias=False)
        for layer in (self.qkv_proj, self.o_proj):
            layer.weight.data = truncated_normal(*layer.weight.shape, std=D ** -0.5)
        for name, angles in zip(("cos", "sin"), rotations(arch) or (None, None)):
            self.register_buffer(name, angles, persistent=False)
        self.half = D // self.heads // (4 if arch.pos_encodings == "rope2d" else 2)

    def turn(self, x):
        return x if self.cos is None else rotate(x, self.cos.to(x.dtype), self.sin.to(x.dtype), self.half)

    def forward(self, h):  # [L, B, D]
        L, B, D = h.shape
        qkv = F.linear(h, self.qkv_proj.weight.to(h.dtype)).view(L, B, 3, self.heads, D // self.heads)
        if fused.available(h):
            angles = (None, None) if self.cos is None else (self.cos.flatten(1), self.sin.flatten(1))
            return F.linear(fused.Attention.apply(qkv, *angles, self.half), self.o_proj.weight.to(h.dtype))
        q, k, v = qkv.unbind(2)
        q, k, v = (x.permute(1, 2, 0, 3) for x in (self.turn(q), self.turn(k), v))  # [B, heads, L, head]
        if hasattr(F, "scaled_dot_product_attention"):
            mixed = F.scaled_dot_product_attention(q, k, v)
        else:
            scores = (q @ k.transpose(2, 3)) * (D // self.heads) ** -0.5
            mixed = scores.float().softmax(-1).to(h.dtype) @ v
        return F.linear(mixed.permute(2, 0, 1, 3).reshape(L, B, D), self.o_proj.weight.to(h.dtype))


class Block(nn.Module):
    def __init__(self, arch):
        super().__init__()
        self.eps = arch.rms_norm_eps
        if arch.mlp_t:
            self.mlp_t = SwiGLU(arch.length, arch.expansion)
        else:
            self.self_attn = Attention(arch)
        self.mlp = SwiGLU(arch.hidden_size, arch.expansion)

    def forward(self, h):  # [L, B, D]
        L, B, D = h.shape
        if hasattr(self, "mlp_t"):
            flat = h.view(L, B * D)
            h = add_rms_norm(flat, self.mlp_t.over_positions(flat), 0, self.eps)
        else:
            h = add_rms_norm(h.view(L * B, D), self.self_attn(h).view(L * B, D), 1, self.eps)
        flat = h.view(L * B, D)
        return add_rms_norm(flat, self.mlp.over_channels(flat), 1, self.eps).view(L, B, D)


class Embedding(nn.Module):
    def __init__(self, rows, width, std):
        super().__init__()
        self.embedding_weight = nn.Parameter(truncated_normal(rows, width, std=std))


class PuzzleEmbedding(nn.Module):
    def __init__(self, rows, width):
        super().__init__()
        self.weights = nn.Parameter(torch.zeros(rows, width))


class Level(nn.Module):
    def __init__(self, arch):
        super().__init__()
        self.layers = nn.ModuleList(Block(arch) for _ in range(arch.L_layers))

    def forward(self, h):
        for block in self.layers:
            h = block(h)
        return h


class TRM(nn.Module):
    """Parameter names are the official ones, without the prefix `inner.`."""

    def __init__(self, arch):
        super().__init__()
        self.arch = arch
        D = arch.hidden_size
        self.embed_tokens = Embedding(arch.vocab_size, D, D ** -0.5)
        self.lm_head = nn.Linear(D, arch.vocab_size, bias=False)
        self.lm_head.weight.data = truncated_normal(arch.vocab_size, D, std=D ** -0.5)
        self.q_head = nn.Linear(D, 2)
        self.q_head.weight.data.zero_()
        self.q_head.bias.data.fill_(-5.0)
        if arch.puzzle_emb_ndim > 0:
            self.puzzle_emb = PuzzleEmbedding(arch.num_puzzle_identifiers, arch.puzzle_emb_ndim)
        if arch.hint_rows > 0:
            self.embed_hints = Embedding(arch.hint_rows, D, D ** -0.5)
        if arch.pos_encodings == "learned":
            self.embed_pos = Embedding(arch.length, D, D ** -0.5)
        self.L_level = Level(arch)
        if not arch.random_starts:
            self.register_buffer("H_init", truncated_normal(D))
            self.register_buffer("L_init", truncated_normal(D))

    @property
    def dtype(self):
        slow = self.lm_head.weight.device.type == "cpu" and not cpu_has_bfloat16()
        return torch.float32 if slow or self.arch.forward_dtype != "bfloat16" else torch.bfloat16

    def start(self, count, random=None):
        """Fresh states z_H, z_L for `count` samples, from the generator `random` where the architecture wants chance."""
        arch, shape = self.arch, (self.arch.length, count, self.arch.hidden_size)
        if arch.random_starts:
            return tuple(truncated_normal(*shape, std=std, random=random, device=self.lm_head.weight.device).to(self.dtype)
                         for std in (arch.H_init_std, arch.L_init_std))
        return tuple(init.to(self.dtype).expand(shape).clone() for init in (self.H_init, self.L_init))

    def question(self, tokens, hints):  # [B, S] and [B, S, F], counted from 1 -> [L, B, D]
        arch, D = self.arch, self.arch.hidden_size
        weight = self.embed_tokens.embedding_weight
        if tokens.device.type == "cuda":  # as a product: the gradient of an indexed row would add up one by one
            e = (tokens.t()[..., None] == torch.arange(arch.vocab_size, device=tokens.device)).to(self.dtype) @ weight.to(self.dtype)
        else:
            e = weight[tokens.t()]
        if arch.hint_rows > 0:
            hints = hints.transpose(0, 1)
            told = torch.zeros(*hints.shape[:2], arch.hint_rows + 1, dtype=e.dtype, device=e.device).scatter_(2, hints, 1)
            e = e + told[..., 1:] @ self.embed_hints.embedding_weight.to(e.dtype)
        if arch.puzzle_emb_ndim > 0:
            p = F.pad(self.puzzle_emb.weights[0], (0, arch.puzzle_emb_len * D - arch.puzzle_emb_ndim))
            e = torch.cat((p.view(-1, 1, D).expand(-1, len(tokens), -1), e))
        if arch.pos_encodings == "learned":
            e = 0.707106781 * (e + self.embed_pos.embedding_weight[:, None, :])
        return (D ** 0.5 * e).to(self.dtype)

    def update(self, h, inject, random):
        new = self.L_level(h + inject)
        if self.arch.random_starts:
            new = damped(h, new, self.arch.lambda_)
            if self.arch.noise_scale > 0:
                new = new + self.arch.noise_scale * torch.randn(h.shape, generator=random, device=h.device, dtype=h.dtype)
        return new

    def forward(self, z_H, z_L, x, random=None):
        """One supervision step; the gradient flows through the last of the H_cycles alone. Returns both states, logits [S, B, V],
        and the two rows of the Q head, [B] each."""
        last = self.arch.H_cycles - 1
        for cycle in range(self.arch.H_cycles):
            with torch.set_grad_enabled(torch.is_grad_enabled() and cycle == last):
                for _ in range(self.arch.L_cycles):
                    z_L = self.update(z_L, z_H + x, random)
                z_H = self.update(z_H, z_L, random)
        logits = F.linear(z_H[self.arch.puzzle_emb_len:], self.lm_head.weight.to(z_H.dtype))
        q_halt, q_alive = self.q_head(z_H[0].float()).unbind(1)
        return z_H, z_L, logits, q_halt, q_alive
