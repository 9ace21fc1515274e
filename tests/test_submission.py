"""A submission is read without trust, and laid out as the exam has it."""

import json
import os
import shutil

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
    plain,
    preamble,
    prose,
    shown,
    solution,
    written,
)

from autograder.examination import submission
from autograder.examination.submission import (
    LARGEST_FILES,
    LARGEST_NOTEBOOK,
    MOST_BRACKETS,
    MOST_CELLS,
    MOST_COMMAS,
    MOST_FILES,
    Piece,
    Unreadable,
    arrange,
    read_notebook,
    read_submission,
)

NOTEBOOK = f"{ASSIGNMENT}.ipynb"
SHOW = "figure()"
EXAM = exam_of(
    prose("# Doubling"),
    preamble("import math"),
    shown(SHOW),
    solution(STUB),
    plain("double(1)"),
    graded("values", "assert double(21) == 42", "assert double(2) == 4", points=3),
    prose("Doubling is linear.", "locked"),
    written(),
)
ORDER = ["setup", "double", "values", "locked", "written"]


# ---- the folder ----


@pytest.fixture
def folder(tmp_path):
    """What a student has handed in: a notebook that holds one x."""
    folder = tmp_path / "submitted" / "ada" / ASSIGNMENT
    folder.mkdir(parents=True)
    (folder / NOTEBOOK).write_bytes(b"x")
    return folder


def read(folder):
    return read_submission(folder.parents[1], "ada", ASSIGNMENT)


def test_the_bytes_of_the_notebook_and_of_what_lies_beside_it_are_read(folder):
    (folder / "helper.py").write_bytes(b"y = 1")
    found = read(folder)
    assert (found.student, found.assignment, found.reason) == ("ada", ASSIGNMENT, "")
    assert (found.notebook, found.files) == (b"x", {"helper.py": b"y = 1"})


def _gone(folder):
    (folder / NOTEBOOK).unlink()


def _renamed(folder):
    (folder / NOTEBOOK).rename(folder / "Untitled 1\n.ipynb")


def _link(folder):
    (folder / NOTEBOOK).rename(folder / "other.txt")
    (folder / NOTEBOOK).symlink_to("other.txt")


def _dangling(folder):
    _gone(folder)
    (folder / NOTEBOOK).symlink_to("nowhere")


def _folder(folder):
    _gone(folder)
    (folder / NOTEBOOK).mkdir()


def _pipe(folder):
    _gone(folder)
    os.mkfifo(folder / NOTEBOOK)


def _large(folder):
    os.truncate(folder / NOTEBOOK, LARGEST_NOTEBOOK + 1)


def _linked_folder(folder):
    folder.rename(folder.parent / "other")
    folder.symlink_to("other")


def _linked_student(folder):
    folder.parent.rename(folder.parents[1] / "bob")
    folder.parent.symlink_to("bob")


def _file_for_folder(folder):
    shutil.rmtree(folder)
    folder.write_text("")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (_gone, f"there is no {NOTEBOOK}"),
        (_renamed, f"there is no {NOTEBOOK}: rename Untitled 1?.ipynb to {NOTEBOOK}"),
        (_link, f"{NOTEBOOK} is a symbolic link: hand in the file itself"),
        (_dangling, f"{NOTEBOOK} is a symbolic link: hand in the file itself"),
        (_folder, f"{NOTEBOOK} is no file"),
        (_pipe, f"{NOTEBOOK} is no file"),
        (_large, f"{NOTEBOOK} is larger than 16 MB: clear its outputs"),
        (_linked_folder, f"{ASSIGNMENT} is a symbolic link: hand in the folder itself"),
        (_linked_student, "ada is a symbolic link: hand in the folder itself"),
        (_file_for_folder, "the folder can't be read: Not a directory"),
    ],
)
def test_what_can_not_be_read_has_a_reason_and_no_bytes(folder, change, reason):
    change(folder)
    found = read(folder)
    assert (found.reason, found.notebook, found.files) == (reason, b"", {})


def test_a_notebook_as_large_as_allowed_is_read(folder):
    os.truncate(folder / NOTEBOOK, LARGEST_NOTEBOOK)
    assert len(read(folder).notebook) == LARGEST_NOTEBOOK


def test_no_link_is_followed_and_what_is_no_plain_file_is_left_out(folder, tmp_path):
    (tmp_path / "secret").write_text("a secret")
    (folder / "link.txt").symlink_to(tmp_path / "secret")
    (folder / "autograder").mkdir()
    (folder / "autograder" / "__init__.py").write_text("raise SystemExit")
    os.mkfifo(folder / "pipe")
    for name in ("other.ipynb", ".hidden", "two\nlines.txt"):
        (folder / name).write_text("")
    (folder / "table.csv").write_text("1")
    assert read(folder).files == {"table.csv": b"1"}


def test_files_are_read_as_long_as_they_fit(folder):
    (folder / "a.bin").write_bytes(bytes(LARGEST_FILES - 1))
    (folder / "b.bin").write_bytes(bytes(2))
    (folder / "c.bin").write_bytes(bytes(1))
    assert set(read(folder).files) == {"a.bin", "c.bin"}


def test_of_many_files_some_are_read(folder):
    for number in range(MOST_FILES + 5):
        (folder / f"{number:03d}.txt").touch()
    assert len(read(folder).files) == MOST_FILES


# ---- the notebook file ----


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
        (b"", "the notebook is no JSON: Expecting value"),
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
    assert len(str(caught.value)) < 200


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


def test_a_line_of_the_students_is_shown_in_part_and_printable():
    assert submission._shown("a\x1b[2J\n" + "x" * 200) == "a?[2J?" + "x" * 74


