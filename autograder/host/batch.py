"""Grade a class: submissions out to a pool, results back to one recorder."""

import contextlib
import itertools
import json
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Protocol

from nbgrader.api import Gradebook, InvalidEntry
from sqlalchemy.exc import DBAPIError

from autograder.grading import CourseError, words
from autograder.grading.exam import Exam
from autograder.grading.journal import written_ahead
from autograder.grading.outcome import Graded
from autograder.grading.pool import InHand, Pool, Task, open_pool
from autograder.grading.recorder import Recorder, why_not_recorded
from autograder.grading.source import Sources, load_exams
from autograder.grading.status import Status
from autograder.grading.submission import Submission, read_submission
from autograder.grading.terms import Terms
from autograder.grading.verdicts import digest
from autograder.host.class_list import ClassList, by_student, read_class_list
from autograder.host.course_folder import CourseFolder
from autograder.host.examine import Examine
from autograder.host.lock import alone

SECONDS_BETWEEN_LINES = 5.0

UNCONFINED = (
    "WARNING: grading WITHOUT A JAIL. What students wrote can read the key, the gradebook and "
    "other submissions, and do whatever you can do on this machine. A comment on each says so."
)

# Fewer may all be wrong by chance.
FEWEST_IN_A_CLASS = 5

# So many names stand in one line; the class report has all.
MOST_NAMES = 10


@dataclass(frozen=True)
class Result:
    """What a submission got: points of its tests, "" or why it could not be graded.

    assignment: with the notebook where its name is another. note: "" or which notebook was taken,
    or left aside. failed: whether it is grading's own fault that there is no grade.
    """

    student: str
    assignment: str
    score: float
    reason: str
    note: str = ""
    failed: bool = False


def grade_class(
    course: CourseFolder,
    assignments: list[str],
    *,
    workers: int = 1,
    scheduler: str | None = None,
    force: bool = False,
    jailed: bool = True,
    say: Callable[[str], None] = print,
) -> list[Result]:
    """Grade all submissions of some assignments that are not graded as they are.

    Of an assignment that nobody has handed in, no notebook is read, and none is released.
    workers: processes of this machine, 1 for this one. scheduler: address of a Dask scheduler,
    whose workers are used instead. force: grade again what has been graded. jailed: without it
    students' code runs unconfined. Raises CourseError where grading can't begin.
    """
    if sys.platform != "linux":
        raise CourseError("grading runs on Linux only: use Linux, WSL or a container")
    if not jailed:
        say(UNCONFINED)
    with contextlib.ExitStack() as stack:
        gradebook = stack.enter_context(open_gradebook(course))
        folders = {assignment: course.students(assignment) for assignment in assignments}
        for assignment, found in folders.items():
            course.require_source(assignment)
            if found:
                course.require_registered(assignment)
        students = read_class_list(gradebook)
        examine = Examine(config=course.config)
        terms = {assignment: examine.terms(assignment, jailed) for assignment in folders}
        # Each process tries once whether a jail keeps out of all these.
        private = tuple(dict.fromkeys(path for each in terms.values() for path in each.private))
        handed_in = {name: by_student(found, students) for name, found in folders.items()}
        papers, sources = {}, Sources(course.config)
        for assignment in (name for name, found in folders.items() if found):
            folder = course.source(assignment)
            exams = load_exams(folder, gradebook, sources)
            busy = f"{assignment} is being graded by another process"
            stack.enter_context(alone(folder, busy))
            alike = replace(terms[assignment], private=private)
            for exam in exams:
                recorder = Recorder(gradebook, course.autograded, exam, jailed)
                stack.enter_context(recorder).clean()
                papers[exam.title] = _Paper(exam, alike, recorder, handed_in[assignment])
        for path, advice in course.misplaced().items():
            say(f"not looked at: {printable(path)} in submitted/; {advice}")
        make_pool = partial(open_pool, workers, scheduler, jailed)
        results = _grade(course, gradebook, papers, make_pool, force, say)
        for assignment, by_name in handed_in.items():
            if not by_name:
                say(
                    f"{assignment}: nothing lies in submitted/STUDENT/{assignment}/: put folders "
                    f"of students there, or run {course.command('collect ZIP', assignment)}"
                )
            _compare(assignment, by_name, students, say)
            _tell_gone(assignment, by_name, gradebook, say)
        for title, paper in papers.items():
            if lost := _lost_by_all(paper):
                tests = f"{names_of(lost)}: the test{'s' * (len(lost) > 1)}"
                say(
                    f"{title}: no answer of the class has points for {tests} may be wrong; "
                    f"run {course.command('grade --solutions', paper.exam.assignment)}"
                )
        return results


