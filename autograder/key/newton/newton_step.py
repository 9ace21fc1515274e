"""6.1 newton_step: reference, hidden families, right and wrong answers."""

import numpy as np
from scipy import linalg, special

from autograder.key.families import BADLY_SCALED, STEPS
from autograder.key.gallery import reference, right, wrong

HIDDEN = {"robustness": (*STEPS, BADLY_SCALED)}


@reference
def newton_step(theta, X, y):
    """Take one full Newton step on the mean logistic loss.

    θ − H⁻¹∇J with ∇J = (1/m) Xᵀ(μ − y) and H = (1/m) Xᵀ diag(μ_i (1 − μ_i)) X.

    theta: (d,), X: (m, d), both float64 and finite; y: (m,) float64 of 0 and 1; H far from
    singular. Returns (d,) float64. Raises numpy.linalg.LinAlgError where H is not numerically
    positive definite. Source: document 003, closing remark, with the formulas of document 001.
    """
    from scipy import linalg, special

    t = X @ theta
    A = np.sqrt(special.expit(t) * special.expit(-t))[:, None] * X
    # The factor 1/m of gradient and Hessian cancels. Cholesky does not mind columns of X that
    # differ in scale.
    step = linalg.cho_solve(linalg.cho_factor(A.T @ A), X.T @ (special.expit(t) - y))
    return theta - step


@right("solve")
def newton_step(theta, X, y):
    m = len(X)
    mu = special.expit(X @ theta)
    g = X.T @ (mu - y) / m
    H = X.T @ ((mu * (1 - mu))[:, None] * X) / m
    return theta - np.linalg.solve(H, g)


@right("inverse")
def newton_step(theta, X, y):
    mu = special.expit(X @ theta)
    g = X.T @ (mu - y)
    H = X.T @ np.diag(mu * (1 - mu)) @ X
    return theta - np.linalg.inv(H) @ g


@right("cholesky")
def newton_step(theta, X, y):
    t = X @ theta
    s = special.expit(t) * special.expit(-t)
    C = np.linalg.cholesky(X.T * s @ X)
    g = X.T @ (special.expit(t) - y)
    half = linalg.solve_triangular(C, g, lower=True)
    return theta - linalg.solve_triangular(C.T, half)


@right("pseudo-inverse")
def newton_step(theta, X, y):
    # (A'A)^-1 is the pseudo-inverse of A times its transpose
    t = X @ theta
    mu = special.expit(t)
    B = np.linalg.pinv(np.sqrt(mu * special.expit(-t))[:, None] * X)
    return theta - B @ (B.T @ (X.T @ (mu - y)))


@right("normal-equations-of-the-new-point")
def newton_step(theta, X, y):
    # X'SX theta_new = X'(S X theta + y - mu)
    t = X @ theta
    mu = special.expit(t)
    s = mu * (1 - mu)
    return np.linalg.solve((s * X.T) @ X, X.T @ (s * t + y - mu))


@right("qr")
def newton_step(theta, X, y):
    t = X @ theta
    root = np.sqrt(special.expit(t) * special.expit(-t))
    R = np.linalg.qr(root[:, None] * X, mode="r")
    g = X.T @ (special.expit(t) - y)
    return theta - linalg.solve_triangular(R, linalg.solve_triangular(R, g, trans="T"))


@right("eigenvectors")
def newton_step(theta, X, y):
    mu = (1 + np.tanh(X @ theta / 2)) / 2
    w, V = np.linalg.eigh(np.einsum("i,ij,ik->jk", mu * (1 - mu), X, X))
    g = np.einsum("i,ij->j", mu - y, X)
    return theta - V @ (V.T @ g / w)


@right("loop-over-samples")
def newton_step(theta, X, y):
    d = len(theta)
    g, H = np.zeros(d), np.zeros((d, d))
    for x, label in zip(X, y, strict=True):
        mu = special.expit(x @ theta)
        g += (mu - label) * x
        H += mu * (1 - mu) * np.outer(x, x)
    return theta - linalg.solve(H, g, assume_a="pos")


