"""The local exchange between three users of this system, who must exist and be no one's login."""

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from unittest.mock import Mock

import nbformat
import pytest
from dummy_course import NAME, cell, make_course, solve
from installs import need
from nbgrader.coursedir import CourseDirectory
from patience import PATIENCE

from autograder.grading.submission import MOST_FILES
from autograder.host.course_folder import CourseFolder
from autograder.host.exchange import Collect

PYTHON = os.environ.get("AUTOGRADER_SHARED_PYTHON", sys.executable)
TEACHER, STUDENT, CHEAT = "games", "man", "nobody"  # of every Debian, without a password

CONFIG = """
c = get_config()
c.CourseDirectory.course_id = "softmax"
c.Exchange.root = {exchange!r}
"""
READABLE = """
import os, sys
for path in sys.argv[1:]:
    try:
        os.listdir(path) if os.path.isdir(path) else open(path, "rb").close()
    except OSError:
        continue
    print(path)
"""


class Classroom:
    """A home for each user, closed to the others, and an exchange for all."""

    def __init__(self, root: Path):
        self.root, self.exchange = root, root / "exchange"
        self.exchange.mkdir()
        self.exchange.chmod(0o777)
        for user in (TEACHER, STUDENT, CHEAT):
            settings = self.home(user) / ".jupyter"
            settings.mkdir(parents=True)
            text = CONFIG.format(exchange=str(self.exchange))
            (settings / "nbgrader_config.py").write_text(text)
            self.home(user).chmod(0o700)
            self.give(user, self.home(user))
        self.course = self.home(TEACHER) / "course"
        make_course(self.course)
        self.give(TEACHER, self.course)

    def home(self, user: str) -> Path:
        return self.root / user

    def give(self, user: str, path: Path) -> None:
        for each in (path, *path.rglob("*")):
            shutil.chown(each, user, pwd.getpwnam(user).pw_gid)

    def run(self, user: str, *arguments: str, at: Path | None = None) -> str:
        """What a command of this user's prints; it has to succeed."""
        done = as_user(user, self.home(user), at or self.home(user), *arguments)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout + done.stderr

    def nbgrader(self, user: str, step: str, *arguments: str, at: Path | None = None) -> str:
        return self.run(user, "-m", "nbgrader", step, *arguments, at=at)

    def hand_in(self, user: str, edit) -> Path:
        """Fetch the assignment, answer it, submit it; returns what lies in the exchange."""
        self.nbgrader(user, "fetch_assignment", NAME)
        path = self.home(user) / NAME / f"{NAME}.ipynb"
        nb = nbformat.read(path, as_version=4)
        edit(nb)
        nbformat.write(nb, path)
        self.nbgrader(user, "submit", NAME)
        (folder,) = self.inbound.glob(f"{user}+*")
        return folder

    @property
    def inbound(self) -> Path:
        return self.exchange / "softmax" / "inbound"


def as_user(user: str, home: Path, at: Path, *arguments: str) -> subprocess.CompletedProcess:
    environment = {"HOME": str(home), "PATH": os.defpath, "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(
        [PYTHON, *arguments],
        cwd=at,
        env=environment,
        user=user,
        group=pwd.getpwnam(user).pw_gid,
        extra_groups=[],
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )


def need_three_users() -> None:
    """Skip where nobody can be three users; in CI, fail where root can't."""
    if os.geteuid() != 0:
        pytest.skip("only root can be three users: run pytest as root")
    known = {entry.pw_name for entry in pwd.getpwall()}
    for user in sorted({TEACHER, STUDENT, CHEAT} - known):
        need(f"there is no user {user}", f"useradd --system {user}")
    try:
        done = as_user(CHEAT, Path("/"), Path("/"), "-c", "import autograder, nbgrader")
    except PermissionError:
        done = None
    if done is None or done.returncode != 0:
        need(
            f"{CHEAT} can't run {PYTHON}",
            "install requirements.txt from a clone that all users can read, and name its Python "
            "in AUTOGRADER_SHARED_PYTHON",
        )


