"""4.6 reduced_hessian: reference, hidden families, right and wrong answers."""

import numpy as np
from scipy import linalg, special

from autograder.key.families import CLASSES, LARGER
from autograder.key.gallery import reference, right, variant, wrong

HIDDEN = {"values": LARGER, "robustness": CLASSES}


@reference
def reduced_hessian(W, X):
    """Differentiate the mean cross-entropy twice in vec of all columns of W but the last.

    The upper left (K − 1) × (K − 1) blocks of (1/m) Σ_i S_i ⊗ x_i x_iᵀ, a mean.

    W: (d, K), X: (m, d), both float64 and finite, K ≥ 2; the last column is held fixed and need
    not be zero. Returns (d(K−1), d(K−1)) float64, symmetric, positive definite where X has full
    column rank and no probability underflows. Raises nothing. Source: beyond the documents.
    """
    from scipy import special

    (m, d), K = X.shape, W.shape[1]
    P = special.softmax(X @ W, axis=1)
    # Off the diagonal, block (r, s) is −(1/m) Σ_i p_ir p_is x_i x_iᵀ; A has the rows p_i ⊗ x_i.
    A = (P[:, :, None] * X[:, None, :]).reshape(m, d * K)
    H = A.T @ A
    H /= -m
    blocks = H.reshape(K, d, K, d)
    for r in range(K):
        # Over all K classes, the last one too, the blocks of a row sum to zero.
        blocks[r, :, r] = 0.0
        others = blocks[r].sum(axis=1)
        blocks[r, :, r] = 0.0 - (others + others.T) / 2
    return H[: d * (K - 1), : d * (K - 1)].copy()


@right("sum-of-kroneckers")
def reduced_hessian(W, X):
    m, d = X.shape
    P = special.softmax(X @ W, axis=1)[:, :-1]
    H = np.zeros((d * P.shape[1],) * 2)
    for p, x in zip(P, X, strict=True):
        H += np.kron(np.diag(p) - np.outer(p, p), np.outer(x, x))
    return H / m


@right("corner-of-the-whole")
def reduced_hessian(W, X):
    (m, d), K = X.shape, W.shape[1]
    P = special.softmax(X @ W, axis=1)
    S = np.eye(K) * P[:, :, None] - P[:, :, None] * P[:, None, :]
    H = np.einsum("irs,ij,ik->rjsk", S, X, X).reshape(d * K, d * K) / m
    n = d * (K - 1)
    return H[:n, :n].copy()


@right("block-by-block")
def reduced_hessian(W, X):
    m, K = len(X), W.shape[1]
    Z = X @ W
    P = np.exp(Z - Z.max(axis=1, keepdims=True))
    P /= P.sum(axis=1, keepdims=True)
    rows = []
    for r in range(K - 1):
        row = []
        for s in range(K - 1):
            weights = P[:, r] * ((r == s) - P[:, s])
            row.append(X.T @ (weights[:, None] * X) / m)
        rows.append(row)
    return np.block(rows)


@right("free-directions-projected")
def reduced_hessian(W, X):
    (m, d), K = X.shape, W.shape[1]
    P = np.exp(special.log_softmax(X @ W, axis=1))
    A = (P[:, :, None] * X[:, None, :]).reshape(m, d * K)
    H = linalg.block_diag(*[(p * X.T) @ X for p in P.T]) - A.T @ A
    C = np.kron(np.eye(K)[:, : K - 1], np.eye(d))
    return C.T @ H @ C / m


@right("zero-row-sums")
def reduced_hessian(W, X):
    (m, d), K = X.shape, W.shape[1]
    P = special.softmax(X @ W, axis=1)
    H = np.zeros((K, K, d, d))
    for r in range(K):
        for s in range(r):
            H[r, s] = H[s, r] = -X.T @ ((P[:, r] * P[:, s])[:, None] * X) / m
    for r in range(K):
        H[r, r] = -H[r].sum(axis=0)
    return H[:-1, :-1].transpose(0, 2, 1, 3).reshape(d * (K - 1), d * (K - 1))


