"""2.6 class_gradient: how its cases are drawn, what is right, and its hints."""

import numpy as np

from autograder.checking.exercise import Exercise, array
from autograder.course import cases
from autograder.course.gradient.common import loss_gradient_truth


def _class_gradient(W, X, Y, c):
    truth = -len(X) * loss_gradient_truth(W, X, Y)[:, c]
    return array(truth, np.abs(X).sum(axis=0), cases.largest_logit(X, W))


_with_class = cases.first(
    cases.classes_case, 3, lambda rng, family, W, X, Y: cases.class_index(rng, family, W)
)


EXERCISE = Exercise(
    number="2.6",
    name="class_gradient",
    arguments=("W", "X", "Y", "c"),
    axes=(("features",),),
    draw=_with_class,
    target=_class_gradient,
    families=cases.OF_CLASSES,
    hint=(
        "ℓ is a sum that is to grow: what does a sample whose label is c add to it, "
        "and what does one with another label add?"
    ),
)
