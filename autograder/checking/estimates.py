"""Mistakes with one number of any size: it is estimated from the answers, and must fit them all.

Each adds to the truth a multiple of something that the truth and the arguments alone give, the same
multiple in every case; or cuts the truth at two bounds.
"""

from collections.abc import Callable, Iterable, Sequence

import numpy as np

from autograder.checking.answers import Answer, right
from autograder.checking.exercise import ENTRIES, Case, Exercise

# So many cases must be wrong, each by so many times what is allowed.
TELLING, CLEARLY = 3, 30

# To this accuracy, relative to what is added, one multiple must explain every entry: far above
# rounding, far below coincidence.
EXPLAINED = 1e-6

WEIGHTS = ("theta", "W")

Basis = Callable[[np.ndarray, dict[str, np.ndarray]], np.ndarray | None]


def _identity(truth: np.ndarray, arguments: dict[str, np.ndarray]) -> np.ndarray | None:
    square = truth.ndim == 2 and truth.shape[0] == truth.shape[1]
    return np.eye(len(truth)) if square else None


def _penalty(truth: np.ndarray, arguments: dict[str, np.ndarray]) -> np.ndarray | None:
    """The weights where a gradient is asked for, their squares where a number is."""
    for name in WEIGHTS:
        if name in arguments and np.shape(arguments[name]) == truth.shape:
            return arguments[name]
        if name in arguments and truth.ndim == 0:
            return np.sum(arguments[name] ** 2)
    return None


MULTIPLES: tuple[tuple[str, Basis], ...] = (
    ("constant-factor", lambda truth, arguments: truth),
    ("constant-offset", lambda truth, arguments: np.ones_like(truth)),
    ("ridge-added", _identity),
    ("weights-added", _penalty),
)

CLIPPED = "result-clipped"


def by_estimate(exercise: Exercise, found: Sequence[Answer], cases: Sequence[Case]) -> str:
    """The code of the one mistake with a number of any size that explains all cases, or ""."""
    pairs = list(zip(found, cases, strict=True))
    if any(case.target.names != ENTRIES[0] for case in cases):
        return ""
    if any(each.shapes != case.target.shapes or not each.finite for each, case in pairs):
        return ""
    if sum(not right(each, case.target, CLEARLY) for each, case in pairs) < TELLING:
        return ""
    truths = [np.asarray(case.target.expected[0]) for case in cases]
    near = _flat(
        np.broadcast_to(case.target.tolerances[0], truth.shape)
        for case, truth in zip(cases, truths, strict=True)
    )
    got, truth = _flat(each.members[0] for each in found), _flat(truths)
    named = [dict(zip(exercise.arguments, case.arguments, strict=True)) for case in cases]
    codes = []
    for code, basis in MULTIPLES:
        added = [basis(*each) for each in zip(truths, named, strict=True)]
        if all(each is not None for each in added) and _is_multiple(got, truth, near, _flat(added)):
            codes.append(code)
    if _is_clipped(got, truth, near):
        codes.append(CLIPPED)
    return codes[0] if len(codes) == 1 else ""


def _flat(arrays: Iterable) -> np.ndarray:
    return np.concatenate([np.ravel(array) for array in arrays])


def _is_multiple(got: np.ndarray, truth: np.ndarray, near: np.ndarray, added: np.ndarray) -> bool:
    """Whether one multiple of what is added to the truth gives all answers."""
    # Nothing at all is no multiple of the truth.
    if not added.any() or not got.any():
        return False
    # Where the largest is, its multiple is known best.
    largest = np.argmax(np.abs(added))
    multiple = (got - truth)[largest] / added[largest]
    left = np.abs(got - truth - multiple * added)
    return bool(multiple and np.all(left <= EXPLAINED * np.abs(multiple * added) + near))


def _is_clipped(got: np.ndarray, truth: np.ndarray, near: np.ndarray) -> bool:
    """Whether all that is wrong lies beyond one of two bounds, and stands at it."""
    wrong = ~(np.abs(got - truth) <= near)
    lowest, highest = got.min(), got.max()
    # Where entries are lost, those of one sign may be all.
    if not lowest < highest or (got[wrong] == 0).all():
        return False
    return bool(np.all(np.abs(np.clip(truth, lowest, highest) - got)[wrong] <= near[wrong]))
