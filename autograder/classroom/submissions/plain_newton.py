"""Newton's method without damping, and variances where standard errors are asked for."""

import numpy as np
from scipy import special


def newton_step(theta, X, y):
    mu = special.expit(X @ theta)
    g = X.T @ (mu - y) / len(X)
    H = (X.T * (mu * (1 - mu))) @ X / len(X)
    return theta - np.linalg.solve(H, g)


def fit_logistic(X, y, tol=1e-10, max_iter=50):
    def loss(theta):
        t = X @ theta
        return np.mean(np.logaddexp(0, t) - y * t)

    theta = np.zeros(X.shape[1])
    values = [loss(theta)]
    for _ in range(max_iter):
        mu = special.expit(X @ theta)
        g = X.T @ (mu - y) / len(X)
        if np.max(np.abs(g)) <= tol:
            break
        H = (X.T * (mu * (1 - mu))) @ X / len(X)
        theta = theta - np.linalg.lstsq(H, g, rcond=None)[0]
        values.append(loss(theta))
    return theta, values


def standard_errors(theta, X):
    mu = special.expit(X @ theta)
    H = (X.T * (mu * (1 - mu))) @ X / len(X)
    return np.diag(np.linalg.inv(len(X) * H))


def influence(theta, X, y):
    mu = special.expit(X @ theta)
    H = (X.T * (mu * (1 - mu))) @ X
    return np.array([np.linalg.solve(H, (mu[i] - y[i]) * X[i]) for i in range(len(X))])
