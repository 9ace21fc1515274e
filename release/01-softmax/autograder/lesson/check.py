"""Check a student's function in a notebook: one line when right, a report when wrong."""

import sys
from functools import cache

import numpy as np

from autograder.lesson import words
from autograder.lesson.compare import examine
from autograder.lesson.exercise import PARTS
from autograder.lesson.exercises import EXERCISES
from autograder.lesson.report import Report

# The public cases are the same for everyone and every time.
PUBLIC_SEED = 20


class CheckFailed(AssertionError):
    """Raised when a function is not right; in IPython its traceback is one line."""

    def __init__(self, verdict):
        self.verdict = verdict
        super().__init__(Report(verdict).lines[0])

    def _render_traceback_(self):
        return [f"{type(self).__name__}: {self}"]


def check(function, part=None):
    """Compare a function with finite differences of the definition on the public cases.

    function: callable under the name of its exercise. part: "values", "robustness", or None for
    both. Displays a report and returns None. Raises CheckFailed when the function is not right,
    and ValueError when no exercise has its name. Warnings and prints are silenced while it runs.
    """
    exercise = find_exercise(function, sys._getframe(1).f_globals)
    if part is not None and part not in PARTS:
        raise ValueError(words.UNKNOWN_PART.format(parts=", ".join(PARTS), part=part))
    conclude(examine(exercise, function, public_cases(exercise.name, part), part=part))


def conclude(verdict):
    """Display the report of a verdict; raise CheckFailed if it is not right."""
    _display(Report(verdict))
    if not verdict.right:
        raise CheckFailed(verdict)


def find_exercise(function, namespace):
    """Return the exercise of a function: by its own name, or by one it is bound to.

    namespace: dict, where a lambda or a decorated function is looked up.
    """
    own = getattr(function, "__name__", "")
    if own in EXERCISES:
        return EXERCISES[own]
    bound = [name for name in EXERCISES if namespace.get(name) is function]
    if bound:
        return EXERCISES[bound[0]]
    shown = own or type(function).__name__
    raise ValueError(words.UNKNOWN.format(name=shown, names=", ".join(EXERCISES)))


@cache
def public_cases(name, part):
    """Return the public cases of an exercise, each with its target."""
    exercise = EXERCISES[name]
    families = [f for each in PARTS if part in (None, each) for f in exercise.families[each]]
    return tuple(exercise.cases(families, np.random.default_rng(PUBLIC_SEED)))


def _display(report):
    # Only where a notebook or an IPython shell runs is there something to display richly.
    ipython = sys.modules.get("IPython")
    if ipython is not None and ipython.get_ipython() is not None:
        ipython.display.display(report)
    else:
        print(report)
