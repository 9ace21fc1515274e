"""How much of a notebook a page shows, so that no student can stall the pages of a class.

A page has an allowance of work, on which cells and outputs draw one after another. Those of the
course come first: what a student adds can't push out a test or an answer. What it does not cover is
shown as plain text, without formatting and colours, as long as there is room for that, else left
out. Either way a sentence on the page says so. Work is counted, never timed: the same notebook
gives the same page everywhere.
"""

import html
import re
from collections.abc import Callable
from functools import partial

from nbconvert.filters import strip_ansi
from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell

from autograder.grading import outputs, words
from autograder.host.pages import PageStep

# Work is counted in microseconds of a page on the machine where the worst of many inputs was
# measured. A solved notebook of the course takes 900,000, one with each answer wrong 1,160,000.
WORK_OF_A_PAGE = 1_600_000
PER_CELL, PER_OUTPUT = 1_000, 600

# Of all pieces that are shown as plain text, of one, and what is worth showing, in characters.
PLAIN_ON_A_PAGE, LONGEST_PLAIN, SHORTEST_PLAIN = 50_000, 10_000, 500

# Of an error whose traceback is too much, its last line.
LONGEST_ERROR = 300

# A telephone shows each in one line.
SHOWN_PLAIN = "(too much to format: shown as it is)"
SHOWN_IN_PART = "(too much: {shown:,} of {size:,} characters)"
LEFT_OUT = "({what} left out: {size:,} characters)"
MORE_CELLS = "(… {more:,} more cells left out: too much for one page)"
NO_PICTURES = "(attached pictures left out: too much for one page)"

# Its end is looked for as far as the text goes.
OPENS_FORMULA = re.compile(r"\\\\?[(\[]|\\begin\{")
# Code of another language would be coloured by rules that nobody has measured.
OTHER_LANGUAGE = re.compile(r"%%(?!time)[A-Za-z!]")
FENCE = re.compile(r"```|~~~")
SIGN = re.compile(r"[^\w\s]|[_\n]")
# Its address may stand elsewhere in the text, or be written in another way.
SHOWN_PICTURE = re.compile(r"!\[")
WORD = re.compile(r"\w+|[^\w\s]|\n")
SPACE = re.compile(r"\s{9,}")
ESCAPED = re.compile(r"[&<>\"'\x1b]")


# ---- the work of one piece ----


def markdown_work(text: str) -> int:
    """The work of Markdown without its formulas, which `Formulas` counts."""
    signs, looked_at = len(SIGN.findall(text)), len(text) * len(OPENS_FORMULA.findall(text))
    code = code_work(text) if FENCE.search(text) else 0
    return len(text) + 40 * signs + signs**2 // 40 + looked_at // 60 + code


def html_work(text: str) -> int:
    """The work of HTML: each tag is looked for among those that are open."""
    tags = text.count("<")
    return len(text) // 10 + 4 * text.count("&") + 30 * tags + tags**2 // 50


def code_work(text: str) -> int:
    """The work of code in colours: IPython looks for `?` along each line and across each gap."""
    lines = sum(len(line) ** 2 for line in text.split("\n")) // 100
    gaps = sum((gap.end() - gap.start()) ** 3 for gap in SPACE.finditer(text)) // 75
    return len(text) + 60 * len(WORD.findall(text)) + lines + gaps


def text_work(text: str) -> int:
    """The work of printed text; each colour is a tag."""
    return len(text) // 4 + 4 * len(ESCAPED.findall(text)) + 50 * text.count("\x1b")


# A raw cell is shown as HTML.
WORK_OF_A_CELL = {"code": code_work, "markdown": markdown_work, "raw": html_work}


def _picture_work(text: str) -> int:
    return len(text) // 8


def kind_work(kind: str, text: str) -> int:
    """The work of one form of a display, by its MIME type."""
    if kind.startswith("image/"):
        return _picture_work(text)
    return {"text/html": html_work, "text/plain": text_work}.get(kind, markdown_work)(text)


# ---- the page ----


class Shorten(PageStep):
    """Keep a notebook within the allowance of its page; one within it stays as it is."""

    def preprocess(self, nb: NotebookNode, resources: dict) -> tuple[NotebookNode, dict]:
        shorten(nb)
        return nb, resources


