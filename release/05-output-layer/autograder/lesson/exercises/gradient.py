"""02-gradient: from one derivative to a gradient (documents 001, 000 and 003)."""

import math

import numpy as np

from autograder.lesson import cases, definitions, differences
from autograder.lesson.exercise import Case, Exercise, Family, array, scalar


def _sigmoid(t):
    # The logistic function has slope ≤ 1/4, so the rounding of t does not grow: zmax is 0.
    return array(definitions.sigmoid(t), 1.0)


def _any_shape(rng, family):
    shape = {"scalar_array": (), "matrix": (3, 2), "three_axes": (2, 1, 4)}.get(
        family.name, (int(rng.integers(2, 8)),)
    )
    return Case((cases.logits(rng, family, math.prod(shape)).reshape(shape),), family)


def _logistic_loss(theta, X, y):
    zmax = cases.largest_logit(X, theta)
    return scalar(definitions.logistic_loss(theta, X, y), 1.0, zmax)


def _logistic_gradient(theta, X, y):
    truth = differences.gradient(lambda v: definitions.logistic_loss(v, X, y), theta)
    return array(truth, np.abs(X).mean(axis=0), cases.largest_logit(X, theta))


def _log_likelihood(W, X, Y):
    m = len(X)
    truth = -m * definitions.softmax_loss(W, X, Y)
    return scalar(truth, m, cases.largest_logit(X, W))


def _probability_gradient(W, x, k, c):
    def probability(w):
        moved = W + (w - W[:, c])[..., :, None] * np.eye(W.shape[1])[c]
        return definitions.softmax(x @ moved)[..., k]

    truth = differences.gradient(probability, W[:, c])
    return array(truth, np.abs(x), cases.largest_logit(x, W))


def _one_sample(rng, family):
    W, X, _ = cases.classes_case(rng, family).arguments
    k, c = (cases.class_index(rng, family, W) for _ in range(2))
    logits = X[0] @ W
    if family.arrangement == "falling":
        k, c = int(logits.argmax()), int(logits.argmin())
    elif family.arrangement == "rising":
        k, c = int(logits.argmin()), int(logits.argmax())
    return Case((W, X[0].copy(), k, c), family)


# From the most probable class to the least, and back: a shift by either logit shows in one of them.
_FAR_APART = (
    Family("huge", logits=1e4, arrangement="falling", draws=2),
    Family("huge", logits=1e4, arrangement="rising", draws=2),
)
_OF_TWO_CLASSES = {
    "values": cases.VALUES,
    "robustness": (*cases.OF_ONE_SAMPLE["robustness"], *_FAR_APART),
}


def _loss_gradient_truth(W, X, Y):
    return differences.gradient(lambda V: definitions.softmax_loss(V, X, Y), W)


def _class_gradient(W, X, Y, c):
    truth = -len(X) * _loss_gradient_truth(W, X, Y)[:, c]
    return array(truth, np.abs(X).sum(axis=0), cases.largest_logit(X, W))


def _loss_gradient(W, X, Y):
    scale = np.abs(X).mean(axis=0)[:, None]
    return array(_loss_gradient_truth(W, X, Y), scale, cases.largest_logit(X, W))


def _stacked_gradient(W, X, Y):
    truth = -len(X) * _loss_gradient_truth(W, X, Y).ravel(order="F")
    scale = np.tile(np.abs(X).sum(axis=0), W.shape[1])
    return array(truth, scale, cases.largest_logit(X, W))


_with_class = cases.first(
    cases.classes_case, 3, lambda rng, family, W, X, Y: cases.class_index(rng, family, W)
)

EXERCISES = (
    Exercise(
        "2.1",
        "sigmoid",
        ("t",),
        (("any shape",),),
        _any_shape,
        _sigmoid,
        {
            "values": cases.VALUES,
            "robustness": (
                cases.MODERATE,
                cases.LARGE,
                cases.HUGE,
                cases.STRIDED,
                Family("scalar_array"),
                Family("matrix"),
                Family("three_axes", arrangement="strided"),
            ),
        },
        truth="definition",
    ),
    Exercise(
        "2.2",
        "logistic_loss",
        ("theta", "X", "y"),
        ((),),
        cases.two_labels_case,
        _logistic_loss,
        cases.OF_TWO_LABELS,
        truth="definition",
    ),
    Exercise(
        "2.3",
        "logistic_gradient",
        ("theta", "X", "y"),
        (("features",),),
        cases.two_labels_case,
        _logistic_gradient,
        cases.OF_TWO_LABELS,
    ),
    Exercise(
        "2.4",
        "log_likelihood",
        ("W", "X", "Y"),
        ((),),
        cases.classes_case,
        _log_likelihood,
        cases.OF_CLASSES,
        truth="definition",
    ),
    Exercise(
        "2.5",
        "probability_gradient",
        ("W", "x", "k", "c"),
        (("features",),),
        _one_sample,
        _probability_gradient,
        _OF_TWO_CLASSES,
    ),
    Exercise(
        "2.6",
        "class_gradient",
        ("W", "X", "Y", "c"),
        (("features",),),
        _with_class,
        _class_gradient,
        cases.OF_CLASSES,
    ),
    Exercise(
        "2.7",
        "loss_gradient",
        ("W", "X", "Y"),
        (("features", "classes"),),
        cases.classes_case,
        _loss_gradient,
        cases.OF_CLASSES,
    ),
    Exercise(
        "2.8",
        "stacked_gradient",
        ("W", "X", "Y"),
        (("classes × features",),),
        cases.classes_case,
        _stacked_gradient,
        cases.OF_CLASSES,
    ),
)
