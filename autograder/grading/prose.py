"""Whether a student has written prose: in a cell of text, or in one for code."""

import re

from autograder.grading.exam import Exam, plain

# Of a cell for code, the text in its comments and strings; a cell that has nothing else.
TEXTS = re.compile(
    r"#[^\n]*|\"{3}.*?\"{3}|'{3}.*?'{3}|\"[^\"\n]*\"|'[^'\n]*'",
    re.DOTALL,
)
PREFIX = re.compile(r"[rRfFbBuU]{0,2}")
# Below this, in letters and figures: a remark in code that runs, and a cell without any code.
SHORTEST_IN_CODE, SHORTEST_ALONE = 40, 8
# Cell magics whose cell is text.
OF_TEXT = ("%%markdown", "%%latex", "%%html", "%%writefile")

# What stands in a cell of text and shows nothing.
UNSEEN = re.compile(r"&nbsp;|<br\s?/?>|[\u034f\u115f\u1160\u2800\u3164\uffa0]")


def shows(text: str) -> bool:
    """Return whether a text in Markdown shows anything, be it one sign."""
    text = UNSEEN.sub("", text)
    return any(not c.isspace() and (c.isprintable() or c.isalnum() or _is_private(c)) for c in text)


def _is_private(character: str) -> bool:
    """Whether a font of the student's own may show it."""
    return "\ue000" <= character <= "\uf8ff" or character >= "\U000f0000"


def holds_prose(exam: Exam, source: str, is_python: bool = True) -> bool:
    """Return whether the student's own lines of a cell for code may be prose.

    A cell without any code may be of any length, a remark in code is longer. is_python: whether
    Python can read it.
    """
    own = "\n".join(line for line in source.splitlines() if plain(line) not in exam.lines)
    if not is_python or own.lstrip().startswith(OF_TEXT):
        return _length(own) >= SHORTEST_ALONE
    texts = TEXTS.findall(own)
    rest = PREFIX.sub("", TEXTS.sub("", own).strip())
    return sum(map(_length, texts)) >= (SHORTEST_IN_CODE if rest else SHORTEST_ALONE)


def _length(text: str) -> int:
    """How many letters and figures a text has."""
    return sum(map(str.isalnum, text))
