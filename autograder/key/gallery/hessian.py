"""Answers to 03-hessian, curvature, as students write them."""

import numpy as np
from scipy import special

from autograder.key.gallery import right, wrong

# 3.1


@wrong("sum-for-mean")
def logistic_hessian(theta, X):
    mu = special.expit(X @ theta)
    return X.T @ ((mu * (1 - mu))[:, None] * X)


@wrong("sign")
def logistic_hessian(theta, X):
    mu = special.expit(X @ theta)
    return (X.T * (mu * (mu - 1))) @ X / len(X)


@wrong("likelihood-for-loss")
def logistic_hessian(theta, X):
    mu = special.expit(X @ theta)
    return -(X.T * (mu * (1 - mu))) @ X


@wrong("mu-for-variance")
def logistic_hessian(theta, X):
    mu = special.expit(X @ theta)
    return (X.T * mu) @ X / len(X)


@wrong("mu-squared")
def logistic_hessian(theta, X):
    mu = special.expit(X @ theta)
    return (X.T * mu**2) @ X / len(X)


@wrong("variance-squared")
def logistic_hessian(theta, X):
    mu = special.expit(X @ theta)
    A = (mu * (1 - mu))[:, None] * X
    return A.T @ A / len(X)


@wrong("identity")
def logistic_hessian(theta, X):
    return X.T @ X / len(X)


@wrong("only-at-zero-weights")
def logistic_hessian(theta, X):
    return X.T @ X / 4 / len(X)


@wrong("weights-averaged")
def logistic_hessian(theta, X):
    mu = special.expit(X @ theta)
    return np.mean(mu * (1 - mu)) * X.T @ X / len(X)


@wrong("weights-wrong-axis")
def logistic_hessian(theta, X):
    mu = special.expit(X @ theta)
    return X.T @ (mu * (1 - mu) * X) / len(X)


@wrong("memory", part="robustness")
def logistic_hessian(theta, X):
    mu = special.expit(X @ theta)
    return X.T @ np.diag(mu * (1 - mu)) @ X / len(X)


@wrong("transposed")
def logistic_hessian(theta, X):
    mu = special.expit(X @ theta)
    A = np.sqrt(mu * (1 - mu))[:, None] * X
    return A @ A.T / len(X)


@wrong("diagonal-only")
def logistic_hessian(theta, X):
    mu = special.expit(X @ theta)
    return np.diag((mu * (1 - mu)) @ X**2) / len(X)


@wrong("off-diagonal-only")
def logistic_hessian(theta, X):
    mu = special.expit(X @ theta)
    d = len(theta)
    H = np.zeros((d, d))
    for j in range(d):
        for k in range(j):
            H[j, k] = H[k, j] = np.mean(mu * (1 - mu) * X[:, j] * X[:, k])
    return H


@wrong("bias-forgotten")
def logistic_hessian(theta, X):
    mu = special.expit(X[:, 1:] @ theta[1:])
    return (X.T * (mu * (1 - mu))) @ X / len(X)


@wrong("mean-over-features")
def logistic_hessian(theta, X):
    mu = special.expit(X @ theta)
    return (X.T * (mu * (1 - mu))) @ X / len(theta)


@wrong("only-one-sample")
def logistic_hessian(theta, X):
    for x in X:
        mu = special.expit(x @ theta)
        return mu * (1 - mu) * np.outer(x, x)


@wrong("overflow", part="robustness")
def logistic_hessian(theta, X):
    e = np.exp(X @ theta)
    return (X.T * (e / (1 + e) ** 2)) @ X / len(X)


@wrong("clipped", part="robustness")
def logistic_hessian(theta, X):
    mu = np.clip(special.expit(X @ theta), 1e-7, 1 - 1e-7)
    return (X.T * (mu * (1 - mu))) @ X / len(X)


@wrong("finite-differences")
def logistic_hessian(theta, X):
    h = 1e-6
    H = []
    for step in h * np.eye(len(theta)):
        change = special.expit(X @ (theta + step)) - special.expit(X @ (theta - step))
        H.append(X.T @ change / (2 * h * len(X)))
    return np.array(H)


