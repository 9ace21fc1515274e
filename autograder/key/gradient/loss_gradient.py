"""2.7 loss_gradient: reference, hidden families, right and wrong answers."""

import numpy as np
from scipy import special

from autograder.key.families import CLASSES, LARGER
from autograder.key.gallery import reference, right, wrong

HIDDEN = {"values": LARGER, "robustness": CLASSES}


@reference
def loss_gradient(W, X, Y):
    """Differentiate the mean cross-entropy in the weights.

    ∇_W L = (1/m) Xᵀ(P − Y), a mean; column c is the derivative in w_c.

    W: (d, K), X: (m, d), both float64 and finite; Y: (m, K) float64, one-hot rows. Returns
    (d, K) float64. Raises nothing. Source: document 000, first formula.
    """
    from scipy import special

    P = special.softmax(X @ W, axis=1)
    return X.T @ (P - Y) / len(X)


@right("matrix-product")
def loss_gradient(W, X, Y):
    P = special.softmax(X @ W, axis=1)
    return X.T @ (P - Y) / len(X)


@right("outer-products")
def loss_gradient(W, X, Y):
    G = np.zeros_like(W)
    for x, label in zip(X, Y, strict=True):
        G += np.outer(x, special.softmax(x @ W) - label)
    return G / len(X)


@right("einsum")
def loss_gradient(W, X, Y):
    Z = X @ W
    P = np.exp(Z - special.logsumexp(Z, axis=1)[:, None])
    return np.einsum("id,ik->dk", X, P - Y) / X.shape[0]


@right("transposed-softmax")
def loss_gradient(W, X, Y):
    Z = W.T @ X.T
    E = np.exp(Z - Z.max(axis=0))
    return ((E / E.sum(axis=0) - Y.T) @ X).T / len(X)


@right("column-by-column")
def loss_gradient(W, X, Y):
    P = special.softmax(X @ W, axis=1)
    columns = []
    for c in range(W.shape[1]):
        residual = P[:, c] - Y[:, c]
        columns.append(np.mean(residual[:, None] * X, axis=0))
    return np.stack(columns, axis=1)


@right("mean-of-outer-products")
def loss_gradient(W, X, Y):
    R = np.exp(special.log_softmax(X @ W, axis=1)) - Y
    return np.mean(X[:, :, None] * R[:, None, :], axis=0)


@right("expected-minus-observed")
def loss_gradient(W, X, Y):
    m = len(X)
    return X.T @ (special.softmax(X @ W, axis=1) / m) - X.T @ (Y / m)


@wrong("sum-for-mean")
def loss_gradient(W, X, Y):
    P = special.softmax(X @ W, axis=1)
    return X.T @ (P - Y)


@wrong("sign")
def loss_gradient(W, X, Y):
    P = special.softmax(X @ W, axis=1)
    return X.T @ (Y - P) / len(X)


@wrong("likelihood-for-loss")
def loss_gradient(W, X, Y):
    P = special.softmax(X @ W, axis=1)
    return X.T @ (Y - P)


@wrong("transposed")
def loss_gradient(W, X, Y):
    P = special.softmax(X @ W, axis=1)
    return (P - Y).T @ X / len(X)


@wrong("wrong-axis")
def loss_gradient(W, X, Y):
    Z = X @ W
    E = np.exp(Z - Z.max(axis=0))
    P = E / E.sum(axis=0)
    return X.T @ (P - Y) / len(X)


@wrong("whole-array")
def loss_gradient(W, X, Y):
    Z = X @ W
    E = np.exp(Z - Z.max())
    return X.T @ (E / E.sum() - Y) / len(X)


@wrong("shift-per-array", part="robustness")
def loss_gradient(W, X, Y):
    Z = X @ W
    E = np.exp(Z - Z.max())
    return X.T @ (E / E.sum(axis=1, keepdims=True) - Y) / len(X)


@wrong("logits-far-apart", part="robustness")
def loss_gradient(W, X, Y):
    Z = X @ W
    E = np.exp(Z - Z[:, :1])
    P = E / E.sum(axis=1, keepdims=True)
    return X.T @ (P - Y) / len(X)