@right("maximising-the-likelihood")
def newton_step(theta, X, y):
    mu = special.expit(X @ theta)
    score = X.T @ (y - mu)
    H = -(mu * (1 - mu) * X.T) @ X
    return theta - np.linalg.solve(H, score)


@wrong("ascent")
def newton_step(theta, X, y):
    mu = special.expit(X @ theta)
    g = X.T @ (mu - y) / len(X)
    H = (mu * (1 - mu) * X.T) @ X / len(X)
    return theta + np.linalg.solve(H, g)


@wrong("ascent")
def newton_step(theta, X, y):
    # The gradient of the log-likelihood with the Hessian of the loss
    mu = special.expit(X @ theta)
    H = X.T @ np.diag(mu * (1 - mu)) @ X
    return theta - np.linalg.inv(H) @ (X.T @ (y - mu))


@wrong("sum-gradient-mean-hessian")
def newton_step(theta, X, y):
    mu = special.expit(X @ theta)
    H = (mu * (1 - mu) * X.T) @ X / len(X)
    return theta - np.linalg.solve(H, X.T @ (mu - y))


@wrong("mean-gradient-sum-hessian")
def newton_step(theta, X, y):
    mu = special.expit(X @ theta)
    g = X.T @ (mu - y) / len(X)
    H = (mu * (1 - mu) * X.T) @ X
    return theta - np.linalg.solve(H, g)


@wrong("label-weights")
def newton_step(theta, X, y):
    mu = special.expit(X @ theta)
    H = X.T @ np.diag(mu - y) @ X
    return theta - np.linalg.solve(H, X.T @ (mu - y))


@wrong("empirical-fisher")
def newton_step(theta, X, y):
    mu = special.expit(X @ theta)
    rows = (mu - y)[:, None] * X
    return theta - np.linalg.solve(rows.T @ rows, rows.sum(axis=0))


@wrong("gradient-step")
def newton_step(theta, X, y):
    return theta - X.T @ (special.expit(X @ theta) - y) / len(X)


@wrong("hessian-for-inverse")
def newton_step(theta, X, y):
    mu = special.expit(X @ theta)
    g = X.T @ (mu - y) / len(X)
    H = (mu * (1 - mu) * X.T) @ X / len(X)
    return theta - H @ g


@wrong("entrywise-inverse")
def newton_step(theta, X, y):
    mu = special.expit(X @ theta)
    g = X.T @ (mu - y) / len(X)
    H = (mu * (1 - mu) * X.T) @ X / len(X)
    return theta - (1 / H) @ g


@wrong("diagonal-only")
def newton_step(theta, X, y):
    mu = special.expit(X @ theta)
    g = X.T @ (mu - y)
    return theta - g / (mu * (1 - mu) @ X**2)


@wrong("only-at-zero-weights")
def newton_step(theta, X, y):
    mu = special.expit(X @ theta)
    return theta - np.linalg.solve(X.T @ X / 4, X.T @ (mu - y))


@wrong("weights-lost")
def newton_step(theta, X, y):
    mu = special.expit(X @ theta)
    return theta - np.linalg.lstsq(X, mu - y)[0]


@wrong("mu-for-variance")
def newton_step(theta, X, y):
    mu = special.expit(X @ theta)
    return theta - np.linalg.solve((mu * X.T) @ X, X.T @ (mu - y))


@wrong("step-for-point")
def newton_step(theta, X, y):
    mu = special.expit(X @ theta)
    H = (mu * (1 - mu) * X.T) @ X
    return -np.linalg.solve(H, X.T @ (mu - y))


@wrong("step-for-point")
def newton_step(theta, X, y):
    mu = special.expit(X @ theta)
    H = (mu * (1 - mu) * X.T) @ X
    return np.linalg.solve(H, X.T @ (mu - y))


