"""6.4 standard_errors: how its cases are drawn, what is right, and its hints."""

import numpy as np

from autograder.checking import differences
from autograder.checking.exercise import Exercise, array
from autograder.course import cases, definitions
from autograder.course.newton.common import OF_ERRORS, moderate


def _standard_errors(theta, X):
    y = np.zeros(len(X))
    H = differences.hessian(lambda v: definitions.logistic_loss(v, X, y), theta)
    truth = np.sqrt(np.diag(np.linalg.inv(len(X) * H)))
    return array(truth, np.linalg.cond(H) * truth, cases.largest_logit(X, theta))


SAID = {
    "m-forgotten": (
        "right but for a factor √m: H is a mean, the information a sum.",
        "How do standard errors shrink when the sample is four times as large?",
    ),
    "m-twice": (
        "right but for a factor 1/√m: m enters twice.",
        "Is your H a mean or already a sum?",
    ),
    "variances": (
        "these are variances: the square root is missing.",
        "In which units is a standard error?",
    ),
    "inverse-root-diagonal": (
        "the diagonal is taken before inverting.",
        "Is the diagonal of an inverse the inverse of the diagonal?",
    ),
    "not-inverted": (
        "the information is not inverted.",
        "Does more information make an error larger or smaller?",
    ),
    "root-of-the-matrix": (
        "the root of the matrix is taken before its diagonal.",
        "Of which numbers is the square root asked for?",
    ),
    "eigenvalues-for-diagonal": (
        "eigenvalues stand where the diagonal belongs.",
        "Which entry of the covariance belongs to which parameter?",
    ),
    "degrees-of-freedom": (
        "a correction by m − d is made, as for a variance that is estimated.",
        "Which variance does a logistic model leave to estimate?",
    ),
    "interval-for-error": (
        "this is half the width of an interval, not a standard error.",
        "Which factor lies between the two?",
    ),
    "ratio-for-error": (
        "this is the ratio of a parameter to its standard error.",
        "Should the result depend on the sign of theta?",
    ),
}

EXERCISE = Exercise(
    number="6.4",
    name="standard_errors",
    arguments=("theta", "X"),
    axes=(("features",),),
    draw=cases.first(moderate, 2),
    target=_standard_errors,
    families={"values": cases.VALUES, "robustness": OF_ERRORS},
    hint=("which is inverted first, and which matrix is the information of all m samples?"),
    said=SAID,
)
