"""The examiner: what each rule says of a submission, and what may not matter."""

import json
from dataclasses import replace

import nbformat
import pytest
from installs import need_linux
from patience import CUT_OFF, ENDLESS, PATIENCE
from public import public_cases
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

from autograder.checking.session import in_use
from autograder.course.check import COURSE, NOTEBOOK
from autograder.grading import advice, outputs, words
from autograder.grading.examiner import examine, refuse, setup_namespace
from autograder.grading.marking import Ended
from autograder.grading.session import Bounds
from autograder.grading.status import Status
from autograder.grading.submission import Unreadable
from autograder.grading.verdicts import as_record, why_ended
from autograder.key.misconceptions import graded_session

need_linux()

VALUES = graded("values", "assert double(21) == 42, 'doubling fails for 21'", points=3)
ZERO = graded("zero", "assert double(0) == 0", points=2)
EXAM = exam_of(preamble("base = 2"), solution(STUB), VALUES, ZERO)
SOFTMAX = exam_of(
    preamble("import numpy as np\nfrom autograder import check"),
    solution("def softmax(z):\n    raise NotImplementedError", "softmax"),
    graded(
        "softmax-values",
        "from autograder.key import examine\nexamine(softmax, 'values')",
        "check(softmax, 'values')",
    ),
)
RIGHT = "from scipy import special\ndef softmax(z):\n    return special.softmax(z)"
TWICE = RIGHT.replace("return", "return 2 *")
TRIPLE = "def double(x):\n    return 3 * x"


@pytest.fixture
def mark(warm):
    """Examine a notebook of these cells."""

    def mark(exam, *cells, files=None, seed=1, bounds=None):
        bounds = bounds or Bounds(PATIENCE, PATIENCE)
        checks = graded_session(seed)
        return examine(exam, handed_in(*cells), files or {}, warm, checks, bounds)

    return mark


def scores(examined):
    return {test.name: test.score for test in examined.tests}


def errors(examined):
    return {test.name: why_ended(as_record(test, COURSE)) for test in examined.tests}


def statuses(examined):
    return {test.status for test in examined.tests}


def put_out(examined, source):
    """The outputs of the one cell with this source."""
    (found,) = [each for each in examined.notebook["cells"] if each["source"] == source]
    return found["outputs"]


def shown_by(examined, name):
    """The outputs of a cell of the course."""
    (found,) = [
        each
        for each in examined.notebook["cells"]
        if each["metadata"].get("nbgrader", {}).get("grade_id") == name
    ]
    return found["outputs"]


FULL = {"values": 3.0, "zero": 2.0}
NONE = {"values": 0.0, "zero": 0.0}


# ---- points ----


def test_a_right_answer_has_all_points_and_its_tests_show_nothing(mark):
    examined = mark(EXAM, *as_released(EXAM, double=DOUBLE))
    assert scores(examined) == FULL
    assert errors(examined) == {"values": "", "zero": ""}
    assert statuses(examined) == {Status.RIGHT}
    assert [test.points for test in examined.tests] == [3.0, 2.0]
    assert shown_by(examined, "values") == shown_by(examined, "zero") == []


def test_a_wrong_answer_loses_the_points_of_the_test_that_says_so(mark):
    examined = mark(EXAM, *as_released(EXAM, double=TRIPLE))
    assert scores(examined) == {"values": 0.0, "zero": 2.0}
    assert errors(examined)["values"] == "AssertionError: doubling fails for 21"
    assert Status.WRONG in statuses(examined)
    assert shown_by(examined, "values") == [
        outputs.error("AssertionError", "doubling fails for 21")
    ]


def test_an_answer_left_as_released_has_none_and_says_why(mark):
    examined = mark(EXAM, *as_released(EXAM))
    assert scores(examined) == NONE
    assert set(errors(examined).values()) == {"NotImplementedError"}
    assert statuses(examined) == {Status.UNWRITTEN}


def test_a_name_that_nothing_defines_is_a_name_error(mark):
    examined = mark(EXAM, *as_released(EXAM, double="def doubel(x):\n    return 2 * x"))
    assert scores(examined) == NONE
    assert errors(examined)["values"] == "NameError: name 'double' is not defined"
    assert statuses(examined) == {Status.RAISED}
    assert {test.ended.advice for test in examined.tests} == {""}


def test_where_the_cell_of_a_missing_function_failed_the_advice_says_so(mark):
    examined = mark(EXAM, *as_released(EXAM, double="def double(x)\n    return 2 * x"))
    assert scores(examined) == NONE
    assert errors(examined)["values"] == "NameError: name 'double' is not defined"
    said = words.NO_SUCH_FUNCTION.format(name="double")
    assert {test.ended.advice for test in examined.tests} == {said}


