"""Whether a function that is checked is the one that stands in the cell above.

A kernel knows the cells that were run, and not what stands on the page. So little can be said for
sure, and nothing is said where it can't.
"""

import ast
import inspect
import linecache
import re
from types import FunctionType

from autograder.checking import words
from autograder.checking.waiting import shell
from autograder.course.exercises import EXERCISES

# By exercise and part, the function of the last check, where it was not right.
_failed = {}


def note(function, verdict, namespace):
    """Return a sentence on the function that was checked, "" where there is no doubt about it.

    namespace: dict of the names that cells have bound.
    """
    key = verdict.exercise, verdict.part
    again = not verdict.right and _failed.get(key) is function
    _failed[key] = None if verdict.right else function
    ipython = shell()
    if ipython is None:
        return ""
    runs = [*getattr(ipython.history_manager, "input_hist_raw", ())]
    if _is_of_a_cell(function, verdict.exercise):
        last = _last_run(runs, verdict.exercise)
        if last is not None and not _parses(ipython, runs[last]):
            return words.NOTE["syntax"].format(name=verdict.exercise)
        other = None if verdict.right else _renamed(function, runs, last, namespace)
        if other:
            return words.NOTE["renamed"].format(name=verdict.exercise, other=other)
    return words.NOTE["again"].format(name=verdict.exercise) if again else ""


def _is_of_a_cell(function, name):
    """Whether a plain `def` of this name in a cell made the function."""
    if type(function) is not FunctionType or hasattr(function, "__wrapped__"):
        return False
    file, first = function.__code__.co_filename, function.__code__.co_firstlineno
    # Of a file, and not of a cell, linecache keeps the time of its last change.
    entry = linecache.cache.get(file)
    if entry is None or len(entry) < 4 or entry[1] is not None:
        return False
    return _defines(linecache.getline(file, first), name)


def _defines(source, name):
    """Whether a line of this source begins a function of this name at the top level."""
    return bool(re.search(rf"^def {name}\b", source, re.MULTILINE))


def _last_run(runs, name):
    """The place of the last run of a cell that defines this name, None where there is none."""
    return max((place for place, run in enumerate(runs) if _defines(run, name)), default=None)


def _parses(ipython, run):
    try:
        ast.parse(ipython.transform_cell(run))
    except SyntaxError:
        return False
    return True


def _renamed(function, runs, last, namespace):
    """The name of a function that a later cell defines with the same docstring, "" for none."""
    text = inspect.getdoc(function)
    if not text or last is None:
        return ""
    for name, other in namespace.items():
        if type(other) is FunctionType and other is not function and name not in EXERCISES:
            place = _last_run(runs, name)
            if inspect.getdoc(other) == text and place is not None and place > last:
                return name
    return ""
