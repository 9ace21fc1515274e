"""The pictures of 05-output-layer. Every derivative in them is a difference of a definition."""

import numpy as np

from autograder.checking import differences
from autograder.course import definitions
from autograder.course.canvas import CLASSES, FOURTH, INK, MARKERS, Picture, canvas, minus
from autograder.course.output_layer.captions import FIGURES
from autograder.course.sliders import Slider, explore

# Values run forwards in the first colour, derivatives back in the second.
FORWARD, BACK = CLASSES[0], CLASSES[1]


def seventh_loss(X, Y, losses, yours=None):
    """Return a Picture: points of two classes, and the losses of a training that ends in NaN.

    X: (m, 2), Y: (m, 2). losses: a list whose last entry is NaN. yours: losses that go on.
    """
    text = FIGURES["seventh loss"]
    figure, (plane, axes) = canvas(2, (9.0, 3.5))
    _points(plane, X, Y)
    plane.set(title=text["plane"], xlabel=text["first"], ylabel=text["second"], aspect="equal")
    steps, finite = np.arange(1, len(losses) + 1), np.array(losses[:-1])
    if yours is not None:
        label = text["yours"]
        axes.plot(np.arange(1, len(yours) + 1), yours, "-", color=CLASSES[2], lw=5, label=label)
    axes.plot(steps[:-1], finite, "o-", color=CLASSES[0], label=text["losses"])
    axes.axvline(steps[-1], color=CLASSES[1], ls="--")
    axes.annotate(
        text["nan"].format(step=steps[-1]), (steps[-1], 0.03), (6, 0),
        xycoords=("data", "axes fraction"), textcoords="offset points", color=INK,
    )  # fmt: skip
    axes.set(title=text["training"], xlabel=text["step"], ylabel=text["loss"], yscale="log")
    if yours is None:
        axes.set(xlim=(0.5, len(losses) + 2.6), ylim=(0.3, 200), xticks=steps)
        axes.set_yticks([1, 10, 100], ["1", "10", "100"])
        axes.minorticks_off()
    else:
        axes.set_ylim(top=2e4)
        axes.legend(frameon=False, fontsize=9, loc="upper right")
    spoken = ", ".join(f"{loss:.3g}" for loss in finite)
    more = "" if yours is None else text["alt yours"].format(last=yours[-1], count=len(yours))
    return Picture(figure, text["alt"].format(losses=spoken, step=steps[-1], yours=more))


def graph(W, b, a, y):
    """Return a Picture: the layer as a computation graph, with values and measured derivatives.

    W: (K, n), b: (K,), a: (n,), y: (K,).
    """
    text = FIGURES["graph"]
    figure, axes = canvas(size=(9.6, 4.3))
    nodes = {"a": (0, 0), "z": (2.2, 0), "y_hat": (4.4, 0), "L": (6.6, 0)}
    nodes |= {"W, b": (0.95, 1.75), "y": (6.6, 1.75)}
    z = W @ a + b
    y_hat, loss = definitions.softmax(z), definitions.cross_entropy(z, y)
    by_y_hat = differences.gradient(lambda p: definitions.probability_loss(p, y), y_hat)
    delta = differences.gradient(lambda v: definitions.cross_entropy(v, y), z)
    by_a = differences.gradient(lambda v: definitions.cross_entropy(v @ W.T + b, y), a)
    by_W = differences.gradient(lambda V: definitions.layer_loss(V, b, a[None], y[None]), W)
    values = {"a": a, "z": z, "y_hat": y_hat, "L": [loss], "y": y}
    for name, place in nodes.items():
        box = {"boxstyle": "round,pad=0.45", "facecolor": "none", "edgecolor": INK}
        axes.text(*place, text["node"][name], ha="center", va="center", fontsize=14, bbox=box)
    for name in ("a", "z", "y_hat", "L"):
        place = {"ha": "center", "va": "top", "fontsize": 10, "linespacing": 1.3}
        axes.text(nodes[name][0], -0.42, _column(values[name]), **place)
    axes.text(6.25, 1.75, _column(y), ha="right", va="center", fontsize=10)
    arriving = {"y_hat": by_y_hat, "z": delta, "a": by_a}
    for start, end in (("a", "z"), ("z", "y_hat"), ("y_hat", "L")):
        (left, _), (right, _) = nodes[start], nodes[end]
        _arrow(axes, (left, 0.13), (right, 0.13), FORWARD)
        _arrow(axes, (right, -0.13), (left, -0.13), BACK)
        middle = (left + right) / 2
        axes.text(middle, 0.24, text["forward"][end], ha="center", va="bottom")
        said = text["backward"][start] + "\n" + _column(arriving[start])
        place = {"ha": "center", "va": "top", "fontsize": 10, "linespacing": 1.4}
        axes.text(middle, -0.26, said, **place)
    _arrow(axes, (1.1, 1.75), (2.32, 0.05), FORWARD)
    _arrow(axes, (2.05, 0.05), (0.83, 1.75), BACK)
    _arrow(axes, nodes["y"], nodes["L"], FORWARD)
    said = text["backward"]["W, b"] + "\n" + _rows(by_W)
    axes.text(0.45, 1.75, said, ha="right", va="center", fontsize=10, linespacing=1.4)
    said = text["parameters"] + "\n" + _rows(W, b)
    axes.text(1.5, 1.75, said, ha="left", va="center", fontsize=10, linespacing=1.4)
    axes.set(xlim=(-1.0, 7.2), ylim=(-1.2, 2.3), title=text["title"])
    axes.axis("off")
    spoken = {name: _list(value) for name, value in values.items()}
    spoken |= {"by_y_hat": _list(by_y_hat), "delta": _list(delta), "by_a": _list(by_a)}
    spoken |= {"W": _list(W.ravel()), "b": _list(b), "by_W": _list(by_W.ravel())}
    return Picture(figure, text["alt"].format(**spoken))


