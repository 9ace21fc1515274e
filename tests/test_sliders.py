"""Pictures that move with sliders."""

import base64
import sys

import ipywidgets
import numpy as np
import pytest

from autograder.course import sliders
from autograder.course.positive_definiteness import figures as positive_definiteness
from autograder.course.sliders import WIDGET_VIEW, Slider, explore
from autograder.course.softmax import figures as softmax

LOGITS = np.array([0.3, -1.2, 0.8, 0.1])


class Screen:
    """What a cell displays, and what its sliders are."""

    def __init__(self):
        self.shown, self.updates, self.controls = [], [], []

    def display(self, output, display_id=False):
        self.shown.append(output)
        return self if display_id else None

    def update(self, output):
        self.updates.append(output)

    def box(self, children):
        self.controls = children
        return ipywidgets.Box(children)


@pytest.fixture
def screen(monkeypatch):
    screen = Screen()
    monkeypatch.setattr(sliders, "display", screen.display)
    monkeypatch.setattr(ipywidgets, "VBox", screen.box)
    return screen


def test_a_picture_comes_first_and_its_sliders_after_it(screen):
    softmax.move_logits(LOGITS)
    picture, below = screen.shown
    assert repr(picture) == repr(softmax.moved_logits(*LOGITS))
    bundle = below._repr_mimebundle_()
    assert set(bundle) == {WIDGET_VIEW, "text/plain"}
    text = "Sliders in Jupyter: logit z₀, logit z₁, logit z₂, logit z₃"
    assert repr(below) == bundle["text/plain"] == text
    assert [control.value for control in screen.controls] == list(LOGITS)


def test_a_moved_slider_draws_the_picture_again(screen):
    softmax.move_logits(LOGITS)
    screen.controls[0].value = 8.0
    (picture,) = screen.updates
    assert repr(picture) == repr(softmax.moved_logits(8.0, *LOGITS[1:]))


def test_a_slider_with_an_integer_step_moves_through_integers(screen):
    explore(lambda *numbers: numbers, [Slider("n", 0, 9, 1, 4), Slider("x", 0, 9, 0.5, 4)])
    assert [type(control.value) for control in screen.controls] == [int, float]


def test_without_ipywidgets_the_picture_stands_alone(screen, monkeypatch):
    monkeypatch.setitem(sys.modules, "ipywidgets", None)
    softmax.move_logits(LOGITS)
    assert list(map(repr, screen.shown)) == [repr(softmax.moved_logits(*LOGITS))]


def test_a_picture_is_an_image_with_a_text_of_short_lines_in_its_place():
    picture = softmax.moved_logits(*LOGITS)
    data = picture._repr_mimebundle_()
    assert set(data) == {"text/html", "image/png", "text/plain"}
    assert base64.b64decode(data["image/png"]).startswith(b"\x89PNG")
    assert repr(picture) == data["text/plain"]
    logits, probabilities, _, *rows = data["text/plain"].splitlines()
    assert logits == "logits [0.3, -1.2, 0.8, 0.1]"
    assert probabilities == "probabilities [0.27, 0.06, 0.45, 0.22]"
    assert rows[2] == "    [-0.12, -0.03, 0.25, -0.1]"


def test_in_the_flat_direction_the_text_says_no_curvature_and_one_loss(screen):
    column = np.linspace(-2, 2, 9)
    X, y = np.column_stack([column, column]), (column > 0.3).astype(float)
    theta = np.array([0.8, -0.5])
    positive_definiteness.move_turn(theta, X, y)
    (angle,) = screen.controls
    (first, _), updates = screen.shown, screen.updates
    assert repr(first).startswith("v = (0.00, 1.00), at 90 degrees: curvature 0.")
    assert "curvature 0.000" not in repr(first)
    angle.value = 135
    loss = np.logaddexp(0, X @ theta).mean() - (y * (X @ theta)).mean()
    assert repr(updates[-1]) == (
        "v = (-0.71, 0.71), at 135 degrees: curvature 0.000,\n"
        f"loss from {loss:.2f} to {loss:.2f} for t from −4 to 4"
    )
