"""The pictures of 06-newton. Every gradient and Hessian in them is a difference of a definition."""

import numpy as np

from autograder.checking import differences
from autograder.course import definitions
from autograder.course.canvas import CLASSES, INK, MARKERS, Picture, canvas, minus
from autograder.course.newton.captions import FIGURES
from autograder.course.sliders import Slider, explore

BLUE, ORANGE, GREEN = CLASSES

# max|∇F| after some steps of gradient descent on the flowers, l2 = 0.001: steps of length 1 from
# 0.1 * default_rng(0).standard_normal((5, 3)), features of mean 0 and variance 1. All of them,
# with measured gradients, take some ten seconds.
# fmt: off
DESCENT = {
    1: 1.256e-1, 2: 9.007e-2, 3: 7.637e-2, 5: 6.326e-2, 10: 4.762e-2, 20: 3.399e-2, 30: 2.667e-2,
    50: 1.833e-2, 100: 9.584e-3, 200: 4.733e-3, 300: 3.041e-3, 500: 1.499e-3, 700: 8.169e-4,
    1000: 3.600e-4, 1500: 1.077e-4, 2000: 3.969e-5, 3000: 1.143e-5, 4000: 3.151e-6, 5000: 8.954e-7,
    6000: 3.565e-7, 7000: 1.373e-7, 8000: 5.183e-8, 9661: 9.997e-9, 11_000: 2.615e-9,
    12_000: 9.562e-10, 13_000: 3.487e-10, 14_237: 9.994e-11,
}
# fmt: on


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


def race(X, Y, l2, start, steps=9):
    """Return a Picture: the largest slope of F after steps of Newton's method and of descent.

    X, Y, l2, start: those of DESCENT.
    """
    text = FIGURES["race"]
    loss = penalised(X, Y, l2)
    path = newton_path(loss, start, np.ones(steps))[1:]
    slopes = [np.abs(differences.gradient(loss, W)).max() for W in path]
    figure, axes = canvas(size=(6.8, 3.6))
    axes.loglog(*zip(*DESCENT.items(), strict=True), "-", color=ORANGE, lw=2.5)
    axes.loglog(np.arange(1, steps + 1), slopes, "o-", color=BLUE)
    axes.axhline(1e-10, color=INK, linestyle=":")
    last = max(DESCENT)
    axes.plot(last, DESCENT[last], "s", color=ORANGE)
    axes.text(1, 1.6e-10, text["stop"], color=INK, fontsize=9)
    where = {"textcoords": "offset points", "va": "center"}
    axes.annotate(text["newton"].format(steps=steps), (steps, slopes[-1]), (8, 0), **where)
    place = (last, DESCENT[last])
    axes.annotate(text["descent"].format(last=last), place, (-6, -14), ha="right", **where)
    axes.set(xlabel=text["step"], ylabel=text["slope"], title=text["title"], ylim=(3e-14, 3))
    return Picture(figure, text["alt"].format(steps=steps, last=last, slope=slopes[-1]))


def move_parabola(X, y):
    """Display J of one parameter and the parabola that touches it, with a slider for θ."""
    label = FIGURES["parabola"]["slider"]
    explore(lambda theta: parabola(X, y, theta), [Slider(label, -2.0, 3.8, 0.1, 0.0)])


def parabola(X, y, theta):
    """Return a Picture: J of one parameter, and the parabola whose lowest point is the next θ."""
    text = FIGURES["parabola"]
    loss = logistic(X, y)
    here, there = newton_path(loss, np.array([float(theta)]), [1.0])
    slope = differences.gradient(loss, here)[0]
    bend = differences.hessian(loss, here)[0, 0]
    figure, axes = canvas(size=(7.2, 3.6))
    t = np.linspace(-7.2, 5.2, 249)
    touching = loss(here) + slope * (t - here[0]) + bend * (t - here[0]) ** 2 / 2
    axes.plot(t, loss(t[:, None]), color=BLUE, lw=2.5, label=text["loss"])
    axes.plot(t, touching, "--", color=ORANGE, label=text["parabola"])
    lowest = loss(here) - slope**2 / bend / 2
    axes.vlines(there[0], lowest, loss(there), color=GREEN, linestyles=":")
    axes.plot(here[0], loss(here), "o", color=INK, label=text["start"])
    axes.plot(there[0], lowest, "v", color=ORANGE, label=text["lowest"])
    axes.plot(there[0], loss(there), "s", color=GREEN, label=text["next"])
    axes.set(xlim=(-7.2, 5.2), ylim=(-0.4, 5.6), xlabel=text["theta"], ylabel=text["height"])
    axes.set_title(minus(text["title"].format(start=theta, end=there[0])))
    axes.legend(frameon=False, fontsize=9, loc="center left", bbox_to_anchor=(1, 0.5))
    said = {"start": theta, "end": there[0], "before": loss(here), "after": loss(there)}
    return Picture(figure, minus(text["alt"].format(**said)))


