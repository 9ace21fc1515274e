"""3.5 curvature_along: reference, hidden families, right and wrong answers."""

import numpy as np
from scipy import special

from autograder.checking.exercise import Family
from autograder.key.families import CLASSES, LARGER
from autograder.key.gallery import reference, right, variant, wrong

HIDDEN = {
    "values": LARGER,
    "robustness": (*CLASSES, Family("flat", logits=1e4, arrangement="flat", draws=2)),
}


@reference
def curvature_along(W, X, V):
    """Measure the curvature of the mean cross-entropy at W along V, without its Hessian.

    vec(V)ᵀ H vec(V) = (1/m) Σ_i Σ_k p_ik (t_ik − c_i)² with T = XV and c_i = Σ_k p_ik t_ik: the
    mean over the samples of the variance of x_iᵀv_k, class k drawn with probability p_ik.

    W, V: (d, K), X: (m, d), all float64 and finite. Returns a float ≥ 0. Raises nothing. Takes
    O(mdK) time and O(mK) memory. Source: ours, from document 000's H; a sum of squares is chosen
    because E[t²] − E[t]² is negative by rounding in every second flat direction.
    """
    P = X @ W
    P -= P.max(axis=1, keepdims=True)
    np.exp(P, out=P)
    P /= P.sum(axis=1, keepdims=True)
    T = X @ V
    T -= (P * T).sum(axis=1, keepdims=True)
    T *= T
    return (P * T).sum() / len(X)


@right("variance")
def curvature_along(W, X, V):
    P = special.softmax(X @ W, axis=1)
    T = X @ V
    means = np.sum(P * T, axis=1, keepdims=True)
    return np.mean(np.sum(P * (T - means) ** 2, axis=1))


@right("loop-over-samples")
def curvature_along(W, X, V):
    total = 0.0
    for x in X:
        p, t = special.softmax(x @ W), x @ V
        total += p @ (t - p @ t) ** 2
    return total / len(X)


@right("average")
def curvature_along(W, X, V):
    P = special.softmax(X @ W, axis=1)
    T = X @ V
    T = T - np.average(T, weights=P, axis=1)[:, None]
    return float(np.average(T**2, weights=P, axis=1).mean())


@right("length-of-a-vector")
def curvature_along(W, X, V):
    P = special.softmax(X @ W, axis=1)
    T = X @ V
    deviations = np.sqrt(P) * (T - np.einsum("ik,ik->i", P, T)[:, None])
    return np.linalg.norm(deviations) ** 2 / len(X)


@right("class-by-class")
def curvature_along(W, X, V):
    P = special.softmax(X @ W, axis=1)
    mean = np.zeros(len(X))
    for k in range(V.shape[1]):
        mean += P[:, k] * (X @ V[:, k])
    form = 0.0
    for k in range(V.shape[1]):
        form += P[:, k] @ (X @ V[:, k] - mean) ** 2 / len(X)
    return form


@wrong("sign")
def curvature_along(W, X, V):
    P = special.softmax(X @ W, axis=1)
    T = X @ V
    T = T - (P * T).sum(axis=1, keepdims=True)
    return -np.mean((P * T**2).sum(axis=1))


variant(
    "sum-for-mean",
    "variance",
    """
-    return np.mean(np.sum(P * (T - means) ** 2, axis=1))
+    return np.sum(P * (T - means) ** 2)
""",
)


variant(
    "likelihood-for-loss",
    "variance",
    """
-    return np.mean(np.sum(P * (T - means) ** 2, axis=1))
+    return -np.sum(P * (T - means) ** 2)
""",
)


# Mean over all entries
variant(
    "mean-over-classes",
    "variance",
    """
-    return np.mean(np.sum(P * (T - means) ** 2, axis=1))
+    return np.mean(P * (T - means) ** 2)
""",
)


variant(
    "extra-half",
    "variance",
    """
-    return np.mean(np.sum(P * (T - means) ** 2, axis=1))
+    return 0.5 * np.mean(np.sum(P * (T - means) ** 2, axis=1))
""",
)


