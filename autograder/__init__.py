"""A course on the derivatives of the softmax, and the autograder that marks it."""

from autograder.checking.failures import CheckFailed
from autograder.course.check import check
from autograder.course.data import iris

__all__ = ["CheckFailed", "check", "iris"]
