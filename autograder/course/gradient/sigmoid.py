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


SAID = {
    "only-vectors": (
        "works on arrays of one axis only.",
        "Which of your operations acts on each entry, whatever the shape?",
    ),
    "softmax-for-sigmoid": (
        "the entries compete: a softmax over them stands where each has its own sigmoid.",
        "Should σ(t) of one entry change when another entry does?",
    ),
    "derivative-for-function": (
        "this is the derivative, where the function itself is asked for.",
        "What is the value at 0?",
    ),
    "logarithm-for-function": (
        "this is the logarithm of what is asked for.",
        "Between which numbers must the result lie?",
    ),
    "hyperbolic-tangent": (
        "this is the hyperbolic tangent, which runs from −1 to 1.",
        "Which shift and which scale lead from it to σ?",
    ),
    "argument-not-halved": (
        "twice the argument enters: the hyperbolic tangent of t, not of t/2, was rescaled.",
        "What is the slope of σ at 0, and what is yours?",
    ),
    "hard-threshold": (
        "a step from 0 to 1 stands for the sigmoid.",
        "What is σ(0.1), and is there anything to differentiate?",
    ),
    "normal-distribution": (
        "this is the normal distribution function, not the logistic one.",
        "Which of the two is 1/(1 + e^−t)?",
    ),
}

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
            cases.ZEROS,
            Family("huge", logits=1e4, draws=3, hidden_draws=0),
        ),
    },
    truth="definition",
    hint=("what are σ(0) and σ(−t) + σ(t)?"),
    said=SAID,
)
