"""Document 001: exponentials as they stand, and a factor 1/m that is lost on the way."""

import numpy as np


def softmax(z):
    return np.exp(z) / np.sum(np.exp(z))


def softmax_jacobian(z):
    v = np.exp(z) / np.sum(np.exp(z))
    C = len(z)
    delta = np.eye(C)
    return np.array([[v[k] * (delta[k, j] - v[j]) for j in range(C)] for k in range(C)])


def logistic_gradient(theta, X, y):
    mu = 1 / (1 + np.exp(-X @ theta))
    return X.T @ (mu - y)


def log_likelihood(W, X, Y):
    E = np.exp(X @ W)
    mu = E / E.sum(axis=1, keepdims=True)
    return np.sum(Y * np.log(mu))


def class_gradient(W, X, Y, c):
    E = np.exp(X @ W)
    mu = E / E.sum(axis=1, keepdims=True)
    return sum((Y[i, c] - mu[i, c]) * X[i] for i in range(len(X)))


def logistic_hessian(theta, X):
    mu = 1 / (1 + np.exp(-X @ theta))
    S = np.diag(mu * (1 - mu))
    return X.T @ S @ X


def hessian(W, X):
    E = np.exp(X @ W)
    mu = E / E.sum(axis=1, keepdims=True)
    C = W.shape[1]

    def block(c, c2):
        delta = float(c == c2)
        terms = mu[:, c] * (delta - mu[:, c2])
        return -sum(t * np.outer(x, x) for t, x in zip(terms, X))

    return np.block([[block(c, c2) for c2 in range(C)] for c in range(C)])


def quadratic_form(v, theta, X):
    mu = 1 / (1 + np.exp(-X @ theta))
    b = X @ v
    return np.sum(mu * (1 - mu) * b**2)


def has_full_column_rank(X):
    return np.linalg.matrix_rank(X) == X.shape[1]
