"""Grade one submission: a pure function of the submission, the exam, the seed and the bounds.

It may run in any process of any machine that has the package: it holds nothing between calls but a
warm parent for its jails. `Graded` is what it returns: all that is recorded.
"""

import atexit
import hashlib
import json
import math
import os
import platform
import threading
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from autograder.grading.answers import Answer
from autograder.grading.exam import Exam
from autograder.grading.examiner import Examined, examine, refuse
from autograder.grading.recognition import choose
from autograder.grading.session import Bounds
from autograder.grading.submission import Submission, Unreadable
from autograder.grading.verdicts import as_json
from autograder.sandbox import (
    Died,
    JailBroken,
    Jailer,
    TimedOut,
    WarmParent,
    readable_paths,
)
from autograder.sandbox.reading import unreadable

PACKAGE = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Terms:
    """How a class is graded: the seed of the hidden cases, the bounds on time, with a jail or not.

    private: paths that no jail may be able to open. convention_share: the share of its values'
    points that an answer earns which is right up to a convention, between 0 and 1.
    """

    seed: int
    bounds: Bounds
    jailed: bool = True
    private: tuple[str, ...] = ()
    convention_share: float = 0.5


@dataclass(frozen=True)
class Graded:
    """A graded submission: what is recorded of it.

    notebook: the executed notebook as JSON. scores: points by test. answers: by solution cell,
    whether the student has answered there. reason: "" or why it could not be examined. note: "" or
    which notebook was taken, or left aside. verdicts: JSON, as `grading.verdicts` has it. failed:
    whether it is grading's own fault that there is no grade.
    """

    student: str
    assignment: str
    notebook: str
    scores: dict[str, float]
    answers: dict[str, Answer]
    reason: str
    note: str
    verdicts: str
    failed: bool = False

    @property
    def score(self) -> float:
        """The points of all tests."""
        return math.fsum(self.scores.values())


class Breach(RuntimeError):
    """Raised where a jail can open what is private: grading stops before the first submission."""


def grade(exam: Exam, submission: Submission, terms: Terms) -> Graded:
    """Return what a submission gets.

    Raises JailBroken where no jail can be built and Breach where it would not hold.
    """
    handed_in, reason, note = submission, submission.reason, ""
    # One at a time in a process: warnings, standard streams and the engine are switched globally.
    with _turn:
        if not reason:
            try:
                if submission.others or submission.skipped:
                    notebook, note = choose(exam, submission)
                    submission = replace(submission, notebook=notebook)
                examined = _examine(exam, submission, terms)
            except Unreadable as error:
                reason = str(error)
    if reason:
        examined = refuse(exam, reason)
    return Graded(
        submission.student,
        submission.assignment,
        json.dumps(examined.notebook, ensure_ascii=False, allow_nan=False),
        {test.name: test.score for test in examined.tests},
        examined.answers,
        reason,
        note,
        as_json(
            examined,
            {
                "assignment": submission.assignment,
                "student": submission.student,
                "digest": digest(exam, handed_in, terms),
                "seed": terms.seed,
                "jailed": terms.jailed,
                "reason": reason,
                "note": note,
            },
        ),
    )


def _examine(exam: Exam, submission: Submission, terms: Terms) -> Examined:
    arguments = submission.notebook, submission.files
    settings = terms.seed, terms.bounds, terms.convention_share
    try:
        return examine(exam, *arguments, warm_parent(terms), *settings)
    except JailBroken:
        # Something may have killed the warm parent; a new one that fails as well is no accident.
        close()
        return examine(exam, *arguments, warm_parent(terms), *settings)


# ---- the warm parent of this process ----

_turn = threading.RLock()
_warm: dict[bool, Jailer] = {}
_tried: set[tuple[str, ...]] = set()


def share(jailer: Jailer, jailed: bool) -> None:
    """Let this process have its jails from a warm parent that others use as well."""
    _warm[jailed] = jailer


def warm_parent(terms: Terms) -> Jailer:
    """The warm parent of this process, started on first use, and tried for each set of paths."""
    system = platform.system()
    if system != "Linux":
        raise JailBroken(f"this is {system}: grade on Linux, in WSL or in a container")
    if terms.jailed not in _warm:
        close()
        _warm[terms.jailed] = WarmParent(terms.jailed).__enter__()
    if terms.jailed and terms.private not in _tried:
        try:
            _try(_warm[terms.jailed], terms.private)
        except BaseException:
            close()
            raise
        _tried.add(terms.private)
    return _warm[terms.jailed]


def close() -> None:
    """End the warm parent of this process, if there is one."""
    _tried.clear()
    while _warm:
        _, warm = _warm.popitem()
        warm.__exit__()


atexit.register(close)

_OPEN = """
import os
def opened(paths):
    found = []
    for path in paths:
        try:
            os.close(os.open(path, os.O_RDONLY))
        except OSError:
            continue
        found.append(path)
    return found
"""


def _try(warm: Jailer, private: tuple[str, ...]) -> None:
    """Raise Breach if a jail can open one of these paths, or any file of the key.

    Raises JailBroken where it can't read what students import.
    """
    keys = [PACKAGE / "key", *_other_keys()]
    key = [str(path) for folder in keys for path in sorted(folder.rglob("*.py"))]
    # Where a link leads to a path, a jail may know it by the one name and not by the other.
    resolved = [os.path.realpath(path) for path in private]
    try:
        with warm.jail({}) as jail:
            jail.run(_OPEN, 30)
            paths = list(dict.fromkeys([*private, *resolved, *key]))
            opened = jail.call("opened", (paths,), 30).value
            closed = unreadable(jail) if os.geteuid() == 0 else ""
    except (Died, TimedOut):
        raise JailBroken("the jail ended while it was tried") from None
    if opened != []:
        raise Breach(
            f"a jail can open {opened[0] if opened else 'what it should not'}: keep the course out "
            "of the folders of Python and its packages, and other copies of this package too"
        )
    if closed:
        raise JailBroken(closed)


def _other_keys() -> list[Path]:
    """The keys of copies of this package that lie in folders which a jail may read."""
    places = ("", "site-packages/", "dist-packages/", "python3*/*-packages/")
    return [
        key
        for folder in readable_paths()
        for place in places
        for key in Path(folder).glob(f"{place}{PACKAGE.name}/key")
    ]


# ---- what is graded again ----


@cache
def package_digest() -> str:
    """Changes whenever the code of this package changes."""
    digest = hashlib.sha256()
    for path in sorted(PACKAGE.rglob("*.py")):
        digest.update(path.relative_to(PACKAGE).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def digest(exam: Exam, submission: Submission, terms: Terms) -> str:
    """Changes whenever a submission would have to be graded again."""
    parts = (
        exam.digest,
        package_digest(),
        (terms.seed, terms.bounds, terms.jailed, terms.convention_share),
        (submission.notebook, sorted(submission.files.items()), submission.reason),
        sorted(submission.others.items()),
        sorted(submission.skipped.items()),
    )
    return hashlib.sha256(repr(parts).encode()).hexdigest()
