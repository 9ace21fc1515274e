"""6.2 fit_logistic: reference, hidden families, right and wrong answers."""

import numpy as np
from scipy import linalg, special

from autograder.checking.exercise import Family
from autograder.key.families import DEFAULTS, FITS
from autograder.key.gallery import reference, right, variant

# One sample is so far from the others that its exponential overflows while they are still in doubt.
OVERFLOWING = Family("separable", arrangement="outlier", draws=3)

# Whether H becomes singular in the other separable ones is chance.
SINGULAR = Family("separable", arrangement="lone", draws=3)

# Probabilities so near 0 and 1 that a bound on them shows.
STEEP = Family("ordinary", arrangement="steep", draws=3)

# A fit that allows no rise fails in a third of these, by rounding.
MORE = Family("badly_scaled", draws=6)

HIDDEN = {
    "values": (Family("ordinary"), STEEP),
    "robustness": (*FITS, MORE, *DEFAULTS, OVERFLOWING, Family("tiny_numbers"), SINGULAR),
}


@reference
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


variant(
    "undamped",
    "least-squares",
    """
-        for _ in range(50):
-            value = J(theta - step)
-            if value <= values[-1] + 1e-12:
-                break
-            step = step / 2
-        else:
-            break
…
-        values.append(value)
+        values.append(J(theta))
""",
    part="robustness",
)


variant(
    "fixed-damping",
    "undamped",
    """
-        theta = theta - step
+        theta = theta - step / 2
""",
)


variant(
    "halved-once",
    "undamped",
    """
         step = np.linalg.lstsq(H, g)[0]
+        if J(theta - step) > values[-1]:
+            step = step / 2
""",
    part="robustness",
)


variant(
    "stops-early",
    "least-squares",
    """
         values.append(value)
+        if values[-2] - values[-1] < 1e-4:
+            break
""",
)


variant(
    "stops-early",
    "least-squares",
    """
-    for _ in range(max_iter):
+    for _ in range(min(max_iter, 3)):
""",
)


variant(
    "one-step",
    "least-squares",
    """
         values.append(value)
+        break
""",
)


variant(
    "ascent",
    "least-squares",
    """
-            value = J(theta - step)
+            value = J(theta + step)
…
-        theta = theta - step
+        theta = theta + step
""",
)


variant(
    "gradient-step",
    "least-squares",
    """
-        H = (mu * (1 - mu) * X.T) @ X / m
-        step = np.linalg.lstsq(H, g)[0]
+        step = g
""",
)


variant(
    "diagonal-only",
    "gradient-step",
    """
-        step = g
+        h = mu * (1 - mu) @ X**2 / m
+        step = g / h
""",
)


variant(
    "only-at-zero-weights",
    "least-squares",
    """
-        H = (mu * (1 - mu) * X.T) @ X / m
+        H = X.T @ X / (4 * m)
""",
)


variant(
    "mu-for-variance",
    "least-squares",
    """
-        H = (mu * (1 - mu) * X.T) @ X / m
+        H = (mu * X.T) @ X / m
""",
)


variant(
    "label-weights",
    "least-squares",
    """
-        H = (mu * (1 - mu) * X.T) @ X / m
+        H = ((mu - y) * X.T) @ X / m
""",
)


variant(
    "empirical-fisher",
    "least-squares",
    """
-        H = (mu * (1 - mu) * X.T) @ X / m
+        H = ((mu - y) ** 2 * X.T) @ X / m
""",
)


variant(
    "sum-gradient-mean-hessian",
    "least-squares",
    """
-        g = X.T @ (mu - y) / m
+        g = X.T @ (mu - y)
""",
)


variant(
    "mean-gradient-sum-hessian",
    "least-squares",
    """
-        H = (mu * (1 - mu) * X.T) @ X / m
+        H = (mu * (1 - mu) * X.T) @ X
""",
)


variant(
    "sum-for-mean",
    "least-squares",
    """
-        return np.mean(np.logaddexp(0, t) - y * t)
+        return np.sum(np.logaddexp(0, t) - y * t)
""",
)


variant(
    "sign",
    "least-squares",
    """
-        return np.mean(np.logaddexp(0, t) - y * t)
+        return np.mean(y * t - np.logaddexp(0, t))
…
-            if value <= values[-1] + 1e-12:
+            if value >= values[-1] - 1e-12:
""",
)