@pytest.fixture(scope="module")
def classroom():
    """A term with one assignment: handed out, handed in by two, one of them no friend of rules."""
    need_three_users()
    root = Path(tempfile.mkdtemp(dir="/var/tmp"))
    root.chmod(0o755)
    try:
        yield a_term(Classroom(root))
    finally:
        shutil.rmtree(root)


def a_term(room: Classroom) -> Classroom:
    def teach(step, *arguments):
        return room.nbgrader(TEACHER, step, NAME, *arguments, at=room.course)

    teach("generate_assignment")
    teach("release_assignment")
    room.hand_in(STUDENT, answer("mine"))
    folder = room.hand_in(CHEAT, answer("cheated"))
    cheat(room, folder)
    room.collected = teach("collect")
    room.run(TEACHER, "-m", "autograder", "grade", NAME, at=room.course)
    teach("generate_feedback")
    teach("release_feedback")
    for user in (STUDENT, CHEAT):
        room.nbgrader(user, "fetch_feedback", NAME)
    return room


def answer(text: str):
    def edit(nb):
        solve(nb)
        cell(nb, "written").source = text

    return edit


def cheat(room: Classroom, folder: Path) -> None:
    """What who owns a folder in the exchange can do with it, and with names."""
    (folder / "submission_secret.txt").unlink()
    (folder / "notes.txt").symlink_to(room.course / "source" / NAME / f"{NAME}.ipynb")
    (folder / "table.txt").write_text("x")
    for name in (f"{STUDENT}+{NAME}+2099-01-01 00:00:00 UTC+x", f"{CHEAT}+{NAME}+soon+x"):
        shutil.copytree(folder, room.inbound / name, symlinks=True)
    link = room.inbound / f"{CHEAT}+{NAME}+2099-01-01 00:00:00 UTC+y"
    link.symlink_to(room.course / "source" / NAME)
    for path in room.inbound.glob("*"):
        if not path.name.startswith(f"{STUDENT}+{NAME}+20") or "2099" in path.name:
            for each in (path, *([] if path.is_symlink() else path.rglob("*"))):
                os.chown(each, pwd.getpwnam(CHEAT).pw_uid, -1, follow_symlinks=False)


def submitted(room: Classroom, user: str) -> Path:
    return room.course / "submitted" / user / NAME


def test_what_is_handed_in_is_graded_and_its_page_comes_back(classroom):
    with CourseFolder(classroom.course).gradebook() as gradebook:
        scores = {each.student.id: each.score for each in gradebook.assignment_submissions(NAME)}
    assert scores == {STUDENT: 5, CHEAT: 5}
    (page,) = (classroom.home(STUDENT) / NAME / "feedback").glob("*/*.html")
    assert page.name == f"{NAME}.html"
    assert "mine" in page.read_text()
    assert page.owner() == STUDENT


def test_a_student_can_read_neither_the_key_nor_what_others_handed_in(classroom):
    (theirs,) = classroom.inbound.glob(f"{STUDENT}+{NAME}+20[!9]*")
    closed = [
        classroom.course,
        classroom.course / "source" / NAME / f"{NAME}.ipynb",
        classroom.course / "gradebook.db",
        submitted(classroom, STUDENT) / f"{NAME}.ipynb",
        classroom.inbound,  # so that nobody learns the names of what lies there
        classroom.exchange / "softmax" / "feedback",
        classroom.home(STUDENT) / NAME / f"{NAME}.ipynb",
    ]
    own = classroom.home(CHEAT) / NAME / f"{NAME}.ipynb"
    paths = map(str, [*closed, own])
    assert classroom.run(CHEAT, "-c", READABLE, *paths).splitlines() == [str(own)]
    assert theirs.is_dir()


