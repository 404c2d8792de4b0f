"""Runs Tiny Recursive Models: networks of 1 to 7 million parameters that solve puzzles by refining an answer again and again.

    import ptrm
    print(ptrm.solve("...2...4..5.....1.3.6.......2..5.6.."))

    solver = ptrm.Solver(ptrm.Model("my.safetensors"), effort="high", stop="q")
    results = solver.solve(questions)                  # int array [N, cells]
    results.answers, results.solved, results.claimed, results.q

A solver gives the same answers for a seed on any number of threads, and the same as ptrm-solve. The C interface below it is
documented in ptrm/ptrm.h.
"""
from __future__ import annotations

import ctypes
import importlib
import json
import os
import re
import threading
import weakref
from pathlib import Path
from typing import Any, Callable, Iterator, Optional, Sequence, Union

import numpy as np
import numpy.typing as npt

from . import _library as c
from ._library import Error

__all__ = ["Answer", "Error", "Model", "Puzzle", "Results", "Solver", "Step", "find_model", "read", "solve", "__version__"]
__version__: str = c.get("version").decode()

Ints = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float32]
Verify = Callable[[int, Ints], bool]
_masked_array: Any = np.ma.masked_array  # which NumPy leaves untyped


class _Handle:
    """Frees what the library made when nobody holds it any more."""

    def __init__(self, handle: ctypes.c_void_p, free: str) -> None:
        self.pointer = handle
        self._finalizer = weakref.finalize(self, getattr(c.library, "ptrm_" + free), handle)

    def close(self) -> None:
        self._finalizer()


def _settings(**values: Optional[str]) -> Any:
    given = [(name, value) for name, value in values.items() if value is not None]
    array = (c.Setting * (len(given) + 1))()
    for setting, (name, value) in zip(array, given):
        setting.name, setting.value = name.encode(), value.encode()
    return array


class Model:
    """A trained network: of a file, of the bytes of one, or a shipped one by its name (sudoku-9x9). Several solvers and threads can share it.

    precision: f32, bf16, i8, or auto (bf16 where the CPU multiplies it itself). backend: auto, eigen, onednn, reference.
    kind: of a model that solves several, the one to solve; the first if not given.
    frame: side of larger boards than the file's, of a network whose positions are relative (rope2d).
    Raises Error for a file that is none, or that needs more memory than memory_limit bytes.
    """

    def __init__(self, source: Union[str, "os.PathLike[str]", bytes], *, precision: str = "f32", backend: str = "auto", kind: Optional[str] = None,
                 memory_limit: Optional[int] = None, frame: Optional[int] = None) -> None:
        numbers = {name: None if value is None else str(value) for name, value in (("memory_limit", memory_limit), ("frame", frame))}
        settings = _settings(precision=precision, backend=backend, kind=kind, **numbers)
        if isinstance(source, bytes):
            handle = c.made("model_from_memory", source, len(source), b"memory", settings)
        else:
            handle = c.made("model_load", os.fsencode(_model_file(os.fspath(source))), settings)
        self._handle = _Handle(handle, "model_free")
        self.info: dict[str, Any] = json.loads(c.text("model_describe", handle))
        """Kind, size, backend, precision, instructions, memory, fingerprint, and the metadata of the file."""

    @property
    def cells(self) -> int:
        """Tokens of a question and of an answer."""
        return int(c.get("model_cells", self._handle.pointer))

    @property
    def tokens(self) -> int:
        """Tokens that a cell can be, numbered from 0."""
        return int(c.get("model_tokens", self._handle.pointer))

    @property
    def state_shape(self) -> tuple[int, int]:
        """Positions L and channels D of a state."""
        return int(c.get("model_positions", self._handle.pointer)), int(c.get("model_channels", self._handle.pointer))

    def takes(self, puzzle: Puzzle) -> bool:
        """Whether a puzzle is of the model's kind and not larger than its board."""
        return bool(c.get("model_takes", self._handle.pointer, puzzle._handle.pointer))

    def puzzle(self, question: npt.ArrayLike) -> Puzzle:
        """The puzzle of a question in tokens [cells], to draw or to check it."""
        tokens = np.ascontiguousarray(question, np.int32).ravel()
        return Puzzle(c.made("puzzle_of", self._handle.pointer, c.int32s(tokens), tokens.size))

    def __repr__(self) -> str:
        return f"<ptrm.Model {self.info['name']}: {self.info['kind']} {self.info['rows']}x{self.info['cols']}, {self.info['precision']}>"


