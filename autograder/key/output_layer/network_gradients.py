"""5.6 network_gradients: reference, hidden families, right and wrong answers."""

import numpy as np
from scipy import special

from autograder.key.families import CLASSES, LARGER
from autograder.key.gallery import reference, right, variant, wrong

HIDDEN = {"values": LARGER, "robustness": CLASSES}


@reference
def network_gradients(W1, b1, W2, b2, X, Y):
    """Differentiate the mean loss of a network with one hidden layer in its four parameters.

    With A = tanh(X W1ᵀ + b1), P the softmax of the rows of A W2ᵀ + b2 and D = (P − Y)/m the error
    at the output, B = (D W2) ∘ (1 − A²) is the error below the hidden units:
    ∂L/∂W1 = BᵀX, ∂L/∂b1 = Σ_i B_i, ∂L/∂W2 = DᵀA, ∂L/∂b2 = Σ_i D_i, with L a mean.

    W1: (n, d), b1: (n,), W2: (K, n), b2: (K,), X: (m, d), all float64 and finite; Y: (m, K)
    float64, one-hot rows. Returns a tuple of float64 arrays, ((n, d), (n,), (K, n), (K,)). Raises
    nothing. Source: beyond the documents; document 002, section 4, is its last layer for one
    sample.
    """
    from scipy import special

    A = np.tanh(X @ W1.T + b1)
    D = (special.softmax(A @ W2.T + b2, axis=1) - Y) / len(X)
    B = (D @ W2) * (1.0 - A * A)
    return B.T @ X, B.sum(axis=0), D.T @ A, D.sum(axis=0)


@right("means-at-the-end")
def network_gradients(W1, b1, W2, b2, X, Y):
    m = len(X)
    A = np.tanh(X @ W1.T + b1)
    D = special.softmax(A @ W2.T + b2, axis=1) - Y
    B = D @ W2 * (1 - A**2)
    return B.T @ X / m, B.mean(axis=0), D.T @ A / m, D.mean(axis=0)


@right("loop-over-samples")
def network_gradients(W1, b1, W2, b2, X, Y):
    dW1, db1 = np.zeros(W1.shape), np.zeros(b1.shape)
    dW2, db2 = np.zeros(W2.shape), np.zeros(b2.shape)
    for x, y in zip(X, Y, strict=True):
        a = np.tanh(W1 @ x + b1)
        delta = special.softmax(W2 @ a + b2) - y
        below = (1 - a**2) * (W2.T @ delta)
        dW1 += np.outer(below, x)
        db1 += below
        dW2 += np.outer(delta, a)
        db2 += delta
    m = len(X)
    return dW1 / m, db1 / m, dW2 / m, db2 / m


@right("columns-for-samples")
def network_gradients(W1, b1, W2, b2, X, Y):
    A = np.tanh(W1 @ X.T + b1[:, None])
    D = (special.softmax(W2 @ A + b2[:, None], axis=0) - Y.T) / len(X)
    B = (W2.T @ D) * (1 - A**2)
    ones = np.ones(len(X))
    return B @ X, B @ ones, D @ A.T, D @ ones


@right("einsum")
def network_gradients(W1, b1, W2, b2, X, Y):
    A = np.tanh(np.einsum("id,nd->in", X, W1) + b1)
    Z = np.einsum("in,kn->ik", A, W2) + b2
    D = (np.exp(Z - special.logsumexp(Z, axis=1, keepdims=True)) - Y) / X.shape[0]
    B = np.einsum("ik,kn,in->in", D, W2, 1 - A**2)
    return (
        np.einsum("in,id->nd", B, X),
        np.einsum("in->n", B),
        np.einsum("ik,in->kn", D, A),
        np.einsum("ik->k", D),
    )


@right("bias-as-a-weight")
def network_gradients(W1, b1, W2, b2, X, Y):
    ones = np.ones((len(X), 1))
    inputs = np.hstack([X, ones])
    A = np.tanh(inputs @ np.column_stack([W1, b1]).T)
    hidden = np.hstack([A, ones])
    P = special.softmax(hidden @ np.column_stack([W2, b2]).T, axis=1)
    D = (P - Y) / len(X)
    second = D.T @ hidden
    first = ((D @ W2) * (1 - A) * (1 + A)).T @ inputs
    return first[:, :-1].copy(), first[:, -1].copy(), second[:, :-1].copy(), second[:, -1].copy()