def _rows(matrix, column=None):
    """The rows of a matrix as lines, each with its entry of a further column behind a bar."""
    lines = ["   ".join(map(_number, row)) for row in matrix]
    if column is not None:
        lines = [f"{line}  |  {_number(x)}" for line, x in zip(lines, column, strict=True)]
    return "\n".join(lines)


def _column(values):
    return "\n".join(map(_number, values))


def _number(x, digits=3):
    # Adding 0 turns a negative zero into zero.
    return minus(f"{np.round(x, digits) + 0:.{digits}f}")


def _list(values):
    return "(" + ", ".join(map(_number, values)) + ")"


def _arrow(axes, start, end, colour):
    style = {"arrowstyle": "-|>", "color": colour, "shrinkA": 19, "shrinkB": 19, "linewidth": 1.6}
    axes.annotate("", end, start, arrowprops=style)


def loss_slopes(chances):
    """Return a Picture: the loss by the probability of the true class, with some tangents.

    chances: probabilities, each in its place with the slope there.
    """
    text = FIGURES["loss slopes"]
    figure, axes = canvas(size=(6.6, 3.8))

    def loss(p):
        return definitions.probability_loss(np.asarray(p)[..., None], np.ones(1))

    p = np.linspace(0.03, 1, 300)
    axes.plot(p, loss(p), color=CLASSES[0], lw=2.5)
    slopes = [float(differences.central_derivative(loss, chance)) for chance in chances]
    for chance, slope in zip(chances, slopes, strict=True):
        near = np.array([-1, 1]) * 0.3 * chance**0.75
        axes.plot(chance + near, loss(chance) + slope * near, color=INK, lw=1.3)
        axes.plot(chance, loss(chance), "o", color=CLASSES[1], ms=8)
        said = text["slope"].format(chance=f"{chance:g}", slope=_number(slope, 2))
        axes.annotate(said, (chance, loss(chance)), (10, 8), textcoords="offset points")
    axes.set(title=text["title"], xlabel=text["probability"], ylabel=text["loss"])
    axes.set(xlim=(0, 1.18), ylim=(-0.25, 3.7))
    spoken = ", ".join(_number(slope, 2) for slope in slopes)
    return Picture(figure, text["alt"].format(chances=_list(chances), slopes=spoken))


