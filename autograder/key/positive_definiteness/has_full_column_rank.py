"""4.2 has_full_column_rank: reference, hidden families, right and wrong answers."""

import numpy as np
from scipy import linalg

from autograder.checking.exercise import Family
from autograder.key.gallery import reference, right, wrong

# Of a matrix of dependent columns rounding decides whether Cholesky passes XᵀX; of these it does.
HIDDEN = {"values": (Family("dependent_columns", arrangement="rounded_up", draws=3),)}


@reference
def has_full_column_rank(X):
    """Say whether the columns of X are numerically independent.

    rank(X) = d, where a singular value counts if it exceeds max(m, d) eps σ_max.

    X: (m, d) float64, finite. Returns a bool, False whenever m < d. Raises nothing. Source:
    document 001, exercise 8.3, "full rank"; the tolerance is that of np.linalg.matrix_rank.
    """
    return bool(np.linalg.matrix_rank(X) == X.shape[1])


@right("matrix-rank")
def has_full_column_rank(X):
    return np.linalg.matrix_rank(X) == X.shape[1]


@right("singular-values")
def has_full_column_rank(X):
    m, d = X.shape
    if m < d:
        return False
    sigma = np.linalg.svd(X, compute_uv=False)
    return bool(sigma[-1] > sigma[0] * max(m, d) * np.finfo(float).eps)


@right("pivoted-qr")
def has_full_column_rank(X):
    if X.shape[0] < X.shape[1]:
        return False
    R = linalg.qr(X, mode="r", pivoting=True)[0]
    sizes = np.abs(np.diag(R))
    return bool(sizes[-1] > max(X.shape) * np.finfo(float).eps * sizes[0])


@right("null-space")
def has_full_column_rank(X):
    return linalg.null_space(X).shape[1] == 0


@right("least-squares")
def has_full_column_rank(X):
    eps = np.finfo(np.float64).eps
    _, _, rank, _ = np.linalg.lstsq(X, X[:, 0], rcond=max(X.shape) * eps)
    return bool(rank == X.shape[1])


@right("basis-of-the-columns")
def has_full_column_rank(X):
    basis = linalg.orth(X)
    return basis.shape[1] == X.shape[1]


@right("qr-then-rank")
def has_full_column_rank(X):
    m, d = X.shape
    R = np.linalg.qr(X).R
    return bool(np.linalg.matrix_rank(R, rtol=max(m, d) * np.finfo(float).eps) == d)


@right("gram-schmidt")
def has_full_column_rank(X):
    m, d = X.shape
    if m < d:
        return False
    left = X.copy()
    first = None
    for _ in range(d):
        sizes = np.linalg.norm(left, axis=0)
        j = np.argmax(sizes)
        first = sizes[j] if first is None else first
        if sizes[j] <= first * max(m, d) * np.finfo(float).eps:
            return False
        q = left[:, j] / sizes[j]
        left = np.delete(left, j, axis=1)
        for _ in range(2):
            left = left - np.outer(q, q @ left)
    return True


@wrong("counts-rows")
def has_full_column_rank(X):
    return X.shape[0] >= X.shape[1]


@wrong("opposite")
def has_full_column_rank(X):
    return bool(np.linalg.matrix_rank(X) < X.shape[1])


@wrong("transposed")
def has_full_column_rank(X):
    return bool(np.linalg.matrix_rank(X.T) == X.shape[0])


@wrong("rank-of-the-shorter")
def has_full_column_rank(X):
    return bool(np.linalg.matrix_rank(X) == min(X.shape))


@wrong("exact-zero")
def has_full_column_rank(X):
    return bool(np.linalg.svd(X, compute_uv=False)[-1] > 0)


@wrong("exact-zero")
def has_full_column_rank(X):
    return bool(np.linalg.det(X.T @ X) != 0)


@wrong("only-square")
def has_full_column_rank(X):
    return bool(np.linalg.det(X) != 0)


@wrong("only-square")
def has_full_column_rank(X):
    m, d = X.shape
    return m == d and bool(np.linalg.matrix_rank(X) == d)


@wrong("pairs-of-columns")
def has_full_column_rank(X):
    unit = X / np.linalg.norm(X, axis=0)
    cosines = np.abs(unit.T @ unit) - np.eye(X.shape[1])
    return bool(np.all(cosines < 1 - 1e-10))


@wrong("columns-not-zero")
def has_full_column_rank(X):
    return bool(np.all(np.any(X != 0, axis=0)))


@wrong("off-by-one")
def has_full_column_rank(X):
    return bool(np.linalg.matrix_rank(X) >= X.shape[1] - 1)


@wrong("wrong-type")
def has_full_column_rank(X):
    return np.linalg.matrix_rank(X)


@wrong("cholesky-alone")
def has_full_column_rank(X):
    try:
        np.linalg.cholesky(X.T @ X)
    except np.linalg.LinAlgError:
        return False
    return True


@wrong("loose-tolerance", part="robustness")
def has_full_column_rank(X):
    return bool(np.linalg.matrix_rank(X.T @ X) == X.shape[1])


@wrong("absolute-tolerance", part="robustness")
def has_full_column_rank(X):
    if X.shape[0] < X.shape[1]:
        return False
    return bool(np.all(np.linalg.svd(X, compute_uv=False) > 1e-10))


@wrong("loose-tolerance", part="robustness")
def has_full_column_rank(X):
    return bool(np.linalg.matrix_rank(X, rtol=1e-6) == X.shape[1])


@wrong("size-forgotten", part="robustness")
def has_full_column_rank(X):
    sigma = np.linalg.svd(X, compute_uv=False)
    return bool(len(sigma) == X.shape[1] and sigma[-1] > np.finfo(float).eps * sigma[0])


@wrong("loose-tolerance", part="robustness")
def has_full_column_rank(X):
    sigma = np.linalg.svd(X, compute_uv=False)
    return bool(np.sum(sigma > X.size * np.finfo(float).eps * sigma[0]) == X.shape[1])


@wrong("size-forgotten", part="robustness")
def has_full_column_rank(X):
    sigma = np.linalg.svd(X, compute_uv=False)
    return bool(np.sum(sigma > 3e-14 * sigma[0]) == X.shape[1])


@wrong("diagonal-of-r", part="robustness")
def has_full_column_rank(X):
    m, d = X.shape
    if m < d:
        return False
    sizes = np.abs(np.diag(np.linalg.qr(X).R))
    return bool(sizes.min() > max(m, d) * np.finfo(float).eps * sizes.max())


@wrong("columns-centred", part="robustness")
def has_full_column_rank(X):
    return bool(np.linalg.matrix_rank(X - X.mean(axis=0)) == X.shape[1])


@wrong("float32", part="robustness")
def has_full_column_rank(X):
    X = X.astype(np.float32)
    return bool(np.linalg.matrix_rank(X) == X.shape[1])


@wrong("in-place", part="robustness")
def has_full_column_rank(X):
    X /= np.abs(X).max() or 1.0
    return bool(np.linalg.matrix_rank(X) == X.shape[1])
