"""5.4 output_gradients: reference, hidden families, right and wrong answers."""

import numpy as np
from scipy import special

from autograder.key.families import LARGER, ONE_SAMPLE
from autograder.key.gallery import reference, right, wrong

HIDDEN = {"values": LARGER, "robustness": ONE_SAMPLE}


@reference
def output_gradients(W, b, a, y):
    """Differentiate the loss of one sample in the weights and the bias of the output layer.

    ∂L/∂W = δ aᵀ and ∂L/∂b = δ with δ = ŷ − y and ŷ = softmax(Wa + b).

    W: (K, n), b: (K,), a: (n,), all float64 and finite; y: (K,) float64, one-hot. Returns the
    pair ((K, n), (K,)) of float64 arrays. Raises nothing. Source: document 002, section 4.
    """
    from scipy import special

    delta = special.softmax(W @ a + b) - y
    return np.outer(delta, a), delta


@right("outer-product")
def output_gradients(W, b, a, y):
    delta = special.softmax(W @ a + b) - y
    return np.outer(delta, a), delta


@right("broadcasting")
def output_gradients(W, b, a, y):
    z = (W * a).sum(axis=1) + b
    e = np.exp(z - z.max())
    delta = e / e.sum() - y
    return delta[:, None] * a[None, :], delta


@right("einsum")
def output_gradients(W, b, a, y):
    z = np.einsum("kl,l->k", W, a) + b
    delta = np.exp(z - special.logsumexp(z)) - y
    return np.einsum("k,l->kl", delta, a), delta


@right("loop-over-entries")
def output_gradients(W, b, a, y):
    K, n = W.shape
    z = [sum(W[k, j] * a[j] for j in range(n)) + b[k] for k in range(K)]
    y_hat = special.softmax(z)
    dW, db = np.zeros((K, n)), np.zeros(K)
    for k in range(K):
        db[k] = y_hat[k] - y[k]
        for j in range(n):
            dW[k, j] = db[k] * a[j]
    return dW, db


@right("bias-as-a-weight")
def output_gradients(W, b, a, y):
    # A last activation that is always 1 has b for its weights
    extended = np.append(a, 1.0)
    delta = special.softmax(np.column_stack([W, b]) @ extended) - y
    both = np.outer(delta, extended)
    return both[:, :-1].copy(), both[:, -1].copy()


@right("kronecker")
def output_gradients(W, b, a, y):
    delta = special.softmax(W @ a + b) - y
    return np.kron(delta[:, None], a[None, :]), delta


@right("row-by-row")
def output_gradients(W, b, a, y):
    delta = special.softmax(W @ a + b)
    delta[y == 1] -= 1
    return np.array([d * a for d in delta]), delta


@wrong("sign")
def output_gradients(W, b, a, y):
    delta = y - special.softmax(W @ a + b)
    return np.outer(delta, a), delta


@wrong("transposed")
def output_gradients(W, b, a, y):
    delta = special.softmax(W @ a + b) - y
    return np.outer(a, delta), delta


@wrong("reshape-for-transpose")
def output_gradients(W, b, a, y):
    delta = special.softmax(W @ a + b) - y
    return np.outer(a, delta).reshape(W.shape), delta


@wrong("pair-swapped")
def output_gradients(W, b, a, y):
    delta = special.softmax(W @ a + b) - y
    return delta, np.outer(delta, a)


@wrong("bias-forgotten")
def output_gradients(W, b, a, y):
    delta = special.softmax(W @ a) - y
    return np.outer(delta, a), delta


@wrong("bias-zero")
def output_gradients(W, b, a, y):
    delta = special.softmax(W @ a + b) - y
    return np.outer(delta, a), np.zeros_like(b)


@wrong("bias-like-weights")
def output_gradients(W, b, a, y):
    delta = special.softmax(W @ a + b) - y
    return np.outer(delta, a), delta * b


@wrong("row-sums-for-bias")
def output_gradients(W, b, a, y):
    dW = np.outer(special.softmax(W @ a + b) - y, a)
    return dW, dW.sum(axis=1)


