"""Wrong turns that the truth or the definition alone can describe, as data.

Each predicts, for given arguments, what a student returns who takes it. Four kinds stand here: the
truth with something done to it (a factor, entries lost, another order), the truth at other
arguments (weights of zero, labels moved by one) or of other exercises put together, another
definition's measured derivative, and the truth but for the cases where a naive exponential leaves
the range of numbers. None contains the derivative of anything. What needs a formula of its own
stands in the key; of its results a notebook has the fingerprints (`fingerprinted`).

Where a wrong turn can be taken stands in `proven.toml`: for each code the exercises for which the
gallery has an answer that gives the numbers predicted here. `python -m pytest
tests/test_proof.py --renew` writes it. A definition of its own names its exercises itself.
"""

import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from autograder.checking.answers import answer
from autograder.checking.course import Misconception
from autograder.course import overflows, turns
from autograder.course.exercises import EXERCISES

PROVEN = tomllib.loads(Path(__file__).with_name("proven.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True, eq=False)
class General(Misconception):
    """A wrong turn of many exercises; fits(exercise): whether its prediction can be made there."""

    fits: Callable = lambda exercise: True


def _taking(*names):
    """Whether an exercise takes one of these arguments."""
    return lambda exercise: not set(names).isdisjoint(exercise.arguments)


_is_fit = _taking("max_iter")


def _wherever(code, fits, predict, part=None):
    """A wrong turn of all exercises that are proven for its code and fit its prediction."""
    names = (name for name in PROVEN.get(code, ()) if fits(EXERCISES[name]))
    return General(code, frozenset(names), predict, part, fits)


def _of_truth(code, change, fits=lambda exercise: True):
    """What becomes of each array of the truth: change(array, arguments by name)."""

    def predict(exercise, case):
        arguments = dict(zip(exercise.arguments, case.arguments, strict=True))
        return answer(tuple(change(truth, arguments) for truth in case.target.expected))

    return _wherever(code, fits, predict)


def _elsewhere(code, also=lambda exercise: True, **changes):
    """The truth at other arguments: each name with what it becomes."""
    takes = _taking(*changes)

    def fits(exercise):
        # Of a fit the truth is known as it is drawn, and for no other arguments.
        return takes(exercise) and not _is_fit(exercise) and also(exercise)

    def predict(exercise, case):
        moved = [
            changes[name](value) if name in changes else value
            for name, value in zip(exercise.arguments, case.arguments, strict=True)
        ]
        return answer(tuple(exercise.target(*moved).expected))

    return _wherever(code, fits, predict)


def _of_arguments(code, names, result):
    """What else is made of the arguments: result(arguments by name), a tuple of arrays."""

    def predict(exercise, case):
        return answer(result(dict(zip(exercise.arguments, case.arguments, strict=True))))

    return Misconception(code, frozenset(names.split()), predict)


def _truth(name, *arguments):
    """The arrays that an exercise's result must be."""
    return EXERCISES[name].target(*arguments).expected


# ---- factors ----


def _samples(arguments):
    return len(arguments["X"])


def _features(arguments):
    return arguments["X"].shape[1]


# Of whose length the number of classes is, weights aside.
_PER_CLASS = ("z", "y_hat", "b", "b2")


def _classes(arguments):
    for name in _PER_CLASS:
        if name in arguments:
            return len(arguments[name])
    return arguments["W"].shape[1]


_sampled, _classified = _taking("X"), _taking("W", *_PER_CLASS)

_FACTORS = (
    _of_truth("sign", lambda v, a: -v),
    _of_truth("sum-for-mean", lambda v, a: _samples(a) * v, _sampled),
    _of_truth("likelihood-for-loss", lambda v, a: -_samples(a) * v, _sampled),
    _of_truth("mean-for-sum", lambda v, a: v / _samples(a), _sampled),
    _of_truth("loss-for-likelihood", lambda v, a: -v / _samples(a), _sampled),
    _of_truth("log-base-2", lambda v, a: v / np.log(2)),
    _of_truth("mean-over-classes", lambda v, a: v / _classes(a), _classified),
    _of_truth("mean-over-features", lambda v, a: v * _samples(a) / _features(a), _sampled),
    _of_truth("extra-half", lambda v, a: v / 2),
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


def _is_square(exercise):
    axes = exercise.axes[0]
    return len(axes) == 2 and axes[0] == axes[1]


def _is_stacked(exercise):
    return _is_square(exercise) and "×" in exercise.axes[0][0]


_ENTRIES = (
    _of_truth("row-stacked", _row_stacked, _is_stacked),
    _of_truth("diagonal-only", lambda v, a: np.diag(np.diag(v)), _is_square),
    _of_truth("off-diagonal-only", lambda v, a: v - np.diag(np.diag(v)), _is_square),
    _of_truth("uncoupled-blocks", _blocks, _is_stacked),
    _of_truth("uncoupled-blocks", lambda v, a: v * (a["r"] == a["s"]), _taking("r")),
    _of_truth("identity", lambda v, a: np.eye(len(v)), _is_square),
)

# ---- the truth at other arguments ----

# Whatever is added, the error grows in proportion.
SMALL = 1e-8


def _without_bias(weights):
    return np.where(np.arange(len(weights)).reshape(-1, *[1] * (weights.ndim - 1)), weights, 0.0)


def _rolled(shift):
    return {name: lambda labels: np.roll(labels, shift, axis=-1) for name in ("y", "Y")}


def _first(a):
    return a[:1]


def _last_zeroed(W):
    return np.where(np.arange(W.shape[1]) < W.shape[1] - 1, W, 0.0)


_ARGUMENTS = (
    _elsewhere("only-at-zero-weights", W=np.zeros_like, theta=np.zeros_like),
    _elsewhere("class-off-by-one", **_rolled(1)),
    _elsewhere("class-off-by-one", **_rolled(-1)),
    _elsewhere("label-forgotten", y=np.zeros_like, Y=np.zeros_like),
    _elsewhere("labels-swapped", y=lambda y: 1 - y),
    _elsewhere("exponent-sign", z=np.negative, t=np.negative, theta=np.negative),
    _elsewhere("bias-forgotten", _taking("X", "x"), W=_without_bias, theta=_without_bias),
    _elsewhere("bias-forgotten", b=np.zeros_like),
    _elsewhere("bias-forgotten", b1=np.zeros_like),
    _elsewhere("bias-forgotten", b2=np.zeros_like),
    _elsewhere("bias-forgotten", b1=np.zeros_like, b2=np.zeros_like),
    _elsewhere("log-epsilon", y_hat=lambda p: p + SMALL),
    _elsewhere("only-one-sample", _sampled, X=_first, y=_first, Y=_first),
    _elsewhere("reference-zeroed", W=_last_zeroed),
    _elsewhere("first-class-dropped", W=lambda W: np.roll(W, -1, axis=1)),
    _of_arguments(
        "reference-left-out",
        "reduced_hessian",
        lambda a: _truth("hessian", a["W"][:, :-1], a["X"]),
    ),
    _of_arguments(
        "class-ignored",
        "probability_gradient",
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

    return _of_arguments(code, "newton_step", result)


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
    _of_truth("m-forgotten", lambda v, a: v * np.sqrt(_samples(a)), _sampled),
    _of_truth("m-twice", lambda v, a: v / np.sqrt(_samples(a)), _sampled),
    _of_truth("variances", lambda v, a: v**2),
    _of_truth("mean-for-information", lambda v, a: v * _samples(a), _sampled),
)

# ---- another definition ----


def _along(code, log_sums):
    """The softmax along another axis."""
    gradients = turns.gradients_along(log_sums)
    return (
        _of_arguments(code, "log_likelihood", turns.likelihood_along(log_sums)),
        _of_arguments(code, "class_gradient", lambda a: (-gradients(a)[0][:, a["c"]],)),
        _of_arguments(code, "loss_gradient", lambda a: (gradients(a)[0] / _samples(a),)),
        _of_arguments(code, "network_gradients", turns.network_along(log_sums)),
    )


def _of_means(code, each):
    """Means multiplied where products should be averaged."""
    hessian = turns.hessian_of_means(each)

    def block(a):
        d = _features(a)
        return (hessian(a).reshape(_classes(a), d, _classes(a), d)[a["r"], :, a["s"]],)

    return (
        _of_arguments(
            code, "logistic_hessian", lambda a: (hessian(a)[_features(a) :, _features(a) :],)
        ),
        _of_arguments(code, "hessian_block", block),
        _of_arguments(code, "hessian", lambda a: (hessian(a),)),
    )


_IN_PARTS = (
    "softmax_jacobian softmax_differential logit_hessian probability_gradient softmax_backward"
)

_DEFINITIONS = (
    _of_arguments("no-rank-one-term", _IN_PARTS, turns.softmax_in_parts(1, 0)),
    _of_arguments("no-delta", _IN_PARTS, turns.softmax_in_parts(0, 1)),
    _of_arguments("rank-one-sign", _IN_PARTS, turns.softmax_in_parts(1, -1)),
    _of_arguments("variance-for-mu", "logistic_gradient", turns.sigmoid_for_loss),
    *(each for code, log_sums in turns.WRONG_AXES.items() for each in _along(code, log_sums)),
    *_of_means("weights-averaged", each=True),
    *_of_means("product-of-means", each=False),
)

# ---- exponentials and logarithms out of range ----


def _out_of_range(code, fits, fails):
    return _wherever(code, fits, overflows.not_finite_where(fails), "robustness")


_logits = _taking("z", "W", "W2")


def _are_logits_of_samples(exercise):
    return _logits(exercise) and _sampled(exercise)


def _are_labelled_logits(exercise):
    return _logits(exercise) and _taking("y", "Y")(exercise)


def _largest_size(Z, a):
    return np.abs(Z).max(axis=1, keepdims=True)


_RANGES = (
    _out_of_range("overflow", _taking("z", "t", "theta", "W", "W2"), overflows.overflow),
    _out_of_range("shift-per-array", _are_logits_of_samples, overflows.shift_per_array),
    # A logarithm of 0, or a reciprocal beyond the largest number.
    *(
        _out_of_range("logits-far-apart", _are_labelled_logits, overflows.underflow(least))
        for least in (0.0, 1 / np.finfo(float).max)
    ),
    *(
        _out_of_range("logits-far-apart", fits, overflows.shift_by(size))
        for fits, size in (
            (_logits, _largest_size),
            (_logits, lambda Z, a: Z.mean(axis=1, keepdims=True)),
            (_logits, lambda Z, a: Z.min(axis=1, keepdims=True)),
            (_logits, lambda Z, a: Z[:, :1]),
            (_logits, lambda Z, a: Z[:, -1:]),
            (_taking("k"), lambda Z, a: Z[:, [a["k"]]]),
            (_taking("c"), lambda Z, a: Z[:, [a["c"]]]),
            (_taking("r"), lambda Z, a: Z[:, [a["r"]]]),
            (_taking("s"), lambda Z, a: Z[:, [a["s"]]]),
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
