"""What a student handed in: a folder, read without trust.

Nothing of it is run, and no symbolic link is followed. What comes of reading is plain data with a
bound on its size, or one line that says why there is none.
"""

import errno
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

# A notebook with some fifty pictures.
LARGEST_NOTEBOOK = 16 * 2**20
# Files of the student's own, for a helper module or a table.
LARGEST_FILES, MOST_FILES = 8 * 2**20, 100


class Unreadable(Exception):
    """Raised where a submission can't be read; its text is one line for student and instructor."""


@dataclass(frozen=True)
class Submission:
    """What one student handed in for one assignment.

    notebook: the bytes of the file, empty where it could not be read; files: what lay beside it,
    by name; reason: "" or why it can't be graded.
    """

    student: str
    assignment: str
    notebook: bytes
    files: dict[str, bytes]
    reason: str = ""


def read_submission(submitted: Path, student: str, assignment: str) -> Submission:
    """Read submitted/STUDENT/ASSIGNMENT, no link followed, nothing waited for."""
    folder = submitted / student / assignment
    name = f"{assignment}.ipynb"
    try:
        for place in (submitted / student, folder):
            if place.is_symlink():
                raise Unreadable(f"{place.name} is a symbolic link: hand in the folder itself")
        found = sorted(os.listdir(folder))
        if name not in found:
            others = [other for other in found if other.endswith(".ipynb")]
            advice = f": rename {shown(others[0])} to {name}" if others else ""
            raise Unreadable(f"there is no {name}{advice}")
        notebook = read_file(folder / name, LARGEST_NOTEBOOK)
    except Unreadable as error:
        return Submission(student, assignment, b"", {}, str(error))
    except OSError as error:
        reason = f"the folder can't be read: {error.strerror}"
        return Submission(student, assignment, b"", {}, reason)
    return Submission(student, assignment, notebook, dict(_files(folder, found)))


def read_file(path: Path, limit: int, folder: int | None = None) -> bytes:
    """Return the bytes of a regular file; raises Unreadable for anything else or larger.

    folder: a descriptor of the folder that the path starts from, where that is not the current one.
    """
    name = shown(path.name)
    flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    try:
        descriptor = os.open(path, flags, dir_fd=folder)
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise Unreadable(f"{name} is a symbolic link: hand in the file itself") from None
        raise Unreadable(f"{name} can't be read: {error.strerror}") from None
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise Unreadable(f"{name} is no file")
        with os.fdopen(descriptor, "rb", closefd=False) as file:
            data = file.read(limit + 1)
    finally:
        os.close(descriptor)
    if len(data) > limit:
        raise Unreadable(f"{name} is larger than {limit // 2**20} MB: clear its outputs")
    return data


def _files(folder: Path, names: list[str]) -> Iterator[tuple[str, bytes]]:
    """The student's own files, as many as fit; what is no plain file is left out."""
    room, count = LARGEST_FILES, 0
    for name in names:
        if name.endswith(".ipynb") or name.startswith(".") or not name.isprintable():
            continue
        try:
            data = read_file(folder / name, room)
        except Unreadable:
            continue
        room, count = room - len(data), count + 1
        yield name, data
        if count == MOST_FILES:
            return


def encodable(text: str) -> str:
    """Return a text that UTF-8 can write: JSON can name halves of characters."""
    return text.encode("utf-8", "replace").decode()


def shown(text: str) -> str:
    """Return a text of the student's as a line of ours can show it."""
    return "".join(c if c.isprintable() else "?" for c in text[:80])
