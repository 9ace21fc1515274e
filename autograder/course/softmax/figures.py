"""The pictures of 01-softmax. Every slope in them is a finite difference of a definition."""

import numpy as np

from autograder.checking import differences
from autograder.course import definitions
from autograder.course.canvas import CLASSES as THREE
from autograder.course.canvas import FOURTH, INK, PALE, Picture, canvas, minus
from autograder.course.sliders import Slider, explore
from autograder.course.softmax.captions import FIGURES

CLASSES = (*THREE, FOURTH)

# The three certain answers, drawn as the corners of an equilateral triangle.
CORNERS = np.array([[0.0, 0.0], [1.0, 0.0], [0.5, np.sqrt(3) / 2]])


def flat_or_bowl(z, y, H=None):
    """Return a Picture: the loss along two directions, and what the identity predicts there.

    z, y: (K,). H: (K, K), a Hessian whose parabolas are drawn too.
    """
    text = FIGURES["flat or bowl"]
    figure, panels = canvas(2, (8.4, 3.4), sharey=True)
    t = np.linspace(-2, 2, 161)
    first = np.eye(len(z))[0]
    for axes, a, name in zip(panels, (np.ones(len(z)), first), ("ones", "first"), strict=True):
        loss = definitions.cross_entropy(z + t[:, None] * a, y)
        slope = differences.central_derivative(
            lambda u, a=a: definitions.cross_entropy(z + u * a, y), 0.0
        )
        tangent = definitions.cross_entropy(z, y) + slope * t
        axes.plot(t, loss, color=CLASSES[0], lw=4, label=text["measured"])
        axes.plot(t, tangent + t**2 * (a @ a) / 2, "--", color=CLASSES[1], label=text["identity"])
        if H is not None:
            curved = tangent + t**2 * (a @ H @ a) / 2
            axes.plot(t, curved, ":", color=CLASSES[2], lw=2.5, label=text["yours"])
        axes.set(title=text[name], xlabel=text["t"], ylim=(0, 3.2))
    panels[0].set_ylabel(text["loss"])
    panels[1].legend(frameon=False, fontsize=9, loc="upper center")
    yours = "" if H is None else text["alt yours"]
    loss = f"{definitions.cross_entropy(z, y):.3f}"
    return Picture(figure, text["alt"].format(loss=loss, yours=yours))


def step_error():
    """Return a Picture: the error of two difference quotients of exp at 1 against their step h."""
    text = FIGURES["step error"]
    figure, axes = canvas(size=(6.8, 3.8))
    h, slope, eps = np.logspace(-16, 0, 241), np.exp(1.0), np.finfo(float).eps
    central = np.abs(differences.central_derivative(np.exp, 1.0, h) - slope) / slope
    imaginary = np.abs(np.exp(1 + 1j * h).imag / h - slope) / slope
    # An error of exactly zero has no logarithm; half an eps stands for it.
    axes.loglog(h, np.maximum(imaginary, eps / 2), color=CLASSES[1], lw=5, label=text["complex"])
    axes.loglog(h, np.maximum(central, eps / 2), color=CLASSES[0], lw=1.2, label=text["central"])
    axes.loglog(h, h**2 / 6, "--", color=INK, lw=1, label=text["truncation"])
    axes.loglog(h, eps / h, ":", color=INK, label=text["rounding"])
    axes.set(title=text["title"], xlabel=text["step"], ylabel=text["error"], ylim=(3e-17, 3))
    axes.legend(frameon=False, fontsize=9, loc="center left", bbox_to_anchor=(1, 0.5))
    return Picture(figure, text["alt"])


def simplex():
    """Return a Picture: a square grid of logits, and where the softmax puts it in the triangle."""
    text = FIGURES["simplex"]
    figure, (plane, triangle) = canvas(2, (9.0, 4.0))
    along, ticks = np.linspace(-6, 6, 121), np.arange(-6, 7)
    for color, order in ((CLASSES[0], (0, 1)), (CLASSES[1], (1, 0))):
        for tick in ticks:
            pair = np.stack([along, np.full_like(along, tick)])[list(order)]
            plane.plot(*pair, color=color, lw=1, alpha=0.7)
            triangle.plot(*_place([*pair, 0 * along]), color=color, lw=1, alpha=0.7)
    bent = np.stack([along, along / 2])
    plane.plot(*bent, "--", color=CLASSES[2], lw=2.5)
    triangle.plot(*_place([*bent, 0 * along]), "--", color=CLASSES[2], lw=2.5)
    dots = [np.arange(6.0), np.zeros(6), np.zeros(6)]
    plane.plot(*dots[:2], "o", color=INK, zorder=3)
    triangle.plot(*_place(dots), "o", color=INK, zorder=3)
    plane.set(title=text["plane"], xlabel=text["first"], ylabel=text["second"], aspect="equal")
    _draw_triangle(triangle, text)
    triangle.set_title(text["triangle"])
    return Picture(figure, text["alt"])


