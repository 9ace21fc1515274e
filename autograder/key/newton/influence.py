"""6.5 influence: reference, hidden families, right and wrong answers."""

import numpy as np
from scipy import linalg, special

from autograder.key.families import BADLY_SCALED
from autograder.key.gallery import reference, right, variant, wrong

HIDDEN = {"robustness": (BADLY_SCALED,)}


@reference
def influence(theta, X, y):
    """Tell by how much the minimiser of the logistic loss moves when a sample is left out.

    Row i is (mH)⁻¹ (μ_i − y_i) x_i with mH = Xᵀ diag(μ_i (1 − μ_i)) X, a sum: the change to first
    order, from all samples to all but i.

    theta: (d,), X: (m, d), both float64 and finite; y: (m,) float64 of 0 and 1; H far from
    singular. Returns (m, d) float64. Raises numpy.linalg.LinAlgError where H is exactly singular.
    Source: beyond the documents, from document 001's g and H; Pregibon, Logistic regression
    diagnostics, Annals of Statistics 9 (1981), section 4.
    """
    from scipy import linalg, special

    t = X @ theta
    A = np.sqrt(special.expit(t) * special.expit(-t))[:, None] * X
    # With A = QR and AᵀA = mH, a system is solved by two triangular ones, and no condition number
    # is squared on the way to R.
    R = np.linalg.qr(A, mode="r")
    halfway = linalg.solve_triangular(R, (X * (special.expit(t) - y)[:, None]).T, trans="T")
    return linalg.solve_triangular(R, halfway).T


@right("solve")
def influence(theta, X, y):
    mu = special.expit(X @ theta)
    H = X.T @ (X * (mu * (1 - mu))[:, None])
    return np.linalg.solve(H, (X * (mu - y)[:, None]).T).T.copy()


@right("inverse")
def influence(theta, X, y):
    mu = special.expit(X @ theta)
    information = (mu * (1 - mu) * X.T) @ X
    return (mu - y)[:, None] * X @ np.linalg.inv(information)


@right("mean-of-both")
def influence(theta, X, y):
    # H is a mean, so a gradient of one sample is divided by m as well
    m = X.shape[0]
    mu = special.expit(X @ theta)
    H = (X.T * (mu * (1 - mu))) @ X / m
    return np.array([np.linalg.solve(H, (mu[i] - y[i]) * X[i] / m) for i in range(m)])


@right("cholesky")
def influence(theta, X, y):
    t = X @ theta
    weights = special.expit(t) * special.expit(-t)
    factor = linalg.cho_factor(np.einsum("i,ij,ik->jk", weights, X, X))
    rows = [linalg.cho_solve(factor, r * x) for r, x in zip(special.expit(t) - y, X, strict=True)]
    return np.stack(rows)


@right("eigenvectors")
def influence(theta, X, y):
    mu = special.expit(X @ theta)
    w, Q = np.linalg.eigh((mu * (1 - mu) * X.T) @ X)
    return ((X @ Q) * (mu - y)[:, None] / w) @ Q.T


@right("least-squares")
def influence(theta, X, y):
    # The weighted regression of which each Newton step is one
    mu = special.expit(X @ theta)
    roots = np.sqrt(mu * (1 - mu))
    pseudo_inverse = np.linalg.pinv(roots[:, None] * X)
    return (pseudo_inverse * ((mu - y) / roots)).T.copy()


@wrong("sign")
def influence(theta, X, y):
    mu = special.expit(X @ theta)
    H = X.T @ (X * (mu * (1 - mu))[:, None])
    return np.linalg.solve(H, (X * (y - mu)[:, None]).T).T.copy()


@wrong("mean-for-information")
def influence(theta, X, y):
    mu = special.expit(X @ theta)
    H = X.T @ (X * (mu * (1 - mu))[:, None]) / len(X)
    return np.linalg.solve(H, (X * (mu - y)[:, None]).T).T.copy()


