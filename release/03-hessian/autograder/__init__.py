"""A course on the derivatives of the softmax, and the autograder that marks it."""

from autograder.checking.check import CheckFailed, check

__all__ = ["CheckFailed", "check"]
