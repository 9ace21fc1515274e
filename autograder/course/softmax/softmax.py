"""1.1 softmax: how its cases are drawn, what is right, and its hints."""

import numpy as np

from autograder.checking.exercise import Exercise, array
from autograder.course import cases, definitions


def _softmax(z):
    return array(definitions.softmax(z), 1.0, np.abs(z).max())


SAID = {
    "no-exponential": (
        "the logits are normalised without an exponential.",
        "What makes a negative logit a positive weight?",
    ),
}

EXERCISE = Exercise(
    number="1.1",
    name="softmax",
    arguments=("z",),
    axes=(("classes",),),
    draw=cases.logits_case,
    target=_softmax,
    families=cases.OF_LOGITS,
    truth="definition",
    hint=("do your numbers sum to 1, and what happens to them when 1 is added to every logit?"),
    said=SAID,
)