# ---- the layout ----


def laid_out(*cells):
    return arrange(EXAM, read_notebook(handed_in(*cells)))


def named(steps):
    return [step.cell.name for step in steps if step.cell is not None]


def step_of(steps, name):
    (step,) = [step for step in steps if step.cell is not None and step.cell.name == name]
    return step


def test_the_released_notebook_has_every_cell_of_the_course_in_order():
    steps = laid_out(*as_released(EXAM))
    assert [(step.action, step.kind) for step in steps] == [
        ("rest", "markdown"),
        ("setup", "code"),
        ("rest", "code"),
        ("default", "code"),
        ("run", "code"),
        ("test", "code"),
        ("rest", "markdown"),
        ("rest", "markdown"),
    ]
    assert named(steps) == ORDER


def test_a_test_has_the_text_of_the_course_with_its_hidden_part():
    steps = laid_out(*as_released(EXAM, values="pass"))
    assert step_of(steps, "values").source == "assert double(2) == 4\nassert double(21) == 42"


def test_what_students_can_not_edit_is_as_released_and_answers_are_their_own():
    steps = laid_out(
        *as_released(EXAM, setup="import os", locked="a lie", double=DOUBLE, written="because")
    )
    texts = {step.cell.name: step.source for step in steps if step.cell is not None}
    assert (texts["setup"], texts["locked"]) == ("import math", "Doubling is linear.")
    assert (texts["double"], texts["written"]) == (DOUBLE, "because")


def test_an_answer_is_run_and_one_left_as_released_is_kept_for_later():
    assert step_of(laid_out(*as_released(EXAM, double=DOUBLE)), "double").action == "run"
    assert step_of(laid_out(*as_released(EXAM)), "double").action == "default"


@pytest.mark.parametrize(
    "gone", [["values"], ["double", "values"], ["setup"], ["written"], ["locked", "written"], ORDER]
)
def test_deleted_cells_are_put_back_where_they_were(gone):
    kept = [
        c
        for c in as_released(EXAM)
        if c["metadata"].get("nbgrader", {}).get("grade_id") not in gone
    ]
    steps = laid_out(*kept)
    assert named(steps) == ORDER
    assert all(step_of(steps, name).source == EXAM.marked[name].source for name in gone)


def test_a_deleted_test_comes_right_after_the_cell_before_it_wherever_that_stands():
    cells = [cell("1"), cell(DOUBLE, "double"), cell("2"), cell("3", "written", "markdown")]
    assert [step.source for step in laid_out(*cells)] == [
        *("import math", "1", DOUBLE),
        *("assert double(2) == 4\nassert double(21) == 42", "Doubling is linear.", "2", "3"),
    ]


def test_the_students_order_stays():
    steps = laid_out(*reversed(as_released(EXAM)))
    assert named(steps) == ORDER[::-1]


def test_of_a_cell_that_is_there_twice_the_last_that_was_changed_counts():
    other = "def double(x):\n    return 0"
    for cells, counts in (
        ([cell(DOUBLE, "double"), cell(other, "double")], other),
        ([cell(DOUBLE, "double"), cell(STUB, "double")], DOUBLE),
        ([cell(STUB, "double"), cell(DOUBLE, "double")], DOUBLE),
        ([cell(STUB, "double"), cell(STUB, "double")], STUB),
    ):
        steps = laid_out(*cells)
        assert step_of(steps, "double").source == counts
        assert len([step for step in steps if step.cell is None]) == 1


def test_a_copy_of_an_answer_is_run_and_one_of_what_it_was_released_as_is_not():
    steps = laid_out(cell(DOUBLE, "double"), cell(DOUBLE), cell(STUB), cell(STUB, "other"))
    own = [step for step in steps if step.cell is None]
    assert [step.action for step in own] == ["run", "rest", "rest"]


def test_a_copied_test_is_an_ordinary_cell():
    steps = laid_out(cell("double(0)", "values"), cell("double(1)", "values"))
    assert named(steps).count("values") == 1
    assert [step.source for step in steps if step.cell is None] == ["double(0)"]


def test_a_cell_that_the_course_does_not_know_is_an_ordinary_one():
    (*_, step) = laid_out(*as_released(EXAM), cell("1", "bonus"))
    assert (step.action, step.cell) == ("run", None)


@pytest.mark.parametrize("kind", ["markdown", "raw"])
def test_a_cell_made_into_another_type_is_made_back(kind):
    steps = laid_out(cell(DOUBLE, "double", kind), cell("", "values", kind))
    assert (step_of(steps, "double").action, step_of(steps, "double").kind) == ("run", "code")
    assert (step_of(steps, "values").action, step_of(steps, "values").kind) == ("test", "code")
    (step,) = [s for s in laid_out(cell("import os", "written")) if s.source == "import os"]
    assert (step.action, step.kind) == ("rest", "markdown")


def test_a_copy_of_what_only_shows_something_is_not_run_and_a_changed_one_is():
    steps = laid_out(cell(SHOW), cell(SHOW + "\nx = 1"), cell(SHOW, kind="markdown"))
    own = [step for step in steps if step.cell is None]
    assert [(step.action, step.kind) for step in own] == [
        ("rest", "code"),
        ("run", "code"),
        ("rest", "markdown"),
    ]


def test_a_test_is_run_even_where_it_has_the_text_of_what_only_shows_something():
    exam = exam_of(shown("x"), graded("values", "", "x"))
    steps = arrange(exam, read_notebook(handed_in(*as_released(exam))))
    assert [step.action for step in steps] == ["rest", "test"]
    assert [step.action for step in arrange(exam, [])] == ["test"]
