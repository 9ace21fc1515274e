"""The references of 02-gradient agree with fifty digits, with statsmodels and with each other."""

import fifty_digits as fifty
import mpmath
import numpy as np
import peers
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import special

from autograder.key import references

# (m, d, K): m = 1 and K = 1, d = 1, two classes, and sizes that all differ.
SHAPES = [(1, 2, 1), (3, 1, 4), (5, 3, 2), (4, 2, 3)]
seeds = st.integers(0, 2**32 - 1)


@pytest.fixture(params=[(*shape, size) for shape in SHAPES for size in fifty.SIZES])
def classes(request):
    """(W, X, Y) of each shape and each size of the logits."""
    m, d, K, size = request.param
    rng = np.random.default_rng([3, m, d, K])
    X, W = fifty.design_and_weights(rng, m, d, K, size)
    return W, X, fifty.one_hot(rng, m, K)


@pytest.fixture(params=[(m, d, size) for m, d in ((1, 2), (4, 1), (5, 3)) for size in fifty.SIZES])
def labels(request):
    """(theta, X, y) of each shape and each size of the logits."""
    m, d, size = request.param
    rng = np.random.default_rng([4, m, d])
    X, W = fifty.design_and_weights(rng, m, d, 1, size)
    return W[:, 0], X, rng.integers(2, size=m).astype(float)


def draw(seed, size=1.0):
    """(W, X, Y) of a random shape."""
    rng = np.random.default_rng(seed)
    m, d, K = rng.integers(1, 7, size=3)
    X, W = fifty.design_and_weights(rng, m, d, K, size)
    return W, X, fifty.one_hot(rng, m, K)


def loss(X, Y):
    """The mean loss at fifty digits as a function of the weights."""
    return lambda V: fifty.softmax_loss(V, fifty.exact(X), Y)


@pytest.mark.parametrize("size", [1.0, 40.0, 700.0, 1e4])
def test_the_sigmoid_agrees_with_fifty_digits(size):
    t = size * np.random.default_rng(5).uniform(-1, 1, size=(2, 3, 2))
    with mpmath.workdps(fifty.DIGITS):
        want = fifty.sigmoid(fifty.exact(t)).astype(float)
    fifty.assert_agrees(references.sigmoid(t), want, 1.0)


def test_the_sigmoid_of_an_array_without_axes_is_a_number():
    assert references.sigmoid(np.array(0.0)) == 0.5


def test_the_logistic_loss_agrees_with_fifty_digits(labels):
    theta, X, y = labels
    with mpmath.workdps(fifty.DIGITS):
        want = float(fifty.logistic_loss(fifty.exact(theta), fifty.exact(X), y))
    fifty.assert_agrees(references.logistic_loss(theta, X, y), want, 1.0, fifty.zmax(X, theta))


def test_the_logistic_gradient_agrees_with_differences_at_fifty_digits(labels):
    theta, X, y = labels
    want = fifty.gradient(lambda v: fifty.logistic_loss(v, fifty.exact(X), y), theta)
    scale = np.abs(X).mean(axis=0)
    got = references.logistic_gradient(theta, X, y)
    fifty.assert_agrees(got, want, scale, fifty.zmax(X, theta))


def test_the_log_likelihood_agrees_with_fifty_digits(classes):
    W, X, Y = classes
    with mpmath.workdps(fifty.DIGITS):
        want = float(-len(X) * loss(X, Y)(fifty.exact(W)))
    fifty.assert_agrees(references.log_likelihood(W, X, Y), want, len(X), fifty.zmax(X, W))


def test_the_probability_gradients_agree_with_differences_at_fifty_digits(classes):
    W, X, _ = classes
    x, K = X[0], W.shape[1]
    for k in range(K):
        want = fifty.gradient(lambda V, k=k: fifty.softmax(fifty.exact(x) @ V)[k], W)
        for c in range(K):
            got = references.probability_gradient(W, x, k, c)
            fifty.assert_agrees(got, want[:, c], np.abs(x), fifty.zmax(x, W))


