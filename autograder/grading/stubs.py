"""Functions of a student's as a test calls them: arguments go into the jail, results come out.

A function may change its arguments in place, and a test may compute what it expects from arrays
that it has passed. So a test first runs with its arrays left as they are. Where it passes and a
function changed an argument, it runs again and meets the changes, as in a notebook. Where the
instructor's own solution changes its arguments, a test meets the changes from the first.
"""

import contextlib
import copy
import io
import sys
import threading
import time
from collections.abc import Callable, Iterator
from functools import cached_property, lru_cache
from typing import Any, Self

import numpy as np

from autograder.checking.exercise import Case
from autograder.checking.together import together
from autograder.grading import advice
from autograder.grading.changes import changes
from autograder.grading.session import Lost, Session
from autograder.sandbox.inside import frames, wire


class Allowance:
    """The seconds that a student's functions may take in one test, all calls together.

    passed: those that calls have taken so far. running: whether one runs now.
    """

    def __init__(self, seconds: float):
        self.seconds, self.passed, self.running = seconds, 0.0, False

    @contextlib.contextmanager
    def spent(self) -> Iterator[None]:
        """Take off what passes meanwhile."""
        started, self.running = time.monotonic(), True
        try:
            yield
        finally:
            seconds = time.monotonic() - started
            self.seconds -= seconds
            self.passed += seconds
            self.running = False


class OwnOutput(io.StringIO):
    """Takes what a test prints; what the student's functions print goes elsewhere or nowhere."""


class OwnCalls:
    """The calls that one test makes of its own, and the time that all its calls may take.

    expected: the functions that are to change their arguments, so that the test meets the changes.
    changed: whether another has. turn: held by a call. namespace: of the test; names: those in it
    that are the student's. seconds: that the test may take beside them, by default as many.
    ceiling: of the address space of the process meanwhile, by default `bound.ceiling()`. lost: what
    ended the first call that never returned, or the test, though it may have gone on.
    """

    def __init__(
        self,
        allowance: Allowance,
        expected: frozenset[str] = frozenset(),
        seconds: float | None = None,
        ceiling: int | None = None,
    ):
        self.allowance, self.expected, self.changed = allowance, expected, False
        self.ceiling = ceiling
        self.seconds = allowance.seconds if seconds is None else seconds
        self.lost: Lost | None = None
        self.turn = threading.Lock()
        self.namespace: dict | None = None
        self.names: frozenset[str] = frozenset()
        self._seconds = allowance.seconds
        self._answered: list[tuple[tuple[str, bytes], wire.Reply]] = []
        self._room = wire.MAX_BYTES
        self._again: Iterator[tuple[tuple[str, bytes], wire.Reply]] | None = None
        self._before: list[tuple[Any, Any]] = []

    @property
    def deleted(self) -> tuple[str, ...]:
        """The names of the student's that the test has deleted, as `del` does."""
        space = self.namespace
        return () if space is None else tuple(n for n in sorted(self.names) if n not in space)

    def noted(self, lost: Lost) -> Lost:
        """Return the same, and know of it whatever the test does with it."""
        self.lost = self.lost or lost
        return lost

    @contextlib.contextmanager
    def again(self) -> Iterator[None]:
        """Let a test run a second time and meet the changes, which are undone at the end.

        A call gets the answer that it had: no function can behave because it has been called. Calls
        with what has changed are new ones, and have the time of a test of their own.
        """
        self._again = iter(self._answered)
        self.allowance.seconds = self._seconds
        try:
            yield
        finally:
            self._again = None
            while self._before:
                _write(*self._before.pop())

    def reply(
        self, call: tuple[str, bytes], arguments: tuple, ask: Callable[[], wire.Reply]
    ) -> wire.Reply:
        """Return the reply to a call, a name and bytes, by `ask` where it is not known."""
        nothing = ("", b""), None
        known, reply = next(self._again, nothing) if self._again is not None else nothing
        if reply is None or known != call:
            reply = ask()
        found = changes(arguments, _together(reply.arguments))
        if call[0] in self.expected:
            for mine, changed in found:
                _write(mine, changed)
            return reply
        self.changed = self.changed or bool(found)
        if self._again is not None:
            for mine, changed in found:
                before = copy.copy(mine)
                _write(mine, changed)  # what is read-only here raises, as in a notebook
                self._before.append((mine, before))
        else:
            self._room -= len(call[1]) + len(wire.encode_replies([reply]))
            if self._room >= 0:
                self._answered.append((call, reply))
        return reply


