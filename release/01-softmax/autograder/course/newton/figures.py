"""The pictures of 06-newton. Every gradient and Hessian in them is a difference of a definition."""

import numpy as np

from autograder.checking import differences
from autograder.course import definitions
from autograder.course.canvas import CLASSES, INK, MARKERS, canvas
from autograder.course.newton.captions import FIGURES

BLUE, ORANGE, GREEN = CLASSES


def logistic(X, y):
    """The mean logistic loss of these data, as a function of θ alone."""
    return lambda theta: definitions.logistic_loss(theta, X, y)


def penalised(X, Y, l2):
    """The mean cross-entropy of these data plus (l2/2)‖W‖², as a function of W alone."""

    def objective(W):
        return definitions.softmax_loss(W, X, Y) + l2 / 2 * (W * W).sum(axis=-1).sum(axis=-1)

    return objective


def newton_path(loss, start, lengths):
    """Return the points of Newton's method, the start first; lengths: 1.0 is a full step.

    Ends early where the Hessian is exactly singular.
    """
    points = [start]
    for length in lengths:
        g, H = differences.gradient(loss, points[-1]), differences.hessian(loss, points[-1])
        try:
            step = np.linalg.solve(H, g.ravel(order="F")).reshape(start.shape, order="F")
        except np.linalg.LinAlgError:
            break
        points.append(points[-1] - length * step)
    return np.array(points)


def descent_path(loss, start, length, steps):
    """Return the points of gradient descent with steps of a fixed length times the gradient."""
    points = [start]
    for _ in range(steps):
        points.append(points[-1] - length * differences.gradient(loss, points[-1]))
    return np.array(points)


def quadratic_model(X, y, starts):
    """J of one parameter, and from each start the parabola whose lowest point is the next one."""
    text = FIGURES["quadratic model"]
    loss = logistic(X, y)
    figure, panels = canvas(len(starts), (4.2 * len(starts), 3.2))
    for panel, start in zip(panels, starts, strict=True):
        here, there = newton_path(loss, np.array([start]), [1.0])
        reach = 0.6 * abs(there[0] - here[0]) + 1.5
        t = np.linspace(min(here[0], there[0]) - reach, max(here[0], there[0]) + reach, 201)
        slope = differences.gradient(loss, here)[0]
        bend = differences.hessian(loss, here)[0, 0]
        parabola = loss(here) + slope * (t - here[0]) + bend * (t - here[0]) ** 2 / 2
        heights = loss(t[:, None])
        panel.plot(t, heights, color=BLUE, label=text["loss"])
        panel.plot(t, parabola, "--", color=ORANGE, label=text["parabola"])
        panel.plot(here[0], loss(here), "o", color=INK, label=text["start"])
        panel.plot(there[0], loss(there), "s", color=GREEN, label=text["next"])
        panel.vlines(there[0], parabola.min(), loss(there), color=GREEN, linestyles=":")
        bottom = min(heights.min(), parabola.min())
        panel.set_ylim(bottom - 0.1 * np.ptp(heights), heights.max() + 0.1 * np.ptp(heights))
        panel.set(title=text["panel"].format(start=start), xlabel=text["theta"])
    panels[0].set_ylabel(text["height"])
    panels[0].legend(frameon=False, fontsize=9)
    figure.suptitle(text["title"])
    return figure


def digits(X, y, steps=9):
    """The relative distance from the minimiser after each full Newton step from zero."""
    text = FIGURES["digits"]
    path = newton_path(logistic(X, y), np.zeros(X.shape[1]), np.ones(steps + 2))
    distances = np.linalg.norm(path[: steps + 1] - path[-1], axis=1) / np.linalg.norm(path[-1])
    figure, axes = canvas()
    axes.semilogy(distances, "o-", color=BLUE)
    for step, distance in enumerate(distances):
        if distance < 0.05:
            label = f"{-np.log10(distance):.1f}"
            axes.annotate(label, (step, distance), (6, 4), textcoords="offset points", color=INK)
    axes.axhline(np.finfo(float).eps, color=INK, linestyle=":")
    axes.text(0, 2 * np.finfo(float).eps, text["rounding"], color=INK, fontsize=9)
    axes.set(title=text["title"], xlabel=text["step"], ylabel=text["distance"])
    axes.set_xlim(right=steps + 1.5)
    return figure


