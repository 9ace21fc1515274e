"""5.1 loss_wrt_probabilities: how its cases are drawn, what is right, and its hints."""

from autograder.checking import differences
from autograder.checking.exercise import Case, Exercise, Family, array
from autograder.course import cases, definitions


def _loss_wrt_probabilities(y_hat, y):
    truth = differences.gradient(lambda p: definitions.probability_loss(p, y), y_hat)
    return array(truth, y / y_hat)


def _labelled_probabilities(rng, family):
    y_hat = cases.probabilities(rng, family)
    return Case((y_hat, cases.label(rng, family, y_hat)), family)


SAID = {
    "logits-for-probabilities": (
        "this is ŷ − y, the derivative in the logits.",
        "In which variable is the loss to be differentiated?",
    ),
    "ratio-inverted": (
        "the quotient is upside down.",
        "What is the derivative of the logarithm?",
    ),
    "loss-not-differentiated": (
        "these are the terms of the loss, not their derivatives.",
        "What is the derivative of y log ŷ in ŷ?",
    ),
    "differentiated-twice": (
        "this is a second derivative.",
        "How often has the logarithm been differentiated?",
    ),
}

EXERCISE = Exercise(
    number="5.1",
    name="loss_wrt_probabilities",
    arguments=("y_hat", "y"),
    axes=(("classes",),),
    draw=_labelled_probabilities,
    target=_loss_wrt_probabilities,
    families={
        "values": cases.VALUES,
        "robustness": (
            Family("tiny_probabilities", logits=30.0, draws=4, hidden_draws=2),
            cases.STRIDED,
            cases.TWO_CLASSES,
            cases.ONE_CLASS,
        ),
    },
    hint=(
        "which single term of the sum depends on ŷ_j, and what is the derivative of a logarithm?"
    ),
    case_hints={
        ("entry", "tiny_probabilities"): "small probabilities are lost. Do you add a number such "
        "as 1e-12 to ŷ, or clip it?",
    },
    said=SAID,
)
