"""The pictures of 02-gradient. Every slope in them is a difference quotient of a definition."""

import matplotlib.pyplot as plt
import numpy as np

from autograder.checking import differences
from autograder.course import definitions
from autograder.course.canvas import CLASSES, INK, MARKERS, blank, canvas, minus
from autograder.course.gradient.captions import FIGURES


def sigmoid():
    """The logistic function, its point of symmetry, and its tangent there."""
    text = FIGURES["sigmoid"]
    figure, axes = canvas()
    t = np.linspace(-6, 6, 201)
    slope = differences.central_derivative(definitions.sigmoid, np.array(0.0))
    axes.plot(t, definitions.sigmoid(t), color=CLASSES[0])
    near = np.array([-2.0, 2.0])
    axes.plot(near, 0.5 + slope * near, "--", color=INK, label=text["slope"].format(slope=slope))
    axes.plot(0, 0.5, "o", color=INK)
    axes.set(title=text["title"], xlabel=text["logit"], ylabel=text["probability"])
    axes.legend(frameon=False)
    return figure


def sample_loss():
    """The loss of one sample against its logit; and how it ends when computed through σ."""
    text = FIGURES["sample loss"]
    figure, (left, right) = canvas(2, (9.0, 3.2))
    t = np.linspace(-8, 8, 201)
    for label in (0, 1):
        left.plot(t, _sample_loss(t, label), color=CLASSES[label], label=_label(text, label))
    left.set(title=text["title"], xlabel=text["logit"], ylabel=text["loss"])
    left.legend(frameon=False)
    t = np.linspace(30, 40, 401)
    with np.errstate(divide="ignore"):
        naive = -np.log(1 - definitions.sigmoid(t))
    last = t[np.isfinite(naive)][-1]
    right.plot(t, _sample_loss(t, 0), color=CLASSES[0], label=text["definition"])
    right.plot(t, naive, color=CLASSES[1], label=text["naive"])
    right.axvline(last, color=INK, linestyle=":")
    right.text(last + 0.2, 31.5, text["infinite"], color=INK)
    right.set(title=text["naive title"], xlabel=text["logit"], xlim=(30, 42))
    right.legend(frameon=False)
    return figure


def sample_slope():
    """The slope of one sample's loss by its logit, for both labels."""
    text = FIGURES["sample slope"]
    figure, axes = canvas()
    t = np.linspace(-6, 6, 121)
    for label in (0, 1):
        slope = differences.central_derivative(lambda s, y=label: _sample_loss(s, y), t)
        axes.plot(t, slope, color=CLASSES[label], label=_label(text, label))
    axes.axhline(0, color=INK, linewidth=0.8)
    axes.set(title=text["title"], xlabel=text["logit"], ylabel=text["slope"])
    axes.legend(frameon=False)
    return figure


def _sample_loss(t, label):
    """The loss of one sample: that of the logits (0, t), label 0 or 1."""
    pair = t[..., None] * np.array([0.0, 1.0])
    return definitions.cross_entropy(pair, np.eye(2)[label])


def _label(text, label):
    return text["label"].format(label=label)


def loss_surface(X, y, centre, reach=2.4):
    """J over a square of (θ₀, θ₁) about a point, as a surface and as level lines with −∇J."""
    text = FIGURES["loss surface"]
    figure = blank((9.0, 3.8))
    surface, levels = figure.add_subplot(1, 2, 1, projection="3d"), figure.add_subplot(1, 2, 2)
    steps = np.linspace(-reach, reach, 49)
    bias, weight = np.meshgrid(centre[0] + steps, centre[1] + steps)

    def loss(theta):
        return definitions.logistic_loss(theta, X, y)

    J = loss(np.stack([bias, weight], axis=-1))
    surface.plot_surface(bias, weight, J, cmap="viridis", rcount=14, ccount=14)
    surface.view_init(elev=40, azim=-60)
    surface.set(title=text["title"], zlabel=text["loss"])
    lines = levels.contour(bias, weight, J, levels=12, cmap="viridis")
    levels.clabel(lines, lines.levels[1::3], fmt="%.2f")
    points = np.stack([bias[4::8, 4::8], weight[4::8, 4::8]], axis=-1).reshape(-1, 2)
    downhill = -np.array([differences.central_gradient(loss, point) for point in points])
    levels.quiver(*points.T, *downhill.T, angles="xy", scale=2.5, color=INK, width=0.006)
    lowest = np.unravel_index(J.argmin(), J.shape)
    levels.plot(
        bias[lowest], weight[lowest], "*", markersize=12, color=CLASSES[1], label=text["lowest"]
    )
    levels.set(title=text["arrows"], aspect="equal")
    levels.legend(loc="upper left", bbox_to_anchor=(1, 1), frameon=False)
    for axes in (surface, levels):
        axes.set(xlabel=text["bias"], ylabel=text["weight"])
    return figure


