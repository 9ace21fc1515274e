"""What a student handed in: a folder, read without trust.

Nothing of it is run, and no symbolic link is followed. What comes of reading is plain data with a
bound on its size, or one line that says why there is none.
"""

import errno
import itertools
import os
import stat
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path

from autograder.grading import words
from autograder.grading.archive import Archive, ArchiveError, Limits
from autograder.grading.text import shown

# A notebook with some fifty pictures.
LARGEST_NOTEBOOK = 16 * 2**20
# Files of the student's own, for a helper module or a table.
LARGEST_FILES, MOST_FILES = 8 * 2**20, 100
# Notebooks under other names: copies, and those in a folder that was handed in within the folder.
MOST_NOTEBOOKS, MOST_FOLDERS, DEEPEST = 10, 100, 2
# Of what lies there instead of a notebook, so many names are told.
MOST_NAMED = 3
# A zip in place of the notebook; someone's whole environment may lie in it.
LARGEST_ZIP = 2 * LARGEST_NOTEBOOK
ZIP = Limits(members=20_000, single=LARGEST_NOTEBOOK, total=LARGEST_NOTEBOOK + LARGEST_FILES)
# What was handed out beside the notebook, or stands in for it: the stand-in of the jail is used.
EDITION = ("autograder", "autograder.py*", "softmax_course*", "*.whl")
# Folders that hold no work: of JupyterLab, of macOS.
HIDDEN = (".", "__MACOSX")


class Unreadable(Exception):
    """Raised where a submission can't be read; its text is one line for student and instructor."""


@dataclass(frozen=True)
class Submission:
    """What one student handed in for one notebook of an assignment.

    notebook: the bytes of the file that has the name of the notebook, empty where there is none or
    it could not be read. files: what lay beside it, by name. reason: "" or why it can't be graded.
    others: notebooks of names that the assignment does not have, or in folders below, by their
    path. skipped: by path why one of these was not read, or a zip beside a notebook.
    """

    student: str
    assignment: str
    notebook: bytes
    files: dict[str, bytes]
    reason: str = ""
    others: dict[str, bytes] = field(default_factory=dict)
    skipped: dict[str, str] = field(default_factory=dict)


def read_submission(
    submitted: Path,
    student: str,
    assignment: str,
    notebook: str = "",
    among: Collection[str] = (),
) -> Submission:
    """Read submitted/STUDENT/ASSIGNMENT, no link followed, nothing waited for.

    notebook: the name of the one to be graded, by default that of the assignment. among: the names
    of all notebooks of the assignment.
    """
    folder = submitted / student / assignment
    name = f"{notebook or assignment}.ipynb"
    usual = {name, *(f"{each}.ipynb" for each in among)}
    try:
        for place in (submitted / student, folder):
            if place.is_symlink():
                raise Unreadable(words.FOLDER_IS_LINK.format(name=shown(place.name)))
        found = sorted(os.listdir(folder))
        data = read_file(folder / name, LARGEST_NOTEBOOK) if name in found else b""
        others, skipped = _others(folder, usual)
        zips = [each for each in found if each.lower().endswith(".zip")]
        if name in found or others:
            if not data and usual.isdisjoint(found):
                folder = _common_folder(folder, others)
            files = dict(_files(folder, sorted(os.listdir(folder))))
            skipped |= dict.fromkeys(zips, words.ZIP_BESIDE)
        elif len(zips) == 1:
            others, files = _unpacked(folder / zips[0])
        else:
            raise Unreadable(_without_notebook(name, usual, found, skipped))
    except Unreadable as error:
        return Submission(student, assignment, b"", {}, str(error))
    except OSError as error:
        reason = words.FOLDER_UNREADABLE.format(error=error.strerror)
        return Submission(student, assignment, b"", {}, reason)
    return Submission(student, assignment, data, files, "", others, skipped)


def _others(folder: Path, usual: set[str]) -> tuple[dict[str, bytes], dict[str, str]]:
    """The notebooks in a folder and in those below it but those of these names, as many as fit.

    And of some that were not read the reason.
    """
    found: dict[str, bytes] = {}
    skipped: dict[str, str] = {}
    room = LARGEST_NOTEBOOK
    for here, folders, names in itertools.islice(os.walk(folder), MOST_FOLDERS):
        place = Path(here).relative_to(folder)
        folders[:] = [
            each
            for each in sorted(folders)
            if len(place.parts) < DEEPEST and not each.startswith(HIDDEN)
        ]
        for each in sorted(names):
            path = place / each
            if not is_notebook(each) or each.startswith(".") or str(path) in usual:
                continue
            if len(found) == MOST_NOTEBOOKS or len(skipped) == MOST_NOTEBOOKS:
                skipped[str(path)] = words.MANY_NOTEBOOKS.format(most=MOST_NOTEBOOKS)
                return found, skipped
            try:
                found[str(path)] = read_file(folder / path, room)
            except Unreadable as error:
                full = room < LARGEST_NOTEBOOK
                skipped[str(path)] = words.LARGE_TOGETHER if full else str(error)
            else:
                room -= len(found[str(path)])
    return found, skipped


