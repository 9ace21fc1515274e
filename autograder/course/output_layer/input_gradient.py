"""5.5 input_gradient: how its cases are drawn, what is right, and its hints."""

import numpy as np

from autograder.checking import differences
from autograder.checking.exercise import Exercise, array
from autograder.course import cases, definitions
from autograder.course.output_layer.common import one_sample, zmax


def _input_gradient(W, b, a, y):
    truth = differences.gradient(lambda v: definitions.cross_entropy(v @ W.T + b, y), a)
    return array(truth, np.abs(W).sum(axis=0), zmax(W, b, a))


SAID = {
    "weights-not-transposed": (
        "W is applied as in the forward direction.",
        "Which shape must a W that maps δ back to the inputs have?",
    ),
    "times-activations": (
        "the result is multiplied by the activations.",
        "In which gradient do the activations enter, and in which do the weights?",
    ),
}

EXERCISE = Exercise(
    number="5.5",
    name="input_gradient",
    arguments=("W", "b", "a", "y"),
    axes=(("activations",),),
    draw=one_sample,
    target=_input_gradient,
    families=cases.OF_ONE_SAMPLE,
    hint=(
        "an activation feeds every logit: over which index is summed, and is W "
        "or its transpose applied?"
    ),
    said=SAID,
)
