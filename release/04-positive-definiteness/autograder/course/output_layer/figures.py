"""The pictures of 05-output-layer. Every derivative in them is a difference of a definition."""

import numpy as np

from autograder.checking import differences
from autograder.course import definitions
from autograder.course.canvas import INK, canvas, minus
from autograder.course.output_layer.captions import FIGURES

# Colours of Okabe and Ito that can be told apart with any colour vision.
BLUE, ORANGE, GREEN, PURPLE = "#0072B2", "#D55E00", "#009E73", "#CC79A7"


def graph():
    """The layer as a computation graph: values forwards above, derivatives backwards below."""
    text = FIGURES["graph"]
    figure, axes = canvas(size=(9.0, 3.4))
    nodes = {"a": (0, 0), "z": (2, 0), "y_hat": (4, 0), "L": (6, 0)}
    nodes |= {"W, b": (1.35, 1.3), "y": (6, 1.3)}
    for name, place in nodes.items():
        box = {"boxstyle": "round,pad=0.45", "facecolor": "white", "edgecolor": INK}
        axes.text(*place, text["node"][name], ha="center", va="center", fontsize=13, bbox=box)
    for name in ("a", "z", "y_hat", "L"):
        axes.text(nodes[name][0], -0.95, text["shape"][name], ha="center", color=INK)
    for start, end in (("a", "z"), ("z", "y_hat"), ("y_hat", "L")):
        (x, y), (X, Y) = nodes[start], nodes[end]
        _arrow(axes, (x, y + 0.12), (X, Y + 0.12), INK)
        _arrow(axes, (X, Y - 0.12), (x, y - 0.12), ORANGE)
        middle = (x + X) / 2
        axes.text(middle, 0.22, text["forward"][end], ha="center", va="bottom", color=INK)
        place = {"ha": "center", "va": "top", "color": ORANGE, "linespacing": 1.5}
        axes.text(middle, -0.24, text["backward"][start], **place)
    _arrow(axes, (1.45, 1.3), (2.08, 0), INK)
    _arrow(axes, (1.9, 0), (1.27, 1.3), ORANGE)
    _arrow(axes, nodes["y"], nodes["L"], INK)
    axes.text(0.9, 1.3, text["backward"]["W, b"], ha="right", va="center", color=ORANGE)
    axes.set(xlim=(-0.9, 6.6), ylim=(-1.15, 1.7), title=text["title"])
    axes.axis("off")
    return figure


def _arrow(axes, start, end, colour):
    style = {"arrowstyle": "-|>", "color": colour, "shrinkA": 19, "shrinkB": 19, "linewidth": 1.4}
    axes.annotate("", end, start, arrowprops=style)


def loss_slopes(chances):
    """The loss by the probability of the true class, with the tangents at some probabilities."""
    text = FIGURES["loss slopes"]
    figure, axes = canvas()

    def loss(p):
        return definitions.probability_loss(np.asarray(p)[..., None], np.ones(1))

    p = np.linspace(0.02, 1, 200)
    axes.plot(p, loss(p), color=BLUE)
    for chance in chances:
        slope = differences.central_derivative(loss, chance)
        near = np.array([-1, 1]) * 0.7 / np.hypot(slope, 3)
        axes.plot(chance + near, loss(chance) + slope * near, color=ORANGE, linewidth=2.5)
        place = (chance + 0.03, loss(chance) + 0.1)
        axes.annotate(minus(text["slope"].format(slope=slope)), place, color=ORANGE)
    axes.set(title=text["title"], xlabel=text["probability"], ylabel=text["loss"])
    return figure


def backward_product(z, upstream):
    """The Jacobian of the softmax, what arrives at its rows and what leaves at its columns."""
    text = FIGURES["backward product"]
    J = differences.central_jacobian(definitions.softmax, z)
    figure, axes = canvas(size=(5.6, 3.9))
    K = len(z)
    shown = np.full((K + 2, K + 2), np.nan)
    shown[:K, 2:] = J
    shown[:K, 0] = upstream
    shown[K + 1, 2:] = upstream @ J
    inner = np.zeros(shown.shape, dtype=bool)
    inner[:K, 2:] = True
    _numbers(axes, shown, inner)
    axes.set_xticks([0, *range(2, K + 2)], [text["upstream"], *_each(text["logit"], K)])
    axes.set_yticks([*range(K), K + 1], [*_each(text["probability"], K), text["downstream"]])
    axes.set_title(text["title"], pad=12)
    return figure


