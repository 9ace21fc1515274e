"""The pictures of 03: their texts, their axes, and the run on iris whose numbers they show."""

import re

import numpy as np
import pytest
from pictures import drawn, shares_y
from scipy import special

from autograder.checking import differences
from autograder.course import definitions
from autograder.course.data import iris
from autograder.course.hessian import figures, training

F, Y = iris.measurements, np.eye(3)[iris.species]
X = np.column_stack([np.ones(150), (F - F.mean(axis=0)) / F.std(axis=0)])
PAIR = iris.species > 0
X4 = np.column_stack([np.ones(100), (F[PAIR] - F[PAIR].mean(axis=0)) / F[PAIR].std(axis=0)])
START = 0.1 * np.random.default_rng(0).standard_normal((5, 3))

X0 = np.array([[1.0, 0], [1, 1], [1, 0], [1, 1]])
W0 = np.log([[5, 3, 2], [0.2, 1, 3]])
Y0 = np.eye(3)[[0, 2, 1, 1]]
V0 = np.array([[1.0, 0, 0], [0, 1, 0]])


def loss(W):
    return definitions.softmax_loss(W, X, Y)


def small_hessian():
    return differences.hessian(lambda W: definitions.softmax_loss(W, X0, Y0), W0)


def along_the_run():
    return {n: differences.hessian(loss, W) for n, W in {0: START, **training.WEIGHTS}.items()}


PETALS = X4[:, [0, 3, 4]], (iris.species[PAIR] == 2).astype(float)
PICTURES = {
    "slow": lambda: figures.slow(training.LOSSES, training.LIMIT),
    "steep_and_flat": lambda: figures.steep_and_flat(loss, training.WEIGHTS[1000]),
    "weights": lambda: figures.weights(np.array([0.5, 4.7, 4.4]), *PETALS),
    "samples": lambda: figures.samples(np.array([0.5, 4.7, 4.4]), PETALS[0], {119: 68, 134: 83}),
    "draws": lambda: figures.draws(np.array([0.9, 0.4, 0.0]), 10),
    "blocks": lambda: figures.blocks(*list(along_the_run().values())[:2], 5),
    "stacking": lambda: figures.stacking(small_hessian(), 2),
    "spectrum": lambda: figures.spectrum(along_the_run()),
    "mirror": lambda: figures.mirror(W0, X0, Y0, V0),
    "memory": lambda: figures.memory([*[(150, 5, 3)] * 3, (1_000, 769, 50_257)]),
    "variance": lambda: figures.variance(W0, X0, V0, np.ones((2, 3))),
}


@pytest.mark.parametrize("name", PICTURES)
def test_every_picture_says_in_words_what_it_shows_and_names_its_axes(name):
    picture = drawn(PICTURES[name], 12)
    for axes in picture.figure.axes:
        shared = shares_y(axes)
        named = [tick.get_text() for tick in axes.get_xticklabels()]
        said = axes.get_xlabel() or any("clas" in each for each in named)
        assert said or axes.get_label() == "<colorbar>", name
        named = [tick.get_text() for tick in axes.get_yticklabels()]
        said = axes.get_ylabel() or shared or any("featur" in each for each in named)
        assert said or not len(axes.get_yticks()), name


def test_bytes_beyond_32_bits_are_counted_right():
    assert "H 11.9 PB" in PICTURES["memory"]().text


def test_more_draws_lie_nearer_to_the_jacobian():
    few, many = (figures.draws(np.array([0.9, 0.4, 0.0]), n).text for n in (10, 30_000))
    gap = re.compile(r"difference is ([\d.]+)\.$")
    assert float(gap.search(few)[1]) > 0.05 > 0.005 > float(gap.search(many)[1])


def test_the_numbers_of_the_run_are_those_of_gradient_descent():
    W, right, first = START, [], None
    for step in range(1, 10_001):
        W = W - X.T @ (special.softmax(X @ W, axis=1) - Y) / 150
        right.append(int(((X @ W).argmax(axis=1) == iris.species).sum()))
        value = float(loss(W))
        if step in training.LOSSES:
            assert abs(value - training.LOSSES[step]) < 1e-9, step
        if first is None and value - training.LIMIT < 1e-3:
            first = step
        if step in training.WEIGHTS:
            np.testing.assert_allclose(W, training.WEIGHTS[step], rtol=0, atol=1e-9)
    assert first == 9_701
    assert (min(right[56:]), max(right[:56])) == (144, 143)


def test_theta_is_where_28700_steps_lead():
    theta, y = np.zeros(5), PETALS[1]
    for _ in range(28_700):
        theta = theta - X4.T @ (special.expit(X4 @ theta) - y) / 100
    np.testing.assert_allclose(theta, training.THETA, rtol=0, atol=1e-9)
