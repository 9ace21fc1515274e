"""3.1 logistic_hessian: reference, hidden families, right and wrong answers."""

import numpy as np
from scipy import special

from autograder.key.families import LARGER, TWO_LABELS
from autograder.key.gallery import reference, right, wrong

HIDDEN = {"values": LARGER, "robustness": TWO_LABELS}


@reference
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


@right("columns-scaled")
def logistic_hessian(theta, X):
    mu = special.expit(X @ theta)
    return (X.T * (mu * (1 - mu))) @ X / len(X)


@right("roots-of-weights")
def logistic_hessian(theta, X):
    t = X @ theta
    A = X * np.sqrt(special.expit(t) * special.expit(-t)).reshape(-1, 1)
    return A.T @ A / X.shape[0]


@right("sum-over-samples")
def logistic_hessian(theta, X):
    m, d = X.shape
    H = np.zeros((d, d))
    for i in range(m):
        mu = 1 / (1 + np.exp(-X[i] @ theta))
        H += mu * (1 - mu) * np.outer(X[i], X[i])
    return H / m


@right("einsum")
def logistic_hessian(theta, X):
    mu = special.expit(X @ theta)
    return np.einsum("i,ij,ik->jk", mu * (1 - mu), X, X) / len(X)


@right("hyperbolic-secant")
def logistic_hessian(theta, X):
    weights = 1 / (2 * np.cosh(X @ theta / 2)) ** 2
    return X.T @ (weights[:, None] * X) / len(X)


@right("entry-by-entry")
def logistic_hessian(theta, X):
    mu = special.expit(X @ theta)
    v = mu - mu**2
    d = X.shape[1]
    return np.array([[np.mean(v * X[:, j] * X[:, k]) for k in range(d)] for j in range(d)])


@right("sparse-diagonal")
def logistic_hessian(theta, X):
    from scipy import sparse

    mu = special.expit(X @ theta)
    return X.T @ (sparse.diags_array(mu * (1 - mu)) @ X) / len(X)


@right("mean-of-outer-products")
def logistic_hessian(theta, X):
    log_variance = special.log_expit(X @ theta) + special.log_expit(-X @ theta)
    variance = np.exp(log_variance)
    return np.mean([v * np.outer(x, x) for v, x in zip(variance, X, strict=True)], axis=0)


@wrong("sum-for-mean")
def logistic_hessian(theta, X):
    mu = special.expit(X @ theta)
    return X.T @ ((mu * (1 - mu))[:, None] * X)


@wrong("sign")
def logistic_hessian(theta, X):
    mu = special.expit(X @ theta)
    return (X.T * (mu * (mu - 1))) @ X / len(X)


@wrong("likelihood-for-loss")
def logistic_hessian(theta, X):
    mu = special.expit(X @ theta)
    return -(X.T * (mu * (1 - mu))) @ X


@wrong("mu-for-variance")
def logistic_hessian(theta, X):
    mu = special.expit(X @ theta)
    return (X.T * mu) @ X / len(X)


@wrong("mu-squared")
def logistic_hessian(theta, X):
    mu = special.expit(X @ theta)
    return (X.T * mu**2) @ X / len(X)


@wrong("variance-squared")
def logistic_hessian(theta, X):
    mu = special.expit(X @ theta)
    A = (mu * (1 - mu))[:, None] * X
    return A.T @ A / len(X)


@wrong("identity")
def logistic_hessian(theta, X):
    return X.T @ X / len(X)


@wrong("only-at-zero-weights")
def logistic_hessian(theta, X):
    return X.T @ X / 4 / len(X)


@wrong("weights-averaged")
def logistic_hessian(theta, X):
    mu = special.expit(X @ theta)
    return np.mean(mu * (1 - mu)) * X.T @ X / len(X)


@wrong("axis-lacking")
def logistic_hessian(theta, X):
    mu = special.expit(X @ theta)
    return X.T @ (mu * (1 - mu) * X) / len(X)


@wrong("memory", part="robustness")
def logistic_hessian(theta, X):
    mu = special.expit(X @ theta)
    return X.T @ np.diag(mu * (1 - mu)) @ X / len(X)


@wrong("transposed")
def logistic_hessian(theta, X):
    mu = special.expit(X @ theta)
    A = np.sqrt(mu * (1 - mu))[:, None] * X
    return A @ A.T / len(X)


@wrong("product-of-means")
def logistic_hessian(theta, X):
    mu = special.expit(X @ theta).mean()
    return mu * (1 - mu) * X.T @ X / len(X)


@wrong("diagonal-only")
def logistic_hessian(theta, X):
    mu = special.expit(X @ theta)
    return np.diag((mu * (1 - mu)) @ X**2) / len(X)


@wrong("off-diagonal-only")
def logistic_hessian(theta, X):
    mu = special.expit(X @ theta)
    d = len(theta)
    H = np.zeros((d, d))
    for j in range(d):
        for k in range(j):
            H[j, k] = H[k, j] = np.mean(mu * (1 - mu) * X[:, j] * X[:, k])
    return H


@wrong("bias-forgotten")
def logistic_hessian(theta, X):
    mu = special.expit(X[:, 1:] @ theta[1:])
    return (X.T * (mu * (1 - mu))) @ X / len(X)


@wrong("mean-over-features")
def logistic_hessian(theta, X):
    mu = special.expit(X @ theta)
    return (X.T * (mu * (1 - mu))) @ X / len(theta)


@wrong("only-one-sample")
def logistic_hessian(theta, X):
    for x in X:
        mu = special.expit(x @ theta)
        return mu * (1 - mu) * np.outer(x, x)


@wrong("overflow", part="robustness")
def logistic_hessian(theta, X):
    e = np.exp(X @ theta)
    return (X.T * (e / (1 + e) ** 2)) @ X / len(X)


@wrong("clipped", part="robustness")
def logistic_hessian(theta, X):
    mu = np.clip(special.expit(X @ theta), 1e-7, 1 - 1e-7)
    return (X.T * (mu * (1 - mu))) @ X / len(X)


@wrong("finite-differences")
def logistic_hessian(theta, X):
    h = 1e-6
    H = []
    for step in h * np.eye(len(theta)):
        change = special.expit(X @ (theta + step)) - special.expit(X @ (theta - step))
        H.append(X.T @ change / (2 * h * len(X)))
    return np.array(H)


@wrong("float32")
def logistic_hessian(theta, X):
    X = X.astype(np.float32)
    mu = special.expit(X @ theta.astype(np.float32))
    return (X.T * (mu * (1 - mu))) @ X / len(X)


@wrong("in-place", part="robustness")
def logistic_hessian(theta, X):
    mu = special.expit(X @ theta)
    X *= np.sqrt(mu * (1 - mu))[:, None]
    return X.T @ X / len(X)


@wrong("index-mistaken")
def logistic_hessian(theta, X):
    mu = special.expit(X @ theta)
    H = np.zeros((X.shape[1], X.shape[1]))
    for i in range(len(X) - 1):
        H += mu[i] * (1 - mu[i]) * np.outer(X[i], X[i])
    return H / len(X)


@wrong("zero-left-out", part="robustness")
def logistic_hessian(theta, X):
    t = X @ theta
    mu = np.zeros_like(t)
    mu[t > 0] = 1 / (1 + np.exp(-t[t > 0]))
    mu[t < 0] = np.exp(t[t < 0]) / (1 + np.exp(t[t < 0]))
    return (X.T * (mu * (1 - mu))) @ X / len(X)
