"""6.3 fit_softmax: reference, hidden families, right and wrong answers."""

import numpy as np
from scipy import linalg, special

from autograder.checking.exercise import Family
from autograder.key.families import DEFAULTS, FITS
from autograder.key.gallery import reference, right, variant

HIDDEN = {"values": (Family("ordinary", draws=5),), "robustness": FITS + DEFAULTS}


@reference
def fit_softmax(X, Y, l2, tol=1e-10, max_iter=50):
    """Minimise the mean cross-entropy with a penalty on every weight by damped Newton steps.

    F(W) = L(W) + (l2/2)‖W‖²_F, ∇F = (1/m) Xᵀ(P − Y) + l2 W, ∇²F = H + l2 I, from W = 0:
    vec(W) ← vec(W) − 2⁻ʲ (H + l2 I)⁻¹ vec(∇F) with the first j for which F rises by ≤ 1e-12.

    X: (m, d) float64, finite; Y: (m, K) float64, one-hot rows; l2: float > 0, on every row of W,
    that of the bias too; tol: float ≥ 0, on max|∇F|; max_iter: int ≥ 0, on the number of steps.
    Returns (W, values): W is (d, K) float64, values the list of F at zero and after each step.
    Raises nothing. Source: documents 000 and 003; A:A = ‖A‖²_F in document 004; the penalty and
    the damping are ours.
    """
    from contextlib import suppress

    from scipy import linalg, special

    (m, d), K = X.shape, Y.shape[1]

    def objective(W):
        Z = X @ W
        losses = np.logaddexp.reduce(Z - (Y * Z).sum(axis=1, keepdims=True), axis=1)
        return float(losses.mean() + l2 / 2 * (W * W).sum())

    def newton_direction(P, gradient):
        # H as AᵀA for rows p_i ⊗ x_i, its diagonal blocks from the zero sums of block rows.
        A = (P[:, :, None] * X[:, None, :]).reshape(m, d * K)
        H = A.T @ A
        H /= -m
        blocks = H.reshape(K, d, K, d)
        for r in range(K):
            blocks[r, :, r] = 0.0
            others = blocks[r].sum(axis=1)
            blocks[r, :, r] = 0.0 - (others + others.T) / 2
        H[np.diag_indices(d * K)] += l2
        step = gradient.ravel(order="F")
        # Where l2 is lost in rounding and H is singular, the gradient remains.
        with suppress(linalg.LinAlgError):
            step = linalg.cho_solve(linalg.cho_factor(H), step)
        return step.reshape((d, K), order="F")

    W = np.zeros((d, K))
    values = [objective(W)]
    for _ in range(max_iter):
        P = special.softmax(X @ W, axis=1)
        gradient = X.T @ (P - Y) / m + l2 * W
        if np.abs(gradient).max() <= tol:
            break
        step = newton_direction(P, gradient)
        # Halved 60 times, a step is below the rounding of W.
        for halvings in range(60):
            candidate = W - 0.5**halvings * step
            value = objective(candidate)
            if value - values[-1] <= 1e-12:
                break
        else:
            break
        W = candidate
        values.append(value)
    return W, values


@right("sum-of-kroneckers")
def fit_softmax(X, Y, l2, tol=1e-10, max_iter=50):
    (m, d), K = X.shape, Y.shape[1]

    def F(W):
        Z = X @ W
        losses = special.logsumexp(Z, axis=1) - (Y * Z).sum(axis=1)
        return losses.mean() + l2 / 2 * np.sum(W**2)

    def kron(A, B):  # as NumPy's, which takes three times as long for matrices so small
        return np.multiply.outer(A, B).swapaxes(1, 2).reshape(len(A) * len(B), -1)

    W = np.zeros((d, K))
    values = [F(W)]
    for _ in range(max_iter):
        P = special.softmax(X @ W, axis=1)
        G = X.T @ (P - Y) / m + l2 * W
        if np.abs(G).max() <= tol:
            break
        H = l2 * np.eye(d * K)
        for p, x in zip(P, X, strict=True):
            H += kron(np.diag(p) - np.outer(p, p), np.outer(x, x)) / m
        step = np.linalg.solve(H, G.ravel(order="F")).reshape((d, K), order="F")
        for _ in range(50):
            value = F(W - step)
            if value <= values[-1] + 1e-12:
                break
            step = step / 2
        else:
            break
        W = W - step
        values.append(value)
    return W, values