class Puzzle:
    """A question with its kind and size, and its answer if the text had one; see read()."""

    def __init__(self, handle: ctypes.c_void_p) -> None:
        self._handle = _Handle(handle, "puzzle_free")
        self.kind: str = c.get("puzzle_kind", handle).decode(errors="replace")
        self.place: str = c.get("puzzle_place", handle).decode(errors="replace")
        self.rows = int(c.get("puzzle_rows", handle))
        self.cols = int(c.get("puzzle_cols", handle))
        self.has_rules = bool(c.get("puzzle_has_rules", handle))
        self.question: Ints = c.copied(c.get("puzzle_question", handle), self.rows * self.cols)
        """Tokens [rows * cols], row-major."""
        answer = c.get("puzzle_answer", handle)
        self.answer: Optional[Ints] = c.copied(answer, self.rows * self.cols) if answer else None
        """The answer that the text had."""

    def _grid(self, answer: npt.ArrayLike) -> Ints:
        grid = np.ascontiguousarray(answer, np.int32).ravel()
        if grid.size != self.rows * self.cols:
            raise Error(f"answer: expected {self.rows * self.cols} tokens, got {grid.size}")
        return grid

    def check(self, answer: npt.ArrayLike) -> bool:
        """Whether an answer in tokens obeys the rules and keeps the given cells. Always False for a kind without rules."""
        grid, right = self._grid(answer), ctypes.c_int()
        c.call("puzzle_check", self._handle.pointer, c.int32s(grid), grid.size, ctypes.byref(right))
        return bool(right.value)

    def text(self, answer: Optional[npt.ArrayLike] = None, form: str = "drawing") -> str:
        """The puzzle, with an answer in tokens if one is given, as line, drawing, svg, pzprv3 or faults (what breaks the rules)."""
        grid = None if answer is None else self._grid(answer)
        return c.text("puzzle_text", self._handle.pointer, None if grid is None else c.int32s(grid), form.encode())

    def __str__(self) -> str:
        return self.text(form="drawing")

    def __repr__(self) -> str:
        return f"<ptrm.Puzzle {self.kind} {self.rows}x{self.cols}>"

    def _repr_html_(self) -> str:
        return self.text(form="svg")


def read(text: str, model: Optional[Model] = None) -> Iterator[Puzzle]:
    """The puzzles of a text in any form that ptrm-solve reads: lines, grids, tables, JSON, addresses, pzprv3 files.

    model says what the puzzles are if the text does not. Raises Error at a malformed puzzle, naming its line.
    """
    data = text.encode(errors="surrogateescape")
    reader = _Handle(c.made("reader_new", data, len(data), None if model is None else model._handle.pointer), "reader_free")
    while True:
        puzzle = c.made("reader_next", reader.pointer)
        if not puzzle:
            return
        yield Puzzle(puzzle)


class Answer:
    """The answer to one puzzle. str() draws it; a notebook shows a picture."""

    def __init__(self, puzzle: Puzzle, tokens: Ints, view: c.AnswerView) -> None:
        self.puzzle = puzzle
        self.tokens = tokens
        """[rows * cols]"""
        self.q = float(view.q)
        """The Q head's logit: above 0 the model takes the answer to be right."""
        self.solved: Optional[bool] = None if view.solved < 0 else bool(view.solved)
        """Whether the answer obeys the rules; None if there are none."""
        self.claimed = bool(view.claimed)
        """Whether the model takes the answer to be right, by its stop rule or by Q."""
        self.net_evaluations = int(view.net_evaluations)
        self.seconds = float(view.seconds)
        self.ending: str = view.ending.decode()

    @property
    def answer(self) -> str:
        """As one line, as in puzzle files."""
        return self.puzzle.text(self.tokens, "line")

    def __str__(self) -> str:
        return self.puzzle.text(self.tokens)

    def __repr__(self) -> str:
        return f"<ptrm.Answer {self.answer} solved={self.solved} q={self.q:.2f}>"

    def _repr_html_(self) -> str:
        return self.puzzle.text(self.tokens, "svg")


