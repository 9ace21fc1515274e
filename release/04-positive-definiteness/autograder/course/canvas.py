"""The paper and the colours that all pictures share."""

import matplotlib.pyplot as plt

# Three of the colours of Okabe and Ito that can be told apart with any colour vision; where classes
# are points they have a marker each as well.
CLASSES = ("#0072B2", "#E69F00", "#009E73")
MARKERS = ("o", "s", "^")
INK = "0.25"


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
