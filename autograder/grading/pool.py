"""Executors that may lose a worker: this process, a pool of this machine, or a Dask cluster.

All have the interface of `concurrent.futures`, and the same submissions get the same in each.
Workers import this module, so it imports nothing of nbgrader's, which would take them a second.
"""

import contextlib
import logging
import os
import secrets
import shutil
import signal
import socket
import tempfile
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import (
    FIRST_COMPLETED,
    CancelledError,
    Executor,
    Future,
    ProcessPoolExecutor,
    wait,
)
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from functools import partial
from multiprocessing import get_context, parent_process
from pathlib import Path
from traceback import format_exception
from typing import Any, Generic, NamedTuple, Protocol, Self, TypeVar

from autograder.grading import CourseError, outcome, warm, words
from autograder.grading.exam import Exam
from autograder.grading.outcome import Graded
from autograder.grading.submission import Submission
from autograder.grading.terms import Terms
from autograder.grading.text import encodable
from autograder.grading.warm import Breach
from autograder.sandbox import JailBroken, Jailer, WarmParent

_log = logging.getLogger(__name__)

# How often a worker may end over one submission alone before that is taken for the cause.
MOST_ATTEMPTS = 2

# So that who looks on knows what is waited for: an endless loop takes minutes.
SECONDS_OF_SILENCE = 20

# A Dask scheduler answers at once, a worker may be starting.
SECONDS_TO_ANSWER = 10


class InHand(Protocol):
    """A tuple of arguments for a worker, of which a person is told whose work it is."""

    def __iter__(self) -> Iterator: ...

    @property
    def student(self) -> str:
        """Whose work it is."""

    @property
    def assignment(self) -> str:
        """Of which assignment it is."""


Work = TypeVar("Work", bound=InHand)
Done = TypeVar("Done")


class Task(NamedTuple):
    """What a worker does in one go: the arguments of `grade`."""

    exam: Exam
    submission: Submission
    terms: Terms

    @property
    def student(self) -> str:
        """Whose work it is."""
        return self.submission.student

    @property
    def assignment(self) -> str:
        """Of which assignment it is, and which of its notebooks."""
        return self.exam.title


class Pool(Generic[Work, Done]):
    """Runs a function on an executor that may lose a worker, a few submissions at a time.

    make: makes the executor, and again where it broke. lost: raised where a worker ended. work:
    what is done with each task, a tuple of its arguments. failed: makes a result of a task and of
    the error by which the work itself failed.
    """

    def __init__(
        self,
        make: Callable[[], Executor],
        width: int,
        lost: type[Exception],
        work: Callable[..., Done],
        failed: Callable[[Work, Exception], Done],
    ):
        self._make, self._width, self._lost = make, width, lost
        self._work, self._failed = work, failed
        self._executor = make()
        self._running: dict[Future[Done], Work] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for future in self._running:
            future.cancel()
        self._running.clear()
        self._executor.shutdown()

    def map(
        self, tasks: Iterator[Work], silent: Callable[[list[Work]], None] = lambda tasks: None
    ) -> Iterator[Done]:
        """Yield results as they come; at no time are there more than a few in memory.

        Of several that were in the hands of a worker that ended, one may be the cause: each is
        tried again alone, so that none suffers from another. silent: called with the tasks in
        hand, oldest first, after each SECONDS_OF_SILENCE without a result.
        """
        suspects: list[Work] = []
        while True:
            while len(self._running) < self._width:
                task = next(tasks, None)
                if task is None:
                    break
                self._running[self._submit(task)] = task
            if not self._running:
                return
            for future in self._done(silent):
                task = self._running.pop(future)
                try:
                    yield self._result(future, task)
                except self._lost:
                    suspects.append(task)
            if suspects:
                suspects += self._running.values()
                self._renew()
            while suspects:
                yield self._alone(suspects.pop(), silent)

    def _done(self, silent: Callable[[list[Work]], None]) -> set[Future[Done]]:
        while True:
            done, _ = wait(self._running, SECONDS_OF_SILENCE, FIRST_COMPLETED)
            if done:
                return done
            silent(list(self._running.values()))

    def _alone(self, task: Work, silent: Callable[[list[Work]], None]) -> Done:
        for _ in range(MOST_ATTEMPTS):
            self._running[self._submit(task)] = task
            (future,) = self._done(silent)
            del self._running[future]
            try:
                return self._result(future, task)
            except self._lost:
                self._renew()
        return self._failed(task, RuntimeError(f"its worker ended {MOST_ATTEMPTS} times"))

    def _submit(self, task: Work) -> Future[Done]:
        try:
            return self._executor.submit(self._work, *task)
        except self._lost as error:
            future: Future[Done] = Future()
            future.set_exception(error)
            return future

    def _result(self, future: Future[Done], task: Work) -> Done:
        try:
            return future.result()
        except self._lost:
            raise
        except (JailBroken, Breach) as error:
            advice = "run python -m autograder doctor to see what this machine lacks"
            reason = str(error).splitlines()[-1]
            raise CourseError(f"no jail, no grading: {reason}; {advice}") from error
        except CancelledError:
            raise CourseError("the Dask scheduler is gone; start it and grade again") from None
        except Exception as error:
            # Of a fault of our own the result has one line; where it lies stands here alone.
            where = encodable("".join(format_exception(error)))
            _log.error("%s of %a failed\n%s", task.assignment, task.student, where)
            return self._failed(task, error)

    def _renew(self) -> None:
        self.__exit__()
        self._executor = self._make()


