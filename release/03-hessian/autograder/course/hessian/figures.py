"""The pictures of 03-hessian: every derivative in them is a difference of a definition."""

import numpy as np

from autograder.checking import differences
from autograder.course import definitions
from autograder.course.canvas import CLASSES, canvas
from autograder.course.hessian.captions import FIGURES

# Two colours and a grey for lines; matrices are coloured by sign.
FIRST, SECOND = CLASSES[:2]
GREY = "0.5"

# Above this side a matrix is shown by its colours alone; the numbers would no longer fit.
NUMBERS_UP_TO = 8


def bend(loss, x, direction, value):
    """Draw a loss along a line, and the error of its second difference against the step.

    loss takes (…, d); x, direction: (d,); value: the curvature along the line, known by hand.
    """
    text = FIGURES["bend"]
    figure, (left, right) = canvas(2, (9, 3.4))

    def slice_(t):
        return loss(x + np.multiply.outer(t, direction))

    t, h = np.linspace(-4, 4, 161), 2.5
    ends = np.array([-h, h])
    left.plot(t, slice_(t), color=FIRST, label=text["loss"])
    left.plot(ends, slice_(ends), "o--", color=GREY, label=text["chord"])
    low, high = float(slice_(0.0)), float(slice_(ends).mean())
    left.plot([0, 0], [low, high], color=SECOND, lw=3, label=text["gap"])
    left.plot(0, low, "o", color=FIRST)
    left.set(xlabel=text["t"], ylabel=text["J"], title=text["title slice"])
    left.legend(fontsize="small")

    steps = 10.0 ** np.arange(-8, 0.01, 0.25)
    second = (slice_(steps) - 2 * slice_(0.0) + slice_(-steps)) / steps**2
    exact = abs(differences.curvature(loss, x, direction) - value)
    eps = np.finfo(float).eps
    right.loglog(
        steps, np.abs(second - value), "o-", ms=3, color=FIRST, label=text["second difference"]
    )
    right.axhline(max(exact, eps * value), color=SECOND, ls="--", label=text["hyper-dual"])
    right.set(xlabel=text["h"], ylabel=text["error"], title=text["title error"])
    right.legend(fontsize="small")
    return figure


def weights(theta, X):
    """Draw the slope of the sigmoid at each sample, and the samples with areas to match.

    theta: (3,); X: (m, 3), a column of ones and two features.
    """
    text = FIGURES["weights"]
    figure, (left, right) = canvas(2, (9, 3.6))
    t, line = X @ theta, np.linspace(-6, 6, 121)
    left.plot(line, definitions.sigmoid(line), color=GREY, label=text["sigmoid"])
    left.plot(line, _slope(line), color=FIRST, label=text["slope"])
    left.plot(t, _slope(t), "o", ms=4, color=SECOND, label=text["samples"])
    left.set(xlabel=text["t"], title=text["title slope"], xlim=(-6, 6))
    left.legend(fontsize="small", loc="upper left")

    colour = right.scatter(X[:, 1], X[:, 2], s=600 * _slope(t), c=_slope(t), vmin=0, vmax=0.25)
    edge = np.array([X[:, 1].min(), X[:, 1].max()])
    right.plot(edge, -(theta[0] + theta[1] * edge) / theta[2], "--", color="black")
    right.set(xlabel=text["x1"], ylabel=text["x2"], title=text["title plane"])
    right.set_ylim(X[:, 2].min() - 0.4, X[:, 2].max() + 0.4)
    figure.colorbar(colour, ax=right, label=text["slope"])
    return figure


def samples(theta, X):
    """Draw the Hessian of the logistic loss of each sample alone, and that of the mean loss."""
    text = FIGURES["samples"]
    tiles = [_logistic(theta, row[None]) for row in X]
    limit = max(np.abs(tile).max() for tile in tiles)
    figure, axes = canvas(len(X) + 1, (2.2 * (len(X) + 1), 2.6))
    for i, (ax, tile) in enumerate(zip(axes, tiles, strict=False)):
        _heat_map(ax, tile, limit)
        slope = _slope(np.atleast_1d(X[i] @ theta))[0]
        ax.set_title(text["sample"].format(i=i, slope=f"{slope:.2f}"), fontsize="small")
    _heat_map(axes[-1], _logistic(theta, X), limit)
    axes[-1].set_title(text["mean"], fontsize="small")
    figure.suptitle(text["title"])
    return figure


