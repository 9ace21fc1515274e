"""What an author is told of a test by its text, whether it can stand outside or not."""

import pytest
from small_exam import exam_of, graded, preamble, solution

from autograder.grading.standing import (
    ASYNC,
    GENERATOR,
    IMPORTED,
    INPUT,
    LATE,
    NO_CREDIT,
    RUN,
    SPLIT,
    notes_on,
    why_not_outside,
)

SETUP = "def grade_all(function):\n    return sum(function(n) == 2 * n for n in range(4))"
LATER = "doubled = double(4)"


def told_of(test):
    cells = solution("def double(x):\n    ..."), preamble(LATER, "later"), graded("test", test)
    exam = exam_of(preamble(SETUP), *cells)
    return notes_on(exam, exam.marked["test"])


@pytest.mark.parametrize(
    "last", ["grade_all(double)", "max(0, 2 - abs(double(2) - 4))", "got = double(2)\ngot"]
)
def test_a_last_line_that_the_students_code_may_have_made_is_told_to_be_no_credit(last):
    assert told_of(last) == [NO_CREDIT]


@pytest.mark.parametrize(
    "last",
    [
        "sum(double(n) == 2 * n for n in range(4))",
        "double(2)",
        "np.testing.assert_equal(double(2))",
    ],
)
def test_nothing_is_told_of_a_score_and_of_what_gives_nothing(last):
    assert told_of(last) == []


def test_a_value_that_a_locked_cell_computes_in_the_jail_is_told():
    assert told_of("assert doubled == 8") == [LATE.format(names="doubled")]
    assert told_of("assert double(4) == 8") == []


@pytest.mark.parametrize(("setup", "told"), [("", ["re"]), ("import re", [])])
def test_a_module_that_a_solution_alone_imports_is_told(setup, told):
    answer = "import re\ndef double(x):\n    return re.sub('a', 'aa', x)"
    test = graded("test", "assert re.fullmatch('a+', double('a'))")
    exam = exam_of(preamble(setup), solution("def double(x):\n    ...", binds="re"), test)
    assert why_not_outside(exam, test, [answer]) == [IMPORTED.format(name=name) for name in told]


@pytest.mark.parametrize(
    ("setup", "told"),
    [
        ("rows = []\nrows.append(double(2))", [SPLIT.format(names="rows")]),
        ("rows = [2]\nkept = double(2)", []),
        ("rows = 2\nkept = double(rows)", []),
    ],
)
def test_what_a_locked_cell_makes_outside_and_changes_in_the_jail_is_told(setup, told):
    test = graded("test", "assert rows and double(1) == 2")
    exam = exam_of(solution("def double(x):\n    ..."), preamble(setup, "late"), test)
    assert notes_on(exam, test) == told
    assert why_not_outside(exam, test, []) == told


@pytest.mark.parametrize(
    ("test", "told"),
    [
        ("assert eval(double('1')) == 11", ["eval"]),
        ("text = double('x')\nassert sympy.sympify(text) == 2", ["sympy.sympify"]),
        ("assert frame.query(double('a')).empty", ["frame.query"]),
        ("assert re.compile('a').match(double('a')) and eval('1')", []),
    ],
)
def test_what_may_run_a_text_of_the_students_is_told(test, told):
    assert told_of(test) == [RUN.format(names=name) for name in told]


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ("def double(x):\n    yield 2 * x", GENERATOR),
        ("async def double(x):\n    return 2 * x", ASYNC),
        ("def double(x):\n    return 2 * float(input())", INPUT),
        ("def double(x):\n    return sum(input(n) for n in x)", INPUT),
        ("def double(x):\n    def each():\n        yield x\n    return 2 * x", ""),
    ],
)
def test_a_function_that_has_no_place_outside_is_told_by_what_it_is(answer, told):
    test = graded("test", "assert double(1) == 2")
    exam = exam_of(solution("def double(x):\n    ..."), test)
    expected = [told.format(name="double")] if told else []
    assert why_not_outside(exam, test, [answer]) == expected
