"""The key: reference solutions and hidden cases. It never leaves the instructor's side."""

from autograder.key.examine import examine

__all__ = ["examine"]