@dataclass(frozen=True)
class _Paper:
    """A notebook to be graded: its exam, the terms, the recorder, folders by student.

    answered: by test the points of each student who wrote an answer to it.
    """

    exam: Exam
    terms: Terms
    recorder: Recorder
    handed_in: dict[str, list[str]]
    answered: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))


def _grade(
    course: CourseFolder,
    gradebook: Gradebook,
    papers: dict[str, _Paper],
    make_pool: Callable[[], contextlib.AbstractContextManager[Pool[Task, Graded]]],
    force: bool,
    say: Callable[[str], None],
) -> list[Result]:
    counts = {name: len(paper.handed_in) for name, paper in papers.items()}
    progress = Progress(counts, say)
    results = []

    def done(result: Result) -> None:
        results.append(result)
        progress.step(result)

    def waiting() -> Iterator[Task]:
        for name, paper in papers.items():
            for student, folders in paper.handed_in.items():
                if why_not := why_not_recorded(student):
                    done(Result(student, name, 0.0, f"{words.FAILED}: {why_not}", failed=True))
                    continue
                submission = _read(course, paper.exam, student, folders)
                unchanged = digest(paper.exam, submission, paper.terms)
                done_before = None if force else paper.recorder.done(student, unchanged)
                if done_before is not None:
                    progress.skip(name, student, done_before["reason"])
                    _count(paper, done_before)
                else:
                    yield Task(paper.exam, submission, paper.terms)

    # All assignments in one queue: no worker waits for another's last submission of one of them.
    tasks = waiting()
    first = next(tasks, None)
    if first is None:
        return results  # without a pool, whose warm parent takes seconds
    with written_ahead(gradebook), make_pool() as pool:
        for graded in pool.map(itertools.chain([first], tasks), progress.wait):
            paper = papers[graded.title]
            paper.recorder.record(graded)
            _count(paper, json.loads(graded.verdicts))
            result = Result(
                graded.student,
                graded.title,
                graded.score,
                graded.reason,
                graded.note,
                graded.failed,
            )
            done(result)
    return results


def _read(course: CourseFolder, exam: Exam, student: str, folders: list[str]) -> Submission:
    assignment = exam.assignment
    if len(folders) == 1:
        names = exam.notebook, exam.siblings
        submission = read_submission(course.submitted, folders[0], assignment, *names)
        return replace(submission, student=student)
    reason = (
        f"{len(folders)} folders in submitted/ have this student's name, in other forms of Unicode "
        f"({', '.join(map(ascii, folders))}): leave one"
    )
    return Submission(student, assignment, b"", {}, reason)


def _compare(
    assignment: str, handed_in: Collection[str], students: ClassList, say: Callable[[str], None]
) -> None:
    """Say who is not on the class list, and who of it has handed in nothing."""
    if unlisted := students.unlisted(handed_in):
        say(f"{assignment}: not on the class list: {names_of(unlisted)}")
    if missing := students.missing(handed_in):
        count = f"{len(missing)} of the class list"
        say(f"{assignment}: nothing handed in by {count}: {names_of(missing)}")


def _tell_gone(
    assignment: str,
    handed_in: Collection[str],
    gradebook: Gradebook,
    say: Callable[[str], None],
) -> None:
    """Say whose submission was graded and is no longer there."""
    graded = {each.student_id for each in gradebook.assignment_submissions(assignment)}
    if gone := sorted(graded - set(handed_in)):
        names = names_of(gone)
        say(f"{assignment}: no longer in submitted/, the points stay in the gradebook: {names}")


def _count(paper: _Paper, verdicts: dict) -> None:
    if not verdicts["reason"]:
        for test in verdicts["tests"]:
            if test["points"] > 0 and test["status"] != Status.UNWRITTEN:
                paper.answered[test["name"]].append(test["score"])


def _lost_by_all(paper: _Paper) -> list[str]:
    """The tests that many have answered, and for which nobody has a point."""
    return [
        name
        for name, scores in paper.answered.items()
        if len(scores) >= FEWEST_IN_A_CLASS and not any(scores)
    ]