@pytest.mark.parametrize(
    "ending",
    [
        *("'0.5'", "True", "double(0.5)", "[double(0.5)][0]", "None", "print(1)"),
        "import sys; print('loud', file=sys.stderr)",
    ],
)
def test_a_test_that_runs_to_its_end_has_all_its_points_whatever_it_shows(mark, ending):
    exam = exam_of(solution(STUB), graded("values", f"double(1)\n{ending}", points=4))
    assert scores(mark(exam, cell(DOUBLE, "double"))) == {"values": 4.0}


@pytest.mark.parametrize(
    ("ending", "score"), [("0.5", 0.5), ("0", 0.0), ("4.0", 4.0), ("np.float64(3)", 3.0)]
)
def test_a_number_in_which_a_test_ends_is_its_score(mark, ending, score):
    test = graded("values", f"import numpy as np\ndouble(1)\n{ending}", points=4)
    examined = mark(exam_of(solution(STUB), test), cell(DOUBLE, "double"))
    assert scores(examined) == {"values": score}
    assert statuses(examined) == {Status.RIGHT if score == 4 else Status.PARTIAL}
    assert errors(examined) == {"values": ""}


@pytest.mark.parametrize(("ending", "said"), [("-1", "-1"), ("float('nan')", "nan"), ("5", "5")])
def test_a_number_that_is_no_score_fails_its_test_and_says_so(mark, ending, said):
    exam = exam_of(solution(STUB), graded("values", f"double(1)\n{ending}", points=4))
    examined = mark(exam, cell(DOUBLE, "double"))
    assert scores(examined) == {"values": 0.0}
    assert errors(examined)["values"] == (
        f"ValueError: the test ends in {said}, which is no score from 0 to 4"
    )


def test_a_value_that_the_student_has_bound_reaches_a_test_and_no_other(mark):
    exam = exam_of(
        solution(STUB, binds="x alike"),
        graded(
            "values", "assert x == {'a': [1, 2.5]} and double(x['a'][0]) == 2 and alike(3) == 6"
        ),
        graded("again", "x = 1\nassert x == 1"),
    )
    examined = mark(exam, cell(DOUBLE + "\nx = {'a': [1, 2.5]}\nalike = double", "double"))
    assert scores(examined) == {"values": 1.0, "again": 1.0}
    examined = mark(exam, cell(DOUBLE + "\nx = {'a': [1, 2.6]}\nalike = double", "double"))
    assert scores(examined) == {"values": 0.0, "again": 1.0}


TOWNS = exam_of(
    solution("towns = ...", "towns", binds="towns"),
    graded("values", "assert len(towns) == 2"),
    preamble("towns = ['Braga', 'Faro']  # for those who have none", "from-here-on"),
    solution(STUB),
    graded("after", "assert double(len(towns)) == 4"),
)


@pytest.mark.parametrize(
    ("towns", "score"),
    [("towns = ['Faro', 'Lagos']", 1.0), ("", 0.0), ("towns = iter('ab')", 0.0), ("1 / 0", 0.0)],
)
def test_the_course_binds_a_name_again_only_where_it_says_so(mark, towns, score):
    examined = mark(TOWNS, *as_released(TOWNS, towns=towns, double=DOUBLE))
    assert scores(examined) == {"values": score, "after": 1.0}


def test_what_a_test_deletes_is_gone_for_the_students_code_until_it_is_put_back(mark):
    quadruple = "def quadruple(x):\n    return double(double(x))"
    exam = exam_of(
        solution(STUB + "\n" + quadruple),
        graded(
            "values",
            "saved = double\ndel double\ntry:\n    quadruple(1)\nexcept NameError:\n    pass\n"
            "else:\n    assert False, 'double is not called'\nassert saved(1) == 2\n"
            "double = saved\nassert quadruple(1) == 4",
        ),
    )
    assert scores(mark(exam, cell(f"{DOUBLE}\n{quadruple}", "double"))) == {"values": 1.0}
    alone = "def quadruple(x):\n    return 4 * x"
    examined = mark(exam, cell(f"{DOUBLE}\n{alone}", "double"))
    assert errors(examined)["values"] == "AssertionError: double is not called"


def test_a_function_that_is_to_change_its_argument_changes_that_of_the_test(mark):
    released = "def note(book, name):\n    ..."
    test = "book = {'a': {1}}\nkept = book['a']\nnote(book, 'b')\n"
    test += "assert book == {'a': {1, 2}, 'b': set()} and book['a'] is kept"
    exam = exam_of(solution(released, "note", changing="note"), graded("values", test))
    right = "def note(book, name):\n    book['a'].add(2)\n    book[name] = set()"
    assert scores(mark(exam, cell(right, "note"))) == {"values": 1.0}
    copying = "def note(book, name):\n    return book | {name: set()}"
    assert scores(mark(exam, cell(copying, "note"))) == {"values": 0.0}


