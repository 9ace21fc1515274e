"""Reference solutions of 03-hessian: curvature."""

import numpy as np


def logistic_hessian(theta, X):
    """Differentiate the mean logistic loss twice in θ; no m×m matrix is formed.

    H = (1/m) Xᵀ diag(μ_i (1 − μ_i)) X with μ_i = σ(x_iᵀθ), a mean.

    theta: (d,), X: (m, d), both float64 and finite. Returns (d, d) float64, symmetric and
    positive semidefinite. Raises nothing. Source: document 001, exercise 8.3, H = XᵀSX, there
    without 1/m.
    """
    from scipy import special

    t = X @ theta
    # 1 − σ(t) = σ(−t) keeps the digits of a small weight. As AᵀA the product is symmetric.
    A = np.sqrt(special.expit(t) * special.expit(-t))[:, None] * X
    return A.T @ A / len(X)


def sample_curvature(p):
    """Form the curvature of one sample's loss in its logits from its probabilities.

    S = diag(p) − p pᵀ.

    p: (K,) float64, entries ≥ 0 that sum to 1 up to rounding. Returns (K, K) float64, symmetric
    and positive semidefinite. Raises nothing. Source: document 000, S_i.
    """
    S = -np.outer(p, p)
    # S1 = 0 gives the diagonal, p_k Σ_{j≠k} p_j, without the cancellation of 1 − p_k.
    np.fill_diagonal(S, 0.0)
    np.fill_diagonal(S, 0.0 - S.sum(axis=1))
    return S


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


def hessian(W, X):
    """Differentiate the mean cross-entropy twice in vec(W), columns stacked class after class.

    H = (1/m) Σ_i S_i ⊗ x_i x_iᵀ with S_i = diag(p_i) − p_i p_iᵀ, a mean.

    W: (d, K), X: (m, d), both float64 and finite. Returns (dK, dK) float64, symmetric and
    positive semidefinite; block (r, s) belongs to w_r and w_s. Raises nothing. Takes O(m d²K²)
    time and O(m dK) memory beside the result. Source: document 000, last formula.
    """
    from scipy import special

    (m, d), K = X.shape, W.shape[1]
    P = special.softmax(X @ W, axis=1)
    # With rows p_i ⊗ x_i, block (r, s) of AᵀA is Σ_i p_ir p_is x_i x_iᵀ: right but for −1/m where
    # r ≠ s, at the cost of one symmetric product, half of a general one.
    A = (P[:, :, None] * X[:, None, :]).reshape(m, d * K)
    H = A.T @ A
    H /= -m
    blocks = H.reshape(K, d, K, d)
    for r in range(K):
        # The blocks of a row sum to zero, so that p_ir (1 − p_ir) need not be formed.
        blocks[r, :, r] = 0.0
        others = blocks[r].sum(axis=1)
        blocks[r, :, r] = 0.0 - (others + others.T) / 2
    return H


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


def hessian_vector_product(W, X, V):
    """Apply the Hessian of the mean cross-entropy to a direction without forming it.

    HV = (1/m) Xᵀ[P ∘ U − P ∘ rowsum(P ∘ U)] with U = XV, a mean; vec(HV) = H vec(V).

    W, V: (d, K), X: (m, d), all float64 and finite. Returns (d, K) float64. Raises nothing.
    Takes O(mdK) time and O(mK) memory beyond arguments and result. Source: ours, from document
    000's H and the differential ds = (S − ssᵀ) dz of document 004.
    """
    # One row for each class: a sum over few classes is fastest along the first axis.
    P = W.T @ X.T
    P -= P.max(axis=0)
    np.exp(P, out=P)
    P /= P.sum(axis=0)
    U = V.T @ X.T
    U *= P
    U -= P * U.sum(axis=0)
    return X.T @ U.T / len(X)
