"""However an exponential that leaves the range of numbers is cured wrongly, robustness shows it."""

import numpy as np
import pytest
from scipy import special

from autograder.checking.compare import examine
from autograder.course.exercises import EXERCISES
from autograder.key.hidden import hidden_cases


def curvature(p):
    return np.diag(p) - np.outer(p, p)


def bent(P, U):
    """The curvature of each row's probabilities times the row of U."""
    return P * (U - (P * U).sum(axis=1, keepdims=True))


def summed_curvature(P, X):
    return sum(np.kron(curvature(p), np.outer(x, x)) for p, x in zip(P, X, strict=True))


def block(p, X, r, s):
    return (X.T * (p[:, r] * ((r == s) - p[:, s]))) @ X / len(X)


def layer(delta, A):
    return delta.T @ A, delta.sum(axis=0)


def network(P, W1, b1, W2, b2, X, Y):
    A = np.tanh(X @ W1.T + b1)
    delta = (P(A @ W2.T + b2) - Y) / len(X)
    return *layer(delta @ W2 * (1 - A**2), X), *layer(delta, A)


def variances(P, T):
    return (P * (T - (P * T).sum(axis=1, keepdims=True)) ** 2).sum(axis=1)


# What an exercise asks for, given how the probabilities of the rows of Z are computed.
BY = {
    "softmax": lambda P, z: P(z[None])[0],
    "softmax_jacobian": lambda P, z: curvature(P(z[None])[0]),
    "softmax_differential": lambda P, z, dz: bent(P(z[None]), dz[None])[0],
    "logit_gradient": lambda P, z, y: P(z[None])[0] - y,
    "logit_hessian": lambda P, z, y: curvature(P(z[None])[0]),
    "probability_gradient": lambda P, W, x, k, c: curvature(P((x @ W)[None])[0])[k, c] * x,
    "class_gradient": lambda P, W, X, Y, c: X.T @ (Y - P(X @ W))[:, c],
    "loss_gradient": lambda P, W, X, Y: X.T @ (P(X @ W) - Y) / len(X),
    "hessian_block": lambda P, W, X, r, s: block(P(X @ W), X, r, s),
    "hessian": lambda P, W, X: summed_curvature(P(X @ W), X) / len(X),
    "hessian_vector_product": lambda P, W, X, V: X.T @ bent(P(X @ W), X @ V) / len(X),
    "curvature_along": lambda P, W, X, V: float(variances(P(X @ W), X @ V).mean()),
    "reduced_hessian": lambda P, W, X: summed_curvature(P(X @ W), X)[: -len(W), : -len(W)] / len(X),
    "output_delta": lambda P, z, y: P(z[None])[0] - y,
    "output_gradients": lambda P, W, b, a, y: layer(P((W @ a + b)[None]) - y, a[None]),
    "network_gradients": lambda P, *arguments: network(P, *arguments),
    "input_gradient": lambda P, W, b, a, y: W.T @ (P((W @ a + b)[None])[0] - y),
}
OF_ROWS = ("class_", "loss_", "hessian", "curvature_", "reduced_", "network_")

SHIFTS = {
    "none": lambda Z: np.zeros((len(Z), 1)),
    "mean": lambda Z: Z.mean(axis=1, keepdims=True),
    "median": lambda Z: np.median(Z, axis=1, keepdims=True),
    "least": lambda Z: Z.min(axis=1, keepdims=True),
    "first": lambda Z: Z[:, :1],
    "last": lambda Z: Z[:, -1:],
    "largest size": lambda Z: np.abs(Z).max(axis=1, keepdims=True),
    "half the largest": lambda Z: Z.max(axis=1, keepdims=True) / 2,
    "largest of all rows": lambda Z: Z.max(),
    "mean of all rows": lambda Z: Z.mean(),
}


def quotient(E):
    return E / E.sum(axis=1, keepdims=True)


PATCHES = {
    "left": quotient,
    "zero": lambda E: np.nan_to_num(quotient(E)),
    "one": lambda E: np.nan_to_num(quotient(E), nan=1.0),
    "equal": lambda E: np.nan_to_num(quotient(E), nan=1 / E.shape[1]),
    "finite exponentials": lambda E: quotient(np.nan_to_num(E)),
}
BOUNDS = (20.0, 300.0, 700.0)
CUTS = {
    "both": lambda Z, bound: np.clip(Z, -bound, bound),
    "above": lambda Z, bound: np.minimum(Z, bound),
    "below": lambda Z, bound: np.maximum(Z, -bound),
}

every_exercise = pytest.mark.parametrize("name", BY)


def passes(name, probabilities):
    """Whether an answer that takes the probabilities from there is right where logits are large."""

    def function(*arguments):
        return BY[name](probabilities, *arguments)

    function.__name__ = name
    cases = [c for c in hidden_cases(name, "robustness") if abs(c.family.logits) > 1]
    return examine(EXERCISES[name], function, cases, part="robustness", hidden=True).right


@every_exercise
def test_the_right_shift_passes(name):
    assert passes(name, lambda Z: quotient(np.exp(Z - Z.max(axis=1, keepdims=True))))


@every_exercise
@pytest.mark.parametrize("patch", PATCHES)
def test_no_other_shift_passes_however_nan_is_patched(name, patch):
    # With one row the largest logit of all rows is that of the row.
    shifts = [s for s in SHIFTS if s != "largest of all rows" or name.startswith(OF_ROWS)]
    for shift in shifts:
        assert not passes(name, lambda Z, s=shift: PATCHES[patch](np.exp(Z - SHIFTS[s](Z)))), shift


@every_exercise
@pytest.mark.parametrize("cut", CUTS)
def test_no_bound_on_the_logits_passes(name, cut):
    for bound in BOUNDS:
        assert not passes(name, lambda Z, b=bound: special.softmax(CUTS[cut](Z, b), axis=1)), bound


@every_exercise
def test_logits_made_smaller_do_not_pass(name):
    def scaled(Z):
        size = np.abs(Z).max(axis=1, keepdims=True)
        return special.softmax(Z / np.maximum(1.0, size / 700.0), axis=1)

    assert not passes(name, scaled)
