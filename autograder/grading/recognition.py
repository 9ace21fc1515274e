"""A notebook is known by its cells, not by its name: its assignment, and which one is meant."""

import hashlib
from collections.abc import Iterable

from autograder.checking.language import ENGLISH
from autograder.grading import words
from autograder.grading.arrangement import defined
from autograder.grading.exam import Exam
from autograder.grading.notebook import Piece, read_notebook
from autograder.grading.submission import Submission, Unreadable
from autograder.grading.text import shown

# A shorter text may stand in any notebook.
SHORTEST_TEXT = 20


def traces(pieces: Iterable[Piece]) -> frozenset[str]:
    """Return what a notebook is known by: names of cells, texts, names of functions."""
    found = set()
    for piece in pieces:
        found |= set(map(defines, defined(piece)))
        if piece.name:
            found.add(f"cell {piece.name}")
        text = piece.plain
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
            words.OTHER_ASSIGNMENT.format(name=shown(name), other=other, assignment=exam.title)
        )


def choose(exam: Exam, submission: Submission) -> tuple[bytes, str]:
    """Return the notebook that is to be graded, and a note that names it, "" for the usual name.

    Raises Unreadable where there is none, and where the choice is left to a person.
    """
    usual = exam.file
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
        taken = words.TAKEN_FOR_AND_SKIPPED if submission.skipped else words.TAKEN_FOR
        note = taken.format(name=shown(path), usual=usual, skipped=_listed(submission.skipped))
        return submission.others[path], note
    if ours:
        raise Unreadable(
            words.SEVERAL.format(
                usual=usual,
                count=len(different),
                worked=_listed(worked) or words.NONE_WORKED_ON,
            )
        )
    for path, pieces in read.items():
        require_assignment(exam, pieces, path)
    for path, reason in why_not.items():
        unreadable = words.FILE_UNREADABLE.format(name=shown(path), error=reason)
        raise Unreadable(words.ABSENT_AND.format(usual=usual, reason=unreadable))
    raise Unreadable(words.NONE_OF_ASSIGNMENT.format(usual=usual))


def is_worked_on(exam: Exam, pieces: list[Piece]) -> bool:
    """Whether something stands in a notebook that was not handed out in it, in any language."""
    texts = {text for piece in pieces if (text := piece.plain)}
    return not any(texts <= exam.in_language(each).texts for each in (ENGLISH, *exam.translations))


def _note_beside(
    exam: Exam, submission: Submission, ours: dict[str, list[Piece]], worked: list[str]
) -> str:
    """Say of a notebook under the usual name which others beside it were worked on."""
    usual = exam.file
    try:
        pieces = read_notebook(submission.notebook)
        require_assignment(exam, pieces, usual)
    except Unreadable as error:
        if worked:
            raise Unreadable(
                words.OURS_BESIDE.format(
                    reason=error, assignment=exam.title, names=_listed(worked), usual=usual
                )
            ) from None
        raise
    others = [path for path in worked if ours[path] != pieces]
    if others and not is_worked_on(exam, pieces):
        raise Unreadable(words.WORK_BESIDE.format(usual=usual, names=_listed(others)))
    if submission.skipped and not is_worked_on(exam, pieces):
        path, reason = next(iter(submission.skipped.items()))
        raise Unreadable(words.SKIPPED_BESIDE.format(usual=usual, name=shown(path), reason=reason))
    return words.WORKED_ON_TOO.format(names=_listed(others)) if others else ""


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
