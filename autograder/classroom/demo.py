"""The demo: a small class in a fresh folder, from release to grades."""

import json
import os
import shutil
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from autograder.checking import words
from autograder.checking.exercise import PARTS
from autograder.checking.outcomes import WrongValue
from autograder.classroom.students import Submission, classroom
from autograder.course.exercises import ASSIGNMENTS
from autograder.course.words import FAMILY
from autograder.grading import CourseError
from autograder.grading.status import Status
from autograder.grading.verdicts import why_ended
from autograder.host import batch
from autograder.host.class_feedback import class_feedback
from autograder.host.course_folder import CONFIG, CourseFolder, Outcome
from autograder.host.project import project
from autograder.report import report

# The table is no wider, however wide the terminal.
WIDTH = 100

# One submission loops for ever; half a minute would be long to watch.
DEMO_CONFIG = """
# The demo does not wait as long for an endless loop as a course would.
c.Examine.cell_seconds = 5
"""


@dataclass(frozen=True)
class Grade:
    """One row of the table.

    score and possible: points of the tests. written: "blank" or "by hand". reasons: one line for
    each thing that cost points.
    """

    submission: Submission
    score: float
    possible: float
    written: str
    reasons: tuple[str, ...]


def demo(folder: Path, say: Callable[[str], None] = print) -> list[Grade]:
    """Make a class in a fresh folder, from release to feedback and report; print the grades.

    Raises CourseError where the folder is not empty or the project's source/ is not at hand.
    """
    class_ = list(classroom())
    course = set_up(folder, class_, own_config() + DEMO_CONFIG, say)
    batch.grade_class(course, course.assignments(), workers=os.cpu_count() or 1, say=say)
    pages = class_feedback(course, [], workers=os.cpu_count() or 1, say=say)
    for page in pages:
        if page.reason:
            raise CourseError(f"feedback {page.assignment}: {page.student}: {page.reason}")
    grades = [_grade(course, submission) for submission in class_]
    exported = course.root / "grades.csv"
    course.export(exported)
    say("")
    for line in table(grades, min(WIDTH, shutil.get_terminal_size().columns)):
        say(line)
    say("")
    say(f"grades    {exported}  (of 100 points; a written answer counts 0 until it is marked)")
    say(f"report    {report(course, [], course.root / 'report')}")
    say(f"feedback  {course.root}/feedback/STUDENT/ASSIGNMENT/ASSIGNMENT.html, for example")
    example = "feedback/document-004/01-softmax/01-softmax.html"
    say(f"          {course.root / example}")
    return grades


def table(grades: list[Grade], width: int = WIDTH) -> list[str]:
    """Return the grades as lines of text: one row a submission, and below it why."""
    lines = [f"{'submission':<20}{'assignment':<26}{'tests':>7}  {'written':<8}"]
    student = None
    for grade in grades:
        submission = grade.submission
        score = f"{grade.score:g}/{grade.possible:g}"
        row = f"{submission.student:<20}{submission.assignment:<26}{score:>7}  {grade.written:<8}"
        if submission.student != student:
            lines += ["", *textwrap.wrap(f"{submission.student}: {submission.about}", width)]
            student = submission.student
        lines.append(row.rstrip())
        for reason in grade.reasons:
            lines += textwrap.wrap(reason, width, initial_indent=" " * 4, subsequent_indent=" " * 9)
    return lines


def set_up(
    folder: Path,
    class_: list[Submission],
    config: str,
    say: Callable[[str], None] = lambda line: None,
) -> CourseFolder:
    """Make a course in a fresh folder: source, configuration, and what a class gets and hands in.

    config: text of its nbgrader_config.py. Raises CourseError where the folder is not empty or the
    project's source/ is not at hand.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise CourseError(f"{folder} is not empty; name a folder that does not exist yet")
    source = project() / "source"
    folder.mkdir(parents=True, exist_ok=True)
    ignore = shutil.ignore_patterns(".ipynb_checkpoints", "__pycache__")
    shutil.copytree(source, folder / "source", ignore=ignore)
    (folder / CONFIG).write_text(config, encoding="utf-8")
    course = CourseFolder(folder)
    for assignment in sorted({submission.assignment for submission in class_}):
        say(f"release   {assignment}")
        _require(course.generate(assignment))
    for submission in class_:
        hand_in(course.root, submission)
    return course


def own_config() -> str:
    """The project's own configuration."""
    return (project() / CONFIG).read_text(encoding="utf-8")


