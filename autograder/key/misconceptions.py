"""Wrong turns that need a formula: the wrong answers of the gallery, each predicting its like.

They are used in grading only; a notebook knows their fingerprints. A wrong answer is written once,
in the gallery, and serves there as the proof that a test catches it and here as the prediction that
names it.
"""

from functools import cache

from autograder.checking.answers import Answer, answer
from autograder.checking.calls import attempt
from autograder.checking.course import Misconception
from autograder.checking.exercise import Case, Exercise
from autograder.checking.session import CheckSession
from autograder.course.check import COURSE
from autograder.course.exercises import EXERCISES
from autograder.course.misconceptions import CATALOGUE
from autograder.key.gallery import Entry, gallery
from autograder.key.kept import kept_public_cases

# Recognised by the outcome, or by how their error behaves: their numbers are right, or nearly so.
SHOWN_BY_SIGNS = frozenset(("in-place", "memory", "finite-differences", "rounded"))


def graded_session(seed: int) -> CheckSession:
    """The session of a submission that is graded; seed: of the hidden cases, int ≥ 0."""
    return CheckSession(COURSE, misconceptions=catalogue(), seed=seed, public=kept_public_cases)


@cache
def catalogue() -> tuple[Misconception, ...]:
    """Return all misconceptions: those of the course, and one for each wrong answer."""
    known = [
        of_entry(entry)
        for name in EXERCISES
        for entry in gallery(name)
        if not entry.right and entry.label not in SHOWN_BY_SIGNS
    ]
    return CATALOGUE + tuple(known)


def of_entry(entry: Entry) -> Misconception:
    """The misconception that a wrong answer stands for."""

    def predict(exercise: Exercise, case: Case) -> Answer:
        return answer(*attempt(entry.function, case.fresh()))

    return Misconception(entry.label, frozenset((entry.exercise,)), predict, entry.part)
