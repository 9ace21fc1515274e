"""Where a student has answered: in the cell of the question, elsewhere perhaps, or nowhere.

No answer is lost: where the cell of a written question holds none, and any text of the student's
own stands in the notebook, a person has to look.
"""

import re
import unicodedata
from enum import StrEnum

from autograder.examination.arrangement import Step
from autograder.examination.exam import Cell, Exam, plain

# Where code that does not parse, or a comment, has fewer words than this, it is no answer in prose.
FEWEST_WORDS = 4
WORD = re.compile(r"[^\W\d_]{2,}")
NOT_PYTHON = {"SyntaxError", "IndentationError"}
QUOTES = ('"""', "'''", '"', "'")


class Answer(StrEnum):
    """What is known of one solution cell.

    ELSEWHERE: of a written question alone: its cell is gone or holds nothing, and the student has
    text of their own in other cells, which may be the answer.
    """

    WRITTEN = "written"
    BLANK = "blank"
    ELSEWHERE = "elsewhere"


def answers(exam: Exam, steps: list[Step], outputs: dict[int, list]) -> dict[str, Answer]:
    """Return what is known of each solution cell, by name.

    outputs: what the steps have put out, by their place.
    """
    own_text = any(_is_own_text(exam, step, outputs.get(n, ())) for n, step in enumerate(steps))
    found = {step.cell.name: step.source for step in steps if step.cell is not None}
    return {
        cell.name: _answer(cell, found[cell.name], own_text)
        for cell in exam.cells
        if cell.is_solution
    }


def _answer(cell: Cell, source: str, own_text: bool) -> Answer:
    if not cell.is_written:
        return Answer.BLANK if source == cell.released else Answer.WRITTEN
    if _visible(source) and plain(source) != plain(cell.released):
        return Answer.WRITTEN
    return Answer.ELSEWHERE if own_text else Answer.BLANK


def _visible(text: str) -> bool:
    """Whether a text has a character that shows."""
    return any(unicodedata.category(c)[0] not in "ZC" for c in text)


def _is_own_text(exam: Exam, step: Step, outputs: list) -> bool:
    """Whether it is text that the student has added, or has written into a text of the course."""
    if step.cell is not None or not _visible(step.source):
        return False
    if step.kind != "code":
        return plain(step.source) not in exam.texts
    prose = _says_nothing_to_python(step.source) or any(
        output.get("ename") in NOT_PYTHON for output in outputs
    )
    return prose and len(WORD.findall(step.source)) >= FEWEST_WORDS


def _says_nothing_to_python(source: str) -> bool:
    """Whether it is comments alone, or one string."""
    text = source.strip()
    return all(line.lstrip()[:1] in ("", "#") for line in text.splitlines()) or any(
        text.startswith(quote)
        and text.endswith(quote)
        and quote not in text[len(quote) : -len(quote)]
        for quote in QUOTES
    )
