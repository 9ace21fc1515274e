"""What a check displays: its report, and after a pass the formula with its derivation."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from autograder.checking import words
from autograder.checking.course import Course
from autograder.checking.exercise import Exercise
from autograder.checking.waiting import shell

if TYPE_CHECKING:
    from IPython.display import DisplayHandle


class Text:
    """A text in Markdown, its formulas set as mathematics where a notebook shows it."""

    def __init__(self, markdown: str):
        self.markdown = markdown

    def __str__(self) -> str:
        return self.markdown

    def __repr__(self) -> str:
        return self.markdown

    def _repr_markdown_(self) -> str:
        return self.markdown


def show(thing: object, line: DisplayHandle | None = None) -> None:
    """Display richly where a notebook or an IPython shell runs, else print.

    line: the handle of a display that is replaced.
    """
    if line is not None:
        line.update(thing)
    elif shell() is not None:
        sys.modules["IPython"].display.display(thing)
    else:
        print(thing)


def show_derivation(exercise: Exercise, course: Course) -> None:
    """Display the formula of an exercise and its derivation, in a notebook and where there are any.

    A terminal would show the source of the formulas.
    """
    derivation = course.derivation(exercise.name)
    if derivation is not None and shell() is not None:
        opening = words.DERIVED.format(number=exercise.number, name=exercise.name)
        parts = opening, derivation.formula, words.DERIVATION, derivation.steps
        show(Text("\n\n".join(parts)))


def show_sheet(exercises: list[Exercise], left: str, course: Course) -> None:
    """Display the formulas of exercises one below the other.

    left: a text that names those whose formula is still to come, "" for none.
    """
    formulas = [
        f"**{exercise.number}** `{exercise.name}`\n\n{derivation.formula}"
        for exercise in exercises
        if (derivation := course.derivation(exercise.name)) is not None
    ]
    if not formulas:
        print(words.SHEET_EMPTY.format(exercises=left))
        return
    parts = [words.SHEET, *formulas]
    if left:
        parts.append(words.SHEET_LEFT.format(exercises=left))
    show(Text("\n\n".join(parts)))
