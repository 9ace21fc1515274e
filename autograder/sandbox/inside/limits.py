"""The bounds of a jail."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """Bounds of one jail.

    memory: bytes of address space, of which NumPy and its like take a good part; the cases of an
    exercise that bounds its memory are made for this bound. files: bytes that all its files may
    hold together. cpu: seconds of processor. open_files: descriptors. threads: of the one process.
    """

    memory: int = 640 * 2**20
    files: int = 64 * 2**20
    cpu: int = 120
    open_files: int = 64
    threads: int = 64
