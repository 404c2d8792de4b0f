"""The Python package: the same answers as ptrm-solve, arrays, callbacks, errors, memory, threads, Ctrl-C."""
import json
import os
import pathlib
import re
import signal
import subprocess
import sys
import threading
import time

import pytest

np = pytest.importorskip("numpy")
import ptrm  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parents[2]
MODELS = ROOT / "models"
SIX = "...2...4..5.....1.3.6.......2..5.6.."
FOUR = "1..........4...."
NURIKABE = "https://puzz.link/p?nurikabe/8/6/g4g4p3x1i1h.h4i1"


@pytest.fixture(scope="module")
def four():
    return ptrm.Model(MODELS / "sudoku-4x4.safetensors")


def questions(bin, *arguments):
    return subprocess.run([bin / "ptrm-generate", *arguments], capture_output=True, text=True, check=True).stdout


def test_solves_by_the_shipped_models():
    answer = ptrm.solve(SIX)
    assert answer.solved and answer.claimed and answer.q > 0
    assert re.fullmatch("[1-6]{36}", answer.answer)
    assert all(a in (b, ".") for a, b in zip(SIX, answer.answer))
    assert "│" in str(answer) or "|" in str(answer)
    assert answer._repr_html_().startswith("<svg")
    smaller = ptrm.solve(NURIKABE, effort="high")
    assert smaller.solved and smaller.tokens.shape == (48,) and smaller.puzzle.kind == "nurikabe"


def test_boards_larger_than_a_models_own(bin):
    text = questions(bin, "shakashaka", "--rows", "12", "--cols", "13", "--seed", "5", "--format", "line")
    answer = ptrm.solve(text)
    assert answer.solved and answer.tokens.shape == (12 * 13,)
    model = ptrm.Model("shakashaka-10x10", precision="auto", frame=13)
    assert model.cells == 169 and ptrm.solve(text, model=model).answer == answer.answer
    with pytest.raises(ptrm.Error, match="rope2d"):
        ptrm.Model("sudoku-4x4", frame=6)


@pytest.mark.parametrize("options", [["-K", "7", "--sigma", "1", "--depth", "5", "--select", "mode"], ["--effort", "high"], ["--effort", "low", "--stop", "q"]])
def test_the_same_as_ptrm_solve(bin, tmp_path, options):
    text = questions(bin, "sudoku", "--box", "2x3", "--clues", "8:14", "--count", "20", "--seed", "5")
    (tmp_path / "p").write_text(text)
    done = subprocess.run([bin / "ptrm-solve", "--model", MODELS / "sudoku-6x6.safetensors", "--precision", "f32", "--format", "jsonl", "--all-rollouts", *options, tmp_path / "p"],
                          capture_output=True, text=True)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    names = {"-K": "rollouts", "--effort": "effort"}
    given = {names.get(name, name.lstrip("-")): value for name, value in zip(options[::2], options[1::2])}
    model = ptrm.Model(MODELS / "sudoku-6x6.safetensors")
    results = ptrm.Solver(model, **given).solve(list(ptrm.read(text)), keep=True)
    assert len(results) == len(lines) == 20
    for result, line in zip(results, lines):
        assert result.answer == line["answer"] and result.solved == line["solved"]
        assert result.q == np.float32(line["q"]) and result.net_evaluations == line["net_evaluations"]
        assert result.ending == line["ending"]
    for row, line in zip(results.rollout_q, lines):
        assert [float(q) for q in row.compressed()] == [float(np.float32(rollout["q"])) for rollout in line["rollouts"]]


