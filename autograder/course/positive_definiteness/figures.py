"""The pictures of 04-positive-definiteness; their texts stand in `words`.

No Hessian is derived here: whoever calls hands over matrices and directions, or a loss whose
derivatives are finite differences.
"""

import numpy as np

from autograder.checking import differences
from autograder.course import definitions
from autograder.course.canvas import Picture, blank, minus
from autograder.course.positive_definiteness.captions import FIGURES
from autograder.course.sliders import Slider, explore

BLUE, ORANGE, GREY = "tab:blue", "tab:orange", "0.55"


def slices(theta, X, y, directions):
    """Return a Figure of J along unit directions through θ, each with its parabola.

    theta: (d,). X: (m, d). y: (m,). directions: list of (d,). The parabola has the value, the
    slope and the curvature of J at θ.
    """
    words = FIGURES["slices"]
    figure = blank((8.4, 2.9))
    panels = figure.subplots(1, len(directions), sharey=True)
    loss = lambda v: definitions.logistic_loss(v, X, y)  # noqa: E731
    for panel, direction in zip(panels, directions, strict=True):
        a = direction / np.linalg.norm(direction)
        _, curvature = _draw_slice(panel, loss, theta, a)
        panel.set_title(minus(words["panel"].format(a=a, curvature=curvature)), fontsize=10)
    panels[0].set(ylabel=words["height"], ylim=(0, 4))
    panels[-1].legend(frameon=False, fontsize=9)
    figure.suptitle(words["title"], fontsize=11)
    return figure


def _draw_slice(panel, loss, theta, a):
    """Draw J along a unit direction through θ with its parabola; return heights and curvature."""
    words = FIGURES["slices"]
    t = np.linspace(-4, 4, 81)
    heights = loss(theta + t[:, None] * a)
    value, slope = loss(theta), differences.derivative(loss, theta, a)
    curvature = differences.curvature(loss, theta, a)
    panel.plot(t, heights, color=BLUE, label=words["loss"])
    parabola = value + slope * t + curvature * t**2 / 2
    panel.plot(t, parabola, "--", color=ORANGE, label=words["parabola"])
    panel.plot(0, value, "o", color="black", ms=4)
    panel.set_xlabel(words["step"])
    return heights, curvature


def turn(theta, X, y, start=90):
    """Display J along a direction through θ and the curvature there, with a slider for the angle.

    theta: (2,). X: (m, 2). y: (m,). start: the angle at first, in degrees.
    """
    slider = Slider(FIGURES["turned direction"]["slider"], 0, 180, 1, start)
    explore(lambda angle: turned_direction(angle, theta, X, y), [slider])


def turned_direction(angle, theta, X, y):
    """Return a Picture of J along the unit direction at an angle, and of all directions' curvature.

    angle: in degrees. theta: (2,). X: (m, 2). y: (m,).
    """
    words = FIGURES["turned direction"]
    figure = blank((8.4, 3.2))
    walk, bends = figure.subplots(1, 2)
    loss = lambda v: definitions.logistic_loss(v, X, y)  # noqa: E731
    angles = np.array([angle, *range(0, 181, 3)])
    a, *directions = np.stack([np.cos(np.radians(angles)), np.sin(np.radians(angles))], axis=-1)
    heights, curvature = _draw_slice(walk, loss, theta, a)
    walk.set(ylabel=FIGURES["slices"]["height"], ylim=(0, 4))
    walk.set_title(minus(words["title slice"].format(a=a)), fontsize=10)
    walk.legend(frameon=False, fontsize=9, loc="upper center")
    curvatures = [differences.curvature(loss, theta, direction) for direction in directions]
    bends.plot(angles[1:], curvatures, color=BLUE)
    bends.plot(angle, curvature, "o", color="black")
    bends.axhline(0, color="black", lw=0.8)
    bends.set(xlabel=words["angle"], ylabel=words["curvature"], xticks=np.arange(0, 181, 30))
    bends.set_title(words["title curvature"].format(curvature=curvature), fontsize=10)
    low, high = heights.min(), heights.max()
    numbers = {"a": a, "angle": angle, "curvature": curvature, "low": low, "high": high}
    return Picture(figure, words["picture"].format(**numbers))