@wrong("float32")
def logistic_hessian(theta, X):
    X = X.astype(np.float32)
    mu = special.expit(X @ theta.astype(np.float32))
    return (X.T * (mu * (1 - mu))) @ X / len(X)


@wrong("in-place", part="robustness")
def logistic_hessian(theta, X):
    mu = special.expit(X @ theta)
    X *= np.sqrt(mu * (1 - mu))[:, None]
    return X.T @ X / len(X)


@right("columns-scaled")
def logistic_hessian(theta, X):
    mu = special.expit(X @ theta)
    return (X.T * (mu * (1 - mu))) @ X / len(X)


@right("roots-of-weights")
def logistic_hessian(theta, X):
    t = X @ theta
    A = X * np.sqrt(special.expit(t) * special.expit(-t)).reshape(-1, 1)
    return A.T @ A / X.shape[0]


@right("sum-over-samples")
def logistic_hessian(theta, X):
    m, d = X.shape
    H = np.zeros((d, d))
    for i in range(m):
        mu = 1 / (1 + np.exp(-X[i] @ theta))
        H += mu * (1 - mu) * np.outer(X[i], X[i])
    return H / m


@right("einsum")
def logistic_hessian(theta, X):
    mu = special.expit(X @ theta)
    return np.einsum("i,ij,ik->jk", mu * (1 - mu), X, X) / len(X)


@right("hyperbolic-secant")
def logistic_hessian(theta, X):
    weights = 1 / (2 * np.cosh(X @ theta / 2)) ** 2
    return X.T @ (weights[:, None] * X) / len(X)


@right("entry-by-entry")
def logistic_hessian(theta, X):
    mu = special.expit(X @ theta)
    v = mu - mu**2
    d = X.shape[1]
    return np.array([[np.mean(v * X[:, j] * X[:, k]) for k in range(d)] for j in range(d)])


@right("sparse-diagonal")
def logistic_hessian(theta, X):
    from scipy import sparse

    mu = special.expit(X @ theta)
    return X.T @ (sparse.diags_array(mu * (1 - mu)) @ X) / len(X)


@right("mean-of-outer-products")
def logistic_hessian(theta, X):
    log_variance = special.log_expit(X @ theta) + special.log_expit(-X @ theta)
    variance = np.exp(log_variance)
    return np.mean([v * np.outer(x, x) for v, x in zip(variance, X, strict=True)], axis=0)


# 3.2


@wrong("sign")
def sample_curvature(p):
    return np.outer(p, p) - np.diag(p)


@wrong("identity")
def sample_curvature(p):
    return np.eye(len(p))


@wrong("diagonal-only")
def sample_curvature(p):
    return np.diag(p * (1 - p))


@wrong("off-diagonal-only")
def sample_curvature(p):
    return np.diag(p**2) - np.outer(p, p)


@wrong("no-rank-one-term")
def sample_curvature(p):
    return np.diag(p)


@wrong("no-delta")
def sample_curvature(p):
    return -np.outer(p, p)


@wrong("rank-one-sign")
def sample_curvature(p):
    return np.diag(p) + np.outer(p, p)


@wrong("mu-for-variance")
def sample_curvature(p):
    S = -np.outer(p, p)
    for k in range(len(p)):
        S[k, k] = p[k]
    return S


@wrong("delta-wrong-index")
def sample_curvature(p):
    K = len(p)
    S = np.zeros((K, K))
    for k in range(K):
        for c in range(K):
            S[k, c] = p[k] * ((k == c) - p[k])
    return S


@wrong("log-derivative")
def sample_curvature(p):
    return np.eye(len(p)) - p


@wrong("softmax-again")
def sample_curvature(p):
    s = special.softmax(p)
    return np.diag(s) - np.outer(s, s)


@wrong("inner-for-outer")
def sample_curvature(p):
    return np.diag(p) - p @ p.T


@wrong("correlation")
def sample_curvature(p):
    S = np.diag(p) - np.outer(p, p)
    deviations = np.sqrt(p * (1 - p))
    return S / np.outer(deviations, deviations)


