"""The pictures of 04-positive-definiteness; their texts stand in `captions`.

No Hessian is derived here: whoever calls hands over matrices and directions, or a loss whose
derivatives are measured.
"""

import numpy as np

from autograder.checking import differences
from autograder.course import definitions
from autograder.course.canvas import CLASSES, INK, PALE, Picture, canvas, minus
from autograder.course.positive_definiteness.captions import FIGURES
from autograder.course.sliders import Slider, explore

BLUE, ORANGE, GREEN = CLASSES
BAND = {"color": PALE, "alpha": 0.25, "lw": 0}


def two_answers(celsius, first, second):
    """Return a Picture: two matrices of weights for (1, °C, °F), and both models' probabilities.

    celsius: (n,), a grid of temperatures. first, second: (3, 3).
    """
    text = FIGURES["two answers"]
    names = text["names"]
    figure, panels = canvas(3, (9.6, 3.4), width_ratios=(1, 1, 1.5))
    X = np.column_stack([np.ones_like(celsius), celsius, 1.8 * celsius + 32])
    for axes, W, key in zip(panels, (first, second), ("first", "second"), strict=False):
        axes.imshow(W, cmap="RdBu_r", vmin=-40, vmax=40, aspect="auto")
        for (row, column), entry in np.ndenumerate(W):
            number = minus(f"{entry:.3f}")
            axes.text(column, row, number, ha="center", va="center", color="black", fontsize=9)
        axes.set(title=text[key], xticks=range(len(names)), yticks=range(3), xlabel=text["column"])
        axes.set_xticklabels(names)
        axes.set_yticklabels(text["rows"])
    panels[0].set_ylabel(text["row"])
    curves = panels[2]
    for k, color in enumerate(CLASSES):
        P = definitions.softmax(X @ first)[:, k], definitions.softmax(X @ second)[:, k]
        curves.plot(celsius, P[0], color=color, lw=5, alpha=0.45)
        curves.plot(celsius, P[1], "--", color=color, lw=1.6)
        top = P[0].argmax()
        place = {0: "left", len(celsius) - 1: "right"}.get(int(top), "center")
        curves.annotate(
            names[k], (celsius[top], P[0][top]), (0, 5), textcoords="offset points", ha=place
        )
    for label, style in zip(text["lines"], ({"lw": 5, "alpha": 0.45}, {"ls": "--"}), strict=True):
        curves.plot([], [], color=INK, label=label, **style)
    curves.set(title=text["curves"], xlabel=text["degrees"], ylabel=text["probability"])
    curves.set_ylim(0, 1.25)
    curves.legend(frameon=False, fontsize=9, loc="upper center", ncols=2)
    gap = np.abs(first - second).max()
    return Picture(figure, text["alt"].format(gap=gap, names=", ".join(names)))


def slices(theta, X, y, directions):
    """Return a Picture: J along unit directions through θ, each with its parabola.

    theta: (d,). X: (m, d). y: (m,). directions: list of (d,). The parabola has the value, the
    slope and the curvature of J at θ.
    """
    text = FIGURES["slices"]
    figure, panels = canvas(len(directions), (9.0, 3.2), sharey=True)
    loss = lambda w: definitions.logistic_loss(w, X, y)  # noqa: E731
    spoken = []
    for axes, direction in zip(panels, directions, strict=True):
        v = direction / np.linalg.norm(direction)
        _, curvature = _draw_slice(axes, loss, theta, v)
        numbers = {"v": v, "curvature": abs(round(curvature, 3))}
        axes.set_title(minus(text["panel"].format(**numbers)))
        spoken.append(minus(text["alt panel"].format(**numbers)))
    panels[0].set(ylabel=text["height"], ylim=(0, 2.6))
    panels[-1].legend(frameon=False, fontsize=9)
    return Picture(figure, text["alt"].format(panels=". ".join(spoken)))


def _draw_slice(axes, loss, theta, v):
    """Draw J along a unit direction through θ with its parabola; return heights and curvature."""
    text = FIGURES["slices"]
    t = np.linspace(-4, 4, 81)
    heights = loss(theta + t[:, None] * v)
    value, slope = loss(theta), differences.derivative(loss, theta, v)
    curvature = differences.curvature(loss, theta, v)
    axes.plot(t, heights, color=BLUE, lw=4, label=text["loss"])
    axes.plot(
        t, value + slope * t + curvature * t**2 / 2, "--", color=ORANGE, label=text["parabola"]
    )
    axes.plot(0, value, "o", color=INK, ms=6, zorder=3)
    axes.set_xlabel(text["step"])
    return heights, curvature


