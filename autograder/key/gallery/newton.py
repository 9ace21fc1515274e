"""Answers to 06-newton, the Hessian at work, as students write them."""

import numpy as np
from scipy import linalg, special

from autograder.key.gallery import right, wrong

# 6.1


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


# 6.2


@wrong("undamped", part="robustness")
def fit_logistic(X, y, tol=1e-10, max_iter=50):
    m, d = X.shape

    def J(theta):
        t = X @ theta
        return np.mean(np.logaddexp(0, t) - y * t)

    theta = np.zeros(d)
    values = [J(theta)]
    for _ in range(max_iter):
        mu = special.expit(X @ theta)
        g = X.T @ (mu - y) / m
        if np.abs(g).max() <= tol:
            break
        H = (mu * (1 - mu) * X.T) @ X / m
        step = np.linalg.lstsq(H, g)[0]
        theta = theta - step
        values.append(J(theta))
    return theta, values


@wrong("fixed-damping")
def fit_logistic(X, y, tol=1e-10, max_iter=50):
    m, d = X.shape

    def J(theta):
        t = X @ theta
        return np.mean(np.logaddexp(0, t) - y * t)

    theta = np.zeros(d)
    values = [J(theta)]
    for _ in range(max_iter):
        mu = special.expit(X @ theta)
        g = X.T @ (mu - y) / m
        if np.abs(g).max() <= tol:
            break
        H = (mu * (1 - mu) * X.T) @ X / m
        step = np.linalg.lstsq(H, g)[0]
        theta = theta - step / 2
        values.append(J(theta))
    return theta, values


@wrong("halved-once", part="robustness")
def fit_logistic(X, y, tol=1e-10, max_iter=50):
    m, d = X.shape

    def J(theta):
        t = X @ theta
        return np.mean(np.logaddexp(0, t) - y * t)

    theta = np.zeros(d)
    values = [J(theta)]
    for _ in range(max_iter):
        mu = special.expit(X @ theta)
        g = X.T @ (mu - y) / m
        if np.abs(g).max() <= tol:
            break
        H = (mu * (1 - mu) * X.T) @ X / m
        step = np.linalg.lstsq(H, g)[0]
        if J(theta - step) > values[-1]:
            step = step / 2
        theta = theta - step
        values.append(J(theta))
    return theta, values


@wrong("stops-early")
def fit_logistic(X, y, tol=1e-10, max_iter=50):
    m, d = X.shape

    def J(theta):
        t = X @ theta
        return np.mean(np.logaddexp(0, t) - y * t)

    theta = np.zeros(d)
    values = [J(theta)]
    for _ in range(max_iter):
        mu = special.expit(X @ theta)
        g = X.T @ (mu - y) / m
        if np.abs(g).max() <= tol:
            break
        H = (mu * (1 - mu) * X.T) @ X / m
        step = np.linalg.lstsq(H, g)[0]
        for _ in range(50):
            value = J(theta - step)
            if value <= values[-1] + 1e-12:
                break
            step = step / 2
        else:
            break
        theta = theta - step
        values.append(value)
        if values[-2] - values[-1] < 1e-4:
            break
    return theta, values


@wrong("stops-early")
def fit_logistic(X, y, tol=1e-10, max_iter=50):
    m, d = X.shape

    def J(theta):
        t = X @ theta
        return np.mean(np.logaddexp(0, t) - y * t)

    theta = np.zeros(d)
    values = [J(theta)]
    for _ in range(min(max_iter, 3)):
        mu = special.expit(X @ theta)
        g = X.T @ (mu - y) / m
        if np.abs(g).max() <= tol:
            break
        H = (mu * (1 - mu) * X.T) @ X / m
        step = np.linalg.lstsq(H, g)[0]
        for _ in range(50):
            value = J(theta - step)
            if value <= values[-1] + 1e-12:
                break
            step = step / 2
        else:
            break
        theta = theta - step
        values.append(value)
    return theta, values


@wrong("one-step")
def fit_logistic(X, y, tol=1e-10, max_iter=50):
    m, d = X.shape

    def J(theta):
        t = X @ theta
        return np.mean(np.logaddexp(0, t) - y * t)

    theta = np.zeros(d)
    values = [J(theta)]
    for _ in range(max_iter):
        mu = special.expit(X @ theta)
        g = X.T @ (mu - y) / m
        if np.abs(g).max() <= tol:
            break
        H = (mu * (1 - mu) * X.T) @ X / m
        step = np.linalg.lstsq(H, g)[0]
        for _ in range(50):
            value = J(theta - step)
            if value <= values[-1] + 1e-12:
                break
            step = step / 2
        else:
            break
        theta = theta - step
        values.append(value)
        break
    return theta, values


@wrong("ascent")
def fit_logistic(X, y, tol=1e-10, max_iter=50):
    m, d = X.shape

    def J(theta):
        t = X @ theta
        return np.mean(np.logaddexp(0, t) - y * t)

    theta = np.zeros(d)
    values = [J(theta)]
    for _ in range(max_iter):
        mu = special.expit(X @ theta)
        g = X.T @ (mu - y) / m
        if np.abs(g).max() <= tol:
            break
        H = (mu * (1 - mu) * X.T) @ X / m
        step = np.linalg.lstsq(H, g)[0]
        for _ in range(50):
            value = J(theta + step)
            if value <= values[-1] + 1e-12:
                break
            step = step / 2
        else:
            break
        theta = theta + step
        values.append(value)
    return theta, values


@wrong("gradient-step")
def fit_logistic(X, y, tol=1e-10, max_iter=50):
    m, d = X.shape

    def J(theta):
        t = X @ theta
        return np.mean(np.logaddexp(0, t) - y * t)

    theta = np.zeros(d)
    values = [J(theta)]
    for _ in range(max_iter):
        mu = special.expit(X @ theta)
        g = X.T @ (mu - y) / m
        if np.abs(g).max() <= tol:
            break
        step = g
        for _ in range(50):
            value = J(theta - step)
            if value <= values[-1] + 1e-12:
                break
            step = step / 2
        else:
            break
        theta = theta - step
        values.append(value)
    return theta, values


@wrong("diagonal-only")
def fit_logistic(X, y, tol=1e-10, max_iter=50):
    m, d = X.shape

    def J(theta):
        t = X @ theta
        return np.mean(np.logaddexp(0, t) - y * t)

    theta = np.zeros(d)
    values = [J(theta)]
    for _ in range(max_iter):
        mu = special.expit(X @ theta)
        g = X.T @ (mu - y) / m
        if np.abs(g).max() <= tol:
            break
        h = mu * (1 - mu) @ X**2 / m
        step = g / h
        for _ in range(50):
            value = J(theta - step)
            if value <= values[-1] + 1e-12:
                break
            step = step / 2
        else:
            break
        theta = theta - step
        values.append(value)
    return theta, values


@wrong("only-at-zero-weights")
def fit_logistic(X, y, tol=1e-10, max_iter=50):
    m, d = X.shape

    def J(theta):
        t = X @ theta
        return np.mean(np.logaddexp(0, t) - y * t)

    theta = np.zeros(d)
    values = [J(theta)]
    for _ in range(max_iter):
        mu = special.expit(X @ theta)
        g = X.T @ (mu - y) / m
        if np.abs(g).max() <= tol:
            break
        H = X.T @ X / (4 * m)
        step = np.linalg.lstsq(H, g)[0]
        for _ in range(50):
            value = J(theta - step)
            if value <= values[-1] + 1e-12:
                break
            step = step / 2
        else:
            break
        theta = theta - step
        values.append(value)
    return theta, values


@wrong("mu-for-variance")
def fit_logistic(X, y, tol=1e-10, max_iter=50):
    m, d = X.shape

    def J(theta):
        t = X @ theta
        return np.mean(np.logaddexp(0, t) - y * t)

    theta = np.zeros(d)
    values = [J(theta)]
    for _ in range(max_iter):
        mu = special.expit(X @ theta)
        g = X.T @ (mu - y) / m
        if np.abs(g).max() <= tol:
            break
        H = (mu * X.T) @ X / m
        step = np.linalg.lstsq(H, g)[0]
        for _ in range(50):
            value = J(theta - step)
            if value <= values[-1] + 1e-12:
                break
            step = step / 2
        else:
            break
        theta = theta - step
        values.append(value)
    return theta, values


@wrong("label-weights")
def fit_logistic(X, y, tol=1e-10, max_iter=50):
    m, d = X.shape

    def J(theta):
        t = X @ theta
        return np.mean(np.logaddexp(0, t) - y * t)

    theta = np.zeros(d)
    values = [J(theta)]
    for _ in range(max_iter):
        mu = special.expit(X @ theta)
        g = X.T @ (mu - y) / m
        if np.abs(g).max() <= tol:
            break
        H = ((mu - y) * X.T) @ X / m
        step = np.linalg.lstsq(H, g)[0]
        for _ in range(50):
            value = J(theta - step)
            if value <= values[-1] + 1e-12:
                break
            step = step / 2
        else:
            break
        theta = theta - step
        values.append(value)
    return theta, values


@wrong("empirical-fisher")
def fit_logistic(X, y, tol=1e-10, max_iter=50):
    m, d = X.shape

    def J(theta):
        t = X @ theta
        return np.mean(np.logaddexp(0, t) - y * t)

    theta = np.zeros(d)
    values = [J(theta)]
    for _ in range(max_iter):
        mu = special.expit(X @ theta)
        g = X.T @ (mu - y) / m
        if np.abs(g).max() <= tol:
            break
        H = ((mu - y) ** 2 * X.T) @ X / m
        step = np.linalg.lstsq(H, g)[0]
        for _ in range(50):
            value = J(theta - step)
            if value <= values[-1] + 1e-12:
                break
            step = step / 2
        else:
            break
        theta = theta - step
        values.append(value)
    return theta, values


@wrong("sum-gradient-mean-hessian")
def fit_logistic(X, y, tol=1e-10, max_iter=50):
    m, d = X.shape

    def J(theta):
        t = X @ theta
        return np.mean(np.logaddexp(0, t) - y * t)

    theta = np.zeros(d)
    values = [J(theta)]
    for _ in range(max_iter):
        mu = special.expit(X @ theta)
        g = X.T @ (mu - y)
        if np.abs(g).max() <= tol:
            break
        H = (mu * (1 - mu) * X.T) @ X / m
        step = np.linalg.lstsq(H, g)[0]
        for _ in range(50):
            value = J(theta - step)
            if value <= values[-1] + 1e-12:
                break
            step = step / 2
        else:
            break
        theta = theta - step
        values.append(value)
    return theta, values


@wrong("mean-gradient-sum-hessian")
def fit_logistic(X, y, tol=1e-10, max_iter=50):
    m, d = X.shape

    def J(theta):
        t = X @ theta
        return np.mean(np.logaddexp(0, t) - y * t)

    theta = np.zeros(d)
    values = [J(theta)]
    for _ in range(max_iter):
        mu = special.expit(X @ theta)
        g = X.T @ (mu - y) / m
        if np.abs(g).max() <= tol:
            break
        H = (mu * (1 - mu) * X.T) @ X
        step = np.linalg.lstsq(H, g)[0]
        for _ in range(50):
            value = J(theta - step)
            if value <= values[-1] + 1e-12:
                break
            step = step / 2
        else:
            break
        theta = theta - step
        values.append(value)
    return theta, values


@wrong("sum-for-mean")
def fit_logistic(X, y, tol=1e-10, max_iter=50):
    m, d = X.shape

    def J(theta):
        t = X @ theta
        return np.sum(np.logaddexp(0, t) - y * t)

    theta = np.zeros(d)
    values = [J(theta)]
    for _ in range(max_iter):
        mu = special.expit(X @ theta)
        g = X.T @ (mu - y) / m
        if np.abs(g).max() <= tol:
            break
        H = (mu * (1 - mu) * X.T) @ X / m
        step = np.linalg.lstsq(H, g)[0]
        for _ in range(50):
            value = J(theta - step)
            if value <= values[-1] + 1e-12:
                break
            step = step / 2
        else:
            break
        theta = theta - step
        values.append(value)
    return theta, values


@wrong("sign")
def fit_logistic(X, y, tol=1e-10, max_iter=50):
    m, d = X.shape

    def J(theta):
        t = X @ theta
        return np.mean(y * t - np.logaddexp(0, t))

    theta = np.zeros(d)
    values = [J(theta)]
    for _ in range(max_iter):
        mu = special.expit(X @ theta)
        g = X.T @ (mu - y) / m
        if np.abs(g).max() <= tol:
            break
        H = (mu * (1 - mu) * X.T) @ X / m
        step = np.linalg.lstsq(H, g)[0]
        for _ in range(50):
            value = J(theta - step)
            if value >= values[-1] - 1e-12:
                break
            step = step / 2
        else:
            break
        theta = theta - step
        values.append(value)
    return theta, values


@wrong("likelihood-for-loss")
def fit_logistic(X, y, tol=1e-10, max_iter=50):
    m, d = X.shape

    def J(theta):
        t = X @ theta
        return np.sum(y * t - np.logaddexp(0, t))

    theta = np.zeros(d)
    values = [J(theta)]
    for _ in range(max_iter):
        mu = special.expit(X @ theta)
        g = X.T @ (mu - y) / m
        if np.abs(g).max() <= tol:
            break
        H = (mu * (1 - mu) * X.T) @ X / m
        step = np.linalg.lstsq(H, g)[0]
        for _ in range(50):
            value = J(theta - step)
            if value >= values[-1] - 1e-12:
                break
            step = step / 2
        else:
            break
        theta = theta - step
        values.append(value)
    return theta, values


@wrong("log-base-2")
def fit_logistic(X, y, tol=1e-10, max_iter=50):
    m, d = X.shape

    def J(theta):
        t = X @ theta
        return np.mean(np.logaddexp2(0, t / np.log(2)) - y * t / np.log(2))

    theta = np.zeros(d)
    values = [J(theta)]
    for _ in range(max_iter):
        mu = special.expit(X @ theta)
        g = X.T @ (mu - y) / m
        if np.abs(g).max() <= tol:
            break
        H = (mu * (1 - mu) * X.T) @ X / m
        step = np.linalg.lstsq(H, g)[0]
        for _ in range(50):
            value = J(theta - step)
            if value <= values[-1] + 1e-12:
                break
            step = step / 2
        else:
            break
        theta = theta - step
        values.append(value)
    return theta, values


@wrong("squared-error")
def fit_logistic(X, y, tol=1e-10, max_iter=50):
    m, d = X.shape

    def J(theta):
        t = X @ theta
        return np.mean((special.expit(t) - y) ** 2)

    theta = np.zeros(d)
    values = [J(theta)]
    for _ in range(max_iter):
        mu = special.expit(X @ theta)
        g = X.T @ (mu - y) / m
        if np.abs(g).max() <= tol:
            break
        H = (mu * (1 - mu) * X.T) @ X / m
        step = np.linalg.lstsq(H, g)[0]
        for _ in range(50):
            value = J(theta - step)
            if value <= values[-1] + 1e-12:
                break
            step = step / 2
        else:
            break
        theta = theta - step
        values.append(value)
    return theta, values


