"""A notebook is known by its cells, and a choice between two is never made in silence."""

import json

import pytest
from small_exam import (
    ASSIGNMENT,
    DOUBLE,
    STUB,
    as_released,
    cell,
    exam_of,
    graded,
    handed_in,
    preamble,
    prose,
    solution,
    written,
)

from autograder.grading.notebook import read_notebook
from autograder.grading.recognition import choose, other_assignment, require_assignment
from autograder.grading.submission import Submission, Unreadable

USUAL = f"{ASSIGNMENT}.ipynb"
HALVE = "def halve(x):\n    raise NotImplementedError"
OTHER_CELLS = (
    prose("# Halving, or how to undo it"),
    preamble("import math"),
    solution(HALVE, "halve"),
    graded("halve-values", "assert halve(2) == 1"),
    written("Why? Write your answer here."),
)
EXAM = exam_of(
    prose("# Doubling, and what it is for"),
    preamble("import math"),
    solution(STUB),
    graded("values", "assert double(2) == 4"),
    written("Why? Write your answer here."),
    others={"01-halving": OTHER_CELLS},
)
OTHER = exam_of(*OTHER_CELLS)

RELEASED = handed_in(*as_released(EXAM))
WORKED = handed_in(*as_released(EXAM, double=DOUBLE))
BETTER = handed_in(*as_released(EXAM, double=DOUBLE, written="Because."))
HALVING = handed_in(*as_released(OTHER, halve=HALVE))


def stripped(data: bytes) -> bytes:
    """A notebook saved without any metadata."""
    nb = json.loads(data)
    return json.dumps({**nb, "cells": [c | {"metadata": {}} for c in nb["cells"]]}).encode()


def chosen(notebook=b"", **others):
    paths = {path.replace("__", "/") + ".ipynb": data for path, data in others.items()}
    return choose(EXAM, Submission("ada", ASSIGNMENT, notebook, {}, "", paths))


def refused(notebook=b"", **others):
    with pytest.raises(Unreadable) as caught:
        chosen(notebook, **others)
    assert str(caught.value).isprintable()
    return str(caught.value)


# ---- which assignment ----


@pytest.mark.parametrize("saved", [lambda data: data, stripped])
def test_a_notebook_of_another_assignment_is_known_with_and_without_its_metadata(saved):
    assert other_assignment(EXAM, read_notebook(saved(HALVING))) == "01-halving"
    for data in (RELEASED, WORKED, BETTER):
        assert other_assignment(EXAM, read_notebook(saved(data))) == ""


def test_it_is_refused_as_that():
    with pytest.raises(Unreadable) as caught:
        require_assignment(EXAM, read_notebook(HALVING), USUAL)
    assert str(caught.value) == (
        f"{USUAL} is a notebook of 01-halving: hand in that of {ASSIGNMENT}"
    )


def test_cells_that_both_have_tell_nothing():
    both = handed_in(cell("import math", "setup"), cell("Because.", "written", "markdown"))
    assert other_assignment(EXAM, read_notebook(both)) == ""


def test_a_notebook_of_an_older_release_is_not_taken_for_its_twin():
    twin = exam_of(
        *EXAM.cells[:3],
        graded("values", "assert double(2) == 4 and double(3) == 6"),
        *EXAM.cells[4:],
        others={"02-twin": EXAM.cells},
    )
    assert other_assignment(twin, read_notebook(WORKED)) == ""


def test_a_notebook_written_from_scratch_is_nobody_elses():
    scratch = read_notebook(handed_in(cell(DOUBLE)))
    assert other_assignment(EXAM, scratch) == ""
    assert other_assignment(EXAM, []) == ""


def test_a_cell_taken_from_another_assignment_does_not_make_it_one_of_that():
    cells = [*as_released(EXAM, double=DOUBLE), cell("def halve(x):\n    return x / 2")]
    assert other_assignment(EXAM, read_notebook(handed_in(*cells))) == ""


# ---- which notebook ----


def test_a_lone_notebook_of_another_name_is_taken_and_named():
    note = f"my work.ipynb was taken for {USUAL}"
    assert choose(EXAM, Submission("ada", ASSIGNMENT, b"", {}, "", {"my work.ipynb": WORKED})) == (
        WORKED,
        note,
    )
    assert chosen(inner__copy=WORKED) == (WORKED, f"inner/copy.ipynb was taken for {USUAL}")


