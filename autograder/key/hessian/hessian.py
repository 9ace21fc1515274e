"""3.3 hessian: reference, hidden families, right and wrong answers."""

import numpy as np
from scipy import special

from autograder.key.families import CLASSES, LARGER
from autograder.key.gallery import reference, right, variant, wrong

HIDDEN = {"values": LARGER, "robustness": CLASSES}


@reference
def hessian(W, X):
    """Differentiate the mean cross-entropy twice in vec(W), columns stacked class after class.

    H = (1/m) Σ_i S_i ⊗ x_i x_iᵀ with S_i = diag(p_i) − p_i p_iᵀ, a mean.

    W: (d, K), X: (m, d), both float64 and finite. Returns (dK, dK) float64, symmetric and
    positive semidefinite; block (r, s) belongs to w_r and w_s. Raises nothing. Takes O(m d²K²)
    time and O(m dK) memory beside the result. Source: document 000, last formula.
    """
    (m, d), K = X.shape, W.shape[1]
    # One row for each class, one column for each sample: so the large products run along memory.
    P = W.T @ X.T
    P -= P.max(axis=0)
    np.exp(P, out=P)
    P /= P.sum(axis=0)
    # With columns p_i ⊗ x_i, block (r, s) of A Aᵀ is Σ_i p_ir p_is x_i x_iᵀ: right but for −1/m
    # where r ≠ s, at the cost of one symmetric product, half of a general one.
    A = (P[:, None, :] * np.ascontiguousarray(X.T)).reshape(d * K, m)
    H = A @ A.T
    H /= -m
    # The blocks of a row sum to zero, so that p_ir (1 − p_ir) need not be formed.
    blocks = H.reshape(K, d, K, d)
    diagonal = np.einsum("rarb->rab", blocks)
    diagonal[:] = 0.0
    others = blocks.sum(axis=2)
    diagonal[:] = 0.0 - (others + others.transpose(0, 2, 1)) / 2
    return H


@right("kronecker")
def hessian(W, X):
    H = np.zeros((W.size, W.size))
    for x in X:
        p = special.softmax(x @ W)
        H += np.kron(np.diag(p) - np.outer(p, p), np.outer(x, x))
    return H / len(X)


@right("block-by-block")
def hessian(W, X):
    d, K = W.shape
    Z = X @ W
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    P = E / E.sum(axis=1, keepdims=True)
    H = np.zeros((d * K, d * K))
    for r in range(K):
        for s in range(K):
            weights = P[:, r] * ((r == s) - P[:, s])
            block = (X.T * weights) @ X / len(X)
            H[r * d : (r + 1) * d, s * d : (s + 1) * d] = block
    return H


@right("einsum")
def hessian(W, X):
    m, n = len(X), W.size
    P = np.exp(special.log_softmax(X @ W, axis=1))
    S = np.einsum("ir,rs->irs", P, np.eye(W.shape[1])) - np.einsum("ir,is->irs", P, P)
    return np.einsum("irs,ia,ib->rasb", S, X, X).reshape(n, n) / m


@right("blocks-minus-gram")
def hessian(W, X):
    K = W.shape[1]
    P = special.softmax(X @ W, axis=1)
    A = (P[:, :, None] * X[:, None, :]).reshape(len(X), -1)
    H = -A.T @ A
    for k in range(K):
        block = slice(k * X.shape[1], (k + 1) * X.shape[1])
        H[block, block] += (X.T * P[:, k]) @ X
    return H / len(X)


@right("upper-triangle-mirrored")
def hessian(W, X):
    K = W.shape[1]
    P = special.softmax(X @ W, axis=1)
    blocks = [[None] * K for _ in range(K)]
    for r in range(K):
        for s in range(r, K):
            weights = P[:, r] * (1 - P[:, r]) if r == s else -P[:, r] * P[:, s]
            blocks[r][s] = blocks[s][r] = np.einsum("i,ia,ib->ab", weights, X, X) / len(X)
    return np.block(blocks)


@right("columns-by-differential")
def hessian(W, X):
    d, K = W.shape
    P = special.softmax(X @ W, axis=1)
    columns = []
    for c in range(K):
        for r in range(d):
            V = np.zeros((d, K))
            V[r, c] = 1
            U = X @ V
            dP = P * (U - (P * U).sum(axis=1, keepdims=True))
            columns.append((X.T @ dP).ravel(order="F") / len(X))
    return np.array(columns).T


@right("rows-reordered")
def hessian(W, X):
    d, K = W.shape
    H = np.zeros((d * K, d * K))
    for x in X:
        p = special.softmax(x @ W)
        H += np.kron(np.outer(x, x), np.diag(p) - np.outer(p, p))
    order = np.arange(d * K).reshape(d, K).ravel(order="F")
    return H[np.ix_(order, order)] / len(X)


