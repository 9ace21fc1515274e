"""The pictures of the class report: static SVG that says in words what it shows.

Text and axes take the colour of the page around them, light or dark; what is drawn is told apart
without colour. The same numbers give the same bytes.
"""

import html
import io
import re
import warnings
from collections.abc import Mapping
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any

import matplotlib
import numpy as np
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure

from autograder.report import points
from autograder.report.records import Record
from autograder.report.tables import NOBODY, person, visible

if TYPE_CHECKING:
    from matplotlib.typing import RcKeyType  # which older versions lack

# Stands for the colour of the page's text, which Matplotlib has no name for.
INK = "#010203"

# Blue and orange of Okabe and Ito, which show on white and on black; the second is hatched as well.
BARS: tuple[dict[str, Any], ...] = (
    {"color": "#3b8fc4"},
    {"color": "#e69f00", "hatch": "////", "edgecolor": INK},
)

# From blue to yellow, as cividis, whose darkest blue can't be told from a dark page: this one has a
# contrast of at least 3 against both pages.
SHARES = LinearSegmentedColormap.from_list("shares", ["#2f74b5", "#98a095", "#ffe945"])

STYLE: dict["RcKeyType", object] = {
    "svg.fonttype": "none",  # text stays text
    "font.size": 9,
    "text.parse_math": False,  # a student's name is no formula
    **dict.fromkeys(("text.color", "axes.labelcolor", "axes.edgecolor"), INK),
    **dict.fromkeys(("xtick.color", "ytick.color", "hatch.color"), INK),
    "axes.facecolor": "none",
    "figure.facecolor": "none",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "hatch.linewidth": 0.5,
}

# Inches. With more students than this their names would be smaller than anyone reads.
ROW, MOST_NAMES = 0.2, 300
LONGEST_NAME = 28

# Inches: room for the words above the picture, and below them. So many rows are one screen.
NARROWEST, GAP = 5, 0.1
MOST_ROWS = 30

PIXELS = 96 / 72  # of a page in a point of a picture


def distribution(records: list[Record]) -> str:
    """Histograms of the points of the tests, one for each assignment."""
    rows = points.distribution(records).rows
    with _style("distribution"):
        figure = Figure(figsize=(7, 1.35 * len(rows) + 0.5), layout="constrained")
        every = figure.subplots(len(rows), 1, squeeze=False, sharex=True)[:, 0]
        for axes, row in zip(every, rows, strict=True):
            assignment, _, _, possible, _, median, *counts = row
            width = 100 / len(counts)
            axes.bar(np.arange(len(counts)) * width, counts, 0.9 * width, align="edge", **BARS[0])
            if possible and median is not None:
                axes.axvline(100 * median / possible, color=INK, linestyle="--", linewidth=1)
            axes.set_title(assignment, loc="left", fontsize=9)
            axes.set_ylim(0, 1.05 * max(1, *counts))  # also where nothing could be graded
            axes.yaxis.get_major_locator().set_params(integer=True, nbins=3)
        every[-1].set_xlabel("share of the points of the tests, % (dashed: the median)")
        figure.supylabel("graded submissions", fontsize=9)
        said = "; ".join(
            f"{row[0]}: {row[1]} graded"
            + (f", median {row[5]:g} of {row[3]:g} points" if row[1] else "")
            for row in rows
        )
        return _svg(figure, "distribution", "Distribution of points", said)


def difficulty(records: list[Record]) -> str:
    """For each exercise bars for the mean share of the points for values and for robustness."""
    rows = [row for row in points.by_difficulty(records).rows if row[3] is not None][::-1]
    with _style("difficulty"):
        figure = Figure(figsize=(7, 0.34 * len(rows) + 1), layout="constrained")
        axes = figure.subplots()
        places = np.arange(len(rows))
        for number, label in enumerate(("values", "robustness")):
            shares = [row[4 + number] for row in rows]
            axes.barh(places + 0.2 - 0.4 * number, shares, 0.38, label=label, **BARS[number])
        axes.set_yticks(places, [row[0] for row in rows])
        axes.set(xlim=(0, 100), xlabel="mean share of the points, %")
        axes.margins(y=0.01)
        figure.legend(loc="outside upper right", ncols=2, frameon=False)
        hardest = ", ".join(f"{row[0]} {row[3]:g} %" for row in rows[::-1][:3])
        said = f"{len(rows)} exercises, hardest first; the hardest: {hardest or 'none'}"
        return _svg(figure, "difficulty", "Exercises by difficulty", said)


