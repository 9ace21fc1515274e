"""A notebook as a chapter: the cells that students get, above the outputs of the right answers."""

import re
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from html import escape
from os import cpu_count
from pathlib import Path

import nbformat
from nbconvert.preprocessors.coalescestreams import CoalesceStreamsPreprocessor
from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell
from nbgrader.utils import is_grade

from autograder.book.execution import executed
from autograder.book.formulas import formula
from autograder.checking.language import ENGLISH
from autograder.grading.source import cleared
from autograder.host import words
from autograder.host.course_folder import CourseFolder
from autograder.site.notebooks import address

# Cells that ask for what a reader can't do: hand in, answer a person, collect formulas.
LEFT_OUT = ("written-question", "hand-in", "formula-sheet")

# The points in a heading, as "(14 + 7 points)".
POINTS = re.compile(r"^(#+ .*) \(\d[\d. +]* points?\)$", re.MULTILINE)

# How to work, and how long: a reader does neither.
RULES = re.compile(r"<details><summary>Time, points and rules</summary>.*?</details>", re.DOTALL)

STUB = re.compile(r"raise NotImplementedError\(.*\)")
ELLIPSIS = "...  # your code"

SUMMARY = re.compile(r"<summary>(.*?)</summary>", re.DOTALL)
INLINE = re.compile(r"\$([^$]+)\$")

# More lines of code than these are folded where a picture is below them.
SHORT = 4


def write_chapters(course: CourseFolder, folder: Path, cache: Path, site: str = "") -> list[Path]:
    """Write a chapter for each assignment of a course into a folder; return their paths.

    cache: a folder that keeps what was run. site: the address of the site in the browser, in full
    or from the first page of the book; each chapter leads to its notebook there.
    """

    def write(name: str) -> Path:
        source = course.source(name) / f"{name}.ipynb"
        released, _ = cleared(source, course.config)
        place = folder / source.name
        link = link_to(site, source.name) if site else ""
        nbformat.write(chapter(released, executed(source, cache), link), place)
        return place

    with ThreadPoolExecutor(cpu_count()) as pool:
        return list(pool.map(write, course.assignments()))


def chapter(released: NotebookNode, executed: NotebookNode, link: str = "") -> NotebookNode:
    """Return the cells of a released notebook with the outputs of an executed one, by their ids.

    link: what stands below the title.
    """
    # A kernel may send one line in several pieces.
    whole, _ = CoalesceStreamsPreprocessor().preprocess(executed, {})
    outputs = {cell.id: cell.get("outputs", []) for cell in whole.cells}
    cells = [cell for cell in released.cells if not (is_grade(cell) or cell.id in LEFT_OUT)]
    for cell in cells:
        if cell.cell_type == "markdown":
            cell.source = SUMMARY.sub(_with_formulas, RULES.sub("", POINTS.sub(r"\1", cell.source)))
            cell.metadata = {}
            continue
        cell.source = STUB.sub(ELLIPSIS, cell.source)
        cell.outputs = list(_shown(outputs.get(cell.id, [])))
        cell.metadata = {"tags": ["hide-input"]} if _is_folded(cell) else {}
    if link:
        cells.insert(1, new_markdown_cell(link))
    chapter = nbformat.v4.new_notebook(cells=cells)
    chapter.metadata = {"kernelspec": released.metadata.kernelspec}
    return chapter


def link_to(site: str, notebook: str) -> str:
    """What leads from a chapter to its notebook in the browser; chapters lie in a folder."""
    top = site if "://" in site else f"../{site}"
    place = f"{top.rstrip('/')}/{address(ENGLISH, notebook)}"
    return f'<a href="{escape(place)}">{words.OPEN}</a>'


def _with_formulas(match: re.Match) -> str:
    """A summary, in which Markdown does not look for formulas."""
    text = INLINE.sub(lambda found: formula(found[1]), match[1])
    return f"<summary>{text}</summary>"


def _shown(outputs: Iterable[NotebookNode]) -> Iterable[NotebookNode]:
    """The outputs without what only a kernel can show, and those of nothing."""
    for output in outputs:
        data = output.get("data", {})
        if any(kind.startswith("application/") for kind in data) or output.get("name") == "stderr":
            continue
        if not (data or output.get("text", "").strip()):
            continue
        if "image/png" in data and "text/html" in data:  # the same picture, with its words
            del data["image/png"]
        yield output


def _is_folded(cell: NotebookNode) -> bool:
    pictures = any("<img" in str(each.get("data", {}).get("text/html")) for each in cell.outputs)
    return cell.id == "setup" or (pictures and len(cell.source.splitlines()) > SHORT)
