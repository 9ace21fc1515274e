"""03-hessian: curvature (documents 001, 000 and 003)."""

from functools import cache

import numpy as np

from autograder.lesson import cases, definitions, differences
from autograder.lesson.exercise import Case, Cost, Exercise, Family, array, projected


def _curvature_scale(X):
    """|X|ᵀ|X|/m, the size of the terms that every d×d block of a Hessian sums."""
    return np.abs(X).T @ np.abs(X) / len(X)


def _logistic_hessian(theta, X):
    # The label is linear in the logit and leaves no trace in a second derivative.
    y = np.zeros(len(X))
    truth = differences.hessian(lambda v: definitions.logistic_loss(v, X, y), theta)
    return array(truth, _curvature_scale(X), cases.largest_logit(X, theta))


def _sample_curvature(p):
    truth = differences.jacobian(
        lambda dz: definitions.shifted_probabilities(p, dz), np.zeros_like(p)
    )
    return array(truth, 1.0)


def _loss(W, X):
    """The mean loss as a function of the weights; whichever labels give the same Hessian."""
    Y = np.zeros((len(X), W.shape[1]))
    Y[:, 0] = 1.0
    return lambda V: definitions.softmax_loss(V, X, Y)


def _hessian_truth(W, X):
    return differences.hessian(_loss(W, X), W)


def _hessian_scale(W, X):
    return np.tile(_curvature_scale(X), (W.shape[1], W.shape[1]))


def _hessian_block(W, X, r, s):
    d = X.shape[1]
    truth = _hessian_truth(W, X)[r * d : (r + 1) * d, s * d : (s + 1) * d]
    return array(truth, _curvature_scale(X), cases.largest_logit(X, W))


def _hessian(W, X):
    return array(_hessian_truth(W, X), _hessian_scale(W, X), cases.largest_logit(X, W))


def _log_likelihood_hessian(W, X):
    m = len(X)
    return array(-m * _hessian_truth(W, X), m * _hessian_scale(W, X), cases.largest_logit(X, W))


def _hessian_vector_product(W, X, V):
    truth = differences.hessian_vector_product(_loss(W, X), W, V)
    scale = _curvature_scale(X) @ np.abs(V).sum(axis=1, keepdims=True)
    return array(truth, scale, cases.largest_logit(X, W))


def _logistic_hessian_cost(m=1000, d=3):
    X = np.cos(np.arange(m * d, dtype=float)).reshape(m, d)
    # Half a byte for each entry of an m×m matrix: not even one of booleans fits.
    return Cost((np.ones(d), X), m * m // 2, "m×m", _logistic_hessian_large)


@cache
def _logistic_hessian_large(m=cases.MANY, d=3):
    X = np.cos(np.arange(m * d, dtype=float)).reshape(m, d)
    arguments = np.array([1.0, 0.5, -0.3]), X
    return (Case(arguments, cases.MANY_SAMPLES, _logistic_hessian(*arguments)),)


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
    # Two features and very many classes, against K×K; many of each, against m×d×K.
    return (
        _projected_product(cases.MANY_CLASSES, 2, 2, cases.MANY),
        _projected_product(Family("many_of_each"), 1200, 100, 1130),
    )


def _projected_product(family, m, d, K, probes=2):
    X = np.cos(np.arange(m * d, dtype=float)).reshape(m, d) / np.sqrt(d)
    W = np.sin(np.arange(d * K, dtype=float)).reshape(d, K)
    V = np.cos(np.arange(d * K, dtype=float)).reshape(d, K)
    directions = np.random.default_rng(m).normal(size=(probes, d, K))
    loss = _loss(W, X)
    truths = [differences.second_derivative(loss, W, U, V) for U in directions]
    # (1/m) Σ_i |XU|_ik p_ik |XV|_ik and its like are at most this; probabilities sum to 1.
    size = np.abs(X @ V).max()
    scales = [np.abs(X @ U).max() * size for U in directions]
    target = projected((d, K), directions, truths, scales, cases.largest_logit(X, W))
    return Case((W, X, V), family, target)


_theta_and_design = cases.first(cases.two_labels_case, 2)
_weights_and_design = cases.first(cases.classes_case, 2)
_with_blocks = cases.first(
    cases.classes_case,
    2,
    lambda rng, family, W, X: cases.class_index(rng, family, W),
    lambda rng, family, W, X: cases.class_index(rng, family, W),
)
_with_direction = cases.first(
    cases.classes_case, 2, lambda rng, family, W, X: rng.normal(size=W.shape)
)

EXERCISES = (
    Exercise(
        "3.1",
        "logistic_hessian",
        ("theta", "X"),
        (("features", "features"),),
        _theta_and_design,
        _logistic_hessian,
        cases.OF_TWO_LABELS,
        _logistic_hessian_cost,
    ),
    Exercise(
        "3.2",
        "sample_curvature",
        ("p",),
        (("classes", "classes"),),
        cases.probabilities_case,
        _sample_curvature,
        cases.OF_LOGITS,
    ),
    Exercise(
        "3.3",
        "hessian_block",
        ("W", "X", "r", "s"),
        (("features", "features"),),
        _with_blocks,
        _hessian_block,
        cases.OF_CLASSES,
    ),
    Exercise(
        "3.4",
        "hessian",
        ("W", "X"),
        (("classes × features", "classes × features"),),
        _weights_and_design,
        _hessian,
        cases.OF_CLASSES,
    ),
    Exercise(
        "3.5",
        "log_likelihood_hessian",
        ("W", "X"),
        (("classes × features", "classes × features"),),
        _weights_and_design,
        _log_likelihood_hessian,
        cases.OF_CLASSES,
    ),
    Exercise(
        "3.6",
        "hessian_vector_product",
        ("W", "X", "V"),
        (("features", "classes"),),
        _with_direction,
        _hessian_vector_product,
        cases.OF_CLASSES,
        _hessian_vector_product_cost,
    ),
)
