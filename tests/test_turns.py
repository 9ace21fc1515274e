"""What differentiates something else has the closed form that a wrong answer has."""

import numpy as np
import pytest
from public import public_cases
from scipy import special

from autograder.course import turns
from autograder.course.exercises import EXERCISES


def arguments(name, number=3):
    """The arguments of one public case by name."""
    case = public_cases(name, "values")[number]
    return dict(zip(EXERCISES[name].arguments, case.arguments, strict=True))


def close(got, want):
    np.testing.assert_allclose(got, want, rtol=1e-12, atol=1e-13)


@pytest.mark.parametrize(
    "name",
    [
        "softmax_jacobian",
        "softmax_differential",
        "logit_hessian",
        "probability_gradient",
        "softmax_backward",
    ],
)
def test_both_parts_of_the_softmax_together_are_the_truth(name):
    for case in public_cases(name, "values"):
        a = dict(zip(EXERCISES[name].arguments, case.arguments, strict=True))
        (got,) = turns.softmax_in_parts(1, 1)(a)
        assert np.all(np.abs(got - case.target.expected[0]) <= case.target.tolerances[0])


def test_the_parts_of_the_softmax_are_a_diagonal_and_an_outer_product():
    a = arguments("softmax_jacobian")
    s = special.softmax(a["z"])
    close(turns.softmax_in_parts(1, 0)(a)[0], np.diag(s))
    close(turns.softmax_in_parts(0, 1)(a)[0], -np.outer(s, s))
    close(turns.softmax_in_parts(1, -1)(a)[0], np.diag(s) + np.outer(s, s))


def test_a_sigmoid_in_place_of_the_loss_has_its_own_slope():
    a = arguments("logistic_gradient")
    mu = special.expit(a["X"] @ a["theta"])
    (got,) = turns.sigmoid_for_loss(a)
    close(got, a["X"].T @ (mu * (1 - mu) - a["y"]) / len(mu))


@pytest.mark.parametrize(("code", "axis"), [("wrong-axis", 0), ("whole-array", None)])
def test_a_softmax_along_another_axis(code, axis):
    log_sums = turns.WRONG_AXES[code]
    a = arguments("log_likelihood")
    (value,) = turns.likelihood_along(log_sums)(a)
    close(value, (a["Y"] * special.log_softmax(a["X"] @ a["W"], axis=axis)).sum())
    (G,) = turns.gradients_along(log_sums)(a)
    close(G, a["X"].T @ (special.softmax(a["X"] @ a["W"], axis=axis) - a["Y"]))
    a = arguments("network_gradients")
    A = np.tanh(a["X"] @ a["W1"].T + a["b1"])
    D = (special.softmax(A @ a["W2"].T + a["b2"], axis=axis) - a["Y"]) / len(A)
    B = D @ a["W2"] * (1 - A**2)
    wanted = B.T @ a["X"], B.sum(axis=0), D.T @ A, D.sum(axis=0)
    for got, want in zip(turns.network_along(log_sums)(a), wanted, strict=True):
        close(got, want)


def of_means(S, X):
    return np.kron(S, X.T @ X / len(X))


def test_a_hessian_of_means_is_a_product_of_means():
    a = arguments("hessian")
    P = special.softmax(a["X"] @ a["W"], axis=1)
    S = np.mean([np.diag(p) - np.outer(p, p) for p in P], axis=0)
    close(turns.hessian_of_means(each=True)(a), of_means(S, a["X"]))
    p = P.mean(axis=0)
    S = np.diag(p) - np.outer(p, p)
    close(turns.hessian_of_means(each=False)(a), of_means(S, a["X"]))


def test_the_logistic_model_is_the_softmax_of_two_logits():
    a = arguments("logistic_hessian")
    X, d = a["X"], len(a["theta"])
    mu = special.expit(X @ a["theta"])
    got = turns.hessian_of_means(each=True)(a)[d:, d:]
    close(got, (mu * (1 - mu)).mean() * X.T @ X / len(X))
