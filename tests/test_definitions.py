"""The definitions agree with SciPy and with mpmath, at every size of the logits."""

import mpmath
import numpy as np
import pytest
from scipy import special

from autograder.course import definitions

SIZES = [1.0, 30.0, 700.0, 1e4]


@pytest.mark.parametrize("size", SIZES)
def test_softmax_and_log_sum_exp_agree_with_scipy(size):
    z = size * np.random.default_rng(2).uniform(-1, 1, size=(5, 4))
    np.testing.assert_allclose(definitions.softmax(z), special.softmax(z, axis=1), rtol=1e-12)
    np.testing.assert_allclose(definitions.log_sum_exp(z), special.logsumexp(z, axis=1), rtol=1e-14)


@pytest.mark.parametrize("size", SIZES)
def test_cross_entropy_agrees_with_fifty_digits(size):
    z = size * np.random.default_rng(3).uniform(-1, 1, size=4)
    y = np.eye(4)[2]
    with mpmath.workdps(50):
        terms = [mpmath.exp(mpmath.mpf(entry)) for entry in z]
        exact = float(mpmath.log(mpmath.fsum(terms)) - mpmath.mpf(z[2]))
    assert abs(definitions.cross_entropy(z, y) - exact) <= 1e-15 * (1 + size)


def test_sigmoid_of_any_shape_agrees_with_expit():
    t = np.linspace(-800, 800, 24).reshape(2, 3, 4)
    np.testing.assert_allclose(definitions.sigmoid(t), special.expit(t), rtol=1e-13, atol=1e-300)


def test_shifted_probabilities_are_the_softmax_of_moved_logits_even_where_one_is_zero():
    z, dz = np.array([0.3, -1.0, 2.0]), np.array([1.0, 0.5, -2.0])
    p = definitions.softmax(z)
    moved = definitions.shifted_probabilities(p, dz)
    np.testing.assert_allclose(moved, definitions.softmax(z + dz))
    assert definitions.shifted_probabilities(np.array([1.0, 0.0]), np.ones(2)).tolist() == [1, 0]


def test_the_losses_are_means_of_one_another():
    rng = np.random.default_rng(4)
    X, W, Y = rng.normal(size=(5, 3)), rng.normal(size=(3, 4)), np.eye(4)[[0, 1, 2, 3, 1]]
    each = [definitions.cross_entropy(x @ W, y) for x, y in zip(X, Y, strict=True)]
    loss = definitions.softmax_loss(W, X, Y)
    np.testing.assert_allclose(loss, np.mean(each))
    np.testing.assert_allclose(definitions.layer_loss(W.T, np.zeros(4), X, Y), loss)
    per_sample = [
        definitions.probability_loss(special.softmax(x @ W), y) for x, y in zip(X, Y, strict=True)
    ]
    np.testing.assert_allclose(np.mean(per_sample), loss)


def test_two_classes_are_the_logistic_model():
    rng = np.random.default_rng(5)
    X, W, y = rng.normal(size=(6, 3)), rng.normal(size=(3, 2)), np.array([0.0, 1, 1, 0, 1, 0])
    Y = np.column_stack([y, 1 - y])
    logistic = definitions.logistic_loss(W[:, 0] - W[:, 1], X, y)
    np.testing.assert_allclose(definitions.softmax_loss(W, X, Y), logistic)