def test_a_lone_notebook_of_nobodys_cells_is_taken_too():
    scratch = handed_in(cell("x = 1"))
    assert chosen(mine=scratch) == (scratch, f"mine.ipynb was taken for {USUAL}")


def test_a_lone_notebook_of_another_assignment_is_refused_under_any_name():
    told = f"is a notebook of 01-halving: hand in that of {ASSIGNMENT}"
    assert refused(mine=HALVING) == f"mine.ipynb {told}"
    assert refused(a=HALVING, b=HALVING) == f"a.ipynb {told}"


def test_an_untouched_notebook_beside_one_that_was_worked_on_is_not_graded_in_silence():
    assert refused(RELEASED, copy=WORKED) == (
        f"{USUAL} is as it was handed out, and copy.ipynb beside it was worked on: "
        f"rename the one to be graded to {USUAL}"
    )


def test_the_usual_name_is_graded_where_it_was_worked_on_and_the_other_is_named():
    assert chosen(WORKED, copy=BETTER) == (
        WORKED,
        "copy.ipynb was worked on too, and is not graded",
    )


@pytest.mark.parametrize(
    "beside", [RELEASED, WORKED, HALVING, handed_in(cell("x = 1")), b"", b"damaged"]
)
def test_a_copy_that_adds_nothing_is_not_spoken_of(beside):
    assert chosen(WORKED, copy=beside) == (WORKED, "")


def test_a_copy_saved_in_another_way_is_the_same():
    again = json.dumps(json.loads(WORKED), indent=2).encode()
    assert chosen(WORKED, copy=again) == (WORKED, "")
    assert chosen(a=WORKED, b=again) == (WORKED, f"a.ipynb was taken for {USUAL}")


def test_of_two_under_other_names_the_one_that_was_worked_on_is_named():
    assert refused(a=RELEASED, b=WORKED) == (
        f"there is no {USUAL}, and 2 notebooks of this assignment; worked on: b.ipynb: "
        f"rename the one to be graded to {USUAL}"
    )
    assert "worked on: a.ipynb, b.ipynb: rename" in refused(a=BETTER, b=WORKED)


def test_of_several_under_other_names_the_one_of_this_assignment_is_taken():
    assert chosen(a=HALVING, b=WORKED, c=b"damaged", d=handed_in(cell("x = 1")))[0] == WORKED


def test_a_damaged_notebook_beside_a_whole_one_says_so():
    assert refused(b"Dear all", copy=WORKED).endswith(
        f"; a notebook of {ASSIGNMENT} lies beside it, copy.ipynb: "
        f"to have it graded rename it to {USUAL}"
    )
    assert refused(HALVING, copy=WORKED) == (
        f"{USUAL} is a notebook of 01-halving: hand in that of {ASSIGNMENT}; a notebook of "
        f"{ASSIGNMENT} lies beside it, copy.ipynb: to have it graded rename it to {USUAL}"
    )
    assert refused(b"Dear all", copy=RELEASED).startswith("the notebook is no JSON")


def test_a_damaged_notebook_of_another_name_says_why_it_can_not_be_read():
    assert refused(copy=b"Dear all").startswith(
        f"there is no {USUAL}, and copy.ipynb can't be read: the notebook is no JSON"
    )


def with_skipped(notebook, **others):
    paths = {f"{name}.ipynb": data for name, data in others.items()}
    skipped = {"all.zip": "a zip beside a notebook is not looked into"}
    return choose(EXAM, Submission("ada", ASSIGNMENT, notebook, {}, "", paths, skipped))


def test_an_untouched_notebook_beside_what_was_not_looked_at_is_not_graded_in_silence():
    with pytest.raises(Unreadable) as caught:
        with_skipped(RELEASED)
    assert str(caught.value) == (
        f"{USUAL} is as it was handed out, and all.zip beside it was not looked at (a zip beside a "
        "notebook is not looked into): leave the notebook to be graded alone there, under the "
        f"name {USUAL}"
    )
    assert with_skipped(WORKED) == (WORKED, "")
    assert with_skipped(b"", a=WORKED)[1] == (
        f"a.ipynb was taken for {USUAL}; not looked at: all.zip"
    )


def test_an_odd_name_is_shown_in_one_line():
    others = {"a\n\x1b[2J.ipynb": WORKED}
    _, note = choose(EXAM, Submission("ada", ASSIGNMENT, b"", {}, "", others))
    assert note == f"a??[2J.ipynb was taken for {USUAL}"