def digits(X, y, steps=9):
    """Return a Picture: the relative distance from the minimiser after each Newton step."""
    text = FIGURES["digits"]
    path = newton_path(logistic(X, y), np.zeros(X.shape[1]), np.ones(steps + 2))
    distances = np.linalg.norm(path[: steps + 1] - path[-1], axis=1) / np.linalg.norm(path[-1])
    figure, axes = canvas(size=(6.0, 3.4))
    axes.semilogy(distances, "o-", color=BLUE)
    right = []
    for step, distance in enumerate(distances):
        if distance < 0.05:
            right.append(f"{-np.log10(distance):.1f}")
            axes.annotate(right[-1], (step, distance), (7, 3), textcoords="offset points")
    axes.axhline(np.finfo(float).eps, color=INK, linestyle=":")
    axes.text(0, 2 * np.finfo(float).eps, text["rounding"], color=INK, fontsize=9)
    axes.set(title=text["title"], xlabel=text["step"], ylabel=text["distance"])
    axes.set(xlim=(-0.4, steps + 1.2), xticks=range(steps + 1))
    return Picture(figure, text["alt"].format(digits=", ".join(right)))


def move_damping(X, y, before):
    """Display J along the step after some full ones, with a slider for the fraction that is taken.

    before: int, the number of full steps.
    """
    slider = Slider(FIGURES["damping"]["slider"], 0.05, 1.0, 0.05, 0.25)
    explore(lambda fraction: damping(X, y, before, fraction), [slider])


def damping(X, y, before, fraction):
    """Return a Picture: J along one Newton step, and the fit with this step cut to a fraction.

    before: int, the number of full steps until then.
    """
    text = FIGURES["damping"]
    loss = logistic(X, y)
    start = np.zeros(X.shape[1])
    full = newton_path(loss, start, np.ones(before + 2))
    cut = newton_path(loss, start, [*np.ones(before), fraction, *np.ones(7)])
    here, step = full[before], full[before + 1] - full[before]
    figure, (left, right) = canvas(2, (9.4, 3.5))
    t = np.linspace(0, 1.05, 106)
    left.plot(t, loss(here + t[:, None] * step), color=BLUE, lw=2.5)
    left.axhline(loss(here), color=INK, linestyle=":")
    where = {"textcoords": "offset points", "ha": "right", "fontsize": 9}
    left.annotate(text["level"], (1.05, loss(here)), (0, 4), **where)
    height = loss(here + fraction * step)
    left.plot(fraction, height, "s", color=GREEN, ms=9)
    top = max(0.5, 1.2 * height)  # a short step gains little, a long one climbs out of the picture
    left.set(title=text["line"], xlabel=text["length"], ylabel=text["height"], ylim=(0.2, top))
    right.semilogy(loss(full), "X--", color=ORANGE, label=text["full"])
    right.semilogy(loss(cut), "s-", color=GREEN, label=text["cut"].format(fraction=fraction))
    right.set(title=text["values"], xlabel=text["step"], ylabel=text["height"])
    right.set(ylim=(0.03, 1e5), xlim=(-0.4, before + 8.4))
    right.legend(frameon=False, loc="upper right")
    said = {"fraction": fraction, "before": loss(here), "after": height}
    return Picture(figure, text["alt"].format(**said, last=loss(cut[-1])))