@wrong("mean-gradient-sum-hessian")
def influence(theta, X, y):
    mu = special.expit(X @ theta)
    H = X.T @ (X * (mu * (1 - mu))[:, None])
    return np.linalg.solve(H, (X * (mu - y)[:, None]).T / len(X)).T.copy()


variant(
    "transposed",
    "solve",
    """
-    return np.linalg.solve(H, (X * (mu - y)[:, None]).T).T.copy()
+    return np.linalg.solve(H, (X * (mu - y)[:, None]).T)
""",
)


variant(
    "label-forgotten",
    "solve",
    """
-    return np.linalg.solve(H, (X * (mu - y)[:, None]).T).T.copy()
+    return np.linalg.solve(H, (X * mu[:, None]).T).T.copy()
""",
)


@wrong("labels-swapped")
def influence(theta, X, y):
    mu = special.expit(X @ theta)
    H = X.T @ (X * (mu * (1 - mu))[:, None])
    return np.linalg.solve(H, (X * (mu - (1 - y))[:, None]).T).T.copy()


variant(
    "plus-minus-labels",
    "solve",
    """
-    return np.linalg.solve(H, (X * (mu - y)[:, None]).T).T.copy()
+    return np.linalg.solve(H, (X * (mu - (2 * y - 1))[:, None]).T).T.copy()
""",
)


variant(
    "linear-residual",
    "solve",
    """
-    return np.linalg.solve(H, (X * (mu - y)[:, None]).T).T.copy()
+    return np.linalg.solve(H, (X * (X @ theta - y)[:, None]).T).T.copy()
""",
)


variant(
    "extra-derivative",
    "solve",
    """
-    return np.linalg.solve(H, (X * (mu - y)[:, None]).T).T.copy()
+    return np.linalg.solve(H, (X * ((mu - y) * mu * (1 - mu))[:, None]).T).T.copy()
""",
)


variant(
    "weights-lost",
    "solve",
    """
-    H = X.T @ (X * (mu * (1 - mu))[:, None])
+    H = X.T @ X
""",
)


variant(
    "mu-for-variance",
    "solve",
    """
-    H = X.T @ (X * (mu * (1 - mu))[:, None])
+    H = X.T @ (X * mu[:, None])
""",
)


variant(
    "label-weights",
    "solve",
    """
-    H = X.T @ (X * (mu * (1 - mu))[:, None])
+    H = X.T @ (X * (mu - y)[:, None])
""",
)


variant(
    "empirical-fisher",
    "solve",
    """
-    H = X.T @ (X * (mu * (1 - mu))[:, None])
+    H = X.T @ (X * (mu - y)[:, None] ** 2)
""",
)


@wrong("gradient-step")
def influence(theta, X, y):
    mu = special.expit(X @ theta)
    return X * (mu - y)[:, None]


variant(
    "hessian-for-inverse",
    "solve",
    """
-    return np.linalg.solve(H, (X * (mu - y)[:, None]).T).T.copy()
+    return X * (mu - y)[:, None] @ H
""",
)


variant(
    "entrywise-inverse",
    "solve",
    """
-    return np.linalg.solve(H, (X * (mu - y)[:, None]).T).T.copy()
+    return X * (mu - y)[:, None] @ (1 / H)
""",
)


variant(
    "diagonal-only",
    "solve",
    """
-    return np.linalg.solve(H, (X * (mu - y)[:, None]).T).T.copy()
+    return X * (mu - y)[:, None] / np.diag(H)
""",
)


# One exact Newton step without sample i, whose curvature is missing too
@wrong("curvature-left-out")
def influence(theta, X, y):
    mu = special.expit(X @ theta)
    change = np.zeros(X.shape)
    for i in range(len(X)):
        kept = np.arange(len(X)) != i
        H = (X[kept].T * (mu * (1 - mu))[kept]) @ X[kept]
        change[i] = np.linalg.solve(H, (mu[i] - y[i]) * X[i])
    return change


