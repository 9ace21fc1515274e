"""The bounds of a test itself, whose loop may run for ever on what a student's code gave it.

A call into the jail has bounds of its own, and its time does not count here.
"""

import contextlib
import os
import signal
import threading
import time
from collections.abc import Iterator
from multiprocessing import parent_process

from autograder.grading.session import stopped
from autograder.grading.stubs import OwnCalls
from autograder.sandbox.inside import limits

# Of address space, in bytes: for all tests of a submission together, beyond what the grader has,
# and for a test that comes when others have kept all of it.
MOST_MEMORY, LEAST_MEMORY = 2 * 2**30, 64 * 2**20

# In seconds: a test that takes whatever is raised is stopped again and again.
AGAIN = 0.1


def ceiling() -> int:
    """Return how much address space this process may have by now, with a submission's tests."""
    return limits.address_space() + MOST_MEMORY


@contextlib.contextmanager
def bounded(calls: OwnCalls) -> Iterator[None]:
    """Raise Lost in a test that runs for more than `calls.seconds` without those of its calls.

    A worker of a pool ends where no alarm can stop it, as within `sum(range(n))`: others go on, and
    it is tried again alone. Only the main thread of a process can be stopped.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    started, over = time.monotonic() - calls.allowance.passed, False

    def ring(*_: object) -> None:
        own = time.monotonic() - started - calls.allowance.passed
        if own >= calls.seconds and not (over or calls.allowance.running):
            raise calls.noted(stopped())

    handler = signal.signal(signal.SIGALRM, ring)
    timer = signal.setitimer(signal.ITIMER_REAL, calls.seconds, AGAIN)
    if parent_process() is not None:
        # More than its threads can take in that time. The signal ends the process.
        most = calls.seconds * (1 + len(os.sched_getaffinity(0)))
        signal.setitimer(signal.ITIMER_PROF, most)
    try:
        most = ceiling() if calls.ceiling is None else calls.ceiling
        with limits.within(max(most - limits.address_space(), LEAST_MEMORY)):
            yield
    finally:
        over = True
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, handler)
        signal.setitimer(signal.ITIMER_REAL, *timer)
