"""The pictures of 02-gradient. Every slope in them is a difference quotient of a definition."""

import matplotlib.pyplot as plt
import numpy as np

from autograder.checking import differences
from autograder.course import definitions
from autograder.course.canvas import CLASSES, INK, MARKERS, Picture, blank, canvas, minus
from autograder.course.data import NAMES
from autograder.course.gradient.captions import FIGURES


def flowers(P, Y, numbers, after=None):
    """Return a Picture: the probabilities of some flowers as bars, the true species marked.

    P, Y: (n, 3). numbers: of the flowers, counted from 1. after: (n, 3), probabilities of a later
    model, drawn beside those of P.
    """
    text = FIGURES["flowers"]
    figure, panels = canvas(len(P), (9.0, 3.0), sharey=True)
    places, spoken = np.arange(3.0), []
    highest = 1.25 * max(P.max(), 0.0 if after is None else after.max())
    for i, (axes, number) in enumerate(zip(panels, numbers, strict=True)):
        truth = Y[i].argmax()
        if after is None:
            _probabilities(axes, places, P[i], 0.7, 1.0)
            top = P[i, truth]
        else:
            _probabilities(axes, places - 0.21, P[i], 0.4, 0.4)
            _probabilities(axes, places + 0.21, after[i], 0.4, 1.0)
            top = max(P[i, truth], after[i, truth])
        axes.annotate(
            f"✓ {text['truth']}", (truth, top), (0, 15), textcoords="offset points", ha="center"
        )
        axes.set_xticks(places, NAMES)
        # Wide enough for the mark in every language.
        axes.set(title=text["flower"].format(number=number), xlim=(-0.65, 2.65), ylim=(0, highest))
        axes.set_xlabel(text["species" if after is None else "species twice"])
        spoken.append(
            text["alt flower"].format(number=number, name=NAMES[truth], p=_spoken(P[i], 3))
        )
        if after is not None:
            spoken.append(text["alt after"].format(p=_spoken(after[i], 3)))
    panels[0].set_ylabel(text["probability"])
    return Picture(figure, text["alt"].format(count=len(P), flowers=" ".join(spoken)))


def _probabilities(axes, places, p, width, alpha):
    axes.bar(places, p, width, color=CLASSES, alpha=alpha)
    for place, height in zip(places, p, strict=True):
        at = {"xytext": (0, 3), "textcoords": "offset points", "ha": "center", "fontsize": 9}
        axes.annotate(f"{height:.2f}", (place, height), **at)


def _spoken(row, digits=2):
    """The numbers of a row, as a screen reader speaks them."""
    return ", ".join(minus(f"{x + 0:.{digits}f}") for x in np.round(row, digits))


def sigmoid():
    """Return a Picture: the logistic function, its point of symmetry, and its tangent there."""
    text = FIGURES["sigmoid"]
    figure, axes = canvas()
    t = np.linspace(-7, 7, 201)
    slope = differences.central_derivative(definitions.sigmoid, np.array(0.0))
    axes.plot(t, definitions.sigmoid(t), color=CLASSES[0], lw=2.5)
    near = np.array([-2.0, 2.0])
    axes.plot(near, 0.5 + slope * near, "--", color=INK, label=text["slope"].format(slope=slope))
    axes.plot(0, 0.5, "o", color=INK)
    axes.set(title=text["title"], xlabel=text["logit"], ylabel=text["probability"])
    axes.legend(frameon=False, fontsize=9)
    return Picture(figure, text["alt"].format(slope=slope))


def sample_loss():
    """Return a Picture: the loss of one sample against its logit; how it ends through σ."""
    text = FIGURES["sample loss"]
    figure, (left, right) = canvas(2, (9.0, 3.4))
    t = np.linspace(-8, 8, 201)
    for label, style in ((0, "-"), (1, "--")):
        curve = _sample_loss(t, label)
        left.plot(t, curve, style, color=CLASSES[label], lw=2.5, label=_label(text, label))
    left.set(title=text["title"], xlabel=text["logit"], ylabel=text["loss"])
    left.legend(frameon=False)
    t = np.linspace(30, 42, 481)
    with np.errstate(divide="ignore"):
        naive = -np.log(1 - definitions.sigmoid(t))
    last = t[np.isfinite(naive)][-1]
    right.plot(t, _sample_loss(t, 0), color=CLASSES[0], lw=4, label=text["definition"])
    right.plot(t, naive, color=CLASSES[1], lw=1.5, label=text["naive"])
    right.axvline(last, color=INK, linestyle=":")
    right.text(last + 0.2, 30.5, text["infinite"])
    right.set(title=text["naive title"], xlabel=text["logit"], ylabel=text["loss"], xlim=(30, 42))
    right.legend(frameon=False)
    return Picture(figure, text["alt"].format(last=last))


