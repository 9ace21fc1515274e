"""The pictures of 03-hessian: every derivative in them is measured from a definition."""

import numpy as np

from autograder.checking import differences
from autograder.course import definitions
from autograder.course.canvas import CLASSES, INK, MARKERS, PALE, Picture, canvas, minus
from autograder.course.data import NAMES
from autograder.course.hessian.captions import FIGURES
from autograder.course.sliders import Slider, explore

# Above this side a matrix is shown by its colours alone; the numbers would no longer fit.
NUMBERS_UP_TO = 8

# Eigenvalues below are zeros that were rounded.
ZERO = 1e-12


def slow(losses, limit):
    """Return a Picture: the gap between the loss of a run and its limit, on logarithmic axes.

    losses: step → loss. limit: the infimum of the loss.
    """
    text = FIGURES["slow"]
    figure, axes = canvas(size=(6.8, 3.8))
    gaps = {step: loss - limit for step, loss in losses.items()}
    axes.loglog(list(gaps), list(gaps.values()), color=CLASSES[0], lw=2.5)
    for step, name, colour, mark in ((57, "right", 1, "s"), (9_701, "last", 2, "^")):
        axes.plot(step, gaps[step], mark, color=CLASSES[colour], ms=9)
        axes.annotate(
            text[name],
            (step, gaps[step]),
            (-10, -4),
            textcoords="offset points",
            ha="right",
            va="top",
        )
    axes.set(title=text["title"], xlabel=text["steps"], ylabel=text["gap"].format(limit=limit))
    axes.set_ylim(bottom=4e-4)
    return Picture(figure, text["alt"].format(limit=limit, first=gaps[1]))


def steep_and_flat(loss, W):
    """Return a Picture: a loss along the directions of largest and of least curvature above 0.

    loss takes (…, d, K); W: (d, K).
    """
    text = FIGURES["steep and flat"]
    curvatures, directions = np.linalg.eigh(differences.hessian(loss, W))
    figure, panels = canvas(2, (8.4, 3.4), sharey=True)
    t, said = np.linspace(-1, 1, 81), {}
    for axes, name, place in zip(
        panels, ("steep", "flat"), (-1, np.argmax(curvatures > ZERO)), strict=True
    ):
        V = directions[:, place].reshape(W.shape, order="F")
        said[name] = np.format_float_positional(float(f"{curvatures[place]:.2g}"))
        slope = differences.derivative(lambda u, V=V: loss(W + u * V), 0.0, 1.0)
        parabola = loss(W) + slope * t + curvatures[place] * t**2 / 2
        label = text["parabola"].format(curvature=said[name])
        axes.plot(t, loss(W + np.multiply.outer(t, V)), color=CLASSES[0], lw=4, label=text["loss"])
        axes.plot(t, parabola, "--", color=CLASSES[1], label=label)
        axes.set(title=text[name], xlabel=text["t"], xticks=[-1, -0.5, 0, 0.5, 1])
        axes.legend(frameon=False, fontsize=9, loc="upper center")
    panels[0].set_ylabel(text["L"])
    panels[0].set_ylim(top=panels[0].get_ylim()[1] + 0.02)
    return Picture(figure, text["alt"].format(**said))


def weights(theta, X, y):
    """Return a Picture: the slope of the sigmoid at each flower, and flowers with areas to match.

    theta: (3,); X: (m, 3), a column of ones and the petals; y: (m,), 1 for virginica.
    """
    text = FIGURES["weights"]
    figure, (left, right) = canvas(2, (9, 3.8))
    logits, line = X @ theta, np.linspace(-9, 9, 181)
    left.plot(line, _slope(line), color=INK, lw=1)
    for label, name in ((0, NAMES[1]), (1, NAMES[2])):
        style = {"marker": MARKERS[label + 1], "color": CLASSES[label + 1], "label": name}
        t, rows = logits[y == label], X[y == label]
        left.plot(t, _slope(t), ls="", ms=5, alpha=0.8, **style)
        right.scatter(*rows[:, 1:].T, s=4 + 500 * _slope(t), alpha=0.6, lw=0, **style)
    edge = np.array([-0.75, 0.75])
    boundary = -(theta[0] + theta[1] * edge) / theta[2]
    right.plot(edge, boundary, "--", color=INK, label=text["boundary"])
    left.set(xlabel=text["t"], ylabel=text["slope"], title=text["title slope"], xlim=(-9, 9))
    right.set(xlabel=text["length"], ylabel=text["width"], title=text["title plane"])
    # The areas in the legend say nothing; let them be small.
    for handle in right.legend(frameon=False, fontsize=9, loc="lower right").legend_handles[:2]:
        handle.set_sizes([30])
    return Picture(figure, text["alt"].format(many=(_slope(logits) > 0.1).sum()))


