"""What became of a test, as a code."""

from enum import StrEnum


class Status(StrEnum):
    """The code of what became of a test; all but the first three earn no points."""

    RIGHT = "right"  # it passed
    PARTIAL = "partial"  # by the number in which the test ends, which may be 0
    CONVENTION = "convention"  # right but for a convention: a share of the points
    WRONG = "wrong"  # by a verdict, or by an assert of the test
    UNWRITTEN = "unwritten"  # it met the line that stands where an answer should
    RAISED = "raised"  # an exception other than these
    TIMED_OUT = "timed out"  # a cell or a call went on beyond its time
    OUT_OF_TIME = "out of time"  # the time of the whole notebook was over before
    ENDED = "ended"  # the process of the student's code ended
    REFUSED = "refused"  # the submission could not be examined
