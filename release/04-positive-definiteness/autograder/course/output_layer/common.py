"""What several exercises of output layer share."""

import numpy as np

from autograder.checking import differences
from autograder.checking.exercise import Case, pair
from autograder.course import cases, definitions


def layer(rng, family):
    """(W, b, A, Y) with W of shape (K, n)."""
    m, n, K = cases.sizes(rng, family)
    A = cases.design(rng, family, m, n)
    W = cases.weights(rng, family, A, (n, K)).T.copy()
    return W, rng.normal(size=K), A, cases.one_hot(rng, m, K)


def one_sample(rng, family):
    W, b, A, Y = layer(rng, family)
    return Case((W, b, A[0].copy(), Y[0].copy()), family)


def zmax(W, b, A):
    return float((np.abs(A) @ np.abs(W).T + np.abs(b)).max())


def batch_gradients(W, b, A, Y):
    return pair(
        differences.gradient(lambda V: definitions.layer_loss(V, b, A, Y), W),
        differences.gradient(lambda v: definitions.layer_loss(W, v, A, Y), b),
        (np.abs(A).mean(axis=0), 1.0),
        zmax(W, b, A),
    )