@wrong("penalty-added")
def fit_logistic(X, y, tol=1e-10, max_iter=50):
    m, d = X.shape

    def J(theta):
        t = X @ theta
        return np.mean(np.logaddexp(0, t) - y * t) + 0.005 * theta @ theta

    theta = np.zeros(d)
    values = [J(theta)]
    for _ in range(max_iter):
        mu = special.expit(X @ theta)
        g = X.T @ (mu - y) / m + 0.01 * theta
        if np.abs(g).max() <= tol:
            break
        H = (mu * (1 - mu) * X.T) @ X / m + 0.01 * np.eye(d)
        step = np.linalg.lstsq(H, g)[0]
        for _ in range(50):
            value = J(theta - step)
            if value <= values[-1] + 1e-12:
                break
            step = step / 2
        else:
            break
        theta = theta - step
        values.append(value)
    return theta, values


@wrong("features-standardised")
def fit_logistic(X, y, tol=1e-10, max_iter=50):
    m, d = X.shape
    X = X / X.std(axis=0)

    def J(theta):
        t = X @ theta
        return np.mean(np.logaddexp(0, t) - y * t)

    theta = np.zeros(d)
    values = [J(theta)]
    for _ in range(max_iter):
        mu = special.expit(X @ theta)
        g = X.T @ (mu - y) / m
        if np.abs(g).max() <= tol:
            break
        H = (mu * (1 - mu) * X.T) @ X / m
        step = np.linalg.lstsq(H, g)[0]
        for _ in range(50):
            value = J(theta - step)
            if value <= values[-1] + 1e-12:
                break
            step = step / 2
        else:
            break
        theta = theta - step
        values.append(value)
    return theta, values


@wrong("features-centred")
def fit_logistic(X, y, tol=1e-10, max_iter=50):
    m, d = X.shape
    X = X - X.mean(axis=0)

    def J(theta):
        t = X @ theta
        return np.mean(np.logaddexp(0, t) - y * t)

    theta = np.zeros(d)
    values = [J(theta)]
    for _ in range(max_iter):
        mu = special.expit(X @ theta)
        g = X.T @ (mu - y) / m
        if np.abs(g).max() <= tol:
            break
        H = (mu * (1 - mu) * X.T) @ X / m
        step = np.linalg.lstsq(H, g)[0]
        for _ in range(50):
            value = J(theta - step)
            if value <= values[-1] + 1e-12:
                break
            step = step / 2
        else:
            break
        theta = theta - step
        values.append(value)
    return theta, values


@wrong("bias-forgotten")
def fit_logistic(X, y, tol=1e-10, max_iter=50):
    m, d = X.shape
    X = X * (np.arange(d) > 0)

    def J(theta):
        t = X @ theta
        return np.mean(np.logaddexp(0, t) - y * t)

    theta = np.zeros(d)
    values = [J(theta)]
    for _ in range(max_iter):
        mu = special.expit(X @ theta)
        g = X.T @ (mu - y) / m
        if np.abs(g).max() <= tol:
            break
        H = (mu * (1 - mu) * X.T) @ X / m
        step = np.linalg.lstsq(H, g)[0]
        for _ in range(50):
            value = J(theta - step)
            if value <= values[-1] + 1e-12:
                break
            step = step / 2
        else:
            break
        theta = theta - step
        values.append(value)
    return theta, values


@wrong("nonzero-start")
def fit_logistic(X, y, tol=1e-10, max_iter=50):
    m, d = X.shape

    def J(theta):
        t = X @ theta
        return np.mean(np.logaddexp(0, t) - y * t)

    theta = np.random.default_rng(0).normal(size=d)
    values = [J(theta)]
    for _ in range(max_iter):
        mu = special.expit(X @ theta)
        g = X.T @ (mu - y) / m
        if np.abs(g).max() <= tol:
            break
        H = (mu * (1 - mu) * X.T) @ X / m
        step = np.linalg.lstsq(H, g)[0]
        for _ in range(50):
            value = J(theta - step)
            if value <= values[-1] + 1e-12:
                break
            step = step / 2
        else:
            break
        theta = theta - step
        values.append(value)
    return theta, values


@wrong("first-value-missing")
def fit_logistic(X, y, tol=1e-10, max_iter=50):
    m, d = X.shape

    def J(theta):
        t = X @ theta
        return np.mean(np.logaddexp(0, t) - y * t)

    theta = np.linalg.lstsq(X, 4 * y - 2)[0]
    values = [J(theta)]
    for _ in range(max_iter):
        mu = special.expit(X @ theta)
        g = X.T @ (mu - y) / m
        if np.abs(g).max() <= tol:
            break
        H = (mu * (1 - mu) * X.T) @ X / m
        step = np.linalg.lstsq(H, g)[0]
        for _ in range(50):
            value = J(theta - step)
            if value <= values[-1] + 1e-12:
                break
            step = step / 2
        else:
            break
        theta = theta - step
        values.append(value)
    return theta, values


@wrong("first-value-missing")
def fit_logistic(X, y, tol=1e-10, max_iter=50):
    m, d = X.shape

    def J(theta):
        t = X @ theta
        return np.mean(np.logaddexp(0, t) - y * t)

    theta = np.zeros(d)
    values, last = [], J(theta)
    for _ in range(max_iter):
        mu = special.expit(X @ theta)
        g = X.T @ (mu - y) / m
        if np.abs(g).max() <= tol:
            break
        H = (mu * (1 - mu) * X.T) @ X / m
        step = np.linalg.lstsq(H, g)[0]
        for _ in range(50):
            value = J(theta - step)
            if value <= last + 1e-12:
                break
            step = step / 2
        else:
            break
        theta = theta - step
        values.append(value)
        last = value
    return theta, values


@wrong("float32")
def fit_logistic(X, y, tol=1e-10, max_iter=50):
    m, d = X.shape
    X = X.astype(np.float32)

    def J(theta):
        t = X @ theta
        return np.mean(np.logaddexp(0, t) - y.astype(np.float32) * t)

    theta = np.zeros(d, dtype=np.float32)
    values = [float(J(theta))]
    for _ in range(max_iter):
        mu = special.expit(X @ theta)
        g = X.T @ (mu - y.astype(np.float32)) / m
        if np.abs(g).max() <= tol:
            break
        H = (mu * (1 - mu) * X.T) @ X / m
        step = np.linalg.lstsq(H, g)[0]
        for _ in range(50):
            value = J(theta - step)
            if value <= values[-1] + 1e-12:
                break
            step = step / 2
        else:
            break
        theta = theta - step
        values.append(float(value))
    return theta.astype(np.float64), values


@wrong("finite-differences")
def fit_logistic(X, y, tol=1e-10, max_iter=50):
    m, d = X.shape

    def J(theta):
        t = X @ theta
        return np.mean(np.logaddexp(0, t) - y * t)

    h = 1e-8
    theta = np.zeros(d)
    values = [J(theta)]
    for _ in range(max_iter):
        mu = special.expit(X @ theta)
        g = np.array([(J(theta + h * e) - J(theta)) / h for e in np.eye(d)])
        if np.abs(g).max() <= tol:
            break
        H = (mu * (1 - mu) * X.T) @ X / m
        step = np.linalg.lstsq(H, g)[0]
        for _ in range(50):
            value = J(theta - step)
            if value <= values[-1] + 1e-12:
                break
            step = step / 2
        else:
            break
        theta = theta - step
        values.append(value)
    return theta, values


@wrong("wrong-type")
def fit_logistic(X, y, tol=1e-10, max_iter=50):
    m, d = X.shape

    def J(theta):
        t = X @ theta
        return np.mean(np.logaddexp(0, t) - y * t)

    theta = np.zeros(d)
    values = [J(theta)]
    for _ in range(max_iter):
        mu = special.expit(X @ theta)
        g = X.T @ (mu - y) / m
        if np.abs(g).max() <= tol:
            break
        H = (mu * (1 - mu) * X.T) @ X / m
        step = np.linalg.lstsq(H, g)[0]
        for _ in range(50):
            value = J(theta - step)
            if value <= values[-1] + 1e-12:
                break
            step = step / 2
        else:
            break
        theta = theta - step
        values.append(value)
    return theta, np.array(values)


@wrong("wrong-type")
def fit_logistic(X, y, tol=1e-10, max_iter=50):
    m, d = X.shape

    def J(theta):
        t = X @ theta
        return np.mean(np.logaddexp(0, t) - y * t)

    theta = np.zeros(d)
    values = [J(theta)]
    for _ in range(max_iter):
        mu = special.expit(X @ theta)
        g = X.T @ (mu - y) / m
        if np.abs(g).max() <= tol:
            break
        H = (mu * (1 - mu) * X.T) @ X / m
        step = np.linalg.lstsq(H, g)[0]
        for _ in range(50):
            value = J(theta - step)
            if value <= values[-1] + 1e-12:
                break
            step = step / 2
        else:
            break
        theta = theta - step
        values.append(value)
    return theta


@wrong("wrong-type")
def fit_logistic(X, y, tol=1e-10, max_iter=50):
    m, d = X.shape

    def J(theta):
        t = X @ theta
        return np.mean(np.logaddexp(0, t) - y * t)

    theta = np.zeros(d)
    values = [J(theta)]
    for _ in range(max_iter):
        mu = special.expit(X @ theta)
        g = X.T @ (mu - y) / m
        if np.abs(g).max() <= tol:
            break
        H = (mu * (1 - mu) * X.T) @ X / m
        step = np.linalg.lstsq(H, g)[0]
        for _ in range(50):
            value = J(theta - step)
            if value <= values[-1] + 1e-12:
                break
            step = step / 2
        else:
            break
        theta = theta - step
        values.append(value)
    return theta, values[-1]


@wrong("wrong-shape")
def fit_logistic(X, y, tol=1e-10, max_iter=50):
    m, d = X.shape

    def J(theta):
        t = X @ theta
        return np.mean(np.logaddexp(0, t) - y * t)

    theta = np.zeros(d)
    values = [J(theta)]
    for _ in range(max_iter):
        mu = special.expit(X @ theta)
        g = X.T @ (mu - y) / m
        if np.abs(g).max() <= tol:
            break
        H = (mu * (1 - mu) * X.T) @ X / m
        step = np.linalg.lstsq(H, g)[0]
        for _ in range(50):
            value = J(theta - step)
            if value <= values[-1] + 1e-12:
                break
            step = step / 2
        else:
            break
        theta = theta - step
        values.append(value)
    return theta[:, None], values


@wrong("last-value-missing", part="robustness")
def fit_logistic(X, y, tol=1e-10, max_iter=50):
    m, d = X.shape

    def J(theta):
        t = X @ theta
        return np.mean(np.logaddexp(0, t) - y * t)

    theta = np.zeros(d)
    values = []
    for _ in range(max_iter):
        values.append(J(theta))
        mu = special.expit(X @ theta)
        g = X.T @ (mu - y) / m
        if np.abs(g).max() <= tol:
            break
        H = (mu * (1 - mu) * X.T) @ X / m
        step = np.linalg.lstsq(H, g)[0]
        for _ in range(50):
            value = J(theta - step)
            if value <= values[-1] + 1e-12:
                break
            step = step / 2
        else:
            break
        theta = theta - step
    return theta, values


@wrong("signed-largest", part="robustness")
def fit_logistic(X, y, tol=1e-10, max_iter=50):
    m, d = X.shape

    def J(theta):
        t = X @ theta
        return np.mean(np.logaddexp(0, t) - y * t)

    theta = np.zeros(d)
    values = [J(theta)]
    for _ in range(max_iter):
        mu = special.expit(X @ theta)
        g = X.T @ (mu - y) / m
        if g.max() <= tol:
            break
        H = (mu * (1 - mu) * X.T) @ X / m
        step = np.linalg.lstsq(H, g)[0]
        for _ in range(50):
            value = J(theta - step)
            if value <= values[-1] + 1e-12:
                break
            step = step / 2
        else:
            break
        theta = theta - step
        values.append(value)
    return theta, values


@wrong("off-by-one", part="robustness")
def fit_logistic(X, y, tol=1e-10, max_iter=50):
    m, d = X.shape

    def J(theta):
        t = X @ theta
        return np.mean(np.logaddexp(0, t) - y * t)

    theta = np.zeros(d)
    values = [J(theta)]
    for _ in range(1, max_iter):
        mu = special.expit(X @ theta)
        g = X.T @ (mu - y) / m
        if np.abs(g).max() <= tol:
            break
        H = (mu * (1 - mu) * X.T) @ X / m
        step = np.linalg.lstsq(H, g)[0]
        for _ in range(50):
            value = J(theta - step)
            if value <= values[-1] + 1e-12:
                break
            step = step / 2
        else:
            break
        theta = theta - step
        values.append(value)
    return theta, values


@wrong("few-halvings", part="robustness")
def fit_logistic(X, y, tol=1e-10, max_iter=50):
    m, d = X.shape

    def J(theta):
        t = X @ theta
        return np.mean(np.logaddexp(0, t) - y * t)

    theta = np.zeros(d)
    values = [J(theta)]
    for _ in range(max_iter):
        mu = special.expit(X @ theta)
        g = X.T @ (mu - y) / m
        if np.abs(g).max() <= tol:
            break
        H = (mu * (1 - mu) * X.T) @ X / m
        step = np.linalg.lstsq(H, g)[0]
        for _ in range(9):
            value = J(theta - step)
            if value <= values[-1] + 1e-12:
                break
            step = step / 2
        else:
            break
        theta = theta - step
        values.append(value)
    return theta, values


@wrong("tol-ignored", part="robustness")
def fit_logistic(X, y, tol=1e-10, max_iter=50):
    m, d = X.shape

    def J(theta):
        t = X @ theta
        return np.mean(np.logaddexp(0, t) - y * t)

    theta = np.zeros(d)
    values = [J(theta)]
    for _ in range(max_iter):
        mu = special.expit(X @ theta)
        g = X.T @ (mu - y) / m
        if np.abs(g).max() <= 1e-10:
            break
        H = (mu * (1 - mu) * X.T) @ X / m
        step = np.linalg.lstsq(H, g)[0]
        for _ in range(50):
            value = J(theta - step)
            if value <= values[-1] + 1e-12:
                break
            step = step / 2
        else:
            break
        theta = theta - step
        values.append(value)
    return theta, values


@wrong("max-iter-ignored", part="robustness")
def fit_logistic(X, y, tol=1e-10, max_iter=50):
    m, d = X.shape

    def J(theta):
        t = X @ theta
        return np.mean(np.logaddexp(0, t) - y * t)

    theta = np.zeros(d)
    values = [J(theta)]
    for _ in range(100):
        mu = special.expit(X @ theta)
        g = X.T @ (mu - y) / m
        if np.abs(g).max() <= tol:
            break
        H = (mu * (1 - mu) * X.T) @ X / m
        step = np.linalg.lstsq(H, g)[0]
        for _ in range(50):
            value = J(theta - step)
            if value <= values[-1] + 1e-12:
                break
            step = step / 2
        else:
            break
        theta = theta - step
        values.append(value)
    return theta, values


@wrong("norm-for-largest", part="robustness")
def fit_logistic(X, y, tol=1e-10, max_iter=50):
    m, d = X.shape

    def J(theta):
        t = X @ theta
        return np.mean(np.logaddexp(0, t) - y * t)

    theta = np.zeros(d)
    values = [J(theta)]
    for _ in range(max_iter):
        mu = special.expit(X @ theta)
        g = X.T @ (mu - y) / m
        if np.linalg.norm(g) <= tol:
            break
        H = (mu * (1 - mu) * X.T) @ X / m
        step = np.linalg.lstsq(H, g)[0]
        for _ in range(50):
            value = J(theta - step)
            if value <= values[-1] + 1e-12:
                break
            step = step / 2
        else:
            break
        theta = theta - step
        values.append(value)
    return theta, values


