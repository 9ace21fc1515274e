"""Tables, which the page shows beside its pictures and a spreadsheet opens as CSV."""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from autograder.host.spreadsheet import no_formula

NOBODY: Mapping[str, str] = MappingProxyType({})

# Columns of students, who stand there by their id, and what a column of their names is called.
STUDENTS = {
    "student": "name",
    "student or path": "name",
    "one": "name of one",
    "other": "name of the other",
}


@dataclass(frozen=True)
class Link:
    """A cell that leads elsewhere."""

    text: str
    address: str


@dataclass(frozen=True)
class Table:
    """A table: the name of its file, a caption, the heads of its columns, and its rows.

    A cell is a text, a number, a Link, or None where there is nothing. The first cell of a row is
    its head.
    """

    name: str
    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple, ...]


def as_csv(table: Table, names: Mapping[str, str] = NOBODY) -> str:
    """Return a table as CSV in which no spreadsheet finds a formula.

    A text that would be one gets an apostrophe where it would begin; a link is its address. names:
    of students by id; where there are any they have a column of their own.
    """
    lines = io.StringIO()
    writer = csv.writer(lines)
    titles = STUDENTS if names else {}
    for row in (table.columns, *table.rows):
        cells = []
        for column, cell in zip(table.columns, row, strict=True):
            cells.append(_cell(cell))
            if column in titles:
                name = titles[column] if row is table.columns else names.get(cell, "")
                cells.append(_cell(name))
        writer.writerow(cells)
    return lines.getvalue()


def person(student: str, names: Mapping[str, str]) -> str:
    """A student in a line for a person: name and id, as far as known; all characters show."""
    name = names.get(student)
    return f"{visible(name)} ({visible(student)})" if name else visible(student)


def _cell(cell: str | float | Link | None) -> str:
    if isinstance(cell, Link):
        cell = cell.address
    if isinstance(cell, str):
        return no_formula(cell)
    return "" if cell is None else number(cell)


def visible(text: str) -> str:
    """A text whose characters all show, and which turns the direction of no other.

    Else two names could look the same.
    """
    return text if text.isprintable() else ascii(text)


def number(value: float) -> str:
    """A number in as few digits as tell what a reader wants to know."""
    return f"{round(value, 2):g}"
