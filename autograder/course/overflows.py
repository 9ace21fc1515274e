"""Wrong turns of floating point: exponentials and logarithms that leave the range of numbers.

Each predicts on which cases the result is not finite, from the logits alone; elsewhere the answer
is right. The forms stand here that `definitions` avoids.
"""

import numpy as np

from autograder.checking.answers import Answer, answer


def logits(arguments):
    """The logits of a case, one row a sample, or None where it has none."""
    a = arguments
    if "z" in a:
        return np.atleast_2d(a["z"])
    if "t" in a:
        return np.reshape(a["t"], (-1, 1))
    if "theta" in a:
        return (a["X"] @ a["theta"])[:, None]
    if "W2" in a:
        return np.tanh(a["X"] @ a["W1"].T + a["b1"]) @ a["W2"].T + a["b2"]
    if "b" in a:
        return np.atleast_2d(a["a"] @ a["W"].T + a["b"])
    if "W" in a:
        return np.atleast_2d(a.get("X", a.get("x")) @ a["W"])
    return None


def _ratio_fails(Z, arguments):
    """Whether exp(z_k) / Σ_j exp(z_j) is ∞/∞ or 0/0, in some row and for a k asked for."""
    with np.errstate(all="ignore"):
        weights = np.exp(Z)
        sums = weights.sum(axis=1) + (1.0 if Z.shape[1] == 1 else 0.0)
    asked = [arguments[name] for name in ("k", "c", "r", "s") if name in arguments]
    infinite = np.isinf(weights[:, asked] if asked else weights)
    return bool(infinite.any() or np.any(sums == 0))


def not_finite_where(fails):
    """A prediction: the truth, but nothing finite where fails(logits, arguments)."""

    def predict(exercise, case):
        arguments = dict(zip(exercise.arguments, case.arguments, strict=True))
        result = case.target.expected[: len(case.target.shapes)]
        if fails(logits(arguments), arguments):
            return Answer(tuple(np.full(np.shape(t), np.nan) for t in result))
        return answer(result)

    return predict


def overflow(Z, arguments):
    """No shift."""
    return _ratio_fails(Z, arguments)


def shift_per_array(Z, arguments):
    """One shift for all samples, by the largest logit of all."""
    return _ratio_fails(Z - Z.max(), arguments)


def shift_by(size):
    """Another shift than by the largest logit of a row: size(Z, arguments), one a row."""
    return lambda Z, arguments: _ratio_fails(Z - size(Z, arguments), arguments)


def underflow(least):
    """The shift is right, and the probability of the label is below what is left finite."""

    def fails(Z, arguments):
        Y = np.atleast_2d(arguments["Y"] if "Y" in arguments else arguments["y"])
        weights = np.exp(Z - Z.max(axis=1, keepdims=True))
        return bool(np.any((weights / weights.sum(axis=1, keepdims=True) <= least) & (Y == 1)))

    return fails