def test_another_function_in_the_same_test_changes_nothing_of_the_tests(mark):
    released = "def note(book):\n    ...\ndef count(book):\n    ..."
    test = "book = [1, 2]\nassert count(book) == len(book)\nnote(book)\nassert book[-1] == 3"
    exam = exam_of(solution(released, "note", changing="note"), graded("values", test))
    note = "def note(book):\n    book.append(3)\ndef count(book):\n    "
    assert scores(mark(exam, cell(f"{note}return len(book)", "note"))) == {"values": 1.0}
    emptied = f"{note}book.clear()\n    return 0"
    assert scores(mark(exam, cell(emptied, "note"))) == {"values": 0.0}


HELPERS = """
def again(n):
    return twice(n) + more
def twice(n):
    return double(double(n))
"""


def test_a_helper_of_the_course_calls_a_students_function_and_meets_values(mark):
    test = graded("values", "assert again(1) == 5\nagain(0)", points=2)
    exam = exam_of(preamble(HELPERS), solution(STUB, binds="more"), test)
    assert scores(mark(exam, cell(f"{DOUBLE}\nmore = 1", "double"))) == {"values": 2}
    assert scores(mark(exam, cell("def double(n): return n\nmore = 1", "double"))) == {"values": 0}
    assert "again" in exam.students, "else the last line is a score that the student has made"


HEARD = """
import contextlib, io
said = io.StringIO()
with contextlib.redirect_stdout(said):
    print('a test', end=':')
    double(2)
double(4)
assert said.getvalue() == 'a test:2 is doubled\\n', said.getvalue()
"""


def test_a_test_that_takes_what_is_printed_takes_what_the_students_function_prints(mark):
    loud = "def double(x):\n    print(x, 'is doubled')\n    return 2 * x"
    exam = exam_of(solution(STUB), graded("values", HEARD), graded("after", "double(3)"))
    examined = mark(exam, cell(loud, "double"))
    assert scores(examined) == {"values": 1.0, "after": 1.0}
    assert shown_by(examined, "values") == shown_by(examined, "after") == []
    # Also where the test runs again, since a function changes its argument.
    changing = "def double(x):\n    print(x.pop(), 'is doubled')"
    again = HEARD.replace("double(2)", "double([2])").replace("double(4)", "")
    exam = exam_of(solution(STUB), graded("values", again))
    assert scores(mark(exam, cell(changing, "double"))) == {"values": 1.0}


def inside(name, source):
    return replace(graded(name, source), inside=True)


def test_a_test_that_is_marked_runs_where_the_students_code_is(mark):
    exam = exam_of(
        solution(STUB),
        inside("values", "double, kept = lambda x: 0, double\nassert kept(2) == 4\ndouble = kept"),
        inside("wrong", "assert double(2) == 5, 'no'"),
        graded("after", "assert double(2) == 4"),
    )
    examined = mark(exam, cell(DOUBLE, "double"))
    assert scores(examined) == {"values": 1.0, "wrong": 0.0, "after": 1.0}
    assert [(t.name, t.status) for t in examined.tests] == [
        ("values", Status.RIGHT),
        ("wrong", Status.WRONG),
        ("after", Status.RIGHT),
    ]
    assert scores(mark(exam)) == {"values": 0.0, "wrong": 0.0, "after": 0.0}


def test_a_marked_test_meets_the_names_as_they_are_where_it_stands(mark):
    exam = exam_of(
        solution("x = ...", "first", binds="x"),
        inside("values", "assert x.real == 1"),
        inside("looked-up", "assert globals()['x'] == 1"),
        solution("x = ...", "second", binds="x"),
        inside("again", "assert x.real == 2"),
    )
    examined = mark(exam, *as_released(exam, first="x = 1", second="x = 2"))
    assert scores(examined) == {"values": 1.0, "looked-up": 1.0, "again": 1.0}


def test_programs_that_a_setup_cell_starts_are_left_out_and_the_rest_of_it_runs(mark):
    setup = preamble("!ls\n%pip install x\nfiles = !ls\n%time base = 2\nimport math\nthree = 3")
    exam = exam_of(setup, solution(STUB), graded("values", "assert double(three) == 6"))
    examined = mark(exam, cell("def double(x):\n    return base * x", "double"))
    assert scores(examined) == {"values": 1.0}


def test_what_a_test_prints_is_shown_before_its_error(mark):
    exam = exam_of(graded("values", "print('first')\nassert False, 'then'"))
    examined = mark(exam)
    assert shown_by(examined, "values") == [
        outputs.stream("first\n"),
        outputs.error("AssertionError", "then"),
    ]


def test_a_verdict_is_kept_and_its_report_is_shown(mark):
    right = mark(SOFTMAX, *as_released(SOFTMAX, softmax=RIGHT))
    wrong = mark(SOFTMAX, *as_released(SOFTMAX, softmax=TWICE))
    assert [verdict.hidden for verdict in right.tests[0].verdicts] == [False, True]
    assert all(verdict.right for verdict in right.tests[0].verdicts)
    (verdict,) = wrong.tests[0].verdicts
    assert (verdict.outcome, verdict.found.ratio) == ("value", pytest.approx(2))
    (report, error) = shown_by(wrong, "softmax-values")
    assert "<table" in report["data"]["text/html"]
    assert error["ename"] == "CheckFailed"
    assert wrong.tests[0].ended == Ended("CheckFailed", error["evalue"])
    assert wrong.tests[0].status == Status.WRONG


