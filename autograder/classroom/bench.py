"""Time this grading beside nbgrader's own, on the same class, in one run.

nbgrader grades as it is shipped: its own `Execute`, one kernel a notebook, one after another. So
its time grows with the number of submissions and nothing else, and a sample is enough: one
submission of each kind. All are honest work, right and wrong, so both must give the same points.
"""

import contextlib
import os
import tempfile
import threading
import time
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
from scipy import linalg, special

from autograder.checking.exercise import PARTS, Exercise, public_cases
from autograder.classroom.demo import own_config, set_up
from autograder.classroom.students import Submission, classroom
from autograder.course.exercises import ASSIGNMENTS
from autograder.host import batch
from autograder.host.course_folder import CourseFolder
from autograder.key.hidden import hidden_cases

WORKERS = 2

# Too long for a race: it waits for a time limit.
LEFT_OUT = {"endless-loop", "not-a-notebook"}

# What nbgrader does when a course configures nothing but what its notebooks need.
AS_SHIPPED = """
import os
import sys
from pathlib import Path
c = get_config()
os.environ["PATH"] = str(Path(sys.executable).parent) + os.pathsep + os.environ["PATH"]
os.environ |= {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
c.CourseDirectory.course_id = "softmax"
c.GenerateAssignment.force = True
c.ClearSolutions.code_stub = {"python": "raise NotImplementedError"}
c.OverwriteCells.add_missing_cells = True
c.KernelManager.transport_encryption = "auto"  # else every kernel warns
"""


# nbgrader knows right and wrong alone: in a race for equal scores a convention earns nothing.
NO_CONVENTIONS = "\nc.Examine.convention_share = 0.0\n"


@dataclass(frozen=True)
class Timed:
    """How long a class took, what its processes held at most, and every score.

    start: the seconds of them until the first submission was graded.
    """

    seconds: float
    start: float
    memory: float
    scores: dict[tuple[str, str], dict[str, float]]


def bench(count: int, assignment: str | None = None, say: Callable[[str], None] = print) -> float:
    """Grade a class of so many submissions, and a sample of it with nbgrader; return the ratio.

    assignment: the one that all submissions are of, None for all six. Prints the figures. Raises
    AssertionError where a submission of the sample gets other points.
    """
    class_, kinds = make_class(count, assignment), _kinds(assignment)
    sample = class_[: len(kinds)]
    of = assignment or "the six assignments"
    say(f"{count} submissions of {of}, {WORKERS} workers, {os.cpu_count()} cores")
    with tempfile.TemporaryDirectory() as folder:
        config = own_config() + NO_CONVENTIONS
        ours = _time(set_up(Path(folder) / "ours", class_, config), _grade_ours)
        share = ours.start / ours.seconds
        say(f"{_line('this', ours, count)}; {share:.0%} of its time before the first grade")
        shipped = _time(set_up(Path(folder) / "shipped", sample, AS_SHIPPED), _grade_shipped)
        say(f"{_line('nbgrader', shipped, len(sample))}; it graded a sample")
    counted = Counter(each.student.rpartition("-")[0] for each in sample)
    names = ", ".join(f"{name} ({n})" if n > 1 else name for name, n in counted.items())
    say(f"sample: the first {len(sample)}, one of each kind: {names}")
    for each in sample:
        key = each.student, each.assignment
        assert ours.scores[key] == shipped.scores.get(key), f"other points for {each.student}"
    say(f"equal scores for all {len(sample)} of the sample")
    bare = _floor(sample) / len(sample)
    say(f"{'floor':<10}{bare:8.4f} s a submission, the bare calls of the sample in this process")
    ratio = (shipped.seconds / len(sample)) / (ours.seconds / count)
    say(f"ratio: {ratio:.1f}")
    return ratio


def make_class(count: int, assignment: str | None = None) -> list[Submission]:
    """A class of this size: the demo's honest submissions over and over, as other students.

    assignment: the only one that they are of, None for all. Each kind comes once before any comes
    again.
    """
    return [
        Submission(f"{chosen.student}-{number:04d}", chosen.assignment, "", chosen.answers)
        for number, chosen in zip(range(count), cycle(_kinds(assignment)), strict=False)
    ]


def _kinds(assignment: str | None) -> list[Submission]:
    """The submissions of the demo that are graded as they stand, of one assignment or of all."""
    return [
        each
        for each in classroom()
        if each.student not in LEFT_OUT and assignment in (None, each.assignment)
    ]


def _grade_ours(course: CourseFolder) -> None:
    batch.grade_class(course, course.assignments(), workers=WORKERS, say=lambda line: None)


def _grade_shipped(course: CourseFolder) -> None:
    for assignment in course.assignments():
        for student in course.students(assignment):
            outcome = course.autograde(assignment, student)
            assert outcome.succeeded, outcome.reason


def _time(course: CourseFolder, run: Callable[[CourseFolder], None]) -> Timed:
    with _memory() as memory:
        began, started = time.time(), time.perf_counter()
        run(course)
        seconds = time.perf_counter() - started
    first = min(path.stat().st_mtime for path in course.autograded.glob("*/*/*.ipynb"))
    with course.gradebook() as gradebook:
        scores = {
            (submission.student.id, assignment.name): {
                grade.name: grade.auto_score
                for notebook in submission.notebooks
                for grade in notebook.grades
            }
            for assignment in gradebook.assignments
            for submission in assignment.submissions
        }
    return Timed(seconds, max(0.0, first - began), max(memory), scores)


def _line(name: str, timed: Timed, count: int) -> str:
    each = timed.seconds / count
    return f"{name:<10}{each:8.4f} s a submission, {timed.memory / 2**20:5.0f} MiB (PSS) at most"


@contextlib.contextmanager
def _memory(seconds: float = 0.25) -> Iterator[list[int]]:
    """Sample the proportional set size of this process and all below it, in bytes."""
    samples, done = [0], threading.Event()

    def watch() -> None:
        while not done.wait(seconds):
            samples.append(sum(map(_pss, _descendants(os.getpid()))))

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield samples
    finally:
        done.set()
        thread.join()


def _descendants(root: int) -> list[int]:
    found = [root]
    for process in found:
        with contextlib.suppress(OSError):
            for task in os.listdir(f"/proc/{process}/task"):
                text = Path(f"/proc/{process}/task/{task}/children").read_text()
                found += map(int, text.split())
    return found


def _pss(process: int) -> int:
    # A process may be gone by now, or not be ours to read.
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return 1024 * int(line.split()[1])
    return 0


def _floor(class_: list[Submission]) -> float:
    """Seconds that the bare calls of the class's functions take here, on the same cases."""
    total = 0.0
    for submission in class_:
        namespace = _names()
        for exercise in ASSIGNMENTS[submission.assignment]:
            source = submission.answers.get(exercise.name, "")
            # The demo's own answers, which are part of this package; nothing of a student's.
            with contextlib.suppress(SyntaxError):
                exec(source, namespace)
            if exercise.name in namespace:
                total += _calls(namespace[exercise.name], exercise)
    return total


def _calls(function: Callable, exercise: Exercise) -> float:
    calls = [
        case.fresh()
        for part in PARTS
        for case in (*public_cases(exercise, part), *hidden_cases(exercise.name, part))
    ]
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        started = time.perf_counter()
        for arguments in calls:
            # Some answers are wrong, and raise.
            with contextlib.suppress(Exception):
                function(*arguments)
        return time.perf_counter() - started


def _names() -> dict:
    return {"np": np, "special": special, "linalg": linalg, "plt": plt}