class Step:
    """A rollout after a supervision step, for Solver.solve(on_step=...)."""

    def __init__(self, view: c.StepView, cells: int, shape: tuple[int, int]) -> None:
        self.puzzle, self.rollout, self.step = int(view.puzzle), int(view.rollout), int(view.step)
        self.q = float(view.q)
        self.answer: Ints = c.copied(view.answer, cells)
        self.y: Floats = c.copied(view.y, shape[0] * shape[1]).reshape(shape)
        """The answer state z_H, [L, D]."""
        self.z: Floats = c.copied(view.z, shape[0] * shape[1]).reshape(shape)
        """The latent state z_L, [L, D]."""


class Results:
    """What a solve call found, as arrays: N questions, K rollouts, D steps, S cells. results[i] is the Answer to puzzle i.

    Arrays of rollouts and steps are masked where a question had fewer than the most.
    """

    def __init__(self, handle: ctypes.c_void_p, puzzle_of: Callable[[int], Puzzle]) -> None:
        self._handle = _Handle(handle, "result_free")
        self._puzzle_of = puzzle_of
        shape = c.Shape()
        c.get("result_shape", handle, ctypes.byref(shape))
        n, k, d, s = shape.questions, shape.rollouts, shape.steps, shape.cells
        self.answers: Ints = self._ints("answers", n, s)
        """[N, S]; a smaller puzzle than others has -1 behind its cells."""
        solved = self._ints("solved", n)
        self.solved: Any = _masked_array(solved == 1, solved < 0)
        """[N] whether an answer obeys the rules, or verify() said so; masked if there are none."""
        self.claimed: npt.NDArray[np.bool_] = self._ints("claimed", n) == 1
        """[N] whether the model takes its answer to be right."""
        self.q: Floats = self._floats("q", n)
        """[N] the Q head's logit of the answer."""
        self.net_evaluations: npt.NDArray[np.int64] = np.empty(n, np.int64)
        """[N] passes of the network."""
        c.call("result_int64", handle, b"net_evaluations", self.net_evaluations.ctypes.data_as(ctypes.POINTER(ctypes.c_int64)), n)
        if k > 0:
            self.rollouts = self._masked(self._ints("rollout_answers", n, k, s))
            """[N, K, S] answers of all rollouts; with keep=True."""
            self.rollout_q = self._masked(self._floats("rollout_q", n, k))
            """[N, K]"""
            self.residual = self._masked(self._floats("residual", n, k))
            """[N, K] mean of the last three changes of the logits (EqR)."""
            self.rollout_steps = self._masked(self._ints("rollout_steps", n, k))
            """[N, K] the supervision step of each answer, from 1."""
            self.q_steps = self._masked(self._floats("q_steps", n, k, d))
            """[N, K, D] Q after every step."""
            self.change_steps = self._masked(self._floats("change_steps", n, k, d))
            """[N, K, D] how much the logits changed in every step."""

    def _ints(self, name: str, *shape: int) -> Ints:
        array = np.empty(shape, np.int32)
        c.call("result_int32", self._handle.pointer, name.encode(), c.int32s(array), array.size)
        return array

    def _floats(self, name: str, *shape: int) -> Floats:
        array = np.empty(shape, np.float32)
        c.call("result_float", self._handle.pointer, name.encode(), array.ctypes.data_as(c.Floats), array.size)
        return array

    @staticmethod
    def _masked(array: Any) -> Any:
        return _masked_array(array, np.isnan(array) if array.dtype == np.float32 else array < 0)

    def __len__(self) -> int:
        return len(self.q)

    def __getitem__(self, index: int) -> Answer:
        if not -len(self) <= index < len(self):
            raise IndexError(index)
        number, view = index % len(self), c.AnswerView(size=ctypes.sizeof(c.AnswerView))
        c.call("result_answer", self._handle.pointer, number, ctypes.byref(view))
        return Answer(self._puzzle_of(number), c.copied(view.tokens, view.cells), view)

    def __iter__(self) -> Iterator[Answer]:
        return (self[i] for i in range(len(self)))

    def tree(self, index: int) -> str:
        """The tree of guesses as a picture (SVG); with search="tree" and keep=True. Raises Error if rollouts were not kept."""
        return c.text("result_tree", self._handle.pointer, index)

    def guesses(self, index: int, rollout: int = -1) -> list[tuple[int, int]]:
        """Of a tree: (cell, token) of the guesses on the way to the answer, or to a node of it. Raises Error for a number beyond."""
        view: Any = c.AnswerView() if rollout < 0 else c.RolloutView()
        view.size = ctypes.sizeof(view)
        place = (index,) if rollout < 0 else (index, rollout)
        c.call("result_answer" if rollout < 0 else "result_rollout", self._handle.pointer, *place, ctypes.byref(view))
        cell, token = ctypes.c_int32(), ctypes.c_int32()
        found: list[tuple[int, int]] = []
        for number in range(view.guesses):
            c.call("result_guess", self._handle.pointer, index, rollout, number, ctypes.byref(cell), ctypes.byref(token))
            found.append((cell.value, token.value))
        return found