# The same by the leverages, as statistics programs have it
@wrong("curvature-left-out")
def influence(theta, X, y):
    mu = special.expit(X @ theta)
    inverse = np.linalg.inv((mu * (1 - mu) * X.T) @ X)
    leverage = mu * (1 - mu) * np.einsum("ij,jk,ik->i", X, inverse, X)
    return ((mu - y) / (1 - leverage))[:, None] * (X @ inverse)


@wrong("in-standard-errors")
def influence(theta, X, y):
    mu = special.expit(X @ theta)
    inverse = np.linalg.inv((mu * (1 - mu) * X.T) @ X)
    return (mu - y)[:, None] * (X @ inverse) / np.sqrt(np.diag(inverse))


# The parameters without sample i, not their change
@wrong("point-for-step")
def influence(theta, X, y):
    mu = special.expit(X @ theta)
    inverse = np.linalg.inv((mu * (1 - mu) * X.T) @ X)
    return theta + (mu - y)[:, None] * (X @ inverse)


@wrong("only-at-zero-weights")
def influence(theta, X, y):
    return 4 * np.linalg.solve(X.T @ X, (X * (0.5 - y)[:, None]).T).T


@wrong("bias-forgotten")
def influence(theta, X, y):
    mu = special.expit(X[:, 1:] @ theta[1:])
    H = X.T @ (X * (mu * (1 - mu))[:, None])
    return np.linalg.solve(H, (X * (mu - y)[:, None]).T).T.copy()


@wrong("ridge-added")
def influence(theta, X, y):
    mu = special.expit(X @ theta)
    H = X.T @ (X * (mu * (1 - mu))[:, None]) + 1e-6 * np.eye(len(theta))
    return np.linalg.solve(H, (X * (mu - y)[:, None]).T).T.copy()


@wrong("finite-differences")
def influence(theta, X, y):
    h = 1e-6
    d = len(theta)
    H = np.zeros((d, d))
    for j in range(d):
        e = np.zeros(d)
        e[j] = h
        H[:, j] = X.T @ (special.expit(X @ (theta + e)) - special.expit(X @ (theta - e))) / (2 * h)
    return np.linalg.solve(H, (X * (special.expit(X @ theta) - y)[:, None]).T).T.copy()


@wrong("float32")
def influence(theta, X, y):
    mu = special.expit(X @ theta)
    H = ((mu * (1 - mu) * X.T) @ X).astype(np.float32)
    slopes = (X * (mu - y)[:, None]).astype(np.float32)
    return np.linalg.solve(H, slopes.T).T.astype(np.float64)


@wrong("wrong-shape")
def influence(theta, X, y):
    mu = special.expit(X @ theta)
    H = X.T @ (X * (mu * (1 - mu))[:, None])
    return np.linalg.solve(H, (X * (mu - y)[:, None]).T).T.ravel()


@wrong("wrong-type")
def influence(theta, X, y):
    mu = special.expit(X @ theta)
    H = X.T @ (X * (mu * (1 - mu))[:, None])
    return [np.linalg.solve(H, (mu[i] - y[i]) * X[i]) for i in range(len(X))]


@wrong("rank-cut", part="robustness")
def influence(theta, X, y):
    mu = special.expit(X @ theta)
    covariance = np.linalg.pinv((mu * (1 - mu) * X.T) @ X, rcond=1e-4)
    return (mu - y)[:, None] * X @ covariance


@wrong("in-place", part="robustness")
def influence(theta, X, y):
    mu = special.expit(X @ theta)
    H = X.T @ (X * (mu * (1 - mu))[:, None])
    y -= mu
    return np.linalg.solve(H, -(X * y[:, None]).T).T.copy()


@wrong("zero-left-out", part="robustness")
def influence(theta, X, y):
    t = X @ theta
    mu = np.zeros_like(t)
    mu[t > 0] = 1 / (1 + np.exp(-t[t > 0]))
    mu[t < 0] = np.exp(t[t < 0]) / (1 + np.exp(t[t < 0]))
    A = (X.T * (mu * (1 - mu))) @ X
    return np.linalg.solve(A, (X * (mu - y)[:, None]).T).T
