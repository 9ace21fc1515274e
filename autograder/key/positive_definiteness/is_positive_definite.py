"""4.3 is_positive_definite: reference, hidden families, right and wrong answers."""

import numpy as np
from scipy import linalg

from autograder.checking.exercise import Family
from autograder.key.gallery import reference, right, wrong

# Rounding decides whether Cholesky passes a singular matrix, and whether its determinant comes out
# positive; both hold for these.
ROUNDED_UP = Family("singular", arrangement="rounded_up", draws=3)

# Three times, and a third of, the asymmetry that is allowed.
HIDDEN = {
    "values": (ROUNDED_UP,),
    "robustness": (
        Family("asymmetric", arrangement="near", draws=3),
        Family("rounded", arrangement="near", draws=3),
    ),
}


@reference
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


@right("eigenvalues")
def is_positive_definite(H):
    if np.any(np.abs(H - H.T) > 1e-10 * np.abs(H).max()):
        return False
    w = np.linalg.eigvalsh(H)
    return w[0] > len(H) * np.finfo(float).eps * w[-1]


@right("shifted-cholesky")
def is_positive_definite(H):
    size = np.abs(H).max()
    if size == 0:
        return False
    A = H / size
    if np.abs(A - A.T).max() > 1e-10:
        return False
    A = (A + A.T) / 2
    shift = len(A) * np.finfo(float).eps * np.linalg.norm(A, 2)
    try:
        np.linalg.cholesky(A - shift * np.eye(len(A)))
    except np.linalg.LinAlgError:
        return False
    return True


@right("symmetric-and-singular-values")
def is_positive_definite(H):
    # For a symmetric matrix the singular values are the |eigenvalues|: equal if all are positive
    scale = np.max(np.abs(H))
    if scale == 0 or np.max(np.abs(H - H.T)) > 1e-10 * scale:
        return False
    A = H / scale
    A = (A + A.T) / 2
    sigma = np.linalg.svd(A, compute_uv=False)
    if sigma[-1] <= len(A) * np.finfo(float).eps * sigma[0]:
        return False
    return bool(np.isclose(np.trace(A), sigma.sum(), rtol=1e-14))


@right("extreme-eigenvalues")
def is_positive_definite(H):
    n = len(H)
    if not np.abs(H - H.T).max() <= 1e-10 * np.abs(H).max():
        return False
    smallest = linalg.eigh(H, eigvals_only=True, subset_by_index=[0, 0])[0]
    largest = linalg.eigh(H, eigvals_only=True, subset_by_index=[n - 1, n - 1])[0]
    return bool(smallest > n * np.finfo(float).eps * largest)


@right("inertia-of-ldl")
def is_positive_definite(H):
    size = np.abs(H).max()
    if size == 0 or np.abs(H - H.T).max() > 1e-10 * size:
        return False
    A = (H / size + H.T / size) / 2
    largest = np.linalg.eigvalsh(A)[-1]
    shifted = A - len(A) * np.finfo(float).eps * largest * np.eye(len(A))
    _, D, _ = linalg.ldl(shifted)
    return bool(np.all(np.linalg.eigvalsh(D) > 0))


@right("all-eigenvalues")
def is_positive_definite(H):
    if H.max() <= 0:
        return False
    A = H / np.abs(H).max()
    if not np.allclose(A, A.T, rtol=0, atol=1e-10):
        return False
    w = np.linalg.eigvals((A + A.T) / 2).real
    return bool(np.all(w > len(A) * np.finfo(float).eps * w.max()))


@right("pivots-of-elimination")
def is_positive_definite(H):
    n = len(H)
    size = np.abs(H).max()
    if size == 0 or np.abs(H - H.T).max() > 1e-10 * size:
        return False
    A = (H / size + H.T / size) / 2
    A -= n * np.finfo(float).eps * np.linalg.norm(A, 2) * np.eye(n)
    for k in range(n):
        if A[k, k] <= 0:
            return False
        rest = A[k, k + 1 :].copy()
        A[k + 1 :, k + 1 :] -= np.outer(rest, rest) / A[k, k]
    return True


