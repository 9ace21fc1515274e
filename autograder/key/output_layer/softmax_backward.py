"""5.2 softmax_backward: reference, hidden families, right and wrong answers."""

import numpy as np
from scipy import special

from autograder.key.families import CLASSES, LARGER
from autograder.key.gallery import reference, right, wrong

HIDDEN = {"values": LARGER, "robustness": CLASSES}


@reference
def softmax_backward(y_hat, upstream):
    """Pull a derivative in the probabilities back to the logits, in O(K) time and memory.

    ∂L/∂z_k = Σ_j u_j ∂ŷ_j/∂z_k = ŷ_k (u_k − Σ_j ŷ_j u_j) with u = ∂L/∂ŷ.

    y_hat: (K,) float64, entries ≥ 0 that sum to 1 up to rounding; upstream: (K,) float64,
    finite. Returns (K,) float64. Raises nothing. Source: document 002, section 2 and 2.2.
    """
    return y_hat * (upstream - y_hat @ upstream)


@right("minus-the-weighted-mean")
def softmax_backward(y_hat, upstream):
    return y_hat * (upstream - y_hat @ upstream)


@right("two-terms")
def softmax_backward(y_hat, upstream):
    t = y_hat * upstream
    return t - y_hat * t.sum()


@right("python-loop")
def softmax_backward(y_hat, upstream):
    total = 0.0
    for p, u in zip(y_hat, upstream, strict=True):
        total += p * u
    return np.array([y_hat[k] * (upstream[k] - total) for k in range(len(y_hat))])


@right("einsum")
def softmax_backward(y_hat, upstream):
    expected = np.einsum("j,j->", y_hat, upstream)
    return np.einsum("k,k->k", y_hat, upstream - expected)


@right("exact-sum")
def softmax_backward(y_hat, upstream):
    import math

    mean = math.fsum(p * u for p, u in zip(y_hat, upstream, strict=True))
    return y_hat * (upstream - mean)


@right("weighted-average")
def softmax_backward(y_hat, upstream):
    return y_hat * (upstream - np.average(upstream, weights=y_hat))


@right("largest-taken-off-first")
def softmax_backward(y_hat, upstream):
    # A constant in all of upstream changes nothing, since the probabilities sum to 1
    below = upstream - upstream.max()
    return y_hat * below - np.dot(y_hat, below) * y_hat


@wrong("sign")
def softmax_backward(y_hat, upstream):
    return y_hat * (y_hat @ upstream - upstream)


@wrong("softmax-elementwise")
def softmax_backward(y_hat, upstream):
    return upstream * y_hat * (1 - y_hat)


@wrong("off-diagonal-only")
def softmax_backward(y_hat, upstream):
    return -y_hat * (y_hat @ upstream - y_hat * upstream)


@wrong("no-rank-one-term")
def softmax_backward(y_hat, upstream):
    return y_hat * upstream


@wrong("no-delta")
def softmax_backward(y_hat, upstream):
    return -y_hat * (y_hat @ upstream)


@wrong("rank-one-sign")
def softmax_backward(y_hat, upstream):
    return y_hat * (upstream + y_hat @ upstream)


@wrong("mu-for-variance")
def softmax_backward(y_hat, upstream):
    # The case j = k as y_hat_k instead of y_hat_k (1 - y_hat_k)
    cross = y_hat * upstream
    return cross - y_hat * (cross.sum() - cross)


@wrong("unweighted-mean")
def softmax_backward(y_hat, upstream):
    return y_hat * (upstream - upstream.mean())


@wrong("delta-wrong-index")
def softmax_backward(y_hat, upstream):
    # y_hat_j where y_hat_k belongs
    return y_hat * upstream - np.sum(upstream * y_hat**2)


@wrong("log-derivative")
def softmax_backward(y_hat, upstream):
    # As if the log of the softmax stood above: here its Jacobian, not transposed
    return upstream - y_hat @ upstream


@wrong("identity")
def softmax_backward(y_hat, upstream):
    return upstream.copy()


@wrong("upstream-forgotten")
def softmax_backward(y_hat, upstream):
    return y_hat * (1 - y_hat)


@wrong("softmax-again")
def softmax_backward(y_hat, upstream):
    s = special.softmax(y_hat)
    return s * (upstream - s @ upstream)


@wrong("mean-over-classes")
def softmax_backward(y_hat, upstream):
    return y_hat * (upstream - y_hat @ upstream) / len(y_hat)


@wrong("finite-differences")
def softmax_backward(y_hat, upstream):
    h = 1e-5
    z = np.log(y_hat + 1e-300)
    grad = np.empty_like(z)
    for k in range(len(z)):
        step = np.zeros_like(z)
        step[k] = h
        change = special.softmax(z + step) - special.softmax(z - step)
        grad[k] = upstream @ change / (2 * h)
    return grad


@wrong("float32")
def softmax_backward(y_hat, upstream):
    y_hat = y_hat.astype(np.float32)
    return y_hat * (upstream - y_hat @ upstream)


@wrong("wrong-shape")
def softmax_backward(y_hat, upstream):
    s = y_hat[None, :]
    return s * (upstream[None, :] - s @ upstream[:, None])


@wrong("wrong-shape")
def softmax_backward(y_hat, upstream):
    # Every product u_j dy_j/dz_k, not yet summed over j
    return upstream[:, None] * (np.diag(y_hat) - np.outer(y_hat, y_hat))


@wrong("memory", part="robustness")
def softmax_backward(y_hat, upstream):
    J = np.diag(y_hat) - np.outer(y_hat, y_hat)
    return J.T @ upstream


@wrong("memory", part="robustness")
def softmax_backward(y_hat, upstream):
    return y_hat * ((upstream[:, None] - upstream[None, :]) @ y_hat)


@wrong("clipped-probability", part="robustness")
def softmax_backward(y_hat, upstream):
    p = np.clip(y_hat, 1e-12, 1)
    return p * (upstream - p @ upstream)


@wrong("logits-far-apart", part="robustness")
def softmax_backward(y_hat, upstream):
    # Relative change of every probability first, then back
    share = y_hat * upstream
    return share * (1 - y_hat * share.sum() / share)


@wrong("in-place", part="robustness")
def softmax_backward(y_hat, upstream):
    upstream -= y_hat @ upstream
    return y_hat * upstream
