"""The pictures of 02 say in words what they show, and show what the text beside them says."""

import numpy as np
import pytest
from matplotlib.quiver import Quiver
from pictures import drawn, shares_y

from autograder import iris
from autograder.checking import differences
from autograder.course import definitions
from autograder.course.gradient import figures

F = iris.measurements
X = np.column_stack([np.ones(150), (F - F.mean(axis=0)) / F.std(axis=0)])
Y = np.eye(3)[iris.species]
W = 0.1 * np.random.default_rng(1).standard_normal((5, 3))
P = definitions.softmax(X @ W)
PAIR, LABELS = X[:, [0, 4]], Y[:, 2]
PULLS = np.array([[0.4, 0.1], [0.01, 0.02], [0.0, 0.3]])
PICTURES = {
    "flowers": lambda: figures.flowers(P[:3], Y[:3], [1, 2, 3]),
    "flowers after": lambda: figures.flowers(P[:3], Y[:3], [1, 2, 3], P[3:6]),
    "sigmoid": figures.sigmoid,
    "sample_loss": figures.sample_loss,
    "sample_slope": figures.sample_slope,
    "loss_surface": lambda: figures.loss_surface(PAIR, LABELS),
    "descent": lambda: figures.loss_surface(PAIR, LABELS, np.array([[-4.0, 0.0], [0.5, 5.0]])),
    "contributions": lambda: figures.contributions(W, X, Y),
    "diagram": figures.diagram,
    "probability_curves": lambda: figures.probability_curves(W, X[5], 0),
    "pulls": lambda: figures.pulls(X[:3, 3:], Y[:3], PULLS, 2),
    "gradient_matrix": lambda: figures.gradient_matrix(W),
    "regions": lambda: figures.regions(X[:, [0, 3, 4]], Y, {0: W[:3], 10: -W[:3]}),
    "losses": lambda: figures.losses([1.0, 0.5, 0.3], 0.1),
    "stacking": lambda: figures.stacking(np.arange(6).reshape(2, 3)),
}


@pytest.mark.parametrize("name", PICTURES)
def test_every_picture_of_02_says_in_words_what_it_shows_and_names_its_axes(name):
    picture = drawn(PICTURES[name], 15)
    for axes in picture.figure.axes:
        if not axes.axison:
            continue
        shared = shares_y(axes)
        assert axes.get_xlabel(), name
        assert axes.get_ylabel() or shared, name
        assert not hasattr(axes, "get_zlabel") or axes.get_zlabel(), name


@pytest.mark.parametrize("name", ["pulls", "loss_surface"])
def test_the_head_of_an_arrow_is_not_longer_than_half_of_the_arrow(name):
    arrows = [
        each
        for axes in PICTURES[name]().figure.axes
        for each in axes.collections
        if isinstance(each, Quiver)
    ]
    assert len(arrows) == 1
    assert arrows[0].minshaft >= 2


def test_a_pull_is_drawn_in_its_true_length():
    (axes,) = PICTURES["pulls"]().figure.axes
    (arrows,) = (each for each in axes.collections if isinstance(each, Quiver))
    assert (arrows.scale, arrows.scale_units, arrows.angles) == (1.0, "xy", "xy")
    assert np.column_stack([arrows.U, arrows.V]) == pytest.approx(PULLS)


def test_the_slopes_of_the_probabilities_belong_to_the_axis_that_the_picture_names():
    """Along x/‖x‖², where the logit of the class rises by 1; along x they are ‖x‖² as large."""
    picture = PICTURES["probability_curves"]()
    x, move = X[5], np.outer(X[5] / (X[5] @ X[5]), [1, 0, 0])
    slopes = differences.derivative(lambda V: definitions.softmax(x @ V), W, move)
    said = ", ".join(f"{slope:.3f}".replace("-", "−") for slope in slopes)
    assert f"Slopes at 0: {said};" in picture.text
    assert "x/\\Vert x\\Vert^2$, so $z_0$ rises by t" in picture.figure.axes[0].get_xlabel()


def test_the_regions_count_what_is_right():
    right = int(((X[:, [0, 3, 4]] @ W[:3]).argmax(axis=1) == iris.species).sum())
    assert f"before: {right} of 150 right" in PICTURES["regions"]().text
