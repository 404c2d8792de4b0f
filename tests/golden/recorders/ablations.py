"""Records TRM's ablations (arXiv 2510.04871, table 2) by the official modules, with random weights: tests/golden/single_z and six_z.

  git clone https://github.com/SamsungSAILMontreal/TinyRecursiveModels official
  /usr/bin/python3 tests/golden/recorders/ablations.py official tests/golden

Needs PyTorch alone: what else the modules import is stood in for.
"""
import json
import pathlib
import struct
import sys
import types

import torch

STEPS, BATCH = 4, 3
CONFIG = dict(seq_len=16, vocab_size=6, num_puzzle_identifiers=1, puzzle_emb_ndim=32, puzzle_emb_len=1, hidden_size=32, num_heads=4, expansion=4.0, H_cycles=3, L_cycles=6,
              H_layers=0, L_layers=1, pos_encodings="rope", rms_norm_eps=1e-5, rope_theta=10000.0, halt_max_steps=16, halt_exploration_prob=0.1, forward_dtype="float32")
#            folder: (module, its options, the latents of the carry)
ABLATIONS = {"single_z": ("trm_singlez", dict(mlp_t=True, pos_encodings="none"), []), "six_z": ("trm_hier6", dict(mlp_t=False), [f"z_L{i}" for i in range(1, 7)])}


def stand_in(official):
    """Modules that are not at hand, and what a later PyTorch has."""
    class BaseModel:
        def __init__(self, **values):
            for name, value in values.items():
                setattr(self, name, value)

    sys.modules["pydantic"] = types.SimpleNamespace(BaseModel=BaseModel)

    def rearrange(tensor, pattern):
        assert pattern in ("B S H D -> B H S D", "B H S D -> B S H D")
        return tensor.transpose(1, 2).contiguous()

    sys.modules["einops"] = types.SimpleNamespace(rearrange=rearrange)
    if not hasattr(torch.nn, "Buffer"):
        class Buffer:
            def __init__(self, tensor, persistent=True):
                self.tensor, self.persistent = tensor, persistent

        plain = torch.nn.Module.__setattr__
        torch.nn.Module.__setattr__ = lambda self, name, value: (self.register_buffer(name, value.tensor, value.persistent) if isinstance(value, Buffer)
                                                                 else plain(self, name, value))
        torch.nn.Buffer = Buffer
    if not hasattr(torch.nn.functional, "scaled_dot_product_attention"):
        torch.nn.functional.scaled_dot_product_attention = (
            lambda query, key, value, is_causal: torch.softmax(query @ key.transpose(-1, -2) / query.shape[-1] ** 0.5, -1) @ value)

    class CastedSparseEmbedding(torch.nn.Module):
        """Without what trains it, which PyTorch 1.13 cannot import."""
        def __init__(self, count, width, batch_size, init_std, cast_to):
            super().__init__()
            self.weights = torch.nn.Buffer(torch.zeros(count, width))

        def forward(self, identifiers):
            return self.weights[identifiers]

    sys.modules["models.sparse_embedding"] = types.SimpleNamespace(CastedSparseEmbedding=CastedSparseEmbedding)
    sys.path.insert(0, official)


def write_safetensors(path, tensors, metadata):
    header, data = {"__metadata__": metadata}, b""
    for name, tensor in tensors.items():
        raw = tensor.detach().contiguous().numpy().tobytes()
        header[name] = {"dtype": {torch.int32: "I32", torch.float32: "F32"}[tensor.dtype], "shape": list(tensor.shape), "data_offsets": [len(data), len(data) + len(raw)]}
        data += raw
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    path.write_bytes(struct.pack("<Q", len(text)) + text + data)


def record(name, folder):
    module, options, latents = ABLATIONS[name]
    torch.manual_seed(7)
    config = CONFIG | options
    classes = __import__(f"models.recursive_reasoning.{module}", fromlist=["x"])
    model = classes.TinyRecursiveReasoningModel_ACTV1({"batch_size": BATCH, "no_ACT_continue": True, **config})
    with torch.no_grad():
        for parameter in [model.inner.q_head.weight, model.inner.q_head.bias, model.inner.puzzle_emb.weights]:
            parameter.copy_(torch.randn_like(parameter) * 0.5)
        for parameter in model.inner.L_level.parameters():
            parameter *= 0.4  # a sum of six latents through larger weights blows up every rounding
    inputs, identifiers = torch.randint(0, 6, (BATCH, 16)), torch.zeros(BATCH, dtype=torch.int64)
    recorded = {"inputs": inputs.to(torch.int32), "puzzle_identifiers": identifiers.to(torch.int32)}
    model.eval()
    carry = model.initial_carry({"inputs": inputs, "puzzle_identifiers": identifiers})
    for step in range(1, STEPS + 1):
        with torch.no_grad():
            carry, outputs = model(carry, {"inputs": inputs, "puzzle_identifiers": identifiers})
        state = carry.inner_carry
        recorded[f"step{step}.z_H"] = state.z_H if latents else state.z_L
        if latents:
            recorded[f"step{step}.z_L"] = torch.cat([getattr(state, latent) for latent in latents], 1)
        recorded[f"step{step}.logits"] = outputs["logits"]
        for row in ("q_halt", "q_continue"):
            recorded[f"step{step}.{row}"] = outputs[row + "_logits"]
    weights = {"inner." + key: value for key, value in model.inner.state_dict().items()}
    (folder / "checkpoint").mkdir(parents=True, exist_ok=True)
    torch.save({"model." + key: value for key, value in weights.items()}, folder / "checkpoint/step_100")
    (folder / "checkpoint/all_config.yaml").write_text("arch:\n" + "".join(f"  {key}: {json.dumps(value)}\n" for key, value in config.items()))
    trm_config = {key: value for key, value in config.items() if key not in ("H_layers", "halt_exploration_prob")} | {"latents": len(latents)}
    write_safetensors(folder / "model.safetensors", weights, {"trm_config": json.dumps(trm_config)})
    write_safetensors(folder / "expected.safetensors", recorded, {"source": f"official {module}.py, random weights", "torch": torch.__version__})


if __name__ == "__main__":
    stand_in(sys.argv[1])
    for name in ABLATIONS:
        record(name, pathlib.Path(sys.argv[2]) / name)
