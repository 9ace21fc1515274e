"""The paper and the colours that all pictures share, and a picture with its text."""

import html

import matplotlib.pyplot as plt
from IPython.core.pylabtools import print_figure

# Three of the colours of Okabe and Ito that can be told apart with any colour vision; where classes
# are points they have a marker each as well. A fourth class is of the same palette.
CLASSES = ("#0072B2", "#E69F00", "#009E73")
FOURTH = "#CC79A7"
MARKERS = ("o", "s", "^")

# No paper: the page shows through. This grey is readable on a white and on a black one, with 4.5
# and 4.2 times their luminance.
INK = "#777777"
PALE = "#999999"

plt.rc("figure", facecolor="none")
plt.rc("savefig", facecolor="none")
plt.rc("axes", facecolor="none", labelcolor=INK, edgecolor=INK)
plt.rc("text", color=INK)
plt.rc("xtick", color=INK)
plt.rc("ytick", color=INK)


class Picture:
    """A figure with a text that says in words and numbers what it shows.

    The text is the picture's alternative for a screen reader, and stands in its place where there
    are no images.
    """

    def __init__(self, figure, text):
        self.figure = figure
        self.text = text

    def __repr__(self):
        return self.text

    def _repr_mimebundle_(self, include=None, exclude=None):
        image = print_figure(self.figure, base64=True)
        # JupyterLab gives a plain image no alternative. It falls back on the image where a saved
        # notebook is not trusted.
        tag = f'<img alt="{html.escape(self.text)}" src="data:image/png;base64,{image.strip()}">'
        return {"text/html": tag, "image/png": image, "text/plain": self.text}


def canvas(columns=1, size=(5.4, 3.2), rows=1, **options):
    """Return a figure with its axes; size in inches, options as those of plt.subplots."""
    figure, axes = plt.subplots(rows, columns, figsize=size, layout="constrained", **options)
    return _detached(figure), axes


def blank(size):
    """Return a figure without axes, for those that are not all of one kind; size in inches."""
    return _detached(plt.figure(figsize=size, layout="constrained"))


def minus(text):
    """Return the text with a minus sign in place of each hyphen, as on the axes."""
    return text.replace("-", "−")


def _detached(figure):
    # A notebook shows the figure that a cell returns; left open, it would be shown a second time.
    plt.close(figure)
    return figure