def test_a_link_to_a_file_of_the_teacher_is_not_collected(classroom):
    names = {path.name for path in submitted(classroom, CHEAT).iterdir()}
    assert "table.txt" in names
    assert "notes.txt" not in names
    assert "notes.txt is a symbolic link" in classroom.collected
    nb = nbformat.read(submitted(classroom, CHEAT) / f"{NAME}.ipynb", as_version=4)
    assert cell(nb, "written").source == "cheated"


def test_nobody_hands_in_under_the_name_of_another(classroom):
    nb = nbformat.read(submitted(classroom, STUDENT) / f"{NAME}.ipynb", as_version=4)
    assert cell(nb, "written").source == "mine"
    assert f"Not collected, it belongs to {CHEAT}" in classroom.collected


def test_a_name_without_a_date_stops_nobody_else_from_being_collected(classroom):
    assert "Not collected, no submission" in classroom.collected
    assert {path.name for path in (classroom.course / "submitted").iterdir()} == {STUDENT, CHEAT}


def test_who_removed_their_secret_gets_no_page_and_keeps_none_from_others(classroom):
    released = list((classroom.exchange / "softmax" / "feedback").glob("*.html"))
    assert len(released) == 2
    pages = {
        user: list(classroom.home(user).glob("*/feedback/*/*.html")) for user in (STUDENT, CHEAT)
    }
    assert [len(pages[STUDENT]), len(pages[CHEAT])] == [1, 0]


@pytest.mark.parametrize("more", [0, 1])
def test_files_beyond_the_most_are_left_out_with_a_warning(tmp_path, more):
    source, collected, teacher = tmp_path / "handed-in", tmp_path / "collected", Mock()
    teacher.coursedir = CourseDirectory(root=str(tmp_path))
    source.mkdir()
    needed = {f"{NAME}.ipynb", "submission_secret.txt", "timestamp.txt"}
    for name in needed | {f"{number:03d}.csv" for number in range(MOST_FILES + more - 3)}:
        (source / name).touch()
    Collect.do_copy(teacher, str(source), str(collected))
    names = {path.name for path in collected.iterdir()}
    assert len(names) == MOST_FILES
    assert needed < names
    assert teacher.log.warning.call_count == more


def test_of_the_edition_and_of_folders_that_programs_make_nothing_is_said(tmp_path):
    course = CourseDirectory(root=str(tmp_path), assignment_id=NAME)
    teacher, source = Mock(coursedir=course), tmp_path / "handed-in"
    for name in ("autograder", ".ipynb_checkpoints", "__pycache__", "feedback", "mine"):
        (source / name).mkdir(parents=True)
    for name in (f"{NAME}.ipynb", "autograder.py", "softmax_course-0.1.0-py3-none-any.whl"):
        (source / name).touch()
    (source / "autograder.txt").symlink_to("autograder")
    Collect.do_copy(teacher, str(source), str(tmp_path / "collected"))
    said = [call.args[0] % call.args[1:] for call in teacher.log.warning.call_args_list]
    left_out = f"Left out of what {str(source)!r} holds"
    assert said == [
        f"{left_out}: autograder.txt is a symbolic link: hand in the file itself",
        f"{left_out}: mine is no file",
    ]
    assert [path.name for path in (tmp_path / "collected").iterdir()] == [f"{NAME}.ipynb"]


def test_what_everybody_hands_in_is_collected_without_a_warning(classroom):
    warnings = [line for line in classroom.collected.splitlines() if "WARNING" in line]
    assert warnings
    assert not [line for line in warnings if f"/{STUDENT}+" in line and "2099" not in line]


@pytest.mark.parametrize("user", [".", ".."])
def test_a_submission_of_a_folder_above_is_none(tmp_path, user):
    name = f"{user}+{NAME}+2026-01-01 00:00:00 UTC+0"
    (tmp_path / name).mkdir()
    collect = Collect(check_owner=False)
    assert collect._path_to_record(str(tmp_path / name))["username"] == ""
    (tmp_path / f"x{name}").mkdir()
    assert collect._path_to_record(str(tmp_path / f"x{name}"))["username"] == f"x{user}"
