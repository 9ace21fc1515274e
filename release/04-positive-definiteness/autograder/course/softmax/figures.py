"""The pictures of 01-softmax. Every slope in them is a finite difference of a definition."""

import numpy as np

from autograder.checking import differences
from autograder.course import definitions
from autograder.course.canvas import CLASSES as THREE
from autograder.course.canvas import INK, canvas, minus
from autograder.course.sliders import Picture, Slider, explore
from autograder.course.softmax.captions import FIGURES

# A fourth class, of the same palette.
CLASSES = (*THREE, "#CC79A7")
PALE = "0.75"

# The three certain answers, drawn as the corners of an equilateral triangle.
CORNERS = np.array([[0.0, 0.0], [1.0, 0.0], [0.5, np.sqrt(3) / 2]])


def step_error():
    """Return a Figure: the error of two difference quotients of exp at 1 against their step h."""
    text = FIGURES["step error"]
    figure, axes = canvas(size=(6.4, 3.8))
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
    return figure


def simplex():
    """Return a Figure: a square grid of logits, and where the softmax puts it in the triangle."""
    text = FIGURES["simplex"]
    figure, (plane, triangle) = canvas(2, (9.0, 4.0))
    along, ticks = np.linspace(-6, 6, 121), np.arange(-6, 7)
    for color, order in ((CLASSES[0], (0, 1)), (CLASSES[1], (1, 0))):
        for tick in ticks:
            pair = np.stack([along, np.full_like(along, tick)])[list(order)]
            plane.plot(*pair, color=color, lw=1)
            triangle.plot(*_place([*pair, 0 * along]), color=color, lw=1)
    dots = [np.arange(6.0), np.zeros(6), np.zeros(6)]
    plane.plot(*dots[:2], "o", color=INK, zorder=3)
    triangle.plot(*_place(dots), "o", color=INK, zorder=3)
    plane.set(title=text["plane"], xlabel=text["first"], ylabel=text["second"], aspect="equal")
    _draw_triangle(triangle, text)
    triangle.set_title(text["triangle"])
    return figure


def raised_logit(z, raised=0):
    """Return a Figure: every probability while one logit moves and the others stay as in z."""
    text = FIGURES["raised logit"]
    figure, axes = canvas(size=(6.0, 3.4))
    t = np.linspace(-4, 6, 201)
    moved = np.tile(z, (t.size, 1))
    moved[:, raised] = t
    for k, s in enumerate(definitions.softmax(moved).T):
        width = 2.5 if k == raised else 1.2
        axes.plot(t, s, color=CLASSES[k], lw=width, label=text["class"].format(k=k))
    axes.axvline(z[raised], color=INK, ls=":", lw=1)
    axes.set(title=text["title"].format(k=raised), xlabel=text["logit"].format(k=raised))
    axes.set_ylabel(text["probability"])
    axes.legend(frameon=False, fontsize=9)
    return figure


def jacobian(z):
    """Return a Figure: the Jacobian of the softmax as a heat map, its row sums beside it."""
    text = FIGURES["jacobian"]
    figure, (axes, sums) = canvas(2, (6.0, 3.6), width_ratios=(len(z), 1))
    J = differences.jacobian(definitions.softmax, z)
    _heat_map(axes, J, 0.25, text["title"])
    _heat_map(sums, J.sum(axis=1, keepdims=True), 0.25, text["sum"])
    axes.set(xlabel=text["column"], ylabel=text["row"])
    sums.set(xticks=[], yticks=[])
    return figure


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
    s, J = definitions.softmax(z), differences.jacobian(definitions.softmax, z)
    figure, (bars, axes) = canvas(2, (8.6, 3.4))
    bars.bar(np.arange(len(z)), s, color=CLASSES[: len(z)])
    for k, height in enumerate(s):
        bars.annotate(f"{height:.2f}", (k, height), (0, 3), textcoords="offset points", ha="center")
    names = [text["class"].format(k=k, z=minus(f"{x:.1f}")) for k, x in enumerate(z)]
    bars.set_xticks(range(len(z)), names)
    bars.set(title=text["bars"], ylim=(0, 1.1))
    _heat_map(axes, J, 0.25, words["title"])
    axes.set(xlabel=words["column"], ylabel=words["row"])
    lines = [str((row.round(2) + 0).tolist()) for row in (z, s, *J)]
    spoken = text["picture"].format(z=lines[0], s=lines[1], J="\n    ".join(["", *lines[2:]]))
    return Picture(figure, spoken)