def samples(theta, X, flowers):
    """Return a Picture: what some flowers add to the Hessian of the logistic loss, and the mean.

    flowers: name → row of X.
    """
    text = FIGURES["samples"]
    rows = list(flowers.values())
    tiles = [_logistic(theta, X[row][None]) for row in rows]
    tiles.append(_logistic(theta, X))
    slopes = [f"{slope:.3f}" for slope in _slope(X[rows] @ theta)]
    titles = [
        text["flower"].format(name=name, slope=slope)
        for name, slope in zip(flowers, slopes, strict=True)
    ]
    titles.append(text["mean"].format(count=len(X)))
    limit = max(np.abs(tile).max() for tile in tiles)
    figure, panels = canvas(len(tiles), (2.4 * len(tiles), 3.0), sharey=True)
    for axes, tile, title in zip(panels, tiles, titles, strict=True):
        # On the flowers' scale the mean would be white.
        own = np.abs(tile).max() if axes is panels[-1] else limit
        _heat_map(axes, tile, own)
        axes.set(xlabel=text["feature"], xticks=range(3), yticks=range(3))
        axes.set_title(title, fontsize="medium")
    panels[0].set_ylabel(text["feature"])
    sizes = [f"{np.abs(tile).max():.3f}" for tile in tiles]
    said = {"names": ", ".join(map(str, flowers)), "slopes": ", ".join(slopes)}
    said |= {"sizes": ", ".join(sizes[:-1]), "mean": sizes[-1], "count": len(X)}
    return Picture(figure, text["alt"].format(**said))


def move_draws(z):
    """Display how one-hot draws fill a covariance, with sliders for their number and logit 0.

    z: (3,).
    """
    text = FIGURES["draws"]
    count = Slider(text["slider draws"], 0.5, 4.5, 0.1, 1.0)
    logit = Slider(text["slider logit"], -4.0, 6.0, 0.1, float(z[0]))
    explore(lambda power, first: draws(np.array([first, *z[1:]]), round(10**power)), [count, logit])


def draws(z, count):
    """Return a Picture: some labels drawn with the softmax of z, and their covariance.

    z: (3,). The draws begin with the same ones, however many they are.
    """
    text = FIGURES["draws"]
    p, limit = definitions.softmax(z), differences.jacobian(definitions.softmax, z)
    drawn = np.random.default_rng(5).random(count)[:, None] < np.cumsum(p)
    labels = np.diff(drawn.astype(float), axis=1, prepend=0.0)
    labels[:, -1] += 1 - labels.sum(axis=1)  # where rounding lets the probabilities end below 1
    shares, covariance = labels.mean(axis=0), np.cov(labels, rowvar=False, bias=True)
    figure, (bars, left, right) = canvas(3, (9.6, 3.3))
    place = np.arange(3)
    bars.bar(place, shares, 0.7, color=CLASSES)
    bars.plot(place, p, "_", color=INK, ms=38, mew=2.5)
    bars.plot([], [], color=INK, lw=2.5, label=text["probability"])
    bars.set(title=text["frequency"].format(count=count), xticks=place, ylim=(0, 1.18))
    bars.set(xlabel=text["class"], ylabel=text["share"])
    bars.legend(frameon=False, fontsize=9, loc="upper center")
    for axes, matrix, name in ((left, covariance, "covariance"), (right, limit, "limit")):
        _heat_map(axes, matrix, 0.25)
        axes.set(title=text[name], xlabel=text["class"], xticks=place, yticks=place)
        axes.set_ylabel(text["class"])
    said = {"shares": (shares.round(2) + 0).tolist(), "p": (p.round(2) + 0).tolist()}
    gap = np.abs(covariance - limit).max()
    return Picture(figure, text["alt"].format(count=count, gap=gap, **said))


def blocks(before, after, d):
    """Return a Picture: two Hessians of iris, class after class, with lines between d×d blocks."""
    text = FIGURES["blocks"]
    figure, panels = canvas(2, (9.6, 4.6), sharey=True)
    for axes, H, name in zip(panels, (before, after), ("before", "after"), strict=True):
        image = _heat_map(axes, H, np.abs(H).max(), d)
        _name_blocks(axes, d)
        axes.set(title=text[name], xlabel=text["column"])
        figure.colorbar(image, ax=axes, label=text["scale"], shrink=0.85)
    panels[0].set_ylabel(text["row"])
    figure.suptitle(text["title"])
    sizes = {"before": before, "after": after, "setosa": after[:d]}
    return Picture(figure, text["alt"].format(**{k: np.abs(v).max() for k, v in sizes.items()}))


