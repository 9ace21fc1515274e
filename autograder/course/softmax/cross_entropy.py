"""1.4 cross_entropy: how its cases are drawn, what is right, and its hints."""

import numpy as np

from autograder.checking.exercise import Exercise, scalar
from autograder.course import cases, definitions


def _cross_entropy(z, y):
    return scalar(definitions.cross_entropy(z, y), 1.0, np.abs(z).max())


_SMALL_PROBABILITY = (
    "small probabilities are lost. Do you add a number such as 1e-12 inside the logarithm, or "
    "clip a probability or a logit?"
)


SAID = {
    "shift-not-added-back": (
        "the largest logit is subtracted inside and not added back outside.",
        "What does a shift do to log Σ exp, and to the other term?",
    ),
    "entropy": (
        "the entropy of the probabilities: the label does not enter.",
        "Which distribution weighs the logarithms in a cross-entropy?",
    ),
}

EXERCISE = Exercise(
    number="1.4",
    name="cross_entropy",
    arguments=("z", "y"),
    axes=((),),
    draw=cases.labelled_logits_case,
    target=_cross_entropy,
    families=cases.OF_LOGITS,
    truth="definition",
    hint=(
        "which logarithm, of what, and which logit is subtracted? Compare the "
        "paragraph on log-sum-exp."
    ),
    case_hints={("entry", family): _SMALL_PROBABILITY for family in ("moderate", "large", "huge")},
    said=SAID,
)
