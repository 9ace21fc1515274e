"""Why the bytes of a file are no notebook, and advice that repairs this file."""

import json
import re

from autograder.grading.submission import shown

AGAIN = "then hand it in again"
DOWNLOAD = (
    "in JupyterLab save the notebook, choose Download in the menu File, and hand in that file"
)

# A whole file of another kind is known by its first bytes.
BEGINNINGS = {
    b"version https://git-lfs.github.com/spec/": (
        "the file is a Git LFS pointer, not the notebook",
        f"run git lfs pull in the repository, {AGAIN}",
    ),
    b"PK\x03\x04": (
        "the file is a zip",
        f"unpack it, and hand in the notebook in it; or {DOWNLOAD}",
    ),
    b"%PDF": ("the file is a PDF", DOWNLOAD),
    b"\x1f\x8b": ("the file is packed by gzip", f"unpack it (gunzip), {AGAIN}"),
}
HTML = re.compile(rb"\s*<(?:!doctype html|html|head|body|\?xml|!--)", re.IGNORECASE)
CONFLICT = re.compile(rb"^(?:<{7} |={7}\r?$|>{7} )", re.MULTILINE)
# How little may follow the place where JSON breaks off: the beginning of a number, word or escape.
REST = re.compile(r"[\w.+\\-]{0,9}")


def reason(data: bytes, error: ValueError) -> str:
    """Return in one line why a file can't be parsed as a notebook, and what to do about it.

    data: its bytes. error: what decoding or parsing it raised.
    """
    cause, advice = _known(data) or _unknown(error)
    return f"{cause}; {advice}"


def _known(data: bytes) -> tuple[str, str] | None:
    if not data.strip(b"\0 \t\r\n"):
        what = "holds nothing but NUL bytes" if data.strip() else "is empty"
        return f"the file {what}", DOWNLOAD
    for beginning, told in BEGINNINGS.items():
        if data.startswith(beginning):
            return told
    if HTML.match(data):
        return "the file is an HTML page, not the notebook", DOWNLOAD
    if len(set(CONFLICT.findall(data))) > 1:
        return (
            "the notebook holds conflict markers of git (<<<<<<<, =======, >>>>>>>)",
            "Jupyter can't open it: choose one version (git checkout --ours FILE, or --theirs), "
            f"open it in Jupyter, {AGAIN}",
        )
    encoding = json.detect_encoding(data)
    if not encoding.startswith("utf-8") and _decodes(data, encoding):
        return _saved_as(encoding[:6].upper())
    if data.endswith(b"\0") and _parses(data.rstrip(b"\0"), "utf-8-sig"):
        return (
            "the notebook is followed by NUL bytes, as a broken transfer leaves them",
            f"remove the NUL bytes at its end (tr -d '\\0' < FILE > NEW), {AGAIN}",
        )
    if not _decodes(data, "utf-8") and _parses(data, "latin-1"):
        return _saved_as("Latin-1 or Windows-1252")
    if _is_cut(data):
        return (
            "the file is cut off: the notebook ends in the middle",
            f"Jupyter can't open this copy: from the original, {DOWNLOAD}",
        )
    return None


def _unknown(error: ValueError) -> tuple[str, str]:
    return (
        f"the notebook is no JSON: {shown(str(error))}",
        f"the file is damaged: from the original, {DOWNLOAD}",
    )


def _saved_as(encoding: str) -> tuple[str, str]:
    return (
        f"the notebook is saved in {encoding}, not in UTF-8",
        "Jupyter can't open it: open it in a text editor, save it with the encoding UTF-8, "
        f"{AGAIN}",
    )


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