@right("slope-by-the-sigmoid")
def network_gradients(W1, b1, W2, b2, X, Y):
    # tanh u = 2 sigma(2u) - 1, with slope 4 sigma(2u) sigma(-2u)
    U = X @ W1.T + b1
    A = np.tanh(U)
    E = special.softmax(A @ W2.T + b2, axis=1)
    E[Y == 1] -= 1
    E /= len(X)
    B = (E @ W2) * 4 * special.expit(2 * U) * special.expit(-2 * U)
    return B.T @ X, np.sum(B, axis=0), E.T @ A, np.sum(E, axis=0)


variant(
    "sign",
    "means-at-the-end",
    """
-    D = special.softmax(A @ W2.T + b2, axis=1) - Y
+    D = Y - special.softmax(A @ W2.T + b2, axis=1)
""",
)


@wrong("sum-for-mean")
def network_gradients(W1, b1, W2, b2, X, Y):
    A = np.tanh(X @ W1.T + b1)
    D = special.softmax(A @ W2.T + b2, axis=1) - Y
    B = (D @ W2) * (1 - A**2)
    return B.T @ X, B.sum(axis=0), D.T @ A, D.sum(axis=0)


@wrong("likelihood-for-loss")
def network_gradients(W1, b1, W2, b2, X, Y):
    A = np.tanh(X @ W1.T + b1)
    D = Y - special.softmax(A @ W2.T + b2, axis=1)
    B = (D @ W2) * (1 - A**2)
    return B.T @ X, B.sum(axis=0), D.T @ A, D.sum(axis=0)


variant(
    "bias-summed",
    "means-at-the-end",
    """
-    return B.T @ X / m, B.mean(axis=0), D.T @ A / m, D.mean(axis=0)
+    return B.T @ X / m, B.sum(axis=0), D.T @ A / m, D.sum(axis=0)
""",
)


variant(
    "weights-summed",
    "means-at-the-end",
    """
-    return B.T @ X / m, B.mean(axis=0), D.T @ A / m, D.mean(axis=0)
+    return B.T @ X, B.mean(axis=0), D.T @ A, D.mean(axis=0)
""",
)


# Divided by m in D, and once more below
variant(
    "mean-taken-twice",
    "means-at-the-end",
    """
-    return B.T @ X / m, B.mean(axis=0), D.T @ A / m, D.mean(axis=0)
+    return B.T @ X / m**2, B.mean(axis=0) / m, D.T @ A / m, D.mean(axis=0)
""",
)


variant(
    "mean-over-classes",
    "means-at-the-end",
    """
-    m = len(X)
+    m = Y.size
…
-    return B.T @ X / m, B.mean(axis=0), D.T @ A / m, D.mean(axis=0)
+    return B.T @ X / m, B.sum(axis=0) / m, D.T @ A / m, D.sum(axis=0) / m
""",
)


variant(
    "activation-not-differentiated",
    "means-at-the-end",
    """
-    B = D @ W2 * (1 - A**2)
+    B = D @ W2
""",
)


variant(
    "activation-for-derivative",
    "means-at-the-end",
    """
-    B = D @ W2 * (1 - A**2)
+    B = D @ W2 * A
""",
)


# The slope of a sigmoid
variant(
    "slope-of-the-sigmoid",
    "means-at-the-end",
    """
-    B = D @ W2 * (1 - A**2)
+    B = D @ W2 * A * (1 - A)
""",
)


# A is tanh of U already
variant(
    "activation-twice",
    "means-at-the-end",
    """
-    B = D @ W2 * (1 - A**2)
+    B = D @ W2 * (1 - np.tanh(A) ** 2)
""",
)


variant(
    "square-lost-in-slope",
    "means-at-the-end",
    """
-    B = D @ W2 * (1 - A**2)
+    B = D @ W2 * (1 - A)
""",
)


@wrong("hidden-layer-linear")
def network_gradients(W1, b1, W2, b2, X, Y):
    m = len(X)
    A = X @ W1.T + b1
    D = special.softmax(A @ W2.T + b2, axis=1) - Y
    B = D @ W2
    return B.T @ X / m, B.mean(axis=0), D.T @ A / m, D.mean(axis=0)


# The slope of the hidden unit enters the gradient of the layer above as well
variant(
    "extra-activation-derivative",
    "means-at-the-end",
    """
-    return B.T @ X / m, B.mean(axis=0), D.T @ A / m, D.mean(axis=0)
+    return B.T @ X / m, B.mean(axis=0), D.T @ (A * (1 - A**2)) / m, D.mean(axis=0)
""",
)


variant(
    "input-for-activation",
    "means-at-the-end",
    """
-    return B.T @ X / m, B.mean(axis=0), D.T @ A / m, D.mean(axis=0)
+    return B.T @ X / m, B.mean(axis=0), D.T @ (X @ W1.T + b1) / m, D.mean(axis=0)
""",
)