def contributions(W, X, Y):
    """What each sample adds to the log-likelihood, and their mean."""
    text = FIGURES["contributions"]
    figure, axes = canvas()
    shares = -definitions.cross_entropy(X @ W, Y)
    axes.bar(np.arange(len(shares)), shares, color=CLASSES[0])
    label = minus(text["mean"].format(mean=shares.mean(), total=shares.sum()))
    axes.axhline(shares.mean(), linestyle="--", color=INK, label=label)
    axes.set(title=text["title"], xlabel=text["sample"], ylabel=text["contribution"])
    axes.set_xticks(np.arange(len(shares)))
    axes.legend(frameon=False)
    return figure


def diagram():
    """The commutative diagram of document 001: μ_ik = v_k ∘ g_i."""
    text = FIGURES["diagram"]
    figure, axes = canvas(size=(6.0, 2.8))
    places = {"weights": (0.0, 1.0), "logits": (1.0, 1.0), "probability": (1.0, 0.0)}
    for name, place in places.items():
        axes.annotate(text[name], place, ha="center", va="center", fontsize=18)
    arrows = (
        ("weights", "logits", "first", (0.5, 1.08), "center"),
        ("logits", "probability", "second", (1.04, 0.5), "left"),
        ("weights", "probability", "both", (0.42, 0.42), "right"),
    )
    for start, end, name, place, side in arrows:
        arrow = {"arrowstyle": "-|>", "color": INK, "shrinkA": 32, "shrinkB": 26}
        axes.annotate("", places[end], places[start], arrowprops=arrow)
        axes.text(*place, text[name], ha=side, va="bottom", fontsize=13)
    axes.set(xlim=(-0.2, 1.75), ylim=(-0.2, 1.3), title=text["title"])
    axes.axis("off")
    return figure


def probability_curves(W, x, c):
    """The probabilities of one sample while w_c moves along x, with their slopes at 0."""
    text = FIGURES["probability curves"]
    figure, axes = canvas()

    def probabilities(t):
        move = np.asarray(t)[..., None, None] * np.outer(x / (x @ x), np.eye(W.shape[1])[c])
        return definitions.softmax(x @ (W + move))

    t, near = np.linspace(-4, 4, 161), np.array([-1.2, 1.2])
    slopes = differences.central_derivative(probabilities, 0.0)
    for k, (p, slope) in enumerate(zip(probabilities(0.0), slopes, strict=True)):
        axes.plot(t, probabilities(t)[:, k], color=CLASSES[k], label=_curve(text, k, slope))
        axes.plot(near, p + slope * near, "--", color=CLASSES[k])
    axes.set(title=text["title"].format(c=c), xlabel=text["move"].format(c=c))
    axes.set(ylabel=text["probability"])
    axes.legend(frameon=False)
    return figure


def _curve(text, k, slope):
    return minus(text["curve"].format(k=k, slope=slope))


def pulls(X, Y, contribution, c):
    """Samples in the plane, each with its own part of the gradient of ℓ by w_c as an arrow."""
    text = FIGURES["pulls"]
    figure, axes = canvas(size=(5.4, 4.2))
    _scatter(axes, X, Y, text)
    axes.quiver(*X.T, *contribution.T, angles="xy", scale_units="xy", scale=1.5, color=INK)
    axes.plot(0, 0, "+", color=INK, markersize=12)
    axes.set(title=text["title"].format(c=c), xlabel=text["first"], ylabel=text["second"])
    axes.update_datalim(X + contribution / 1.5)
    axes.autoscale_view()
    axes.set(aspect="equal")
    axes.legend(loc="center left", bbox_to_anchor=(1, 0.5), frameon=False)
    return figure


