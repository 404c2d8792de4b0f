"""libptrm, as include/ptrm/ptrm.h declares it."""
from __future__ import annotations

import ctypes
import os
from pathlib import Path
from typing import Any, Callable

import numpy as np

_HERE = Path(__file__).resolve().parent

OK, END, CANCELLED = 0, 1, 2
Pointer = ctypes.c_void_p
Int32s = ctypes.POINTER(ctypes.c_int32)
Floats = ctypes.POINTER(ctypes.c_float)


class Error(Exception):
    """What libptrm says is wrong: the file, the place, what was expected and what was found."""


class Setting(ctypes.Structure):
    _fields_ = [("name", ctypes.c_char_p), ("value", ctypes.c_char_p)]


class StepView(ctypes.Structure):
    _fields_ = [("puzzle", ctypes.c_size_t), ("rollout", ctypes.c_int32), ("step", ctypes.c_int32), ("q", ctypes.c_float),
                ("answer", Int32s), ("y", Floats), ("z", Floats)]


class ProgressView(ctypes.Structure):
    _fields_ = [("puzzles_done", ctypes.c_size_t), ("puzzles_total", ctypes.c_size_t), ("net_evaluations", ctypes.c_int64)]


VerifyFunction = ctypes.CFUNCTYPE(ctypes.c_int, Pointer, ctypes.c_size_t, Int32s, ctypes.c_size_t)
ProgressFunction = ctypes.CFUNCTYPE(None, Pointer, ctypes.POINTER(ProgressView))
StepFunction = ctypes.CFUNCTYPE(None, Pointer, ctypes.POINTER(StepView))
CancelledFunction = ctypes.CFUNCTYPE(ctypes.c_int, Pointer)


class Callbacks(ctypes.Structure):
    _fields_ = [("size", ctypes.c_size_t), ("user", Pointer), ("verify", VerifyFunction), ("progress", ProgressFunction),
                ("step", StepFunction), ("cancelled", CancelledFunction)]


class AnswerView(ctypes.Structure):
    _fields_ = [("size", ctypes.c_size_t), ("tokens", Int32s), ("cells", ctypes.c_size_t), ("q", ctypes.c_float),
                ("solved", ctypes.c_int32), ("claimed", ctypes.c_int32), ("rollout", ctypes.c_int32), ("step", ctypes.c_int32),
                ("rollouts", ctypes.c_int32), ("guesses", ctypes.c_int32), ("nodes", ctypes.c_int32),
                ("net_evaluations", ctypes.c_int64), ("seconds", ctypes.c_double), ("ending", ctypes.c_char_p)]


class RolloutView(ctypes.Structure):
    _fields_ = [("size", ctypes.c_size_t), ("tokens", Int32s), ("q", ctypes.c_float), ("residual", ctypes.c_float),
                ("alive", ctypes.c_float), ("step", ctypes.c_int32), ("steps", ctypes.c_int32), ("guesses", ctypes.c_int32)]


class Shape(ctypes.Structure):
    _fields_ = [("questions", ctypes.c_size_t), ("rollouts", ctypes.c_size_t), ("steps", ctypes.c_size_t), ("cells", ctypes.c_size_t)]


def _open() -> ctypes.CDLL:
    """The library of PTRM_LIBRARY, of this package, of the prefix that it stands in, or of the system."""
    given = os.environ.get("PTRM_LIBRARY")
    near = [path for path in (_HERE / "lib" / "libptrm.so", _HERE.parents[2] / "libptrm.so") if path.exists()]
    name = given or (str(near[0]) if near else "libptrm.so.0.1")
    try:
        return ctypes.CDLL(name)
    except OSError as problem:
        raise ImportError(f"{problem}; install the package with pip, or name libptrm.so in PTRM_LIBRARY") from None


library = _open()

