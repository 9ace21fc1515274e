"""Tests that look at too little: Cholesky alone, a reduced SVD, the wrong class held fixed."""

import numpy as np
from scipy import special


def quadratic_form(v, theta, X):
    mu = special.expit(X @ theta)
    return np.mean(mu * (1 - mu) * (X @ v) ** 2)


def has_full_column_rank(X):
    return X.shape[0] >= X.shape[1]


def is_positive_definite(H):
    try:
        np.linalg.cholesky(H)
    except np.linalg.LinAlgError:
        return False
    return True


def flat_direction(X):
    U, singular_values, Vt = np.linalg.svd(X, full_matrices=False)
    return Vt[-1]


def softmax_flat_directions(d, K):
    return np.kron(np.ones((K, 1)), np.eye(d)) / np.sqrt(K)


def reduced_hessian(W, X):
    d, K = W.shape
    P = special.softmax(X @ W, axis=1)
    H = np.zeros((d * K, d * K))
    for p, x in zip(P, X):
        H += np.kron(np.diag(p) - np.outer(p, p), np.outer(x, x)) / len(X)
    return H[d:, d:]
