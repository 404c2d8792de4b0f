import gzip
import json
import shutil
import struct

import pytest
from conftest import ROOT, read_model, write_model
from torch_file import Tensor, constant, read_safetensors, save

CASES = sorted(path.name for path in (ROOT / "tests/golden").iterdir() if (path / "checkpoint").is_dir())


@pytest.mark.parametrize("case", CASES)
def test_official_checkpoints_behave_as_recorded(convert, check, golden, work, case):
    run = convert(golden / case / "checkpoint", "-o", work / "x.safetensors")
    assert f"wrote {work}/x.safetensors from {golden}/{case}/checkpoint/step_" in run.out
    check(work / "x.safetensors", golden / case / "expected.safetensors", "--tolerance", "0.15" if case == "att_bf16" else "1e-3")


@pytest.mark.parametrize("case", [case for case in CASES if case != "att_bf16"])  # whose checkpoint is rounded, its model not
def test_every_tensor_and_key_arrives(convert, golden, work, case):
    convert(golden / case / "checkpoint", "-o", work / "x.safetensors")
    (header, data), (wanted, wanted_data) = read_model(work / "x.safetensors"), read_model(golden / case / "model.safetensors")

    def tensors(header, data):
        return {name: (entry["dtype"], entry["shape"], bytes(data[slice(*entry["data_offsets"])])) for name, entry in header.items() if name != "__metadata__"}

    assert tensors(header, data) == tensors(wanted, wanted_data)
    config, expected = (json.loads(part["__metadata__"]["trm_config"]) for part in (header, wanted))
    assert len(config) > 12 and {key: config[key] for key in config if key in expected} == {key: expected[key] for key in config if key in expected}


def test_a_file_alone_is_told_what_its_tensors_do_not_say(convert, check, info, golden, work):
    shutil.copy(golden / "mlp_sudoku4/checkpoint/step_100", work)
    expected, out = golden / "mlp_sudoku4/expected.safetensors", work / "x.safetensors"
    assert "key H_cycles: is not in the weights" in convert(work / "step_100", "-o", out, code=2).err
    convert(work / "step_100", "--set", "H_cycles=3", "--set", "L_cycles=6", "--set", "puzzle_emb_len=16", "-o", out)
    check(out, expected)
    full = out.stat().st_size
    convert(work / "step_100", "--arch", golden / "mlp_sudoku4/checkpoint/all_config.yaml", "--task", "sudoku", "--dtype", "bf16", "-o", out)
    told = info(out).out
    for text in ("sudoku 4x4, tokens _.1234", "mixer", "21 net evaluations", "converted_from"):
        assert text in told
    assert out.stat().st_size < full
    check(out, expected, "--tolerance", "1e-9", code=1)


def test_there_and_back(convert, check, golden, work):
    convert(golden / "att_rope/model.safetensors", "--to-torch-names", "-o", work / "torch.safetensors")
    assert "model.inner.H_init" in read_model(work / "torch.safetensors")[0]
    convert(work / "torch.safetensors", "-o", work / "back.safetensors")
    check(work / "back.safetensors", golden / "att_rope/expected.safetensors")


def test_the_newest_step_by_number(convert, golden, work):
    shutil.copytree(golden / "mlp_sudoku4/checkpoint", work / "run")
    for step in (20, 1000):
        shutil.copy(work / "run/step_100", work / f"run/step_{step}")
    assert "step_1000" in convert(work / "run", "-o", work / "x.safetensors").out


