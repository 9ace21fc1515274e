"""Wrong turns that the truth or the definition alone can describe, as data.

Each predicts, for given arguments, what a student returns who takes it. Four kinds stand here: the
truth with something done to it (a factor, entries lost, another order), the truth at other
arguments (weights of zero, labels moved by one) or of other exercises put together, another
definition's measured derivative, and the truth but for the cases where a naive exponential leaves
the range of numbers. None contains the derivative of anything. What needs a formula of its own
stands in the key.
"""

import numpy as np

from autograder.checking.answers import answer
from autograder.checking.course import Misconception
from autograder.course import overflows, turns
from autograder.course.exercises import EXERCISES


def _of_truth(code, numbers, change):
    """What becomes of each array of the truth: change(array, arguments by name)."""

    def predict(exercise, case):
        arguments = dict(zip(exercise.arguments, case.arguments, strict=True))
        return answer(tuple(change(truth, arguments) for truth in case.target.expected))

    return Misconception(code, _names(numbers), predict)


def _elsewhere(code, numbers, **changes):
    """The truth at other arguments: each name with what it becomes."""

    def predict(exercise, case):
        moved = [
            changes[name](value) if name in changes else value
            for name, value in zip(exercise.arguments, case.arguments, strict=True)
        ]
        return answer(tuple(exercise.target(*moved).expected))

    return Misconception(code, _names(numbers), predict)


def _of_arguments(code, numbers, result):
    """What else is made of the arguments: result(arguments by name), a tuple of arrays."""

    def predict(exercise, case):
        return answer(result(dict(zip(exercise.arguments, case.arguments, strict=True))))

    return Misconception(code, _names(numbers), predict)


def _truth(name, *arguments):
    """The arrays that an exercise's result must be."""
    return EXERCISES[name].target(*arguments).expected


def _names(numbers):
    """The names of the exercises with these numbers, such as "1.2 1.6"."""
    return frozenset(e.name for e in EXERCISES.values() if e.number in numbers.split())


# ---- factors ----

_DERIVATIVES = "1.2 1.3 1.5 1.6 2.3 2.5 2.6 2.7 3.1 3.2 3.3 3.4 3.5 4.1 4.6 6.5"
_BACKPROPAGATION = "5.1 5.2 5.3 5.4 5.5 5.6"
_MEANS = "2.2 2.3 2.7 3.1 3.2 3.3 3.4 3.5 4.1 4.6 5.6"
_SUMS = "2.4 2.6"


def _samples(arguments):
    return len(arguments["X"])


def _features(arguments):
    return arguments["X"].shape[1]


def _classes(arguments):
    for name in ("z", "y_hat", "b", "b2"):
        if name in arguments:
            return len(arguments[name])
    return arguments["W"].shape[1]


_FACTORS = (
    _of_truth("sign", f"1.4 2.2 2.4 {_DERIVATIVES} {_BACKPROPAGATION}", lambda v, a: -v),
    _of_truth("sum-for-mean", _MEANS, lambda v, a: _samples(a) * v),
    _of_truth("likelihood-for-loss", _MEANS, lambda v, a: -_samples(a) * v),
    _of_truth("mean-for-sum", _SUMS, lambda v, a: v / _samples(a)),
    _of_truth("loss-for-likelihood", _SUMS, lambda v, a: -v / _samples(a)),
    _of_truth("log-base-2", "1.4 1.5 2.2 2.4 5.1 5.3", lambda v, a: v / np.log(2)),
    _of_truth(
        "mean-over-classes", f"1.4 1.5 2.4 2.7 {_BACKPROPAGATION}", lambda v, a: v / _classes(a)
    ),
    _of_truth("mean-over-features", "2.2 2.3 3.1", lambda v, a: v * _samples(a) / _features(a)),
    _of_truth("extra-half", "2.2 3.5 4.1", lambda v, a: v / 2),
)

# ---- another order, or entries lost ----


def _row_stacked(v, arguments):
    """Feature after feature instead of class after class, along every axis."""
    d = _features(arguments)
    order = np.arange(len(v)).reshape(-1, d).T.ravel()
    return v[np.ix_(*[order] * v.ndim)]


def _blocks(v, arguments):
    """The blocks of one class with itself."""
    block = np.arange(len(v)) // _features(arguments)
    return np.where(block[:, None] == block, v, 0.0)


_SQUARES = "1.2 1.6 3.1 3.3 4.6"

