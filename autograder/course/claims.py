"""`claim`: what a sentence of a notebook says, tested and shown in one line."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from autograder.checking import words
from autograder.checking.language import say

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

# Where both sides sum a few terms, each of them is rounded a few times.
ROUNDINGS = 64

# Of the texts of claims among the messages of the course; other texts are said as they are.
CONTEXT = "claim"

# As many entries of a vector are written out.
ENTRIES = 4

HOLDS: dict[str, Callable] = {
    "=": lambda left, right, allowed: np.abs(left - right) <= allowed,
    "≤": lambda left, right, allowed: left <= right + allowed,
    "≥": lambda left, right, allowed: left >= right - allowed,
    "≠": lambda left, right, allowed: np.abs(left - right).max() > allowed,
}


class ClaimFailed(AssertionError):
    """Raised where a claim does not hold."""

    def _render_traceback_(self) -> list[str]:
        return [f"{type(self).__name__}: {self}"]


def claim(
    said: str,
    left: ArrayLike,
    right: ArrayLike,
    relation: str = "=",
    tolerance: float | None = None,
    reason: str = "",
    **values: object,
) -> None:
    """Print a claim with its left side, right side and gap in one line; raise where it is false.

    said: the claim in words or symbols. left, right: numbers or arrays of shapes that broadcast.
    relation: "=", "≤" and "≥" for every entry, "≠" for at least one. tolerance: the gap that is
    allowed, 64 roundings of the largest number by default; another one needs its reason, such as
    "truncation, h²". values: of each {name} in the claim, given as name=…. Raises ClaimFailed
    where the claim is false, ValueError for other arguments.
    """
    if relation not in HOLDS:
        raise ValueError(words.CLAIM_RELATION.format(relation=relation, relations=" ".join(HOLDS)))
    if (tolerance is None) == bool(reason):
        raise ValueError(words.CLAIM_REASON)
    left, right = np.asarray(left, float), np.asarray(right, float)
    gap = np.abs(left - right).max()
    if tolerance is None:
        size = max(np.abs(left).max(), np.abs(right).max(), 1.0)
        tolerance = ROUNDINGS * np.finfo(float).eps * size
    texts = {"left": _text(left), "right": _text(right), "relation": relation}
    because = f", {say(CONTEXT, reason)}" if reason else ""
    texts |= {
        "said": say(CONTEXT, said).format(**values) if values else say(CONTEXT, said),
        "gap": f"{gap:.0e}" if gap else "0",
        "allowed": f"{tolerance:.0e}{because}",
    }
    if not np.all(HOLDS[relation](left, right, tolerance)):
        raise ClaimFailed(words.CLAIM_FAILED.format(**texts))
    sentence = words.CLAIM.get(relation, words.CLAIM["other"])
    print(sentence.format(**texts))


def _text(a: np.ndarray) -> str:
    """A number, a short vector in full, anything larger by its shape."""
    if a.ndim == 0:
        return _number(a)
    if a.ndim == 1 and a.size <= ENTRIES:
        return f"[{', '.join(_number(x, 4) for x in a)}]"
    if a.size and (a == a.flat[0]).all():
        return f"{_number(a.flat[0])} ({'×'.join(map(str, a.shape))})"
    return words.CLAIM_ARRAY.format(shape="×".join(map(str, a.shape)))


def _number(x: Any, digits: int = 6) -> str:
    # Adding 0 makes a plain zero of a negative one.
    text = f"{x + 0:.{digits}g}" if x == 0 or abs(x) >= 1e-12 else f"{x:.0e}"
    return text.replace("-", "−")
