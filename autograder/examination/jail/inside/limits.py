"""The bounds of a jail."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """Bounds of one jail.

    memory: bytes of address space. files: bytes that all its files may hold together. cpu: seconds
    of processor. open_files: descriptors.
    """

    memory: int = 2 * 2**30
    files: int = 64 * 2**20
    cpu: int = 120
    open_files: int = 64
