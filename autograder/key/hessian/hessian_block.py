"""3.2 hessian_block: reference, hidden families, right and wrong answers."""

import numpy as np
from scipy import special

from autograder.key.families import CLASSES, LARGER, SAME_CLASS
from autograder.key.gallery import reference, right, wrong

HIDDEN = {"values": (*LARGER, SAME_CLASS), "robustness": CLASSES}


@reference
def hessian_block(W, X, r, s):
    """Differentiate the mean cross-entropy in the weights of classes r and s.

    H_rs = (1/m) Σ_i p_ir (δ_rs − p_is) x_i x_iᵀ, a mean.

    W: (d, K), X: (m, d), both float64 and finite; r, s: int in 0, …, K − 1. Returns (d, d)
    float64, symmetric. Raises nothing. Source: document 000, H_rs; document 001, exercise 8.4(c).
    """
    from scipy import special

    P = special.softmax(X @ W, axis=1)
    # 1 − p_r as the sum of the other probabilities: exact to rounding where p_r is nearly 1.
    factor = np.delete(P, r, axis=1).sum(axis=1) if r == s else P[:, s]
    A = np.sqrt(P[:, r] * factor)[:, None] * X
    return (A.T @ A if r == s else -(A.T @ A)) / len(X)


@right("weighted-product")
def hessian_block(W, X, r, s):
    P = special.softmax(X @ W, axis=1)
    weights = P[:, r] * ((r == s) - P[:, s])
    return X.T @ (weights[:, None] * X) / len(X)


@right("sum-over-samples")
def hessian_block(W, X, r, s):
    m, d = X.shape
    B = np.zeros((d, d))
    for x in X:
        z = x @ W
        e = np.exp(z - z.max())
        p = e / e.sum()
        B += p[r] * ((r == s) - p[s]) * np.outer(x, x)
    return B / m


@right("einsum")
def hessian_block(W, X, r, s):
    log_P = special.log_softmax(X @ W, axis=1)
    p_r, p_s = np.exp(log_P[:, r]), np.exp(log_P[:, s])
    delta = 1.0 if r == s else 0.0
    return np.einsum("i,ia,ib->ab", p_r * (delta - p_s), X, X) / len(X)


@right("two-cases")
def hessian_block(W, X, r, s):
    P = special.softmax(X @ W, axis=1)
    A = X * P[:, [r]]
    if r == s:
        return (A.T @ X - A.T @ A) / len(X)
    return -A.T @ (X * P[:, [s]]) / len(X)


@right("matrix-of-weights")
def hessian_block(W, X, r, s):
    P = special.softmax(X @ W, axis=1)
    return X.T @ np.diag(P[:, r] * (np.eye(W.shape[1])[r, s] - P[:, s])) @ X / len(X)


@right("block-of-the-whole")
def hessian_block(W, X, r, s):
    d = X.shape[1]
    H = 0
    for x in X:
        p = special.softmax(x @ W)
        H = H + np.kron(np.diag(p) - np.outer(p, p), np.outer(x, x))
    return H[r * d : (r + 1) * d, s * d : (s + 1) * d] / len(X)


@right("entry-by-entry")
def hessian_block(W, X, r, s):
    Z = X @ W
    P = np.exp(Z - special.logsumexp(Z, axis=1, keepdims=True))
    weights = P[:, s] * ((s == r) - P[:, r])
    d = X.shape[1]
    return np.array([[np.mean(weights * X[:, a] * X[:, b]) for b in range(d)] for a in range(d)])


@wrong("sum-for-mean")
def hessian_block(W, X, r, s):
    P = special.softmax(X @ W, axis=1)
    return (X.T * (P[:, r] * ((r == s) - P[:, s]))) @ X


@wrong("sign")
def hessian_block(W, X, r, s):
    P = special.softmax(X @ W, axis=1)
    return (X.T * (P[:, r] * (P[:, s] - (r == s)))) @ X / len(X)


@wrong("likelihood-for-loss")
def hessian_block(W, X, r, s):
    P = special.softmax(X @ W, axis=1)
    return -(X.T * (P[:, r] * ((r == s) - P[:, s]))) @ X


@wrong("no-rank-one-term")
def hessian_block(W, X, r, s):
    P = special.softmax(X @ W, axis=1)
    return (X.T * (P[:, r] * (r == s))) @ X / len(X)


@wrong("no-delta")
def hessian_block(W, X, r, s):
    P = special.softmax(X @ W, axis=1)
    return -(X.T * (P[:, r] * P[:, s])) @ X / len(X)


@wrong("rank-one-sign")
def hessian_block(W, X, r, s):
    P = special.softmax(X @ W, axis=1)
    return (X.T * (P[:, r] * ((r == s) + P[:, s]))) @ X / len(X)


@wrong("uncoupled-blocks")
def hessian_block(W, X, r, s):
    d = X.shape[1]
    if r != s:
        return np.zeros((d, d))
    p = special.softmax(X @ W, axis=1)[:, r]
    return (X.T * (p * (1 - p))) @ X / len(X)


