"""The pictures of 04: each says in words what it shows, names its axes, and draws true heights."""

import mpmath
import numpy as np
import pytest
from pictures import drawn, shares_y

from autograder.course import definitions
from autograder.course.positive_definiteness import figures

COLUMN = np.linspace(-2, 2, 9)
BOWL = np.column_stack([COLUMN, COLUMN**2 - 1.5])
TROUGH = np.column_stack([COLUMN, COLUMN / 2.54])
LABELS = (np.sin(5 * COLUMN) > 0).astype(float)
POINT = np.array([0.6, -0.5])
WEIGHTS = np.array([[4.0, 2.0, 0.5], [0.1, 0.2, -0.3], [0.5, 0.6, 0.7]])
ROWS = np.array([[1.0, 1.0], [1.0, 2.0], [1.0, 3.0]])
SIZES = np.arange(0.0, 61.0, 4.0)

PICTURES = {
    "two_answers": lambda: figures.two_answers(COLUMN, WEIGHTS, WEIGHTS + 1),
    "slices": lambda: figures.slices(POINT, TROUGH, LABELS, [np.array([1.0, -2.54]), POINT]),
    "stretch": lambda: figures.stretch(BOWL, TROUGH),
    "columns": lambda: figures.spectra("columns", BOWL.T @ BOWL, TROUGH.T @ TROUGH),
    "rounded_zeros": lambda: figures.rounded_zeros(np.ones((4, 3, 3))),
    "saturation": lambda: figures.saturation(np.array([-1.0, 1.0]), ROWS, SIZES),
    "valley": lambda: figures.valley(BOWL, TROUGH, LABELS, np.array([1.0, -2.54])),
    "two_classes": lambda: figures.two_classes(COLUMN[:, None], LABELS),
}


@pytest.mark.parametrize("name", PICTURES)
def test_every_picture_of_04_says_in_words_what_it_shows_and_names_its_axes(name):
    picture = drawn(PICTURES[name], 15)
    for axes in picture.figure.axes:
        shared = shares_y(axes)
        assert axes.get_xlabel() or axes.get_label() == "<colorbar>"
        assert axes.get_ylabel() or shared or name == "two_answers"


def heights(picture, label):
    (line,) = [each for each in picture.figure.axes[0].lines if each.get_label() == label]
    return dict(zip(*line.get_data(), strict=True))


def test_the_exact_smallest_eigenvalue_is_exact_where_float64_returns_zero():
    picture = PICTURES["saturation"]()
    drawn = heights(picture, r"$\lambda_{\min}$, exact")
    for t in (0.0, 20.0, 40.0, 60.0):
        with mpmath.workdps(80):
            slopes = [mpmath.sech(mpmath.mpf(t) * (x - 1) / 2) ** 2 / 4 for x in (1, 2, 3)]
            H = mpmath.zeros(2)
            for slope, row in zip(slopes, ROWS.tolist(), strict=True):
                x = mpmath.matrix(row)
                H += slope * x * x.T / 3
            smallest = float(min(mpmath.eigsy(H, eigvals_only=True)))
        assert drawn[t] == pytest.approx(smallest, rel=1e-9)


def test_a_computed_zero_stands_at_the_edge_under_a_name_of_its_own_and_no_other_point_does():
    picture = PICTURES["saturation"]()
    axes = picture.figure.axes[0]
    zeros = heights(picture, "computed as 0 exactly")
    assert set(zeros.values()) == {0}
    (edge,) = [each for each in axes.lines if each.get_label() == "computed as 0 exactly"]
    assert edge.get_transform() == axes.get_xaxis_transform()
    computed = heights(picture, r"$\lambda_{\min}$, computed")
    assert min(computed.values()) > axes.get_ylim()[0]
    assert not zeros.keys() & computed.keys()


def test_the_level_lines_of_the_valley_lie_at_their_heights():
    lengths = COLUMN + np.sin(3 * COLUMN)
    X, y = np.column_stack([lengths, lengths / 2.54]), (COLUMN > 0.3).astype(float)
    picture = figures.valley(X, X, y, np.array([1.0, -2.54]))
    (lines,) = [each for each in picture.figure.axes[1].collections if not each.filled]
    found = 0
    for level, path in zip(lines.levels, lines.get_paths(), strict=True):
        if len(path.vertices):
            losses = definitions.logistic_loss(path.vertices, X, y)
            assert losses == pytest.approx(np.full(len(losses), level), abs=0.01)
            found += 1
    assert found >= 4