def sample_slope():
    """Return a Picture: the slope of one sample's loss in its logit, for both labels."""
    text = FIGURES["sample slope"]
    figure, axes = canvas()
    t = np.linspace(-6, 6, 121)
    for label, style in ((0, "-"), (1, "--")):
        slope = differences.central_derivative(lambda s, y=label: _sample_loss(s, y), t)
        axes.plot(t, slope, style, color=CLASSES[label], lw=2.5, label=_label(text, label))
    axes.axhline(0, color=INK, linewidth=0.8)
    axes.set(title=text["title"], xlabel=text["logit"], ylabel=text["slope"])
    axes.legend(frameon=False)
    return Picture(figure, text["alt"])


def _sample_loss(t, label):
    """The loss of one sample: that of the logits (0, t), label 0 or 1."""
    pair = t[..., None] * np.array([0.0, 1.0])
    return definitions.cross_entropy(pair, np.eye(2)[label])


def _label(text, label):
    return text["label"].format(label=label)


def loss_surface(X, y, path=None):
    """Return a Picture: J over bias and weight, as a surface and as level lines with −∇J.

    X: (m, 2), y: (m,). path: (n, 2), points of a descent.
    """
    text = FIGURES["loss surface"]
    figure = blank((9.8, 4.4))
    with plt.rc_context({"grid.color": INK}):
        surface = figure.add_subplot(1, 2, 1, projection="3d")
    levels = figure.add_subplot(1, 2, 2)
    bias, weight = np.meshgrid(np.linspace(-5, 6, 56), np.linspace(-2, 9, 56))

    def loss(theta):
        return definitions.logistic_loss(theta, X, y)

    J = loss(np.stack([bias, weight], axis=-1))
    surface.plot_surface(bias, weight, J, cmap="viridis", rcount=22, ccount=22)
    surface.view_init(elev=30, azim=55)
    surface.set_box_aspect((1, 1, 0.9))
    for axis in (surface.xaxis, surface.yaxis, surface.zaxis):
        axis.set_pane_color((0.0, 0.0, 0.0, 0.0))
    surface.set(title=text["title"], zlabel=text["loss"])
    steps = [0.2, 0.3, 0.45, 0.65, 0.95, 1.4, 2.0, 2.8, 3.8]
    lines = levels.contour(bias, weight, J, levels=steps, colors=CLASSES[0], linewidths=1.5)
    levels.clabel(lines, fmt="%.2g", fontsize=8)
    points = np.stack([bias[5::9, 5::9], weight[5::9, 5::9]], axis=-1).reshape(-1, 2)
    downhill = -np.array([differences.central_gradient(loss, point) for point in points])
    heads = {"headwidth": 3.5, "headlength": 4, "headaxislength": 3.6, "minshaft": 2}
    levels.quiver(*points.T, *downhill.T, angles="xy", scale=9, color=INK, width=0.006, **heads)
    lowest = np.unravel_index(J.argmin(), J.shape)
    spoken = ""
    if path is not None:
        levels.plot(*path.T, ".-", color=CLASSES[1], lw=1.5, label=text["path"])
        start = {"bias": path[0, 0], "weight": path[0, 1]}
        spoken = minus(text["alt path"].format(steps=len(path) - 1, **start))
    place = bias[lowest], weight[lowest]
    levels.plot(*place, "*", markersize=13, color=CLASSES[1], label=text["lowest"])
    levels.set(title=text["arrows"], aspect="equal")
    levels.legend(frameon=False, fontsize=9, loc="upper left", bbox_to_anchor=(1, 1))
    for axes in (surface, levels):
        axes.set(xlabel=text["bias"], ylabel=text["weight"])
    return Picture(figure, text["alt"].format(bias=place[0], weight=place[1], path=spoken))


def contributions(W, X, Y):
    """Return a Picture: the log-probability of each flower's species, and their mean."""
    text = FIGURES["contributions"]
    figure, axes = canvas(size=(9.0, 3.2))
    shares = -definitions.cross_entropy(X @ W, Y)
    mean = shares.mean()
    for k, name in enumerate(NAMES):
        members = np.flatnonzero(Y[:, k])
        bars = {"width": 0.75, "color": CLASSES[k], "alpha": 0.6, "label": name}
        axes.bar(members + 1, shares[members], **bars)
    axes.axhline(mean, color=INK, lw=2, label=minus(text["mean"].format(mean=mean)))
    axes.axhline(-np.log(3), linestyle=":", color=INK, lw=2, label=text["none"])
    axes.set(title=text["title"], xlabel=text["sample"], ylabel=text["contribution"])
    axes.set_xlim(0, len(Y) + 1)
    axes.legend(frameon=False, fontsize=9, loc="center left", bbox_to_anchor=(1, 0.5))
    told = {"count": len(Y), "total": shares.sum(), "mean": mean}
    below = int((shares < -np.log(3)).sum())
    return Picture(figure, minus(text["alt"].format(below=below, **told)))


