"""The gradebook has a log while a class is recorded, on a disk that bears one, and none later."""

import contextlib
import shutil
import sqlite3

import pytest
from dummy_class import hand_in, quiet, released_course, rows
from dummy_course import NAME, nbgrader, solve
from installs import need_linux
from sqlalchemy import text

from autograder.grading import journal
from autograder.grading.journal import written_ahead
from autograder.grading.recorder import Recorder
from autograder.host.batch import grade_class

need_linux()

pytestmark = pytest.mark.usefixtures("one_warm_parent")


@pytest.fixture(scope="module")
def released(tmp_path_factory):
    return released_course(tmp_path_factory.mktemp("released"))


@pytest.fixture
def gradebook(released, tmp_path):
    shutil.copy(released.root / "gradebook.db", tmp_path)
    with released.gradebook() as opened:
        url = opened.engine.url.set(database=str(tmp_path / "gradebook.db"))
        with type(opened)(str(url), opened.course_id) as gradebook:
            yield gradebook


def mode(gradebook) -> str:
    with contextlib.closing(sqlite3.connect(gradebook.engine.url.database)) as connection:
        return connection.execute("PRAGMA journal_mode").fetchone()[0]


def on(monkeypatch, tmp_path, *mounts: str) -> None:
    """Let the kernel tell of these mounts."""
    told = tmp_path / "mounts"
    told.write_text("".join(f"{mount} rw 0 0\n" for mount in mounts))
    monkeypatch.setattr(journal, "MOUNTS", told)


def test_a_gradebook_on_a_local_disk_has_a_log_for_as_long_as_it_lasts(
    gradebook, monkeypatch, tmp_path
):
    on(monkeypatch, tmp_path, "/dev/vda / ext4")
    assert mode(gradebook) == "delete"
    with written_ahead(gradebook):
        assert mode(gradebook) == "wal"
        assert gradebook.find_notebook(NAME, NAME).name == NAME
    assert mode(gradebook) == "delete"
    assert gradebook.find_notebook(NAME, NAME).name == NAME
    assert not list(tmp_path.glob("gradebook.db-*"))


def test_a_gradebook_on_a_network_drive_keeps_its_journal(gradebook, monkeypatch, tmp_path):
    drive = str(tmp_path).replace("_", r"\137")
    on(
        monkeypatch,
        tmp_path,
        "/dev/vda / ext4",
        rf"server:/home {drive} nfs4",
        "/dev/vdb /mnt ext4",
    )
    with written_ahead(gradebook):
        assert mode(gradebook) == "delete"


def test_a_gradebook_that_somebody_holds_open_keeps_the_log_until_the_next_run(
    gradebook, monkeypatch, tmp_path
):
    on(monkeypatch, tmp_path, "/dev/vda / ext4")
    with contextlib.closing(sqlite3.connect(gradebook.engine.url.database)) as held:
        with written_ahead(gradebook):
            held.execute("SELECT * FROM student").fetchall()
        assert mode(gradebook) == "wal"
    with written_ahead(gradebook):
        pass
    assert mode(gradebook) == "delete"


def test_a_gradebook_that_is_being_written_keeps_its_journal(gradebook, monkeypatch, tmp_path):
    on(monkeypatch, tmp_path, "/dev/vda / ext4")
    with contextlib.closing(sqlite3.connect(gradebook.engine.url.database)) as writer:
        writer.execute("INSERT INTO student (id) VALUES ('ada')")
        with written_ahead(gradebook):
            writer.commit()
            assert mode(gradebook) == "delete"


def test_each_commit_waits_for_the_disk(gradebook):
    assert gradebook.db.execute(text("PRAGMA synchronous")).scalar() == 2


def test_while_a_class_is_recorded_nbgrader_reads_what_is_there(released, tmp_path, monkeypatch):
    on(monkeypatch, tmp_path, "/dev/vda / ext4")
    course = shutil.copytree(released.root, tmp_path / "course")
    course = type(released)(course)
    hand_in(course, {"ada": (solve, 5), "ben": (solve, 5)})
    seen, record, exported = [], Recorder.record, tmp_path / "grades.csv"

    def look(self, graded):
        record(self, graded)
        nbgrader(course.root, "export", "--to", str(exported))
        seen.append(
            (mode(self._gradebook), sorted(each[0] for each in rows(course)["submissions"]))
        )
        assert graded.student in exported.read_text()

    monkeypatch.setattr(Recorder, "record", look)
    grade_class(course, [NAME], say=quiet)
    assert [found for found, _ in seen] == ["wal", "wal"]
    assert sorted(len(students) for _, students in seen) == [1, 2]
    with course.gradebook() as gradebook:
        assert mode(gradebook) == "delete"
