"""Record what submissions got: rows of nbgrader's gradebook, notebooks and verdicts in autograded/.

One recorder writes at a time, one commit a submission. A submission is done when its verdicts lie
in autograded/, which is the last thing that is written: whatever happens before, the submission is
graded again and ends in the same rows.
"""

import json
import os
import shutil
from pathlib import Path

from nbgrader.api import (
    Assignment,
    BaseCell,
    Comment,
    Grade,
    Gradebook,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
)
from sqlalchemy import select, text

from autograder.examination.exam import Exam
from autograder.examination.grading import Graded

# As nbgrader's, which makes what it has graded read-only.
PERMISSIONS = 0o444

NO_RESPONSE = "No response."  # nbgrader's own words for a question left blank
WITHOUT_JAIL = "Graded without a jail."

# Formgrader may hold the gradebook for a moment.
BUSY_SECONDS = 60


class Recorder:
    """Writes the results of one assignment; use it as a context manager."""

    def __init__(self, gradebook: Gradebook, autograded: Path, exam: Exam, jailed: bool):
        self._gradebook, self._autograded = gradebook, autograded
        self._exam, self._jailed = exam, jailed

    def __enter__(self):
        db = self._gradebook.db
        if db.get_bind().dialect.name == "sqlite":
            db.execute(text(f"PRAGMA busy_timeout = {1000 * BUSY_SECONDS}"))
        assignment = db.scalars(
            select(Assignment).where(Assignment.name == self._exam.assignment)
        ).one()
        (notebook,) = assignment.notebooks
        self._assignment_id, self._notebook_id = assignment.id, notebook.id
        cells = db.scalars(select(BaseCell).where(BaseCell.notebook_id == notebook.id))
        self._cells = {(cell.type, cell.name): cell.id for cell in cells}
        recorded = select(SubmittedAssignment.student_id).where(
            SubmittedAssignment.assignment_id == self._assignment_id
        )
        self._recorded = set(db.scalars(recorded))
        for left in self._autograded.glob(f"*/.{self._exam.assignment}-*"):
            shutil.rmtree(left)
        db.commit()
        return self

    def __exit__(self, *_):
        self._gradebook.db.rollback()

    def is_done(self, student: str, digest: str) -> bool:
        """Whether this very submission has been recorded."""
        path = self._folder(student) / f"{self._exam.assignment}.verdicts.json"
        try:
            verdicts = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return False
        return student in self._recorded and verdicts.get("digest") == digest

    def record(self, graded: Graded) -> None:
        """Write one result to the gradebook, then to autograded/."""
        prepared = self._prepare(graded)
        self.write_rows(graded)
        folder = self._folder(graded.student)
        if folder.exists():
            shutil.rmtree(folder)
        prepared.rename(folder)

    def _folder(self, student: str) -> Path:
        return self._autograded / student / self._exam.assignment

    def _prepare(self, graded: Graded) -> Path:
        """Write the files into a folder beside the one where they belong."""
        name = self._exam.assignment
        folder = self._autograded / graded.student / f".{name}-{os.getpid()}"
        folder.mkdir(parents=True)
        for path, content in (
            (folder / f"{name}.ipynb", graded.notebook),
            (folder / f"{name}.verdicts.json", graded.verdicts),
        ):
            path.write_text(content, encoding="utf-8")
            path.chmod(PERMISSIONS)
        return folder

    def write_rows(self, graded: Graded) -> None:
        """Write one result to the gradebook, in one commit."""
        db = self._gradebook.db
        try:
            notebook = self._submitted_notebook(graded.student)
            self._write_grades(notebook, graded)
            self._write_comments(notebook, graded)
            db.commit()
        except BaseException:
            db.rollback()
            raise
        self._recorded.add(graded.student)
        db.expunge_all()

    def _submitted_notebook(self, student: str) -> SubmittedNotebook:
        db = self._gradebook.db
        if db.get(Student, student) is None:
            db.add(Student(id=student))
        found = db.scalars(
            select(SubmittedNotebook)
            .join(SubmittedAssignment, SubmittedAssignment.id == SubmittedNotebook.assignment_id)
            .where(
                SubmittedAssignment.student_id == student,
                SubmittedNotebook.notebook_id == self._notebook_id,
            )
        ).one_or_none()
        if found is not None:
            found.assignment.timestamp = None  # which the student could have written
            return found
        submitted = SubmittedAssignment(assignment_id=self._assignment_id, student_id=student)
        notebook = SubmittedNotebook(notebook_id=self._notebook_id, assignment=submitted)
        for (kind, _), cell_id in self._cells.items():
            if kind == "GradeCell":
                notebook.grades.append(Grade(cell_id=cell_id))
            elif kind == "SolutionCell":
                notebook.comments.append(Comment(cell_id=cell_id))
        db.add(submitted)
        db.flush()
        return notebook

    def _write_grades(self, notebook: SubmittedNotebook, graded: Graded) -> None:
        """Set what the autograder decides; what a person has given stays, marked for a look."""
        grades = {grade.cell_id: grade for grade in notebook.grades}
        for cell in self._exam.cells:
            if not (cell.is_test or cell.is_written):
                continue
            grade = grades[self._cells["GradeCell", cell.name]]
            if cell.is_test:
                grade.auto_score = graded.scores[cell.name]
            else:
                by_hand = graded.answered[cell.name] and not graded.reason
                grade.auto_score = None if by_hand else 0.0
            grade.needs_manual_grade = grade.auto_score is None or grade.manual_score is not None

    def _write_comments(self, notebook: SubmittedNotebook, graded: Graded) -> None:
        comments = {comment.cell_id: comment for comment in notebook.comments}
        said = comments_on(self._exam, graded.answered, graded.reason, self._jailed)
        for name, comment in said.items():
            comments[self._cells["SolutionCell", name]].auto_comment = comment


def comments_on(
    exam: Exam, answered: dict[str, bool], reason: str, jailed: bool
) -> dict[str, str | None]:
    """The autograder's comment on each solution cell; what holds for all is said at the first."""
    solutions = [cell for cell in exam.cells if cell.is_solution]
    said = {
        cell.name: NO_RESPONSE if cell.is_written and not answered[cell.name] else None
        for cell in solutions
    }
    general = [f"Not graded: {reason}."] if reason else []
    if not jailed:
        general.append(WITHOUT_JAIL)
    if general and solutions:
        said[solutions[0].name] = " ".join(general)
    return said
