"""Answers to 04-positive-definiteness, when the curvature is positive, as students write them."""

import numpy as np
from scipy import linalg, special

from autograder.key.gallery import right, wrong

# 4.1


@wrong("sign")
def quadratic_form(a, theta, X):
    mu = special.expit(X @ theta)
    return -np.mean(mu * (1 - mu) * (X @ a) ** 2)


@wrong("sum-for-mean")
def quadratic_form(a, theta, X):
    mu = special.expit(X @ theta)
    return np.sum(mu * (1 - mu) * (X @ a) ** 2)


@wrong("likelihood-for-loss")
def quadratic_form(a, theta, X):
    mu = special.expit(X @ theta)
    b = X @ a
    return -(b * mu * (1 - mu)) @ b


@wrong("mu-for-variance")
def quadratic_form(a, theta, X):
    return np.mean(special.expit(X @ theta) * (X @ a) ** 2)


@wrong("weights-lost")
def quadratic_form(a, theta, X):
    b = X @ a
    return b @ b / len(X)


@wrong("square-lost")
def quadratic_form(a, theta, X):
    mu = special.expit(X @ theta)
    return np.mean(mu * (1 - mu) * (X @ a))


@wrong("sum-squared")
def quadratic_form(a, theta, X):
    mu = special.expit(X @ theta)
    return np.mean(np.sqrt(mu * (1 - mu)) * (X @ a)) ** 2


@wrong("variance-squared")
def quadratic_form(a, theta, X):
    mu = special.expit(X @ theta)
    s = mu * (1 - mu)
    return np.mean((s * (X @ a)) ** 2)


@wrong("extra-half")
def quadratic_form(a, theta, X):
    mu = special.expit(X @ theta)
    return 0.5 * np.mean(mu * (1 - mu) * (X @ a) ** 2)


@wrong("only-at-zero-weights")
def quadratic_form(a, theta, X):
    return np.mean((X @ a) ** 2) / 4


@wrong("theta-for-direction")
def quadratic_form(a, theta, X):
    b = X @ theta
    mu = special.expit(b)
    return np.mean(mu * (1 - mu) * b**2)


@wrong("direction-for-theta")
def quadratic_form(a, theta, X):
    b = X @ a
    mu = special.expit(b)
    return np.mean(mu * (1 - mu) * b**2)


@wrong("identity")
def quadratic_form(a, theta, X):
    return a @ a


@wrong("diagonal-only")
def quadratic_form(a, theta, X):
    mu = special.expit(X @ theta)
    s = mu * (1 - mu)
    return np.mean(s * (X**2 @ a**2))


@wrong("off-diagonal-only")
def quadratic_form(a, theta, X):
    mu = special.expit(X @ theta)
    s = mu * (1 - mu)
    return np.mean(s * ((X @ a) ** 2 - X**2 @ a**2))


@wrong("bias-forgotten")
def quadratic_form(a, theta, X):
    X, a, theta = X[:, 1:], a[1:], theta[1:]
    mu = special.expit(X @ theta)
    return np.mean(mu * (1 - mu) * (X @ a) ** 2)


@wrong("only-one-sample")
def quadratic_form(a, theta, X):
    x = X[0]
    mu = special.expit(x @ theta)
    return mu * (1 - mu) * (x @ a) ** 2


@wrong("finite-differences")
def quadratic_form(a, theta, X):
    h = 1e-4

    def loss(t):
        z = X @ t
        return np.mean(np.logaddexp(0, z))

    return (loss(theta + h * a) - 2 * loss(theta) + loss(theta - h * a)) / h**2


@wrong("finite-differences")
def quadratic_form(a, theta, X):
    h = 1e-6

    def slope(t):
        return np.mean(special.expit(X @ t) * (X @ a))

    return (slope(theta + h * a) - slope(theta - h * a)) / (2 * h)


