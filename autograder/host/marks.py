"""What each graded cell got: points as the gradebook has them, those given by hand included."""

from collections.abc import Callable
from dataclasses import dataclass

from nbgrader.api import (
    Assignment,
    BaseCell,
    Grade,
    Gradebook,
    Notebook,
    SubmittedAssignment,
    SubmittedNotebook,
)
from sqlalchemy import select

from autograder.checking.exercise import PARTS
from autograder.course.exercises import ASSIGNMENTS, EXERCISES
from autograder.host import words

# What stands for an exercise where the cell is the written question.
WRITTEN = "written"


@dataclass(frozen=True)
class Mark:
    """The points of one graded cell, and whether a person has still to look at it.

    by_hand: whether a person has given points before; then it is for a second look.
    """

    cell: str
    points: float
    score: float
    waits: bool = False
    by_hand: bool = False

    @property
    def unread(self) -> bool:
        """Whether it waits for its first mark."""
        return self.waits and not self.by_hand

    @property
    def exercise(self) -> str:
        """The name of the exercise that the cell belongs to: of a test without its part."""
        name, _, part = self.cell.rpartition("-")
        return name if part in PARTS else self.cell

    @property
    def part(self) -> str:
        """What a test looks at, "values" or "robustness"; "" for any other cell."""
        part = self.cell.rpartition("-")[2]
        return part if part in PARTS else ""


@dataclass(frozen=True)
class Paper:
    """The marks of one submitted notebook; number is nbgrader's for it."""

    student: str
    assignment: str
    number: str
    marks: tuple[Mark, ...]


def papers(
    gradebook: Gradebook, assignment: str, student: str | None = None, notebook: str = ""
) -> list[Paper]:
    """Return the papers of an assignment by student, or that of one student alone.

    notebook: which one of the assignment, by default that of its name.
    """
    query = (
        select(
            SubmittedAssignment.student_id,
            SubmittedNotebook.id,
            BaseCell.name,
            Grade.max_score,
            Grade.score,
            Grade.needs_manual_grade,
            Grade.manual_score,
        )
        .select_from(Grade)
        .join(BaseCell, BaseCell.id == Grade.cell_id)
        .join(SubmittedNotebook, SubmittedNotebook.id == Grade.notebook_id)
        .join(Notebook, Notebook.id == SubmittedNotebook.notebook_id)
        .join(SubmittedAssignment, SubmittedAssignment.id == SubmittedNotebook.assignment_id)
        .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
        .where(Assignment.name == assignment, Notebook.name == (notebook or assignment))
    )
    if student is not None:
        query = query.where(SubmittedAssignment.student_id == student)
    found: dict[tuple[str, str], list[Mark]] = {}
    for who, number, cell, points, score, waits, given in gradebook.db.execute(query):
        mark = Mark(cell, float(points), float(score), bool(waits), given is not None)
        found.setdefault((who, number), []).append(mark)
    order = _order(assignment)
    return [
        Paper(who, assignment, number, tuple(sorted(marks, key=order)))
        for (who, number), marks in sorted(found.items())
    ]


def title(exercise: str) -> str:
    """How a reader knows an exercise: by number and name."""
    if exercise == WRITTEN:
        return words.WRITTEN_QUESTION
    known = EXERCISES.get(exercise)
    return f"{known.number} {exercise}" if known else exercise


def _order(assignment: str) -> Callable[[Mark], tuple]:
    """Sorts marks as the notebook has them: exercise by exercise, the written question last."""
    names = [exercise.name for exercise in ASSIGNMENTS.get(assignment, ())]

    def key(mark: Mark) -> tuple:
        place = names.index(mark.exercise) if mark.exercise in names else len(names)
        part = PARTS.index(mark.part) if mark.part else len(PARTS)
        return place, mark.exercise == WRITTEN, mark.exercise, part

    return key
