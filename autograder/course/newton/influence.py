"""6.5 influence: how its cases are drawn, what is right, and its hints."""

import numpy as np

from autograder.checking import differences
from autograder.checking.exercise import Exercise, array
from autograder.course import cases, definitions
from autograder.course.newton.common import OF_ERRORS, moderate


def _influence(theta, X, y):
    slopes = differences.jacobian(lambda v: definitions.logistic_losses(v, X, y), theta)
    H = differences.hessian(lambda v: definitions.logistic_loss(v, X, y), theta)
    inverse = np.linalg.inv(len(X) * H)
    scale = np.linalg.cond(H) * np.abs(X) @ np.abs(inverse)
    return array(slopes @ inverse, scale, cases.largest_logit(X, theta))


SAID = {
    "mean-for-information": (
        "right but for a factor m: H is a mean, the gradient of one sample is not divided by m.",
        "Which of the two is a sum here, and which factor must both share?",
    ),
    "curvature-left-out": (
        "the curvature of the sample is taken out too: this is one whole Newton step without it.",
        "Which H does the contract name: that of all samples, or of the others?",
    ),
    "in-standard-errors": (
        "the change is divided by the standard errors.",
        "In which units is the change of the minimiser asked for?",
    ),
    "point-for-step": (
        "these are the parameters without the sample, not their change.",
        "What does the contract ask for where the gradient of a sample is 0?",
    ),
}

EXERCISE = Exercise(
    number="6.5",
    name="influence",
    arguments=("theta", "X", "y"),
    axes=(("samples", "features"),),
    draw=moderate,
    target=_influence,
    families={"values": cases.VALUES, "robustness": OF_ERRORS},
    hint=(
        "without sample i its gradient is missing from the sum: in which direction does the "
        "minimum move, and which matrix, of a mean or of a sum, turns a gradient into a step?"
    ),
    said=SAID,
)
