#!/usr/bin/env python3
"""Makes hostile inputs of every kind that the programs read, runs a program on each, and prints the table of SECURITY.md: what came
of it, how long it took, and the peak of its memory. Exits with 1 if one crashed, took 20 s or 400 MB.

  tests/hostile/costs.py --bin build/release/bin
"""
import argparse
import base64
import gzip
import itertools
import json
import pathlib
import random
import re
import struct
import subprocess
import sys
import tempfile
import zipfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
CHECKPOINT = ROOT / "tests/golden/mlp_sudoku4/checkpoint"
MODEL = ROOT / "models/sudoku-4x4.safetensors"
TINY = dict(seq_len=16, vocab_size=6, hidden_size=8, num_heads=1, expansion=1, L_layers=1, H_cycles=1, L_cycles=1)
EMPTY = {"dtype": "F32", "shape": [0], "data_offsets": [0, 0]}
inputs = []


def hostile(what, program, *arguments):
    """A function that makes the input at the path it is given; `arguments` have FILE for that path."""
    def add(make):
        inputs.append((what, program, arguments or ("FILE",), make))
        return make
    return add


def text(what, program, *arguments, parts):
    """An input of parts that are too many to hold at once."""
    def make(path):
        with open(path, "w") as file:
            file.writelines(parts())
    inputs.append((what, program, arguments or ("FILE",), make))


def safetensors(what, header, data=b"", length=None, program="ptrm-info", arguments=("FILE",)):
    def make(path):
        name = header() if callable(header) else header
        bytes_ = name if isinstance(name, bytes) else json.dumps(name).encode()
        path.write_bytes(struct.pack("<Q", len(bytes_) if length is None else length) + bytes_ + data)
    inputs.append((what, program, arguments, make))


def configured(**changes):
    return {"__metadata__": {"trm_config": json.dumps(TINY | changes)}}


def results():
    """A results file of the 4x4 Sudoku model, two puzzles."""
    folder = pathlib.Path(tempfile.mkdtemp())
    (folder / "two.csv").write_text("question\n1..........4....\n..3.1......2.4..\n")
    subprocess.run([bin_ / "ptrm-eval", "--model", MODEL, folder / "two.csv", "-o", folder / "r.jsonl"], check=True, capture_output=True)
    return (folder / "r.jsonl").read_text().splitlines(keepends=True)


@hostile("results: a line break and a command in a setting's name", "ptrm-eval", "report", "FILE", "--plots", "FILE.plots")
def _(path):
    header, *records = results()
    changed = json.loads(header)
    changed["settings"][0]["name"] = 'x"\nsystem("touch PWNED")\n"'
    path.write_text(json.dumps(changed) + "\n" + "".join(records))


text("results: a header nested 100,000 deep", "ptrm-eval", "report", "FILE", parts=lambda: ['{"ptrm_eval":', "[" * 100_000])


@hostile("results: a record nested 1,000,000 deep", "ptrm-eval", "report", "FILE")
def _(path):
    path.write_text(results()[0] + "[" * 1_000_000)


@hostile("results: a record twice", "ptrm-eval", "report", "FILE")
def _(path):
    lines = results()
    path.write_text(lines[0] + lines[1] * 2)


@hostile("results: sizes of 10^18", "ptrm-eval", "report", "FILE")
def _(path):
    path.write_text(re.sub(r'"(puzzles|cells|index|net_evaluations)":\d+', r'"\1":1000000000000000000', "".join(results())))


safetensors("model: a header of 300,000 tensors", lambda: {f"t{i}": EMPTY for i in range(300_000)})
safetensors("model: a tensor twice", b'{"a":' + json.dumps(EMPTY).encode() + b',"a":' + json.dumps(EMPTY).encode() + b"}")
safetensors("model: a header of 2^63 bytes", b"{}", length=1 << 63)
safetensors("model: H_cycles and L_cycles 1,024", configured(H_cycles=1024, L_cycles=1024))
safetensors("model: 256 layers, D 16,384, expansion 64", configured(hidden_size=16384, expansion=64, L_layers=256))
safetensors("model: a shape whose product overflows", configured() | {"inner.H_init": {"dtype": "F32", "shape": [1 << 62, 8], "data_offsets": [0, 0]}})
safetensors("model: metadata nested 100,000 deep", lambda: {"__metadata__": {"trm_config": "[" * 100_000}})


