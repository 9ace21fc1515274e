"""The stand-in that answers to the name `autograder` in the jail: it checks and shows nothing.

The data of the course are put here when a jail starts.
"""


class CheckFailed(AssertionError):
    """Never raised here; the name exists for cells that mention it."""


def check(function, part=None):
    """Do nothing: in grading the examiner asks, from outside."""


def passed(*functions):
    """Return False: in the jail nothing has passed, and a cell that waits has nothing to do."""
    return False


def formula_sheet():
    """Show nothing."""


def claim(said, left, right, relation="=", tolerance=None, reason=""):
    """Show nothing."""


def within(seconds, iterable):
    """Return the iterable as it is: the jail has a limit of its own."""
    return iterable
