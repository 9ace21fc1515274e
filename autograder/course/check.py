"""`check`, the one function that a student needs of this package."""

import sys

from autograder.checking.course import Course
from autograder.checking.session import CheckSession, in_use
from autograder.course.data import DATA
from autograder.course.exercises import ASSIGNMENTS
from autograder.course.misconceptions import CATALOGUE, CONVENTIONS
from autograder.course.words import FAMILY, MISCONCEPTIONS

COURSE = Course(ASSIGNMENTS, CATALOGUE, CONVENTIONS, MISCONCEPTIONS, FAMILY, DATA)

NOTEBOOK = CheckSession(COURSE)
"""The session of a notebook: it has a process of its own."""


def check(function=None, part=None):
    """Compare a function with what is measured on the definition, over the public cases.

    function: callable under the name of its exercise. part: "values", "robustness", or None for
    both. Displays a report, whose last line tells how many exercises of the notebook pass by now,
    and returns None. Raises CheckFailed when the function is not right, a ValueError when no
    exercise has its name, and CheckInterrupted, a KeyboardInterrupt, when a person ends it.
    Warnings and prints are silenced while it runs.
    """
    in_use(NOTEBOOK).check(function, part, sys._getframe(1).f_globals)
