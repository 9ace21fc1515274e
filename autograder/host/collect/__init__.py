"""Collect what students handed in to Canvas, Moodle or Blackboard.

Downloads are opened (`download`), their names read as each system writes them (`systems`) and
looked up in the class list (`matching`). Of each student the last attempt is read (`handed_in`)
and put into submitted/ (`folders`).
"""

import contextlib
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

from autograder.grading import CourseError
from autograder.grading.exam import Exam
from autograder.grading.notebook import read_notebook
from autograder.grading.recognition import other_assignment
from autograder.grading.recorder import why_not_recorded
from autograder.grading.source import Sources, notebooks, read_exam
from autograder.grading.submission import Unreadable, is_notebook
from autograder.grading.text import printable
from autograder.host.batch import open_gradebook
from autograder.host.class_list import read_class_list
from autograder.host.collect import folders
from autograder.host.collect.download import (
    Download,
    noise,
    open_reader,
    read_names,
)
from autograder.host.collect.handed_in import read_handed_in
from autograder.host.collect.matching import (
    Matcher,
    NotMatched,
    read_matcher,
)
from autograder.host.collect.origin import keep_origins, origin
from autograder.host.collect.outcome import Collected, sum_up
from autograder.host.collect.systems import Upload
from autograder.host.course_folder import CourseFolder
from autograder.host.exports import Student, shown
from autograder.host.lock import alone

NO_CLASS_LIST = (
    "there is no class list, by which submissions find their student: import one with "
    "nbgrader db student import class.csv (the book, Import a class list)"
)


def collect(
    course: CourseFolder,
    downloads: list[Path],
    assignment: str,
    *,
    update: bool = False,
    say: Callable[[str], None] = print,
) -> Collected:
    """Put the submissions of some downloads into submitted/STUDENT/ASSIGNMENT/.

    downloads: zips, or folders that such were unpacked into; of a student in several, the last one
    counts. update: replace a folder that differs. Raises CourseError where a download can't be
    read, the assignment is unknown or can't be read, or there is no class list.
    """
    course.require_source(assignment)
    names = notebooks(course.source(assignment))
    if len(names) > 1:
        raise CourseError(
            f"{assignment} has {len(names)} notebooks, and collect takes assignments of one: put "
            f"what students handed in into submitted/STUDENT/{assignment}/ by hand"
        )
    exam = read_exam(course.source(assignment), Sources(course.config), names[0])
    with open_gradebook(course) as gradebook:
        known = read_matcher(gradebook)
        listed = read_class_list(gradebook).listed
    if not known.students:
        raise CourseError(NO_CLASS_LIST)
    collected = Collected()
    with contextlib.ExitStack() as stack:
        course.submitted.mkdir(parents=True, exist_ok=True)
        busy = f"another process collects into {course.submitted}: try again later"
        stack.enter_context(alone(course.submitted, busy))
        folders.recover(course.submitted, assignment)
        handed_in = {}
        for path in downloads:
            reader = stack.enter_context(open_reader(path))
            download = read_names(path, reader, lambda upload: _is_known(known, upload))
            matched = _match(download, known, collected)
            say(f"{path}: named by {download.system}, students found: {len(matched)}")
            for student, uploads in matched:
                if student.id in handed_in:
                    say(f"{shown(student)}: in several downloads, taken from {path}")
                handed_in[student.id] = (student, download, uploads)
        origins = {
            student.id: origin(uploads)
            for student, _, uploads in handed_in.values()
            if not all(upload.reason for upload in uploads)
        }
        keep_origins(course.submitted, assignment, origins)
        for student, download, uploads in handed_in.values():
            place = course.submitted / student.id / assignment
            _take(student, download, uploads, exam, place, update, collected, say)
    missing = [
        shown(student)
        for student in known.students
        if student.id in listed
        and (
            _why_no_folder(student.id) or not (course.submitted / student.id / assignment).exists()
        )
    ]
    sum_up(collected, assignment, missing, course.command("grade", assignment), say)
    return collected


def _is_known(known: Matcher, upload: Upload) -> bool:
    try:
        known.find(upload)
    except NotMatched:
        return False
    return True


def _match(
    download: Download, known: Matcher, collected: Collected
) -> list[tuple[Student, list[Upload]]]:
    """The uploads of each student; what is nobody's is noted."""
    for entry in download.reader.entries:
        if noise(entry.name):
            reason = entry.reason or noise(entry.name)
            collected.left_out[reason].append(entry.name)
    for entry in download.others:
        reason = entry.reason or f"not named as {download.system} names files"
        collected.left_out[reason].append(entry.name)
    owners = defaultdict(list)
    for upload in download.uploads:
        owners[upload.owner].append(upload)
    matched = defaultdict(list)
    for uploads in owners.values():
        try:
            student = known.find(uploads[0])
            if reason := _why_no_folder(student.id):
                raise NotMatched(reason)
        except NotMatched as error:
            for upload in uploads:
                reason = upload.reason or upload.entry.reason or str(error)
                collected.left_out[reason].append(upload.entry.name)
        else:
            matched[student.id].append((student, uploads))
    unique = []
    for same in matched.values():
        if len(same) == 1:
            unique += same
            continue
        reason = f"ambiguous, {len(same)} submissions fit {shown(same[0][0])}"
        for _, uploads in same:
            collected.left_out[reason] += [upload.entry.name for upload in uploads]
    return unique


def _why_no_folder(student: str) -> str:
    """Why an id can't be the name of a folder in submitted/, "" where it can."""
    if student.startswith(".") or "/" in student or not student.isprintable():
        return f"{printable(student)} is an id that can't be the name of a folder"
    return why_not_recorded(student)


def _take(
    student: Student,
    download: Download,
    uploads: list[Upload],
    exam: Exam,
    place: Path,
    update: bool,
    collected: Collected,
    say: Callable[[str], None],
) -> None:
    """Read what one student handed in, and write it where it is new."""
    handed_in = read_handed_in(download.reader, uploads, exam.assignment)
    for name, reason in handed_in.left_out:
        collected.left_out[reason].append(name)
    for line in (*handed_in.told, *_of_other_assignments(exam, handed_in.files)):
        say(f"{shown(student)}: {printable(line)}")
    if not handed_in.files:
        say(f"{shown(student)}: nothing to take")
        return
    if reason := folders.why_not_written(place):
        say(f"{shown(student)}: not written: {reason}")
        return
    if not place.exists():
        became = collected.written
    elif folders.holds(place, handed_in.files):
        became = collected.unchanged
    else:
        became = collected.replaced if update else collected.kept
    if became is collected.written or became is collected.replaced:
        folders.write(place, handed_in.files)
    became.append(student.id)
    if not any(map(is_notebook, handed_in.files)):
        collected.bare.append(student.id)
    if any(upload.late for upload in uploads):
        collected.late.append(student.id)


def _of_other_assignments(exam: Exam, files: dict[str, bytes]) -> Iterator[str]:
    for name in filter(is_notebook, files):
        # What can't be read is refused when it is graded, with its reason.
        with contextlib.suppress(Unreadable):
            if other := other_assignment(exam, read_notebook(files[name])):
                yield f"{name} is a notebook of {other}: ask for the one of {exam.assignment}"