class Solver:
    """A model with the options of a search.

    effort: low, medium, high or max, settings that the model brings along; None for plain TRM, one rollout of 16 steps.
    options: those of ptrm-solve --help, with _ for -: rollouts, depth, sigma, seed, select, stop, search, threads, ...
    Raises Error for an unknown option or a value out of range.
    """

    def __init__(self, model: Model, effort: Optional[str] = None, **options: Union[str, int, float, bool]) -> None:
        self.model = model
        handle = c.made("solver_new", model._handle.pointer, None if effort is None else effort.encode())
        self._handle = _Handle(handle, "solver_free")
        for name, value in options.items():
            self.set(name, value)

    def set(self, name: str, value: Union[str, int, float, bool]) -> None:
        """Sets an option."""
        text = str(value).lower() if isinstance(value, bool) else str(value)
        c.call("solver_set", self._handle.pointer, name.encode(), text.encode())

    def get(self, name: str) -> str:
        """The value of an option, as text."""
        return c.text("solver_get", self._handle.pointer, name.encode())

    def solve(self, questions: Union[npt.ArrayLike, Puzzle, Sequence[Puzzle]], verify: Optional[Verify] = None, *, keep: bool = False,
              on_step: Optional[Callable[[Step], None]] = None, progress: bool = False) -> Results:
        """Answers questions: an int array [N, cells] of tokens, or puzzles, which may be smaller than the model's board.

        verify(number, answer [cells]) says whether an answer is right, instead of the rules of the kind. keep=True keeps all rollouts
        and steps. on_step(step) is called after every step of every rollout, with its states. progress=True shows a bar (tqdm).
        verify and on_step are called from several threads. Other Python threads run meanwhile; Ctrl-C ends the call.
        """
        puzzles = [questions] if isinstance(questions, Puzzle) else questions
        if isinstance(puzzles, Sequence) and len(puzzles) > 0 and all(isinstance(one, Puzzle) for one in puzzles):
            listed: list[Any] = list(puzzles)
            handles = (c.Pointer * len(listed))(*[one._handle.pointer for one in listed])
            return Results(self._run("solve_puzzles", handles, len(listed), verify, keep, on_step, progress), listed.__getitem__)
        array = np.ascontiguousarray(puzzles)
        if array.size > 0 and not np.issubdtype(array.dtype, np.integer):
            raise Error(f"questions: expected whole numbers, got {array.dtype}")
        array = array.astype(np.int32, casting="same_kind" if array.size > 0 else "unsafe", copy=False)
        array = array.reshape(1, -1) if array.ndim == 1 and array.size > 0 else array
        if array.size > 0 and (array.ndim != 2 or array.shape[1] != self.model.cells):
            raise Error(f"questions: expected the shape [N, {self.model.cells}], got {list(array.shape)}")
        model = self.model
        return Results(self._run("solve", c.int32s(array), len(array), verify, keep, on_step, progress), lambda i: model.puzzle(array[i]))

    def _run(self, function: str, data: Any, count: int, verify: Optional[Verify], keep: bool, on_step: Optional[Callable[[Step], None]],
             progress: bool) -> ctypes.c_void_p:
        self.set("keep", "steps" if keep else "answers")
        failures: list[BaseException] = []
        cells, shape = self.model.cells, self.model.state_shape
        bar = _progress_bar(count) if progress else None

        def cancel() -> None:
            c.get("solver_cancel", self._handle.pointer)

        def checked(_: Any, number: int, answer: Any, size: int) -> int:
            return int(bool(verify(number, c.copied(answer, size)))) if verify else 0

        def stepped(_: Any, view: Any) -> None:
            if on_step:
                on_step(Step(view.contents, cells, shape))

        def progressed(_: Any, view: Any) -> None:
            bar.update(view.contents.puzzles_done - bar.n)

        def guard(kind: Any, function: Any, wanted: Any) -> Any:
            return kind(c.guarded(function, 0, failures, cancel)) if wanted else kind()

        callbacks = c.Callbacks(ctypes.sizeof(c.Callbacks), None, guard(c.VerifyFunction, checked, verify),
                                guard(c.ProgressFunction, progressed, bar), guard(c.StepFunction, stepped, on_step),
                                c.CancelledFunction(lambda _: int(bool(failures))))
        outcome: list[Any] = []

        def body() -> None:
            try:
                handle = c.Pointer()
                status = c.call(function, self._handle.pointer, data, count, ctypes.byref(callbacks), ctypes.byref(handle))
                outcome.append(KeyboardInterrupt() if status == c.CANCELLED else handle)
            except Error as problem:
                outcome.append(problem)

        _interruptibly(body, cancel)
        if bar is not None:
            bar.update(count - bar.n)
            bar.close()
        if failures:
            raise failures[0]
        if isinstance(outcome[0], BaseException):
            raise outcome[0]
        handle: ctypes.c_void_p = outcome[0]
        return handle