@wrong("logits-far-apart", part="robustness")
def sample_curvature(p):
    log_derivative = np.diag(1 / p) - 1
    return p[:, None] * log_derivative * p


@wrong("clipped-probability", part="robustness")
def sample_curvature(p):
    p = np.clip(p, 1e-7, 1 - 1e-7)
    return np.diag(p) - np.outer(p, p)


@wrong("finite-differences")
def sample_curvature(p):
    h = 1e-6
    z = np.log(p)
    S = np.zeros((len(p), len(p)))
    for k in range(len(p)):
        step = np.zeros(len(p))
        step[k] = h
        S[:, k] = (special.softmax(z + step) - special.softmax(z - step)) / (2 * h)
    return S


@wrong("rounded")
def sample_curvature(p):
    return np.round(np.diag(p) - np.outer(p, p), 12)


@wrong("float32")
def sample_curvature(p):
    p = p.astype(np.float32)
    return (np.diag(p) - np.outer(p, p)).astype(np.float64)


@wrong("in-place", part="robustness")
def sample_curvature(p):
    S = np.diag(p)
    p *= -1
    return S - np.outer(p, p)


@wrong("wrong-shape")
def sample_curvature(p):
    p = p[:, None]
    return (np.diagflat(p) - p @ p.T).reshape(1, len(p), len(p))


@wrong("wrong-type")
def sample_curvature(p):
    K = len(p)
    return [[p[k] * ((k == c) - p[c]) for c in range(K)] for k in range(K)]


@wrong("only-three-classes")
def sample_curvature(p):
    S = np.zeros((len(p), len(p)))
    for k in range(3):
        for c in range(3):
            S[k, c] = p[k] * ((k == c) - p[c])
    return S


@right("diagonal-minus-outer")
def sample_curvature(p):
    return np.diag(p) - np.outer(p, p)


@right("two-cases")
def sample_curvature(p):
    K = len(p)
    S = np.zeros((K, K))
    for k in range(K):
        for c in range(K):
            S[k, c] = p[k] * (1 - p[k]) if k == c else -p[k] * p[c]
    return S


@right("covariance")
def sample_curvature(p):
    C = np.eye(len(p)) - p
    return np.einsum("k,ka,kb->ab", p, C, C)


@right("zero-row-sums")
def sample_curvature(p):
    S = -p[:, None] * p[None, :]
    np.fill_diagonal(S, 0)
    return S - np.diag(S.sum(axis=1))


@right("rows-scaled")
def sample_curvature(p):
    return p[:, None] * (np.eye(len(p)) - p)


@right("columns-by-differential")
def sample_curvature(p):
    return np.array([p * (e - p @ e) for e in np.eye(len(p))]).T


@right("sum-over-pairs")
def sample_curvature(p):
    K = len(p)
    S = np.zeros((K, K))
    for a in range(K):
        for b in range(a + 1, K):
            e = np.zeros(K)
            e[a], e[b] = 1, -1
            S += p[a] * p[b] * np.outer(e, e)
    return S


# 3.3


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


# 3.4


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


@wrong("delta-wrong-index")
def hessian(W, X):
    d, K = W.shape
    P = special.softmax(X @ W, axis=1)
    H = np.zeros((d * K, d * K))
    for r in range(K):
        for s in range(K):
            block = (X.T * (P[:, r] * ((r == s) - P[:, r]))) @ X / len(X)
            H[r * d : (r + 1) * d, s * d : (s + 1) * d] = block
    return H


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


# 3.5


@wrong("row-stacked")
def log_likelihood_hessian(W, X):
    H = np.zeros((W.size, W.size))
    for x in X:
        p = special.softmax(x @ W)
        H -= np.kron(np.outer(x, x), np.diag(p) - np.outer(p, p))
    return H


@wrong("sign")
def log_likelihood_hessian(W, X):
    H = np.zeros((W.size, W.size))
    for x in X:
        p = special.softmax(x @ W)
        H += np.kron(np.diag(p) - np.outer(p, p), np.outer(x, x))
    return H


