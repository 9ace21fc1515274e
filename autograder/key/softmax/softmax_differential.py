"""1.3 softmax_differential: reference, hidden families, right and wrong answers."""

import numpy as np
from scipy import special

from autograder.key.families import CLASSES, LARGER
from autograder.key.gallery import reference, right, wrong

HIDDEN = {"values": LARGER, "robustness": CLASSES}


@reference
def softmax_differential(z, dz):
    """Apply the softmax's Jacobian to a change of the logits in O(K) time and memory.

    ds = (diag(s) − s sᵀ) dz = s ∘ (dz − sᵀdz).

    z, dz: (K,) float64, finite, K ≥ 1. Returns ds, (K,) float64, entries that sum to 0.
    Raises nothing. Source: document 004, first answer, ds = (S − ssᵀ) dz.
    """
    exponentials = np.exp(z - z.max())
    s = exponentials / exponentials.sum()
    return s * (dz - s @ dz)


@right("centred-change")
def softmax_differential(z, dz):
    s = special.softmax(z)
    return s * (dz - np.dot(s, dz))


@right("two-terms")
def softmax_differential(z, dz):
    e = np.exp(z - z.max())
    s = e / e.sum()
    return s * dz - s * (s * dz).sum()


@right("quotient-rule")
def softmax_differential(z, dz):
    e = np.exp(z - z.max())
    de = e * dz
    return de / e.sum() - e * de.sum() / e.sum() ** 2


@right("python-loop")
def softmax_differential(z, dz):
    import math

    top = max(z)
    e = [math.exp(v - top) for v in z]
    total = math.fsum(e)
    average = math.fsum(w * v for w, v in zip(e, dz, strict=True)) / total
    ds = np.zeros(len(z))
    for k in range(len(z)):
        ds[k] = e[k] / total * (dz[k] - average)
    return ds


@right("differential-of-the-logarithm")
def softmax_differential(z, dz):
    log_s = z - special.logsumexp(z)
    return np.exp(log_s) * (dz - np.einsum("k,k->", np.exp(log_s), dz))


@wrong("sign")
def softmax_differential(z, dz):
    s = special.softmax(z)
    return s * (s @ dz - dz)


@wrong("no-rank-one-term")
def softmax_differential(z, dz):
    return special.softmax(z) * dz


@wrong("diagonal-only")
def softmax_differential(z, dz):
    s = special.softmax(z)
    return s * (1 - s) * dz


@wrong("off-diagonal-only")
def softmax_differential(z, dz):
    s = special.softmax(z)
    return -s * (s @ dz - s * dz)


@wrong("no-delta")
def softmax_differential(z, dz):
    s = special.softmax(z)
    return -s * (s @ dz)


@wrong("rank-one-sign")
def softmax_differential(z, dz):
    s = special.softmax(z)
    return s * (dz + s @ dz)


@wrong("identity")
def softmax_differential(z, dz):
    return dz.copy()


@wrong("log-derivative")
def softmax_differential(z, dz):
    return dz - special.softmax(z) @ dz


@wrong("unweighted-mean")
def softmax_differential(z, dz):
    return special.softmax(z) * (dz - np.mean(dz))


@wrong("delta-wrong-index")
def softmax_differential(z, dz):
    s = special.softmax(z)
    return s * dz - s * s * dz.sum()


@wrong("finite-step")
def softmax_differential(z, dz):
    return special.softmax(z + dz) - special.softmax(z)


@wrong("finite-differences")
def softmax_differential(z, dz):
    h = 1e-6
    return (special.softmax(z + h * dz) - special.softmax(z - h * dz)) / (2 * h)


@wrong("memory", part="robustness")
def softmax_differential(z, dz):
    s = special.softmax(z)
    return (np.diag(s) - np.outer(s, s)) @ dz


@wrong("memory", part="robustness")
def softmax_differential(z, dz):
    s = special.softmax(z)
    return s * ((dz[:, None] - dz[None, :]) @ s)


@wrong("logits-far-apart", part="robustness")
def softmax_differential(z, dz):
    e = np.exp(z - z.min())
    s = e / e.sum()
    return s * (dz - s @ dz)


@wrong("overflow", part="robustness")
def softmax_differential(z, dz):
    s = np.exp(z) / np.exp(z).sum()
    return s * (dz - s @ dz)


@wrong("clipped", part="robustness")
def softmax_differential(z, dz):
    e = np.exp(np.clip(z, -700, 700))
    s = e / e.sum()
    return s * (dz - s @ dz)


@wrong("nan-patched", part="robustness")
def softmax_differential(z, dz):
    e = np.exp(z - z.mean())
    s = np.nan_to_num(e / e.sum())
    return s * (dz - s @ dz)


@wrong("in-place", part="robustness")
def softmax_differential(z, dz):
    s = special.softmax(z)
    dz -= s @ dz
    return s * dz


@wrong("float32")
def softmax_differential(z, dz):
    s = special.softmax(z).astype("float32")
    return s * (dz.astype("float32") - s @ dz.astype("float32"))


@wrong("wrong-shape")
def softmax_differential(z, dz):
    s = special.softmax(z)[:, None]
    dz = dz[:, None]
    return s * (dz - s.T @ dz)


@wrong("unweighted-mean")
def softmax_differential(z, dz):
    # A sum, as if every weight were 1
    s = special.softmax(z)
    return s * (dz - dz.sum())


@wrong("operand-mistaken")
def softmax_differential(z, dz):
    s = special.softmax(z)
    return s * (dz - s @ z)


@wrong("function-mistaken")
def softmax_differential(z, dz):
    s = special.softmax(z)
    return s * (dz - np.max(s * dz))


@wrong("zero-divided", part="robustness")
def softmax_differential(z, dz):
    s = special.softmax(z)
    length = np.linalg.norm(dz)
    v = dz / length
    return length * s * (v - s @ v)
