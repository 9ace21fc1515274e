"""Whether a result is right for a case: decided here, for all that ask.

The order is fixed, and what is wrong first is told: the call runs, the result has the right type,
the right shape, only finite entries, the arguments are unchanged, the values agree.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.checking.calls import Called
from autograder.checking.exercise import MEMBERS, Case, Exercise, Target
from autograder.checking.outcomes import (
    ArgumentChanged,
    NotFinite,
    NotRaised,
    Outcome,
    WrongShape,
    WrongType,
)

# As many rows and columns of the wrong entries are kept; results of the course have up to 54.
PATTERN_SIDE = 64

# What a fit's list of values is measured by, value by value.
OF_STEPS = "values"


@dataclass(frozen=True)
class Agreement:
    """A right result: the largest gap as a share of what is allowed, and the entries compared."""

    gap: float
    entries: int


@dataclass(frozen=True, eq=False)
class Mismatch:
    """A quantity whose numbers differ from the truth, as arrays of one shape.

    step: of a fit the first whose value is not in its list of values, None where none is known.
    """

    quantity: str
    yours: np.ndarray
    expected: np.ndarray
    allowed: np.ndarray
    step: int | None = None

    @property
    def wrong(self) -> np.ndarray:
        """Which entries differ; NaN agrees with nothing."""
        return ~(np.abs(self.yours - self.expected) <= self.allowed)


def decide(
    exercise: Exercise, called: Called, case: Case, strict: bool
) -> Agreement | Mismatch | Outcome:
    """Decide on what a call has made of a case of an exercise; strict: on its arguments too."""
    target = case.target
    if target.raises is not None:
        if called.error is None:
            return NotRaised(target.raises.__name__)
        return Agreement(0.0, 1) if issubclass(called.error.error, target.raises) else called.error
    if called.error is not None:
        return called.error
    decision = decide_result(called.result, target, exercise.axes)
    if strict and called.changed is not None and isinstance(decision, Agreement | Mismatch):
        return ArgumentChanged(exercise.arguments[called.changed])
    return decision


def decide_result(
    result: object, target: Target, axes: tuple[tuple[str, ...], ...] = (), margin: float = 1.0
) -> Agreement | Mismatch | Outcome:
    """Decide on a result alone.

    axes: for each array the names of its axes. margin: float, of times what is allowed.
    """
    return (
        _check_form(result, target, axes)
        or _check_finite(result)
        or _check_values(result, target, margin)
    )


def _check_form(
    result: Any, target: Target, axes: tuple[tuple[str, ...], ...]
) -> WrongType | WrongShape | None:
    """The outcome where type or shape are others."""
    if result is None:
        return WrongType(target.kind, "None")
    if target.kind == "scalar":
        return None if isinstance(result, float) else _wrong_type(result, target.kind)
    if target.kind == "truth value":
        return None if isinstance(result, bool | np.bool_) else _wrong_type(result, target.kind)
    members: tuple = (result,)
    if target.kind == "fit" or target.kind in MEMBERS:
        wanted = len(MEMBERS.get(target.kind, ("array", "values")))
        if type(result) is not tuple or len(result) != wanted:
            return _wrong_type(result, target.kind)
        members = result if target.kind in MEMBERS else result[:1]
    for position, (member, shape) in enumerate(zip(members, target.shapes, strict=True)):
        # A function of arrays without axes returns NumPy's scalar: that is its array.
        if shape == () and isinstance(member, float):
            continue
        if type(member) is not np.ndarray or member.dtype != np.float64:
            name = target.names[position] if target.kind in MEMBERS else ""
            return _wrong_type(member, "array", name)
        if member.shape != shape:
            named = axes[position] if axes else ()
            return WrongShape(shape, member.shape, named if len(named) == len(shape) else ())
    if target.kind == "fit" and not _is_list_of_floats(result[1]):
        return _wrong_type(result[1], "values")
    return None


def _is_list_of_floats(values: object) -> bool:
    return type(values) is list and len(values) > 0 and all(isinstance(v, float) for v in values)


def _wrong_type(result: object, wanted: str, member: str = "") -> WrongType:
    got, form = type(result).__name__, "plain"
    if type(result) is np.ndarray:
        got, form = str(result.dtype), "array" if result.ndim else "array without axes"
    elif isinstance(result, np.generic):
        form = "without axes"
    elif isinstance(result, tuple):
        got, form = str(len(result)), "tuple"
    elif wanted == "values" and type(result) is list and result:
        got, form = next(type(v).__name__ for v in result if not isinstance(v, float)), "list"
    return WrongType(wanted, got, member, form)


def _check_finite(result: Any) -> NotFinite | None:
    members = result if isinstance(result, tuple) else (result,)
    for member in members:
        wrong = ~np.isfinite(member)
        if np.any(wrong):
            nan = bool(np.any(np.isnan(member)))
            return NotFinite(int(np.sum(wrong)), int(np.size(member)), nan, pattern(wrong))
    return None


# A wrong number may be as large as there is one; what it overflows differs all the more.
@np.errstate(all="ignore")
def _check_values(result: object, target: Target, margin: float) -> Agreement | Mismatch:
    gap, size = 0.0, 0
    measured = target.measure(result)
    quantities = zip(target.names, measured, target.expected, target.tolerances, strict=True)
    for name, got, want, allowed in quantities:
        got, want, allowed = np.broadcast_arrays(np.asarray(got, dtype=np.float64), want, allowed)
        difference = np.abs(got - want)
        if not np.all(difference <= margin * allowed):
            return Mismatch(name, got, want, allowed, _step(result, measured, target))
        shares = difference / np.maximum(allowed, np.finfo(np.float64).tiny)
        gap = max(gap, float(shares.max(initial=0.0)))
        size += got.size
    return Agreement(gap, size)


def _step(result: Any, measured: tuple, target: Target) -> int | None:
    """Of a fit the first step whose value its list has not, None where none is known."""
    if OF_STEPS not in target.names:
        return None
    place, count = target.names.index(OF_STEPS), len(result[1])
    wrong = ~(np.abs(measured[place] - target.expected[place]) <= target.tolerances[place])
    if wrong.any():
        return int(np.argmax(wrong))
    return count if count < wrong.size else None


def pattern(wrong: np.ndarray) -> tuple[str, ...]:
    """Which entries differ: for each row a text of "x" (wrong) and "." (right).

    It is cut where an array is large, and () where there is none of one or two axes.
    """
    if wrong.size == 1 or wrong.ndim > 2:
        return ()
    shown = np.atleast_2d(wrong)[:PATTERN_SIDE, :PATTERN_SIDE]
    return tuple("".join(".x"[int(entry)] for entry in row) for row in shown)