@wrong("mean-for-sum")
def log_likelihood_hessian(W, X):
    H = np.zeros((W.size, W.size))
    for x in X:
        p = special.softmax(x @ W)
        H -= np.kron(np.diag(p) - np.outer(p, p), np.outer(x, x))
    return H / len(X)


@wrong("loss-for-likelihood")
def log_likelihood_hessian(W, X):
    H = np.zeros((W.size, W.size))
    for x in X:
        p = special.softmax(x @ W)
        H += np.kron(np.diag(p) - np.outer(p, p), np.outer(x, x))
    return H / len(X)


@wrong("uncoupled-blocks")
def log_likelihood_hessian(W, X):
    d, K = W.shape
    P = special.softmax(X @ W, axis=1)
    H = np.zeros((d * K, d * K))
    for k in range(K):
        block = slice(k * d, (k + 1) * d)
        H[block, block] = -(X.T * (P[:, k] * (1 - P[:, k]))) @ X
    return H


@wrong("off-diagonal-only")
def log_likelihood_hessian(W, X):
    d, K = W.shape
    P = special.softmax(X @ W, axis=1)
    A = np.einsum("ir,ia->ira", P, X).reshape(len(X), d * K)
    H = A.T @ A
    for k in range(K):
        H[k * d : (k + 1) * d, k * d : (k + 1) * d] = 0
    return H


@wrong("diagonal-only")
def log_likelihood_hessian(W, X):
    P = special.softmax(X @ W, axis=1)
    return -np.diag(np.ravel((P - P**2).T @ X**2))


@wrong("no-rank-one-term")
def log_likelihood_hessian(W, X):
    H = np.zeros((W.size, W.size))
    for x in X:
        H -= np.kron(np.diag(special.softmax(x @ W)), np.outer(x, x))
    return H


@wrong("no-delta")
def log_likelihood_hessian(W, X):
    H = np.zeros((W.size, W.size))
    for x in X:
        a = np.kron(special.softmax(x @ W), x)
        H += np.outer(a, a)
    return H


@wrong("rank-one-sign")
def log_likelihood_hessian(W, X):
    H = np.zeros((W.size, W.size))
    for x in X:
        p = special.softmax(x @ W)
        H -= np.kron(np.diag(p) + np.outer(p, p), np.outer(x, x))
    return H


@wrong("mu-for-variance")
def log_likelihood_hessian(W, X):
    H = np.zeros((W.size, W.size))
    for x in X:
        p = special.softmax(x @ W)
        S = -np.outer(p, p)
        np.fill_diagonal(S, p)
        H -= np.kron(S, np.outer(x, x))
    return H


@wrong("delta-wrong-index")
def log_likelihood_hessian(W, X):
    H = np.zeros((W.size, W.size))
    for x in X:
        p = special.softmax(x @ W)
        S = p[:, None] * (np.eye(len(p)) - p[:, None])
        H -= np.kron(S, np.outer(x, x))
    return H


@wrong("identity")
def log_likelihood_hessian(W, X):
    return -np.kron(np.eye(W.shape[1]), X.T @ X)


@wrong("only-at-zero-weights")
def log_likelihood_hessian(W, X):
    K = W.shape[1]
    p = np.full(K, 1 / K)
    return -np.kron(np.diag(p) - np.outer(p, p), X.T @ X)


@wrong("product-of-means")
def log_likelihood_hessian(W, X):
    p = np.mean(special.softmax(X @ W, axis=1), axis=0)
    return -np.kron(np.diag(p) - np.outer(p, p), X.T @ X)


@wrong("wrong-axis")
def log_likelihood_hessian(W, X):
    P = special.softmax(X @ W, axis=0)
    H = np.zeros((W.size, W.size))
    for i in range(len(X)):
        S = np.diag(P[i]) - np.outer(P[i], P[i])
        H -= np.kron(S, np.outer(X[i], X[i]))
    return H


@wrong("whole-array")
def log_likelihood_hessian(W, X):
    P = special.softmax(X @ W)
    H = np.zeros((W.size, W.size))
    for i in range(len(X)):
        S = np.diag(P[i]) - np.outer(P[i], P[i])
        H -= np.kron(S, np.outer(X[i], X[i]))
    return H