def _interruptibly(body: Callable[[], None], cancel: Callable[[], None]) -> None:
    """Runs a call into the library so that Ctrl-C, which Python hears between its own instructions only, ends it."""
    if threading.current_thread() is not threading.main_thread():
        body()
        return
    done = threading.Event()  # Thread.join() forgets a thread when it is interrupted (Python before 3.13)

    def run() -> None:
        try:
            body()
        finally:
            done.set()

    threading.Thread(target=run).start()
    try:
        while not done.wait(0.05):
            pass
    except BaseException:
        cancel()
        while not done.wait(0.05):
            cancel()  # again, for the call may just have begun
        raise


def _progress_bar(total: int) -> Any:
    try:
        return importlib.import_module("tqdm.auto").tqdm(total=total, unit="puzzle")
    except ImportError:
        return None


def _model_folders() -> list[Path]:
    folders = [Path(folder) for folder in os.environ.get("PTRM_MODELS", "").split(":") if folder]
    here = Path(__file__).resolve().parent
    return [*folders, here / "models", here.parents[3] / "share" / "ptrm" / "models", Path("/usr/local/share/ptrm/models")]


def _model_file(name: str) -> str:
    """The file of a shipped model; what is a path already, or no such name, as it is."""
    files = [folder / (name + ending) for folder in _model_folders() for ending in (".safetensors", "")]
    return name if os.path.exists(name) else next((str(file) for file in files if file.is_file()), name)


def find_model(puzzle: Puzzle, **options: Any) -> Model:
    """The smallest shipped model that takes a puzzle, or one that was measured on boards as large. options are those of Model. Raises
    Error if there is none."""
    for folder in _model_folders():
        found = []
        for file in folder.glob(puzzle.kind + "-*.safetensors"):
            if size := re.fullmatch(r"(\d+)x(\d+)", file.stem[len(puzzle.kind) + 1:]):
                found.append((int(size[1]) * int(size[2]), file))
        models = [(file, Model(file, **options)) for _, file in sorted(found)]
        for _, model in models:
            if model.takes(puzzle):
                return model
        side = max(puzzle.rows, puzzle.cols)
        for file, model in models:
            if max(model.info["rows"], model.info["cols"]) < side <= model.info["largest"]:
                options["frame"] = side
                return Model(file, **options)
    raise Error(f"no model for {puzzle.kind} of {puzzle.rows}x{puzzle.cols}; name its folder in PTRM_MODELS, or give a model")


def solve(text: str, effort: str = "medium", model: Optional[Model] = None, **options: Union[str, int, float, bool]) -> Answer:
    """Answers the puzzle in a text, in any form that ptrm-solve reads, by the shipped model that takes it.

    options are those of Solver. Raises Error for a text that holds no puzzle or several, and if no model takes it.
    """
    data = text.encode(errors="surrogateescape")
    puzzle = Puzzle(c.made("puzzle_read", data, len(data), None if model is None else model._handle.pointer))
    return Solver(model or find_model(puzzle, precision="auto"), effort, **options).solve(puzzle)[0]