@wrong("step-for-gradient", part="robustness")
def fit_logistic(X, y, tol=1e-10, max_iter=50):
    m, d = X.shape

    def J(theta):
        t = X @ theta
        return np.mean(np.logaddexp(0, t) - y * t)

    theta = np.zeros(d)
    values = [J(theta)]
    for _ in range(max_iter):
        mu = special.expit(X @ theta)
        g = X.T @ (mu - y) / m
        H = (mu * (1 - mu) * X.T) @ X / m
        step = np.linalg.lstsq(H, g)[0]
        if np.abs(step).max() <= tol:
            break
        for _ in range(50):
            value = J(theta - step)
            if value <= values[-1] + 1e-12:
                break
            step = step / 2
        else:
            break
        theta = theta - step
        values.append(value)
    return theta, values


@wrong("singular-raises", part="robustness")
def fit_logistic(X, y, tol=1e-10, max_iter=50):
    m, d = X.shape

    def J(theta):
        t = X @ theta
        return np.mean(np.logaddexp(0, t) - y * t)

    theta = np.zeros(d)
    values = [J(theta)]
    for _ in range(max_iter):
        mu = special.expit(X @ theta)
        g = X.T @ (mu - y) / m
        if np.abs(g).max() <= tol:
            break
        H = (mu * (1 - mu) * X.T) @ X / m
        step = linalg.cho_solve(linalg.cho_factor(H), g)
        for _ in range(50):
            value = J(theta - step)
            if value <= values[-1] + 1e-12:
                break
            step = step / 2
        else:
            break
        theta = theta - step
        values.append(value)
    return theta, values


@wrong("overflow", part="robustness")
def fit_logistic(X, y, tol=1e-10, max_iter=50):
    m, d = X.shape

    def J(theta):
        t = X @ theta
        mu = 1 / (1 + np.exp(-t))
        return -np.mean(y * np.log(mu) + (1 - y) * np.log(1 - mu))

    theta = np.zeros(d)
    values = [J(theta)]
    for _ in range(max_iter):
        mu = special.expit(X @ theta)
        g = X.T @ (mu - y) / m
        if np.abs(g).max() <= tol:
            break
        H = (mu * (1 - mu) * X.T) @ X / m
        step = np.linalg.lstsq(H, g)[0]
        for _ in range(50):
            value = J(theta - step)
            if value <= values[-1] + 1e-12:
                break
            step = step / 2
        else:
            break
        theta = theta - step
        values.append(value)
    return theta, values


@wrong("overflow", part="robustness")
def fit_logistic(X, y, tol=1e-10, max_iter=50):
    m, d = X.shape

    def J(theta):
        t = X @ theta
        return np.mean(np.log(1 + np.exp(t)) - y * t)

    theta = np.zeros(d)
    values = [J(theta)]
    for _ in range(max_iter):
        mu = special.expit(X @ theta)
        g = X.T @ (mu - y) / m
        if np.abs(g).max() <= tol:
            break
        H = (mu * (1 - mu) * X.T) @ X / m
        step = np.linalg.lstsq(H, g)[0]
        for _ in range(50):
            value = J(theta - step)
            if value <= values[-1] + 1e-12:
                break
            step = step / 2
        else:
            break
        theta = theta - step
        values.append(value)
    return theta, values


@wrong("clipped-probability")
def fit_logistic(X, y, tol=1e-10, max_iter=50):
    m, d = X.shape

    def J(theta):
        t = X @ theta
        mu = np.clip(special.expit(t), 1e-6, 1 - 1e-6)
        return -np.mean(y * np.log(mu) + (1 - y) * np.log(1 - mu))

    theta = np.zeros(d)
    values = [J(theta)]
    for _ in range(max_iter):
        mu = special.expit(X @ theta)
        g = X.T @ (mu - y) / m
        if np.abs(g).max() <= tol:
            break
        H = (mu * (1 - mu) * X.T) @ X / m
        step = np.linalg.lstsq(H, g)[0]
        for _ in range(50):
            value = J(theta - step)
            if value <= values[-1] + 1e-12:
                break
            step = step / 2
        else:
            break
        theta = theta - step
        values.append(value)
    return theta, values


@wrong("in-place", part="robustness")
def fit_logistic(X, y, tol=1e-10, max_iter=50):
    m, d = X.shape
    y *= 2
    y -= 1

    def J(theta):
        t = X @ theta
        return np.mean(np.logaddexp(0, -y * t))

    theta = np.zeros(d)
    values = [J(theta)]
    for _ in range(max_iter):
        mu = special.expit(X @ theta)
        g = X.T @ (mu - (y + 1) / 2) / m
        if np.abs(g).max() <= tol:
            break
        H = (mu * (1 - mu) * X.T) @ X / m
        step = np.linalg.lstsq(H, g)[0]
        for _ in range(50):
            value = J(theta - step)
            if value <= values[-1] + 1e-12:
                break
            step = step / 2
        else:
            break
        theta = theta - step
        values.append(value)
    return theta, values


@wrong("strict-decrease", part="robustness")
def fit_logistic(X, y, tol=1e-10, max_iter=50):
    m, d = X.shape

    def J(theta):
        t = X @ theta
        return np.mean(np.logaddexp(0, t) - y * t)

    theta = np.zeros(d)
    values = [J(theta)]
    for _ in range(max_iter):
        mu = special.expit(X @ theta)
        g = X.T @ (mu - y) / m
        if np.abs(g).max() <= tol:
            break
        H = (mu * (1 - mu) * X.T) @ X / m
        step = np.linalg.lstsq(H, g)[0]
        for _ in range(50):
            value = J(theta - step)
            if value < values[-1]:
                break
            step = step / 2
        else:
            break
        theta = theta - step
        values.append(value)
    return theta, values


@wrong("norm-for-largest", part="robustness")
def fit_logistic(X, y, tol=1e-10, max_iter=50):
    d = X.shape[1]

    def J(theta):
        t = X @ theta
        return np.mean(np.logaddexp(0, t) - y * t)

    theta = np.zeros(d)
    values = [J(theta)]
    for _ in range(max_iter):
        mu = special.expit(X @ theta)
        # Sums, in which 1/m cancels from the step but not from the stop
        g = X.T @ (mu - y)
        if np.abs(g).max() <= tol:
            break
        H = (mu * (1 - mu) * X.T) @ X
        step = np.linalg.lstsq(H, g)[0]
        for _ in range(50):
            value = J(theta - step)
            if value <= values[-1] + 1e-12:
                break
            step = step / 2
        else:
            break
        theta = theta - step
        values.append(value)
    return theta, values


@wrong("tol-after-step", part="robustness")
def fit_logistic(X, y, tol=1e-10, max_iter=50):
    d = X.shape[1]

    def J(theta):
        t = X @ theta
        return np.mean(np.logaddexp(0, t) - y * t)

    theta = np.zeros(d)
    values = [J(theta)]
    for _ in range(max_iter):
        mu = special.expit(X @ theta)
        g = X.T @ (mu - y) / len(y)
        H = (mu * (1 - mu) * X.T) @ X / len(y)
        step = np.linalg.lstsq(H, g)[0]
        for _ in range(50):
            value = J(theta - step)
            if value <= values[-1] + 1e-12:
                break
            step = step / 2
        else:
            break
        theta = theta - step
        values.append(value)
        if np.abs(X.T @ (special.expit(X @ theta) - y)).max() / len(y) <= tol:
            break
    return theta, values


@wrong("below-tol", part="robustness")
def fit_logistic(X, y, tol=1e-10, max_iter=50):
    m, d = X.shape

    def J(theta):
        t = X @ theta
        return np.mean(np.logaddexp(0, t) - y * t)

    theta = np.zeros(d)
    values = [J(theta)]
    for _ in range(max_iter):
        mu = special.expit(X @ theta)
        g = X.T @ (mu - y) / m
        if np.abs(g).max() < tol:
            break
        H = (mu * (1 - mu) * X.T) @ X / m
        step = np.linalg.lstsq(H, g)[0]
        for _ in range(50):
            value = J(theta - step)
            if value <= values[-1] + 1e-12:
                break
            step = step / 2
        else:
            break
        theta = theta - step
        values.append(value)
    return theta, values


@wrong("not-halved", part="robustness")
def fit_logistic(X, y, tol=1e-10, max_iter=50):
    m, d = X.shape

    def J(theta):
        t = X @ theta
        return np.mean(np.logaddexp(0, t) - y * t)

    theta = np.zeros(d)
    values = [J(theta)]
    for _ in range(max_iter):
        mu = special.expit(X @ theta)
        g = X.T @ (mu - y) / m
        if np.abs(g).max() <= tol:
            break
        H = (mu * (1 - mu) * X.T) @ X / m
        step = np.linalg.lstsq(H, g)[0]
        for _ in range(400):
            value = J(theta - step)
            if value <= values[-1] + 1e-12:
                break
            step = 0.9 * step
        else:
            break
        theta = theta - step
        values.append(value)
    return theta, values


@wrong("off-by-one", part="robustness")
def fit_logistic(X, y, tol=1e-10, max_iter=50):
    m, d = X.shape

    def J(theta):
        t = X @ theta
        return np.mean(np.logaddexp(0, t) - y * t)

    theta = np.zeros(d)
    values = [J(theta)]
    while True:
        mu = special.expit(X @ theta)
        g = X.T @ (mu - y) / m
        if np.abs(g).max() <= tol:
            break
        H = (mu * (1 - mu) * X.T) @ X / m
        step = np.linalg.lstsq(H, g)[0]
        for _ in range(50):
            value = J(theta - step)
            if value <= values[-1] + 1e-12:
                break
            step = step / 2
        else:
            break
        theta = theta - step
        values.append(value)
        if len(values) > max_iter:
            break
    return theta, values


@wrong("values-of-no-step")
def fit_logistic(X, y, tol=1e-10, max_iter=50):
    m, d = X.shape

    def J(theta):
        t = X @ theta
        return np.mean(np.logaddexp(0, t) - y * t)

    theta = np.zeros(d)
    values = [J(theta)]
    for _ in range(max_iter):
        mu = special.expit(X @ theta)
        g = X.T @ (mu - y) / m
        if np.abs(g).max() <= tol:
            break
        H = (mu * (1 - mu) * X.T) @ X / m
        step = np.linalg.lstsq(H, g)[0]
        for _ in range(50):
            value = J(theta - step)
            if value <= values[-1] + 1e-12:
                break
            step = step / 2
        else:
            break
        theta = theta - step
        values.append(value)
    lagging = values[:1] + values[:-1]
    lagging[-1] = values[-1]
    return theta, lagging


@wrong("ridge-added", part="robustness")
def fit_logistic(X, y, tol=1e-10, max_iter=50):
    m, d = X.shape

    def J(theta):
        t = X @ theta
        return np.mean(np.logaddexp(0, t) - y * t)

    theta = np.zeros(d)
    values = [J(theta)]
    for _ in range(max_iter):
        mu = special.expit(X @ theta)
        g = X.T @ (mu - y) / m
        if np.abs(g).max() <= tol:
            break
        H = (mu * (1 - mu) * X.T) @ X / m
        step = np.linalg.solve(H + 1e-6 * np.eye(d), g)
        for _ in range(50):
            value = J(theta - step)
            if value <= values[-1] + 1e-12:
                break
            step = step / 2
        else:
            break
        theta = theta - step
        values.append(value)
    return theta, values


@right("least-squares")
def fit_logistic(X, y, tol=1e-10, max_iter=50):
    m, d = X.shape

    def J(theta):
        t = X @ theta
        return np.mean(np.logaddexp(0, t) - y * t)

    theta = np.zeros(d)
    values = [J(theta)]
    for _ in range(max_iter):
        mu = special.expit(X @ theta)
        g = X.T @ (mu - y) / m
        if np.abs(g).max() <= tol:
            break
        H = (mu * (1 - mu) * X.T) @ X / m
        step = np.linalg.lstsq(H, g)[0]
        for _ in range(50):
            value = J(theta - step)
            if value <= values[-1] + 1e-12:
                break
            step = step / 2
        else:
            break
        theta = theta - step
        values.append(value)
    return theta, values


@right("cholesky-or-gradient")
def fit_logistic(X, y, tol=1e-10, max_iter=50):
    m, d = X.shape

    def J(theta):
        t = X @ theta
        return np.mean(np.logaddexp(0, t) - y * t)

    theta = np.zeros(d)
    values = [J(theta)]
    for _ in range(max_iter):
        mu = special.expit(X @ theta)
        g = X.T @ (mu - y) / m
        if np.abs(g).max() <= tol:
            break
        H = (mu * (1 - mu) * X.T) @ X / m
        try:
            step = linalg.cho_solve(linalg.cho_factor(H), g)
        except linalg.LinAlgError:
            step = g
        for _ in range(50):
            value = J(theta - step)
            if value <= values[-1] + 1e-12:
                break
            step = step / 2
        else:
            break
        theta = theta - step
        values.append(value)
    return theta, values


@right("pseudo-inverse")
def fit_logistic(X, y, tol=1e-10, max_iter=50):
    m, d = X.shape

    def J(theta):
        t = X @ theta
        return np.mean(np.logaddexp(0, t) - y * t)

    theta = np.zeros(d)
    values = [J(theta)]
    for _ in range(max_iter):
        mu = special.expit(X @ theta)
        g = X.T @ (mu - y) / m
        if np.abs(g).max() <= tol:
            break
        H = np.einsum("i,ij,ik->jk", mu * (1 - mu), X, X) / m
        step = np.linalg.pinv(H, hermitian=True) @ g
        for _ in range(50):
            value = J(theta - step)
            if value <= values[-1] + 1e-12:
                break
            step = step / 2
        else:
            break
        theta = theta - step
        values.append(value)
    return theta, values


@right("pseudo-inverse-of-the-weighted-design")
def fit_logistic(X, y, tol=1e-10, max_iter=50):
    sign = 2 * y - 1

    def loss(theta):
        return -special.log_expit(sign * (X @ theta)).mean()

    theta = np.zeros(X.shape[1])
    history = [loss(theta)]
    while len(history) <= max_iter:
        t = X @ theta
        # mu - y without cancellation
        error = -sign * special.expit(-sign * t)
        if np.abs(error @ X).max() <= tol * len(X):
            break
        B = np.linalg.pinv(np.sqrt(special.expit(t) * special.expit(-t))[:, None] * X)
        step = B @ (B.T @ (error @ X))
        size = 1.0
        while size > 0 and not loss(theta - size * step) - history[-1] <= 1e-12:
            size /= 2
        if size == 0:
            break
        theta = theta - size * step
        history.append(loss(theta))
    return theta, history


@right("maximising-the-likelihood")
def fit_logistic(X, y, tol=1e-10, max_iter=50):
    m, d = X.shape

    def log_likelihood(theta):
        t = X @ theta
        return np.sum(y * special.log_expit(t) + (1 - y) * special.log_expit(-t))

    theta = np.zeros(d)
    values = [-log_likelihood(theta) / m]
    for _ in range(max_iter):
        mu = special.expit(X @ theta)
        score = X.T @ (y - mu)
        if np.max(np.abs(score / m)) <= tol:
            break
        information = X.T @ np.diag(mu * (1 - mu)) @ X
        try:
            direction = np.linalg.solve(information, score)
        except np.linalg.LinAlgError:
            direction = score
        for j in range(40):
            candidate = theta + direction / 2**j
            value = -log_likelihood(candidate) / m
            if value - values[-1] <= 1e-12:
                theta = candidate
                values.append(value)
                break
        else:
            return theta, values
    return theta, values