@hostile("model: cut in the middle", "ptrm-solve", "--model", "FILE", ROOT / "tests/hostile/costs.py")
def _(path):
    path.write_bytes(MODEL.read_bytes()[:200_000])


@hostile("checkpoint: a pickle of 20 MB of `]`", "ptrm-convert", "FILE", "-o", "FILE.out")
def _(path):
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a/data.pkl", b"\x80\x02" + b"]" * 20_000_000)


@hostile("checkpoint: a pickle whose tuples double 64 times", "ptrm-convert", "FILE", "-o", "FILE.out")
def _(path):
    doubled = b"".join(b"q" + bytes([i]) + b"h" + bytes([i]) + b"\x86" for i in range(64))
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a/data.pkl", b"\x80\x02}" + doubled + b".")


@hostile("checkpoint: a pickle of 2 GB, compressed", "ptrm-convert", "FILE", "-o", "FILE.out")
def _(path):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("a/data.pkl", "w", force_zip64=True) as file:
        for _ in range(2048):
            file.write(bytes(1 << 20))


@hostile("checkpoint: a pickle that calls os.system", "ptrm-convert", "FILE", "-o", "FILE.out")
def _(path):
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a/data.pkl", b"\x80\x02cos\nsystem\nX\x0b\x00\x00\x00touch PWNED\x85R.")


text("checkpoint: `dataset.json` of 40,000 objects", "ptrm-convert", CHECKPOINT, "--dataset", "FILE", "-o", "FILE.out",
     parts=lambda: ["[", ",".join('{"a":1}' for _ in range(40_000)), "]"])
text("checkpoint: YAML whose aliases double 30 times", "ptrm-convert", CHECKPOINT, "--arch", "FILE", "-o", "FILE.out",
     parts=lambda: ["a0: &a0 x\n", *(f"a{i}: &a{i} [*a{i - 1}, *a{i - 1}]\n" for i in range(1, 31)), "arch: *a30\n"])
text("checkpoint: YAML nested 100,000 deep", "ptrm-convert", CHECKPOINT, "--arch", "FILE", "-o", "FILE.out", parts=lambda: ["[" * 100_000])


def npy(what, shape):
    @hostile(what, "ptrm-eval", "--model", MODEL, "FILE")
    def _(path):
        (path / "test").mkdir(parents=True)
        head = f"{{'descr': '<i4', 'fortran_order': False, 'shape': {shape}, }}".ljust(117) + "\n"
        for name in ("inputs", "labels", "puzzle_identifiers", "puzzle_indices", "group_indices"):
            (path / f"test/all__{name}.npy").write_bytes(b"\x93NUMPY\x01\x00v\x00" + head.encode() + bytes(64))
        (path / "test/dataset.json").write_text(json.dumps(dict(seq_len=16, vocab_size=6, num_puzzle_identifiers=1, sets=["all"])))


npy("data folder: arrays of shape (-3, 16)", "(-3, 16)")
npy("data folder: arrays of shape (2^60, 16)", f"({1 << 60}, 16)")