@wrong("float32")
def quadratic_form(a, theta, X):
    X = X.astype(np.float32)
    mu = special.expit(X @ theta.astype(np.float32))
    return float(np.mean(mu * (1 - mu) * (X @ a.astype(np.float32)) ** 2))


@wrong("wrong-type")
def quadratic_form(a, theta, X):
    mu = special.expit(X @ theta)
    b = (X @ a).reshape(-1, 1)
    s = (mu * (1 - mu)).reshape(-1, 1)
    return b.T @ (s * b) / len(X)


@wrong("overflow", part="robustness")
def quadratic_form(a, theta, X):
    e = np.exp(X @ theta)
    mu = e / (1 + e)
    return np.mean(mu * (1 - mu) * (X @ a) ** 2)


@wrong("overflow", part="robustness")
def quadratic_form(a, theta, X):
    e = np.exp(-(X @ theta))
    return np.mean(e / (1 + e) ** 2 * (X @ a) ** 2)


@wrong("clipped", part="robustness")
def quadratic_form(a, theta, X):
    t = np.clip(X @ theta, -20, 20)
    mu = 1 / (1 + np.exp(-t))
    return np.mean(mu * (1 - mu) * (X @ a) ** 2)


@wrong("memory", part="robustness")
def quadratic_form(a, theta, X):
    mu = special.expit(X @ theta)
    S = np.diag(mu * (1 - mu))
    return (X @ a) @ S @ (X @ a) / len(X)


@wrong("in-place", part="robustness")
def quadratic_form(a, theta, X):
    mu = special.expit(X @ theta)
    X *= a
    return np.mean(mu * (1 - mu) * X.sum(axis=1) ** 2)


@right("mean-of-squares")
def quadratic_form(a, theta, X):
    mu = special.expit(X @ theta)
    return np.mean(mu * (1 - mu) * (X @ a) ** 2)


@right("tanh")
def quadratic_form(a, theta, X):
    # mu (1 - mu) = 1 / (4 cosh(t/2)^2)
    variance = (1 - np.tanh(X @ theta / 2) ** 2) / 4
    return np.average((X @ a) ** 2 * variance)


@right("even-exponential")
def quadratic_form(a, theta, X):
    e = np.exp(-np.abs(X @ theta))
    return np.mean(e * ((X @ a) / (1 + e)) ** 2)


@right("loop-over-samples")
def quadratic_form(a, theta, X):
    total = 0.0
    for x in X:
        mu = special.expit(x @ theta)
        total += mu * (1 - mu) * (x @ a) ** 2
    return total / len(X)


@right("root-of-weights")
def quadratic_form(a, theta, X):
    t = X @ theta
    b = np.exp((special.log_expit(t) + special.log_expit(-t)) / 2) * (X @ a)
    return np.linalg.norm(b) ** 2 / len(b)


@right("einsum")
def quadratic_form(a, theta, X):
    t = np.einsum("ij,j->i", X, theta)
    s = special.expit(t) * special.expit(-t)
    return np.einsum("i,ij,ik,j,k->", s, X, X, a, a) / len(X)


@right("entries-of-the-hessian")
def quadratic_form(a, theta, X):
    mu = special.expit(X @ theta)
    s = mu - mu**2
    total = 0.0
    for j in range(len(a)):
        for k in range(len(a)):
            total += a[j] * a[k] * np.dot(s * X[:, j], X[:, k])
    return total / len(X)


@right("change-of-the-gradient")
def quadratic_form(a, theta, X):
    # The gradient changes by Ha when theta moves along a; its part along a is asked for
    mu = special.expit(X @ theta)
    change_of_mu = mu * (1 - mu) * (X @ a)
    return float(a @ (X.T @ change_of_mu) / X.shape[0])


@right("exact-sum")
def quadratic_form(a, theta, X):
    import math

    mu = special.expit(X @ theta)
    return math.fsum(mu * (1 - mu) * np.square(X @ a)) / len(X)


# 4.2


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


# 4.3


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


# 4.4


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


@wrong("transposed")
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


@wrong("only-square")
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