@right("eigenvectors")
def fit_logistic(X, y, tol=1e-10, max_iter=50):
    def J(theta):
        return float(np.mean(np.logaddexp(0, (1 - 2 * y) * (X @ theta))))

    def derivatives(theta):
        mu = special.expit(X @ theta)
        g, H = np.zeros(len(theta)), np.zeros((len(theta), len(theta)))
        for x, p, label in zip(X, mu, y, strict=True):
            g += (p - label) * x / len(X)
            H += p * (1 - p) * np.outer(x, x) / len(X)
        return g, H

    theta = np.zeros(X.shape[1])
    values = [J(theta)]
    for _ in range(max_iter):
        g, H = derivatives(theta)
        if not np.any(np.abs(g) > tol):
            break
        w, V = np.linalg.eigh(H)
        keep = w > 1e-15 * w[-1]
        direction = V[:, keep] @ (V[:, keep].T @ g / w[keep])
        lengths = 0.5 ** np.arange(60)
        fine = (s for s in lengths if J(theta - s * direction) <= values[-1] + 1e-12)
        length = next(fine, None)
        if length is None:
            break
        theta = theta - length * direction
        values.append(J(theta))
    return theta, values


@right("qr-of-the-weighted-design")
def fit_logistic(X, y, tol=1e-10, max_iter=50):
    m, d = X.shape

    def J(theta):
        t = X @ theta
        return float(np.mean(np.maximum(t, 0) - y * t + np.log1p(np.exp(-np.abs(t)))))

    theta, values = np.zeros(d), []
    values.append(J(theta))
    for _ in range(max_iter):
        t = X @ theta
        g = X.T @ (special.expit(t) - y) / m
        if np.linalg.norm(g, np.inf) <= tol:
            break
        A = np.sqrt(special.expit(t) * special.expit(-t) / m)[:, None] * X
        R = np.linalg.qr(A, mode="r")
        if np.abs(np.diag(R)).min() <= 1e-14 * np.abs(np.diag(R)).max():
            step = g
        else:
            step = linalg.solve_triangular(R, linalg.solve_triangular(R, g, trans="T"))
        length = 1.0
        while length > 1e-16 and J(theta - length * step) > values[-1] + 1e-12:
            length *= 0.5
        if length <= 1e-16:
            break
        theta = theta - length * step
        values.append(J(theta))
    return theta, values


# 6.3


@wrong("l2-without-half")
def fit_softmax(X, Y, l2, tol=1e-10, max_iter=50):
    (m, d), K = X.shape, Y.shape[1]

    def F(W):
        Z = X @ W
        losses = special.logsumexp(Z, axis=1) - (Y * Z).sum(axis=1)
        return losses.mean() + l2 * np.sum(W**2)

    W = np.zeros((d, K))
    values = [F(W)]
    for _ in range(max_iter):
        P = special.softmax(X @ W, axis=1)
        G = X.T @ (P - Y) / m + 2 * l2 * W
        if np.abs(G).max() <= tol:
            break
        H = 2 * l2 * np.eye(d * K)
        for p, x in zip(P, X, strict=True):
            H += np.kron(np.diag(p) - np.outer(p, p), np.outer(x, x)) / m
        step = np.linalg.solve(H, G.ravel(order="F")).reshape((d, K), order="F")
        for _ in range(50):
            value = F(W - step)
            if value <= values[-1] + 1e-12:
                break
            step = step / 2
        else:
            break
        W = W - step
        values.append(value)
    return W, values


@wrong("l2-without-half")
def fit_softmax(X, Y, l2, tol=1e-10, max_iter=50):
    (m, d), K = X.shape, Y.shape[1]

    def F(W):
        Z = X @ W
        losses = special.logsumexp(Z, axis=1) - (Y * Z).sum(axis=1)
        return losses.mean() + l2 * np.sum(W**2)

    W = np.zeros((d, K))
    values = [F(W)]
    for _ in range(max_iter):
        P = special.softmax(X @ W, axis=1)
        G = X.T @ (P - Y) / m + l2 * W
        if np.abs(G).max() <= tol:
            break
        H = l2 * np.eye(d * K)
        for p, x in zip(P, X, strict=True):
            H += np.kron(np.diag(p) - np.outer(p, p), np.outer(x, x)) / m
        step = np.linalg.solve(H, G.ravel(order="F")).reshape((d, K), order="F")
        for _ in range(50):
            value = F(W - step)
            if value <= values[-1] + 1e-12:
                break
            step = step / 2
        else:
            break
        W = W - step
        values.append(value)
    return W, values


@wrong("l2-without-half")
def fit_softmax(X, Y, l2, tol=1e-10, max_iter=50):
    (m, d), K = X.shape, Y.shape[1]

    def F(W):
        Z = X @ W
        losses = special.logsumexp(Z, axis=1) - (Y * Z).sum(axis=1)
        return losses.mean() + l2 / 2 * np.sum(W**2)

    W = np.zeros((d, K))
    values = [F(W)]
    for _ in range(max_iter):
        P = special.softmax(X @ W, axis=1)
        G = X.T @ (P - Y) / m + 2 * l2 * W
        if np.abs(G).max() <= tol:
            break
        H = 2 * l2 * np.eye(d * K)
        for p, x in zip(P, X, strict=True):
            H += np.kron(np.diag(p) - np.outer(p, p), np.outer(x, x)) / m
        step = np.linalg.solve(H, G.ravel(order="F")).reshape((d, K), order="F")
        for _ in range(50):
            value = F(W - step)
            if value <= values[-1] + 1e-12:
                break
            step = step / 2
        else:
            break
        W = W - step
        values.append(value)
    return W, values


@wrong("l2-times-m")
def fit_softmax(X, Y, l2, tol=1e-10, max_iter=50):
    (m, d), K = X.shape, Y.shape[1]

    def F(W):
        Z = X @ W
        losses = special.logsumexp(Z, axis=1) - (Y * Z).sum(axis=1)
        return losses.mean() + m * l2 / 2 * np.sum(W**2)

    W = np.zeros((d, K))
    values = [F(W)]
    for _ in range(max_iter):
        P = special.softmax(X @ W, axis=1)
        G = X.T @ (P - Y) / m + m * l2 * W
        if np.abs(G).max() <= tol:
            break
        H = m * l2 * np.eye(d * K)
        for p, x in zip(P, X, strict=True):
            H += np.kron(np.diag(p) - np.outer(p, p), np.outer(x, x)) / m
        step = np.linalg.solve(H, G.ravel(order="F")).reshape((d, K), order="F")
        for _ in range(50):
            value = F(W - step)
            if value <= values[-1] + 1e-12:
                break
            step = step / 2
        else:
            break
        W = W - step
        values.append(value)
    return W, values


@wrong("l2-over-m")
def fit_softmax(X, Y, l2, tol=1e-10, max_iter=50):
    (m, d), K = X.shape, Y.shape[1]

    def F(W):
        Z = X @ W
        losses = special.logsumexp(Z, axis=1) - (Y * Z).sum(axis=1)
        return losses.mean() + l2 / (2 * m) * np.sum(W**2)

    W = np.zeros((d, K))
    values = [F(W)]
    for _ in range(max_iter):
        P = special.softmax(X @ W, axis=1)
        G = X.T @ (P - Y) / m + l2 / m * W
        if np.abs(G).max() <= tol:
            break
        H = l2 / m * np.eye(d * K)
        for p, x in zip(P, X, strict=True):
            H += np.kron(np.diag(p) - np.outer(p, p), np.outer(x, x)) / m
        step = np.linalg.solve(H, G.ravel(order="F")).reshape((d, K), order="F")
        for _ in range(50):
            value = F(W - step)
            if value <= values[-1] + 1e-12:
                break
            step = step / 2
        else:
            break
        W = W - step
        values.append(value)
    return W, values


@wrong("bias-row-spared")
def fit_softmax(X, Y, l2, tol=1e-10, max_iter=50):
    (m, d), K = X.shape, Y.shape[1]

    def F(W):
        Z = X @ W
        losses = special.logsumexp(Z, axis=1) - (Y * Z).sum(axis=1)
        return losses.mean() + l2 / 2 * np.sum(W[1:] ** 2)

    W = np.zeros((d, K))
    values = [F(W)]
    for _ in range(max_iter):
        P = special.softmax(X @ W, axis=1)
        R = l2 * W
        R[0] = 0
        G = X.T @ (P - Y) / m + R
        if np.abs(G).max() <= tol:
            break
        H = l2 * np.diag(np.tile(np.arange(d) > 0, K))
        for p, x in zip(P, X, strict=True):
            H += np.kron(np.diag(p) - np.outer(p, p), np.outer(x, x)) / m
        step = (np.linalg.pinv(H) @ G.ravel(order="F")).reshape((d, K), order="F")
        for _ in range(50):
            value = F(W - step)
            if value <= values[-1] + 1e-12:
                break
            step = step / 2
        else:
            break
        W = W - step
        values.append(value)
    return W, values


@wrong("l2-missing-from-hessian")
def fit_softmax(X, Y, l2, tol=1e-10, max_iter=50):
    (m, d), K = X.shape, Y.shape[1]

    def F(W):
        Z = X @ W
        losses = special.logsumexp(Z, axis=1) - (Y * Z).sum(axis=1)
        return losses.mean() + l2 / 2 * np.sum(W**2)

    W = np.zeros((d, K))
    values = [F(W)]
    for _ in range(max_iter):
        P = special.softmax(X @ W, axis=1)
        G = X.T @ (P - Y) / m + l2 * W
        if np.abs(G).max() <= tol:
            break
        H = np.zeros((d * K, d * K))
        for p, x in zip(P, X, strict=True):
            H += np.kron(np.diag(p) - np.outer(p, p), np.outer(x, x)) / m
        step = np.linalg.lstsq(H, G.ravel(order="F"))[0].reshape((d, K), order="F")
        for _ in range(50):
            value = F(W - step)
            if value <= values[-1] + 1e-12:
                break
            step = step / 2
        else:
            break
        W = W - step
        values.append(value)
    return W, values


@wrong("l2-missing-from-hessian")
def fit_softmax(X, Y, l2, tol=1e-10, max_iter=50):
    (m, d), K = X.shape, Y.shape[1]

    def F(W):
        Z = X @ W
        losses = special.logsumexp(Z, axis=1) - (Y * Z).sum(axis=1)
        return losses.mean() + l2 / 2 * np.sum(W**2)

    W = np.zeros((d, K))
    values = [F(W)]
    for _ in range(max_iter):
        P = special.softmax(X @ W, axis=1)
        G = X.T @ (P - Y) / m + l2 * W
        if np.abs(G).max() <= tol:
            break
        H = np.zeros((d * K, d * K))
        for p, x in zip(P, X, strict=True):
            H += np.kron(np.diag(p) - np.outer(p, p), np.outer(x, x)) / m
        step = np.linalg.solve(H, G.ravel(order="F")).reshape((d, K), order="F")
        for _ in range(50):
            value = F(W - step)
            if value <= values[-1] + 1e-12:
                break
            step = step / 2
        else:
            break
        W = W - step
        values.append(value)
    return W, values


@wrong("l2-missing-from-gradient")
def fit_softmax(X, Y, l2, tol=1e-10, max_iter=50):
    (m, d), K = X.shape, Y.shape[1]

    def F(W):
        Z = X @ W
        losses = special.logsumexp(Z, axis=1) - (Y * Z).sum(axis=1)
        return losses.mean() + l2 / 2 * np.sum(W**2)

    W = np.zeros((d, K))
    values = [F(W)]
    for _ in range(max_iter):
        P = special.softmax(X @ W, axis=1)
        G = X.T @ (P - Y) / m
        if np.abs(G).max() <= tol:
            break
        H = l2 * np.eye(d * K)
        for p, x in zip(P, X, strict=True):
            H += np.kron(np.diag(p) - np.outer(p, p), np.outer(x, x)) / m
        step = np.linalg.solve(H, G.ravel(order="F")).reshape((d, K), order="F")
        for _ in range(50):
            value = F(W - step)
            if value <= values[-1] + 1e-12:
                break
            step = step / 2
        else:
            break
        W = W - step
        values.append(value)
    return W, values


@wrong("l2-missing-from-values")
def fit_softmax(X, Y, l2, tol=1e-10, max_iter=50):
    (m, d), K = X.shape, Y.shape[1]

    def F(W):
        Z = X @ W
        losses = special.logsumexp(Z, axis=1) - (Y * Z).sum(axis=1)
        return losses.mean()

    W = np.zeros((d, K))
    values = [F(W)]
    for _ in range(max_iter):
        P = special.softmax(X @ W, axis=1)
        G = X.T @ (P - Y) / m + l2 * W
        if np.abs(G).max() <= tol:
            break
        H = l2 * np.eye(d * K)
        for p, x in zip(P, X, strict=True):
            H += np.kron(np.diag(p) - np.outer(p, p), np.outer(x, x)) / m
        step = np.linalg.solve(H, G.ravel(order="F")).reshape((d, K), order="F")
        for _ in range(50):
            value = F(W - step)
            if value <= values[-1] + 1e-12:
                break
            step = step / 2
        else:
            break
        W = W - step
        values.append(value)
    return W, values


@wrong("penalty-forgotten")
def fit_softmax(X, Y, l2, tol=1e-10, max_iter=50):
    (m, d), K = X.shape, Y.shape[1]

    def F(W):
        Z = X @ W
        losses = special.logsumexp(Z, axis=1) - (Y * Z).sum(axis=1)
        return losses.mean()

    W = np.zeros((d, K))
    values = [F(W)]
    for _ in range(max_iter):
        P = special.softmax(X @ W, axis=1)
        G = X.T @ (P - Y) / m
        if np.abs(G).max() <= tol:
            break
        H = 1e-12 * np.eye(d * K)
        for p, x in zip(P, X, strict=True):
            H += np.kron(np.diag(p) - np.outer(p, p), np.outer(x, x)) / m
        step = np.linalg.solve(H, G.ravel(order="F")).reshape((d, K), order="F")
        for _ in range(50):
            value = F(W - step)
            if value <= values[-1] + 1e-12:
                break
            step = step / 2
        else:
            break
        W = W - step
        values.append(value)
    return W, values


@wrong("norm-not-squared")
def fit_softmax(X, Y, l2, tol=1e-10, max_iter=50):
    (m, d), K = X.shape, Y.shape[1]

    def F(W):
        Z = X @ W
        losses = special.logsumexp(Z, axis=1) - (Y * Z).sum(axis=1)
        return losses.mean() + l2 / 2 * np.linalg.norm(W)

    W = np.zeros((d, K))
    values = [F(W)]
    for _ in range(max_iter):
        P = special.softmax(X @ W, axis=1)
        G = X.T @ (P - Y) / m + l2 * W
        if np.abs(G).max() <= tol:
            break
        H = l2 * np.eye(d * K)
        for p, x in zip(P, X, strict=True):
            H += np.kron(np.diag(p) - np.outer(p, p), np.outer(x, x)) / m
        step = np.linalg.solve(H, G.ravel(order="F")).reshape((d, K), order="F")
        for _ in range(50):
            value = F(W - step)
            if value <= values[-1] + 1e-12:
                break
            step = step / 2
        else:
            break
        W = W - step
        values.append(value)
    return W, values


