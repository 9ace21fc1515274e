"""Grading that is killed at any moment and started again ends as if nothing had happened."""

import contextlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from dummy_class import (
    CLASS,
    VERDICTS,
    answer,
    copy_of,
    everything,
    give_by_hand,
    hand_in,
    quiet,
    released_course,
)
from dummy_course import FORKED, NAME, exam_of
from installs import need_linux
from patience import PATIENCE
from recorder_process import (
    autograde_and_end_at,
    is_done,
    record,
    record_and_end_at,
    recording,
)

from autograder.grading import outcome, warm
from autograder.grading.exam import Exam
from autograder.grading.outcome import Graded
from autograder.grading.session import Bounds
from autograder.grading.submission import Submission, read_submission
from autograder.grading.terms import Terms
from autograder.host.batch import grade_class
from autograder.host.course_folder import CourseFolder
from autograder.sandbox import INSIDE, Jail

need_linux()

pytestmark = pytest.mark.usefixtures("one_warm_parent")

# Between the warm parent and its inmates; of root it keeps them itself.
KEEPERS = os.geteuid() != 0

SEED = 20240229
TERMS = Terms(1, Bounds())

# At random moments while records are written; a kill that falls beside is not counted.
KILLS = 12
# So that the moments fall anywhere in a record; nothing depends on it.
A_RECORD_TAKES = 0.02

SLOW = answer(
    "def double(x):\n    import time\n    time.sleep(0.1)\n    return 2 * x",
    "import time\ntime.sleep(0.1)",
)
SLOW_CLASS = {f"slow-{number}": (SLOW, 5) for number in range(2)} | CLASS


@pytest.fixture(scope="module")
def handed_in(tmp_path_factory):
    course = released_course(tmp_path_factory.mktemp("handed-in"))
    hand_in(course, SLOW_CLASS)
    return course


@pytest.fixture(scope="module")
def undisturbed(handed_in, tmp_path_factory):
    """What is there after a run that nobody disturbed."""
    course = copy_of(handed_in, tmp_path_factory.mktemp("undisturbed") / "course")
    results = grade_class(course, [NAME], say=quiet)
    assert {each.student: each.score for each in results} == {
        student: points for student, (_, points) in SLOW_CLASS.items()
    }
    return everything(course)


# ---- a run, and the processes below it ----


@dataclass(frozen=True)
class Process:
    """A process, known by its start as well, since numbers are given again."""

    number: int
    started: str
    command: str

    @property
    def alive(self) -> bool:
        with contextlib.suppress(OSError):
            fields = _stat(self.number)
            return fields[0] not in "ZX" and fields[19] == self.started
        return False

    def kill(self):
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.number, signal.SIGKILL)


def _stat(number: int) -> list[str]:
    return Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()