@right("row-stacked-throughout")
def fit_softmax(X, Y, l2, tol=1e-10, max_iter=50):
    (m, d), K = X.shape, Y.shape[1]

    def F(W):
        Z = X @ W
        losses = special.logsumexp(Z, axis=1) - (Y * Z).sum(axis=1)
        return losses.mean() + l2 / 2 * np.sum(W**2)

    W = np.zeros((d, K))
    values = [F(W)]
    for _ in range(max_iter):
        P = special.softmax(X @ W, axis=1)
        G = X.T @ (P - Y) / m + l2 * W
        if np.abs(G).max() <= tol:
            break
        H = l2 * np.eye(d * K)
        for p, x in zip(P, X, strict=True):
            H += np.kron(np.outer(x, x), np.diag(p) - np.outer(p, p)) / m
        step = np.linalg.solve(H, G.ravel()).reshape(d, K)
        for _ in range(50):
            value = F(W - step)
            if value <= values[-1] + 1e-12:
                break
            step = step / 2
        else:
            break
        W = W - step
        values.append(value)
    return W, values


@right("einsum-and-cholesky")
def fit_softmax(X, Y, l2, tol=1e-10, max_iter=50):
    (m, d), K = X.shape, Y.shape[1]

    def F(W):
        Z = X @ W
        losses = special.logsumexp(Z, axis=1) - (Y * Z).sum(axis=1)
        return losses.mean() + l2 / 2 * np.sum(W**2)

    W = np.zeros((d, K))
    values = [F(W)]
    for _ in range(max_iter):
        P = special.softmax(X @ W, axis=1)
        G = X.T @ (P - Y) / m + l2 * W
        if np.abs(G).max() <= tol:
            break
        S = np.einsum("ir,rs->irs", P, np.eye(K)) - np.einsum("ir,is->irs", P, P)
        H = np.einsum("irs,ij,ik->rjsk", S, X, X).reshape(d * K, d * K) / m
        H += l2 * np.eye(d * K)
        factor = linalg.cho_factor(H)
        step = linalg.cho_solve(factor, G.T.ravel()).reshape(K, d).T
        for _ in range(50):
            value = F(W - step)
            if value <= values[-1] + 1e-12:
                break
            step = step / 2
        else:
            break
        W = W - step
        values.append(value)
    return W, values


@right("conjugate-gradients")
def fit_softmax(X, Y, l2, tol=1e-10, max_iter=50):
    m = X.shape[0]

    def objective(W):
        log_P = special.log_softmax(X @ W, axis=1)
        return float(-np.sum(Y * log_P) / m + l2 / 2 * np.vdot(W, W))

    def newton_direction(P, G):
        # Solve (H + l2) V = G by conjugate gradients; H is only ever applied
        V, R = np.zeros_like(G), G.copy()
        D, rr = R, np.vdot(R, R)
        for _ in range(20 * G.size):
            if rr <= 1e-28 * np.vdot(G, G):
                break
            T = P * (X @ D)
            HD = X.T @ (T - P * T.sum(axis=1, keepdims=True)) / m + l2 * D
            alpha = rr / np.vdot(D, HD)
            V, R = V + alpha * D, R - alpha * HD
            rr, before = np.vdot(R, R), rr
            D = R + rr / before * D
        return V

    W = np.zeros((X.shape[1], Y.shape[1]))
    values = [objective(W)]
    while len(values) <= max_iter:
        P = special.softmax(X @ W, axis=1)
        G = X.T @ (P - Y) / m + l2 * W
        if np.abs(G).max() <= tol:
            break
        V = newton_direction(P, G)
        length = 1.0
        while length > 1e-16 and objective(W - length * V) - values[-1] > 1e-12:
            length /= 2
        if length <= 1e-16:
            break
        W = W - length * V
        values.append(objective(W))
    return W, values