@wrong("class-ignored")
def hessian_block(W, X, r, s):
    p = special.softmax(X @ W, axis=1)[:, r]
    return (X.T * (p * (1 - p))) @ X / len(X)


@wrong("mu-for-variance")
def hessian_block(W, X, r, s):
    P = special.softmax(X @ W, axis=1)
    weights = P[:, r] if r == s else -P[:, r] * P[:, s]
    return (X.T * weights) @ X / len(X)


@wrong("delta-wrong-index")
def hessian_block(W, X, r, s):
    P = special.softmax(X @ W, axis=1)
    return (X.T * (P[:, r] * ((r == s) - P[:, r]))) @ X / len(X)


@wrong("identity")
def hessian_block(W, X, r, s):
    return (r == s) * X.T @ X / len(X)


@wrong("class-off-by-one")
def hessian_block(W, X, r, s):
    P = special.softmax(X @ W, axis=1)
    return (X.T * (P[:, r - 1] * ((r == s) - P[:, s - 1]))) @ X / len(X)


@wrong("wrong-axis")
def hessian_block(W, X, r, s):
    P = special.softmax(X @ W, axis=0)
    return (X.T * (P[:, r] * ((r == s) - P[:, s]))) @ X / len(X)


@wrong("whole-array")
def hessian_block(W, X, r, s):
    P = special.softmax(X @ W)
    return (X.T * (P[:, r] * ((r == s) - P[:, s]))) @ X / len(X)


@wrong("softmax-elementwise")
def hessian_block(W, X, r, s):
    P = special.expit(X @ W)
    return (X.T * (P[:, r] * ((r == s) - P[:, s]))) @ X / len(X)


@wrong("bias-forgotten")
def hessian_block(W, X, r, s):
    P = special.softmax(X[:, 1:] @ W[1:], axis=1)
    return (X.T * (P[:, r] * ((r == s) - P[:, s]))) @ X / len(X)


@wrong("only-at-zero-weights")
def hessian_block(W, X, r, s):
    K = W.shape[1]
    return 1 / K * ((r == s) - 1 / K) * X.T @ X / len(X)


@wrong("weights-averaged")
def hessian_block(W, X, r, s):
    P = special.softmax(X @ W, axis=1)
    return np.mean(P[:, r] * ((r == s) - P[:, s])) * (X.T @ X) / len(X)


@wrong("product-of-means")
def hessian_block(W, X, r, s):
    p = special.softmax(X @ W, axis=1).mean(axis=0)
    return p[r] * ((r == s) - p[s]) * (X.T @ X) / len(X)


@wrong("only-one-sample")
def hessian_block(W, X, r, s):
    for x in X:
        p = special.softmax(x @ W)
        return p[r] * ((r == s) - p[s]) * np.outer(x, x)


@wrong("logits-far-apart", part="robustness")
def hessian_block(W, X, r, s):
    Z = X @ W
    E = np.exp(Z - Z.min(axis=1, keepdims=True))
    P = E / E.sum(axis=1, keepdims=True)
    return (X.T * (P[:, r] * ((r == s) - P[:, s]))) @ X / len(X)


@wrong("overflow", part="robustness")
def hessian_block(W, X, r, s):
    E = np.exp(X @ W)
    P = E / E.sum(axis=1, keepdims=True)
    return (X.T * (P[:, r] * ((r == s) - P[:, s]))) @ X / len(X)


@wrong("nan-patched", part="robustness")
def hessian_block(W, X, r, s):
    Z = X @ W
    E = np.exp(Z - Z.mean(axis=1, keepdims=True))
    P = np.nan_to_num(E / E.sum(axis=1, keepdims=True))
    return (X.T * (P[:, r] * ((r == s) - P[:, s]))) @ X / len(X)


@wrong("shift-per-array", part="robustness")
def hessian_block(W, X, r, s):
    E = np.exp(X @ W - np.max(X @ W))
    P = E / E.sum(axis=1, keepdims=True)
    return (X.T * (P[:, r] * ((r == s) - P[:, s]))) @ X / len(X)


@wrong("finite-differences")
def hessian_block(W, X, r, s):
    h = 1e-5
    d = X.shape[1]
    B = np.zeros((d, d))
    for b in range(d):
        step = np.zeros(W.shape)
        step[b, s] = h
        up = special.softmax(X @ (W + step), axis=1)[:, r]
        down = special.softmax(X @ (W - step), axis=1)[:, r]
        B[:, b] = X.T @ (up - down) / (2 * h) / len(X)
    return B


@wrong("float32")
def hessian_block(W, X, r, s):
    P = special.softmax((X @ W).astype(np.float32), axis=1)
    return (X.T * (P[:, r] * ((r == s) - P[:, s]))) @ X / len(X)


@wrong("in-place", part="robustness")
def hessian_block(W, X, r, s):
    W -= W[:, [s]]
    P = special.softmax(X @ W, axis=1)
    return (X.T * (P[:, r] * ((r == s) - P[:, s]))) @ X / len(X)
