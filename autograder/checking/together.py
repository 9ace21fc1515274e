"""All cases of a part compared at once, where every result has the form of a right one.

What is said of them is what `decide` says of each in turn. Where one may be wrong nothing is said,
and the cases are decided on one by one.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from autograder.checking.decision import Agreement, decide_result
from autograder.checking.exercise import MEMBERS, Case, Target


@dataclass(frozen=True, eq=False)
class Together:
    """Cases whose right results are known but for their numbers, all of them float64.

    forms: results of a right form, one for each case; yes or no is as it must be. expected,
    allowed: of all numbers in turn. entries: how many are compared. measured: by case the place of
    its numbers, where other quantities than they are compared.
    """

    forms: tuple[tuple, ...]
    expected: np.ndarray
    allowed: np.ndarray
    entries: int
    measured: dict[Case, slice]

    # A wrong number may be as large as there is one.
    @np.errstate(all="ignore")
    def agreement(self, numbers: np.ndarray) -> Agreement | None:
        """Return the Agreement of results with these numbers, None where one may be wrong."""
        difference = np.abs(numbers - self.expected)
        # What is not finite is not near either.
        if not np.all(difference <= self.allowed):
            return None
        shares = difference / np.maximum(self.allowed, np.finfo(np.float64).tiny)
        gap, entries = float(shares.max(initial=0.0)), self.entries
        for case, place in self.measured.items():
            (shape,) = case.target.shapes
            result = numbers[place].reshape(shape) if shape else float(numbers[place][0])
            decision = decide_result(result, case.target)
            if not isinstance(decision, Agreement):
                return None
            gap, entries = max(gap, decision.gap), entries + decision.entries
        return Agreement(gap, entries)


# As many tuples of cases as all exercises of a course have, and some that a diagnosis makes.
@lru_cache(maxsize=256)
def together(cases: tuple[Case, ...]) -> Together | None:
    """Return how some cases are compared at once, None where they can't be."""
    of_each = [_forms(case.target) for case in cases]
    if not (of_each and all(of_each)):
        return None
    forms = tuple(zip(*of_each, strict=True))
    expected, allowed, entries, place = [], [], 0, 0
    measured: dict[Case, slice] = {}
    for case, form in zip(cases, forms[0], strict=True):
        target, members = case.target, form if isinstance(form, tuple) else (form,)
        if target.kind == "truth value":
            entries += 1
            continue
        size = sum(np.size(member) for member in members)
        quantities = target.measure(form)
        # Whether what is compared are the very numbers.
        if len(quantities) == len(members) and all(map(_is, quantities, members)):
            wanted = zip(members, target.expected, target.tolerances, strict=True)
            for member, want, tolerance in wanted:
                if np.shape(want) != np.shape(member):
                    return None
                expected.append(np.ravel(want))
                allowed.append(np.broadcast_to(tolerance, np.shape(member)).ravel())
            entries += size
        else:
            expected.append(np.zeros(size))
            allowed.append(np.full(size, np.inf))
            measured[case] = slice(place, place + size)
        place += size
    return Together(forms, _joined(expected), _joined(allowed), entries, measured)


def _joined(parts: list[np.ndarray]) -> np.ndarray:
    return np.concatenate([np.zeros(0), *parts])


def _is(one: object, other: object) -> bool:
    return one is other


def _forms(target: Target) -> tuple:
    """Results of a right form, those of Python and those of NumPy, () where it is not known."""
    if target.raises is not None:
        return ()
    if target.kind == "truth value":
        return bool(target.expected[0]), np.bool_(target.expected[0])
    if target.kind == "scalar" or (target.kind == "array" and target.shapes == ((),)):
        return 0.0, np.float64(0.0)
    arrays = tuple(map(np.zeros, target.shapes))
    if target.kind == "array":
        return arrays * 2
    return (arrays, arrays) if target.kind in MEMBERS else ()
