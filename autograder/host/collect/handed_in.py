"""What one student handed in: the last attempt, under the names that the student gave."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from autograder.grading.archive import LONGEST_PART, Archive, ArchiveError, Entry, Limits
from autograder.grading.submission import (
    LARGEST_FILES,
    LARGEST_NOTEBOOK,
    LARGEST_ZIP,
    MOST_FILES,
    is_notebook,
)
from autograder.host.collect.download import Reader, noise
from autograder.host.collect.systems import Upload

MOST_NOTEBOOKS = 5
# Of a zip that a student handed in; someone's whole environment may lie in it beside the notebook.
ZIP = Limits(
    members=20_000, single=LARGEST_NOTEBOOK, total=MOST_NOTEBOOKS * LARGEST_NOTEBOOK + LARGEST_FILES
)

# Which is not the student's to write.
TIMESTAMP, NO_TIMESTAMP = "timestamp.txt", "nbgrader would take it for its own"

# What Canvas appends to a name that the student has used before, and browsers to a download.
RESUBMITTED = re.compile(r"-[1-9]\d?$")
DOWNLOADED = re.compile(r" ?\([1-9]\d?\)$")


@dataclass
class HandedIn:
    """The files of one student by name, what is to be told of them, and what was left out.

    left_out: pairs of a name in the download and the reason.
    """

    files: dict[str, bytes] = field(default_factory=dict)
    told: list[str] = field(default_factory=list)
    left_out: list[tuple[str, str]] = field(default_factory=list)


def read_handed_in(reader: Reader, uploads: Iterable[Upload], assignment: str) -> HandedIn:
    """Read the last attempt of one student from a download."""
    handed_in = HandedIn()
    made = []
    for upload in uploads:
        if reason := upload.reason or noise(upload.file):
            handed_in.left_out.append((upload.entry.name, reason))
        else:
            made.append(upload)
    last = _last(made, assignment)
    kept = {id(upload) for upload in last}
    listing = []
    for upload in made:
        reason = upload.entry.reason if id(upload) in kept else "of an earlier attempt"
        if reason:
            handed_in.left_out.append((upload.entry.name, reason))
        else:
            listing.append((upload.file, upload.entry))
    files = _Files(handed_in.left_out)
    for path, entry in _without_common_folder(listing):
        if path.lower().endswith(".zip"):
            _unpack(reader, entry, files)
        else:
            files.add(path, entry, reader, entry.name)
    resubmitted = bool(last) and last[0].system == "Canvas"
    _name(handed_in, files, assignment, resubmitted)
    earlier = [upload.file for upload in made if id(upload) not in kept]
    if not files.notebooks and (found := [name for name in earlier if _may_hold_notebook(name)]):
        handed_in.told.append(
            f"no notebook in the last attempt, but in an earlier one: {', '.join(found)}; if that "
            "counts, put it into submitted/ by hand"
        )
    for name in list(handed_in.files):
        if reason := _why_not_written(name):
            handed_in.left_out.append((name, reason))
            del handed_in.files[name]
    return handed_in


def _may_hold_notebook(name: str) -> bool:
    return is_notebook(name) or name.lower().endswith(".zip")


def _why_not_written(name: str) -> str:
    """Why no file gets this name, without the marks of the system; "" where one may."""
    if name.casefold() == TIMESTAMP:
        return NO_TIMESTAMP
    return "its name is too long" if len(name.encode()) > LONGEST_PART else ""


def _last(uploads: list[Upload], assignment: str) -> list[Upload]:
    """The files of the last attempt.

    Blackboard names the time of the attempt. Canvas gives the last attempt alone, but an older
    download may have been unpacked into the same folder: there it is the same file, resubmitted,
    whose attachment has the larger number. Moodle gives the last attempt alone.
    """
    if not uploads or uploads[0].system == "Moodle":
        return uploads
    if uploads[0].system == "Blackboard":
        latest = max(upload.attempt for upload in uploads)
        return [upload for upload in uploads if upload.attempt == latest]
    versions = defaultdict(list)
    for upload in uploads:
        versions[_unmarked(upload.file, RESUBMITTED).casefold()].append(upload)
    last: list[Upload] = []
    for name, same in versions.items():
        # Without a first one, part-1 and part-2 are names that a student gave.
        is_first = name == f"{assignment}.ipynb".casefold() or any(
            upload.file.casefold() == name for upload in same
        )
        last += [max(same, key=lambda upload: upload.attempt)] if is_first else same
    return last


class _Files:
    """Notebooks and other files of one student, as many as fit.

    left_out: takes the names of those that don't, with the reason.
    """

    def __init__(self, left_out: list[tuple[str, str]]):
        self._left_out, self._room = left_out, LARGEST_FILES
        self.notebooks: dict[str, bytes] = {}
        self.others: dict[str, bytes] = {}

    def add(self, path: str, entry: Entry, reader: Reader, shown: str) -> None:
        """Read a file. path: of the file, as the student named it. shown: its name for a person."""
        path = unicodedata.normalize("NFC", path)
        name = PurePosixPath(path).name
        try:
            if reason := self._why_not(path, name):
                raise ArchiveError(reason)
            data = reader.read(entry, LARGEST_NOTEBOOK if is_notebook(name) else self._room)
        except ArchiveError as error:
            self.leave_out(shown, str(error))
            return
        if is_notebook(name):
            self.notebooks[path] = data
        else:
            self.others[name] = data
            self._room -= len(data)

    def leave_out(self, shown: str, reason: str) -> None:
        self._left_out.append((shown, reason))

    def _why_not(self, path: str, name: str) -> str:
        if is_notebook(name):
            if path in self.notebooks:
                return "there is another one of this name"
            full = len(self.notebooks) == MOST_NOTEBOOKS
            return f"more than {MOST_NOTEBOOKS} notebooks of one student" if full else ""
        if path != name:
            return "it lies in a folder, and grading reads only notebooks there"
        if name in self.others:
            return "there is another one of this name"
        if name == TIMESTAMP:
            return NO_TIMESTAMP
        full = len(self.others) == MOST_FILES
        return f"more than {MOST_FILES} files of one student" if full else ""


def _unpack(reader: Reader, entry: Entry, files: _Files) -> None:
    """Add what a zip of the student's holds."""
    try:
        with Archive(reader.read(entry, LARGEST_ZIP), ZIP) as archive:
            listing = []
            for member in archive.entries:
                if reason := member.reason or noise(member.name):
                    files.leave_out(f"{entry.name}: {member.name}", reason)
                else:
                    listing.append((member.name, member))
            for path, member in _without_common_folder(listing):
                files.add(path, member, archive, f"{entry.name}: {member.name}")
    except ArchiveError as error:
        files.leave_out(entry.name, str(error))


