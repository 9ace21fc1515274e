"""Grading that ends its worker; a module of its own, since workers import it."""

import os
import signal

from autograder.grading import grading

GRADE = grading.grade


class Deadly:
    """Stands for `grading.grade`: it kills its process over the submissions of some students."""

    def __init__(self, *students: str):
        self.students = students

    def __call__(self, exam, submission, terms):
        if submission.student in self.students and not submission.reason:
            os.kill(os.getpid(), signal.SIGKILL)
        return GRADE(exam, submission, terms)
