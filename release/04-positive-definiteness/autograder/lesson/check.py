"""Check a student's function in a notebook: one line when right, a report when wrong."""

import sys
from contextlib import contextmanager
from functools import cache, partial

import numpy as np

from autograder.lesson import progress, words
from autograder.lesson.compare import examine
from autograder.lesson.diagnosis import named
from autograder.lesson.exercise import PARTS
from autograder.lesson.exercises import EXERCISES
from autograder.lesson.misconceptions import CATALOGUE, is_right_up_to_a_convention
from autograder.lesson.report import Report

# The public cases are the same for everyone and every time.
PUBLIC_SEED = 20


class _OneLine(Exception):
    """An exception whose traceback in IPython is one line."""

    def _render_traceback_(self):
        return [f"{type(self).__name__}: {self}"]


class CheckFailed(_OneLine, AssertionError):
    """Raised when a function is not right."""

    def __init__(self, verdict):
        self.verdict = verdict
        super().__init__(Report(verdict).lines[0])


class CheckMisused(_OneLine, ValueError):
    """Raised when `check` is called with something else than an exercise and a part of it."""


def check(function, part=None):
    """Compare a function with what is measured on the definition, over the public cases.

    function: callable under the name of its exercise. part: "values", "robustness", or None for
    both. Displays a report, whose last line tells how many exercises of the notebook pass by now,
    and returns None. Raises CheckFailed when the function is not right, and a ValueError when no
    exercise has its name. Warnings and prints are silenced while it runs.
    """
    exercise = find_exercise(function, sys._getframe(1).f_globals)
    if part is not None and part not in PARTS:
        raise CheckMisused(words.UNKNOWN_PART.format(parts=", ".join(PARTS), part=part))
    verdict = examine(exercise, function, public_cases(exercise.name, part), part=part)
    conclude(diagnosed(verdict, exercise, function, partial(public_cases, exercise.name)))


@contextmanager
def verdicts_to(collect, catalogue=CATALOGUE):
    """Hand each verdict to a function instead of displaying its report, as in grading.

    catalogue: the misconceptions that are known. Who is right up to a convention is examined
    further, so that the hidden cases confirm it.
    """
    global _show, _known, _grading
    before, (_show, _known, _grading) = (_show, _known, _grading), (collect, catalogue, True)
    try:
        yield
    finally:
        _show, _known, _grading = before


def diagnosed(verdict, exercise, function, cases_of):
    """Return the verdict with the misconception that explains it, if a known one does."""
    return named(verdict, exercise, function, cases_of, _known)


def conclude(verdict):
    """Display the report of a verdict; raise CheckFailed if it is not right."""
    _show(verdict)
    if not verdict.right and not (_grading and is_convention(verdict)):
        raise CheckFailed(verdict)


def is_convention(verdict):
    """Whether the values are right up to a convention."""
    value = verdict.outcome == "value" and verdict.part == "values"
    return value and is_right_up_to_a_convention(verdict.exercise, verdict.misconception)


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
    raise CheckMisused(words.UNKNOWN.format(name=shown, names=", ".join(EXERCISES)))


@cache
def public_cases(name, part):
    """Return the public cases of an exercise, each with its target.

    Without a part they are those of both parts, so that who passes there passes in either.
    """
    if part is None:
        return tuple(case for each in PARTS for case in public_cases(name, each))
    exercise = EXERCISES[name]
    return tuple(exercise.cases(exercise.families[part], np.random.default_rng(PUBLIC_SEED)))


def _display(verdict):
    # A hidden test, as an instructor runs it in a source notebook, is no step of a student's.
    report = Report(verdict, "" if verdict.hidden else progress.after(verdict))
    # Only where a notebook or an IPython shell runs is there something to display richly.
    ipython = sys.modules.get("IPython")
    if ipython is not None and ipython.get_ipython() is not None:
        ipython.display.display(report)
    else:
        print(report)


_show, _known, _grading = _display, CATALOGUE, False