def backward_product(z, upstream):
    """Return a Picture: the Jacobian of the softmax, what arrives at its rows, and what leaves.

    z, upstream: (K,).
    """
    text = FIGURES["backward product"]
    S = differences.central_jacobian(definitions.softmax, z)
    figure, axes = canvas(size=(6.2, 4.2))
    K = len(z)
    shown = np.full((K + 2, K + 2), np.nan)
    shown[:K, 2:] = S
    shown[:K, 0] = upstream
    shown[K + 1, 2:] = upstream @ S
    inner = np.zeros(shown.shape, dtype=bool)
    inner[:K, 2:] = True
    _heat_map(axes, shown, inner)
    axes.set_xticks([0, *range(2, K + 2)], [text["upstream"], *_each(text["logit"], K)])
    axes.set_yticks([*range(K), K + 1], [*_each(text["probability"], K), text["downstream"]])
    axes.set(xlabel=text["columns"], ylabel=text["rows"])
    axes.set_title(text["title"], pad=12)
    said = {"arrives": _list(upstream), "leaves": _list(upstream @ S)}
    return Picture(figure, text["alt"].format(**said))


def weight_gradient(W, b, a, y):
    """Return a Picture: ∂L/∂W with ∂L/∂b beside it and the activations above it, all measured.

    W: (K, n), b: (K,), a: (n,), y: (K,).
    """
    text = FIGURES["weight gradient"]

    def loss(W, b):
        return definitions.layer_loss(W, b, a[None], y[None])

    by_weights = differences.central_gradient(lambda V: loss(V, b), W)
    by_biases = differences.central_gradient(lambda v: loss(W, v), b)
    K, n = W.shape
    figure, axes = canvas(size=(5.6, 4.2))
    shown = np.full((K + 2, n + 2), np.nan)
    shown[0, 2:] = a
    shown[2:, 0] = by_biases
    shown[2:, 2:] = by_weights
    inner = np.zeros(shown.shape, dtype=bool)
    inner[2:, 2:] = True
    _heat_map(axes, shown, inner)
    axes.set_xticks([0, *range(2, n + 2)], [text["biases"], *_each(text["activation"], n)])
    axes.set_yticks([0, *range(2, K + 2)], [text["activations"], *_each(text["logit"], K)])
    axes.set(xlabel=text["columns"], ylabel=text["rows"])
    axes.set_title(text["title"], pad=12)
    rows = "; ".join(_list(row) for row in by_weights)
    said = text["alt"].format(rows=rows, biases=_list(by_biases), activations=_list(a))
    return Picture(figure, said)


def _each(label, count):
    return [label.format(index=index) for index in range(count)]


def _heat_map(axes, values, inner):
    """A heat map with its numbers written in and its margins in grey; NaN leaves a gap."""
    size, margin = np.abs(values[inner]).max(), np.isfinite(values) & ~inner
    axes.imshow(np.where(margin, 0.15, np.nan), cmap="Greys", vmin=0, vmax=1, aspect="auto")
    colours = np.where(inner, values, np.nan)
    axes.imshow(colours, cmap="RdBu_r", vmin=-size, vmax=size, aspect="auto")
    for (row, column), value in np.ndenumerate(values):
        if np.isfinite(value):
            colour = "white" if abs(colours[row, column]) > 0.6 * size else "black"
            axes.text(column, row, _number(value), ha="center", va="center", color=colour)
    axes.xaxis.tick_top()
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)


def division():
    """Return a Picture: where δ through 1/ŷ is right, wrong or not finite, and why."""
    text = FIGURES["division"]
    figure, (left, right) = canvas(2, (10.4, 3.9))
    gaps = np.arange(1.0, 1001.0)
    slopes = [_slopes(gap) for gap in gaps]
    ways = (
        ("float64", np.float64, 0.0),
        ("float32", np.float32, 0.0),
        ("clipped", np.float64, CLIP),
    )
    ends = {}
    for lane, (name, dtype, floor) in enumerate(ways):
        errors = np.array([_division_error(*pair, dtype, floor) for pair in slopes])
        wrong = gaps[~(errors < WRONG)]
        ends[name] = int(wrong[0])
        fate = "wrong" if np.isfinite(errors).all() else "not finite"
        lasting = {"height": 0.5, "align": "center"}
        left.barh(lane, ends[name], color=CLASSES[0], **lasting)
        hatched = {"hatch": "///", "facecolor": "none", "edgecolor": CLASSES[1]}
        left.barh(lane, gaps[-1] - ends[name], left=ends[name], **hatched, **lasting)
        said = text[fate].format(gap=ends[name])
        left.text(1000, lane - 0.33, said, ha="right", va="bottom", color=INK, fontsize=10)
    left.set_yticks(range(len(ways)), [text[name] for name, *_ in ways])
    left.set(title=text["error title"], xlabel=text["gap"], ylabel=text["way"], xlim=(0, 1000))
    left.set_ylim(len(ways) - 0.4, -0.7)
    _draw_factors(right, text)
    return Picture(figure, text["alt"].format(**ends))