@wrong("row-stacked")
def hessian(W, X):
    H = 0
    for x in X:
        p = special.softmax(x @ W)
        H = H + np.kron(np.outer(x, x), np.diag(p) - np.outer(p, p))
    return H / len(X)


@wrong("sum-for-mean")
def hessian(W, X):
    H = np.zeros((W.size, W.size))
    for x in X:
        p = special.softmax(x @ W)
        H += np.kron(np.diag(p) - np.outer(p, p), np.outer(x, x))
    return H


@wrong("sign")
def hessian(W, X):
    H = np.zeros((W.size, W.size))
    for x in X:
        p = special.softmax(x @ W)
        H += np.kron(np.outer(p, p) - np.diag(p), np.outer(x, x))
    return H / len(X)


@wrong("likelihood-for-loss")
def hessian(W, X):
    H = np.zeros((W.size, W.size))
    for x in X:
        p = special.softmax(x @ W)
        H -= np.kron(np.diag(p) - np.outer(p, p), np.outer(x, x))
    return H


@wrong("uncoupled-blocks")
def hessian(W, X):
    d, K = W.shape
    P = special.softmax(X @ W, axis=1)
    H = np.zeros((d * K, d * K))
    for k in range(K):
        block = slice(k * d, (k + 1) * d)
        H[block, block] = (X.T * (P[:, k] * (1 - P[:, k]))) @ X / len(X)
    return H


@wrong("off-diagonal-only")
def hessian(W, X):
    d, K = W.shape
    P = special.softmax(X @ W, axis=1)
    H = np.zeros((d * K, d * K))
    for r in range(K):
        for s in range(K):
            if r != s:
                block = -(X.T * (P[:, r] * P[:, s])) @ X / len(X)
                H[r * d : (r + 1) * d, s * d : (s + 1) * d] = block
    return H


@wrong("diagonal-only")
def hessian(W, X):
    P = special.softmax(X @ W, axis=1)
    return np.diag(((P * (1 - P)).T @ X**2).ravel()) / len(X)


@wrong("no-rank-one-term")
def hessian(W, X):
    H = np.zeros((W.size, W.size))
    for x in X:
        H += np.kron(np.diag(special.softmax(x @ W)), np.outer(x, x))
    return H / len(X)


@wrong("no-delta")
def hessian(W, X):
    P = special.softmax(X @ W, axis=1)
    A = np.array([np.kron(p, x) for p, x in zip(P, X, strict=True)])
    return -A.T @ A / len(X)


@wrong("rank-one-sign")
def hessian(W, X):
    H = np.zeros((W.size, W.size))
    for x in X:
        p = special.softmax(x @ W)
        H += np.kron(np.diag(p) + np.outer(p, p), np.outer(x, x))
    return H / len(X)


@wrong("mu-for-variance")
def hessian(W, X):
    K = W.shape[1]
    P = special.softmax(X @ W, axis=1)
    rows = []
    for r in range(K):
        row = []
        for s in range(K):
            weights = P[:, r] if r == s else -P[:, r] * P[:, s]
            row.append((X.T * weights) @ X / len(X))
        rows.append(row)
    return np.block(rows)


variant(
    "delta-wrong-index",
    "off-diagonal-only",
    """
-            if r != s:
-                block = -(X.T * (P[:, r] * P[:, s])) @ X / len(X)
-                H[r * d : (r + 1) * d, s * d : (s + 1) * d] = block
+            block = (X.T * (P[:, r] * ((r == s) - P[:, r]))) @ X / len(X)
+            H[r * d : (r + 1) * d, s * d : (s + 1) * d] = block
""",
)


@wrong("identity")
def hessian(W, X):
    return np.kron(np.eye(W.shape[1]), X.T @ X) / len(X)


@wrong("only-at-zero-weights")
def hessian(W, X):
    K = W.shape[1]
    S = np.eye(K) / K - np.ones((K, K)) / K**2
    return np.kron(S, X.T @ X) / len(X)


@wrong("product-of-means")
def hessian(W, X):
    p = special.softmax(X @ W, axis=1).mean(axis=0)
    return np.kron(np.diag(p) - np.outer(p, p), X.T @ X / len(X))


@wrong("weights-averaged")
def hessian(W, X):
    P = special.softmax(X @ W, axis=1)
    S = np.mean([np.diag(p) - np.outer(p, p) for p in P], axis=0)
    return np.kron(S, X.T @ X / len(X))


@wrong("wrong-axis")
def hessian(W, X):
    H = np.zeros((W.size, W.size))
    for x, p in zip(X, special.softmax(X @ W, axis=0), strict=True):
        H += np.kron(np.diag(p) - np.outer(p, p), np.outer(x, x))
    return H / len(X)


