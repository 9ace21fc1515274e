"""Document 000: the mean loss throughout, so its class gradient is −1/m times the one asked for."""

import numpy as np
from scipy import special


def softmax_jacobian(z):
    p = special.softmax(z)
    K = len(z)
    delta = np.eye(K)
    J = np.empty((K, K))
    for r in range(K):
        for s in range(K):
            J[r, s] = p[r] * (delta[r, s] - p[s])
    return J


def probability_gradient(W, x, k, c):
    p = special.softmax(x @ W)
    delta = float(k == c)
    return p[k] * (delta - p[c]) * x


def class_gradient(W, X, Y, c):
    m = len(X)
    P = special.softmax(X @ W, axis=1)
    return sum((P[i, c] - Y[i, c]) * X[i] for i in range(m)) / m


def loss_gradient(W, X, Y):
    m = len(X)
    P = special.softmax(X @ W, axis=1)
    return X.T @ (P - Y) / m


def hessian_block(W, X, r, s):
    m = len(X)
    P = special.softmax(X @ W, axis=1)
    delta = float(r == s)
    return sum(P[i, r] * (delta - P[i, s]) * np.outer(X[i], X[i]) for i in range(m)) / m


def hessian(W, X):
    m = len(X)
    P = special.softmax(X @ W, axis=1)
    return sum(np.kron(np.diag(p) - np.outer(p, p), np.outer(x, x)) for p, x in zip(P, X)) / m
