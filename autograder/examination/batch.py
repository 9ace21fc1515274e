"""Grade a class: submissions out to an executor, results back to one recorder.

The executor is a process of this machine's, a pool of them, or a Dask cluster, all behind the
interface of `concurrent.futures`, with identical results.
"""

import contextlib
import time
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing import get_context

from autograder.examination import CourseError, grading
from autograder.examination.course import Course
from autograder.examination.exam import Exam
from autograder.examination.examine import Examine
from autograder.examination.grading import Breach, Graded, Terms
from autograder.examination.jail import JailBroken
from autograder.examination.recorder import Recorder
from autograder.examination.source import load_exam
from autograder.examination.submission import Submission, read_submission

# How often a submission may be in the hands of a worker that ends before it is taken for the cause.
MOST_ATTEMPTS = 3

FAILED = "grading failed, ask your instructor"

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
    if not jailed:
        say(UNCONFINED)
    for assignment in assignments:
        course.require_registered(assignment)
    results = []
    with course.gradebook() as gradebook, _executor(workers, scheduler) as pool:
        for assignment in assignments:
            exam = load_exam(course.source(assignment), gradebook, course.config)
            terms = Examine(config=course.config).terms(jailed, course.private(assignment))
            with Recorder(gradebook, course.autograded, exam, jailed) as recorder:
                results += _grade(course, exam, terms, recorder, pool, force, say)
    return results


def _grade(
    course: Course,
    exam: Exam,
    terms: Terms,
    recorder: Recorder,
    pool: "_Pool",
    force: bool,
    say: Callable[[str], None],
) -> list[Result]:
    students = course.students(exam.assignment)
    progress = _Progress(exam.assignment, len(students), say)
    results = []

    def waiting() -> Iterator[Submission]:
        for student in students:
            submission = read_submission(course.submitted, student, exam.assignment)
            digest = grading.digest(exam, submission, terms)
            if not force and recorder.is_done(student, digest):
                progress.skip()
            else:
                yield submission

    for graded in pool.map(exam, waiting(), terms):
        recorder.record(graded)
        results.append(Result(graded.student, graded.assignment, graded.score, graded.reason))
        progress.step(graded)
    progress.end()
    return results


class _Pool:
    """Runs `grading.grade` on an executor that may lose a worker, a few submissions at a time."""

    def __init__(self, make: Callable[[], Executor], width: int):
        self._make, self._width = make, width
        self._executor = make()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._executor.shutdown(cancel_futures=True)

    def map(self, exam: Exam, submissions: Iterator[Submission], terms: Terms) -> Iterator[Graded]:
        """Yield results as they come; at no time are there more than a few in memory."""
        running: dict[Future, tuple[Submission, int]] = {}
        while True:
            while len(running) < self._width:
                submission = next(submissions, None)
                if submission is None:
                    break
                running[self._submit(exam, submission, terms)] = submission, 1
            if not running:
                return
            done, _ = wait(running, return_when=FIRST_COMPLETED)
            lost = []
            for future in done:
                submission, attempt = running.pop(future)
                try:
                    yield future.result()
                except (JailBroken, Breach) as error:
                    advice = "run python -m autograder doctor to see what this machine lacks"
                    raise CourseError(f"no jail, no grading: {error}; {advice}") from error
                except BrokenProcessPool:
                    lost.append((submission, attempt))
                except Exception as error:
                    yield _failed(exam, submission, terms, error)
            if lost:
                lost += running.values()
                running.clear()
                self._executor.shutdown(cancel_futures=True)
                self._executor = self._make()
                for submission, attempt in lost:
                    if attempt == MOST_ATTEMPTS:
                        error = RuntimeError(f"its worker ended {MOST_ATTEMPTS} times")
                        yield _failed(exam, submission, terms, error)
                    else:
                        future = self._submit(exam, submission, terms)
                        running[future] = submission, attempt + 1

    def _submit(self, exam, submission, terms):
        return self._executor.submit(grading.grade, exam, submission, terms)


def _failed(exam: Exam, submission: Submission, terms: Terms, error: Exception) -> Graded:
    """The result of a submission on which grading itself failed: that student's, nobody else's."""
    reason = f"{FAILED}: {type(error).__name__}: {error}".splitlines()[0]
    hopeless = Submission(submission.student, submission.assignment, b"", {}, reason[:300])
    return grading.grade(exam, hopeless, terms)


class _InProcess(Executor):
    """An executor that does the work at once, in this process."""

    def submit(self, function, /, *arguments, **named):
        future = Future()
        try:
            future.set_result(function(*arguments, **named))
        except Exception as error:
            future.set_exception(error)
        return future

    def shutdown(self, wait=True, *, cancel_futures=False):
        grading.close()


@contextlib.contextmanager
def _executor(workers: int, scheduler: str | None) -> Iterator[_Pool]:
    if scheduler is not None:
        from distributed import Client

        try:
            client = Client(scheduler, timeout=10)
        except (OSError, TimeoutError) as error:
            raise CourseError(f"no Dask scheduler answers at {scheduler}: {error}") from None
        with client:
            width = 2 * max(1, sum(client.nthreads().values()))
            with _Pool(lambda: client.get_executor(pure=False), width) as pool:
                yield pool
    elif workers > 1:
        context = get_context("spawn")
        with _Pool(lambda: ProcessPoolExecutor(workers, context), 2 * workers) as pool:
            yield pool
    else:
        with _Pool(_InProcess, 1) as pool:
            yield pool


class _Progress:
    """Says how far grading is, how fast it goes and how long it will take."""

    def __init__(self, assignment: str, total: int, say: Callable[[str], None]):
        self._name, self._total, self._say = assignment, total, say
        self._started = self._said = time.monotonic()
        self._graded = self._skipped = 0

    def skip(self):
        self._skipped += 1

    def step(self, graded: Graded):
        self._graded += 1
        if graded.reason:
            self._say(f"{self._name}: {graded.student} not graded: {graded.reason}")
        if time.monotonic() - self._said >= SECONDS_BETWEEN_LINES:
            self._said = time.monotonic()
            rate = self._graded / (self._said - self._started)
            left = self._total - self._graded - self._skipped
            done = f"{self._graded + self._skipped} of {self._total}"
            self._say(f"{self._name}: {done}, {rate:.1f} a second, {left / rate:.0f} s left")

    def end(self):
        seconds = time.monotonic() - self._started
        skipped = f", {self._skipped} graded before" if self._skipped else ""
        self._say(f"{self._name}: {self._graded} graded in {seconds:.1f} s{skipped}")
