"""2.7 loss_gradient: how its cases are drawn, what is right, and its hints."""

import numpy as np

from autograder.checking.exercise import Exercise, array
from autograder.course import cases
from autograder.course.gradient.common import loss_gradient_truth


def _loss_gradient(W, X, Y):
    scale = np.abs(X).mean(axis=0)[:, None]
    return array(loss_gradient_truth(W, X, Y), scale, cases.largest_logit(X, W))


EXERCISE = Exercise(
    number="2.7",
    name="loss_gradient",
    arguments=("W", "X", "Y"),
    axes=(("features", "classes"),),
    draw=cases.classes_case,
    target=_loss_gradient,
    families=cases.OF_CLASSES,
    hint=(
        "L is a mean that is to fall: how do the sign and the factor differ from ℓ's, "
        "and which index of the result is the feature?"
    ),
)
