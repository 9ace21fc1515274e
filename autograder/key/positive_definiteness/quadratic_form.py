"""4.1 quadratic_form: reference, hidden families, right and wrong answers."""

import numpy as np
from scipy import special

from autograder.key.families import LARGER, TWO_LABELS
from autograder.key.gallery import reference, right, wrong

HIDDEN = {"values": LARGER, "robustness": TWO_LABELS}


@reference
def quadratic_form(v, theta, X):
    """Measure the curvature of the mean logistic loss at θ along v, without H.

    vᵀHv = (1/m) Σ_i μ_i (1 − μ_i) (x_iᵀv)² with μ_i = σ(x_iᵀθ), a mean.

    v, theta: (d,), X: (m, d), all float64 and finite. Returns a float ≥ 0. Raises nothing.
    Takes O(md) time and O(m) memory. Source: document 001, exercise 8.3, which writes a for v.
    """
    from scipy import special

    t = X @ theta
    return np.mean(special.expit(t) * special.expit(-t) * (X @ v) ** 2)


@right("mean-of-squares")
def quadratic_form(v, theta, X):
    mu = special.expit(X @ theta)
    return np.mean(mu * (1 - mu) * (X @ v) ** 2)


@right("tanh")
def quadratic_form(v, theta, X):
    # mu (1 - mu) = 1 / (4 cosh(t/2)^2)
    variance = (1 - np.tanh(X @ theta / 2) ** 2) / 4
    return np.average((X @ v) ** 2 * variance)


@right("even-exponential")
def quadratic_form(v, theta, X):
    e = np.exp(-np.abs(X @ theta))
    return np.mean(e * ((X @ v) / (1 + e)) ** 2)


@right("loop-over-samples")
def quadratic_form(v, theta, X):
    total = 0.0
    for x in X:
        mu = special.expit(x @ theta)
        total += mu * (1 - mu) * (x @ v) ** 2
    return total / len(X)


@right("root-of-weights")
def quadratic_form(v, theta, X):
    t = X @ theta
    b = np.exp((special.log_expit(t) + special.log_expit(-t)) / 2) * (X @ v)
    return np.linalg.norm(b) ** 2 / len(b)


@right("einsum")
def quadratic_form(v, theta, X):
    t = np.einsum("ij,j->i", X, theta)
    s = special.expit(t) * special.expit(-t)
    return np.einsum("i,ij,ik,j,k->", s, X, X, v, v) / len(X)


@right("entries-of-the-hessian")
def quadratic_form(v, theta, X):
    mu = special.expit(X @ theta)
    s = mu - mu**2
    total = 0.0
    for j in range(len(v)):
        for k in range(len(v)):
            total += v[j] * v[k] * np.dot(s * X[:, j], X[:, k])
    return total / len(X)


@right("change-of-the-gradient")
def quadratic_form(v, theta, X):
    # The gradient changes by Hv when theta moves along v; its part along v is asked for
    mu = special.expit(X @ theta)
    change_of_mu = mu * (1 - mu) * (X @ v)
    return float(v @ (X.T @ change_of_mu) / X.shape[0])


@right("exact-sum")
def quadratic_form(v, theta, X):
    import math

    mu = special.expit(X @ theta)
    return math.fsum(mu * (1 - mu) * np.square(X @ v)) / len(X)


@wrong("sign")
def quadratic_form(v, theta, X):
    mu = special.expit(X @ theta)
    return -np.mean(mu * (1 - mu) * (X @ v) ** 2)


@wrong("sum-for-mean")
def quadratic_form(v, theta, X):
    mu = special.expit(X @ theta)
    return np.sum(mu * (1 - mu) * (X @ v) ** 2)


@wrong("likelihood-for-loss")
def quadratic_form(v, theta, X):
    mu = special.expit(X @ theta)
    b = X @ v
    return -(b * mu * (1 - mu)) @ b


@wrong("mu-for-variance")
def quadratic_form(v, theta, X):
    return np.mean(special.expit(X @ theta) * (X @ v) ** 2)


@wrong("weights-lost")
def quadratic_form(v, theta, X):
    b = X @ v
    return b @ b / len(X)


@wrong("square-lost")
def quadratic_form(v, theta, X):
    mu = special.expit(X @ theta)
    return np.mean(mu * (1 - mu) * (X @ v))


@wrong("sum-squared")
def quadratic_form(v, theta, X):
    mu = special.expit(X @ theta)
    return np.mean(np.sqrt(mu * (1 - mu)) * (X @ v)) ** 2


@wrong("variance-squared")
def quadratic_form(v, theta, X):
    mu = special.expit(X @ theta)
    s = mu * (1 - mu)
    return np.mean((s * (X @ v)) ** 2)


