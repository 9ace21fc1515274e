"""A file that is no notebook is told what it is, with an advice that repairs it."""

import gzip
import io
import json
import zipfile

import pytest
from small_exam import DOUBLE, cell, handed_in

from autograder.grading.damage import reason
from autograder.grading.notebook import read_notebook
from autograder.grading.submission import Unreadable
from autograder.grading.words import DOWNLOAD

TEXT = json.dumps(
    json.loads(handed_in(cell(DOUBLE, "double"), cell("Über π", kind="markdown"))),
    indent=1,
    ensure_ascii=False,
)
NOTEBOOK = TEXT.encode()


def told(data: bytes) -> str:
    with pytest.raises(Unreadable) as caught:
        read_notebook(data)
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 260
    return str(caught.value)


def test_the_notebook_itself_is_read():
    assert len(read_notebook(NOTEBOOK)) == 2


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_conflict_markers_of_git_are_named_and_one_version_is_asked_for(newline):
    ours, theirs = '   "name": "python3"', '   "name": "python"'
    block = ["<<<<<<< HEAD", ours, "=======", theirs, ">>>>>>> 1a2b3c4", ""]
    lines = TEXT.split("\n")
    lines[3:3] = block
    assert told(newline.join(lines).encode()) == (
        "the notebook holds conflict markers of git (<<<<<<<, =======, >>>>>>>); Jupyter can't "
        "open it: choose one version (git checkout --ours FILE, or --theirs), open it in Jupyter, "
        "then hand it in again"
    )


def test_a_line_of_equal_signs_alone_is_no_conflict():
    assert "conflict" not in told(b"Dear all,\n=======\nsee below")


@pytest.mark.parametrize(
    ("encoding", "name"),
    [
        ("utf-16", "UTF-16"),
        ("utf-16-le", "UTF-16"),
        ("utf-16-be", "UTF-16"),
        ("utf-32", "UTF-32"),
        ("utf-32-be", "UTF-32"),
        ("latin-1", "Latin-1 or Windows-1252"),
        ("cp1252", "Latin-1 or Windows-1252"),
    ],
)
def test_another_encoding_is_named_and_how_to_save_in_utf_8(encoding, name):
    text = TEXT.replace("π", "€" if encoding == "cp1252" else "é")
    assert told(text.encode(encoding)) == (
        f"the notebook is saved in {name}, not in UTF-8; Jupyter can't open it: open it in a text "
        "editor, save it with the encoding UTF-8, then hand it in again"
    )


def test_the_advice_for_another_encoding_repairs_the_file():
    assert read_notebook(TEXT.encode("utf-16").decode("utf-16").encode("utf-8"))


@pytest.mark.parametrize(
    "page",
    [
        b"<!DOCTYPE html>\n<html><head><title>Log in</title>",
        b"\n  <html lang='en'>",
        b"<!-- saved from the web -->",
    ],
)
def test_a_web_page_is_named(page):
    assert told(page) == f"the file is an HTML page, not the notebook; {DOWNLOAD}"


def test_a_pointer_of_git_lfs_is_named():
    pointer = b"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n"
    assert told(pointer) == (
        "the file is a Git LFS pointer, not the notebook; run git lfs pull in the repository, "
        "then hand it in again"
    )


def test_a_zip_a_pdf_and_a_packed_file_are_named():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("01.ipynb", NOTEBOOK)
    assert told(packed.getvalue()).startswith("the file is a zip; unpack it, and hand in the")
    assert told(b"%PDF-1.7\n...") == f"the file is a PDF; {DOWNLOAD}"
    assert told(gzip.compress(NOTEBOOK)).startswith("the file is packed by gzip; unpack it")


@pytest.mark.parametrize("end", [b"\0", b"\0" * 4096, b"\n\0\0"])
def test_nul_bytes_after_the_notebook_are_named(end):
    assert told(NOTEBOOK + end) == (
        "the notebook is followed by NUL bytes, as a broken transfer leaves them; "
        "remove the NUL bytes at its end (tr -d '\\0' < FILE > NEW), then hand it in again"
    )


@pytest.mark.parametrize("data", [b"", b" \n\t"])
def test_an_empty_file_is_named(data):
    assert told(data) == f"the file is empty; {DOWNLOAD}"


def test_a_file_of_nul_bytes_is_named():
    assert told(bytes(512)) == f"the file holds nothing but NUL bytes; {DOWNLOAD}"


def test_a_notebook_that_ends_anywhere_in_the_middle_is_cut_off():
    for end in range(1, len(NOTEBOOK)):
        assert told(NOTEBOOK[:end]) == (
            "the file is cut off: the notebook ends in the middle; Jupyter can't open this copy: "
            f"from the original, {DOWNLOAD}"
        )


@pytest.mark.parametrize("lost", [b":", b",", b"{", b"]", b'"'])
def test_a_notebook_that_has_lost_a_character_in_the_middle_is_not_called_cut_off(lost):
    assert "cut off" not in told(NOTEBOOK.replace(lost, b"", 1))


def test_anything_else_is_told_as_the_parser_tells_it():
    assert told(b"Dear all,\nthe notebook is elsewhere") == (
        "the notebook is no JSON: Expecting value: line 1 column 1 (char 0); the file is damaged: "
        f"from the original, {DOWNLOAD}"
    )


def test_a_binary_file_with_nul_bytes_is_told_in_one_line():
    error = ValueError("bad")
    assert reason(b"\0\x01\xff\xd8" * 100, error).isprintable()