class TestWhereverForksKeepWeights:
    """Averaged ones are preferred, and what was taken is said."""

    @pytest.fixture
    def state(self, golden):
        return read_safetensors(golden / "att_rope/model.safetensors")

    @pytest.fixture
    def average(self, state):
        return constant(state, 0.25)

    @pytest.fixture
    def of_content(self, convert, golden, work):
        beside = golden / "att_rope/checkpoint"

        def convert_content(content, code=0, options=()):
            save(work / "x.pt", content)
            return convert(work / "x.pt", *options, "--arch", beside / "all_config.yaml", "--dataset", beside / "dataset.json", "-o",
                           work / "x.safetensors", code=code)
        return convert_content

    @pytest.mark.parametrize("name, content", {
        "ema": lambda state, average: {"model": state, "ema": average},
        "ema_shadow": lambda state, average: {"model": state, "ema_shadow": average},
        "ema.module": lambda state, average: {"model": state, "ema": {"decay": 0.999, "module": average}},
        "params_ema": lambda state, average: {"params": state, "params_ema": average},
        "state_dict.ema_model": lambda state, average: {"state_dict": state | {"ema_model." + name: t for name, t in average.items()}},
        "module": lambda state, average: {"module." + name: t for name, t in average.items()} | {"n_averaged": 7},
    }.items())
    def test_averaged(self, of_content, state, average, work, name, content):
        assert f": averaged weights ({name}), " in of_content(content(state, average)).out
        body = read_model(work / "x.safetensors")[1]
        assert body == struct.pack("<f", 0.25) * (len(body) // 4)

    @pytest.mark.parametrize("name, content", {
        "state_dict": lambda state: {"epoch": 3, "state_dict": state, "pytorch-lightning_version": "2.0"},
        "model_state_dict": lambda state: {"model_state_dict": state, "optimizer_state_dict": {"state": {}}},
        "": lambda state: state | {"step": 4},
    }.items())
    def test_raw(self, of_content, check, state, golden, work, name, content):
        out = of_content(content(state)).out
        assert f": weights{f' ({name})' if name else ''}, none marked as averaged" in out
        assert "attention of D " in out
        check(work / "x.safetensors", golden / "att_rope/expected.safetensors")

    def test_averages_without_names(self, of_content, state, average):
        run = of_content({"model": state, "ema": {"shadow_params": list(average.values())}})
        assert "weights (model), for the averaged ones in ema.shadow_params have no names" in run.out

    def test_other_networks(self, of_content, state):
        """They are named with what they are, and unknown ones with their tensors."""
        tensor = Tensor([1], bytes(4))
        refused = lambda content: of_content(content, code=2).err
        assert "the weights of an HRM" in refused({name.replace("L_level", "H_level"): t for name, t in state.items()})
        assert "the weights of a URM" in refused(state | {"model.inner.init_hidden": tensor})
        assert "the weights of an SE-RRM" in refused(state | {"model.inner.L_level.layers.0.attn_t.qkv_proj.weight": tensor})
        assert "a network with convolutions" in refused(state | {"model.inner.L_level.layers.0.mlp.dwconv.weight": tensor})
        assert "(weight, bias, ...); --rename OLD=NEW says" in refused({"weight": tensor, "bias": tensor})

    def test_a_network_that_its_configuration_names(self, convert, golden, work):
        text = (golden / "att_rope/checkpoint/all_config.yaml").read_text()
        (work / "arch.yaml").write_text(text.replace("recursive_reasoning.trm@TinyRecursiveReasoningModel_ACTV1", "recursive_reasoning.fprm@FPRM"))
        save(work / "x.pt", {"weight": Tensor([1], bytes(4))})
        run = convert(work / "x.pt", "--arch", work / "arch.yaml", "-o", work / "x.safetensors", code=2)
        assert "but of recursive_reasoning.fprm@FPRM, as the configuration says" in run.err

    def test_nano_trm(self, convert, state, golden, work):
        """A checkpoint of Lightning with its hyper-parameters and names, and one row in the Q head."""
        config = json.loads(read_model(golden / "att_rope/model.safetensors")[0]["__metadata__"]["trm_config"])
        nano = {}
        for name, t in state.items():
            name = name.split("inner.")[1]
            for ours, theirs in {"embed_tokens.": "input_embedding.", "L_level.": "lenet.", "H_init": "z_H_init", "L_init": "z_L_init"}.items():
                name = name.replace(ours, theirs)
            nano[name] = Tensor([1, *t.shape[1:]], t.storage.data[:len(t.storage.data) // 2]) if name.startswith("q_head") else t
        hyper = {"hidden_size": config["hidden_size"], "num_layers": config["L_layers"], "num_heads": config["num_heads"], "ffn_expansion": config["expansion"],
                 "H_cycles": config["H_cycles"], "L_cycles": config["L_cycles"], "pos_emb_type": "1d", "puzzle_emb_dim": config.get("puzzle_emb_ndim", 0),
                 "puzzle_emb_len": config["puzzle_emb_len"], "seq_len": config["seq_len"], "use_mlp": False, "N_supervision_val": 16}
        save(work / "nano.ckpt", {"epoch": 1, "state_dict": nano, "hyper_parameters": hyper})
        convert(work / "nano.ckpt", "-o", work / "x.safetensors")
        (header, body), (wanted, wanted_body) = read_model(work / "x.safetensors"), read_model(golden / "att_rope/model.safetensors")
        for name, entry in wanted.items():
            if name != "__metadata__":
                data, there = body[slice(*header[name]["data_offsets"])], wanted_body[slice(*entry["data_offsets"])]
                half = len(there) // 2
                assert data == (there if "q_head" not in name else there[:half] + bytes(half)), name
        own = json.loads(header["__metadata__"]["trm_config"])
        assert {key: own[key] for key in ("H_cycles", "L_cycles", "expansion", "num_heads", "pos_encodings", "puzzle_emb_len", "seq_len")} == {
            key: config[key] for key in ("H_cycles", "L_cycles", "expansion", "num_heads", "pos_encodings", "puzzle_emb_len", "seq_len")}
        save(work / "nano.ckpt", {"state_dict": nano, "hyper_parameters": hyper | {"pos_emb_type": "2d"}})
        assert "pos_encodings" in convert(work / "nano.ckpt", "-o", work / "x.safetensors", code=2).err

    def test_renamed(self, of_content, check, state, golden, work):
        def other(name):
            return name.replace("model.inner", "net").replace("L_level.layers", "blocks").replace("mlp.", "ff.").replace("embed_tokens.embedding_weight", "tok.weight")

        renamed = {other(name): t for name, t in state.items()}
        assert "--rename OLD=NEW" in of_content(renamed, code=2).err
        rules = "tok.weight=embed_tokens.embedding_weight", "blocks.*.ff=L_level.layers.*.mlp", "blocks=L_level.layers"
        of_content(renamed, options=[part for rule in reversed(rules) for part in ("--rename", rule)])
        check(work / "x.safetensors", golden / "att_rope/expected.safetensors")
        for bad in ("x", "=y", "x=", "x=y.*"):
            assert "--rename: expected OLD=NEW" in of_content(renamed, options=["--rename", bad], code=2).err

    def test_folder_of_hugging_face(self, convert, check, golden, work):
        header, body = read_model(golden / "att_rope/model.safetensors")
        config = json.loads(header.pop("__metadata__")["trm_config"])
        folder = work / "model"
        folder.mkdir()
        write_model(folder / "model.safetensors", header, body)
        (folder / "config.json").write_text(json.dumps({"model_type": "trm", "arch": config}))
        convert(folder, "-o", work / "x.safetensors")
        check(work / "x.safetensors", golden / "att_rope/expected.safetensors")
        (folder / "model.safetensors").unlink()
        assert "a run folder with a file step_N, or model.safetensors" in convert(folder, "-o", work / "x.safetensors", code=2).err


def test_a_model_file_is_told_by_its_content(convert, golden, work):
    shutil.copy(golden / "att_rope/model.safetensors", work / "model.bin")
    convert(work / "model.bin", "-o", work / "x.safetensors")


def test_yaml_as_omegaconf_writes_it(convert, check, golden, work):
    beside = golden / "att_rope/checkpoint"
    lines = (beside / "all_config.yaml").read_text().splitlines()
    changed = {"mlp_t": "False", "puzzle_emb_ndim": "${.hidden_size}"}
    found = [key for line in lines for key in changed if line.strip().startswith(key + ":")]
    assert sorted(found) == sorted(changed)
    text = "\n".join(next((line[:line.index(key)] + f"{key}: {value}" for key, value in changed.items() if line.strip().startswith(key + ":")), line)
                     for line in lines)
    (work / "arch.yaml").write_text(text + "\n")
    convert(beside, "--arch", work / "arch.yaml", "-o", work / "x.safetensors")
    check(work / "x.safetensors", golden / "att_rope/expected.safetensors", "--tolerance", "1e-3")


def test_data_of_another_training(convert, golden, work):
    beside = golden / "att_rope/checkpoint"
    dataset = json.loads((beside / "dataset.json").read_text()) | {"num_puzzle_identifiers": 1921253}
    (work / "dataset.json").write_text(json.dumps(dataset))
    run = convert(beside, "--dataset", work / "dataset.json", "-o", work / "y.safetensors", code=2)
    assert "if the weights are right, say --set num_puzzle_identifiers=1" in run.err


@pytest.mark.parametrize("name, content, says", [
    ("pointer.pth", b"version https://git-lfs.github.com/spec/v1\noid sha256:0\n", "git lfs pull"),
    ("page.safetensors", b"\n<!DOCTYPE html><html></html>", "is a web page"),
    ("legacy.pt", b"\x80\x02\x8a\x0al\xfc\x9cF\xf9 j\xa8P\x19.", "is of the old format of torch.save"),
    ("packed.pt", gzip.compress(b"PK weights"), "gunzip"),
])
def test_what_is_no_weights_at_all_is_called_what_it_is(convert, info, work, name, content, says):
    (work / name).write_bytes(content)
    assert says in convert(work / name, "-o", work / "y.safetensors", code=2).err
    if name == "pointer.pth":
        assert says in info(work / name, code=2).err


class TestBadInput:
    """One line, exit code 2, and no file left behind."""

    @pytest.fixture
    def refused(self, convert, work):
        def refuse(*arguments, says=""):
            run = convert(*arguments, "-o", work / "y.safetensors", code=2)
            assert says in run.err
            assert not (work / "y.safetensors").exists()
        return refuse

    def test_files(self, refused, convert, info, golden, work):
        refused(work / "none", says=f"ptrm-convert: {work}/none: no such file")
        (work / "empty").mkdir()
        refused(work / "empty", says="a run folder with a file step_N")
        (work / "cut").write_bytes((golden / "mlp_sudoku4/checkpoint/step_100").read_bytes()[:5000])
        refused(work / "cut", says="is not a zip archive as torch.save writes it")
        info(work / "cut", code=2)
        assert "cannot be written" in convert(golden / "mlp_sudoku4/checkpoint", "-o", "/nonexistent/y.safetensors", code=2).err

    def test_options(self, refused, golden, work):
        run = golden / "mlp_sudoku4/checkpoint"
        refused(run, "--set", "hidden_size=64", says="by the configuration")
        refused(run, "--set", "colour=blue")
        refused(run, "--set", "H_cycles")
        refused(run, "--arch", work / "none.yaml")
        refused(golden / "mlp_sudoku9/checkpoint", "--task", "maze", says="task maze")


def test_networks_without_a_q_head_and_with_a_tied_head(convert, info, solve, golden, work):
    # RSM's.
    header, body = read_model(golden / "mlp_sudoku4/model.safetensors")
    tensors, kept = {"__metadata__": header["__metadata__"]}, b""
    for name, entry in header.items():
        if name == "__metadata__" or "q_head" in name or "lm_head" in name:
            continue
        first, last = entry["data_offsets"]
        tensors[name] = entry | {"data_offsets": [len(kept), len(kept) + last - first]}
        kept += body[first:last]
    write_model(work / "rsm.safetensors", tensors, kept)
    convert(work / "rsm.safetensors", "--task", "sudoku", "-o", work / "x.safetensors")
    assert "Q head" in info(work / "x.safetensors").out
    puzzle = "1...............\n"
    assert "no Q head" in solve("-m", work / "x.safetensors", "--stop", "q", stdin=puzzle, code=2).err
    [result] = solve("-m", work / "x.safetensors", "-K", "4", "--format", "jsonl", stdin=puzzle, code=1).json_lines
    assert result["q"] == 0
