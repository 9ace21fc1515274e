"""Small exams, and notebooks handed in for them, made without a course folder."""

import json
from dataclasses import replace

from autograder.grading.exam import Cell, Exam
from autograder.grading.names import functions
from autograder.grading.notebook import Piece
from autograder.grading.recognition import traces

ASSIGNMENT = "00-doubling"
STUB = "def double(x):\n    raise NotImplementedError"
DOUBLE = "def double(x):\n    return 2 * x"


def exam_of(
    *cells: Cell, files: dict[str, bytes] | None = None, others: dict | None = None
) -> Exam:
    """An exam of these cells. others: the cells of other assignments, by their names."""
    found = {name: _traces(each) for name, each in (others or {}).items()}
    return Exam(ASSIGNMENT, cells, files or {}, {}, _traces(cells), found)


def _traces(cells):
    return traces(Piece(each.kind, each.released, each.name) for each in cells)


def preamble(source: str, name: str = "setup") -> Cell:
    """Code of the course that comes before the student's."""
    return _marked(name, source, source, locked=True)


def solution(released: str, name: str = "double", binds: str = "", changing: str = "") -> Cell:
    """A cell for the student's code, whose functions are those that it is released with.

    binds, changing: other names that it binds, and functions that change their arguments.
    """
    cell = _marked(name, released, released, solution=True)
    names = {"binds": frozenset(binds.split()), "changing": frozenset(changing.split())}
    return replace(cell, **names)


def graded(name: str, hidden: str, visible: str = "", points: float = 1) -> Cell:
    """A test with a visible and a hidden part."""
    source = "\n".join(filter(None, [visible, hidden]))
    return _marked(name, visible, source, grade=True, points=points, locked=True)


def written(text: str = "Why?", name: str = "written") -> Cell:
    """A question that a person grades."""
    return _marked(name, text, text, "markdown", grade=True, solution=True, points=5)


def prose(text: str, name: str = "") -> Cell:
    """Text of the course; one with a name can't be edited."""
    return _marked(name, text, text, "markdown", **({"locked": True} if name else {}))


def shown(source: str) -> Cell:
    """Code that only shows something."""
    return Cell("", "code", source, source, {}, shows=True, defines=frozenset())


def plain(source: str) -> Cell:
    """Code of the course that students run and may change."""
    return Cell("", "code", source, source, {}, shows=False, defines=frozenset())


def _marked(name, released, source, kind="code", **mark):
    solution = kind == "code" and mark.get("solution", False)
    defines = functions(released) if solution else frozenset()
    return Cell(
        name, kind, released, source, {"grade_id": name, **mark} if name else {}, False, defines
    )


def handed_in(*cells: dict) -> bytes:
    """The file of a notebook with these cells."""
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells}).encode()


def as_released(exam: Exam, **answers: str) -> list[dict]:
    """The cells of an exam as a student gets them, with answers by the name of the cell."""
    return [cell(answers.get(c.name, c.released), c.name, c.kind) for c in exam.cells]


def cell(source: str, name: str = "", kind: str = "code", **more) -> dict:
    """A cell of a notebook, which claims to be the course's cell of some name."""
    metadata = {"nbgrader": {"grade_id": name}} if name else {}
    return {"cell_type": kind, "source": source, "metadata": metadata, **more}