def path(z, dz):
    """Return a Figure: the softmax of z + t dz for three classes, and its tangent at t = 0."""
    text = FIGURES["path"]
    figure, axes = canvas(size=(5.6, 4.0))
    t = np.linspace(-4, 4, 161)[:, None]
    s, ds = definitions.softmax(z), differences.derivative(definitions.softmax, z, dz)
    axes.plot(*_place(z + t * dz), color=CLASSES[0], label=text["path"])
    axes.plot(*((s + np.array([[-1.0], [1.0]]) * ds) @ CORNERS).T, "--", color=INK)
    tip, tail = (s + ds) @ CORNERS, s @ CORNERS
    axes.annotate("", tip, tail, arrowprops={"arrowstyle": "-|>", "color": INK, "lw": 1.5})
    axes.plot([], [], "--", color=INK, label=text["tangent"])
    axes.plot(*_place(z + dz), "s", color=CLASSES[1], label=text["moved"])
    axes.plot(*tail, "o", color=INK, label=text["start"])
    _draw_triangle(axes, FIGURES["simplex"])
    axes.set_title(text["title"])
    axes.legend(frameon=False, fontsize=9, loc="center left", bbox_to_anchor=(0.95, 0.6))
    return figure


def label_loss(others=(0.0, 1.0)):
    """Return a Figure: the loss against the label's logit, as a definition and through log(s)."""
    text = FIGURES["label loss"]
    figure, axes = canvas(size=(6.0, 3.4))
    t = np.linspace(-1000, 200, 1201)
    z = np.column_stack([t, *(np.full_like(t, other) for other in others)])
    axes.plot(t, definitions.cross_entropy(z, np.eye(z.shape[1])[0]), color=CLASSES[0], lw=4)
    with np.errstate(divide="ignore"):
        naive = -np.log(definitions.softmax(z)[:, 0])
    axes.plot(t, naive, color=CLASSES[1], lw=1.5)
    end = t[np.isfinite(naive)][0]
    axes.axvline(end, color=INK, ls=":", lw=1)
    note = text["end"].format(end=f"{end:.0f}".replace("-", "−"))
    axes.annotate(note, (end, 850), (8, 0), textcoords="offset points")
    axes.set(title=text["title"], xlabel=text["logit"], ylabel=text["loss"])
    axes.legend([text["definition"], text["naive"]], frameon=False, fontsize=9)
    return figure


def gradient(z, y):
    """Return a Figure: probabilities, label, and the loss's slope in each logit, side by side."""
    text = FIGURES["gradient"]
    figure, panels = canvas(3, (9.0, 2.9), sharey=True)
    slope = differences.central_gradient(lambda v: definitions.cross_entropy(v, y), z)
    for name, axes, bars in zip("sya", panels, (definitions.softmax(z), y, slope), strict=True):
        axes.bar(np.arange(len(z)), bars, color=CLASSES[: len(z)])
        for k, bar in enumerate(bars):
            place = (0, 3) if bar >= 0 else (0, -12)
            at = {"xytext": place, "textcoords": "offset points", "ha": "center", "fontsize": 9}
            axes.annotate(f"{bar:.2f}".replace("-", "−"), (k, bar), **at)
        axes.axhline(0, color=INK, lw=0.8)
        axes.set(title=text[name], xlabel=text["class"], xticks=np.arange(len(z)), ylim=(-0.8, 1.2))
    return figure


def missing_factor(z, y):
    """Return a Figure: the identity, the Jacobian of the softmax, and second differences of L."""
    text = FIGURES["missing factor"]
    figure, panels = canvas(3, (9.6, 3.6))
    H = differences.central_hessian(lambda v: definitions.cross_entropy(v, y), z)
    J = differences.jacobian(definitions.softmax, z)
    for axes, matrix, name in zip(panels, (np.eye(len(z)), J, H), "IJH", strict=True):
        _heat_map(axes, matrix, 1.0 if name == "I" else 0.25, text[name])
    for axes, sign in zip(panels[1:], ("×", "="), strict=True):
        axes.text(-0.14, 0.5, sign, transform=axes.transAxes, ha="center", va="center", fontsize=18)
        axes.set_yticks([])
    figure.suptitle(text["title"])
    return figure


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
    axes.imshow(matrix, cmap="RdBu_r", vmin=-limit, vmax=limit, aspect="auto")
    for (row, column), entry in np.ndenumerate(matrix):
        color = "white" if abs(entry) > 0.6 * limit else "black"
        # Rounding turns a sum of zero into −0.000; adding 0 turns it back.
        number = f"{np.round(entry, 3) + 0:.3f}".replace("-", "−")
        axes.text(column, row, number, ha="center", va="center", color=color, fontsize=9)
    axes.set(title=title, xticks=range(matrix.shape[1]), yticks=range(matrix.shape[0]))
