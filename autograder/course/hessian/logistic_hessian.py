"""3.1 logistic_hessian: how its cases are drawn, what is right, and its hints."""

from functools import cache

import numpy as np

from autograder.checking import differences
from autograder.checking.exercise import Case, Cost, Exercise, array
from autograder.course import cases, definitions
from autograder.course.hessian.common import curvature_scale


def _logistic_hessian(theta, X):
    # The label is linear in the logit and leaves no trace in a second derivative.
    y = np.zeros(len(X))
    truth = differences.hessian(lambda v: definitions.logistic_loss(v, X, y), theta)
    return array(truth, curvature_scale(X), cases.largest_logit(X, theta))


def _logistic_hessian_cost(m=1000, d=3):
    X = np.cos(np.arange(m * d, dtype=float)).reshape(m, d)
    # Half a byte for each entry of an m×m matrix: not even one of booleans fits.
    return Cost((np.ones(d), X), m * m // 2, "m×m", _logistic_hessian_large)


@cache
def _logistic_hessian_large(m=cases.MANY, d=3):
    X = np.cos(np.arange(m * d, dtype=float)).reshape(m, d)
    arguments = np.array([1.0, 0.5, -0.3]), X
    return (Case(arguments, cases.MANY_SAMPLES, _logistic_hessian(*arguments)),)


_theta_and_design = cases.first(cases.two_labels_case, 2)


SAID = {
    "mu-squared": (
        "the square of the probability stands for its derivative.",
        "What is the slope of σ where σ is almost 1?",
    ),
}

EXERCISE = Exercise(
    number="3.1",
    name="logistic_hessian",
    arguments=("theta", "X"),
    axes=(("features", "features"),),
    draw=_theta_and_design,
    target=_logistic_hessian,
    families=cases.OF_TWO_LABELS,
    cost=_logistic_hessian_cost,
    hint=(
        "what weight does a sample carry when its probability is 0.5, and what "
        "when it is 0.99? Is there a mean?"
    ),
    said=SAID,
)
