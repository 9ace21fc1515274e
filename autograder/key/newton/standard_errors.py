"""6.4 standard_errors: reference, hidden families, right and wrong answers."""

import numpy as np
from scipy import linalg, special

from autograder.key.families import BADLY_SCALED
from autograder.key.gallery import reference, right, wrong

HIDDEN = {"robustness": (BADLY_SCALED,)}


@reference
def standard_errors(theta, X):
    """Estimate the standard error of each weight of a logistic model.

    se_j = √[(mH)⁻¹]_jj, where mH = Xᵀ diag(μ_i (1 − μ_i)) X is the observed information, a sum.

    theta: (d,), X: (m, d), both float64 and finite; H far from singular. Returns (d,) float64,
    every entry > 0. Raises numpy.linalg.LinAlgError where H is exactly singular. Source: beyond
    the documents, from document 001's H.
    """
    from scipy import linalg, special

    t = X @ theta
    A = np.sqrt(special.expit(t) * special.expit(-t))[:, None] * X
    # With A = QR, (AᵀA)⁻¹ = R⁻¹R⁻ᵀ: its diagonal is the squared length of the rows of R⁻¹, and
    # the condition number of A, the root of that of H, is all that rounding is multiplied by.
    R = np.linalg.qr(A, mode="r")
    return np.linalg.norm(linalg.solve_triangular(R, np.eye(len(theta))), axis=1)


@right("inverse")
def standard_errors(theta, X):
    mu = special.expit(X @ theta)
    H = (mu * (1 - mu) * X.T) @ X / len(X)
    return np.sqrt(np.diag(np.linalg.inv(len(X) * H)))


@right("solve-unit-vectors")
def standard_errors(theta, X):
    t = X @ theta
    information = np.einsum("i,ij,ik->jk", special.expit(t) * special.expit(-t), X, X)
    return np.array([np.linalg.solve(information, e) @ e for e in np.eye(len(theta))]) ** 0.5


@right("cholesky")
def standard_errors(theta, X):
    mu = special.expit(X @ theta)
    C = np.linalg.cholesky((mu * (1 - mu) * X.T) @ X)
    return np.linalg.norm(linalg.solve_triangular(C, np.eye(len(theta)), lower=True), axis=0)


@right("qr")
def standard_errors(theta, X):
    t = X @ theta
    A = np.exp((special.log_expit(t) + special.log_expit(-t)) / 2)[:, None] * X
    R = linalg.qr(A, mode="economic")[1]
    inverse = np.linalg.inv(R)
    return np.sqrt(np.sum(inverse**2, axis=1))


@right("singular-values")
def standard_errors(theta, X):
    mu = special.expit(X @ theta)
    A = np.sqrt(mu * (1 - mu))[:, None] * X
    _, sigma, Vh = np.linalg.svd(A, full_matrices=False)
    return np.linalg.norm(Vh / sigma[:, None], axis=0)


@right("eigenvectors")
def standard_errors(theta, X):
    mu = special.expit(X @ theta)
    w, V = np.linalg.eigh((mu * (1 - mu) * X.T) @ X)
    return np.sqrt(V**2 @ (1 / w))


@right("rows-of-the-pseudo-inverse")
def standard_errors(theta, X):
    mu = special.expit(X @ theta)
    A = np.sqrt(mu * (1 - mu))[:, None] * X
    return np.linalg.norm(np.linalg.pinv(A), axis=1)


@right("what-the-others-leave")
def standard_errors(theta, X):
    # 1/se_j is the length of weighted column j once the others are regressed out of it
    mu = special.expit(X @ theta)
    A = np.sqrt(mu * (1 - mu))[:, None] * X
    errors = np.zeros(len(theta))
    for j in range(len(theta)):
        others = np.delete(A, j, axis=1)
        left = A[:, j] - others @ np.linalg.lstsq(others, A[:, j])[0]
        errors[j] = 1 / np.linalg.norm(left)
    return errors


@right("cofactors")
def standard_errors(theta, X):
    # Cramer: entry (j, j) of the inverse is a minor over the determinant
    mu = special.expit(X @ theta)
    information = (mu * (1 - mu) * X.T) @ X
    whole = np.linalg.det(information)
    errors = []
    for j in range(len(theta)):
        minor = np.delete(np.delete(information, j, axis=0), j, axis=1)
        errors.append(np.sqrt(np.linalg.det(minor) / whole))
    return np.array(errors)


@wrong("m-forgotten")
def standard_errors(theta, X):
    mu = special.expit(X @ theta)
    H = (mu * (1 - mu) * X.T) @ X / len(X)
    return np.sqrt(np.diag(np.linalg.inv(H)))


@wrong("m-twice")
def standard_errors(theta, X):
    mu = special.expit(X @ theta)
    information = len(X) * (mu * (1 - mu) * X.T) @ X
    return np.sqrt(np.diag(np.linalg.inv(information)))


@wrong("variances")
def standard_errors(theta, X):
    mu = special.expit(X @ theta)
    information = (mu * (1 - mu) * X.T) @ X
    return np.diag(np.linalg.inv(information)).copy()


