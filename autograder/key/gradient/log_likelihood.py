"""2.4 log_likelihood: reference, hidden families, right and wrong answers."""

import numpy as np
from scipy import special

from autograder.key.families import CLASSES, LARGER
from autograder.key.gallery import reference, right, wrong

HIDDEN = {"values": LARGER, "robustness": CLASSES}


@reference
def log_likelihood(W, X, Y):
    """Sum the log-probabilities of the observed classes over the samples.

    ℓ(W) = Σ_i Σ_k y_ik log p_ik with P = softmax(XW) by rows, a sum.

    W: (d, K), X: (m, d), both float64 and finite; Y: (m, K) float64, one-hot rows. Returns a
    float ≤ 0. Raises nothing. Source: document 001, exercise 8.4(b); document 003.
    """
    from scipy import special

    Z = X @ W
    # log p = −log Σ_k exp(z_k − z_observed): no probability, which could underflow, is formed.
    observed = (Y * Z).sum(axis=1, keepdims=True)
    return -special.logsumexp(Z - observed, axis=1).sum()


@right("log-softmax")
def log_likelihood(W, X, Y):
    return np.sum(Y * special.log_softmax(X @ W, axis=1))


@right("log-sum-exp")
def log_likelihood(W, X, Y):
    Z = X @ W
    return np.sum((Y * Z).sum(axis=1) - special.logsumexp(Z, axis=1))


@right("shift-by-the-largest")
def log_likelihood(W, X, Y):
    Z = X @ W
    Z = Z - Z.max(axis=1, keepdims=True)
    log_P = Z - np.log(np.exp(Z).sum(axis=1, keepdims=True))
    return log_P[Y == 1].sum()


@right("python-loop")
def log_likelihood(W, X, Y):
    import math

    total = 0.0
    for i in range(len(X)):
        z = [math.fsum(X[i] * W[:, k]) for k in range(W.shape[1])]
        top = max(z)
        normaliser = top + math.log(sum(math.exp(v - top) for v in z))
        total += z[list(Y[i]).index(1)] - normaliser
    return float(total)


@right("trace")
def log_likelihood(W, X, Y):
    return np.trace(Y.T @ special.log_softmax(X @ W, axis=1))


@right("einsum")
def log_likelihood(W, X, Y):
    normalisers = np.logaddexp.reduce(X @ W, axis=1)
    return np.einsum("ij,jk,ik->", X, W, Y) - normalisers.sum()


@right("class-by-class")
def log_likelihood(W, X, Y):
    log_P = special.log_softmax(X @ W, axis=1)
    total = 0.0
    for k in range(W.shape[1]):
        total += Y[:, k] @ log_P[:, k]
    return total


@wrong("mean-for-sum")
def log_likelihood(W, X, Y):
    return np.sum(Y * special.log_softmax(X @ W, axis=1)) / len(X)


@wrong("sign")
def log_likelihood(W, X, Y):
    return -np.sum(Y * special.log_softmax(X @ W, axis=1))


@wrong("loss-for-likelihood")
def log_likelihood(W, X, Y):
    return -np.mean(np.sum(Y * special.log_softmax(X @ W, axis=1), axis=1))


@wrong("mean-over-classes")
def log_likelihood(W, X, Y):
    return np.sum(np.mean(Y * special.log_softmax(X @ W, axis=1), axis=1))


@wrong("wrong-axis")
def log_likelihood(W, X, Y):
    return np.sum(Y * special.log_softmax(X @ W, axis=0))


@wrong("whole-array")
def log_likelihood(W, X, Y):
    Z = X @ W
    return np.sum(Y * (Z - special.logsumexp(Z)))


@wrong("shift-per-array", part="robustness")
def log_likelihood(W, X, Y):
    Z = X @ W
    Z = Z - Z.max()
    return np.sum(Y * Z) - np.sum(np.log(np.exp(Z).sum(axis=1)))


@wrong("overflow", part="robustness")
def log_likelihood(W, X, Y):
    Z = X @ W
    return np.sum((Y * Z).sum(axis=1) - np.log(np.exp(Z).sum(axis=1)))


@wrong("logits-far-apart", part="robustness")
def log_likelihood(W, X, Y):
    P = special.softmax(X @ W, axis=1)
    return np.sum(np.log(P[Y == 1]))


@wrong("log-epsilon")
def log_likelihood(W, X, Y):
    P = special.softmax(X @ W, axis=1)
    return np.sum(Y * np.log(P + 1e-10))


@wrong("clipped-probability", part="robustness")
def log_likelihood(W, X, Y):
    P = np.maximum(special.softmax(X @ W, axis=1), 1e-30)
    return np.sum(Y * np.log(P))


@wrong("log-base-2")
def log_likelihood(W, X, Y):
    return np.sum(Y * np.log2(special.softmax(X @ W, axis=1)))


@wrong("label-for-one-hot")
def log_likelihood(W, X, Y):
    labels = Y.argmax(axis=1)
    return np.sum(labels[:, None] * special.log_softmax(X @ W, axis=1))


@wrong("class-off-by-one")
def log_likelihood(W, X, Y):
    log_P = special.log_softmax(X @ W, axis=1)
    return np.sum(log_P[np.arange(len(X)), Y.argmax(axis=1) - 1])


@wrong("bias-forgotten")
def log_likelihood(W, X, Y):
    return np.sum(Y * special.log_softmax(X[:, 1:] @ W[1:], axis=1))


@wrong("softmax-elementwise")
def log_likelihood(W, X, Y):
    return np.sum(Y * special.log_expit(X @ W))


@wrong("binary-cross-entropy")
def log_likelihood(W, X, Y):
    P = special.softmax(X @ W, axis=1)
    return np.sum(Y * np.log(P) + (1 - Y) * np.log(1 - P))


@wrong("not-normalised")
def log_likelihood(W, X, Y):
    return np.sum(Y * (X @ W))


@wrong("no-logarithm")
def log_likelihood(W, X, Y):
    return np.sum(Y * special.softmax(X @ W, axis=1))


@wrong("indicator-forgotten")
def log_likelihood(W, X, Y):
    return np.sum(special.log_softmax(X @ W, axis=1))


@wrong("only-at-zero-weights")
def log_likelihood(W, X, Y):
    m, K = Y.shape
    return -m * np.log(K)


@wrong("only-one-sample")
def log_likelihood(W, X, Y):
    for x, label in zip(X, Y, strict=True):
        return label @ special.log_softmax(x @ W)


@wrong("in-place", part="robustness")
def log_likelihood(W, X, Y):
    Y *= special.log_softmax(X @ W, axis=1)
    return Y.sum()


@wrong("float32")
def log_likelihood(W, X, Y):
    Z = X.astype(np.float32) @ W.astype(np.float32)
    return np.sum(Y.astype(np.float32) * special.log_softmax(Z, axis=1))


@wrong("sum-forgotten")
def log_likelihood(W, X, Y):
    return np.sum(Y * special.log_softmax(X @ W, axis=1), axis=1)


@wrong("tie-counted-once", part="robustness")
def log_likelihood(W, X, Y):
    value = 0.0
    for z, y in zip(X @ W, Y, strict=True):
        rest = z[z < z.max()]
        value += y @ z - z.max() - np.log1p(np.exp(rest - z.max()).sum())
    return value
