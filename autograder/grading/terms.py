"""The terms on which a class is graded."""

from collections.abc import Callable
from dataclasses import dataclass

from autograder.checking.session import CheckSession, without_course
from autograder.grading.session import Bounds


@dataclass(frozen=True)
class Terms:
    """How a class is graded: the seed of the hidden cases, the bounds on time, with a jail or not.

    private: paths that no jail may be able to open. convention_share: the share of its values'
    points that an answer earns which is right up to a convention, between 0 and 1. checks: makes
    the session of a submission from the seed, and so says which course it is; a function of a
    module, since workers import it.
    """

    seed: int
    bounds: Bounds
    jailed: bool = True
    private: tuple[str, ...] = ()
    convention_share: float = 0.5
    checks: Callable[[int], CheckSession] = without_course