@wrong("softmax-elementwise")
def log_likelihood_hessian(W, X):
    P = special.expit(X @ W)
    H = np.zeros((W.size, W.size))
    for i in range(len(X)):
        S = np.diag(P[i]) - np.outer(P[i], P[i])
        H -= np.kron(S, np.outer(X[i], X[i]))
    return H


@wrong("bias-forgotten")
def log_likelihood_hessian(W, X):
    P = special.softmax(X[:, 1:] @ W[1:], axis=1)
    H = np.zeros((W.size, W.size))
    for i in range(len(X)):
        S = np.diag(P[i]) - np.outer(P[i], P[i])
        H -= np.kron(S, np.outer(X[i], X[i]))
    return H


@wrong("only-one-sample")
def log_likelihood_hessian(W, X):
    for x in X:
        p = special.softmax(x @ W)
        return -np.kron(np.diag(p) - np.outer(p, p), np.outer(x, x))


@wrong("overflow", part="robustness")
def log_likelihood_hessian(W, X):
    E = np.exp(X @ W)
    P = E / E.sum(axis=1)[:, None]
    S = P[:, :, None] * (P[:, None, :] - np.eye(W.shape[1]))
    return np.einsum("irs,ia,ib->rasb", S, X, X).reshape(W.size, W.size)


@wrong("shift-per-array", part="robustness")
def log_likelihood_hessian(W, X):
    E = np.exp(X @ W - (X @ W).max())
    P = E / E.sum(axis=1)[:, None]
    S = P[:, :, None] * (P[:, None, :] - np.eye(W.shape[1]))
    return np.einsum("irs,ia,ib->rasb", S, X, X).reshape(W.size, W.size)


@wrong("nan-patched", part="robustness")
def log_likelihood_hessian(W, X):
    Z = X @ W
    E = np.exp(Z - Z.mean(axis=1, keepdims=True))
    P = np.nan_to_num(E / E.sum(axis=1, keepdims=True))
    H = np.zeros((W.size, W.size))
    for x, p in zip(X, P, strict=True):
        H -= np.kron(np.diag(p) - np.outer(p, p), np.outer(x, x))
    return H


