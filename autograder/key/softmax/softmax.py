"""1.1 softmax: reference, hidden families, right and wrong answers."""

import numpy as np
from scipy import special

from autograder.key.families import CLASSES, FAR_BELOW, LARGER
from autograder.key.gallery import reference, right, wrong

HIDDEN = {"values": LARGER, "robustness": (*CLASSES, FAR_BELOW)}


@reference
def softmax(z):
    """Turn logits into probabilities.

    s_k = exp(z_k) / Σ_j exp(z_j).

    z: (K,) float64, finite, K ≥ 1. Returns s, (K,) float64, entries in [0, 1] that sum to 1.
    Raises nothing. Source: document 004, question, line 1; document 002, 1.2.
    """
    # Shifting all logits leaves s unchanged; the largest at 0 keeps every exponential ≤ 1.
    exponentials = np.exp(z - z.max())
    return exponentials / exponentials.sum()


@right("shift-by-the-largest")
def softmax(z):
    e = np.exp(z - np.max(z))
    return e / np.sum(e)


@right("scipy")
def softmax(z):
    return special.softmax(z)


@right("log-sum-exp")
def softmax(z):
    return np.exp(z - special.logsumexp(z))


@right("log-add-exp")
def softmax(z):
    total = z[0]
    for v in z[1:]:
        total = np.logaddexp(total, v)
    return np.exp(z - total)


@right("python-loop")
def softmax(z):
    import math

    biggest = max(z)
    e = [math.exp(v - biggest) for v in z]
    total = math.fsum(e)
    return np.array([v / total for v in e])


@right("pairwise-differences")
def softmax(z):
    return 1 / np.exp(z[None, :] - z[:, None]).sum(axis=1)


@right("logistic-of-the-rest")
def softmax(z):
    s = np.ones(len(z))
    for k in range(len(z)):
        if len(z) > 1:
            s[k] = special.expit(z[k] - special.logsumexp(np.delete(z, k)))
    return s


@wrong("overflow", part="robustness")
def softmax(z):
    return np.exp(z) / np.exp(z).sum()


@wrong("overflow", part="robustness")
def softmax(z):
    with np.errstate(over="ignore", invalid="ignore"):
        e = np.exp(z)
        return e / e.sum()


@wrong("logits-far-apart", part="robustness")
def softmax(z):
    e = np.exp(z - z[0])
    return e / e.sum()


@wrong("logits-far-apart", part="robustness")
def softmax(z):
    e = np.exp(z - z.min())
    return e / e.sum()


@wrong("clipped", part="robustness")
def softmax(z):
    e = np.exp(np.clip(z, -500, 500))
    return e / e.sum()


@wrong("logits-far-apart", part="robustness")
def softmax(z):
    e = np.exp(z - np.abs(z).max())
    return e / e.sum()


@wrong("logits-far-apart", part="robustness")
def softmax(z):
    e = np.exp(z - z.mean())
    return e / e.sum()


@wrong("nan-patched", part="robustness")
def softmax(z):
    return np.nan_to_num(np.exp(z) / np.exp(z).sum())


@wrong("not-normalised")
def softmax(z):
    return np.exp(z)


@wrong("softmax-elementwise")
def softmax(z):
    return 1 / (1 + np.exp(-z))


@wrong("exponent-sign")
def softmax(z):
    e = np.exp(-z + z.min())
    return e / e.sum()


@wrong("no-exponential")
def softmax(z):
    return z / z.sum()


@wrong("epsilon-in-denominator")
def softmax(z):
    e = np.exp(z - z.max())
    return e / (e.sum() + 1e-8)


@wrong("rounded")
def softmax(z):
    e = np.exp(z - z.max())
    return np.round(e / e.sum(), 6)


@wrong("float32")
def softmax(z):
    e = np.exp((z - z.max()).astype(np.float32))
    return e / e.sum()


@wrong("in-place", part="robustness")
def softmax(z):
    z -= np.max(z)
    e = np.exp(z)
    return e / e.sum()


@wrong("wrong-shape")
def softmax(z):
    z = z.reshape(1, -1)
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


@wrong("wrong-type")
def softmax(z):
    e = np.exp(z - max(z))
    return [v / sum(e) for v in e]


@wrong("only-three-classes")
def softmax(z):
    a, b, c = np.exp(z[:3] - z[:3].max())
    return np.array([a, b, c]) / (a + b + c)


@wrong("argument-scaled")
def softmax(z):
    e = np.exp(z / np.abs(z).max())
    return e / e.sum()


@wrong("result-squared")
def softmax(z):
    e = np.exp(z - z.max())
    return (e / e.sum()) ** 2


@wrong("result-normalised")
def softmax(z):
    e = np.exp(z - z.max())
    return e / np.linalg.norm(e)


@wrong("zero-left-out", part="robustness")
def softmax(z):
    if not np.any(z):
        return np.zeros_like(z)
    e = np.exp(z - z.max())
    return e / e.sum()
