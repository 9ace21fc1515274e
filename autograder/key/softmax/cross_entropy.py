"""1.4 cross_entropy: reference, hidden families, right and wrong answers."""

import numpy as np
from scipy import special

from autograder.checking.exercise import Family
from autograder.key.families import CLASSES, FAR_BELOW, LARGER
from autograder.key.gallery import reference, right, wrong

# The logarithm of a probability that is 0.
UNLIKELY = Family("huge", logits=1e4, arrangement="least", draws=3)

HIDDEN = {"values": LARGER, "robustness": (*CLASSES, FAR_BELOW, UNLIKELY)}


@reference
def cross_entropy(z, y):
    """Measure the loss of logits z against the class that y marks, in natural logarithms.

    L = −log s_j = log Σ_k exp(z_k) − z_j for one-hot y = e_j.

    z: (K,) float64, finite; y: (K,) float64, one-hot; K ≥ 1. Returns a float ≥ 0.
    Raises nothing. Source: document 004, second answer, first line; document 002, 1.1.
    """
    from scipy import special

    # Subtracting z_j first, not last, leaves the digits of a loss near zero intact.
    return special.logsumexp(z - y @ z)


@right("log-sum-exp")
def cross_entropy(z, y):
    return special.logsumexp(z) - np.dot(y, z)


@right("shift-by-the-largest")
def cross_entropy(z, y):
    biggest = z.max()
    return biggest + np.log(np.exp(z - biggest).sum()) - z[y == 1][0]


@right("shift-by-the-observed")
def cross_entropy(z, y):
    return np.logaddexp.reduce(z - z[np.argmax(y)])


@right("log-softmax")
def cross_entropy(z, y):
    return -(special.log_softmax(z) * y).sum()


@right("python-loop")
def cross_entropy(z, y):
    import math

    biggest = max(z)
    total = 0.0
    observed = 0.0
    for k in range(len(z)):
        total += math.exp(z[k] - biggest)
        if y[k] == 1:
            observed = z[k]
    return float(math.log(total) + (biggest - observed))


@right("softplus-of-the-rest")
def cross_entropy(z, y):
    rest = z[y == 0]
    if len(rest) == 0:
        return 0.0
    return np.logaddexp(0, special.logsumexp(rest) - y @ z)


@wrong("sign")
def cross_entropy(z, y):
    return y @ special.log_softmax(z)


@wrong("log-base-2")
def cross_entropy(z, y):
    return -(y @ special.log_softmax(z)) / np.log(2)


@wrong("mean-over-classes")
def cross_entropy(z, y):
    return -np.mean(y * special.log_softmax(z))


@wrong("log-epsilon")
def cross_entropy(z, y):
    return -np.sum(y * np.log(special.softmax(z) + 1e-8))


@wrong("log-epsilon", part="robustness")
def cross_entropy(z, y):
    return -np.sum(y * np.log(special.softmax(z) + 1e-20))


@wrong("clipped-probability", part="robustness")
def cross_entropy(z, y):
    p = np.clip(special.softmax(z), 1e-15, 1 - 1e-15)
    return -np.sum(y * np.log(p))


@wrong("overflow", part="robustness")
def cross_entropy(z, y):
    return np.log(np.exp(z).sum()) - z @ y


@wrong("logits-far-apart", part="robustness")
def cross_entropy(z, y):
    s = special.softmax(z)
    return -np.log(s[np.argmax(y)])


@wrong("logits-far-apart", part="robustness")
def cross_entropy(z, y):
    shift = np.abs(z).max()
    return shift + np.log(np.exp(z - shift).sum()) - z @ y


@wrong("shift-not-added-back")
def cross_entropy(z, y):
    return np.log(np.exp(z - z.max()).sum()) - z @ y


@wrong("not-normalised")
def cross_entropy(z, y):
    return -(z @ y)


@wrong("no-logarithm")
def cross_entropy(z, y):
    return -(special.softmax(z) @ y)


@wrong("label-for-one-hot")
def cross_entropy(z, y):
    label = np.argmax(y)
    return -np.sum(label * special.log_softmax(z))


@wrong("class-off-by-one")
def cross_entropy(z, y):
    j = np.argmax(y)
    return special.logsumexp(z) - z[j - 1]


@wrong("softmax-elementwise")
def cross_entropy(z, y):
    return -np.sum(y * special.log_expit(z))


@wrong("binary-cross-entropy")
def cross_entropy(z, y):
    p = special.softmax(z)
    return -np.sum(y * np.log(p) + (1 - y) * np.log(1 - p))


@wrong("squared-error")
def cross_entropy(z, y):
    return np.sum((special.softmax(z) - y) ** 2) / 2


@wrong("entropy")
def cross_entropy(z, y):
    return special.entr(special.softmax(z)).sum()


@wrong("float32")
def cross_entropy(z, y):
    z = z.astype(np.float32)
    return float(special.logsumexp(z) - z[np.argmax(y)])


@wrong("in-place", part="robustness")
def cross_entropy(z, y):
    z -= z.max()
    return np.log(np.exp(z).sum()) - y @ z


@wrong("sum-forgotten")
def cross_entropy(z, y):
    return -y * special.log_softmax(z)


@wrong("label-predicted")
def cross_entropy(z, y):
    largest = z.max()
    return largest + np.log(np.exp(z - largest).sum()) - z[np.argmax(z)]


@wrong("sign-inside")
def cross_entropy(z, y):
    largest = z.max()
    return np.log(np.exp(z - largest).sum()) - largest - z @ y


@wrong("tie-counted-once", part="robustness")
def cross_entropy(z, y):
    rest = z[z < z.max()]
    return z.max() + np.log1p(np.exp(rest - z.max()).sum()) - y @ z