@right("least-squares")
def fit_softmax(X, Y, l2, tol=1e-10, max_iter=50):
    (m, d), K = X.shape, Y.shape[1]

    def F(w):
        Z = X @ w.reshape(K, d).T
        return float(np.mean(special.logsumexp(Z, axis=1) - Z[Y == 1]) + 0.5 * l2 * w @ w)

    w = np.zeros(d * K)
    values = [F(w)]
    for _ in range(max_iter):
        P = special.softmax(X @ w.reshape(K, d).T, axis=1)
        g = ((P - Y).T @ X / m).ravel() + l2 * w
        if np.abs(g).max() <= tol:
            break
        # diag(p) - pp' = R'R for R = (I - qq') diag(q) with q the roots of p
        rows = [np.sqrt(l2) * np.eye(d * K)]
        for q, x in zip(np.sqrt(P), X, strict=True):
            rows.append(np.kron((np.eye(K) - np.outer(q, q)) * q, x) / np.sqrt(m))
        R = np.linalg.qr(np.vstack(rows), mode="r")
        step = linalg.solve_triangular(R, linalg.solve_triangular(R, g, trans="T"))
        for j in range(60):
            value = F(w - step / 2**j)
            if value <= values[-1] + 1e-12:
                break
        else:
            break
        w = w - step / 2**j
        values.append(value)
    return w.reshape(K, d).T.copy(), values


@right("block-by-block")
def fit_softmax(X, Y, l2, tol=1e-10, max_iter=50):
    (m, d), K = X.shape, Y.shape[1]

    def softmax_rows(Z):
        E = np.exp(Z - Z.max(axis=1, keepdims=True))
        return E / E.sum(axis=1, keepdims=True)

    def value_of(W):
        Z = X @ W
        shifted = Z - np.sum(Y * Z, axis=1, keepdims=True)
        return np.logaddexp.reduce(shifted, axis=1).mean() + l2 * np.linalg.norm(W) ** 2 / 2

    def hessian(P):
        blocks = [[None] * K for _ in range(K)]
        for r in range(K):
            for s in range(K):
                weights = P[:, r] * ((r == s) - P[:, s])
                blocks[r][s] = X.T @ (weights[:, None] * X) / m + (r == s) * l2 * np.eye(d)
        return np.block(blocks)

    W = np.zeros((d, K))
    values = [value_of(W)]
    for _ in range(max_iter):
        P = softmax_rows(X @ W)
        G = X.T @ (P - Y) / m + l2 * W
        if np.all(np.abs(G) <= tol):
            return W, values
        direction = linalg.solve(hessian(P), G.T.reshape(-1), assume_a="pos").reshape(K, d).T
        t = 1.0
        while value_of(W - t * direction) > values[-1] + 1e-12 and t > 1e-17:
            t = t / 2
        W = W - t * direction
        values.append(value_of(W))
    return W, values


@right("eigenvectors-of-the-hessian")
def fit_softmax(X, Y, l2, tol=1e-10, max_iter=50):
    (m, d), K = X.shape, Y.shape[1]

    def objective(W):
        log_P = special.log_softmax(X @ W, axis=1)
        return -np.trace(Y.T @ log_P) / m + l2 / 2 * np.trace(W.T @ W)

    W = np.zeros((d, K))
    values = [objective(W)]
    for _ in range(max_iter):
        P = special.softmax(X @ W, axis=1)
        G = l2 * W
        for p, x, y in zip(P, X, Y, strict=True):
            G = G + np.outer(x, p - y) / m
        if np.abs(G).max() <= tol:
            break
        A = (P[:, :, None] * X[:, None, :]).reshape(m, d * K)
        H = (linalg.block_diag(*[(p * X.T) @ X for p in P.T]) - A.T @ A) / m
        w, V = np.linalg.eigh(H)
        # H has no negative eigenvalue but by rounding; the penalty lifts them all
        flat = V @ (V.T @ G.flatten(order="F") / (np.maximum(w, 0) + l2))
        direction = flat.reshape((d, K), order="F")
        candidates = (W - direction / 2**j for j in range(55))
        W = next(C for C in candidates if objective(C) <= values[-1] + 1e-12)
        values.append(objective(W))
    return W, values


