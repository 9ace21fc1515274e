"""Grades as CSV, by `nbgrader export`: a plain table, and the forms that Canvas and Moodle take.

Each module holds one plug-in for nbgrader. Names and ids are written by strangers: no cell becomes
a formula in a spreadsheet, and none changes what another cell or row says.
"""

import csv
from collections.abc import Container, Iterator
from dataclasses import dataclass, field

from nbgrader.api import Assignment, Gradebook, SubmittedAssignment
from nbgrader.plugins import ExportPlugin
from sqlalchemy import select

from autograder.grading.text import printable
from autograder.host.spreadsheet import identifies

# So many names stand in one line; the class report has all.
MOST_NAMES = 10


@dataclass(frozen=True)
class Score:
    """What one submission got; waits: whether a person has still to look at it."""

    raw: float
    penalty: float
    waits: bool

    @property
    def points(self) -> float:
        """The points that count, in as many digits as both systems show."""
        return round(max(0.0, self.raw - self.penalty), 2)


@dataclass(frozen=True)
class Student:
    """A student of the gradebook; what it does not know is "".

    scores: by assignment, without those of which nothing was graded.
    """

    id: str
    last_name: str = ""
    first_name: str = ""
    email: str = ""
    lms_user_id: str = ""
    scores: dict[str, Score] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """First and last name, "" where neither is known."""
        return f"{self.first_name} {self.last_name}".strip()


def listed(students: list[Student]) -> str:
    """Return the first of these students in a line for a person, and how many more there are."""
    few = ", ".join(map(shown, students[:MOST_NAMES]))
    more = len(students) - MOST_NAMES
    return f"{few} and {more} more" if more > 0 else few


def shown(student: Student) -> str:
    """A student in a line for a person: name and id."""
    text = f"{student.name} ({student.id})" if student.name else student.id
    return printable(text)


class Exporter(ExportPlugin):
    """Writes the rows that a subclass makes of the gradebook.

    The options --to, --student and --assignment of `nbgrader export` do what they always do.
    """

    file = "grades.csv"  # where to write without --to

    def rows(self, possible: dict[str, float], students: list[Student]) -> Iterator[tuple]:
        """The rows of the table, its head first. possible: points by assignment, in order."""
        raise NotImplementedError

    def export(self, gradebook: Gradebook) -> None:
        """Write the table; says in the log what it left out, and what still waits for marks."""
        assignments = [each for each in gradebook.assignments if self._wants_assignment(each.name)]
        possible = {each.name: float(each.max_score) for each in assignments}
        students = [
            each for each in read_students(gradebook, possible) if self._wants_student(each.id)
        ]
        for name in possible:
            waiting = [each for each in students if name in each.scores and each.scores[name].waits]
            if waiting:
                self.warn(f"{name}: {len(waiting)} submissions wait for marks by hand", waiting)
            without = [each for each in students if name not in each.scores]
            if without == students and not self.student:
                self.log.warning("%s: no grade for any student", name)
            elif without:
                count = f"{len(without)} of {len(students)} students"
                self.warn(f"{name}: no grade for {count}", without)
        with open(self.to or self.file, "w", encoding="utf-8", newline="") as file:
            # Quoted, a text holds no separator, whichever one a reader of the table takes.
            writer = csv.writer(file, quoting=csv.QUOTE_NONNUMERIC)
            writer.writerows(self.rows(possible, students))
        self.log.info("Wrote %s", self.to or self.file)

    def recognisable(self, students: list[Student]) -> list[Student]:
        """Those whose id can be written as it is; the others are named in the log."""
        unknown = [each for each in students if not identifies(each.id)]
        if unknown:
            self.warn(f"{len(unknown)} students left out, no system would know their ids", unknown)
        return [each for each in students if identifies(each.id)]

    def warn(self, said: str, students: list[Student]) -> None:
        """Say something of these students in the log, and name the first of them."""
        self.log.warning("%s: %s", said, listed(students))

    def _wants_assignment(self, name: str) -> bool:
        return not self.assignment or name in map(str, self.assignment)

    def _wants_student(self, name: str) -> bool:
        return not self.student or name in map(str, self.student)


def read_students(gradebook: Gradebook, assignments: Container[str] = ()) -> list[Student]:
    """Return all students, by name, with what they got for some assignments."""
    query = select(
        Assignment.name,
        SubmittedAssignment.student_id,
        SubmittedAssignment.score,
        SubmittedAssignment.late_submission_penalty,
        SubmittedAssignment.needs_manual_grade,
    ).join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
    scores: dict[str, dict[str, Score]] = {}
    for name, student, raw, penalty, waits in gradebook.db.execute(query):
        if name in assignments:
            score = Score(float(raw), float(penalty), bool(waits))
            scores.setdefault(student, {})[name] = score
    students = [
        Student(
            each.id,
            each.last_name or "",
            each.first_name or "",
            each.email or "",
            each.lms_user_id or "",
            scores.get(each.id, {}),
        )
        for each in gradebook.students
    ]
    return sorted(students, key=lambda each: (each.last_name, each.first_name, each.id))