text("puzzles: 65 MB of JSON numbers", "ptrm-solve", parts=lambda: ["[", *itertools.repeat("1,", 32_000_000), "1]"])
text("puzzles: an array of 160,000 objects without a puzzle", "ptrm-solve", parts=lambda: ["[", ",".join('{"a":1}' for _ in range(160_000)), "]"])
text("puzzles: a JSON text of 100 MB", "ptrm-solve", parts=lambda: ['{"puzzle":"', *itertools.repeat("1" * 1_000_000, 100), '"}'])
text("puzzles: 20 million lines below `nurikabe`", "ptrm-solve", parts=lambda: ["nurikabe\n", *itertools.repeat(".\n", 20_000_000)])
text("puzzles: a pzprv3 file of 5 million rows", "ptrm-solve", parts=lambda: ["pzprv3\nnurikabe\n5\n5\n", *itertools.repeat(". . . . .\n", 5_000_000)])
text("puzzles: a maze of 2 million rows", "ptrm-solve", parts=lambda: ["#S########\n", *itertools.repeat("#........#\n", 2_000_000)])
text("puzzles: one line of 100 MB", "ptrm-solve", parts=lambda: itertools.repeat("1" * 1_000_000, 100))
text("puzzles: an address of 1 MB of rooms", "ptrm-solve", parts=lambda: ["tapa/64/64/", ",x" * 500_000, "\n"])
text("puzzles: addresses of boards of 10^9 cells", "ptrm-solve", parts=lambda: ["https://puzz.link/p?heyawake/99999/99999/0\n"] * 10_000)
text("puzzles: a table of 400,000 columns", "ptrm-solve", parts=lambda: ["question", ",c" * 400_000, "\n1..........4....\n"])
text("puzzles: a table of 200,000 broken rows", "ptrm-solve", parts=lambda: ["question\n", *itertools.repeat("1x\n", 200_000)])


@hostile("puzzles: 50 MB of random bytes", "ptrm-solve")
def _(path):
    path.write_bytes(random.Random(1).randbytes(50_000_000))


@hostile("puzzles: 100 MB of zeros", "ptrm-solve")
def _(path):
    with open(path, "wb") as file:
        file.truncate(100_000_000)


@hostile("puzzles: gzip of 1 GB", "ptrm-solve")
def _(path):
    with gzip.open(path, "wb", compresslevel=1) as file:
        for _ in range(1024):
            file.write(bytes(1 << 20))


@hostile("puzzles: an f-puzzles address of random letters, 900 KB", "ptrm-solve")
def _(path):
    path.write_text("https://www.f-puzzles.com/?load=" + base64.b64encode(random.Random(1).randbytes(675_000)).decode() + "\n")


@hostile("puzzles: a proof of a bare 30x30 nurikabe", "ptrm-generate", "--check", "FILE")
def _(path):
    path.write_text("nurikabe\n" + (". " * 30 + "\n") * 15 + "4 " + ". " * 29 + "\n" + (". " * 30 + "\n") * 14)


def main():
    global bin_
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bin", type=pathlib.Path, required=True)
    bin_ = parser.parse_args().bin.resolve()
    bad = 0
    print("| input | program | exit code | s | MB | what it says |\n|---|---|---|---|---|---|")
    for what, program, arguments, make in inputs:
        with tempfile.TemporaryDirectory() as folder:
            folder = pathlib.Path(folder)
            path, times = folder / "input", folder / "times"
            make(path)
            command = [str(word).replace("FILE", str(path)) for word in arguments]
            # A signal after 30 s shows that it heeds one, whatever it is at.
            run = subprocess.run(["/usr/bin/time", "-f", "%e %M", "-o", times, "timeout", "-k", "2", "-s", "INT", "30", bin_ / program, *command],
                                 cwd=folder, capture_output=True)
            seconds, kilobytes = map(float, times.read_text().split()[-2:])
            told = run.stderr.decode(errors="replace").replace(str(path), "FILE").replace("|", "\\|").splitlines()
            told = [line for line in told if not line.startswith("ptrm-solve: model")] or [""]
            crashed = run.returncode not in (0, 1, 2, 124, 130) or (folder / "PWNED").exists()
            bad += crashed or kilobytes > 400e3 or (seconds > 20 and run.returncode not in (124, 130))
            print(f"| {what} | `{program}` | {run.returncode} | {seconds:.2f} | {kilobytes / 1000:.0f} | {told[0][:110]} |", flush=True)
    sys.exit(1 if bad else 0)


main()
