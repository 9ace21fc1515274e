"""Record what submissions got: rows of nbgrader's gradebook, notebooks and verdicts in autograded/.

One commit a notebook, then one renaming of the folder, into which the other notebooks of the
submission were copied. A notebook is done when its verdicts lie in autograded/ and the gradebook
holds the rows that these verdicts stand for. The rows themselves are compared: whatever left one
without the other (a process that was killed, a gradebook from a backup, a command of nbgrader's),
the notebook is graded again and ends in the same rows.
"""

import json
import shutil
import sqlite3
from glob import escape
from pathlib import Path
from typing import Self

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
from sqlalchemy import Engine, Table, event, insert, select, update
from sqlalchemy.exc import IntegrityError

from autograder.grading import words
from autograder.grading.answers import Answer
from autograder.grading.exam import Exam
from autograder.grading.outcome import Graded
from autograder.grading.text import encodable

# As nbgrader's, which makes what it has graded read-only.
PERMISSIONS = 0o444

NO_RESPONSE = "No response."  # nbgrader's own words for a question left blank
COMMENT = {
    Answer.WRITTEN: None,
    Answer.BLANK: NO_RESPONSE,
    Answer.ELSEWHERE: words.READ_OTHER_CELLS,
}

# Of the names of folders while they are written and replaced; nbgrader allows no assignment a plus.
NEW, OLD = "+new", "+old"

# Formgrader may hold the gradebook for a moment.
BUSY_SECONDS = 60

LONGEST_NAME = Student.id.type.length

# What the autograder decides, by the name of the table and the id of the cell.
Rows = dict[tuple[str, str], float | str | None]

# Written as rows: as objects they take five times as long.
STUDENTS, SUBMITTED, NOTEBOOKS, GRADES, COMMENTS = (
    Student.metadata.tables[kind.__tablename__]
    for kind in (Student, SubmittedAssignment, SubmittedNotebook, Grade, Comment)
)


