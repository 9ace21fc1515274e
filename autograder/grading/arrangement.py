"""A submission laid beside the course: which cell is which, and what is done with it."""

import re
from dataclasses import dataclass, field

from autograder.grading.exam import Cell, Exam, plain
from autograder.grading.notebook import Piece
from autograder.grading.prose import holds_prose


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
    - A cell that has lost its name is known by the functions that it defines, or by its text.
    - A cell of the course that the student can't edit has the course's text. What a student has
      written there all the same stays beside it, as a cell of the student's own that is not run; so
      does code that was made into text.
    - A cell of the course that is missing is put back after the one that it follows there.
    - A cell equal to one that only shows something, or to a solution as it was released, is not
      run, for it would take back what another cell defines. A solution that asks anew for a
      function is run: it is to take back what was defined above.
    """
    found = _by_name(exam, pieces)
    _add(found, _by_functions(exam, pieces, found))
    _add(found, _by_text(exam, pieces, found))
    steps, laid = [], {}
    for place, piece in enumerate(pieces):
        number = found.get(place)
        steps.append(_step(exam, piece, number))
        if number is not None:
            laid[number] = steps[-1]
            if _is_own_version(exam, exam.cells[number], piece):
                steps.append(Step("rest", piece.kind, piece.source, None, piece.attachments))
    for number, cell in enumerate(exam.cells):
        if cell.name and number not in laid:
            before = _before(exam, number, laid)
            place = 0 if before is None else 1 + next(i for i, s in enumerate(steps) if s is before)
            laid[number] = _of_course(exam, cell, cell.released)
            steps.insert(place, laid[number])
    return steps


def _add(found: dict[int, int], more: dict[int, int]) -> None:
    taken = set(found.values())
    found |= {place: number for place, number in more.items() if number not in taken}


def _by_name(exam: Exam, pieces: list[Piece]) -> dict[int, int]:
    """For pieces by place which cell of the course each is, by the name that it claims."""
    mine: dict[str, int] = {}
    for place, piece in enumerate(pieces):
        cell = exam.marked.get(piece.name)
        if cell is None:
            continue
        if piece.name not in mine or _counts(cell, piece):
            mine[piece.name] = place
    return {place: exam.place[name] for name, place in mine.items()}


def _is_own_version(exam: Exam, cell: Cell, piece: Piece) -> bool:
    """Whether a student has written where the course's text counts, or text where code does."""
    if not cell.name or _is_released(cell, piece):
        return False
    if piece.kind == "code":  # a test of an older release is nothing that a student has written
        return not cell.is_solution and holds_prose(exam, piece.source)
    return cell.kind == "code" or not cell.is_solution


def _counts(cell: Cell, piece: Piece) -> bool:
    """Whether a cell of a name is a version later than those before it: one that was changed."""
    if cell.is_written:
        return bool(piece.plain) and not _is_released(cell, piece)
    return piece.source != cell.released


def _is_released(cell: Cell, piece: Piece) -> bool:
    """Whether a piece has the text in which a cell was released, however it is broken."""
    return piece.source == cell.released or piece.plain == plain(cell.released)


DEFINES = re.compile(r"^(?:async +)?def +(\w+)", re.MULTILINE)


def defined(piece: Piece) -> set[str]:
    """Return the names of the functions that a cell defines at its top level, by their lines."""
    return set(DEFINES.findall(piece.source)) if piece.kind == "code" else set()


def _nameless(exam: Exam, pieces: list[Piece], found: dict[int, int]) -> list[int]:
    return [
        place
        for place, piece in enumerate(pieces)
        if place not in found and piece.name not in exam.marked
    ]


def _by_functions(exam: Exam, pieces: list[Piece], found: dict[int, int]) -> dict[int, int]:
    """The last piece without a name that defines what a solution cell must define."""
    asked = {name: exam.place[cell.name] for cell in exam.marked.values() for name in cell.defines}
    last: dict[int, int] = {}
    for place in _nameless(exam, pieces, found):
        for name in defined(pieces[place]) & set(asked):
            if pieces[place].source not in exam.untouched:
                last[asked[name]] = place
    return {place: number for number, place in last.items()}


def _by_text(exam: Exam, pieces: list[Piece], found: dict[int, int]) -> dict[int, int]:
    """The first piece without a name that has the text in which a cell was released."""
    first: dict[tuple[str, str], list[int]] = {}
    for place in reversed(_nameless(exam, pieces, found)):
        first.setdefault((pieces[place].kind, pieces[place].plain), []).append(place)
    taken = set(found.values())
    claims = {}
    for number, (cell, text) in enumerate(zip(exam.cells, exam.plain, strict=True)):
        places = first.get((cell.kind, text))
        if places and number not in taken:
            claims[places.pop()] = number
    return claims


def _before(exam: Exam, number: int, laid: dict[int, Step]) -> Step | None:
    """The step after which a missing cell is put back.

    Code comes after the cell that it follows of those that nbgrader knows, text after any.
    """
    code = exam.cells[number].kind == "code"
    for earlier in range(number - 1, -1, -1):
        if earlier in laid and not (code and not exam.cells[earlier].name):
            return laid[earlier]
    return None


def _step(exam: Exam, piece: Piece, number: int | None) -> Step:
    if number is not None and exam.cells[number].name:
        return _of_course(exam, exam.cells[number], piece.source, piece.attachments)
    runs = piece.kind == "code" and piece.source not in exam.shown | exam.untouched
    return Step("run" if runs else "rest", piece.kind, piece.source, None, piece.attachments)


def _of_course(exam: Exam, cell: Cell, source: str, attachments: dict | None = None) -> Step:
    if cell.is_test:
        return Step("test", cell.kind, cell.source, cell)
    if cell.is_setup:
        late = cell.name in exam.preparation.late
        return Step("run" if late else "setup", cell.kind, cell.source, cell)
    if not cell.is_solution:
        return Step("rest", cell.kind, cell.source, cell)
    if cell.kind != "code":
        return Step("rest", cell.kind, source, cell, attachments or {})
    left = source == cell.released and not _takes_back(exam, cell)
    return Step("default" if left else "run", cell.kind, source, cell)


def _takes_back(exam: Exam, cell: Cell) -> bool:
    """Whether a cell asks for a function anew that one above it asks for: unanswered it has none.

    Else the answer to the first one would count for both.
    """
    above = exam.cells[: exam.place[cell.name]]
    released = set(DEFINES.findall(cell.released)) & cell.defines
    return any(each.defines & released for each in above)
