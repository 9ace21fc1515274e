"""4.4 flat_direction: reference, hidden families, right and wrong answers."""

import numpy as np
from scipy import linalg

from autograder.course.positive_definiteness.common import families
from autograder.key.gallery import reference, right, wrong

HIDDEN = {"robustness": families("badly_scaled", "large_numbers", draws=2)}


@reference
def flat_direction(X):
    """Find a direction that no sample sees.

    Xv = 0 with ‖v‖ = 1, hence vᵀHv = 0 for every Hessian H = (1/m) Xᵀ diag(ω) X.

    X: (m, d) float64, finite, of column rank below d. Returns v, (d,) float64; its sign, and
    which of several such directions it is, are arbitrary. Raises ValueError where X has full
    column rank. Source: document 001, exercise 8.3: Xv ≠ 0 for every v ≠ 0 if rank(X) = d.
    """
    if np.linalg.matrix_rank(X) == X.shape[1]:
        raise ValueError("X has full column rank: Xv = 0 only for v = 0")
    # R has the null space of X and at most d rows. The full V holds d right singular vectors, also
    # those beyond the rows of a wide X; the last belongs to the smallest singular value.
    R = np.linalg.qr(X, mode="r")
    return np.linalg.svd(R, full_matrices=True).Vh[-1].copy()


@right("last-right-singular-vector")
def flat_direction(X):
    if np.linalg.matrix_rank(X) == X.shape[1]:
        raise ValueError("full column rank")
    _, _, Vh = np.linalg.svd(X)
    return Vh[-1].copy()


@right("null-space")
def flat_direction(X):
    N = linalg.null_space(X)
    if N.shape[1] == 0:
        raise ValueError("full column rank")
    return N[:, 0].copy()


@right("qr-of-the-transpose")
def flat_direction(X):
    m, d = X.shape
    Q, R, _ = linalg.qr(X.T, pivoting=True)
    sizes = np.abs(np.diag(R))
    rank = np.sum(sizes > max(m, d) * np.finfo(float).eps * sizes[0])
    if rank == d:
        raise ValueError("full column rank")
    return Q[:, -1].copy()


@right("pivoted-qr-back-substitution")
def flat_direction(X):
    m, d = X.shape
    R, order = linalg.qr(X, mode="r", pivoting=True)
    sizes = np.abs(np.diag(R))
    rank = int(np.sum(sizes > max(m, d) * np.finfo(float).eps * sizes[0]))
    if rank == d:
        raise ValueError("full column rank")
    a = np.zeros(d)
    a[order[rank]] = 1
    if rank > 0:
        a[order[:rank]] = linalg.solve_triangular(R[:rank, :rank], -R[:rank, rank])
    return a / np.linalg.norm(a)


@right("smallest-eigenvector")
def flat_direction(X):
    if np.linalg.matrix_rank(X) == X.shape[1]:
        raise ValueError("full column rank")
    A = X / (np.abs(X).max() or 1)
    return np.linalg.eigh(A.T @ A)[1][:, 0].copy()


@right("projection")
def flat_direction(X):
    d = X.shape[1]
    eps = np.finfo(float).eps
    if np.linalg.matrix_rank(X) == d:
        raise ValueError("full column rank")
    P = np.eye(d) - np.linalg.pinv(X, rcond=max(X.shape) * eps) @ X
    # A column of the projection onto the null space; the longest one is never near zero
    a = P[:, np.argmax(np.diag(P))]
    return a / np.linalg.norm(a)


@right("rows-padded-with-zeros")
def flat_direction(X):
    m, d = X.shape
    if np.linalg.matrix_rank(X) == d:
        raise ValueError("full column rank")
    square = np.vstack([X, np.zeros((max(d - m, 0), d))])
    return np.linalg.svd(square, full_matrices=False).Vh[d - 1, :]


@wrong("column-of-u")
def flat_direction(X):
    if np.linalg.matrix_rank(X) == X.shape[1]:
        raise ValueError("full column rank")
    U, _, _ = np.linalg.svd(X)
    return U[:, -1].copy()


@wrong("reduced-svd")
def flat_direction(X):
    if np.linalg.matrix_rank(X) == X.shape[1]:
        raise ValueError("full column rank")
    _, _, Vh = np.linalg.svd(X, full_matrices=False)
    return Vh[-1]