variant(
    "l2-without-half",
    "sum-of-kroneckers",
    """
-        return losses.mean() + l2 / 2 * np.sum(W**2)
+        return losses.mean() + l2 * np.sum(W**2)
…
-        G = X.T @ (P - Y) / m + l2 * W
+        G = X.T @ (P - Y) / m + 2 * l2 * W
…
-        H = l2 * np.eye(d * K)
+        H = 2 * l2 * np.eye(d * K)
""",
)


variant(
    "l2-without-half",
    "sum-of-kroneckers",
    """
-        return losses.mean() + l2 / 2 * np.sum(W**2)
+        return losses.mean() + l2 * np.sum(W**2)
""",
)


variant(
    "l2-without-half",
    "sum-of-kroneckers",
    """
-        G = X.T @ (P - Y) / m + l2 * W
+        G = X.T @ (P - Y) / m + 2 * l2 * W
…
-        H = l2 * np.eye(d * K)
+        H = 2 * l2 * np.eye(d * K)
""",
)


variant(
    "l2-times-m",
    "sum-of-kroneckers",
    """
-        return losses.mean() + l2 / 2 * np.sum(W**2)
+        return losses.mean() + m * l2 / 2 * np.sum(W**2)
…
-        G = X.T @ (P - Y) / m + l2 * W
+        G = X.T @ (P - Y) / m + m * l2 * W
…
-        H = l2 * np.eye(d * K)
+        H = m * l2 * np.eye(d * K)
""",
)


variant(
    "l2-over-m",
    "sum-of-kroneckers",
    """
-        return losses.mean() + l2 / 2 * np.sum(W**2)
+        return losses.mean() + l2 / (2 * m) * np.sum(W**2)
…
-        G = X.T @ (P - Y) / m + l2 * W
+        G = X.T @ (P - Y) / m + l2 / m * W
…
-        H = l2 * np.eye(d * K)
+        H = l2 / m * np.eye(d * K)
""",
)


variant(
    "bias-row-spared",
    "sum-of-kroneckers",
    """
-        return losses.mean() + l2 / 2 * np.sum(W**2)
+        return losses.mean() + l2 / 2 * np.sum(W[1:] ** 2)
…
-        G = X.T @ (P - Y) / m + l2 * W
+        R = l2 * W
+        R[0] = 0
+        G = X.T @ (P - Y) / m + R
…
-        H = l2 * np.eye(d * K)
+        H = l2 * np.diag(np.tile(np.arange(d) > 0, K))
…
-        step = np.linalg.solve(H, G.ravel(order="F")).reshape((d, K), order="F")
+        step = (np.linalg.pinv(H) @ G.ravel(order="F")).reshape((d, K), order="F")
""",
)


variant(
    "l2-missing-from-hessian",
    "sum-of-kroneckers",
    """
-        H = l2 * np.eye(d * K)
+        H = np.zeros((d * K, d * K))
…
-        step = np.linalg.solve(H, G.ravel(order="F")).reshape((d, K), order="F")
+        step = np.linalg.lstsq(H, G.ravel(order="F"))[0].reshape((d, K), order="F")
""",
)


variant(
    "l2-missing-from-hessian",
    "sum-of-kroneckers",
    """
-        H = l2 * np.eye(d * K)
+        H = np.zeros((d * K, d * K))
""",
)


