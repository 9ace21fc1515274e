"""Processes that record results, made to be killed.

They are forked from a server whose imports are done: a start takes a moment, not seconds. A module
of its own, since they import it.
"""

import contextlib
import json
import os
import shutil
import signal
from collections.abc import Iterator
from multiprocessing.connection import Connection
from pathlib import Path

from dummy_course import NAME
from nbconvert.writers import FilesWriter
from sqlalchemy.orm import Session

from autograder.grading.exam import Exam
from autograder.grading.outcome import Graded
from autograder.grading.recorder import Recorder
from autograder.host import examine
from autograder.host.course_folder import CourseFolder


def is_done(recorder: Recorder, graded: Graded) -> bool:
    """Whether this very result has been recorded."""
    return recorder.done(graded.student, json.loads(graded.verdicts)["digest"]) is not None


@contextlib.contextmanager
def recording(course: CourseFolder, exam: Exam) -> Iterator[Recorder]:
    """What records, after cleaning up as each run does."""
    with (
        course.gradebook() as gradebook,
        Recorder(gradebook, course.autograded, exam, jailed=True) as recorder,
    ):
        recorder.clean()
        yield recorder


def record(root: Path, exam: Exam, results: list[Graded], said: Connection | None = None) -> None:
    """Record the results that are not done, as a run does.

    said: gets how many these are, and a word after each.
    """
    with recording(CourseFolder(root), exam) as recorder:
        due = [graded for graded in results if not is_done(recorder, graded)]
        if said:
            said.send(len(due))
        for graded in due:
            recorder.record(graded)
            if said:
                said.send("recorded")


def record_and_end_at(root: Path, exam: Exam, graded: Graded, step: str, after: bool) -> None:
    """Record a result, and be killed at the first call of a step, or right after it."""
    with recording(CourseFolder(root), exam) as recorder:
        _end_at({"rmtree": shutil, "commit": Session}.get(step, Path), step, after)
        recorder.record(graded)


def autograde_and_end_at(root: Path, student: str, step: str) -> None:
    """Let nbgrader grade a submission whose folder is there, and be killed between two steps."""
    course = CourseFolder(root)
    if step == "rows, emptying the folder":
        _end_at(examine, "_empty", after=False)
    elif step == "verdicts, notebook":
        _end_at(FilesWriter, "_write_items", after=True)
    course.autograde(NAME, student)


def _end_at(owner, step: str, after: bool) -> None:
    real = getattr(owner, step)

    def last(*arguments, **named):
        if after:
            real(*arguments, **named)
        os.kill(os.getpid(), signal.SIGKILL)

    setattr(owner, step, last)
