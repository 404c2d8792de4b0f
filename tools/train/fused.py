"""The gate of a SwiGLU, the residual RMS norm and attention with few passes over memory (fused.c), for bfloat16 and float32 on the CPU.

Where there is no C compiler, or on another device, `available` is false and model.py uses PyTorch's own operations.
"""
import ctypes
import hashlib
import os
import subprocess
import tempfile

import torch

_SOURCE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "fused.c")


def _build(*defines):
    with open(_SOURCE, "rb") as file:
        name = "-".join(("ptrm-fused", hashlib.sha256(file.read()).hexdigest()[:16], *defines)) + ".so"
    library = os.path.join(tempfile.gettempdir(), name)
    if not os.path.exists(library):
        # In two steps: linking with -ffast-math would make the whole process flush subnormal numbers to zero.
        compile_flags = ["-O3", "-march=native", "-mprefer-vector-width=512", "-ffast-math", "-fopenmp", "-fPIC", *defines]
        subprocess.run(["gcc", *compile_flags, "-c", _SOURCE, "-o", library + ".o"], check=True, capture_output=True)
        subprocess.run(["gcc", "-shared", "-fopenmp", library + ".o", "-o", library + ".new", "-lm"], check=True, capture_output=True)
        os.replace(library + ".new", library)
    return ctypes.CDLL(library)


try:
    _libraries = {torch.bfloat16: _build(), torch.float32: _build("-DSINGLE")}
except (OSError, subprocess.CalledProcessError):
    _libraries = {}


def available(h):
    return h.device.type == "cpu" and h.dtype in _libraries


def _call(name, *arguments):
    def convert(value):
        if isinstance(value, torch.Tensor):
            return ctypes.c_void_p(value.data_ptr())
        if value is None:
            return ctypes.c_void_p(None)
        return ctypes.c_float(value) if isinstance(value, float) else ctypes.c_ssize_t(value)

    getattr(_libraries[arguments[0].dtype], name)(*map(convert, arguments))


class Gate(torch.autograd.Function):
    """silu(gate) * up of the two halves of `gate_up` along `dim`: 0 for [2 inner, n], 1 for [n, 2 inner]."""

    @staticmethod
    def forward(ctx, gate_up, dim):
        gate, up = gate_up.chunk(2, dim)
        out = torch.empty(gate.shape, dtype=gate.dtype)
        _call("gate_forward", gate, up, gate.stride(0), out, *out.shape)
        ctx.save_for_backward(gate_up)
        ctx.dim = dim
        return out

    @staticmethod
    def backward(ctx, d_out):
        (gate_up,) = ctx.saved_tensors
        d_out = d_out.contiguous()
        d = torch.empty_like(gate_up)
        (gate, up), (d_gate, d_up) = gate_up.chunk(2, ctx.dim), d.chunk(2, ctx.dim)
        _call("gate_backward", gate, up, gate.stride(0), d_out, d_gate, d_up, *d_out.shape)
        return d, None


class AddNorm(torch.autograd.Function):
    """rms(h + y) of two matrices, over the columns' entries (dim 0) or the rows' (dim 1)."""

    @staticmethod
    def forward(ctx, h, y, dim, eps):
        h, y = h.contiguous(), y.contiguous()
        out, factor = torch.empty_like(h), torch.empty(h.shape[1 - dim])
        ctx.kind = "cols" if dim == 0 else "rows"
        _call(f"norm_{ctx.kind}_forward", h, y, eps, out, factor, *h.shape)
        ctx.save_for_backward(out, factor)
        return out

    @staticmethod
    def backward(ctx, d_out):
        out, factor = ctx.saved_tensors
        d_out = d_out.contiguous()
        d = torch.empty_like(out)
        _call(f"norm_{ctx.kind}_backward", out, factor, d_out, d, *out.shape)
        return d, d, None, None


class Attention(torch.autograd.Function):
    """softmax(scale q k^T) v of queries, keys and values [L, B, 3, heads, head], the first two turned by the angles [L, head] or None,
    whose pairs lie `half` apart: [L, B, heads * head]. Products are PyTorch's own."""

    @staticmethod
    def forward(ctx, qkv, cos, sin, half):
        L, B, parts, heads, head = ctx.shape = qkv.shape
        ctx.turned = cos, sin, half
        split = torch.empty(parts, B * heads, L, head, dtype=qkv.dtype)
        _call("split_heads", qkv.contiguous(), split, cos, sin, half, *qkv.shape)
        q, k, v = split
        p = torch.bmm(q, k.transpose(1, 2))
        _call("softmax_forward", p, head ** -0.5, B * heads * L, L)
        mixed = torch.bmm(p, v)
        out = torch.empty(L, B, heads * head, dtype=qkv.dtype)
        _call("join_heads", mixed, out, None, None, half, L, B, 1, heads, head)
        ctx.save_for_backward(split, p)
        return out

    @staticmethod
    def backward(ctx, d_out):
        split, p = ctx.saved_tensors
        q, k, v = split
        L, B, parts, heads, head = ctx.shape
        cos, sin, half = ctx.turned
        d_mixed = torch.empty(B * heads, L, head, dtype=d_out.dtype)
        _call("split_heads", d_out.contiguous(), d_mixed, None, None, half, L, B, 1, heads, head)
        d = torch.empty_like(split)
        d_p = torch.bmm(d_mixed, v.transpose(1, 2))
        _call("softmax_backward", p, d_p, head ** -0.5, B * heads * L, L)
        torch.bmm(d_p, k, out=d[0])
        torch.bmm(d_p.transpose(1, 2), q, out=d[1])
        torch.bmm(p.transpose(1, 2), d_mixed, out=d[2])
        d_qkv = torch.empty(ctx.shape, dtype=d_out.dtype)
        _call("join_heads", d, d_qkv, cos, sin, half, *ctx.shape)
        return d_qkv, None, None, None