@wrong("column-of-vt")
def flat_direction(X):
    if np.linalg.matrix_rank(X) == X.shape[1]:
        raise ValueError("full column rank")
    _, _, Vh = np.linalg.svd(X)
    return Vh[:, -1].copy()


@wrong("largest-for-smallest")
def flat_direction(X):
    if np.linalg.matrix_rank(X) == X.shape[1]:
        raise ValueError("full column rank")
    _, _, Vh = np.linalg.svd(X)
    return Vh[0].copy()


@wrong("not-normalised")
def flat_direction(X):
    if np.linalg.matrix_rank(X) == X.shape[1]:
        raise ValueError("full column rank")
    a = linalg.null_space(X)[:, 0]
    return a / a[np.argmax(np.abs(a))]


@wrong("not-normalised")
def flat_direction(X):
    if np.linalg.matrix_rank(X) == X.shape[1]:
        raise ValueError("full column rank")
    a = linalg.null_space(X)[:, 0]
    return a / np.sum(np.abs(a))


@wrong("zero-vector")
def flat_direction(X):
    if np.linalg.matrix_rank(X) == X.shape[1]:
        raise ValueError("full column rank")
    return np.linalg.lstsq(X, np.zeros(len(X)))[0]


@wrong("counts-rows")
def flat_direction(X):
    m, d = X.shape
    if m >= d:
        raise ValueError("full column rank")
    return np.linalg.svd(X)[2][-1].copy()


@wrong("matrix-not-square")
def flat_direction(X):
    w, V = np.linalg.eig(X)
    if np.abs(w).min() > 1e-10:
        raise ValueError("full column rank")
    return V[:, np.argmin(np.abs(w))].real.copy()


@wrong("first-two-columns")
def flat_direction(X):
    if np.linalg.matrix_rank(X) == X.shape[1]:
        raise ValueError("full column rank")
    a = np.zeros(X.shape[1])
    a[0], a[1] = 1, -1
    return a / np.sqrt(2)


@wrong("wrong-shape")
def flat_direction(X):
    N = linalg.null_space(X)
    if N.shape[1] == 0:
        raise ValueError("full column rank")
    return N[:, :1]


@wrong("wrong-shape")
def flat_direction(X):
    N = linalg.null_space(X)
    if N.shape[1] == 0:
        raise ValueError("full column rank")
    return N


@wrong("float32")
def flat_direction(X):
    if np.linalg.matrix_rank(X) == X.shape[1]:
        raise ValueError("full column rank")
    Vh = np.linalg.svd(X.astype(np.float32))[2]
    return Vh[-1].astype(np.float64)


@wrong("no-error-raised", part="robustness")
def flat_direction(X):
    R = np.linalg.qr(X, mode="r")
    return np.linalg.svd(R)[2][-1].copy()


@wrong("no-error-raised", part="robustness")
def flat_direction(X):
    if np.linalg.matrix_rank(X) == X.shape[1]:
        return np.full(X.shape[1], np.nan)
    return linalg.null_space(X)[:, -1].copy()


@wrong("wrong-error", part="robustness")
def flat_direction(X):
    # An empty null space has no first column: IndexError
    return linalg.null_space(X)[:, 0].copy()


@wrong("wrong-error", part="robustness")
def flat_direction(X):
    assert np.linalg.matrix_rank(X) < X.shape[1], "full column rank"
    return linalg.null_space(X)[:, 0].copy()


@wrong("exact-zero")
def flat_direction(X):
    _, sigma, Vh = np.linalg.svd(X)
    if len(sigma) == X.shape[1] and sigma[-1] != 0:
        raise ValueError("full column rank")
    return Vh[-1].copy()


@wrong("absolute-tolerance", part="robustness")
def flat_direction(X):
    _, sigma, Vh = np.linalg.svd(X)
    if len(sigma) == X.shape[1] and sigma[-1] > 1e-10:
        raise ValueError("full column rank")
    return Vh[-1].copy()


@wrong("loose-tolerance", part="robustness")
def flat_direction(X):
    G = X.T @ X
    if np.linalg.matrix_rank(G) == len(G):
        raise ValueError("full column rank")
    return np.linalg.svd(X)[2][-1].copy()


@wrong("in-place", part="robustness")
def flat_direction(X):
    X /= np.abs(X).max() or 1.0
    if np.linalg.matrix_rank(X) == X.shape[1]:
        raise ValueError("full column rank")
    return linalg.null_space(X)[:, 0].copy()
