"""Feedback pages in a zip that Moodle or Canvas takes back, under the names that it knows.

Both know a student by numbers that only their own download tells; `collect` keeps them. Moodle:
`mod/assign/feedback/file/importziplib.php` of moodle/moodle, which reads the folders of a download.
Canvas: `infer_comment_context_from_filename` in `app/models/assignment.rb` of
instructure/canvas-lms, which reads the first two numbers of a name, of user and attachment.
"""

import os
import re
from collections.abc import Callable
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from autograder.grading import CourseError
from autograder.host.batch import names_of
from autograder.host.class_feedback import Page
from autograder.host.collect.origin import Origin, read_origins
from autograder.host.course_folder import CourseFolder

UPLOAD = {
    "moodle": "in Moodle: the assignment, Submissions, Upload multiple feedback files in a zip",
    "canvas": "in Canvas: the assignment, Upload Submissions",
}
NOT_COLLECTED = (
    "no zip of {assignment}: {system} takes pages back under numbers that only its download holds; "
    "run python -m autograder collect DOWNLOAD {assignment} with a download of {system} first"
)
# The oldest that a zip can hold; the same pages make the same zip.
DATE = (1980, 1, 1, 0, 0, 0)
UNSAFE = re.compile(r"[^\w ,'’-]")


def hand_back(
    course: CourseFolder, pages: list[Page], system: str, say: Callable[[str], None]
) -> None:
    """Write a zip of the pages of each assignment, for "moodle" or "canvas".

    Raises CourseError where nobody's submission came from that system.
    """
    for assignment in dict.fromkeys(page.assignment for page in pages):
        students = [
            page.student for page in pages if page.assignment == assignment and not page.reason
        ]
        origins = read_origins(course.submitted, assignment)
        known = {
            student: origins[student]
            for student in students
            if student in origins and origins[student].system.lower() == system
        }
        if not known:
            told = NOT_COLLECTED.format(assignment=assignment, system=system.capitalize())
            raise CourseError(told)
        entries = {
            _name(origin, page.name): page
            for student, origin in known.items()
            for page in course.pages(assignment, student)
        }
        path = course.root / f"{assignment}-{system}.zip"
        _write(path, entries)
        if left := [student for student in students if student not in known]:
            names = names_of(left)
            say(f"{assignment}: not in the zip, not collected from {system.capitalize()}: {names}")
        say(f"{assignment}: {len(entries)} pages in {path}; upload it {UPLOAD[system]}")


def _name(origin: Origin, page: str) -> str:
    name = UNSAFE.sub("-", origin.name)
    if origin.system == "Moodle":
        return f"{name}_{origin.number}_assignsubmission_file_/{page}"
    # Digits alone would be taken for the number of a user.
    letters = "".join(filter(str.isalpha, name))
    return "_".join(filter(None, (letters, origin.number, origin.attachment, page)))


def _write(path: Path, entries: dict[str, Path]) -> None:
    new = path.with_name(f".{path.name}+new")
    try:
        with ZipFile(new, "w", ZIP_DEFLATED) as archive:
            for name in sorted(entries):
                entry = ZipInfo(name, DATE)
                entry.compress_type = ZIP_DEFLATED
                entry.external_attr = 0o644 << 16
                archive.writestr(entry, entries[name].read_bytes())
        os.replace(new, path)
    finally:
        new.unlink(missing_ok=True)
