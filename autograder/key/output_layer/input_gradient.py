"""5.5 input_gradient: reference, hidden families, right and wrong answers."""

import numpy as np
from scipy import special

from autograder.key.families import LARGER, ONE_SAMPLE
from autograder.key.gallery import reference, right, wrong

HIDDEN = {"values": LARGER, "robustness": ONE_SAMPLE}


@reference
def input_gradient(W, b, a, y):
    """Differentiate the loss of one sample in the activations, for the layer below.

    ∂L/∂a = Wᵀδ with δ = ŷ − y and ŷ = softmax(Wa + b).

    W: (K, n), b: (K,), a: (n,), all float64 and finite; y: (K,) float64, one-hot. Returns (n,)
    float64. Raises nothing. Source: beyond the documents.
    """
    from scipy import special

    return W.T @ (special.softmax(W @ a + b) - y)


@right("transposed-weights")
def input_gradient(W, b, a, y):
    return W.T @ (special.softmax(W @ a + b) - y)


@right("row-vector")
def input_gradient(W, b, a, y):
    z = W @ a + b
    e = np.exp(z - z.max())
    return (e / e.sum() - y) @ W


@right("expected-minus-observed-row")
def input_gradient(W, b, a, y):
    return np.average(W, axis=0, weights=special.softmax(W @ a + b)) - W[np.argmax(y)]


@right("differences-of-rows")
def input_gradient(W, b, a, y):
    p = special.softmax(W @ a + b)
    return p @ (W - y @ W)


@right("loop-over-classes")
def input_gradient(W, b, a, y):
    p = special.softmax(W @ a + b)
    grad = np.zeros(len(a))
    for k in range(len(b)):
        grad += (p[k] - y[k]) * W[k]
    return grad


@right("einsum")
def input_gradient(W, b, a, y):
    z = np.einsum("kl,l->k", W, a) + b
    return np.einsum("k,kl->l", np.exp(z - special.logsumexp(z)) - y, W)


@right("entry-by-entry")
def input_gradient(W, b, a, y):
    import math

    delta = special.softmax(W @ a + b) - y
    return np.array([math.fsum(delta * W[:, j]) for j in range(len(a))])


@right("weighted-rows")
def input_gradient(W, b, a, y):
    delta = special.softmax(W @ a + b) - y
    return (delta[:, None] * W).sum(axis=0)


@right("logits-against-the-label")
def input_gradient(W, b, a, y):
    # The loss is log sum exp of the logits less the label's own: differentiate that
    D = W - W[np.argmax(y)]
    t = D @ a + b - b[np.argmax(y)]
    return np.exp(t - special.logsumexp(t)) @ D


@wrong("sign")
def input_gradient(W, b, a, y):
    return W.T @ (y - special.softmax(W @ a + b))


@wrong("factors-unfit")
def input_gradient(W, b, a, y):
    return W @ (special.softmax(W @ a + b) - y)


@wrong("weights-not-transposed")
def input_gradient(W, b, a, y):
    delta = special.softmax(W @ a + b) - y
    return W.reshape(W.shape[1], W.shape[0]) @ delta


@wrong("extra-activation-derivative")
def input_gradient(W, b, a, y):
    delta = special.softmax(W @ a + b) - y
    return W.T @ delta * a * (1 - a)


@wrong("extra-activation-derivative")
def input_gradient(W, b, a, y):
    delta = special.softmax(W @ a + b) - y
    return W.T @ delta * (1 - a**2)


@wrong("extra-activation-derivative")
def input_gradient(W, b, a, y):
    delta = special.softmax(W @ a + b) - y
    return W.T @ delta * (a > 0)


@wrong("times-activations")
def input_gradient(W, b, a, y):
    delta = special.softmax(W @ a + b) - y
    return W.T @ delta * a


@wrong("extra-derivative")
def input_gradient(W, b, a, y):
    y_hat = special.softmax(W @ a + b)
    return W.T @ ((y_hat - y) * y_hat * (1 - y_hat))


@wrong("squared-error")
def input_gradient(W, b, a, y):
    y_hat = special.softmax(W @ a + b)
    error = y_hat - y
    return W.T @ (y_hat * (error - y_hat @ error))


@wrong("softmax-elementwise")
def input_gradient(W, b, a, y):
    return W.T @ (special.expit(W @ a + b) - y)


@wrong("linear-residual")
def input_gradient(W, b, a, y):
    return W.T @ (W @ a + b - y)


@wrong("bias-forgotten")
def input_gradient(W, b, a, y):
    return W.T @ (special.softmax(W @ a) - y)


@wrong("label-forgotten")
def input_gradient(W, b, a, y):
    return W.T @ special.softmax(W @ a + b)


@wrong("only-observed-class")
def input_gradient(W, b, a, y):
    j = np.argmax(y)
    return W[j] * (special.softmax(W @ a + b)[j] - 1)


@wrong("class-off-by-one")
def input_gradient(W, b, a, y):
    return special.softmax(W @ a + b) @ W - W[np.argmax(y) - 1]


@wrong("label-for-one-hot")
def input_gradient(W, b, a, y):
    return W.T @ (special.softmax(W @ a + b) - np.argmax(y))


@wrong("mean-over-classes")
def input_gradient(W, b, a, y):
    return np.mean(W * (special.softmax(W @ a + b) - y)[:, None], axis=0)


@wrong("finite-differences")
def input_gradient(W, b, a, y):
    h = 1e-6
    grad = np.zeros_like(a)
    for j in range(len(a)):
        up, down = a.copy(), a.copy()
        up[j] += h
        down[j] -= h
        high, low = special.log_softmax(W @ up + b), special.log_softmax(W @ down + b)
        grad[j] = (low @ y - high @ y) / (2 * h)
    return grad


@wrong("float32")
def input_gradient(W, b, a, y):
    delta = special.softmax(W @ a + b) - y
    return (W.T.astype(np.float32) @ delta.astype(np.float32)).astype(float)


@wrong("wrong-shape")
def input_gradient(W, b, a, y):
    delta = (special.softmax(W @ a + b) - y).reshape(-1, 1)
    return W.T @ delta


@wrong("wrong-shape")
def input_gradient(W, b, a, y):
    # The answer before its sum over the classes
    delta = special.softmax(W @ a + b) - y
    return W * delta[:, None]


@wrong("overflow", part="robustness")
def input_gradient(W, b, a, y):
    e = np.exp(W @ a + b)
    return W.T @ (e / e.sum() - y)


@wrong("logits-far-apart", part="robustness")
def input_gradient(W, b, a, y):
    z = W @ a + b
    e = np.exp(z - z.min())
    return W.T @ (e / e.sum() - y)


@wrong("clipped", part="robustness")
def input_gradient(W, b, a, y):
    z = np.clip(W @ a + b, -20, 20)
    return W.T @ (special.softmax(z) - y)


@wrong("logits-far-apart", part="robustness")
def input_gradient(W, b, a, y):
    y_hat = special.softmax(W @ a + b)
    J = np.diag(y_hat) - np.outer(y_hat, y_hat)
    return -(y / y_hat) @ J @ W


@wrong("in-place", part="robustness")
def input_gradient(W, b, a, y):
    y -= special.softmax(W @ a + b)
    return -W.T @ y


@wrong("part-missing")
def input_gradient(W, b, a, y):
    return -W.T @ y
