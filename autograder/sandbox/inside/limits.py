"""The bounds of a jail."""

import contextlib
import resource
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """Bounds of one jail.

    memory: bytes of address space beyond those that it begins with, where NumPy and its like are
    loaded. files: bytes that all its files may hold together. cpu: seconds of processor.
    open_files: descriptors. threads: of the one process.
    """

    memory: int = 192 * 2**20
    files: int = 64 * 2**20
    cpu: int = 120
    open_files: int = 64
    threads: int = 64


def address_space() -> int:
    """Return how many bytes of address space this process has."""
    with open("/proc/self/statm") as sizes:
        return int(sizes.read().split()[0]) * resource.getpagesize()


@contextlib.contextmanager
def within(room: int | None) -> Iterator[None]:
    """Leave this process so many bytes of address space, None for as many as it may take."""
    if room is None:
        yield
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    with contextlib.suppress(OSError):  # a student's files may be as many as may be open
        most = address_space() + room
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(resource.RLIMIT_AS, (most, hard))
    try:
        yield
    finally:
        with contextlib.suppress(ValueError):  # a student may have lowered it for good
            resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
