"""Run one test cell in the grader's own process, and say what share of its points it gives."""

import contextlib
import copy
import random
from dataclasses import dataclass, replace
from typing import Any, Self

import numpy as np

from autograder.checking.compare import Verdict
from autograder.checking.course import Course
from autograder.checking.failures import CheckFailed
from autograder.checking.outcomes import Unwritten
from autograder.checking.report import first_line
from autograder.checking.session import CheckSession
from autograder.grading import outputs, words
from autograder.grading.bound import bounded
from autograder.grading.exam import Cell
from autograder.grading.partial import compiled, credit
from autograder.grading.session import Lost
from autograder.grading.status import Status
from autograder.grading.stubs import OwnCalls, OwnOutput


@dataclass(frozen=True)
class Ended:
    """What ended a test: name and text of an error, and advice on it, "" for none."""

    name: str
    text: str
    advice: str = ""

    @classmethod
    def by(cls, raised: BaseException) -> Self:
        """Tell of an exception of a test's, whose text may be a value of the student's."""
        try:
            text = str(raised)
        except Exception as failed:  # of a value that can't be shown, or takes too much memory
            text = type(failed).__name__
        if not text and isinstance(raised, MemoryError):
            text = words.NO_MEMORY
        return cls(type(raised).__name__, outputs.message(text), getattr(raised, "advice", ""))


@dataclass(frozen=True)
class Marked:
    """What came of a test cell.

    share: of its points, by its verdicts, whatever a student prints. status: the code of what
    became of it. printed: by the cell.
    """

    share: float
    status: Status
    printed: str
    verdicts: tuple[Verdict, ...]
    error: Ended | None


def mark(
    cell: Cell,
    namespace: dict,
    theirs: dict[str, Any],
    calls: OwnCalls,
    checks: CheckSession,
    convention_share: float,
    students: frozenset[str] = frozenset(),
) -> Marked:
    """Run a test cell, and once more where it passes and a function has changed an argument.

    namespace: of all tests; a second run begins as the first one did, and leaves nothing there.
    theirs: what the student has bound, by name: values, and stubs of functions whose calls are
    `calls`. checks: of this submission. students: the names of the notebook that are the student's.
    Of two runs the worse counts. Raises Lost.
    """
    with bounded(calls):  # a test may leave there what takes long to copy
        before, afresh, draws = _copied(namespace), _copied(theirs), _drawn()
    hidden = {name: namespace[name] for name in theirs if name in namespace}
    calls.namespace, calls.names = namespace, frozenset(theirs)
    namespace.update(theirs)
    marked = _run(cell, namespace, calls, checks, convention_share, students)
    if marked.share > 0 and calls.changed:
        after, drawn = dict(namespace), _drawn()
        _restore(namespace, before | afresh, draws)
        with calls.again():
            again = _run(cell, namespace, calls, checks, convention_share, students)
        _restore(namespace, after, drawn)
        marked = min(marked, _advised(again), key=lambda run: run.share)
    for name in theirs:
        namespace.pop(name, None)
    namespace.update(hidden)
    return marked


def _run(
    cell: Cell,
    namespace: dict,
    calls: OwnCalls,
    checks: CheckSession,
    convention_share: float,
    students: frozenset[str],
) -> Marked:
    printed, error, status, partial = OwnOutput(), None, Status.RIGHT, 1.0
    verdicts: list[Verdict] = []
    with checks.active(verdicts.append), contextlib.redirect_stdout(printed):
        try:
            with bounded(calls):
                try:
                    test = compiled(cell.source, cell.name, students)
                    exec(test.code, namespace)
                    if test.last is not None:
                        partial = credit(eval(test.last, namespace), cell.points)
                except (Lost, KeyboardInterrupt):
                    raise
                # Whatever a test raises is its way to say that the answer is wrong. What pytest
                # raises is no Exception, and neither is the end of a program.
                except BaseException as raised:
                    error, status = Ended.by(raised), _status(raised)
        except Lost as ended:
            calls.noted(ended)
    if calls.lost is not None:  # be it that the test has taken it for an exception
        error = Ended(calls.lost.name, str(calls.lost), calls.lost.advice)
        status = calls.lost.status
    share = _share(error, verdicts, checks.course, convention_share) * partial
    if share == 0 and error is None and partial > 0:
        wrong = next(verdict for verdict in verdicts if not verdict.right)
        error, status = Ended(CheckFailed.__name__, first_line(wrong)), Status.WRONG
    if any(isinstance(verdict.found, Unwritten) for verdict in verdicts):
        status = Status.UNWRITTEN
    elif partial < 1 and error is None:
        status = Status.PARTIAL
    elif 0 < share < 1:
        status = Status.CONVENTION
    return Marked(share, status, printed.getvalue(), tuple(verdicts), error)


def _status(raised: BaseException) -> Status:
    if isinstance(raised, NotImplementedError):
        return Status.UNWRITTEN
    wrong = isinstance(raised, AssertionError) or not isinstance(raised, Exception)
    return Status.WRONG if wrong else Status.RAISED


def _share(
    error: Ended | None, verdicts: list[Verdict], course: Course, convention_share: float
) -> float:
    """The share of its points that a test gives: by its verdicts, whatever a student prints.

    Right up to a convention is who is so in the public and in the hidden cases, and in the same.
    """
    if error is not None:
        return 0.0
    if all(verdict.right for verdict in verdicts):
        return 1.0
    agree = len({verdict.misconception for verdict in verdicts}) == 1
    return convention_share if agree and all(map(course.is_convention, verdicts)) else 0.0


def _advised(marked: Marked) -> Marked:
    """The same with advice on its error, where it has none: the first run has passed."""
    if marked.error is None or marked.error.advice:
        return marked
    return replace(marked, error=replace(marked.error, advice=words.IN_PLACE))


def _copied(namespace: dict) -> dict:
    """The same names, each for a copy but where there can be none, as of a module."""
    copies, memo = {}, dict[int, Any]()
    for name, value in namespace.items():
        try:
            copies[name] = value if name == "__builtins__" else copy.deepcopy(value, memo)
        # Of a class that can't be copied, which says so in a way of its own.
        except Exception:
            copies[name] = value
        if isinstance(value, np.ndarray):
            copies[name].flags.writeable = value.flags.writeable
    return copies


def _drawn() -> tuple:
    """How far the generators are that all modules share."""
    return random.getstate(), np.random.get_state()  # noqa: NPY002, a test may draw from it


def _restore(namespace: dict, names: dict, drawn: tuple) -> None:
    """Make a namespace what it was; the same one, since its functions find their names there."""
    namespace.clear()
    namespace.update(names)
    random.setstate(drawn[0])
    np.random.set_state(drawn[1])  # noqa: NPY002
