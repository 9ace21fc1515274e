"""4.1 quadratic_form: how its cases are drawn, what is right, and its hints."""

from functools import cache

import numpy as np

from autograder.checking import differences
from autograder.checking.exercise import Case, Cost, Exercise, scalar
from autograder.course import cases, definitions


def _quadratic_form(v, theta, X):
    y = np.zeros(len(X))
    truth = differences.curvature(lambda w: definitions.logistic_loss(w, X, y), theta, v)
    scale = np.mean((np.abs(X) @ cases.magnitudes(v)) ** 2)
    return scalar(truth, scale, cases.largest_logit(X, theta))


def _direction_theta_design(rng, family):
    theta, X, _ = cases.two_labels_case(rng, family).arguments
    return Case((cases.direction(rng, family, theta), theta, X), family)


def _quadratic_form_cost(m=1000, d=3):
    X = np.cos(np.arange(m * d, dtype=float)).reshape(m, d)
    # Half a byte for each entry of an m×m matrix: not even one of booleans fits.
    return Cost((np.ones(d), np.ones(d), X), m * m // 2, "m×m", _quadratic_form_large)


@cache
def _quadratic_form_large(m=cases.MANY, d=3):
    X = np.cos(np.arange(m * d, dtype=float)).reshape(m, d)
    arguments = np.array([0.4, -0.7, 0.2]), np.array([1.0, 0.5, -0.3]), X
    return (Case(arguments, cases.MANY_SAMPLES, _quadratic_form(*arguments)),)


EXERCISE = Exercise(
    number="4.1",
    name="quadratic_form",
    arguments=("v", "theta", "X"),
    axes=((),),
    draw=_direction_theta_design,
    target=_quadratic_form,
    families=cases.along_directions(cases.OF_TWO_LABELS),
    cost=_quadratic_form_cost,
    hint=(
        "write vᵀHv as (Xv)ᵀ diag(ω) (Xv): what is left of each sample, and is J a sum or a mean?"
    ),
)
