"""3.4 hessian_vector_product: how its cases are drawn, what is right, and its hints."""

from functools import cache

import numpy as np

from autograder.checking import differences
from autograder.checking.exercise import Case, Cost, Exercise, array, projected
from autograder.course import cases
from autograder.course.hessian.common import (
    LARGE,
    curvature_scale,
    loss_in_weights,
    many,
    with_direction,
)


def _hessian_vector_product(W, X, V):
    truth = differences.hessian_vector_product(loss_in_weights(W, X), W, V)
    scale = curvature_scale(X) @ cases.magnitudes(V).sum(axis=1, keepdims=True)
    return array(truth, scale, cases.largest_logit(X, W))


def _hessian_vector_product_cost(m=4, d=20, K=150):
    X = np.cos(np.arange(m * d, dtype=float)).reshape(m, d)
    W = np.sin(np.arange(d * K, dtype=float)).reshape(d, K)
    # Room for four arrays like the result and ten like the logits: enough for a loop that adds up
    # outer products, too little for one K×K array, for m of d×K, and by far for the Hessian.
    limit = 8 * (4 * d * K + 10 * m * K)
    forbidden = "dK×dK, K×K or m×d×K"
    return Cost((W, X, W[::-1].copy()), limit, forbidden, _hessian_vector_product_large)


@cache
def _hessian_vector_product_large():
    return tuple(_projected_product(family, *sizes) for family, sizes in LARGE)


def _projected_product(family, m, d, K, probes=2):
    W, X, V = many(m, d, K)
    directions = np.random.default_rng(m).normal(size=(probes, d, K))
    loss = loss_in_weights(W, X)
    truths = [differences.second_derivative(loss, W, U, V) for U in directions]
    # (1/m) Σ_i |XU|_ik p_ik |XV|_ik and its like are at most this; probabilities sum to 1.
    size = np.abs(X @ V).max()
    scales = [np.abs(X @ U).max() * size for U in directions]
    target = projected((d, K), directions, truths, scales, cases.largest_logit(X, W))
    return Case((W, X, V), family, target)


SAID = {
    "sum-over-wrong-axis": (
        "the mean under the probabilities is taken over samples, not over classes.",
        "For one sample, what are its classes' changes averaged to?",
    ),
}

EXERCISE = Exercise(
    number="3.4",
    name="hessian_vector_product",
    arguments=("W", "X", "V"),
    axes=(("features", "classes"),),
    draw=with_direction,
    target=_hessian_vector_product,
    families=cases.along_directions(cases.OF_CLASSES),
    cost=_hessian_vector_product_cost,
    hint=(
        "how does P change when W moves along V? Follow the logits first, then the probabilities."
    ),
    said=SAID,
)
