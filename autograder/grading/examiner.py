"""The examiner: a submission in, an executed notebook, points and verdicts out.

Student cells run in a jail. Test cells run here, in the grader's own process, where the functions
of the student are stubs that pass plain data. Nothing that a student's cell shows, prints or
returns can reach the outputs of a test cell, and points are computed here.
"""

import contextlib
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import CodeType

from autograder.checking import words as of_checks
from autograder.checking.compare import Verdict
from autograder.checking.report import Report
from autograder.checking.session import CheckSession
from autograder.grading import outputs, words
from autograder.grading.answers import Answer, answers
from autograder.grading.arrangement import Step, arrange
from autograder.grading.bound import ceiling
from autograder.grading.exam import Cell, Exam
from autograder.grading.magics import without_programs
from autograder.grading.marking import Ended, Marked, mark
from autograder.grading.notebook import read_notebook
from autograder.grading.recognition import require_assignment
from autograder.grading.session import Bounds, Lost, Session, ended, spent, stopped
from autograder.grading.status import Status
from autograder.grading.stubs import Allowance, OwnCalls, known
from autograder.sandbox import Jailer


@dataclass(frozen=True)
class Test:
    """What came of one test cell: points, a code, what ended it if anything did, its verdicts."""

    name: str
    points: float
    score: float
    status: Status
    ended: Ended | None = None
    verdicts: tuple[Verdict, ...] = ()


@dataclass(frozen=True)
class Examined:
    """What came of a submission.

    notebook: with its outputs. tests: a Test for each test cell. answers: by solution cell, whether
    the student has answered there.
    """

    notebook: dict
    tests: tuple[Test, ...]
    answers: dict[str, Answer]


@dataclass
class _Paper:
    """The notebook under examination: the steps, and what they have put out so far."""

    exam: Exam
    steps: list[Step]
    checks: CheckSession
    convention_share: float
    outputs: dict[int, list] = field(default_factory=dict)
    tests: dict[str, Test] = field(default_factory=dict)


def examine(
    exam: Exam,
    notebook: bytes,
    files: dict[str, bytes],
    warm: Jailer,
    checks: CheckSession,
    bounds: Bounds,
    convention_share: float = 0.5,
) -> Examined:
    """Run and mark one submission.

    notebook: the file as it was handed in; files: what the student handed in beside it, over
    which the exam's own files go. checks: the session of this submission, with the course that its
    tests speak of. convention_share: of the points of a test whose answer is right up to a
    convention. Raises Unreadable where the
    notebook is none, or one of another assignment, and JailBroken.
    """
    pieces = read_notebook(notebook)
    require_assignment(exam, pieces, exam.file)
    paper = _Paper(exam, arrange(exam, pieces), checks, convention_share)
    namespace, most = setup_namespace(exam), ceiling()
    waiting, defaults = [], []
    folders = {name.split("/")[0] for name in exam.files}
    own = {name: data for name, data in files.items() if name not in folders}
    jailed = Session(warm, own | exam.files, bounds, checks.course.data)
    with _working_folder(exam.files), jailed as session:
        for place, step in enumerate(paper.steps):
            if step.action == "setup":
                paper.outputs[place] = _run(session, step)
        for place, step in enumerate(paper.steps):
            if step.action == "run":
                paper.outputs[place] = _run(session, step)
            elif step.cell is None:
                continue
            elif step.action == "default":
                defaults.append((place, step.cell, step.source))
            elif step.action == "test":
                wanted = exam.wanted[step.cell.name]
                bound = _bound(session, wanted)
                here = bool(wanted) or step.cell.inside
                # What is bound below, but not by the student, is too late for this test.
                if (here and bound == wanted) or (wanted - bound) & exam.preparation.rebound:
                    _test(paper, place, step.cell, bound, session, namespace, bounds, most)
                else:
                    waiting.append((place, step.cell))
        for place, cell, source in defaults:
            if not _bound(session, cell.defines or cell.binds):
                paper.outputs[place] = session.run(source)
        for place, cell in waiting:
            bound = _bound(session, exam.wanted[cell.name])
            _test(paper, place, cell, bound, session, namespace, bounds, most)
    tests = tuple(paper.tests[cell.name] for cell in exam.cells if cell.is_test)
    given = answers(exam, paper.steps, paper.outputs)
    return Examined(as_notebook(exam, paper.steps, paper.outputs), tests, given)


def refuse(exam: Exam, reason: str) -> Examined:
    """What comes of a submission that can't be examined: no points, and the reason everywhere."""
    steps = arrange(exam, [])
    shown = {
        place: [outputs.error("NotGraded", reason)]
        for place, step in enumerate(steps)
        if step.action == "test"
    }
    note = Step("rest", "markdown", f"**Not graded.** The reason, word for word:\n\n    {reason}")
    given = answers(exam, steps, {})
    steps = [note, *steps]
    notebook = as_notebook(exam, steps, {place + 1: errors for place, errors in shown.items()})
    ended = Ended("", reason)
    tests = (
        Test(cell.name, cell.points, 0.0, Status.REFUSED, ended)
        for cell in exam.cells
        if cell.is_test
    )
    return Examined(notebook, tuple(tests), given)


def _run(session: Session, step: Step) -> list:
    """Run a cell in the jail; one of the course without the lines that start a program."""
    is_setup = step.cell is not None and step.cell.is_setup
    return session.run(without_programs(step.source) if is_setup else step.source)


