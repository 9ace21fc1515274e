"""The cells of a notebook file are read without trust."""

import json

import pytest
from small_exam import cell, handed_in

from autograder.grading.notebook import (
    MOST_BRACKETS,
    MOST_CELLS,
    MOST_COMMAS,
    Piece,
    read_notebook,
)
from autograder.grading.submission import Unreadable


def test_of_a_cell_text_kind_and_name_are_read_and_nothing_else():
    metadata = {"tags": ["skip-execution"], "nbgrader": {"grade_id": "double", "points": 100}}
    full = {"cell_type": "code", "source": ["a\n", "b"], "metadata": metadata, "outputs": [1]}
    assert read_notebook(handed_in(full)) == [Piece("code", "a\nb", "double")]


def test_a_notebook_saved_with_a_mark_of_byte_order_is_read():
    assert read_notebook(b"\xef\xbb\xbf" + handed_in(cell("x"))) == [Piece("code", "x")]


def test_pictures_attached_to_text_are_kept_and_to_code_are_not():
    picture = {"a.png": {"image/png": "AAAA"}}
    (text, code) = read_notebook(
        handed_in(cell("", kind="markdown", attachments=picture), cell("", attachments=picture))
    )
    assert (text.attachments, code.attachments) == (picture, {})


@pytest.mark.parametrize("attachments", [1, "x", [], {"a": 1}, {"a": {"image/png": [1]}}])
def test_attachments_of_another_form_are_none(attachments):
    (text,) = read_notebook(handed_in(cell("x", kind="markdown", attachments=attachments)))
    assert text.attachments == {}


@pytest.mark.parametrize(
    "metadata",
    [
        None,
        [1],
        "x",
        {"nbgrader": None},
        {"nbgrader": [1]},
        {"nbgrader": {"grade": True}},
        {"nbgrader": {"grade_id": ["setup"]}},
        {"nbgrader": {"grade_id": {"setup": 1}}},
    ],
)
def test_malformed_metadata_is_no_metadata(metadata):
    assert read_notebook(handed_in({**cell("x"), "metadata": metadata})) == [Piece("code", "x")]


def test_a_kind_that_no_notebook_has_is_raw():
    kinds = [piece.kind for piece in read_notebook(handed_in(*(cell("", kind=k) for k in "ab")))]
    assert kinds == ["raw", "raw"]


def test_half_a_character_becomes_a_question_mark():
    (piece,) = read_notebook(handed_in(cell("a\ud800b")))
    assert piece.source == "a?b"


NESTED = 100_000


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "the file is empty"),
        (b"Dear all,\nthe notebook is elsewhere", "the notebook is no JSON: Expecting value"),
        (b"\xff\xfe\x00", "the notebook is no JSON: 'utf-8' codec can't decode"),
        (b"[" + b"9" * 5000 + b"]", "the notebook is no JSON: Exceeds the limit"),
        (b"[" * NESTED + b"]" * NESTED, "the notebook is nested too deeply"),
        (b'{"a":' * NESTED + b"1" + b"}" * NESTED, "the notebook is nested too deeply"),
        (b"[" * (MOST_BRACKETS + 1), "the notebook has too many parts: clear its outputs"),
        (b"," * (MOST_COMMAS + 1), "the notebook has too many parts: clear its outputs"),
        (b"[]", "the file is no notebook: it has no nbformat"),
        (b'{"cells": []}', "the file is no notebook: it has no nbformat"),
        (b'{"nbformat": 3, "worksheets": []}', "the notebook has format 3: save it again"),
        (b'{"nbformat": null, "cells": []}', "the notebook has format None: save it again"),
        (b'{"nbformat": "a\\nb", "cells": []}', "the notebook has format a?b: save it again"),
        (b'{"nbformat": 4}', f"the notebook has no list of at most {MOST_CELLS} cells"),
        (b'{"nbformat": 4, "cells": {}}', "the notebook has no list of at most"),
        (handed_in(*[cell("")] * (MOST_CELLS + 1)), "the notebook has no list of at most"),
        (b'{"nbformat": 4, "cells": [[]]}', "cell 1 of the notebook is no cell"),
        (handed_in(cell(""), cell(1)), "the source of cell 2 is no text"),
        (handed_in(cell(["x", 1])), "the source of cell 1 is no text"),
        (handed_in(cell(None)), "the source of cell 1 is no text"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_file_that_is_no_notebook_has_a_reason_of_one_line(data, reason):
    with pytest.raises(Unreadable) as caught:
        read_notebook(data)
    assert str(caught.value).startswith(reason)
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 260


def test_nested_formats_are_refused_at_every_depth():
    for depth in range(500, 1_100, 25):
        with pytest.raises(Unreadable):
            read_notebook(b'{"nbformat":' + b"[" * depth + b"]" * depth + b"}")


def test_a_notebook_as_long_as_allowed_is_read():
    assert len(read_notebook(handed_in(*[cell("")] * MOST_CELLS))) == MOST_CELLS


@pytest.mark.parametrize("minor", [0, 2, 5, 99, None, "x"])
def test_the_minor_version_of_the_format_does_not_matter(minor):
    nb = json.loads(handed_in(cell("x")))
    assert read_notebook(json.dumps({**nb, "nbformat_minor": minor}).encode())