@wrong("finite-differences")
def log_likelihood_hessian(W, X):
    h = 1e-6
    d, K = W.shape
    P = special.softmax(X @ W, axis=1)
    H = np.zeros((d * K, d * K))
    for n in range(d * K):
        V = W.copy()
        V[n % d, n // d] += h
        H[:, n] = ((P - special.softmax(X @ V, axis=1)).T @ X).ravel() / h
    return H


@wrong("float32")
def log_likelihood_hessian(W, X):
    H = np.zeros((W.size, W.size))
    for x in X:
        p = special.softmax((x @ W).astype(np.float32))
        H -= np.kron(np.diag(p) - np.outer(p, p), np.outer(x, x))
    return H


@wrong("in-place", part="robustness")
def log_likelihood_hessian(W, X):
    P = special.softmax(X @ W, axis=1)
    W[:] = 0
    H = np.zeros((W.size, W.size))
    for p, x in zip(P, X, strict=True):
        H -= np.kron(np.diag(p) - np.outer(p, p), np.outer(x, x))
    return H


@wrong("wrong-shape")
def log_likelihood_hessian(W, X):
    d, K = W.shape
    H = np.zeros((K, K, d, d))
    for x in X:
        p = special.softmax(x @ W)
        H -= np.multiply.outer(np.diag(p) - np.outer(p, p), np.outer(x, x))
    return H


@right("kronecker")
def log_likelihood_hessian(W, X):
    H = np.zeros((W.size, W.size))
    for x in X:
        p = special.softmax(x @ W)
        H -= np.kron(np.diag(p) - np.outer(p, p), np.outer(x, x))
    return H


@right("block-by-block")
def log_likelihood_hessian(W, X):
    K = W.shape[1]
    P = special.softmax(X @ W, axis=1)
    rows = []
    for r in range(K):
        weights = [P[:, r] * (P[:, s] - (r == s)) for s in range(K)]
        rows.append(np.hstack([(X.T * w) @ X for w in weights]))
    return np.vstack(rows)


@right("einsum")
def log_likelihood_hessian(W, X):
    Z = X @ W
    P = np.exp(Z - special.logsumexp(Z, axis=1, keepdims=True))
    S = P[:, :, None] * (P[:, None, :] - np.eye(W.shape[1]))
    return np.einsum("irs,ia,ib->rasb", S, X, X).reshape(W.size, W.size)


@right("gram-minus-blocks")
def log_likelihood_hessian(W, X):
    d, K = W.shape
    Z = X @ W
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    P = E / E.sum(axis=1, keepdims=True)
    A = np.hstack([P[:, [k]] * X for k in range(K)])
    H = A.T @ A
    for k in range(K):
        H[k * d : (k + 1) * d, k * d : (k + 1) * d] -= X.T @ A[:, k * d : (k + 1) * d]
    return H


@right("outer-products-of-scores")
def log_likelihood_hessian(W, X):
    # minus the expected outer product of the score, over the label that the model itself draws
    K = W.shape[1]
    H = np.zeros((W.size, W.size))
    for x in X:
        p = special.softmax(x @ W)
        for k in range(K):
            score = np.kron(np.eye(K)[k] - p, x)
            H -= p[k] * np.outer(score, score)
    return H


@right("factored-designs")
def log_likelihood_hessian(W, X):
    K = W.shape[1]
    P = special.softmax(X @ W, axis=1)
    design = np.kron(np.eye(K), X)
    S = np.block([[np.diag(P[:, r] * ((r == s) - P[:, s])) for s in range(K)] for r in range(K)])
    return -design.T @ S @ design


# 3.6


@wrong("sum-for-mean")
def hessian_vector_product(W, X, V):
    P = special.softmax(X @ W, axis=1)
    U = X @ V
    return X.T @ (P * (U - (P * U).sum(axis=1, keepdims=True)))


@wrong("sign")
def hessian_vector_product(W, X, V):
    P = special.softmax(X @ W, axis=1)
    U = X @ V
    return X.T @ (P * ((P * U).sum(axis=1, keepdims=True) - U)) / len(X)


@wrong("likelihood-for-loss")
def hessian_vector_product(W, X, V):
    P = special.softmax(X @ W, axis=1)
    U = X @ V
    return -X.T @ (P * (U - (P * U).sum(axis=1, keepdims=True)))


@wrong("uncoupled-blocks")
def hessian_vector_product(W, X, V):
    P = special.softmax(X @ W, axis=1)
    return X.T @ (P * (1 - P) * (X @ V)) / len(X)


@wrong("off-diagonal-only")
def hessian_vector_product(W, X, V):
    P = special.softmax(X @ W, axis=1)
    U = X @ V
    return X.T @ (P * (P * U - (P * U).sum(axis=1, keepdims=True))) / len(X)


@wrong("diagonal-only")
def hessian_vector_product(W, X, V):
    P = special.softmax(X @ W, axis=1)
    return (X**2).T @ (P * (1 - P)) * V / len(X)


@wrong("no-rank-one-term")
def hessian_vector_product(W, X, V):
    P = special.softmax(X @ W, axis=1)
    return X.T @ (P * (X @ V)) / len(X)


@wrong("no-delta")
def hessian_vector_product(W, X, V):
    P = special.softmax(X @ W, axis=1)
    return -X.T @ (P * (P * (X @ V)).sum(axis=1, keepdims=True)) / len(X)


@wrong("rank-one-sign")
def hessian_vector_product(W, X, V):
    P = special.softmax(X @ W, axis=1)
    U = X @ V
    return X.T @ (P * U + P * np.sum(P * U, axis=1, keepdims=True)) / len(X)


@wrong("delta-wrong-index")
def hessian_vector_product(W, X, V):
    P = special.softmax(X @ W, axis=1)
    U = X @ V
    return X.T @ (P * U - P**2 * U.sum(axis=1, keepdims=True)) / len(X)


@wrong("unweighted-mean")
def hessian_vector_product(W, X, V):
    P = special.softmax(X @ W, axis=1)
    U = X @ V
    return X.T @ (P * (U - U.mean(axis=1, keepdims=True))) / len(X)


@wrong("sum-over-wrong-axis")
def hessian_vector_product(W, X, V):
    P = special.softmax(X @ W, axis=1)
    U = X @ V
    return X.T @ (P * (U - (P * U).sum(axis=0))) / len(X)


@wrong("log-derivative")
def hessian_vector_product(W, X, V):
    P = special.softmax(X @ W, axis=1)
    U = X @ V
    return X.T @ (U - (P * U).sum(axis=1, keepdims=True)) / len(X)


@wrong("identity")
def hessian_vector_product(W, X, V):
    return X.T @ (X @ V) / len(X)


@wrong("transposed")
def hessian_vector_product(W, X, V):
    P = special.softmax(X @ W, axis=1)
    U = X @ V
    return (P * (U - (P * U).sum(axis=1, keepdims=True))).T @ X / len(X)


@wrong("stackings-mixed")
def hessian_vector_product(W, X, V):
    H = np.zeros((W.size, W.size))
    for x in X:
        p = special.softmax(x @ W)
        H += np.kron(np.diag(p) - np.outer(p, p), np.outer(x, x))
    return (H @ V.ravel()).reshape(V.shape) / len(X)


@wrong("wrong-axis")
def hessian_vector_product(W, X, V):
    P = special.softmax(X @ W, axis=0)
    U = X @ V
    return X.T @ (P * (U - (P * U).sum(axis=1, keepdims=True))) / len(X)


@wrong("whole-array")
def hessian_vector_product(W, X, V):
    P = special.softmax(X @ W)
    U = X @ V
    return X.T @ (P * (U - (P * U).sum(axis=1, keepdims=True))) / len(X)


@wrong("softmax-elementwise")
def hessian_vector_product(W, X, V):
    P = special.expit(X @ W)
    U = X @ V
    return X.T @ (P * (U - (P * U).sum(axis=1, keepdims=True))) / len(X)


@wrong("bias-forgotten")
def hessian_vector_product(W, X, V):
    P = special.softmax(X[:, 1:] @ W[1:], axis=1)
    U = X @ V
    return X.T @ (P * (U - (P * U).sum(axis=1, keepdims=True))) / len(X)


@wrong("only-at-zero-weights")
def hessian_vector_product(W, X, V):
    K = W.shape[1]
    U = X @ V
    return X.T @ (U - U.mean(axis=1, keepdims=True)) / (K * len(X))


@wrong("only-one-sample")
def hessian_vector_product(W, X, V):
    for x in X:
        p, u = special.softmax(x @ W), x @ V
        return np.outer(x, p * (u - p @ u))


@wrong("product-of-means")
def hessian_vector_product(W, X, V):
    p = special.softmax(X @ W, axis=1).mean(axis=0)
    U = X @ V
    return X.T @ (p * (U - (U @ p)[:, None])) / len(X)


@wrong("memory", part="robustness")
def hessian_vector_product(W, X, V):
    H = np.zeros((W.size, W.size))
    for x in X:
        p = special.softmax(x @ W)
        H += np.kron(np.diag(p) - np.outer(p, p), np.outer(x, x))
    return (H @ V.ravel(order="F")).reshape(V.shape, order="F") / len(X)


@wrong("memory", part="robustness")
def hessian_vector_product(W, X, V):
    HV = np.zeros(W.shape)
    for x in X:
        p = special.softmax(x @ W)
        HV += np.outer(x, (np.diag(p) - np.outer(p, p)) @ (x @ V))
    return HV / len(X)


@wrong("memory", part="robustness")
def hessian_vector_product(W, X, V):
    P = special.softmax(X @ W, axis=1)
    U = X @ V
    T = P * (U - (P * U).sum(axis=1, keepdims=True))
    return np.mean(X[:, :, None] * T[:, None, :], axis=0)


@wrong("overflow", part="robustness")
def hessian_vector_product(W, X, V):
    E = np.exp(X @ W)
    P = E / E.sum(axis=1, keepdims=True)
    U = X @ V
    return X.T @ (P * (U - (P * U).sum(axis=1, keepdims=True))) / len(X)


@wrong("shift-per-array", part="robustness")
def hessian_vector_product(W, X, V):
    Z = X @ W
    E = np.exp(Z - Z.max())
    P = E / E.sum(axis=1, keepdims=True)
    U = X @ V
    return X.T @ (P * (U - (P * U).sum(axis=1, keepdims=True))) / len(X)


@wrong("nan-patched", part="robustness")
def hessian_vector_product(W, X, V):
    Z = X @ W
    E = np.exp(Z - Z.max())
    P = np.nan_to_num(E / E.sum(axis=1, keepdims=True))
    U = X @ V
    return X.T @ (P * (U - (P * U).sum(axis=1, keepdims=True))) / len(X)


@wrong("finite-differences")
def hessian_vector_product(W, X, V):
    h = 1e-6
    up = special.softmax(X @ (W + h * V), axis=1)
    down = special.softmax(X @ (W - h * V), axis=1)
    return X.T @ (up - down) / (2 * h * len(X))


@wrong("float32")
def hessian_vector_product(W, X, V):
    X = X.astype(np.float32)
    P = special.softmax(X @ W.astype(np.float32), axis=1)
    U = X @ V.astype(np.float32)
    return X.T @ (P * (U - (P * U).sum(axis=1, keepdims=True))) / len(X)


@wrong("in-place", part="robustness")
def hessian_vector_product(W, X, V):
    P = special.softmax(X @ W, axis=1)
    U = X @ V
    V[:] = X.T @ (P * (U - (P * U).sum(axis=1, keepdims=True)))
    V /= len(X)
    return V


@wrong("wrong-shape")
def hessian_vector_product(W, X, V):
    P = special.softmax(X @ W, axis=1)
    U = X @ V
    T = P * (U - (P * U).sum(axis=1, keepdims=True))
    return (X.T @ T / len(X)).ravel(order="F")


@right("matrix-products")
def hessian_vector_product(W, X, V):
    P = special.softmax(X @ W, axis=1)
    U = X @ V
    return X.T @ (P * (U - np.sum(P * U, axis=1, keepdims=True))) / len(X)


@right("sum-over-samples")
def hessian_vector_product(W, X, V):
    HV = np.zeros(W.shape)
    for x in X:
        z, u = x @ W, x @ V
        e = np.exp(z - z.max())
        p = e / e.sum()
        HV += np.outer(x, p * (u - p @ u))
    return HV / len(X)


@right("einsum")
def hessian_vector_product(W, X, V):
    P = np.exp(special.log_softmax(X @ W, axis=1))
    U = np.einsum("ij,jk->ik", X, V)
    T = P * U - np.einsum("ik,i->ik", P, np.einsum("ij,ij->i", P, U))
    return np.einsum("ij,ik->jk", X, T) / len(X)


@right("column-by-column")
def hessian_vector_product(W, X, V):
    P = special.softmax(X @ W, axis=1)
    U = X @ V
    average = np.einsum("ik,ik->i", P, U)
    HV = np.empty(V.shape)
    for c in range(V.shape[1]):
        HV[:, c] = (P[:, c] * (U[:, c] - average)) @ X / len(X)
    return HV


@right("quotient-rule")
def hessian_vector_product(W, X, V):
    Z = X @ W
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    dE = E * (X @ V)
    total = E.sum(axis=1, keepdims=True)
    dP = (dE * total - E * dE.sum(axis=1, keepdims=True)) / total**2
    return X.T @ dP / len(X)


@right("differential-of-the-logarithm")
def hessian_vector_product(W, X, V):
    Z = X @ W
    P = np.exp(Z - special.logsumexp(Z, axis=1)[:, None])
    d_log_P = X @ V
    d_log_P -= (P * d_log_P).sum(axis=1)[:, None]
    return X.T @ (P * d_log_P / len(X))
