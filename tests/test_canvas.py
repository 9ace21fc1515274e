"""The colours of the pictures, their paper, and the texts that stand for them."""

import itertools
import re

import numpy as np
import pytest
from matplotlib.colors import to_rgb
from pictures import drawn, shares_y

from autograder.course import definitions
from autograder.course.canvas import CLASSES, FOURTH, INK, Picture, canvas
from autograder.course.softmax import figures

# Machado, Oliveira, Fernandes (2009), severity 1, in linear RGB.
VISION = {
    "full": np.eye(3),
    "protanopia": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritanopia": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}
TO_XYZ = np.array(
    [
        [0.4124564, 0.3575761, 0.1804375],
        [0.2126729, 0.7151522, 0.0721750],
        [0.0193339, 0.1191920, 0.9503041],
    ]
)
WHITE = TO_XYZ.sum(axis=1)


def linear(colour):
    rgb = np.array(to_rgb(colour))
    return np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)


def lab(rgb):
    f = np.cbrt(np.maximum(TO_XYZ @ rgb, 0) / WHITE)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def distance(first, second, vision):
    matrix = np.array(VISION[vision])
    seen = [lab(np.clip(matrix @ linear(colour), 0, 1)) for colour in (first, second)]
    return np.linalg.norm(seen[0] - seen[1])


@pytest.mark.parametrize("vision", VISION)
def test_the_colours_of_the_classes_can_be_told_apart_with_any_colour_vision(vision):
    for first, second in itertools.combinations((*CLASSES, FOURTH), 2):
        # Some 2 are just to be seen; in a picture of thin lines five to ten times as much is clear.
        least = 15 if FOURTH not in (first, second) else 10
        assert distance(first, second, vision) >= least, (first, second)


def test_the_simulation_would_find_red_and_green_of_one_lightness():
    assert distance("#c0392b", "#6b7d00", "full") > 60
    assert distance("#c0392b", "#6b7d00", "deuteranopia") < 20


def contrast(first, second):
    bright = sorted(float((TO_XYZ @ linear(colour))[1]) for colour in (first, second))
    return (bright[1] + 0.05) / (bright[0] + 0.05)


@pytest.mark.parametrize("page", ["#ffffff", "#111111"])
def test_the_ink_is_readable_on_a_light_and_on_a_dark_page(page):
    assert contrast(INK, page) > 4
    for colour in (*CLASSES, FOURTH):
        assert contrast(colour, page) > 2


def test_the_page_shows_through_a_figure():
    figure, axes = canvas()
    assert figure.get_facecolor()[3] == axes.get_facecolor()[3] == 0


def test_a_picture_has_its_text_as_alternative_and_an_image_for_where_html_is_not_trusted():
    bundle = Picture(canvas()[0], 'a < "b"')._repr_mimebundle_()
    assert bundle["text/plain"] == 'a < "b"'
    assert bundle["text/html"].startswith(
        '<img alt="a &lt; &quot;b&quot;" src="data:image/png;base64,'
    )
    assert bundle["image/png"].strip() in bundle["text/html"]


Z, Y = np.array([0.3, -1.2, 0.8, 0.1]), np.array([0.0, 0.0, 1.0, 0.0])
PICTURES = {
    "flat_or_bowl": lambda: figures.flat_or_bowl(Z, Y, np.eye(4)),
    "step_error": figures.step_error,
    "simplex": figures.simplex,
    "jacobian": lambda: figures.jacobian(Z),
    "moved_logits": lambda: figures.moved_logits(*Z),
    "tangent": lambda: figures.tangent(Z[:3], 100, 1.0),
    "label_loss": figures.label_loss,
    "gradient": lambda: figures.gradient(Z, Y),
    "missing_factor": lambda: figures.missing_factor(Z, Y),
}


@pytest.mark.parametrize("name", PICTURES)
def test_every_picture_of_01_says_in_words_what_it_shows_and_names_its_axes(name):
    picture = drawn(PICTURES[name], 15)
    for axes in picture.figure.axes:
        if not axes.axison:
            continue
        shared = shares_y(axes)
        assert axes.get_xlabel() or axes.get_label() == "<colorbar>", name
        assert axes.get_ylabel() or shared or not len(axes.get_yticks()), name


def test_with_a_hessian_the_opening_picture_says_so():
    assert "your Hessian" in figures.flat_or_bowl(Z, Y, np.eye(4)).text
    assert "your Hessian" not in figures.flat_or_bowl(Z, Y).text


def test_the_tangent_says_how_far_it_is_from_the_path():
    z, dz = Z[:3], np.array([0.0, 1.0, 0.0])
    text = figures.tangent(z, 90, 0.0).text
    assert "0.000 apart" in text
    far = float(re.search(r"([\d.]+) apart", figures.tangent(z, 90, 2.0).text)[1])
    s, moved = definitions.softmax(z), definitions.softmax(z + 2 * dz)
    S = np.diag(s) - np.outer(s, s)
    assert far == pytest.approx(np.abs(moved - s - 2 * S @ dz).max(), abs=5e-4)
