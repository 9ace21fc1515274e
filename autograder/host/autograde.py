"""`nbgrader autograde`, and formgrader's button for it, without the copies that nbgrader makes.

nbgrader copies all that lies in `submitted/` before its first step runs: through a link, from a
pipe that nobody writes to, without a bound. The examiner reads a submission by rules of its own
(`submission`) and needs no copy.
"""

import os
from datetime import datetime
from pathlib import Path

from nbgrader.converters import Autograde
from nbgrader.converters.base import BaseConverter, NbGraderException
from nbgrader.coursedir import CourseDirectory
from nbgrader.utils import parse_utc

from autograder.grading.recorder import why_not_recorded
from autograder.grading.source import notebooks
from autograder.grading.submission import Unreadable, read_file
from autograder.grading.text import shown
from autograder.host.class_list import composed

TIMESTAMP = "timestamp.txt"

_init_assignment = BaseConverter.init_assignment
_convert_notebooks = BaseConverter.convert_notebooks


def copy_nothing() -> None:
    """Let nbgrader read nothing of a submission but its names and time, in this process."""
    BaseConverter.init_assignment = _init_without_copies
    Autograde.convert_notebooks = _convert_those_that_it_can
    CourseDirectory.get_existing_timestamp = lambda _, folder: time_stamp(Path(folder))


def time_stamp(folder: Path) -> datetime | None:
    """Return when a submission was made, as a file in its folder says; None where it says none.

    The file may be the student's own: no link is followed, and nothing waited for.
    """
    try:
        return parse_utc(read_file(folder / TIMESTAMP, 1024).decode().strip())
    except (Unreadable, ValueError, OverflowError):  # which is no text, no date, none of this era
        return None


def _init_without_copies(converter: BaseConverter, assignment: str, student: str) -> None:
    if not isinstance(converter, Autograde):
        _init_assignment(converter, assignment, student)


def _convert_those_that_it_can(converter: Autograde) -> None:
    """Refuse what nbgrader's way can't grade before the gradebook hears of it."""
    refused = False
    for folder, found in list(converter.assignments.items()):
        student, assignment = Path(folder).parts[-2:]
        usual = [
            os.path.join(folder, f"{name}.ipynb") for name in _notebooks(converter, assignment)
        ]
        if reason := _why_not(student, assignment, usual, found):
            converter.log.error("%s/%s is not graded: %s", shown(student), assignment, reason)
            del converter.assignments[folder]
            refused = True
        else:
            # One that is missing is graded too, as such.
            converter.assignments[folder] = usual
    _convert_notebooks(converter)
    if refused:
        raise NbGraderException("some submissions are not graded")


def _notebooks(converter: Autograde, assignment: str) -> list[str]:
    course = converter.coursedir
    return notebooks(Path(course.format_path(course.source_directory, ".", assignment)))


def _why_not(student: str, assignment: str, usual: list[str], found: list[str]) -> str:
    command = f"python -m autograder grade {assignment}"
    if student != composed(student):
        return (
            "the name of its student is in decomposed Unicode: rename the folder, or run "
            f"{command}, which finds the student"
        )
    if set(usual).isdisjoint(found):
        names = ", ".join(map(os.path.basename, usual))
        return f"there is no {names}: run {command}, which knows a notebook by its cells"
    return why_not_recorded(student)