def test_tests_together_keep_no_more_memory_than_one_may_take(mark):
    """What a test leaves is there for the next, and was a student's to choose."""
    tests = [graded(f"t{n}", f"kept{n} = bytearray(double(1))\n1") for n in range(4)]
    answer = "def double(x):\n    return 900 * 2**20"
    examined = mark(exam_of(solution(STUB), *tests), cell(answer, "double"))
    assert [test.status for test in examined.tests][:1] == [Status.RIGHT]
    last = examined.tests[-1]
    assert (last.score, last.ended.name, last.ended.text) == (0, "MemoryError", words.NO_MEMORY)


# ---- which definition a test is about ----


def test_an_answer_counts_once_where_a_function_is_asked_for_anew(mark):
    again = solution(STUB, "again")
    exam = exam_of(solution(STUB), VALUES, again, ZERO)
    answer = as_released(exam, double=DOUBLE)
    assert scores(mark(exam, *answer)) == {"values": 3, "zero": 0}
    assert scores(mark(exam, *as_released(exam, double=DOUBLE, again=DOUBLE))) == FULL
    # Answered in a cell of the student's own, behind the one that was left.
    assert scores(mark(exam, *answer[:3], cell(DOUBLE), *answer[3:])) == FULL


def test_tests_at_the_top_are_judged_by_what_is_bound_in_the_end(mark):
    tests = [cell("", "values"), cell("", "zero")]
    assert scores(mark(EXAM, *tests, cell(TRIPLE), cell(DOUBLE, "double"))) == FULL
    assert scores(mark(EXAM, *tests, cell(DOUBLE, "double"), cell(TRIPLE)))["values"] == 0


def test_a_definition_after_the_test_does_not_change_it(mark):
    test = cell("", "values")
    for first, then, score in ((DOUBLE, TRIPLE, 3.0), (TRIPLE, DOUBLE, 0.0)):
        assert scores(mark(EXAM, cell(first, "double"), test, cell(then)))["values"] == score


def test_a_test_sees_the_values_that_the_function_uses_as_they_are_then(mark):
    answer = cell("def double(x):\n    return factor * x", "double")
    before, after = cell("factor = 2"), cell("factor = 3")
    values, zero = cell("", "values"), cell("", "zero")
    assert scores(mark(EXAM, before, answer, values, zero, after)) == FULL
    assert scores(mark(EXAM, before, after, answer, values, zero))["values"] == 0


@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_released_cell_is_run_only_where_nothing_else_defines_its_names(mark, place):
    cells = [cell(DOUBLE), cell("", "values")]
    cells.insert(place, cell(STUB, "double"))
    examined = mark(EXAM, *cells)
    assert scores(examined) == FULL
    (released,) = [each for each in examined.notebook["cells"] if each["source"] == STUB]
    assert released["execution_count"] is None


def test_of_two_functions_that_a_test_calls_both_are_waited_for(mark):
    exam = exam_of(
        solution(STUB),
        solution("def triple(x):\n    raise NotImplementedError", "triple"),
        graded("both", "assert double(3) == triple(2)"),
    )
    later = cell(TRIPLE.replace("double", "triple"))
    assert scores(mark(exam, cell(DOUBLE, "double"), cell("", "both"), later)) == {"both": 1}
    assert "NotImpl" in errors(mark(exam, cell(DOUBLE, "double"), cell("", "both")))["both"]


def test_what_is_no_function_is_an_error_of_its_test(mark):
    assert "not callable" in errors(mark(EXAM, cell("double = 2", "double")))["values"]
    assert scores(mark(EXAM, cell("class double(int):\n    pass", "double")))["zero"] == 0
    assert scores(mark(EXAM, cell("double = lambda x: 2 * x", "double"))) == FULL


# ---- what comes from the course ----


@pytest.mark.parametrize(
    "cells", [[], [cell("base = 3", "setup")], [cell("base = 2", "setup")] * 2]
)
def test_setup_is_the_courses_though_deleted_or_edited_or_copied(mark, cells):
    answer = cell("def double(x):\n    return base * x", "double")
    assert scores(mark(EXAM, answer, *cells)) == FULL


def test_setup_comes_before_the_first_cell_wherever_it_stands(mark):
    examined = mark(EXAM, cell("print(base)"), cell(DOUBLE, "double"), cell("", "setup"))
    assert put_out(examined, "print(base)") == [outputs.stream("2\n")]


def test_a_deleted_or_edited_test_is_run_as_the_course_has_it(mark):
    for cells in ([], [cell("pass", "values")], [cell("", "values", "markdown")]):
        examined = mark(EXAM, cell(TRIPLE, "double"), *cells)
        assert scores(examined) == {"values": 0.0, "zero": 2.0}


