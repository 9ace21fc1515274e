"""What the outcome, the form or the error of an answer tells without any formula.

The right numbers in another arrangement, an exception where none belongs, an error that single
precision or a finite difference leaves: these are recognised for every exercise alike.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import numpy as np

from autograder.checking.answers import Answer, answers, right, same
from autograder.checking.calls import Calls
from autograder.checking.compare import Verdict
from autograder.checking.exercise import ENTRIES, Case, Exercise, Target
from autograder.checking.mismatch import NEAR
from autograder.checking.outcomes import ArgumentChanged, Raised, TooCostly, WrongType

# Nudges of this size are invisible in single precision, whose numbers lie 6e-8 apart, but for the
# few that they take over the border of a rounding.
NUDGES, MOSTLY = (1e-10, -2e-10), 0.7

# These are invisible even to a rounding to 12 decimals. Of a finite difference of one entry two
# thirds stay by chance: it is a small whole number of the last digits of two losses.
SMALL_NUDGES, NEARLY_ALL = (1e-14, -2e-14), 0.9

# What is wrong in form or precision is so nearly always: of a zero each digit is right.
MOST = 0.9

# As many cases show how an error behaves; each costs another truth.
FEW = 6

# Measures of directions, in which they may lie as they like: of one, and of all at once.
OF_DIRECTIONS = ("length", "BᵀB")

# Where derivatives are taken. In directions and upstream gradients a result is linear, and a finite
# difference multiplies them by a step so small that a nudge is lost.
POINTS = ("z", "t", "y_hat", "theta", "W", "b2")

Found = Sequence[Answer]
Cases = Sequence[Case]


def by_outcome(verdict: Verdict) -> str:
    """The code that an outcome alone tells, or ""."""
    match verdict.found:
        case WrongType(got="float32", form="array"):
            return "float32"
        case ArgumentChanged():
            return "in-place"
        case TooCostly():
            return "memory"
        case Raised(error=error) if verdict.family == "separable" and issubclass(error, ValueError):
            return "singular-raises"
    return ""


def by_form(verdict: Verdict, found: Found, cases: Cases) -> str:
    """The code for the right numbers in another form, "" where they are not the right ones."""
    code = ""
    for each, case in zip(found, cases, strict=True):
        if not right(each, case.target):
            form = _form(each, case.target)
            # As soon as one has no form or another one, there is none for all.
            if not form or form != (code or form):
                return ""
            code = form
    if _entrywise(cases[0].target) and _share_of_wrong(found, cases) < MOST:
        return ""
    if code == "no-error-raised" and any(each.error for each in found):
        return ""
    in_another_type = isinstance(verdict.found, WrongType) and code in ("wrong-shape", "transposed")
    return "wrong-type" if in_another_type else code


def _form(found: Answer, target: Target) -> str:
    if target.raises is not None:
        return "wrong-error" if found.error else "no-error-raised"
    turned = replace(found, members=tuple(member.T for member in found.members))
    if not _is_symmetric(found) and right(turned, target):
        return "transposed"
    if _is_outer(found, target):
        return "axis-twice"
    if target.kind == "scalar" and len(found.members) == 1 and found.shapes != target.shapes:
        (terms,) = found.members
        sums = (np.asarray(reduce(terms)) for reduce in (np.sum, np.mean) if terms.size > 1)
        if any(right(replace(found, members=(total,)), target) for total in sums):
            return "sum-forgotten"
    sizes = [int(np.prod(shape)) for shape in target.shapes]
    if found.shapes == target.shapes or [m.size for m in found.members] != sizes:
        return ""
    if _entrywise(target):
        # In whichever order they stand, the entries are the right ones.
        pairs = zip(found.members, target.expected, target.tolerances, strict=True)
        agree = [_agree_sorted(member, truth, np.max(t)) for member, truth, t in pairs]
        return "wrong-shape" if all(agree) else ""
    members = tuple(m.reshape(s) for m, s in zip(found.members, target.shapes, strict=True))
    return "wrong-shape" if right(replace(found, members=members), target) else ""


def _is_outer(found: Answer, target: Target) -> bool:
    """Whether an array has one axis twice, and is right along the diagonal of the two."""
    if target.kind != "array" or len(found.members) != 1:
        return False
    (member,), (shape,) = found.members, target.shapes
    if not shape or member.shape != (*shape[:-1], shape[-1], shape[-1]):
        return False
    return right(replace(found, members=(np.diagonal(member, axis1=-2, axis2=-1).copy(),)), target)


def by_quantity(found: Found, cases: Cases) -> str:
    """The code for directions that are right but for their length or their angles, or ""."""
    angles = False
    if not set(OF_DIRECTIONS) & set(cases[0].target.names):
        return ""
    due = [(each, case) for each, case in zip(found, cases, strict=True) if not case.target.raises]
    if _share_of_wrong(*zip(*due, strict=True)) < MOSTLY:
        return ""
    for each, case in zip(found, cases, strict=True):
        target = case.target
        if right(each, target):
            continue
        # Nothing at all is no direction of another length.
        formed = each.shapes == target.shapes and each.finite
        if not formed or not each.members[0].any():
            return ""
        measured = target.measure(each.members[0])
        quantities = zip(target.names, measured, target.expected, target.tolerances, strict=True)
        gaps = {
            name: np.abs(got - want)
            for name, got, want, allowed in quantities
            if np.any(np.abs(got - want) > allowed)
        }
        if len(gaps) != 1 or not gaps.keys() <= set(OF_DIRECTIONS):
            return ""
        (gap,) = gaps.values()
        # What is nearly right lacks digits, and nothing else.
        if gap.max() <= NEAR:
            return ""
        angles = angles or (gap.ndim == 2 and (gap - np.diag(np.diag(gap))).max() > NEAR)
    return "not-orthogonal" if angles else "not-normalised"


def _agree_sorted(member: np.ndarray, truth: np.ndarray, allowed: float) -> bool:
    difference = np.sort(member, axis=None) - np.sort(truth, axis=None)
    return bool(np.all(np.abs(difference) <= allowed))


def _is_symmetric(found: Answer) -> bool:
    return all(np.array_equal(member, member.T) for member in found.members)


def _entrywise(target: Target) -> bool:
    """Whether the entries of a result are what is compared."""
    return target.names in ENTRIES


def by_precision(exercise: Exercise, function: Callable, found: Found, cases: Cases) -> str:
    """The code for an answer that is near the truth everywhere, by how its error behaves.

    A number rounded on the way stays where it is when the argument is nudged; a finite difference
    divides the nudge by its step. So the function is called anew.
    """
    if not all(is_near(each, case.target) for each, case in zip(found, cases, strict=True)):
        return ""
    if _share_of_wrong(found, cases) < MOST:
        return ""
    # An answer that is drawn afresh has no error to speak of.
    if _share_of_equal(found, answers(Calls(function), cases), exercise, cases, cases) < 1:
        return ""
    for position in (i for i, name in enumerate(exercise.arguments) if name in POINTS):
        if _stays(exercise, function, found, cases, position, NUDGES, MOSTLY):
            decimal = all(_is_decimal(m) for each in found for m in each.members)
            return "rounded" if decimal else "float32"
        if _stays(exercise, function, found, cases, position, SMALL_NUDGES, NEARLY_ALL):
            return "rounded"
    # What others differentiate is no derivative itself.
    differenced = exercise.truth == "difference" and _is_erratic(exercise, function, found, cases)
    return "finite-differences" if differenced else ""


def _stays(
    exercise: Exercise,
    function: Callable,
    found: Found,
    cases: Cases,
    position: int,
    nudges: tuple[float, ...],
    share: float,
) -> bool:
    """Whether at least this share of the answers is the same where an argument is nudged."""
    # Where so much is allowed for rounding, all answers seem to stay.
    if min(map(abs, nudges)) <= _allowed(exercise):
        return False
    kept, left = 0.0, len(nudges)
    for moved in _nudged(cases, position, nudges):
        kept += _share_of_equal(found, answers(Calls(function), moved), exercise, cases, moved)
        left -= 1
        if (kept + left) / len(nudges) < share:  # though all stay that are left
            return False
    return True


def _is_erratic(exercise: Exercise, function: Callable, found: Found, cases: Cases) -> bool:
    """Whether the error jumps when the point is nudged, as rounding does divided by a step.

    That of a formula with a small number in it changes as little as the point.
    """
    position = next((i for i, name in enumerate(exercise.arguments) if name in POINTS), 0)
    found, cases = found[:FEW], cases[:FEW]
    moved = next(iter(_nudged(cases, position, NUDGES)))
    jumps = []
    for before, after, case, nudged in zip(
        found, answers(Calls(function), moved) or (), cases, moved, strict=False
    ):
        target = exercise.target(*nudged.arguments)
        old, new, here, there, allowed = (
            np.concatenate([np.ravel(member) for member in members])
            for members in (
                before.members,
                after.members,
                case.target.expected,
                target.expected,
                target.tolerances,
            )
        )
        jumps.append(np.any(np.abs((new - there) - (old - here)) > allowed))
    return bool(np.mean(jumps) > 0.5)


def _share_of_wrong(found: Found, cases: Cases) -> float:
    pairs = zip(found, cases, strict=True)
    return float(np.mean([not right(each, case.target) for each, case in pairs]))


def is_near(found: Answer, target: Target) -> bool:
    """Whether an answer is wrong, if at all, in its later digits only."""
    if not _entrywise(target) or target.raises is not None:
        return False
    if found.shapes != target.shapes or not found.finite:
        return False
    return all(
        np.abs(got - want).max(initial=0.0) <= NEAR * max(1e-3, np.abs(want).max(initial=0.0))
        for got, want in zip(found.members, target.expected, strict=True)
    )


def _share_of_equal(
    found: Found, again: Found | None, exercise: Exercise, cases: Cases, moved: Cases
) -> float:
    if again is None:
        return 0.0
    before = [_moving(exercise, each, case) for each, case in zip(found, cases, strict=True)]
    after = [_moving(exercise, each, case) for each, case in zip(again, moved, strict=True)]
    allowed = _allowed(exercise)
    return float(np.mean([same(a, b, allowed) for a, b in zip(before, after, strict=True)]))


def _allowed(exercise: Exercise) -> float:
    """Far below what a finite difference makes of a nudge, above the rounding of a subtraction."""
    return 0.0 if exercise.moves is None else 1e-14


def _moving(exercise: Exercise, found: Answer, case: Case) -> Answer:
    """The part of an answer that is computed: a step without the point where it starts."""
    if exercise.moves is None:
        return found
    start = case.arguments[exercise.moves]
    return replace(found, members=tuple(member - start for member in found.members))


def _nudged(cases: Cases, position: int, nudges: tuple[float, ...]) -> Iterator[Cases]:
    """The cases, with one argument moved by each of the nudges in turn."""
    for nudge in nudges:
        moved = []
        for case in cases:
            arguments = list(case.arguments)
            arguments[position] = arguments[position] * (1 + nudge)
            moved.append(replace(case, arguments=tuple(arguments)))
        yield tuple(moved)


def _is_decimal(member: np.ndarray) -> bool:
    return any(np.array_equal(member, np.round(member, digits)) for digits in range(4, 11))
