"""A course on the derivatives of the softmax, and the autograder that marks it."""

from autograder.checking.failures import CheckFailed
from autograder.course.check import check

__all__ = ["CheckFailed", "check"]
