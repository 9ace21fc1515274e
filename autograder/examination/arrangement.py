"""A submission laid beside the course: which cell is which, and what is done with it."""

from dataclasses import dataclass, field

from autograder.examination.exam import Cell, Exam
from autograder.examination.notebook import Piece


@dataclass(frozen=True)
class Step:
    """A cell of the notebook to be graded: what stands in it, and what is done with it.

    cell: of the course, None for the student's own. action: "setup", "run" (in the jail), "test",
    "default" (a solution as it was released: it is run where nothing else defines its names) or
    "rest" (text, and what only shows something).
    """

    action: str
    kind: str
    source: str
    cell: Cell | None = None
    attachments: dict = field(default_factory=dict)


def arrange(exam: Exam, pieces: list[Piece]) -> list[Step]:
    """Lay a submission out as the exam has it, in the order that the student gave it.

    - Of its metadata nothing counts but the name by which a cell says which cell of the course it
      is. Where several say the same, it is the last that was changed, and the others are ordinary.
    - A cell of the course that the student can't edit has the course's text.
    - A cell of the course that is missing is put back after the one that it follows there.
    - A cell equal to one that only shows something, or to a solution as it was released, is not
      run, for it would take back what another cell defines.
    """
    mine = {}
    for place, piece in enumerate(pieces):
        cell = exam.marked.get(piece.name)
        if cell is not None and (piece.name not in mine or piece.source != cell.released):
            mine[piece.name] = place
    names = {place: name for name, place in mine.items()}
    steps = [_step(exam, piece, names.get(place, "")) for place, piece in enumerate(pieces)]
    place = 0
    for name, cell in exam.marked.items():
        if name in mine:
            place = 1 + next(i for i, step in enumerate(steps) if step.cell is cell)
        else:
            steps.insert(place, _of_course(cell, cell.released))
            place += 1
    return steps


def _step(exam: Exam, piece: Piece, name: str) -> Step:
    if name:
        cell = exam.marked[name]
        return _of_course(cell, piece.source, piece.attachments)
    runs = piece.kind == "code" and piece.source not in exam.shown | exam.untouched
    return Step("run" if runs else "rest", piece.kind, piece.source, None, piece.attachments)


def _of_course(cell: Cell, source: str, attachments: dict | None = None) -> Step:
    if cell.is_test:
        return Step("test", cell.kind, cell.source, cell)
    if cell.is_setup:
        return Step("setup", cell.kind, cell.source, cell)
    if not cell.is_solution:
        return Step("rest", cell.kind, cell.source, cell)
    if cell.kind != "code":
        return Step("rest", cell.kind, source, cell, attachments or {})
    return Step("default" if source == cell.released else "run", cell.kind, source, cell)
