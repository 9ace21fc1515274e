"""Where a student has answered: in the cell of the question, elsewhere perhaps, or nowhere.

No answer is lost: where the cell of a written question holds none, and any text of the student's
own stands in the notebook, a person has to look.
"""

from enum import StrEnum

from autograder.grading.arrangement import Step
from autograder.grading.exam import Cell, Exam, plain
from autograder.grading.prose import holds_prose, shows

NOT_PYTHON = {"SyntaxError", "IndentationError"}


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
    own_text = any(_is_own_text(exam, step, outputs.get(n, [])) for n, step in enumerate(steps))
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


def _is_own_text(exam: Exam, step: Step, outputs: list) -> bool:
    """Whether it is text that the student has added, or has written into a text of the course."""
    if step.cell is not None or not shows(step.source):
        return False
    if step.kind != "code":
        return plain(step.source) not in exam.texts
    unread = any(output.get("ename") in NOT_PYTHON for output in outputs)
    return holds_prose(exam, step.source, not unread)