def diagram():
    """Return a Picture: the diagram p_ik = v_k ∘ g_i, whose two ways lead to one number."""
    text = FIGURES["diagram"]
    figure, axes = canvas(size=(6.4, 3.0))
    places = {"weights": (0.0, 1.0), "logits": (1.0, 1.0), "probability": (1.0, 0.0)}
    for name, place in places.items():
        axes.annotate(text[name], place, ha="center", va="center", fontsize=18)
    arrows = (
        ("weights", "logits", "first", (0.5, 1.08), "center"),
        ("logits", "probability", "second", (1.04, 0.5), "left"),
        ("weights", "probability", "both", (0.42, 0.42), "right"),
    )
    for k, (start, end, name, place, side) in enumerate(arrows):
        arrow = {"arrowstyle": "-|>", "color": CLASSES[k], "lw": 1.8, "shrinkA": 32, "shrinkB": 26}
        axes.annotate("", places[end], places[start], arrowprops=arrow)
        axes.text(*place, text[name], ha=side, va="bottom", fontsize=13)
    axes.set(xlim=(-0.2, 1.75), ylim=(-0.2, 1.3), title=text["title"])
    axes.axis("off")
    return Picture(figure, text["alt"])


def probability_curves(W, x, c):
    """Return a Picture: the probabilities of one sample while w_c moves by t x/‖x‖²."""
    text = FIGURES["probability curves"]
    figure, axes = canvas(size=(7.6, 3.4))

    def probabilities(t):
        move = np.asarray(t)[..., None, None] * np.outer(x / (x @ x), np.eye(W.shape[1])[c])
        return definitions.softmax(x @ (W + move))

    t, near = np.linspace(-4, 4, 161), np.array([-1.2, 1.2])
    slopes = differences.central_derivative(probabilities, 0.0)
    for k, (p, slope) in enumerate(zip(probabilities(0.0), slopes, strict=True)):
        label = minus(text["curve"].format(k=k, name=NAMES[k], slope=slope))
        axes.plot(t, probabilities(t)[:, k], color=CLASSES[k], lw=2.5, label=label)
        axes.plot(near, p + slope * near, "--", color=CLASSES[k], lw=1.2)
        axes.plot(0, p, MARKERS[k], color=CLASSES[k])
    axes.set(title=text["title"].format(c=c), xlabel=text["move"].format(c=c))
    axes.set(ylabel=text["probability"])
    axes.legend(frameon=False, fontsize=9, loc="center left", bbox_to_anchor=(1, 0.5))
    return Picture(figure, text["alt"].format(c=c, slopes=_spoken(slopes, 3)))


def pulls(X, Y, contribution, c):
    """Return a Picture: flowers in the plane, each with its part of the gradient of ℓ in w_c.

    X, contribution: (m, 2). Y: (m, 3).
    """
    text = FIGURES["pulls"]
    figure, axes = canvas(size=(6.6, 4.6))
    _scatter(axes, X, Y, size=22)
    heads = {"headwidth": 3.5, "headlength": 4, "headaxislength": 3.6, "minshaft": 2}
    unscaled = {"angles": "xy", "scale_units": "xy", "scale": 1.0, "minlength": 0.2}
    axes.quiver(*X.T, *contribution.T, color=INK, width=0.005, zorder=3, **unscaled, **heads)
    axes.plot(0, 0, "+", color=INK, markersize=14, mew=2)
    axes.set(title=text["title"].format(name=NAMES[c]), aspect="equal")
    axes.set(xlabel=text["first"], ylabel=text["second"])
    axes.update_datalim(X + contribution)
    axes.autoscale_view()
    axes.legend(loc="center left", bbox_to_anchor=(1, 0.5), frameon=False)
    lengths = np.linalg.norm(contribution, axis=1)
    told = {"longest": lengths.max(), "shortest": lengths.min()}
    return Picture(figure, text["alt"].format(count=len(X), name=NAMES[c], **told))