# What a program puts in the place of a smaller ŷ, and the error of δ from which we call it wrong.
CLIP, WRONG = 1e-12, 1e-3


def _slopes(gap):
    """For three logits, the true class `gap` below the best: ŷ_j of it, and ∂L/∂z.

    The loss is differenced in the logits: no probability is formed, and nothing is divided.
    """
    z, y = np.array([0.0, -gap, -1.0]), np.array([0.0, 1.0, 0.0])
    truth = differences.gradient(lambda v: definitions.cross_entropy(v, y), z)
    return definitions.softmax(z)[1], truth


def _divided(chance, truth, dtype, floor):
    """∂L/∂z where the entries ∂ŷ_j/∂z_k are multiplied by 1/ŷ_j.

    The entries are the right ones, rounded as the dtype rounds them, so that an error of the
    product comes from the division. floor: least value that ŷ_j is allowed to have.
    """
    with np.errstate(all="ignore"):
        entries = (-chance * truth).astype(dtype)
        return -entries * np.reciprocal(np.maximum(chance, floor).astype(dtype))


def _division_error(chance, truth, dtype, floor):
    return np.abs(_divided(chance, truth, dtype, floor) - truth).max()


def _draw_factors(axes, text):
    gaps = np.linspace(0, 780, 391)
    slopes = [_slopes(gap) for gap in gaps]
    chances = np.array([chance for chance, _ in slopes])
    largest = np.array([np.abs(truth).max() for _, truth in slopes])
    with np.errstate(all="ignore"):
        # What has left float64 at either end is infinite here, and is not drawn.
        factor, entries = np.log10(1 / chances), np.log10(chances * largest)
    delta = np.log10(largest)
    axes.plot(gaps, factor, color=CLASSES[1], lw=2.5)
    axes.plot(gaps, delta, color=CLASSES[0], lw=2.5)
    axes.plot(gaps, entries, color=FOURTH, lw=2.5)
    # The largest and the smallest positive float64.
    limits = np.log10(np.finfo(np.float64).max), np.log10(5e-324)
    for limit, name, side in zip(limits, ("largest", "smallest"), ("bottom", "top"), strict=True):
        axes.axhline(limit, color=INK, linewidth=0.8, linestyle=":")
        axes.text(5, limit, text[name], color=INK, va=side)
    axes.text(330, 185, text["factor"], ha="right")
    axes.text(500, 14, text["product"], ha="left")
    axes.text(330, -215, text["entries"], ha="right")
    axes.set(title=text["factor title"], xlabel=text["gap"], ylabel=text["size"])
    axes.set(ylim=(-390, 390))


def move_gap():
    """Display δ by two ways, with sliders for the logit gap and for the clipping of ŷ."""
    text = FIGURES["gap"]
    gap = Slider(text["gap"], 0, 760, 1, 20)
    exponent = Slider(text["exponent"], 1, 30, 1, 12)
    explore(gap_and_clip, [gap, exponent])


