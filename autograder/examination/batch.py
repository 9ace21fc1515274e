"""Grade a class: submissions out to a pool, results back to one recorder."""

import contextlib
import os
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from nbgrader.api import Gradebook, InvalidEntry
from sqlalchemy.exc import DBAPIError

from autograder.examination import CourseError, grading
from autograder.examination.course import Course
from autograder.examination.exam import Exam
from autograder.examination.examine import Examine
from autograder.examination.grading import Terms
from autograder.examination.pool import FAILED, Pool, open_pool
from autograder.examination.recorder import Recorder, why_not_recorded
from autograder.examination.source import load_exam
from autograder.examination.submission import Submission, read_submission

SECONDS_BETWEEN_LINES = 5.0

UNCONFINED = (
    "WARNING: grading WITHOUT A JAIL. What students wrote can read the key, the gradebook and "
    "other submissions, and do whatever you can do on this machine. Every grade says so."
)


@dataclass(frozen=True)
class Result:
    """What a submission got: points of its tests, "" or why it could not be graded.

    failed: whether that was grading's own fault.
    """

    student: str
    assignment: str
    score: float
    reason: str

    @property
    def failed(self) -> bool:
        return self.reason.startswith(FAILED)


def grade(
    course: Course,
    assignments: list[str],
    *,
    workers: int = 1,
    scheduler: str | None = None,
    force: bool = False,
    jailed: bool = True,
    say: Callable[[str], None] = print,
) -> list[Result]:
    """Grade all submissions of some assignments that are not graded as they are.

    workers: processes of this machine, 1 for this one. scheduler: address of a Dask scheduler,
    whose workers are used instead. force: grade again what has been graded. jailed: without it
    students' code runs unconfined. Raises CourseError where grading can't begin.
    """
    if sys.platform != "linux":
        raise CourseError("grading runs on Linux only: use Linux, WSL or a container")
    if not jailed:
        say(UNCONFINED)
    results = []
    with open_gradebook(course) as gradebook:
        for assignment in assignments:
            course.require_registered(assignment)
        with open_pool(workers, scheduler) as pool:
            for assignment in dict.fromkeys(assignments):
                exam = load_exam(course.source(assignment), gradebook, course.config)
                terms = Examine(config=course.config).terms(jailed, course.private(assignment))
                with (
                    _alone(course.source(assignment)),
                    Recorder(gradebook, course.autograded, exam, jailed) as recorder,
                ):
                    recorder.clean()
                    results += _grade(course, exam, terms, recorder, pool, force, say)
    return results


def _grade(
    course: Course,
    exam: Exam,
    terms: Terms,
    recorder: Recorder,
    pool: Pool,
    force: bool,
    say: Callable[[str], None],
) -> list[Result]:
    students = course.students(exam.assignment)
    progress = _Progress(exam.assignment, len(students), say)
    results = []

    def done(result: Result):
        results.append(result)
        progress.step(result)

    def waiting() -> Iterator[Submission]:
        for student in students:
            if why_not := why_not_recorded(student):
                done(Result(student, exam.assignment, 0.0, f"{FAILED}: {why_not}"))
                continue
            submission = read_submission(course.submitted, student, exam.assignment)
            digest = grading.digest(exam, submission, terms)
            if not force and recorder.is_done(student, digest):
                progress.skip()
            else:
                yield submission

    for graded in pool.map(exam, waiting(), terms):
        recorder.record(graded)
        done(Result(graded.student, graded.assignment, graded.score, graded.reason))
    progress.end()
    return results


@contextlib.contextmanager
def open_gradebook(course: Course) -> Iterator[Gradebook]:
    """The gradebook; raises CourseError where its database does not do what it should."""
    try:
        with _opened(course) as gradebook:
            yield gradebook
    except DBAPIError as error:
        reason = str(error.orig).splitlines()[0]
        raise CourseError(f"the gradebook can't be used: {reason}") from error


def _opened(course: Course) -> Gradebook:
    """Open the gradebook, which lays out its tables first where it is new.

    Where another process lays out the same one, either may find that the other was faster.
    """
    for _ in range(2):
        with contextlib.suppress(DBAPIError, InvalidEntry):
            return course.gradebook()
    return course.gradebook()


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Hold a lock on a folder; raises CourseError where another process does."""
    import fcntl  # which Windows lacks

    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        raise CourseError(f"{folder.name} is being graded by another process") from None
    try:
        yield
    finally:
        os.close(descriptor)


class _Progress:
    """Says how far grading is, how fast it goes and how long it will take."""

    def __init__(self, assignment: str, total: int, say: Callable[[str], None]):
        self._name, self._total, self._say = assignment, total, say
        self._started = self._first = self._said = time.monotonic()
        self._graded = self._skipped = 0

    def skip(self):
        self._skipped += 1

    def step(self, result: Result):
        now = time.monotonic()
        self._graded += 1
        if result.reason:
            student = result.student if result.student.isprintable() else ascii(result.student)
            self._say(f"{self._name}: {student} not graded: {result.reason}")
        if self._graded == 1:
            self._first = now  # starting the workers says nothing about the rate
        elif now - self._said >= SECONDS_BETWEEN_LINES:
            self._said = now
            rate = (self._graded - 1) / (now - self._first)
            left = self._total - self._graded - self._skipped
            done = f"{self._graded + self._skipped} of {self._total}"
            self._say(f"{self._name}: {done}, {rate:.1f} a second, {left / rate:.0f} s left")

    def end(self):
        seconds = time.monotonic() - self._started
        skipped = f", {self._skipped} graded before" if self._skipped else ""
        self._say(f"{self._name}: {self._graded} graded in {seconds:.1f} s{skipped}")