def test_arrays(four):
    puzzles = np.stack([puzzle.question for puzzle in ptrm.read(f"{FOUR}\n{'.' * 16}\n")])
    solver = ptrm.Solver(four, rollouts=5, depth=4, seed=3)
    plain = solver.solve(puzzles)
    assert plain.answers.shape == (2, 16) and plain.answers.dtype == np.int32 and not hasattr(plain, "rollouts")
    kept = solver.solve(puzzles, keep=True)
    assert kept.rollouts.shape == (2, 5, 16) and kept.q_steps.shape == (2, 5, 4)
    assert (kept.answers == plain.answers).all() and (kept.q == plain.q).all()
    assert (kept.rollouts[0, int(kept.rollout_q[0].argmax())] == kept.answers[0]).all()
    assert kept.solved[0] == four.puzzle(puzzles[0]).check(kept.answers[0])
    unequal = ptrm.Solver(four, effort="medium", rollouts=8).solve(puzzles, keep=True)
    assert unequal.rollouts.mask.shape == unequal.rollouts.shape
    # Another number of threads changes nothing.
    for threads in (1, 2, 3):
        solver.set("threads", threads)
        assert (solver.solve(puzzles, keep=True).q_steps == kept.q_steps).all()
    assert solver.get("threads") == "3"


def test_guesses_of_a_tree(four):
    puzzle = next(ptrm.read(FOUR))
    results = ptrm.Solver(four, "high").solve(puzzle, keep=True)
    assert all(results[0].tokens[cell] == token for cell, token in results.guesses(0))
    nodes = results.rollouts.shape[1]
    assert results.tree(0).count("<circle") == nodes
    for beyond in ((7,), (0, nodes)):
        with pytest.raises(ptrm.Error, match="a number below"):
            results.guesses(*beyond)
    assert nodes == 1 or any(results.guesses(0, node) for node in range(nodes))


def test_callbacks(four):
    puzzles = np.stack([next(ptrm.read(FOUR)).question] * 2)
    asked, steps = [], []
    results = ptrm.Solver(four, rollouts=2, depth=3, stop="verified").solve(
        puzzles, verify=lambda number, answer: asked.append(answer.shape) or number == 1, on_step=steps.append)
    assert list(results.solved) == [False, True] and set(asked) == {(16,)}
    assert {(step.y.shape, step.z.shape, step.answer.shape) for step in steps} == {(four.state_shape, four.state_shape, (16,))}
    assert max(step.rollout for step in steps) == 1

    def fails(number, answer):
        raise ValueError("mine")

    with pytest.raises(ValueError, match="mine"):
        ptrm.Solver(four).solve(puzzles, verify=fails)
    assert len(ptrm.Solver(four).solve(puzzles, progress=True)) == 2


def test_errors(four):
    with pytest.raises(ptrm.Error, match="no such file"):
        ptrm.Model("no such file")
    with pytest.raises(ptrm.Error, match="precision"):
        ptrm.Model(MODELS / "sudoku-4x4.safetensors", precision="f99")
    with pytest.raises(ptrm.Error, match="memory"):
        ptrm.Model(b"what is this?")
    with pytest.raises(ptrm.Error, match="color"):
        ptrm.Solver(four, color="red")
    with pytest.raises(ptrm.Error, match="rollouts"):
        ptrm.Solver(four, rollouts=0)
    with pytest.raises(ptrm.Error, match="text:2"):
        list(ptrm.read(f"{FOUR}\n{SIX[:-1]}\n"))
    with pytest.raises(ptrm.Error, match=r"\[N, 16\]"):
        ptrm.Solver(four).solve(np.zeros((2, 17), int))
    with pytest.raises(ptrm.Error, match="whole numbers"):
        ptrm.Solver(four).solve(np.zeros((2, 16)))
    with pytest.raises(ptrm.Error, match="tokens from 0 to 5"):
        ptrm.Solver(four).solve(np.full((1, 16), 9))
    with pytest.raises(ptrm.Error, match="which the model takes"):
        ptrm.Solver(four).solve(list(ptrm.read(SIX)))
    with pytest.raises(ptrm.Error, match="no model for nurikabe of 3x30"):
        ptrm.solve("nurikabe/30/3/3zzzzo")
    with pytest.raises(ptrm.Error):
        ptrm.solve("no puzzle at all")
    assert len(ptrm.Solver(four).solve(np.zeros((0, 16), int))) == 0