class Stub:
    """A function of the student's, for a test: it passes arguments into the jail and results out.

    What the student's function raises is raised here, as the nearest builtin class, with advice
    where it comes of what grading does not give. What may not leave the jail comes out as an empty
    object of a class with the name of its type.
    """

    is_remote = True

    def __init__(self, session: Session, name: str, calls: OwnCalls, room: int | None = None):
        self.__name__, self.__doc__ = name, None  # else that of the class
        self._session, self._calls, self._room = session, calls, room

    def __deepcopy__(self, _: object) -> Self:
        return self

    def __call__(self, *given: object, **named: object) -> object:
        arguments, keywords = (*given, *named.values()), tuple(named)
        with self._sendable():
            wire.encode(arguments)  # all may come back, and what is one object then counts twice
            calls = wire.Calls.of([arguments], keywords)
        call = self.__name__, calls.data
        heard = not isinstance(sys.stdout, OwnOutput)  # the test itself takes what is printed
        with self._calls.turn:  # a test may call from threads, and there is one wire
            reply = self._calls.reply(call, arguments, lambda: self._ask(calls, heard).each[0])
        if heard:
            sys.stdout.write(reply.printed)
        return _result(reply)

    def ahead(self, cases: tuple[Case, ...]) -> "Replies":
        """Call with the arguments of each case, and return a function that gives it back.

        The function must be called with the same arguments in the same order.
        """
        with self._sendable():
            calls = _calls(cases)
        return Replies(self._ask(calls))

    def within(self, room: int) -> "Stub":
        """The same function, each call of which may take so many bytes of memory."""
        return Stub(self._session, self.__name__, self._calls, room)

    def _ask(self, calls: wire.Calls, heard: bool = False) -> wire.Replies:
        allowance = self._calls.allowance
        conditions = wire.Conditions(self._room, self._calls.deleted, heard)
        try:
            with allowance.spent():
                return self._session.call(self.__name__, calls, allowance.seconds, conditions)
        except Lost as lost:
            raise self._calls.noted(lost) from None

    @contextlib.contextmanager
    def _sendable(self) -> Iterator[None]:
        try:
            yield
        except wire.Unsendable as error:
            raise TypeError(f"{self.__name__} can't be called with {error} in a test") from None


# What a reply says of a value that can be called, by the name of its type.
CALLABLES = {
    *("function", "builtin_function_or_method", "method", "partial", "type", "ABCMeta"),
    *("_lru_cache_wrapper", "ufunc", "vectorize"),
}


def known(
    session: Session,
    functions: frozenset[str],
    values: frozenset[str],
    calls: OwnCalls,
) -> dict[str, object]:
    """What a test knows of the student's: stubs of functions, and values as they are by now.

    Where a value may not leave the jail, the test meets an empty object of a class with the name of
    its type. Raises Lost.
    """
    found: dict[str, object] = {name: Stub(session, name, calls) for name in functions}
    for name, reply in (session.values(values) if values else {}).items():
        if reply.kind == "refused" and reply.message in CALLABLES:
            found[name] = Stub(session, name, calls)
        elif reply.kind != "raised":  # else the test itself says that it is not defined
            found[name] = _result(reply)
    return found


# As many tuples of cases as all exercises of a course have, whole and in turn, and some that a
# diagnosis makes.
@lru_cache(maxsize=512)
def _calls(cases: tuple[Case, ...]) -> wire.Calls:
    """The calls with these cases, made into bytes once: a whole class meets the same cases."""
    alike = together(cases)
    forms = alike.forms if alike is not None else ()
    replies = ([wire.Reply("value", result) for result in form] for form in forms)
    return wire.Calls.of(
        [case.fresh() for case in cases], forms=tuple(map(wire.encode_replies, replies))
    )


class Replies:
    """Gives back what a function in the jail answered to calls made ahead, one after another.

    Its arguments are a check's own copies, from which no truth is computed: changes come back.
    numbers: of all results, where they have the form of right ones; else None.
    """

    is_remote = True

    def __init__(self, replies: wire.Replies):
        self.numbers, self._replies = replies.numbers, replies

    @cached_property
    def _each(self) -> Iterator[wire.Reply]:
        return iter(self._replies.each)

    @cached_property
    def changed(self) -> bool:
        """Whether any of the calls has changed its arguments."""
        return any(reply.arguments for reply in self._replies.each)

    def __call__(self, *arguments: object) -> object:
        reply = next(self._each)
        for mine, changed in changes(arguments, _together(reply.arguments)):
            # An array that others know can't be resized: it becomes anything that it was not.
            resized = isinstance(mine, np.ndarray) and mine.size != np.size(changed)
            _write(mine, np.logical_not(mine) if resized else changed)
        return _result(reply)


def _result(reply: wire.Reply) -> object:
    if reply.kind == "refused":
        return _stand_in(reply.message)
    if reply.kind == "raised":
        error = wire.EXCEPTIONS[reply.name](reply.message)
        error.advice = advice.on(reply.refusal)  # type: ignore[attr-defined]  # of no class
        raise error
    return _together(reply.value)


def _stand_in(name: str) -> object:
    """An empty object in the place of one that may not leave the jail."""
    return type(name, (), {"__getattr__": _stays_inside})()


def _stays_inside(value: object, name: str) -> None:
    """Say of an object that stands for one in the jail that it has nothing of it."""
    kind = type(value).__name__
    raise AttributeError(f"{kind} stays in the jail, so a test can't ask it for {name}")


def _together(value: Any) -> Any:
    """What came out of the jail, with frames made of their parts."""
    try:
        return frames.together(value)
    except frames.NoFrame as error:
        return _stand_in(str(error))


def _write(mine: Any, changed: Any) -> None:
    if isinstance(mine, np.ndarray):
        if mine.shape != np.shape(changed):
            mine.shape = np.shape(changed)
        mine[...] = changed
    elif isinstance(mine, list):
        mine[:] = changed
    elif isinstance(mine, dict | set):
        mine.clear()
        mine.update(changed)
    else:
        type(mine).__init__(mine, changed)  # of pandas, which makes it anew
