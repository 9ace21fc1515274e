"""5.5 batch_gradients: reference, hidden families, right and wrong answers."""

import numpy as np
from scipy import special

from autograder.key.families import CLASSES, LARGER
from autograder.key.gallery import reference, right, wrong

HIDDEN = {"values": LARGER, "robustness": CLASSES}


@reference
def batch_gradients(W, b, A, Y):
    """Differentiate the mean loss over a batch in the weights and the bias of the output layer.

    ∂L/∂W = (1/m) Σ_i δ_i a_iᵀ and ∂L/∂b = (1/m) Σ_i δ_i, means.

    W: (K, n), b: (K,), A: (m, n), all float64 and finite; Y: (m, K) float64, one-hot rows.
    Returns the pair ((K, n), (K,)) of float64 arrays. Raises nothing. Source: beyond the
    documents; document 002, section 4, has one sample.
    """
    from scipy import special

    delta = (special.softmax(A @ W.T + b, axis=1) - Y) / len(A)
    return delta.T @ A, delta.sum(axis=0)


@right("matrix-product")
def batch_gradients(W, b, A, Y):
    delta = special.softmax(A @ W.T + b, axis=1) - Y
    return delta.T @ A / len(A), delta.mean(axis=0)


@right("loop-over-samples")
def batch_gradients(W, b, A, Y):
    dW, db = np.zeros_like(W), np.zeros_like(b)
    for a, y in zip(A, Y, strict=True):
        delta = special.softmax(W @ a + b) - y
        dW += np.outer(delta, a)
        db += delta
    return dW / len(A), db / len(A)


@right("einsum")
def batch_gradients(W, b, A, Y):
    Z = np.einsum("il,kl->ik", A, W) + b
    delta = np.exp(Z - special.logsumexp(Z, axis=1, keepdims=True)) - Y
    m = A.shape[0]
    return np.einsum("ik,il->kl", delta, A) / m, np.einsum("ik->k", delta) / m


@right("mean-of-outer-products")
def batch_gradients(W, b, A, Y):
    Z = A @ W.T + b
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    delta = E / E.sum(axis=1, keepdims=True) - Y
    return (delta[:, :, None] * A[:, None, :]).mean(axis=0), delta.mean(axis=0)


@right("bias-as-a-weight")
def batch_gradients(W, b, A, Y):
    extended = np.column_stack([A, np.ones(len(A))])
    P = special.softmax(extended @ np.column_stack([W, b]).T, axis=1)
    both = (P - Y).T @ extended / len(A)
    return both[:, :-1].copy(), both[:, -1].copy()


@right("class-by-class")
def batch_gradients(W, b, A, Y):
    P = special.softmax(A @ W.T + b, axis=1)
    dW, db = np.empty(W.shape), np.empty(b.shape)
    for k in range(len(b)):
        error = (P[:, k] - Y[:, k]) / len(A)
        dW[k] = error @ A
        db[k] = error.sum()
    return dW, db


@right("expected-minus-observed")
def batch_gradients(W, b, A, Y):
    P = special.softmax(A @ W.T + b, axis=1)
    m = len(A)
    return P.T @ A / m - Y.T @ A / m, P.mean(axis=0) - Y.mean(axis=0)


@right("columns-for-samples")
def batch_gradients(W, b, A, Y):
    Z = W @ A.T + b[:, None]
    D = (special.softmax(Z, axis=0) - Y.T) / len(A)
    return D @ A, D @ np.ones(len(A))


@wrong("sign")
def batch_gradients(W, b, A, Y):
    delta = (Y - special.softmax(A @ W.T + b, axis=1)) / len(A)
    return delta.T @ A, delta.sum(axis=0)


@wrong("sum-for-mean")
def batch_gradients(W, b, A, Y):
    delta = special.softmax(A @ W.T + b, axis=1) - Y
    return delta.T @ A, delta.sum(axis=0)


@wrong("likelihood-for-loss")
def batch_gradients(W, b, A, Y):
    delta = Y - special.softmax(A @ W.T + b, axis=1)
    return delta.T @ A, delta.sum(axis=0)


@wrong("bias-summed")
def batch_gradients(W, b, A, Y):
    delta = special.softmax(A @ W.T + b, axis=1) - Y
    return delta.T @ A / len(A), delta.sum(axis=0)


@wrong("weights-summed")
def batch_gradients(W, b, A, Y):
    delta = special.softmax(A @ W.T + b, axis=1) - Y
    return delta.T @ A, delta.mean(axis=0)


@wrong("mean-for-sum")
def batch_gradients(W, b, A, Y):
    # Divided by m when the losses are averaged, and once more here
    m = len(A)
    delta = (special.softmax(A @ W.T + b, axis=1) - Y) / m
    return delta.T @ A / m, delta.mean(axis=0)


@wrong("mean-over-classes")
def batch_gradients(W, b, A, Y):
    delta = (special.softmax(A @ W.T + b, axis=1) - Y) / Y.size
    return delta.T @ A, delta.sum(axis=0)


@wrong("divided-by-classes")
def batch_gradients(W, b, A, Y):
    delta = (special.softmax(A @ W.T + b, axis=1) - Y) / len(b)
    return delta.T @ A, delta.sum(axis=0)


@wrong("transposed")
def batch_gradients(W, b, A, Y):
    delta = (special.softmax(A @ W.T + b, axis=1) - Y) / len(A)
    return A.T @ delta, delta.sum(axis=0)


@wrong("reshape-for-transpose")
def batch_gradients(W, b, A, Y):
    delta = (special.softmax(A @ W.T + b, axis=1) - Y) / len(A)
    return (A.T @ delta).reshape(W.shape), delta.sum(axis=0)


