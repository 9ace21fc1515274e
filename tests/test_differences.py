"""The difference engine converges at its order and agrees with derivatives that are known."""

import mpmath
import numpy as np
import pytest

from autograder.checking import differences
from autograder.course import definitions

EPS = np.finfo(np.float64).eps
Z = np.array([0.3, -1.2, 0.8, 0.1])


def slope_of_error(steps, errors):
    """The exponent p of the best fit errors ∝ steps^p."""
    return np.polyfit(np.log(steps), np.log(errors), 1)[0]


def test_the_central_difference_converges_with_the_square_of_its_step():
    steps = np.geomspace(1e-3, 1e-1, 7)
    errors = [abs(differences.central_derivative(np.sin, 0.7, h) - np.cos(0.7)) for h in steps]
    assert slope_of_error(steps, errors) == pytest.approx(2.0, abs=0.02)


def test_below_the_best_step_the_error_grows_as_one_over_the_step():
    steps = np.geomspace(1e-12, 1e-8, 60)
    errors = [abs(differences.central_derivative(np.exp, 1.0, h) - np.e) for h in steps]
    assert slope_of_error(steps, np.maximum(errors, 1e-16)) == pytest.approx(-1.0, abs=0.35)


def test_the_default_step_is_within_a_decade_of_the_best():
    steps = np.geomspace(1e-9, 1e-2, 71)
    errors = [abs(differences.central_derivative(np.exp, 1.0, h) - np.e) for h in steps]
    best = steps[int(np.argmin(errors))]
    assert 0.1 < differences.CENTRAL_STEP / best < 10


def test_the_second_difference_converges_with_the_square_of_its_step():
    def f(x):
        return np.exp(x[..., 0]) * np.sin(x[..., 1])

    x = np.array([0.4, 0.9])
    e, s, c = np.exp(0.4), np.sin(0.9), np.cos(0.9)
    exact = np.array([[e * s, e * c], [e * c, -e * s]])
    steps = np.geomspace(5e-3, 1e-1, 6)
    errors = [np.abs(differences.central_hessian(f, x, h) - exact).max() for h in steps]
    assert slope_of_error(steps, errors) == pytest.approx(2.0, abs=0.05)


def test_the_complex_step_is_exact_to_rounding_for_a_known_derivative():
    def f(x):
        return np.exp(x[..., 0]) * x[..., 1]

    x = np.array([0.4, 3.0])
    exact = np.exp(0.4) * np.array([3.0, 1.0])
    np.testing.assert_allclose(differences.gradient(f, x), exact, rtol=4 * EPS)


@pytest.mark.parametrize("offset", [0.0, 700.0, -1e4])
def test_both_families_agree_on_every_first_derivative(offset):
    z = Z + offset
    y = np.eye(4)[1]
    room = 1e-9 * (1 + abs(offset))
    exact = differences.jacobian(definitions.softmax, z)
    central = differences.central_jacobian(definitions.softmax, z)
    np.testing.assert_allclose(central, exact, rtol=0, atol=room)

    def loss(v):
        return definitions.cross_entropy(v, y)

    np.testing.assert_allclose(
        differences.central_gradient(loss, z), differences.gradient(loss, z), rtol=0, atol=room
    )


def test_hyper_dual_numbers_agree_with_second_differences():
    rng = np.random.default_rng(6)
    X, w, y = rng.normal(size=(7, 3)), rng.normal(size=3), np.array([0.0, 1, 0, 1, 1, 0, 1])

    def loss(v):
        return definitions.logistic_loss(v, X, y)

    exact = differences.hessian(loss, w)
    np.testing.assert_allclose(differences.central_hessian(loss, w), exact, rtol=0, atol=1e-6)


def test_hyper_dual_numbers_agree_with_differences_of_the_complex_step_gradient():
    rng = np.random.default_rng(7)
    X, W, Y = rng.normal(size=(6, 2)), rng.normal(size=(2, 4)), np.eye(4)[rng.integers(4, size=6)]

    def gradient(v):
        return differences.gradient(lambda V: definitions.softmax_loss(V, X, Y), v).ravel(order="F")

    rows = []
    for step in differences.CENTRAL_STEP * np.eye(8):
        up, down = ((W.ravel(order="F") + s * step).reshape(2, 4, order="F") for s in (1, -1))
        rows.append((gradient(up) - gradient(down)) / (2 * differences.CENTRAL_STEP))
    exact = differences.hessian(lambda V: definitions.softmax_loss(V, X, Y), W)
    np.testing.assert_allclose(np.array(rows), exact, rtol=0, atol=1e-9)


