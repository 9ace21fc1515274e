"""Say of each test cell of a course whether it can stand outside the jail, by trying it.

The instructor's own answers are graded as a submission that is nobody's. A test that takes points
from them can't stand outside, or is wrong.
"""

from collections.abc import Callable, Iterator

import nbformat
from nbformat import NotebookNode
from nbgrader.utils import is_solution

from autograder.grading.exam import Cell, Exam
from autograder.grading.outcome import grade_submission
from autograder.grading.source import Sources, notebooks, read_exam
from autograder.grading.standing import notes_on, why_not_outside
from autograder.grading.submission import Submission
from autograder.grading.verdicts import read_tests, why_ended
from autograder.host.course_folder import CourseFolder
from autograder.host.examine import Examine
from autograder.host.solutions import written_out

NOBODY = "nobody"


def say_where_tests_stand(course: CourseFolder, say: Callable[[str], None] = print) -> bool:
    """Print a line for each test of a course; return whether all can stand where they are marked.

    Nothing is released or recorded. Raises CourseError where a notebook can't be read.
    """
    well, sources = True, Sources(course.config)
    for assignment in course.assignments():
        for name in notebooks(course.source(assignment)):
            exam = read_exam(course.source(assignment), sources, name)
            count = 0
            for cell, reason in _tried(course, exam):
                count += not reason
                well &= not reason or reason == MARKED
                notes = reason or "; ".join(notes_on(exam, cell))
                line = f"{exam.title}, {cell.name}" + (f": {notes}" if notes else "")
                say(f"{'no ' if reason else 'yes'}  {line}")
            say(f"{exam.title}: {count} of {len(exam.tested)} test cells stand outside the jail")
    return well


MARKED = 'it has the tag "inside": its verdict is as safe as the student\'s code lets it be'


def _tried(course: CourseFolder, exam: Exam) -> Iterator[tuple[Cell, str]]:
    """The tests of a notebook with the reason why each can't stand outside, "" where it can."""
    terms = Examine(config=course.config).terms(exam.assignment)
    notebook = _solved(course, exam)
    answers = [
        cell.source for cell in notebook.cells if cell.cell_type == "code" and is_solution(cell)
    ]
    data = nbformat.writes(notebook).encode()
    graded = grade_submission(exam, Submission(NOBODY, exam.assignment, data, {}), terms)
    found = read_tests(graded.verdicts)
    for cell in exam.cells:
        if not cell.is_test:
            continue
        test = found[cell.name]
        failed = test["score"] < test["points"]
        why = why_ended(test) or graded.reason or "a part of the points"
        if cell.inside:
            yield cell, f"its own solution fails: {why}" if failed else MARKED
        elif failed:
            reasons = why_not_outside(exam, cell, answers) or [f"its own solution fails: {why}"]
            yield cell, "; ".join(reasons)
        else:
            yield cell, ""


def _solved(course: CourseFolder, exam: Exam) -> NotebookNode:
    """The notebook of the instructor with its answers, as a student could hand it in."""
    notebook = nbformat.read(course.source(exam.assignment) / exam.file, as_version=4)
    for cell in filter(is_solution, notebook.cells):
        cell.source = written_out(cell.source)
    return notebook