@wrong("determinant-positive")
def is_positive_definite(H):
    return bool(np.allclose(H, H.T) and np.linalg.det(H) > 0)


@wrong("diagonal-positive")
def is_positive_definite(H):
    return bool(np.array_equal(H, H.T) and np.all(np.diag(H) > 0))


@wrong("entries-positive")
def is_positive_definite(H):
    return bool(np.all(H == H.T) and np.all(H > 0))


@wrong("semidefinite")
def is_positive_definite(H):
    if not np.allclose(H, H.T):
        return False
    return bool(np.all(np.linalg.eigvalsh(H) >= -1e-10))


@wrong("exact-zero")
def is_positive_definite(H):
    if not np.allclose(H, H.T):
        return False
    return bool(np.linalg.eigvalsh(H).min() > 0)


@wrong("cholesky-alone")
def is_positive_definite(H):
    try:
        np.linalg.cholesky(H)
    except np.linalg.LinAlgError:
        return False
    return True


@wrong("opposite")
def is_positive_definite(H):
    return bool(np.allclose(H, H.T) and np.all(np.linalg.eigvalsh(H) < 0))


@wrong("one-direction")
def is_positive_definite(H):
    a = np.ones(len(H))
    return bool(np.allclose(H, H.T) and a @ H @ a > 0)


@wrong("one-direction")
def is_positive_definite(H):
    return bool(np.allclose(H, H.T) and np.linalg.eigvalsh(H)[-1] > 0)


@wrong("trace-positive")
def is_positive_definite(H):
    return bool(np.allclose(H, H.T) and np.trace(H) > 0)


@wrong("not-singular")
def is_positive_definite(H):
    return bool(np.allclose(H, H.T) and np.linalg.matrix_rank(H) == len(H))


@wrong("dominance-required")
def is_positive_definite(H):
    if np.abs(H - H.T).max() > 1e-10 * np.abs(H).max():
        return False
    diagonal = np.diag(H)
    others = np.abs(H).sum(axis=1) - np.abs(diagonal)
    return bool(np.all(diagonal > others))


@wrong("wrong-type")
def is_positive_definite(H):
    return np.linalg.eigvalsh(H) > len(H) * np.finfo(float).eps * np.abs(H).max()


@wrong("absolute-tolerance", part="robustness")
def is_positive_definite(H):
    if np.any(np.abs(H - H.T) > 1e-10):
        return False
    return bool(np.all(np.linalg.eigvalsh(H) > 1e-10))


@wrong("absolute-tolerance", part="robustness")
def is_positive_definite(H):
    if not np.allclose(H, H.T, rtol=0, atol=1e-10):
        return False
    w = np.linalg.eigvalsh(H)
    return bool(w[0] > len(H) * np.finfo(float).eps * w[-1])


@wrong("asymmetry-ignored", part="robustness")
def is_positive_definite(H):
    w = np.linalg.eigvalsh((H + H.T) / 2)
    return bool(w[0] > len(H) * np.finfo(float).eps * w[-1])


@wrong("symmetry-exact", part="robustness")
def is_positive_definite(H):
    if not np.array_equal(H, H.T):
        return False
    w = np.linalg.eigvalsh(H)
    return bool(w[0] > len(H) * np.finfo(float).eps * w[-1])


@wrong("loose-tolerance", part="robustness")
def is_positive_definite(H):
    if np.abs(H - H.T).max() > 1e-10 * np.abs(H).max():
        return False
    w = np.linalg.eigvalsh(H)
    return bool(w[0] > 1e-8 * w[-1])


@wrong("size-forgotten", part="robustness")
def is_positive_definite(H):
    if np.abs(H - H.T).max() > 1e-10 * np.abs(H).max():
        return False
    w = np.linalg.eigvalsh(H)
    return bool(w[0] > np.finfo(float).eps * w[-1])


@wrong("size-forgotten", part="robustness")
def is_positive_definite(H):
    if np.abs(H - H.T).max() > 1e-10 * np.abs(H).max():
        return False
    w = np.linalg.eigvalsh(H)
    return bool(w[0] > 1e-13 * w[-1])


