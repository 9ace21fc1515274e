import copy
import json

import nbformat
import pytest
from dummy_course import HIDDEN, cell, source_notebook
from nbformat.v4 import new_code_cell, new_output

from autograder.grading import outputs
from autograder.grading.outputs import (
    LARGEST_PICTURE,
    LONGEST_TEXT,
    LONGEST_TRACEBACK,
    MOST_KINDS,
    MOST_LINES,
    MOST_OUTPUTS,
    from_jail,
    limited,
)
from autograder.grading.words import CUT, LEFT_OUT, MALFORMED, MORE_OUTPUTS, NOT_SHOWN
from autograder.host.hidden_tests import HideTests
from autograder.host.words import WITHHELD


def error(name, value, *lines):
    return new_output("error", ename=name, evalue=value, traceback=list(lines))


def hide(nb):
    HideTests().preprocess(nb, {"nbgrader": {}})
    return nb


# ---- what a jail sends ----


def sent(*found):
    return from_jail(json.dumps(found))


def test_outputs_of_a_notebook_arrive_as_they_are():
    ordinary = [
        outputs.stream("a\nb"),
        outputs.stream("oh", "stderr"),
        outputs.error("ValueError", "why", ["line", "ValueError: why"]),
        outputs.display({"text/html": "<b>1</b>", "text/plain": "1"}),
        outputs.display({"image/png": "AA", "text/plain": "1"}, {"image/png": {"width": 20}}),
    ]
    assert sent(*ordinary) == ordinary


def test_the_value_of_a_last_line_is_a_display_which_no_grade_is_read_from():
    value = {"output_type": "execute_result", "data": {"text/plain": "3"}, "execution_count": 1}
    assert sent(value) == [outputs.display({"text/plain": "3"})]


@pytest.mark.parametrize(
    "found",
    [
        None,
        1,
        "x",
        [],
        {},
        {"output_type": "update_display_data", "data": {}},
        {"output_type": "stream", "name": "stdin", "text": "x"},
        {"output_type": "stream", "name": "stdout", "text": ["x"]},
        {"output_type": "error", "ename": "E", "evalue": 1, "traceback": []},
        {"output_type": "error", "ename": "E", "evalue": "", "traceback": [1]},
        {"output_type": "error", "ename": "E", "evalue": "", "traceback": "x"},
        {"output_type": "display_data", "data": "x"},
    ],
)
def test_what_has_no_form_of_an_output_is_left_out_and_its_neighbour_stays(found):
    assert sent(found, outputs.stream("x")) == [outputs.stream("x")]


@pytest.mark.parametrize("text", ["", "{", "1", '"x"', "{}", "[" * 100_000, "[" + "9" * 5000 + "]"])
def test_a_text_that_is_no_list_is_said_to_be_none(text):
    assert from_jail(text) == [outputs.stream(MALFORMED, "stderr")]


def test_an_error_that_comes_of_what_grading_does_not_give_ends_in_advice():
    failed = outputs.error("PermissionError", "why", ["line", "PermissionError: why"])
    (told,) = sent(failed | {"refusal": "processes"})
    assert told["traceback"] == [
        "line",
        "PermissionError: why",
        "hint: grading starts no processes and no other programs: compute it in this",
        "    process. Threads are allowed, with concurrent.futures.ThreadPoolExecutor;",
        "    nothing of multiprocessing is.",
    ]
    assert set(told) == set(failed)


@pytest.mark.parametrize("code", ["", "no code", 1, None, ["memory"], {"memory": 1}])
def test_an_error_with_another_code_stays_as_it_is(code):
    failed = outputs.error("PermissionError", "why", ["line", "PermissionError: why"])
    assert sent(failed | {"refusal": code}) == [failed]


def test_of_a_display_the_texts_stay_and_without_one_it_says_so():
    both, alone = (
        {"output_type": "display_data", "data": data}
        for data in ({"text/plain": "x", "application/json": {"a": 1}}, {"application/json": {}})
    )
    assert sent(both, alone) == [
        outputs.display({"text/plain": "x"}),
        outputs.display({"text/plain": NOT_SHOWN}),
    ]


def test_a_text_in_the_place_of_a_widget_is_left_out():
    """Formgrader's page would break off at it."""
    widget = {outputs.WIDGET: "a text"}
    assert sent(outputs.display(widget | {"text/plain": "1"})) == [
        outputs.display({"text/plain": "1"})
    ]
    assert sent(outputs.display(widget)) == [outputs.display({"text/plain": NOT_SHOWN})]