def stretch(designs):
    """Return a Figure of |Xa| for every unit vector a of the plane, one curve for each design.

    designs: dict from a label to X of shape (m, 2).
    """
    words = FIGURES["stretch"]
    figure = blank((6.4, 3.2))
    panel = figure.subplots()
    angle = np.linspace(0, np.pi, 721)
    circle = np.stack([np.cos(angle), np.sin(angle)])
    for (label, X), color in zip(designs.items(), (BLUE, ORANGE, GREY), strict=False):
        length = np.linalg.norm(X @ circle, axis=0)
        lowest = length.argmin()
        panel.plot(np.degrees(angle), length, color=color, label=label)
        panel.plot(np.degrees(angle[lowest]), length[lowest], "o", color=color, ms=5)
    panel.axhline(0, color="black", lw=0.8)
    panel.set(xlabel=words["angle"], ylabel=words["length"], xticks=np.arange(0, 181, 30))
    panel.set_title(words["title"], fontsize=11)
    panel.legend(frameon=False, fontsize=9)
    return figure


def spectra(story, *matrices):
    """Return a Figure of the eigenvalues of symmetric matrices over a logarithmic axis.

    story: "columns", "classes" or "reduced", the key of the texts; matrices: (n, n), one for each
    panel that the story has. Hollow points lie at or below n·eps·λ_max, where a number that is
    zero can't be told from one that is not; those too small for the axis stand at its lower edge.
    """
    words = FIGURES["spectra"]
    figure = blank((4.2 * max(len(matrices), 1.5), 3.1))
    panels = figure.subplots(1, len(matrices), sharey=True, squeeze=False)[0]
    for panel, H, label in zip(panels, matrices, words[story], strict=True):
        n = len(H)
        values = np.linalg.eigvalsh(H)
        border = n * np.finfo(np.float64).eps * values[-1]
        index, zero = np.arange(1, n + 1), values <= border
        heights = np.maximum(np.abs(values), 1e-19)
        panel.axhspan(1e-20, border, color="0.9", label=words["border"])
        panel.plot(index[~zero], heights[~zero], "o", color=BLUE, label=words["positive"])
        panel.plot(index[zero], heights[zero], "o", color=ORANGE, mfc="white", label=words["zero"])
        panel.set(yscale="log", ylim=(1e-20, 10), xlabel=words["index"])
        panel.set_xticks(index[:: 1 + n // 16])
        panel.set_title(label.format(zeros=zero.sum(), n=n), fontsize=10)
    panels[0].set_ylabel(words["eigenvalue"])
    panels[0].legend(frameon=False, fontsize=9, loc="center right")
    return figure


def rounded_zeros(matrices):
    """Return a Figure of the computed smallest eigenvalue of many singular matrices.

    matrices: (…, n, n), positive semidefinite, each with an eigenvalue that is exactly zero.
    """
    words = FIGURES["rounded_zeros"]
    n = matrices.shape[-1]
    values = np.linalg.eigvalsh(matrices)
    units = values[..., 0] / (np.finfo(np.float64).eps * values[..., -1])
    figure = blank((6.4, 2.9))
    panel = figure.subplots()
    panel.hist(units.ravel(), bins=np.linspace(-n - 1, n + 1, 61), color=BLUE)
    panel.axvline(0, color="black", lw=0.8)
    for side in (-n, n):
        panel.axvline(side, color=ORANGE, ls="--", label=words["border"] if side > 0 else None)
    panel.set(xlabel=words["units"], ylabel=words["count"])
    panel.set_title(words["title"].format(share=np.mean(units > 0)), fontsize=11)
    panel.legend(frameon=False, fontsize=9)
    return figure


def saturation(theta, X, sizes):
    """Return a Figure of the extreme eigenvalues of the Hessian of J as θ grows.

    theta: (d,), a direction. X: (m, d). sizes: (n,) increasing, the multiples of theta. Values
    too small for the axis, zero too, stand at its lower edge.
    """
    words = FIGURES["saturation"]
    y = np.zeros(len(X))  # the Hessian does not depend on the labels
    loss = lambda v: definitions.logistic_loss(v, X, y)  # noqa: E731
    values = np.array([np.linalg.eigvalsh(differences.hessian(loss, s * theta)) for s in sizes])
    border = len(theta) * np.finfo(np.float64).eps * values[:, -1]
    figure = blank((6.4, 3.2))
    panel = figure.subplots()
    panel.fill_between(sizes, 1e-22, border, color="0.9", label=words["border"])
    panel.plot(sizes, values[:, -1], color=BLUE, label=words["largest"])
    above = values[:, 0] > border
    panel.plot(sizes[above], values[above, 0], color=ORANGE, label=words["smallest"])
    heights = np.maximum(np.abs(values[~above, 0]), 1e-21)
    panel.plot(sizes[~above], heights, "o", color=ORANGE, mfc="white", ms=4, label=words["noise"])
    panel.set(yscale="log", ylim=(1e-22, 10), xlabel=words["size"], ylabel=words["eigenvalue"])
    panel.set_title(words["title"], fontsize=11)
    panel.legend(frameon=False, fontsize=9, loc="center right")
    return figure


def valley(bowl, trough, y, a):
    """Return a Figure of J as a surface over (θ_0, θ_1), for two designs of two columns.

    bowl: (m, 2) of rank 2. trough: (m, 2) of rank 1. y: (m,). a: (2,) with trough @ a = 0.
    """
    words = FIGURES["valley"]
    figure = blank((8.8, 3.9))
    axis = np.linspace(-3, 3, 31)
    square = np.stack(np.meshgrid(axis, axis, indexing="ij"), axis=-1)
    points = square.reshape(-1, 2)
    along = a / np.linalg.norm(a)
    across = np.array([-along[1], along[0]])
    for place, (X, title) in enumerate(zip((bowl, trough), words["titles"], strict=True), start=1):
        lowest = points[definitions.logistic_loss(points, X, y).argmin()]
        if X is trough:  # all of its floor is lowest: take the point nearest to zero
            lowest = (lowest @ across) * across
        grid = lowest + square
        height = definitions.logistic_loss(grid, X, y)
        panel = figure.add_subplot(1, 2, place, projection="3d", computed_zorder=False)
        panel.plot_surface(*np.moveaxis(grid, -1, 0), height, cmap="viridis", alpha=0.75)
        panel.set_title(title, fontsize=10)
        panel.set(xlabel=words["first"], ylabel=words["second"])
        panel.view_init(elev=34, azim=-20)
    for offset in (-1.2, 0.0, 1.2):
        line = lowest + offset * across + np.array([[-2.4], [2.4]]) * along
        # zorder: the surface would hide the line, which lies in it.
        panel.plot(*line.T, definitions.logistic_loss(line, trough, y), "black", lw=2, zorder=5)
    return figure


def two_classes(X, y):
    """Return a Figure of L over two class weights, one feature, beside J over their difference.

    X: (m, 1). y: (m,) of 0 and 1, where 1 is class 0 of the softmax.
    """
    words = FIGURES["two_classes"]
    Y = np.column_stack([y, 1 - y])
    axis = np.linspace(-4, 4, 61)
    first, second = np.meshgrid(axis, axis)
    L = definitions.softmax_loss(np.stack([first, second], axis=-1)[..., None, :], X, Y)
    figure = blank((8.6, 3.5))
    figure.get_layout_engine().set(wspace=0.08)
    plane, line = figure.subplots(1, 2)
    contours = plane.contourf(first, second, L, levels=16, cmap="viridis")
    figure.colorbar(contours, ax=plane, label=words["height"])
    for theta in (-2, 0, 2):
        plane.axline((theta, 0), slope=1, color="white", ls=":", lw=1)
    plane.annotate("", (1.6, 0.6), (-0.6, -1.6), arrowprops={"color": "white", "width": 1.5})
    plane.plot(axis, np.zeros_like(axis), color="tab:red", lw=2)
    plane.set(xlabel=words["first"], ylabel=words["second"], aspect="equal", ylim=(-4, 4))
    plane.set_xlim(-4, 4)
    plane.set_title(words["plane"], fontsize=10)
    held = np.stack([axis, np.zeros_like(axis)], axis=-1)[:, None, :]
    line.plot(axis, definitions.softmax_loss(held, X, Y), color="tab:red", lw=4, alpha=0.4)
    line.plot(axis, definitions.logistic_loss(axis[:, None], X, y), "k--", lw=1.3)
    line.legend([words["softmax"], words["logistic"]], frameon=False, fontsize=9)
    line.set(xlabel=words["difference"], ylabel=words["height"])
    line.set_title(words["line"], fontsize=10)
    return figure