def test_the_hessian_of_a_matrix_argument_is_stacked_class_after_class():
    A = np.arange(16.0).reshape(4, 4)
    A = A + A.T

    def quadratic(V):
        # vec(V) by columns, written out: (v_00, v_10, v_01, v_11).
        v = [V[..., 0, 0], V[..., 1, 0], V[..., 0, 1], V[..., 1, 1]]
        return sum(0.5 * A[i, j] * (v[i] * v[j]) for i in range(4) for j in range(4))

    W = np.array([[0.3, -0.2], [1.0, 0.7]])
    np.testing.assert_allclose(differences.hessian(quadratic, W), A)


def test_the_product_with_a_direction_and_the_curvature_agree_with_the_hessian():
    rng = np.random.default_rng(8)
    X, W, V = rng.normal(size=(5, 3)), rng.normal(size=(3, 2)), rng.normal(size=(3, 2))
    Y = np.eye(2)[[0, 1, 1, 0, 1]]

    def loss(U):
        return definitions.softmax_loss(U, X, Y)

    H, v = differences.hessian(loss, W), V.ravel(order="F")
    product = differences.hessian_vector_product(loss, W, V)
    np.testing.assert_allclose(product.ravel(order="F"), H @ v, atol=1e-15)
    assert differences.curvature(loss, W, V) == pytest.approx(v @ H @ v, abs=1e-14)


def mp_softmax_jacobian(z):
    with mpmath.workdps(50):
        h = mpmath.mpf(10) ** -20

        def softmax(v):
            shift = max(v)
            e = [mpmath.exp(entry - shift) for entry in v]
            return [entry / mpmath.fsum(e) for entry in e]

        columns = []
        for j in range(len(z)):
            up, down = ([mpmath.mpf(entry) for entry in z] for _ in range(2))
            up[j] += h
            down[j] -= h
            columns.append(
                [float((a - b) / (2 * h)) for a, b in zip(softmax(up), softmax(down), strict=True)]
            )
    return np.array(columns).T


@pytest.mark.parametrize("size", [1.0, 700.0, 1e4])
def test_the_truth_lies_within_a_tenth_of_the_tolerance_of_fifty_digits(size):
    rng = np.random.default_rng(9)
    for _ in range(5):
        z = rng.normal(size=5)
        z *= size / np.abs(z).max()
        error = np.abs(differences.jacobian(definitions.softmax, z) - mp_softmax_jacobian(z))
        assert error.max() <= 0.1 * differences.tolerance(1.0, size)


def test_the_step_follows_the_size_of_the_coordinate():
    p = np.array([1 - 1e-26, 1e-26])
    y = np.array([0.0, 1.0])
    truth = differences.gradient(lambda v: definitions.probability_loss(v, y), p)
    np.testing.assert_allclose(truth, [0.0, -1e26], rtol=4 * EPS)


def test_a_relative_error_of_one_millionth_fails_and_a_few_roundings_pass():
    allowed = differences.tolerance(1.0)
    assert 1e3 * allowed < 1e-6 * 0.1
    assert 0.1 * allowed > 3.2 * EPS


def test_the_tolerance_grows_with_the_logits_and_the_terms_and_not_with_the_result():
    assert differences.tolerance(2.0, 9.0) == 64 * EPS * 10 * 2
    np.testing.assert_array_equal(differences.tolerance([0.0, 1.0]), [0.0, 64 * EPS])


@pytest.mark.parametrize(
    "work",
    [
        lambda: differences.jacobian(definitions.softmax, Z),
        lambda: differences.gradient(lambda v: v.sum(axis=-1), Z),
        lambda: differences.derivative(definitions.softmax, Z, Z),
        lambda: differences.hessian(lambda v: (v * v).sum(axis=-1), Z),
        lambda: differences.hessian_vector_product(lambda v: (v * v).sum(axis=-1), Z, Z),
        lambda: differences.curvature(lambda v: (v * v).sum(axis=-1), Z, Z),
        lambda: differences._mixed(lambda v: (v * v).sum(axis=-1), Z, Z, Z),
        lambda: definitions.softmax(Z),
        lambda: definitions.cross_entropy(Z, np.eye(4)[0]),
        lambda: differences.central_derivative(np.exp, 1.0),
        lambda: differences.central_jacobian(definitions.softmax, Z),
        lambda: differences.central_gradient(lambda v: v.sum(axis=-1), Z),
        lambda: differences.central_hessian(lambda v: v.sum(axis=-1), Z),
    ],
)
def test_the_engine_refuses_while_a_checked_function_runs_and_opens_again(work):
    with differences.closed(), pytest.raises(differences.DifferencesClosed, match="being checked"):
        work()
    work()
