"""The demo class: who submits what."""

import inspect
import pkgutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib import import_module
from types import ModuleType

import nbformat
from nbgrader.utils import is_grade, is_solution

from autograder.classroom import submissions
from autograder.course.exercises import ASSIGNMENTS
from autograder.grading.source import grade_id
from autograder.host.project import project
from autograder.host.solutions import written_out
from autograder.key.gallery import reference_of

# What is pasted into the cell of a written question, to be graded by hand.
WRITTEN = "written"


@dataclass(frozen=True)
class Submission:
    """What one student hands in for one assignment.

    about: one sentence on what this submission is. answers: source text by the grade id of its
    cell; a cell that is not named stays as released. raw: the content of the file instead, where
    it is no notebook at all.
    """

    student: str
    assignment: str
    about: str
    answers: dict[str, str] = field(default_factory=dict)
    raw: str | None = None


def classroom() -> Iterator[Submission]:
    """Yield all submissions, student by student."""
    for assignment in ASSIGNMENTS:
        yield Submission(
            "all-right",
            assignment,
            "The reference solutions, every worked step, and an answer to every written question.",
            reference_answers(assignment)
            | worked_steps(assignment)
            | {WRITTEN: "An answer, to be graded by hand."},
        )
    yield Submission("left-empty", "01-softmax", "The released notebook, as it came.")
    for module in pkgutil.iter_modules(submissions.__path__):
        yield from _from_module(import_module(f"{submissions.__name__}.{module.name}"))
    answers = reference_answers("01-softmax")
    answers["softmax_jacobian"] = answers["softmax_jacobian"].replace("):", ")", 1)
    yield Submission(
        "syntax-error",
        "01-softmax",
        "The reference solutions, with a colon missing in one of them.",
        answers,
    )
    yield Submission(
        "not-a-notebook",
        "06-newton",
        "A file that is no notebook.",
        raw="Dear all, my notebook is in the other folder.\n",
    )


def reference_answers(assignment: str) -> dict[str, str]:
    """The references of an assignment as source text, by the name of the function."""
    return {each.name: reference_of(each.name).source for each in ASSIGNMENTS[assignment]}


def worked_steps(assignment: str) -> dict[str, str]:
    """The cells that a student fills in without points, as the source notebook has them."""
    path = project() / "source" / assignment / f"{assignment}.ipynb"
    exercises = {exercise.name for exercise in ASSIGNMENTS[assignment]}
    return {
        name: written_out(cell.source)
        for cell in nbformat.read(path, as_version=4).cells
        if is_solution(cell) and not is_grade(cell)
        if (name := grade_id(cell)) is not None and name not in exercises
    }


def _functions(module: ModuleType, assignment: str) -> dict[str, str]:
    names = [exercise.name for exercise in ASSIGNMENTS[assignment]]
    return {n: inspect.getsource(vars(module)[n]) for n in names if n in vars(module)}


def _from_module(module: ModuleType) -> Iterator[Submission]:
    student = module.__name__.rsplit(".", 1)[1].replace("_", "-")
    about = " ".join(str(module.__doc__).split())
    for assignment in ASSIGNMENTS:
        answers = _functions(module, assignment)
        if answers:
            yield Submission(student, assignment, about, answers)