_STATUS = ctypes.c_int
_TEXT = [ctypes.c_char_p, ctypes.c_size_t, ctypes.POINTER(ctypes.c_size_t)]
_OUT = ctypes.POINTER(Pointer)
_FUNCTIONS: dict[str, tuple[Any, list[Any]]] = {
    "version": (ctypes.c_char_p, []),
    "error": (ctypes.c_char_p, []),
    "model_load": (_STATUS, [ctypes.c_char_p, ctypes.POINTER(Setting), _OUT]),
    "model_from_memory": (_STATUS, [ctypes.c_char_p, ctypes.c_size_t, ctypes.c_char_p, ctypes.POINTER(Setting), _OUT]),
    "model_free": (None, [Pointer]),
    "model_cells": (ctypes.c_int32, [Pointer]),
    "model_tokens": (ctypes.c_int32, [Pointer]),
    "model_positions": (ctypes.c_int32, [Pointer]),
    "model_channels": (ctypes.c_int32, [Pointer]),
    "model_takes": (ctypes.c_int, [Pointer, Pointer]),
    "model_describe": (_STATUS, [Pointer, *_TEXT]),
    "puzzle_read": (_STATUS, [ctypes.c_char_p, ctypes.c_size_t, Pointer, _OUT]),
    "puzzle_of": (_STATUS, [Pointer, Int32s, ctypes.c_size_t, _OUT]),
    "puzzle_free": (None, [Pointer]),
    "puzzle_kind": (ctypes.c_char_p, [Pointer]),
    "puzzle_place": (ctypes.c_char_p, [Pointer]),
    "puzzle_rows": (ctypes.c_int32, [Pointer]),
    "puzzle_cols": (ctypes.c_int32, [Pointer]),
    "puzzle_question": (Int32s, [Pointer]),
    "puzzle_answer": (Int32s, [Pointer]),
    "puzzle_has_rules": (ctypes.c_int, [Pointer]),
    "puzzle_check": (_STATUS, [Pointer, Int32s, ctypes.c_size_t, ctypes.POINTER(ctypes.c_int)]),
    "puzzle_text": (_STATUS, [Pointer, Int32s, ctypes.c_char_p, *_TEXT]),
    "reader_new": (_STATUS, [ctypes.c_char_p, ctypes.c_size_t, Pointer, _OUT]),
    "reader_next": (_STATUS, [Pointer, _OUT]),
    "reader_free": (None, [Pointer]),
    "solver_new": (_STATUS, [Pointer, ctypes.c_char_p, _OUT]),
    "solver_set": (_STATUS, [Pointer, ctypes.c_char_p, ctypes.c_char_p]),
    "solver_get": (_STATUS, [Pointer, ctypes.c_char_p, *_TEXT]),
    "solver_cancel": (None, [Pointer]),
    "solver_free": (None, [Pointer]),
    "solve": (_STATUS, [Pointer, Int32s, ctypes.c_size_t, ctypes.POINTER(Callbacks), _OUT]),
    "solve_puzzles": (_STATUS, [Pointer, ctypes.POINTER(Pointer), ctypes.c_size_t, ctypes.POINTER(Callbacks), _OUT]),
    "result_count": (ctypes.c_size_t, [Pointer]),
    "result_answer": (_STATUS, [Pointer, ctypes.c_size_t, ctypes.POINTER(AnswerView)]),
    "result_rollout": (_STATUS, [Pointer, ctypes.c_size_t, ctypes.c_size_t, ctypes.POINTER(RolloutView)]),
    "result_guess": (_STATUS, [Pointer, ctypes.c_size_t, ctypes.c_int64, ctypes.c_size_t, Int32s, Int32s]),
    "result_tree": (_STATUS, [Pointer, ctypes.c_size_t, *_TEXT]),
    "result_shape": (None, [Pointer, ctypes.POINTER(Shape)]),
    "result_int32": (_STATUS, [Pointer, ctypes.c_char_p, Int32s, ctypes.c_size_t]),
    "result_float": (_STATUS, [Pointer, ctypes.c_char_p, Floats, ctypes.c_size_t]),
    "result_int64": (_STATUS, [Pointer, ctypes.c_char_p, ctypes.POINTER(ctypes.c_int64), ctypes.c_size_t]),
    "result_free": (None, [Pointer]),
}
for _name, (_result, _arguments) in _FUNCTIONS.items():
    _function = getattr(library, "ptrm_" + _name)
    _function.restype, _function.argtypes = _result, _arguments


def call(name: str, *arguments: Any) -> int:
    """Calls a function that returns a status. @raises Error for one that is no success, with the library's text"""
    status: int = getattr(library, "ptrm_" + name)(*arguments)
    if status not in (OK, END, CANCELLED):
        raise Error(library.ptrm_error().decode(errors="replace"))
    return status


def get(name: str, *arguments: Any) -> Any:
    """Calls a function that returns a value."""
    return getattr(library, "ptrm_" + name)(*arguments)


def made(name: str, *arguments: Any) -> Pointer:
    """The handle that a function makes; empty after PTRM_END."""
    handle = Pointer()
    call(name, *arguments, ctypes.byref(handle))
    return handle


def text(name: str, *arguments: Any) -> str:
    """A text that a function hands out."""
    needed = ctypes.c_size_t()
    call(name, *arguments, None, 0, ctypes.byref(needed))
    buffer = ctypes.create_string_buffer(needed.value)
    call(name, *arguments, buffer, needed.value, None)
    return buffer.value.decode(errors="replace")


def int32s(array: Any) -> Any:
    """A NumPy array of int32, contiguous, as C sees it."""
    return array.ctypes.data_as(Int32s)


def copied(pointer: Any, count: int) -> Any:
    """A NumPy array of what a pointer points to."""
    return np.ctypeslib.as_array(pointer, (count,)).copy()


def guarded(function: Callable[..., Any], otherwise: Any, failures: list[BaseException], stop: Callable[[], None]) -> Callable[..., Any]:
    """A callback that keeps its exception and stops the call, for none can pass through C."""

    def run(*arguments: Any) -> Any:
        try:
            return function(*arguments)
        except BaseException as failure:  # noqa: B036: also KeyboardInterrupt
            failures.append(failure)
            stop()
            return otherwise

    return run