def weight_gradient(W, b, a, y):
    """∂L/∂W with ∂L/∂b beside it and the activations above it, each measured by itself."""
    text = FIGURES["weight gradient"]

    def loss(W, b):
        return definitions.layer_loss(W, b, a[None], y[None])

    by_weights = differences.central_gradient(lambda V: loss(V, b), W)
    by_biases = differences.central_gradient(lambda v: loss(W, v), b)
    K, n = W.shape
    figure, axes = canvas(size=(5.2, 3.9))
    shown = np.full((K + 2, n + 2), np.nan)
    shown[0, 2:] = a
    shown[2:, 0] = by_biases
    shown[2:, 2:] = by_weights
    inner = np.zeros(shown.shape, dtype=bool)
    inner[2:, 2:] = True
    _numbers(axes, shown, inner)
    axes.set_xticks([0, *range(2, n + 2)], [text["biases"], *_each(text["activation"], n)])
    axes.set_yticks([0, *range(2, K + 2)], [text["activations"], *_each(text["logit"], K)])
    axes.set_title(text["title"], pad=12)
    return figure


def _each(label, count):
    return [label.format(index=index) for index in range(count)]


def _numbers(axes, values, inner):
    """A heat map with its numbers written in and its margins in grey; NaN leaves a gap."""
    size, margin = np.abs(values[inner]).max(), np.isfinite(values) & ~inner
    axes.imshow(np.where(margin, 0.15, np.nan), cmap="Greys", vmin=0, vmax=1, aspect="auto")
    colours = np.where(inner, values, np.nan)
    axes.imshow(colours, cmap="RdBu_r", vmin=-size, vmax=size, aspect="auto")
    for (row, column), value in np.ndenumerate(values):
        if np.isfinite(value):
            colour = "white" if abs(colours[row, column]) > 0.6 * size else "black"
            # Adding 0 turns a negative zero into zero.
            value = np.round(value, 3) + 0.0
            axes.text(column, row, minus(f"{value:.3f}"), ha="center", va="center", color=colour)
    axes.xaxis.tick_top()
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)


def division():
    """The error of δ computed through 1/ŷ against the logit gap, and the factors on the way."""
    text = FIGURES["division"]
    figure, (left, right) = canvas(2, (9.6, 3.8))
    gaps = np.arange(1.0, 1001.0)
    slopes = [_slopes(gap) for gap in gaps]
    roads = (
        ("float64", np.float64, 0.0, BLUE, "-"),
        ("float32", np.float32, 0.0, GREEN, "--"),
        ("clipped", np.float64, 1e-12, ORANGE, "-."),
    )
    for height, (name, dtype, floor, colour, line) in enumerate(roads):
        errors = np.array([_division_error(*pair, dtype, floor) for pair in slopes])
        left.plot(gaps, errors, line, color=colour, label=text[name])
        lost = gaps[~np.isfinite(errors)]
        if len(lost):
            y = 300.0 * 1000.0**height
            left.plot([lost[0], gaps[-1]], [y, y], "x-", color=colour)
            label = text["lost"].format(gap=lost[0])
            left.text(lost[0] * 0.85, y, label, color=colour, ha="right", va="center")
    left.set(title=text["error title"], xlabel=text["gap"], ylabel=text["error"])
    left.set(xscale="log", yscale="log", ylim=(1e-18, 1e8))
    left.set_yticks([1e-16, 1e-12, 1e-8, 1e-4, 1])
    left.minorticks_off()
    left.legend(frameon=False, loc="center left", bbox_to_anchor=(0, 0.57), fontsize=8)
    _draw_factors(right, text)
    return figure


def _slopes(gap):
    """For three logits, the true class `gap` below the best: ŷ_j of it, and ∂L/∂z.

    The loss is differenced in the logits: no probability is formed, and nothing is divided.
    """
    z, y = np.array([0.0, -gap, -1.0]), np.array([0.0, 1.0, 0.0])
    truth = differences.gradient(lambda v: definitions.cross_entropy(v, y), z)
    return definitions.softmax(z)[1], truth