@wrong("wrong-axis")
def batch_gradients(W, b, A, Y):
    delta = (special.softmax(A @ W.T + b, axis=0) - Y) / len(A)
    return delta.T @ A, delta.sum(axis=0)


@wrong("whole-array")
def batch_gradients(W, b, A, Y):
    # Without an axis the softmax is taken over the whole batch
    delta = (special.softmax(A @ W.T + b) - Y) / len(A)
    return delta.T @ A, delta.sum(axis=0)


@wrong("bias-forgotten")
def batch_gradients(W, b, A, Y):
    delta = (special.softmax(A @ W.T, axis=1) - Y) / len(A)
    return delta.T @ A, delta.sum(axis=0)


@wrong("extra-derivative")
def batch_gradients(W, b, A, Y):
    P = special.softmax(A @ W.T + b, axis=1)
    delta = (P - Y) * P * (1 - P) / len(A)
    return delta.T @ A, delta.sum(axis=0)


@wrong("softmax-elementwise")
def batch_gradients(W, b, A, Y):
    delta = (special.expit(A @ W.T + b) - Y) / len(A)
    return delta.T @ A, delta.sum(axis=0)


@wrong("label-forgotten")
def batch_gradients(W, b, A, Y):
    P = special.softmax(A @ W.T + b, axis=1)
    return P.T @ A / len(A), P.mean(axis=0)


@wrong("only-observed-class")
def batch_gradients(W, b, A, Y):
    delta = Y * (special.softmax(A @ W.T + b, axis=1) - 1) / len(A)
    return delta.T @ A, delta.sum(axis=0)


@wrong("class-off-by-one")
def batch_gradients(W, b, A, Y):
    P = special.softmax(A @ W.T + b, axis=1)
    P[np.arange(len(A)), Y.argmax(axis=1) - 1] -= 1
    return P.T @ A / len(A), P.mean(axis=0)


@wrong("only-one-sample")
def batch_gradients(W, b, A, Y):
    delta = special.softmax(W @ A[0] + b) - Y[0]
    return np.outer(delta, A[0]), delta


@wrong("product-of-means")
def batch_gradients(W, b, A, Y):
    delta = (special.softmax(A @ W.T + b, axis=1) - Y).mean(axis=0)
    return np.outer(delta, A.mean(axis=0)), delta


@wrong("bias-over-classes")
def batch_gradients(W, b, A, Y):
    delta = (special.softmax(A @ W.T + b, axis=1) - Y) / len(A)
    return delta.T @ A, delta.sum(axis=1)


@wrong("finite-differences")
def batch_gradients(W, b, A, Y):
    h = 1e-6

    def loss(W, b):
        return -np.mean(np.sum(Y * special.log_softmax(A @ W.T + b, axis=1), axis=1))

    dW, db = np.zeros_like(W), np.zeros_like(b)
    for i in np.ndindex(W.shape):
        E = np.zeros_like(W)
        E[i] = h
        dW[i] = (loss(W + E, b) - loss(W - E, b)) / (2 * h)
    for k in range(len(b)):
        e = np.zeros_like(b)
        e[k] = h
        db[k] = (loss(W, b + e) - loss(W, b - e)) / (2 * h)
    return dW, db


@wrong("rounded")
def batch_gradients(W, b, A, Y):
    delta = np.round(special.softmax(A @ W.T + b, axis=1), 10) - Y
    return delta.T @ A / len(A), delta.mean(axis=0)


@wrong("float32")
def batch_gradients(W, b, A, Y):
    P = special.softmax((A @ W.T + b).astype(np.float32), axis=1)
    delta = (P - Y) / len(A)
    return delta.T @ A, delta.sum(axis=0)


@wrong("wrong-shape")
def batch_gradients(W, b, A, Y):
    delta = (special.softmax(A @ W.T + b, axis=1) - Y) / len(A)
    return delta.T @ A, delta.sum(axis=0, keepdims=True)


@wrong("wrong-shape")
def batch_gradients(W, b, A, Y):
    delta = (special.softmax(A @ W.T + b, axis=1) - Y) / len(A)
    return delta[:, :, None] * A[:, None, :], delta


@wrong("wrong-type")
def batch_gradients(W, b, A, Y):
    delta = (special.softmax(A @ W.T + b, axis=1) - Y) / len(A)
    return {"W": delta.T @ A, "b": delta.sum(axis=0)}


@wrong("overflow", part="robustness")
def batch_gradients(W, b, A, Y):
    E = np.exp(A @ W.T + b)
    delta = (E / E.sum(axis=1, keepdims=True) - Y) / len(A)
    return delta.T @ A, delta.sum(axis=0)


@wrong("nan-patched", part="robustness")
def batch_gradients(W, b, A, Y):
    E = np.exp(A @ W.T + b)
    delta = (np.nan_to_num(E / E.sum(axis=1, keepdims=True)) - Y) / len(A)
    return delta.T @ A, delta.sum(axis=0)


@wrong("shift-per-array", part="robustness")
def batch_gradients(W, b, A, Y):
    Z = A @ W.T + b
    E = np.exp(Z - Z.max())
    delta = (E / E.sum(axis=1, keepdims=True) - Y) / len(A)
    return delta.T @ A, delta.sum(axis=0)


@wrong("clipped", part="robustness")
def batch_gradients(W, b, A, Y):
    Z = np.clip(A @ W.T + b, -20, 20)
    delta = (special.softmax(Z, axis=1) - Y) / len(A)
    return delta.T @ A, delta.sum(axis=0)


@wrong("in-place", part="robustness")
def batch_gradients(W, b, A, Y):
    Y -= special.softmax(A @ W.T + b, axis=1)
    Y /= -len(A)
    return Y.T @ A, Y.sum(axis=0)
