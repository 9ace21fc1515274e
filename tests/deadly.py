"""Grading that ends its worker; a module of its own, since workers import it."""

import os
import signal

from autograder.grading import outcome

GRADE = outcome.grade_submission


class Deadly:
    """Stands for `grade_submission`: it kills its process over the submissions of some students."""

    def __init__(self, *students: str):
        self.students = students

    def __call__(self, exam, submission, terms):
        if submission.student in self.students and not submission.reason:
            os.kill(os.getpid(), signal.SIGKILL)
        return GRADE(exam, submission, terms)