def _division_error(chance, truth, dtype, floor):
    """The largest error of ∂L/∂z when the entries ∂ŷ_j/∂z_k are multiplied by 1/ŷ_j.

    The entries are the right ones, rounded as the dtype rounds them, so that whatever is wrong in
    the product comes from the division. floor: least value that ŷ_j is allowed to have.
    """
    with np.errstate(all="ignore"):
        entries = (-chance * truth).astype(dtype)
        product = -entries * np.reciprocal(np.maximum(chance, floor).astype(dtype))
    # A logarithmic axis has no place for 0: what agrees in every digit is drawn at 1e-17.
    return np.maximum(np.abs(product - truth).max(), 1e-17)


def _draw_factors(axes, text):
    gaps = np.linspace(0, 780, 391)
    slopes = [_slopes(gap) for gap in gaps]
    chances = np.array([chance for chance, _ in slopes])
    largest = np.array([np.abs(truth).max() for _, truth in slopes])
    with np.errstate(all="ignore"):
        # What has left float64 at either end is infinite here, and is not drawn.
        factor, entries = np.log10(1 / chances), np.log10(chances * largest)
    delta = np.log10(largest)
    axes.plot(gaps, factor, color=ORANGE)
    axes.plot(gaps, delta, color=BLUE)
    axes.plot(gaps, entries, color=PURPLE)
    # The largest and the smallest positive float64.
    limits = np.log10(np.finfo(np.float64).max), np.log10(5e-324)
    for limit, name, side in zip(limits, ("largest", "smallest"), ("bottom", "top"), strict=True):
        axes.axhline(limit, color=INK, linewidth=0.8, linestyle=":")
        axes.text(0, limit, text[name], color=INK, va=side)
    axes.text(340, 195, text["factor"], color=ORANGE, ha="right")
    axes.text(340, 14, text["product"], color=BLUE, ha="right")
    axes.text(340, -225, text["entries"], color=PURPLE, ha="right")
    axes.set(title=text["factor title"], xlabel=text["gap"], ylabel=text["size"])
    axes.set(ylim=(-380, 380))


def batch_sizes(W, b, A, Y):
    """The length of ∂L/∂W over the first rows of a batch, for the mean and for the sum."""
    text = FIGURES["batch sizes"]
    figure, axes = canvas()
    sizes = 2 ** np.arange(int(np.log2(len(A))) + 1)
    lengths = np.array([_length(W, b, A[:m], Y[:m]) for m in sizes])
    axes.loglog(sizes, sizes * lengths, "s-", color=ORANGE, label=text["sum"])
    axes.loglog(sizes, lengths, "o-", color=BLUE, label=text["mean"])
    axes.set_xticks(sizes[::2], sizes[::2])
    axes.minorticks_off()
    axes.set(title=text["title"], xlabel=text["samples"], ylabel=text["length"])
    axes.legend(frameon=False)
    return figure


def _length(W, b, A, Y):
    return np.linalg.norm(
        differences.central_gradient(lambda V: definitions.layer_loss(V, b, A, Y), W)
    )


def activation_plane(W, b, a, y):
    """The loss over the plane of two activations, with −∂L/∂a as arrows, and at a point."""
    text = FIGURES["activation plane"]
    figure, axes = canvas(size=(5.6, 4.2))

    def loss(a):
        return definitions.cross_entropy(a @ W.T + b, y)

    side = np.linspace(-4, 4, 81)
    plane = np.stack(np.meshgrid(side, side), axis=-1)
    lines = axes.contour(side, side, loss(plane), levels=14, cmap="viridis")
    axes.clabel(lines, lines.levels[1::3], fmt="%.1f")
    points = plane[8::16, 8::16].reshape(-1, 2)
    downhill = -np.array([differences.central_gradient(loss, point) for point in points])
    axes.quiver(*points.T, *downhill.T, angles="xy", scale=9, color=INK, width=0.006)
    axes.plot(*a, "o", color=ORANGE, markersize=9, label=text["here"])
    axes.set(title=text["title"], xlabel=text["first"], ylabel=text["second"], aspect="equal")
    axes.legend(loc="upper left", bbox_to_anchor=(1, 1), frameon=False)
    return figure