@wrong("penalty-of-means")
def fit_softmax(X, Y, l2, tol=1e-10, max_iter=50):
    (m, d), K = X.shape, Y.shape[1]

    def F(W):
        Z = X @ W
        losses = special.logsumexp(Z, axis=1) - (Y * Z).sum(axis=1)
        return losses.mean() + l2 / 2 * np.mean(W**2)

    W = np.zeros((d, K))
    values = [F(W)]
    for _ in range(max_iter):
        P = special.softmax(X @ W, axis=1)
        G = X.T @ (P - Y) / m + l2 * W
        if np.abs(G).max() <= tol:
            break
        H = l2 * np.eye(d * K)
        for p, x in zip(P, X, strict=True):
            H += np.kron(np.diag(p) - np.outer(p, p), np.outer(x, x)) / m
        step = np.linalg.solve(H, G.ravel(order="F")).reshape((d, K), order="F")
        for _ in range(50):
            value = F(W - step)
            if value <= values[-1] + 1e-12:
                break
            step = step / 2
        else:
            break
        W = W - step
        values.append(value)
    return W, values


@wrong("sum-for-mean")
def fit_softmax(X, Y, l2, tol=1e-10, max_iter=50):
    d, K = X.shape[1], Y.shape[1]

    def F(W):
        Z = X @ W
        losses = special.logsumexp(Z, axis=1) - (Y * Z).sum(axis=1)
        return losses.sum() + l2 / 2 * np.sum(W**2)

    W = np.zeros((d, K))
    values = [F(W)]
    for _ in range(max_iter):
        P = special.softmax(X @ W, axis=1)
        G = X.T @ (P - Y) + l2 * W
        if np.abs(G).max() <= tol:
            break
        H = l2 * np.eye(d * K)
        for p, x in zip(P, X, strict=True):
            H += np.kron(np.diag(p) - np.outer(p, p), np.outer(x, x))
        step = np.linalg.solve(H, G.ravel(order="F")).reshape((d, K), order="F")
        for _ in range(50):
            value = F(W - step)
            if value <= values[-1] + 1e-12:
                break
            step = step / 2
        else:
            break
        W = W - step
        values.append(value)
    return W, values


@wrong("sum-gradient-mean-hessian")
def fit_softmax(X, Y, l2, tol=1e-10, max_iter=50):
    (m, d), K = X.shape, Y.shape[1]

    def F(W):
        Z = X @ W
        losses = special.logsumexp(Z, axis=1) - (Y * Z).sum(axis=1)
        return losses.mean() + l2 / 2 * np.sum(W**2)

    W = np.zeros((d, K))
    values = [F(W)]
    for _ in range(max_iter):
        P = special.softmax(X @ W, axis=1)
        G = X.T @ (P - Y) + l2 * W
        if np.abs(G).max() <= tol:
            break
        H = l2 * np.eye(d * K)
        for p, x in zip(P, X, strict=True):
            H += np.kron(np.diag(p) - np.outer(p, p), np.outer(x, x)) / m
        step = np.linalg.solve(H, G.ravel(order="F")).reshape((d, K), order="F")
        for _ in range(50):
            value = F(W - step)
            if value <= values[-1] + 1e-12:
                break
            step = step / 2
        else:
            break
        W = W - step
        values.append(value)
    return W, values


@wrong("mean-over-classes")
def fit_softmax(X, Y, l2, tol=1e-10, max_iter=50):
    (m, d), K = X.shape, Y.shape[1]

    def F(W):
        Z = X @ W
        losses = special.logsumexp(Z, axis=1) - (Y * Z).sum(axis=1)
        return losses.mean() / K + l2 / 2 * np.sum(W**2)

    W = np.zeros((d, K))
    values = [F(W)]
    for _ in range(max_iter):
        P = special.softmax(X @ W, axis=1)
        G = X.T @ (P - Y) / (m * K) + l2 * W
        if np.abs(G).max() <= tol:
            break
        H = l2 * np.eye(d * K)
        for p, x in zip(P, X, strict=True):
            H += np.kron(np.diag(p) - np.outer(p, p), np.outer(x, x)) / (m * K)
        step = np.linalg.solve(H, G.ravel(order="F")).reshape((d, K), order="F")
        for _ in range(50):
            value = F(W - step)
            if value <= values[-1] + 1e-12:
                break
            step = step / 2
        else:
            break
        W = W - step
        values.append(value)
    return W, values


@wrong("sign")
def fit_softmax(X, Y, l2, tol=1e-10, max_iter=50):
    (m, d), K = X.shape, Y.shape[1]

    def F(W):
        Z = X @ W
        losses = special.logsumexp(Z, axis=1) - (Y * Z).sum(axis=1)
        return -(losses.mean() + l2 / 2 * np.sum(W**2))

    W = np.zeros((d, K))
    values = [F(W)]
    for _ in range(max_iter):
        P = special.softmax(X @ W, axis=1)
        G = X.T @ (P - Y) / m + l2 * W
        if np.abs(G).max() <= tol:
            break
        H = l2 * np.eye(d * K)
        for p, x in zip(P, X, strict=True):
            H += np.kron(np.diag(p) - np.outer(p, p), np.outer(x, x)) / m
        step = np.linalg.solve(H, G.ravel(order="F")).reshape((d, K), order="F")
        for _ in range(50):
            value = F(W - step)
            if value >= values[-1] - 1e-12:
                break
            step = step / 2
        else:
            break
        W = W - step
        values.append(value)
    return W, values


@wrong("penalty-sign")
def fit_softmax(X, Y, l2, tol=1e-10, max_iter=50):
    (m, d), K = X.shape, Y.shape[1]

    def F(W):
        Z = X @ W
        losses = special.logsumexp(Z, axis=1) - (Y * Z).sum(axis=1)
        return losses.mean() - l2 / 2 * np.sum(W**2)

    W = np.zeros((d, K))
    values = [F(W)]
    for _ in range(max_iter):
        P = special.softmax(X @ W, axis=1)
        G = X.T @ (P - Y) / m - l2 * W
        if np.abs(G).max() <= tol:
            break
        H = -l2 * np.eye(d * K)
        for p, x in zip(P, X, strict=True):
            H += np.kron(np.diag(p) - np.outer(p, p), np.outer(x, x)) / m
        step = np.linalg.solve(H, G.ravel(order="F")).reshape((d, K), order="F")
        for _ in range(50):
            value = F(W - step)
            if value <= values[-1] + 1e-12:
                break
            step = step / 2
        else:
            break
        W = W - step
        values.append(value)
    return W, values


@wrong("log-base-2")
def fit_softmax(X, Y, l2, tol=1e-10, max_iter=50):
    (m, d), K = X.shape, Y.shape[1]

    def F(W):
        Z = X @ W
        losses = special.logsumexp(Z, axis=1) - (Y * Z).sum(axis=1)
        return losses.mean() / np.log(2) + l2 / 2 * np.sum(W**2)

    W = np.zeros((d, K))
    values = [F(W)]
    for _ in range(max_iter):
        P = special.softmax(X @ W, axis=1)
        G = X.T @ (P - Y) / m + l2 * W
        if np.abs(G).max() <= tol:
            break
        H = l2 * np.eye(d * K)
        for p, x in zip(P, X, strict=True):
            H += np.kron(np.diag(p) - np.outer(p, p), np.outer(x, x)) / m
        step = np.linalg.solve(H, G.ravel(order="F")).reshape((d, K), order="F")
        for _ in range(50):
            value = F(W - step)
            if value <= values[-1] + 1e-12:
                break
            step = step / 2
        else:
            break
        W = W - step
        values.append(value)
    return W, values


@wrong("ascent")
def fit_softmax(X, Y, l2, tol=1e-10, max_iter=50):
    (m, d), K = X.shape, Y.shape[1]

    def F(W):
        Z = X @ W
        losses = special.logsumexp(Z, axis=1) - (Y * Z).sum(axis=1)
        return losses.mean() + l2 / 2 * np.sum(W**2)

    W = np.zeros((d, K))
    values = [F(W)]
    for _ in range(max_iter):
        P = special.softmax(X @ W, axis=1)
        G = X.T @ (P - Y) / m + l2 * W
        if np.abs(G).max() <= tol:
            break
        H = l2 * np.eye(d * K)
        for p, x in zip(P, X, strict=True):
            H += np.kron(np.diag(p) - np.outer(p, p), np.outer(x, x)) / m
        step = np.linalg.solve(H, G.ravel(order="F")).reshape((d, K), order="F")
        for _ in range(50):
            value = F(W + step)
            if value <= values[-1] + 1e-12:
                break
            step = step / 2
        else:
            break
        W = W + step
        values.append(value)
    return W, values


@wrong("gradient-step")
def fit_softmax(X, Y, l2, tol=1e-10, max_iter=50):
    (m, d), K = X.shape, Y.shape[1]

    def F(W):
        Z = X @ W
        losses = special.logsumexp(Z, axis=1) - (Y * Z).sum(axis=1)
        return losses.mean() + l2 / 2 * np.sum(W**2)

    W = np.zeros((d, K))
    values = [F(W)]
    for _ in range(max_iter):
        P = special.softmax(X @ W, axis=1)
        G = X.T @ (P - Y) / m + l2 * W
        if np.abs(G).max() <= tol:
            break
        step = G
        for _ in range(50):
            value = F(W - step)
            if value <= values[-1] + 1e-12:
                break
            step = step / 2
        else:
            break
        W = W - step
        values.append(value)
    return W, values


@wrong("stackings-mixed")
def fit_softmax(X, Y, l2, tol=1e-10, max_iter=50):
    (m, d), K = X.shape, Y.shape[1]

    def F(W):
        Z = X @ W
        losses = special.logsumexp(Z, axis=1) - (Y * Z).sum(axis=1)
        return losses.mean() + l2 / 2 * np.sum(W**2)

    W = np.zeros((d, K))
    values = [F(W)]
    for _ in range(max_iter):
        P = special.softmax(X @ W, axis=1)
        G = X.T @ (P - Y) / m + l2 * W
        if np.abs(G).max() <= tol:
            break
        H = l2 * np.eye(d * K)
        for p, x in zip(P, X, strict=True):
            H += np.kron(np.outer(x, x), np.diag(p) - np.outer(p, p)) / m
        step = np.linalg.solve(H, G.ravel(order="F")).reshape((d, K), order="F")
        for _ in range(50):
            value = F(W - step)
            if value <= values[-1] + 1e-12:
                break
            step = step / 2
        else:
            break
        W = W - step
        values.append(value)
    return W, values


@wrong("stackings-mixed")
def fit_softmax(X, Y, l2, tol=1e-10, max_iter=50):
    (m, d), K = X.shape, Y.shape[1]

    def F(W):
        Z = X @ W
        losses = special.logsumexp(Z, axis=1) - (Y * Z).sum(axis=1)
        return losses.mean() + l2 / 2 * np.sum(W**2)

    W = np.zeros((d, K))
    values = [F(W)]
    for _ in range(max_iter):
        P = special.softmax(X @ W, axis=1)
        G = X.T @ (P - Y) / m + l2 * W
        if np.abs(G).max() <= tol:
            break
        H = l2 * np.eye(d * K)
        for p, x in zip(P, X, strict=True):
            H += np.kron(np.diag(p) - np.outer(p, p), np.outer(x, x)) / m
        step = np.linalg.solve(H, G.ravel()).reshape(d, K)
        for _ in range(50):
            value = F(W - step)
            if value <= values[-1] + 1e-12:
                break
            step = step / 2
        else:
            break
        W = W - step
        values.append(value)
    return W, values


@wrong("diagonal-only")
def fit_softmax(X, Y, l2, tol=1e-10, max_iter=50):
    (m, d), K = X.shape, Y.shape[1]

    def F(W):
        Z = X @ W
        losses = special.logsumexp(Z, axis=1) - (Y * Z).sum(axis=1)
        return losses.mean() + l2 / 2 * np.sum(W**2)

    W = np.zeros((d, K))
    values = [F(W)]
    for _ in range(max_iter):
        P = special.softmax(X @ W, axis=1)
        G = X.T @ (P - Y) / m + l2 * W
        if np.abs(G).max() <= tol:
            break
        step = np.zeros((d, K))
        for k in range(K):
            H = (P[:, k] * (1 - P[:, k]) * X.T) @ X / m + l2 * np.eye(d)
            step[:, k] = np.linalg.solve(H, G[:, k])
        for _ in range(50):
            value = F(W - step)
            if value <= values[-1] + 1e-12:
                break
            step = step / 2
        else:
            break
        W = W - step
        values.append(value)
    return W, values


@wrong("no-rank-one-term")
def fit_softmax(X, Y, l2, tol=1e-10, max_iter=50):
    (m, d), K = X.shape, Y.shape[1]

    def F(W):
        Z = X @ W
        losses = special.logsumexp(Z, axis=1) - (Y * Z).sum(axis=1)
        return losses.mean() + l2 / 2 * np.sum(W**2)

    W = np.zeros((d, K))
    values = [F(W)]
    for _ in range(max_iter):
        P = special.softmax(X @ W, axis=1)
        G = X.T @ (P - Y) / m + l2 * W
        if np.abs(G).max() <= tol:
            break
        H = l2 * np.eye(d * K)
        for p, x in zip(P, X, strict=True):
            H += np.kron(np.diag(p), np.outer(x, x)) / m
        step = np.linalg.solve(H, G.ravel(order="F")).reshape((d, K), order="F")
        for _ in range(50):
            value = F(W - step)
            if value <= values[-1] + 1e-12:
                break
            step = step / 2
        else:
            break
        W = W - step
        values.append(value)
    return W, values


@wrong("rank-one-sign")
def fit_softmax(X, Y, l2, tol=1e-10, max_iter=50):
    (m, d), K = X.shape, Y.shape[1]

    def F(W):
        Z = X @ W
        losses = special.logsumexp(Z, axis=1) - (Y * Z).sum(axis=1)
        return losses.mean() + l2 / 2 * np.sum(W**2)

    W = np.zeros((d, K))
    values = [F(W)]
    for _ in range(max_iter):
        P = special.softmax(X @ W, axis=1)
        G = X.T @ (P - Y) / m + l2 * W
        if np.abs(G).max() <= tol:
            break
        H = l2 * np.eye(d * K)
        for p, x in zip(P, X, strict=True):
            H += np.kron(np.diag(p) + np.outer(p, p), np.outer(x, x)) / m
        step = np.linalg.solve(H, G.ravel(order="F")).reshape((d, K), order="F")
        for _ in range(50):
            value = F(W - step)
            if value <= values[-1] + 1e-12:
                break
            step = step / 2
        else:
            break
        W = W - step
        values.append(value)
    return W, values


@wrong("only-at-zero-weights")
def fit_softmax(X, Y, l2, tol=1e-10, max_iter=50):
    (m, d), K = X.shape, Y.shape[1]

    def F(W):
        Z = X @ W
        losses = special.logsumexp(Z, axis=1) - (Y * Z).sum(axis=1)
        return losses.mean() + l2 / 2 * np.sum(W**2)

    W = np.zeros((d, K))
    values = [F(W)]
    for _ in range(max_iter):
        P = special.softmax(X @ W, axis=1)
        G = X.T @ (P - Y) / m + l2 * W
        if np.abs(G).max() <= tol:
            break
        S = np.eye(K) / K - 1 / K**2
        H = np.kron(S, X.T @ X / m) + l2 * np.eye(d * K)
        step = np.linalg.solve(H, G.ravel(order="F")).reshape((d, K), order="F")
        for _ in range(50):
            value = F(W - step)
            if value <= values[-1] + 1e-12:
                break
            step = step / 2
        else:
            break
        W = W - step
        values.append(value)
    return W, values


