"""The references of 03-hessian agree with fifty digits, with statsmodels and with each other."""

import fifty_digits as fifty
import numpy as np
import peers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.key import references

# (m, d, K): m = 1 and K = 1, d = 1, two classes, and sizes that all differ.
SHAPES = [(1, 2, 1), (3, 1, 4), (5, 3, 2), (4, 2, 3)]
seeds = st.integers(0, 2**32 - 1)


@pytest.fixture(params=[(*shape, size) for shape in SHAPES for size in fifty.SIZES])
def model(request):
    """(W, X) of each shape and each size of the logits."""
    m, d, K, size = request.param
    X, W = fifty.design_and_weights(np.random.default_rng([8, m, d, K]), m, d, K, size)
    return W, X


def draw(seed, size=1.0):
    """(W, X) of a random shape."""
    rng = np.random.default_rng(seed)
    m, d, K = rng.integers(1, 7, size=3)
    X, W = fifty.design_and_weights(rng, m, d, K, size)
    return W, X


def exact_hessian(W, X):
    """The Hessian of the mean loss in vec(W), by differences at fifty digits."""
    Y = fifty.one_hot(np.random.default_rng(9), len(X), W.shape[1])
    return fifty.hessian(lambda V: fifty.softmax_loss(V, fifty.exact(X), Y), W)


def block_scale(X):
    """|X|ᵀ|X|/m, the size of the terms that a block sums."""
    return np.abs(X).T @ np.abs(X) / len(X)


@pytest.mark.parametrize(("m", "d"), [(1, 2), (4, 1), (5, 3)])
@pytest.mark.parametrize("size", fifty.SIZES)
def test_the_logistic_hessian_agrees_with_differences_at_fifty_digits(m, d, size):
    rng = np.random.default_rng([10, m, d])
    X, W = fifty.design_and_weights(rng, m, d, 1, size)
    theta, y = W[:, 0], rng.integers(2, size=m)
    want = fifty.hessian(lambda v: fifty.logistic_loss(v, fifty.exact(X), y), theta)
    got = references.logistic_hessian(theta, X)
    fifty.assert_agrees(got, want, block_scale(X), fifty.zmax(X, theta))


def test_hessian_blocks_and_products_agree_with_differences_at_fifty_digits(model):
    W, X = model
    d, K = W.shape
    want, block, zmax = exact_hessian(W, X), block_scale(X), fifty.zmax(X, W)
    scale = np.tile(block, (K, K))
    fifty.assert_agrees(references.hessian(W, X), want, scale, zmax)
    for r in range(K):
        for s in range(K):
            part = want[r * d : (r + 1) * d, s * d : (s + 1) * d]
            fifty.assert_agrees(references.hessian_block(W, X, r, s), part, block, zmax)
    V = np.random.default_rng(12).normal(size=W.shape)
    product = (want @ V.ravel(order="F")).reshape(W.shape, order="F")
    scale = block @ np.abs(V).sum(axis=1, keepdims=True)
    fifty.assert_agrees(references.hessian_vector_product(W, X, V), product, scale, zmax)
    along = (V * product).sum()
    scale = ((np.abs(X) @ np.abs(V)).max(axis=1) ** 2).mean()
    fifty.assert_agrees(references.curvature_along(W, X, V), along, scale, zmax)


def test_diagonal_blocks_keep_their_digits_where_a_probability_is_nearly_one():
    W, X = np.array([[40.0, 0.0, 3.0]]), np.array([[1.0]])
    np.testing.assert_allclose(references.hessian(W, X), exact_hessian(W, X), rtol=1e-13, atol=0)


def test_the_hessian_is_that_of_statsmodels():
    # MNLogit takes class 0 as the reference: its parameters are the other columns.
    rng = np.random.default_rng(13)
    X, B, Y = rng.normal(size=(40, 3)), rng.normal(size=(3, 3)), fifty.one_hot(rng, 40, 4)
    W = np.column_stack([np.zeros(3), B])
    peer = peers.MNLogit(Y.argmax(axis=1), X).hessian(B.ravel(order="F"))
    np.testing.assert_allclose(-40 * references.hessian(W, X)[3:, 3:], peer, rtol=1e-12, atol=1e-13)


