"""The folders submitted/STUDENT/ASSIGNMENT: written whole, replaced whole.

A new folder is written beside its place under a hidden name and then put there, in exchange for the
old one. A kill leaves one of the two in place; the other goes in the next run.
"""

import ctypes
import errno
import os
import shutil
from glob import escape
from pathlib import Path

from autograder.grading.recorder import NEW, OLD
from autograder.grading.submission import Unreadable, read_file

AT_FDCWD, RENAME_EXCHANGE = -100, 2  # of Linux's <fcntl.h> and <stdio.h>


def recover(submitted: Path, assignment: str) -> None:
    """Clear away what a run that was killed has left; only for who holds the lock."""
    for left in submitted.glob(f"*/.{escape(assignment + OLD)}"):
        if not os.path.lexists(left.with_name(assignment)):
            left.rename(left.with_name(assignment))
        else:
            shutil.rmtree(left)
    for left in submitted.glob(f"*/.{escape(assignment + NEW)}"):
        shutil.rmtree(left)


def why_not_written(place: Path) -> str:
    """Why nothing can be written to submitted/STUDENT/ASSIGNMENT, "" where it can."""
    for folder in (place.parent, place):
        if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
            return f"{folder} is no folder, but a file or a link"
    return ""


def holds(place: Path, files: dict[str, bytes]) -> bool:
    """Whether a folder holds these files and nothing else."""
    if set(os.listdir(place)) != set(files):
        return False
    try:
        return all(read_file(place / name, len(data)) == data for name, data in files.items())
    except Unreadable:  # larger, no plain file, or closed
        return False


def write(place: Path, files: dict[str, bytes]) -> None:
    """Put a folder with these files into its place, in exchange for what is there."""
    new = place.with_name(f".{place.name}{NEW}")
    try:
        new.mkdir(parents=True)
        for name, data in files.items():
            (new / name).write_bytes(data)
        if place.exists():
            _exchange(new, place)
        else:
            new.rename(place)
    finally:
        shutil.rmtree(new, ignore_errors=True)


def _exchange(new: Path, place: Path) -> None:
    """Let two folders change their places, in one step where the system can."""
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if rename is not None:
        names = os.fsencode(new), os.fsencode(place)
        if rename(AT_FDCWD, names[0], AT_FDCWD, names[1], RENAME_EXCHANGE) == 0:
            return
        if ctypes.get_errno() not in (errno.EINVAL, errno.ENOSYS):  # where it can't
            raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()), str(place))
    old = place.with_name(f".{place.name}{OLD}")
    place.rename(old)
    new.rename(place)
    shutil.rmtree(old)
