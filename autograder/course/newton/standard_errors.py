"""6.4 standard_errors: how its cases are drawn, what is right, and its hints."""

import numpy as np

from autograder.checking import differences
from autograder.checking.exercise import Exercise, array
from autograder.course import cases, definitions
from autograder.course.newton.common import REGULAR, moderate


def _standard_errors(theta, X):
    y = np.zeros(len(X))
    H = differences.hessian(lambda v: definitions.logistic_loss(v, X, y), theta)
    truth = np.sqrt(np.diag(np.linalg.inv(len(X) * H)))
    return array(truth, np.linalg.cond(H) * truth, cases.largest_logit(X, theta))


EXERCISE = Exercise(
    number="6.4",
    name="standard_errors",
    arguments=("theta", "X"),
    axes=(("features",),),
    draw=cases.first(moderate, 2),
    target=_standard_errors,
    families={"values": cases.VALUES, "robustness": REGULAR},
    hint=("which is inverted first, and which matrix is the information of all m samples?"),
)
