"""01-softmax: the softmax and its derivative (documents 004, 001 exercise 8.4(a), 002 §1–2)."""

from functools import cache

import numpy as np

from autograder.lesson import cases, definitions, differences
from autograder.lesson.exercise import Case, Cost, Exercise, array, scalar


def _softmax(z):
    return array(definitions.softmax(z), 1.0, np.abs(z).max())


def _softmax_jacobian(z):
    return array(differences.jacobian(definitions.softmax, z), 1.0, np.abs(z).max())


def _softmax_differential(z, dz):
    truth = differences.derivative(definitions.softmax, z, dz)
    return array(truth, np.abs(dz).max(), np.abs(z).max())


def _cross_entropy(z, y):
    return scalar(definitions.cross_entropy(z, y), 1.0, np.abs(z).max())


def logit_gradient_target(z, y):
    """The target of the loss's gradient in the logits; 5.3 asks for it again."""
    truth = differences.gradient(lambda v: definitions.cross_entropy(v, y), z)
    return array(truth, 1.0, np.abs(z).max())


def _logit_hessian(z, y):
    truth = differences.hessian(lambda v: definitions.cross_entropy(v, y), z)
    return array(truth, 1.0, np.abs(z).max())


def _differential_cost(K=1000):
    z = np.linspace(-1.0, 1.0, K)
    # Half a byte for each entry of a K×K matrix: not even one of booleans fits.
    return Cost((z, z[::-1].copy()), K * K // 2, "K×K", _differential_large)


@cache
def _differential_large(K=cases.MANY):
    z = np.linspace(-1.0, 1.0, K)
    arguments = z, np.cos(z * K)
    return (Case(arguments, cases.MANY_CLASSES, _softmax_differential(*arguments)),)


_with_direction = cases.first(cases.logits_case, 1, lambda rng, family, z: rng.normal(size=z.shape))

EXERCISES = (
    Exercise(
        "1.1",
        "softmax",
        ("z",),
        (("classes",),),
        cases.logits_case,
        _softmax,
        cases.OF_LOGITS,
        truth="definition",
    ),
    Exercise(
        "1.2",
        "softmax_jacobian",
        ("z",),
        (("classes", "classes"),),
        cases.logits_case,
        _softmax_jacobian,
        cases.OF_LOGITS,
    ),
    Exercise(
        "1.3",
        "softmax_differential",
        ("z", "dz"),
        (("classes",),),
        _with_direction,
        _softmax_differential,
        cases.OF_LOGITS,
        _differential_cost,
    ),
    Exercise(
        "1.4",
        "cross_entropy",
        ("z", "y"),
        ((),),
        cases.labelled_logits_case,
        _cross_entropy,
        cases.OF_LOGITS,
        truth="definition",
    ),
    Exercise(
        "1.5",
        "logit_gradient",
        ("z", "y"),
        (("classes",),),
        cases.labelled_logits_case,
        logit_gradient_target,
        cases.OF_LOGITS,
    ),
    Exercise(
        "1.6",
        "logit_hessian",
        ("z", "y"),
        (("classes", "classes"),),
        cases.labelled_logits_case,
        _logit_hessian,
        cases.OF_LOGITS,
    ),
)
