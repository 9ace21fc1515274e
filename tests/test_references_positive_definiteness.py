"""The references of 04-positive-definiteness agree with fifty digits and decide as contracted."""

import fifty_digits as fifty
import mpmath
import numpy as np
import peers
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import special

from autograder.key import references

seeds = st.integers(0, 2**32 - 1)


def matrix(seed, eigenvalues):
    """A symmetric matrix of these eigenvalues."""
    n = len(eigenvalues)
    basis, _ = np.linalg.qr(np.random.default_rng(seed).normal(size=(n, n)))
    H = basis * eigenvalues @ basis.T
    return (H + H.T) / 2


def dependent(m=8):
    """A design of whole numbers whose last column is the sum of the others."""
    X = np.random.default_rng(19).integers(-4, 5, size=(m, 3)).astype(float)
    X[:, 2] = X[:, 0] + X[:, 1]
    return X


@pytest.mark.parametrize(("m", "d"), [(1, 2), (4, 1), (5, 3)])
@pytest.mark.parametrize("size", fifty.SIZES)
def test_the_quadratic_form_is_the_second_derivative_along_a_line(m, d, size):
    rng = np.random.default_rng([20, m, d])
    X, W = fifty.design_and_weights(rng, m, d, 1, size)
    theta, a, y = W[:, 0], rng.normal(size=d), rng.integers(2, size=m)
    with mpmath.workdps(fifty.DIGITS):
        point, direction, design = (fifty.exact(v) for v in (theta, a, X))
        want = mpmath.diff(lambda t: fifty.logistic_loss(point + t * direction, design, y), 0, 2)
    scale = np.mean((np.abs(X) @ np.abs(a)) ** 2)
    got = references.quadratic_form(a, theta, X)
    fifty.assert_agrees(got, float(want), scale, fifty.zmax(X, theta))


@given(seeds)
def test_the_quadratic_form_is_that_of_the_hessian(seed):
    rng = np.random.default_rng(seed)
    m, d = rng.integers(1, 7, size=2)
    a, theta, X = rng.normal(size=d), rng.normal(size=d), rng.normal(size=(m, d))
    want = a @ references.logistic_hessian(theta, X) @ a
    got = references.quadratic_form(a, theta, X)
    assert 0 <= got == pytest.approx(want, rel=1e-12, abs=1e-14)


@pytest.mark.parametrize("scale", [1.0, 1e-120, 1e120])
def test_only_independent_columns_have_full_rank(scale):
    tall = np.random.default_rng(21).normal(size=(6, 3))
    for X, answer in (
        (tall, True),
        (tall[:3] + 3 * np.eye(3), True),
        (tall.T, False),
        (dependent(), False),
        (0 * tall, False),
        (tall[:, :1], True),
        (0 * tall[:, :1], False),
    ):
        assert references.has_full_column_rank(scale * X) is answer


@pytest.mark.parametrize("scale", [1e-300, 1e-200, 1.0, 1e200, 1e300])
def test_definiteness_is_decided_by_the_smallest_eigenvalue_at_every_scale(scale):
    border = 5 * fifty.EPS
    for smallest, answer in (
        (1.0, True),
        (1e-6, True),
        (10 * border, True),
        (0.1 * border, False),
        (0.0, False),
        (-10 * border, False),
        (-1.0, False),
    ):
        H = matrix(22, np.array([1.0, 0.5, 0.7, 1.0, smallest]))
        assert references.is_positive_definite(scale * H) is answer


def test_a_negative_and_a_zero_matrix_are_not_positive_definite():
    assert references.is_positive_definite(-np.eye(3)) is False
    assert references.is_positive_definite(matrix(23, np.array([-1.0, -1e-20]))) is False
    assert references.is_positive_definite(np.zeros((3, 3))) is False


def test_a_single_number_is_positive_definite_if_it_is_positive():
    for number, answer in ((2.5, True), (1e-300, True), (0.0, False), (-2.5, False)):
        assert references.is_positive_definite(np.array([[number]])) is answer


@pytest.mark.parametrize("scale", [1e-200, 1.0, 1e200])
def test_asymmetry_beyond_rounding_is_not_positive_definite(scale):
    for relative, answer in ((1e-9, False), (1e-11, True)):
        H = np.eye(3)
        H[0, 1] = relative
        assert references.is_positive_definite(scale * H) is answer


def test_asymmetry_is_not_seen_from_one_triangle_alone():
    assert references.is_positive_definite(np.array([[1.0, 5.0], [0.0, 1.0]])) is False
    assert references.is_positive_definite(np.array([[1.0, 0.0], [5.0, 1.0]])) is False


@pytest.mark.parametrize("entry", [np.nan, np.inf])
def test_a_matrix_that_is_not_finite_is_not_positive_definite(entry):
    assert references.is_positive_definite(np.array([[1.0, 0.0], [0.0, entry]])) is False


