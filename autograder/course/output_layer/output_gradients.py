"""5.4 output_gradients: how its cases are drawn, what is right, and its hints."""

import numpy as np

from autograder.checking import differences
from autograder.checking.exercise import Exercise, arrays
from autograder.course import cases, definitions
from autograder.course.output_layer.common import one_sample, zmax


def _output_gradients(W, b, a, y):
    truths = differences.gradients(
        lambda V, v: definitions.layer_loss(V, v, a[None], y[None]), W, b
    )
    return arrays("pair", truths, (np.abs(a), 1.0), zmax(W, b, a))


SAID = {
    "reshape-for-transpose": (
        "the entries were reshaped where they should have been transposed.",
        "Where does reshape put the second entry of the first row?",
    ),
    "pair-swapped": (
        "the two members of the pair are exchanged.",
        "Which comes first in the contract?",
    ),
    "bias-zero": (
        "the gradient of the bias is 0.",
        "How does the loss change when b moves?",
    ),
    "bias-like-weights": (
        "the bias gradient is multiplied by b, as if the bias were its own input.",
        "What is ∂z_k/∂b_k?",
    ),
    "row-sums-for-bias": (
        "the bias gradient is a row sum of the weights' gradient.",
        "Which input does a bias multiply?",
    ),
}

EXERCISE = Exercise(
    number="5.4",
    name="output_gradients",
    arguments=("W", "b", "a", "y"),
    axes=(("classes", "activations"), ("classes",)),
    draw=one_sample,
    target=_output_gradients,
    families=cases.OF_ONE_SAMPLE,
    hint=(
        "W has one row for each class: which entries of W does the logit z_k see, "
        "and what multiplies them?"
    ),
    said=SAID,
)