def test_a_kind_of_several():
    data = (MODELS.parent / "tests/cli/early-4x4.safetensors").read_bytes()
    length = int.from_bytes(data[:8], "little")
    header = json.loads(data[8:8 + length])
    task = json.loads(header["__metadata__"]["ptrm_task"])
    header["__metadata__"]["ptrm_task"] = json.dumps({"kinds": [task | {"puzzle_id": 0}]})
    text = json.dumps(header).encode()
    data = len(text).to_bytes(8, "little") + text + data[8 + length:]
    assert ptrm.Model(data, kind="sudoku").info["kind"] == ptrm.Model(data).info["kind"] == "sudoku"
    with pytest.raises(ptrm.Error, match="one that the model solves: sudoku"):
        ptrm.Model(data, kind="maze")


def test_a_model_of_bytes(four):
    same = ptrm.Model((MODELS / "sudoku-4x4.safetensors").read_bytes())
    assert ptrm.Model("sudoku-4x4").info["fingerprint"] == same.info["fingerprint"]
    assert same.info["fingerprint"] == four.info["fingerprint"] and same.takes(next(ptrm.read(FOUR)))


def resident_kb():
    return int(re.search(r"VmRSS:\s*(\d+)", pathlib.Path("/proc/self/status").read_text())[1])


def test_memory_stays_flat(four):
    puzzle = next(ptrm.read(FOUR))
    before = 0
    for i in range(1000):
        ptrm.Solver(four, rollouts=2, depth=1, threads=1).solve(puzzle)
        if i == 200:
            before = resident_kb()
    assert resident_kb() < before + 4000


def test_two_threads_and_the_interpreter_goes_on(four):
    puzzles = np.stack([next(ptrm.read(FOUR)).question] * 40)
    found, ticks = [], 0
    threads = [threading.Thread(target=lambda: found.append(ptrm.Solver(four, rollouts=4, threads=1).solve(puzzles).q)) for _ in range(2)]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        ticks += 1
        time.sleep(0.005)
    assert ticks > 2 and (found[0] == found[1]).all()


def test_ctrl_c_ends_a_call():
    program = ("import ptrm, numpy, sys\n"
               f"model = ptrm.Model({str(MODELS / 'sudoku-9x9.safetensors')!r})\n"
               "print('begun', flush=True)\n"
               "try:\n"
               "    ptrm.Solver(model, rollouts=1000, depth=1000).solve(numpy.full((100, 81), 1))\n"
               "except KeyboardInterrupt:\n"
               "    print('ended', flush=True)\n")
    running = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
    assert running.stdout.readline() == "begun\n"
    time.sleep(0.5)
    running.send_signal(signal.SIGINT)
    began = time.monotonic()
    try:
        assert running.communicate(timeout=20)[0] == "ended\n" and time.monotonic() - began < 5
    finally:
        running.kill()


def test_a_child_process_is_told(four):
    solver = ptrm.Solver(four)
    puzzle = next(ptrm.read(FOUR))
    solver.solve(puzzle)
    child = os.fork()
    if child == 0:
        try:
            solver.solve(puzzle)
            os._exit(0)
        except ptrm.Error:
            os._exit(7)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7


def test_the_examples_of_the_readme(tmp_path, bin):
    """They run as they stand there, in a folder with a model and a data folder."""
    text = (ROOT / "tools/python/README.md").read_text()
    examples = re.findall(r"```python\n(.*?)```", text, re.S)
    assert len(examples) >= 2
    os.symlink(MODELS, tmp_path / "models")
    data = tmp_path / "data"
    subprocess.run([bin / "ptrm-generate", "sudoku", "--box", "2x2", "--clues", "4:6", "--count", "20", "--data-folder", data], check=True, capture_output=True)
    for example in examples:
        done = subprocess.run([sys.executable, "-c", example], cwd=tmp_path, capture_output=True, text=True, env=os.environ | {"MPLBACKEND": "agg"})
        assert done.returncode == 0 or "No module named 'matplotlib'" in done.stderr, done.stderr