@wrong("size-forgotten", part="robustness")
def is_positive_definite(H):
    if np.abs(H - H.T).max() > 1e-10 * np.abs(H).max():
        return False
    w = np.linalg.eigvalsh(H)
    return bool(w[0] > 1e-14 * w[-1])


@wrong("size-forgotten", part="robustness")
def is_positive_definite(H):
    if np.abs(H - H.T).max() > 1e-10 * np.abs(H).max():
        return False
    try:
        np.linalg.cholesky(H)
    except np.linalg.LinAlgError:
        return False
    return bool(np.linalg.cond(H) < 1e15)


@wrong("loose-tolerance", part="robustness")
def is_positive_definite(H):
    if np.abs(H - H.T).max() > 1e-10 * np.abs(H).max():
        return False
    return bool(np.linalg.eigvalsh(H)[0] > len(H) * np.finfo(float).eps * np.trace(H))


@wrong("asymmetry-averaged", part="robustness")
def is_positive_definite(H):
    scale = np.abs(H).max() or 1.0
    if np.linalg.norm((H - H.T) / scale) > 1e-10 * np.linalg.norm(H / scale):
        return False
    w = np.linalg.eigvalsh(H)
    return bool(w[0] > len(H) * np.finfo(float).eps * w[-1])


@wrong("asymmetry-averaged", part="robustness")
def is_positive_definite(H):
    w = np.linalg.eigvalsh(H)
    if np.abs(H - H.T).max() > 1e-10 * np.abs(w).max():
        return False
    return bool(w[0] > len(H) * np.finfo(float).eps * w[-1])


@wrong("asymmetry-averaged", part="robustness")
def is_positive_definite(H):
    if np.abs(H - H.T).mean() > 1e-10 * np.abs(H).mean():
        return False
    w = np.linalg.eigvalsh(H)
    return bool(w[0] > len(H) * np.finfo(float).eps * w[-1])


@wrong("determinant-for-nearness", part="robustness")
def is_positive_definite(H):
    size = np.abs(H).max()
    if size == 0 or np.any(np.abs(H - H.T) > 1e-10 * size):
        return False
    n, A = len(H), H / size
    return all(bool(np.linalg.det(A[:k, :k]) > n * np.finfo(float).eps) for k in range(1, n + 1))


@wrong("overflow", part="robustness")
def is_positive_definite(H):
    size = np.sqrt(np.sum(H**2))
    if np.linalg.norm(H - H.T) > 1e-10 * size:
        return False
    return bool(np.linalg.eigvalsh(H)[0] > len(H) * np.finfo(float).eps * size)


@wrong("float32", part="robustness")
def is_positive_definite(H):
    H = H.astype(np.float32)
    if np.abs(H - H.T).max() > 1e-6 * np.abs(H).max():
        return False
    w = np.linalg.eigvalsh(H)
    return bool(w[0] > len(H) * np.finfo(np.float32).eps * w[-1])


@wrong("in-place", part="robustness")
def is_positive_definite(H):
    H /= np.abs(H).max() or 1.0
    if np.abs(H - H.T).max() > 1e-10:
        return False
    w = np.linalg.eigvalsh(H)
    return bool(w[0] > len(H) * np.finfo(float).eps * w[-1])


@wrong("semidefinite", part="robustness")
def is_positive_definite(H):
    # Right but for H = 0, where both sides are 0
    if np.abs(H - H.T).max() > 1e-10 * np.abs(H).max():
        return False
    values = np.linalg.eigvalsh(H)
    return bool(values[0] >= len(H) * np.finfo(float).eps * values[-1])


@wrong("several-signs")
def is_positive_definite(H):
    return bool(np.allclose(H, H.T) and np.trace(H) > 0 and np.linalg.det(H) > 0)


@wrong("symmetry-alone")
def is_positive_definite(H):
    return bool(np.abs(H - H.T).max() <= 1e-10 * np.abs(H).max())


@wrong("size-one-accepted", part="robustness")
def is_positive_definite(H):
    if H.size == 1:
        return True
    if np.abs(H - H.T).max() > 1e-10 * np.abs(H).max():
        return False
    eigenvalues = np.linalg.eigvalsh(H)
    return bool(eigenvalues[0] > len(H) * np.finfo(float).eps * eigenvalues[-1])
