"""A number of any size is found where it alone explains all cases."""

import numpy as np
import pytest
from public import public_cases

from autograder.checking.answers import answers
from autograder.checking.calls import Calls
from autograder.checking.estimates import by_estimate
from autograder.course.exercises import EXERCISES
from autograder.key.gallery import reference_of


def code(name, change):
    """The code for a right answer that is changed: change(result, arguments by name)."""
    exercise, right = EXERCISES[name], reference_of(name).function

    def function(*arguments):
        return change(right(*arguments), dict(zip(exercise.arguments, arguments, strict=True)))

    cases = public_cases(name, "values")
    return by_estimate(exercise, answers(Calls(function), cases), cases)


@pytest.mark.parametrize("size", [-3.0, 0.7, 1.0001, 1e6])
@pytest.mark.parametrize("name", ["softmax", "logistic_loss", "hessian"])
def test_a_factor_of_any_size(name, size):
    assert code(name, lambda v, a: size * v) == "constant-factor"


@pytest.mark.parametrize("size", [-0.5, 1e-4, 20.0])
def test_an_offset_of_any_size(size):
    assert code("loss_gradient", lambda v, a: v + size) == "constant-offset"


@pytest.mark.parametrize("size", [1e-6, 0.1, 3.0])
def test_a_ridge_of_any_size(size):
    assert code("logistic_hessian", lambda v, a: v + size * np.eye(len(v))) == "ridge-added"


@pytest.mark.parametrize("size", [1e-5, 0.1, -2.0])
def test_a_penalty_of_any_size_in_a_gradient_and_in_a_loss(size):
    assert code("loss_gradient", lambda v, a: v + size * a["W"]) == "weights-added"
    loss = code("logistic_loss", lambda v, a: v + size / 2 * a["theta"] @ a["theta"])
    assert loss == "weights-added"


@pytest.mark.parametrize("bounds", [(0.2, 0.8), (0.0, 0.6), (0.3, 1.0)])
def test_bounds_at_any_number(bounds):
    assert code("softmax", lambda v, a: np.clip(v, *bounds)) == "result-clipped"


def test_a_factor_that_differs_from_case_to_case_is_none():
    assert code("softmax", lambda v, a: len(v) * v) == ""


def test_two_numbers_at_once_are_none():
    assert code("softmax", lambda v, a: 2 * v + 1) == ""


def test_what_is_right_or_nearly_right_has_none():
    assert code("softmax", lambda v, a: v) == ""
    assert code("softmax", lambda v, a: v * (1 + 1e-13)) == ""


def test_noise_has_none():
    rng = np.random.default_rng(0)
    assert code("softmax", lambda v, a: rng.normal(size=v.shape)) == ""
    assert code("hessian", lambda v, a: v + 1e-3 * rng.normal(size=v.shape)) == ""
    assert code("logistic_loss", lambda v, a: v + rng.normal()) == ""
