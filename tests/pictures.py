"""What the tests of all pictures look for."""


def says_in_words(picture, words):
    """Assert that a picture has a text of so many words, each placeholder filled."""
    assert len(picture.text.split()) >= words
    assert "{" not in picture.text


def shares_y(axes):
    """Whether axes have their second axis in common with others of the figure, that may name it."""
    others = [other for other in axes.figure.axes if other is not axes]
    return any(axes.get_shared_y_axes().joined(axes, other) for other in others)
