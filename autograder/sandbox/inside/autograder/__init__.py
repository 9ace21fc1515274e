"""The stand-in that answers to the name `autograder` in the jail: it checks and shows nothing.

The data of the course are put here when a jail starts.
"""


class CheckFailed(AssertionError):
    """Never raised here; the name exists for cells that mention it."""


def language(code: object) -> None:
    """Do nothing: the examiner reads the language as text."""


def check(function: object = None, part: object = None, *, anew: object = False) -> None:
    """Do nothing: in grading the examiner asks, from outside."""


def passed(*functions: object) -> bool:
    """Return False: in the jail nothing has passed, and a cell that waits has nothing to do."""
    return False


def formula_sheet() -> None:
    """Show nothing."""


def claim(
    said: object,
    left: object,
    right: object,
    relation: object = "=",
    tolerance: object = None,
    reason: object = "",
    **values: object,
) -> None:
    """Show nothing."""


def within(seconds: object, iterable: object) -> object:
    """Return the iterable as it is: the jail has a limit of its own."""
    return iterable