variant(
    "first-layer-zero",
    "means-at-the-end",
    """
-    B = D @ W2 * (1 - A**2)
+    B = np.zeros(A.shape)
""",
)


variant(
    "extra-derivative",
    "means-at-the-end",
    """
-    D = special.softmax(A @ W2.T + b2, axis=1) - Y
+    P = special.softmax(A @ W2.T + b2, axis=1)
+    D = (P - Y) * P * (1 - P)
""",
)


variant(
    "label-forgotten",
    "means-at-the-end",
    """
-    D = special.softmax(A @ W2.T + b2, axis=1) - Y
+    D = special.softmax(A @ W2.T + b2, axis=1)
""",
)


variant(
    "softmax-elementwise",
    "means-at-the-end",
    """
-    D = special.softmax(A @ W2.T + b2, axis=1) - Y
+    D = special.expit(A @ W2.T + b2) - Y
""",
)


variant(
    "linear-residual",
    "means-at-the-end",
    """
-    D = special.softmax(A @ W2.T + b2, axis=1) - Y
+    D = A @ W2.T + b2 - Y
""",
)


variant(
    "wrong-axis",
    "means-at-the-end",
    """
-    D = special.softmax(A @ W2.T + b2, axis=1) - Y
+    D = special.softmax(A @ W2.T + b2, axis=0) - Y
""",
)


variant(
    "whole-array",
    "means-at-the-end",
    """
-    D = special.softmax(A @ W2.T + b2, axis=1) - Y
+    D = special.softmax(A @ W2.T + b2) - Y
""",
)


variant(
    "bias-forgotten",
    "means-at-the-end",
    """
-    A = np.tanh(X @ W1.T + b1)
+    A = np.tanh(X @ W1.T)
""",
)


variant(
    "bias-forgotten",
    "means-at-the-end",
    """
-    D = special.softmax(A @ W2.T + b2, axis=1) - Y
+    D = special.softmax(A @ W2.T, axis=1) - Y
""",
)


@wrong("class-off-by-one")
def network_gradients(W1, b1, W2, b2, X, Y):
    A = np.tanh(X @ W1.T + b1)
    P = special.softmax(A @ W2.T + b2, axis=1)
    P[np.arange(len(X)), Y.argmax(axis=1) - 1] -= 1
    D = P / len(X)
    B = (D @ W2) * (1 - A**2)
    return B.T @ X, B.sum(axis=0), D.T @ A, D.sum(axis=0)


@wrong("only-one-sample")
def network_gradients(W1, b1, W2, b2, X, Y):
    for x, y in zip(X, Y, strict=True):
        a = np.tanh(W1 @ x + b1)
        delta = special.softmax(W2 @ a + b2) - y
        below = (1 - a**2) * (W2.T @ delta)
        return np.outer(below, x), below, np.outer(delta, a), delta


@wrong("product-of-means")
def network_gradients(W1, b1, W2, b2, X, Y):
    A = np.tanh(X @ W1.T + b1)
    D = special.softmax(A @ W2.T + b2, axis=1) - Y
    B = (D @ W2) * (1 - A**2)
    d, b = D.mean(axis=0), B.mean(axis=0)
    return np.outer(b, X.mean(axis=0)), b, np.outer(d, A.mean(axis=0)), d


variant(
    "transposed",
    "means-at-the-end",
    """
-    return B.T @ X / m, B.mean(axis=0), D.T @ A / m, D.mean(axis=0)
+    return X.T @ B / m, B.mean(axis=0), A.T @ D / m, D.mean(axis=0)
""",
)


# From the last layer to the first, as they are found
variant(
    "layers-swapped",
    "means-at-the-end",
    """
-    return B.T @ X / m, B.mean(axis=0), D.T @ A / m, D.mean(axis=0)
+    return D.T @ A / m, D.mean(axis=0), B.T @ X / m, B.mean(axis=0)
""",
)


variant(
    "wrong-shape",
    "means-at-the-end",
    """
-    return B.T @ X / m, B.mean(axis=0), D.T @ A / m, D.mean(axis=0)
+    means = B.mean(axis=0, keepdims=True), D.mean(axis=0, keepdims=True)
+    return B.T @ X / m, means[0], D.T @ A / m, means[1]
""",
)


variant(
    "wrong-type",
    "means-at-the-end",
    """
-    return B.T @ X / m, B.mean(axis=0), D.T @ A / m, D.mean(axis=0)
+    return {"W1": B.T @ X / m, "b1": B.mean(axis=0), "W2": D.T @ A / m, "b2": D.mean(axis=0)}
""",
)