def test_the_gradients_in_the_weights_agree_with_differences_at_fifty_digits(classes):
    W, X, Y = classes
    m, zmax = len(X), fifty.zmax(X, W)
    want = fifty.gradient(loss(X, Y), W)
    mean = np.abs(X).mean(axis=0)
    fifty.assert_agrees(references.loss_gradient(W, X, Y), want, mean[:, None], zmax)
    for c in range(W.shape[1]):
        got = references.class_gradient(W, X, Y, c)
        fifty.assert_agrees(got, -m * want[:, c], m * mean, zmax)


def test_the_logistic_loss_keeps_its_digits_where_it_is_nearly_zero():
    got = references.logistic_loss(np.array([1.0]), np.array([[50.0]]), np.ones(1))
    assert got == pytest.approx(np.exp(-50.0), rel=1e-13)


def test_the_gradient_class_after_class_is_the_score_of_statsmodels():
    # MNLogit takes class 0 as the reference: its parameters are the other columns.
    rng = np.random.default_rng(6)
    X, B, Y = rng.normal(size=(40, 3)), rng.normal(size=(3, 3)), fifty.one_hot(rng, 40, 4)
    W = np.column_stack([np.zeros(3), B])
    peer = peers.MNLogit(Y.argmax(axis=1), X)
    got = -40 * references.loss_gradient(W, X, Y).ravel(order="F")[3:]
    np.testing.assert_allclose(got, peer.score(B.ravel(order="F")), rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(references.log_likelihood(W, X, Y), peer.loglike(B), rtol=1e-12)


def test_the_logistic_gradient_is_the_score_of_statsmodels():
    rng = np.random.default_rng(7)
    theta, X, y = rng.normal(size=3), rng.normal(size=(30, 3)), rng.integers(2, size=30) * 1.0
    peer = peers.Logit(y, X)
    got = references.logistic_gradient(theta, X, y)
    np.testing.assert_allclose(got, -peer.score(theta) / 30, rtol=1e-12, atol=1e-14)
    np.testing.assert_allclose(
        references.logistic_loss(theta, X, y), -peer.loglike(theta) / 30, rtol=1e-12
    )


@given(seeds)
def test_the_class_gradients_and_those_of_the_probabilities_sum_to_zero(seed):
    W, X, Y = draw(seed, size=30.0)
    np.testing.assert_allclose(references.loss_gradient(W, X, Y).sum(axis=1), 0.0, atol=1e-14)
    K = W.shape[1]
    total = sum(references.probability_gradient(W, X[0], k, K - 1) for k in range(K))
    np.testing.assert_allclose(total, 0.0, atol=1e-14)


@given(seeds)
def test_a_vector_added_to_every_class_changes_nothing(seed):
    W, X, Y = draw(seed)
    moved = W + np.arange(1.0, len(W) + 1)[:, None]
    np.testing.assert_allclose(
        references.loss_gradient(moved, X, Y), references.loss_gradient(W, X, Y), rtol=0, atol=1e-13
    )
    np.testing.assert_allclose(
        references.log_likelihood(moved, X, Y), references.log_likelihood(W, X, Y), rtol=1e-12
    )


@given(seeds)
def test_two_classes_are_the_logistic_model(seed):
    rng = np.random.default_rng(seed)
    m, d = rng.integers(1, 7, size=2)
    X, W = fifty.design_and_weights(rng, m, d, 2, 30.0)
    Y = fifty.one_hot(rng, m, 2)
    theta, y = W[:, 0] - W[:, 1], Y[:, 0]
    np.testing.assert_allclose(
        references.sigmoid(X @ theta), special.softmax(X @ W, axis=1)[:, 0], rtol=0, atol=1e-14
    )
    np.testing.assert_allclose(
        references.logistic_loss(theta, X, y),
        -references.log_likelihood(W, X, Y) / m,
        rtol=0,
        atol=1e-13,
    )
    np.testing.assert_allclose(
        references.logistic_gradient(theta, X, y),
        references.loss_gradient(W, X, Y)[:, 0],
        rtol=0,
        atol=1e-13,
    )
