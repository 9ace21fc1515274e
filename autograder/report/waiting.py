"""What awaits a person: answers to be read, with links for formgrader, and what was not graded."""

from urllib.parse import quote

from autograder.grading.answers import Answer
from autograder.host import FORMGRADER
from autograder.host.marks import Mark, title
from autograder.report.records import Record
from autograder.report.tables import Link, Table

# Of a written answer whose own cell is gone or holds nothing.
IN_ANOTHER_CELL = ", perhaps in another cell"


def table(records: list[Record], formgrader: str = FORMGRADER) -> Table:
    """The answers that a person has still to look at.

    formgrader: its address, to which the path of a submitted notebook is added.
    """
    rows = [
        (
            record.student,
            record.assignment,
            _answer(record, mark),
            in_formgrader(record, formgrader),
        )
        for record in records
        for mark in record.paper.marks
        if mark.waits
    ]
    return Table(
        "waiting",
        "Answers that a person has still to look at",
        ("student", "assignment", "answer", "in formgrader"),
        tuple(rows),
    )


def _answer(record: Record, mark: Mark) -> str:
    """What waits, and whether it has to be looked for."""
    where = record.verdicts.get("answers", {}).get(mark.cell)
    return f"{title(mark.exercise)}{IN_ANOTHER_CELL if where == Answer.ELSEWHERE else ''}"


def in_formgrader(record: Record, formgrader: str) -> Link:
    """Where formgrader shows a submission. formgrader: its address."""
    number = quote(record.paper.number, safe="")
    return Link("open", f"{formgrader.rstrip('/')}/submissions/{number}/")


def not_graded(records: list[Record]) -> Table:
    """The submissions that could not be examined, and why."""
    rows = [
        (record.student, record.assignment, record.verdicts["reason"])
        for record in records
        if not record.graded
    ]
    return Table(
        "not_graded",
        "Submissions that could not be graded",
        ("student", "assignment", "reason"),
        tuple(rows),
    )
