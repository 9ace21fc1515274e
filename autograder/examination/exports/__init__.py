"""Grades as CSV, by `nbgrader export`: a plain table, and the forms that Canvas and Moodle take.

Each module holds one plug-in for nbgrader. Names and ids are written by strangers: no cell becomes
a formula in a spreadsheet, and none changes what another cell or row says.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field

from nbgrader.api import Assignment, Gradebook, SubmittedAssignment
from nbgrader.plugins import ExportPlugin
from sqlalchemy import select

from autograder.examination.spreadsheet import identifies


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
        students = [each for each in _students(gradebook, possible) if self._wants_student(each.id)]
        for name in possible:
            waiting = sum(name in each.scores and each.scores[name].waits for each in students)
            if waiting:
                self.log.warning("%s: %d submissions wait for marks by hand", name, waiting)
        with open(self.to or self.file, "w", encoding="utf-8", newline="") as file:
            # Quoted, a text holds no separator, whichever one a reader of the table takes.
            writer = csv.writer(file, quoting=csv.QUOTE_NONNUMERIC)
            writer.writerows(self.rows(possible, students))
        self.log.info("Wrote %s", self.to or self.file)

    def recognisable(self, students: list[Student]) -> list[Student]:
        """Those whose id can be written as it is; the others are named in the log."""
        for each in students:
            if not identifies(each.id):
                self.log.warning("left out, no system would know this id: %s", ascii(each.id))
        return [each for each in students if identifies(each.id)]

    def _wants_assignment(self, name: str) -> bool:
        return not self.assignment or name in map(str, self.assignment)

    def _wants_student(self, name: str) -> bool:
        return not self.student or name in map(str, self.student)


def _students(gradebook: Gradebook, assignments: dict[str, float]) -> list[Student]:
    """All students, by name, with what they got for some assignments."""
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
