"""The references of 06-newton reach the minimum, and end as contracted where there is none."""

import fifty_digits as fifty
import mpmath
import numpy as np
import peers
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import optimize, special

from autograder.key import references

# On this design, rows of (x_1, x_2, y) with far outliers, the full Newton step raises J once.
NEEDS_DAMPING = np.array(
    [[-0.5, -2.9, 0], [-0.8, 0.2, 1], [0.2, -0.2, 0], [3.8, 0.5, 0], [0.7, -2.2, 0], [0.2, 0, 1]]
)


def logistic_data(seed=31, m=60, d=3):
    """(theta, X, y) with a bias and labels drawn from the model: not separable."""
    rng = np.random.default_rng(seed)
    theta, X = rng.normal(size=d), rng.normal(size=(m, d))
    X[:, 0] = 1.0
    return theta, X, (rng.uniform(size=m) < special.expit(X @ theta)).astype(float)


def softmax_data(seed=32, m=50, d=3, K=4):
    """(X, Y) with a bias."""
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(m, d))
    X[:, 0] = 1.0
    return X, fifty.one_hot(rng, m, K)


def logistic_loss(theta, X, y):
    """J by SciPy's logarithm of the sigmoid."""
    t = X @ theta
    return -(y * special.log_expit(t) + (1 - y) * special.log_expit(-t)).mean()


def softmax_objective(W, X, Y, l2):
    """L + (l2/2)‖W‖² by SciPy's logarithm of the softmax."""
    log_p = special.log_softmax(X @ W, axis=1)
    return -(Y * log_p).sum() / len(X) + l2 / 2 * np.linalg.norm(W) ** 2


def assert_never_rises(values):
    """A value exceeds the one before by rounding at most, and all are plain finite floats."""
    assert all(type(value) is float and np.isfinite(value) for value in values)
    assert (np.diff(values) <= 1e-12).all()


def exact_objective(X, Y, l2):
    """L + (l2/2)‖W‖² at fifty digits."""
    design, penalty = fifty.exact(X), mpmath.mpf(l2)
    return lambda W: fifty.softmax_loss(W, design, Y) + penalty * (W * W).sum() / 2


def test_a_newton_step_agrees_with_differences_at_fifty_digits():
    theta, X, y = logistic_data(m=12)

    def loss(v):
        return fifty.logistic_loss(v, fifty.exact(X), y)

    want = theta - np.linalg.solve(fifty.hessian(loss, theta), fifty.gradient(loss, theta))
    np.testing.assert_allclose(references.newton_step(theta, X, y), want, rtol=1e-13)


@pytest.mark.parametrize("factors", [1.0, np.array([1e-4, 1.0, 1e4])])
def test_a_newton_step_is_that_of_statsmodels_whatever_the_units_of_a_column(factors):
    theta, X, y = logistic_data()
    X, theta = X * factors, theta / factors
    peer = peers.Logit(y, X)
    want = theta - np.linalg.solve(peer.hessian(theta), peer.score(theta))
    np.testing.assert_allclose(references.newton_step(theta, X, y), want, rtol=1e-11)


def test_a_newton_step_refuses_a_singular_hessian():
    with pytest.raises(np.linalg.LinAlgError):
        references.newton_step(np.zeros(2), np.zeros((4, 2)), np.ones(4))


@pytest.mark.parametrize("data", [{}, {"seed": 33, "m": 40, "d": 1}, {"seed": 34, "d": 5}])
def test_the_logistic_fit_is_that_of_statsmodels_and_of_scipy(data):
    _, X, y = logistic_data(**data)
    theta, values = references.fit_logistic(X, y)
    peer = peers.Logit(y, X).fit(disp=0, method="newton", tol=1e-13)
    np.testing.assert_allclose(theta, peer.params, rtol=1e-9, atol=1e-9)
    other = optimize.minimize(logistic_loss, np.zeros(X.shape[1]), args=(X, y), method="BFGS")
    assert values[-1] <= other.fun + 1e-14
    np.testing.assert_allclose(theta, other.x, rtol=0, atol=1e-4)


