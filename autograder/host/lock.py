"""A lock on a folder, which ends with its process."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from autograder.grading import CourseError


@contextlib.contextmanager
def alone(folder: Path, busy: str) -> Iterator[None]:
    """Hold a lock on a folder; raises CourseError with the line `busy` where another does."""
    import fcntl  # which Windows lacks

    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        raise CourseError(busy) from None
    try:
        yield
    finally:
        os.close(descriptor)
