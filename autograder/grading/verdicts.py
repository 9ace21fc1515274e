"""What is recorded of a graded submission beside its notebook: `verdicts.json`.

    schema      4
    assignment  its name
    student     the id
    notebook    its name; where it is missing it is that of the assignment
    digest      changes whenever the submission would have to be graded again
    seed        of the hidden cases
    jailed      whether a jail was used
    language    in which the student reads what is said here
    reason      "" or why the submission could not be examined
    told        the same as the student reads it
    note        "" or which notebook was taken for the one of the assignment, or left aside; where
                it is missing there is none
    answers     by solution cell whether the student has answered there, as `answers.Answer` has it
    tests       for each test cell, in the order of the assignment

A test has name, points, score, and these fields:

    status      the code of what became of it, as `status.Status` has it
    ended       what ended it: name and text of an error, and advice on it, "" for none; null where
                nothing did
    verdicts    of the checks in it, in the order in which they were reached

A verdict has exercise, part, hidden, family (the kind of case) and misconception as in
`checking.compare.Verdict`, and these fields:

    outcome     the code of what was found, as in `checking.outcomes`
    facts       the fields of the outcome by name, but for its pattern
    wrong       this pattern: which entries differ; [] for none
    said        the first line of the report
    hint        the advice of the report, "" for none
    picture     what the heat maps show, as `checking.report.picture` has it; null where there are
                none, and always for a hidden case

A file of another schema is refused: grading again writes it anew.
"""

import hashlib
import json
import math
from functools import cache
from pathlib import Path

import numpy as np

from autograder.checking.compare import Verdict
from autograder.checking.course import Course
from autograder.checking.language import speaking
from autograder.checking.report import first_line, hint, picture
from autograder.grading import CourseError
from autograder.grading.exam import Exam
from autograder.grading.examiner import Examined, Test
from autograder.grading.submission import Submission
from autograder.grading.terms import Terms

PACKAGE = Path(__file__).resolve().parents[1]

# What decides what is said of a submission: code, and its translations.
CODE = ("*.py", "*.po")

# Changes with the form of the verdicts.
SCHEMA = 4


@cache
def package_digest() -> str:
    """Changes whenever the code of this package changes."""
    digest = hashlib.sha256()
    for path in sorted(path for ending in CODE for path in PACKAGE.rglob(ending)):
        digest.update(path.relative_to(PACKAGE).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def digest(exam: Exam, submission: Submission, terms: Terms) -> str:
    """Changes whenever a submission would have to be graded again."""
    parts = (
        exam.digest,
        package_digest(),
        (terms.seed, terms.bounds, terms.jailed, terms.convention_share),
        (terms.checks.__module__, terms.checks.__qualname__),
        (submission.notebook, sorted(submission.files.items()), submission.reason),
        sorted(submission.others.items()),
        sorted(submission.skipped.items()),
    )
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def read_verdicts(path: Path, assignment: str) -> dict:
    """Return the verdicts in a file; raises CourseError where it holds none of this form."""
    again = f"run python -m autograder grade {assignment} again"
    try:
        verdicts = json.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        raise CourseError(f"{path} is no JSON: {again}") from None
    if verdicts.get("schema") != SCHEMA:
        raise CourseError(f"{path} has the form of another version: {again}")
    return verdicts


def read_tests(verdicts: str) -> dict[str, dict]:
    """Return the tests of a record in JSON, by name."""
    return {test["name"]: test for test in json.loads(verdicts)["tests"]}


def why_ended(test: dict) -> str:
    """What ended a recorded test, "" where nothing did."""
    ended = test["ended"]
    return ": ".join(filter(None, (ended["name"], ended["text"]))) if ended else ""


def as_json(
    examined: Examined,
    submission: Submission,
    exam: Exam,
    terms: Terms,
    language: str,
    reason: str,
    told: str,
    note: str,
) -> str:
    """The record of a submission, as it was handed in.

    language, reason, told, note: as they are recorded.
    """
    course = terms.checks(terms.seed).course
    with speaking(language):
        tests = [as_record(test, course) for test in examined.tests]
    record = {
        "schema": SCHEMA,
        "assignment": submission.assignment,
        **({"notebook": exam.notebook} if exam.notebook else {}),
        "student": submission.student,
        "digest": digest(exam, submission, terms),
        "seed": terms.seed,
        "jailed": terms.jailed,
        "language": language,
        "reason": reason,
        "told": told,
        "note": note,
        "answers": examined.answers,
        "tests": tests,
    }
    return json.dumps(record, ensure_ascii=False, allow_nan=False)


def as_record(test: Test, course: Course) -> dict:
    """A test of a course as it is recorded."""
    return {
        "name": test.name,
        "points": test.points,
        "score": test.score,
        "status": test.status,
        "ended": vars(test.ended) if test.ended else None,
        "verdicts": [_verdict(verdict, course) for verdict in test.verdicts],
    }


def _verdict(verdict: Verdict, course: Course) -> dict:
    facts = dict(vars(verdict.found))
    pattern = facts.pop("pattern", ())
    return {
        "exercise": verdict.exercise,
        "part": verdict.part,
        "hidden": verdict.hidden,
        "outcome": verdict.outcome,
        "family": verdict.family,
        "misconception": verdict.misconception,
        "facts": _plain(facts),
        "said": first_line(verdict),
        "hint": "" if verdict.right else hint(verdict, course),
        "wrong": list(pattern),
        "picture": _plain(picture(verdict)),
    }


def _plain(value: object) -> object:
    """A fact as JSON has it: a class by its name, a number that is not finite as text."""
    if isinstance(value, type):
        return value.__name__
    if isinstance(value, dict):
        return {name: _plain(item) for name, item in value.items()}
    if isinstance(value, np.ndarray):
        return _plain(value.tolist())
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    return value
