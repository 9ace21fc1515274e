"""A student's notebook at work: cells and functions in a jail, which is made again when broken.

Cells that ran are run again in a new jail, so that what they defined is there for the next test;
the one that broke it is left out. A budget of time for the whole notebook bounds all of this.
"""

import contextlib
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from autograder.examination import advice, outputs
from autograder.examination.jail import Died, Jail, JailBroken, Jailer, TimedOut
from autograder.examination.jail.inside import wire
from autograder.lesson.exercise import Case

# Of all cells together, in characters.
LARGEST_OUTPUT = 16 * 2**20
FLOODED = "(the cells before this one have put out as much as a notebook may hold)\n"


@dataclass(frozen=True)
class Bounds:
    """Seconds on the clock: for one cell, a student's or a test, and for a whole notebook."""

    cell: float = 30.0
    notebook: float = 180.0


class Lost(BaseException):
    """Raised where a call will never return. Not an Exception: no test may take it for an answer.

    name: as of an error in the notebook, so that whoever reads it sees an error like others.
    advice: "" for none.
    """

    def __init__(self, name: str, text: str, advice: str = ""):
        super().__init__(text)
        self.name, self.advice = name, advice


STOPPED = "CellTimeoutError", "the cell was still running at the time limit and was stopped"
ENDED = (
    "ProcessEnded",
    "the process ended here: it crashed, left, or took more than the memory or time that it has",
)
SPENT = "NotebookTimeoutError", "the time for the whole notebook was used up before this cell"


class Session:
    """Runs one student's cells and calls their functions; use it as a context manager.

    files: what the working folder holds. Raises JailBroken at its end where a jail could not be
    built: on the way a test would take it for an answer.
    """

    def __init__(self, warm: Jailer, files: dict[str, bytes], bounds: Bounds):
        self._warm, self._files, self._bounds = warm, files, bounds
        self._end = time.monotonic() + bounds.notebook
        self._room = LARGEST_OUTPUT
        self._ran: list[str] = []
        self._jail: Jail | None = None
        self._broken: JailBroken | None = None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self._jail is not None:
            self._jail.__exit__()
        if self._broken is not None:
            raise self._broken

    def run(self, source: str) -> list:
        """Run a cell and return its outputs; a cell that breaks the jail leaves nothing behind."""
        try:
            shown = self._ask(lambda jail: jail.run(source, self._seconds()))[1]
        except Lost as lost:
            return [outputs.error(lost.name, str(lost))]
        self._ran.append(source)
        self._room -= len(shown)
        return outputs.from_jail(shown) if self._room >= 0 else [outputs.stream(FLOODED, "stderr")]

    def defines(self, names: frozenset[str]) -> set[str]:
        """Return which of these names the cells so far have bound; raises Lost."""
        return self._ask(lambda jail: jail.defines(sorted(names)))

    def call(self, name: str, calls: list[tuple], seconds: float) -> list[wire.Reply]:
        """Call a function with each tuple of arguments, all within these seconds; raises Lost."""
        end = min(time.monotonic() + seconds, self._end)
        return self._ask(lambda jail: jail.call_each(name, calls, end - time.monotonic()))

    def _seconds(self) -> float:
        return min(self._bounds.cell, self._end - time.monotonic())

    def _ask(self, ask: Callable[[Jail], Any]):
        """Ask a jail; raises Lost where it ends over it twice, for once may be no fault of its own.

        A machine that is short of memory kills what it finds.
        """
        for _ in range(2):
            jail = self._ready()
            try:
                return ask(jail)
            except TimedOut:
                self._leave()
                spent = self._seconds() <= 0
                raise (Lost(*SPENT) if spent else Lost(*STOPPED, advice.ENDLESS)) from None
            except Died:
                self._leave()
        raise Lost(*ENDED)

    def _ready(self) -> Jail:
        """The jail, made again from the cells that ran where the last one is gone."""
        if self._seconds() <= 0:
            raise Lost(*SPENT)
        ended = Counter()
        while self._jail is None:
            if self._seconds() <= 0:
                raise Lost(*SPENT)
            self._jail = self._new_jail()
            for place, source in enumerate(self._ran):
                try:
                    self._jail.run(source, self._seconds())
                except (Died, TimedOut):
                    self._leave()
                    ended[place] += 1
                    if ended[place] == 2:
                        del self._ran[place]
                        ended.clear()
                    break
        return self._jail

    def _new_jail(self) -> Jail:
        try:
            if self._broken is None:
                return self._warm.jail(self._files)
        except JailBroken as broken:
            self._broken = broken
        raise Lost(*ENDED)

    def _leave(self):
        self._jail.__exit__()
        self._jail = None


class Allowance:
    """The seconds that a student's functions may take in one test, all calls together."""

    def __init__(self, seconds: float):
        self.seconds = seconds

    @contextlib.contextmanager
    def spent(self):
        """Take off what passes meanwhile."""
        started = time.monotonic()
        try:
            yield
        finally:
            self.seconds -= time.monotonic() - started


class Stub:
    """A function of the student's, for a test: it passes arguments into the jail and results out.

    What the student's function raises is raised here, as the nearest builtin class, with advice
    where it comes of what grading does not give. What may not leave the jail comes out as an empty
    object of a class with the name of its type.
    """

    is_remote = True

    def __init__(self, session: Session, name: str, allowance: Allowance):
        self.__name__ = name
        self._session, self._allowance = session, allowance
        self._known: dict[int, tuple[tuple[Case, ...], list[wire.Reply]]] = {}

    def __call__(self, *arguments):
        return Replies(iter(self._ask([arguments])))(*arguments)

    def ahead(self, cases: tuple[Case, ...]) -> "Replies":
        """Call with the arguments of each case, and return a function that gives it back.

        The function must be called with the same arguments in the same order. Of the same tuple
        the replies are known the second time: who names a wrong answer sees what the test saw.
        """
        if id(cases) not in self._known:
            self._known[id(cases)] = cases, self._ask([case.fresh() for case in cases])
        _, replies = self._known[id(cases)]
        return Replies(iter(replies))

    def _ask(self, calls: list[tuple]) -> list[wire.Reply]:
        try:
            with self._allowance.spent():
                return self._session.call(self.__name__, calls, self._allowance.seconds)
        except wire.Unsendable as error:
            raise TypeError(f"{self.__name__} can't be called with {error} in a test") from None


class Replies:
    """Gives back what a function in the jail answered to calls made ahead, one after another."""

    is_remote = True

    def __init__(self, replies: Iterator[wire.Reply]):
        self._replies = replies

    def __call__(self, *arguments):
        reply = next(self._replies)
        if reply.kind == "refused":
            return type(reply.message, (), {})()
        if reply.arguments:
            wire.write_back(arguments, reply.arguments)
        if reply.kind == "raised":
            error = wire.EXCEPTIONS[reply.name](reply.message)
            error.advice = advice.on(reply.refusal)
            raise error
        return reply.value