@wrong("finite-differences")
def network_gradients(W1, b1, W2, b2, X, Y):
    h = 1e-6
    parameters = [W1.copy(), b1.copy(), W2.copy(), b2.copy()]

    def loss():
        W1, b1, W2, b2 = parameters
        Z = np.tanh(X @ W1.T + b1) @ W2.T + b2
        return -np.mean(np.sum(Y * special.log_softmax(Z, axis=1), axis=1))

    gradients = []
    for p in parameters:
        g = np.zeros(p.shape)
        for i in np.ndindex(p.shape):
            kept = p[i]
            p[i] = kept + h
            up = loss()
            p[i] = kept - h
            g[i] = (up - loss()) / (2 * h)
            p[i] = kept
        gradients.append(g)
    return tuple(gradients)


variant(
    "rounded",
    "means-at-the-end",
    """
-    D = special.softmax(A @ W2.T + b2, axis=1) - Y
+    D = np.round(special.softmax(A @ W2.T + b2, axis=1), 10) - Y
""",
)


variant(
    "float32",
    "means-at-the-end",
    """
-    D = special.softmax(A @ W2.T + b2, axis=1) - Y
+    D = special.softmax((A @ W2.T + b2).astype(np.float32), axis=1) - Y
""",
)


@wrong("logits-far-apart", part="robustness")
def network_gradients(W1, b1, W2, b2, X, Y):
    A = np.tanh(X @ W1.T + b1)
    Z = A @ W2.T + b2
    E = np.exp(Z - Z.min(axis=1, keepdims=True))
    D = (E / E.sum(axis=1, keepdims=True) - Y) / len(X)
    B = D @ W2 * (1 - A**2)
    return B.T @ X, B.sum(axis=0), D.T @ A, D.sum(axis=0)


@wrong("overflow", part="robustness")
def network_gradients(W1, b1, W2, b2, X, Y):
    m = len(X)
    A = np.tanh(X @ W1.T + b1)
    E = np.exp(A @ W2.T + b2)
    D = E / E.sum(axis=1, keepdims=True) - Y
    B = D @ W2 * (1 - A**2)
    return B.T @ X / m, B.mean(axis=0), D.T @ A / m, D.mean(axis=0)


# The hidden units by exponentials, where their inputs are large
@wrong("activation-overflows", part="robustness")
def network_gradients(W1, b1, W2, b2, X, Y):
    m = len(X)
    U = X @ W1.T + b1
    A = (np.exp(U) - np.exp(-U)) / (np.exp(U) + np.exp(-U))
    D = special.softmax(A @ W2.T + b2, axis=1) - Y
    B = D @ W2 * (1 - A**2)
    return B.T @ X / m, B.mean(axis=0), D.T @ A / m, D.mean(axis=0)


@wrong("nan-patched", part="robustness")
def network_gradients(W1, b1, W2, b2, X, Y):
    m = len(X)
    A = np.tanh(X @ W1.T + b1)
    E = np.exp(A @ W2.T + b2)
    D = np.nan_to_num(E / E.sum(axis=1, keepdims=True)) - Y
    B = D @ W2 * (1 - A**2)
    return B.T @ X / m, B.mean(axis=0), D.T @ A / m, D.mean(axis=0)


@wrong("shift-per-array", part="robustness")
def network_gradients(W1, b1, W2, b2, X, Y):
    m = len(X)
    A = np.tanh(X @ W1.T + b1)
    Z = A @ W2.T + b2
    E = np.exp(Z - Z.max())
    D = E / E.sum(axis=1, keepdims=True) - Y
    B = D @ W2 * (1 - A**2)
    return B.T @ X / m, B.mean(axis=0), D.T @ A / m, D.mean(axis=0)


@wrong("clipped", part="robustness")
def network_gradients(W1, b1, W2, b2, X, Y):
    m = len(X)
    A = np.tanh(X @ W1.T + b1)
    Z = np.clip(A @ W2.T + b2, -20, 20)
    D = special.softmax(Z, axis=1) - Y
    B = D @ W2 * (1 - A**2)
    return B.T @ X / m, B.mean(axis=0), D.T @ A / m, D.mean(axis=0)


@wrong("in-place", part="robustness")
def network_gradients(W1, b1, W2, b2, X, Y):
    A = np.tanh(X @ W1.T + b1)
    Y -= special.softmax(A @ W2.T + b2, axis=1)
    Y /= -len(X)
    B = (Y @ W2) * (1 - A**2)
    return B.T @ X, B.sum(axis=0), Y.T @ A, Y.sum(axis=0)
