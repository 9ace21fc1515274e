"""The gradebook on PostgreSQL: a server of the tests' own, and two graders at once."""

import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from dummy_class import CLASS, copy_of, everything, hand_in, quiet, rows
from dummy_course import NAME, exam_of, make_course
from installs import need, need_linux
from patience import PATIENCE, until

from autograder.__main__ import main
from autograder.grading import outcome
from autograder.grading.recorder import LONGEST_NAME, Recorder
from autograder.grading.session import Bounds
from autograder.grading.submission import Submission
from autograder.grading.terms import Terms
from autograder.host.batch import grade_class
from autograder.host.course_folder import CONFIG, CourseFolder

need_linux()

pytestmark = pytest.mark.usefixtures("one_warm_parent")

OTHER = "00-tripling"
# Told every few seconds, which is as long as grading takes or not.
RATE = re.compile(r"^\d+ of \d+, .* s left\n", re.MULTILINE)


# ---- the server ----


def program(name: str) -> str | None:
    """A program of PostgreSQL's, where Debian puts it or on PATH."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    return str(found[-1]) if found else shutil.which(name)


MISSING = [name for name in ("initdb", "pg_ctl") if program(name) is None]
need(f"there is no {MISSING[0]}" if MISSING else "", "apt-get install postgresql")


@dataclass(frozen=True)
class Server:
    """A running server on loopback, whom everybody there may ask."""

    port: int
    user: str

    def url(self, database: str) -> str:
        return f"postgresql+psycopg://{self.user}@127.0.0.1:{self.port}/{database}"

    def create(self, database: str) -> str:
        """Make an empty database, and return its address."""
        where = f"host=127.0.0.1 port={self.port} user={self.user} dbname=postgres"
        with psycopg.connect(where, autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{database}"')
        return self.url(database)


@pytest.fixture(scope="module")
def server():
    # The server refuses to run as root.
    as_user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    with tempfile.TemporaryDirectory() as folder:
        if as_user:
            shutil.chown(folder, "postgres")

        def run(name: str, *arguments: str):
            command = [*as_user, program(name), "-D", f"{folder}/data", *arguments]
            subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)

        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        settings = f"-c listen_addresses=127.0.0.1 -p {port} -c unix_socket_directories= -F"
        run("initdb", "--username=grader", "--auth=trust", "--no-sync")
        run("pg_ctl", "start", "--wait", f"--log={folder}/log", f"--options={settings}")
        try:
            yield Server(port, "grader")
        finally:
            run("pg_ctl", "stop", "--wait", "--mode=immediate")


# ---- courses ----


@pytest.fixture(scope="module")
def handed_in(tmp_path_factory):
    """Two assignments that differ in their names, and nothing released yet."""
    course = CourseFolder(make_course(tmp_path_factory.mktemp("handed-in")))
    again(course.root / "source" / NAME)
    shutil.copytree(course.root / "source", course.root / "release")
    hand_in(course)
    for folder in course.submitted.glob(f"*/{NAME}"):
        again(folder)
    shutil.rmtree(course.root / "release")
    return course


def again(folder: Path) -> None:
    """The same folder once more, of the other assignment."""
    other = shutil.copytree(folder, folder.with_name(OTHER))
    (other / f"{NAME}.ipynb").rename(other / f"{OTHER}.ipynb")


@pytest.fixture(scope="module")
def on_sqlite(handed_in, tmp_path_factory):
    """What there is after grading with the gradebook that is used by default."""
    course = copy_of(handed_in, tmp_path_factory.mktemp("on-sqlite") / "course")
    grade_class(course, [NAME, OTHER], say=quiet)
    assert len(rows(course)["submissions"]) == 2 * len(CLASS)
    return everything(course)


def moved_to(url: str, course: CourseFolder, root: Path) -> CourseFolder:
    """The same course in another folder, with its gradebook at this address."""
    copy = copy_of(course, root)
    with open(copy.root / CONFIG, "a") as config:
        config.write(f"\nc.CourseDirectory.db_url = {url!r}\n")
    return CourseFolder(copy.root)


@pytest.fixture
def course(server, handed_in, tmp_path):
    """The course with a new gradebook on the server, in which nothing is laid out yet."""
    return moved_to(server.create(tmp_path.name), handed_in, tmp_path / "course")


# ---- grading ----


def start(course: CourseFolder, assignment: str) -> subprocess.Popen:
    command = [sys.executable, "-m", "autograder", "grade", assignment, "--workers", "1"]
    return subprocess.Popen(
        [*command, "--root", str(course.root)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def test_two_assignments_graded_at_once_are_what_they_are_on_sqlite(course, on_sqlite):
    """Both processes lay out the same new gradebook, and both add the same students."""
    runs = [start(course, assignment) for assignment in (NAME, OTHER)]
    said = [RATE.sub("", run.communicate(timeout=PATIENCE)[0]) for run in runs]
    assert [run.returncode for run in runs] == [0, 0], said
    assert [len(text.splitlines()) for text in said] == [1, 1], said
    assert everything(course) == on_sqlite


def test_what_was_graded_is_skipped_and_what_a_person_gave_survives(course):
    assert len(grade_class(course, [NAME], say=quiet)) == len(CLASS)
    with course.gradebook() as gradebook:
        gradebook.find_grade("written", NAME, NAME, "gus").manual_score = 4.5
        gradebook.db.commit()
    assert grade_class(course, [NAME], say=quiet) == []
    assert len(grade_class(course, [NAME], force=True, say=quiet)) == len(CLASS)
    with course.gradebook() as gradebook:
        assert gradebook.find_submission(NAME, "gus").score == 5 + 4.5


def commit_when_someone_waits(connection: psycopg.Connection) -> None:
    waiting = "SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
    try:
        until(lambda: connection.execute(waiting).rowcount)
    finally:
        connection.commit()


def test_a_student_whom_another_process_adds_in_this_moment_is_no_error(course):
    assert course.generate(NAME).succeeded
    exam = exam_of(course)
    graded = outcome.grade_submission(
        exam, Submission("ada", NAME, b"", {}, "lost"), Terms(1, Bounds())
    )
    where = course.config.CourseDirectory.db_url.replace("+psycopg", "")
    with psycopg.connect(where) as other, course.gradebook() as gradebook:
        other.execute("INSERT INTO student (id) VALUES ('ada')")
        thread = threading.Thread(target=commit_when_someone_waits, args=(other,))
        thread.start()
        with Recorder(gradebook, course.autograded, exam, jailed=True) as recorder:
            recorder.record(graded)
        thread.join()
    assert [row[:2] for row in rows(course)["submissions"]] == [("ada", NAME)]


def test_the_longest_name_is_held_and_a_longer_one_stops_nobody(course):
    for student in ("x" * LONGEST_NAME, "y" * (LONGEST_NAME + 1), "ünï"):
        shutil.copytree(course.submitted / "ada", course.submitted / student)
    results = grade_class(course, [NAME], say=quiet)
    assert [len(each.student) for each in results if each.failed] == [LONGEST_NAME + 1]
    assert {"x" * LONGEST_NAME, "ünï", "ada"} < set(rows(course)["students"])


def test_a_server_that_does_not_answer_is_one_line(handed_in, tmp_path, capsys):
    url = "postgresql+psycopg://grader@127.0.0.1:1/none"
    course = moved_to(url, handed_in, tmp_path / "course")
    assert main(["grade", NAME, "--root", str(course.root), "--workers", "1"]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("error: the gradebook can't be used: connection failed")