@wrong("last-class-fixed")
def fit_softmax(X, Y, l2, tol=1e-10, max_iter=50):
    (m, d), K = X.shape, Y.shape[1]

    def F(W):
        Z = X @ W
        losses = special.logsumexp(Z, axis=1) - (Y * Z).sum(axis=1)
        return losses.mean() + l2 / 2 * np.sum(W**2)

    W = np.zeros((d, K))
    values = [F(W)]
    for _ in range(max_iter):
        P = special.softmax(X @ W, axis=1)
        G = X.T @ (P - Y) / m + l2 * W
        if np.abs(G).max() <= tol:
            break
        H = l2 * np.eye(d * K)
        for p, x in zip(P, X, strict=True):
            H += np.kron(np.diag(p) - np.outer(p, p), np.outer(x, x)) / m
        step = np.linalg.solve(H, G.ravel(order="F")).reshape((d, K), order="F")
        step[:, -1] = 0
        for _ in range(50):
            value = F(W - step)
            if value <= values[-1] + 1e-12:
                break
            step = step / 2
        else:
            break
        W = W - step
        values.append(value)
    return W, values


@wrong("wrong-axis")
def fit_softmax(X, Y, l2, tol=1e-10, max_iter=50):
    (m, d), K = X.shape, Y.shape[1]

    def F(W):
        Z = X @ W
        losses = special.logsumexp(Z, axis=1) - (Y * Z).sum(axis=1)
        return losses.mean() + l2 / 2 * np.sum(W**2)

    W = np.zeros((d, K))
    values = [F(W)]
    for _ in range(max_iter):
        P = special.softmax(X @ W, axis=0)
        G = X.T @ (P - Y) / m + l2 * W
        if np.abs(G).max() <= tol:
            break
        H = l2 * np.eye(d * K)
        for p, x in zip(P, X, strict=True):
            H += np.kron(np.diag(p) - np.outer(p, p), np.outer(x, x)) / m
        step = np.linalg.solve(H, G.ravel(order="F")).reshape((d, K), order="F")
        for _ in range(50):
            value = F(W - step)
            if value <= values[-1] + 1e-12:
                break
            step = step / 2
        else:
            break
        W = W - step
        values.append(value)
    return W, values


@wrong("class-off-by-one")
def fit_softmax(X, Y, l2, tol=1e-10, max_iter=50):
    (m, d), K = X.shape, Y.shape[1]

    def F(W):
        Z = X @ W
        losses = special.logsumexp(Z, axis=1) - (np.roll(Y, 1, axis=1) * Z).sum(axis=1)
        return losses.mean() + l2 / 2 * np.sum(W**2)

    W = np.zeros((d, K))
    values = [F(W)]
    for _ in range(max_iter):
        P = special.softmax(X @ W, axis=1)
        G = X.T @ (P - np.roll(Y, 1, axis=1)) / m + l2 * W
        if np.abs(G).max() <= tol:
            break
        H = l2 * np.eye(d * K)
        for p, x in zip(P, X, strict=True):
            H += np.kron(np.diag(p) - np.outer(p, p), np.outer(x, x)) / m
        step = np.linalg.solve(H, G.ravel(order="F")).reshape((d, K), order="F")
        for _ in range(50):
            value = F(W - step)
            if value <= values[-1] + 1e-12:
                break
            step = step / 2
        else:
            break
        W = W - step
        values.append(value)
    return W, values


@wrong("bias-forgotten")
def fit_softmax(X, Y, l2, tol=1e-10, max_iter=50):
    (m, d), K = X.shape, Y.shape[1]
    X = X * (np.arange(d) > 0)

    def F(W):
        Z = X @ W
        losses = special.logsumexp(Z, axis=1) - (Y * Z).sum(axis=1)
        return losses.mean() + l2 / 2 * np.sum(W**2)

    W = np.zeros((d, K))
    values = [F(W)]
    for _ in range(max_iter):
        P = special.softmax(X @ W, axis=1)
        G = X.T @ (P - Y) / m + l2 * W
        if np.abs(G).max() <= tol:
            break
        H = l2 * np.eye(d * K)
        for p, x in zip(P, X, strict=True):
            H += np.kron(np.diag(p) - np.outer(p, p), np.outer(x, x)) / m
        step = np.linalg.solve(H, G.ravel(order="F")).reshape((d, K), order="F")
        for _ in range(50):
            value = F(W - step)
            if value <= values[-1] + 1e-12:
                break
            step = step / 2
        else:
            break
        W = W - step
        values.append(value)
    return W, values


@wrong("stops-early", part="robustness")
def fit_softmax(X, Y, l2, tol=1e-10, max_iter=50):
    (m, d), K = X.shape, Y.shape[1]

    def F(W):
        Z = X @ W
        losses = special.logsumexp(Z, axis=1) - (Y * Z).sum(axis=1)
        return losses.mean() + l2 / 2 * np.sum(W**2)

    W = np.zeros((d, K))
    values = [F(W)]
    for _ in range(max_iter):
        P = special.softmax(X @ W, axis=1)
        G = X.T @ (P - Y) / m + l2 * W
        if np.abs(G).max() <= tol:
            break
        H = l2 * np.eye(d * K)
        for p, x in zip(P, X, strict=True):
            H += np.kron(np.diag(p) - np.outer(p, p), np.outer(x, x)) / m
        step = np.linalg.solve(H, G.ravel(order="F")).reshape((d, K), order="F")
        for _ in range(50):
            value = F(W - step)
            if value <= values[-1] + 1e-12:
                break
            step = step / 2
        else:
            break
        W = W - step
        values.append(value)
        if values[-2] - values[-1] < 1e-6:
            break
    return W, values


@wrong("stops-early")
def fit_softmax(X, Y, l2, tol=1e-10, max_iter=50):
    (m, d), K = X.shape, Y.shape[1]

    def F(W):
        Z = X @ W
        losses = special.logsumexp(Z, axis=1) - (Y * Z).sum(axis=1)
        return losses.mean() + l2 / 2 * np.sum(W**2)

    W = np.zeros((d, K))
    values = [F(W)]
    for _ in range(max_iter):
        P = special.softmax(X @ W, axis=1)
        G = X.T @ (P - Y) / m + l2 * W
        if np.abs(G).max() <= max(tol, 1e-3):
            break
        H = l2 * np.eye(d * K)
        for p, x in zip(P, X, strict=True):
            H += np.kron(np.diag(p) - np.outer(p, p), np.outer(x, x)) / m
        step = np.linalg.solve(H, G.ravel(order="F")).reshape((d, K), order="F")
        for _ in range(50):
            value = F(W - step)
            if value <= values[-1] + 1e-12:
                break
            step = step / 2
        else:
            break
        W = W - step
        values.append(value)
    return W, values


@wrong("one-step")
def fit_softmax(X, Y, l2, tol=1e-10, max_iter=50):
    (m, d), K = X.shape, Y.shape[1]

    def F(W):
        Z = X @ W
        losses = special.logsumexp(Z, axis=1) - (Y * Z).sum(axis=1)
        return losses.mean() + l2 / 2 * np.sum(W**2)

    W = np.zeros((d, K))
    values = [F(W)]
    for _ in range(max_iter):
        P = special.softmax(X @ W, axis=1)
        G = X.T @ (P - Y) / m + l2 * W
        if np.abs(G).max() <= tol:
            break
        H = l2 * np.eye(d * K)
        for p, x in zip(P, X, strict=True):
            H += np.kron(np.diag(p) - np.outer(p, p), np.outer(x, x)) / m
        step = np.linalg.solve(H, G.ravel(order="F")).reshape((d, K), order="F")
        for _ in range(50):
            value = F(W - step)
            if value <= values[-1] + 1e-12:
                break
            step = step / 2
        else:
            break
        W = W - step
        values.append(value)
        break
    return W, values


@wrong("nonzero-start")
def fit_softmax(X, Y, l2, tol=1e-10, max_iter=50):
    (m, d), K = X.shape, Y.shape[1]

    def F(W):
        Z = X @ W
        losses = special.logsumexp(Z, axis=1) - (Y * Z).sum(axis=1)
        return losses.mean() + l2 / 2 * np.sum(W**2)

    W = 0.01 * np.random.default_rng(0).normal(size=(d, K))
    values = [F(W)]
    for _ in range(max_iter):
        P = special.softmax(X @ W, axis=1)
        G = X.T @ (P - Y) / m + l2 * W
        if np.abs(G).max() <= tol:
            break
        H = l2 * np.eye(d * K)
        for p, x in zip(P, X, strict=True):
            H += np.kron(np.diag(p) - np.outer(p, p), np.outer(x, x)) / m
        step = np.linalg.solve(H, G.ravel(order="F")).reshape((d, K), order="F")
        for _ in range(50):
            value = F(W - step)
            if value <= values[-1] + 1e-12:
                break
            step = step / 2
        else:
            break
        W = W - step
        values.append(value)
    return W, values


@wrong("first-value-missing")
def fit_softmax(X, Y, l2, tol=1e-10, max_iter=50):
    (m, d), K = X.shape, Y.shape[1]

    def F(W):
        Z = X @ W
        losses = special.logsumexp(Z, axis=1) - (Y * Z).sum(axis=1)
        return losses.mean() + l2 / 2 * np.sum(W**2)

    W = np.zeros((d, K))
    values, last = [], F(W)
    for _ in range(max_iter):
        P = special.softmax(X @ W, axis=1)
        G = X.T @ (P - Y) / m + l2 * W
        if np.abs(G).max() <= tol:
            break
        H = l2 * np.eye(d * K)
        for p, x in zip(P, X, strict=True):
            H += np.kron(np.diag(p) - np.outer(p, p), np.outer(x, x)) / m
        step = np.linalg.solve(H, G.ravel(order="F")).reshape((d, K), order="F")
        for _ in range(50):
            value = F(W - step)
            if value <= last + 1e-12:
                break
            step = step / 2
        else:
            break
        W = W - step
        values.append(value)
        last = value
    return W, values


@wrong("float32")
def fit_softmax(X, Y, l2, tol=1e-10, max_iter=50):
    (m, d), K = X.shape, Y.shape[1]

    def F(W):
        Z = X @ W
        losses = special.logsumexp(Z, axis=1) - (Y * Z).sum(axis=1)
        return losses.mean() + l2 / 2 * np.sum(W**2)

    X = X.astype(np.float32)
    W = np.zeros((d, K), dtype=np.float32)
    values = [F(W)]
    for _ in range(max_iter):
        P = special.softmax(X @ W, axis=1)
        G = X.T @ (P - Y) / m + l2 * W
        if np.abs(G).max() <= tol:
            break
        H = l2 * np.eye(d * K)
        for p, x in zip(P, X, strict=True):
            H += np.kron(np.diag(p) - np.outer(p, p), np.outer(x, x)) / m
        step = np.linalg.solve(H, G.ravel(order="F")).reshape((d, K), order="F")
        for _ in range(50):
            value = F(W - step)
            if value <= values[-1] + 1e-12:
                break
            step = step / 2
        else:
            break
        W = (W - step).astype(np.float32)
        values.append(value)
    return W.astype(np.float64), values


@wrong("finite-differences")
def fit_softmax(X, Y, l2, tol=1e-10, max_iter=50):
    (m, d), K = X.shape, Y.shape[1]

    def F(W):
        Z = X @ W
        losses = special.logsumexp(Z, axis=1) - (Y * Z).sum(axis=1)
        return losses.mean() + l2 / 2 * np.sum(W**2)

    h = 1e-8
    W = np.zeros((d, K))
    values = [F(W)]
    for _ in range(max_iter):
        P = special.softmax(X @ W, axis=1)
        G = np.zeros((d, K))
        for j, k in np.ndindex(d, K):
            E = np.zeros((d, K))
            E[j, k] = h
            G[j, k] = (F(W + E) - values[-1]) / h
        if np.abs(G).max() <= tol:
            break
        H = l2 * np.eye(d * K)
        for p, x in zip(P, X, strict=True):
            H += np.kron(np.diag(p) - np.outer(p, p), np.outer(x, x)) / m
        step = np.linalg.solve(H, G.ravel(order="F")).reshape((d, K), order="F")
        for _ in range(50):
            value = F(W - step)
            if value <= values[-1] + 1e-12:
                break
            step = step / 2
        else:
            break
        W = W - step
        values.append(value)
    return W, values


@wrong("wrong-shape")
def fit_softmax(X, Y, l2, tol=1e-10, max_iter=50):
    (m, d), K = X.shape, Y.shape[1]

    def F(W):
        Z = X @ W
        losses = special.logsumexp(Z, axis=1) - (Y * Z).sum(axis=1)
        return losses.mean() + l2 / 2 * np.sum(W**2)

    W = np.zeros((d, K))
    values = [F(W)]
    for _ in range(max_iter):
        P = special.softmax(X @ W, axis=1)
        G = X.T @ (P - Y) / m + l2 * W
        if np.abs(G).max() <= tol:
            break
        H = l2 * np.eye(d * K)
        for p, x in zip(P, X, strict=True):
            H += np.kron(np.diag(p) - np.outer(p, p), np.outer(x, x)) / m
        step = np.linalg.solve(H, G.ravel(order="F")).reshape((d, K), order="F")
        for _ in range(50):
            value = F(W - step)
            if value <= values[-1] + 1e-12:
                break
            step = step / 2
        else:
            break
        W = W - step
        values.append(value)
    return W.ravel(order="F"), values


@wrong("transposed")
def fit_softmax(X, Y, l2, tol=1e-10, max_iter=50):
    (m, d), K = X.shape, Y.shape[1]

    def F(W):
        Z = X @ W
        losses = special.logsumexp(Z, axis=1) - (Y * Z).sum(axis=1)
        return losses.mean() + l2 / 2 * np.sum(W**2)

    W = np.zeros((d, K))
    values = [F(W)]
    for _ in range(max_iter):
        P = special.softmax(X @ W, axis=1)
        G = X.T @ (P - Y) / m + l2 * W
        if np.abs(G).max() <= tol:
            break
        H = l2 * np.eye(d * K)
        for p, x in zip(P, X, strict=True):
            H += np.kron(np.diag(p) - np.outer(p, p), np.outer(x, x)) / m
        step = np.linalg.solve(H, G.ravel(order="F")).reshape((d, K), order="F")
        for _ in range(50):
            value = F(W - step)
            if value <= values[-1] + 1e-12:
                break
            step = step / 2
        else:
            break
        W = W - step
        values.append(value)
    return W.T.copy(), values


@wrong("wrong-type")
def fit_softmax(X, Y, l2, tol=1e-10, max_iter=50):
    (m, d), K = X.shape, Y.shape[1]

    def F(W):
        Z = X @ W
        losses = special.logsumexp(Z, axis=1) - (Y * Z).sum(axis=1)
        return losses.mean() + l2 / 2 * np.sum(W**2)

    W = np.zeros((d, K))
    values = [F(W)]
    for _ in range(max_iter):
        P = special.softmax(X @ W, axis=1)
        G = X.T @ (P - Y) / m + l2 * W
        if np.abs(G).max() <= tol:
            break
        H = l2 * np.eye(d * K)
        for p, x in zip(P, X, strict=True):
            H += np.kron(np.diag(p) - np.outer(p, p), np.outer(x, x)) / m
        step = np.linalg.solve(H, G.ravel(order="F")).reshape((d, K), order="F")
        for _ in range(50):
            value = F(W - step)
            if value <= values[-1] + 1e-12:
                break
            step = step / 2
        else:
            break
        W = W - step
        values.append(value)
    return W, np.array(values)


