"""A notebook is known by its cells, not by its name: its assignment, and which one is meant."""

import hashlib
from collections.abc import Iterable

from autograder.grading.arrangement import defined
from autograder.grading.exam import Exam, plain
from autograder.grading.notebook import Piece, read_notebook
from autograder.grading.submission import Submission, Unreadable, shown

# A shorter text may stand in any notebook.
SHORTEST_TEXT = 20


def traces(pieces: Iterable[Piece]) -> frozenset[str]:
    """Return what a notebook is known by: names of cells, texts, names of functions."""
    found = set()
    for piece in pieces:
        found |= set(map(defines, defined(piece)))
        if piece.name:
            found.add(f"cell {piece.name}")
        text = plain(piece.source)
        if len(text) >= SHORTEST_TEXT:
            found.add(hashlib.blake2b(text.encode(), digest_size=8).hexdigest())
    return frozenset(found)


def defines(name: str) -> str:
    """Return the trace of a notebook that defines a function of this name."""
    return f"def {name}"


def other_assignment(exam: Exam, pieces: list[Piece]) -> str:
    """Return the other assignment of the course that a notebook belongs to, "" for none.

    Two assignments may have much in common, and a notebook may be of an older release: it is of the
    other one where that has more than twice as much in common with it.
    """
    found = traces(pieces)
    counts = {name: len(found & there) for name, there in exam.others.items()}
    nearest = max(counts, key=counts.__getitem__, default="")
    return nearest if nearest and counts[nearest] > 2 * len(found & exam.traces) else ""


def require_assignment(exam: Exam, pieces: list[Piece], name: str) -> None:
    """Raise Unreadable where the notebook of this name belongs to another assignment."""
    if other := other_assignment(exam, pieces):
        raise Unreadable(
            f"{shown(name)} is a notebook of {other}: hand in that of {exam.assignment}"
        )


def choose(exam: Exam, submission: Submission) -> tuple[bytes, str]:
    """Return the notebook that is to be graded, and a note that names it, "" for the usual name.

    Raises Unreadable where there is none, and where the choice is left to a person.
    """
    usual = f"{exam.assignment}.ipynb"
    read, why_not = _read(submission.others)
    ours = {
        path: pieces
        for path, pieces in read.items()
        if exam.traces & traces(pieces) and not other_assignment(exam, pieces)
    }
    worked = [path for path, pieces in ours.items() if is_worked_on(exam, pieces)]
    if submission.notebook:
        return submission.notebook, _note_beside(exam, submission, ours, worked)
    if not ours and len(read) == len(submission.others) == 1:
        ours = read  # nothing tells whose it is, and there is no other
    different = {str(pieces): path for path, pieces in reversed(ours.items())}
    if len(different) == 1:
        (path,) = different.values()
        require_assignment(exam, ours[path], path)
        left = f"; not looked at: {_listed(submission.skipped)}" if submission.skipped else ""
        return submission.others[path], f"{shown(path)} was taken for {usual}{left}"
    if ours:
        raise Unreadable(
            f"there is no {usual}, and {len(different)} notebooks of this assignment; "
            f"worked on: {_listed(worked) or 'none'}: rename the one to be graded to {usual}"
        )
    for path, pieces in read.items():
        require_assignment(exam, pieces, path)
    for path, reason in why_not.items():
        raise Unreadable(f"there is no {usual}, and {shown(path)} can't be read: {reason}")
    raise Unreadable(f"there is no {usual}, and no notebook of this assignment")


def is_worked_on(exam: Exam, pieces: list[Piece]) -> bool:
    """Whether something stands in a notebook that was not handed out in it."""
    return any(text not in exam.texts for piece in pieces if (text := plain(piece.source)))


def _note_beside(
    exam: Exam, submission: Submission, ours: dict[str, list[Piece]], worked: list[str]
) -> str:
    """Say of a notebook under the usual name which others beside it were worked on."""
    usual = f"{exam.assignment}.ipynb"
    try:
        pieces = read_notebook(submission.notebook)
        require_assignment(exam, pieces, usual)
    except Unreadable as error:
        if worked:
            raise Unreadable(
                f"{error}; a notebook of {exam.assignment} lies beside it, {_listed(worked)}: "
                f"to have it graded rename it to {usual}"
            ) from None
        raise
    others = [path for path in worked if ours[path] != pieces]
    if others and not is_worked_on(exam, pieces):
        raise Unreadable(
            f"{usual} is as it was handed out, and {_listed(others)} beside it was worked on: "
            f"rename the one to be graded to {usual}"
        )
    if submission.skipped and not is_worked_on(exam, pieces):
        path, reason = next(iter(submission.skipped.items()))
        raise Unreadable(
            f"{usual} is as it was handed out, and {shown(path)} beside it was not looked at "
            f"({reason}): leave the notebook to be graded alone there, under the name {usual}"
        )
    return f"{_listed(others)} was worked on too, and is not graded" if others else ""


def _read(notebooks: dict[str, bytes]) -> tuple[dict[str, list[Piece]], dict[str, str]]:
    """The cells of notebooks by path; of those that can't be read the reason."""
    read, why_not = {}, {}
    for path, data in notebooks.items():
        try:
            read[path] = read_notebook(data)
        except Unreadable as error:
            why_not[path] = str(error)
    return read, why_not


def _listed(paths: Iterable[str]) -> str:
    return ", ".join(map(shown, paths))
