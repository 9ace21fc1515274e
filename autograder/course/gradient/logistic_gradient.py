"""2.3 logistic_gradient: how its cases are drawn, what is right, and its hints."""

import numpy as np

from autograder.checking import differences
from autograder.checking.exercise import Exercise, array
from autograder.course import cases, definitions


def _logistic_gradient(theta, X, y):
    truth = differences.gradient(lambda v: definitions.logistic_loss(v, X, y), theta)
    return array(truth, np.abs(X).mean(axis=0), cases.largest_logit(X, theta))


SAID = {
    "variance-for-mu": (
        "the derivative of σ stands where σ itself belongs.",
        "What is the derivative of log(1 + eᵗ), and how often have you taken it?",
    ),
}

EXERCISE = Exercise(
    number="2.3",
    name="logistic_gradient",
    arguments=("theta", "X", "y"),
    axes=(("features",),),
    draw=cases.two_labels_case,
    target=_logistic_gradient,
    families=cases.OF_TWO_LABELS,
    hint=(
        "what is the derivative of log(1 + eᵗ), is J a mean or a sum, and which "
        "is subtracted from which: the prediction or the label?"
    ),
    said=SAID,
)
