"""The page of the class report: one file that loads nothing and runs nothing."""

from autograder.host import FORMGRADER
from autograder.host.pages import environment
from autograder.report import (
    attendance,
    differentiated,
    history,
    lecture,
    misconceptions,
    pictures,
    points,
    similar,
    waiting,
)
from autograder.report.attendance import Attendance
from autograder.report.history import Grading
from autograder.report.records import Record
from autograder.report.tables import (
    STUDENTS,
    Link,
    Table,
    number,
    person,
    visible,
)

NOTHING = Attendance()

# Longer tables are folded, and so are the misconceptions after these.
MOST_ROWS, MOST_OPEN = 50, 12


def render(
    records: list[Record],
    found: Attendance = NOTHING,
    formgrader: str = FORMGRADER,
    differs: Table | None = None,
    counts: tuple[list[Grading], list[Grading]] | None = None,
) -> str:
    """Return the page of a class, of which there is at least one record.

    found: what lies in submitted/, held against the class list. formgrader: its address. differs:
    the table of `differentiated`, counts: what `history` has counted now, and all gradings, where
    these have been made before.
    """
    now, gradings = counts or (history.counted(records),) * 2
    jinja = environment()
    jinja.filters |= {"number": number, "visible": visible}
    jinja.filters["person"] = lambda student: person(student, found.names)
    jinja.globals |= {"of_students": STUDENTS, "most_rows": MOST_ROWS, "most_open": MOST_OPEN}
    jinja.tests["link"] = lambda cell: isinstance(cell, Link)
    return jinja.get_template("class_report/page.html.j2").render(
        assignments=list(points.by_assignment(records)),
        students=len({record.student for record in records}),
        graded=sum(record.graded for record in records),
        distribution=(pictures.distribution(records), points.distribution(records)),
        difficulty=(pictures.difficulty(records), points.by_difficulty(records)),
        heat_map=(pictures.heat_map(records, found.names), points.by_student(records)),
        misconceptions=misconceptions.found(records),
        unnamed=misconceptions.unnamed(records),
        lecture=lecture.sentences(records, now, gradings),
        shares=lambda code: history.said(code, gradings, now),
        history=history.table(gradings, now),
        similar=similar.table(records),
        differentiated=differs or differentiated.table(records, formgrader),
        waiting=waiting.table(records, formgrader),
        formgrader=formgrader,
        not_graded=waiting.not_graded(records),
        remarks=attendance.remarks(records, found),
        missing=attendance.missing(found),
    )