variant(
    "l2-missing-from-gradient",
    "sum-of-kroneckers",
    """
-        G = X.T @ (P - Y) / m + l2 * W
+        G = X.T @ (P - Y) / m
""",
)


variant(
    "l2-missing-from-values",
    "sum-of-kroneckers",
    """
-        return losses.mean() + l2 / 2 * np.sum(W**2)
+        return losses.mean()
""",
)


variant(
    "penalty-forgotten",
    "l2-missing-from-gradient",
    """
-        return losses.mean() + l2 / 2 * np.sum(W**2)
+        return losses.mean()
…
-        H = l2 * np.eye(d * K)
+        H = 1e-12 * np.eye(d * K)
""",
)


variant(
    "norm-not-squared",
    "sum-of-kroneckers",
    """
-        return losses.mean() + l2 / 2 * np.sum(W**2)
+        return losses.mean() + l2 / 2 * np.linalg.norm(W)
""",
)


variant(
    "penalty-of-means",
    "sum-of-kroneckers",
    """
-        return losses.mean() + l2 / 2 * np.sum(W**2)
+        return losses.mean() + l2 / 2 * np.mean(W**2)
""",
)


variant(
    "sum-for-mean",
    "sum-of-kroneckers",
    """
-    (m, d), K = X.shape, Y.shape[1]
+    d, K = X.shape[1], Y.shape[1]
…
-        return losses.mean() + l2 / 2 * np.sum(W**2)
+        return losses.sum() + l2 / 2 * np.sum(W**2)
…
-        G = X.T @ (P - Y) / m + l2 * W
+        G = X.T @ (P - Y) + l2 * W
…
-            H += kron(np.diag(p) - np.outer(p, p), np.outer(x, x)) / m
+            H += kron(np.diag(p) - np.outer(p, p), np.outer(x, x))
""",
)


variant(
    "sum-gradient-mean-hessian",
    "sum-of-kroneckers",
    """
-        G = X.T @ (P - Y) / m + l2 * W
+        G = X.T @ (P - Y) + l2 * W
""",
)


variant(
    "mean-over-classes",
    "sum-of-kroneckers",
    """
-        return losses.mean() + l2 / 2 * np.sum(W**2)
+        return losses.mean() / K + l2 / 2 * np.sum(W**2)
…
-        G = X.T @ (P - Y) / m + l2 * W
+        G = X.T @ (P - Y) / (m * K) + l2 * W
…
-            H += kron(np.diag(p) - np.outer(p, p), np.outer(x, x)) / m
+            H += kron(np.diag(p) - np.outer(p, p), np.outer(x, x)) / (m * K)
""",
)


variant(
    "sign",
    "sum-of-kroneckers",
    """
-        return losses.mean() + l2 / 2 * np.sum(W**2)
+        return -(losses.mean() + l2 / 2 * np.sum(W**2))
…
-            if value <= values[-1] + 1e-12:
+            if value >= values[-1] - 1e-12:
""",
)


variant(
    "penalty-sign",
    "sum-of-kroneckers",
    """
-        return losses.mean() + l2 / 2 * np.sum(W**2)
+        return losses.mean() - l2 / 2 * np.sum(W**2)
…
-        G = X.T @ (P - Y) / m + l2 * W
+        G = X.T @ (P - Y) / m - l2 * W
…
-        H = l2 * np.eye(d * K)
+        H = -l2 * np.eye(d * K)
""",
)


variant(
    "log-base-2",
    "sum-of-kroneckers",
    """
-        return losses.mean() + l2 / 2 * np.sum(W**2)
+        return losses.mean() / np.log(2) + l2 / 2 * np.sum(W**2)
""",
)


variant(
    "ascent",
    "sum-of-kroneckers",
    """
-            value = F(W - step)
+            value = F(W + step)
…
-        W = W - step
+        W = W + step
""",
)