@wrong("input-forgotten")
def output_gradients(W, b, a, y):
    delta = special.softmax(W @ a + b) - y
    return np.tile(delta[:, None], (1, len(a))), delta


@wrong("extra-derivative")
def output_gradients(W, b, a, y):
    y_hat = special.softmax(W @ a + b)
    delta = (y_hat - y) * y_hat * (1 - y_hat)
    return np.outer(delta, a), delta


@wrong("squared-error")
def output_gradients(W, b, a, y):
    p = special.softmax(W @ a + b)
    delta = (np.diag(p) - np.outer(p, p)) @ (p - y)
    return np.outer(delta, a), delta


@wrong("softmax-elementwise")
def output_gradients(W, b, a, y):
    delta = special.expit(W @ a + b) - y
    return np.outer(delta, a), delta


@wrong("linear-residual")
def output_gradients(W, b, a, y):
    delta = W @ a + b - y
    return np.outer(delta, a), delta


@wrong("label-forgotten")
def output_gradients(W, b, a, y):
    y_hat = special.softmax(W @ a + b)
    return np.outer(y_hat, a), y_hat


@wrong("only-observed-class")
def output_gradients(W, b, a, y):
    delta = y * (special.softmax(W @ a + b) - 1)
    return np.outer(delta, a), delta


@wrong("class-off-by-one")
def output_gradients(W, b, a, y):
    delta = special.softmax(W @ a + b) - np.roll(y, 1)
    return np.outer(delta, a), delta


@wrong("label-for-one-hot")
def output_gradients(W, b, a, y):
    delta = special.softmax(W @ a + b) - np.argmax(y)
    return np.outer(delta, a), delta


@wrong("mean-over-classes")
def output_gradients(W, b, a, y):
    delta = (special.softmax(W @ a + b) - y) / len(b)
    return np.outer(delta, a), delta


@wrong("finite-differences")
def output_gradients(W, b, a, y):
    h = 1e-5

    def loss(W, b):
        z = W @ a + b
        return special.logsumexp(z) - z @ y

    dW, db = np.zeros_like(W), np.zeros_like(b)
    for k in range(len(b)):
        step = np.zeros_like(b)
        step[k] = h
        db[k] = (loss(W, b + step) - loss(W, b - step)) / (2 * h)
        for j in range(len(a)):
            move = np.zeros_like(W)
            move[k, j] = h
            dW[k, j] = (loss(W + move, b) - loss(W - move, b)) / (2 * h)
    return dW, db


@wrong("float32")
def output_gradients(W, b, a, y):
    z = W.astype(np.float32) @ a.astype(np.float32) + b.astype(np.float32)
    delta = special.softmax(z) - y
    return np.outer(delta, a), delta


@wrong("wrong-shape")
def output_gradients(W, b, a, y):
    delta = (special.softmax(W @ a + b) - y)[:, None]
    return delta @ a[None, :], delta


@wrong("wrong-type")
def output_gradients(W, b, a, y):
    delta = special.softmax(W @ a + b) - y
    return [np.outer(delta, a), delta]


@wrong("wrong-type")
def output_gradients(W, b, a, y):
    delta = special.softmax(W @ a + b) - y
    return np.outer(delta, a)


@wrong("overflow", part="robustness")
def output_gradients(W, b, a, y):
    e = np.exp(W @ a + b)
    delta = e / e.sum() - y
    return np.outer(delta, a), delta


@wrong("clipped", part="robustness")
def output_gradients(W, b, a, y):
    delta = special.softmax(np.clip(W @ a + b, -20, 20)) - y
    return np.outer(delta, a), delta


@wrong("logits-far-apart", part="robustness")
def output_gradients(W, b, a, y):
    y_hat = special.softmax(W @ a + b)
    J = np.diag(y_hat) - np.outer(y_hat, y_hat)
    delta = J @ (-y / y_hat)
    return np.outer(delta, a), delta


@wrong("in-place", part="robustness")
def output_gradients(W, b, a, y):
    b += W @ a
    delta = special.softmax(b) - y
    return np.outer(delta, a), delta


@wrong("some-arrays")
def output_gradients(W, b, a, y):
    delta = special.softmax(W @ a + b) - y
    return -np.outer(delta, a), delta