def regions(X, Y, penalties, names):
    """Return a Picture: the most probable class over two features, and where it reaches 0.9.

    X: a column of ones and two features. Y: one-hot, three classes. One panel for each penalty.
    """
    text = FIGURES["regions"]
    figure, panels = canvas(len(penalties), (3.2 * len(penalties), 3.6), sharey=True)
    low, high = X[:, 1:].min(axis=0) - 0.3, X[:, 1:].max(axis=0) + 0.3
    across, up = np.meshgrid(np.linspace(low[0], high[0], 120), np.linspace(low[1], high[1], 120))
    grid = np.stack([np.ones_like(across), across, up], axis=-1)
    sizes = []
    for panel, l2 in zip(panels, penalties, strict=True):
        W = newton_path(penalised(X, Y, l2), np.zeros((3, Y.shape[1])), np.ones(11))[-1]
        P = definitions.softmax(grid @ W)
        best = P.argmax(axis=-1)
        panel.contourf(across, up, best, levels=(-0.5, 0.5, 1.5, 2.5), colors=CLASSES, alpha=0.25)
        panel.contour(across, up, P.max(axis=-1), levels=(0.9,), colors=INK, linestyles=":")
        for k, color in enumerate(CLASSES):
            mine = Y[:, k] == 1
            panel.plot(X[mine, 1], X[mine, 2], MARKERS[k], color=color, ms=3.5, label=names[k])
        sizes.append(f"{np.linalg.norm(W):.1f}")
        panel.set(title=text["panel"].format(l2=l2, size=sizes[-1]), xlabel=text["length"])
    panels[0].set_ylabel(text["width"])
    handles, labels = panels[0].get_legend_handles_labels()
    figure.legend(handles, labels, frameon=False, ncols=3, loc="outside lower center")
    figure.suptitle(text["title"])
    said = {"penalties": ", ".join(f"{l2:g}" for l2 in penalties), "sizes": ", ".join(sizes)}
    return Picture(figure, text["alt"].format(**said))


def label_simulation(m=200, repetitions=200, seed=3):
    """Return a Picture: slopes fitted to labels drawn from one known θ, and the normal curve."""
    text = FIGURES["label simulation"]
    rng = np.random.default_rng(seed)
    X, truth = np.column_stack([np.ones(m), rng.normal(size=m)]), np.array([-0.5, 1.2])
    chance = definitions.sigmoid(X @ truth)
    # From the truth three steps are enough; from zero they would be six.
    slopes = [
        newton_path(logistic(X, (rng.random(m) < chance).astype(float)), truth, np.ones(3))[-1, 1]
        for _ in range(repetitions)
    ]
    # The information of all m samples, and the variance that it predicts for the slope.
    information = m * differences.hessian(logistic(X, np.zeros(m)), truth)
    width = np.linalg.solve(information, [0.0, 1.0])[1] ** 0.5
    figure, axes = canvas(size=(7.2, 3.4))
    axes.hist(slopes, bins=14, density=True, color=BLUE, alpha=0.5, label=text["fits"])
    t = np.linspace(truth[1] - 3.5 * width, truth[1] + 3.5 * width, 201)
    normal = np.exp(-(((t - truth[1]) / width) ** 2) / 2) / (width * np.sqrt(2 * np.pi))
    axes.plot(t, normal, color=ORANGE, lw=2.5, label=text["normal"].format(width=width))
    axes.axvline(truth[1], color=INK, linestyle=":", label=text["truth"])
    axes.set(title=text["title"], xlabel=text["slope"], ylabel=text["density"])
    axes.legend(frameon=False, fontsize=9, loc="center left", bbox_to_anchor=(1, 0.5))
    spread = np.std(slopes, ddof=1)
    return Picture(figure, text["alt"].format(spread=spread, width=width))