def newton_against_descent(X, y, steps=1000):
    """J above its minimum for Newton's method and gradient descent, on X and on standardised X."""
    text = FIGURES["newton against descent"]
    start = np.zeros(X.shape[1])
    standardised = X.copy()
    standardised[:, 1:] = (X[:, 1:] - X[:, 1:].mean(axis=0)) / X[:, 1:].std(axis=0)
    loss = logistic(X, y)
    newton = newton_path(loss, start, np.ones(12))
    lowest = loss(newton[-1])
    figure, axes = canvas(size=(6.4, 3.6))
    for name, design, style in (("descent", X, "-"), ("standardised", standardised, "--")):
        objective = logistic(design, y)
        # The curvature at zero is the largest there is: one over it is the classical safe length.
        length = 1 / np.linalg.eigvalsh(differences.hessian(objective, start)).max()
        above = objective(descent_path(objective, start, length, steps)) - lowest
        axes.loglog(1 + np.arange(len(above)), above, style, color=ORANGE, label=text[name])
    above = np.maximum(loss(newton[:10]) - lowest, 1e-16)
    axes.loglog(1 + np.arange(10), above, "o-", color=BLUE, label=text["newton"])
    axes.legend(frameon=False, loc="lower right")
    axes.set(title=text["title"], xlabel=text["step"], ylabel=text["above"])
    return figure


def damping(X, y, before, lengths):
    """J along the Newton step after some full ones; and the values with that step cut or not.

    before: int, the number of full steps. lengths: of the steps tried there, the last accepted.
    """
    text = FIGURES["damping"]
    loss = logistic(X, y)
    start = np.zeros(X.shape[1])
    full = newton_path(loss, start, np.ones(before + 2))
    cut = newton_path(loss, start, [*np.ones(before), lengths[-1], *np.ones(7)])
    here, step = full[before], full[before + 1] - full[before]
    figure, (left, right) = canvas(2, (9.0, 3.3))
    t = np.linspace(0, 1.05, 106)
    left.plot(t, loss(here + t[:, None] * step), color=BLUE)
    left.axhline(loss(here), color=INK, linestyle=":")
    left.text(1.05, loss(here) + 0.06, text["level"], color=INK, fontsize=9, ha="right")
    for length in lengths:
        height = loss(here + length * step)
        accepted = height <= loss(here)
        left.plot(length, height, "s" if accepted else "X", color=GREEN if accepted else ORANGE)
    left.set(title=text["line"], xlabel=text["length"], ylabel=text["height"])
    right.semilogy(loss(full), "X--", color=ORANGE, label=text["full"])
    right.semilogy(loss(cut), "s-", color=GREEN, label=text["cut"])
    right.set(title=text["values"], xlabel=text["step"], ylabel=text["height"])
    right.set_ylim(top=300 * loss(full).max())
    right.legend(frameon=False, loc="upper left")
    return figure


def spectrum(X, Y, penalties):
    """The eigenvalues of the Hessian of the penalised loss at zero, largest first.

    What is at most n·eps·λ_max is zero up to rounding (notebook 04), and is drawn at that border.
    """
    text = FIGURES["spectrum"]
    start = np.zeros((X.shape[1], Y.shape[1]))
    figure, axes = canvas(size=(6.0, 3.4))
    for l2, color, marker in zip(penalties, CLASSES[::-1], MARKERS, strict=True):
        eigenvalues = np.linalg.eigvalsh(differences.hessian(penalised(X, Y, l2), start))[::-1]
        border = len(eigenvalues) * np.finfo(float).eps * eigenvalues[0]
        shown = np.maximum(eigenvalues, border)
        places = 1 + np.arange(len(shown))
        axes.semilogy(places, shown, marker, color=color, label=text["penalty"].format(l2=l2))
    axes.axhline(border, color=INK, linestyle=":")  # the largest eigenvalues are all but equal
    axes.text(1, 2 * border, text["zero"], color=INK, fontsize=9)
    axes.set(title=text["title"], xlabel=text["place"], ylabel=text["eigenvalue"])
    axes.legend(frameon=False)
    return figure


def regions(X, Y, penalties, names):
    """The most probable class over the plane of two features, and where it reaches 0.9.

    X: a column of ones and two features. Y: one-hot, three classes. One panel for each penalty.
    """
    text = FIGURES["regions"]
    figure, panels = canvas(len(penalties), (3.2 * len(penalties), 3.2), sharey=True)
    low, high = X[:, 1:].min(axis=0) - 0.3, X[:, 1:].max(axis=0) + 0.3
    across, up = np.meshgrid(np.linspace(low[0], high[0], 120), np.linspace(low[1], high[1], 120))
    grid = np.stack([np.ones_like(across), across, up], axis=-1)
    for panel, l2 in zip(panels, penalties, strict=True):
        W = newton_path(penalised(X, Y, l2), np.zeros((3, Y.shape[1])), np.ones(11))[-1]
        P = definitions.softmax(grid @ W)
        best = P.argmax(axis=-1)
        panel.contourf(across, up, best, levels=(-0.5, 0.5, 1.5, 2.5), colors=CLASSES, alpha=0.25)
        panel.contour(across, up, P.max(axis=-1), levels=(0.9,), colors=INK, linestyles=":")
        for k, color in enumerate(CLASSES):
            mine = Y[:, k] == 1
            panel.plot(X[mine, 1], X[mine, 2], MARKERS[k], color=color, ms=3.5, label=names[k])
        title = text["panel"].format(l2=l2, size=np.linalg.norm(W))
        panel.set(title=title, xlabel=text["length"])
    panels[0].set_ylabel(text["width"])
    panels[0].legend(frameon=False, fontsize=8, loc="upper left")
    figure.suptitle(text["title"])
    return figure


