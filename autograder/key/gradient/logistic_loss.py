"""2.2 logistic_loss: reference, hidden families, right and wrong answers."""

import numpy as np
from scipy import special

from autograder.key.families import LARGER, TWO_LABELS
from autograder.key.gallery import reference, right, wrong

HIDDEN = {"values": LARGER, "robustness": TWO_LABELS}


@reference
def logistic_loss(theta, X, y):
    """Average the logistic loss of θ over the samples.

    J(θ) = (1/m) Σ_i [log(1 + exp(x_iᵀθ)) − y_i x_iᵀθ], a mean.

    theta: (d,), X: (m, d), both float64 and finite; y: (m,) float64 of 0 and 1. Returns a
    float ≥ 0. Raises nothing. Source: document 001, exercise 8.3, whose page 1 differentiates it.
    """
    # For y in {0, 1} the loss is log(1 + exp(±t)): one term, so that nothing cancels.
    return np.logaddexp(0.0, (1.0 - 2.0 * y) * (X @ theta)).mean()


@right("log-add-exp")
def logistic_loss(theta, X, y):
    t = X @ theta
    return np.mean(np.logaddexp(0, t) - y * t)


@right("log1p-of-the-smaller")
def logistic_loss(theta, X, y):
    t = X @ theta
    return np.mean(np.maximum(t, 0) + np.log1p(np.exp(-np.abs(t))) - y * t)


@right("log-expit")
def logistic_loss(theta, X, y):
    t = X @ theta
    return -np.sum(y * special.log_expit(t) + (1 - y) * special.log_expit(-t)) / len(y)


@right("plus-minus-one")
def logistic_loss(theta, X, y):
    s = 2 * y - 1
    return np.mean(-special.log_expit(s * X.dot(theta)))


@right("python-loop")
def logistic_loss(theta, X, y):
    import math

    losses = []
    for x, label in zip(X, y, strict=True):
        t = math.fsum(x[j] * theta[j] for j in range(len(theta)))
        losses.append(max(t, 0.0) + math.log1p(math.exp(-abs(t))) - label * t)
    return math.fsum(losses) / len(losses)


@right("softmax-of-two-classes")
def logistic_loss(theta, X, y):
    t = X @ theta
    Z = np.column_stack([np.zeros(len(t)), t])
    Y = np.column_stack([1 - y, y])
    return -(Y * special.log_softmax(Z, axis=1)).sum() / len(t)


@wrong("sum-for-mean")
def logistic_loss(theta, X, y):
    t = X @ theta
    return np.sum(np.logaddexp(0, t) - y * t)


@wrong("sign")
def logistic_loss(theta, X, y):
    t = X @ theta
    return np.mean(y * t - np.logaddexp(0, t))


@wrong("likelihood-for-loss")
def logistic_loss(theta, X, y):
    t = X @ theta
    return np.sum(y * special.log_expit(t) + (1 - y) * special.log_expit(-t))


@wrong("log-base-2")
def logistic_loss(theta, X, y):
    t = X @ theta
    return -np.mean(y * np.log2(special.expit(t)) + (1 - y) * np.log2(special.expit(-t)))


@wrong("plus-minus-labels")
def logistic_loss(theta, X, y):
    return np.mean(np.log(1 + np.exp(-y * (X @ theta))))


@wrong("overflow", part="robustness")
def logistic_loss(theta, X, y):
    t = X @ theta
    return np.mean(np.log(1 + np.exp(t)) - y * t)


@wrong("digits-lost", part="robustness")
def logistic_loss(theta, X, y):
    mu = special.expit(X @ theta)
    return -np.mean(y * np.log(mu) + (1 - y) * np.log(1 - mu))


@wrong("log-epsilon")
def logistic_loss(theta, X, y):
    mu = special.expit(X @ theta)
    return -np.mean(y * np.log(mu + 1e-8) + (1 - y) * np.log(1 - mu + 1e-8))


@wrong("clipped-probability", part="robustness")
def logistic_loss(theta, X, y):
    mu = np.clip(special.expit(X @ theta), 1e-15, 1 - 1e-15)
    return -np.mean(y * np.log(mu) + (1 - y) * np.log(1 - mu))


@wrong("clipped", part="robustness")
def logistic_loss(theta, X, y):
    t = np.clip(X @ theta, -500, 500)
    return np.mean(np.log(1 + np.exp(t)) - y * t)


@wrong("only-positive-class")
def logistic_loss(theta, X, y):
    return -np.mean(y * special.log_expit(X @ theta))


@wrong("labels-swapped")
def logistic_loss(theta, X, y):
    t = X @ theta
    return np.mean(np.logaddexp(0, t) - (1 - y) * t)


@wrong("exponent-sign")
def logistic_loss(theta, X, y):
    t = X @ theta
    return np.mean(np.logaddexp(0, -t) - y * t)


@wrong("label-forgotten")
def logistic_loss(theta, X, y):
    return np.mean(np.logaddexp(0, X @ theta))


@wrong("mean-over-features")
def logistic_loss(theta, X, y):
    t = X @ theta
    return np.sum(np.logaddexp(0, t) - y * t) / X.shape[1]


@wrong("extra-half")
def logistic_loss(theta, X, y):
    t = X @ theta
    return np.sum(np.logaddexp(0, t) - y * t) / (2 * len(y))


@wrong("squared-error")
def logistic_loss(theta, X, y):
    return np.mean((special.expit(X @ theta) - y) ** 2)


@wrong("bias-forgotten")
def logistic_loss(theta, X, y):
    t = X[:, 1:] @ theta[1:]
    return np.mean(np.logaddexp(0, t) - y * t)


@wrong("only-at-zero-weights")
def logistic_loss(theta, X, y):
    return np.log(2)


@wrong("only-one-sample")
def logistic_loss(theta, X, y):
    for x, label in zip(X, y, strict=True):
        t = x @ theta
        return np.logaddexp(0, t) - label * t


@wrong("float32")
def logistic_loss(theta, X, y):
    t = (X @ theta).astype(np.float32)
    return float(np.mean(np.logaddexp(np.float32(0), t) - y.astype(np.float32) * t))


@wrong("in-place", part="robustness")
def logistic_loss(theta, X, y):
    y *= -2
    y += 1
    return np.logaddexp(0, y * (X @ theta)).mean()


@wrong("sum-forgotten")
def logistic_loss(theta, X, y):
    t = X @ theta
    return np.logaddexp(0, t) - y * t


@wrong("weights-added")
def logistic_loss(theta, X, y):
    t = X @ theta
    return np.mean(np.logaddexp(0, t) - y * t) + 0.05 * theta @ theta


@wrong("zero-left-out", part="robustness")
def logistic_loss(theta, X, y):
    t = X @ theta
    losses = np.zeros_like(t)
    losses[t > 0] = t[t > 0] + np.log1p(np.exp(-t[t > 0]))
    losses[t < 0] = np.log1p(np.exp(t[t < 0]))
    return np.mean(losses - y * t)