@wrong("extra-half")
def quadratic_form(v, theta, X):
    mu = special.expit(X @ theta)
    return 0.5 * np.mean(mu * (1 - mu) * (X @ v) ** 2)


@wrong("only-at-zero-weights")
def quadratic_form(v, theta, X):
    return np.mean((X @ v) ** 2) / 4


@wrong("theta-for-direction")
def quadratic_form(v, theta, X):
    b = X @ theta
    mu = special.expit(b)
    return np.mean(mu * (1 - mu) * b**2)


@wrong("direction-for-theta")
def quadratic_form(v, theta, X):
    b = X @ v
    mu = special.expit(b)
    return np.mean(mu * (1 - mu) * b**2)


@wrong("identity")
def quadratic_form(v, theta, X):
    return v @ v


@wrong("diagonal-only")
def quadratic_form(v, theta, X):
    mu = special.expit(X @ theta)
    s = mu * (1 - mu)
    return np.mean(s * (X**2 @ v**2))


@wrong("off-diagonal-only")
def quadratic_form(v, theta, X):
    mu = special.expit(X @ theta)
    s = mu * (1 - mu)
    return np.mean(s * ((X @ v) ** 2 - X**2 @ v**2))


@wrong("bias-forgotten")
def quadratic_form(v, theta, X):
    X, v, theta = X[:, 1:], v[1:], theta[1:]
    mu = special.expit(X @ theta)
    return np.mean(mu * (1 - mu) * (X @ v) ** 2)


@wrong("only-one-sample")
def quadratic_form(v, theta, X):
    x = X[0]
    mu = special.expit(x @ theta)
    return mu * (1 - mu) * (x @ v) ** 2


@wrong("finite-differences")
def quadratic_form(v, theta, X):
    h = 1e-4

    def loss(t):
        z = X @ t
        return np.mean(np.logaddexp(0, z))

    return (loss(theta + h * v) - 2 * loss(theta) + loss(theta - h * v)) / h**2


@wrong("finite-differences")
def quadratic_form(v, theta, X):
    h = 1e-6

    def slope(t):
        return np.mean(special.expit(X @ t) * (X @ v))

    return (slope(theta + h * v) - slope(theta - h * v)) / (2 * h)


@wrong("float32")
def quadratic_form(v, theta, X):
    X = X.astype(np.float32)
    mu = special.expit(X @ theta.astype(np.float32))
    return float(np.mean(mu * (1 - mu) * (X @ v.astype(np.float32)) ** 2))


@wrong("wrong-type")
def quadratic_form(v, theta, X):
    mu = special.expit(X @ theta)
    b = (X @ v).reshape(-1, 1)
    s = (mu * (1 - mu)).reshape(-1, 1)
    return b.T @ (s * b) / len(X)


@wrong("overflow", part="robustness")
def quadratic_form(v, theta, X):
    e = np.exp(X @ theta)
    mu = e / (1 + e)
    return np.mean(mu * (1 - mu) * (X @ v) ** 2)


@wrong("overflow", part="robustness")
def quadratic_form(v, theta, X):
    e = np.exp(-(X @ theta))
    return np.mean(e / (1 + e) ** 2 * (X @ v) ** 2)


@wrong("clipped", part="robustness")
def quadratic_form(v, theta, X):
    t = np.clip(X @ theta, -20, 20)
    mu = 1 / (1 + np.exp(-t))
    return np.mean(mu * (1 - mu) * (X @ v) ** 2)


@wrong("memory", part="robustness")
def quadratic_form(v, theta, X):
    mu = special.expit(X @ theta)
    S = np.diag(mu * (1 - mu))
    return (X @ v) @ S @ (X @ v) / len(X)


@wrong("in-place", part="robustness")
def quadratic_form(v, theta, X):
    mu = special.expit(X @ theta)
    X *= v
    return np.mean(mu * (1 - mu) * X.sum(axis=1) ** 2)


@wrong("argument-mistaken")
def quadratic_form(v, theta, X):
    mu = special.expit(X @ v)
    return np.mean(mu * (1 - mu) * (X @ theta) ** 2)


@wrong("operation-mistaken")
def quadratic_form(v, theta, X):
    mu = special.expit(X @ theta)
    return np.mean(mu * (1 - mu) * (X @ v) * 2)


@wrong("zero-left-out", part="robustness")
def quadratic_form(v, theta, X):
    t = X @ theta
    mu = np.zeros_like(t)
    mu[t > 0] = 1 / (1 + np.exp(-t[t > 0]))
    mu[t < 0] = np.exp(t[t < 0]) / (1 + np.exp(t[t < 0]))
    return np.mean(mu * (1 - mu) * (X @ v) ** 2)