_ENTRIES = (
    _of_truth("row-stacked", "3.3 4.6", _row_stacked),
    _of_truth("diagonal-only", _SQUARES, lambda v, a: np.diag(np.diag(v))),
    _of_truth("off-diagonal-only", _SQUARES, lambda v, a: v - np.diag(np.diag(v))),
    _of_truth("uncoupled-blocks", "3.3", _blocks),
    _of_truth("uncoupled-blocks", "3.2", lambda v, a: v * (a["r"] == a["s"])),
    _of_truth("identity", "1.2 1.6", lambda v, a: np.eye(len(v))),
)

# ---- the truth at other arguments ----

# Whatever is added, the error grows in proportion.
SMALL = 1e-8


def _without_bias(weights):
    return np.where(np.arange(len(weights)).reshape(-1, *[1] * (weights.ndim - 1)), weights, 0.0)


_LABELLED = "1.4 1.5 2.4 2.6 2.7 5.1 5.3 5.4 5.5 5.6"
_WEIGHTED = "2.2 2.3 2.4 2.5 2.6 2.7 3.1 3.2 3.3 3.4 3.5 4.1 4.6"


def _rolled(shift):
    return {name: lambda labels: np.roll(labels, shift, axis=-1) for name in ("y", "Y")}


def _first(a):
    return a[:1]


def _last_zeroed(W):
    return np.where(np.arange(W.shape[1]) < W.shape[1] - 1, W, 0.0)


_ARGUMENTS = (
    _elsewhere("only-at-zero-weights", f"{_WEIGHTED} 6.5", W=np.zeros_like, theta=np.zeros_like),
    _elsewhere("class-off-by-one", _LABELLED, **_rolled(1)),
    _elsewhere("class-off-by-one", _LABELLED, **_rolled(-1)),
    _elsewhere(
        "label-forgotten",
        "1.5 2.2 2.3 2.6 2.7 5.3 5.4 5.5 5.6 6.5",
        y=np.zeros_like,
        Y=np.zeros_like,
    ),
    _elsewhere("labels-swapped", "2.2 2.3 6.5", y=lambda y: 1 - y),
    _elsewhere("exponent-sign", "1.1 2.1 2.3", z=np.negative, t=np.negative, theta=np.negative),
    _elsewhere("bias-forgotten", _WEIGHTED, W=_without_bias, theta=_without_bias),
    _elsewhere("bias-forgotten", "5.4 5.5", b=np.zeros_like),
    _elsewhere("bias-forgotten", "5.6", b1=np.zeros_like),
    _elsewhere("bias-forgotten", "5.6", b2=np.zeros_like),
    _elsewhere("bias-forgotten", "5.6", b1=np.zeros_like, b2=np.zeros_like),
    _elsewhere("log-epsilon", "5.1", y_hat=lambda p: p + SMALL),
    _elsewhere("only-one-sample", _MEANS + " " + _SUMS, X=_first, y=_first, Y=_first),
    _elsewhere("reference-zeroed", "4.6", W=_last_zeroed),
    _elsewhere("first-class-dropped", "4.6", W=lambda W: np.roll(W, -1, axis=1)),
    _of_arguments("reference-left-out", "4.6", lambda a: _truth("hessian", a["W"][:, :-1], a["X"])),
    _of_arguments(
        "class-ignored",
        "2.5",
        lambda a: _truth("probability_gradient", a["W"], a["x"], a["k"], a["k"]),
    ),
)

# ---- a Newton step, from its measured gradient and Hessian ----


def _of_step(code, change):
    """What becomes of a Newton step: change(theta, step, g, H, m)."""

    def result(a):
        theta, X, y = a["theta"], a["X"], a["y"]
        (point,) = _truth("newton_step", theta, X, y)
        (g,), (H,) = _truth("logistic_gradient", theta, X, y), _truth("logistic_hessian", theta, X)
        return (change(theta, theta - point, g, H, len(X)),)

    return _of_arguments(code, "6.1", result)


_STEPS = (
    _of_step("ascent", lambda theta, step, g, H, m: theta + step),
    _of_step("step-for-point", lambda theta, step, g, H, m: step),
    _of_step("step-for-point", lambda theta, step, g, H, m: -step),
    _of_step("half-step", lambda theta, step, g, H, m: theta - step / 2),
    _of_step("sum-gradient-mean-hessian", lambda theta, step, g, H, m: theta - m * step),
    _of_step("mean-gradient-sum-hessian", lambda theta, step, g, H, m: theta - step / m),
    _of_step("gradient-step", lambda theta, step, g, H, m: theta - g),
    _of_step("hessian-for-inverse", lambda theta, step, g, H, m: theta - H @ g),
    _of_step("entrywise-inverse", lambda theta, step, g, H, m: theta - (1 / H) @ g),
    _of_step("diagonal-only", lambda theta, step, g, H, m: theta - g / np.diag(H)),
    _of_truth("m-forgotten", "6.4", lambda v, a: v * np.sqrt(_samples(a))),
    _of_truth("m-twice", "6.4", lambda v, a: v / np.sqrt(_samples(a))),
    _of_truth("variances", "6.4", lambda v, a: v**2),
    _of_truth("mean-for-information", "6.5", lambda v, a: v * _samples(a)),
)

