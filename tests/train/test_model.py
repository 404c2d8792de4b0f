"""The training's network computes what the library's does, and its export names every option."""
import json
import struct

import pytest
from conftest import ROOT

torch = pytest.importorskip("torch")

import export  # noqa: E402
from model import TRM, Architecture  # noqa: E402
from safetensors_io import write_safetensors  # noqa: E402


def write_recording(path, tensors):
    """float32 and int32 tensors."""
    header, data, offset = {}, [], 0
    for name, tensor in tensors.items():
        raw = tensor.contiguous().numpy().tobytes()
        header[name] = {"dtype": "I32" if tensor.dtype == torch.int32 else "F32", "shape": list(tensor.shape), "data_offsets": [offset, offset + len(raw)]}
        data.append(raw)
        offset += len(raw)
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    path.write_bytes(struct.pack("<Q", len(text)) + text + b"".join(data))


@pytest.mark.parametrize("options", [dict(mlp_t=True), dict(mlp_t=False, pos_encodings="rope")])
def test_forward_is_the_library_s(programs, tmp_path, options):
    arch = Architecture(seq_len=16, vocab_size=6, hidden_size=32, num_heads=4, puzzle_emb_ndim=32, forward_dtype="float32", **options)
    torch.manual_seed(1)
    model = TRM(arch)
    with torch.no_grad():
        for parameter in model.parameters():  # as the file has them
            parameter.copy_(parameter.bfloat16().float() + 0)
        model.q_head.weight.copy_(torch.randn_like(model.q_head.weight).bfloat16().float())
        for buffer in (model.H_init, model.L_init):
            buffer.copy_(buffer.bfloat16().float())
    config = arch.config()
    write_safetensors(str(tmp_path / "m.safetensors"), model.state_dict(), {"trm_config": json.dumps(config)})
    inputs = torch.randint(1, 6, (3, 16), dtype=torch.int32)
    tensors = {"inputs": inputs, "puzzle_identifiers": torch.zeros(3, dtype=torch.int32)}
    z_H, z_L = model.start(3)
    with torch.no_grad():
        x = model.question(inputs.long(), torch.zeros(3, 16, 0, dtype=torch.long))
        for step in range(1, 4):
            z_H, z_L, logits, q_halt, q_continue = model(z_H, z_L, x)
            tensors |= {f"step{step}.z_H": z_H.transpose(0, 1).float(), f"step{step}.z_L": z_L.transpose(0, 1).float(), f"step{step}.logits": logits.transpose(0, 1).float(),
                        f"step{step}.q_halt": q_halt.float(), f"step{step}.q_continue": q_continue.float()}
    write_recording(tmp_path / "expected.safetensors", tensors)
    assert "PASS" in programs("check", tmp_path / "m.safetensors", tmp_path / "expected.safetensors", "--tolerance", "0.002").stdout


def test_a_card_names_every_option_of_the_recipe():
    source = (ROOT / "tools/train/train.py").read_text()
    for option in export.RECIPE:
        assert f"--{option.replace('_', '-')}" in source, option
