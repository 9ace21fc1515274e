"""The examiner: a submission in, an executed notebook, points and verdicts out.

Student cells run in a jail. Test cells run here, in the grader's own process, where the functions
of the student are stubs that pass plain data. Nothing that a student's cell shows, prints or
returns can reach the outputs of a test cell, and points are computed here.
"""

import contextlib
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import CodeType

from autograder.checking import words
from autograder.checking.compare import Verdict
from autograder.checking.report import Report
from autograder.checking.session import CheckSession
from autograder.grading import outputs
from autograder.grading.answers import Answer, answers
from autograder.grading.arrangement import Step, arrange
from autograder.grading.exam import Cell, Exam
from autograder.grading.magics import as_python
from autograder.grading.marking import Ended, mark
from autograder.grading.names import needed, used
from autograder.grading.notebook import read_notebook
from autograder.grading.recognition import require_assignment
from autograder.grading.session import Bounds, Lost, Session
from autograder.grading.status import Status
from autograder.grading.stubs import Allowance, OwnCalls, Stub
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
    require_assignment(exam, pieces, f"{exam.assignment}.ipynb")
    paper = _Paper(arrange(exam, pieces), checks, convention_share)
    namespace = setup_namespace(exam)
    waiting, defaults = [], []
    folders = {name.split("/")[0] for name in exam.files}
    own = {name: data for name, data in files.items() if name not in folders}
    with Session(warm, own | exam.files, bounds, checks.course.data) as session:
        for place, step in enumerate(paper.steps):
            if step.action == "setup":
                paper.outputs[place] = session.run(step.source)
        for place, step in enumerate(paper.steps):
            if step.action == "run":
                paper.outputs[place] = session.run(step.source)
            elif step.cell is None:
                continue
            elif step.action == "default":
                defaults.append((place, step.cell, step.source))
            elif step.action == "test":
                wanted = exam.tested[step.cell.name]
                bound = _bound(session, wanted)
                if wanted and bound == wanted:
                    _test(paper, place, step.cell, bound, session, namespace, bounds)
                else:
                    waiting.append((place, step.cell))
        for place, cell, source in defaults:
            if not _bound(session, cell.defines):
                paper.outputs[place] = session.run(source)
        for place, cell in waiting:
            bound = _bound(session, exam.tested[cell.name])
            _test(paper, place, cell, bound, session, namespace, bounds)
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
) -> None:
    """Run one test cell against stubs of these names, and note what came of it."""
    calls = OwnCalls(Allowance(bounds.cell))
    stubs = {name: Stub(session, name, calls) for name in names}
    marked = mark(cell, namespace, stubs, calls, paper.checks, paper.convention_share)
    printed, verdicts, error = marked.printed, marked.verdicts, marked.error
    score = marked.share * cell.points
    if 0 < marked.share < 1:
        printed += words.CONVENTION.format(score=score, points=cell.points) + "\n"
    paper.outputs[place] = [
        *([outputs.stream(printed)] if printed else []),
        *(outputs.report(Report(verdict, paper.checks.course)) for verdict in verdicts),
        *([outputs.error(error.name, error.text)] if error else []),
    ]
    paper.tests[cell.name] = Test(cell.name, cell.points, score, marked.status, error, verdicts)


def setup_namespace(exam: Exam) -> dict:
    """The names that tests use and setup cells bind, made afresh: nobody meets what others left."""
    namespace = {"__name__": "__main__"}
    with _working_folder(exam.files):
        exec(_setup(exam), namespace)
    return namespace


_setups: dict[str, CodeType] = {}


def _setup(exam: Exam) -> CodeType:
    """Of the setup cells those statements alone that bind what a test uses: the rest takes time."""
    if exam.digest not in _setups:
        wanted = frozenset().union(*(used(cell.source) for cell in exam.cells if cell.is_test))
        setup = "\n".join(as_python(cell.source) for cell in exam.cells if cell.is_setup)
        _setups[exam.digest] = compile(needed(setup, wanted), "<setup>", "exec")
    return _setups[exam.digest]


@contextlib.contextmanager
def _working_folder(files: dict[str, bytes]) -> Iterator[None]:
    """Be in a folder of these files, where there are any."""
    if not files:
        yield
        return
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        for name, data in files.items():
            path = Path(name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        yield


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
