"""Whether a function that is checked is the one that stands in the cell above.

A kernel knows the cells that were run, and not what stands on the page. So little can be said for
sure, and nothing is said where it can't.
"""

from __future__ import annotations

import ast
import inspect
import linecache
import re
from collections.abc import Callable
from types import FunctionType
from typing import TYPE_CHECKING, TypeGuard

import numpy as np

from autograder.checking import words
from autograder.checking.compare import Verdict
from autograder.checking.course import Course
from autograder.checking.waiting import shell

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell


class History:
    """The functions that a session has checked.

    course: whose exercises they are.
    """

    def __init__(self, course: Course):
        self._course = course
        # By exercise and part, the function of the last check, where it was not right.
        self._failed: dict[tuple[str, str | None], object] = {}

    def note(self, function: Callable, verdict: Verdict, namespace: dict) -> str:
        """Return a sentence on the function that was checked, "" where there is no doubt about it.

        namespace: the names that cells have bound.
        """
        name, key = verdict.exercise, (verdict.exercise, verdict.part)
        again = not verdict.right and self._failed.get(key) is function
        self._failed[key] = None if verdict.right else function
        ipython = shell()
        if ipython is None:
            return ""
        runs = [*getattr(ipython.history_manager, "input_hist_raw", ())]
        if _is_of_a_cell(function, name):
            last = _last_run(runs, name)
            if last is not None and not _parses(ipython, runs[last]):
                return words.NOTE["syntax"].format(name=name)
            other = None if verdict.right else self._renamed(function, runs, last, namespace)
            if other:
                return words.NOTE["renamed"].format(name=name, other=other)
            if not verdict.right and (array := _array_of_the_notebook(function, namespace)):
                return words.NOTE["reads"].format(name=name, array=array)
        return words.NOTE["again"].format(name=name) if again else ""

    def _renamed(self, function: object, runs: list[str], last: int | None, namespace: dict) -> str:
        """The name of a function that a later cell defines with the same docstring, "" for none."""
        text = inspect.getdoc(function)
        if not text or last is None:
            return ""
        for name, other in namespace.items():
            if (
                type(other) is FunctionType
                and other is not function
                and name not in self._course.exercises
            ):
                place = _last_run(runs, name)
                if inspect.getdoc(other) == text and place is not None and place > last:
                    return name
        return ""


def _array_of_the_notebook(function: FunctionType, namespace: dict) -> str:
    """The name of an array that a function reads and does not take, "" for none."""
    return next(
        (each for each in function.__code__.co_names if type(namespace.get(each)) is np.ndarray), ""
    )


def _is_of_a_cell(function: object, name: str) -> TypeGuard[FunctionType]:
    """Whether a plain `def` of this name in a cell made the function."""
    if type(function) is not FunctionType or hasattr(function, "__wrapped__"):
        return False
    file, first = function.__code__.co_filename, function.__code__.co_firstlineno
    # Of a file, and not of a cell, linecache keeps the time of its last change.
    entry = linecache.cache.get(file)
    if entry is None or len(entry) < 4 or entry[1] is not None:
        return False
    return _defines(linecache.getline(file, first), name)


def _defines(source: str, name: str) -> bool:
    """Whether a line of this source begins a function of this name at the top level."""
    return bool(re.search(rf"^def {name}\b", source, re.MULTILINE))


def _last_run(runs: list[str], name: str) -> int | None:
    """The place of the last run of a cell that defines this name, None where there is none."""
    return max((place for place, run in enumerate(runs) if _defines(run, name)), default=None)


def _parses(ipython: InteractiveShell, run: str) -> bool:
    try:
        ast.parse(ipython.transform_cell(run))
    except SyntaxError:
        return False
    return True
