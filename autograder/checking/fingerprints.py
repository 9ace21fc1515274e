"""Known wrong answers by their fingerprints: short hashes of what they return, and no formula.

A table of a course has, for each exercise and part, the fingerprints of wrong programs with the
code of the mistake. Who gives the same numbers on every public case has the same fingerprint. It
can't be turned back into numbers, and no right answer has one in the table.
"""

import hashlib
from base64 import b85encode
from collections.abc import Sequence

import numpy as np

from autograder.checking.answers import Answer, comparable, right
from autograder.checking.exercise import Case, Exercise

# Numbers are rounded to this share of the largest of their answer: far above rounding, and far
# below what two different formulas have in common by chance.
UNIT = 2.0**-20

# Two ways to round, with different borders: a number that lies at a border of one, where the last
# digit decides, lies far from those of the other. Zero lies at no border. Each has the start of its
# scales, whose others are this times a power of 2, and by what a number is moved.
GRIDS = ((1.37, 0.0), (1.91, 0.25))

# So far from a border, in units, no two ways to compute the same numbers lie on both sides of it.
SURELY = 1e-4

# Where rounding decides how far a fit goes, its numbers tell nothing.
BY_ROUNDING = "separable"

# Of a thousand that an exercise has, another answer has one by chance once in two million times.
# They are written in digits of base 85, which TOML takes as they are.
BYTES, DIGITS = 4, 5


@np.errstate(all="ignore")
def fingerprints(
    found: Sequence[Answer], cases: Sequence[Case], exercise: Exercise, brief: bool = False
) -> tuple[str, ...]:
    """Return the fingerprints of the answers to some cases, one for each way to round.

    brief: the first alone where no number lies near a border of it, as a table has it.

    There is none where an answer is no number or has an entry that is not finite, or where half of
    them are exceptions that no case asks for: these patterns are too easily the same.
    """
    shown = [comparable(each, exercise) for each in found]
    if any(not each.error and not (each.members and each.finite) for each in shown):
        return ()
    if 2 * sum(map(raises, shown, cases)) >= len(cases):
        return ()
    told = [
        Answer(error=str(right(each, case.target))) if case.family.name == BY_ROUNDING else compared
        for each, compared, case in zip(found, shown, cases, strict=True)
    ]
    (first, sure), (second, _) = (_hashed(told, *grid) for grid in GRIDS)
    return (first,) if brief and sure else (first, second)


def raises(found: Answer, case: Case) -> bool:
    """Whether an answer is an exception that its case does not ask for."""
    return bool(found.error) and case.target.raises is None


def _hashed(found: Sequence[Answer], start: float, moved: float) -> tuple[str, bool]:
    """A fingerprint, and whether all numbers lie far from a border."""
    digest, sure = hashlib.sha256(), True
    for each in found:
        digest.update(f"{each.error} {each.shapes}".encode())
        entries = np.concatenate([np.zeros(0), *map(np.ravel, each.members)])
        largest = float(np.abs(entries).max(initial=0.0))
        if largest == 0.0:
            continue
        scale = np.log2(largest / start)
        power = int(np.floor(scale))
        exact = entries / (start * np.exp2(power) * UNIT) + moved
        steps = np.round(exact)
        sure &= bool(np.abs(exact - steps).max() < 0.5 - SURELY)
        sure &= abs(scale - round(scale)) > SURELY * UNIT
        digest.update(f"{power}".encode() + steps.astype("<i8").tobytes())
    return b85encode(digest.digest()[:BYTES]).decode(), sure