def move_turn(theta, X, y, start=90):
    """Display J along a direction through θ and the curvature there, with a slider for the angle.

    theta: (2,). X: (m, 2). y: (m,). start: the angle at first, in degrees.
    """
    slider = Slider(FIGURES["turned direction"]["slider"], 0, 180, 1, start)
    explore(lambda angle: turned_direction(angle, theta, X, y), [slider])


def turned_direction(angle, theta, X, y):
    """Return a Picture of J along the unit direction at an angle, and of all directions' curvature.

    angle: in degrees. theta: (2,). X: (m, 2). y: (m,).
    """
    text = FIGURES["turned direction"]
    figure, (walk, bends) = canvas(2, (8.6, 3.4))
    loss = lambda w: definitions.logistic_loss(w, X, y)  # noqa: E731
    angles = np.array([angle, *range(0, 181, 3)])
    v, *directions = np.stack([np.cos(np.radians(angles)), np.sin(np.radians(angles))], axis=-1)
    heights, curvature = _draw_slice(walk, loss, theta, v)
    walk.set(ylabel=FIGURES["slices"]["height"], ylim=(0, 2.6))
    walk.set_title(minus(text["title slice"].format(v=v)))
    walk.legend(frameon=False, fontsize=9, loc="upper center")
    curvatures = [differences.curvature(loss, theta, direction) for direction in directions]
    bends.plot(angles[1:], curvatures, color=BLUE)
    bends.plot(angle, curvature, "o", color=ORANGE, ms=8)
    bends.axhline(0, color=INK, lw=0.8)
    bends.set(xlabel=text["angle"], ylabel=text["curvature"], xticks=np.arange(0, 181, 30))
    bends.set_title(text["title curvature"].format(curvature=abs(round(curvature, 3))))
    low, high = heights.min(), heights.max()
    numbers = {"v": v, "angle": angle, "curvature": curvature, "low": low, "high": high}
    return Picture(figure, text["picture"].format(**numbers))


def stretch(*designs):
    """Return a Picture: |Xv| for every unit vector v of the plane, one curve for each design.

    designs: two X of shape (m, 2), of the length and the width and of the length in two units.
    """
    text = FIGURES["stretch"]
    figure, axes = canvas(size=(6.8, 3.4))
    angle = np.linspace(0, 180, 721)
    circle = np.stack([np.cos(np.radians(angle)), np.sin(np.radians(angle))])
    spoken = []
    for X, label, color, style in zip(
        designs, text["designs"], CLASSES[:2], ("-", "--"), strict=True
    ):
        length = np.linalg.norm(X @ circle, axis=0)
        lowest = length.argmin()
        axes.plot(angle, length, style, color=color, lw=2, label=label)
        axes.plot(angle[lowest], length[lowest], "o", color=color, ms=7)
        low, high = length.min(), length.max()
        numbers = {"label": label, "low": low, "high": high, "angle": angle[lowest]}
        spoken.append(text["alt curve"].format(**numbers))
    axes.axhline(0, color=INK, lw=0.8)
    axes.set(xlabel=text["angle"], ylabel=text["length"], xticks=np.arange(0, 181, 30))
    axes.set_title(text["title"])
    axes.legend(frameon=False, fontsize=9, loc="lower left", bbox_to_anchor=(0, 0.1))
    return Picture(figure, text["alt"].format(curves=". ".join(spoken)))


