"""Where a student has answered is known, and no answer is taken for none."""

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
    prose,
    solution,
    written,
)

from autograder.grading import outputs
from autograder.grading.answers import Answer, answers
from autograder.grading.arrangement import arrange
from autograder.grading.notebook import read_notebook

STUB_TEXT = "*Replace this line with your answer.*"
EXAM = exam_of(
    prose("# Doubling"),
    solution(STUB),
    graded("values", "assert double(2) == 4"),
    prose("Is doubling linear? Say why."),
    written(STUB_TEXT),
    prose("## What you know now"),
)
RELEASED = as_released(EXAM)
TEXT = "Yes: twice a sum is the sum of the doubles."


def known(*cells, errors=None):
    steps = arrange(EXAM, read_notebook(handed_in(*cells)))
    shown = {
        place: [outputs.error(errors[step.source], "")]
        for place, step in enumerate(steps)
        if step.source in (errors or {})
    }
    return answers(EXAM, steps, shown)


def stands(*cells, **more):
    return known(*cells, **more)["written"]


def without(*names):
    """The released cells without those of some names or texts."""
    return [
        c
        for c in RELEASED
        if c["metadata"].get("nbgrader", {}).get("grade_id", c["source"]) not in names
    ]


def changed(text, new):
    return [c | {"source": new} if c["source"] == text else c for c in RELEASED]


def own(text, kind="markdown"):
    return cell(text, kind=kind)


def test_an_answer_in_its_cell_is_written_and_one_left_as_released_is_blank():
    assert stands(*as_released(EXAM, written=TEXT)) == Answer.WRITTEN
    assert stands(*RELEASED) == Answer.BLANK


@pytest.mark.parametrize(
    "text",
    [
        *("", " \n\t", "\u200b\u00a0", f"{STUB_TEXT}\n\n", f"\r\n{STUB_TEXT} "),
        *("&nbsp;", "<br>\n<br/>", "\u2800\u3164\u115f\u034f"),
    ],
)
def test_an_answer_without_a_character_that_shows_or_with_the_released_text_is_blank(text):
    assert stands(*as_released(EXAM, written=text)) == Answer.BLANK


@pytest.mark.parametrize("kind", ["markdown", "raw"])
def test_where_the_cell_is_gone_a_text_of_the_students_own_may_be_the_answer(kind):
    gone = without("written")
    assert stands(*gone) == Answer.BLANK
    assert stands(*gone[:4], own(TEXT, kind), *gone[4:]) == Answer.ELSEWHERE
    assert stands(own(TEXT, kind), *gone) == Answer.ELSEWHERE


def test_where_the_cell_is_untouched_or_emptied_a_text_beside_it_may_be_the_answer():
    assert stands(*RELEASED, own(TEXT)) == Answer.ELSEWHERE
    assert stands(*as_released(EXAM, written=""), own(TEXT)) == Answer.ELSEWHERE


def test_what_is_written_into_a_text_of_the_course_may_be_the_answer():
    question = "Is doubling linear? Say why."
    assert stands(*changed(question, f"{question}\n\n{TEXT}")) == Answer.ELSEWHERE


def test_what_is_written_into_a_locked_text_stays_and_may_be_the_answer():
    exam = exam_of(prose("Is it linear?", "question"), written(STUB_TEXT))
    cells = as_released(exam, question=f"Is it linear? {TEXT}")
    steps = arrange(exam, read_notebook(handed_in(*cells)))
    assert [(step.source, step.cell is None) for step in steps] == [
        ("Is it linear?", False),
        (f"Is it linear? {TEXT}", True),
        (STUB_TEXT, False),
    ]
    assert answers(exam, steps, {})["written"] == Answer.ELSEWHERE


def test_texts_of_the_course_are_no_answer_however_they_are_broken_into_lines():
    wide = [
        c | {"source": c["source"].replace(" ", " \n")} if c["cell_type"] == "markdown" else c
        for c in without("written")
    ]
    assert stands(*wide) == Answer.BLANK


def test_a_cell_without_a_character_that_shows_is_no_answer():
    assert stands(*RELEASED, own(" \n"), own("\u200b")) == Answer.BLANK