variant(
    "likelihood-for-loss",
    "sign",
    """
-        return np.mean(y * t - np.logaddexp(0, t))
+        return np.sum(y * t - np.logaddexp(0, t))
""",
)


variant(
    "log-base-2",
    "least-squares",
    """
-        return np.mean(np.logaddexp(0, t) - y * t)
+        return np.mean(np.logaddexp2(0, t / np.log(2)) - y * t / np.log(2))
""",
)


variant(
    "squared-error",
    "least-squares",
    """
-        return np.mean(np.logaddexp(0, t) - y * t)
+        return np.mean((special.expit(t) - y) ** 2)
""",
)


variant(
    "penalty-added",
    "least-squares",
    """
-        return np.mean(np.logaddexp(0, t) - y * t)
+        return np.mean(np.logaddexp(0, t) - y * t) + 0.005 * theta @ theta
…
-        g = X.T @ (mu - y) / m
+        g = X.T @ (mu - y) / m + 0.01 * theta
…
-        H = (mu * (1 - mu) * X.T) @ X / m
+        H = (mu * (1 - mu) * X.T) @ X / m + 0.01 * np.eye(d)
""",
)


variant(
    "features-standardised",
    "least-squares",
    """
     m, d = X.shape
+    X = X / X.std(axis=0)
""",
)


variant(
    "features-centred",
    "least-squares",
    """
     m, d = X.shape
+    X = X - X.mean(axis=0)
""",
)


variant(
    "bias-forgotten",
    "least-squares",
    """
     m, d = X.shape
+    X = X * (np.arange(d) > 0)
""",
)


variant(
    "nonzero-start",
    "least-squares",
    """
-    theta = np.zeros(d)
+    theta = np.random.default_rng(0).normal(size=d)
""",
)


variant(
    "first-value-missing",
    "least-squares",
    """
-    theta = np.zeros(d)
+    theta = np.linalg.lstsq(X, 4 * y - 2)[0]
""",
)


variant(
    "first-value-missing",
    "least-squares",
    """
-    values = [J(theta)]
+    values, last = [], J(theta)
…
-            if value <= values[-1] + 1e-12:
+            if value <= last + 1e-12:
…
         values.append(value)
+        last = value
""",
)


variant(
    "float32",
    "least-squares",
    """
     m, d = X.shape
+    X = X.astype(np.float32)
…
-        return np.mean(np.logaddexp(0, t) - y * t)
+        return np.mean(np.logaddexp(0, t) - y.astype(np.float32) * t)
…
-    theta = np.zeros(d)
-    values = [J(theta)]
+    theta = np.zeros(d, dtype=np.float32)
+    values = [float(J(theta))]
…
-        g = X.T @ (mu - y) / m
+        g = X.T @ (mu - y.astype(np.float32)) / m
…
-        values.append(value)
-    return theta, values
+        values.append(float(value))
+    return theta.astype(np.float64), values
""",
)


variant(
    "finite-differences",
    "least-squares",
    """
+    h = 1e-8
     theta = np.zeros(d)
…
-        g = X.T @ (mu - y) / m
+        g = np.array([(J(theta + h * e) - J(theta)) / h for e in np.eye(d)])
""",
)


variant(
    "wrong-type",
    "least-squares",
    """
-    return theta, values
+    return theta, np.array(values)
""",
)


variant(
    "wrong-type",
    "least-squares",
    """
-    return theta, values
+    return theta
""",
)


variant(
    "wrong-type",
    "least-squares",
    """
-    return theta, values
+    return theta, values[-1]
""",
)


variant(
    "wrong-shape",
    "least-squares",
    """
-    return theta, values
+    return theta[:, None], values
""",
)


variant(
    "last-value-missing",
    "least-squares",
    """
-    values = [J(theta)]
+    values = []
     for _ in range(max_iter):
+        values.append(J(theta))
…
-        values.append(value)
""",
    part="robustness",
)


variant(
    "signed-largest",
    "least-squares",
    """
-        if np.abs(g).max() <= tol:
+        if g.max() <= tol:
""",
    part="robustness",
)


variant(
    "off-by-one",
    "least-squares",
    """
-    for _ in range(max_iter):
+    for _ in range(1, max_iter):
""",
    part="robustness",
)


variant(
    "few-halvings",
    "least-squares",
    """
-        for _ in range(50):
+        for _ in range(9):
""",
    part="robustness",
)


