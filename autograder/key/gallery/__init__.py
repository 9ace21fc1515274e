"""The gallery: answers as students write them, right and wrong, by which the tests are judged.

One module for each assignment. An answer bears the name of its exercise, so one name is defined
many times, and is entered by a decorator that says what it is:

    @wrong("sign")                          the misconception, by its code
    @wrong("overflow", part="robustness")   the same, where one part of the points must survive
    @right("einsum")                        the approach, in a word or two

Every answer is complete source text. Pasted into a notebook it needs no more than that notebook's
setup cell imports: np, special and plt, and linalg in 04 and 06.
"""

import ast
import importlib
import inspect
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass

_entries = {}


@dataclass(frozen=True)
class Entry:
    """One answer to an exercise.

    exercise: its name; label: the code of the misconception, or the approach; right: whether it
    is. part says what a wrong one loses: None, the values and perhaps the robustness too;
    "values" or "robustness", that part alone.
    """

    exercise: str
    label: str
    right: bool
    function: Callable
    part: str | None = None

    @property
    def source(self) -> str:
        """The text of the function without the decorator."""
        text = inspect.getsource(self.function)
        (definition,) = ast.parse(text).body
        # The line of a definition is that of its `def`, below whatever decorates it.
        return "".join(text.splitlines(keepends=True)[definition.lineno - 1 :])


def wrong(code, *, part=None):
    """Enter the decorated function as a wrong answer that stands for a misconception."""
    return _entering(code, False, part)


def right(approach):
    """Enter the decorated function as a right answer."""
    return _entering(approach, True, None)


def gallery(exercise_name):
    """Return the entries of an exercise, in the order in which they stand."""
    for module in pkgutil.iter_modules(__path__):
        importlib.import_module(f"{__name__}.{module.name}")
    return tuple(_entries.get(exercise_name, ()))


def _entering(label, is_right, part):
    def enter(function):
        name = function.__name__
        _entries.setdefault(name, []).append(Entry(name, label, is_right, function, part))
        return function

    return enter
