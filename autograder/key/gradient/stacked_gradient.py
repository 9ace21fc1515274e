"""2.8 stacked_gradient: reference, hidden families, right and wrong answers."""

import numpy as np
from scipy import special

from autograder.key.families import CLASSES, LARGER
from autograder.key.gallery import reference, right, wrong

HIDDEN = {"values": LARGER, "robustness": CLASSES}


@reference
def stacked_gradient(W, X, Y):
    """Stack the class gradients of the log-likelihood one after another.

    ∇_{vec(W)} ℓ = vec(Xᵀ(Y − P)) = −m vec(∇_W L), a sum; vec stacks columns.

    W: (d, K), X: (m, d), both float64 and finite; Y: (m, K) float64, one-hot rows. Returns
    (dK,) float64, class after class. Raises nothing. Source: document 001, exercise 8.4(b).
    """
    from scipy import special

    P = special.softmax(X @ W, axis=1)
    return (X.T @ (Y - P)).ravel(order="F")


@right("column-stacking")
def stacked_gradient(W, X, Y):
    P = special.softmax(X @ W, axis=1)
    return (X.T @ (Y - P)).flatten(order="F")


@right("ravel-of-the-transpose")
def stacked_gradient(W, X, Y):
    P = special.softmax(X @ W, axis=1)
    return ((Y - P).T @ X).ravel()


@right("concatenation")
def stacked_gradient(W, X, Y):
    P = special.softmax(X @ W, axis=1)
    return np.concatenate([X.T @ (Y[:, c] - P[:, c]) for c in range(W.shape[1])])


@right("kronecker")
def stacked_gradient(W, X, Y):
    g = np.zeros(W.size)
    for x, label in zip(X, Y, strict=True):
        z = x @ W
        p = np.exp(z - special.logsumexp(z))
        g += np.kron(label - p, x)
    return g


@right("slices")
def stacked_gradient(W, X, Y):
    d, K = W.shape
    Z = X @ W
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    g = np.zeros(d * K)
    for c in range(K):
        residual = Y[:, c] - E[:, c] / E.sum(axis=1)
        for r in range(d):
            g[c * d + r] = residual @ X[:, r]
    return g


@right("einsum")
def stacked_gradient(W, X, Y):
    R = Y - np.exp(special.log_softmax(X @ W, axis=1))
    return np.einsum("ik,ir->kr", R, X).reshape(-1)


@right("design-of-all-weights")
def stacked_gradient(W, X, Y):
    K = W.shape[1]
    P = special.softmax(X @ W, axis=1)
    return np.kron(np.eye(K), X).T @ (Y - P).ravel(order="F")


@wrong("row-stacked")
def stacked_gradient(W, X, Y):
    P = special.softmax(X @ W, axis=1)
    return (X.T @ (Y - P)).ravel()


@wrong("mean-for-sum")
def stacked_gradient(W, X, Y):
    P = special.softmax(X @ W, axis=1)
    return (X.T @ (Y - P)).ravel(order="F") / len(X)


@wrong("sign")
def stacked_gradient(W, X, Y):
    P = special.softmax(X @ W, axis=1)
    return (X.T @ (P - Y)).ravel(order="F")


@wrong("loss-for-likelihood")
def stacked_gradient(W, X, Y):
    P = special.softmax(X @ W, axis=1)
    return (X.T @ (P - Y) / len(X)).ravel(order="F")


@wrong("wrong-axis")
def stacked_gradient(W, X, Y):
    P = special.softmax(X @ W, axis=0)
    return (X.T @ (Y - P)).ravel(order="F")


@wrong("whole-array")
def stacked_gradient(W, X, Y):
    P = special.softmax(X @ W)
    return ((Y - P).T @ X).ravel()


@wrong("shift-per-array", part="robustness")
def stacked_gradient(W, X, Y):
    Z = X @ W
    E = np.exp(Z - np.max(Z))
    P = (E.T / E.sum(axis=1)).T
    return ((Y - P).T @ X).ravel()


@wrong("overflow", part="robustness")
def stacked_gradient(W, X, Y):
    E = np.exp(X @ W)
    P = E / E.sum(axis=1, keepdims=True)
    return ((Y - P).T @ X).ravel()


@wrong("logits-far-apart", part="robustness")
def stacked_gradient(W, X, Y):
    Z = X @ W
    E = np.exp(Z - Z[:, :1])
    P = E / E.sum(axis=1, keepdims=True)
    return (X.T @ (Y - P)).ravel(order="F")


@wrong("clipped", part="robustness")
def stacked_gradient(W, X, Y):
    P = special.softmax(np.clip(X @ W, -700, 700), axis=1)
    return (X.T @ (Y - P)).ravel(order="F")


@wrong("class-off-by-one")
def stacked_gradient(W, X, Y):
    P = special.softmax(X @ W, axis=1)
    shifted = np.eye(W.shape[1])[Y.argmax(axis=1) - 1]
    return ((shifted - P).T @ X).ravel()


@wrong("label-for-one-hot")
def stacked_gradient(W, X, Y):
    P = special.softmax(X @ W, axis=1)
    return ((Y.argmax(axis=1)[:, None] - P).T @ X).ravel()


@wrong("bias-forgotten")
def stacked_gradient(W, X, Y):
    P = special.softmax(X[:, 1:] @ W[1:], axis=1)
    return ((Y - P).T @ X).ravel()


@wrong("softmax-elementwise")
def stacked_gradient(W, X, Y):
    return ((Y - special.expit(X @ W)).T @ X).ravel()


@wrong("label-forgotten")
def stacked_gradient(W, X, Y):
    return -(special.softmax(X @ W, axis=1).T @ X).ravel()


@wrong("only-observed-class")
def stacked_gradient(W, X, Y):
    P = special.softmax(X @ W, axis=1)
    return ((Y * (1 - P)).T @ X).ravel()


@wrong("only-at-zero-weights")
def stacked_gradient(W, X, Y):
    return ((Y - 1 / Y.shape[1]).T @ X).ravel()


@wrong("only-one-sample")
def stacked_gradient(W, X, Y):
    for x, label in zip(X, Y, strict=True):
        return np.kron(label - special.softmax(x @ W), x)


@wrong("only-square")
def stacked_gradient(W, X, Y):
    d, K = W.shape
    G = X.T @ (Y - special.softmax(X @ W, axis=1))
    g = np.zeros(d * K)
    for c in range(K):
        for r in range(d):
            g[c * K + r] = G[r, c]
    return g


@wrong("finite-differences")
def stacked_gradient(W, X, Y):
    h = 1e-5
    g = []
    for c in range(W.shape[1]):
        for r in range(W.shape[0]):
            up, down = W.copy(), W.copy()
            up[r, c] += h
            down[r, c] -= h
            rise = special.log_softmax(X @ up, axis=1) - special.log_softmax(X @ down, axis=1)
            g.append(np.sum(Y * rise) / (2 * h))
    return np.array(g)


@wrong("float32")
def stacked_gradient(W, X, Y):
    P = special.softmax(X @ W, axis=1).astype(np.float32)
    return ((Y - P).T @ X).ravel()


@wrong("in-place", part="robustness")
def stacked_gradient(W, X, Y):
    P = special.softmax(X @ W, axis=1)
    np.subtract(Y, P, out=Y)
    return (Y.T @ X).ravel()


@wrong("wrong-shape")
def stacked_gradient(W, X, Y):
    P = special.softmax(X @ W, axis=1)
    return (X.T @ (Y - P)).reshape(-1, 1, order="F")
