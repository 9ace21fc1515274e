"""1.3 softmax_differential: how its cases are drawn, what is right, and its hints."""

from functools import cache

import numpy as np

from autograder.checking import differences
from autograder.checking.exercise import Case, Cost, Exercise, array
from autograder.course import cases, definitions


def _softmax_differential(z, dz):
    truth = differences.derivative(definitions.softmax, z, dz)
    return array(truth, cases.magnitudes(dz).max(), np.abs(z).max())


def _differential_cost(K=1000):
    z = np.linspace(-1.0, 1.0, K)
    # Half a byte for each entry of a K×K matrix: not even one of booleans fits.
    return Cost((z, z[::-1].copy()), K * K // 2, "K×K", _differential_large)


@cache
def _differential_large(K=cases.MANY):
    z = np.linspace(-1.0, 1.0, K)
    arguments = z, np.cos(z * K)
    return (Case(arguments, cases.MANY_CLASSES, _softmax_differential(*arguments)),)


_with_direction = cases.first(cases.logits_case, 1, cases.direction)


SAID = {
    "finite-step": (
        "a change over a whole step stands for the derivative along it.",
        "What remains of the change when the step shrinks?",
    ),
}

EXERCISE = Exercise(
    number="1.3",
    name="softmax_differential",
    arguments=("z", "dz"),
    axes=(("classes",),),
    draw=_with_direction,
    target=_softmax_differential,
    families=cases.along_directions(cases.OF_LOGITS),
    cost=_differential_cost,
    hint=(
        "the Jacobian is a diagonal matrix less a product of two vectors: what "
        "does each make of dz, and with which weights does the second add up its entries?"
    ),
    said=SAID,
)
