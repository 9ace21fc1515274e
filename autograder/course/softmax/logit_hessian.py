"""1.6 logit_hessian: how its cases are drawn, what is right, and its hints."""

import numpy as np

from autograder.checking import differences
from autograder.checking.exercise import Exercise, array
from autograder.course import cases, definitions


def _logit_hessian(z, y):
    truth = differences.hessian(lambda v: definitions.cross_entropy(v, y), z)
    return array(truth, 1.0, np.abs(z).max())


SAID = {
    "label-in-hessian": (
        "the label enters the second derivative.",
        "What is left of a term linear in the logits after two derivatives?",
    ),
}

EXERCISE = Exercise(
    number="1.6",
    name="logit_hessian",
    arguments=("z", "y"),
    axes=(("classes", "classes"),),
    draw=cases.labelled_logits_case,
    target=_logit_hessian,
    families=cases.OF_LOGITS,
    hint=("you differentiate the gradient in z, not in s: which factor does the chain rule add?"),
    said=SAID,
)