def test_the_logistic_fit_is_stationary_at_fifty_digits():
    _, X, y = logistic_data(m=20)
    theta, _ = references.fit_logistic(X, y)
    slope = fifty.gradient(lambda v: fifty.logistic_loss(v, fifty.exact(X), y), theta)
    assert np.abs(slope).max() <= 1.01e-10


def test_the_values_begin_at_zero_and_end_at_the_returned_parameters():
    _, X, y = logistic_data()
    theta, values = references.fit_logistic(X, y)
    assert values[0] == pytest.approx(np.log(2), rel=1e-15)
    assert values[-1] == pytest.approx(logistic_loss(theta, X, y), rel=1e-14)
    assert_never_rises(values)
    assert len(values) <= 9


def test_few_steps_are_full_newton_steps_from_zero():
    _, X, y = logistic_data()
    theta, values = references.fit_logistic(X, y, max_iter=2)
    once = references.newton_step(np.zeros(3), X, y)
    np.testing.assert_allclose(theta, references.newton_step(once, X, y), rtol=1e-12)
    assert len(values) == 3


@pytest.mark.parametrize("options", [{"max_iter": 0}, {"tol": 1e3}])
def test_without_a_step_the_fits_return_zero_and_one_value(options):
    _, X, y = logistic_data()
    theta, values = references.fit_logistic(X, y, **options)
    assert (theta == 0).all()
    assert values == pytest.approx([np.log(2)])
    X, Y = softmax_data()
    W, values = references.fit_softmax(X, Y, 0.1, **options)
    assert (W == 0).all()
    assert values == pytest.approx([np.log(4)])


def test_a_looser_tolerance_stops_at_the_first_point_that_meets_it():
    _, X, y = logistic_data()
    for tol in (1e-2, 1e-5):
        theta, values = references.fit_logistic(X, y, tol=tol)
        before, _ = references.fit_logistic(X, y, max_iter=len(values) - 2)
        slopes = [np.abs(peers.Logit(y, X).score(v)).max() / len(y) for v in (before, theta)]
        assert slopes[1] <= tol < slopes[0]


def test_the_fit_is_damped_where_a_full_step_would_rise():
    X, y = NEEDS_DAMPING[:, :2], NEEDS_DAMPING[:, 2]
    theta, undamped = np.zeros(2), [np.log(2)]
    for _ in range(6):
        theta = references.newton_step(theta, X, y)
        undamped.append(logistic_loss(theta, X, y))
    assert np.diff(undamped).max() > 1e-3
    theta, values = references.fit_logistic(X, y)
    assert_never_rises(values)
    assert np.abs(peers.Logit(y, X).score(theta)).max() <= 1e-9


@pytest.mark.parametrize("factor", [1e-4, 1e4])
def test_badly_scaled_columns_are_fitted_as_well(factor):
    _, X, y = logistic_data()
    plain, _ = references.fit_logistic(X, y)
    theta, values = references.fit_logistic(X * [1.0, factor, 1.0], y)
    np.testing.assert_allclose(theta * [1.0, factor, 1.0], plain, rtol=1e-6)
    assert_never_rises(values)


@pytest.mark.parametrize("options", [{}, {"tol": 0.0, "max_iter": 2000}, {"tol": 0.0}])
def test_separable_data_end_finite_and_never_rise(options):
    rng = np.random.default_rng(35)
    X = rng.normal(size=(40, 3))
    for y in ((X @ [1.0, -2.0, 0.5] > 0) * 1.0, np.ones(40), np.zeros(40)):
        theta, values = references.fit_logistic(X, y, **options)
        assert np.isfinite(theta).all()
        assert len(values) <= options.get("max_iter", 50) + 1
        assert_never_rises(values)
        # A labelling by a constant is separable only with a bias.
        if len(set(y)) == 2:
            assert values[-1] < 1e-8


