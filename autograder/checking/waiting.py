"""A sign of life while a check takes long: one line in a notebook, which the report replaces."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Self

from autograder.checking import words
from autograder.checking.exercise import Case

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell
    from IPython.display import DisplayHandle

# Seconds before the line appears, and between two of its states.
PATIENCE, PAUSE = 2.0, 1.0


def shell() -> InteractiveShell | None:
    """Return the IPython shell that this runs in, None in plain Python."""
    ipython = sys.modules.get("IPython")
    return None if ipython is None else ipython.get_ipython()


class Waiting:
    """Shows, where a kernel runs, which case a check is at, from some seconds on.

    A thread of its own shows the line, since one call of a student's function may last for ever; it
    touches nothing else. line: the handle of what is shown, None while nothing is.
    """

    def __init__(self, name: str):
        self.line: DisplayHandle | None = None
        self._name, self._place, self._count = name, 0, 0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._show, daemon=True)

    def counted(self, cases: Sequence[Case]) -> Iterator[Case]:
        """Yield the cases, and note which one is in work."""
        self._count = len(cases)
        for self._place, case in enumerate(cases, start=1):
            yield case

    def __enter__(self) -> Self:
        # A terminal has one stream for all, and nothing there can be taken back.
        if hasattr(shell(), "kernel"):
            with suppress(RuntimeError):  # Python in a browser has no threads, and shows no line
                self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self._over.set()
        if self._thread.ident is not None:
            self._thread.join()
        if kind is not None and self.line is not None:
            self.line.update(self._text(words.STOPPED_AT), raw=True)

    def _show(self) -> None:
        from IPython.display import DisplayHandle

        seconds, before = PATIENCE, dict[str, str]()
        while not self._over.wait(seconds):
            if not self._place:  # the truth of the cases is still being measured
                continue
            text = self._text(words.STILL_CHECKING)
            if self.line is None:
                self.line = DisplayHandle()
                self.line.display(text, raw=True)
            elif text != before:
                self.line.update(text, raw=True)
            seconds, before = PAUSE, text

    def _text(self, sentence: str) -> dict[str, str]:
        return {"text/plain": sentence.format(name=self._name, case=self._place, cases=self._count)}
