"""The weights stacked row after row where the course stacks columns, and slow honest loops."""

import numpy as np
from scipy import special


def logistic_hessian(theta, X):
    d = X.shape[1]
    H = np.zeros((d, d))
    for x in X:
        mu = special.expit(x @ theta)
        H += mu * (1 - mu) * np.outer(x, x)
    return H / len(X)


def hessian_block(W, X, r, s):
    d = X.shape[1]
    H = np.zeros((d, d))
    for x in X:
        p = special.softmax(x @ W)
        H += p[r] * ((r == s) - p[s]) * np.outer(x, x)
    return H / len(X)


def hessian(W, X):
    d, K = W.shape
    H = np.zeros((d * K, d * K))
    for x in X:
        p = special.softmax(x @ W)
        H += np.kron(np.outer(x, x), np.diag(p) - np.outer(p, p))
    return H / len(X)


def hessian_vector_product(W, X, V):
    d, K = W.shape
    out = np.zeros((d, K))
    for x in X:
        p = special.softmax(x @ W)
        u = x @ V
        out += np.outer(x, p * (u - p @ u))
    return out / len(X)


def curvature_along(W, X, V):
    total = 0.0
    for x in X:
        p, t = special.softmax(x @ W), x @ V
        total += p @ (t - p @ t) ** 2
    return total / len(X)