# ---- another definition ----


def _along(code, log_sums):
    """The softmax along another axis."""
    gradients = turns.gradients_along(log_sums)
    return (
        _of_arguments(code, "2.4", turns.likelihood_along(log_sums)),
        _of_arguments(code, "2.6", lambda a: (-gradients(a)[0][:, a["c"]],)),
        _of_arguments(code, "2.7", lambda a: (gradients(a)[0] / _samples(a),)),
        _of_arguments(code, "5.6", turns.network_along(log_sums)),
    )


def _of_means(code, each):
    """Means multiplied where products should be averaged."""
    hessian = turns.hessian_of_means(each)

    def block(a):
        d = _features(a)
        return (hessian(a).reshape(_classes(a), d, _classes(a), d)[a["r"], :, a["s"]],)

    return (
        _of_arguments(code, "3.1", lambda a: (hessian(a)[_features(a) :, _features(a) :],)),
        _of_arguments(code, "3.2", block),
        _of_arguments(code, "3.3", lambda a: (hessian(a),)),
    )


_IN_PARTS = "1.2 1.3 1.6 2.5 5.2"

_DEFINITIONS = (
    _of_arguments("no-rank-one-term", _IN_PARTS, turns.softmax_in_parts(1, 0)),
    _of_arguments("no-delta", _IN_PARTS, turns.softmax_in_parts(0, 1)),
    _of_arguments("rank-one-sign", _IN_PARTS, turns.softmax_in_parts(1, -1)),
    _of_arguments("variance-for-mu", "2.3", turns.sigmoid_for_loss),
    *(each for code, log_sums in turns.WRONG_AXES.items() for each in _along(code, log_sums)),
    *_of_means("weights-averaged", each=True),
    *_of_means("product-of-means", each=False),
)

# ---- exponentials and logarithms out of range ----


def _out_of_range(code, numbers, fails):
    return Misconception(code, _names(numbers), overflows.not_finite_where(fails), "robustness")


_SOFTMAX = "1.1 1.2 1.3 1.4 1.5 1.6 2.4 2.5 2.6 2.7 3.2 3.3 3.4 3.5 4.6 5.3 5.4 5.5 5.6"
_SAMPLES = "2.4 2.6 2.7 3.2 3.3 3.4 3.5 4.6 5.6"

_RANGES = (
    _out_of_range("overflow", f"2.1 2.2 2.3 3.1 4.1 {_SOFTMAX}", overflows.overflow),
    _out_of_range("shift-per-array", _SAMPLES, overflows.shift_per_array),
    # A logarithm of 0, or a reciprocal beyond the largest number.
    *(
        _out_of_range("logits-far-apart", "1.4 1.5 2.4 5.3 5.4 5.5 5.6", overflows.underflow(least))
        for least in (0.0, 1 / np.finfo(float).max)
    ),
    *(
        _out_of_range("logits-far-apart", _SOFTMAX, overflows.shift_by(size))
        for size in (
            lambda Z, a: np.abs(Z).max(axis=1, keepdims=True),
            lambda Z, a: Z.mean(axis=1, keepdims=True),
            lambda Z, a: Z.min(axis=1, keepdims=True),
            lambda Z, a: Z[:, :1],
            lambda Z, a: Z[:, -1:],
        )
    ),
    *(
        _out_of_range("logits-far-apart", numbers, overflows.shift_by(size))
        for numbers, size in (
            ("2.5", lambda Z, a: Z[:, [a["c"]]]),
            ("2.5", lambda Z, a: Z[:, [a["k"]]]),
            ("3.2", lambda Z, a: Z[:, [a["r"]]]),
            ("3.2", lambda Z, a: Z[:, [a["s"]]]),
        )
    ),
)

CATALOGUE = _FACTORS + _ENTRIES + _ARGUMENTS + _STEPS + _DEFINITIONS + _RANGES

# Who is right up to one of these has done the work: the documents differ in them as well.
CONVENTIONS = frozenset(
    (
        "sign",
        "sum-for-mean",
        "mean-for-sum",
        "likelihood-for-loss",
        "loss-for-likelihood",
        "row-stacked",
        "log-base-2",
    )
)