def names_of(students: list[str]) -> str:
    """Some students in a line, and how many more there are."""
    few = students if len(students) <= MOST_NAMES + 1 else students[:MOST_NAMES]
    more = f" and {len(students) - len(few)} more" if len(students) > len(few) else ""
    return ", ".join(map(printable, few)) + more


@contextlib.contextmanager
def open_gradebook(course: CourseFolder) -> Iterator[Gradebook]:
    """The gradebook; raises CourseError where its database does not do what it should."""
    try:
        with _opened(course) as gradebook:
            yield gradebook
    except DBAPIError as error:
        reason = str(error.orig).splitlines()[0]
        raise CourseError(f"the gradebook can't be used: {reason}") from error


def _opened(course: CourseFolder) -> Gradebook:
    """Open the gradebook, which lays out its tables first where it is new.

    Where another process lays out the same one, either may find that the other was faster.
    """
    for _ in range(2):
        with contextlib.suppress(DBAPIError, InvalidEntry):
            return course.gradebook()
    return course.gradebook()


class Became(Protocol):
    """What came of one task: reason is "" or what went wrong, note "" or what is told beside."""

    @property
    def student(self) -> str: ...

    @property
    def assignment(self) -> str: ...

    @property
    def reason(self) -> str: ...

    @property
    def note(self) -> str: ...


class Progress:
    """Says how far the work on a class is, how fast it goes and how long it will take.

    totals: how many submissions each assignment has. done, refused: the words for what came of one.
    """

    def __init__(
        self,
        totals: dict[str, int],
        say: Callable[[str], None],
        done: str = "graded",
        refused: str = "not graded",
    ):
        self._left, self._say = dict(totals), say
        self._words = done, refused
        self._total = sum(totals.values())
        self._graded: Counter[str] = Counter()
        self._refused: Counter[str] = Counter()
        self._skipped: Counter[str] = Counter()
        self._started = self._first = self._said = self._last = time.monotonic()
        for name in totals:
            self._end(name)

    def skip(self, name: str, student: str = "", reason: str = "") -> None:
        if reason:
            self._refused[name] += 1
            self._refuse(name, student, reason)
        else:
            self._skipped[name] += 1
        self._count(name)

    def _refuse(self, name: str, student: str, reason: str) -> None:
        self._say(f"{name}: {printable(student)} {self._words[1]}: {reason}")

    def step(self, result: Became) -> None:
        """Count what came of a submission."""
        self._last = time.monotonic()
        if result.reason:
            self._refused[result.assignment] += 1
            self._refuse(result.assignment, result.student, result.reason)
        else:
            self._graded[result.assignment] += 1
            if result.note:
                self._say(f"{result.assignment}: {printable(result.student)}: {result.note}")
            self._tell_rate()
        self._count(result.assignment)

    def wait(self, tasks: Sequence[InHand]) -> None:
        """Say who is awaited, since nothing has come for a while."""
        who = f"{printable(tasks[0].student)} / {tasks[0].assignment}"
        more = f" and {len(tasks) - 1} more" if len(tasks) > 1 else ""
        self._say(f"no result for {time.monotonic() - self._last:.0f} s: waiting for {who}{more}")

    def _tell_rate(self) -> None:
        """Now and then; what is refused takes no time, so it says nothing about the rate."""
        graded = self._graded.total()
        if graded == 1:
            self._first = self._said = self._last  # nor does starting the workers
        elif self._last - self._said >= SECONDS_BETWEEN_LINES:
            self._said = self._last
            rate = (graded - 1) / (self._last - self._first)
            done = graded + self._refused.total() + self._skipped.total()
            left = (self._total - done) / rate
            speed = f"{rate:.1f}" if rate >= 0.1 else f"{rate:.2f}"
            self._say(f"{done} of {self._total}, {speed} a second, {left:.0f} s left")

    def _count(self, name: str) -> None:
        self._left[name] -= 1
        self._end(name)

    def _end(self, name: str) -> None:
        if self._left[name] == 0:
            seconds = time.monotonic() - self._started
            done, not_done = self._words
            refused = f", {self._refused[name]} {not_done}" if self._refused[name] else ""
            before = f", {self._skipped[name]} graded before" if self._skipped[name] else ""
            count = self._graded[name]
            self._say(f"{name}: {count} {done} after {seconds:.1f} s{refused}{before}")


def printable(name: str) -> str:
    """The name of a student in a line of ours."""
    return name if name.isprintable() else ascii(name)
