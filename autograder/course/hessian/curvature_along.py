"""3.5 curvature_along: how its cases are drawn, what is right, and its hints."""

from dataclasses import replace
from functools import cache

import numpy as np

from autograder.checking import differences
from autograder.checking.exercise import Case, Cost, Exercise, Family, scalar
from autograder.course import cases
from autograder.course.hessian.common import LARGE, loss_in_weights, many, with_direction

# Rounding makes every second of them negative where it can make any.
FLAT = Family("flat", arrangement="flat", draws=20, hidden_draws=16)


def _curvature(W, X, V):
    truth = differences.curvature(loss_in_weights(W, X), W, V)
    terms = (np.abs(X) @ cases.magnitudes(V)).max(axis=1) ** 2
    return scalar(truth, terms.mean(), cases.largest_logit(X, W))


def _never_negative(target):
    """The same target, which a value below 0 misses however near it is."""
    return replace(
        target,
        names=("entry", "negative"),
        expected=(*target.expected, 0.0),
        tolerances=(*target.tolerances, 0.0),
        measure=lambda value: (value, min(value, 0.0)),
    )


def _with_direction(rng, family):
    case = with_direction(rng, family)
    if family.arrangement != "flat":
        return case
    W, X, V = case.arguments
    arguments = W, X, np.repeat(V[:, :1], V.shape[1], axis=1)
    return Case(arguments, family, _never_negative(_curvature(*arguments)))


def _cost(m=4, d=20, K=150):
    # Room for ten arrays like the logits and one like the weights: too little for one K×K array,
    # for m of d×K, and by far for the Hessian.
    limit = 8 * (10 * m * K + d * K)
    return Cost(many(m, d, K), limit, "dK×dK, K×K or m×d×K", _large)


@cache
def _large():
    return tuple(
        Case(arguments, family, _curvature(*arguments))
        for family, sizes in LARGE
        for arguments in (many(*sizes),)
    )


SAID = {
    "root-of-variance": (
        "these are standard deviations: a root too many is taken.",
        "What does the curvature become when V is doubled, and what does yours?",
    ),
    "mean-not-subtracted": (
        "the squares are averaged, but the mean of the numbers is not subtracted.",
        "What should the curvature be where all columns of V are the same?",
    ),
    "variance-of-the-mean": (
        "this is the variance between samples, of the mean of each.",
        "Which of the two is drawn at random: the sample or the class?",
    ),
    "gradient-for-curvature": (
        "this is a mean, where a variance belongs: a first derivative.",
        "What is the second derivative of log Σ exp z along a direction?",
    ),
    "variance-cancels": (
        "two nearly equal numbers are subtracted, so that rounding can make a variance negative.",
        "A mean of squares cannot be negative: of which squares is a variance the mean?",
    ),
}

EXERCISE = Exercise(
    number="3.5",
    name="curvature_along",
    arguments=("W", "X", "V"),
    axes=((),),
    draw=_with_direction,
    target=_curvature,
    families=cases.along_directions(
        cases.OF_CLASSES | {"robustness": (*cases.OF_CLASSES["robustness"], FLAT)}
    ),
    cost=_cost,
    hint=(
        "of which number is this the variance, for one sample? With which probabilities, and what "
        "is done with the samples in the end?"
    ),
    case_hints={
        ("negative", ""): "which two nearly equal numbers do you subtract? A mean of squares "
        "cannot be negative: of which squares is a variance the mean?",
    },
    said=SAID,
)