def bootstrap(X, y, theta, errors, fits):
    """Return a Picture: the fit to some flowers, and fits to samples drawn from them.

    X: a column of ones and one feature. theta, errors: (2,), the fit and its standard errors.
    fits: (number of samples, 2).
    """
    text = FIGURES["bootstrap"]
    figure, (left, right) = canvas(2, (9.4, 3.5))
    t = np.linspace(X[:, 1].min() - 0.2, X[:, 1].max() + 0.2, 101)
    grid = np.column_stack([np.ones_like(t), t])
    left.plot(t, definitions.sigmoid(fits[:80] @ grid.T).T, color=BLUE, alpha=0.12)
    left.plot(t, definitions.sigmoid(grid @ theta), color=ORANGE, lw=2.5)
    left.plot(X[:, 1], y, "|", color=INK, ms=10)
    left.set(title=text["curves"], xlabel=text["feature"], ylabel=text["chance"])
    right.hist(fits[:, 1], bins=40, color=BLUE, alpha=0.5)
    right.axvline(theta[1], color=ORANGE, lw=2.5, label=text["fit"])
    low, high = theta[1] - 2 * errors[1], theta[1] + 2 * errors[1]
    right.axvspan(low, high, color=ORANGE, alpha=0.2, label=text["two errors"])
    right.set(title=text["title"], xlabel=text["slope"], ylabel=text["count"])
    right.legend(frameon=False, fontsize=9)
    share = np.mean((low <= fits[:, 1]) & (fits[:, 1] <= high))
    said = {"slope": theta[1], "low": low, "high": high, "share": share, "far": fits[:, 1].max()}
    return Picture(figure, text["alt"].format(**said))


def one_by_one(predicted, moved, first, shown):
    """Return a Picture: the change by leaving out each flower, predicted and by a refit.

    predicted, moved: (flowers, 3), in standard errors. first: the number of the first flower.
    shown: how many flowers with the largest predicted change are named.
    """
    text = FIGURES["one by one"]
    figure, axes = canvas(size=(6.8, 4.2))
    ends = np.array([predicted.min(), predicted.max()])
    axes.plot(1.2 * ends, 1.2 * ends, color=INK, lw=0.8, label=text["equal"])
    for k, name in enumerate(text["parameters"]):
        style = {"color": CLASSES[k], "marker": MARKERS[k], "ls": "", "ms": 4.5}
        axes.plot(predicted[:, k], moved[:, k], label=name, **style)
    named = np.argsort(-np.abs(predicted).max(axis=1))[:shown]
    for i in named:
        k = np.abs(predicted[i]).argmax()
        place = (predicted[i, k], moved[i, k])
        axes.annotate(str(first + i), place, (7, -4), textcoords="offset points")
    axes.set(title=text["title"], xlabel=text["predicted"], ylabel=text["moved"])
    axes.legend(frameon=False, fontsize=9, loc="center left", bbox_to_anchor=(1, 0.5))
    said = [
        text["flower"].format(flower=first + i, predicted=p, moved=q)
        for i, p, q in zip(
            named, *(np.abs(a[named]).max(1) for a in (predicted, moved)), strict=True
        )
    ]
    correlation = np.corrcoef(predicted.ravel(), moved.ravel())[0, 1]
    return Picture(figure, text["alt"].format(correlation=correlation, flowers="; ".join(said)))


def no_minimum(data, steps=20):
    """Return a Picture: J and the length of θ after each full Newton step from zero.

    data: two pairs (X, y), all flowers and those without 134, which are separable.
    """
    text = FIGURES["no minimum"]
    figure, (left, right) = canvas(2, (9.4, 3.4))
    for (X, y), name, color, marker in zip(
        data, text["names"], CLASSES[:2], MARKERS[:2], strict=True
    ):
        loss = logistic(X, y)
        path = newton_path(loss, np.zeros(X.shape[1]), np.ones(steps))
        left.semilogy(loss(path), f"{marker}-", color=color, ms=4.5, label=name)
        right.plot(np.linalg.norm(path, axis=1), f"{marker}-", color=color, ms=4.5, label=name)
    whole = np.arange(0, steps + 1, 5)
    left.set(title=text["values"], xlabel=text["step"], ylabel=text["height"], xticks=whole)
    right.set(title=text["lengths"], xlabel=text["step"], ylabel=text["length"], xticks=whole)
    right.legend(frameon=False, fontsize=9)
    said = {"steps": steps, "last": loss(path[-1]), "size": np.linalg.norm(path[-1])}
    return Picture(figure, text["alt"].format(**said))