def _failed(task: Task, error: Exception) -> Graded:
    """The result of a submission on which grading itself failed: that student's, nobody else's."""
    reason = encodable(f"{words.FAILED}: {type(error).__name__}: {error}".splitlines()[0])
    student, assignment = task.submission.student, task.submission.assignment
    hopeless = Submission(student, assignment, b"", {}, reason[:300])
    return replace(outcome.grade_submission(task.exam, hopeless, task.terms), failed=True)


class _InProcess(Executor):
    """An executor that does the work at once, in this process."""

    def submit(
        self, function: Callable[..., Done], /, *arguments: Any, **named: Any
    ) -> Future[Done]:
        future: Future[Done] = Future()
        try:
            future.set_result(function(*arguments, **named))
        except Exception as error:
            future.set_exception(error)
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        warm.close()


@contextlib.contextmanager
def open_pool(
    workers: int, scheduler: str | None, jailed: bool = True
) -> Iterator[Pool[Task, Graded]]:
    """A pool of processes of this machine, 1 for this one, or of the workers of a Dask scheduler.

    jailed: as the submissions will be graded; the processes of a pool share one warm parent.
    Raises CourseError where the scheduler does not answer.
    """
    grading = outcome.grade_submission, _failed
    if scheduler is not None:
        from distributed import Client, KilledWorker

        try:
            client = Client(scheduler, timeout=SECONDS_TO_ANSWER)
            client.wait_for_workers(1, timeout=SECONDS_TO_ANSWER)
        except (OSError, ValueError) as error:
            raise CourseError(f"no Dask scheduler with a worker answers at {scheduler}") from error
        with client:
            width = 2 * max(1, sum(client.nthreads().values()))
            with Pool(
                lambda: client.get_executor(pure=False), width, KilledWorker, *grading
            ) as pool:
                yield pool
    elif workers > 1:
        with _folder_of_workers() as folder, WarmParent(jailed) as warm:
            make = partial(
                _Workers,
                workers,
                mp_context=get_context("spawn"),
                initializer=_begin_worker,
                initargs=(warm.control, jailed, folder),
            )
            with Pool(make, 2 * workers, BrokenProcessPool, *grading) as pool:
                yield pool
    else:
        with Pool(_InProcess, 1, BrokenProcessPool, *grading) as pool:
            yield pool


@contextlib.contextmanager
def open_workers(
    workers: int, work: Callable[..., Done], failed: Callable[[Work, Exception], Done]
) -> Iterator[Pool[Work, Done]]:
    """A pool of processes of this machine, 1 for this one, for work that needs no jail."""
    with contextlib.ExitStack() as stack:
        make: Callable[[], Executor] = _InProcess
        if workers > 1:
            make = partial(
                _Workers,
                workers,
                mp_context=get_context("spawn"),
                initializer=_begin,
                initargs=(stack.enter_context(_folder_of_workers()),),
            )
        yield stack.enter_context(Pool(make, 2 * workers, BrokenProcessPool, work, failed))


class _Workers(ProcessPoolExecutor):
    """Processes that start with interrupts held back: Python's own answer is a traceback."""

    def submit(
        self, function: Callable[..., Done], /, *arguments: Any, **named: Any
    ) -> Future[Done]:
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            return super().submit(function, *arguments, **named)
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextlib.contextmanager
def _folder_of_workers() -> Iterator[Path]:
    """A folder for workers to make; whoever of them and this process ends last removes it."""
    folder = Path(tempfile.gettempdir(), f"autograder-{secrets.token_hex(8)}")
    try:
        yield folder
    finally:
        _remove(folder)


def _remove(folder: Path) -> None:
    # Others may be at it too, or put something in, until it is gone.
    for _ in range(10):
        shutil.rmtree(folder, ignore_errors=True)


def _begin_worker(control: socket.socket, jailed: bool, folder: Path) -> None:
    """Begin a worker that grades, with jails from the warm parent that all share."""
    warm.share(Jailer(control), jailed)
    _begin(folder)


def _begin(folder: Path) -> None:
    """Let a worker of the pool end when it is interrupted, without a word, and with its parent.

    folder: where it puts temporary files.
    """
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    folder.mkdir(mode=0o700, exist_ok=True)
    tempfile.tempdir = str(folder)
    threading.Thread(target=_end_with_parent, args=(folder,), daemon=True).start()


def _end_with_parent(folder: Path) -> None:
    # The pool's own workers wait for ever where their parent was killed.
    parent = parent_process()
    if parent is not None:  # as in a worker it always is
        parent.join()
    _remove(folder)
    os._exit(1)
