"""The derivatives behind the cases of 6.2 and 6.3: measured in the logits, as in the parameters."""

import numpy as np
import pytest

from autograder.checking import differences
from autograder.course.newton import fit_logistic, fit_softmax
from autograder.course.newton.fits import Objective

m, d, K = 11, 3, 4
rng = np.random.default_rng(5)
X, Y, y = rng.normal(size=(m, d)), np.eye(K)[rng.integers(K, size=m)], np.arange(m) % 2 * 1.0

OBJECTIVES = {
    "logistic": (fit_logistic.objective(X, y), rng.normal(size=d)),
    "softmax": (fit_softmax.objective(X, Y, 0.3), rng.normal(size=(d, K))),
}
either = pytest.mark.parametrize(("objective", "point"), OBJECTIVES.values(), ids=OBJECTIVES)


@either
def test_a_newton_step_is_that_of_the_definition_differenced_in_its_parameters(objective, point):
    gradient = differences.gradient(objective.value, point)
    H = differences.hessian(objective.value, point)
    wanted = np.linalg.solve(H, gradient.ravel(order="F"))
    step, fall, slope = objective.newton(point)
    np.testing.assert_allclose(step, wanted.reshape(point.shape, order="F"), rtol=1e-11)
    assert fall == pytest.approx(gradient.ravel(order="F") @ wanted / 2, rel=1e-11)
    assert slope == pytest.approx(np.abs(gradient).max(), rel=1e-13)


@either
def test_a_newton_step_costs_one_evaluation_with_a_displacement_for_each_pair_of_logits(
    objective, point
):
    evaluated = []

    def losses(Z):
        evaluated.append(objective.losses(Z))
        return evaluated[-1]

    Objective(X, losses, objective.value, objective.l2).newton(point)
    (loss,) = evaluated
    k = point.size // d
    assert loss.mixed.shape == (k, k, m)
