"""2.8 stacked_gradient: how its cases are drawn, what is right, and its hints."""

import numpy as np

from autograder.checking.exercise import Exercise, array
from autograder.course import cases
from autograder.course.gradient.common import loss_gradient_truth


def _stacked_gradient(W, X, Y):
    truth = -len(X) * loss_gradient_truth(W, X, Y).ravel(order="F")
    scale = np.tile(np.abs(X).sum(axis=0), W.shape[1])
    return array(truth, scale, cases.largest_logit(X, W))


EXERCISE = Exercise(
    number="2.8",
    name="stacked_gradient",
    arguments=("W", "X", "Y"),
    axes=(("classes × features",),),
    draw=cases.classes_case,
    target=_stacked_gradient,
    families=cases.OF_CLASSES,
    hint=(
        "vec(W) stacks the columns of W: which comes first, the second feature of "
        "class 0 or the first feature of class 1?"
    ),
)
