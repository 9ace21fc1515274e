"""Grade one notebook of a submission: a pure function of the submission, the exam and the terms.

It may run in any process of any machine that has the package: it holds nothing between calls but a
warm parent for its jails. `Graded` is what it returns: all that is recorded.
"""

import json
import math
import threading
from dataclasses import dataclass, replace

from autograder.checking.language import ENGLISH, speaking
from autograder.grading.answers import Answer
from autograder.grading.exam import Exam
from autograder.grading.examiner import Examined, examine, refuse
from autograder.grading.notebook import read_notebook
from autograder.grading.process import put_back
from autograder.grading.recognition import choose, require_assignment
from autograder.grading.submission import Submission, Unreadable
from autograder.grading.terms import Terms
from autograder.grading.translation import language_of
from autograder.grading.verdicts import as_json
from autograder.grading.warm import close, warm_parent
from autograder.sandbox import JailBroken

_turn = threading.RLock()


@dataclass(frozen=True)
class Graded:
    """A graded notebook of a submission: what is recorded of it.

    title: of its exam. notebook: the executed notebook as JSON. scores: points by test. answers:
    by solution cell, whether the student has answered there. reason: "" or why it could not be
    examined. note: "" or which notebook was taken, or left aside. verdicts: JSON. failed: whether
    it is grading's own fault that there is no grade.
    """

    student: str
    assignment: str
    notebook: str
    scores: dict[str, float]
    answers: dict[str, Answer]
    reason: str
    note: str
    verdicts: str
    title: str
    failed: bool = False

    @property
    def score(self) -> float:
        """The points of all tests."""
        return math.fsum(self.scores.values())


def grade_submission(exam: Exam, submission: Submission, terms: Terms) -> Graded:
    """Return what a submission gets.

    Raises JailBroken where no jail can be built and Breach where it would not hold.
    """
    handed_in, reason, note = submission, submission.reason, ""
    told = reason
    language = language_of([submission.notebook, *submission.others.values()], exam.translations)
    # One at a time: a process has one standard output, one working folder and one state of the
    # generators that tests draw from.
    with _turn:
        if not reason:
            try:
                if submission.others or submission.skipped:
                    notebook, note = choose(exam, submission)
                    submission = replace(submission, notebook=notebook)
                with put_back(), speaking(language):
                    examined = _examine(exam.in_language(language), submission, terms)
            except Unreadable:
                reason, told = (_why_not(exam, handed_in, each) for each in (ENGLISH, language))
    if reason:
        with speaking(language):
            examined = refuse(exam.in_language(language), told)
    return Graded(
        submission.student,
        submission.assignment,
        json.dumps(examined.notebook, ensure_ascii=False, allow_nan=False),
        {test.name: test.score for test in examined.tests},
        examined.answers,
        reason,
        note,
        as_json(examined, handed_in, exam, terms, language, reason, told, note),
        exam.title,
    )


def _why_not(exam: Exam, submission: Submission, language: str) -> str:
    """Why a submission can't be examined: for instructors in English, for its student in theirs."""
    with speaking(language):
        try:
            notebook = submission.notebook
            if submission.others or submission.skipped:
                notebook, _ = choose(exam, submission)
            require_assignment(exam, read_notebook(notebook), exam.file)
        except Unreadable as error:
            return str(error)
    return ""


def _examine(exam: Exam, submission: Submission, terms: Terms) -> Examined:
    def examined() -> Examined:
        warm = warm_parent(terms.jailed, terms.private)
        # The first one takes a second, which is not the student's.
        checks = terms.checks(terms.seed)
        handed_in = submission.notebook, submission.files
        return examine(exam, *handed_in, warm, checks, terms.bounds, terms.convention_share)

    try:
        return examined()
    except JailBroken:
        # Something may have killed the warm parent; a new one that fails as well is no accident.
        close()
        return examined()
