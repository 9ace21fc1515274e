"""What an exercise is: data from which the check, the hidden test and every table derive."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from autograder.checking.differences import tolerance

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

PARTS = ("values", "robustness")

# The names of the arrays in a tuple, by the kind of the tuple.
MEMBERS = {
    "pair": ("first", "second"),
    "four": ("first of four", "second of four", "third of four", "fourth of four"),
}

# What a target measures where the entries of a result are what is compared.
ENTRIES = (("entry",), *MEMBERS.values())

# The public cases are the same for everyone and every time.
PUBLIC_SEED = 20


@dataclass(frozen=True)
class Family:
    """A kind of case, from which many cases are drawn.

    name: a code whose words stand in `words`. m, d, K: sizes; None is drawn afresh for each case.
    logits: the size of the largest logit; arrangement: what else is particular, such as "tied".
    draws: how many cases; hidden_draws: how many in the hidden test, as many where None.
    """

    name: str
    m: int | None = None
    d: int | None = None
    K: int | None = None
    logits: float = 1.0
    arrangement: str = ""
    draws: int = 1
    hidden_draws: int | None = None


@dataclass(frozen=True)
class Target:
    """What a result must be: its form, and quantities measured on it that must equal the truth.

    kind: "array", "scalar", "truth value", "pair" or "four" (of arrays) or "fit" (array and list of
    floats). shapes: one for each array of the result. measure: maps a result of the right form to
    arrays; each agrees where |measured − expected| ≤ tolerance, entry by entry, and NaN agrees with
    nothing. names: of each quantity a code. raises: the exception that is the right answer, if one
    is.
    """

    kind: str
    shapes: tuple[tuple[int, ...], ...] = ((),)
    names: tuple[str, ...] = ("entry",)
    expected: tuple = ()
    tolerances: tuple = ()
    measure: Callable = lambda result: (result,)
    raises: type[Exception] | None = None


UNKNOWN = Target("unknown")


@dataclass(frozen=True, eq=False)
class Case:
    """Arguments to call a function with; target where it is known by construction."""

    arguments: tuple
    family: Family
    target: Target = UNKNOWN

    def fresh(self) -> tuple:
        """Return a copy of the arguments, laid out in memory as the family has it."""
        lay_out = _spread if self.family.arrangement == "strided" else np.array
        return tuple(lay_out(a) if isinstance(a, np.ndarray) else a for a in self.arguments)


# Of a call in another process whose memory an exercise bounds, in bytes.
ROOM = 16 * 2**20


@dataclass(frozen=True)
class Cost:
    """A bound on memory: with these arguments a call may take at most `limit` bytes.

    forbidden names the array that would break the bound. large() gives the cases for a function in
    another process, whose memory can't be traced: there a call may take ROOM bytes, and arguments
    are so many that one byte for each entry of a forbidden n×n array, or a float for each of any
    other, is more.
    """

    arguments: tuple
    limit: int
    forbidden: str
    large: Callable[[], Iterable[Case]]


@dataclass(frozen=True, eq=False)
class Exercise:
    """One exercise, described once.

    number: as in the notebook, "1.2"; name: of the function; arguments: names in order; axes: for
    each array of the result the names of its axes; draw: of rng and family, a Case; target: of the
    arguments, the Target by differencing the definition; families: for each part the public ones;
    cost: returns the bound on memory, where the exercise sets one; truth: "difference", or
    "definition" where the exercise asks for what the others differentiate. hint: what is asked
    where a value is wrong; case_hints: where it matters what is wrong, by quantity, or class of
    exception, and family of cases ("" for every other). comparable: what it maps an array to is
    compared in place of the array, where an answer is free to be another. moves: the place of the
    argument from which a result moves, None where it moves from none. said: of the misconceptions
    that this exercise alone has, by code, a sentence of fact and a question.
    """

    number: str
    name: str
    arguments: tuple[str, ...]
    axes: tuple[tuple[str, ...], ...]
    draw: Callable[[np.random.Generator, Family], Case]
    target: Callable[..., Target]
    families: dict[str, tuple[Family, ...]]
    hint: str
    cost: Callable[[], Cost] | None = None
    truth: str = "difference"
    case_hints: dict[tuple[str, str], str] = field(default_factory=dict)
    comparable: Callable[[np.ndarray], np.ndarray] | None = None
    moves: int | None = None
    said: dict[str, tuple[str, str]] = field(default_factory=dict)

    def cases(self, families: Iterable[Family], rng: np.random.Generator) -> Iterator[Case]:
        """Draw the cases of some families, each with its target."""
        for family in families:
            for _ in range(family.draws):
                case = self.draw(rng, family)
                if case.target is UNKNOWN:
                    case = replace(case, target=self.target(*case.arguments))
                yield case


@cache
def public_cases(exercise: Exercise, part: str | None) -> tuple[Case, ...]:
    """Return the public cases of one part of an exercise, each with its target.

    Without a part they are those of both parts, so that who passes there passes in either.
    """
    if part is None:
        return tuple(case for each in PARTS for case in public_cases(exercise, each))
    rng = np.random.default_rng(PUBLIC_SEED)
    return tuple(exercise.cases(exercise.families[part], rng))


def array(truth: ArrayLike, scale: ArrayLike, zmax: float = 0.0) -> Target:
    """The target of an array result; scale is the size of the terms summed in each entry."""
    truth = np.asarray(truth, dtype=np.float64)
    allowed = np.broadcast_to(tolerance(scale, zmax), truth.shape)
    return Target("array", (truth.shape,), ("entry",), (truth,), (allowed,))


def scalar(truth: float, scale: float, zmax: float = 0.0) -> Target:
    """The target of a scalar result."""
    return Target("scalar", ((),), ("entry",), (truth,), (tolerance(scale, zmax),))


def projected(
    shape: tuple[int, ...],
    directions: Sequence[np.ndarray],
    truths: ArrayLike,
    scales: ArrayLike,
    zmax: float = 0.0,
) -> Target:
    """The target of an array so large that only its products with some directions are compared.

    directions: arrays of this shape; truths: the right product with each; scales: the size of the
    terms summed in each. Where n terms are added up one by one, rounding grows like √n.
    """
    rounding = np.sqrt(np.prod(shape, dtype=float))
    return Target(
        "array",
        (shape,),
        ("projection",),
        (np.array(truths),),
        (tolerance(np.array(scales), zmax) * rounding,),
        measure=lambda result: (np.array([(v * result).sum() for v in directions]),),
    )


def truth_value(answer: bool) -> Target:
    """The target of a yes or no; a right one equals the truth as 1.0 or 0.0."""
    return Target("truth value", ((),), ("answer",), (float(answer),), (0.0,))


def arrays(
    kind: str, truths: Iterable[ArrayLike], scales: Iterable[ArrayLike], zmax: float = 0.0
) -> Target:
    """The target of a tuple of arrays; kind: of MEMBERS."""
    members = [array(*each, zmax) for each in zip(truths, scales, strict=True)]
    return Target(
        kind,
        tuple(target.shapes[0] for target in members),
        MEMBERS[kind],
        tuple(target.expected[0] for target in members),
        tuple(target.tolerances[0] for target in members),
        measure=lambda result: result,
    )


def raising(error: type[Exception]) -> Target:
    """The target of a call that must be refused."""
    return Target("exception", raises=error)


def _spread(a: np.ndarray) -> np.ndarray:
    """A copy of an array, entries apart in memory along every axis, in reverse, columns first."""
    wide = a.T[(slice(None, None, -1),) * a.ndim]
    for axis in range(a.ndim):
        wide = np.repeat(wide, 2, axis=axis)
    return wide[(slice(None, None, -2),) * a.ndim].T