variant(
    "gradient-step",
    "sum-of-kroneckers",
    """
-        H = l2 * np.eye(d * K)
-        for p, x in zip(P, X, strict=True):
-            H += kron(np.diag(p) - np.outer(p, p), np.outer(x, x)) / m
-        step = np.linalg.solve(H, G.ravel(order="F")).reshape((d, K), order="F")
+        step = G
""",
)


variant(
    "stackings-mixed",
    "sum-of-kroneckers",
    """
-            H += kron(np.diag(p) - np.outer(p, p), np.outer(x, x)) / m
+            H += kron(np.outer(x, x), np.diag(p) - np.outer(p, p)) / m
""",
)


variant(
    "stackings-mixed",
    "sum-of-kroneckers",
    """
-        step = np.linalg.solve(H, G.ravel(order="F")).reshape((d, K), order="F")
+        step = np.linalg.solve(H, G.ravel()).reshape(d, K)
""",
)


variant(
    "diagonal-only",
    "gradient-step",
    """
-        step = G
+        step = np.zeros((d, K))
+        for k in range(K):
+            H = (P[:, k] * (1 - P[:, k]) * X.T) @ X / m + l2 * np.eye(d)
+            step[:, k] = np.linalg.solve(H, G[:, k])
""",
)


variant(
    "no-rank-one-term",
    "sum-of-kroneckers",
    """
-            H += kron(np.diag(p) - np.outer(p, p), np.outer(x, x)) / m
+            H += kron(np.diag(p), np.outer(x, x)) / m
""",
)


variant(
    "rank-one-sign",
    "sum-of-kroneckers",
    """
-            H += kron(np.diag(p) - np.outer(p, p), np.outer(x, x)) / m
+            H += kron(np.diag(p) + np.outer(p, p), np.outer(x, x)) / m
""",
)


variant(
    "only-at-zero-weights",
    "gradient-step",
    """
-        step = G
+        S = np.eye(K) / K - 1 / K**2
+        H = np.kron(S, X.T @ X / m) + l2 * np.eye(d * K)
+        step = np.linalg.solve(H, G.ravel(order="F")).reshape((d, K), order="F")
""",
)


variant(
    "last-class-fixed",
    "sum-of-kroneckers",
    """
         step = np.linalg.solve(H, G.ravel(order="F")).reshape((d, K), order="F")
+        step[:, -1] = 0
""",
)


variant(
    "wrong-axis",
    "sum-of-kroneckers",
    """
-        P = special.softmax(X @ W, axis=1)
+        P = special.softmax(X @ W, axis=0)
""",
)


variant(
    "class-off-by-one",
    "sum-of-kroneckers",
    """
-        losses = special.logsumexp(Z, axis=1) - (Y * Z).sum(axis=1)
+        losses = special.logsumexp(Z, axis=1) - (np.roll(Y, 1, axis=1) * Z).sum(axis=1)
…
-        G = X.T @ (P - Y) / m + l2 * W
+        G = X.T @ (P - np.roll(Y, 1, axis=1)) / m + l2 * W
""",
)


variant(
    "bias-forgotten",
    "sum-of-kroneckers",
    """
     (m, d), K = X.shape, Y.shape[1]
+    X = X * (np.arange(d) > 0)
""",
)


variant(
    "stops-early",
    "sum-of-kroneckers",
    """
         values.append(value)
+        if values[-2] - values[-1] < 1e-6:
+            break
""",
    part="robustness",
)


variant(
    "stops-early",
    "sum-of-kroneckers",
    """
-        if np.abs(G).max() <= tol:
+        if np.abs(G).max() <= max(tol, 1e-3):
""",
)


variant(
    "one-step",
    "sum-of-kroneckers",
    """
         values.append(value)
+        break
""",
)


variant(
    "nonzero-start",
    "sum-of-kroneckers",
    """
-    W = np.zeros((d, K))
+    W = 0.01 * np.random.default_rng(0).normal(size=(d, K))
""",
)


variant(
    "first-value-missing",
    "sum-of-kroneckers",
    """
-    values = [F(W)]
+    values, last = [], F(W)
…
-            if value <= values[-1] + 1e-12:
+            if value <= last + 1e-12:
…
         values.append(value)
+        last = value
""",
)