def process(number: int) -> Process:
    command = Path(f"/proc/{number}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    return Process(number, _stat(number)[19], command)


def children(number: int) -> list[Process]:
    found = []
    with contextlib.suppress(OSError):
        for task in Path(f"/proc/{number}/task").iterdir():
            for child in (task / "children").read_text().split():
                with contextlib.suppress(OSError):
                    found.append(process(int(child)))
    return found


def below(number: int) -> list[Process]:
    found = children(number)
    for each in found:
        found += children(each.number)
    return found


@dataclass
class Run:
    """Grading in a process of its own, with two workers and a temporary folder to itself."""

    course: CourseFolder
    popen: subprocess.Popen
    temporary: Path

    def recorded(self) -> int:
        return len(list(self.course.autograded.glob(f"*/{NAME}/{VERDICTS}")))

    def writers(self) -> list[Process]:
        return [process(self.popen.pid)]

    def workers(self) -> list[Process]:
        return [each for each in children(self.popen.pid) if "spawn_main" in each.command]

    def warm_parents(self) -> list[Process]:
        return [each for each in children(self.popen.pid) if str(INSIDE) in each.command]

    def keepers(self) -> list[Process]:
        return [keeper for parent in self.warm_parents() for keeper in children(parent.number)]

    def inmates(self) -> list[Process]:
        below = self.keepers()
        return [each for keeper in below for each in children(keeper.number)] if KEEPERS else below


@contextlib.contextmanager
def started(course: CourseFolder, temporary: Path) -> Iterator[Run]:
    temporary.mkdir()
    command = [sys.executable, "-m", "autograder", "grade", NAME, "--root", str(course.root)]
    popen = subprocess.Popen(
        [*command, "--workers", "2"],
        env=os.environ | {"TMPDIR": str(temporary)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield Run(course, popen, temporary)
    finally:
        popen.kill()
        popen.communicate(timeout=PATIENCE)


def until(condition: Callable[[], object], run: Run | None = None):
    """Wait until it holds, and return what it gives; a run that ends meanwhile is an error."""
    deadline = time.monotonic() + PATIENCE
    while not (found := condition()):
        assert time.monotonic() < deadline
        assert run is None or run.popen.poll() is None, "it was over before"
        time.sleep(0.01)
    return found


def assert_nothing_is_left(run: Run, processes: list[Process]):
    until(lambda: not [each for each in processes if each.alive])
    assert not list(run.temporary.iterdir())
    assert not list(run.course.autograded.glob("*/.*"))


# ---- the writer ----


def kill_the_writer_and_start_again(
    course: CourseFolder, tmp_path: Path, moment: Callable[[Run], None]
):
    with started(course, tmp_path / "temporary") as run:
        moment(run)
        processes = [process(run.popen.pid), *below(run.popen.pid)]
        run.popen.kill()
        run.popen.wait()
    grade_class(course, [NAME], say=quiet)
    assert_nothing_is_left(run, processes)


def test_the_writer_is_killed_after_some_are_recorded(handed_in, undisturbed, tmp_path):
    course = copy_of(handed_in, tmp_path / "course")
    kill_the_writer_and_start_again(
        course, tmp_path, lambda run: until(lambda: run.recorded() >= 4, run)
    )
    assert everything(course) == undisturbed


def test_the_writer_is_killed_while_it_begins(handed_in, undisturbed, tmp_path):
    course = copy_of(handed_in, tmp_path / "course")
    kill_the_writer_and_start_again(course, tmp_path, lambda run: until(run.workers, run))
    assert everything(course) == undisturbed


# ---- the writer, while it writes ----


@dataclass(frozen=True)
class Versions:
    """Ready results of a class, before and after each student has changed the submission."""

    exam: Exam
    before: list[Graded]
    after: list[Graded]


def renamed(graded: Graded, student: str) -> Graded:
    """The same result of another student."""
    verdicts = json.loads(graded.verdicts) | {"student": student}
    return replace(graded, student=student, verdicts=json.dumps(verdicts))


@pytest.fixture(scope="module")
def versions(handed_in):
    """Points and comments of each student change; some answers wait for a person, some do not."""
    exam = exam_of(handed_in)
    read = [read_submission(handed_in.submitted, student, NAME) for student in ("gus", "dan")]
    lost = Submission("lost", NAME, b"", {}, "it is lost")
    kinds = [outcome.grade_submission(exam, submission, TERMS) for submission in (*read, lost)]
    warm.close()
    before, after = (
        [renamed(kinds[(place + shift) % 3], f"student-{place:02}") for place in range(12)]
        for shift in (0, 1)
    )
    return Versions(exam, before, after)


def recorded_before(
    handed_in: CourseFolder, root: Path, exam: Exam, results: list[Graded]
) -> CourseFolder:
    """A course with these results on record; a person has given points, and what changed since."""
    course = copy_of(handed_in, root)
    with recording(course, exam) as recorder:
        for graded in results:
            recorder.record(graded)
            give_by_hand(course, graded.student)
            recorder.record(graded)
    return course


@pytest.fixture(scope="module")
def once(handed_in, versions, tmp_path_factory):
    """A course with one result on record."""
    root = tmp_path_factory.mktemp("once") / "course"
    return recorded_before(handed_in, root, versions.exam, versions.before[:1])


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("step", ["mkdir", "write_text", "chmod", "commit", "rename", "rmtree"])
def test_the_writer_is_killed_at_each_step_of_recording(once, versions, tmp_path, step, after):
    """Whether the change stays or is changed back."""
    exam, first, second = versions.exam, versions.before[0], versions.after[0]
    killed = copy_of(once, tmp_path / "killed")
    process = FORKED.Process(
        target=record_and_end_at, args=(killed.root, exam, second, step, after)
    )
    process.start()
    process.join(PATIENCE)
    assert process.exitcode == -signal.SIGKILL
    for number, wanted in enumerate((first, second)):
        course, expected = (
            copy_of(each, tmp_path / f"{name}-{number}")
            for name, each in (("killed", killed), ("expected", once))
        )
        for each in (course, expected):
            record(each.root, exam, [wanted])
        assert everything(course) == everything(expected)
        assert not list(course.autograded.glob("*/.*"))


def killed_while_recording(
    course: CourseFolder, exam: Exam, results: list[Graded], draw: random.Random
) -> bool:
    """Kill a process that records what is not done; whether it had begun and was not ready."""
    here, there = FORKED.Pipe(duplex=False)
    process = FORKED.Process(target=record, args=(course.root, exam, results, there))
    process.start()
    there.close()
    try:
        assert here.poll(PATIENCE)
        due, said = here.recv(), 0
        for _ in range(draw.randrange(due) if due else 0):
            assert here.poll(PATIENCE)
            said += bool(here.recv())
        time.sleep(draw.uniform(0, A_RECORD_TAKES))
    finally:
        process.kill()
        process.join(PATIENCE)
    with contextlib.suppress(EOFError):
        while here.recv():
            said += 1
    return said < due


def left_of(student: str, left: tuple[dict, dict]) -> tuple[list, dict]:
    """What grading has left behind of one student."""
    rows, files = left
    return (
        [row for row in rows["submissions"] if row[0] == student],
        {path: file for path, file in files.items() if path.startswith(f"{student}/")},
    )


def test_kills_while_records_are_written_leave_no_record_wrong(handed_in, versions, tmp_path):
    """At each kill the class is between two versions, which change places from run to run."""
    exam, draw = versions.exam, random.Random(SEED)
    before = recorded_before(handed_in, tmp_path / "before", exam, versions.before)
    course, after = (copy_of(before, tmp_path / name) for name in ("killed", "after"))
    record(after.root, exam, versions.after)
    expected = [(versions.before, everything(before)), (versions.after, everything(after))]
    killed, waiting = 0, set()
    for run in range(2 * KILLS):
        killed += killed_while_recording(course, exam, expected[(run + 1) % 2][0], draw)
        with recording(course, exam) as recorder:
            left = everything(course)
            done = [
                (graded.student, undisturbed)
                for results, undisturbed in expected
                for graded in results
                if is_done(recorder, graded)
            ]
        not_done = {graded.student for graded in versions.before} - {student for student, _ in done}
        # Whom the run before has left so may not have had a turn in this one.
        assert len(not_done - waiting) <= 1, "all but the one that was being recorded"
        waiting = not_done
        for student, undisturbed in done:
            assert left_of(student, left) == left_of(student, undisturbed)
        if killed == KILLS:
            break
    assert killed == KILLS, "too few fell between the first record and the last"
    for results, undisturbed in expected:
        record(course.root, exam, results)
        assert everything(course) == undisturbed


@pytest.fixture(scope="module")
def gus_alone(handed_in, tmp_path_factory):
    """A class of one, graded."""
    course = copy_of(handed_in, tmp_path_factory.mktemp("gus-alone") / "course")
    for folder in course.submitted.iterdir():
        if folder.name != "gus":
            shutil.rmtree(folder)
    grade_class(course, [NAME], say=quiet)
    return course


@pytest.mark.parametrize("step", ["rows, emptying the folder", "verdicts, notebook"])
def test_nbgrader_is_killed_between_two_steps_and_the_class_is_graded_after_it(
    gus_alone, tmp_path, step
):
    """Whether the change stays or is changed back."""
    killed = copy_of(gus_alone, tmp_path / "killed")
    path = f"submitted/gus/{NAME}/{NAME}.ipynb"
    first = (killed.root / path).read_text()
    second = first.replace("return 2 * x", "return 3 * x").replace("Because.", "")
    assert second != first
    (killed.root / path).write_text(second)
    process = FORKED.Process(target=autograde_and_end_at, args=(killed.root, "gus", step))
    process.start()
    process.join(PATIENCE)
    assert process.exitcode == -signal.SIGKILL
    for number, wanted in enumerate((first, second)):
        course, expected = (
            copy_of(each, tmp_path / f"{name}-{number}")
            for name, each in (("killed", killed), ("expected", gus_alone))
        )
        for each in (course, expected):
            (each.root / path).write_text(wanted)
            grade_class(each, [NAME], say=quiet)
        assert everything(course) == everything(expected)


# ---- those who work for it ----


@pytest.mark.parametrize("who", [("workers", "warm_parents"), ("inmates", "keepers")], ids="-".join)
def test_those_who_work_are_killed_and_nobody_notices(handed_in, undisturbed, tmp_path, who):
    """One after the other, with so many between them that they work for different submissions."""
    course = copy_of(handed_in, tmp_path / "course")
    with started(course, tmp_path / "temporary") as run:
        for recorded, each in zip((1, 6), who, strict=True):
            until(lambda recorded=recorded: run.recorded() >= recorded, run)
            until(getattr(run, each), run)[0].kill()
        processes = below(run.popen.pid)
        stderr = run.popen.communicate(timeout=PATIENCE)[1]
    assert (run.popen.returncode, stderr) == (0, "")
    assert everything(course) == undisturbed
    assert_nothing_is_left(run, processes)


@pytest.fixture(scope="module")
def slow(handed_in):
    """A submission as grading takes it, and what it gets."""
    work = exam_of(handed_in), read_submission(handed_in.submitted, "slow-0", NAME), TERMS
    yield work, outcome.grade_submission(*work)
    warm.close()


@pytest.mark.parametrize("victim", ["inmate", "warm parent"])
@pytest.mark.parametrize(
    ("method", "mark"),
    [("call_each", "opened"), ("run", "sleep"), ("defines", "double"), ("call_each", "double")],
)
def test_a_jail_that_somebody_else_kills_costs_no_points(slow, monkeypatch, method, mark, victim):
    """As the kernel does where memory is short; when it is tried, runs, is asked, is called."""
    work, expected = slow
    real, killed = getattr(Jail, method), []

    def kill_and_go_on(self, *arguments):
        if mark in repr(arguments) and not killed:
            (warm,) = (each for each in children(os.getpid()) if str(INSIDE) in each.command)
            killed.append(self.process_id if victim == "inmate" else warm.number)
            os.kill(killed[0], signal.SIGKILL)
            time.sleep(0.1)  # for those that go with it
        return real(self, *arguments)

    monkeypatch.setattr(Jail, method, kill_and_go_on)
    if mark == "opened":
        warm.close()  # a new one is tried
    assert outcome.grade_submission(*work) == expected
    assert killed
