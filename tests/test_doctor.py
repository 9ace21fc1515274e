"""`doctor` says what holds on this machine, and what does not."""

from itertools import islice

from installs import need_linux

from autograder.host import doctor
from autograder.sandbox import JailBroken
from autograder.sandbox.properties import Finding, examine_jail


def test_what_holds_is_said_so(monkeypatch):
    need_linux()
    # All of them are tried among the tests of the jail, which takes a while.
    monkeypatch.setattr(doctor, "examine_jail", lambda warm: islice(examine_jail(warm), 2))
    lines = []
    assert doctor.doctor(lines.append)
    assert len(lines) == 6
    assert all(line.startswith("yes  ") for line in lines[1:-1])
    assert lines[-1] == "this machine can grade"


def test_another_system_is_told_where_to_grade(monkeypatch):
    monkeypatch.setattr(doctor.platform, "system", lambda: "Darwin")
    lines = []
    assert not doctor.doctor(lines.append)
    assert lines[1] == "no   runs on Linux, as grading in a jail does"
    assert "use Linux, WSL or a container" in lines[2]
    assert lines[-1] == (
        "this machine can't grade: this is Darwin: use Linux, WSL or a container to grade"
    )
    assert len(lines) == 5


def test_a_layer_that_fails_is_named(monkeypatch):
    class Broken:
        def __enter__(self):
            raise JailBroken("Traceback (most recent call last):\nPermissionError: unshare")

        def __exit__(self, *_):
            pass

    monkeypatch.setattr(doctor, "WarmParent", Broken)
    lines = []
    assert not doctor.doctor(lines.append)
    assert lines[-3:] == [
        "no   builds a jail",
        "     PermissionError: unshare",
        "this machine can't grade: PermissionError: unshare",
    ]


def test_without_alembic_the_line_says_what_to_install(monkeypatch):
    monkeypatch.setattr(doctor.platform, "system", lambda: "Darwin")
    monkeypatch.setattr(doctor.shutil, "which", lambda name, path: None)
    lines = []
    doctor.doctor(lines.append)
    assert lines[-2] == "     nbgrader calls alembic by name: pip install alembic"
    assert lines[-1].endswith("; nbgrader calls alembic by name: pip install alembic")


def test_what_does_not_hold_is_said_with_what_broke_it(monkeypatch):
    need_linux()

    class Warm:
        __enter__ = __exit__ = lambda self, *_: self

    findings = [Finding("keeps this", ""), Finding("keeps that", "it did not")]
    monkeypatch.setattr(doctor, "WarmParent", Warm)
    monkeypatch.setattr(doctor, "examine_jail", lambda warm: findings)
    lines = []
    assert not doctor.doctor(lines.append)
    assert lines[-4:-1] == ["yes  keeps this", "no   keeps that", "     it did not"]
    assert lines[-1] == "this machine can't grade: it did not"