@right("columns-by-differential")
def reduced_hessian(W, X):
    (m, d), K = X.shape, W.shape[1]
    P = special.softmax(X @ W, axis=1)
    columns = []
    for c in range(K - 1):
        for j in range(d):
            dZ = np.zeros((m, K))
            dZ[:, c] = X[:, j]
            dP = P * (dZ - (P * dZ).sum(axis=1, keepdims=True))
            columns.append((X.T @ dP[:, : K - 1] / m).ravel(order="F"))
    return np.array(columns).T


@right("logits-against-the-last")
def reduced_hessian(W, X):
    m, d = X.shape
    T = X @ (W[:, :-1] - W[:, -1:])
    P = np.exp(T - special.logsumexp(np.column_stack([T, np.zeros(m)]), axis=1, keepdims=True))
    n = P.shape[1]
    H = np.zeros((n, d, n, d))
    for r in range(n):
        H[r, :, r] = np.einsum("i,ij,ik->jk", P[:, r], X, X)
    H -= np.einsum("ir,is,ij,ik->rjsk", P, P, X, X)
    return H.reshape(n * d, n * d) / m


@wrong("first-class-dropped")
def reduced_hessian(W, X):
    m, d = X.shape
    P = special.softmax(X @ W, axis=1)
    K = W.shape[1]
    H = np.zeros((d * K, d * K))
    for p, x in zip(P, X, strict=True):
        H += np.kron(np.diag(p) - np.outer(p, p), np.outer(x, x))
    return H[d:, d:] / m


variant(
    "schur-complement",
    "first-class-dropped",
    """
-        H += np.kron(np.diag(p) - np.outer(p, p), np.outer(x, x))
-    return H[d:, d:] / m
+        H += np.kron(np.diag(p) - np.outer(p, p), np.outer(x, x)) / m
+    n = d * (K - 1)
+    A, B, C = H[:n, :n], H[:n, n:], H[n:, n:]
+    return A - B @ np.linalg.pinv(C) @ B.T
""",
)


@wrong("reference-zeroed")
def reduced_hessian(W, X):
    m, d = X.shape
    Z = X @ W
    Z[:, -1] = 0
    P = special.softmax(Z, axis=1)[:, :-1]
    H = np.zeros((d * P.shape[1],) * 2)
    for p, x in zip(P, X, strict=True):
        H += np.kron(np.diag(p) - np.outer(p, p), np.outer(x, x)) / m
    return H


@wrong("reference-left-out")
def reduced_hessian(W, X):
    m, d = X.shape
    P = special.softmax(X @ W[:, :-1], axis=1)
    H = np.zeros((d * P.shape[1],) * 2)
    for p, x in zip(P, X, strict=True):
        H += np.kron(np.diag(p) - np.outer(p, p), np.outer(x, x)) / m
    return H


@wrong("sign")
def reduced_hessian(W, X):
    m, d = X.shape
    P = special.softmax(X @ W, axis=1)[:, :-1]
    K = P.shape[1]
    H = np.einsum("ir,is,ij,ik->rjsk", P, P, X, X)
    for r in range(K):
        H[r, :, r] -= X.T @ (P[:, r, None] * X)
    return H.reshape(d * K, d * K) / m


@wrong("sum-for-mean")
def reduced_hessian(W, X):
    d = X.shape[1]
    P = special.softmax(X @ W, axis=1)[:, :-1]
    H = np.zeros((d * P.shape[1],) * 2)
    for p, x in zip(P, X, strict=True):
        H += np.kron(np.diag(p) - np.outer(p, p), np.outer(x, x))
    return H


@wrong("likelihood-for-loss")
def reduced_hessian(W, X):
    d = X.shape[1]
    P = special.softmax(X @ W, axis=1)[:, :-1]
    H = np.zeros((d * P.shape[1],) * 2)
    for p, x in zip(P, X, strict=True):
        H -= np.kron(np.diag(p) - np.outer(p, p), np.outer(x, x))
    return H


@wrong("row-stacked")
def reduced_hessian(W, X):
    m, d = X.shape
    P = special.softmax(X @ W, axis=1)[:, :-1]
    H = np.zeros((d * P.shape[1],) * 2)
    for p, x in zip(P, X, strict=True):
        H += np.kron(np.outer(x, x), np.diag(p) - np.outer(p, p)) / m
    return H