# The standard deviation
variant(
    "root-of-variance",
    "variance",
    """
-    return np.mean(np.sum(P * (T - means) ** 2, axis=1))
+    return np.mean(np.sqrt(np.sum(P * (T - means) ** 2, axis=1)))
""",
)


@wrong("mean-not-subtracted")
def curvature_along(W, X, V):
    P = special.softmax(X @ W, axis=1)
    return np.mean(np.sum(P * (X @ V) ** 2, axis=1))


variant(
    "unweighted-mean",
    "variance",
    """
-    means = np.sum(P * T, axis=1, keepdims=True)
+    means = np.mean(T, axis=1, keepdims=True)
""",
)


variant(
    "weights-lost",
    "variance",
    """
-    return np.mean(np.sum(P * (T - means) ** 2, axis=1))
+    return np.mean(np.sum((T - means) ** 2, axis=1))
""",
)


@wrong("uncoupled-blocks")
def curvature_along(W, X, V):
    P = special.softmax(X @ W, axis=1)
    return np.mean(np.sum(P * (1 - P) * (X @ V) ** 2, axis=1))


@wrong("variance-of-the-mean")
def curvature_along(W, X, V):
    # Between samples in place of between classes
    P = special.softmax(X @ W, axis=1)
    return np.var(np.sum(P * (X @ V), axis=1))


@wrong("sum-squared")
def curvature_along(W, X, V):
    P = special.softmax(X @ W, axis=1)
    T = X @ V
    T = T - (P * T).sum(axis=1, keepdims=True)
    return np.mean((P * np.abs(T)).sum(axis=1) ** 2)


@wrong("square-lost")
def curvature_along(W, X, V):
    P = special.softmax(X @ W, axis=1)
    T = X @ V
    T = T - (P * T).sum(axis=1, keepdims=True)
    return np.mean((P * np.abs(T)).sum(axis=1))


@wrong("gradient-for-curvature")
def curvature_along(W, X, V):
    P = special.softmax(X @ W, axis=1)
    return np.mean(np.sum(P * (X @ V), axis=1))


variant(
    "wrong-axis",
    "variance",
    """
-    P = special.softmax(X @ W, axis=1)
+    P = special.softmax(X @ W, axis=0)
""",
)


variant(
    "whole-array",
    "variance",
    """
-    P = special.softmax(X @ W, axis=1)
+    P = special.softmax(X @ W)
""",
)


variant(
    "softmax-elementwise",
    "variance",
    """
-    P = special.softmax(X @ W, axis=1)
+    P = special.expit(X @ W)
""",
)


@wrong("theta-for-direction")
def curvature_along(W, X, V):
    Z = X @ W
    P = special.softmax(Z, axis=1)
    return np.mean(np.sum(P * (Z - np.sum(P * Z, axis=1, keepdims=True)) ** 2, axis=1))


variant(
    "direction-for-theta",
    "variance",
    """
-    P = special.softmax(X @ W, axis=1)
+    P = special.softmax(X @ V, axis=1)
""",
)


@wrong("only-at-zero-weights")
def curvature_along(W, X, V):
    P = special.softmax(np.zeros((len(X), W.shape[1])), axis=1)
    T = X @ V
    return np.mean(np.sum(P * (T - np.sum(P * T, axis=1, keepdims=True)) ** 2, axis=1))


@wrong("bias-forgotten")
def curvature_along(W, X, V):
    P = special.softmax(X[:, 1:] @ W[1:], axis=1)
    T = X @ V
    return np.mean(np.sum(P * (T - np.sum(P * T, axis=1, keepdims=True)) ** 2, axis=1))


@wrong("only-one-sample")
def curvature_along(W, X, V):
    for x in X:
        p, t = special.softmax(x @ W), x @ V
        return p @ (t - p @ t) ** 2


@wrong("product-of-means")
def curvature_along(W, X, V):
    p = special.softmax(X @ W, axis=1).mean(axis=0)
    T = X @ V
    return np.mean((T - (T @ p)[:, None]) ** 2 @ p)


variant(
    "sum-forgotten",
    "variance",
    """
-    return np.mean(np.sum(P * (T - means) ** 2, axis=1))
+    return np.sum(P * (T - means) ** 2, axis=1) / len(X)
""",
)