@wrong("overflow", part="robustness")
def loss_gradient(W, X, Y):
    E = np.exp(X @ W)
    return X.T @ (E / E.sum(axis=1, keepdims=True) - Y) / len(X)


@wrong("nan-patched", part="robustness")
def loss_gradient(W, X, Y):
    E = np.exp(X @ W)
    P = np.nan_to_num(E / E.sum(axis=1, keepdims=True))
    return X.T @ (P - Y) / len(X)


@wrong("bias-forgotten")
def loss_gradient(W, X, Y):
    P = special.softmax(X[:, 1:] @ W[1:], axis=1)
    return X.T @ (P - Y) / len(X)


@wrong("label-for-one-hot")
def loss_gradient(W, X, Y):
    labels = np.argmax(Y, axis=1)
    return X.T @ (special.softmax(X @ W, axis=1) - labels[:, None]) / len(X)


@wrong("class-off-by-one")
def loss_gradient(W, X, Y):
    G = special.softmax(X @ W, axis=1)
    for i in range(len(X)):
        G[i, np.argmax(Y[i]) - 1] -= 1
    return X.T @ G / len(X)


@wrong("mean-over-classes")
def loss_gradient(W, X, Y):
    P = special.softmax(X @ W, axis=1)
    return X.T @ (P - Y) / Y.size


@wrong("softmax-elementwise")
def loss_gradient(W, X, Y):
    return X.T @ (special.expit(X @ W) - Y) / len(X)


@wrong("linear-residual")
def loss_gradient(W, X, Y):
    return X.T @ (X @ W - Y) / len(X)


@wrong("label-forgotten")
def loss_gradient(W, X, Y):
    return X.T @ special.softmax(X @ W, axis=1) / len(X)


@wrong("only-observed-class")
def loss_gradient(W, X, Y):
    P = special.softmax(X @ W, axis=1)
    return X.T @ (Y * (P - 1)) / len(X)


@wrong("extra-derivative")
def loss_gradient(W, X, Y):
    P = special.softmax(X @ W, axis=1)
    return X.T @ ((P - Y) * P * (1 - P)) / len(X)


@wrong("only-at-zero-weights")
def loss_gradient(W, X, Y):
    return X.T @ (1 / W.shape[1] - Y) / len(X)


@wrong("only-one-sample")
def loss_gradient(W, X, Y):
    for x, label in zip(X, Y, strict=True):
        return np.outer(x, special.softmax(x @ W) - label)


@wrong("only-three-classes")
def loss_gradient(W, X, Y):
    P = special.softmax(X @ W, axis=1)
    G = np.zeros(W.shape)
    for k in (0, 1, 2):
        G[:, k] = X.T @ (P[:, k] - Y[:, k]) / len(X)
    return G


@wrong("finite-differences")
def loss_gradient(W, X, Y):
    h = 1e-6

    def loss(V):
        return -np.mean(np.sum(Y * special.log_softmax(X @ V, axis=1), axis=1))

    G = np.zeros(W.shape)
    for r in range(W.shape[0]):
        for c in range(W.shape[1]):
            step = np.zeros(W.shape)
            step[r, c] = h
            G[r, c] = (loss(W + step) - loss(W)) / h
    return G


@wrong("float32")
def loss_gradient(W, X, Y):
    X = np.asarray(X, dtype=np.float32)
    P = special.softmax(X @ np.asarray(W, dtype=np.float32), axis=1)
    return X.T @ (P - np.asarray(Y, dtype=np.float32)) / len(X)


@wrong("in-place", part="robustness")
def loss_gradient(W, X, Y):
    Y -= special.softmax(X @ W, axis=1)
    Y /= -len(X)
    return X.T @ Y


@wrong("wrong-shape")
def loss_gradient(W, X, Y):
    P = special.softmax(X @ W, axis=1)
    return (X.T @ (P - Y) / len(X)).flatten()


@wrong("sample-averaged")
def loss_gradient(W, X, Y):
    x = X.mean(axis=0)
    return np.outer(x, special.softmax(x @ W) - Y.mean(axis=0))


@wrong("order-reversed")
def loss_gradient(W, X, Y):
    return (X.T @ (special.softmax(X @ W, axis=1) - Y) / len(X))[:, ::-1].copy()
