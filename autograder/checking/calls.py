"""Calls of a student's function: each case once in a check, for all that look at its result."""

from __future__ import annotations

import io
import re
import sys
import traceback
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol, TypeGuard

import numpy as np

from autograder.checking.differences import closed
from autograder.checking.exercise import Case
from autograder.checking.outcomes import Raised, Unwritten

# Lines of this package are no lines of a student.
PACKAGE = str(Path(__file__).resolve().parents[1])

# Of an exception's message, as many characters are kept: NumPy's longest have some 180.
LONGEST_MESSAGE = 200

# What a terminal takes for colours.
COLOURS = re.compile(r"\x1b\[[\d;]*m")


class Replies(Protocol):
    """A function that gives back what another process has answered to some cases, in turn.

    numbers: of all results, where they have one of the forms that `together` names; else None.
    changed: whether any of the calls has changed its arguments.
    """

    numbers: np.ndarray | None

    @property
    def changed(self) -> bool: ...

    def __call__(self, *arguments: object) -> object: ...


class Remote(Protocol):
    """A function that runs in another process, of limited memory."""

    def __call__(self, *arguments: object) -> object: ...

    def ahead(self, cases: tuple[Case, ...]) -> Replies:
        """Call with each case, and return a function that gives the results back in turn."""

    def within(self, room: int) -> Callable:
        """The same function, each call of which may take so many bytes of memory."""


@dataclass(frozen=True)
class Called:
    """What a call gave: its result, or the exception that it raised.

    changed: the place of an argument that is not what it was, None where all are.
    """

    result: object
    error: Raised | None
    changed: int | None


class Calls:
    """The calls of one function in one check: what it made of each case is kept.

    function: callable; where it is of another process, calls of many cases are made together.
    doubted: whether an earlier check found it wrong.
    """

    def __init__(self, function: Callable, doubted: bool = False):
        self.function, self.doubted = function, doubted
        self._known: dict[Case, Called] = {}
        self._unread: dict[Case, tuple[tuple[Case, ...], Replies]] = {}

    @staticmethod
    def of(function: Callable | Calls) -> Calls:
        """The calls of a function; of calls themselves, these."""
        return function if isinstance(function, Calls) else Calls(function)

    @property
    def are_remote(self) -> bool:
        """Whether the function runs in another process, of limited memory and time."""
        return is_remote(self.function)

    def on(self, case: Case) -> Called:
        """What the function makes of a case, by a call where none was made."""
        if case in self._unread:
            cases, replies = self._unread[case]
            for each in cases:
                del self._unread[each]
                self._known[each] = (
                    call(replies, each)
                    if replies.changed
                    else Called(*attempt(replies, each.arguments), None)
                )
        if case not in self._known:
            called = call(self.function, case)
            # A function may write its next result where it wrote this one.
            self._known[case] = replace(called, result=_kept(called.result))
        return self._known[case]

    def make(self, cases: Iterable[Case]) -> None:
        """Call a function of another process with all cases at once: the way takes the time."""
        known = self._known.keys() | self._unread.keys()
        new = tuple(case for case in dict.fromkeys(cases) if case not in known)
        if new and is_remote(self.function):
            self._unread |= dict.fromkeys(new, (new, self.function.ahead(new)))

    def in_turn(self, cases: Iterable[Case]) -> Iterator[Case]:
        """Yield the cases; a doubted function of another process gets few at first, then more.

        A check ends at the first wrong answer, and each call after it may take all the time that is
        allowed.
        """
        if not (self.doubted and self.are_remote):
            yield from cases
            return
        left, size = tuple(cases), 1
        while left:
            self.make(left[:size])
            yield from left[:size]
            left, size = left[size:], 4 * size

    def numbers(self, cases: tuple[Case, ...]) -> np.ndarray | None:
        """All numbers of the results of cases that were called together, where `Replies` has them.

        None too where these were looked at one by one.
        """
        made, replies = self._unread.get(cases[0], ((), None)) if cases else ((), None)
        return replies.numbers if replies is not None and made == cases else None


def _kept(result: object) -> object:
    """A result of which no array is the function's own."""
    if type(result) is tuple:
        return tuple(map(_own, result))
    return _own(result)


def _own(member: object) -> object:
    if type(member) is np.ndarray:
        return member.copy(order="K")
    return list(member) if type(member) is list else member


def call(function: Callable, case: Case) -> Called:
    """Call a function with the arguments of a case."""
    arguments = case.fresh()
    result, error = attempt(function, arguments)
    return Called(result, error, _changed(arguments, case.arguments))


def _changed(after: tuple, before: tuple) -> int | None:
    for position, (a, b) in enumerate(zip(after, before, strict=True)):
        if isinstance(b, np.ndarray) and not np.array_equal(a, b):
            return position
    return None


def is_remote(function: Callable) -> TypeGuard[Remote]:
    """Whether a function says that it runs in another process, of limited memory."""
    return getattr(function, "is_remote", False)


def attempt(function: Callable, arguments: tuple) -> tuple[Any, Raised | None]:
    """Return (result, None), or (None, Raised) if the call raised an exception.

    Warnings, prints and the differencing engine are shut off for as long as the call lasts.
    """
    if is_remote(function):
        return _attempt(function, arguments)
    silence = io.StringIO()
    with (
        closed(),
        warnings.catch_warnings(),
        np.errstate(all="ignore"),
        redirect_stdout(silence),
        redirect_stderr(silence),
    ):
        warnings.simplefilter("ignore")
        return _attempt(function, arguments)


def _attempt(function: Callable, arguments: tuple) -> tuple[Any, Raised | None]:
    try:
        return function(*arguments), None
    # Whatever a student's function raises is its result, and is reported.
    except (Exception, SystemExit) as error:
        kind = Unwritten if type(error) is NotImplementedError else Raised
        # Where a function runs in another process, that may lack something that is here.
        advice = getattr(error, "advice", "") if is_remote(function) else ""
        raised = kind(type(error), str(error)[:LONGEST_MESSAGE], advice=advice)
        return None, raised if is_remote(function) else _located(error, raised)


def _located(error: BaseException, raised: Raised) -> Raised:
    """The same with its line of the student's, where it has one, and what Python suggests."""
    raised = replace(raised, message=_with_suggestion(error, raised.message))
    frames = [
        frame
        for frame in traceback.extract_tb(error.__traceback__)
        if not frame.filename.startswith(PACKAGE)
    ]
    if not frames:
        return raised
    raised_in = frames[-1].name if len(frames) > 1 else ""
    return replace(raised, line=frames[0].lineno, source=frames[0].line or "", raised_in=raised_in)


def _with_suggestion(error: BaseException, message: str) -> str:
    """The message of an exception, with the name that Python suggests where it suggests one."""
    if type(error) not in (NameError, AttributeError):
        return message
    shown = io.StringIO()
    with redirect_stderr(shown):
        sys.__excepthook__(type(error), error, error.__traceback__)
    # From Python 3.13 on it is coloured in a kernel.
    plain = COLOURS.sub("", shown.getvalue())
    last = plain.splitlines()[-1].removeprefix(f"{type(error).__name__}: ")
    return last[:LONGEST_MESSAGE] if last.startswith(message) else message
