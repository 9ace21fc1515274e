"""The references of 01-softmax agree with fifty digits and have the softmax's properties."""

import fifty_digits as fifty
import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from autograder.key import references

logit = st.floats(-1e4, 1e4)
some_logits = st.integers(1, 6).flatmap(lambda K: arrays(np.float64, K, elements=logit))
SHAPES = [1, 2, 5]


@pytest.fixture(params=[(K, size) for K in SHAPES for size in fifty.SIZES])
def sample(request):
    """(z, y) of each number of classes and each size of the logits."""
    K, size = request.param
    rng = np.random.default_rng([1, K])
    return fifty.logits(rng, K, size), fifty.one_hot(rng, 1, K)[0]


def test_the_softmax_agrees_with_fifty_digits(sample):
    z, _ = sample
    with mpmath.workdps(fifty.DIGITS):
        want = fifty.softmax(fifty.exact(z)).astype(float)
    fifty.assert_agrees(references.softmax(z), want, 1.0, np.abs(z).max())


def test_the_jacobian_agrees_with_differences_at_fifty_digits(sample):
    z, _ = sample
    want = fifty.jacobian(fifty.softmax, z)
    fifty.assert_agrees(references.softmax_jacobian(z), want, 1.0, np.abs(z).max())


def test_the_differential_is_the_derivative_along_a_line(sample):
    z, _ = sample
    dz = np.random.default_rng(2).normal(size=z.shape)
    want = np.zeros(len(z))
    with mpmath.workdps(fifty.DIGITS):
        point, direction = fifty.exact(z), fifty.exact(dz)
        for k in range(len(z)):
            want[k] = mpmath.diff(lambda t, k=k: fifty.softmax(point + t * direction)[k], 0)
    scale = np.abs(dz).max()
    fifty.assert_agrees(references.softmax_differential(z, dz), want, scale, np.abs(z).max())


def test_the_loss_agrees_with_fifty_digits(sample):
    z, y = sample
    with mpmath.workdps(fifty.DIGITS):
        want = float(fifty.cross_entropy(fifty.exact(z), y))
    fifty.assert_agrees(references.cross_entropy(z, y), want, 1.0, np.abs(z).max())


def test_the_gradient_in_the_logits_agrees_with_differences_at_fifty_digits(sample):
    z, y = sample
    want = fifty.gradient(lambda v: fifty.cross_entropy(v, y), z)
    fifty.assert_agrees(references.logit_gradient(z, y), want, 1.0, np.abs(z).max())


def test_the_hessian_in_the_logits_agrees_with_differences_at_fifty_digits(sample):
    z, y = sample
    want = fifty.hessian(lambda v: fifty.cross_entropy(v, y), z)
    fifty.assert_agrees(references.logit_hessian(z, y), want, 1.0, np.abs(z).max())


def test_the_jacobian_keeps_its_digits_where_a_probability_is_nearly_one():
    z = np.array([40.0, 0.0, 3.0])
    want = fifty.jacobian(fifty.softmax, z)
    np.testing.assert_allclose(references.softmax_jacobian(z), want, rtol=1e-13, atol=0)


def test_the_loss_keeps_its_digits_where_it_is_nearly_zero():
    z, y = np.array([0.0, 50.0, 3.0]), np.array([0.0, 1.0, 0.0])
    with mpmath.workdps(fifty.DIGITS):
        want = float(fifty.cross_entropy(fifty.exact(z), y))
    np.testing.assert_allclose(references.cross_entropy(z, y), want, rtol=1e-13)


@given(some_logits)
def test_probabilities_are_nonnegative_and_sum_to_one(z):
    s = references.softmax(z)
    assert (s >= 0).all()
    assert abs(s.sum() - 1) <= 4 * fifty.EPS


@given(some_logits, st.integers(-1000, 1000))
def test_a_shift_of_all_logits_changes_nothing(z, shift):
    # Rounded to 2⁻¹⁰, logits of 1e4 and their shifted copies are exact in float64.
    z = np.round(z * 1024) / 1024
    y = np.eye(len(z))[0]
    for f, arguments in (
        (references.softmax, ()),
        (references.softmax_jacobian, ()),
        (references.logit_gradient, (y,)),
        (references.logit_hessian, (y,)),
        (references.cross_entropy, (y,)),
    ):
        np.testing.assert_array_equal(f(z + shift, *arguments), f(z, *arguments))


@given(some_logits)
def test_the_jacobian_is_symmetric_positive_semidefinite_with_zero_row_sums(z):
    J = references.softmax_jacobian(z)
    np.testing.assert_array_equal(J, J.T)
    np.testing.assert_allclose(J.sum(axis=1), 0.0, atol=4 * fifty.EPS)
    assert np.linalg.eigvalsh(J)[0] >= -4 * fifty.EPS


@given(some_logits, st.randoms(use_true_random=False))
def test_the_differential_is_the_jacobian_times_the_change(z, random):
    dz = np.array([random.uniform(-1, 1) for _ in z])
    want, got = references.softmax_jacobian(z) @ dz, references.softmax_differential(z, dz)
    np.testing.assert_allclose(got, want, rtol=0, atol=16 * fifty.EPS)


@given(some_logits)
def test_the_hessian_is_the_jacobian_whatever_the_label(z):
    for y in np.eye(len(z)):
        np.testing.assert_array_equal(
            references.logit_hessian(z, y), references.softmax_jacobian(z)
        )


@given(some_logits)
def test_the_gradient_sums_to_zero_and_the_loss_is_not_negative(z):
    y = np.eye(len(z))[-1]
    assert abs(references.logit_gradient(z, y).sum()) <= 4 * fifty.EPS
    assert references.cross_entropy(z, y) >= 0


def test_one_class_has_probability_one_loss_zero_and_no_derivative():
    z, y = np.array([7.0]), np.ones(1)
    assert references.softmax(z) == 1
    assert references.cross_entropy(z, y) == 0
    assert references.logit_gradient(z, y) == 0
    assert references.softmax_jacobian(z) == references.logit_hessian(z, y) == 0
    assert references.softmax_differential(z, np.array([3.0])) == 0
