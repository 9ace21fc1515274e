"""What a check raises, each with a traceback of one line in IPython."""

from autograder.checking.compare import Verdict
from autograder.checking.report import first_line


class _OneLine:
    def _render_traceback_(self) -> list[str]:
        return [f"{type(self).__name__}: {self}"]


class CheckFailed(_OneLine, AssertionError):
    """Raised when a function is not right."""

    def __init__(self, verdict: Verdict):
        self.verdict = verdict
        super().__init__(first_line(verdict))


class CheckMisused(_OneLine, ValueError):
    """Raised when `check` is called with something else than an exercise and a part of it."""


class CheckInterrupted(_OneLine, KeyboardInterrupt):
    """Raised when a person interrupts a check."""
