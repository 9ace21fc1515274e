"""Grade answers of the course's own, as submissions that are nobody's; nothing is recorded."""

from collections.abc import Callable, Iterable

import nbformat
from nbformat import NotebookNode
from nbgrader.utils import is_solution

from autograder.grading.exam import Exam
from autograder.grading.outcome import Graded
from autograder.grading.pool import Task, open_pool
from autograder.grading.submission import Submission
from autograder.host.course_folder import CourseFolder
from autograder.host.examine import Examine
from autograder.host.solutions import written_out

NOBODY = "nobody"

Answer = Callable[[NotebookNode], str]


def right(cell: NotebookNode) -> str:
    """Return the instructor's answer, as a student could have written it."""
    return written_out(cell.source)


def answered(course: CourseFolder, exam: Exam, answer: Answer = right) -> NotebookNode:
    """Return a notebook of the source with answers, as a student could hand it in."""
    notebook = nbformat.read(course.source(exam.assignment) / exam.file, as_version=4)
    for cell in filter(is_solution, notebook.cells):
        cell.source = answer(cell)
    return notebook


def grade_answers(
    course: CourseFolder, exam: Exam, answers: Iterable[Answer] = (right,)
) -> list[Graded]:
    """Return what a notebook gets for each way to answer its solution cells.

    Raises CourseError where grading can't begin.
    """
    terms = Examine(config=course.config).terms(exam.assignment)
    files = (nbformat.writes(answered(course, exam, answer)).encode() for answer in answers)
    handed_in = (Submission(NOBODY, exam.assignment, data, {}) for data in files)
    with open_pool(1, None) as pool:
        return [*pool.map(Task(exam, submission, terms) for submission in handed_in)]
