"""A download of submissions: a zip, or the folder that it was unpacked into."""

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from autograder.checking.progress_file import FILE as PROGRESS
from autograder.grading import CourseError
from autograder.grading.archive import (
    Archive,
    ArchiveError,
    Entry,
    Limits,
    too_large,
    why_no_name,
)
from autograder.grading.submission import LARGEST_ZIP, Unreadable, read_file
from autograder.grading.text import printable
from autograder.host.collect.systems import SYSTEMS, Upload, read_name

# Some thousands of students with some files each. Each student's files are held alone.
LIMITS = Limits(members=20_000, single=LARGEST_ZIP, total=64 * 2**30)
DEEPEST = 20

# Of what lies beside every notebook in which a check was run: nobody has to be told.
SILENT = "the progress of a notebook"


class Reader(Protocol):
    """What lists files and reads them one by one; see `Archive`."""

    entries: tuple[Entry, ...]

    def read(self, entry: Entry, limit: int) -> bytes:
        """Return the bytes of a file; raises ArchiveError."""


class Folder:
    """A folder, read as an archive is; no link is followed.

    Raises ArchiveError where it holds too much.
    """

    def __init__(self, root: Path, limits: Limits):
        self._root = root
        found = _entries(root, limits.members)
        self.entries = tuple(sorted(found, key=lambda entry: entry.name))

    def read(self, entry: Entry, limit: int) -> bytes:
        """Return the bytes of a plain file; raises ArchiveError where they are too many."""
        if entry.reason:
            raise ArchiveError(entry.reason)
        if entry.size > limit:
            raise ArchiveError(too_large(entry.size, limit))
        try:
            return read_file(self._root / entry.name, limit)
        except Unreadable as error:
            raise ArchiveError(str(error)) from None


def _entries(root: Path, most: int) -> Iterator[Entry]:
    waiting, count = [("", 0)], 0
    while waiting:
        inside, depth = waiting.pop()
        with os.scandir(root / inside) as found:
            for item in found:
                count += 1
                if count > most or depth > DEEPEST:
                    raise ArchiveError(f"it holds more than {most:,} files, or too deep ones")
                name = f"{inside}/{item.name}" if inside else item.name
                if item.is_dir(follow_symlinks=False):
                    waiting.append((name, depth + 1))
                    continue
                reason = why_no_name(name, name.split("/"))
                if item.is_symlink():
                    reason = "it is a link"
                elif not item.is_file(follow_symlinks=False):
                    reason = "it is no plain file"
                yield Entry(name, item.stat(follow_symlinks=False).st_size, reason, name)


@dataclass(frozen=True)
class Download:
    """A download, its names read as one system writes them.

    system: its name. uploads: what that system wrote. others: entries with other names.
    """

    path: Path
    reader: Reader
    system: str
    uploads: tuple[Upload, ...]
    others: tuple[Entry, ...]


def open_reader(path: Path) -> AbstractContextManager[Reader]:
    """Open a zip or a folder, to be used as a context manager; raises CourseError."""
    if not (path.is_file() or path.is_dir()):
        raise CourseError(f"{path}: there is no such file or folder")
    try:
        return nullcontext(Folder(path, LIMITS)) if path.is_dir() else Archive(path, LIMITS)
    except ArchiveError as error:
        advice = "download it again, or unpack it and name the folder"
        raise CourseError(f"{path}: {error}; {advice}") from None


def read_names(path: Path, reader: Reader, is_known: Callable[[Upload], bool]) -> Download:
    """Find out which system wrote the names of a download; raises CourseError where none did.

    It is the one that reads most names, then the one that finds most students. A student chooses
    the end of a name, which can look as if another system had written all of it.
    is_known: whether an upload finds a student.
    """
    entries = [entry for entry in reader.entries if not noise(entry.name)]
    if not entries:
        raise CourseError(f"{path}: it holds no files")
    ranked = []
    for system in SYSTEMS:
        read = [(entry, read_name(entry, system)) for entry in entries]
        uploads = tuple(upload for _, upload in read if upload)
        others = tuple(entry for entry, upload in read if not upload)
        ranked.append(((len(uploads), sum(map(is_known, uploads))), uploads, others))
    ranked.sort(key=lambda each: each[0], reverse=True)
    (first, uploads, others), (second, rivals, _), _ = ranked
    if not uploads:
        example = printable(entries[0].name)
        raise CourseError(
            f"{path}: no file is named as Canvas, Moodle or Blackboard names files, as {example}; "
            "name the download as it came, not one of its folders"
        )
    if first == second:
        raise CourseError(
            f"{path}: its names fit {uploads[0].system} and {rivals[0].system}; "
            "put these files into submitted/STUDENT/ASSIGNMENT/ by hand"
        )
    return Download(path, reader, uploads[0].system, uploads, others)


def noise(name: str) -> str:
    """Why a file is nothing that a student made, "" where it may be."""
    parts = name.split("/")
    if parts[-1] == PROGRESS:
        return SILENT
    if "__MACOSX" in parts or parts[-1] == ".DS_Store" or parts[-1].startswith("._"):
        return "macOS put it there"
    if ".ipynb_checkpoints" in parts:
        return "a backup of Jupyter's"
    if any(part.startswith(".") for part in parts):
        return "hidden"
    return ""
