"""What nbgrader reads of a submission on its own way to the examiner: names, and no file."""

import os
import resource
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from dummy_class import released_course
from dummy_course import NAME, solve, submit
from installs import need_linux
from nbgrader.coursedir import CourseDirectory
from patience import PATIENCE

from autograder.host import formgrader
from autograder.host.autograde import TIMESTAMP, copy_nothing, time_stamp

need_linux()

# More than any file of a jail, and less than harms.
LARGEST = 256 * 2**20


def zero(folder):
    (folder / "zeros").symlink_to("/dev/zero")


def zero_in_place_of_the_time(folder):
    (folder / TIMESTAMP).symlink_to("/dev/zero")


def pipe(folder):
    os.mkfifo(folder / "pipe")


def pipe_in_place_of_the_time(folder):
    os.mkfifo(folder / TIMESTAMP)


def sparse(folder):
    with open(folder / "data.bin", "wb") as file:
        file.truncate(2**40)


def linked_folder(folder):
    (folder / "system").symlink_to("/usr")


def loop(folder):
    (folder / "self").symlink_to(folder)
    (folder / "itself").symlink_to("itself")


def end_of_a_socket(folder):
    with socket.socket(socket.AF_UNIX) as end, pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)  # its path may be no longer than 108 bytes
        end.bind("socket")


def device(folder):
    os.mknod(folder / "null", 0o666 | 0o020000, os.makedev(1, 3))


def many(folder):
    for number in range(3_000):
        (folder / f"{number}.txt").touch()


def many_notebooks(folder):
    for number in range(500):
        (folder / f"{number}.ipynb").touch()


def deep(folder):
    (folder / "/".join(["d"] * 500)).mkdir(parents=True)


def no_date(folder):
    (folder / TIMESTAMP).write_text("yesterday")


HOSTILE = {
    spoil.__name__: spoil
    for spoil in (
        *(zero, zero_in_place_of_the_time, pipe, pipe_in_place_of_the_time, sparse, linked_folder),
        *(loop, end_of_a_socket, many, many_notebooks, deep, no_date),
        *([device] if os.geteuid() == 0 else []),
    )
}


def linked_whole(folder):
    """The folder itself is a link to what somebody else handed in."""
    folder.rename(folder.parent / "elsewhere")
    folder.symlink_to(folder.parents[1] / "ada" / NAME)


def pipe_in_place_of_the_notebook(folder):
    (folder / f"{NAME}.ipynb").unlink()
    os.mkfifo(folder / f"{NAME}.ipynb")


REFUSED = {
    "linked_whole": (linked_whole, f"{NAME} is a symbolic link: hand in the folder itself"),
    "pipe_in_place_of_the_notebook": (pipe_in_place_of_the_notebook, f"{NAME}.ipynb is no file"),
}


def bounded():
    resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST, LARGEST))


@pytest.fixture(scope="module")
def autograded(tmp_path_factory):
    """The class after `nbgrader autograde`, and the log of that."""
    course = released_course(tmp_path_factory.mktemp("course"))
    submit(course.root, "ada", solve)
    for student, spoil in HOSTILE.items():
        spoil(submit(course.root, student, solve))
    for student, (spoil, _) in REFUSED.items():
        spoil(submit(course.root, student, solve))
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", "autograde", NAME],
        cwd=course.root,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        preexec_fn=bounded,
    )
    assert done.returncode == 0, done.stderr[-5_000:]
    return course, done.stderr


def points_and_comments(course, student):
    with course.gradebook() as gradebook:
        (notebook,) = gradebook.find_submission(NAME, student).notebooks
        said = [comment.auto_comment for comment in notebook.comments if comment.auto_comment]
        return notebook.score, " ".join(said)


@pytest.mark.parametrize("student", ["ada", *HOSTILE])
def test_what_lies_beside_a_notebook_costs_nobody_a_point(autograded, student):
    course, _ = autograded
    assert points_and_comments(course, student)[0] == 5
    folder = course.autograded / student / NAME
    assert {path.name for path in folder.iterdir()} == {
        f"{NAME}.ipynb",
        f"{NAME}.verdicts.json",
    }


@pytest.mark.parametrize("student", REFUSED)
def test_what_is_no_plain_notebook_costs_itself_and_says_why(autograded, student):
    score, said = points_and_comments(autograded[0], student)
    assert score == 0
    assert REFUSED[student][1] in said


def test_nothing_is_copied_from_a_submission(autograded):
    assert "Copying" in autograded[1], "the file of the source is"
    assert f"Copying {autograded[0].submitted}" not in autograded[1]


def test_a_refused_folder_costs_the_others_nothing_and_is_named_without_a_traceback(tmp_path):
    course = released_course(tmp_path)
    submit(course.root, "ada", solve)
    folder = submit(course.root, "renamed", solve)
    (folder / f"{NAME}.ipynb").rename(folder / "mine.ipynb")
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", "autograde", NAME],
        cwd=course.root,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    assert done.returncode == 1
    assert f"renamed/{NAME} is not graded: there is no {NAME}.ipynb: run python" in done.stderr
    assert "Traceback" not in done.stderr
    assert points_and_comments(course, "ada")[0] == 5


# ---- times ----


def test_a_time_is_read_from_a_plain_file_of_a_date_alone(tmp_path):
    file = tmp_path / TIMESTAMP
    assert time_stamp(tmp_path) is None
    file.write_text("2026-11-29 10:20:30 UTC\n")
    assert time_stamp(tmp_path).isoformat() == "2026-11-29T10:20:30"
    for text in (
        b"",
        b"yesterday",
        b"\xff\xfe",
        b"1" * 2000,
        b"9" * 500,
        b"2026-11-29" + b" " * 2000,
    ):
        file.write_bytes(text)
        assert time_stamp(tmp_path) is None, text
    file.unlink()
    file.symlink_to("/dev/zero")
    assert time_stamp(tmp_path) is None


def test_nbgrader_and_formgrader_wait_for_no_pipe_in_place_of_a_time(tmp_path):
    folder = Path(tmp_path, "submitted", "ana", NAME)
    folder.mkdir(parents=True)
    os.mkfifo(folder / TIMESTAMP)
    course = CourseDirectory(root=str(tmp_path))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(CourseDirectory, "get_existing_timestamp", None)
        copy_nothing()
        assert course.get_existing_timestamp(str(folder)) is None
    assert formgrader.Submissions(course).get_submitted_timestamp(NAME, "ana") is None