def _without_common_folder(listing: list[tuple[str, Entry]]) -> list[tuple[str, Entry]]:
    """Take off the folders in which everything lies."""
    while listing:
        heads = {path.partition("/")[0] if "/" in path else "" for path, _ in listing}
        if len(heads) > 1 or "" in heads:
            break
        listing = [(path.partition("/")[2], entry) for path, entry in listing]
    return listing


def _name(handed_in: HandedIn, files: _Files, assignment: str, resubmitted: bool) -> None:
    """Give the files the names that grading looks for, without the marks of the system."""
    name = f"{assignment}.ipynb"
    marks = (RESUBMITTED, DOWNLOADED) if resubmitted else (DOWNLOADED,)
    notebooks = dict(files.notebooks)
    for path, data in files.notebooks.items():
        if any(data == notebooks[other] for other in notebooks if other != path):
            del notebooks[path]
            handed_in.told.append(f"two notebooks with the same content, left out {path}")
    if len(notebooks) == 1:
        ((path, data),) = notebooks.items()
        handed_in.files[name] = data
        if not _is(path, assignment):
            handed_in.told.append(f"{path} is written as {name}")
    elif notebooks:
        named = _clean(notebooks, marks)
        handed_in.files |= named
        listed = ", ".join(
            path if path == written else f"{path} as {written}"
            for path, written in sorted(zip(notebooks, named, strict=True))
        )
        handed_in.told.append(f"{len(named)} notebooks, grading decides which one counts: {listed}")
    elif files.others:
        handed_in.told.append(f"no notebook among {', '.join(sorted(files.others))}")
    # A file that was there before got its mark together with the notebook.
    if not any(_stem(path) != _unmarked(_stem(path), RESUBMITTED) for path in notebooks):
        marks = (DOWNLOADED,)
    others = _clean(files.others, marks)
    for before, after in zip(files.others, others, strict=True):
        if before != after:
            handed_in.told.append(f"{before} is written as {after}")
    handed_in.files |= others


def _clean(files: dict[str, bytes], marks: tuple[re.Pattern, ...]) -> dict[str, bytes]:
    """Name files without marks; where two agree, with their marks, their folders, or a number."""
    for name in (
        lambda path: _unmarked(PurePosixPath(path).name, *marks),
        lambda path: PurePosixPath(path).name,
        lambda path: path.replace("/", "_"),
    ):
        named = {name(path): data for path, data in files.items()}
        if len(named) == len(files):
            return named
    paths = enumerate(files.items(), 1)
    return {f"{number}_{PurePosixPath(path).name}": data for number, (path, data) in paths}


def _is(path: str, assignment: str) -> bool:
    """Whether a notebook has the name of the assignment, or got marks in addition."""
    stem, before = _stem(path), None
    while stem != before:
        if stem.casefold() == assignment.casefold():
            return True
        before, stem = stem, DOWNLOADED.sub("", RESUBMITTED.sub("", stem))
    return False


def _stem(path: str) -> str:
    return PurePosixPath(path).stem


def _unmarked(path: str, *marks: re.Pattern) -> str:
    """A path whose last part has lost its marks."""
    whole = PurePosixPath(path)
    stem = whole.stem
    for mark in marks:
        stem = mark.sub("", stem)
    return str(whole.with_name(f"{stem}{whole.suffix}")) if stem else path