def test_singular_gram_matrices_that_pass_cholesky_are_not_positive_definite():
    rng = np.random.default_rng(24)
    passed = 0
    for _ in range(50):
        X = rng.integers(-4, 5, size=(30, 4)) / 7
        X[:, 3] = X[:, 0] + X[:, 1]
        H = X.T @ X
        assert references.is_positive_definite(H) is False
        try:
            np.linalg.cholesky(H)
            passed += 1
        except np.linalg.LinAlgError:
            pass
    assert passed > 0


@pytest.mark.parametrize("scale", [1e-12, 1.0, 1e12])
def test_a_flat_direction_has_length_one_and_is_seen_by_no_sample(scale):
    wide = np.random.default_rng(25).normal(size=(2, 4))
    rank_one = np.outer(np.arange(1.0, 7), [1.0, -2.0, 3.0])
    for X in (dependent(), wide, rank_one, np.zeros((5, 2)), np.zeros((4, 1)), wide[:1]):
        a = references.flat_direction(scale * X)
        assert a.shape == (X.shape[1],)
        assert np.linalg.norm(a) == pytest.approx(1, abs=4 * fifty.EPS)
        assert np.abs(X @ a).max() <= 16 * fifty.EPS * np.linalg.norm(X)


def test_a_design_of_full_column_rank_has_no_flat_direction():
    tall = np.random.default_rng(26).normal(size=(6, 3))
    for X in (tall, tall[:3], tall[:, :1], 1e-200 * tall):
        with pytest.raises(ValueError, match="full column rank"):
            references.flat_direction(X)


@pytest.mark.parametrize(("d", "K"), [(1, 1), (3, 1), (1, 4), (2, 2), (3, 5)])
def test_the_flat_directions_are_orthonormal_and_the_loss_is_level_along_them(d, K):
    B = references.softmax_flat_directions(d, K)
    assert B.shape == (d * K, d)
    np.testing.assert_allclose(B.T @ B, np.eye(d), rtol=0, atol=4 * fifty.EPS)
    rng = np.random.default_rng([27, d, K])
    X, W = rng.normal(size=(9, d)), rng.normal(size=(d, K))
    np.testing.assert_allclose(references.hessian(W, X) @ B, 0.0, atol=1e-14)
    for column in B.T:
        moved = W + 5 * column.reshape((d, K), order="F")
        np.testing.assert_allclose(
            special.softmax(X @ moved, axis=1), special.softmax(X @ W, axis=1), rtol=0, atol=1e-13
        )


@pytest.mark.parametrize(("d", "K"), [(1, 4), (2, 2), (3, 5)])
def test_there_are_no_other_flat_directions(d, K):
    rng = np.random.default_rng([28, d, K])
    X, W = rng.normal(size=(40, d)), rng.normal(size=(d, K))
    assert np.linalg.matrix_rank(references.hessian(W, X)) == d * (K - 1)


@pytest.mark.parametrize(("m", "d", "K"), [(1, 2, 2), (3, 1, 4), (4, 2, 3)])
@pytest.mark.parametrize("size", fifty.SIZES)
def test_the_reduced_hessian_agrees_with_differences_at_fifty_digits(m, d, K, size):
    rng = np.random.default_rng([29, m, d, K])
    X, W = fifty.design_and_weights(rng, m, d, K, size)
    Y, design, held = fifty.one_hot(rng, m, K), fifty.exact(X), fifty.exact(W[:, -1:])
    want = fifty.hessian(
        lambda V: fifty.softmax_loss(np.hstack([V, held]), design, Y), W[:, :-1].copy()
    )
    scale = np.tile(np.abs(X).T @ np.abs(X) / m, (K - 1, K - 1))
    fifty.assert_agrees(references.reduced_hessian(W, X), want, scale, fifty.zmax(X, W))


def test_the_reduced_hessian_is_that_of_statsmodels():
    # MNLogit holds class 0 fixed at zero, the course the last one.
    rng = np.random.default_rng(30)
    X, B = rng.normal(size=(40, 3)), rng.normal(size=(3, 3))
    labels = rng.permutation(np.arange(40) % 4)
    peer = -peers.MNLogit(labels, X).hessian(B.ravel(order="F")) / 40
    got = references.reduced_hessian(np.column_stack([B, np.zeros(3)]), X)
    np.testing.assert_allclose(got, peer, rtol=1e-12, atol=1e-14)


@given(seeds)
def test_for_two_classes_the_reduced_hessian_is_the_logistic_one(seed):
    rng = np.random.default_rng(seed)
    m, d = rng.integers(1, 7, size=2)
    X, W = fifty.design_and_weights(rng, m, d, 2, 10.0)
    want = references.logistic_hessian(W[:, 0] - W[:, 1], X)
    np.testing.assert_allclose(references.reduced_hessian(W, X), want, rtol=0, atol=1e-13)


@given(seeds)
def test_the_reduced_hessian_is_positive_definite_where_the_design_has_full_rank(seed):
    rng = np.random.default_rng(seed)
    d, K = rng.integers(1, 4), rng.integers(2, 5)
    X, W = rng.normal(size=(20, d)), rng.normal(size=(d, K))
    assert references.is_positive_definite(references.reduced_hessian(W, X))
    assert not references.is_positive_definite(references.hessian(W, X))