def test_names_that_a_student_binds_are_not_those_of_a_test(mark):
    exam = exam_of(
        preamble("import math\nbase = 2"),
        solution(STUB),
        graded("t", "assert base == 2 and math.pi and double(1) == base"),
    )
    scratch = cell("import builtins\nbase = 5\nmath = None\nbuiltins.len = None\nassert_ = 1")
    assert scores(mark(exam, scratch, cell(DOUBLE, "double"))) == {"t": 1}


def test_magics_for_plots_in_the_setup_work_as_in_a_notebook_and_bind_nothing_for_tests(mark):
    exam = exam_of(
        preamble(
            "import matplotlib.pyplot as plt\n"
            "%matplotlib inline\n"
            "%config InlineBackend.figure_formats = ['svg']\n"
            "text = '%matplotlib inline'\nbase = 2"
        ),
        solution(STUB),
        graded("values", "assert double(base) == 4 and len(text) == 18"),
    )
    plot = "plt.plot([1, 2])\nplt.show()"
    examined = mark(exam, *as_released(exam, double=DOUBLE), cell(plot))
    assert scores(examined) == {"values": 1}
    assert shown_by(examined, "setup") == []
    assert "image/svg+xml" in put_out(examined, plot)[-1]["data"]


def test_names_of_setup_are_new_for_each_submission_and_shared_by_its_tests_not_by_answers(mark):
    exam = exam_of(
        preamble("import numpy as np\nseen, table = [], np.ones(2)"),
        solution("def spoil(x):\n    raise NotImplementedError", "spoil"),
        graded("first", "seen.append(1)\nspoil(table)\nassert len(seen) == 1"),
        graded("second", "seen.append(1)\nassert len(seen) == 2 and table.sum() == 2"),
    )
    answer = cell("def spoil(x):\n    x *= 2", "spoil")
    for _ in range(2):
        assert scores(mark(exam, answer)) == {"first": 1, "second": 1}


@pytest.mark.parametrize(
    ("source", "test"),
    [
        ("seen = []\ndef add():\n    seen.append(1)\n    return seen", "len(add()) == 1"),
        ("seen = []\ndef add():\n    seen.append(1)", "add() is None and len(seen) == 1"),
        ("n = 0\ndef count():\n    global n\n    n += 1\n    return n", "count() == 1"),
        (
            "import numpy as np\nrng = np.random.default_rng(0)\n"
            "def draw():\n    return rng.normal()",
            "0.12 < draw() < 0.13",
        ),
        ("class Box:\n    n = 0", "setattr(Box, 'n', Box.n + 1) is None and Box.n == 1"),
    ],
)
def test_what_setup_has_defined_remembers_nothing_of_the_submission_before(mark, source, test):
    exam = exam_of(preamble(source), graded("t", f"assert {test}"))
    for _ in range(2):
        assert scores(mark(exam)) == {"t": 1}


def test_a_name_that_a_test_binds_is_there_for_the_next_one_as_in_a_notebook(mark):
    exam = exam_of(graded("first", "x = 1"), graded("second", "assert x == 1"))
    assert scores(mark(exam)) == {"first": 1, "second": 1}


def test_a_stub_is_gone_after_its_test(mark):
    exam = exam_of(
        solution(STUB), graded("t", "double(1)"), graded("u", "'double' in globals() and 1 / 0")
    )
    assert scores(mark(exam, cell(DOUBLE, "double"))) == {"t": 1, "u": 1}


@pytest.mark.parametrize(
    ("setups", "test"),
    [
        (["import math", "tau = 2 * math.pi"], "tau > 6"),
        (["def twice(x):\n    return 2 * x", "four = twice(2)"], "four == 4"),
        (["base = 1\nbase += 1"], "base == 2"),
        (["numbers = {}\nnumbers['a'] = 1"], "numbers['a'] == 1"),
        (["numbers = []\nnumbers.append(1)"], "numbers == [1]"),
        (["import numpy as np\nx = np.zeros(2)\nx[0] = 1"], "x[0] == 1"),
        (["with open('table.csv') as file:\n    table = file.read()"], "table == '1,2'"),
        (["try:\n    import nothing\nexcept ImportError:\n    nothing = None"], "nothing is None"),
        (["from math import *"], "pi > 3"),
    ],
)
def test_tests_find_what_setup_has_made_of_a_name(setups, test):
    cells = [preamble(source, f"setup-{i}") for i, source in enumerate(setups)]
    exam = exam_of(*cells, graded("t", f"assert {test}"), files={"table.csv": b"1,2"})
    assert eval(test, setup_namespace(exam))


def test_what_no_test_needs_of_setup_is_not_run_here():
    exam = exam_of(preamble("import nowhere\nx = nowhere.y\nz = 1"), graded("t", "assert z == 1"))
    assert setup_namespace(exam)["z"] == 1


