"""05-output-layer: backpropagation starts here (document 002). W has shape (K, n)."""

from functools import cache

import numpy as np

from autograder.lesson import cases, definitions, differences
from autograder.lesson.exercise import Case, Cost, Exercise, Family, array, pair, projected
from autograder.lesson.exercises.softmax import logit_gradient_target


def _loss_wrt_probabilities(y_hat, y):
    truth = differences.gradient(lambda p: definitions.probability_loss(p, y), y_hat)
    return array(truth, y / y_hat)


def _labelled_probabilities(rng, family):
    y_hat = cases.probabilities(rng, family)
    return Case((y_hat, cases.one_hot(rng, 1, len(y_hat))[0]), family)


def _softmax_backward(y_hat, upstream):
    truth = differences.gradient(
        lambda dz: (upstream * definitions.shifted_probabilities(y_hat, dz)).sum(axis=-1),
        np.zeros_like(y_hat),
    )
    # Where a probability is near underflow, the complex step of the truth has underflowed.
    underflow = np.finfo(np.float64).tiny / differences.COMPLEX_STEP
    return array(truth, y_hat * (np.abs(upstream) + y_hat @ np.abs(upstream)) + underflow)


def _softmax_backward_cost(K=1000):
    y_hat = np.arange(1.0, K + 1) / (K * (K + 1) / 2)
    # Half a byte for each entry of a K×K matrix: not even one of booleans fits.
    upstream = np.cos(np.arange(K, dtype=float))
    return Cost((y_hat, upstream), K * K // 2, "K×K", _softmax_backward_large)


@cache
def _softmax_backward_large(K=cases.MANY):
    y_hat = np.arange(1.0, K + 1) / (K * (K + 1) / 2)
    upstream = np.cos(np.arange(K, dtype=float))
    directions = np.random.default_rng(K).normal(size=(4, K))
    moved = [
        differences.derivative(
            lambda dz: definitions.shifted_probabilities(y_hat, dz), np.zeros(K), v
        )
        for v in directions
    ]
    size = y_hat * (np.abs(upstream) + y_hat @ np.abs(upstream))
    scales = [np.abs(v) @ size for v in directions]
    target = projected((K,), directions, [upstream @ ds for ds in moved], scales)
    return (Case((y_hat, upstream), cases.MANY_CLASSES, target),)


def _layer(rng, family):
    """(W, b, A, Y) with W of shape (K, n)."""
    m, n, K = cases.sizes(rng, family)
    A = cases.design(rng, family, m, n)
    W = cases.weights(rng, family, A, (n, K)).T.copy()
    return W, rng.normal(size=K), A, cases.one_hot(rng, m, K)


def _one_sample(rng, family):
    W, b, A, Y = _layer(rng, family)
    return Case((W, b, A[0].copy(), Y[0].copy()), family)


def _zmax(W, b, A):
    return float((np.abs(A) @ np.abs(W).T + np.abs(b)).max())


def _batch_gradients(W, b, A, Y):
    return pair(
        differences.gradient(lambda V: definitions.layer_loss(V, b, A, Y), W),
        differences.gradient(lambda v: definitions.layer_loss(W, v, A, Y), b),
        (np.abs(A).mean(axis=0), 1.0),
        _zmax(W, b, A),
    )


def _output_gradients(W, b, a, y):
    return _batch_gradients(W, b, a[None], y[None])


def _input_gradient(W, b, a, y):
    truth = differences.gradient(lambda v: definitions.cross_entropy(v @ W.T + b, y), a)
    return array(truth, np.abs(W).sum(axis=0), _zmax(W, b, a))


EXERCISES = (
    Exercise(
        "5.1",
        "loss_wrt_probabilities",
        ("y_hat", "y"),
        (("classes",),),
        _labelled_probabilities,
        _loss_wrt_probabilities,
        {
            "values": cases.VALUES,
            "robustness": (
                Family("tiny_probabilities", logits=30.0, draws=4),
                cases.STRIDED,
                cases.TWO_CLASSES,
                cases.ONE_CLASS,
            ),
        },
    ),
    Exercise(
        "5.2",
        "softmax_backward",
        ("y_hat", "upstream"),
        (("classes",),),
        cases.first(
            cases.probabilities_case, 1, lambda rng, family, p: rng.normal(0.0, 3.0, p.shape)
        ),
        _softmax_backward,
        cases.OF_LOGITS,
        _softmax_backward_cost,
    ),
    Exercise(
        "5.3",
        "output_delta",
        ("z", "y"),
        (("classes",),),
        cases.labelled_logits_case,
        logit_gradient_target,
        cases.OF_LOGITS,
    ),
    Exercise(
        "5.4",
        "output_gradients",
        ("W", "b", "a", "y"),
        (("classes", "activations"), ("classes",)),
        _one_sample,
        _output_gradients,
        cases.OF_ONE_SAMPLE,
    ),
    Exercise(
        "5.5",
        "batch_gradients",
        ("W", "b", "A", "Y"),
        (("classes", "activations"), ("classes",)),
        lambda rng, family: Case(_layer(rng, family), family),
        _batch_gradients,
        cases.OF_CLASSES,
    ),
    Exercise(
        "5.6",
        "input_gradient",
        ("W", "b", "a", "y"),
        (("activations",),),
        _one_sample,
        _input_gradient,
        cases.OF_ONE_SAMPLE,
    ),
)
