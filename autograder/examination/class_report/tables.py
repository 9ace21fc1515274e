"""Tables, which the page shows beside its pictures and a spreadsheet opens as CSV."""

import csv
import io
from dataclasses import dataclass

from autograder.examination.spreadsheet import no_formula


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


def as_csv(table: Table) -> str:
    """Return a table as CSV in which no spreadsheet finds a formula.

    A text that would be one gets an apostrophe where it would begin; a link is its address.
    """
    lines = io.StringIO()
    writer = csv.writer(lines)
    writer.writerow(table.columns)
    writer.writerows([_cell(cell) for cell in row] for row in table.rows)
    return lines.getvalue()


def _cell(cell):
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