def _require(outcome: Outcome) -> None:
    if not outcome.succeeded:
        raise CourseError(f"{outcome.step} {outcome.assignment}: {outcome.reason}")


def hand_in(root: Path, submission: Submission) -> None:
    """Write a submission into submitted/, starting from the released folder."""
    name = submission.assignment
    folder = root / "submitted" / submission.student / name
    shutil.copytree(root / "release" / name, folder)
    path = folder / f"{name}.ipynb"
    if submission.raw is not None:
        path.write_text(submission.raw, encoding="utf-8")
        return
    notebook = nbformat.read(path, as_version=4)
    fill_in(notebook, submission.answers)
    nbformat.write(notebook, path)


def fill_in(notebook: NotebookNode, answers: dict[str, str]) -> None:
    """Replace the source of the cells with these grade ids, in place."""
    cells = {c.metadata.nbgrader.grade_id: c for c in notebook.cells if "nbgrader" in c.metadata}
    for name, source in answers.items():
        cells[name].source = source


def _grade(course: CourseFolder, submission: Submission) -> Grade:
    with course.gradebook() as gradebook:
        graded = gradebook.find_submission(submission.assignment, submission.student)
        (notebook,) = graded.notebooks
        by_hand = any(g.needs_manual_grade for g in notebook.grades)
    name = submission.assignment
    path = course.autograded / submission.student / name / f"{name}.verdicts.json"
    verdicts = json.loads(path.read_text(encoding="utf-8"))
    score = sum(test["score"] for test in verdicts["tests"])
    possible = sum(test["points"] for test in verdicts["tests"])
    written = "by hand" if by_hand else "blank"
    return Grade(submission, score, possible, written, tuple(_reasons(name, verdicts)))


def _reasons(assignment: str, verdicts: dict) -> Iterator[str]:
    """Say for each exercise that lost points what its first failing test said."""
    if verdicts["reason"]:
        yield f"not graded: {verdicts['reason']}"
        return
    tests = {test["name"]: test for test in verdicts["tests"]}
    unwritten = []
    for exercise in ASSIGNMENTS[assignment]:
        both = [tests[f"{exercise.name}-{part}"] for part in PARTS]
        lost = [test for test in both if test["score"] < test["points"]]
        if not lost:
            continue
        if lost[0]["status"] == Status.UNWRITTEN:
            unwritten.append(exercise.number)
            continue
        parts = " and ".join(test["name"].rsplit("-", 1)[1] for test in lost)
        minus = sum(test["points"] - test["score"] for test in lost)
        yield f"−{minus:<3g} {exercise.number} {parts}: {_said(lost[0])}"
    if unwritten:
        yield f"not written: {', '.join(unwritten)}"


def _said(test: dict) -> str:
    """What a failing test said, with the kind of case and the constant factor if it named them."""
    wrong = [verdict for verdict in test["verdicts"] if verdict["outcome"] != "right"]
    if not wrong:
        return why_ended(test).splitlines()[0]
    verdict = wrong[0]
    said = verdict["said"]
    if verdict["family"]:
        said = f"{said}; {FAMILY[verdict['family']]}"
    if verdict["outcome"] == WrongValue.code:
        nearness, ratio = verdict["facts"]["nearness"], verdict["facts"]["ratio"]
        if nearness is not None:
            said = f"{said}; {words.NEAR.format(nearness=format(nearness, '.0e'))}"
        if ratio is not None:
            said = f"{said}; {words.RATIO.format(ratio=format(ratio, '.6g'))}"
    return said