@event.listens_for(Engine, "connect")
def _be_patient(connection: object, _: object) -> None:
    """Let every connection to an SQLite file wait, nbgrader's own as well: by default it is 5 s.

    And let a commit wait for the disk, which an SQLite may be built not to do.
    """
    if isinstance(connection, sqlite3.Connection):
        connection.execute(f"PRAGMA busy_timeout = {1000 * BUSY_SECONDS}")
        connection.execute("PRAGMA synchronous = FULL")


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
    """Writes the results of one notebook of an assignment; use it as a context manager."""

    def __init__(self, gradebook: Gradebook, autograded: Path, exam: Exam, jailed: bool):
        self._gradebook, self._autograded = gradebook, autograded
        self._exam, self._jailed = exam, jailed

    def __enter__(self) -> Self:
        db = self._gradebook.db
        assignment = db.scalars(
            select(Assignment).where(Assignment.name == self._exam.assignment)
        ).one()
        notebook = next(each for each in assignment.notebooks if each.name == self._exam.name)
        self._assignment_id, self._notebook_id = assignment.id, notebook.id
        cells = db.scalars(select(BaseCell).where(BaseCell.notebook_id == notebook.id))
        self._cells = {(cell.type, cell.name): cell.id for cell in cells}
        db.commit()
        return self

    def __exit__(self, *_: object) -> None:
        self._gradebook.db.rollback()

    def clean(self) -> None:
        """Remove what a run that was killed has left beside the folders of this assignment.

        Only for who knows that no other recorder is at work.
        """
        for ending in (NEW, OLD):
            for left in self._autograded.glob(f"*/{escape(self._hidden(ending))}"):
                shutil.rmtree(left)

    def done(self, student: str, digest: str) -> dict | None:
        """The verdicts of this very submission, None where they or its rows are not there."""
        try:
            notebook, verdicts = (
                json.loads(path.read_text(encoding="utf-8"))
                for path in self._paths(self._folder(student))
            )
            marks = [cell["metadata"].get("nbgrader", {}) for cell in notebook["cells"]]
            names = {mark.get("grade_id") for mark in marks}
            if verdicts["digest"] != digest or not self._exam.marked.keys() <= names:
                return None
            scores = {test["name"]: test["score"] for test in verdicts["tests"]}
            answers = {name: Answer(code) for name, code in verdicts["answers"].items()}
            due = self._due(scores, answers, verdicts["reason"])
        # Nothing lies there, it was cut short, or somebody changed it.
        except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
            return None
        return verdicts if due.items() <= self._rows(student).items() else None

    def record(self, graded: Graded) -> None:
        """Write one result to the gradebook, then to autograded/."""
        folder = self._folder(graded.student)
        new, old = (folder.with_name(self._hidden(ending)) for ending in (NEW, OLD))
        self._write_files(new, graded)
        for name in self._exam.siblings:
            for path in filter(Path.is_file, self._paths(folder, name)):
                shutil.copy2(path, new)
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

    def _paths(self, folder: Path, name: str = "") -> tuple[Path, Path]:
        """Where the notebook and the verdicts lie. name: of the notebook, this one by default."""
        name = name or self._exam.name
        return folder / f"{name}.ipynb", folder / f"{name}.verdicts.json"

    def _write_files(self, folder: Path, graded: Graded) -> None:
        folder.mkdir(parents=True)
        contents = graded.notebook, graded.verdicts
        for path, content in zip(self._paths(folder), contents, strict=True):
            path.write_text(content, encoding="utf-8")
            path.chmod(PERMISSIONS)

    def write_rows(self, graded: Graded) -> None:
        """Write one result to the gradebook, in one commit."""
        try:
            self._try_to_write_rows(graded)
        except IntegrityError:  # another process added the same student in this very moment
            self._try_to_write_rows(graded)

    def _try_to_write_rows(self, graded: Graded) -> None:
        db = self._gradebook.db
        try:
            due = self._due(graded.scores, graded.answers, graded.reason)
            self._set(*self._submitted_notebook(graded.student), due)
            db.commit()
        except BaseException:
            db.rollback()
            raise

    def _due(self, scores: dict[str, float], answers: dict[str, Answer], reason: str) -> Rows:
        """The autograder's part of the rows: scores and comments by their table and cell."""
        due: Rows = {}
        for cell in self._exam.cells:
            if cell.is_test:
                due[GRADES.name, self._cells["GradeCell", cell.name]] = scores[cell.name]
            elif cell.is_written:
                by_hand = answers[cell.name] != Answer.BLANK and not reason
                due[GRADES.name, self._cells["GradeCell", cell.name]] = None if by_hand else 0.0
            elif cell.is_task:
                task = self._cells["TaskCell", cell.name]
                due[GRADES.name, task] = 0.0 if reason else None
                due[COMMENTS.name, task] = None
        for name, comment in comments_on(self._exam, answers, reason, self._jailed).items():
            due[COMMENTS.name, self._cells["SolutionCell", name]] = comment
        return due

    def _rows(self, student: str) -> Rows:
        """The same part of the rows as the gradebook has it."""
        db = self._gradebook.db
        rows: Rows = {}
        for row, ours in ((Grade, Grade.auto_score), (Comment, Comment.auto_comment)):
            found = (
                select(row.cell_id, ours)
                .join(row.notebook)
                .join(SubmittedNotebook.assignment)
                .where(
                    SubmittedAssignment.student_id == student,
                    SubmittedAssignment.timestamp.is_(None),
                    SubmittedNotebook.notebook_id == self._notebook_id,
                )
            )
            rows |= {(row.__tablename__, cell): value for cell, value in db.execute(found)}
        db.rollback()  # so that nobody waits for this reader
        return rows

    def _submitted_notebook(self, student: str) -> tuple[str, bool]:
        """The id of the row of the student's notebook, made with those above it where missing.

        And whether it was made, so that no row is below it yet.
        """
        db = self._gradebook.db
        if db.scalar(select(STUDENTS.c.id).where(STUDENTS.c.id == student)) is None:
            db.execute(insert(STUDENTS).values(id=student))
        of_student = {"assignment_id": self._assignment_id, "student_id": student}
        submitted, made = self._id_in(SUBMITTED, of_student)
        if not made:
            # Which the student could have written.
            stamped = SUBMITTED.c.id == submitted, SUBMITTED.c.timestamp.is_not(None)
            db.execute(update(SUBMITTED).where(*stamped).values(timestamp=None))
        of_assignment = {"notebook_id": self._notebook_id, "assignment_id": submitted}
        return self._id_in(NOTEBOOKS, of_assignment, made)

    def _id_in(
        self, table: Table, values: dict[str, str], missing: bool = False
    ) -> tuple[str, bool]:
        """The id of the row with these values, made where there is none, and whether it was made.

        missing: whether it is known that there is none.
        """
        db = self._gradebook.db
        having = [table.c[name] == value for name, value in values.items()]
        found = None if missing else db.scalar(select(table.c.id).where(*having))
        if found is not None:
            return found, False
        return db.execute(insert(table).values(values)).inserted_primary_key[0], True

    def _set(self, notebook: str, made: bool, due: Rows) -> None:
        """Set what the autograder decides; what a person has given stays, marked for a look.

        made: whether the row of the notebook is new, so that nobody has given anything.
        """
        for kind, table, ours, by_hand in (
            ("GradeCell", GRADES, GRADES.c.auto_score, GRADES.c.manual_score),
            ("SolutionCell", COMMENTS, COMMENTS.c.auto_comment, COMMENTS.c.manual_comment),
        ):
            of_notebook = table.c.notebook_id == notebook
            held = () if made else self._gradebook.db.execute(select(table).where(of_notebook))
            given = {row.cell_id: row._mapping for row in held}
            new, known = list[dict](), list[dict]()
            for cell in (cell for (of, _), cell in self._cells.items() if of in (kind, "TaskCell")):
                value = due[table.name, cell]
                row = {"notebook_id": notebook, "cell_id": cell, ours.name: value}
                if table is GRADES:
                    manual = given[cell][by_hand.name] if cell in given else None
                    row["needs_manual_grade"] = value is None or manual is not None
                if cell not in given:
                    new.append(row)
                elif not row.items() <= given[cell].items():
                    known.append(row)
            if new:
                self._gradebook.db.execute(insert(table), new)
            for row in known:
                this = of_notebook, table.c.cell_id == row["cell_id"]
                self._gradebook.db.execute(update(table).where(*this).values(row))


def comments_on(
    exam: Exam, answers: dict[str, Answer], reason: str, jailed: bool
) -> dict[str, str | None]:
    """The autograder's comment on each solution cell; what holds for all is said at the first."""
    solutions = [cell for cell in exam.cells if cell.is_solution]
    said = {cell.name: COMMENT[answers[cell.name]] for cell in solutions}
    general = general_comment(reason, jailed)
    if general and solutions:
        said[solutions[0].name] = general
    return said


def general_comment(reason: str, jailed: bool) -> str:
    """The autograder's comment on a submission as a whole, "" for none."""
    not_graded = words.NOT_GRADED.format(reason=reason) if reason else ""
    return " ".join(filter(None, (not_graded, "" if jailed else words.WITHOUT_JAIL)))