def _scatter(axes, points, Y, size):
    """Draw flowers, each species with a colour and a marker of its own."""
    for k, (colour, marker) in enumerate(zip(CLASSES, MARKERS, strict=True)):
        members = points[Y[:, k] == 1]
        axes.scatter(*members.T, c=colour, marker=marker, label=NAMES[k], s=size, alpha=0.85)


def gradient_matrix(G):
    """Return a Picture: a measured gradient of the shape of W, (5, 3), and its row sums."""
    text = FIGURES["gradient matrix"]
    figure, axes = canvas(size=(6.4, 3.6))
    d, K = G.shape
    shown = np.column_stack([G, np.full(d, np.nan), G.sum(axis=1)])
    size = np.abs(G).max()
    axes.imshow(shown, cmap="RdBu_r", vmin=-size, vmax=size, aspect="auto")
    for (row, column), value in np.ndenumerate(shown):
        if np.isfinite(value):
            colour = "white" if abs(value) > 0.6 * size else "black"
            # Adding 0 turns a negative zero into zero.
            number = minus(f"{np.round(value, 3) + 0:.3f}")
            axes.text(column, row, number, ha="center", va="center", color=colour, fontsize=9)
    axes.set_xticks([*range(K), K + 1], [*NAMES, text["sum"]])
    axes.set_yticks(range(d), text["features"])
    axes.set(title=text["title"], xlabel=text["class"], ylabel=text["feature"])
    axes.spines[:].set_visible(False)
    rows = "; ".join(_spoken(row, 3) for row in G)
    return Picture(figure, text["alt"].format(d=d, K=K, rows=rows))


def regions(X, Y, stages):
    """Return a Picture: the flowers over two features, and the region of each species.

    X: (m, 3), a column of ones and two features. stages: the weights (3, 3) by the number of steps
    that led to them.
    """
    text = FIGURES["regions"]
    figure, panels = canvas(len(stages), (9.8, 3.8), sharey=True)
    low, high = X[:, 1:].min(axis=0) - 0.4, X[:, 1:].max(axis=0) + 0.4
    first, second = np.meshgrid(*np.linspace(low, high, 161).T)
    grid = np.stack([np.ones_like(first), first, second], axis=-1)
    titles = []
    for axes, (steps, W) in zip(panels, stages.items(), strict=True):
        region = (grid @ W).argmax(axis=-1)
        bounds = (-0.5, 0.5, 1.5, 2.5)
        axes.contourf(first, second, region, levels=bounds, colors=CLASSES, alpha=0.3)
        _scatter(axes, X[:, 1:], Y, size=22)
        wrong = (X @ W).argmax(axis=1) != Y.argmax(axis=1)
        ring = {"facecolors": "none", "edgecolors": INK, "s": 90, "label": text["wrong"]}
        axes.scatter(*X[wrong, 1:].T, **ring)
        title = text["later" if steps else "start"]
        titles.append(title.format(steps=steps, right=len(X) - wrong.sum(), m=len(X)))
        axes.set(title=titles[-1], xlabel=text["first"])
    panels[0].set_ylabel(text["second"])
    handles, labels = panels[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=4, frameon=False)
    return Picture(figure, text["alt"].format(count=len(stages), panels="; ".join(titles)))


def losses(values, infimum):
    """Return a Picture: how far the losses of a descent lie above what they never reach.

    values: the losses after 1, 2, … steps. infimum: below all of them.
    """
    text = FIGURES["losses"]
    figure, axes = canvas(size=(6.6, 3.4))
    above = np.array(values) - infimum
    axes.loglog(np.arange(1, len(above) + 1), above, color=CLASSES[0], lw=2.5)
    axes.set(title=text["title"], xlabel=text["step"], ylabel=text["above"])
    axes.grid(color=INK, alpha=0.25)
    told = {"first": above[0], "last": above[-1], "steps": len(above)}
    return Picture(figure, minus(text["alt"].format(**told)))


def stacking(W):
    """Return a Picture: W with a colour for each class, and its entries by columns and by rows."""
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
    columns, rows = (_spoken(W.ravel(order=order), 0) for order in "FC")
    return Picture(figure, text["alt"].format(d=d, columns=columns, rows=rows))


def _tiles(axes, values, owner, top):
    """A matrix as coloured squares with their numbers, its first row at height `top`."""
    for (row, column), value in np.ndenumerate(values):
        colour = CLASSES[owner[row, column]]
        corner = (column - 0.46, top + row - 0.46)
        axes.add_patch(plt.Rectangle(corner, 0.92, 0.92, color=colour))
        axes.text(column, top + row, f"{value:g}", ha="center", va="center", color="black")
