"""The class report: one page and tables about what a class understood, from what was recorded.

Records are read (`records`), counted (`points`, `misconceptions`, `similar`, `waiting`), held
against the class list (`attendance`) and earlier reports (`history`), and the answers read
(`differentiated`). All is drawn (`pictures`), said (`lecture`) and written (`tables` as CSV, `page`
as HTML). The same records after the same history give the same bytes.
"""

from pathlib import Path

from autograder.grading import CourseError
from autograder.host import FORMGRADER
from autograder.host.course_folder import CourseFolder
from autograder.report import (
    attendance,
    differentiated,
    history,
    misconceptions,
    page,
    points,
    similar,
    waiting,
)
from autograder.report.records import read
from autograder.report.tables import as_csv


def report(
    course: CourseFolder, assignments: list[str], folder: Path, formgrader: str = FORMGRADER
) -> Path:
    """Write the class report into a folder and return the path of its page.

    assignments: names; all of the course where there are none. formgrader: its address, for the
    links to answers. Raises CourseError where nothing of them has been graded, the address is none
    of the web, or the folder's history of the class can't be read.
    """
    if not formgrader.startswith(("http://", "https://")):
        raise CourseError(
            f"formgrader: {formgrader} is no address: begin it with http:// or https://"
        )
    unknown = sorted(set(assignments) - set(course.assignments()))
    if unknown:
        known = ", ".join(course.assignments()) or "none"
        raise CourseError(f"source/ holds no assignment {unknown[0]}; there are: {known}")
    wanted = sorted(set(assignments or course.assignments()))
    records = read(course, wanted)
    if not records:
        raise CourseError(
            "nothing has been graded: run python -m autograder grade ASSIGNMENT first"
        )
    found = attendance.read(course, wanted)
    differs = differentiated.table(records, formgrader)
    now = history.counted(records)
    gradings = history.together(history.read(folder / history.FILE), now)
    tables = (
        points.distribution(records),
        points.by_difficulty(records),
        points.by_student(records),
        misconceptions.table(records),
        misconceptions.unnamed(records),
        history.table(gradings, now),
        similar.table(records),
        differs,
        waiting.table(records, formgrader),
        waiting.not_graded(records),
        attendance.remarks(records, found),
        attendance.missing(found),
    )
    folder.mkdir(parents=True, exist_ok=True)
    for table in tables:
        (folder / f"{table.name}.csv").write_text(
            as_csv(table, found.names), encoding="utf-8", newline=""
        )
    path = folder / "index.html"
    written = page.render(records, found, formgrader, differs, (now, gradings))
    path.write_text(written, encoding="utf-8")
    history.write(folder / history.FILE, gradings)
    return path