def heat_map(records: list[Record], names: Mapping[str, str] = NOBODY) -> str:
    """Students × exercises, coloured by the share of the points; hatched where there is nothing.

    "" where no assignment has a test. names: of students by id, as far as known.
    """
    table, shares = points.by_student(records), points.shares(records)
    if len(table.columns) == 1:
        return ""
    values = np.array([[np.nan if s is None else s for s in row] for row in shares])
    labels = [_label(row[0], names) for row in table.rows]
    height = ROW * min(len(labels), MOST_NAMES)
    with _style("heat-map"):
        width = max(NARROWEST, 2.5 + 0.24 * values.shape[1])
        figure = Figure(figsize=(width, height + 2.2), layout="constrained")
        axes = figure.subplots()
        axes.patch.set(facecolor="none", hatch="////", edgecolor="#8a8a8a", linewidth=0)
        colours = axes.imshow(
            values, cmap=SHARES, vmin=0, vmax=1, aspect="auto", interpolation="none"
        )
        sizes = [len(points.exercises(group)) for group in points.by_assignment(records).values()]
        for end in np.cumsum(sizes)[:-1]:
            axes.axvline(end - 0.5, color=INK, linewidth=1)
        axes.set_xticks(range(values.shape[1]), table.columns[1:], rotation=90)
        axes.set_yticks(range(len(labels)), labels)
        if len(labels) > MOST_NAMES:
            axes.set_yticks([])
            axes.set_ylabel("students, in the order of the table")
        # Above as well, since with many students the one end is out of sight from the other.
        axes.tick_params(length=0, labeltop=len(labels) > MOST_ROWS)
        bar = figure.colorbar(colours, location="top", shrink=0.6, aspect=30, pad=GAP / height)
        bar.set_label("share of the points\n(hatched: not handed in or not graded)")
        said = (
            f"{values.shape[0]} students in rows, {values.shape[1]} exercises in columns; "
            f"the numbers are in the table"
        )
        return _svg(figure, "heat-map", "Students and exercises", said)


def _label(student: str, names: Mapping[str, str]) -> str:
    """A student as one can stand in a picture: of a long name the end goes, not of a usual id."""
    text, number = person(student, names), f"({visible(student)})"
    if len(text) <= LONGEST_NAME:
        return text
    if student not in names or len(number) > LONGEST_NAME // 2:
        return f"{text[: LONGEST_NAME - 1]}…"
    return f"{text[: LONGEST_NAME - len(number) - 1]}…{number}"


def _style(name: str) -> AbstractContextManager[None]:
    # A salt of its own, so that no two pictures of a page have an id in common.
    return matplotlib.rc_context(STYLE | {"svg.hashsalt": name})


def _svg(figure: Figure, name: str, title: str, said: str) -> str:
    written = io.StringIO()
    with warnings.catch_warnings():
        # The reader's browser has glyphs for names that Matplotlib's font lacks.
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        figure.savefig(written, format="svg", metadata={"Date": None})
    svg = written.getvalue()
    svg = re.sub(r"<metadata>.*?</metadata>", "", svg[svg.index("<svg") :], flags=re.S)
    used = set(re.findall(r"url\(#(.*?)\)|href=\"#(.*?)\"", svg))
    kept = {name for pair in used for name in pair if name}
    svg = re.sub(r' id="([^"]*)"', lambda match: match[0] if match[1] in kept else "", svg)
    svg = svg.replace(INK, "currentColor")
    opening = svg[: svg.index(">") + 1]
    box = opening.partition('viewBox="')[2].partition('"')[0]
    width = float(box.split()[2])
    return (
        f'<svg viewBox="{box}" role="img" aria-labelledby="{name}-title {name}-said" '
        f'style="width: {PIXELS * width:.0f}px">'
        f'<title id="{name}-title">{html.escape(title)}</title>'
        f'<desc id="{name}-said">{html.escape(said)}</desc>'
        f"{svg[len(opening) :].strip()}"
    )
