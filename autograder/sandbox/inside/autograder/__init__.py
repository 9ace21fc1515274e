"""The stand-in that answers to the name `autograder` in the jail: it checks nothing.

The data of the course are put here when a jail starts.
"""


class CheckFailed(AssertionError):
    """Never raised here; the name exists for cells that mention it."""


def check(function, part=None):
    """Do nothing: in grading the examiner asks, from outside."""
