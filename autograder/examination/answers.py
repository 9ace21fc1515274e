"""Where a student has answered: in the cell of the question, elsewhere perhaps, or nowhere.

No answer is lost: where the cell of a written question holds none, and any text of the student's
own stands in the notebook, a person has to look.
"""

import re
from enum import StrEnum

from autograder.examination.arrangement import Step
from autograder.examination.exam import Cell, Exam, plain

# Of a cell for code, the text in its comments and strings; a cell that has nothing else.
TEXTS = re.compile(
    r"#[^\n]*|\"{3}.*?\"{3}|'{3}.*?'{3}|\"[^\"\n]*\"|'[^'\n]*'",
    re.DOTALL,
)
PREFIX = re.compile(r"[rRfFbBuU]{0,2}")
# Below this, in letters and figures: a remark in code that runs, and a cell without any code.
SHORTEST_IN_CODE, SHORTEST_ALONE = 40, 8
NOT_PYTHON = {"SyntaxError", "IndentationError"}
# Cell magics whose cell is text.
OF_TEXT = ("%%markdown", "%%latex", "%%html", "%%writefile")

# What stands in a cell of text and shows nothing.
UNSEEN = re.compile(r"&nbsp;|<br\s?/?>|[\u034f\u115f\u1160\u2800\u3164\uffa0]")


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
    if shows(source) and plain(source) != plain(cell.released):
        return Answer.WRITTEN
    return Answer.ELSEWHERE if own_text else Answer.BLANK


def shows(text: str) -> bool:
    """Return whether a text in Markdown shows anything, be it one sign."""
    text = UNSEEN.sub("", text)
    return any(not c.isspace() and (c.isprintable() or c.isalnum() or _is_private(c)) for c in text)


def _is_private(character: str) -> bool:
    """Whether a font of the student's own may show it."""
    return "\ue000" <= character <= "\uf8ff" or character >= "\U000f0000"


def _is_own_text(exam: Exam, step: Step, outputs: list) -> bool:
    """Whether it is text that the student has added, or has written into a text of the course."""
    if step.cell is not None or not shows(step.source):
        return False
    if step.kind != "code":
        return plain(step.source) not in exam.texts
    own = "\n".join(line for line in step.source.splitlines() if plain(line) not in exam.lines)
    if own.lstrip().startswith(OF_TEXT):
        return _length(own) >= SHORTEST_ALONE
    if any(output.get("ename") in NOT_PYTHON for output in outputs):
        return _length(own) >= SHORTEST_ALONE
    texts = TEXTS.findall(own)
    rest = PREFIX.sub("", TEXTS.sub("", own).strip())
    return sum(map(_length, texts)) >= (SHORTEST_IN_CODE if rest else SHORTEST_ALONE)


def _length(text: str) -> int:
    """How many letters and figures a text has."""
    return sum(map(str.isalnum, text))
