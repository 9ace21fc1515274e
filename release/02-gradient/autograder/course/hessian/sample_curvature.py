"""3.2 sample_curvature: how its cases are drawn, what is right, and its hints."""

import numpy as np

from autograder.checking import differences
from autograder.checking.exercise import Exercise, array
from autograder.course import cases, definitions


def _sample_curvature(p):
    truth = differences.jacobian(
        lambda dz: definitions.shifted_probabilities(p, dz), np.zeros_like(p)
    )
    return array(truth, 1.0)


EXERCISE = Exercise(
    number="3.2",
    name="sample_curvature",
    arguments=("p",),
    axes=(("classes", "classes"),),
    draw=cases.probabilities_case,
    target=_sample_curvature,
    families=cases.OF_LOGITS,
    hint=("what must each row sum to, and what stands off the diagonal?"),
)
