"""What lies in `submitted/`, held against the class list: what is odd, and what is missing."""

from dataclasses import dataclass, field

from autograder.host.batch import open_gradebook
from autograder.host.class_list import by_student, read_class_list
from autograder.host.course_folder import CourseFolder
from autograder.host.exports import read_students
from autograder.report.records import Record
from autograder.report.tables import Table

UNLISTED = "not on the class list"


@dataclass(frozen=True)
class Attendance:
    """What `submitted/` holds, held against the class list.

    unlisted, missing: by assignment the students who are not on the list, and those on it without a
    submission. misplaced: by path what is not looked at in submitted/, and what to do about it.
    names: of students by id, as the class list has them.
    """

    unlisted: dict[str, list[str]] = field(default_factory=dict)
    missing: dict[str, list[str]] = field(default_factory=dict)
    misplaced: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)


def read(course: CourseFolder, assignments: list[str]) -> Attendance:
    """Return what `submitted/` holds of some assignments, held against the class list."""
    with open_gradebook(course) as gradebook:
        students = read_class_list(gradebook)
        names = {each.id: each.name for each in read_students(gradebook) if each.name}
    found = {name: by_student(course.students(name), students) for name in assignments}
    return Attendance(
        {name: students.unlisted(each) for name, each in found.items()},
        {name: students.missing(each) for name, each in found.items()},
        course.misplaced(),
        names,
    )


def remarks(records: list[Record], found: Attendance) -> Table:
    """What an instructor has to look at: notebooks taken or left, students, files elsewhere."""
    rows: list[tuple[str, str | None, str]] = [
        (record.student, record.assignment, record.verdicts["note"])
        for record in records
        if record.verdicts.get("note")
    ]
    rows += [
        (student, assignment, UNLISTED)
        for assignment, students in found.unlisted.items()
        for student in students
    ]
    rows += [(path, None, f"not looked at: {todo}") for path, todo in found.misplaced.items()]
    return Table(
        "remarks",
        "Notebooks of other names, students beside the class list, files elsewhere in submitted/",
        ("student or path", "assignment", "remark"),
        tuple(rows),
    )


def missing(found: Attendance) -> Table:
    """The students of the class list who have handed in nothing."""
    rows = [
        (student, assignment)
        for assignment, students in found.missing.items()
        for student in students
    ]
    return Table(
        "missing",
        "Students of the class list without a submission",
        ("student", "assignment"),
        tuple(rows),
    )