@wrong("whole-array")
def hessian(W, X):
    H = np.zeros((W.size, W.size))
    for x, p in zip(X, special.softmax(X @ W), strict=True):
        H += np.kron(np.diag(p) - np.outer(p, p), np.outer(x, x))
    return H / len(X)


@wrong("softmax-elementwise")
def hessian(W, X):
    H = np.zeros((W.size, W.size))
    for x in X:
        p = special.expit(x @ W)
        H += np.kron(np.diag(p) - np.outer(p, p), np.outer(x, x))
    return H / len(X)


@wrong("bias-forgotten")
def hessian(W, X):
    H = np.zeros((W.size, W.size))
    for x in X:
        p = special.softmax(x[1:] @ W[1:])
        H += np.kron(np.diag(p) - np.outer(p, p), np.outer(x, x))
    return H / len(X)


@wrong("only-one-sample")
def hessian(W, X):
    for x in X:
        p = special.softmax(x @ W)
        return np.kron(np.diag(p) - np.outer(p, p), np.outer(x, x))


@wrong("only-three-classes")
def hessian(W, X):
    d, K = W.shape
    P = special.softmax(X @ W, axis=1)
    H = np.zeros((d * K, d * K))
    for r in range(3):
        for s in range(3):
            block = (X.T * (P[:, r] * ((r == s) - P[:, s]))) @ X / len(X)
            H[r * d : (r + 1) * d, s * d : (s + 1) * d] = block
    return H


@wrong("logits-far-apart", part="robustness")
def hessian(W, X):
    H = np.zeros((W.size, W.size))
    for x in X:
        z = x @ W
        e = np.exp(z - z.min())
        p = e / e.sum()
        H += np.kron(np.diag(p) - np.outer(p, p), np.outer(x, x))
    return H / len(X)


@wrong("overflow", part="robustness")
def hessian(W, X):
    H = np.zeros((W.size, W.size))
    for x in X:
        p = np.exp(x @ W) / np.exp(x @ W).sum()
        H += np.kron(np.diag(p) - np.outer(p, p), np.outer(x, x))
    return H / len(X)


@wrong("clipped", part="robustness")
def hessian(W, X):
    P = special.softmax(np.clip(X @ W, -700, 700), axis=1)
    H = np.zeros((W.size, W.size))
    for x, p in zip(X, P, strict=True):
        H += np.kron(np.diag(p) - np.outer(p, p), np.outer(x, x))
    return H / len(X)


@wrong("shift-per-array", part="robustness")
def hessian(W, X):
    Z = X @ W
    E = np.exp(Z - Z.max())
    P = E / E.sum(axis=1, keepdims=True)
    S = P[:, :, None] * (np.eye(W.shape[1]) - P[:, None, :])
    return np.einsum("irs,ia,ib->rasb", S, X, X).reshape(W.size, W.size) / len(X)


@wrong("nan-patched", part="robustness")
def hessian(W, X):
    Z = X @ W
    E = np.exp(Z - Z.max())
    P = np.nan_to_num(E / E.sum(axis=1, keepdims=True))
    H = np.zeros((W.size, W.size))
    for x, p in zip(X, P, strict=True):
        H += np.kron(np.diag(p) - np.outer(p, p), np.outer(x, x))
    return H / len(X)


@wrong("finite-differences")
def hessian(W, X):
    h = 1e-5
    d, K = W.shape
    H = []
    for step in h * np.eye(d * K):
        D = step.reshape((d, K), order="F")
        up, down = special.softmax(X @ (W + D), axis=1), special.softmax(X @ (W - D), axis=1)
        H.append(((up - down).T @ X).ravel() / (2 * h * len(X)))
    return np.array(H)


@wrong("float32")
def hessian(W, X):
    H = np.zeros((W.size, W.size), dtype=np.float32)
    for x in X:
        p = special.softmax(x @ W)
        H += np.kron(np.diag(p) - np.outer(p, p), np.outer(x, x)).astype(np.float32)
    return H / len(X)


@wrong("in-place", part="robustness")
def hessian(W, X):
    K = W.shape[1]
    P = special.softmax(X @ W, axis=1)
    X /= np.sqrt(len(X))
    S = P[:, :, None] * (np.eye(K) - P[:, None, :])
    return np.einsum("irs,ia,ib->rasb", S, X, X).reshape(W.size, W.size)


@wrong("wrong-shape")
def hessian(W, X):
    P = special.softmax(X @ W, axis=1)
    S = P[:, :, None] * (np.eye(W.shape[1]) - P[:, None, :])
    return np.einsum("irs,ia,ib->rasb", S, X, X) / len(X)


@wrong("only-last-sample")
def hessian(W, X):
    P = special.softmax(X @ W, axis=1)
    for x, p in zip(X, P, strict=True):
        H = np.kron(np.diag(p) - np.outer(p, p), np.outer(x, x))
    return H / len(X)
