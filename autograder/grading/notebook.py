"""The cells of a notebook that a student handed in, read from its bytes without trust."""

import json
from dataclasses import dataclass, field
from functools import cached_property

from autograder.grading import damage, words
from autograder.grading.exam import plain
from autograder.grading.submission import Unreadable
from autograder.grading.text import encodable, shown

# JSON takes up to 25 times its bytes in memory.
MOST_BRACKETS, MOST_COMMAS, MOST_CELLS = 400_000, 2_000_000, 2_000

KINDS = ("code", "markdown", "raw")


@dataclass(frozen=True)
class Piece:
    """A cell of a submission, with nothing of its metadata but the grade id it claims."""

    kind: str
    source: str
    name: str = ""
    attachments: dict = field(default_factory=dict)

    @cached_property
    def plain(self) -> str:
        """Its source with its white space made one."""
        return plain(self.source)


def read_notebook(data: bytes) -> list[Piece]:
    """Return the cells of a notebook file; raises Unreadable for what is none."""
    if data.count(b"[") + data.count(b"{") > MOST_BRACKETS or data.count(b",") > MOST_COMMAS:
        raise Unreadable(words.TOO_MANY_PARTS)
    try:
        notebook = json.loads(data.decode("utf-8-sig"))
    except RecursionError:
        raise Unreadable(words.NESTED_TOO_DEEPLY) from None
    except ValueError as error:
        raise Unreadable(damage.reason(data, error)) from None
    if not isinstance(notebook, dict) or "nbformat" not in notebook:
        raise Unreadable(words.NO_NBFORMAT)
    if notebook["nbformat"] != 4:
        version = shown(str(notebook["nbformat"])[:20])
        raise Unreadable(words.OTHER_FORMAT.format(version=version))
    cells = notebook.get("cells")
    if not isinstance(cells, list) or len(cells) > MOST_CELLS:
        raise Unreadable(words.NO_CELLS.format(most=MOST_CELLS))
    return [_piece(cell, number) for number, cell in enumerate(cells, 1)]


def _piece(cell: object, number: int) -> Piece:
    if not isinstance(cell, dict):
        raise Unreadable(words.NO_CELL.format(number=number))
    source = cell.get("source", "")
    if isinstance(source, list) and all(isinstance(line, str) for line in source):
        source = "".join(source)
    if not isinstance(source, str):
        raise Unreadable(words.NO_TEXT.format(number=number))
    kind = cell.get("cell_type")
    return Piece(
        kind if kind in KINDS else "raw",
        encodable(source),
        _name(cell.get("metadata")),
        _attachments(cell.get("attachments")) if kind == "markdown" else {},
    )


def _name(metadata: object) -> str:
    mark = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    name = mark.get("grade_id") if isinstance(mark, dict) else None
    return name if isinstance(name, str) else ""


def _attachments(attachments: object) -> dict:
    """Pictures in a Markdown cell, where they have the form that nbformat gives them."""
    if not isinstance(attachments, dict):
        return {}
    return {
        encodable(name): {encodable(kind): encodable(data) for kind, data in bundle.items()}
        for name, bundle in attachments.items()
        if isinstance(bundle, dict) and all(isinstance(data, str) for data in bundle.values())
    }
