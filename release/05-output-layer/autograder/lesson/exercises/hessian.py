"""03-hessian: curvature (documents 001, 000 and 003)."""

import numpy as np

from autograder.lesson import cases, definitions, differences
from autograder.lesson.exercise import Cost, Exercise, array


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
    Y = np.eye(W.shape[1])[np.zeros(len(X), dtype=int)]
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
    return Cost((np.ones(d), X), m * m // 2, "m×m")


def _hessian_vector_product_cost(m=4, d=20, K=150):
    X = np.cos(np.arange(m * d, dtype=float)).reshape(m, d)
    W = np.sin(np.arange(d * K, dtype=float)).reshape(d, K)
    # Room for four arrays like the result and ten like the logits: enough for a loop that adds up
    # outer products, too little for one K×K array, for m of d×K, and by far for the Hessian.
    return Cost((W, X, W[::-1].copy()), 8 * (4 * d * K + 10 * m * K), "dK×dK, K×K or m×d×K")


_theta_and_design = cases.first(cases.two_labels_case, 2)
_weights_and_design = cases.first(cases.classes_case, 2)
_with_blocks = cases.first(
    cases.classes_case,
    2,
    lambda rng, W, X: int(rng.integers(W.shape[1])),
    lambda rng, W, X: int(rng.integers(W.shape[1])),
)
_with_direction = cases.first(cases.classes_case, 2, lambda rng, W, X: rng.normal(size=W.shape))

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
