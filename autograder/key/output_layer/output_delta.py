"""5.3 output_delta: reference, hidden families, right and wrong answers."""

import numpy as np
from scipy import special

from autograder.key.families import CLASSES, LARGER
from autograder.key.gallery import reference, right, wrong

HIDDEN = {"values": LARGER, "robustness": CLASSES}


@reference
def output_delta(z, y):
    """Find the error that the output layer sends back, for one sample.

    δ = ∂L/∂z = ŷ − y with ŷ = softmax(z).

    z: (K,) float64, finite; y: (K,) float64, one-hot. Returns (K,) float64. Raises nothing.
    Source: document 002, section 3.
    """
    from scipy import special

    return special.softmax(z) - y


@right("library-softmax")
def output_delta(z, y):
    return special.softmax(z) - y


@right("shift-by-the-largest")
def output_delta(z, y):
    e = np.exp(z - np.max(z))
    return e / np.sum(e) - y


@right("log-sum-exp")
def output_delta(z, y):
    return np.exp(z - special.logsumexp(z)) - y


@right("logaddexp")
def output_delta(z, y):
    return np.exp(z - np.logaddexp.reduce(z)) - y


@right("one-over-differences")
def output_delta(z, y):
    # y_hat_k = 1 / sum_j exp(z_j - z_k); a sum of inf gives 0, as it should
    return 1 / np.exp(z[None, :] - z[:, None]).sum(axis=1) - y


@right("python-loop")
def output_delta(z, y):
    import math

    top = max(z)
    weights = [math.exp(t - top) for t in z]
    total = math.fsum(weights)
    return np.array([w / total - t for w, t in zip(weights, y, strict=True)])


@right("mean-of-unit-vectors")
def output_delta(z, y):
    p = special.softmax(z)
    return np.sum([p[k] * (e - y) for k, e in enumerate(np.eye(len(z)))], axis=0)


@wrong("sign")
def output_delta(z, y):
    return y - special.softmax(z)


@wrong("extra-derivative")
def output_delta(z, y):
    y_hat = special.softmax(z)
    return (y_hat - y) * y_hat * (1 - y_hat)


@wrong("squared-error")
def output_delta(z, y):
    y_hat = special.softmax(z)
    error = y_hat - y
    return y_hat * (error - y_hat @ error)


@wrong("softmax-elementwise")
def output_delta(z, y):
    return special.expit(z) - y


@wrong("linear-residual")
def output_delta(z, y):
    return z - y


@wrong("not-normalised")
def output_delta(z, y):
    return np.exp(z) - y


@wrong("label-forgotten")
def output_delta(z, y):
    return special.softmax(z)


@wrong("only-observed-class")
def output_delta(z, y):
    return (special.softmax(z) - 1) * y


@wrong("by-probabilities")
def output_delta(z, y):
    return -y / special.softmax(z)


@wrong("no-rank-one-term")
def output_delta(z, y):
    # -y/y_hat times y_hat: the quotient rule's second term is missing
    y_hat = special.softmax(z)
    return np.diag(y_hat) @ (-y / y_hat)


@wrong("label-for-one-hot")
def output_delta(z, y):
    return special.softmax(z) - np.argmax(y)


@wrong("class-off-by-one")
def output_delta(z, y):
    delta = special.softmax(z)
    delta[np.argmax(y) - 1] -= 1
    return delta


@wrong("mean-over-classes")
def output_delta(z, y):
    return (special.softmax(z) - y) / z.size


@wrong("log-base-2")
def output_delta(z, y):
    return (special.softmax(z) - y) / np.log(2)


@wrong("finite-differences")
def output_delta(z, y):
    h = 1e-5
    delta = []
    for e in np.eye(len(z)):
        up = -special.log_softmax(z + h * e) @ y
        down = -special.log_softmax(z - h * e) @ y
        delta.append((up - down) / (2 * h))
    return np.array(delta)


@wrong("rounded")
def output_delta(z, y):
    return np.array([float(f"{delta:.12g}") for delta in special.softmax(z) - y])


@wrong("float32")
def output_delta(z, y):
    z = z.astype("float32")
    e = np.exp(z - z.max())
    return e / e.sum() - y


@wrong("wrong-shape")
def output_delta(z, y):
    return special.softmax(z)[:, None] - y[:, None]


@wrong("only-three-classes")
def output_delta(z, y):
    e = np.exp(z - np.max(z))
    return e / (e[0] + e[1] + e[2]) - y


@wrong("overflow", part="robustness")
def output_delta(z, y):
    return np.exp(z) / np.sum(np.exp(z)) - y


@wrong("logits-far-apart", part="robustness")
def output_delta(z, y):
    e = np.exp(z - z.mean())
    return e / e.sum() - y


@wrong("clipped", part="robustness")
def output_delta(z, y):
    e = np.exp(np.clip(z, -20, 20))
    return e / e.sum() - y


@wrong("logits-far-apart", part="robustness")
def output_delta(z, y):
    y_hat = special.softmax(z)
    upstream = -y / y_hat
    return y_hat * (upstream - y_hat @ upstream)


@wrong("in-place", part="robustness")
def output_delta(z, y):
    z -= z.max()
    e = np.exp(z)
    return e / e.sum() - y