def jacobian(z):
    """Return a Picture: the Jacobian of the softmax as a heat map, its row sums beside it."""
    text = FIGURES["jacobian"]
    figure, (axes, sums) = canvas(2, (6.0, 3.6), width_ratios=(len(z), 1))
    S = differences.jacobian(definitions.softmax, z)
    _heat_map(axes, S, 0.25, text["title"])
    _heat_map(sums, S.sum(axis=1, keepdims=True), 0.25, "")
    axes.set(xlabel=text["column"], ylabel=text["row"])
    sums.set(xlabel=text["sum"], xticks=[], yticks=[])
    return Picture(figure, text["alt"].format(K=len(z)))


def move_logits(z):
    """Display the probabilities and the Jacobian at z, with a slider for each logit.

    z: (4,).
    """
    label = FIGURES["moved logits"]["slider"]
    names = [label.format(index=index) for index in "₀₁₂₃"]
    explore(moved_logits, [Slider(name, -8, 8, 0.1, x) for name, x in zip(names, z, strict=True)])


def moved_logits(*z):
    """Return a Picture: the softmax of some logits as bars, and its Jacobian as a heat map."""
    text, words = FIGURES["moved logits"], FIGURES["jacobian"]
    z = np.array(z)
    s, S = definitions.softmax(z), differences.jacobian(definitions.softmax, z)
    figure, (bars, axes) = canvas(2, (8.6, 3.4))
    bars.bar(np.arange(len(z)), s, color=CLASSES[: len(z)])
    for k, height in enumerate(s):
        bars.annotate(f"{height:.2f}", (k, height), (0, 3), textcoords="offset points", ha="center")
    names = [text["class"].format(k=k, z=minus(f"{x:.1f}")) for k, x in enumerate(z)]
    bars.set_xticks(range(len(z)), names)
    bars.set(title=text["bars"], ylim=(0, 1.1), xlabel=text["axis"], ylabel=text["probability"])
    _heat_map(axes, S, 0.25, words["title"])
    axes.set(xlabel=words["column"], ylabel=words["row"])
    lines = [str((row.round(2) + 0).tolist()) for row in (z, s, *S)]
    spoken = text["picture"].format(z=lines[0], s=lines[1], J="\n    ".join(["", *lines[2:]]))
    return Picture(figure, spoken)


def move_tangent(z):
    """Display the path of the softmax and its tangent, with sliders for dz and the length.

    z: (3,).
    """
    text = FIGURES["tangent"]
    angle = Slider(text["angle"], 0, 360, 5, 100)
    length = Slider(text["length"], -3.0, 3.0, 0.1, 1.0)
    explore(lambda degrees, t: tangent(z, degrees, t), [angle, length])


def tangent(z, angle, t):
    """Return a Picture: the softmax of z + t dz for three classes, and its tangent at t = 0.

    z: (3,). angle: of dz in the plane of its first two entries, in degrees. t: where both are
    marked.
    """
    text = FIGURES["tangent"]
    figure, axes = canvas(size=(6.6, 4.0))
    dz = np.array([np.cos(np.deg2rad(angle)), np.sin(np.deg2rad(angle)), 0.0])
    along = np.linspace(-4, 4, 161)[:, None]
    s, ds = definitions.softmax(z), differences.derivative(definitions.softmax, z, dz)
    moved = definitions.softmax(z + t * dz)
    axes.plot(*_place(z + along * dz), color=CLASSES[0], lw=2.5, label=text["path"])
    ends = np.array([[-3.0], [3.0]]) * ds
    axes.plot(*((s + ends) @ CORNERS).T, "--", color=INK, label=text["tangent"])
    pair = np.array([moved, s + t * ds]) @ CORNERS
    mark = text["moved"].format(t=minus(f"{t:g}"))
    axes.plot(*pair.T, "-s", color=CLASSES[1], lw=1.5, label=mark)
    axes.plot(*(s @ CORNERS), "o", color=INK, label=text["start"])
    _draw_triangle(axes, FIGURES["simplex"])
    axes.set_title(text["title"])
    axes.legend(frameon=False, fontsize=9, loc="center left", bbox_to_anchor=(1.0, 0.6))
    gap = np.abs(moved - s - t * ds).max()
    return Picture(figure, text["alt"].format(angle=angle, t=t, gap=gap))


