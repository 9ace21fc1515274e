"""The pictures of 06: their words, their axes, and the numbers of the race."""

import re

import numpy as np
import pytest
from pictures import drawn, shares_y
from scipy import special

from autograder import iris
from autograder.course.newton import figures
from autograder.key.references import fit_logistic, influence, standard_errors

MEASUREMENTS, SPECIES, NAMES = iris
STANDARD = (MEASUREMENTS - MEASUREMENTS.mean(axis=0)) / MEASUREMENTS.std(axis=0)
X, Y = np.column_stack([np.ones(150), STANDARD]), np.eye(3)[SPECIES]
START = 0.1 * np.random.default_rng(0).standard_normal((5, 3))
PAIR = np.column_stack([np.ones(100), STANDARD[50:, 2:]])
LABELS = np.repeat([0.0, 1.0], 50)
COIN = np.ones((4, 1)), np.array([1.0, 1.0, 1.0, 0.0])
FAR = np.array([[60.0, 0.0], [-4.0, 60.0], [-4.0, -4.0], [0.0, -2.0], [-2.0, -4.0]])
OF_FAR = np.array([0.0, 0.0, 1.0, 0.0, 1.0])


def bootstrap():
    theta, errors = np.array([-21.0, 13.0]), np.array([4.6, 2.8])
    return figures.bootstrap(PAIR[:, [0, 2]], LABELS, theta, errors, theta + np.eye(2))


def one_by_one():
    theta, _ = fit_logistic(PAIR, LABELS)
    predicted = influence(theta, PAIR, LABELS) / standard_errors(theta, PAIR)
    return figures.one_by_one(predicted, 2 * predicted, 51, 2)


PICTURES = {
    "race": lambda: figures.race(X, Y, 1e-3, START),
    "parabola": lambda: figures.parabola(*COIN, 0.0),
    "digits": lambda: figures.digits(PAIR, LABELS),
    "damping": lambda: figures.damping(FAR, OF_FAR, 4, 0.25),
    "regions": lambda: figures.regions(X[:, [0, 3, 4]], Y, [1, 0.01, 0.0001], NAMES),
    "label_simulation": figures.label_simulation,
    "bootstrap": bootstrap,
    "one_by_one": one_by_one,
    "no_minimum": lambda: figures.no_minimum([(PAIR, LABELS), COIN]),
}


@pytest.mark.parametrize("name", PICTURES)
def test_every_picture_of_06_says_in_words_what_it_shows_and_names_its_axes(name):
    picture = drawn(PICTURES[name], 25)
    for axes in picture.figure.axes:
        shared = shares_y(axes)
        assert axes.get_xlabel()
        assert axes.get_ylabel() or shared


def test_the_numbers_of_gradient_descent_are_those_of_its_run():
    W, slopes = START, []
    for _ in range(max(figures.DESCENT) + 1):
        P = special.softmax(X @ W, axis=1)
        slope = X.T @ (P - Y) / 150 + 1e-3 * W
        slopes.append(np.abs(slope).max())
        W = W - slope
    steps = list(figures.DESCENT)
    np.testing.assert_allclose(
        [slopes[n] for n in steps], list(figures.DESCENT.values()), rtol=1e-3
    )
    assert slopes[-1] <= 1e-10 < slopes[-2]


def test_newton_wins_the_race_in_nine_steps_and_not_in_eight():
    loss = figures.penalised(X, Y, 1e-3)
    path = figures.newton_path(loss, START, np.ones(9))
    slopes = [np.abs(figures.differences.gradient(loss, W)).max() for W in path]
    assert slopes[9] < 1e-10 < slopes[8]
    assert "after 9 steps" in figures.race(X, Y, 1e-3, START).text


def test_the_parabola_of_the_coin_leads_to_1_from_0_and_uphill_from_far():
    assert "lowest at 1.00. There J is 0.563; before the step it was 0.693" in (
        figures.parabola(*COIN, 0.0).text
    )
    after, before = re.search(
        r"J is ([\d.]+); before the step it was ([\d.]+)\.", figures.parabola(*COIN, 3.5).text
    ).groups()
    assert float(after) > float(before)


def test_a_quarter_of_the_fifth_step_saves_the_fit_and_a_half_does_not():
    saved, lost = (figures.damping(FAR, OF_FAR, 4, fraction).text for fraction in (0.25, 0.5))
    assert saved.endswith("end at 0.18.")
    assert float(re.search(r"end at ([\d.e+]+)\.$", lost)[1]) > 100


def test_the_flowers_with_the_largest_prediction_are_named_with_both_changes():
    text = one_by_one().text
    assert "correlation is 1.000" in text
    pairs = re.findall(r"flower (\d+): predicted ([\d.]+), really (\d+\.\d+)", text)
    assert len(pairs) == 2
    assert pairs[0][0] == "107"
    for _, predicted, moved in pairs:
        assert float(moved) == pytest.approx(2 * float(predicted), abs=0.02)
