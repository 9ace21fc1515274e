"""The pictures of 05 say in words what they show; its points and networks are those of its text."""

import numpy as np
import pytest
from pictures import drawn

from autograder.course import definitions
from autograder.course.output_layer import data, figures

W = np.array([[0.2, -0.4], [0.7, 0.1], [-0.3, 0.5]])
B = np.array([0.1, -0.2, 0.05])
A, Y = np.array([1.0, -0.5]), np.array([0.0, 1.0, 0.0])
LOSSES = [1.06, 2.88, float("nan")]


def of_moons(**more):
    return figures.seventh_loss(*data.two_moons(), LOSSES, **more)


def of_rings():
    networks = {0: data.random_network(4, 2, 3), 50: data.random_network(4, 2, 3)}
    return figures.regions(*data.rings(), networks)


PICTURES = {
    "seventh_loss": of_moons,
    "seventh_loss and on": lambda: of_moons(yours=[1.06, 2.88, 0.5]),
    "graph": lambda: figures.graph(W, B, A, Y),
    "loss_slopes": lambda: figures.loss_slopes([0.1, 0.2]),
    "backward_product": lambda: figures.backward_product(W @ A + B, np.array([1.0, 0.0, 2.0])),
    "division": figures.division,
    "gap_and_clip": lambda: figures.gap_and_clip(20, 12),
    "weight_gradient": lambda: figures.weight_gradient(W, B, A, Y),
    "activation_plane": lambda: figures.activation_plane(W, B, A, Y),
    "regions": of_rings,
}


@pytest.mark.parametrize("name", PICTURES)
def test_every_picture_of_05_says_in_words_what_it_shows_and_names_its_axes(name):
    picture = drawn(PICTURES[name], 15)
    for axes in picture.figure.axes:
        if axes.axison:
            first = picture.figure.axes[0]
            shared = axes is not first and axes.get_shared_y_axes().joined(axes, first)
            assert axes.get_xlabel(), name
            assert axes.get_ylabel() or shared, name


def test_the_opening_names_the_step_that_is_lost_and_how_yours_goes_on():
    assert "losses of a training: 1.06, 2.88. Loss number 3 is not a number." in of_moons().text
    assert of_moons(yours=[1.06, 2.88, 0.5]).text.endswith("goes on to loss number 3, 0.5.")


def test_the_graph_has_the_numbers_of_the_exercises():
    text = figures.graph(W, B, A, Y).text
    for number in ("(0.500, 0.450, −0.500)", "(0.431, −0.590, 0.159)", "(−0.374, −0.152)"):
        assert number in text


def test_the_division_fails_where_the_text_says():
    text = figures.division().text
    assert "below a logit gap of 710 in float64 and of 89 in float32" in text
    assert "wrong from a gap of 28 on" in text


@pytest.mark.parametrize(
    ("gap", "divided", "clipped"),
    [
        (20, "(0.731, −1.000, 0.269)", "(0.731, −1.000, 0.269)"),
        (40, "(0.731, −1.000, 0.269)", "(0.000, 0.000, 0.000)"),
        (720, "(inf, −inf, inf)", "(0.000, 0.000, 0.000)"),
    ],
)
def test_clipping_trades_an_error_that_is_seen_for_one_that_is_not(gap, divided, clipped):
    text = figures.gap_and_clip(gap, 12).text
    assert "Measured δ: (0.731, −1.000, 0.269)." in text
    assert f"By division: {divided}. With the probability at least 1e-12: {clipped}." in text


def test_the_points_lie_on_half_moons_and_rings_with_a_label_each():
    X, labels = data.two_moons()
    assert X.shape == labels.shape == (200, 2)
    assert labels.sum(axis=0).tolist() == [100, 100]
    assert np.abs(np.linalg.norm(X[:100], axis=1) - 1).max() < 0.4
    rings, ring = data.rings()
    assert (rings.shape, ring.shape) == ((300, 2), (300, 3))
    radius = np.linalg.norm(rings, axis=1)
    assert [round(radius[ring[:, k] == 1].mean()) for k in range(3)] == [1, 2, 3]


def test_a_network_starts_with_ordinary_weights_and_without_biases():
    W1, b1, W2, b2 = network = data.random_network(32, 2, 3)
    assert [p.shape for p in network] == [(32, 2), (32,), (3, 32), (3,)]
    assert not b1.any()
    assert not b2.any()
    assert 0.5 < W1.std() < 1.5
    assert 0.5 < W2.std() < 1.5
    assert definitions.network_logits(*network, np.ones((4, 2))).shape == (4, 3)
