import copy

import nbformat
import pytest
from dummy_course import HIDDEN, cell, source_notebook
from nbformat.v4 import new_code_cell, new_output

from autograder.examination.outputs import (
    CUT,
    LARGEST_PICTURE,
    LONGEST_TEXT,
    MOST_OUTPUTS,
    TOO_LARGE,
    TOO_MANY,
    WITHHELD,
    HideTests,
    LimitOutputs,
)


def error(name, value, *lines):
    return new_output("error", ename=name, evalue=value, traceback=list(lines))


def hide(nb):
    HideTests().preprocess(nb, {})
    return nb


def limit(*outputs):
    """What is left of these outputs of one cell."""
    before = new_code_cell("1", outputs=copy.deepcopy(list(outputs)))
    return LimitOutputs().preprocess_cell(before, {}, 0)[0].outputs


# ---- hidden tests ----


def test_hidden_lines_leave_the_test_cells_and_visible_ones_stay():
    nb = hide(source_notebook())
    assert cell(nb, "double-values").source == "assert double(2) == 4"


def test_an_error_of_a_test_is_shown_by_name_and_message():
    nb = source_notebook()
    outputs = [error("AssertionError", "doubling fails for 21", f"----> 3 {HIDDEN}", "more")]
    cell(nb, "double-values").outputs = outputs
    (output,) = cell(hide(nb), "double-values").outputs
    assert output.traceback == ["AssertionError: doubling fails for 21"]


def test_an_error_without_a_message_is_its_name():
    nb = source_notebook()
    cell(nb, "double-values").outputs = [error("AssertionError", "", f"----> 3 {HIDDEN}")]
    assert cell(hide(nb), "double-values").outputs[0].traceback == ["AssertionError"]


def test_a_traceback_elsewhere_that_quotes_a_hidden_line_is_reduced():
    nb = source_notebook()
    coloured = HIDDEN.replace("double", "\x1b[32mdouble\x1b[39m")
    nb.cells.append(new_code_cell("raise sys.last_value"))
    nb.cells[-1].outputs = [error("NameError", "name 'q' is not defined", "Cell", coloured)]
    (output,) = hide(nb).cells[-1].outputs
    assert output.traceback == ["NameError: name 'q' is not defined"]


def test_a_traceback_of_the_students_own_cell_stays():
    nb = source_notebook()
    lines = ["Traceback", "----> 1 1 / 0", "ZeroDivisionError: division by zero"]
    nb.cells.append(new_code_cell("1 / 0"))
    nb.cells[-1].outputs = [error("ZeroDivisionError", "division by zero", *lines)]
    assert hide(nb).cells[-1].outputs[0].traceback == lines


@pytest.mark.parametrize(
    "output",
    [
        new_output("stream", text=f"x\n{HIDDEN}\n"),
        new_output("execute_result", data={"text/plain": repr(f"a\n{HIDDEN}\nb")}),
        new_output("display_data", data={"text/html": f"<b>{HIDDEN}</b>".replace("'", "&#39;")}),
        error("ValueError", HIDDEN),
    ],
)
def test_an_output_that_quotes_a_hidden_line_is_withheld(output):
    nb = source_notebook()
    cell(nb, "double-values").outputs = [copy.deepcopy(output)]
    cell(nb, "double").outputs = [copy.deepcopy(output)]
    text = nbformat.writes(hide(nb))
    assert "double(21)" not in text
    assert text.count(WITHHELD) >= 2


def test_an_output_beside_a_hidden_line_stays():
    nb = source_notebook()
    outputs = [
        new_output("stream", text="double(2) == 4"),
        new_output("display_data", data={"text/html": "<b>a report</b>"}),
    ]
    cell(nb, "double-values").outputs = copy.deepcopy(outputs)
    assert cell(hide(nb), "double-values").outputs == outputs


def test_a_students_own_marker_is_only_text():
    nb = source_notebook()
    nb.cells.append(new_code_cell("### BEGIN HIDDEN TESTS\n1"))
    cell(nb, "written").source = "### BEGIN HIDDEN TESTS"
    hide(nb)
    assert nb.cells[-1].source == "### BEGIN HIDDEN TESTS\n1"


# ---- size ----


def test_a_long_text_is_cut_and_says_by_how_much():
    text = "x" * (LONGEST_TEXT + 7)
    (printed, failed) = limit(new_output("stream", text=text), error("E", text, text, "end"))
    assert printed.text == "x" * LONGEST_TEXT + CUT.format(more=7)
    assert failed.evalue == printed.text
    assert len("".join(failed.traceback)) < LONGEST_TEXT + 50


def test_a_large_display_is_left_out_and_what_else_it_offers_stays():
    large = {"text/html": "x" * (LONGEST_TEXT + 1)}
    (alone, both) = limit(
        new_output("display_data", data=large),
        new_output("execute_result", data=large | {"text/plain": "short"}),
    )
    assert alone.data == {"text/plain": TOO_LARGE.format(size=LONGEST_TEXT + 1)}
    assert both.data == {"text/plain": "short"}


def test_a_picture_may_be_larger_than_a_text():
    (kept, gone) = limit(
        new_output("display_data", data={"image/png": "A" * (LONGEST_TEXT + 1)}),
        new_output("display_data", data={"image/png": "A" * (LARGEST_PICTURE + 1)}),
    )
    assert "image/png" in kept.data
    assert "image/png" not in gone.data


def test_of_many_outputs_the_first_stay_and_an_error():
    many = [new_output("stream", text=str(i)) for i in range(MOST_OUTPUTS + 5)]
    left = limit(*many, error("E", "why"))
    assert [output.text for output in left[:MOST_OUTPUTS]] == [o.text for o in many[:MOST_OUTPUTS]]
    assert left[MOST_OUTPUTS].text == TOO_MANY.format(more=6)
    assert left[-1].evalue == "why"


def test_of_metadata_only_the_numbers_stay():
    attack = {"width": "1 onerror=alert(1)", "height": 20, "alt": '"><script>'}
    metadata = {"image/png": attack, "text/html": {"isolated": "yes"}, "filenames": "x"}
    (output,) = limit(new_output("display_data", data={"image/png": "AA"}, metadata=metadata))
    assert output.metadata == {"image/png": {"height": 20}, "text/html": {}}


def test_an_ordinary_output_stays_as_it_is():
    outputs = [
        new_output("stream", text="a\nb"),
        new_output("display_data", data={"text/html": "<b>1</b>", "text/plain": "1"}),
        error("ValueError", "why", "line", "ValueError: why"),
    ]
    assert limit(*outputs) == outputs
