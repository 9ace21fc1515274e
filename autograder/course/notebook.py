"""What a notebook imports from `autograder`."""

from autograder.checking.failures import CheckFailed
from autograder.course.check import check, formula_sheet, language, passed
from autograder.course.claims import claim
from autograder.course.data import iris
from autograder.course.within import within

__all__ = ["CheckFailed", "check", "claim", "formula_sheet", "iris", "language", "passed", "within"]