def gap_and_clip(gap, exponent):
    """Return a Picture: δ measured, by division, and by division by a clipped ŷ, as bars.

    gap: of the true class below the largest logit. exponent: ŷ is at least 10^−exponent.
    """
    text = FIGURES["gap"]
    figure, panels = canvas(3, (9.2, 3.1), sharey=True)
    chance, truth = _slopes(float(gap))
    floor = 10.0**-exponent
    shown = {
        "measured": truth,
        "divided": _divided(chance, truth, np.float64, 0.0),
        "clipped": _divided(chance, truth, np.float64, floor),
    }
    for axes, (name, bars) in zip(panels, shown.items(), strict=True):
        axes.bar(np.arange(3), np.where(np.isfinite(bars), bars, 0.0), color=CLASSES)
        for k, bar in enumerate(bars):
            said = _number(bar, 2) if np.isfinite(bar) else text["not finite"]
            above = not np.isfinite(bar) or bar > -0.005
            place = (0, 3 if above else -13)
            axes.annotate(said, (k, bar if np.isfinite(bar) else 0), place, ha="center",
                          textcoords="offset points", fontsize=9)  # fmt: skip
        axes.axhline(0, color=INK, lw=0.8)
        axes.set(title=text[name].format(exponent=exponent), xlabel=text["class"])
        axes.set(xticks=np.arange(3), ylim=(-1.3, 1.3))
    panels[0].set_ylabel(text["delta"])
    spoken = {name: _list(bars) for name, bars in shown.items()}
    chance = f"{chance:.0e}"
    return Picture(figure, text["alt"].format(gap=gap, exponent=exponent, chance=chance, **spoken))


def activation_plane(W, b, a, y):
    """Return a Picture: level lines of the loss over two activations, and −∂L/∂a as arrows.

    W: (K, 2), b: (K,), a: (2,), y: (K,).
    """
    text = FIGURES["activation plane"]
    figure, axes = canvas(size=(6.6, 4.4))

    def loss(a):
        return definitions.cross_entropy(a @ W.T + b, y)

    side = np.linspace(-4, 4, 81)
    plane = np.stack(np.meshgrid(side, side), axis=-1)
    levels = [0.25, 0.5, 1, 2, 4, 6, 8]
    lines = axes.contour(side, side, loss(plane), levels=levels, colors=CLASSES[0], linewidths=1.4)
    axes.clabel(lines, levels[1::2], fmt="%g", fontsize=10)
    points = plane[8::16, 8::16].reshape(-1, 2)
    downhill = -np.array([differences.central_gradient(loss, point) for point in points])
    axes.quiver(*points.T, *downhill.T, angles="xy", scale=9, color=INK, width=0.006)
    axes.plot(*a, "s", color=CLASSES[1], markersize=10, label=text["here"])
    axes.set(title=text["title"], xlabel=text["first"], ylabel=text["second"], aspect="equal")
    axes.legend(loc="upper left", bbox_to_anchor=(1, 1), frameon=False)
    return Picture(figure, text["alt"].format(a=_list(a), loss=_number(loss(a))))


def regions(X, Y, networks):
    """Return a Picture: the class that each of some networks predicts all over the plane.

    X: (m, 2), Y: (m, K). networks: number of steps → (W1, b1, W2, b2).
    """
    text = FIGURES["regions"]
    figure, panels = canvas(len(networks), (3.6 * len(networks), 3.9), sharey=True)
    side = np.linspace(-1.15, 1.15, 241) * np.abs(X).max()
    plane = np.stack(np.meshgrid(side, side), axis=-1).reshape(-1, 2)
    K, told = Y.shape[1], []
    for axes, (steps, parameters) in zip(np.atleast_1d(panels), networks.items(), strict=True):
        best = definitions.network_logits(*parameters, plane).argmax(axis=1)
        best = best.reshape(len(side), len(side))
        levels = np.arange(K + 1) - 0.5
        axes.contourf(side, side, best, levels=levels, colors=CLASSES[:K], alpha=0.35)
        _points(axes, X, Y, ms=3.5)
        right = definitions.network_logits(*parameters, X).argmax(1) == Y.argmax(1)
        title = text["later" if steps else "start"]
        told.append(title.format(steps=steps, right=f"{right.mean():.0%}"))
        axes.set(title=told[-1], xlabel=text["first"], aspect="equal")
    np.atleast_1d(panels)[0].set_ylabel(text["second"])
    return Picture(figure, text["alt"].format(stages="; ".join(told).replace("\n", ", ")))


def _points(axes, X, Y, ms=4.5):
    for k in range(Y.shape[1]):
        chosen = X[Y[:, k] == 1].T
        axes.plot(*chosen, MARKERS[k], color=CLASSES[k], ms=ms, mec=INK, mew=0.4)