def test_a_single_sample_is_separable_and_ends():
    theta, values = references.fit_logistic(np.array([[2.0, 1.0]]), np.ones(1))
    assert np.isfinite(theta).all()
    assert values[-1] < 1e-8
    assert_never_rises(values)


def test_dependent_columns_are_fitted_though_the_hessian_is_singular():
    _, X, y = logistic_data()
    _, plain = references.fit_logistic(X, y)
    for twin in (X[:, :1], 0 * X[:, :1], X[:, :1] + X[:, 1:2]):
        theta, values = references.fit_logistic(np.hstack([X, twin]), y)
        assert np.isfinite(theta).all()
        assert_never_rises(values)
        assert values[-1] == pytest.approx(plain[-1], rel=1e-12)


def test_the_softmax_fit_is_that_of_scipy():
    X, Y = softmax_data()
    for l2 in (1e-3, 0.1, 10.0):
        W, values = references.fit_softmax(X, Y, l2)
        other = optimize.minimize(
            lambda v, l2=l2: softmax_objective(v.reshape(3, 4), X, Y, l2), np.zeros(12)
        )
        assert values[-1] <= other.fun + 1e-14
        np.testing.assert_allclose(W, other.x.reshape(3, 4), rtol=0, atol=1e-3)
        assert values[0] == pytest.approx(np.log(4), rel=1e-15)
        assert values[-1] == pytest.approx(softmax_objective(W, X, Y, l2), rel=1e-14)
        assert_never_rises(values)


def test_the_softmax_fit_is_stationary_at_fifty_digits():
    X, Y = softmax_data(m=15)
    W, _ = references.fit_softmax(X, Y, 0.01)
    assert np.abs(fifty.gradient(exact_objective(X, Y, 0.01), W)).max() <= 1.01e-10


def test_one_softmax_step_is_that_of_differences_at_fifty_digits():
    X, Y = softmax_data(m=6, d=2, K=3)
    F, zero = exact_objective(X, Y, 0.5), np.zeros((2, 3))
    step = np.linalg.solve(fifty.hessian(F, zero), fifty.gradient(F, zero).ravel(order="F"))
    W, values = references.fit_softmax(X, Y, 0.5, max_iter=1)
    np.testing.assert_allclose(W.ravel(order="F"), -step, rtol=1e-12)
    assert len(values) == 2


@settings(max_examples=25)
@given(st.integers(0, 2**32 - 1), st.sampled_from([1e-12, 1e-6, 1e-2, 1.0]))
def test_the_penalised_classes_sum_to_zero_at_a_stationary_point(seed, l2):
    rng = np.random.default_rng(seed)
    m, d, K = rng.integers(1, 9), rng.integers(1, 4), rng.integers(1, 5)
    X, Y = rng.normal(size=(m, d)), fifty.one_hot(rng, m, K)
    W, values = references.fit_softmax(X, Y, l2)
    assert_never_rises(values)
    assert len(values) <= 51
    slope = X.T @ (special.softmax(X @ W, axis=1) - Y) / m + l2 * W
    assert np.abs(slope).max() <= 1.01e-10
    # The gradients of the loss in the classes sum to zero, hence so do l2 times the weights.
    assert l2 * np.abs(W.sum(axis=1)).max() <= K * 1.01e-10


@pytest.mark.parametrize("l2", [1e-300, 1e-14, 1e-6])
def test_dependent_columns_and_separable_data_end_under_the_smallest_penalty(l2):
    rng = np.random.default_rng(36)
    X = rng.normal(size=(30, 3))
    X = np.hstack([X, X[:, :1]])
    Y = np.eye(3)[(X @ rng.normal(size=(4, 3))).argmax(axis=1)]
    W, values = references.fit_softmax(X, Y, l2)
    assert np.isfinite(W).all()
    assert len(values) <= 51
    assert_never_rises(values)