def label_simulation(m=200, repetitions=200, seed=3):
    """Slopes fitted to labels drawn again and again from one known θ, and the normal curve."""
    text = FIGURES["label simulation"]
    rng = np.random.default_rng(seed)
    X, truth = np.column_stack([np.ones(m), rng.normal(size=m)]), np.array([-0.5, 1.2])
    chance = definitions.sigmoid(X @ truth)
    # From the truth three steps are enough; from zero they would be six.
    slopes = [
        newton_path(logistic(X, (rng.random(m) < chance).astype(float)), truth, np.ones(3))[-1, 1]
        for _ in range(repetitions)
    ]
    width = np.sqrt(_variance_of_last(X, truth))
    figure, axes = canvas()
    axes.hist(slopes, bins=14, density=True, color=BLUE, alpha=0.5, label=text["fits"])
    t = np.linspace(truth[1] - 3.5 * width, truth[1] + 3.5 * width, 201)
    normal = np.exp(-(((t - truth[1]) / width) ** 2) / 2) / (width * np.sqrt(2 * np.pi))
    axes.plot(t, normal, color=ORANGE, label=text["normal"].format(width=width))
    axes.axvline(truth[1], color=INK, linestyle=":", label=text["truth"])
    axes.set(title=text["title"].format(spread=np.std(slopes, ddof=1)), xlabel=text["slope"])
    axes.set_ylabel(text["density"])
    axes.set_ylim(top=1.5 * normal.max())  # room for the legend
    axes.legend(frameon=False, fontsize=9)
    return figure


def bootstrap(X, y, repetitions=80, seed=6):
    """The fitted probability for the flowers and for samples of them drawn with replacement.

    X: a column of ones and one feature.
    """
    text = FIGURES["bootstrap"]
    rng = np.random.default_rng(seed)
    theta = newton_path(logistic(X, y), np.zeros(2), np.ones(9))[-1]
    figure, (left, right) = canvas(2, (9.0, 3.3))
    t = np.linspace(X[:, 1].min() - 0.2, X[:, 1].max() + 0.2, 101)
    grid = np.column_stack([np.ones_like(t), t])
    slopes = []
    for _ in range(repetitions):
        again = rng.integers(len(y), size=len(y))
        fit = newton_path(logistic(X[again], y[again]), theta, np.ones(5))[-1]
        slopes.append(fit[1])
        left.plot(t, definitions.sigmoid(grid @ fit), color=BLUE, alpha=0.12)
    left.plot(t, definitions.sigmoid(grid @ theta), color=INK, linewidth=2)
    left.plot(X[:, 1], y, "|", color=INK, ms=10)
    left.set(title=text["curves"], xlabel=text["feature"], ylabel=text["chance"])
    width = np.sqrt(_variance_of_last(X, theta))
    right.hist(slopes, bins=20, color=BLUE, alpha=0.5)
    right.axvline(theta[1], color=INK, label=text["fit"])
    band = theta[1] - 2 * width, theta[1] + 2 * width
    right.axvspan(*band, color=ORANGE, alpha=0.2, label=text["two errors"])
    right.set(title=text["title"], xlabel=text["slope"], ylabel=text["count"])
    right.legend(frameon=False, fontsize=9)
    return figure


def _variance_of_last(X, theta):
    """The variance that the curvature of J at θ predicts for the last parameter."""
    curvature = differences.hessian(logistic(X, np.zeros(len(X))), theta)
    last = np.eye(len(theta))[-1]
    return last @ np.linalg.solve(curvature, last) / len(X)


def separable(X, y, steps=20):
    """J and the length of θ after each full Newton step from zero."""
    text = FIGURES["separable"]
    loss = logistic(X, y)
    path = newton_path(loss, np.zeros(X.shape[1]), np.ones(steps))
    figure, (left, right) = canvas(2, (9.0, 3.2))
    left.semilogy(loss(path), "o-", color=BLUE)
    whole = np.arange(0, steps + 1, 5)
    left.set(title=text["values"], xlabel=text["step"], ylabel=text["height"], xticks=whole)
    right.plot(np.linalg.norm(path, axis=1), "s-", color=ORANGE)
    right.set(title=text["lengths"], xlabel=text["step"], ylabel=text["length"], xticks=whole)
    return figure
