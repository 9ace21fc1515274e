"""What a function answers to many cases, as numbers to compare: with the truth, or a prediction.

Unlike `compare`, which says how one result differs, this asks of many whether two are the same.
"""

from __future__ import annotations

import builtins
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from autograder.checking.calls import Calls
from autograder.checking.decision import Agreement, decide_result
from autograder.checking.exercise import MEMBERS, Case, Exercise, Target
from autograder.checking.outcomes import Raised

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

# Two ways to compute the same wrong numbers differ by their rounding: by as many times what is
# allowed to a right answer, and relative to the largest entry.
ROUNDINGS, RELATIVE = 16, 1e-11

# Steps that solve a system agree in fewer digits, also where they follow one path.
RELATIVE_OF_FITS = 1e-10

# Far more rows than an answer to any case has.
MOST_ROWS = 1000

# Seconds that somebody at a notebook waits for a name.
PATIENCE = 2.0


@dataclass(frozen=True)
class Answer:
    """What a call gave: arrays of numbers, or the class of the exception, or neither."""

    members: tuple[np.ndarray, ...] = ()
    error: str = ""

    @cached_property
    def finite(self) -> bool:
        """Whether every number is."""
        return all(np.isfinite(member).all() for member in self.members)

    @cached_property
    def shapes(self) -> tuple[tuple[int, ...], ...]:
        """The shape of each array."""
        return tuple(member.shape for member in self.members)


def answer(result: object, error: Raised | None = None) -> Answer:
    """Return the Answer that a result is; what is no number has no members."""
    if error is not None:
        # A class of a library's own has no name outside the process of the function.
        builtin = next(c for c in error.error.__mro__ if c.__module__ == "builtins")
        return Answer(error=builtin.__name__)
    members = result if isinstance(result, tuple) else (result,)
    try:
        return Answer(tuple(np.asarray(member, dtype=np.float64) for member in members))
    except (TypeError, ValueError):
        return Answer()


def answers(calls: Calls, cases: Sequence[Case]) -> list[Answer] | None:
    """Return the Answer to each case.

    None where a function in this process takes longer than there is patience; one in another
    process has a limit of its own, and what it earns may not hang on how busy a machine is.
    """
    if calls.are_remote:
        calls.make(cases)
    found, end = [], time.monotonic() + PATIENCE
    for case in cases:
        if not calls.are_remote and time.monotonic() > end:
            return None
        called = calls.on(case)
        found.append(answer(called.result, called.error))
    return found


def right(found: Answer, target: Target, margin: float = 1.0) -> bool:
    """Whether an answer agrees with the truth, to a margin of times what is allowed."""
    if target.raises is not None:
        return bool(found.error) and issubclass(getattr(builtins, found.error), target.raises)
    if found.error or not found.members:
        return False
    return isinstance(decide_result(_typed(found, target), target, margin=margin), Agreement)


def _typed(found: Answer, target: Target) -> object:
    """The numbers of an answer as a result of the kind that is asked for, if they can be one."""
    first, *others = found.members
    if target.kind == "scalar":
        return first.item() if first.ndim == 0 else first
    if target.kind == "truth value":
        return bool(first) if first.ndim == 0 and first in (0.0, 1.0) else first
    if target.kind == "fit":
        return (first, *(other.tolist() for other in others))
    return found.members if target.kind in MEMBERS else first


def same(found: Answer, predicted: Answer, allowed: float) -> bool:
    """Whether an answer is what was predicted: the same error, or numbers this close.

    Where both have entries that are not finite they agree: which entries depends on the order of
    the operations.
    """
    if found.error or predicted.error:
        return found.error == predicted.error
    if not found.members or found.shapes != predicted.shapes:
        return False
    if not (found.finite and predicted.finite):
        return found.finite == predicted.finite
    pairs = zip(found.members, predicted.members, strict=True)
    return all(np.all(np.abs(a - b) <= allowed) for a, b in pairs)


def allowance(predicted: Answer, target: Target) -> float:
    """How far an answer may lie from a prediction and still be the same."""
    largest = _size(predicted.members)
    if target.kind == "fit":
        return RELATIVE_OF_FITS * largest
    allowed = max((float(np.max(t, initial=0.0)) for t in target.tolerances), default=0.0)
    truth = _size(target.expected)
    grown = max(1.0, largest / truth) if truth > 0 else 1.0
    return ROUNDINGS * allowed * grown + RELATIVE * largest


def comparable(found: Answer, exercise: Exercise) -> Answer:
    """An Answer without what an exercise leaves free: the sign of a vector, the basis."""
    if exercise.comparable is None:
        return found
    return replace(found, members=tuple(map(exercise.comparable, found.members)))


def projector(a: np.ndarray) -> np.ndarray:
    """Return a aᵀ, in which two orthonormal bases of one subspace agree, and ±v do.

    That makes n² entries of n rows; an answer with more rows than any case has is like no other
    as it is.
    """
    if a.ndim > 0 and len(a) > MOST_ROWS:
        return a
    return np.outer(a, a) if a.ndim == 1 else a @ a.T if a.ndim == 2 else a


def _size(members: Iterable[ArrayLike]) -> float:
    """The largest finite number of some arrays."""
    entries = np.concatenate([np.ravel(member) for member in members] or [np.zeros(0)])
    return float(np.abs(entries[np.isfinite(entries)]).max(initial=0.0))
