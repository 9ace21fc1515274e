"""Advice on what ends a call or a cell because it is graded: what grading does not give.

By the codes of `sandbox.inside.refusals`; the words for all else stand in `checking.words`.
"""

from autograder.grading import words
from autograder.sandbox.inside.limits import Limits

_LIMITS = Limits()


def on(refusal: object) -> str:
    """The advice on a code as a jail sent it, "" where it is none."""
    text = words.REFUSED.get(refusal, "") if isinstance(refusal, str) else ""
    return text.format(
        files=_LIMITS.files >> 20,
        open_files=_LIMITS.open_files,
        memory=_LIMITS.memory >> 20,
        threads=_LIMITS.threads,
    )
