"""Record what submissions got: rows of nbgrader's gradebook, notebooks and verdicts in autograded/.

One commit a submission. A submission is done when its verdicts lie
in autograded/, which is the last thing that is written: whatever happens before, the submission is
graded again and ends in the same rows.
"""

import json
import shutil
import sqlite3
from glob import escape
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
from sqlalchemy import Engine, event, select
from sqlalchemy.exc import IntegrityError

from autograder.examination.answers import Answer
from autograder.examination.exam import Exam
from autograder.examination.grading import Graded
from autograder.examination.submission import encodable

# As nbgrader's, which makes what it has graded read-only.
PERMISSIONS = 0o444

NO_RESPONSE = "No response."  # nbgrader's own words for a question left blank
READ_OTHER_CELLS = (
    "This cell holds no answer. A text in another cell of this notebook may be the answer: "
    "your instructor reads it there."
)
COMMENT = {
    Answer.WRITTEN: None,
    Answer.BLANK: NO_RESPONSE,
    Answer.ELSEWHERE: READ_OTHER_CELLS,
}
NOT_GRADED = "Not graded: "
WITHOUT_JAIL = "Graded without a jail."

# Of the names of folders while they are written and replaced; nbgrader allows no assignment a plus.
NEW, OLD = "+new", "+old"

# Formgrader may hold the gradebook for a moment.
BUSY_SECONDS = 60

LONGEST_NAME = Student.id.type.length


@event.listens_for(Engine, "connect")
def _be_patient(connection, _):
    """Let every connection to an SQLite file wait, nbgrader's own as well: by default it is 5 s."""
    if isinstance(connection, sqlite3.Connection):
        connection.execute(f"PRAGMA busy_timeout = {1000 * BUSY_SECONDS}")


def why_not_recorded(student: str) -> str:
    """Why there can't be a student of this name, "" where there can."""
    if len(student) > LONGEST_NAME:
        return f"the name of the folder is longer than {LONGEST_NAME} characters"
    if student != encodable(student):
        return "the name of the folder is no UTF-8"
    if len(student.splitlines()) > 1:  # with which nbgrader would write no feedback for anybody
        return "the name of the folder has more than one line"
    return ""


class Recorder:
    """Writes the results of one assignment; use it as a context manager."""

    def __init__(self, gradebook: Gradebook, autograded: Path, exam: Exam, jailed: bool):
        self._gradebook, self._autograded = gradebook, autograded
        self._exam, self._jailed = exam, jailed

    def __enter__(self):
        db = self._gradebook.db
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
        db.commit()
        return self

    def __exit__(self, *_):
        self._gradebook.db.rollback()

    def clean(self) -> None:
        """Remove what a run that was killed has left beside the folders of this assignment.

        Only for who knows that no other recorder is at work.
        """
        for ending in (NEW, OLD):
            for left in self._autograded.glob(f"*/{escape(self._hidden(ending))}"):
                shutil.rmtree(left)

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
        folder = self._folder(graded.student)
        new, old = (folder.with_name(self._hidden(ending)) for ending in (NEW, OLD))
        self._write_files(new, graded)
        self.write_rows(graded)
        # The folder is there as a whole or not at all.
        if folder.exists():
            folder.rename(old)
        new.rename(folder)
        if old.exists():
            shutil.rmtree(old)

    def _folder(self, student: str) -> Path:
        return self._autograded / student / self._exam.assignment

    def _hidden(self, ending: str) -> str:
        return f".{self._exam.assignment}{ending}"

    def _write_files(self, folder: Path, graded: Graded) -> None:
        name = self._exam.assignment
        folder.mkdir(parents=True)
        for path, content in (
            (folder / f"{name}.ipynb", graded.notebook),
            (folder / f"{name}.verdicts.json", graded.verdicts),
        ):
            path.write_text(content, encoding="utf-8")
            path.chmod(PERMISSIONS)

    def write_rows(self, graded: Graded) -> None:
        """Write one result to the gradebook, in one commit."""
        try:
            self._try_to_write_rows(graded)
        except IntegrityError:  # another process added the same student in this very moment
            self._try_to_write_rows(graded)
        self._recorded.add(graded.student)

    def _try_to_write_rows(self, graded: Graded) -> None:
        db = self._gradebook.db
        try:
            notebook = self._submitted_notebook(graded.student)
            self._write_grades(notebook, graded)
            self._write_comments(notebook, graded)
            db.commit()
        except BaseException:
            db.rollback()
            raise
        finally:
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
                by_hand = graded.answers[cell.name] != Answer.BLANK and not graded.reason
                grade.auto_score = None if by_hand else 0.0
            grade.needs_manual_grade = grade.auto_score is None or grade.manual_score is not None

    def _write_comments(self, notebook: SubmittedNotebook, graded: Graded) -> None:
        comments = {comment.cell_id: comment for comment in notebook.comments}
        said = comments_on(self._exam, graded.answers, graded.reason, self._jailed)
        for name, comment in said.items():
            comments[self._cells["SolutionCell", name]].auto_comment = comment


def comments_on(
    exam: Exam, answers: dict[str, Answer], reason: str, jailed: bool
) -> dict[str, str | None]:
    """The autograder's comment on each solution cell; what holds for all is said at the first."""
    solutions = [cell for cell in exam.cells if cell.is_solution]
    said = {cell.name: COMMENT[answers[cell.name]] for cell in solutions}
    general = [f"{NOT_GRADED}{reason}."] if reason else []
    if not jailed:
        general.append(WITHOUT_JAIL)
    if general and solutions:
        said[solutions[0].name] = " ".join(general)
    return said