# 4.5


@wrong("swapped-kronecker")
def softmax_flat_directions(d, K):
    return np.kron(np.eye(d), np.ones((K, 1))) / np.sqrt(K)


@wrong("swapped-kronecker")
def softmax_flat_directions(d, K):
    return np.repeat(np.eye(d), K, axis=0) / np.sqrt(K)


@wrong("not-normalised")
def softmax_flat_directions(d, K):
    return np.tile(np.eye(d), (K, 1))


@wrong("not-normalised")
def softmax_flat_directions(d, K):
    return np.tile(np.eye(d), (K, 1)) / K


@wrong("not-normalised")
def softmax_flat_directions(d, K):
    B = np.kron(np.ones((K, 1)), np.eye(d))
    return B / np.linalg.norm(B)


@wrong("not-orthogonal")
def softmax_flat_directions(d, K):
    V = np.triu(np.ones((d, d)))
    V /= np.linalg.norm(V, axis=0)
    return np.vstack([V] * K) / np.sqrt(K)


@wrong("one-class-only")
def softmax_flat_directions(d, K):
    return np.eye(d * K)[:, :d]


@wrong("one-class-only")
def softmax_flat_directions(d, K):
    B = np.zeros((d * K, d))
    B[-d:] = np.eye(d)
    return B


@wrong("last-class-fixed")
def softmax_flat_directions(d, K):
    if K == 1:
        return np.eye(d)
    B = np.zeros((d * K, d))
    for k in range(K - 1):
        B[k * d : (k + 1) * d] = np.eye(d)
    return B / np.sqrt(K - 1)


@wrong("contrast-of-classes")
def softmax_flat_directions(d, K):
    if K == 1:
        return np.eye(d)
    B = np.zeros((d * K, d))
    B[:d] = np.eye(d)
    B[d : 2 * d] = -np.eye(d)
    return B / np.sqrt(2)


@wrong("alternating-signs")
def softmax_flat_directions(d, K):
    signs = (-1.0) ** np.arange(K)
    return np.kron(signs[:, None], np.eye(d)) / np.sqrt(K)


@wrong("transposed")
def softmax_flat_directions(d, K):
    return np.hstack([np.eye(d)] * K) / np.sqrt(K)


@wrong("wrong-shape")
def softmax_flat_directions(d, K):
    return np.ones((d * K, 1)) / np.sqrt(d * K)


@wrong("wrong-shape")
def softmax_flat_directions(d, K):
    return np.broadcast_to(np.eye(d), (K, d, d)) / np.sqrt(K)


@wrong("only-three-classes")
def softmax_flat_directions(d, K):
    return np.concatenate([np.eye(d), np.eye(d), np.eye(d)]) / np.sqrt(3)


@wrong("float32")
def softmax_flat_directions(d, K):
    B = np.tile(np.eye(d, dtype=np.float32), (K, 1)) / np.float32(np.sqrt(K))
    return B.astype(np.float64)


@wrong("float32")
def softmax_flat_directions(d, K):
    return np.tile(np.eye(d), (K, 1)).astype("float32") / np.float32(np.sqrt(K))


@wrong("wrong-type")
def softmax_flat_directions(d, K):
    return [np.tile(v, K) / np.sqrt(K) for v in np.eye(d)]


@wrong("one-class-empty", part="robustness")
def softmax_flat_directions(d, K):
    if K == 1:
        return np.zeros((d, 0))
    return np.tile(np.eye(d), (K, 1)) / np.sqrt(K)


@right("tile")
def softmax_flat_directions(d, K):
    return np.tile(np.eye(d), (K, 1)) / np.sqrt(K)


@right("kronecker")
def softmax_flat_directions(d, K):
    ones = np.ones((K, 1)) / np.linalg.norm(np.ones(K))
    return np.kron(ones, np.identity(d))


