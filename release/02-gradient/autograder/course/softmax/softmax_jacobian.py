"""1.2 softmax_jacobian: how its cases are drawn, what is right, and its hints."""

import numpy as np

from autograder.checking import differences
from autograder.checking.exercise import Exercise, array
from autograder.course import cases, definitions


def _softmax_jacobian(z):
    return array(differences.jacobian(definitions.softmax, z), 1.0, np.abs(z).max())


EXERCISE = Exercise(
    number="1.2",
    name="softmax_jacobian",
    arguments=("z",),
    axes=(("classes", "classes"),),
    draw=cases.logits_case,
    target=_softmax_jacobian,
    families=cases.OF_LOGITS,
    hint=(
        "raising one logit changes every probability, through the denominator: "
        "what is ∂s_k/∂z_j when j = k, and what when j ≠ k? Which product of s with itself is a "
        "matrix?"
    ),
)