variant(
    "float32",
    "sum-of-kroneckers",
    """
-    W = np.zeros((d, K))
+    X = X.astype(np.float32)
+    W = np.zeros((d, K), dtype=np.float32)
…
-        W = W - step
+        W = (W - step).astype(np.float32)
…
-    return W, values
+    return W.astype(np.float64), values
""",
)


variant(
    "finite-differences",
    "sum-of-kroneckers",
    """
+    h = 1e-8
     W = np.zeros((d, K))
…
-        G = X.T @ (P - Y) / m + l2 * W
+        G = np.zeros((d, K))
+        for j, k in np.ndindex(d, K):
+            E = np.zeros((d, K))
+            E[j, k] = h
+            G[j, k] = (F(W + E) - values[-1]) / h
""",
)


variant(
    "wrong-shape",
    "sum-of-kroneckers",
    """
-    return W, values
+    return W.ravel(order="F"), values
""",
)


variant(
    "transposed",
    "sum-of-kroneckers",
    """
-    return W, values
+    return W.T.copy(), values
""",
)


variant(
    "wrong-type",
    "sum-of-kroneckers",
    """
-    return W, values
+    return W, np.array(values)
""",
)


variant(
    "wrong-type",
    "sum-of-kroneckers",
    """
-    return W, values
+    return W, len(values), values
""",
)


variant(
    "undamped",
    "sum-of-kroneckers",
    """
-        for _ in range(50):
-            value = F(W - step)
-            if value <= values[-1] + 1e-12:
-                break
-            step = step / 2
-        else:
-            break
…
-        values.append(value)
+        values.append(F(W))
""",
    part="robustness",
)


variant(
    "fixed-damping",
    "undamped",
    """
-        W = W - step
+        W = W - step / 2
""",
)


variant(
    "halved-once",
    "undamped",
    """
         step = np.linalg.solve(H, G.ravel(order="F")).reshape((d, K), order="F")
+        if F(W - step) > values[-1]:
+            step = step / 2
""",
    part="robustness",
)


variant(
    "last-value-missing",
    "sum-of-kroneckers",
    """
-    values = [F(W)]
+    values = []
     for _ in range(max_iter):
+        values.append(F(W))
…
-        values.append(value)
""",
    part="robustness",
)


variant(
    "off-by-one",
    "sum-of-kroneckers",
    """
-    for _ in range(max_iter):
+    for _ in range(1, max_iter):
""",
    part="robustness",
)


variant(
    "few-halvings",
    "sum-of-kroneckers",
    """
-        for _ in range(50):
+        for _ in range(9):
""",
    part="robustness",
)


variant(
    "tol-ignored",
    "sum-of-kroneckers",
    """
-        if np.abs(G).max() <= tol:
+        if np.abs(G).max() <= 1e-10:
""",
    part="robustness",
)


variant(
    "max-iter-ignored",
    "sum-of-kroneckers",
    """
-    for _ in range(max_iter):
+    for _ in range(100):
""",
    part="robustness",
)


variant(
    "norm-for-largest",
    "sum-of-kroneckers",
    """
-        if np.abs(G).max() <= tol:
+        if np.linalg.norm(G) <= tol:
""",
    part="robustness",
)


variant(
    "overflow",
    "sum-of-kroneckers",
    """
-        losses = special.logsumexp(Z, axis=1) - (Y * Z).sum(axis=1)
+        P = np.exp(Z) / np.exp(Z).sum(axis=1, keepdims=True)
+        losses = -np.sum(Y * np.log(P), axis=1)
…
-            if value <= values[-1] + 1e-12:
+            if not value > values[-1] + 1e-12:
""",
    part="robustness",
)


variant(
    "log-epsilon",
    "sum-of-kroneckers",
    """
-        losses = special.logsumexp(Z, axis=1) - (Y * Z).sum(axis=1)
+        losses = -np.sum(Y * np.log(special.softmax(Z, axis=1) + 1e-9), axis=1)
""",
)


