"""The demo: a small class in a fresh folder, from release to grades."""

import re
import shutil
import textwrap
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import nbformat

from autograder.examination.course import CONFIG, Course, CourseError
from autograder.examination.demo.classroom import WRITTEN, Submission, classroom
from autograder.examination.submission import grade_id
from autograder.lesson.exercise import PARTS
from autograder.lesson.exercises import ASSIGNMENTS

# The table is no wider, however wide the terminal.
WIDTH = 100

PROJECT = Path(__file__).resolve().parents[3]

# One submission loops for ever; half a minute for each of its tests would be long to watch.
DEMO_CONFIG = """
# The demo does not wait as long for an endless loop as a course would.
c.Execute.timeout = 10
"""


@dataclass(frozen=True)
class Grade:
    """One row of the table.

    score and possible: points of the tests, score None where nothing was graded. written: "blank"
    or "by hand". reasons: one line for each thing that cost points.
    """

    submission: Submission
    score: float | None
    possible: float
    written: str
    reasons: tuple[str, ...]


def demo(folder: Path, say: Callable[[str], None] = print) -> list[Grade]:
    """Make a class in a fresh folder, release, grade, write feedback, export; print the grades.

    Raises CourseError where the folder is not empty or the project's source/ is not at hand.
    """
    started = time.monotonic()
    course = _found(folder)
    for assignment in course.assignments():
        say(f"release   {assignment}")
        _require(course.generate(assignment))
    class_ = list(classroom())
    for submission in class_:
        hand_in(course.root, submission)
    grades = []
    for number, submission in enumerate(class_, 1):
        where = f"{submission.student}, {submission.assignment}"
        elapsed = time.monotonic() - started
        say(f"grade     {number:2d} of {len(class_)} ({elapsed:3.0f} s)  {where}")
        outcome = course.autograde(submission.assignment, submission.student)
        if outcome.succeeded:
            _require(course.feedback(submission.assignment, submission.student))
        grades.append(_grade(course, submission, outcome.reason))
    exported = course.root / "grades.csv"
    course.export(exported)
    say("")
    for line in table(grades, min(WIDTH, shutil.get_terminal_size().columns)):
        say(line)
    say("")
    say(f"grades    {exported}")
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
        score = "none" if grade.score is None else f"{grade.score:g}/{grade.possible:g}"
        row = f"{submission.student:<20}{submission.assignment:<26}{score:>7}  {grade.written:<8}"
        if submission.student != student:
            lines += ["", *textwrap.wrap(f"{submission.student}: {submission.about}", width)]
            student = submission.student
        lines.append(row.rstrip())
        for reason in grade.reasons:
            lines += textwrap.wrap(reason, width, initial_indent=" " * 4, subsequent_indent=" " * 9)
    return lines


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


def fill_in(notebook, answers: dict[str, str]) -> None:
    """Replace the source of the cells with these grade ids, in place."""
    cells = {c.metadata.nbgrader.grade_id: c for c in notebook.cells if "nbgrader" in c.metadata}
    for name, source in answers.items():
        cells[name].source = source


def _found(folder: Path) -> Course:
    """Found a course in a fresh folder with the project's source/ and configuration."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise CourseError(f"{folder} is not empty; name a folder that does not exist yet")
    if not (PROJECT / "source").is_dir():
        raise CourseError(f"{PROJECT} holds no source/; run the demo from a clone of the project")
    folder.mkdir(parents=True, exist_ok=True)
    ignore = shutil.ignore_patterns(".ipynb_checkpoints", "__pycache__")
    shutil.copytree(PROJECT / "source", folder / "source", ignore=ignore)
    config = (PROJECT / CONFIG).read_text(encoding="utf-8")
    (folder / CONFIG).write_text(config + DEMO_CONFIG, encoding="utf-8")
    return Course(folder)


def _require(outcome) -> None:
    if not outcome.succeeded:
        raise CourseError(f"{outcome.step} {outcome.assignment}: {outcome.reason}")


def _grade(course: Course, submission: Submission, failure: str | None) -> Grade:
    with course.gradebook() as gradebook:
        assignment = gradebook.find_assignment(submission.assignment)
        (notebook,) = assignment.notebooks
        points = {cell.name: cell.max_score for cell in notebook.grade_cells}
        possible = sum(points.values()) - points[WRITTEN]
        if failure is not None:
            return Grade(submission, None, possible, "", (f"not graded: {failure}",))
        graded = gradebook.find_submission(submission.assignment, submission.student)
        scores = {g.name: g.auto_score for g in graded.notebooks[0].grades}
        by_hand = any(g.needs_manual_grade for g in graded.notebooks[0].grades)
    written = "by hand" if by_hand else "blank"
    score = sum(value for name, value in scores.items() if name != WRITTEN)
    reasons = tuple(_reasons(course.root, submission, points, scores))
    return Grade(submission, score, possible, written, reasons)


def _reasons(root: Path, submission: Submission, points: dict, scores: dict):
    """Say for each exercise that lost points what its first failing test said."""
    name = submission.assignment
    path = root / "autograded" / submission.student / name / f"{name}.ipynb"
    cells = {grade_id(cell): cell for cell in nbformat.read(path, as_version=4).cells}
    unwritten = []
    for exercise in ASSIGNMENTS[name]:
        tests = [f"{exercise.name}-{part}" for part in PARTS]
        lost = [test for test in tests if scores[test] < points[test]]
        if not lost:
            continue
        said = _said(cells[lost[0]])
        if "NotImplementedError" in said:
            unwritten.append(exercise.number)
            continue
        parts = " and ".join(test.rsplit("-", 1)[1] for test in lost)
        minus = sum(points[test] - scores[test] for test in lost)
        yield f"−{minus:<3g} {exercise.number} {parts}: {said}"
    if unwritten:
        yield f"not written: {', '.join(unwritten)}"


def _said(cell) -> str:
    """What a failing test said, with the kind of case and the constant factor if it named them."""
    (error, *_) = [o for o in cell.outputs if o.output_type == "error"]
    if error.ename == "KeyboardInterrupt":
        return "stopped at the time limit of a cell"
    if error.ename != "CheckFailed":
        return f"{error.ename}: {error.evalue}".splitlines()[0]
    report = "\n".join(o.data.get("text/plain", "") for o in cell.outputs if "data" in o)
    facts = re.findall(r"^ +(?:case|near|ratio) +(.+)$", report, re.MULTILINE)
    return "; ".join([error.evalue, *facts])
