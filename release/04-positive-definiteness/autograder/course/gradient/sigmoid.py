"""2.1 sigmoid: how its cases are drawn, what is right, and its hints."""

import math

from autograder.checking.exercise import Case, Exercise, Family, array
from autograder.course import cases, definitions


def _sigmoid(t):
    # The logistic function has slope ≤ 1/4, so the rounding of t does not grow: zmax is 0.
    return array(definitions.sigmoid(t), 1.0)


def _any_shape(rng, family):
    shape = {"scalar_array": (), "matrix": (3, 2), "three_axes": (2, 1, 4)}.get(
        family.name, (int(rng.integers(2, 8)),)
    )
    return Case((cases.logits(rng, family, math.prod(shape)).reshape(shape),), family)


EXERCISE = Exercise(
    number="2.1",
    name="sigmoid",
    arguments=("t",),
    axes=(("any shape",),),
    draw=_any_shape,
    target=_sigmoid,
    families={
        "values": cases.VALUES,
        "robustness": (
            cases.MODERATE,
            cases.LARGE,
            cases.HUGE,
            cases.STRIDED,
            Family("scalar_array"),
            Family("matrix"),
            Family("three_axes", arrangement="strided"),
        ),
    },
    truth="definition",
    hint=("what are σ(0) and σ(−t) + σ(t)?"),
)
