"""2.3 logistic_gradient: reference, hidden families, right and wrong answers."""

import numpy as np
from scipy import special

from autograder.key.families import LARGER, TWO_LABELS
from autograder.key.gallery import reference, right, wrong

HIDDEN = {"values": LARGER, "robustness": TWO_LABELS}


@reference
def logistic_gradient(theta, X, y):
    """Differentiate the mean logistic loss in θ.

    ∇J = (1/m) Xᵀ(μ − y) with μ_i = σ(x_iᵀθ), a mean.

    theta: (d,), X: (m, d), both float64 and finite; y: (m,) float64 of 0 and 1. Returns (d,)
    float64. Raises nothing. Source: document 001, exercise 8.3, g = Xᵀ(μ − y), there without 1/m.
    """
    from scipy import special

    return X.T @ (special.expit(X @ theta) - y) / len(X)


@right("matrix-product")
def logistic_gradient(theta, X, y):
    mu = special.expit(X @ theta)
    return X.T @ (mu - y) / len(y)


@right("sum-over-samples")
def logistic_gradient(theta, X, y):
    g = np.zeros_like(theta)
    for i in range(len(X)):
        g += (special.expit(X[i] @ theta) - y[i]) * X[i]
    return g / len(X)


@right("einsum")
def logistic_gradient(theta, X, y):
    residual = 1 / (1 + np.exp(-np.einsum("ij,j->i", X, theta))) - y
    return np.einsum("i,ij->j", residual, X) / X.shape[0]


@right("mean-of-rows")
def logistic_gradient(theta, X, y):
    mu = (1 + np.tanh(X @ theta / 2)) / 2
    return np.mean((mu - y)[:, None] * X, axis=0)


@right("plus-minus-one")
def logistic_gradient(theta, X, y):
    s = 2 * y - 1
    return -(s * special.expit(-s * (X @ theta))) @ X / len(y)


@right("two-classes-apart")
def logistic_gradient(theta, X, y):
    t = X @ theta
    ones, zeros = y == 1, y == 0
    g = X[zeros].T @ special.expit(t[zeros]) - X[ones].T @ special.expit(-t[ones])
    return g / len(y)


@right("feature-by-feature")
def logistic_gradient(theta, X, y):
    import math

    residual = special.softmax(np.column_stack([0 * y, X @ theta]), axis=1)[:, 1] - y
    return np.array([math.fsum(X[:, j] * residual) / len(y) for j in range(len(theta))])


@wrong("sum-for-mean")
def logistic_gradient(theta, X, y):
    return X.T @ (special.expit(X @ theta) - y)


@wrong("sign")
def logistic_gradient(theta, X, y):
    return X.T @ (y - special.expit(X @ theta)) / len(y)


@wrong("likelihood-for-loss")
def logistic_gradient(theta, X, y):
    g = np.zeros(len(theta))
    for x, label in zip(X, y, strict=True):
        g += (label - special.expit(x @ theta)) * x
    return g


@wrong("only-positive-class")
def logistic_gradient(theta, X, y):
    t = X @ theta
    return -X.T @ (y * special.expit(-y * t)) / len(y)


@wrong("bias-forgotten")
def logistic_gradient(theta, X, y):
    mu = special.expit(X[:, 1:] @ theta[1:])
    return X.T @ (mu - y) / len(y)


@wrong("only-at-zero-weights")
def logistic_gradient(theta, X, y):
    return X.T @ (0.5 - y) / len(y)


@wrong("only-one-sample")
def logistic_gradient(theta, X, y):
    for x, label in zip(X, y, strict=True):
        return (special.expit(x @ theta) - label) * x


@wrong("linear-residual")
def logistic_gradient(theta, X, y):
    return X.T @ (X @ theta - y) / len(y)


@wrong("extra-derivative")
def logistic_gradient(theta, X, y):
    mu = special.expit(X @ theta)
    return X.T @ ((mu - y) * mu * (1 - mu)) / len(y)


@wrong("exponent-sign")
def logistic_gradient(theta, X, y):
    mu = 1 / (1 + np.exp(X @ theta))
    return X.T @ (mu - y) / len(y)


@wrong("label-forgotten")
def logistic_gradient(theta, X, y):
    return X.T @ special.expit(X @ theta) / len(y)


@wrong("only-positive-class")
def logistic_gradient(theta, X, y):
    return X.T @ (y * (special.expit(X @ theta) - 1)) / len(y)


@wrong("labels-swapped")
def logistic_gradient(theta, X, y):
    return X.T @ (special.expit(X @ theta) - (1 - y)) / len(y)


@wrong("mean-over-features")
def logistic_gradient(theta, X, y):
    return X.T @ (special.expit(X @ theta) - y) / len(theta)


@wrong("overflow", part="robustness")
def logistic_gradient(theta, X, y):
    e = np.exp(X @ theta)
    return X.T @ (e / (1 + e) - y) / len(y)


@wrong("clipped", part="robustness")
def logistic_gradient(theta, X, y):
    t = np.clip(X @ theta, -15, 15)
    return X.T @ (1 / (1 + np.exp(-t)) - y) / len(y)


@wrong("finite-differences")
def logistic_gradient(theta, X, y):
    def loss(v):
        t = X @ v
        return np.mean(np.logaddexp(0, t) - y * t)

    h = 1e-5
    g = np.zeros(len(theta))
    for j in range(len(theta)):
        step = np.zeros(len(theta))
        step[j] = h
        g[j] = (loss(theta + step) - loss(theta - step)) / (2 * h)
    return g


@wrong("float32")
def logistic_gradient(theta, X, y):
    X = X.astype(np.float32)
    return X.T @ (special.expit(X @ theta.astype(np.float32)) - y.astype(np.float32)) / len(y)


@wrong("in-place", part="robustness")
def logistic_gradient(theta, X, y):
    y -= special.expit(X @ theta)
    return -X.T @ y / len(y)


@wrong("wrong-shape")
def logistic_gradient(theta, X, y):
    residual = special.expit(X @ theta.reshape(-1, 1)) - y.reshape(-1, 1)
    return X.T @ residual / len(y)


@wrong("variance-for-mu")
def logistic_gradient(theta, X, y):
    mu = special.expit(X @ theta)
    return X.T @ (mu * (1 - mu) - y) / len(y)


@wrong("entries-zeroed")
def logistic_gradient(theta, X, y):
    gradient = X.T @ (special.expit(X @ theta) - y) / len(y)
    gradient[0] = 0
    return gradient


@wrong("inputs-rescaled")
def logistic_gradient(theta, X, y):
    X = X - X.mean(axis=0)
    return X.T @ (special.expit(X @ theta) - y) / len(y)


@wrong("zero-left-out", part="robustness")
def logistic_gradient(theta, X, y):
    t = X @ theta
    mu = np.zeros_like(t)
    mu[t > 0] = 1 / (1 + np.exp(-t[t > 0]))
    mu[t < 0] = np.exp(t[t < 0]) / (1 + np.exp(t[t < 0]))
    return X.T @ (mu - y) / len(y)
