"""Document 003: the log-likelihood with its derivatives, exponentials as they stand."""

import numpy as np


def log_likelihood(W, X, Y):
    total = 0.0
    for x, y in zip(X, Y):
        p = np.exp(W.T @ x) / np.sum(np.exp(W.T @ x))
        total += np.sum(y * np.log(p))
    return total


def class_gradient(W, X, Y, c):
    g = np.zeros(X.shape[1])
    for x, y in zip(X, Y):
        pi = np.exp(W.T @ x) / np.sum(np.exp(W.T @ x))
        g += x * (y[c] - pi[c])
    return g


def hessian(W, X):
    d, K = W.shape
    H = np.zeros((d * K, d * K))
    for x in X:
        pi = np.exp(W.T @ x) / np.sum(np.exp(W.T @ x))
        for m in range(K):
            for j in range(K):
                delta = float(m == j)
                block = -np.outer(x, x) * pi[m] * (delta - pi[j])
                H[m * d : (m + 1) * d, j * d : (j + 1) * d] += block
    return H
