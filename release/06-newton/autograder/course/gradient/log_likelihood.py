"""2.4 log_likelihood: how its cases are drawn, what is right, and its hints."""

from autograder.checking.exercise import Exercise, scalar
from autograder.course import cases, definitions


def _log_likelihood(W, X, Y):
    m = len(X)
    truth = -m * definitions.softmax_loss(W, X, Y)
    return scalar(truth, m, cases.largest_logit(X, W))


_SMALL_PROBABILITY = (
    "small probabilities are lost. Do you add a number such as 1e-12 inside the logarithm, or "
    "clip a probability or a logit?"
)


EXERCISE = Exercise(
    number="2.4",
    name="log_likelihood",
    arguments=("W", "X", "Y"),
    axes=((),),
    draw=cases.classes_case,
    target=_log_likelihood,
    families=cases.OF_CLASSES,
    truth="definition",
    hint=(
        "along which axis does the softmax of one sample run, is ℓ a sum or a mean, "
        "and which sign has the logarithm of a probability?"
    ),
    case_hints={("entry", family): _SMALL_PROBABILITY for family in ("moderate", "large", "huge")},
)
