"""nbgrader's local exchange, where what comes in belongs to students until it is collected.

`nbgrader_config.py` names the two classes here. A student owns the folder that they submit, may put
a link there to a file of the instructor's, and gives it a name that says whose it is and when.
"""

import os
import pwd
import re
import secrets
import stat
from datetime import datetime
from fnmatch import fnmatch
from pathlib import Path

from nbformat import NotebookNode
from nbgrader.coursedir import CourseDirectory
from nbgrader.exchange import ExchangeError
from nbgrader.exchange.default import Exchange, ExchangeCollect

from autograder.grading.submission import (
    LARGEST_NOTEBOOK,
    MOST_FILES,
    Unreadable,
    is_edition,
    read_file,
)
from autograder.host.autograde import TIMESTAMP
from autograder.host.pages import PageStep

SECRET = "submission_secret.txt"

# As nbgrader makes it; a page of feedback is found by it.
MADE_BY_NBGRADER = re.compile(rb"[0-9a-f]{128}")


class Collect(ExchangeCollect):
    """`nbgrader collect`, of each student what is theirs, and only plain files.

    A folder that belongs to another than its name says, and one whose name has no date, is left
    where it is, with a warning. Folders are left out too, and the student edition: of this one, and
    of folders that programs make, nothing is said.
    """

    src_records: list[dict]

    def init_src(self) -> None:
        super().init_src()
        self.src_records = [record for record in self.src_records if record["username"]]

    def _path_to_record(self, path: str) -> dict:
        try:
            record, status = super()._path_to_record(path), os.lstat(path)
            if record["username"] in (os.curdir, os.pardir):
                raise ValueError(record["username"])
            if not stat.S_ISDIR(status.st_mode):
                raise NotADirectoryError(path)
            owner = pwd.getpwuid(status.st_uid).pw_name
        # A name without a date or of no student, no folder or a lost one, an owner without a name.
        except (ExchangeError, ValueError, OverflowError, OSError, KeyError):
            self.log.warning("Not collected, no submission: %r", path)
        else:
            if owner == record["username"] or not self.check_owner:
                return record
            self.log.warning("Not collected, it belongs to %s: %r", owner, path)
        return {"username": "", "filename": "", "timestamp": datetime.min}

    def do_copy(self, src: str, dest: str, log: object = None) -> None:
        """Copy plain files without following a link, even one that is put there meanwhile."""
        os.makedirs(dest)
        try:
            folder = os.open(src, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
        except OSError as error:
            self.log.warning("Not collected, %s: %r", error.strerror, src)
            return
        try:
            # What is looked at first: the notebook, then what nbgrader put beside it.
            first = (".ipynb", SECRET, TIMESTAMP)
            names = sorted(os.listdir(folder), key=lambda name: (not name.endswith(first), name))
            if len(names) > MOST_FILES:
                self.log.warning("Left out of what %r holds: all after %d names", src, MOST_FILES)
            for name in names[:MOST_FILES]:
                status = os.stat(name, dir_fd=folder, follow_symlinks=False)
                ignored = any(fnmatch(name, pattern) for pattern in self.coursedir.ignore)
                if is_edition(name) or (ignored and stat.S_ISDIR(status.st_mode)):
                    continue
                try:
                    data = read_file(Path(name), LARGEST_NOTEBOOK, folder)
                except Unreadable as error:
                    self.log.warning("Left out of what %r holds: %s", src, error)
                    continue
                Path(dest, name).write_bytes(data)
        finally:
            os.close(folder)


class Address(PageStep):
    """Put beside a feedback page what `nbgrader release_feedback` finds its reader by.

    That is the secret that came with the submission; where it is none as nbgrader makes them, one
    that nobody knows, so that the pages of the others can be released.
    """

    def preprocess(self, nb: NotebookNode, resources: dict) -> tuple[NotebookNode, dict]:
        course, names = CourseDirectory(parent=self), resources["nbgrader"]
        exchange = Exchange(coursedir=course, authenticator=None, parent=self)
        if Path(exchange.root, course.course_id).is_dir():
            student, assignment = names["student"], names["assignment"]
            folder = course.format_path(course.submitted_directory, student, assignment)
            files = resources.setdefault("outputs", {})
            files[SECRET] = _secret(Path(folder))
            files[TIMESTAMP] = b""  # release_feedback opens it, and shows it in its log
        return nb, resources


def _secret(folder: Path) -> bytes:
    try:
        secret = read_file(folder / SECRET, 1024)
    except Unreadable:
        secret = b""
    return secret if MADE_BY_NBGRADER.fullmatch(secret) else secrets.token_hex(64).encode()