def _without_notebook(name: str, usual: set[str], found: list[str], skipped: dict[str, str]) -> str:
    """Why there is no notebook of this name, and what lies in the folder instead."""
    if skipped:
        return words.ABSENT_AND.format(usual=name, reason=next(iter(skipped.values())))
    there = [each for each in found if not each.startswith(HIDDEN)]
    for each in there:
        # As browsers save it: .ipynb.txt, .ipynb.json.
        if ".ipynb" in each.lower() and each not in usual:
            return words.RENAME.format(usual=name, name=shown(each))
    seen = [shown(each) for each in there]
    if not seen:
        return words.EMPTY_FOLDER.format(usual=name)
    more = ", …" if len(seen) > MOST_NAMED else ""
    return words.ONLY_OTHERS.format(usual=name, names=", ".join(seen[:MOST_NAMED]) + more)


def is_notebook(name: str) -> bool:
    """Whether a file has the ending of notebooks, in letters of any case."""
    return name.lower().endswith(".ipynb")


def is_edition(name: str) -> bool:
    """Whether a file or folder is the student edition or has its name, in letters of any case."""
    return any(fnmatchcase(name.lower(), pattern) for pattern in EDITION)


def _common_folder(folder: Path, notebooks: dict[str, bytes]) -> Path:
    """The folder of these notebooks if they lie in one, else the one above them all."""
    parents = {folder.joinpath(path).parent for path in notebooks}
    return parents.pop() if len(parents) == 1 else folder


def _unpacked(path: Path) -> tuple[dict[str, bytes], dict[str, bytes]]:
    """The notebooks in a zip, by their path, and what lies beside them; nothing is written."""
    notebooks: dict[str, bytes] = {}
    files: dict[str, bytes] = {}
    try:
        with Archive(read_file(path, LARGEST_ZIP), ZIP) as archive:
            plain = [
                entry
                for entry in archive.entries
                if not entry.reason
                and not any(part.startswith(HIDDEN) for part in entry.name.split("/"))
            ]
            for entry in plain:
                if is_notebook(entry.name) and len(notebooks) < MOST_NOTEBOOKS:
                    notebooks[f"{path.name}/{entry.name}"] = archive.read(entry, LARGEST_NOTEBOOK)
            beside, room = _common_folder(Path(), notebooks), LARGEST_FILES
            for entry in plain:
                place = Path(path.name, entry.name)
                fits = entry.size <= room and len(files) < MOST_FILES
                own = not is_notebook(place.name) and not is_edition(place.name)
                if place.parent == beside and own and fits:
                    files[place.name] = archive.read(entry, room)
                    room -= entry.size
    except ArchiveError as error:
        told = words.NOT_UNPACKED.format(name=shown(path.name), error=error)
        raise Unreadable(told) from None
    if not notebooks:
        raise Unreadable(words.EMPTY_ZIP.format(name=shown(path.name)))
    return notebooks, files


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
            raise Unreadable(words.FILE_IS_LINK.format(name=name)) from None
        raise Unreadable(words.FILE_UNREADABLE.format(name=name, error=error.strerror)) from None
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise Unreadable(words.NO_FILE.format(name=name))
        with os.fdopen(descriptor, "rb", closefd=False) as file:
            data = file.read(limit + 1)
    finally:
        os.close(descriptor)
    if len(data) > limit:
        raise Unreadable(words.TOO_LARGE.format(name=name, most=limit // 2**20))
    return data


def _files(folder: Path, names: list[str]) -> Iterator[tuple[str, bytes]]:
    """The student's own files, as many as fit; what is no plain file is left out."""
    room, count = LARGEST_FILES, 0
    for name in names:
        if is_notebook(name) or is_edition(name) or name.startswith(".") or not name.isprintable():
            continue
        try:
            data = read_file(folder / name, room)
        except Unreadable:
            continue
        room, count = room - len(data), count + 1
        yield name, data
        if count == MOST_FILES:
            return
