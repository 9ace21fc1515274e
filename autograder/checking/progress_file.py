"""The file beside a notebook in which the progress of its exercises outlives a kernel.

It holds codes and counts: no answer, no name, no time. It only tells a student where the work
stands, so whatever else lies there counts for nothing.
"""

import json
import os
import stat
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from autograder.checking.exercise import PARTS
from autograder.checking.waiting import shell

FILE = ".autograder-progress.json"

# Bytes; all exercises of the course together take a tenth of it.
LARGEST = 2**16

# Each exercise has so many folded hints below its check.
HINTS = 4

MOST_TIMES = 999


class Standing(NamedTuple):
    """How an exercise stands.

    passed: the parts that passed when they were last checked. kind, times: a code of what was wrong
    with the last answer, and how many in a row had this. hints: how many hints were offered.
    """

    passed: tuple[str, ...] = ()
    kind: str = ""
    times: int = 0
    hints: int = 0


def place() -> Path | None:
    """Where progress is kept: beside the notebooks of the working folder.

    None where no kernel runs or no notebook lies there.
    """
    if not hasattr(shell(), "kernel"):
        return None
    with suppress(OSError):  # the folder is gone, or closed
        folder = Path.cwd()
        if any(folder.glob("*.ipynb")):
            return folder / FILE
    return None


def read(path: Path) -> dict[str, Standing]:
    """Return how exercises stand, by name, {} where the file is none of this form."""
    try:
        status = path.lstat()
        if not stat.S_ISREG(status.st_mode) or status.st_size > LARGEST:
            return {}
        found = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    entries = found.items() if isinstance(found, dict) else ()
    return {name: standing for name, entry in entries if (standing := _standing(entry))}


def _standing(entry: object) -> Standing | None:
    match entry:
        case {"passed": list(passed), "kind": str(kind), "times": int(times), "hints": int(hints)}:
            if 0 <= times <= MOST_TIMES and 0 <= hints <= HINTS:
                parts = tuple(part for part in PARTS if part in passed)
                return Standing(parts, kind, times, hints)
    return None


def write(path: Path, standings: Mapping[str, Standing]) -> None:
    """Replace the file as a whole; where that is not allowed progress ends with the kernel."""
    text = json.dumps({name: standing._asdict() for name, standing in standings.items()})
    new = path.with_name(f"{FILE}.{os.getpid()}")
    with suppress(OSError):
        try:
            with new.open("x", encoding="ascii") as file:
                file.write(text)
            os.replace(new, path)
        finally:
            new.unlink(missing_ok=True)


def remove(path: Path) -> bool:
    """Delete the file, and return whether none is left."""
    try:
        path.unlink(missing_ok=True)
    except OSError:
        return False
    return True
