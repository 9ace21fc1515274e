"""What awaits a person: answers to be read, with links for formgrader, and what was not graded."""

from urllib.parse import quote

from autograder.examination import FORMGRADER
from autograder.examination.class_report.records import Record
from autograder.examination.class_report.tables import Link, Table
from autograder.examination.marks import title


def table(records: list[Record], formgrader: str = FORMGRADER) -> Table:
    """The answers that a person has still to look at.

    formgrader: its address, to which the path of a submitted notebook is added.
    """
    formgrader = formgrader.rstrip("/")
    rows = [
        (
            record.student,
            record.assignment,
            title(mark.exercise),
            Link("open", f"{formgrader}/submissions/{quote(record.paper.number, safe='')}/"),
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
