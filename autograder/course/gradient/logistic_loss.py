"""2.2 logistic_loss: how its cases are drawn, what is right, and its hints."""

from autograder.checking.exercise import Exercise, scalar
from autograder.course import cases, definitions


def _logistic_loss(theta, X, y):
    zmax = cases.largest_logit(X, theta)
    return scalar(definitions.logistic_loss(theta, X, y), 1.0, zmax)


_THROUGH_A_PROBABILITY = (
    "how many digits has 1 − σ(t) left at t = 25, and how many at t = 40? Is there a form of the "
    "loss that subtracts nothing from 1?"
)


SAID = {
    "digits-lost": (
        "1 − σ has few digits left where σ is near 1, and is 0 from t = 37 on.",
        "Which form of −log(1 − σ(t)) subtracts nothing from 1?",
    ),
}

EXERCISE = Exercise(
    number="2.2",
    name="logistic_loss",
    arguments=("theta", "X", "y"),
    axes=((),),
    draw=cases.two_labels_case,
    target=_logistic_loss,
    families=cases.OF_TWO_LABELS,
    truth="definition",
    hint=(
        "is it a mean or a sum over the samples, and what does one sample with y = 1 "
        "contribute at θ = 0?"
    ),
    case_hints={
        ("entry", family): _THROUGH_A_PROBABILITY for family in ("moderate", "large", "huge")
    },
    said=SAID,
)
