"""4.6 reduced_hessian: how its cases are drawn, what is right, and its hints."""

import numpy as np

from autograder.checking import differences
from autograder.checking.exercise import Exercise, array
from autograder.course import cases, definitions


def _reduced_hessian(W, X):
    K = W.shape[1]
    Y = np.eye(K)[np.zeros(len(X), dtype=int)]
    free, held = np.eye(K)[: K - 1], W * np.eye(K)[K - 1]
    truth = differences.hessian(
        lambda V: definitions.softmax_loss(V @ free + held, X, Y), W[:, : K - 1]
    )
    scale = np.abs(X).T @ np.abs(X) / len(X)
    return array(truth, np.tile(scale, (K - 1, K - 1)), cases.largest_logit(X, W))


SAID = {
    "first-class-dropped": (
        "the first class is held fixed instead of the last.",
        "Which column of W stays where it is?",
    ),
    "schur-complement": (
        "the last class is eliminated, not held fixed: this is a Schur complement.",
        "Is w of the last class free to follow, or fixed?",
    ),
    "reference-zeroed": (
        "the logits of the last class are set to 0.",
        "Held fixed: does that mean held at 0?",
    ),
    "reference-left-out": (
        "the last class is left out of the softmax.",
        "Does it still take its share of the probability?",
    ),
    "last-rows-dropped": (
        "rows and columns were dropped after stacking feature by feature.",
        "Which entries of vec(W) belong to the last class?",
    ),
}

EXERCISE = Exercise(
    number="4.6",
    name="reduced_hessian",
    arguments=("W", "X"),
    axes=(("(classes − 1) × features", "(classes − 1) × features"),),
    draw=cases.first(cases.classes_case, 2),
    target=_reduced_hessian,
    families={
        "values": cases.VALUES,
        "robustness": tuple(
            family for family in cases.OF_CLASSES["robustness"] if family is not cases.ONE_CLASS
        ),
    },
    hint=(
        "which rows and columns of the full Hessian belong to the parameters "
        "that may still move? And may the column that is held fixed be other than 0?"
    ),
    said=SAID,
)
