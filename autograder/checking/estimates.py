"""Mistakes with one number of any size: it is estimated from the answers, and must fit them all.

Each adds to the truth a multiple of something that the truth and the arguments alone give, the same
multiple in every case; or cuts the truth at two bounds.
"""

from collections.abc import Callable, Sequence

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
    triples = [(each.members[0], np.asarray(case.target.expected[0]), case) for each, case in pairs]
    codes = [code for code, basis in MULTIPLES if _is_multiple(exercise, triples, basis)]
    if _is_clipped(triples):
        codes.append(CLIPPED)
    return codes[0] if len(codes) == 1 else ""


Triples = Sequence[tuple[np.ndarray, np.ndarray, Case]]


def _is_multiple(exercise: Exercise, triples: Triples, basis: Basis) -> bool:
    """Whether one multiple of a basis, added to the truth, gives all answers."""
    errors, bases, allowed = [], [], []
    for got, truth, case in triples:
        shape = basis(truth, dict(zip(exercise.arguments, case.arguments, strict=True)))
        if shape is None:
            return False
        errors.append(np.ravel(got - truth))
        bases.append(np.ravel(shape))
        allowed.append(np.ravel(np.broadcast_to(case.target.tolerances[0], truth.shape)))
    error, added, near = map(np.concatenate, (errors, bases, allowed))
    if not added @ added > 0:
        return False
    # Where the largest is, its multiple is known best.
    multiple = error[np.argmax(np.abs(added))] / added[np.argmax(np.abs(added))]
    left = np.abs(error - multiple * added)
    # Nothing at all is no multiple of the truth.
    told = multiple != 0 and any(got.any() for got, _, _ in triples)
    return bool(told and np.all(left <= EXPLAINED * np.abs(multiple * added) + near))


def _is_clipped(triples: Triples) -> bool:
    """Whether all that is wrong lies beyond one of two bounds, and stands at it."""
    got, truth, near = (
        np.concatenate([np.ravel(each) for each in of_all])
        for of_all in zip(
            *(
                (got, truth, np.broadcast_to(case.target.tolerances[0], truth.shape))
                for got, truth, case in triples
            ),
            strict=True,
        )
    )
    wrong = ~(np.abs(got - truth) <= near)
    lowest, highest = got.min(), got.max()
    # Where entries are lost, those of one sign may be all.
    if not lowest < highest or (got[wrong] == 0).all():
        return False
    return bool(np.all(np.abs(np.clip(truth, lowest, highest) - got)[wrong] <= near[wrong]))
