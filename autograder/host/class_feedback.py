"""The feedback pages of a class: each by nbgrader's own step, several at a time."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

from autograder.grading import CourseError
from autograder.grading.pool import open_workers
from autograder.host.batch import Progress
from autograder.host.course_folder import CourseFolder
from autograder.host.lock import alone

NOTHING_GRADED = "nothing is graded yet: run python -m autograder grade {assignment} first"


@dataclass(frozen=True)
class Page:
    """What became of the page of one student: reason is "" or why there is none."""

    student: str
    assignment: str
    reason: str
    note: str = ""


class Task(NamedTuple):
    """The arguments of `make_page`."""

    root: Path
    assignment: str
    student: str


def class_feedback(
    course: CourseFolder,
    assignments: list[str],
    *,
    workers: int = 1,
    say: Callable[[str], None] = print,
) -> list[Page]:
    """Make the page of each graded submission of some assignments, of all by default.

    workers: processes of this machine, 1 for this one. Raises CourseError where nothing is graded,
    or pages of this course are being made already.
    """
    for assignment in assignments:
        course.require_source(assignment)
    names = list(dict.fromkeys(assignments or course.assignments()))
    graded = {name: course.graded(name) for name in names}
    if not assignments:
        graded = {name: students for name, students in graded.items() if students}
    empty = [name for name, students in graded.items() if not students]
    if empty or not graded:
        raise CourseError(NOTHING_GRADED.format(assignment=" ".join(empty) or "ASSIGNMENT"))
    pages = []
    busy = "another process makes the feedback pages of this course: try again later"
    with alone(course.autograded, busy), open_workers(workers, make_page, _failed) as pool:
        totals = {name: len(students) for name, students in graded.items()}
        progress = Progress(totals, say, "pages", "without a page")
        tasks = (Task(course.root, name, each) for name in graded for each in graded[name])
        for page in pool.map(tasks, progress.wait):
            pages.append(page)
            progress.step(page)
    return pages


def make_page(root: Path, assignment: str, student: str) -> Page:
    """Make one page, as `nbgrader generate_feedback` does."""
    outcome = _course(root).feedback(assignment, student)
    return Page(student, assignment, outcome.reason or "")


@cache
def _course(root: Path) -> CourseFolder:
    return CourseFolder(root)


def _failed(task: Task, error: Exception) -> Page:
    reason = f"{type(error).__name__}: {error}".splitlines()[0]
    return Page(task.student, task.assignment, reason[:300])
