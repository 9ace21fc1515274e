"""What several exercises of hessian share."""

import numpy as np

from autograder.checking import differences
from autograder.checking.exercise import Family
from autograder.course import cases, definitions


def curvature_scale(X):
    """|X|ᵀ|X|/m, the size of the terms that every d×d block of a Hessian sums."""
    return np.abs(X).T @ np.abs(X) / len(X)


def loss_in_weights(W, X):
    """The mean loss as a function of the weights; whichever labels give the same Hessian."""
    Y = np.zeros((len(X), W.shape[1]))
    Y[:, 0] = 1.0
    return lambda V: definitions.softmax_loss(V, X, Y)


def hessian_truth(W, X):
    return differences.hessian(loss_in_weights(W, X), W)


def hessian_scale(W, X):
    return np.tile(curvature_scale(X), (W.shape[1], W.shape[1]))


weights_and_design = cases.first(cases.classes_case, 2)


with_direction = cases.first(
    cases.classes_case, 2, lambda rng, family, W, X: cases.direction(rng, family, W)
)


def many(m, d, K):
    """(W, X, V) of any size, without a generator."""
    X = np.cos(np.arange(m * d, dtype=float)).reshape(m, d) / np.sqrt(d)
    W = np.sin(np.arange(d * K, dtype=float)).reshape(d, K)
    V = np.cos(np.arange(d * K, dtype=float)).reshape(d, K)
    return W, X, V


# Two features and very many classes, against K×K; many of each, against m×d×K.
LARGE = (
    (cases.MANY_CLASSES, (2, 2, cases.MANY)),
    (Family("many_of_each"), (224, 256, 504)),
)