def draws(p, counts, rng):
    """Draw the covariance matrix of some one-hot draws with probabilities p, and its limit.

    p: (K,); counts: how many draws, one picture for each; the limit is ∂p/∂z.
    """
    text = FIGURES["draws"]
    limit = differences.jacobian(
        lambda dz: definitions.shifted_probabilities(p, dz), np.zeros_like(p)
    )
    figure, axes = canvas(len(counts) + 1, (2.9 * (len(counts) + 1), 3.2))
    size = np.abs(limit).max()
    for ax, count in zip(axes, counts, strict=False):
        covariance = np.cov(rng.multinomial(1, p, size=count), rowvar=False)
        _heat_map(ax, covariance, size)
        ax.set_title(text["draws"].format(count=f"{count:,}"), fontsize="small")
    _heat_map(axes[-1], limit, size)
    axes[-1].set_title(text["limit"], fontsize="small")
    figure.suptitle(text["title"])
    return figure


def blocks(H, d):
    """Draw a Hessian stacked class after class, with lines between its d×d blocks."""
    text = FIGURES["blocks"]
    figure, ax = canvas(1, (5.6, 4.8))
    image = _heat_map(ax, H, np.abs(H).max(), d)
    _name_blocks(ax, len(H) // d, d, text["class"])
    ax.set_title(text["title"])
    figure.colorbar(image, ax=ax, label=text["curvature"])
    return figure


def row_sums(H, d):
    """Draw a Hessian stacked class after class, and beside it the sum of each block row."""
    text = FIGURES["row sums"]
    K = len(H) // d
    sums = H.reshape(K * d, K, d).sum(axis=1)
    figure, (left, right) = canvas(2, (6, 4.3), width_ratios=(K, 1))
    _heat_map(left, H, np.abs(H).max(), d)
    _name_blocks(left, K, d, text["class"])
    _heat_map(right, sums, np.abs(H).max(), d)
    right.set(xticks=[], yticks=[])
    left.set_title(text["H"], fontsize="medium")
    right.set_title(text["sums"], fontsize="medium")
    figure.suptitle(text["title"])
    return figure


def stacking(H, d):
    """Draw the two ways to stack the weights, and the same Hessian in either order."""
    text = FIGURES["stacking"]
    K = len(H) // d
    by_class = np.arange(d * K).reshape(K, d).T
    by_feature = np.arange(d * K).reshape(d, K)
    figure, axes = canvas(2, (7.6, 6.2), rows=2, height_ratios=(1, 2.6))
    orders = ("class", by_class, d), ("feature", by_feature, K)
    for (top, bottom), (name, position, side) in zip(axes.T, orders, strict=True):
        _positions(top, position, text)
        top.set_title(text[f"{name} by {name}"])
        # place[j] is the entry of vec(W), class after class, that stands at j in this order.
        place = by_class.ravel()[np.argsort(position.ravel())]
        _heat_map(bottom, H[np.ix_(place, place)], np.abs(H).max(), side)
        bottom.set_title(text["blocks"].format(side=side, count=d * K // side))
        bottom.set(xticks=range(d * K), yticks=range(d * K))
    figure.get_layout_engine().set(hspace=0.06)
    figure.suptitle(text["title"])
    return figure


def mirror(W, X, Y, direction):
    """Draw the mean loss L and the log-likelihood ℓ along one line through W."""
    text = FIGURES["mirror"]

    def loss(V):
        return definitions.softmax_loss(V, X, Y)

    def likelihood(V):
        return -definitions.cross_entropy(X @ V, Y).sum(axis=-1)

    t = np.linspace(-2, 2, 81)
    line = W + np.multiply.outer(t, direction)
    figure, axes = canvas(2, (8.4, 3.2))
    for ax, name, f in zip(axes, ("L", "likelihood"), (loss, likelihood), strict=True):
        bend_ = differences.curvature(f, W, direction)
        ax.plot(t, f(line), color=FIRST)
        ax.plot(0, float(f(W)), "o", color=SECOND)
        ax.set(xlabel=text["t"], ylabel=text[name])
        ax.set_title(
            text[f"bend of {name}"].format(bend=f"{bend_:+.4f}".replace("-", "−")),
            fontsize="medium",
        )
    figure.suptitle(text["title"])
    return figure


def remainder(loss, W, V):
    """Draw what is left of ∇L(W + tV) − ∇L(W), with and without the term t·HV."""
    text = FIGURES["remainder"]
    product = differences.hessian_vector_product(loss, W, V)
    here = differences.gradient(loss, W)
    steps = 10.0 ** np.arange(-4, 0.01, 0.25)
    change = [differences.gradient(loss, W + t * V) - here for t in steps]
    first = [np.linalg.norm(c) for c in change]
    second = [np.linalg.norm(c - t * product) for c, t in zip(change, steps, strict=True)]
    figure, ax = canvas(1, (5.8, 3.6))
    ax.loglog(steps, first, "o-", ms=4, color=FIRST, label=text["change"])
    ax.loglog(steps, second, "s-", ms=4, color=SECOND, label=text["remainder"])
    ax.set(xlabel=text["t"], ylabel=text["norm"], title=text["title"])
    ax.legend(fontsize="small")
    return figure


def memory(models):
    """Draw the bytes of P and of H for some models: name → (samples, features, classes)."""
    text = FIGURES["memory"]
    figure, ax = canvas(1, (7.6, 0.75 * len(models) + 1.3))
    for row, (m, d, K) in enumerate(models.values()):
        sizes = {"P": 8 * m * K, "H": 8 * (d * K) ** 2}
        for (array, count), shift, colour in zip(
            sizes.items(), (-0.2, 0.2), (FIRST, SECOND), strict=True
        ):
            ax.barh(row + shift, count, 0.36, color=colour, label=text[array] if row == 0 else None)
            ax.text(1.3 * count, row + shift, _bytes(count), va="center", fontsize="small")
    ax.set(xscale="log", xlabel=text["bytes"], title=text["title"], xlim=(100, 1e18))
    ax.set_yticks(range(len(models)), list(models))
    ax.invert_yaxis()
    ax.legend(fontsize="small", loc="upper right")
    return figure


def _slope(t):
    return differences.derivative(definitions.sigmoid, t, np.ones_like(t))


def _logistic(theta, X):
    # Labels are linear in the logits: any will do for a second derivative.
    y = np.zeros(len(X))
    return differences.hessian(lambda v: definitions.logistic_loss(v, X, y), theta)


def _heat_map(ax, M, limit, side=None):
    """Colour the entries of M, white at zero; write them if they fit; part blocks of a side."""
    image = ax.imshow(M, cmap="RdBu_r", vmin=-limit, vmax=limit)
    rows, columns = M.shape
    if max(rows, columns) <= NUMBERS_UP_TO:
        for i, j in np.ndindex(rows, columns):
            ink = "white" if abs(M[i, j]) > 0.6 * limit else "black"
            ax.text(j, i, _entry(M[i, j]), ha="center", va="center", color=ink, fontsize=8)
    ax.set(xticks=[], yticks=[])
    if side is not None:
        for edge in range(side, rows, side):
            ax.axhline(edge - 0.5, color="black", lw=1.5)
        for edge in range(side, columns, side):
            ax.axvline(edge - 0.5, color="black", lw=1.5)
    return image


def _entry(number):
    """Three decimals, and a plain 0 for what is zero up to rounding."""
    return "0" if abs(number) < 1e-12 else f"{number:.3f}".replace("-", "−")


def _name_blocks(ax, K, d, label):
    names = [label.format(k=k) for k in range(K)]
    centres = np.arange(K) * d + (d - 1) / 2
    ax.set_xticks(centres, names)
    ax.set_yticks(centres, names, rotation=90, va="center")
    ax.tick_params(length=0)


def _positions(ax, position, text):
    """A table of where each entry of W stands in the stacked vector."""
    d, K = position.shape
    ax.imshow(position, cmap="viridis", alpha=0.45)
    for a, k in np.ndindex(d, K):
        ax.text(k, a, position[a, k], ha="center", va="center")
    ax.set_xticks(range(K), [text["class"].format(k=k) for k in range(K)])
    ax.set_yticks(range(d), [text["feature"].format(a=a) for a in range(d)])
    ax.tick_params(length=0)


def _bytes(count):
    for unit in ("B", "kB", "MB", "GB", "TB", "PB"):
        if count < 1000 or unit == "PB":
            return f"{count:.3g} {unit}"
        count /= 1000
