"""Say of each test cell of a course whether it can stand outside the jail, by trying it.

The instructor's own answers are graded as a submission that is nobody's. A test that takes points
from them can't stand outside, or is wrong. So are answers that are wrong whatever is asked: a test
that gives them points asks for little.
"""

from collections.abc import Callable, Iterator
from functools import partial

from nbformat import NotebookNode
from nbgrader.utils import is_solution

from autograder.grading.exam import Cell, Exam
from autograder.grading.source import Sources, grade_id, notebooks, read_exam
from autograder.grading.standing import notes_on, why_not_outside
from autograder.grading.verdicts import read_tests, why_ended
from autograder.host.course_folder import CourseFolder
from autograder.host.own_answers import Answer, answered, grade_answers, right

# What each function returns and each variable is, by how it is said. The array goes with arrays of
# up to three axes, and then nothing is left to compare.
WRONG = {
    "None": "None",
    "0": "0",
    "NaN": "float('nan')",
    "''": "''",
    "[]": "[]",
    "an empty array": "__import__('numpy').zeros((0, 1, 1, 1))",
}
EASY = (
    "it gives points where each answer is {values}: assert in the same cell what such an answer "
    "lacks, its shape or another value"
)


def say_where_tests_stand(course: CourseFolder, say: Callable[[str], None] = print) -> bool:
    """Print a line for each test of a course; return whether all can stand where they are marked.

    Nothing is released or recorded. Raises CourseError where a notebook can't be read.
    """
    well, sources = True, Sources(course.config)
    for assignment in course.assignments():
        for name in notebooks(course.source(assignment)):
            exam = read_exam(course.source(assignment), sources, name)
            count = 0
            for cell, reason, easy in _tried(course, exam):
                count += not reason
                well &= not reason or reason == MARKED
                notes = reason or "; ".join([*notes_on(exam, cell), *easy])
                line = f"{exam.title}, {cell.name}" + (f": {notes}" if notes else "")
                say(f"{'no ' if reason else 'yes'}  {line}")
            say(f"{exam.title}: {count} of {len(exam.tested)} test cells stand outside the jail")
    return well


MARKED = 'it has the tag "inside": its verdict is as safe as the student\'s code lets it be'


def _tried(course: CourseFolder, exam: Exam) -> Iterator[tuple[Cell, str, list[str]]]:
    """The tests of a notebook: why each can't stand outside, "" where it can, and what is easy."""
    ways: list[Answer] = [right, *(partial(_wrong, exam, value) for value in WRONG.values())]
    graded, *wrong = grade_answers(course, exam, ways)
    found, of_wrong = read_tests(graded.verdicts), [read_tests(each.verdicts) for each in wrong]
    cells = answered(course, exam).cells
    answers = [c.source for c in cells if c.cell_type == "code" and is_solution(c)]
    for cell in exam.cells:
        if not cell.is_test:
            continue
        test = found[cell.name]
        failed = test["score"] < test["points"]
        why = why_ended(test) or graded.reason or "a part of the points"
        if cell.inside:
            yield cell, f"its own solution fails: {why}" if failed else MARKED, []
        elif failed:
            reasons = why_not_outside(exam, cell, answers) or [f"its own solution fails: {why}"]
            yield cell, "; ".join(reasons), []
        else:
            tried = zip(WRONG, of_wrong, strict=True)
            got = [said for said, tests in tried if tests[cell.name]["score"] > 0]
            yield cell, "", [EASY.format(values=" or ".join(got))] if got else []


def _wrong(exam: Exam, value: str, cell: NotebookNode) -> str:
    """The names that a solution cell binds, each a function that returns a value, or the value."""
    if cell.cell_type != "code":
        return cell.source
    asked = exam.marked[grade_id(cell) or ""]
    made = [f"def {name}(*_, **__):\n    return {value}" for name in sorted(asked.defines)]
    return "\n".join([*made, *(f"{name} = {value}" for name in sorted(asked.binds))])