@wrong("wrong-type")
def fit_softmax(X, Y, l2, tol=1e-10, max_iter=50):
    (m, d), K = X.shape, Y.shape[1]

    def F(W):
        Z = X @ W
        losses = special.logsumexp(Z, axis=1) - (Y * Z).sum(axis=1)
        return losses.mean() + l2 / 2 * np.sum(W**2)

    W = np.zeros((d, K))
    values = [F(W)]
    for _ in range(max_iter):
        P = special.softmax(X @ W, axis=1)
        G = X.T @ (P - Y) / m + l2 * W
        if np.abs(G).max() <= tol:
            break
        H = l2 * np.eye(d * K)
        for p, x in zip(P, X, strict=True):
            H += np.kron(np.diag(p) - np.outer(p, p), np.outer(x, x)) / m
        step = np.linalg.solve(H, G.ravel(order="F")).reshape((d, K), order="F")
        for _ in range(50):
            value = F(W - step)
            if value <= values[-1] + 1e-12:
                break
            step = step / 2
        else:
            break
        W = W - step
        values.append(value)
    return W, len(values), values


@wrong("undamped", part="robustness")
def fit_softmax(X, Y, l2, tol=1e-10, max_iter=50):
    (m, d), K = X.shape, Y.shape[1]

    def F(W):
        Z = X @ W
        losses = special.logsumexp(Z, axis=1) - (Y * Z).sum(axis=1)
        return losses.mean() + l2 / 2 * np.sum(W**2)

    W = np.zeros((d, K))
    values = [F(W)]
    for _ in range(max_iter):
        P = special.softmax(X @ W, axis=1)
        G = X.T @ (P - Y) / m + l2 * W
        if np.abs(G).max() <= tol:
            break
        H = l2 * np.eye(d * K)
        for p, x in zip(P, X, strict=True):
            H += np.kron(np.diag(p) - np.outer(p, p), np.outer(x, x)) / m
        step = np.linalg.solve(H, G.ravel(order="F")).reshape((d, K), order="F")
        W = W - step
        values.append(F(W))
    return W, values


@wrong("fixed-damping")
def fit_softmax(X, Y, l2, tol=1e-10, max_iter=50):
    (m, d), K = X.shape, Y.shape[1]

    def F(W):
        Z = X @ W
        losses = special.logsumexp(Z, axis=1) - (Y * Z).sum(axis=1)
        return losses.mean() + l2 / 2 * np.sum(W**2)

    W = np.zeros((d, K))
    values = [F(W)]
    for _ in range(max_iter):
        P = special.softmax(X @ W, axis=1)
        G = X.T @ (P - Y) / m + l2 * W
        if np.abs(G).max() <= tol:
            break
        H = l2 * np.eye(d * K)
        for p, x in zip(P, X, strict=True):
            H += np.kron(np.diag(p) - np.outer(p, p), np.outer(x, x)) / m
        step = np.linalg.solve(H, G.ravel(order="F")).reshape((d, K), order="F")
        W = W - step / 2
        values.append(F(W))
    return W, values


@wrong("halved-once", part="robustness")
def fit_softmax(X, Y, l2, tol=1e-10, max_iter=50):
    (m, d), K = X.shape, Y.shape[1]

    def F(W):
        Z = X @ W
        losses = special.logsumexp(Z, axis=1) - (Y * Z).sum(axis=1)
        return losses.mean() + l2 / 2 * np.sum(W**2)

    W = np.zeros((d, K))
    values = [F(W)]
    for _ in range(max_iter):
        P = special.softmax(X @ W, axis=1)
        G = X.T @ (P - Y) / m + l2 * W
        if np.abs(G).max() <= tol:
            break
        H = l2 * np.eye(d * K)
        for p, x in zip(P, X, strict=True):
            H += np.kron(np.diag(p) - np.outer(p, p), np.outer(x, x)) / m
        step = np.linalg.solve(H, G.ravel(order="F")).reshape((d, K), order="F")
        if F(W - step) > values[-1]:
            step = step / 2
        W = W - step
        values.append(F(W))
    return W, values


@wrong("last-value-missing", part="robustness")
def fit_softmax(X, Y, l2, tol=1e-10, max_iter=50):
    (m, d), K = X.shape, Y.shape[1]

    def F(W):
        Z = X @ W
        losses = special.logsumexp(Z, axis=1) - (Y * Z).sum(axis=1)
        return losses.mean() + l2 / 2 * np.sum(W**2)

    W = np.zeros((d, K))
    values = []
    for _ in range(max_iter):
        values.append(F(W))
        P = special.softmax(X @ W, axis=1)
        G = X.T @ (P - Y) / m + l2 * W
        if np.abs(G).max() <= tol:
            break
        H = l2 * np.eye(d * K)
        for p, x in zip(P, X, strict=True):
            H += np.kron(np.diag(p) - np.outer(p, p), np.outer(x, x)) / m
        step = np.linalg.solve(H, G.ravel(order="F")).reshape((d, K), order="F")
        for _ in range(50):
            value = F(W - step)
            if value <= values[-1] + 1e-12:
                break
            step = step / 2
        else:
            break
        W = W - step
    return W, values


@wrong("off-by-one", part="robustness")
def fit_softmax(X, Y, l2, tol=1e-10, max_iter=50):
    (m, d), K = X.shape, Y.shape[1]

    def F(W):
        Z = X @ W
        losses = special.logsumexp(Z, axis=1) - (Y * Z).sum(axis=1)
        return losses.mean() + l2 / 2 * np.sum(W**2)

    W = np.zeros((d, K))
    values = [F(W)]
    for _ in range(1, max_iter):
        P = special.softmax(X @ W, axis=1)
        G = X.T @ (P - Y) / m + l2 * W
        if np.abs(G).max() <= tol:
            break
        H = l2 * np.eye(d * K)
        for p, x in zip(P, X, strict=True):
            H += np.kron(np.diag(p) - np.outer(p, p), np.outer(x, x)) / m
        step = np.linalg.solve(H, G.ravel(order="F")).reshape((d, K), order="F")
        for _ in range(50):
            value = F(W - step)
            if value <= values[-1] + 1e-12:
                break
            step = step / 2
        else:
            break
        W = W - step
        values.append(value)
    return W, values


@wrong("few-halvings", part="robustness")
def fit_softmax(X, Y, l2, tol=1e-10, max_iter=50):
    (m, d), K = X.shape, Y.shape[1]

    def F(W):
        Z = X @ W
        losses = special.logsumexp(Z, axis=1) - (Y * Z).sum(axis=1)
        return losses.mean() + l2 / 2 * np.sum(W**2)

    W = np.zeros((d, K))
    values = [F(W)]
    for _ in range(max_iter):
        P = special.softmax(X @ W, axis=1)
        G = X.T @ (P - Y) / m + l2 * W
        if np.abs(G).max() <= tol:
            break
        H = l2 * np.eye(d * K)
        for p, x in zip(P, X, strict=True):
            H += np.kron(np.diag(p) - np.outer(p, p), np.outer(x, x)) / m
        step = np.linalg.solve(H, G.ravel(order="F")).reshape((d, K), order="F")
        for _ in range(9):
            value = F(W - step)
            if value <= values[-1] + 1e-12:
                break
            step = step / 2
        else:
            break
        W = W - step
        values.append(value)
    return W, values


@wrong("tol-ignored", part="robustness")
def fit_softmax(X, Y, l2, tol=1e-10, max_iter=50):
    (m, d), K = X.shape, Y.shape[1]

    def F(W):
        Z = X @ W
        losses = special.logsumexp(Z, axis=1) - (Y * Z).sum(axis=1)
        return losses.mean() + l2 / 2 * np.sum(W**2)

    W = np.zeros((d, K))
    values = [F(W)]
    for _ in range(max_iter):
        P = special.softmax(X @ W, axis=1)
        G = X.T @ (P - Y) / m + l2 * W
        if np.abs(G).max() <= 1e-10:
            break
        H = l2 * np.eye(d * K)
        for p, x in zip(P, X, strict=True):
            H += np.kron(np.diag(p) - np.outer(p, p), np.outer(x, x)) / m
        step = np.linalg.solve(H, G.ravel(order="F")).reshape((d, K), order="F")
        for _ in range(50):
            value = F(W - step)
            if value <= values[-1] + 1e-12:
                break
            step = step / 2
        else:
            break
        W = W - step
        values.append(value)
    return W, values


@wrong("max-iter-ignored", part="robustness")
def fit_softmax(X, Y, l2, tol=1e-10, max_iter=50):
    (m, d), K = X.shape, Y.shape[1]

    def F(W):
        Z = X @ W
        losses = special.logsumexp(Z, axis=1) - (Y * Z).sum(axis=1)
        return losses.mean() + l2 / 2 * np.sum(W**2)

    W = np.zeros((d, K))
    values = [F(W)]
    for _ in range(100):
        P = special.softmax(X @ W, axis=1)
        G = X.T @ (P - Y) / m + l2 * W
        if np.abs(G).max() <= tol:
            break
        H = l2 * np.eye(d * K)
        for p, x in zip(P, X, strict=True):
            H += np.kron(np.diag(p) - np.outer(p, p), np.outer(x, x)) / m
        step = np.linalg.solve(H, G.ravel(order="F")).reshape((d, K), order="F")
        for _ in range(50):
            value = F(W - step)
            if value <= values[-1] + 1e-12:
                break
            step = step / 2
        else:
            break
        W = W - step
        values.append(value)
    return W, values


@wrong("norm-for-largest", part="robustness")
def fit_softmax(X, Y, l2, tol=1e-10, max_iter=50):
    (m, d), K = X.shape, Y.shape[1]

    def F(W):
        Z = X @ W
        losses = special.logsumexp(Z, axis=1) - (Y * Z).sum(axis=1)
        return losses.mean() + l2 / 2 * np.sum(W**2)

    W = np.zeros((d, K))
    values = [F(W)]
    for _ in range(max_iter):
        P = special.softmax(X @ W, axis=1)
        G = X.T @ (P - Y) / m + l2 * W
        if np.linalg.norm(G) <= tol:
            break
        H = l2 * np.eye(d * K)
        for p, x in zip(P, X, strict=True):
            H += np.kron(np.diag(p) - np.outer(p, p), np.outer(x, x)) / m
        step = np.linalg.solve(H, G.ravel(order="F")).reshape((d, K), order="F")
        for _ in range(50):
            value = F(W - step)
            if value <= values[-1] + 1e-12:
                break
            step = step / 2
        else:
            break
        W = W - step
        values.append(value)
    return W, values


@wrong("overflow", part="robustness")
def fit_softmax(X, Y, l2, tol=1e-10, max_iter=50):
    (m, d), K = X.shape, Y.shape[1]

    def F(W):
        Z = X @ W
        P = np.exp(Z) / np.exp(Z).sum(axis=1, keepdims=True)
        losses = -np.sum(Y * np.log(P), axis=1)
        return losses.mean() + l2 / 2 * np.sum(W**2)

    W = np.zeros((d, K))
    values = [F(W)]
    for _ in range(max_iter):
        P = special.softmax(X @ W, axis=1)
        G = X.T @ (P - Y) / m + l2 * W
        if np.abs(G).max() <= tol:
            break
        H = l2 * np.eye(d * K)
        for p, x in zip(P, X, strict=True):
            H += np.kron(np.diag(p) - np.outer(p, p), np.outer(x, x)) / m
        step = np.linalg.solve(H, G.ravel(order="F")).reshape((d, K), order="F")
        for _ in range(50):
            value = F(W - step)
            if not value > values[-1] + 1e-12:
                break
            step = step / 2
        else:
            break
        W = W - step
        values.append(value)
    return W, values


@wrong("log-epsilon")
def fit_softmax(X, Y, l2, tol=1e-10, max_iter=50):
    (m, d), K = X.shape, Y.shape[1]

    def F(W):
        Z = X @ W
        losses = -np.sum(Y * np.log(special.softmax(Z, axis=1) + 1e-9), axis=1)
        return losses.mean() + l2 / 2 * np.sum(W**2)

    W = np.zeros((d, K))
    values = [F(W)]
    for _ in range(max_iter):
        P = special.softmax(X @ W, axis=1)
        G = X.T @ (P - Y) / m + l2 * W
        if np.abs(G).max() <= tol:
            break
        H = l2 * np.eye(d * K)
        for p, x in zip(P, X, strict=True):
            H += np.kron(np.diag(p) - np.outer(p, p), np.outer(x, x)) / m
        step = np.linalg.solve(H, G.ravel(order="F")).reshape((d, K), order="F")
        for _ in range(50):
            value = F(W - step)
            if value <= values[-1] + 1e-12:
                break
            step = step / 2
        else:
            break
        W = W - step
        values.append(value)
    return W, values


@wrong("in-place", part="robustness")
def fit_softmax(X, Y, l2, tol=1e-10, max_iter=50):
    (m, d), K = X.shape, Y.shape[1]
    Y *= -1

    def F(W):
        Z = X @ W
        losses = special.logsumexp(Z, axis=1) + (Y * Z).sum(axis=1)
        return losses.mean() + l2 / 2 * np.sum(W**2)

    W = np.zeros((d, K))
    values = [F(W)]
    for _ in range(max_iter):
        P = special.softmax(X @ W, axis=1)
        G = X.T @ (P + Y) / m + l2 * W
        if np.abs(G).max() <= tol:
            break
        H = l2 * np.eye(d * K)
        for p, x in zip(P, X, strict=True):
            H += np.kron(np.diag(p) - np.outer(p, p), np.outer(x, x)) / m
        step = np.linalg.solve(H, G.ravel(order="F")).reshape((d, K), order="F")
        for _ in range(50):
            value = F(W - step)
            if value <= values[-1] + 1e-12:
                break
            step = step / 2
        else:
            break
        W = W - step
        values.append(value)
    return W, values


@wrong("strict-decrease", part="robustness")
def fit_softmax(X, Y, l2, tol=1e-10, max_iter=50):
    (m, d), K = X.shape, Y.shape[1]

    def F(W):
        Z = X @ W
        losses = special.logsumexp(Z, axis=1) - (Y * Z).sum(axis=1)
        return losses.mean() + l2 / 2 * np.sum(W**2)

    W = np.zeros((d, K))
    values = [F(W)]
    for _ in range(max_iter):
        P = special.softmax(X @ W, axis=1)
        G = X.T @ (P - Y) / m + l2 * W
        if np.abs(G).max() <= tol:
            break
        S = P[:, :, None] * (np.eye(K) - P[:, None, :])
        H = np.einsum("irs,ia,ib->rasb", S, X, X).reshape(W.size, W.size) / m
        H += l2 * np.eye(d * K)
        step = np.linalg.solve(H, G.ravel(order="F")).reshape((d, K), order="F")
        for _ in range(50):
            value = F(W - step)
            if value < values[-1]:
                break
            step = step / 2
        else:
            break
        W = W - step
        values.append(value)
    return W, values


@wrong("stackings-mixed")
def fit_softmax(X, Y, l2, tol=1e-10, max_iter=50):
    (m, d), K = X.shape, Y.shape[1]

    def F(W):
        Z = X @ W
        losses = special.logsumexp(Z, axis=1) - (Y * Z).sum(axis=1)
        return losses.mean() + l2 / 2 * np.sum(W**2)

    W = np.zeros((d, K))
    values = [F(W)]
    for _ in range(max_iter):
        P = special.softmax(X @ W, axis=1)
        G = X.T @ (P - Y) / m + l2 * W
        if np.abs(G).max() <= tol:
            break
        H = l2 * np.eye(d * K)
        for p, x in zip(P, X, strict=True):
            H += np.kron(np.diag(p) - np.outer(p, p), np.outer(x, x)) / m
        step = np.linalg.solve(H, G.ravel())
        step = step.reshape((d, K), order="F")
        for _ in range(50):
            value = F(W - step)
            if value <= values[-1] + 1e-12:
                break
            step = step / 2
        else:
            break
        W = W - step
        values.append(value)
    return W, values