def test_the_logistic_hessian_is_that_of_statsmodels():
    rng = np.random.default_rng(14)
    theta, X, y = rng.normal(size=3), rng.normal(size=(30, 3)), rng.integers(2, size=30) * 1.0
    peer = -peers.Logit(y, X).hessian(theta) / 30
    np.testing.assert_allclose(references.logistic_hessian(theta, X), peer, rtol=1e-12, atol=1e-14)


@given(seeds, st.sampled_from([1.0, 30.0, 1e4]))
def test_the_hessian_is_symmetric_positive_semidefinite_with_zero_block_rows(seed, size):
    W, X = draw(seed, size)
    d, K = W.shape
    H = references.hessian(W, X)
    rounding = 16 * fifty.EPS * np.linalg.norm(X) ** 2
    np.testing.assert_array_equal(H, H.T)
    assert np.linalg.eigvalsh(H)[0] >= -rounding
    sums = H.reshape(K, d, K, d).sum(axis=2)
    np.testing.assert_allclose(sums, 0.0, atol=rounding)
    ones = np.tile(np.eye(d), (K, 1))
    np.testing.assert_allclose(H @ ones, 0.0, atol=rounding)


@given(seeds, st.sampled_from([1.0, 30.0, 1e4]))
def test_the_product_is_the_hessian_times_the_direction(seed, size):
    W, X = draw(seed, size)
    V = np.random.default_rng(seed).normal(size=W.shape)
    want = references.hessian(W, X) @ V.ravel(order="F")
    got = references.hessian_vector_product(W, X, V).ravel(order="F")
    # Two ways to the same logits differ by their rounding, which grows with their size.
    room = 16 * fifty.EPS * (1 + fifty.zmax(X, W)) * np.linalg.norm(X) ** 2 * np.linalg.norm(V)
    np.testing.assert_allclose(got, want, rtol=0, atol=room)


@given(seeds, st.sampled_from([1.0, 30.0, 1e4]))
def test_a_curvature_is_never_negative_and_along_a_flat_direction_nearly_zero(seed, size):
    W, X = draw(seed, size)
    V = np.random.default_rng(seed).normal(size=W.shape)
    assert references.curvature_along(W, X, V) >= 0
    flat = np.repeat(V[:, :1], W.shape[1], axis=1)
    curvature = references.curvature_along(W, X, flat)
    assert 0 <= curvature <= 64 * fifty.EPS**2 * np.linalg.norm(X @ flat) ** 2


@given(seeds)
def test_the_blocks_are_those_of_the_hessian(seed):
    W, X = draw(seed)
    K = W.shape[1]
    rows = [[references.hessian_block(W, X, r, s) for s in range(K)] for r in range(K)]
    np.testing.assert_allclose(np.block(rows), references.hessian(W, X), rtol=0, atol=1e-14)


@given(seeds)
def test_for_one_sample_the_hessian_is_a_kronecker_product_with_the_curvature_first(seed):
    W, X = draw(seed)
    z = X[0] @ W
    p = np.exp(z - z.max()) / np.exp(z - z.max()).sum()
    want = np.kron(np.diag(p) - np.outer(p, p), np.outer(X[0], X[0]))
    np.testing.assert_allclose(references.hessian(W, X[:1]), want, rtol=0, atol=1e-14)


@given(seeds)
def test_a_vector_added_to_every_class_changes_no_curvature(seed):
    W, X = draw(seed)
    moved = W + np.arange(1.0, len(W) + 1)[:, None]
    np.testing.assert_allclose(
        references.hessian(moved, X), references.hessian(W, X), rtol=0, atol=1e-12
    )


@given(seeds)
def test_two_classes_are_the_logistic_model(seed):
    rng = np.random.default_rng(seed)
    m, d = rng.integers(1, 7, size=2)
    X, W = fifty.design_and_weights(rng, m, d, 2, 10.0)
    H = references.logistic_hessian(W[:, 0] - W[:, 1], X)
    want = np.kron([[1.0, -1.0], [-1.0, 1.0]], H)
    np.testing.assert_allclose(references.hessian(W, X), want, rtol=0, atol=1e-13)


def test_one_class_has_no_curvature():
    W, X = np.array([[2.0], [-1.0]]), np.arange(6.0).reshape(3, 2)
    assert (references.hessian(W, X) == 0).all()
    assert (references.hessian_block(W, X, 0, 0) == 0).all()
    assert (references.hessian_vector_product(W, X, W) == 0).all()
    assert references.curvature_along(W, X, W) == 0
