"""Muon (Keller Jordan, 2024): the momentum of a weight matrix, made nearly orthogonal, is the direction of its step. Steps are scaled to
the size that those of AdamW have (arXiv 2502.16982), so that one rate does for both."""
import torch

MOMENTUM = 0.95
SIZE = 0.2  # root mean square of an element's step, as AdamW's


def orthogonal(matrices, steps=5):
    """Matrices [n, a, b] with their singular values brought near to 1, by Newton and Schulz's iteration."""
    x = matrices if matrices.shape[1] <= matrices.shape[2] else matrices.mT
    x = x / (x.norm(dim=(1, 2), keepdim=True) + 1e-7)
    if x.device.type == "cuda":
        x = x.bfloat16()
    for _ in range(steps):
        square = x @ x.mT
        x = 3.4445 * x + (-4.7750 * square + 2.0315 * square @ square) @ x
    return (x if matrices.shape[1] <= matrices.shape[2] else x.mT).to(matrices.dtype)


class Muon(torch.optim.Optimizer):
    """For matrices alone. The rate may be a tensor, which a CUDA graph reads anew at every step."""

    def __init__(self, matrices, lr, weight_decay):
        super().__init__(matrices, dict(lr=lr, weight_decay=weight_decay))

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            shapes = {}
            for matrix in group["params"]:
                shapes.setdefault(matrix.shape, []).append(matrix)
            for (rows, cols), matrices in shapes.items():
                for matrix in matrices:
                    if not self.state[matrix]:
                        self.state[matrix]["momentum"] = torch.zeros_like(matrix)
                    self.state[matrix]["momentum"].lerp_(matrix.grad, 1 - MOMENTUM)
                ahead = torch.stack([torch.lerp(matrix.grad, self.state[matrix]["momentum"], MOMENTUM) for matrix in matrices])
                steps = orthogonal(ahead) * (SIZE * max(rows, cols) ** 0.5)
                for matrix, step in zip(matrices, steps):
                    matrix.mul_(1 - group["lr"] * group["weight_decay"]).sub_(group["lr"] * step)
