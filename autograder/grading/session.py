"""A student's notebook at work: cells and functions in a jail, which is made again when broken.

Cells that ran are run again in a new jail, so that what they defined is there for the next test;
the one that broke it is left out. A budget of time for the whole notebook bounds all of this.
"""

import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple, Self, TypeVar

from autograder.grading import outputs, words
from autograder.grading.status import Status
from autograder.sandbox import Died, Jail, JailBroken, Jailer, TimedOut
from autograder.sandbox.inside import wire

# Of all cells together, in characters.
LARGEST_OUTPUT = 16 * 2**20

# How often something is asked of a new jail again, in a notebook: each time all its cells run anew,
# with what they import.
MOST_AGAIN = 3


Told = TypeVar("Told")


@dataclass(frozen=True)
class Bounds:
    """Seconds on the clock: for one cell, a student's or a test, and for a whole notebook."""

    cell: float = 30.0
    notebook: float = 180.0


class Lost(BaseException):
    """Raised where a call will never return. Not an Exception: no test may take it for an answer.

    status: the code of what became of it. name: as of an error in the notebook, so that whoever
    reads it sees an error like others. advice: "" for none.
    """

    def __init__(self, status: Status, name: str, text: str, advice: str = ""):
        super().__init__(text)
        self.status, self.name, self.advice = status, name, advice


def stopped() -> Lost:
    """What a cell or call raises that was still running when its time was over."""
    return Lost(Status.TIMED_OUT, "CellTimeoutError", words.STOPPED, words.ENDLESS)


def ended() -> Lost:
    """What a cell or call raises whose process ended."""
    return Lost(Status.ENDED, "ProcessEnded", words.ENDED)


def spent() -> Lost:
    """What a cell or call raises that comes after the time of the notebook."""
    return Lost(Status.OUT_OF_TIME, "NotebookTimeoutError", words.SPENT)


class Session:
    """Runs one student's cells and calls their functions; use it as a context manager.

    files: what the working folder holds. data: of the course, by the names under which cells import
    them. Raises JailBroken at its end where a jail could not be built: on the way a test would take
    it for an answer.
    """

    def __init__(
        self,
        warm: Jailer,
        files: dict[str, bytes],
        bounds: Bounds,
        data: Mapping[str, NamedTuple] | None = None,
    ):
        self._warm, self._files, self._data, self._bounds = warm, files, data or {}, bounds
        self._end = time.monotonic() + bounds.notebook
        self._room = LARGEST_OUTPUT
        self._ran: list[str] = []
        self._again = MOST_AGAIN
        self._jail: Jail | None = None
        self._broken: JailBroken | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._leave()
        if self._broken is not None:
            raise self._broken

    def run(self, source: str) -> list:
        """Run a cell and return its outputs; a cell that breaks the jail leaves nothing behind."""
        try:
            shown = self._ask(lambda jail: jail.run(source, self.seconds()))[1]
        except Lost as lost:
            return [outputs.error(lost.name, str(lost))]
        self._ran.append(source)
        self._room -= len(shown)
        return (
            outputs.from_jail(shown)
            if self._room >= 0
            else [outputs.stream(words.FLOODED, "stderr")]
        )

    def defines(self, names: frozenset[str]) -> set[str]:
        """Return which of these names the cells so far have bound; raises Lost."""
        return self._ask(lambda jail: jail.defines(sorted(names)))

    def values(self, names: frozenset[str]) -> dict[str, wire.Reply]:
        """Return what the cells so far have bound to each of these names; raises Lost."""
        return self._ask(lambda jail: jail.values(sorted(names)))

    def call(
        self,
        name: str,
        calls: wire.Calls,
        seconds: float,
        conditions: wire.Conditions = wire.UNCONDITIONAL,
    ) -> wire.Replies:
        """Make these calls of a function, all within these seconds; raises Lost."""
        end = min(time.monotonic() + seconds, self._end)
        return self._ask(
            lambda jail: jail.call_each(name, calls, end - time.monotonic(), conditions)
        )

    def seconds(self) -> float:
        """Return how many seconds a cell may take by now."""
        return min(self._bounds.cell, self._end - time.monotonic())

    def _ask(self, ask: Callable[[Jail], Told]) -> Told:
        """Ask a jail; raises Lost where it ends over it twice, for once may be no fault of its own.

        A machine that is short of memory kills what it finds. Where jails of this notebook have
        ended more often than that explains, it is asked once.
        """
        asked_again = False
        while True:
            jail = self._ready()
            try:
                return ask(jail)
            except TimedOut:
                self._leave()
                raise (spent() if self.seconds() <= 0 else stopped()) from None
            except Died:
                self._leave()
                if asked_again or self._again == 0:
                    raise ended() from None
                asked_again, self._again = True, self._again - 1

    def _ready(self) -> Jail:
        """The jail, made again from the cells that ran where the last one is gone."""
        if self.seconds() <= 0:
            raise spent()
        broken: Counter[int] = Counter()
        while self._jail is None:
            if self.seconds() <= 0:
                raise spent()
            self._jail = self._new_jail()
            for place, source in enumerate(self._ran):
                try:
                    self._jail.run(source, self.seconds())
                except (Died, TimedOut):
                    self._leave()
                    broken[place] += 1
                    if broken[place] == 2:
                        del self._ran[place]
                        broken.clear()
                    break
        return self._jail

    def _new_jail(self) -> Jail:
        try:
            if self._broken is None:
                return self._warm.jail(self._files, data=self._data)
        except JailBroken as broken:
            self._broken = broken
        raise ended()

    def _leave(self) -> None:
        if self._jail is not None:
            self._jail.__exit__()
            self._jail = None
