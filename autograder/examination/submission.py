"""What a student handed in: read without trust, and laid beside the instructor's version.

Nothing of it is run, and no symbolic link is followed. What comes of reading is plain data with a
bound on its size, or one line that says why there is none.
"""

import errno
import json
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from autograder.examination.exam import Cell, Exam

# A notebook with some fifty pictures. JSON takes up to 25 times its bytes in memory.
LARGEST_NOTEBOOK = 16 * 2**20
MOST_BRACKETS, MOST_COMMAS, MOST_CELLS = 400_000, 2_000_000, 2_000
# Files of the student's own, for a helper module or a table.
LARGEST_FILES, MOST_FILES = 8 * 2**20, 100

KINDS = ("code", "markdown", "raw")


class Unreadable(Exception):
    """Raised where a submission can't be read; its text is one line for student and instructor."""


@dataclass(frozen=True)
class Piece:
    """A cell of a submission, with nothing of its metadata but the grade id it claims."""

    kind: str
    source: str
    name: str = ""
    attachments: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Submission:
    """What one student handed in for one assignment.

    notebook: the bytes of the file, empty where it could not be read; files: what lay beside it,
    by name; reason: "" or why it can't be graded.
    """

    student: str
    assignment: str
    notebook: bytes
    files: dict[str, bytes]
    reason: str = ""


def read_submission(submitted: Path, student: str, assignment: str) -> Submission:
    """Read submitted/STUDENT/ASSIGNMENT, no link followed, nothing waited for."""
    folder = submitted / student / assignment
    name = f"{assignment}.ipynb"
    try:
        for place in (submitted / student, folder):
            if place.is_symlink():
                raise Unreadable(f"{place.name} is a symbolic link: hand in the folder itself")
        found = sorted(os.listdir(folder))
        if name not in found:
            others = [other for other in found if other.endswith(".ipynb")]
            advice = f": rename {_shown(others[0])} to {name}" if others else ""
            raise Unreadable(f"there is no {name}{advice}")
        notebook = read_file(folder / name, LARGEST_NOTEBOOK)
    except Unreadable as error:
        return Submission(student, assignment, b"", {}, str(error))
    except OSError as error:
        reason = f"the folder can't be read: {error.strerror}"
        return Submission(student, assignment, b"", {}, reason)
    return Submission(student, assignment, notebook, dict(_files(folder, found)))


def read_file(path: Path, limit: int, folder: int | None = None) -> bytes:
    """Return the bytes of a regular file; raises Unreadable for anything else or larger.

    folder: a descriptor of the folder that the path starts from, where that is not the current one.
    """
    name = _shown(path.name)
    flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    try:
        descriptor = os.open(path, flags, dir_fd=folder)
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise Unreadable(f"{name} is a symbolic link: hand in the file itself") from None
        raise Unreadable(f"{name} can't be read: {error.strerror}") from None
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise Unreadable(f"{name} is no file")
        with os.fdopen(descriptor, "rb", closefd=False) as file:
            data = file.read(limit + 1)
    finally:
        os.close(descriptor)
    if len(data) > limit:
        raise Unreadable(f"{name} is larger than {limit // 2**20} MB: clear its outputs")
    return data


def _files(folder: Path, names: list[str]) -> Iterator[tuple[str, bytes]]:
    """The student's own files, as many as fit; what is no plain file is left out."""
    room, count = LARGEST_FILES, 0
    for name in names:
        if name.endswith(".ipynb") or name.startswith(".") or not name.isprintable():
            continue
        try:
            data = read_file(folder / name, room)
        except Unreadable:
            continue
        room, count = room - len(data), count + 1
        yield name, data
        if count == MOST_FILES:
            return


def read_notebook(data: bytes) -> list[Piece]:
    """Return the cells of a notebook file; raises Unreadable for what is none."""
    if data.count(b"[") + data.count(b"{") > MOST_BRACKETS or data.count(b",") > MOST_COMMAS:
        raise Unreadable("the notebook has too many parts: clear its outputs")
    try:
        notebook = json.loads(data.decode("utf-8-sig"))
    except RecursionError:
        raise Unreadable("the notebook is nested too deeply") from None
    except ValueError as error:
        reason = f"the notebook is no JSON: {_shown(str(error))}"
        advice = "the file is cut short or damaged: open it in Jupyter, save it, hand it in again"
        raise Unreadable(f"{reason}; {advice}") from None
    if not isinstance(notebook, dict) or "nbformat" not in notebook:
        raise Unreadable("the file is no notebook: it has no nbformat")
    if notebook["nbformat"] != 4:
        version = _shown(str(notebook["nbformat"])[:20])
        raise Unreadable(f"the notebook has format {version}: save it again in JupyterLab")
    cells = notebook.get("cells")
    if not isinstance(cells, list) or len(cells) > MOST_CELLS:
        raise Unreadable(f"the notebook has no list of at most {MOST_CELLS} cells")
    return [_piece(cell, number) for number, cell in enumerate(cells, 1)]


def _piece(cell, number: int) -> Piece:
    if not isinstance(cell, dict):
        raise Unreadable(f"cell {number} of the notebook is no cell")
    source = cell.get("source", "")
    if isinstance(source, list) and all(isinstance(line, str) for line in source):
        source = "".join(source)
    if not isinstance(source, str):
        raise Unreadable(f"the source of cell {number} is no text")
    kind = cell.get("cell_type")
    return Piece(
        kind if kind in KINDS else "raw",
        encodable(source),
        _name(cell.get("metadata")),
        _attachments(cell.get("attachments")) if kind == "markdown" else {},
    )


def _name(metadata) -> str:
    mark = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    name = mark.get("grade_id") if isinstance(mark, dict) else None
    return name if isinstance(name, str) else ""


def _attachments(attachments) -> dict:
    """Pictures in a Markdown cell, where they have the form that nbformat gives them."""
    if not isinstance(attachments, dict):
        return {}
    return {
        encodable(name): {encodable(kind): encodable(data) for kind, data in bundle.items()}
        for name, bundle in attachments.items()
        if isinstance(bundle, dict) and all(isinstance(data, str) for data in bundle.values())
    }


def encodable(text: str) -> str:
    """Return a text that UTF-8 can write: JSON can name halves of characters."""
    return text.encode("utf-8", "replace").decode()


def _shown(text: str) -> str:
    """A text of the student's in a line of ours."""
    return "".join(c if c.isprintable() else "?" for c in text[:80])


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