@wrong("last-rows-dropped")
def reduced_hessian(W, X):
    # Stacked row after row, then the last d rows and columns taken off
    m, d = X.shape
    P = special.softmax(X @ W, axis=1)
    n = d * (P.shape[1] - 1)
    H = 0
    for p, x in zip(P, X, strict=True):
        H = H + np.kron(np.outer(x, x), np.diag(p) - np.outer(p, p)) / m
    return H[:n, :n].copy()


@wrong("only-one-sample")
def reduced_hessian(W, X):
    x, d = X[0], len(W)
    p = special.softmax(x @ W)
    H = np.kron(np.diag(p) - np.outer(p, p), np.outer(x, x))
    return H[:-d, :-d]


@wrong("diagonal-only")
def reduced_hessian(W, X):
    m, d = X.shape
    P = special.softmax(X @ W, axis=1)
    n = P.shape[1] - 1
    H = np.zeros((n, d, n, d))
    for r in range(n):
        H[r, :, r] = X.T @ ((P[:, r] * (1 - P[:, r]))[:, None] * X) / m
    return H.reshape(n * d, n * d)


@wrong("no-delta")
def reduced_hessian(W, X):
    m = len(X)
    P = special.softmax(X @ W, axis=1)[:, :-1]
    A = (P[:, :, None] * X[:, None, :]).reshape(m, -1)
    return -A.T @ A / m


variant(
    "off-diagonal-only",
    "diagonal-only",
    """
-        H[r, :, r] = X.T @ ((P[:, r] * (1 - P[:, r]))[:, None] * X) / m
+        for s in range(n):
+            if r != s:
+                H[r, :, s] = -X.T @ ((P[:, r] * P[:, s])[:, None] * X) / m
""",
)


@wrong("no-rank-one-term")
def reduced_hessian(W, X):
    m = len(X)
    P = special.softmax(X @ W, axis=1)[:, :-1]
    blocks = [X.T @ np.diag(p) @ X / m for p in P.T]
    return linalg.block_diag(*blocks)


@wrong("rank-one-sign")
def reduced_hessian(W, X):
    m, d = X.shape
    P = special.softmax(X @ W, axis=1)[:, :-1]
    H = np.zeros((d * P.shape[1],) * 2)
    for p, x in zip(P, X, strict=True):
        H += np.kron(np.diag(p) + np.outer(p, p), np.outer(x, x)) / m
    return H


@wrong("mu-for-variance")
def reduced_hessian(W, X):
    m, d = X.shape
    P = special.softmax(X @ W, axis=1)
    n = P.shape[1] - 1
    H = np.zeros((n * d, n * d))
    for r in range(n):
        for s in range(n):
            weights = P[:, r] if r == s else -P[:, r] * P[:, s]
            H[r * d : (r + 1) * d, s * d : (s + 1) * d] = (weights * X.T) @ X / m
    return H


@wrong("identity")
def reduced_hessian(W, X):
    m = len(X)
    return np.kron(np.eye(W.shape[1] - 1), X.T @ X / m)


@wrong("only-at-zero-weights")
def reduced_hessian(W, X):
    m, K = len(X), W.shape[1]
    S = np.eye(K - 1) / K - np.ones((K - 1, K - 1)) / K**2
    return np.kron(S, X.T @ X / m)


@wrong("product-of-means")
def reduced_hessian(W, X):
    p = special.softmax(X @ W, axis=1).mean(axis=0)[:-1]
    return np.kron(np.diag(p) - np.outer(p, p), X.T @ X / len(X))


@wrong("wrong-axis")
def reduced_hessian(W, X):
    m, d = X.shape
    P = special.softmax(X @ W, axis=0)[:, :-1]
    H = np.zeros((d * P.shape[1],) * 2)
    for p, x in zip(P, X, strict=True):
        H += np.kron(np.diag(p) - np.outer(p, p), np.outer(x, x)) / m
    return H


@wrong("bias-forgotten")
def reduced_hessian(W, X):
    m, d = X.shape
    P = special.softmax(X[:, 1:] @ W[1:], axis=1)[:, :-1]
    H = np.zeros((d * P.shape[1],) * 2)
    for p, x in zip(P, X, strict=True):
        H += np.kron(np.diag(p) - np.outer(p, p), np.outer(x, x)) / m
    return H