def test_of_metadata_only_the_sizes_stay():
    attack = {"width": "1 onerror=alert(1)", "height": 20, "alt": '"><script>'}
    metadata = {"image/png": attack, "text/html": {"width": 5}, "filenames": "x", "width": 7}
    (output,) = sent(outputs.display({"image/png": "AA"}, metadata | {"a": {"b": 1}, "c": 2}))
    assert output["metadata"] == {"image/png": {"height": 20}, "width": 7}
    sizes = [1e9, float("inf"), float("nan"), "7", None, [7]]
    for wrong in ("x", *({"width": size, "image/png": {"height": size}} for size in sizes)):
        (output,) = sent({**outputs.display({"image/png": "AA"}), "metadata": wrong})
        assert not any(output["metadata"].get(name) for name in ("width", "image/png"))


def test_of_many_kinds_of_one_display_the_first_stay():
    data = {f"text/x-{number}": "x" for number in range(MOST_KINDS + 1)}
    (output,) = sent(outputs.display({"application/json": {}, **data}, {kind: {} for kind in data}))
    assert list(output["data"]) == list(output["metadata"]) == list(data)[:MOST_KINDS]


def test_half_a_character_is_no_obstacle_anywhere():
    half = "\ud800"
    found = sent(
        outputs.stream(half),
        outputs.error(half, half, [half]),
        outputs.display({half: half}, {half: {half: 1}, "x": {half: 2}}),
    )
    assert json.dumps(found, ensure_ascii=False).encode()


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
    printed, failed = limited([outputs.stream(text), outputs.error("E", text, [text, "end"])])
    assert printed["text"] == "x" * LONGEST_TEXT + CUT.format(more=7)
    assert failed["evalue"] == printed["text"]
    assert len("".join(failed["traceback"])) < LONGEST_TEXT + 50


def test_many_lines_are_cut_and_of_a_traceback_the_end_stays():
    text = "x\n" * (MOST_LINES + 3)
    lines = [f"line {i}" for i in range(LONGEST_TRACEBACK + 3)]
    printed, failed = limited([outputs.stream(text), outputs.error("E", "why", lines)])
    assert printed["text"] == "x\n" * MOST_LINES + CUT.format(more=6)
    assert failed["traceback"] == lines[3:]
    assert limited([outputs.stream("x\n" * MOST_LINES)]) == [outputs.stream("x\n" * MOST_LINES)]


def test_a_large_display_is_left_out_and_what_else_it_offers_stays():
    large = {"text/html": "x" * (LONGEST_TEXT + 1)}
    displays = [outputs.display(large), outputs.display(large | {"text/plain": "short"})]
    (alone, both) = limited(displays)
    assert alone["data"] == {"text/plain": LEFT_OUT.format(size=LONGEST_TEXT + 1)}
    assert both["data"] == {"text/plain": "short"}


def test_each_text_of_an_error_is_cut():
    long = "x" * (LONGEST_TEXT + 1)
    (output,) = limited([outputs.error(long, long)])
    for text in (output["ename"], output["evalue"], *output["traceback"]):
        assert len(text) < LONGEST_TEXT + 100


def test_a_picture_may_be_larger_than_a_text():
    kept, gone = limited(
        [
            outputs.display({"image/png": "A" * (LONGEST_TEXT + 1)}),
            outputs.display({"image/png": "A" * (LARGEST_PICTURE + 1)}),
        ]
    )
    assert "image/png" in kept["data"]
    assert "image/png" not in gone["data"]


def test_of_many_outputs_the_first_stay_and_an_error():
    many = [outputs.stream(str(i)) for i in range(MOST_OUTPUTS + 5)]
    left = limited([*many, outputs.error("E", "why")])
    assert left[:MOST_OUTPUTS] == many[:MOST_OUTPUTS]
    assert left[MOST_OUTPUTS:] == [
        outputs.stream(MORE_OUTPUTS.format(more=6)),
        outputs.error("E", "why"),
    ]


def test_of_a_flood_of_errors_the_last_stays():
    flood = [outputs.error("E", str(i)) for i in range(MOST_OUTPUTS + 5)]
    assert limited(flood) == [
        *flood[:MOST_OUTPUTS],
        outputs.stream(MORE_OUTPUTS.format(more=5)),
        flood[-1],
    ]


def test_an_ordinary_output_stays_as_it_is():
    ordinary = [
        outputs.stream("a\nb"),
        outputs.display({"text/html": "<b>1</b>", "text/plain": "1"}),
        outputs.error("ValueError", "why", ["line", "ValueError: why"]),
    ]
    assert limited(copy.deepcopy(ordinary)) == ordinary


def test_an_error_of_our_own_has_a_traceback_of_one_line():
    assert outputs.error("E", "why")["traceback"] == ["E: why"]
    assert outputs.error("E", "")["traceback"] == ["E"]
