"""A released folder on each way to a student, answered, handed in and graded.

The student's edition lies beside the notebook that comes back. That a folder with these very bytes
is solved where the project is not, `test_student_edition.py` shows.
"""

import contextlib
import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import urllib.parse
import urllib.request
from getpass import getuser
from pathlib import Path

import pytest
from dummy_course import ROOT
from installs import need_linux
from patience import PATIENCE, until
from students import answers, fill_in

from autograder.host.course_folder import CONFIG, CourseFolder
from autograder.host.edition import student_wheel

need_linux()

NAME = "01-softmax"
WAYS = ["copy", "exchange", "generate"]


class Term:
    """A course of one assignment, as in a fresh clone, with an exchange."""

    def __init__(self, root: Path):
        self.root, self.course = root, root / "course"
        shutil.copytree(ROOT / "source" / NAME, self.course / "source" / NAME)
        shutil.copy(ROOT / CONFIG, self.course)
        for name in ("exchange", "home", "fetched"):
            (root / name).mkdir()
        (root / "exchange").chmod(0o777)
        self.environment = os.environ | {"HOME": str(root / "home")}

    def command(self, *arguments: str, at: Path | None = None) -> None:
        """Run a module of the instructor's environment, which has to succeed."""
        done = subprocess.run(
            [sys.executable, "-m", *arguments],
            cwd=at or self.course,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
        )
        assert done.returncode == 0, done.stdout + done.stderr

    def exchange(self, step: str, at: Path | None = None) -> None:
        """Run a step of nbgrader's exchange."""
        options = f"--Exchange.root={self.root / 'exchange'}", "--course=softmax"
        self.command("nbgrader", step, NAME, *options, at=at)

    def press_generate(self) -> dict:
        """Do what the button of formgrader does; returns its answer."""
        runtime, token = self.root / "home" / "runtime", secrets.token_hex()
        options = "--no-browser --allow-root --ServerApp.ip=127.0.0.1 --ServerApp.port=0"
        names = {"JUPYTER_RUNTIME_DIR": str(runtime), "JUPYTER_TOKEN": token}
        server = subprocess.Popen(
            [sys.executable, "-m", "jupyter_server", *options.split()],
            cwd=self.course,
            env=self.environment | names,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            path = runtime / f"jpserver-{server.pid}.json"
            until(lambda: server.poll() is not None or (path.exists() and path.read_text()))
            address = urllib.parse.urlsplit(json.loads(path.read_text())["url"])
            until(lambda: accepts(address))  # the file is there before the port
            url = f"{address.geturl()}formgrader/api/assignment/{NAME}/assign"
            head = {"Authorization": f"token {token}"}
            request = urllib.request.Request(url, b"", head, method="POST")
            with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
                return json.load(answer)
        finally:
            server.terminate()
            server.wait(PATIENCE)

    def hand_in(self, place: Path, student: str) -> None:
        """Hand in the whole folder, by copy."""
        shutil.copytree(place, self.course / "submitted" / student / NAME)


@pytest.fixture(scope="module")
def term(tmp_path_factory):
    """What came of each way, and the scores."""
    term = Term(tmp_path_factory.mktemp("term"))
    released, received = term.course / "release" / NAME, {}
    term.command("autograder", "release")
    received["copy"] = shutil.copytree(released, term.root / "copied" / NAME)
    term.exchange("release_assignment")
    term.exchange("fetch_assignment", at=term.root / "fetched")
    received["exchange"] = term.root / "fetched" / NAME
    shutil.rmtree(released)
    assert term.press_generate()["success"]
    received["generate"] = shutil.copytree(released, term.root / "generated" / NAME)
    term.bytes = {way: contents(place) for way, place in received.items()}
    for place in received.values():
        fill_in(place, answers(NAME))
    term.exchange("submit", at=term.root / "fetched")
    term.exchange("collect")
    for way in ("copy", "generate"):
        term.hand_in(received[way], way)
    term.command("autograder", "grade", "--workers", "1", NAME)
    students = {way: way for way in WAYS} | {"exchange": getuser()}
    with CourseFolder(term.course).gradebook() as gradebook:
        graded = {each.student.id: each.score for each in gradebook.assignment_submissions(NAME)}
    term.scores = {way: graded[students[way]] for way in WAYS}
    return term


def accepts(address: urllib.parse.SplitResult) -> bool:
    """Whether somebody listens at an address."""
    with contextlib.suppress(ConnectionRefusedError):
        socket.create_connection((address.hostname, address.port), PATIENCE).close()
        return True
    return False


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.mark.parametrize("way", WAYS)
def test_with_the_students_edition_beside_it_it_has_all_points_of_its_tests(term, way):
    assert term.scores[way] == 80


def test_each_way_hands_out_the_same_bytes(term):
    assert term.bytes["exchange"] == term.bytes["generate"] == term.bytes["copy"]


def test_what_is_handed_out_is_what_is_committed_and_the_wheel(term):
    committed = f"{NAME}.ipynb", "README.md", "requirements.txt"
    wheel, data = student_wheel()
    assert term.bytes["copy"] == {wheel: data} | {
        name: (ROOT / "release" / NAME / name).read_bytes() for name in committed
    }