def test_without_any_metadata_the_answer_is_a_text_among_others():
    stripped = [c | {"metadata": {}} for c in as_released(EXAM, written=TEXT, double=DOUBLE)]
    assert known(*stripped) == {"double": Answer.WRITTEN, "written": Answer.ELSEWHERE}
    stripped = [c | {"metadata": {}} for c in RELEASED]
    assert known(*stripped) == {"double": Answer.BLANK, "written": Answer.BLANK}


@pytest.mark.parametrize(
    "source",
    [
        *(f"# {TEXT}", f"# Yes.\n\n  # {TEXT}", f'"""\n{TEXT}\n"""', f"'{TEXT}'"),
        *(
            f'r"""{TEXT}"""',
            f"f'{TEXT}'",
            f"# Here:\n'{TEXT}'",
            "# Yes, linear",
            "# 双倍是线性的因为",
        ),
        *(f"%%markdown\n{TEXT}", f"%%latex\n{TEXT}", f'Markdown("{TEXT}{TEXT}")'),
        *(f'answer = """{TEXT}{TEXT}"""', f"# {TEXT} {TEXT}\nx = 1", f"print('{TEXT} {TEXT}')"),
    ],
)
def test_prose_in_a_cell_for_code_may_be_the_answer(source):
    assert stands(*RELEASED, own(source, "code")) == Answer.ELSEWHERE


def test_a_cell_for_code_that_python_can_not_read_may_be_the_answer():
    prose_cell = own(TEXT, "code")
    assert stands(*RELEASED, prose_cell, errors={TEXT: "SyntaxError"}) == Answer.ELSEWHERE
    assert stands(*RELEASED, prose_cell, errors={TEXT: "NameError"}) == Answer.BLANK


@pytest.mark.parametrize(
    "source",
    ["double(3)", "# x", "x = 1  # one two three four", "'a'", "print('linear?', double(2))"],
)
def test_code_and_short_comments_are_no_answer(source):
    assert stands(*RELEASED, own(source, "code")) == Answer.BLANK


@pytest.mark.parametrize("text", ["#", "'", '"', "'\n", '"""', "\"'", "\n#", "&nbsp;<br ", '\\"'])
def test_a_cell_of_any_length_is_looked_through_in_no_time(text):
    assert stands(*RELEASED, own(text * 200_000 + "\nx", "code")) in Answer


def test_a_comment_of_the_course_in_a_cell_that_was_changed_is_no_answer():
    long = "# A copy, so that a function that changes its argument leaves this one as it is."
    exam = exam_of(*EXAM.cells, plain(f"{long}\ndouble(1)"))
    changed = [*as_released(exam)[:-1], cell(f"{long}\ndouble(2)")]
    steps = arrange(exam, read_notebook(handed_in(*changed)))
    assert answers(exam, steps, {})["written"] == Answer.BLANK


@pytest.mark.parametrize("kind", ["markdown", "raw"])
@pytest.mark.parametrize("name", ["double", "values"])
def test_an_answer_in_place_of_code_may_be_the_answer(name, kind):
    cells = [c for c in RELEASED if c["metadata"].get("nbgrader", {}).get("grade_id") != name]
    assert stands(*cells, cell(TEXT, name, kind)) == Answer.ELSEWHERE


def test_a_comment_in_a_test_may_be_the_answer():
    test = "assert double(2) == 4"
    assert stands(*as_released(EXAM, values=f"{test}\n# {TEXT} {TEXT}")) == Answer.ELSEWHERE
    assert stands(*as_released(EXAM, values="assert double(2) == 5")) == Answer.BLANK


def test_of_a_question_cell_that_was_split_a_half_with_text_is_the_answer():
    halves = [cell(TEXT, "written", "markdown"), cell("", "written", "markdown")]
    for cells in (halves, halves[::-1]):
        assert stands(*without("written"), *cells) == Answer.WRITTEN


def test_what_was_made_into_another_type_is_still_the_answer():
    assert stands(*without("written"), cell(TEXT, "written", "raw")) == Answer.WRITTEN
    assert stands(*without("written"), cell(TEXT, "written", "code")) == Answer.WRITTEN


def test_code_is_written_or_blank():
    assert known(*as_released(EXAM, double=DOUBLE))["double"] == Answer.WRITTEN
    assert known(*RELEASED, own(TEXT))["double"] == Answer.BLANK
