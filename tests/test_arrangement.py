"""A submission is laid out as the exam has it."""

import pytest
from small_exam import (
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

from autograder.grading.arrangement import arrange
from autograder.grading.notebook import read_notebook

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
    own = [(step.action, step.source) for step in steps if step.cell is None]
    assert own == [("run", "double(0)")]


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


def test_what_is_written_into_a_cell_of_the_course_stays_beside_it_and_is_not_run():
    remark = "# Doubling is linear: twice a sum is the sum of the doubles."
    changed = {"setup": f"import os\n{remark}", "values": f"double(2)\n{remark}", "locked": "a lie"}
    steps = laid_out(*as_released(EXAM, **changed))
    for name, text in changed.items():
        place = steps.index(step_of(steps, name))
        beside = steps[place + 1]
        assert (beside.action, beside.source, beside.cell) == ("rest", text, None)


def test_text_in_place_of_code_stays_beside_it():
    text = "Doubling is linear."
    steps = laid_out(
        *(c for c in as_released(EXAM) if c["source"] != STUB), cell(text, "double", "raw")
    )
    own = [(step.action, step.kind) for step in steps if step.cell is None and step.source == text]
    assert own == [("rest", "raw")]


# ---- cells that have lost their names ----


def nameless(**answers):
    return [c | {"metadata": {}} for c in as_released(EXAM, **answers)]


def test_without_names_every_cell_of_the_course_is_known_by_its_text():
    assert laid_out(*nameless()) == laid_out(*as_released(EXAM))


def test_without_a_name_an_answer_is_known_by_the_function_that_it_defines():
    assert laid_out(*nameless(double=DOUBLE)) == laid_out(*as_released(EXAM, double=DOUBLE))


def test_of_two_such_cells_the_last_is_the_answer_and_the_other_an_ordinary_one():
    other = "def double(x):\n    return 0"
    steps = laid_out(*(c for c in nameless() if c["source"] != STUB), cell(other), cell(DOUBLE))
    assert step_of(steps, "double").source == DOUBLE
    assert [step.action for step in steps if step.source == other] == ["run"]


def test_a_cell_with_a_name_is_preferred_to_one_that_is_like_it():
    steps = laid_out(cell("import math"), *as_released(EXAM, double=DOUBLE), cell(DOUBLE))
    assert [step.cell is None for step in steps if step.source == "import math"] == [True, False]
    assert [step.cell is None for step in steps if step.source == DOUBLE] == [False, True]


def test_a_call_or_a_method_is_no_function_of_a_cell():
    steps = laid_out(cell("class A:\n    def double(self):\n        pass"), cell("double(1)"))
    assert step_of(steps, "double").source == STUB


def test_a_question_that_is_gone_is_put_back_after_the_text_that_it_follows():
    exam = exam_of(solution(STUB), prose("Why?"), written("Here."), prose("The end."))
    kept = [c for c in as_released(exam, double=DOUBLE) if c["source"] != "Here."]
    steps = arrange(exam, read_notebook(handed_in(*kept)))
    assert [step.source for step in steps] == [DOUBLE, "Why?", "Here.", "The end."]
