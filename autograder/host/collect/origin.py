"""Where each submission came from: what a download called its student, kept to hand work back.

It lies beside the folders of the students, of whom nobody writes there, and holds only what the
system itself wrote in front of the student's own file names.
"""

import json
import os
from collections.abc import Iterable
from dataclasses import asdict, astuple, dataclass
from pathlib import Path

from autograder.grading import CourseError
from autograder.grading.submission import Unreadable, read_file
from autograder.host.collect.systems import Upload

# Of some 100,000 students.
LARGEST = 16 * 2**20


@dataclass(frozen=True)
class Origin:
    """What a system calls a student: its own name, name and number of the student or participant.

    attachment: of Canvas, the number of the file that was handed in last.
    """

    system: str
    name: str
    number: str
    attachment: str = ""


def origin(uploads: Iterable[Upload]) -> Origin:
    """Return where the submission of one student came from."""
    last = max((each for each in uploads if not each.reason), key=lambda each: each.attempt)
    if last.system == "Moodle":
        return Origin("Moodle", last.name, last.owner.rpartition("_")[2])
    attachment = str(last.attempt[0]) if last.system == "Canvas" else ""
    return Origin(last.system, last.name or last.login, last.number, attachment)


def read_origins(submitted: Path, assignment: str) -> dict[str, Origin]:
    """Return what is known, by student; raises CourseError where the file was damaged."""
    path = _path(submitted, assignment)
    if not os.path.lexists(path):
        return {}
    try:
        found = json.loads(read_file(path, LARGEST))
        origins = {student: Origin(**fields) for student, fields in found.items()}
        texts = [text for student, each in origins.items() for text in (student, *astuple(each))]
        "".join(texts).encode()  # no numbers, and no halves of characters
    except (Unreadable, ValueError, TypeError, AttributeError, RecursionError):
        raise CourseError(f"{path} is damaged: delete it, and run collect again") from None
    return origins


def keep_origins(submitted: Path, assignment: str, found: dict[str, Origin]) -> None:
    """Add to what is known, or take the place of it."""
    path = _path(submitted, assignment)
    known = read_origins(submitted, assignment) | found
    new = path.with_name(f"{path.name}+new")
    fields = {student: asdict(known[student]) for student in sorted(known)}
    new.write_text(json.dumps(fields, ensure_ascii=False, indent=1), encoding="utf-8")
    os.replace(new, path)


def _path(submitted: Path, assignment: str) -> Path:
    return submitted / f".{assignment}.collected.json"
