"""Check a student's function in a notebook: one line when right, a report when wrong."""

import sys
import traceback
from contextlib import contextmanager
from functools import cache, partial

import numpy as np

from autograder.checking import history, misuse, progress, words
from autograder.checking.compare import examine
from autograder.checking.diagnosis import named
from autograder.checking.exercise import PARTS
from autograder.checking.report import Report
from autograder.checking.waiting import Waiting, shell
from autograder.course.exercises import EXERCISES
from autograder.course.misconceptions import CATALOGUE, is_right_up_to_a_convention

# The public cases are the same for everyone and every time.
PUBLIC_SEED = 20


class _OneLine:
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


class CheckInterrupted(_OneLine, KeyboardInterrupt):
    """Raised when a person interrupts a check."""


def check(function=None, part=None):
    """Compare a function with what is measured on the definition, over the public cases.

    function: callable under the name of its exercise. part: "values", "robustness", or None for
    both. Displays a report, whose last line tells how many exercises of the notebook pass by now,
    and returns None. Raises CheckFailed when the function is not right, a ValueError when no
    exercise has its name, and CheckInterrupted, a KeyboardInterrupt, when a person ends it.
    Warnings and prints are silenced while it runs.
    """
    namespace = sys._getframe(1).f_globals
    exercise = find_exercise(function, namespace)
    require_part(exercise, part)
    if _collect is not None:
        conclude(_examined(exercise, function, part))
        return
    try:
        with Waiting(exercise.name) as waiting:
            verdict = _examined(exercise, function, part, waiting.counted)
    except KeyboardInterrupt as interrupt:
        raise CheckInterrupted(_where(exercise, function, interrupt)) from None
    conclude(verdict, history.note(function, verdict, namespace), waiting.line)


def _examined(exercise, function, part, counted=tuple):
    cases = counted(public_cases(exercise.name, part))
    verdict = examine(exercise, function, cases, part=part)
    return diagnosed(verdict, exercise, function, partial(public_cases, exercise.name))


def _where(exercise, function, interrupt):
    """The sentence that says in which line of the student's an interrupt came."""
    file = getattr(getattr(function, "__code__", None), "co_filename", None)
    for frame in traceback.extract_tb(interrupt.__traceback__):
        if frame.filename == file:
            return words.INTERRUPTED.format(
                name=exercise.name, line=frame.lineno, code=frame.line or ""
            )
    return words.INTERRUPTED_ELSEWHERE.format(name=exercise.name)


@contextmanager
def verdicts_to(collect, catalogue=CATALOGUE):
    """Hand each verdict to a function instead of displaying its report, as in grading.

    catalogue: the misconceptions that are known. Who is right up to a convention is examined
    further, so that the hidden cases confirm it.
    """
    global _collect, _known
    before, (_collect, _known) = (_collect, _known), (collect, catalogue)
    try:
        yield
    finally:
        _collect, _known = before


def diagnosed(verdict, exercise, function, cases_of):
    """Return the verdict with the misconception that explains it, if a known one does."""
    return named(verdict, exercise, function, cases_of, _known)


def conclude(verdict, note="", line=None):
    """Display the report of a verdict; raise CheckFailed if it is not right.

    note: a sentence below the report. line: the handle of a display that the report replaces.
    """
    if _collect is None:
        _display(verdict, note, line)
    else:
        _collect(verdict)
    if not verdict.right and not (_collect is not None and is_convention(verdict)):
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
    if bound and callable(function):
        return EXERCISES[bound[0]]
    raise CheckMisused(misuse.answer(function, namespace))


def require_part(exercise, part):
    """Raise CheckMisused where something else than a part of an exercise, or None, is given."""
    if part is not None and not (isinstance(part, str) and part in PARTS):
        named = ", ".join(f'"{each}"' for each in PARTS)
        raise CheckMisused(words.UNKNOWN_PART.format(parts=named, name=exercise.name))


@cache
def public_cases(name, part):
    """Return the public cases of an exercise, each with its target.

    Without a part they are those of both parts, so that who passes there passes in either.
    """
    if part is None:
        return tuple(case for each in PARTS for case in public_cases(name, each))
    exercise = EXERCISES[name]
    return tuple(exercise.cases(exercise.families[part], np.random.default_rng(PUBLIC_SEED)))


def _display(verdict, note, line):
    # A hidden test, as an instructor runs it in a source notebook, is no step of a student's.
    report = Report(verdict, "" if verdict.hidden else progress.after(verdict), note)
    # Only where a notebook or an IPython shell runs is there something to display richly.
    if line is not None:
        line.update(report)
    elif shell() is not None:
        sys.modules["IPython"].display.display(report)
    else:
        print(report)


_collect, _known = None, CATALOGUE
