"""2.1 sigmoid: reference, hidden families, right and wrong answers."""

import numpy as np
from scipy import special

from autograder.checking.exercise import Family
from autograder.key.gallery import reference, right, wrong

# Positive each, where exp(t) overflows.
HIDDEN = {"robustness": (Family("tied", logits=1e4, arrangement="tied", draws=3),)}


@reference
def sigmoid(t):
    """Evaluate the logistic function elementwise.

    σ(t) = 1 / (1 + exp(−t)).

    t: array of any shape, float64, finite. Returns float64 of the same shape, in [0, 1].
    Raises nothing. Source: document 001, exercise 8.3, μ_i = σ(θᵀx_i).
    """
    from scipy import special

    return special.expit(t)


@right("scipy")
def sigmoid(t):
    return special.expit(t)


@right("definition")
def sigmoid(t):
    return 1 / (1 + np.exp(-t))


@right("hyperbolic-tangent")
def sigmoid(t):
    return 0.5 * (1 + np.tanh(t / 2))


@right("two-branches")
def sigmoid(t):
    e = np.exp(-np.abs(t))
    return np.where(t >= 0, 1 / (1 + e), e / (1 + e))


@right("branch-by-mask")
def sigmoid(t):
    mu = np.empty_like(t)
    positive = t >= 0
    mu[positive] = 1 / (1 + np.exp(-t[positive]))
    e = np.exp(t[~positive])
    mu[~positive] = e / (1 + e)
    return mu


@right("softmax-of-a-pair")
def sigmoid(t):
    return special.softmax(np.stack([np.zeros_like(t), t]), axis=0)[1]


@right("log-add-exp")
def sigmoid(t):
    return np.exp(-np.logaddexp(0, -t))


@right("python-loop")
def sigmoid(t):
    import math

    mu = np.empty(t.shape)
    for index in np.ndindex(t.shape):
        v = t[index]
        e = math.exp(-abs(v))
        mu[index] = (1 if v > 0 else e) / (1 + e)
    return mu


@wrong("overflow", part="robustness")
def sigmoid(t):
    return np.exp(t) / (1 + np.exp(t))


@wrong("clipped", part="robustness")
def sigmoid(t):
    return 1 / (1 + np.exp(-np.clip(t, -20, 20)))


@wrong("exponent-sign")
def sigmoid(t):
    return 1 / (1 + np.exp(t))


@wrong("softmax-for-sigmoid")
def sigmoid(t):
    e = np.exp(t - np.max(t))
    return e / np.sum(e)


@wrong("hyperbolic-tangent")
def sigmoid(t):
    return np.tanh(t)


@wrong("argument-not-halved")
def sigmoid(t):
    return (1 + np.tanh(t)) / 2


@wrong("derivative-for-function")
def sigmoid(t):
    mu = special.expit(t)
    return mu * (1 - mu)


@wrong("hard-threshold")
def sigmoid(t):
    return np.where(t > 0, 1.0, 0.0)


@wrong("normal-distribution")
def sigmoid(t):
    return special.ndtr(t)


@wrong("logarithm-for-function")
def sigmoid(t):
    return -np.log1p(np.exp(-t))


@wrong("epsilon-in-denominator")
def sigmoid(t):
    return 1 / (1 + np.exp(-t) + 1e-8)


@wrong("rounded")
def sigmoid(t):
    return np.around(special.expit(t), 5)


@wrong("float32")
def sigmoid(t):
    return special.expit(t.astype(np.float32))


@wrong("in-place", part="robustness")
def sigmoid(t):
    np.negative(t, out=t)
    return 1 / (1 + np.exp(t))


@wrong("wrong-shape", part="robustness")
def sigmoid(t):
    return special.expit(np.ravel(t))


@wrong("only-vectors", part="robustness")
def sigmoid(t):
    mu = np.zeros(len(t))
    for i in range(len(t)):
        mu[i] = special.expit(t[i])
    return mu


@wrong("wrong-type")
def sigmoid(t):
    return [1 / (1 + np.exp(-v)) for v in t]


@wrong("constant-offset")
def sigmoid(t):
    return np.tanh(t / 2) / 2


@wrong("result-clipped")
def sigmoid(t):
    return np.clip(special.expit(t), 0.3, 0.7)


@wrong("number-mistaken")
def sigmoid(t):
    return 1 / (2 + np.exp(-t))


@wrong("zero-left-out", part="robustness")
def sigmoid(t):
    mu = np.zeros_like(t)
    mu[t > 0] = 1 / (1 + np.exp(-t[t > 0]))
    mu[t < 0] = np.exp(t[t < 0]) / (1 + np.exp(t[t < 0]))
    return mu
