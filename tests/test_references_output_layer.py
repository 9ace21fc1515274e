"""The references of 05-output-layer agree with fifty digits and with each other."""

import fifty_digits as fifty
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import special

from autograder.key import references

# (m, n, K): m = 1 and K = 1, n = 1, two classes, and sizes that all differ.
SHAPES = [(1, 2, 1), (3, 1, 4), (5, 3, 2), (4, 2, 3)]
seeds = st.integers(0, 2**32 - 1)


@pytest.fixture(params=[(*shape, size) for shape in SHAPES for size in fifty.SIZES])
def layer(request):
    """(W, b, A, Y) of each shape and each size of the logits."""
    m, n, K, size = request.param
    rng = np.random.default_rng([15, m, n, K])
    A, W = fifty.design_and_weights(rng, m, n, K, size)
    return W.T.copy(), rng.normal(size=K), A, fifty.one_hot(rng, m, K)


@pytest.fixture(params=[(K, size) for K in (1, 2, 5) for size in (1.0, 40.0, 700.0)])
def probabilities(request):
    """(y_hat, y) of each number of classes, down to the smallest probabilities."""
    K, size = request.param
    rng = np.random.default_rng([16, K])
    y_hat = np.maximum(special.softmax(fifty.logits(rng, K, size)), 1e-300)
    return y_hat, fifty.one_hot(rng, 1, K)[0]


def loss(A, Y):
    """The mean loss at fifty digits as a function of W and b."""
    return lambda W, b: fifty.cross_entropy(fifty.exact(A) @ W.T + b, Y) / len(A)


def zmax(W, b, A):
    """The size of the terms of the logits."""
    return (np.abs(A) @ np.abs(W).T + np.abs(b)).max()


def test_the_derivative_in_the_probabilities_agrees_with_differences_at_fifty_digits(
    probabilities,
):
    y_hat, y = probabilities
    # The digits of a probability of 1e-300 begin at the 300th place.
    want = fifty.gradient(lambda p: -(y * fifty.log(p)).sum(), y_hat, digits=350)
    fifty.assert_agrees(references.loss_wrt_probabilities(y_hat, y), want, y / y_hat)


def test_the_backward_pass_agrees_with_differences_at_fifty_digits(probabilities):
    y_hat, _ = probabilities
    upstream = np.random.default_rng(17).normal(size=y_hat.shape)

    def passed_on(dz):
        # ŷ is the softmax of its own logarithms.
        return (upstream * fifty.softmax(fifty.log(fifty.exact(y_hat)) + dz)).sum()

    want = fifty.gradient(passed_on, np.zeros(len(y_hat)), digits=350)
    scale = y_hat * (np.abs(upstream) + y_hat @ np.abs(upstream))
    fifty.assert_agrees(references.softmax_backward(y_hat, upstream), want, scale)


@pytest.mark.parametrize("K", [1, 2, 5])
@pytest.mark.parametrize("size", fifty.SIZES)
def test_the_output_delta_agrees_with_differences_at_fifty_digits(K, size):
    rng = np.random.default_rng([18, K])
    z, y = fifty.logits(rng, K, size), fifty.one_hot(rng, 1, K)[0]
    want = fifty.gradient(lambda v: fifty.cross_entropy(v, y), z)
    fifty.assert_agrees(references.output_delta(z, y), want, 1.0, np.abs(z).max())


@pytest.mark.parametrize("saturated", [False, True])
def test_the_gradients_of_a_network_agree_with_differences_at_fifty_digits(layer, saturated):
    W2, b2, A, Y = layer
    m, (K, n) = len(A), W2.shape
    rng = np.random.default_rng([19, m, n, K])
    X, W1, b1 = rng.normal(size=(m, 2)), rng.normal(size=(n, 2)), rng.normal(size=n)
    if saturated:
        W1 *= 1e3 / np.abs(X @ W1.T).max()
    parameters = W1, b1, W2, b2

    exact = [fifty.exact(parameter) for parameter in parameters]

    def network(position):
        before, after = exact[:position], exact[position + 1 :]
        return lambda moved: fifty.network_loss(*before, moved, *after, fifty.exact(X), Y)

    largest = np.abs(W2).max(axis=0)
    scales = np.outer(largest, np.abs(X).mean(axis=0)), largest, 1.0, 1.0
    hidden = zmax(W1, b1, X)
    size = zmax(W2, b2, np.ones((1, n))) + hidden * (1 + np.abs(W2).sum(axis=1).max())
    got = references.network_gradients(*parameters, X, Y)
    for position, (result, scale) in enumerate(zip(got, scales, strict=True)):
        # A slope of tanh of 1e-800 is a difference of numbers that agree in as many digits.
        digits = 950 if saturated and position < 2 else fifty.DIGITS
        want = fifty.gradient(network(position), parameters[position], digits=digits)
        fifty.assert_agrees(result, want, scale, size)


