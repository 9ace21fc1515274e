"""A course on the derivatives of the softmax, and the autograder that marks it."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from autograder.course.notebook import (
        CheckFailed,
        check,
        claim,
        formula_sheet,
        iris,
        language,
        passed,
        within,
    )

__version__ = "0.2.0"

__all__ = ["CheckFailed", "check", "claim", "formula_sheet", "iris", "language", "passed", "within"]


def __getattr__(name: str) -> object:
    """Load what notebooks import when they do: a command needs none of it to begin."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from autograder.course import notebook

    return getattr(notebook, name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
