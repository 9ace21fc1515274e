"""6.5 influence: how its cases are drawn, what is right, and its hints."""

import numpy as np

from autograder.checking import differences
from autograder.checking.exercise import Exercise, array
from autograder.course import cases, definitions
from autograder.course.newton.common import REGULAR, moderate


def _influence(theta, X, y):
    slopes = differences.jacobian(lambda v: definitions.logistic_losses(v, X, y), theta)
    H = differences.hessian(lambda v: definitions.logistic_loss(v, X, y), theta)
    inverse = np.linalg.inv(len(X) * H)
    scale = np.linalg.cond(H) * np.abs(X) @ np.abs(inverse)
    return array(slopes @ inverse, scale, cases.largest_logit(X, theta))


EXERCISE = Exercise(
    number="6.5",
    name="influence",
    arguments=("theta", "X", "y"),
    axes=(("samples", "features"),),
    draw=moderate,
    target=_influence,
    families={"values": cases.VALUES, "robustness": REGULAR},
    hint=(
        "without sample i its gradient is missing from the sum: in which direction does the "
        "minimum move, and which matrix, of a mean or of a sum, turns a gradient into a step?"
    ),
)