variant(
    "tol-ignored",
    "least-squares",
    """
-        if np.abs(g).max() <= tol:
+        if np.abs(g).max() <= 1e-10:
""",
    part="robustness",
)


variant(
    "max-iter-ignored",
    "least-squares",
    """
-    for _ in range(max_iter):
+    for _ in range(100):
""",
    part="robustness",
)


variant(
    "norm-for-largest",
    "least-squares",
    """
-        if np.abs(g).max() <= tol:
+        if np.linalg.norm(g) <= tol:
""",
    part="robustness",
)


variant(
    "step-for-gradient",
    "least-squares",
    """
-        if np.abs(g).max() <= tol:
-            break
…
         step = np.linalg.lstsq(H, g)[0]
+        if np.abs(step).max() <= tol:
+            break
""",
    part="robustness",
)


variant(
    "singular-raises",
    "least-squares",
    """
-        step = np.linalg.lstsq(H, g)[0]
+        step = linalg.cho_solve(linalg.cho_factor(H), g)
""",
    part="robustness",
)


variant(
    "overflow",
    "least-squares",
    """
-        return np.mean(np.logaddexp(0, t) - y * t)
+        mu = 1 / (1 + np.exp(-t))
+        return -np.mean(y * np.log(mu) + (1 - y) * np.log(1 - mu))
""",
    part="robustness",
)


variant(
    "overflow",
    "least-squares",
    """
-        return np.mean(np.logaddexp(0, t) - y * t)
+        return np.mean(np.log(1 + np.exp(t)) - y * t)
""",
    part="robustness",
)


variant(
    "clipped-probability",
    "least-squares",
    """
-        return np.mean(np.logaddexp(0, t) - y * t)
+        mu = np.clip(special.expit(t), 1e-6, 1 - 1e-6)
+        return -np.mean(y * np.log(mu) + (1 - y) * np.log(1 - mu))
""",
)


variant(
    "in-place",
    "least-squares",
    """
     m, d = X.shape
+    y *= 2
+    y -= 1
…
-        return np.mean(np.logaddexp(0, t) - y * t)
+        return np.mean(np.logaddexp(0, -y * t))
…
-        g = X.T @ (mu - y) / m
+        g = X.T @ (mu - (y + 1) / 2) / m
""",
    part="robustness",
)


variant(
    "strict-decrease",
    "least-squares",
    """
-            if value <= values[-1] + 1e-12:
+            if value < values[-1]:
""",
    part="robustness",
)


variant(
    "norm-for-largest",
    "mean-gradient-sum-hessian",
    """
-    m, d = X.shape
+    d = X.shape[1]
…
-        g = X.T @ (mu - y) / m
+        # Sums, in which 1/m cancels from the step but not from the stop
+        g = X.T @ (mu - y)
""",
    part="robustness",
)


variant(
    "tol-after-step",
    "least-squares",
    """
-    m, d = X.shape
+    d = X.shape[1]
…
-        g = X.T @ (mu - y) / m
-        if np.abs(g).max() <= tol:
-            break
-        H = (mu * (1 - mu) * X.T) @ X / m
+        g = X.T @ (mu - y) / len(y)
+        H = (mu * (1 - mu) * X.T) @ X / len(y)
…
         values.append(value)
+        if np.abs(X.T @ (special.expit(X @ theta) - y)).max() / len(y) <= tol:
+            break
""",
    part="robustness",
)


variant(
    "below-tol",
    "least-squares",
    """
-        if np.abs(g).max() <= tol:
+        if np.abs(g).max() < tol:
""",
    part="robustness",
)


variant(
    "not-halved",
    "least-squares",
    """
-        for _ in range(50):
+        for _ in range(400):
…
-            step = step / 2
+            step = 0.9 * step
""",
    part="robustness",
)


variant(
    "off-by-one",
    "least-squares",
    """
-    for _ in range(max_iter):
+    while True:
…
         values.append(value)
+        if len(values) > max_iter:
+            break
""",
    part="robustness",
)


variant(
    "values-of-no-step",
    "least-squares",
    """
-    return theta, values
+    lagging = values[:1] + values[:-1]
+    lagging[-1] = values[-1]
+    return theta, lagging
""",
)


variant(
    "ridge-added",
    "least-squares",
    """
-        step = np.linalg.lstsq(H, g)[0]
+        step = np.linalg.solve(H + 1e-6 * np.eye(d), g)
""",
    part="robustness",
)
