"""How 6.2 and 6.3 draw their cases, and what is right of a fit."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from autograder.checking import differences
from autograder.checking.exercise import Case, Family, Target
from autograder.checking.hyperdual import HyperDual
from autograder.course.newton.common import REGULAR

# The tol that a fit stops at by default.
TOL = 1e-10


# Ten times as much: a first-order method, a fit in float32, one that stopped short lie far above.
STATIONARY = 1e-9


# Where J has no minimum a singular H may end a fit, but not before J is near its infimum.
NEAR_INFIMUM = 1e-5


# Values may rise by 1e-12; whether v + 1e-12 or a difference was compared is its fourth digit.
RISE = 1.001e-12


# A list of values is compared up to this, and as far as a step promises to lower J by as much: far
# less than another step changes a value, and far more than rounding does, 1e-11 at most.
SAME_VALUE = 1e-5


# Along a column so large the gradient is still 1e-8 where J is already flat to rounding: a fit
# that asks of every step that J falls ends there, too early.
STEEP = 1e4


# Designs with far outliers, found by search: on the way the full Newton step raises J, and only
# the ninth halving of it does not. Rows of (x_1, x_2, y).
DAMPING = (
    (
        (-16.6, -5.4, 1),
        (-1.1, -1.3, 1),
        (-101.9, 402.9, 0),
        (-251.8, -491.5, 1),
        (476.7, -96.6, 0),
        (0, -0.2, 0),
    ),
    (
        (-8.9, -9.8, 1),
        (-1.5, -3.2, 1),
        (-118.4, 233.6, 0),
        (-225.1, -362.8, 1),
        (378.9, -363.3, 0),
        (0, -0.2, 0),
    ),
)


# After four Newton steps from zero the gradient of this design is 5e-13 times its factor: just
# above or just below the default tol. Rows of (x_1, x_2, y).
QUIET = (
    (1.0, 0.5, 1),
    (1.0, -1.0, 0),
    (1.0, 2.0, 1),
    (1.0, -0.5, 1),
    (1.0, 1.5, 0),
    (1.0, -2.0, 0),
)


# Above it rounding decides whether the last step lowers J: who allows no rise may use all steps.
FACTOR_AND_STEPS = {"above_tol": (1e3, 50), "below_tol": (1e2, 4)}


@dataclass(frozen=True)
class Objective:
    """What a fit minimises: the mean loss of the logits XW, and (l2/2)‖W‖² where there is l2.

    X: (m, d). losses: maps logits (…, m, K) to (…, m). value: of parameters, (d,) or (d, K), as the
    definition has it. For a Newton step the losses are differentiated in the K logits of all
    samples at once; XW is linear, and X carries the derivatives to W. Differencing in the dK
    weights takes d² times as long.
    """

    X: np.ndarray
    losses: Callable
    value: Callable
    l2: float = 0.0

    def __call__(self, parameters):
        return float(self.value(parameters))

    def largest_slope(self, parameters):
        return float(np.abs(differences.gradient(self.value, parameters)).max())

    def newton(self, parameters):
        """A full Newton step, how far it lowers the value by its quadratic model, and the slope."""
        X, (m, d) = self.X, self.X.shape
        Z = X @ parameters.reshape(d, -1)
        basis = np.eye(Z.shape[1])
        loss = self.losses(HyperDual(Z, basis[:, None, None], basis[:, None], np.zeros_like(Z)))
        gradient = (loss.first[:, 0] @ X).ravel() / m + self.l2 * parameters.ravel(order="F")
        blocks = (X.T * loss.mixed[:, :, None]) @ X / m
        H = blocks.transpose(0, 2, 1, 3).reshape(len(gradient), -1)
        H[np.diag_indices(len(H))] += self.l2
        step = np.linalg.lstsq(H, gradient)[0]
        fall = float(gradient @ step) / 2
        return step.reshape(parameters.shape, order="F"), fall, float(np.abs(gradient).max())


def fit_case(rng, family, arguments, objective, shape, bounded=True):
    """The case of a fit: arguments, then (tol, max_iter) where the family sets them.

    The gradient at zero is the same for every right answer, so a tol just above or below its
    largest entry tells max|∇| from any other measure of size. Without a minimum, a tol of 0 and
    many steps lead to where H is singular.
    """
    zero = np.zeros(shape)
    options, most_steps, judged = (), 50, STATIONARY
    if family.arrangement == "default_max_iter":
        options = (0.0,)
    elif family.arrangement in FACTOR_AND_STEPS:
        most_steps, judged = FACTOR_AND_STEPS[family.arrangement][1], 1.01e-10
    elif family.name == "ordinary":
        # A Newton method is there after seven steps or so; what converges more slowly is not.
        options, most_steps = (TOL, 10), 10
    elif not bounded:
        options, most_steps, judged = (0.0, 100), 100, NEAR_INFIMUM
    elif family.name == "already_there":
        tol = 0.0 if family.arrangement == "level" else 1.01 * objective.largest_slope(zero)
        options, most_steps, judged = (tol, 50), 0, np.inf
    elif family.name == "no_steps":
        options, most_steps, judged = (TOL, 0), 0, np.inf
    elif family.name == "few_steps":
        nearly = family.arrangement.startswith("nearly_there")
        tol = 0.99 * objective.largest_slope(zero) if nearly else TOL
        options, most_steps, judged = (tol, 2), 2, max(tol, STATIONARY)
    fixed = is_usual(family) or family.name in ("few_steps", "damping")
    values = values_of_steps(objective, shape) if fixed else [objective(zero)]
    target = fit_target(objective, shape, most_steps, judged, is_usual(family), values)
    return Case((*arguments, *options), family, target)


def is_usual(family):
    return family.name == "ordinary" and family.arrangement in ("", "steep")


def suits(family, objective, shape):
    """Whether data have what their family asks for; else others are drawn.

    On usual data J falls clearly, and where the largest entry of the gradient at zero is to be a
    negative one, the positive ones are smaller than tol.
    """
    if is_usual(family):
        return falls_clearly(objective, shape)
    if family.arrangement == "nearly_there_negative":
        gradient = differences.gradient(objective.value, np.zeros(shape))
        return gradient.max() < 0.9 * np.abs(gradient).max()
    return True


def falls_clearly(objective, shape):
    """Whether every full Newton step on the way to the usual tol lowers J by more than it may rise.

    Else rounding, and so the machine, decides whether a fit comes there that asks more of a step.
    """
    parameters = np.zeros(shape)
    for _ in range(10):
        step, fall, slope = objective.newton(parameters)
        if slope <= TOL:
            return True
        if fall <= RISE:
            return False
        parameters = parameters - step
    return False


def values_of_steps(objective, shape):
    """The value at zero and after each step, while steps lower J by far more than rounding could.

    In steps that are this large it is the rule, and no rounding, that says how often one is halved.
    """
    parameters = np.zeros(shape)
    values = [objective(parameters)]
    while True:
        step, fall, _ = objective.newton(parameters)
        if fall <= SAME_VALUE:
            return values
        while objective(parameters - step) > values[-1] + 1e-12:
            step = step / 2
        parameters = parameters - step
        values.append(objective(parameters))


def far_outliers(rng):
    return shuffled(rng, DAMPING[rng.integers(len(DAMPING))])


def quiet(rng, family):
    X, y = shuffled(rng, QUIET)
    return X * FACTOR_AND_STEPS[family.arrangement][0], y


def shuffled(rng, rows):
    rows = rng.permutation(rows)
    return rows[:, :-1].copy(), rows[:, -1].copy()


def fit_target(objective, shape, most_steps, judged, clear, fixed):
    """The target of a fit: stationary, never rising, its list of values true.

    fixed: the values that the list begins with, as far as it goes.

    judged: how large a gradient may be left. After all the steps that were allowed it may be larger
    where there were two of them, or where J is so flat that rounding decides whether it falls,
    unless clear: whether it falls clearly on the whole way.
    """

    most = most_steps + 1

    def left(parameters, count):
        slope = objective.largest_slope(parameters)
        if count < most or slope <= judged:
            return slope
        flat = not clear and objective.newton(parameters)[1] <= RISE
        return 0.0 if most == 3 or flat else slope

    def measure(result):
        parameters, values = result
        rises = np.diff(values)
        compared = np.array(values[: len(fixed)] + fixed[len(values) :])
        return (
            max(0.0, *rises) if len(rises) else 0.0,
            left(parameters, len(values)),
            values[0],
            values[-1] - objective(parameters),
            compared,
            float(max(len(values), most)),
        )

    # At zero all logits are 0; at the result they may reach 1e3.
    first, last = differences.tolerance(1.0), differences.tolerance(1.0, 1e3)
    return Target(
        "fit",
        (shape,),
        ("rise", "gradient", "first value", "last value", "values", "extra values"),
        (0.0, 0.0, fixed[0], 0.0, np.array(fixed), float(most)),
        (RISE, judged, first, last, SAME_VALUE, 0.0),
        measure,
    )


FITS = (
    *REGULAR,
    Family("few_steps", draws=2, hidden_draws=3),
    Family("few_steps", arrangement="nearly_there", draws=2),
    Family("no_steps", hidden_draws=2),
    Family("already_there"),
    Family("damping", draws=4, hidden_draws=3),
    Family("separable", draws=2),
)


# One more of each, so that a wrong end of the loop shows twice.
ENDS = (Family("already_there", hidden_draws=0), Family("no_steps", hidden_draws=0))


LONG_AT_ZERO = (
    "is tol looked at before the first step, or only after it? And what is compared with it: the "
    "largest entry of the gradient, of a mean, or something larger? Is one that equals tol small "
    "enough?"
)


NO_STEPS = "how many steps may be taken when max_iter is 0, and how many values has the list then?"


VALUES = (
    "is one value appended for each accepted step, after it? And is a step the full Newton step, "
    "or half of what was tried before and raised the value?"
)


LAST = "is each value appended after its step, for the parameters that this step leads to?"


LONG = "how many values has the list after max_iter steps, and what else ends the loop?"