@wrong("inverse-root-diagonal")
def standard_errors(theta, X):
    mu = special.expit(X @ theta)
    return 1 / np.sqrt(mu * (1 - mu) @ X**2)


@wrong("not-inverted")
def standard_errors(theta, X):
    mu = special.expit(X @ theta)
    information = (mu * (1 - mu) * X.T) @ X
    return np.sqrt(np.diag(information))


@wrong("root-of-the-matrix")
def standard_errors(theta, X):
    mu = special.expit(X @ theta)
    w, V = np.linalg.eigh((mu * (1 - mu) * X.T) @ X)
    return np.diag(V / np.sqrt(w) @ V.T).copy()


@wrong("eigenvalues-for-diagonal")
def standard_errors(theta, X):
    mu = special.expit(X @ theta)
    w = np.linalg.eigvalsh((mu * (1 - mu) * X.T) @ X)
    return 1 / np.sqrt(w)


@wrong("weights-lost")
def standard_errors(theta, X):
    return np.sqrt(np.diag(np.linalg.inv(X.T @ X)))


@wrong("mu-for-variance")
def standard_errors(theta, X):
    mu = special.expit(X @ theta)
    return np.sqrt(np.diag(np.linalg.inv((mu * X.T) @ X)))


@wrong("variance-squared")
def standard_errors(theta, X):
    mu = special.expit(X @ theta)
    A = (mu * (1 - mu))[:, None] * X
    return np.sqrt(np.diag(np.linalg.inv(A.T @ A)))


@wrong("only-at-zero-weights")
def standard_errors(theta, X):
    return 2 * np.sqrt(np.diag(np.linalg.inv(X.T @ X)))


@wrong("degrees-of-freedom")
def standard_errors(theta, X):
    m, d = X.shape
    mu = special.expit(X @ theta)
    covariance = np.linalg.inv((mu * (1 - mu) * X.T) @ X)
    return np.sqrt(m / (m - d) * np.diag(covariance))


@wrong("interval-for-error")
def standard_errors(theta, X):
    mu = special.expit(X @ theta)
    covariance = np.linalg.inv((mu * (1 - mu) * X.T) @ X)
    return 1.96 * np.sqrt(np.diag(covariance))


@wrong("ratio-for-error")
def standard_errors(theta, X):
    mu = special.expit(X @ theta)
    covariance = np.linalg.inv((mu * (1 - mu) * X.T) @ X)
    return theta / np.sqrt(np.diag(covariance))


@wrong("bias-forgotten")
def standard_errors(theta, X):
    A = X[:, 1:]
    mu = special.expit(A @ theta[1:])
    covariance = np.linalg.inv((mu * (1 - mu) * A.T) @ A)
    return np.append(0.0, np.sqrt(np.diag(covariance)))


@wrong("ridge-added")
def standard_errors(theta, X):
    mu = special.expit(X @ theta)
    information = (mu * (1 - mu) * X.T) @ X + 1e-6 * np.eye(len(theta))
    return np.sqrt(np.diag(np.linalg.inv(information)))


@wrong("finite-differences")
def standard_errors(theta, X):
    h = 1e-6
    d = len(theta)
    information = np.zeros((d, d))
    for j in range(d):
        e = np.zeros(d)
        e[j] = h
        change = special.expit(X @ (theta + e)) - special.expit(X @ (theta - e))
        information[:, j] = X.T @ change / (2 * h)
    return np.sqrt(np.diag(np.linalg.inv(information)))


@wrong("float32")
def standard_errors(theta, X):
    mu = special.expit(X @ theta)
    information = ((mu * (1 - mu) * X.T) @ X).astype(np.float32)
    return np.sqrt(np.diag(np.linalg.inv(information))).astype(np.float64)


@wrong("axis-twice")
def standard_errors(theta, X):
    mu = special.expit(X @ theta)
    covariance = np.linalg.inv((mu * (1 - mu) * X.T) @ X)
    return np.sqrt(np.abs(covariance))


@wrong("wrong-type")
def standard_errors(theta, X):
    mu = special.expit(X @ theta)
    covariance = np.linalg.inv((mu * (1 - mu) * X.T) @ X)
    return [covariance[j, j] ** 0.5 for j in range(len(theta))]


@wrong("rank-cut", part="robustness")
def standard_errors(theta, X):
    mu = special.expit(X @ theta)
    covariance = np.linalg.pinv((mu * (1 - mu) * X.T) @ X, rcond=1e-4)
    return np.sqrt(np.diag(covariance))


@wrong("in-place", part="robustness")
def standard_errors(theta, X):
    mu = special.expit(X @ theta)
    X *= np.sqrt(mu * (1 - mu))[:, None]
    return np.sqrt(np.diag(np.linalg.inv(X.T @ X)))


@wrong("zero-left-out", part="robustness")
def standard_errors(theta, X):
    t = X @ theta
    mu = np.zeros_like(t)
    mu[t > 0] = 1 / (1 + np.exp(-t[t > 0]))
    mu[t < 0] = np.exp(t[t < 0]) / (1 + np.exp(t[t < 0]))
    return np.sqrt(np.diag(np.linalg.inv((X.T * (mu * (1 - mu))) @ X)))
