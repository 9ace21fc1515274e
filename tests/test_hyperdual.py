"""Hyper-dual arithmetic carries exact derivatives."""

import numpy as np
import pytest

from autograder.checking.hyperdual import HyperDual

X = np.array([0.7, -1.3, 2.1])


def seeded(x):
    """x displaced along both infinitesimals by the same unit direction in every entry."""
    one, zero = np.ones_like(x), np.zeros_like(x)
    return HyperDual(x, one, one, zero)


@pytest.mark.parametrize(
    ("function", "first", "second"),
    [
        (lambda x: 3.0 * x + 2.0, lambda x: 3.0 + 0 * x, lambda x: 0 * x),
        (lambda x: 1.0 - x, lambda x: -1.0 + 0 * x, lambda x: 0 * x),
        (lambda x: x * x, lambda x: 2 * x, lambda x: 2.0 + 0 * x),
        (lambda x: 1.0 / (x * x), lambda x: -2 / x**3, lambda x: 6 / x**4),
        (lambda x: x / 4.0, lambda x: 0.25 + 0 * x, lambda x: 0 * x),
        (np.exp, np.exp, np.exp),
        (lambda x: np.log(x * x), lambda x: 2 / x, lambda x: -2 / x**2),
        (lambda x: np.exp(-(x * x)), lambda x: -2 * x * np.exp(-x * x), None),
    ],
)
def test_each_operation_carries_the_derivatives_known_from_calculus(function, first, second):
    result = function(seeded(X))
    np.testing.assert_allclose(result.real, function(X), rtol=1e-15)
    np.testing.assert_allclose(result.first, first(X), rtol=1e-14)
    np.testing.assert_allclose(result.second, first(X), rtol=1e-14)
    curvature = second(X) if second else (4 * X**2 - 2) * np.exp(-X * X)
    np.testing.assert_allclose(result.mixed, curvature, rtol=1e-14)


def test_a_matrix_product_follows_the_product_rule_in_both_factors():
    rng = np.random.default_rng(1)
    A, B, dA, dB = rng.normal(size=(4, 3, 3))
    zero = np.zeros((3, 3))
    product = HyperDual(A, dA, zero, zero) @ HyperDual(B, zero, dB, zero)
    np.testing.assert_allclose(product.first, dA @ B)
    np.testing.assert_allclose(product.second, A @ dB)
    np.testing.assert_allclose(product.mixed, dA @ dB)


def test_an_operation_without_a_rule_is_refused_instead_of_guessed():
    with pytest.raises(TypeError, match="sin"):
        np.sin(seeded(X))


def test_a_sum_over_an_axis_of_directions_is_refused():
    with pytest.raises(ValueError, match="counted from the end"):
        seeded(X).sum(axis=0)
