"""5.2 softmax_backward: how its cases are drawn, what is right, and its hints."""

from functools import cache

import numpy as np

from autograder.checking import differences
from autograder.checking.exercise import Case, Cost, Exercise, array, projected
from autograder.course import cases, definitions


def _softmax_backward(y_hat, upstream):
    truth = differences.gradient(
        lambda dz: (upstream * definitions.shifted_probabilities(y_hat, dz)).sum(axis=-1),
        np.zeros_like(y_hat),
    )
    # Where a probability is near underflow, the complex step of the truth has underflowed.
    underflow = np.finfo(np.float64).tiny / differences.COMPLEX_STEP
    return array(truth, y_hat * (np.abs(upstream) + y_hat @ np.abs(upstream)) + underflow)


def _softmax_backward_cost(K=1000):
    y_hat = np.arange(1.0, K + 1) / (K * (K + 1) / 2)
    # Half a byte for each entry of a K×K matrix: not even one of booleans fits.
    upstream = np.cos(np.arange(K, dtype=float))
    return Cost((y_hat, upstream), K * K // 2, "K×K", _softmax_backward_large)


@cache
def _softmax_backward_large(K=cases.MANY):
    y_hat = np.arange(1.0, K + 1) / (K * (K + 1) / 2)
    upstream = np.cos(np.arange(K, dtype=float))
    directions = np.random.default_rng(K).normal(size=(4, K))
    moved = [
        differences.derivative(
            lambda dz: definitions.shifted_probabilities(y_hat, dz), np.zeros(K), v
        )
        for v in directions
    ]
    size = y_hat * (np.abs(upstream) + y_hat @ np.abs(upstream))
    scales = [np.abs(v) @ size for v in directions]
    target = projected((K,), directions, [upstream @ ds for ds in moved], scales)
    return (Case((y_hat, upstream), cases.MANY_CLASSES, target),)


SAID = {
    "upstream-forgotten": (
        "the upstream gradient does not enter.",
        "Which sum does the chain rule form, and with which weights?",
    ),
    "softmax-again": (
        "the softmax is applied to what already is its result.",
        "What are the arguments: logits or probabilities?",
    ),
}

EXERCISE = Exercise(
    number="5.2",
    name="softmax_backward",
    arguments=("y_hat", "upstream"),
    axes=(("classes",),),
    draw=cases.first(
        cases.probabilities_case, 1, lambda rng, family, p: rng.normal(0.0, 3.0, p.shape)
    ),
    target=_softmax_backward,
    families=cases.OF_LOGITS,
    cost=_softmax_backward_cost,
    hint=(
        "every ŷ_j depends on z_k: what is left of the sum over j once the case "
        "j = k is taken apart?"
    ),
    said=SAID,
)
