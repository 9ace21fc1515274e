"""Why the bytes of a file are no notebook, and advice that repairs this file."""

import json
import re

from autograder.grading import words
from autograder.grading.text import shown

# A whole file of another kind is known by its first bytes.
BEGINNINGS = {
    b"version https://git-lfs.github.com/spec/": "Git LFS",
    b"PK\x03\x04": "zip",
    b"%PDF": "PDF",
    b"\x1f\x8b": "gzip",
}
HTML = re.compile(rb"\s*<(?:!doctype html|html|head|body|\?xml|!--)", re.IGNORECASE)
CONFLICT = re.compile(rb"^(?:<{7} |={7}\r?$|>{7} )", re.MULTILINE)
# How little may follow the place where JSON breaks off: the beginning of a number, word or escape.
REST = re.compile(r"[\w.+\\-]{0,9}")


def reason(data: bytes, error: ValueError) -> str:
    """Return in one line why a file can't be parsed as a notebook, and what to do about it.

    data: its bytes. error: what decoding or parsing it raised.
    """
    kind, encoding = _kind(data)
    return words.FILE[kind].format(
        encoding=encoding,
        error=shown(str(error)),
        again=words.AGAIN,
        download=words.DOWNLOAD,
    )


def _kind(data: bytes) -> tuple[str, str]:
    """What the file is, a key of `words.FILE`, and its encoding where that is the reason."""
    if not data.strip(b"\0 \t\r\n"):
        return "NUL bytes" if data.strip() else "empty", ""
    for beginning, kind in BEGINNINGS.items():
        if data.startswith(beginning):
            return kind, ""
    if HTML.match(data):
        return "HTML", ""
    if len(set(CONFLICT.findall(data))) > 1:
        return "conflict", ""
    encoding = json.detect_encoding(data)
    if not encoding.startswith("utf-8") and _decodes(data, encoding):
        return "encoding", encoding[:6].upper()
    if data.endswith(b"\0") and _parses(data.rstrip(b"\0"), "utf-8-sig"):
        return "NUL bytes at its end", ""
    if not _decodes(data, "utf-8") and _parses(data, "latin-1"):
        return "encoding", words.SINGLE_BYTES
    return "cut" if _is_cut(data) else "no JSON", ""


def _decodes(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _parses(data: bytes, encoding: str) -> bool:
    try:
        json.loads(data.decode(encoding))
    except (ValueError, RecursionError):
        return False
    return True


def _is_cut(data: bytes) -> bool:
    """Whether it begins as a notebook does and ends before its JSON does."""
    text = data.decode("utf-8", "replace").lstrip("\ufeff")
    if not text.lstrip().startswith("{"):
        return False
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        # Of a string that has no end, the place that is told is where it begins.
        unended = error.msg.startswith("Unterminated string")
        return unended or REST.fullmatch(text[error.pos :].rstrip()) is not None
    except (ValueError, RecursionError):
        return False
    return False