def test_what_only_shows_something_is_not_run_and_a_changed_one_is(mark):
    show = "print('a picture')"
    exam = exam_of(shown(show), *EXAM.cells)
    examined = mark(exam, cell(show), cell(f"{show}  # mine"))
    assert put_out(examined, show) == []
    assert put_out(examined, f"{show}  # mine") == [outputs.stream("a picture\n")]


def test_files_of_the_course_and_of_the_student_are_there_and_the_courses_win(mark):
    exam = exam_of(solution(STUB), VALUES, files={"table.csv": b"2", "data/more.csv": b"3"})
    answer = (
        "from helper import one\n"
        "def double(x):\n    return x * (one * int(open('table.csv').read()))\n"
        "assert open('data/more.csv').read() == '3'"
    )
    files = {"helper.py": b"one = 1", "table.csv": b"999"}
    examined = mark(exam, cell(answer, "double"), files=files)
    assert scores(examined) == {"values": 3}
    assert put_out(examined, answer) == []


def test_a_students_file_with_the_name_of_a_folder_of_the_course_is_in_nobodys_way(mark):
    exam = exam_of(solution(STUB), VALUES, files={"data/more.csv": b"3"})
    answer = f"open('data/more.csv')\n{DOUBLE}"
    examined = mark(exam, cell(answer, "double"), files={"data": b"mine"})
    assert scores(examined) == {"values": 3}
    assert put_out(examined, answer) == []


# ---- what breaks ----

PROCESSES = {
    "a pool": ("from multiprocessing import Pool", "Pool(2).map(str, [z])"),
    "a fork": ("import os", "os.fork()"),
    "a program": ("import subprocess", "subprocess.run(['true'])"),
    "executors": (
        "from concurrent.futures import ProcessPoolExecutor",
        "list(ProcessPoolExecutor(2).map(str, [z]))",
    ),
}


@pytest.mark.parametrize(("imports", "call"), PROCESSES.values(), ids=PROCESSES)
def test_an_answer_that_starts_processes_is_told_that_grading_starts_none(mark, imports, call):
    answer = f"{imports}\ndef softmax(z):\n    return {call}"
    examined = mark(SOFTMAX, *as_released(SOFTMAX, softmax=answer))
    (test,) = examined.tests
    assert test.score == 0
    assert test.verdicts[-1].found.advice == advice.on("processes")
    shown, error = shown_by(examined, "softmax-values")
    report = " ".join(shown["data"]["text/plain"].split())
    assert f"hint: {advice.on('processes')}" in report
    assert error["ename"] == "CheckFailed"


def test_a_hidden_case_says_so_too_and_nothing_else_of_what_was_raised(mark):
    answer = (
        f"{RIGHT}\nright, count = softmax, 0\ndef softmax(z):\n    global count\n    count += 1"
    )
    # Right in the first of the hidden cases too, which come after the public ones.
    right = len(public_cases("softmax", "values")) + 3
    answer += f"\n    return right(z) if count <= {right} else open('secret' + str(z))"
    examined = mark(SOFTMAX, *as_released(SOFTMAX, softmax=answer))
    *_, verdict = examined.tests[0].verdicts
    assert (verdict.hidden, verdict.outcome) == (True, "raised")
    report = str(shown_by(examined, "softmax-values")[-2:])
    assert "grading has only the files that were handed in" in report
    assert "secret" not in report


def test_a_test_without_a_verdict_has_the_advice_on_its_error(mark):
    answers = {
        "processes": "import os\ndef double(x):\n    os.fork()",
        "missing file": "def double(x):\n    return open('/home/ana/table.csv')",
        "memory": "def double(x):\n    return [x] * 10**10",
    }
    for code, answer in answers.items():
        test, _ = mark(EXAM, *as_released(EXAM, double=answer)).tests
        assert test.ended.advice == advice.on(code)
    endless = f"def double(x):\n    {ENDLESS}"
    test, _ = mark(EXAM, *as_released(EXAM, double=endless), bounds=Bounds(1, 60)).tests
    assert (test.status, test.ended.advice) == (Status.TIMED_OUT, words.ENDLESS)
    test, _ = mark(EXAM, *as_released(EXAM, double="def double(x):\n    1 / 0")).tests
    assert (test.status, test.ended.advice) == (Status.RAISED, "")


BREAKING = {
    "dies": "import os; os._exit(1)",
    "crashes": "import ctypes; ctypes.string_at(0)",
    "hangs": f"\n        {ENDLESS}",
    "hangs on": (
        f"\n        while True:\n            try:\n                {ENDLESS}\n"
        "            except BaseException: pass"
    ),
    "floods": "\n        while True: print('x' * 2**20)",
    "fills": "\n        x = [x]\n        while True: x += x",
    "leaves": "raise SystemExit",
    "interrupts": "raise KeyboardInterrupt",
}


