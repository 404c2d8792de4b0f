"""Files of strangers: each costs one error, little memory and little time."""
import csv
import io
import json
import os
import signal
import struct
import subprocess
import time
import zipfile

import pytest

FOUR = "1..........4...."


def costs(command, code, seconds=10, megabytes=200, stdin=None):
    """Runs a command within limits and gives back what it wrote to standard error."""
    # By address space, of which threads and libraries take half a gigabyte: a process's peak counts the one it was forked from.
    limited = ["bash", "-c", f'ulimit -v {(512 + megabytes) << 10}; exec "$@"', "-", *map(str, command)]
    process = subprocess.Popen(limited, stdin=stdin, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    err = process.stderr.read().decode(errors="replace")
    _, status, usage = os.wait4(process.pid, 0)
    assert os.waitstatus_to_exitcode(status) == code, err[-2000:]
    assert usage.ru_utime < seconds and "memory" not in err, (usage.ru_utime, err)
    assert all(len(line) < 2500 for line in err.splitlines()) and "\x1b" not in err
    return err


def safetensors(path, header):
    path.write_bytes(struct.pack("<Q", len(header)) + header)
    return path


def test_results_files(evaluate, work):
    for name, text in {"deep header": '{"ptrm_eval":' + "[" * 100_000, "deep record": "[" * 1_000_000, "no JSON": "\x1b[2J" * 1000}.items():
        path = work / "deep.jsonl"
        path.write_text(text + "\n")
        for command in (("report", path), ("merge", path, "-o", work / "x")):
            costs(evaluate.command(*command), 2)


def test_headers_of_models(info, work):
    many = json.dumps({f"t{i}": {"dtype": "F32", "shape": [0], "data_offsets": [0, 0]} for i in range(300_000)}).encode()
    assert "header length" in costs(info.command(safetensors(work / "many.safetensors", many)), 2)
    some = json.dumps({f"t{i}": {"dtype": "F32", "shape": [0], "data_offsets": [0, 0]} for i in range(200_000)}).encode()
    costs(info.command(safetensors(work / "some.safetensors", some)), 2, megabytes=600)
    entry = b'{"dtype":"F32","shape":[0],"data_offsets":[0,0]}'
    assert "stands twice" in costs(info.command(safetensors(work / "twice.safetensors", b'{"a":' + entry + b',"a":' + entry + b"}")), 2)
    config = dict(seq_len=16, vocab_size=6, hidden_size=8, num_heads=1, expansion=1, L_layers=1, H_cycles=1024, L_cycles=1024)
    header = json.dumps({"__metadata__": {"trm_config": json.dumps(config)}}).encode()
    assert "at most 4096 net evaluations" in costs(info.command(safetensors(work / "cycles.safetensors", header)), 2)
    config |= dict(hidden_size=16384, expansion=64, L_layers=256, H_cycles=1, L_cycles=1)
    header = json.dumps({"__metadata__": {"trm_config": json.dumps(config)}}).encode()
    costs(info.command(safetensors(work / "huge.safetensors", header)), 2)


def test_pickles(convert, work):
    with zipfile.ZipFile(work / "deep.pt", "w") as archive:
        archive.writestr("a/data.pkl", b"\x80\x02" + b"]" * 20_000_000)
    assert "holds more than" in costs(convert.command(work / "deep.pt", "-o", work / "x.safetensors"), 2)


def test_a_description_that_is_no_object(convert, golden, work):
    (work / "text.json").write_text('"x"')
    assert "expected a JSON object" in costs(convert.command(golden / "mlp_sudoku4/checkpoint", "--dataset", work / "text.json", "-o", work / "x"), 2)


@pytest.mark.parametrize("name", ["rows", "pzprv3", "maze", "numbers", "objects", "line"])
def test_texts_without_end(solve, work, name):
    text = {"rows": "nurikabe\n" + ".\n" * 2_000_000, "pzprv3": "pzprv3\nnurikabe\n5\n5\n" + ". . . . .\n" * 1_000_000, "maze": "#S" + "#" * 8 + "\n" + "#........#\n" * 500_000,
            "numbers": "[" + ",".join("1" for _ in range(5_000_000)) + "]", "objects": "[" + ",".join('{"a":1}' for _ in range(100_000)) + "]", "line": "1" * 30_000_000}[name]
    (work / "long").write_text(text)
    costs(solve.command(work / "long"), 2, megabytes=60)


def test_names_reach_a_terminal_as_text(solve, evaluate, work):
    name = work / "a\x1b[2J\nb\u202e"
    name.write_text(FOUR[:-1] + "\n")
    for program, arguments in ((solve, (name,)), (evaluate, ("report", name)), (evaluate, ("--model", name, name))):
        costs(program.command(*arguments), 2)


def test_every_program_ends_within_a_second_of_a_signal(solve, generate, evaluate, models, work):
    os.mkfifo(work / "pipe")
    for command in (generate.command("sudoku", "--clues", "10"), generate.command("nurikabe", "--rows", "30", "--cols", "30"), solve.command(work / "pipe"), solve.command("-t", "1"),
                    evaluate.command("--model", models / "sudoku-4x4.safetensors", work / "pipe"), solve.command("--search", "tree", "-K", "1000000", "--model", models / "sudoku-9x9.safetensors")):
        for name in (signal.SIGINT, signal.SIGTERM):
            process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            if "tree" in command:
                process.stdin.write(b"." * 81 + b"\n")
                process.stdin.flush()
            time.sleep(0.5)
            began = time.time()
            process.send_signal(name)
            process.wait(timeout=20)
            assert time.time() - began < 2, command  # and a busy machine
            process.stdin.close()


@pytest.mark.parametrize("kind", ("shakashaka", "norinori", "yajilin", "nurimisaki"))
def test_what_an_interrupted_generator_wrote_is_whole(generate, work, kind):
    process = subprocess.Popen(generate.command(kind, "--count", "100000", "-o", work / "made.csv"), stderr=subprocess.DEVNULL)
    time.sleep(1)
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=20) == 130
    assert {row["given"] for row in csv.DictReader(io.StringIO(generate("--check", work / "made.csv").out))} == {"right"}


def test_a_file_that_somebody_else_shortens_or_removes_is_told(generate, work):
    for spoil in (lambda path: path.unlink(), lambda path: os.truncate(path, 10)):
        path = work / "out.csv"
        process = subprocess.Popen(generate.command("sudoku", "--count", "100000000", "-o", path), stderr=subprocess.PIPE)
        while not path.exists() or path.stat().st_size < 1000:
            time.sleep(0.01)
        spoil(path)
        assert b"while it was written" in process.communicate(timeout=20)[1] and process.returncode == 2


def test_a_file_may_grow_no_further(generate, work):
    run = subprocess.run(["bash", "-c", 'ulimit -f 1; exec "$@"', "-", *generate.command("sudoku", "--count", "100", "-o", work / "x.csv")], capture_output=True, text=True)
    assert run.returncode == 2 and "File too large" in run.stderr


def test_help_into_a_full_disk_fails(solve):
    if os.access("/dev/full", os.W_OK):
        with open("/dev/full", "w") as full:
            assert subprocess.run(solve.command("--help"), stdout=full, stderr=subprocess.DEVNULL).returncode == 2


@pytest.mark.parametrize("columns", ["0", "65", "99999", "9" * 30])
def test_an_address_of_a_board_that_is_too_large_is_told(solve, work, columns):
    (work / "address.txt").write_text(f"https://puzz.link/p?heyawake/{columns}/{columns}/0\n")
    assert "expected a number from 1 to 64" in costs(solve.command(work / "address.txt"), 2)