def _scatter(axes, points, Y, text):
    """Draw samples, each class with a colour and a marker of its own."""
    for k, (colour, marker) in enumerate(zip(CLASSES, MARKERS, strict=True)):
        members = points[Y[:, k] == 1]
        label = text["class"].format(k=k)
        axes.scatter(*members.T, c=colour, marker=marker, label=label, s=50, edgecolors="white")


def gradient_matrix(G):
    """A gradient of the shape of W, with the sum of each row beside it."""
    text = FIGURES["gradient matrix"]
    figure, axes = canvas(size=(5.4, 3.0))
    d, K = G.shape
    shown = np.column_stack([G, np.full(d, np.nan), G.sum(axis=1)])
    size = np.abs(G).max()
    axes.imshow(shown, cmap="RdBu_r", vmin=-size, vmax=size)
    for (row, column), value in np.ndenumerate(shown):
        if np.isfinite(value):
            dark = abs(value) > 0.6 * size
            colour = "white" if dark else "black"
            # Adding 0 turns a negative zero into zero.
            value = np.round(value, 2) + 0.0
            axes.text(column, row, minus(f"{value:.2f}"), ha="center", va="center", color=colour)
    axes.set_xticks([*range(K), K + 1], [*map(str, range(K)), text["sum"]])
    axes.set_yticks(range(d))
    axes.set(title=text["title"], xlabel=text["class"], ylabel=text["feature"])
    axes.spines[:].set_visible(False)
    return figure


def descent(X, Y, losses, W):
    """The losses of gradient descent, and the regions of its last W over the last two features."""
    text = FIGURES["descent"]
    figure, (left, right) = canvas(2, (9.0, 3.4))
    left.plot(losses, color=CLASSES[0])
    title = text["loss title"].format(first=losses[0], last=losses[-1])
    left.set(title=title, xlabel=text["step"], ylabel=text["loss"], ylim=(0, None))
    low, high = X[:, 1:].min(axis=0) - 0.5, X[:, 1:].max(axis=0) + 0.5
    first, second = np.meshgrid(*np.linspace(low, high, 120).T)
    grid = np.stack([np.ones_like(first), first, second], axis=-1)
    region = (grid @ W).argmax(axis=-1)
    right.contourf(first, second, region, levels=(-0.5, 0.5, 1.5, 2.5), colors=CLASSES, alpha=0.25)
    _scatter(right, X[:, 1:], Y, text)
    title = text["region title"].format(steps=len(losses) - 1)
    right.set(title=title, xlabel=text["first"], ylabel=text["second"])
    right.legend()
    return figure


def stacking(W):
    """W with a colour for each class, and its entries stacked by columns and by rows."""
    text = FIGURES["stacking"]
    figure, axes = canvas(size=(6.4, 3.4))
    d, K = W.shape
    owner = np.tile(np.arange(K), (d, 1))
    _tiles(axes, W, owner, 0.0)
    axes.text(-0.7, (d - 1) / 2, text["matrix"], ha="right", va="center")
    for order, name, top in (("F", "columns", d + 0.5), ("C", "rows", d + 2.0)):
        _tiles(axes, W.ravel(order=order)[None], owner.ravel(order=order)[None], top)
        axes.text(-0.7, top, text[name], ha="right", va="center", family="monospace")
    axes.set(xlim=(-2.6, d * K), ylim=(d + 2.7, -0.8), title=text["title"], aspect="equal")
    axes.axis("off")
    return figure


def _tiles(axes, values, owner, top):
    """A matrix as coloured squares with their numbers, its first row at height `top`."""
    for (row, column), value in np.ndenumerate(values):
        colour = CLASSES[owner[row, column]]
        corner = (column - 0.46, top + row - 0.46)
        axes.add_patch(plt.Rectangle(corner, 0.92, 0.92, color=colour, alpha=0.45))
        axes.text(column, top + row, f"{value:g}", ha="center", va="center")