def shorten(nb: NotebookNode) -> None:
    """Shorten a notebook in place to what a page shows."""
    allowance, gone = _Allowance(), set()
    for place, cell in sorted(enumerate(nb.cells), key=lambda each: not _of_course(each[1])):
        has_room = allowance.take(PER_CELL)
        fits = has_room and allowance.fits(WORK_OF_A_CELL[cell.cell_type], cell.source)
        if not (fits or (has_room and allowance.has_plain) or _of_course(cell)):
            gone.add(place)
        elif cell.cell_type != "code":
            _shorten_text(cell, fits, allowance)
        else:
            if not fits or OTHER_LANGUAGE.search(cell.source):
                cell.metadata.magics_language = "text"
            if not fits:
                cell.source = allowance.plain(cell.source, "code")
            cell.outputs = _shortened(cell.outputs, allowance)
    if gone:
        kept = [cell for place, cell in enumerate(nb.cells) if place not in gone]
        nb.cells = [*kept, new_markdown_cell(MORE_CELLS.format(more=len(gone)))]


class _Allowance:
    def __init__(self) -> None:
        self._work, self._plain = WORK_OF_A_PAGE, PLAIN_ON_A_PAGE

    def take(self, work: int) -> bool:
        """Draw this much if it is there."""
        fits = work <= self._work
        self._work -= work if fits else 0
        return fits

    def fits(self, work: Callable[[str], int], text: str) -> bool:
        """Draw the work of a text if it is there, which at least is a sixteenth of its length."""
        if len(text) > 16 * self._work:
            return False
        if self.take(work(text)):
            return True
        self._work -= len(text) // 10  # for the counting
        return False

    @property
    def has_plain(self) -> bool:
        """Whether there is room for plain text."""
        return self._plain >= SHORTEST_PLAIN

    def plain(self, text: str, what: str) -> str:
        """What there is room for of a text without colours, with a sentence on the rest."""
        size = len(text)
        room = min(LONGEST_PLAIN, self._plain) if self.has_plain else 0
        shown = text[:room]
        if size > room and "\n" in shown:  # a line is shown as a whole or not at all
            shown = shown[: shown.rindex("\n")]
        if not shown:
            return LEFT_OUT.format(what=what, size=size)
        self._plain -= len(shown)
        whole = size <= room
        said = SHOWN_PLAIN if whole else SHOWN_IN_PART.format(shown=len(shown), size=size)
        return f"{strip_ansi(shown)}\n{said}"


def _of_course(cell: NotebookNode) -> bool:
    return "nbgrader" in cell.metadata


def _shorten_text(cell: NotebookNode, fits: bool, allowance: _Allowance) -> None:
    bundles = cell.get("attachments", {}).values()
    largest = max((len(str(data)) for each in bundles for data in each.values()), default=0)
    pictures = len(SHOWN_PICTURE.findall(cell.source)) * largest // 8
    said = ""
    if pictures and not allowance.take(pictures):
        del cell["attachments"]
        said = f"\n\n{NO_PICTURES}"
    if fits:
        cell.source += said
    else:
        # So that neither Markdown nor a formula begins in it.
        plain = html.escape(allowance.plain(cell.source, "text"))
        plain = plain.replace("$", "&#36;").replace("\\", "&#92;")
        cell.source = f"<pre>{plain}{said}</pre>"


def _shortened(found: list[NotebookNode], allowance: _Allowance) -> list[NotebookNode]:
    kept = []
    for place, output in enumerate(found):
        if not allowance.take(PER_OUTPUT):
            more = words.MORE_OUTPUTS.format(more=len(found) - place)
            kept.append(NotebookNode(outputs.stream(more)))
            break
        kept.append(_output(output, allowance))
    return kept


def _output(output: NotebookNode, allowance: _Allowance) -> NotebookNode:
    if output.output_type == "stream":
        if not allowance.fits(text_work, output.text):
            output.text = allowance.plain(output.text, "text")
    elif output.output_type == "error":
        lines = "\n".join(output.traceback)
        if not allowance.fits(text_work, lines):
            last = ": ".join(filter(None, (output.ename, output.evalue)))[:LONGEST_ERROR]
            plain = allowance.plain(lines, "traceback")
            output.traceback = [*plain.split("\n"), strip_ansi(last)]
    else:
        texts = {kind: str(value) for kind, value in output.data.items()}
        if not all(allowance.fits(partial(kind_work, kind), text) for kind, text in texts.items()):
            text, what, size = texts.get("text/plain"), "output", max(map(len, texts.values()))
            said = allowance.plain(text, what) if text else LEFT_OUT.format(what=what, size=size)
            output.data = NotebookNode({"text/plain": said})
    return output
