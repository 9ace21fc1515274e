"""1.5 logit_gradient: reference, hidden families, right and wrong answers."""

import numpy as np
from scipy import special

from autograder.key.families import CLASSES, LARGER
from autograder.key.gallery import reference, right, wrong

HIDDEN = {"values": LARGER, "robustness": CLASSES}


@reference
def logit_gradient(z, y):
    """Differentiate the cross-entropy of one sample in its logits.

    ∂L/∂z = s − y.

    z: (K,) float64, finite; y: (K,) float64, one-hot; K ≥ 1. Returns (K,) float64.
    Raises nothing. Source: document 004, first answer; document 002, section 3.
    """
    exponentials = np.exp(z - z.max())
    return exponentials / exponentials.sum() - y


@right("shift-by-the-largest")
def logit_gradient(z, y):
    e = np.exp(z - z.max())
    return e / e.sum() - y


@right("log-sum-exp")
def logit_gradient(z, y):
    return np.exp(z - special.logsumexp(z)) - y


@right("one-at-the-label")
def logit_gradient(z, y):
    g = special.softmax(z)
    g[np.argmax(y)] -= 1
    return g


@right("rows-of-differences")
def logit_gradient(z, y):
    s = special.softmax(z)
    return np.einsum("j,jk->k", y, s - np.eye(len(z)))


@right("python-loop")
def logit_gradient(z, y):
    import math

    biggest = max(z)
    weights = [math.exp(v - biggest) for v in z]
    g = np.zeros(len(z))
    for k in range(len(z)):
        g[k] = weights[k] / sum(weights) - y[k]
    return g


@right("chain-rule-cancelled")
def logit_gradient(z, y):
    # -y_j/s_j times s_j(δ_jk - s_k): the probabilities cancel before anything is divided
    log_derivative = np.eye(len(z)) - special.softmax(z)
    return -log_derivative.T @ y


@right("minus-the-rest")
def logit_gradient(z, y):
    s = special.softmax(z)
    rest = np.array([np.delete(s, k).sum() for k in range(len(s))])
    return np.where(y == 1, -rest, s)


@wrong("sign")
def logit_gradient(z, y):
    return y - special.softmax(z)


@wrong("label-for-one-hot")
def logit_gradient(z, y):
    return special.softmax(z) - np.argmax(y)


@wrong("class-off-by-one")
def logit_gradient(z, y):
    g = special.softmax(z)
    g[np.argmax(y) - 1] -= 1
    return g


@wrong("softmax-elementwise")
def logit_gradient(z, y):
    return special.expit(z) - y


@wrong("not-normalised")
def logit_gradient(z, y):
    return np.exp(z) - y


@wrong("mean-over-classes")
def logit_gradient(z, y):
    return (special.softmax(z) - y) / len(z)


@wrong("label-forgotten")
def logit_gradient(z, y):
    return special.softmax(z)


@wrong("only-observed-class")
def logit_gradient(z, y):
    return y * (special.softmax(z) - 1)


@wrong("extra-derivative")
def logit_gradient(z, y):
    s = special.softmax(z)
    return (s - y) * s * (1 - s)


@wrong("squared-error")
def logit_gradient(z, y):
    s = special.softmax(z)
    return (np.diag(s) - np.outer(s, s)) @ (s - y)


@wrong("log-base-2")
def logit_gradient(z, y):
    return (special.softmax(z) - y) / np.log(2)


@wrong("by-probabilities")
def logit_gradient(z, y):
    return -y / special.softmax(z)


@wrong("no-rank-one-term")
def logit_gradient(z, y):
    s = special.softmax(z)
    return np.diag(s) @ (-y / s)


@wrong("overflow", part="robustness")
def logit_gradient(z, y):
    return np.exp(z) / np.exp(z).sum() - y


@wrong("clipped", part="robustness")
def logit_gradient(z, y):
    e = np.exp(np.minimum(z, 700))
    return e / e.sum() - y


@wrong("nan-patched", part="robustness")
def logit_gradient(z, y):
    e = np.exp(z)
    return np.nan_to_num(e / e.sum()) - y


@wrong("logits-far-apart", part="robustness")
def logit_gradient(z, y):
    s = special.softmax(z)
    J = np.diag(s) - np.outer(s, s)
    return J.T @ (-y / s)


@wrong("finite-differences")
def logit_gradient(z, y):
    h = 1e-6
    g = np.zeros_like(z)
    for k in range(len(z)):
        up, down = z.copy(), z.copy()
        up[k] += h
        down[k] -= h
        g[k] = (special.logsumexp(up) - up @ y - special.logsumexp(down) + down @ y) / (2 * h)
    return g


@wrong("rounded")
def logit_gradient(z, y):
    return np.round(special.softmax(z) - y, 10)


@wrong("float32")
def logit_gradient(z, y):
    s = special.softmax(np.array(z, dtype=np.float32))
    return s.astype(np.float64) - y


@wrong("in-place", part="robustness")
def logit_gradient(z, y):
    y -= special.softmax(z)
    return -y


@wrong("wrong-shape")
def logit_gradient(z, y):
    return np.atleast_2d(special.softmax(z) - y)


@wrong("absolute-value")
def logit_gradient(z, y):
    e = np.exp(z - z.max())
    return np.abs(e / e.sum() - y)


@wrong("constant-factor")
def logit_gradient(z, y):
    e = np.exp(z - z.max())
    return 2 * (e / e.sum() - y)


@wrong("factor-of-sizes")
def logit_gradient(z, y):
    e = np.exp(z - z.max())
    return (e / e.sum() - y) / np.sqrt(len(z))