@wrong("only-three-classes")
def reduced_hessian(W, X):
    m = len(X)
    P = special.softmax(X @ W, axis=1)
    p, q = P[:, 0], P[:, 1]
    A = (p * (1 - p) * X.T) @ X
    B = -(p * q * X.T) @ X
    C = (q * (1 - q) * X.T) @ X
    return np.block([[A, B], [B, C]]) / m


@wrong("wrong-shape")
def reduced_hessian(W, X):
    m, d = X.shape
    P = special.softmax(X @ W, axis=1)
    H = np.zeros((d * P.shape[1],) * 2)
    for p, x in zip(P, X, strict=True):
        H += np.kron(np.diag(p) - np.outer(p, p), np.outer(x, x)) / m
    return H


@wrong("wrong-shape")
def reduced_hessian(W, X):
    # The last class held, but one row and column taken off instead of d
    m, d = X.shape
    P = special.softmax(X @ W, axis=1)
    H = np.zeros((d * P.shape[1],) * 2)
    for p, x in zip(P, X, strict=True):
        H += np.kron(np.diag(p) - np.outer(p, p), np.outer(x, x)) / m
    return H[:-1, :-1] if d > 1 else H


@wrong("finite-differences")
def reduced_hessian(W, X):
    d, K = W.shape
    h = 1e-6

    def first_probabilities(V):
        return special.softmax(X @ V, axis=1)[:, : K - 1]

    H = np.zeros((d * (K - 1), d * (K - 1)))
    for s in range(K - 1):
        for j in range(d):
            E = np.zeros((d, K))
            E[j, s] = h
            change = first_probabilities(W + E) - first_probabilities(W - E)
            H[:, s * d + j] = (X.T @ change / (2 * h * len(X))).ravel(order="F")
    return H


@wrong("float32")
def reduced_hessian(W, X):
    m, d = X.shape
    P = special.softmax((X @ W).astype(np.float32), axis=1)[:, :-1]
    H = np.zeros((d * P.shape[1],) * 2)
    for p, x in zip(P, X, strict=True):
        H += np.kron(np.diag(p) - np.outer(p, p), np.outer(x, x)) / m
    return H


@wrong("overflow", part="robustness")
def reduced_hessian(W, X):
    m, d = X.shape
    E = np.exp(X @ W)
    P = (E / E.sum(axis=1, keepdims=True))[:, :-1]
    H = np.zeros((d * P.shape[1],) * 2)
    for p, x in zip(P, X, strict=True):
        H += np.kron(np.diag(p) - np.outer(p, p), np.outer(x, x)) / m
    return H


@wrong("nan-patched", part="robustness")
def reduced_hessian(W, X):
    m, d = X.shape
    E = np.exp(X @ (W[:, :-1] - W[:, -1:]))
    P = np.nan_to_num(E / (1 + E.sum(axis=1, keepdims=True)))
    H = np.zeros((d * P.shape[1],) * 2)
    for p, x in zip(P, X, strict=True):
        H += np.kron(np.diag(p) - np.outer(p, p), np.outer(x, x)) / m
    return H


variant(
    "logits-far-apart",
    "nan-patched",
    """
 def reduced_hessian(W, X):
+    # Relative to the class that is held, which may be far from the largest
…
-    P = np.nan_to_num(E / (1 + E.sum(axis=1, keepdims=True)))
+    P = E / (1 + E.sum(axis=1, keepdims=True))
""",
    part="robustness",
)


variant(
    "shift-per-array",
    "overflow",
    """
-    E = np.exp(X @ W)
+    Z = X @ W
+    E = np.exp(Z - Z.max())
""",
    part="robustness",
)


@wrong("clipped", part="robustness")
def reduced_hessian(W, X):
    m, d = X.shape
    P = special.softmax(np.clip(X @ W, -20, 20), axis=1)[:, :-1]
    H = np.zeros((d * P.shape[1],) * 2)
    for p, x in zip(P, X, strict=True):
        H += np.kron(np.diag(p) - np.outer(p, p), np.outer(x, x)) / m
    return H


@wrong("in-place", part="robustness")
def reduced_hessian(W, X):
    m, d = X.shape
    W -= W[:, -1:]
    P = special.softmax(X @ W, axis=1)[:, :-1]
    H = np.zeros((d * P.shape[1],) * 2)
    for p, x in zip(P, X, strict=True):
        H += np.kron(np.diag(p) - np.outer(p, p), np.outer(x, x)) / m
    return H
