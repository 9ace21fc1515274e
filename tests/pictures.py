"""What the tests of all pictures look for."""

import re

from matplotlib.text import Text
from pseudo import LETTERS, translated

from autograder.checking.language import speaking
from autograder.grading.translation import SAME

# What pictures say alike in all languages: kinds of iris, and functions as formulas have them.
ALIKE = {"setosa", "versicolor", "virginica", "diag", "softmax"}


def drawn(draw, words):
    """Return a picture in another language, whose text has so many words, each placeholder filled.

    draw: returns it. Assert that nothing in it is English.
    """
    with translated(), speaking("es"):
        picture = draw()
    assert len(picture.text.split()) >= words
    assert "{" not in picture.text
    for text in (picture.text, *(each.get_text() for each in picture.figure.findobj(Text))):
        found = set(re.findall(r"[^\W\d_]{4,}(?!\w)", SAME.sub(" ", text)))
        assert not {each for each in found - ALIKE if each[-1] != LETTERS["es"]}, text
    return picture


def shares_y(axes):
    """Whether axes have their second axis in common with others of the figure, that may name it."""
    others = [other for other in axes.figure.axes if other is not axes]
    return any(axes.get_shared_y_axes().joined(axes, other) for other in others)