def test_one_class_needs_no_weights():
    W, values = references.fit_softmax(np.ones((3, 2)), np.ones((3, 1)), 0.1)
    assert (W == 0).all()
    assert values == [0.0]


def test_two_penalised_classes_are_a_logistic_model_with_half_the_penalty():
    _, X, y = logistic_data()
    W, _ = references.fit_softmax(X, np.column_stack([y, 1 - y]), 0.2)
    np.testing.assert_allclose(W[:, 0], -W[:, 1], rtol=0, atol=1e-9)
    other = optimize.minimize(
        lambda v: logistic_loss(v, X, y) + 0.2 / 4 * (v @ v), np.zeros(3), tol=1e-9
    )
    np.testing.assert_allclose(W[:, 0] - W[:, 1], other.x, rtol=0, atol=1e-5)


def test_standard_errors_are_those_of_statsmodels_at_its_fit():
    _, X, y = logistic_data()
    peer = peers.Logit(y, X).fit(disp=0, method="newton", tol=1e-13)
    got = references.standard_errors(np.asarray(peer.params), X)
    np.testing.assert_allclose(got, peer.bse, rtol=1e-10)


def test_standard_errors_agree_with_differences_at_fifty_digits():
    theta, X, y = logistic_data(m=12)
    H = fifty.hessian(lambda v: fifty.logistic_loss(v, fifty.exact(X), y), theta)
    want = np.sqrt(np.diag(np.linalg.inv(12 * H)))
    np.testing.assert_allclose(references.standard_errors(theta, X), want, rtol=1e-13)


def test_standard_errors_survive_columns_that_are_nearly_dependent():
    _, X, _ = logistic_data()
    X[:, 2] = X[:, 1] + 1e-6 * X[:, 2]
    # At θ = 0 every weight is 1/4: the information is XᵀX/4, inverted at fifty digits.
    with mpmath.workdps(fifty.DIGITS):
        design = fifty.exact(X)
        inverse = mpmath.inverse(mpmath.matrix((design.T @ design / 4).tolist()))
        want = [float(mpmath.sqrt(inverse[j, j])) for j in range(3)]
    np.testing.assert_allclose(references.standard_errors(np.zeros(3), X), want, rtol=1e-9)


def test_standard_errors_refuse_a_singular_hessian():
    with pytest.raises(np.linalg.LinAlgError):
        references.standard_errors(np.zeros(2), np.zeros((4, 2)))


def test_the_influence_of_a_sample_agrees_with_differences_at_fifty_digits():
    theta, X, y = logistic_data(m=8)
    theta *= 4.9 / np.abs(X @ theta).max()
    H = len(X) * fifty.hessian(lambda v: fifty.logistic_loss(v, fifty.exact(X), y), theta)
    slopes = [
        fifty.gradient(lambda v, i=i: fifty.logistic_loss(v, fifty.exact(X[[i]]), y[[i]]), theta)
        for i in range(len(X))
    ]
    scale = np.linalg.cond(H) * np.abs(X) @ np.abs(np.linalg.inv(H))
    want = np.array(slopes) @ np.linalg.inv(H)
    fifty.assert_agrees(references.influence(theta, X, y), want, scale, fifty.zmax(X, theta))


def test_the_influence_of_one_of_many_samples_is_what_a_refit_shows():
    _, X, y = logistic_data(m=4000)
    theta, _ = references.fit_logistic(X, y)
    predicted = references.influence(theta, X, y)
    for i in (0, 1, 2):
        moved = references.fit_logistic(np.delete(X, i, 0), np.delete(y, i))[0] - theta
        np.testing.assert_allclose(moved, predicted[i], rtol=0.02, atol=1e-6)


def test_the_influences_at_a_minimum_cancel():
    _, X, y = logistic_data()
    theta, _ = references.fit_logistic(X, y)
    np.testing.assert_allclose(references.influence(theta, X, y).sum(axis=0), 0, atol=1e-8)