@right("columns-of-vec")
def softmax_flat_directions(d, K):
    columns = []
    for j in range(d):
        V = np.zeros((d, K))
        V[j, :] = 1
        v = V.ravel(order="F")
        columns.append(v / np.linalg.norm(v))
    return np.column_stack(columns)


@right("entry-by-entry")
def softmax_flat_directions(d, K):
    B = np.zeros((d * K, d))
    for k in range(K):
        for j in range(d):
            B[k * d + j, j] = -1 / np.sqrt(K)
    return B


@right("null-space-of-differences")
def softmax_flat_directions(d, K):
    # No logit may move against the first: w_k - w_0 stays as it is
    D = np.zeros((d * K, d * K))
    for k in range(1, K):
        D[k * d : (k + 1) * d, k * d : (k + 1) * d] = np.eye(d)
        D[k * d : (k + 1) * d, :d] = -np.eye(d)
    return linalg.null_space(D)


@right("qr-of-a-random-basis")
def softmax_flat_directions(d, K):
    V = np.random.default_rng(1).normal(size=(d, d))
    return np.linalg.qr(np.vstack([V] * K)).Q


@right("eigenvectors-of-a-hessian")
def softmax_flat_directions(d, K):
    # At W = 0 and X = I the Hessian is (I - 11'/K) kron I, up to a factor
    S = np.eye(K) - np.ones((K, K)) / K
    return np.linalg.eigh(np.kron(S, np.eye(d)))[1][:, :d].copy()


@right("einsum")
def softmax_flat_directions(d, K):
    q = np.full(K, K**-0.5)
    return np.einsum("k,ij->kij", q, np.eye(d)).reshape(d * K, d)


# 4.6


@wrong("first-class-dropped")
def reduced_hessian(W, X):
    m, d = X.shape
    P = special.softmax(X @ W, axis=1)
    K = W.shape[1]
    H = np.zeros((d * K, d * K))
    for p, x in zip(P, X, strict=True):
        H += np.kron(np.diag(p) - np.outer(p, p), np.outer(x, x))
    return H[d:, d:] / m


@wrong("schur-complement")
def reduced_hessian(W, X):
    m, d = X.shape
    P = special.softmax(X @ W, axis=1)
    K = W.shape[1]
    H = np.zeros((d * K, d * K))
    for p, x in zip(P, X, strict=True):
        H += np.kron(np.diag(p) - np.outer(p, p), np.outer(x, x)) / m
    n = d * (K - 1)
    A, B, C = H[:n, :n], H[:n, n:], H[n:, n:]
    return A - B @ np.linalg.pinv(C) @ B.T


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


@wrong("off-diagonal-only")
def reduced_hessian(W, X):
    m, d = X.shape
    P = special.softmax(X @ W, axis=1)
    n = P.shape[1] - 1
    H = np.zeros((n, d, n, d))
    for r in range(n):
        for s in range(n):
            if r != s:
                H[r, :, s] = -X.T @ ((P[:, r] * P[:, s])[:, None] * X) / m
    return H.reshape(n * d, n * d)


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


@wrong("logits-far-apart", part="robustness")
def reduced_hessian(W, X):
    # Relative to the class that is held, which may be far from the largest
    m, d = X.shape
    E = np.exp(X @ (W[:, :-1] - W[:, -1:]))
    P = E / (1 + E.sum(axis=1, keepdims=True))
    H = np.zeros((d * P.shape[1],) * 2)
    for p, x in zip(P, X, strict=True):
        H += np.kron(np.diag(p) - np.outer(p, p), np.outer(x, x)) / m
    return H


@wrong("shift-per-array", part="robustness")
def reduced_hessian(W, X):
    m, d = X.shape
    Z = X @ W
    E = np.exp(Z - Z.max())
    P = (E / E.sum(axis=1, keepdims=True))[:, :-1]
    H = np.zeros((d * P.shape[1],) * 2)
    for p, x in zip(P, X, strict=True):
        H += np.kron(np.diag(p) - np.outer(p, p), np.outer(x, x)) / m
    return H


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
