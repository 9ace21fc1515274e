"""Reference solutions of 04-positive-definiteness: when is the curvature positive."""

import numpy as np


def quadratic_form(a, theta, X):
    """Measure the curvature of the mean logistic loss at θ along a, without H.

    aᵀHa = (1/m) Σ_i μ_i (1 − μ_i) (x_iᵀa)² with μ_i = σ(x_iᵀθ), a mean.

    a, theta: (d,), X: (m, d), all float64 and finite. Returns a float ≥ 0. Raises nothing.
    Takes O(md) time and O(m) memory. Source: document 001, exercise 8.3, aᵀHa = (Xa)ᵀS(Xa).
    """
    from scipy import special

    t = X @ theta
    return np.mean(special.expit(t) * special.expit(-t) * (X @ a) ** 2)


def has_full_column_rank(X):
    """Say whether the columns of X are numerically independent.

    rank(X) = d, where a singular value counts if it exceeds max(m, d) eps σ_max.

    X: (m, d) float64, finite. Returns a bool, False whenever m < d. Raises nothing. Source:
    document 001, exercise 8.3, "full rank"; the tolerance is that of np.linalg.matrix_rank.
    """
    return bool(np.linalg.matrix_rank(X) == X.shape[1])


def is_positive_definite(H):
    """Say whether a square matrix is symmetric and numerically positive definite.

    λ_min > n eps λ_max, and |H − Hᵀ| ≤ 1e-10 max|H| everywhere.

    H: (n, n) float64, n ≥ 1. Returns a bool that no positive factor of H changes; False for a
    matrix with an entry that is not finite. Raises nothing. Source: document 001, exercise 8.3.
    """
    size = np.abs(H).max()
    if not np.isfinite(size) or np.abs(H - H.T).max() > 1e-10 * size:
        return False
    # Cholesky would be faster, but takes many a singular matrix for a definite one.
    eigenvalues = np.linalg.eigvalsh(H)
    return bool(eigenvalues[0] > len(H) * np.finfo(np.float64).eps * eigenvalues[-1])


def flat_direction(X):
    """Find a direction that no sample sees.

    Xa = 0 with ‖a‖ = 1, hence aᵀHa = 0 for every Hessian H = (1/m) XᵀSX.

    X: (m, d) float64, finite, of column rank below d. Returns a, (d,) float64; its sign, and
    which of several such directions it is, are arbitrary. Raises ValueError where X has full
    column rank. Source: document 001, exercise 8.3: Xa ≠ 0 for every a ≠ 0 if rank(X) = d.
    """
    if np.linalg.matrix_rank(X) == X.shape[1]:
        raise ValueError("X has full column rank: Xa = 0 only for a = 0")
    # R has the null space of X and at most d rows. The full V holds d right singular vectors, also
    # those beyond the rows of a wide X; the last belongs to the smallest singular value.
    R = np.linalg.qr(X, mode="r")
    return np.linalg.svd(R, full_matrices=True).Vh[-1].copy()


def softmax_flat_directions(d, K):
    """Span the directions in which the softmax loss never changes, by orthonormal columns.

    vec(v 1ᵀ) for v in ℝ^d: adding v to every w_k adds x_iᵀv to every logit of a sample.

    d, K: int ≥ 1. Returns B, (dK, d) float64 with BᵀB = I; rows follow vec(W), class after
    class. For K = 1 that is all of ℝ^d. Raises nothing. Source: beyond the documents.
    """
    return np.tile(np.eye(d), (K, 1)) / np.sqrt(K)


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