@wrong("stackings-mixed")
def fit_softmax(X, Y, l2, tol=1e-10, max_iter=50):
    (m, d), K = X.shape, Y.shape[1]

    def F(W):
        Z = X @ W
        losses = special.logsumexp(Z, axis=1) - (Y * Z).sum(axis=1)
        return losses.mean() + l2 / 2 * np.sum(W**2)

    W = np.zeros((d, K))
    values = [F(W)]
    for _ in range(max_iter):
        P = special.softmax(X @ W, axis=1)
        G = X.T @ (P - Y) / m + l2 * W
        if np.abs(G).max() <= tol:
            break
        H = l2 * np.eye(d * K)
        for p, x in zip(P, X, strict=True):
            H += np.kron(np.diag(p) - np.outer(p, p), np.outer(x, x)) / m
        step = np.linalg.solve(H, G.ravel(order="F"))
        step = step.reshape(d, K)
        for _ in range(50):
            value = F(W - step)
            if value <= values[-1] + 1e-12:
                break
            step = step / 2
        else:
            break
        W = W - step
        values.append(value)
    return W, values


@wrong("below-tol", part="robustness")
def fit_softmax(X, Y, l2, tol=1e-10, max_iter=50):
    (m, d), K = X.shape, Y.shape[1]

    def F(W):
        Z = X @ W
        losses = special.logsumexp(Z, axis=1) - (Y * Z).sum(axis=1)
        return losses.mean() + l2 / 2 * np.sum(W**2)

    W = np.zeros((d, K))
    values = [F(W)]
    for _ in range(max_iter):
        P = special.softmax(X @ W, axis=1)
        G = X.T @ (P - Y) / m + l2 * W
        if np.abs(G).max() < tol:
            break
        H = l2 * np.eye(d * K)
        for p, x in zip(P, X, strict=True):
            H += np.kron(np.diag(p) - np.outer(p, p), np.outer(x, x)) / m
        step = np.linalg.solve(H, G.ravel(order="F")).reshape((d, K), order="F")
        for _ in range(50):
            value = F(W - step)
            if value <= values[-1] + 1e-12:
                break
            step = step / 2
        else:
            break
        W = W - step
        values.append(value)
    return W, values


@wrong("not-halved", part="robustness")
def fit_softmax(X, Y, l2, tol=1e-10, max_iter=50):
    (m, d), K = X.shape, Y.shape[1]

    def F(W):
        Z = X @ W
        losses = special.logsumexp(Z, axis=1) - (Y * Z).sum(axis=1)
        return losses.mean() + l2 / 2 * np.sum(W**2)

    W = np.zeros((d, K))
    values = [F(W)]
    for _ in range(max_iter):
        P = special.softmax(X @ W, axis=1)
        G = X.T @ (P - Y) / m + l2 * W
        if np.abs(G).max() <= tol:
            break
        H = l2 * np.eye(d * K)
        for p, x in zip(P, X, strict=True):
            H += np.kron(np.diag(p) - np.outer(p, p), np.outer(x, x)) / m
        step = np.linalg.solve(H, G.ravel(order="F")).reshape((d, K), order="F")
        for _ in range(20):
            value = F(W - step)
            if value <= values[-1] + 1e-12:
                break
            step = step / 10
        else:
            break
        W = W - step
        values.append(value)
    return W, values


@wrong("off-by-one", part="robustness")
def fit_softmax(X, Y, l2, tol=1e-10, max_iter=50):
    (m, d), K = X.shape, Y.shape[1]

    def F(W):
        Z = X @ W
        losses = special.logsumexp(Z, axis=1) - (Y * Z).sum(axis=1)
        return losses.mean() + l2 / 2 * np.sum(W**2)

    W = np.zeros((d, K))
    values = [F(W)]
    while True:
        P = special.softmax(X @ W, axis=1)
        G = X.T @ (P - Y) / m + l2 * W
        if np.abs(G).max() <= tol:
            break
        H = l2 * np.eye(d * K)
        for p, x in zip(P, X, strict=True):
            H += np.kron(np.diag(p) - np.outer(p, p), np.outer(x, x)) / m
        step = np.linalg.solve(H, G.ravel(order="F")).reshape((d, K), order="F")
        for _ in range(50):
            value = F(W - step)
            if value <= values[-1] + 1e-12:
                break
            step = step / 2
        else:
            break
        W = W - step
        values.append(value)
        if len(values) > max_iter:
            break
    return W, values


@wrong("values-of-no-step")
def fit_softmax(X, Y, l2, tol=1e-10, max_iter=50):
    (m, d), K = X.shape, Y.shape[1]

    def F(W):
        Z = X @ W
        losses = special.logsumexp(Z, axis=1) - (Y * Z).sum(axis=1)
        return losses.mean() + l2 / 2 * np.sum(W**2)

    W = np.zeros((d, K))
    values = [F(W)]
    for _ in range(max_iter):
        P = special.softmax(X @ W, axis=1)
        G = X.T @ (P - Y) / m + l2 * W
        if np.abs(G).max() <= tol:
            break
        H = l2 * np.eye(d * K)
        for p, x in zip(P, X, strict=True):
            H += np.kron(np.diag(p) - np.outer(p, p), np.outer(x, x)) / m
        step = np.linalg.solve(H, G.ravel(order="F")).reshape((d, K), order="F")
        for _ in range(50):
            value = F(W - step)
            if value <= values[-1] + 1e-12:
                break
            step = step / 2
        else:
            break
        W = W - step
        values.append(value)
    return W, np.linspace(values[0], values[-1], len(values)).tolist()


@right("sum-of-kroneckers")
def fit_softmax(X, Y, l2, tol=1e-10, max_iter=50):
    (m, d), K = X.shape, Y.shape[1]

    def F(W):
        Z = X @ W
        losses = special.logsumexp(Z, axis=1) - (Y * Z).sum(axis=1)
        return losses.mean() + l2 / 2 * np.sum(W**2)

    W = np.zeros((d, K))
    values = [F(W)]
    for _ in range(max_iter):
        P = special.softmax(X @ W, axis=1)
        G = X.T @ (P - Y) / m + l2 * W
        if np.abs(G).max() <= tol:
            break
        H = l2 * np.eye(d * K)
        for p, x in zip(P, X, strict=True):
            H += np.kron(np.diag(p) - np.outer(p, p), np.outer(x, x)) / m
        step = np.linalg.solve(H, G.ravel(order="F")).reshape((d, K), order="F")
        for _ in range(50):
            value = F(W - step)
            if value <= values[-1] + 1e-12:
                break
            step = step / 2
        else:
            break
        W = W - step
        values.append(value)
    return W, values


@right("row-stacked-throughout")
def fit_softmax(X, Y, l2, tol=1e-10, max_iter=50):
    (m, d), K = X.shape, Y.shape[1]

    def F(W):
        Z = X @ W
        losses = special.logsumexp(Z, axis=1) - (Y * Z).sum(axis=1)
        return losses.mean() + l2 / 2 * np.sum(W**2)

    W = np.zeros((d, K))
    values = [F(W)]
    for _ in range(max_iter):
        P = special.softmax(X @ W, axis=1)
        G = X.T @ (P - Y) / m + l2 * W
        if np.abs(G).max() <= tol:
            break
        H = l2 * np.eye(d * K)
        for p, x in zip(P, X, strict=True):
            H += np.kron(np.outer(x, x), np.diag(p) - np.outer(p, p)) / m
        step = np.linalg.solve(H, G.ravel()).reshape(d, K)
        for _ in range(50):
            value = F(W - step)
            if value <= values[-1] + 1e-12:
                break
            step = step / 2
        else:
            break
        W = W - step
        values.append(value)
    return W, values


@right("einsum-and-cholesky")
def fit_softmax(X, Y, l2, tol=1e-10, max_iter=50):
    (m, d), K = X.shape, Y.shape[1]

    def F(W):
        Z = X @ W
        losses = special.logsumexp(Z, axis=1) - (Y * Z).sum(axis=1)
        return losses.mean() + l2 / 2 * np.sum(W**2)

    W = np.zeros((d, K))
    values = [F(W)]
    for _ in range(max_iter):
        P = special.softmax(X @ W, axis=1)
        G = X.T @ (P - Y) / m + l2 * W
        if np.abs(G).max() <= tol:
            break
        S = np.einsum("ir,rs->irs", P, np.eye(K)) - np.einsum("ir,is->irs", P, P)
        H = np.einsum("irs,ij,ik->rjsk", S, X, X).reshape(d * K, d * K) / m
        H += l2 * np.eye(d * K)
        factor = linalg.cho_factor(H)
        step = linalg.cho_solve(factor, G.T.ravel()).reshape(K, d).T
        for _ in range(50):
            value = F(W - step)
            if value <= values[-1] + 1e-12:
                break
            step = step / 2
        else:
            break
        W = W - step
        values.append(value)
    return W, values


@right("conjugate-gradients")
def fit_softmax(X, Y, l2, tol=1e-10, max_iter=50):
    m = X.shape[0]

    def objective(W):
        log_P = special.log_softmax(X @ W, axis=1)
        return float(-np.sum(Y * log_P) / m + l2 / 2 * np.vdot(W, W))

    def newton_direction(P, G):
        # Solve (H + l2) V = G by conjugate gradients; H is only ever applied
        V, R = np.zeros_like(G), G.copy()
        D, rr = R, np.vdot(R, R)
        for _ in range(20 * G.size):
            if rr <= 1e-28 * np.vdot(G, G):
                break
            T = P * (X @ D)
            HD = X.T @ (T - P * T.sum(axis=1, keepdims=True)) / m + l2 * D
            alpha = rr / np.vdot(D, HD)
            V, R = V + alpha * D, R - alpha * HD
            rr, before = np.vdot(R, R), rr
            D = R + rr / before * D
        return V

    W = np.zeros((X.shape[1], Y.shape[1]))
    values = [objective(W)]
    while len(values) <= max_iter:
        P = special.softmax(X @ W, axis=1)
        G = X.T @ (P - Y) / m + l2 * W
        if np.abs(G).max() <= tol:
            break
        V = newton_direction(P, G)
        length = 1.0
        while length > 1e-16 and objective(W - length * V) - values[-1] > 1e-12:
            length /= 2
        if length <= 1e-16:
            break
        W = W - length * V
        values.append(objective(W))
    return W, values


@right("least-squares")
def fit_softmax(X, Y, l2, tol=1e-10, max_iter=50):
    (m, d), K = X.shape, Y.shape[1]

    def F(w):
        Z = X @ w.reshape(K, d).T
        return float(np.mean(special.logsumexp(Z, axis=1) - Z[Y == 1]) + 0.5 * l2 * w @ w)

    w = np.zeros(d * K)
    values = [F(w)]
    for _ in range(max_iter):
        P = special.softmax(X @ w.reshape(K, d).T, axis=1)
        g = ((P - Y).T @ X / m).ravel() + l2 * w
        if np.abs(g).max() <= tol:
            break
        # diag(p) - pp' = R'R for R = (I - qq') diag(q) with q the roots of p
        rows = [np.sqrt(l2) * np.eye(d * K)]
        for q, x in zip(np.sqrt(P), X, strict=True):
            rows.append(np.kron((np.eye(K) - np.outer(q, q)) * q, x) / np.sqrt(m))
        R = np.linalg.qr(np.vstack(rows), mode="r")
        step = linalg.solve_triangular(R, linalg.solve_triangular(R, g, trans="T"))
        for j in range(60):
            value = F(w - step / 2**j)
            if value <= values[-1] + 1e-12:
                break
        else:
            break
        w = w - step / 2**j
        values.append(value)
    return w.reshape(K, d).T.copy(), values


@right("block-by-block")
def fit_softmax(X, Y, l2, tol=1e-10, max_iter=50):
    (m, d), K = X.shape, Y.shape[1]

    def softmax_rows(Z):
        E = np.exp(Z - Z.max(axis=1, keepdims=True))
        return E / E.sum(axis=1, keepdims=True)

    def value_of(W):
        Z = X @ W
        shifted = Z - np.sum(Y * Z, axis=1, keepdims=True)
        return np.logaddexp.reduce(shifted, axis=1).mean() + l2 * np.linalg.norm(W) ** 2 / 2

    def hessian(P):
        blocks = [[None] * K for _ in range(K)]
        for r in range(K):
            for s in range(K):
                weights = P[:, r] * ((r == s) - P[:, s])
                blocks[r][s] = X.T @ (weights[:, None] * X) / m + (r == s) * l2 * np.eye(d)
        return np.block(blocks)

    W = np.zeros((d, K))
    values = [value_of(W)]
    for _ in range(max_iter):
        P = softmax_rows(X @ W)
        G = X.T @ (P - Y) / m + l2 * W
        if np.all(np.abs(G) <= tol):
            return W, values
        direction = linalg.solve(hessian(P), G.T.reshape(-1), assume_a="pos").reshape(K, d).T
        t = 1.0
        while value_of(W - t * direction) > values[-1] + 1e-12 and t > 1e-17:
            t = t / 2
        W = W - t * direction
        values.append(value_of(W))
    return W, values


@right("eigenvectors-of-the-hessian")
def fit_softmax(X, Y, l2, tol=1e-10, max_iter=50):
    (m, d), K = X.shape, Y.shape[1]

    def objective(W):
        log_P = special.log_softmax(X @ W, axis=1)
        return -np.trace(Y.T @ log_P) / m + l2 / 2 * np.trace(W.T @ W)

    W = np.zeros((d, K))
    values = [objective(W)]
    for _ in range(max_iter):
        P = special.softmax(X @ W, axis=1)
        G = l2 * W
        for p, x, y in zip(P, X, Y, strict=True):
            G = G + np.outer(x, p - y) / m
        if np.abs(G).max() <= tol:
            break
        A = (P[:, :, None] * X[:, None, :]).reshape(m, d * K)
        H = (linalg.block_diag(*[(p * X.T) @ X for p in P.T]) - A.T @ A) / m
        w, V = np.linalg.eigh(H)
        # H has no negative eigenvalue but by rounding; the penalty lifts them all
        flat = V @ (V.T @ G.flatten(order="F") / (np.maximum(w, 0) + l2))
        direction = flat.reshape((d, K), order="F")
        candidates = (W - direction / 2**j for j in range(55))
        W = next(C for C in candidates if objective(C) <= values[-1] + 1e-12)
        values.append(objective(W))
    return W, values


# 6.4


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


@wrong("wrong-shape")
def standard_errors(theta, X):
    mu = special.expit(X @ theta)
    covariance = np.linalg.inv((mu * (1 - mu) * X.T) @ X)
    return np.sqrt(np.abs(covariance))


@wrong("wrong-type")
def standard_errors(theta, X):
    mu = special.expit(X @ theta)
    covariance = np.linalg.inv((mu * (1 - mu) * X.T) @ X)
    return [covariance[j, j] ** 0.5 for j in range(len(theta))]


@wrong("overflow", part="robustness")
def standard_errors(theta, X):
    e = np.exp(X @ theta)
    mu = e / (1 + e)
    return np.sqrt(np.diag(np.linalg.inv((mu * (1 - mu) * X.T) @ X)))


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