def spectra(story, *matrices):
    """Return a Picture: the eigenvalues of symmetric matrices over a logarithmic axis.

    story: "columns", "classes" or "thermometers", the key of the texts; matrices: (n, n), one for
    each panel that the story has. Hollow points lie at or below n·eps·λ_max, where a number that
    is zero can't be told from one that is not.
    """
    text = FIGURES["spectra"]
    figure, panels = canvas(
        len(matrices), (3.2 * max(len(matrices), 2), 3.6), sharey=True, squeeze=False
    )
    spectrums = [np.linalg.eigvalsh(H) for H in matrices]
    smallest = min(np.abs(values[values != 0]).min() for values in spectrums)
    floor, spoken = min(smallest / 10, 1e-18), []
    ceiling = 10 * max(values[-1] for values in spectrums)
    for axes, values, label in zip(panels[0], spectrums, text[story], strict=True):
        n = len(values)
        border = n * np.finfo(np.float64).eps * values[-1]
        index, exact = np.arange(1, n + 1), values == 0
        zero, positive = (values <= border) & ~exact, values > border
        axes.axhspan(floor, border, label=text["border"], **BAND)
        axes.plot(index[positive], values[positive], "o", color=BLUE, label=text["positive"])
        axes.plot(
            index[zero], np.abs(values[zero]), "s", color=ORANGE, mfc="none", label=text["zero"]
        )
        if exact.any():
            at_edge = {"transform": axes.get_xaxis_transform(), "clip_on": False}
            axes.plot(
                index[exact], 0 * index[exact], "v", color=ORANGE, label=text["exact"], **at_edge
            )
        axes.set(yscale="log", ylim=(floor, ceiling), xlabel=text["index"])
        axes.set_xticks(index[:: 1 + n // 10])
        title = label.format(zeros=n - positive.sum(), n=n)
        axes.set_title(title)
        spoken.append(title.replace("\n", " "))
    panels[0, 0].set_ylabel(text["eigenvalue"])
    panels[0, -1].legend(frameon=False, fontsize=9, loc="center right")
    return Picture(figure, text["alt"].format(panels=". ".join(spoken)))


def rounded_zeros(matrices):
    """Return a Picture: the computed smallest eigenvalue of many singular matrices.

    matrices: (…, n, n), positive semidefinite, each with an eigenvalue that is exactly zero.
    """
    text = FIGURES["rounded zeros"]
    n = matrices.shape[-1]
    values = np.linalg.eigvalsh(matrices)
    units = values[..., 0] / (np.finfo(np.float64).eps * values[..., -1])
    figure, axes = canvas(size=(6.8, 3.2))
    axes.hist(units.ravel(), bins=np.linspace(-n - 1, n + 1, 61), color=BLUE)
    axes.axvline(0, color=INK, lw=0.8)
    for side in (-n, n):
        axes.axvline(side, color=ORANGE, ls="--")
    # A legend would cover one of the two lines.
    axes.annotate(
        text["border"], (n, 0.9), (-5, 0), ("data", "axes fraction"), "offset points", ha="right"
    )
    axes.set(xlabel=text["units"], ylabel=text["count"])
    share = np.mean(units > 0)
    axes.set_title(text["title"].format(share=share))
    numbers = {"count": units.size, "low": units.min(), "high": units.max(), "share": share, "n": n}
    numbers["inside"] = np.mean(np.abs(units) < n)
    return Picture(figure, minus(text["alt"].format(**numbers)))


def saturation(theta, X, sizes):
    """Return a Picture: the extreme eigenvalues of the Hessian of J as θ grows.

    theta: (2,), a direction. X: (m, 2). sizes: (n,) increasing, the multiples of theta. The
    smallest eigenvalue is drawn twice, as computed and as it is.
    """
    text = FIGURES["saturation"]
    y = np.zeros(len(X))  # the Hessian does not depend on the labels, nor on the sign of a row
    lowered = -X * np.where(X @ theta < 0, -1, 1)[:, None]  # on this side no digits cancel
    loss = lambda w: definitions.logistic_loss(w, lowered, y)  # noqa: E731
    spectrums = [np.linalg.eigvalsh(differences.hessian(loss, t * theta)) for t in sizes]
    computed, largest = np.array(spectrums).T
    border = 2 * np.finfo(np.float64).eps * largest
    exact = _determinant(X, sizes[:, None] * (X @ theta)) / largest
    figure, axes = canvas(size=(8.8, 3.8))
    axes.fill_between(sizes, exact[-1] / 100, border, label=text["border"], **BAND)
    axes.plot(sizes, largest, color=GREEN, lw=2, label=text["largest"])
    axes.plot(sizes, exact, color=BLUE, lw=2, label=text["smallest"])
    points = {"color": ORANGE, "ls": "none", "ms": 5}
    for kind, mark, chosen in (
        ("computed", {"marker": "o"}, computed > 0),
        ("negative", {"marker": "s", "mfc": "none"}, computed < 0),
    ):
        if chosen.any():
            axes.plot(sizes[chosen], np.abs(computed[chosen]), label=text[kind], **points, **mark)
    if (computed == 0).any():
        at_edge = {"transform": axes.get_xaxis_transform(), "clip_on": False, "marker": "v"}
        none = sizes[computed == 0]
        axes.plot(none, 0 * none, label=text["zero"], **points, **at_edge)
    axes.set(yscale="log", ylim=(exact[-1] / 100, 10))
    axes.set(xlabel=text["size"], ylabel=text["eigenvalue"], title=text["title"])
    axes.legend(frameon=False, fontsize=9, loc="center left", bbox_to_anchor=(1.0, 0.5))
    numbers = {"largest": largest[-1], "smallest": exact[-1]}
    numbers["border"] = sizes[np.argmax(computed <= border)]
    numbers["zeros"] = (computed == 0).sum()
    return Picture(figure, minus(text["alt"].format(**numbers)))


def _determinant(X, logits):
    """Return the determinant of the Hessian of J for two features, without cancelling digits.

    By Cauchy and Binet it is a sum over pairs of samples, and no term is negative.
    """
    # The slope of the sigmoid is even; on the negative side no digits of it cancel.
    slopes = differences.derivative(definitions.sigmoid, -np.abs(logits), np.ones_like(logits))
    m, total = len(X), 0.0
    for i in range(m):
        for j in range(i):
            area = X[i, 0] * X[j, 1] - X[i, 1] * X[j, 0]
            total = total + slopes[:, i] * slopes[:, j] * area**2
    return total / m**2


def valley(bowl, trough, y, v):
    """Return a Picture: maps of J over (θ_0, θ_1) with level lines, for two designs.

    bowl: (m, 2) of rank 2. trough: (m, 2) of rank 1. y: (m,). v: (2,) with trough @ v = 0.
    """
    text = FIGURES["valley"]
    figure, panels = canvas(2, (9.4, 4.2))
    step, marks = 0.05, {"color": "white", "textcoords": "offset points", "fontsize": 9}
    levels = np.arange(0.15, 0.66, step)
    axis_0, axis_1 = np.linspace(-1, 15, 161), np.linspace(-4, 24, 161)
    first, second = np.meshgrid(axis_0, axis_1)
    grid, lowest = np.stack([first, second], axis=-1), []
    shades = {"levels": [0.1, *levels], "cmap": "Blues_r", "extend": "max"}
    for axes, X, title, name in zip(
        panels, (bowl, trough), text["titles"], text["second"], strict=True
    ):
        height = definitions.logistic_loss(grid, X, y)
        filled = axes.contourf(first, second, height, **shades)
        lines = axes.contour(first, second, height, levels=levels, colors="white", linewidths=0.8)
        axes.clabel(lines, levels[:4], fmt="%.2f", fontsize=8)
        axes.set(title=title, xlabel=text["first"], ylabel=name)
        axes.set(xlim=axis_0[[0, -1]], ylim=axis_1[[0, -1]])
        lowest.append(grid.reshape(-1, 2)[height.argmin()])
    figure.colorbar(filled, ax=panels, label=text["height"])
    panels[0].plot(*lowest[0], "o", color=ORANGE, ms=8)
    panels[0].annotate(text["lowest"], lowest[0], (8, 4), **marks)
    panels[1].axline(lowest[1], lowest[1] + v, color=ORANGE, lw=3)
    point = lowest[1] + v * (2.5 - lowest[1][0])
    panels[1].annotate(text["flat"], point, (8, 4), **marks)
    return Picture(figure, text["alt"].format(step=step))


def two_classes(X, y):
    """Return a Picture: L over two class weights, one feature, beside J over their difference.

    X: (m, 1). y: (m,) of 0 and 1, where 1 is class 0 of the softmax.
    """
    text = FIGURES["two classes"]
    Y = np.column_stack([y, 1 - y])
    axis = np.linspace(-4, 8, 73)
    first, second = np.meshgrid(axis, axis)
    L = definitions.softmax_loss(np.stack([first, second], axis=-1)[..., None, :], X, Y)
    figure, (plane, line) = canvas(2, (9.0, 3.8))
    levels = np.arange(0.25, 4.1, 0.25)
    filled = plane.contourf(first, second, L, levels=[0, *levels], cmap="Blues_r", extend="max")
    plane.contour(first, second, L, levels=levels, colors="white", linewidths=0.7)
    figure.colorbar(filled, ax=plane, label=text["height"])
    plane.annotate("", (5.5, 4.0), (2.5, 1.0), arrowprops={"color": GREEN, "width": 2.5})
    plane.plot(axis, 0 * axis, color=ORANGE, lw=2.5, label=text["held"])
    plane.set(xlabel=text["first"], ylabel=text["second"], aspect="equal", title=text["plane"])
    plane.plot([], [], color=GREEN, lw=2.5, label=text["shift"])
    figure.legend(frameon=False, fontsize=9, loc="outside lower left", ncols=2)
    held = np.stack([axis, 0 * axis], axis=-1)[:, None, :]
    along = definitions.softmax_loss(held, X, Y), definitions.logistic_loss(axis[:, None], X, y)
    drawn = line.plot(axis, along[0], color=ORANGE, lw=6)
    drawn += line.plot(axis, along[1], "--", color=BLUE, lw=2)
    line.legend(drawn, [text["softmax"], text["logistic"]], frameon=False, fontsize=9)
    line.set(xlabel=text["difference"], ylabel=text["height"], title=text["line"])
    return Picture(figure, text["alt"])