@pytest.mark.parametrize("breaking", BREAKING.values(), ids=BREAKING)
def test_a_call_that_breaks_costs_its_own_test_only(mark, breaking):
    last = graded("last", "assert double(4) == 8")
    exam = exam_of(solution(STUB), VALUES, ZERO, last)
    answer = f"def double(x):\n    if x == 0: {breaking}\n    return 2 * x"
    examined = mark(exam, *as_released(exam, double=answer), bounds=Bounds(CUT_OFF, PATIENCE))
    assert scores(examined) == {"values": 3, "zero": 0, "last": 1}
    assert errors(examined)["zero"]


@pytest.mark.parametrize("breaking", ["dies", "hangs on"])
def test_a_cell_that_breaks_costs_itself_only(mark, breaking):
    source = f"x = 1\nif x:{BREAKING[breaking].replace('        ', '    ')}"
    examined = mark(
        EXAM,
        cell("y = 2"),
        cell(source),
        cell("def double(x):\n    return y * x", "double"),
        bounds=Bounds(CUT_OFF, PATIENCE),
    )
    assert scores(examined) == FULL
    (error,) = put_out(examined, source)
    assert error["output_type"] == "error"


def test_no_test_takes_a_death_for_an_exception_that_it_asks_for(mark):
    asks = "try:\n    double(None)\nexcept Exception:\n    pass\nelse:\n    assert False"
    exam = exam_of(solution(STUB), graded("asks", asks), graded("next", "assert double(1) == 2"))
    raises = "def double(x):\n    if x is None: {}\n    return 2 * x"
    answers = {"raise ValueError": 1, "import os; os._exit(1)": 0, "pass": 1, "return 1": 0}
    for answer, score in answers.items():
        examined = mark(exam, cell(raises.format(answer), "double"))
        assert scores(examined) == {"asks": score, "next": 1}


def test_the_time_of_a_notebook_ends_in_points_for_what_was_tested_by_then(mark):
    exam = exam_of(solution(STUB), VALUES, plain(""), ZERO)
    cells = [cell(DOUBLE, "double"), cell("", "values"), cell(ENDLESS), cell("", "zero")]
    examined = mark(exam, *cells, bounds=Bounds(PATIENCE, CUT_OFF))
    assert scores(examined) == {"values": 3, "zero": 0}
    assert errors(examined)["zero"].startswith("NotebookTimeoutError: ")
    assert Status.OUT_OF_TIME in statuses(examined)


def test_the_session_of_a_submission_ends_with_its_test_though_it_breaks(mark):
    dies = "def softmax(z):\n    import os\n    os._exit(1)"
    assert scores(mark(SOFTMAX, cell(dies, "softmax"))) == {"softmax-values": 0}
    assert in_use(NOTEBOOK) is NOTEBOOK


def test_a_file_that_is_no_notebook_is_not_examined(warm):
    with pytest.raises(Unreadable):
        examine(EXAM, b"hello", {}, warm, graded_session(1), Bounds())


# ---- what may not matter ----

HARMLESS = {
    "prints": "import sys\nprint('x', file=sys.stderr)\nprint('y')",
    "logging": "import logging\nlogging.basicConfig()\nlogging.warning('x')",
    "warnings": "import warnings\nwarnings.warn('x')",
    "a failing cell": "1 / 0",
    "a syntax error": "def (",
    "input": "input('name?')",
    "exit": "exit()",
    "a magic": "%no_such_magic",
    "another magic": "%load_ext autoreload\n%autoreload 2",
    "a shell": "!pip install nothing",
    "a missing file": "open('nowhere.csv')",
    "a check": "from autograder import check, CheckFailed\ncheck(double)",
    "a picture": "import matplotlib.pyplot as plt\nplt.plot([1])",
}


@pytest.mark.parametrize("scratch", HARMLESS.values(), ids=HARMLESS)
def test_right_work_keeps_its_points_beside_a_cell_with(mark, scratch):
    cells = as_released(EXAM, double=DOUBLE)
    cells.insert(1, cell(scratch))
    assert scores(mark(EXAM, *cells, cell(scratch))) == FULL


def test_right_work_keeps_its_points_beside_endless_cells(mark):
    endless = cell(ENDLESS)
    cells = as_released(EXAM, double=DOUBLE)
    assert scores(mark(EXAM, endless, *cells, endless, bounds=Bounds(CUT_OFF, PATIENCE))) == FULL


@pytest.mark.parametrize(
    "answer",
    [
        "import warnings\ndef double(x):\n    warnings.warn('x')\n    return 2 * x",
        "def double(x):\n    import sys\n    print(x, file=sys.stderr)\n    return 2 * x",
        "open('nowhere.csv')\ndef double(x):\n    return 2 * x",
        "%time\ndef double(x):\n    return 2 * x",
        "import functools\n@functools.cache\ndef double(x):\n    return 2 * x",
    ],
)
def test_right_work_keeps_its_points_with(mark, answer):
    assert scores(mark(EXAM, *as_released(EXAM, double=answer))) == FULL


def test_an_answer_in_two_cells_is_an_answer(mark):
    helper = cell("def helper(x):\n    return x + x")
    assert (
        scores(mark(EXAM, helper, cell("def double(x):\n    return helper(x)", "double"))) == FULL
    )


