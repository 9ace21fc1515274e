"""3.5 log_likelihood_hessian: reference, hidden families, right and wrong answers."""

import numpy as np
from scipy import special

from autograder.key.families import CLASSES, LARGER
from autograder.key.gallery import reference, right, wrong

HIDDEN = {"values": LARGER, "robustness": CLASSES}


@reference
def log_likelihood_hessian(W, X):
    """Differentiate the log-likelihood twice in vec(W), columns stacked class after class.

    ∇²ℓ = −Σ_i S_i ⊗ x_i x_iᵀ = −m H with S_i = diag(p_i) − p_i p_iᵀ, a sum.

    W: (d, K), X: (m, d), both float64 and finite. Returns (dK, dK) float64, symmetric and
    negative semidefinite; block (r, s) belongs to w_r and w_s. Raises nothing. Source: document
    001, exercise 8.4(c); document 003.
    """
    from scipy import special

    (m, d), K = X.shape, W.shape[1]
    P = special.softmax(X @ W, axis=1)
    # Off the diagonal, block (r, s) is Σ_i p_ir p_is x_i x_iᵀ: that of AᵀA for rows p_i ⊗ x_i.
    A = (P[:, :, None] * X[:, None, :]).reshape(m, d * K)
    H = A.T @ A
    blocks = H.reshape(K, d, K, d)
    for r in range(K):
        # The blocks of a row sum to zero.
        blocks[r, :, r] = 0.0
        others = blocks[r].sum(axis=1)
        blocks[r, :, r] = 0.0 - (others + others.T) / 2
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
