"""Reference solutions of 06-newton: the Hessian at work."""

import numpy as np


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


def fit_logistic(X, y, tol=1e-10, max_iter=50):
    """Minimise the mean logistic loss by damped Newton steps from zero.

    θ ← θ − 2⁻ʲ H⁻¹∇J with the first j = 0, 1, … for which J rises by at most 1e-12.

    X: (m, d) float64, finite; y: (m,) float64 of 0 and 1; tol: float ≥ 0, on max|∇J|;
    max_iter: int ≥ 0, on the number of steps. Returns (θ, values): θ is (d,) float64, values the
    list of J at zero and after each step. Raises nothing: where H is singular, or the data are
    separable and no minimum exists, it ends with a finite θ. Source: documents 001 and 003; the
    damping is ours.
    """
    from scipy import linalg, special

    m, d = X.shape
    sign = 1.0 - 2.0 * y

    def loss(theta):
        return float(np.logaddexp(0.0, sign * (X @ theta)).mean())

    def newton_direction(theta, gradient):
        t = X @ theta
        A = np.sqrt(special.expit(t) * special.expit(-t))[:, None] * X
        H = A.T @ A / m
        try:
            return linalg.cho_solve(linalg.cho_factor(H), gradient)
        except linalg.LinAlgError:
            return np.linalg.lstsq(H, gradient)[0]

    theta = np.zeros(d)
    values = [loss(theta)]
    for _ in range(max_iter):
        gradient = X.T @ (special.expit(X @ theta) - y) / m
        if np.abs(gradient).max() <= tol:
            break
        step = newton_direction(theta, gradient)
        # Halved 60 times, a step is below the rounding of θ.
        for halvings in range(60):
            candidate = theta - 0.5**halvings * step
            value = loss(candidate)
            if value - values[-1] <= 1e-12:
                break
        else:
            break
        theta = candidate
        values.append(value)
    return theta, values


def fit_softmax(X, Y, l2, tol=1e-10, max_iter=50):
    """Minimise the mean cross-entropy with a penalty on every weight by damped Newton steps.

    F(W) = L(W) + (l2/2)‖W‖²_F, ∇F = (1/m) Xᵀ(P − Y) + l2 W, ∇²F = H + l2 I, from W = 0:
    vec(W) ← vec(W) − 2⁻ʲ (H + l2 I)⁻¹ vec(∇F) with the first j for which F rises by ≤ 1e-12.

    X: (m, d) float64, finite; Y: (m, K) float64, one-hot rows; l2: float > 0, on every row of W,
    that of the bias too; tol: float ≥ 0, on max|∇F|; max_iter: int ≥ 0, on the number of steps.
    Returns (W, values): W is (d, K) float64, values the list of F at zero and after each step.
    Raises nothing. Source: documents 000 and 003; A:A = ‖A‖²_F in document 004; the penalty and
    the damping are ours.
    """
    from contextlib import suppress

    from scipy import linalg, special

    (m, d), K = X.shape, Y.shape[1]

    def objective(W):
        Z = X @ W
        losses = special.logsumexp(Z - (Y * Z).sum(axis=1, keepdims=True), axis=1)
        return float(losses.mean() + l2 / 2 * (W * W).sum())

    def newton_direction(P, gradient):
        # H as AᵀA for rows p_i ⊗ x_i, its diagonal blocks from the zero sums of block rows.
        A = (P[:, :, None] * X[:, None, :]).reshape(m, d * K)
        H = A.T @ A
        H /= -m
        blocks = H.reshape(K, d, K, d)
        for r in range(K):
            blocks[r, :, r] = 0.0
            others = blocks[r].sum(axis=1)
            blocks[r, :, r] = 0.0 - (others + others.T) / 2
        H[np.diag_indices(d * K)] += l2
        step = gradient.ravel(order="F")
        # Where l2 is lost in rounding and H is singular, the gradient remains.
        with suppress(linalg.LinAlgError):
            step = linalg.cho_solve(linalg.cho_factor(H), step)
        return step.reshape((d, K), order="F")

    W = np.zeros((d, K))
    values = [objective(W)]
    for _ in range(max_iter):
        P = special.softmax(X @ W, axis=1)
        gradient = X.T @ (P - Y) / m + l2 * W
        if np.abs(gradient).max() <= tol:
            break
        step = newton_direction(P, gradient)
        # Halved 60 times, a step is below the rounding of W.
        for halvings in range(60):
            candidate = W - 0.5**halvings * step
            value = objective(candidate)
            if value - values[-1] <= 1e-12:
                break
        else:
            break
        W = candidate
        values.append(value)
    return W, values


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