def _bound(session: Session, names: frozenset[str]) -> frozenset[str]:
    """Which of these names the cells so far have bound; all where there is no telling.

    A test that calls one of them then ends as whatever keeps the session from telling.
    """
    try:
        return frozenset(session.defines(names))
    except Lost:
        return names


def _test(
    paper: _Paper,
    place: int,
    cell: Cell,
    names: frozenset[str],
    session: Session,
    namespace: dict,
    bounds: Bounds,
    most: int,
) -> None:
    """Run one test cell against what the student has bound to these names, and note the outcome.

    most: the ceiling of the address space of this process.
    """
    if cell.inside:
        paper.outputs[place] = shown = session.run(cell.source)
        paper.tests[cell.name] = _marked_inside(cell, shown)
        return
    exam = paper.exam
    seconds = max(1.0, session.seconds())  # though the time of the notebook is over, for a moment
    calls = OwnCalls(Allowance(bounds.cell), exam.changing, seconds, most)
    given = names & exam.preparation.given[cell.name]
    try:
        theirs = known(session, names - given, given, calls)
        checks = paper.checks, paper.convention_share
        marked = mark(cell, namespace, theirs, calls, *checks, exam.students)
    except Lost as lost:
        marked = Marked(0.0, lost.status, "", (), Ended(lost.name, str(lost), lost.advice))
    printed, verdicts = marked.printed, marked.verdicts
    error = _advised(paper, exam.tested[cell.name] - names, marked.error)
    score = marked.share * cell.points
    if marked.status == Status.CONVENTION:
        printed += of_checks.CONVENTION.format(score=score, points=cell.points) + "\n"
    paper.outputs[place] = [
        *([outputs.stream(printed)] if printed else []),
        *(outputs.report(Report(verdict, paper.checks.course)) for verdict in verdicts),
        *([outputs.error(error.name, error.text)] if error else []),
    ]
    paper.tests[cell.name] = Test(cell.name, cell.points, score, marked.status, error, verdicts)


def _advised(paper: _Paper, missing: frozenset[str], error: Ended | None) -> Ended | None:
    """What ended a test, with advice where a cell failed that should define a missing function."""
    if error is not None and error.name == NameError.__name__:
        for place, step in enumerate(paper.steps):
            failed = any(each["output_type"] == "error" for each in paper.outputs.get(place, ()))
            if step.cell is not None and failed and (names := step.cell.defines & missing):
                return replace(error, advice=words.NO_SUCH_FUNCTION.format(name=min(names)))
    return error


def _marked_inside(cell: Cell, shown: list) -> Test:
    """What came of a test that ran where the student's code does, by what the jail has shown."""
    for output in shown:
        if output["output_type"] == "error":
            name, text = output["ename"], output["evalue"]
            status = INSIDE.get(name, Status.RAISED)
            ended_by = Ended(outputs.message(name), outputs.message(text))
            return Test(cell.name, cell.points, 0.0, status, ended_by)
    return Test(cell.name, cell.points, cell.points, Status.RIGHT)


# By the name of the error that ended it.
INSIDE = {
    AssertionError.__name__: Status.WRONG,
    NotImplementedError.__name__: Status.UNWRITTEN,
    **{lost.name: lost.status for lost in (stopped(), spent(), ended())},
}


def setup_namespace(exam: Exam) -> dict:
    """The names that tests use and setup cells bind, made afresh: nobody meets what others left."""
    namespace = {"__name__": "__main__"}
    with _working_folder(exam.files):
        exec(_setup(exam), namespace)
    return namespace


_setups: dict[str, CodeType] = {}


def _setup(exam: Exam) -> CodeType:
    """Of the course's code the statements alone that bind what a test uses: the rest takes time."""
    if exam.digest not in _setups:
        _setups[exam.digest] = compile(exam.preparation.code, "<setup>", "exec")
    return _setups[exam.digest]


@contextlib.contextmanager
def _working_folder(files: dict[str, bytes]) -> Iterator[None]:
    """Be in a folder of these files, where there are any, and import modules from it."""
    if not files:
        yield
        return
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        for name, data in files.items():
            path = Path(name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        sys.path.insert(0, folder)
        try:
            yield
        finally:
            sys.path.remove(folder)
            for name, module in [*sys.modules.items()]:
                if str(getattr(module, "__file__", "")).startswith(folder):
                    del sys.modules[name]


def as_notebook(exam: Exam, steps: list[Step], shown: dict[int, list]) -> dict:
    """The steps with their outputs as a notebook of nbformat 4.5, whose cells have counted ids.

    Every cell of the course carries the metadata of the course.
    """
    cells, count, room = [], 0, outputs.MOST_OUTPUTS_OF_ALL
    for place, step in enumerate(steps):
        mark = dict(step.cell.mark) if step.cell is not None else {}
        metadata = {"nbgrader": mark} if mark else {}
        cell: dict[str, object] = {"cell_type": step.kind, "id": f"cell-{place}"}
        cell |= {"metadata": metadata, "source": step.source}
        if step.attachments and step.kind == "markdown":
            cell["attachments"] = step.attachments
        if step.kind == "code":
            count += place in shown
            cell["execution_count"] = count if place in shown else None
            cell["outputs"] = kept = outputs.limited(shown.get(place, []), room)
            room = max(0, room - len(kept))
        cells.append(cell)
    about = {"kernelspec": exam.kernelspec} if exam.kernelspec else {}
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": about, "cells": cells}


__all__ = ["Examined", "Test", "examine", "refuse", "setup_namespace"]