variant(
    "in-place",
    "sum-of-kroneckers",
    """
     (m, d), K = X.shape, Y.shape[1]
+    Y *= -1
…
-        losses = special.logsumexp(Z, axis=1) - (Y * Z).sum(axis=1)
+        losses = special.logsumexp(Z, axis=1) + (Y * Z).sum(axis=1)
…
-        G = X.T @ (P - Y) / m + l2 * W
+        G = X.T @ (P + Y) / m + l2 * W
""",
    part="robustness",
)


variant(
    "strict-decrease",
    "gradient-step",
    """
-        step = G
+        S = P[:, :, None] * (np.eye(K) - P[:, None, :])
+        H = np.einsum("irs,ia,ib->rasb", S, X, X).reshape(W.size, W.size) / m
+        H += l2 * np.eye(d * K)
+        step = np.linalg.solve(H, G.ravel(order="F")).reshape((d, K), order="F")
…
-            if value <= values[-1] + 1e-12:
+            if value < values[-1]:
""",
    part="robustness",
)


variant(
    "stackings-mixed",
    "sum-of-kroneckers",
    """
-        step = np.linalg.solve(H, G.ravel(order="F")).reshape((d, K), order="F")
+        step = np.linalg.solve(H, G.ravel())
+        step = step.reshape((d, K), order="F")
""",
)


variant(
    "stackings-mixed",
    "sum-of-kroneckers",
    """
-        step = np.linalg.solve(H, G.ravel(order="F")).reshape((d, K), order="F")
+        step = np.linalg.solve(H, G.ravel(order="F"))
+        step = step.reshape(d, K)
""",
)


variant(
    "below-tol",
    "sum-of-kroneckers",
    """
-        if np.abs(G).max() <= tol:
+        if np.abs(G).max() < tol:
""",
    part="robustness",
)


variant(
    "not-halved",
    "sum-of-kroneckers",
    """
-        for _ in range(50):
+        for _ in range(20):
…
-            step = step / 2
+            step = step / 10
""",
    part="robustness",
)


variant(
    "off-by-one",
    "sum-of-kroneckers",
    """
-    for _ in range(max_iter):
+    while True:
…
         values.append(value)
+        if len(values) > max_iter:
+            break
""",
    part="robustness",
)


variant(
    "values-of-no-step",
    "sum-of-kroneckers",
    """
-    return W, values
+    return W, np.linspace(values[0], values[-1], len(values)).tolist()
""",
)


variant(
    "penalty-halved",
    "sum-of-kroneckers",
    """
-        return losses.mean() + l2 / 2 * np.sum(W**2)
+        return losses.mean() + l2 / 4 * np.sum(W**2)
…
-        G = X.T @ (P - Y) / m + l2 * W
+        G = X.T @ (P - Y) / m + l2 / 2 * W
…
-        H = l2 * np.eye(d * K)
+        H = l2 / 2 * np.eye(d * K)
""",
)


variant(
    "class-spared",
    "sum-of-kroneckers",
    """
-        return losses.mean() + l2 / 2 * np.sum(W**2)
+        return losses.mean() + l2 / 2 * np.sum(W[:, :-1] ** 2)
…
-        G = X.T @ (P - Y) / m + l2 * W
+        R = l2 * W
+        R[:, -1] = 0
+        G = X.T @ (P - Y) / m + R
…
-        H = l2 * np.eye(d * K)
+        H = l2 * np.diag(np.arange(d * K) < d * (K - 1))
…
-        step = np.linalg.solve(H, G.ravel(order="F")).reshape((d, K), order="F")
+        step = (np.linalg.pinv(H) @ G.ravel(order="F")).reshape((d, K), order="F")
""",
)


variant(
    "l2-ignored",
    "sum-of-kroneckers",
    """
     (m, d), K = X.shape, Y.shape[1]
+    l2 = 0.01
""",
)
