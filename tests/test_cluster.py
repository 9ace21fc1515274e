"""On a Dask cluster a class gets what it gets anywhere: a real scheduler and two real workers."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from distributed import Client
from dummy_class import CLASS, copy_of, everything, hand_in, quiet, released_course
from dummy_course import NAME

from autograder.__main__ import main
from autograder.examination import CourseError, pool
from autograder.examination.batch import grade

if sys.platform != "linux":
    pytest.skip("grading runs on Linux only", allow_module_level=True)

PATIENCE = 60
DASK = [sys.executable, "-m", "dask"]
# Loopback, no dashboard, and a worker that is killed comes back.
WORKERS = "--nworkers 2 --nthreads 1 --host 127.0.0.1 --no-dashboard --nanny".split()


@contextlib.contextmanager
def running(*command: str, folder: Path) -> Iterator[subprocess.Popen]:
    """A command of Dask's, ended with all that it has started."""
    with open(folder / f"{command[0]}.log", "w") as log:
        process = subprocess.Popen(
            [*DASK, *command], cwd=folder, stdout=log, stderr=log, start_new_session=True
        )
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(PATIENCE)
            finally:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """The address of a scheduler with two workers."""
    folder, port = tmp_path_factory.mktemp("dask"), free_port()
    address = f"tcp://127.0.0.1:{port}"
    local = ["--local-directory", str(folder)]
    scheduler = ["scheduler", "--host", "127.0.0.1", "--port", str(port), "--no-dashboard"]
    with (
        running(*scheduler, folder=folder),
        running("worker", address, *WORKERS, *local, folder=folder),
    ):
        with Client(address, timeout=PATIENCE) as client:
            client.wait_for_workers(2, timeout=PATIENCE)
        yield address


@pytest.fixture(scope="module")
def handed_in(tmp_path_factory):
    course = released_course(tmp_path_factory.mktemp("handed-in"))
    hand_in(course)
    return course


@pytest.fixture(scope="module")
def in_process(handed_in, tmp_path_factory):
    """What there is after grading in this process."""
    course = copy_of(handed_in, tmp_path_factory.mktemp("in-process") / "course")
    grade(course, [NAME], say=quiet)
    return everything(course)


def test_the_gradebook_and_the_files_are_those_of_a_single_process(
    address, handed_in, in_process, tmp_path
):
    course = copy_of(handed_in, tmp_path / "course")
    results = grade(course, [NAME], scheduler=address, say=quiet)
    assert {each.student: each.score for each in results} == {
        student: points for student, (_, points) in CLASS.items()
    }
    assert everything(course) == in_process


def test_the_command_takes_the_address(address, handed_in, in_process, tmp_path, capfd):
    course = copy_of(handed_in, tmp_path / "course")
    assert main(["grade", NAME, "--root", str(course.root), "--scheduler", address]) == 0
    out, err = capfd.readouterr()
    assert out.startswith(f"{NAME}: {len(CLASS)} graded in ")
    assert err == ""
    assert everything(course) == in_process


def test_a_worker_that_is_killed_midway_changes_nothing(
    address, handed_in, in_process, tmp_path, monkeypatch
):
    course = copy_of(handed_in, tmp_path / "course")
    with Client(address) as client:
        workers = client.run(os.getpid)
    assert len(workers) == 2
    victim = list(workers.values())[0]
    killed = []

    def kill_after_two():
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            if len(list(course.autograded.glob(f"*/{NAME}"))) >= 2:
                os.kill(victim, signal.SIGKILL)
                killed.append(victim)
                return
            time.sleep(0.01)

    thread = threading.Thread(target=kill_after_two)
    thread.start()
    results = grade(course, [NAME], scheduler=address, say=quiet)
    thread.join()
    assert killed
    assert sorted(each.student for each in results) == sorted(CLASS)
    assert everything(course) == in_process


def test_a_scheduler_that_does_not_answer_is_one_line(handed_in, capfd, monkeypatch):
    monkeypatch.setattr(pool, "SECONDS_TO_ANSWER", 1)
    address = f"tcp://127.0.0.1:{free_port()}"
    with pytest.raises(
        CourseError, match=f"^no Dask scheduler with a worker answers at {address}$"
    ):
        grade(handed_in, [NAME], scheduler=address, say=quiet)
    assert main(["grade", NAME, "--root", str(handed_in.root), "--scheduler", "nonsense://x"]) == 1
    assert capfd.readouterr().err.splitlines() == [
        "error: no Dask scheduler with a worker answers at nonsense://x"
    ]