def test_the_gradients_of_one_sample_agree_with_differences_at_fifty_digits(layer):
    W, b, A, Y = layer
    L, size = loss(A[:1], Y[:1]), zmax(W, b, A[0])
    in_W, in_b = references.output_gradients(W, b, A[0], Y[0])
    want = fifty.gradient(lambda V: L(V, fifty.exact(b)), W)
    fifty.assert_agrees(in_W, want, np.abs(A[0]), size)
    fifty.assert_agrees(in_b, fifty.gradient(lambda v: L(fifty.exact(W), v), b), 1.0, size)


def test_the_gradient_in_the_activations_agrees_with_differences_at_fifty_digits(layer):
    W, b, A, Y = layer
    want = fifty.gradient(
        lambda v: fifty.cross_entropy(fifty.exact(W) @ v + fifty.exact(b), Y[0]), A[0]
    )
    got = references.input_gradient(W, b, A[0], Y[0])
    fifty.assert_agrees(got, want, np.abs(W).sum(axis=0), zmax(W, b, A[0]))


@given(seeds)
def test_the_two_steps_of_the_chain_rule_give_the_output_delta(seed):
    rng = np.random.default_rng(seed)
    K = int(rng.integers(1, 7))
    z, y = fifty.logits(rng, K, 5.0), fifty.one_hot(rng, 1, K)[0]
    y_hat = special.softmax(z)
    upstream = references.loss_wrt_probabilities(y_hat, y)
    chained = references.softmax_backward(y_hat, upstream)
    np.testing.assert_allclose(references.output_delta(z, y), chained, rtol=0, atol=1e-14)


@given(seeds)
def test_the_backward_pass_ignores_a_constant_and_sums_to_zero(seed):
    rng = np.random.default_rng(seed)
    y_hat = special.softmax(fifty.logits(rng, int(rng.integers(1, 7)), 5.0))
    upstream = rng.normal(size=y_hat.shape)
    back = references.softmax_backward(y_hat, upstream)
    assert abs(back.sum()) <= 1e-14
    np.testing.assert_allclose(
        references.softmax_backward(y_hat, upstream + 3.0), back, rtol=0, atol=1e-14
    )


@given(seeds)
def test_the_second_layer_of_a_network_is_the_mean_of_its_samples(seed):
    rng = np.random.default_rng(seed)
    m, n, d, K = rng.integers(1, 7, size=4)
    W1, b1, X = rng.normal(size=(n, d)), rng.normal(size=n), rng.normal(size=(m, d))
    W, b, Y = rng.normal(size=(K, n)), rng.normal(size=K), fifty.one_hot(rng, m, K)
    A = np.tanh(X @ W1.T + b1)
    each = [references.output_gradients(W, b, a, y) for a, y in zip(A, Y, strict=True)]
    _, _, in_W, in_b = references.network_gradients(W1, b1, W, b, X, Y)
    np.testing.assert_allclose(in_W, sum(pair[0] for pair in each) / m, rtol=0, atol=1e-14)
    np.testing.assert_allclose(in_b, sum(pair[1] for pair in each) / m, rtol=0, atol=1e-14)


@given(seeds)
def test_what_the_layer_below_receives_is_the_transposed_weights_times_the_delta(seed):
    rng = np.random.default_rng(seed)
    n, K = rng.integers(1, 7, size=2)
    W, b, a = rng.normal(size=(K, n)), rng.normal(size=K), rng.normal(size=n)
    y = fifty.one_hot(rng, 1, K)[0]
    _, delta = references.output_gradients(W, b, a, y)
    np.testing.assert_allclose(references.input_gradient(W, b, a, y), delta @ W, rtol=0, atol=1e-14)
