"""2.6 class_gradient: reference, hidden families, right and wrong answers."""

import numpy as np
from scipy import special

from autograder.key.families import CLASSES, LARGER
from autograder.key.gallery import reference, right, wrong

HIDDEN = {"values": LARGER, "robustness": CLASSES}


@reference
def class_gradient(W, X, Y, c):
    """Differentiate the log-likelihood in the weights of class c.

    ∇_{w_c} ℓ = Σ_i (y_ic − p_ic) x_i, a sum.

    W: (d, K), X: (m, d), both float64 and finite; Y: (m, K) float64, one-hot rows; c: int in
    0, …, K − 1. Returns (d,) float64. Raises nothing. Source: document 001, exercise 8.4(b).
    """
    from scipy import special

    P = special.softmax(X @ W, axis=1)
    return X.T @ (Y[:, c] - P[:, c])


@right("odds-against-the-others")
def class_gradient(W, X, Y, c):
    # An infinite sum is no overflow here: 1/∞ is the probability
    Z = X @ W
    return X.T @ (Y[:, c] - 1 / np.exp(Z - Z[:, [c]]).sum(axis=1))


@right("matrix-product")
def class_gradient(W, X, Y, c):
    P = special.softmax(X @ W, axis=1)
    return X.T @ (Y[:, c] - P[:, c])


@right("sum-over-samples")
def class_gradient(W, X, Y, c):
    g = np.zeros(X.shape[1])
    for x, label in zip(X, Y, strict=True):
        z = x @ W
        e = np.exp(z - z.max())
        g += (label[c] - e[c] / e.sum()) * x
    return g


@right("observed-minus-expected")
def class_gradient(W, X, Y, c):
    log_P = special.log_softmax(X @ W, axis=1)
    return X[Y[:, c] == 1].sum(axis=0) - np.exp(log_P[:, c]) @ X


@right("einsum")
def class_gradient(W, X, Y, c):
    Z = np.einsum("id,dk->ik", X, W)
    P = np.exp(Z - special.logsumexp(Z, axis=1, keepdims=True))
    return np.einsum("id,i->d", X, Y[:, c] - P[:, c])


@right("all-classes-then-one")
def class_gradient(W, X, Y, c):
    P = special.softmax(X @ W, axis=1)
    G = X.T @ (Y - P)
    return G[:, c].copy()


@right("double-sum-before-it-collapses")
def class_gradient(W, X, Y, c):
    P = special.softmax(X @ W, axis=1)
    g = np.zeros(W.shape[0])
    for i in range(X.shape[0]):
        for k in range(W.shape[1]):
            g = g + Y[i, k] * ((k == c) - P[i, c]) * X[i]
    return g


@wrong("mean-for-sum")
def class_gradient(W, X, Y, c):
    P = special.softmax(X @ W, axis=1)
    return X.T @ (Y[:, c] - P[:, c]) / len(X)


@wrong("sign")
def class_gradient(W, X, Y, c):
    P = special.softmax(X @ W, axis=1)
    return X.T @ (P[:, c] - Y[:, c])


@wrong("loss-for-likelihood")
def class_gradient(W, X, Y, c):
    P = special.softmax(X @ W, axis=1)
    return X.T @ (P[:, c] - Y[:, c]) / len(X)


@wrong("class-off-by-one")
def class_gradient(W, X, Y, c):
    P = special.softmax(X @ W, axis=1)
    return X.T @ (Y - P)[:, c - 1]


@wrong("wrong-axis")
def class_gradient(W, X, Y, c):
    P = special.softmax(X @ W, axis=0)
    return X.T @ (Y[:, c] - P[:, c])


@wrong("whole-array")
def class_gradient(W, X, Y, c):
    P = special.softmax(X @ W)
    return X.T @ (Y[:, c] - P[:, c])


@wrong("shift-per-array", part="robustness")
def class_gradient(W, X, Y, c):
    Z = X @ W
    E = np.exp(Z - Z.max())
    P = E / E.sum(axis=1, keepdims=True)
    return X.T @ (Y[:, c] - P[:, c])


@wrong("logits-far-apart", part="robustness")
def class_gradient(W, X, Y, c):
    Z = X @ W
    E = np.exp(Z - Z.min(axis=1, keepdims=True))
    P = E / E.sum(axis=1, keepdims=True)
    return X.T @ (Y - P)[:, c]


@wrong("overflow", part="robustness")
def class_gradient(W, X, Y, c):
    E = np.exp(X @ W)
    return X.T @ (Y[:, c] - E[:, c] / E.sum(axis=1))


@wrong("label-for-one-hot")
def class_gradient(W, X, Y, c):
    P = special.softmax(X @ W, axis=1)
    return X.T @ (np.argmax(Y, axis=1) - P[:, c])


@wrong("bias-forgotten")
def class_gradient(W, X, Y, c):
    P = special.softmax(X[:, 1:] @ W[1:, :], axis=1)
    return X.T @ (Y[:, c] - P[:, c])


@wrong("softmax-elementwise")
def class_gradient(W, X, Y, c):
    return X.T @ (Y[:, c] - special.expit(X @ W[:, c]))


@wrong("not-normalised")
def class_gradient(W, X, Y, c):
    return X.T @ (Y[:, c] - np.exp(X @ W[:, c]))


@wrong("label-forgotten")
def class_gradient(W, X, Y, c):
    return -X.T @ special.softmax(X @ W, axis=1)[:, c]


@wrong("only-observed-class")
def class_gradient(W, X, Y, c):
    P = special.softmax(X @ W, axis=1)
    return X.T @ (Y[:, c] * (1 - P[:, c]))


@wrong("indicator-forgotten")
def class_gradient(W, X, Y, c):
    P = special.softmax(X @ W, axis=1)
    return X.T @ (1 - P[:, c])


@wrong("extra-derivative")
def class_gradient(W, X, Y, c):
    p = special.softmax(X @ W, axis=1)[:, c]
    return X.T @ ((Y[:, c] - p) * p * (1 - p))


@wrong("only-at-zero-weights")
def class_gradient(W, X, Y, c):
    return X.T @ (Y[:, c] - 1 / W.shape[1])


@wrong("only-one-sample")
def class_gradient(W, X, Y, c):
    for x, label in zip(X, Y, strict=True):
        return (label[c] - special.softmax(x @ W)[c]) * x


@wrong("finite-differences")
def class_gradient(W, X, Y, c):
    h = 1e-5
    g = np.zeros(len(W))
    for r in range(len(W)):
        step = np.zeros(W.shape)
        step[r, c] = h
        up = np.sum(Y * special.log_softmax(X @ (W + step), axis=1))
        down = np.sum(Y * special.log_softmax(X @ (W - step), axis=1))
        g[r] = (up - down) / (2 * h)
    return g


@wrong("rounded")
def class_gradient(W, X, Y, c):
    P = np.round(special.softmax(X @ W, axis=1), 10)
    return X.T @ (Y[:, c] - P[:, c])


@wrong("float32")
def class_gradient(W, X, Y, c):
    P = special.softmax((X @ W).astype(np.float32), axis=1)
    return X.T @ (Y[:, c] - P[:, c])


@wrong("in-place", part="robustness")
def class_gradient(W, X, Y, c):
    Y -= special.softmax(X @ W, axis=1)
    return X.T @ Y[:, c]


@wrong("wrong-shape")
def class_gradient(W, X, Y, c):
    P = special.softmax(X @ W, axis=1)
    return X.T @ (Y - P)[:, [c]]