@wrong("half-step")
def newton_step(theta, X, y):
    mu = special.expit(X @ theta)
    H = (mu * (1 - mu) * X.T) @ X
    return theta - 0.5 * np.linalg.solve(H, X.T @ (mu - y))


@wrong("two-steps")
def newton_step(theta, X, y):
    for _ in range(2):
        mu = special.expit(X @ theta)
        H = (mu * (1 - mu) * X.T) @ X
        theta = theta - np.linalg.solve(H, X.T @ (mu - y))
    return theta


@wrong("ridge-added")
def newton_step(theta, X, y):
    mu = special.expit(X @ theta)
    g = X.T @ (mu - y) / len(X)
    H = (mu * (1 - mu) * X.T) @ X / len(X) + 1e-6 * np.eye(len(theta))
    return theta - np.linalg.solve(H, g)


@wrong("bias-forgotten")
def newton_step(theta, X, y):
    A = X[:, 1:]
    mu = special.expit(A @ theta[1:])
    step = np.linalg.solve((mu * (1 - mu) * A.T) @ A, A.T @ (mu - y))
    return np.concatenate([theta[:1], theta[1:] - step])


@wrong("label-forgotten")
def newton_step(theta, X, y):
    mu = special.expit(X @ theta)
    return theta - np.linalg.solve((mu * (1 - mu) * X.T) @ X, X.T @ mu)


@wrong("squared-error")
def newton_step(theta, X, y):
    mu = special.expit(X @ theta)
    s = mu * (1 - mu)
    return theta - np.linalg.solve((s**2 * X.T) @ X, X.T @ (s * (mu - y)))


@wrong("finite-differences")
def newton_step(theta, X, y):
    h = 1e-6
    d = len(theta)

    def gradient(t):
        return X.T @ (special.expit(X @ t) - y) / len(X)

    H = np.zeros((d, d))
    for j in range(d):
        e = np.zeros(d)
        e[j] = h
        H[:, j] = (gradient(theta + e) - gradient(theta - e)) / (2 * h)
    return theta - np.linalg.solve(H, gradient(theta))


@wrong("float32")
def newton_step(theta, X, y):
    mu = special.expit((X @ theta).astype(np.float32))
    H = (mu * (1 - mu) * X.T) @ X
    return theta - np.linalg.solve(H, X.T @ (mu - y))


@wrong("wrong-shape")
def newton_step(theta, X, y):
    mu = special.expit(X @ theta)[:, None]
    H = X.T @ (mu * (1 - mu) * X)
    return theta[:, None] - np.linalg.solve(H, X.T @ (mu - y[:, None]))


@wrong("wrong-type")
def newton_step(theta, X, y):
    mu = special.expit(X @ theta)
    step = np.linalg.solve((mu * (1 - mu) * X.T) @ X, X.T @ (mu - y))
    return theta - step, np.abs(step).max()


@wrong("overflow", part="robustness")
def newton_step(theta, X, y):
    e = np.exp(X @ theta)
    mu = e / (1 + e)
    return theta - np.linalg.solve((mu * (1 - mu) * X.T) @ X, X.T @ (mu - y))


@wrong("rank-cut", part="robustness")
def newton_step(theta, X, y):
    mu = special.expit(X @ theta)
    H = (mu * (1 - mu) * X.T) @ X
    return theta - np.linalg.pinv(H, rcond=1e-4) @ (X.T @ (mu - y))


@wrong("in-place", part="robustness")
def newton_step(theta, X, y):
    mu = special.expit(X @ theta)
    theta -= np.linalg.solve((mu * (1 - mu) * X.T) @ X, X.T @ (mu - y))
    return theta


@wrong("zero-left-out", part="robustness")
def newton_step(theta, X, y):
    t = X @ theta
    mu = np.zeros_like(t)
    mu[t > 0] = 1 / (1 + np.exp(-t[t > 0]))
    mu[t < 0] = np.exp(t[t < 0]) / (1 + np.exp(t[t < 0]))
    return theta - np.linalg.solve((X.T * (mu * (1 - mu))) @ X, X.T @ (mu - y))
