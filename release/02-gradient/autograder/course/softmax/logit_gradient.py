"""1.5 logit_gradient: how its cases are drawn, what is right, and its hints."""

import numpy as np

from autograder.checking import differences
from autograder.checking.exercise import Exercise, array
from autograder.course import cases, definitions


def logit_gradient_target(z, y):
    """The target of the loss's gradient in the logits; 5.3 asks for it again."""
    truth = differences.gradient(lambda v: definitions.cross_entropy(v, y), z)
    return array(truth, 1.0, np.abs(z).max())


EXERCISE = Exercise(
    number="1.5",
    name="logit_gradient",
    arguments=("z", "y"),
    axes=(("classes",),),
    draw=cases.labelled_logits_case,
    target=logit_gradient_target,
    families=cases.OF_LOGITS,
    hint=(
        "differentiate log Σ exp z_k and −z_j separately: what is each, and which "
        "entry does the label touch?"
    ),
)
