"""On a Dask cluster a class gets what it gets anywhere: a real scheduler and two real workers."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from deadly import Deadly
from distributed import Client
from dummy_class import CLASS, copy_of, everything, hand_in, quiet, released_course
from dummy_course import NAME
from installs import need_linux
from patience import PATIENCE

from autograder.__main__ import main
from autograder.grading import CourseError, outcome, pool
from autograder.grading.recorder import Recorder
from autograder.host.batch import grade_class

need_linux()

NO_PATIENCE = "allowed_failures", 0
DASK = [sys.executable, "-m", "dask"]
# Loopback, no dashboard, and a worker that is killed comes back.
SCHEDULER = "--host 127.0.0.1 --no-dashboard".split()
WORKERS = "--nworkers 2 --nthreads 1 --host 127.0.0.1 --no-dashboard --nanny".split()


@contextlib.contextmanager
def running(*command: str, folder: Path) -> Iterator[subprocess.Popen]:
    """A command of Dask's, ended with all that it has started."""
    with open(folder / f"{command[0]}.log", "w") as log:
        process = subprocess.Popen(
            [*DASK, *command],
            cwd=folder,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
            stdout=log,
            stderr=log,
            start_new_session=True,
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


@contextlib.contextmanager
def cluster(folder: Path) -> Iterator[tuple[str, subprocess.Popen]]:
    """A scheduler with two workers: its address, and its process."""
    port = free_port()
    address, local = f"tcp://127.0.0.1:{port}", ("--local-directory", str(folder))
    scheduling = running("scheduler", *SCHEDULER, "--port", str(port), folder=folder)
    with scheduling as scheduler, running("worker", address, *WORKERS, *local, folder=folder):
        with Client(address, timeout=PATIENCE) as client:
            client.wait_for_workers(2, timeout=PATIENCE)
        yield address, scheduler


@pytest.fixture(autouse=True)
def a_busy_scheduler_is_waited_for(monkeypatch):
    monkeypatch.setattr(pool, "SECONDS_TO_ANSWER", PATIENCE)


@pytest.fixture(scope="module")
def dask(tmp_path_factory):
    with cluster(tmp_path_factory.mktemp("dask")) as dask:
        yield dask


@pytest.fixture
def address(dask):
    return dask[0]


@pytest.fixture(scope="module")
def handed_in(tmp_path_factory):
    course = released_course(tmp_path_factory.mktemp("handed-in"))
    hand_in(course)
    return course


@pytest.fixture(scope="module")
def in_process(handed_in, tmp_path_factory):
    """What there is after grading in this process."""
    course = copy_of(handed_in, tmp_path_factory.mktemp("in-process") / "course")
    grade_class(course, [NAME], say=quiet)
    return everything(course)


def test_the_gradebook_and_the_files_are_those_of_a_single_process(
    address, handed_in, in_process, tmp_path
):
    course = copy_of(handed_in, tmp_path / "course")
    results = grade_class(course, [NAME], scheduler=address, say=quiet)
    assert {each.student: each.score for each in results} == {
        student: points for student, (_, points) in CLASS.items()
    }
    assert everything(course) == in_process


def test_the_command_takes_the_address(address, handed_in, in_process, tmp_path, capfd):
    course = copy_of(handed_in, tmp_path / "course")
    assert main(["grade", NAME, "--root", str(course.root), "--scheduler", address]) == 0
    out, err = capfd.readouterr()
    assert out.splitlines()[-1].startswith(f"{NAME}: {len(CLASS)} graded after ")
    assert err == ""
    assert everything(course) == in_process


@contextlib.contextmanager
def after_two_are_recorded(act: Callable[[], None]) -> Iterator[None]:
    """Act while grading is on its way: more are left than two workers are given at once."""

    def record(self, graded):
        nonlocal recorded
        real(self, graded)
        recorded += 1
        if recorded == 2:
            act()

    real, recorded = Recorder.record, 0
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Recorder, "record", record)
        yield
    assert recorded >= 2


def test_a_worker_that_is_killed_midway_changes_nothing(address, handed_in, in_process, tmp_path):
    course = copy_of(handed_in, tmp_path / "course")
    with Client(address) as client:
        workers = client.run(os.getpid)
    assert len(workers) == 2
    victim = next(iter(workers.values()))
    with after_two_are_recorded(lambda: os.kill(victim, signal.SIGKILL)):
        results = grade_class(course, [NAME], scheduler=address, say=quiet)
    assert sorted(each.student for each in results) == sorted(CLASS)
    assert everything(course) == in_process


def test_a_submission_that_ends_its_worker_is_failed_and_its_neighbours_are_not(
    address, handed_in, in_process, tmp_path, monkeypatch
):
    course = copy_of(handed_in, tmp_path / "course")
    monkeypatch.setattr(outcome, "grade_submission", Deadly("dan"))
    with Client(address) as client:
        # Dask's own patience, three more workers for each submission, is tried by Dask's tests.
        client.run_on_scheduler(lambda dask_scheduler: setattr(dask_scheduler, *NO_PATIENCE))
    results = grade_class(course, [NAME], scheduler=address, say=quiet)
    assert [each.student for each in results if each.failed] == ["dan"]
    found = everything(course)[1]
    assert {path.split("/")[0] for path in found if found[path] != in_process[1][path]} == {"dan"}


def test_a_scheduler_that_is_killed_midway_is_one_line_and_the_rest_is_graded_later(
    dask, handed_in, in_process, tmp_path
):
    """The last test that asks for the cluster."""
    address, scheduler = dask
    course = copy_of(handed_in, tmp_path / "course")
    with (
        after_two_are_recorded(scheduler.kill),
        pytest.raises(CourseError, match="the Dask scheduler is gone; start it and grade again"),
    ):
        grade_class(course, [NAME], scheduler=address, say=quiet)
    grade_class(course, [NAME], say=quiet)
    assert everything(course) == in_process


def test_a_scheduler_that_does_not_answer_is_one_line(handed_in, capfd, monkeypatch):
    monkeypatch.setattr(pool, "SECONDS_TO_ANSWER", 1)
    address = f"tcp://127.0.0.1:{free_port()}"
    with pytest.raises(
        CourseError, match=f"^no Dask scheduler with a worker answers at {address}$"
    ):
        grade_class(handed_in, [NAME], scheduler=address, say=quiet)
    assert main(["grade", NAME, "--root", str(handed_in.root), "--scheduler", "nonsense://x"]) == 1
    assert capfd.readouterr().err.splitlines() == [
        "error: no Dask scheduler with a worker answers at nonsense://x"
    ]