def test_nothing_of_a_cell_of_the_students_is_in_a_cell_that_is_graded(mark):
    loud = (
        "import sys, threading, time\n"
        "from IPython.display import display\n"
        "def shout():\n"
        "    while True:\n"
        "        print('LOUD', flush=True)\n"
        "        sys.__stdout__.write('LOUD')\n"
        "        time.sleep(0.001)\n"
        "threading.Thread(target=shout, daemon=True).start()\n"
        "sys.displayhook = lambda value: print('LOUD')\n"
        "def double(x):\n"
        "    print('LOUD')\n"
        "    print('LOUD', file=sys.stderr)\n"
        "    display('LOUD')\n"
        "    sys.displayhook('LOUD')\n"
        "    return 2 * x\n"
    )
    examined = mark(EXAM, cell(loud, "double"), cell("", "values"), cell("display('LOUD')"))
    assert scores(examined) == FULL
    assert shown_by(examined, "values") == shown_by(examined, "zero") == []


def test_outputs_that_were_handed_in_are_gone(mark):
    forged = {"outputs": [outputs.stream("forged")], "execution_count": 7}
    cells = [{**each, **forged} for each in as_released(EXAM, double=TRIPLE)]
    assert "forged" not in json.dumps(mark(EXAM, *cells).notebook)


# ---- the notebook ----


def test_the_notebook_is_valid_and_its_marks_are_those_of_the_course(mark):
    picture = {"a.png": {"image/png": "AAAA"}}
    exam = exam_of(prose("# Title"), *EXAM.cells, written())
    examined = mark(
        exam,
        {
            **cell("import os", "setup"),
            "metadata": {"tags": ["x"], "nbgrader": {"grade_id": "setup", "points": 9}},
        },
        cell("![x](attachment:a.png)", "written", "markdown", attachments=picture),
        cell("1 / 0"),
        cell("'a value'"),
        cell("text", kind="raw"),
        cell("import matplotlib.pyplot as plt\nplt.plot([1])"),
    )
    nb = nbformat.reads(json.dumps(examined.notebook), as_version=4)
    nbformat.validate(nb)
    found = {each.metadata.nbgrader.grade_id: each for each in nb.cells if each.metadata}
    assert set(found) == set(exam.marked)
    for name, each in found.items():
        assert each.metadata == {"nbgrader": exam.marked[name].mark}
    assert found["written"].attachments == picture
    counts = [each.execution_count for each in nb.cells if each.cell_type == "code"]
    assert counts == [*range(1, len(counts) + 1)]


def test_a_refusal_says_why_at_every_test_and_at_the_top():
    exam = exam_of(*EXAM.cells, written())
    examined = refuse(exam, "there is no notebook")
    assert scores(examined) == NONE
    assert set(errors(examined).values()) == {"there is no notebook"}
    assert statuses(examined) == {Status.REFUSED}
    assert "there is no notebook" in examined.notebook["cells"][0]["source"]
    assert shown_by(examined, "values") == [outputs.error("NotGraded", "there is no notebook")]
    assert shown_by(examined, "double") == []
    nbformat.validate(nbformat.reads(json.dumps(examined.notebook), as_version=4))


# ---- the seed ----


def found(examined):
    return [verdict.found for test in examined.tests for verdict in test.verdicts]


def test_the_same_seed_gives_the_same_and_another_seed_other_cases(mark):
    exam = exam_of(
        SOFTMAX.cells[1],
        graded("t", "from autograder.key import examine\nexamine(softmax, 'values')"),
    )
    cells = as_released(exam, softmax=TWICE)
    first, again, other = (mark(exam, *cells, seed=seed) for seed in (1, 1, 2))
    assert found(first) == found(again)
    assert json.dumps(first.notebook) == json.dumps(again.notebook)
    assert found(first)[0].expected != found(other)[0].expected


def test_the_jail_knows_of_hidden_cases_when_it_is_called_and_not_before(mark):
    """An answer that is right for whatever was called before the hidden test is not enough."""
    hoards = (
        "from scipy import special\nseen = set()\n"
        "def softmax(z):\n"
        "    seen.add(z.tobytes())\n"
        "    return special.softmax(z) if len(seen) <= 20 else 0 * z\n"
    )
    examined = mark(
        SOFTMAX, cell(hoards, "softmax"), cell("", "softmax-values"), cell("print(len(seen))")
    )
    assert [verdict.right for verdict in examined.tests[0].verdicts] == [True, False]


def test_two_examinations_of_a_noisy_notebook_are_the_same_byte_by_byte(mark):
    cells = as_released(EXAM, double=f"{DOUBLE}\n1 / 0")
    cells += [
        cell("x = {'b', 'a'}\nsorted(x)"),
        cell("import os\nos._exit(0)"),
        cell("raise KeyError"),
    ]
    first, second = (json.dumps(mark(EXAM, *cells).notebook) for _ in range(2))
    assert first == second