def stacking(H, d):
    """Return a Picture: the two ways to stack the weights, and the same Hessian in either order."""
    text = FIGURES["stacking"]
    K = len(H) // d
    by_class = np.arange(d * K).reshape(K, d).T
    by_feature = np.arange(d * K).reshape(d, K)
    figure, axes = canvas(2, (8.6, 6.0), rows=2, height_ratios=(1, 2.9))
    orders = ("class", by_class, d), ("feature", by_feature, K)
    shown = []
    for (top, bottom), (name, position, side) in zip(axes.T, orders, strict=True):
        _positions(top, position, text)
        top.set_title(text[f"{name} by {name}"])
        # place[j] is the entry of vec(W), class after class, that stands at j in this order.
        place = by_class.ravel()[np.argsort(position.ravel())]
        shown.append(H[np.ix_(place, place)])
        _heat_map(bottom, shown[-1], np.abs(H).max(), side)
        bottom.set_title(text["blocks"].format(side=side, count=d * K // side), fontsize="medium")
        bottom.set(xticks=range(d * K), yticks=range(d * K))
        bottom.set(xlabel=text["position"], ylabel=text["position"])
    here, there = (matrix[0, 1] for matrix in shown)
    return Picture(figure, text["alt"].format(here=here, there=there))


def spectrum(hessians):
    """Return a Picture: the eigenvalues of some Hessians, one column each, on a logarithmic axis.

    hessians: number of steps → H.
    """
    text = FIGURES["spectrum"]
    figure, axes = canvas(size=(7.2, 4.2))
    said, floor = [], 2e-8
    for place, (steps, H) in enumerate(hessians.items()):
        values = np.linalg.eigvalsh(H)
        bends = values[values > ZERO]
        zeros = len(values) - len(bends)
        axes.plot(place + np.linspace(-0.12, 0.12, zeros), [floor] * zeros, "o", color=PALE, ms=6)
        axes.plot([place] * len(bends), bends, "_", color=CLASSES[0], ms=32, mew=2)
        axes.plot(place, bends[-1], "^", color=CLASSES[1], ms=9)
        axes.plot(place, bends[0], "s", color=CLASSES[2], ms=8)
        ratio = bends[-1] / bends[0]
        middle = np.sqrt(bends[-1] * bends[0])
        axes.annotate(text["ratio"].format(ratio=ratio), (place + 0.2, middle), va="center")
        said.append(
            text["alt column"].format(steps=steps, low=bends[0], high=bends[-1], ratio=ratio)
        )
    axes.annotate(text["zero"], (len(hessians) - 0.8, floor), va="center")
    axes.set_xticks(range(len(hessians)), [f"{steps:,}" for steps in hessians])
    axes.set(yscale="log", xlim=(-0.4, len(hessians) + 0.1), ylim=(5e-9, 3))
    axes.set(title=text["title"], xlabel=text["steps"], ylabel=text["eigenvalue"])
    return Picture(figure, text["alt"].format(columns="; ".join(said)))


def mirror(W, X, Y, direction):
    """Return a Picture: the mean loss L and the log-likelihood ℓ along one line through W."""
    text = FIGURES["mirror"]

    def loss(V):
        return definitions.softmax_loss(V, X, Y)

    def likelihood(V):
        return -definitions.cross_entropy(X @ V, Y).sum(axis=-1)

    t, said = np.linspace(-2, 2, 81), {}
    line = W + np.multiply.outer(t, direction)
    figure, panels = canvas(2, (8.4, 3.2))
    for axes, name, f in zip(panels, ("L", "likelihood"), (loss, likelihood), strict=True):
        said[name] = minus(f"{differences.curvature(f, W, direction):.4f}")
        axes.plot(t, f(line), color=CLASSES[0], lw=2.5)
        axes.plot(0, float(f(W)), "s", color=CLASSES[1], ms=8)
        axes.set(xlabel=text["t"], ylabel=text[name])
        axes.set_title(text["bend"].format(bend=said[name]), fontsize="medium")
    return Picture(figure, text["alt"].format(**said))


def memory(models):
    """Return a Picture: the bytes of P, HV and H of four models.

    models: (samples, features, classes) of each.
    """
    text = FIGURES["memory"]
    figure, axes = canvas(size=(8.0, 0.95 * len(models) + 1.3))
    lines = []
    for row, (name, (m, d, K)) in enumerate(zip(text["models"], models, strict=True)):
        sizes = {"P": 8 * m * K, "V": 8 * d * K, "H": 8 * (d * K) ** 2}
        for (array, count), shift, colour in zip(
            sizes.items(), (-0.27, 0, 0.27), CLASSES, strict=True
        ):
            # The widest number has more than 32 bits.
            label = text[array] if row == 0 else None
            axes.barh(row + shift, float(count), 0.25, color=colour, label=label)
            axes.text(1.3 * count, row + shift, _bytes(count), va="center", fontsize="small")
        said = {array: _bytes(count) for array, count in sizes.items()}
        lines.append(text["alt line"].format(name=name, **said))
    axes.set(xscale="log", xlabel=text["bytes"], title=text["title"], xlim=(50, 1e18))
    axes.set_yticks(range(len(models)), text["models"])
    axes.set_ylabel(text["model"])
    axes.invert_yaxis()
    axes.legend(frameon=False, fontsize="small", loc="upper right")
    return Picture(figure, text["alt"].format(lines="; ".join(lines)))


def variance(W, X, V, flat):
    """Return a Picture: which numbers a draw of the class gives two samples, and their variance.

    The samples are the first two; V, flat: directions like W.
    """
    text = FIGURES["variance"]
    figure, panels = canvas(3, (9.6, 3.4), sharey=True)
    shown, said = (("first", 0, V), ("second", 1, V), ("flat", 0, flat)), {}
    for axes, (name, row, direction) in zip(panels, shown, strict=True):
        u, z = X[row] @ direction, X[row] @ W
        p = definitions.softmax(z)
        said[name] = differences.curvature(definitions.log_sum_exp, z, u)
        mean, deviation = p @ u, np.sqrt(max(said[name], 0.0))
        # Classes with the same number stand on each other: together they are its probability.
        floor = [p[:k][u[:k] == u[k]].sum() for k in range(3)]
        axes.bar(u, p, 0.3, bottom=floor, color=CLASSES)
        for k in range(3):
            middle = (u[k], floor[k] + p[k] / 2)
            axes.annotate(f"{k}", middle, ha="center", va="center", color="black")
        style = {"color": INK, "capsize": 5, "lw": 2}
        axes.errorbar(mean, -0.07, xerr=deviation, fmt="D", label=text["deviation"], **style)
        axes.set(title=f"{text[name]}\n{text['variance'].format(variance=said[name])}")
        axes.set(xlabel=text["u"], xlim=(-0.6, 1.6), ylim=(-0.14, 1.06))
    panels[0].set_ylabel(text["p"])
    panels[1].legend(frameon=False, fontsize=9, loc="upper left")
    return Picture(figure, text["alt"].format(**said))


def _slope(t):
    return differences.derivative(definitions.sigmoid, t, np.ones_like(t))


def _logistic(theta, X):
    # Labels are linear in the logits: any will do for a second derivative.
    y = np.zeros(len(X))
    return differences.hessian(lambda v: definitions.logistic_loss(v, X, y), theta)


def _heat_map(axes, M, limit, side=None):
    """Colour the entries of M, white at zero; write them if they fit; part blocks of a side."""
    image = axes.imshow(M, cmap="RdBu_r", vmin=-limit, vmax=limit)
    rows, columns = M.shape
    if max(rows, columns) <= NUMBERS_UP_TO:
        for i, j in np.ndindex(rows, columns):
            ink = "white" if abs(M[i, j]) > 0.6 * limit else "black"
            axes.text(j, i, _entry(M[i, j]), ha="center", va="center", color=ink, fontsize=8)
    axes.set(xticks=[], yticks=[])
    if side is not None:
        for edge in range(side, rows, side):
            axes.axhline(edge - 0.5, color=INK, lw=1.5)
            axes.axvline(edge - 0.5, color=INK, lw=1.5)
    return image


def _entry(number):
    """Three decimals, and a plain 0 for what is zero up to rounding."""
    return "0" if abs(number) < ZERO else minus(f"{np.round(number, 3) + 0:.3f}")


def _name_blocks(axes, d):
    centres = np.arange(len(NAMES)) * d + (d - 1) / 2
    axes.set_xticks(centres, NAMES)
    axes.set_yticks(centres, NAMES, rotation=90, va="center")
    axes.tick_params(length=0)


def _positions(axes, position, text):
    """A table of where each entry of W stands in the stacked vector."""
    d, K = position.shape
    axes.imshow(np.zeros(position.shape), cmap="Greys", alpha=0.0)
    for a, k in np.ndindex(d, K):
        axes.text(k, a, position[a, k], ha="center", va="center")
    axes.set_xticks(range(K), [text["class"].format(k=k) for k in range(K)], fontsize="small")
    axes.set_yticks(range(d), [text["feature"].format(a=a) for a in range(d)])
    axes.tick_params(length=0)


def _bytes(count):
    for unit in ("B", "kB", "MB", "GB", "TB", "PB"):
        if count < 1000 or unit == "PB":
            return f"{count:.3g} {unit}"
        count /= 1000
