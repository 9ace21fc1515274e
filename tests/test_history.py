"""What a check says of a function that is not the one in the cell above, in a real kernel."""

import pytest
from found import WRONG_VALUE
from kernel import kernel

from autograder.checking.compare import Verdict
from autograder.checking.history import History
from autograder.course.check import COURSE

DOC = '    """Return the softmax."""\n'
WRONG = f"def softmax(z):\n{DOC}    return np.exp(z)"
RIGHT = f"def softmax(z):\n{DOC}    return special.softmax(z)"
BROKEN = f"def softmax(z):\n{DOC}    return np.exp(z"
RENAMED = RIGHT.replace("def softmax", "def my_softmax")

SYNTAX = (
    "note: the cell that you last ran with `def softmax` has a syntax error. This is the softmax "
    "of an earlier run."
)
OTHER = (
    "note: a later cell defines my_softmax with the docstring of softmax. If it is your answer, "
    "name it softmax."
)
AGAIN = (
    "note: this is the same softmax as in your last check. If you changed its cell, run that cell "
    "first."
)


READS = (
    "note: softmax reads z0, an array of your notebook and none of its arguments. Did you mean an "
    "argument?"
)


@pytest.fixture(scope="module")
def started():
    with kernel() as running:
        yield running


@pytest.fixture
def noted(started):
    """Run some cells in a kernel that has run none; return the note of the last, "" for none."""

    def noted(*cells):
        started.restart()
        for cell in cells:
            found = started(cell)
        report = next(each.text for each in found if each.kind == "display_data")
        rows = [line.strip() for line in report.splitlines()]
        start = next((i for i, line in enumerate(rows) if line.startswith("note: ")), len(rows))
        end = next(i for i, line in enumerate(rows) if line.startswith("progress: "))
        return " ".join(rows[start:end])

    return noted


@pytest.mark.parametrize("earlier", [WRONG, RIGHT])
def test_after_a_syntax_error_the_function_is_said_to_be_of_an_earlier_run(noted, earlier):
    assert noted(earlier, BROKEN, "check(softmax)") == SYNTAX
    assert noted(earlier, BROKEN, RIGHT, "check(softmax)") == ""


def test_an_array_of_the_notebook_in_place_of_an_argument_is_named(noted):
    data = "z0 = np.array([1.0, 2.0, 4.0])"
    reads = WRONG.replace("np.exp(z)", "special.softmax(z0)")
    assert noted(data, reads, "check(softmax)") == READS
    assert noted(data, WRONG, "check(softmax)") == ""
    assert noted("z = np.ones(3)", WRONG, "check(softmax)") == ""
    right = RIGHT.replace("special.softmax(z)", "special.softmax(z) * ones")
    assert noted("ones = np.ones(1)", right, "check(softmax)") == ""


def test_a_cell_with_a_wrong_indentation_is_a_syntax_error_too(noted):
    assert noted(WRONG, "def softmax(z):\nreturn z", "check(softmax)") == SYNTAX


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        ([WRONG, "def other(z):\n    return (", "check(softmax)"], "another function is broken"),
        ([WRONG, "def softmax_jacobian(z):\n    return (", "check(softmax)"], "a longer name"),
        ([BROKEN, WRONG, "check(softmax)"], "the broken cell was run before"),
        ([BROKEN, "softmax = lambda z: z", "check(softmax)"], "a lambda was bound since"),
        ([WRONG, BROKEN, "from scipy.special import softmax", "check(softmax)"], "an import"),
        (
            [
                "import functools",
                WRONG,
                BROKEN,
                "softmax = functools.wraps(softmax)(lambda z: z)",
                "check(softmax)",
            ],
            "wrapped since",
        ),
        (
            [f"@np.vectorize\n{WRONG}", BROKEN, "softmax.__name__ = 'softmax'\ncheck(softmax)"],
            "decorated, so whoever made it is unknown",
        ),
        ([f"{WRONG}\ncheck(softmax)"], "defined and checked in one cell"),
        ([f"%matplotlib inline\n{WRONG}", "check(softmax)"], "a magic is no syntax error"),
        ([f"import asyncio\nawait asyncio.sleep(0)\n{WRONG}", "check(softmax)"], "nor is await"),
        (
            ["source = 'def softmax(z):\\n    return z'\nexec(source)", BROKEN, "check(softmax)"],
            "made by exec",
        ),
    ],
)
def test_where_it_is_not_sure_nothing_is_said(noted, cells, why):
    assert noted(*cells) == "", why


def test_a_function_of_a_file_is_of_no_cell(noted, tmp_path):
    file = tmp_path / "mine.py"
    file.write_text("def softmax(z):\n    return 1 / 0\n")
    assert noted(BROKEN, f"%run {file.as_posix()}", "check(softmax)") == ""


def test_a_function_that_was_renamed_is_found_by_its_docstring(noted):
    assert noted(WRONG, RENAMED, "check(softmax)") == OTHER


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        ([RENAMED, WRONG, "check(softmax)"], "an older copy"),
        ([WRONG, RENAMED, WRONG, "check(softmax)"], "the answer was run again"),
        ([RIGHT, RENAMED, "check(softmax)"], "what is right is not in doubt"),
        ([WRONG.replace(DOC, ""), RENAMED.replace(DOC, ""), "check(softmax)"], "no docstring"),
        ([WRONG, RENAMED.replace("softmax.", "other."), "check(softmax)"], "another docstring"),
        ([WRONG, "my_softmax = softmax", "check(softmax)"], "another name of the same"),
    ],
)
def test_a_copy_is_not_taken_for_a_renamed_function(noted, cells, why):
    assert noted(*cells) == "", why


def test_the_same_function_that_failed_is_noted_and_a_new_one_is_not(noted):
    assert noted(WRONG, "check(softmax)", "check(softmax)") == AGAIN
    assert noted(WRONG, "check(softmax)", WRONG, "check(softmax)") == ""
    assert noted(WRONG, "check(softmax)", "check(softmax, 'values')") == ""
    assert noted(RIGHT, "check(softmax)", "check(softmax)") == ""


def test_one_that_is_right_now_since_a_helper_changed_has_no_note(noted):
    wrong, right = ("def helper(z):\n    return " + each for each in ("z", "special.softmax(z)"))
    through = WRONG.replace("np.exp(z)", "helper(z)")
    assert noted(wrong, through, "check(softmax)", right, "check(softmax)") == ""


def test_in_plain_python_nothing_is_said(fresh_kernel):
    def softmax(z):
        return z

    verdict, history = Verdict("softmax", None, False, WRONG_VALUE), History(COURSE)
    assert history.note(softmax, verdict, {}) == ""
    assert history.note(softmax, verdict, {}) == ""