def label_loss():
    """Return a Picture: the loss against the label's logit, as a definition and through log(s)."""
    text = FIGURES["label loss"]
    figure, axes = canvas(size=(6.6, 3.4))
    t = np.linspace(-1200, 0, 1201)
    z = np.column_stack([t, np.zeros_like(t)])
    label = np.array([1.0, 0.0])
    axes.plot(t, definitions.cross_entropy(z, label), color=CLASSES[0], lw=5)
    with np.errstate(divide="ignore"):
        naive = -np.log(definitions.softmax(z)[:, 0])
    reached = np.isfinite(naive)
    axes.plot(t[reached], naive[reached], color=CLASSES[1], lw=1.8)
    axes.plot(t[reached][0], naive[reached][0], "x", color=CLASSES[1], ms=10, mew=2.5)
    axes.annotate(
        text["end"], (t[reached][0], 300), (-8, 0), textcoords="offset points", ha="right"
    )
    axes.set(title=text["title"], xlabel=text["logit"], ylabel=text["loss"])
    axes.legend([text["definition"], text["naive"]], frameon=False, fontsize=9)
    return Picture(figure, text["alt"])


def gradient(z, y):
    """Return a Picture: probabilities, label, and the loss's slope in each logit, side by side."""
    text = FIGURES["gradient"]
    figure, panels = canvas(3, (9.0, 2.9), sharey=True)
    slope = differences.central_gradient(lambda v: definitions.cross_entropy(v, y), z)
    shown = (definitions.softmax(z), y, slope)
    for name, axes, bars in zip("sya", panels, shown, strict=True):
        axes.bar(np.arange(len(z)), bars, color=CLASSES[: len(z)])
        for k, bar in enumerate(bars):
            place = (0, 3) if bar >= 0 else (0, -12)
            at = {"xytext": place, "textcoords": "offset points", "ha": "center", "fontsize": 9}
            axes.annotate(minus(f"{bar:.2f}"), (k, bar), **at)
        axes.axhline(0, color=INK, lw=0.8)
        axes.set(title=text[name], xlabel=text["class"], xticks=np.arange(len(z)), ylim=(-0.8, 1.2))
    panels[0].set_ylabel(text["value"])
    spoken = [str((bars.round(2) + 0).tolist()) for bars in shown]
    return Picture(figure, text["alt"].format(s=spoken[0], y=spoken[1], a=spoken[2]))


def missing_factor(z, y):
    """Return a Picture: the identity, the Jacobian of the softmax, and second differences of L."""
    text = FIGURES["missing factor"]
    figure, panels = canvas(3, (9.8, 3.5))
    H = differences.central_hessian(lambda v: definitions.cross_entropy(v, y), z)
    S = differences.jacobian(definitions.softmax, z)
    for axes, matrix, name in zip(panels, (np.eye(len(z)), S, H), "IJH", strict=True):
        image = _heat_map(axes, matrix, 1.0, text[name])
        axes.set_xlabel(text["column"])
    for axes, sign in zip(panels[1:], ("×", "="), strict=True):
        axes.text(-0.14, 0.5, sign, transform=axes.transAxes, ha="center", va="center", fontsize=18)
        axes.set_yticks([])
    panels[0].set_ylabel(text["row"])
    figure.colorbar(image, ax=panels, label=text["scale"], shrink=0.9)
    figure.suptitle(text["title"])
    return Picture(figure, text["alt"].format(largest=S.max()))


def _place(z):
    """The softmax of logits, the class on the last axis or the first of a list, in the triangle."""
    z = np.stack(z, axis=-1) if isinstance(z, list) else z
    return (definitions.softmax(z) @ CORNERS).T


def _draw_triangle(axes, text):
    axes.plot(*CORNERS[[0, 1, 2, 0]].T, color=PALE, lw=1)
    for k, (x, y) in enumerate(CORNERS):
        axes.annotate(
            text["corner"].format(k=k),
            (x, y),
            (0, 6 if k == 2 else -16),
            textcoords="offset points",
            ha="center",
        )
    axes.set(aspect="equal", xlim=(-0.15, 1.15), ylim=(-0.12, 1.0))
    axes.axis("off")


def _heat_map(axes, matrix, limit, title):
    image = axes.imshow(matrix, cmap="RdBu_r", vmin=-limit, vmax=limit, aspect="auto")
    for (row, column), entry in np.ndenumerate(matrix):
        color = "white" if abs(entry) > 0.6 * limit else "black"
        # Rounding turns a sum of zero into −0.000; adding 0 turns it back.
        number = minus(f"{np.round(entry, 3) + 0:.3f}")
        axes.text(column, row, number, ha="center", va="center", color=color, fontsize=9)
    axes.set(title=title, xticks=range(matrix.shape[1]), yticks=range(matrix.shape[0]))
    return image