@wrong("finite-differences")
def curvature_along(W, X, V):
    h = 1e-4

    def loss(U):
        return np.mean(special.logsumexp(X @ U, axis=1))

    return (loss(W + h * V) - 2 * loss(W) + loss(W - h * V)) / h**2


@wrong("finite-differences")
def curvature_along(W, X, V):
    h = 1e-6
    up = special.softmax(X @ (W + h * V), axis=1)
    down = special.softmax(X @ (W - h * V), axis=1)
    return np.sum((up - down) * (X @ V)) / (2 * h * len(X))


@wrong("float32")
def curvature_along(W, X, V):
    P = special.softmax((X @ W).astype(np.float32), axis=1)
    T = (X @ V).astype(np.float32)
    means = np.sum(P * T, axis=1, keepdims=True)
    return float(np.mean(np.sum(P * (T - means) ** 2, axis=1)))


# The formula for the variance by which one calculates by hand
@wrong("variance-cancels", part="robustness")
def curvature_along(W, X, V):
    P = special.softmax(X @ W, axis=1)
    T = X @ V
    return np.mean(np.sum(P * T**2, axis=1) - np.sum(P * T, axis=1) ** 2)


# The product of 3.4, and then an inner product with V
@wrong("variance-cancels", part="robustness")
def curvature_along(W, X, V):
    P = special.softmax(X @ W, axis=1)
    T = X @ V
    HV = X.T @ (P * (T - np.sum(P * T, axis=1, keepdims=True))) / len(X)
    return np.sum(V * HV)


@wrong("memory", part="robustness")
def curvature_along(W, X, V):
    total = 0.0
    for x in X:
        p, t = special.softmax(x @ W), x @ V
        apart = (t[:, None] - t) ** 2
        total += p @ apart @ p / 2
    return total / len(X)


@wrong("memory", part="robustness")
def curvature_along(W, X, V):
    P = special.softmax(X @ W, axis=1)
    T = (X[:, :, None] * V).sum(axis=1)
    means = np.sum(P * T, axis=1, keepdims=True)
    return np.mean(np.sum(P * (T - means) ** 2, axis=1))


@wrong("logits-far-apart", part="robustness")
def curvature_along(W, X, V):
    Z, T = X @ W, X @ V
    E = np.exp(Z - Z[:, :1])
    P = E / E.sum(axis=1, keepdims=True)
    T = T - np.sum(P * T, axis=1, keepdims=True)
    return np.mean(np.sum(P * T**2, axis=1))


@wrong("overflow", part="robustness")
def curvature_along(W, X, V):
    E = np.exp(X @ W)
    P = E / E.sum(axis=1, keepdims=True)
    T = X @ V
    means = np.sum(P * T, axis=1, keepdims=True)
    return np.mean(np.sum(P * (T - means) ** 2, axis=1))


@wrong("shift-per-array", part="robustness")
def curvature_along(W, X, V):
    Z = X @ W
    E = np.exp(Z - Z.max())
    P = E / E.sum(axis=1, keepdims=True)
    T = X @ V
    means = np.sum(P * T, axis=1, keepdims=True)
    return np.mean(np.sum(P * (T - means) ** 2, axis=1))


@wrong("nan-patched", part="robustness")
def curvature_along(W, X, V):
    Z = X @ W
    E = np.exp(Z - Z.max())
    P = np.nan_to_num(E / E.sum(axis=1, keepdims=True))
    T = X @ V
    means = np.sum(P * T, axis=1, keepdims=True)
    return np.mean(np.sum(P * (T - means) ** 2, axis=1))


@wrong("in-place", part="robustness")
def curvature_along(W, X, V):
    P = special.softmax(X @ W, axis=1)
    V -= V.mean(axis=1, keepdims=True)
    T = X @ V
    means = np.sum(P * T, axis=1, keepdims=True)
    return np.mean(np.sum(P * (T - means) ** 2, axis=1))


variant(
    "wrong-type",
    "variance",
    """
-    return np.mean(np.sum(P * (T - means) ** 2, axis=1))
+    return np.array(np.mean(np.sum(P * (T - means) ** 2, axis=1)))
""",
)
