"""The list of answers that differentiate in place of deriving: what is on it, and what is not."""

import inspect
import os
from dataclasses import replace

import bs4
import nbformat
import pytest
from dummy_course import ROOT
from nbformat.v4 import new_code_cell, new_notebook

from autograder.checking import differences, hyperdual
from autograder.checking.exercise import PARTS
from autograder.classroom.demo import fill_in
from autograder.classroom.students import reference_answers, worked_steps
from autograder.course import definitions
from autograder.course.exercises import ASSIGNMENTS, EXERCISES
from autograder.grading.verdicts import SCHEMA
from autograder.host.marks import Mark, Paper
from autograder.key.gallery import gallery, reference_of
from autograder.report import differentiated, page, statements, ways
from autograder.report.records import Record
from autograder.report.tables import as_csv

NAME = "softmax_jacobian"


def record(path, assignment="01-softmax", handed_in=None):
    """All points of an assignment, for what stands in a notebook."""
    marks = [
        Mark(f"{exercise.name}-{part}", 5, 5)
        for exercise in ASSIGNMENTS[assignment]
        for part in PARTS
    ]
    verdicts = {"schema": SCHEMA, "digest": "", "reason": "", "tests": []}
    return Record(Paper("ana", assignment, "n-1", tuple(marks)), verdicts, path, handed_in)


@pytest.fixture
def write(tmp_path):
    """Writes a graded notebook: answers by name, cells of the student's own."""

    def written(answers, *own, assignment="01-softmax"):
        cells = [
            new_code_cell(source, metadata={"nbgrader": {"grade_id": name}})
            for name, source in answers.items()
        ]
        path = tmp_path / f"{assignment}.ipynb"
        nbformat.write(new_notebook(cells=[*map(new_code_cell, own), *cells]), path)
        return record(path, assignment)

    return written


def found_in(source, exercise=NAME):
    """The signs of a source in which an exercise is answered."""
    found = differentiated._signs(list(statements.statements(source)), [exercise])
    return [(sign, line) for _, sign, line in found]


def answer(body, name=NAME):
    return f"def {name}(z):\n    {body}\n"


# ---- what is a sign ----


@pytest.mark.parametrize(
    ("line", "sign"),
    [
        ("w = z + 1e-30j", ways.COMPLEX),
        ("return f(z).imag", ways.COMPLEX),
        ("return np.imag(f(z))", ways.COMPLEX),
        ("from numpy import imag as part", ways.COMPLEX),
        ("w = complex(0, 1)", ways.COMPLEX),
        ("w = np.complex128(z)", ways.COMPLEX),
        ("w = np.emath.sqrt(-1)", ways.COMPLEX),
        ("w = z + (-1) ** 0.5", ways.COMPLEX),
        ('w = z.astype("complex128")', ways.COMPLEX),
        ("import jax.numpy as jnp", ways.LIBRARY),
        ("from torch.autograd import functional", ways.LIBRARY),
        ("import sympy", ways.LIBRARY),
        ("from scipy.optimize import approx_fprime", ways.LIBRARY),
        ("return optimize.approx_fprime(z, f)", ways.LIBRARY),
        ("from scipy import differentiate", ways.LIBRARY),
        ("from scipy.differentiate import jacobian", ways.LIBRARY),
        ("return scipy.misc.derivative(f, z)", ways.LIBRARY),
        ("from scipy.misc import derivative", ways.LIBRARY),
        ("return np.gradient(z)", ways.LIBRARY),
        ("from numpy import gradient", ways.LIBRARY),
        ("return (f(z + 1e-6) - f(z - 1e-6)) / 2e-6", ways.DIFFERENCES),
        ("return (f(z + h) - f(z - h)) / (2 * h)", ways.DIFFERENCES),
        ("return (f(z + h) - f(z)) / 2 / h", ways.DIFFERENCES),
        ("from autograder.checking import differences", ways.COURSE),
        ("exec(text)", ways.HIDDEN),
        ("return eval('z' + 'z')", ways.HIDDEN),
        ("return __import__('ja' + 'x').grad(f)(z)", ways.HIDDEN),
        ("return getattr(np, 'grad' + 'ient')(z)", ways.HIDDEN),
        ("import importlib", ways.HIDDEN),
        ("return sys.modules[name].gradient(z)", ways.HIDDEN),
        ("locals()['f'] = z", ways.HIDDEN),
        ("return f.__globals__", ways.HIDDEN),
        ("import base64, zlib", ways.ENCODED),
        (f"text = '{'YWJj' * 60}'", ways.ENCODED),
        (f"text = b'{'YWJj' * 60}'", ways.ENCODED),
    ],
)
def test_each_sign_is_found_with_its_line(line, sign):
    shown = line if len(line) <= ways.LONGEST_LINE else f"{line[: ways.LONGEST_LINE - 1]}…"
    assert found_in(answer(line)) == [(sign, shown)]


STEPS = {
    "a step with a name": "h = 1e-6\n    return (g(z + h) - k(z)) / h",
    "of the machine": "h = np.sqrt(np.finfo(float).eps)\n    return (g(z + h) - k(z)) / h",
    "a power": "h = 10**-6\n    return (g(z + h) - k(z)) / (2 * h)",
    "displaced in place": "h = 1e-6\n    z[0] += h\n    return (g(z) - k) / h",
    "along an axis": "h = 1e-5\n    E = h * np.eye(3)\n    return (g(z + E) - g(z - E)) / (2 * h)",
    "entry by entry": "h = 1e-5\n    e = np.zeros(3)\n    e[0] = h\n    return (g(z + e) - k) / h",
    "up and down": "h = 1e-5\n    u, d = (g(z + t) for t in (h, -h))\n    return (u - d) / h",
    "a pair": "h, n = 1e-5, 3\n    return (g(z + h) - k) / h",
    "second differences": "h = 1e-4\n    return (g(z + h) - 2 * g(z) + g(z - h)) / h**2",
    "divided in place": "h = 1e-4\n    d = g(z + h) - g(z)\n    d /= h\n    return d",
    "of a sum": "h = 1e-5\n    return sum(g(z + t) for t in (h, 2 * h)) / h",
    "of a power": "h = 10**-6\n    E = h * e\n    return (g(z + E) - k) / h",
    "set in a branch": "if z:\n        h = 1e-6\n    E = h * e\n    return (g(z + E) - k) / h",
    "times the fraction": "h = 1e-4\n    return (g(z + h) - g(z)) * (1 / h)",
    "times the inverse": "h = 1e-4\n    return (g(z + h) - k) * h**-1  # /",
    "times a large number": "u = g(z + 1e-6)\n    return (u - k) * 10**6  # /",
    "by a function": "h = 1e-4\n    return np.divide(g(z + h) - k, h)  # /",
    "a fraction": "h = 1 / 10**6\n    return (g(z + h) - k) / h",
    "a fraction of bits": "h = 1.0 / (1 << 20)\n    return (g(z + h) - k) / h",
    "a power by a function": "h = np.power(10.0, -6)\n    return (g(z + h) - k) / h",
    "as text": "h = float('1e-6')\n    return (g(z + h) - k) / h",
    "by cases": "h = 1e-6 if z.any() else 1.0\n    return (g(z + h) - k) / h",
}


@pytest.mark.parametrize("body", STEPS.values(), ids=STEPS)
def test_a_quotient_with_a_small_step_is_found_in_many_forms(body):
    ((sign, line),) = found_in(answer(body))
    assert sign == ways.DIFFERENCES
    assert "/" in line


def test_a_step_as_a_default_and_one_from_another_statement_are_found():
    inside = "def slope(f, x, h=1e-6):\n    up = f(x + h)\n    return (up - f(x)) / h\n"
    outside = "h = 1e-6\ndef slope(f, x):\n    up = f(x + h)\n    return (up - f(x)) / h\n"
    for helper in (inside, outside):
        found = found_in(helper + answer("return slope(np.exp, z)"))
        assert found == [(ways.DIFFERENCES, "return (up - f(x)) / h")]


@pytest.mark.parametrize(
    "body",
    [
        "return np.log(z + 1e-12)",
        "return z / (z.sum() + 1e-12)",
        "if np.linalg.cond(z) > 1 / np.finfo(float).eps:\n        return z + 1e-12",
        "return (z - z.mean()) / z.std()",
        "total = z.sum()\n    return (z * total - z) / total**2",
        "n = len(z)\n    return (f(z) - f(z)) / n",
        "return (f(z + n) - g(z)) / n",
        "return (z + 0.5) / 0.5",
        "print((z.max() - z.min()) * 1000)\n    return z / 2",
        "s = np.exp(z) + 1e-12\n    print((s.max() - s.min()) * 100)\n    return s / s.sum()",
        "s = np.log(z + 1e-12)\n    return s / np.maximum(s.sum(), 1e-12)",
        "h = 10**10**10\n    return (z + h) / 2",
        "if f(z) <= f(z) + 1e-12:\n        return z / 2",
        "return np.linalg.eigvals(z).real",
        "return getattr(z, 'shape')",
        "import re\n    return re.compile('a')",
        "from numpy import exp",
        "from scipy import linalg, special",
        f"'''{'A long sentence of many words. ' * 40}'''\n    return z",
    ],
)
def test_what_right_answers_need_is_no_sign(body):
    assert found_in(answer(body)) == []


def test_numbers_with_their_own_arithmetic_are_found():
    dual = "class Dual:\n    def __add__(self, other): ...\n    def __mul__(self, other): ...\n"
    assert found_in(dual + answer("return Dual(z)")) == [
        (ways.NUMBERS, "def __mul__(self, other): ...")
    ]
    assert found_in("class Step:\n    def halve(self): ...\n" + answer("return Step(z)")) == []


@pytest.mark.parametrize("module", [differences, hyperdual, definitions])
def test_a_copy_of_the_course_is_known_without_its_comments_and_docstrings(module):
    function = max(
        (value for value in vars(module).values() if inspect.isfunction(value)),
        key=lambda value: len(inspect.getsource(value)),
    )
    whole = inspect.getsource(module) + answer(f"return {function.__name__}(z)")
    assert ways.COURSE in dict(found_in(whole))


def test_no_right_answer_and_no_reference_is_listed():
    listed = {}
    for name in EXERCISES:
        answers = [(entry.label, entry.source) for entry in gallery(name) if entry.right]
        answers.append(("reference", reference_of(name).source))
        listed |= {(name, label): found for label, s in answers if (found := found_in(s, name))}
    assert listed == {}


def test_of_wrong_answers_those_that_differentiate_are_listed_and_no_others():
    for name in EXERCISES:
        for entry in gallery(name):
            found = found_in(entry.source, name)
            signs = [ways.DIFFERENCES] if entry.label == "finite-differences" else []
            assert [sign for sign, _ in found] == signs, (name, entry.label)


# ---- what belongs to an exercise ----

HELPER = "def slope(f, x):\n    return f(x + 1e-30j).imag / 1e-30\n"
TRY = "J = (softmax(z0 + 1e-6) - softmax(z0 - 1e-6)) / 2e-6\nprint(J - softmax_jacobian(z0))"


def test_a_helper_in_another_cell_counts_for_the_exercises_that_use_it(write):
    answers = {NAME: answer("return slope(f, z)"), "softmax": answer("return z", "softmax")}
    assert [
        (exercise, sign) for exercise, sign, _ in differentiated.found(write(answers, HELPER))
    ] == [(NAME, ways.COMPLEX)]


def test_a_helper_of_a_helper_and_a_second_name_count(write):
    own = HELPER, "steps = [slope]\n", "def through(f, x):\n    return steps[0](f, x)\n"
    found = differentiated.found(write({NAME: answer("return through(f, z)")}, *own))
    assert [sign for _, sign, _ in found] == [ways.COMPLEX]


def test_what_stands_there_to_try_something_does_not_count(write):
    derived = answer("J = np.diag(z)\n    x = lambda slope: slope\n    return J")
    assert differentiated.found(write({NAME: derived}, HELPER, TRY)) == []
    assert found_in(derived + TRY) == []


def test_another_definition_of_the_function_counts(write):
    found = differentiated.found(write({NAME: answer("return z")}, answer("return z.imag")))
    assert found == [(NAME, ways.COMPLEX, "return z.imag")]


def test_what_is_put_into_a_library_counts(write):
    own = "special.softmax = lambda z: (z + 1j).imag"
    found = differentiated.found(write({NAME: answer("return special.softmax(z)")}, own))
    assert [sign for _, sign, _ in found] == [ways.COMPLEX]


def test_a_star_import_counts_for_every_exercise(write):
    found = differentiated.found(write({NAME: answer("return z")}, "from jax.numpy import *"))
    assert {sign for _, sign, _ in found} == {ways.LIBRARY}
    assert [exercise for exercise, _, _ in found] == [
        *("softmax_jacobian", "softmax_differential", "logit_gradient", "logit_hessian")
    ]


@pytest.mark.parametrize("fill", ["ways['f'] = {0}", "ways.update(f={0})", "ways.append({0})"])
def test_what_is_put_into_a_list_or_dictionary_counts(write, fill):
    own = fill.format("lambda z: (z + 1j).imag")
    found = differentiated.found(write({NAME: answer("return ways['f'](z)")}, own))
    assert [sign for _, sign, _ in found] == [ways.COMPLEX]


IN_IPYTHON = {
    "magics": f"%matplotlib inline\n!ls\nslope?\n{HELPER}",
    "a question in front": f"??np.linalg\n{HELPER}",
    "the result of a magic": f"here = %pwd\n{HELPER}",
    "the result of a command": f"here = !ls\n{HELPER}",
    "a call without brackets": f",print a b\n{HELPER}",
    "a magic for the cell": f"%%time\n{HELPER}",
    "a magic for the line": "%time slope = lambda f, z: (z + 1j).imag",
    "indented": f"  {HELPER.strip()}".replace("\n", "\n  "),
    "prompts": f">>> {HELPER.strip()}".replace("\n", "\n... "),
    "numbered prompts": f"In [1]: {HELPER.strip()}".replace("\n", "\n   ...: "),
    "a line that begins with a sign": f"%pwd\nx = (1\n    / 2\n    % 3)\n{HELPER}",
}


@pytest.mark.parametrize("own", IN_IPYTHON.values(), ids=IN_IPYTHON)
def test_what_ipython_alone_takes_is_no_obstacle(write, own):
    found = differentiated.found(write({NAME: answer("return slope(f, z)")}, own))
    assert [sign for _, sign, _ in found] == [ways.COMPLEX]


@pytest.mark.parametrize("line", ["%run mine.txt", "%run -i mine.py", "%%writefile a.py"])
def test_a_magic_that_runs_or_writes_a_file_is_listed(write, line):
    found = differentiated.found(write({NAME: answer("return z")}, f"{line}\nx = 2"))
    assert found == [("", ways.HIDDEN, line)]


@pytest.mark.parametrize("name", sorted(differentiated.NOTHING_TO_DERIVE))
def test_where_there_is_nothing_to_derive_other_ways_are_no_sign(name):
    assert found_in(answer("return np.linalg.eigvals(z).imag", name), name) == []
    assert found_in(answer("exec(z)", name), name) == [(ways.HIDDEN, "exec(z)")]


def test_where_the_definition_is_asked_for_other_ways_are_no_sign_but_the_courses_text_is():
    assert found_in(answer("return (z + 1j).imag", "softmax"), "softmax") == []
    source = "from autograder.course.definitions import softmax"
    assert found_in(source, "softmax") == [(ways.COURSE, source)]


def test_hidden_code_is_listed_wherever_it_stands(write):
    found = differentiated.found(write({NAME: answer("return z")}, "exec(text)", "1j.imag"))
    assert found == [("", ways.HIDDEN, "exec(text)")]


def test_a_test_of_the_course_is_no_code_of_the_student(write):
    assert differentiated.found(write({f"{NAME}-values": "exec(text)"})) == []


def test_a_module_beside_the_notebook_counts_where_it_is_imported(write, tmp_path):
    folder = tmp_path / "submitted" / "ana" / "01-softmax"
    folder.mkdir(parents=True)
    (folder / "mine.py").write_text(HELPER)
    (folder / "01-softmax.ipynb").write_text("{}")
    for line, signs in (
        ("import mine as m\n    return m.slope(f, z)", [ways.COMPLEX]),
        ("from mine import slope\n    return slope(f, z)", [ways.COMPLEX]),
        ("return z", []),
    ):
        graded = write({NAME: answer(line)})
        found = differentiated.found(record(graded.notebook, handed_in=folder))
        assert [sign for _, sign, _ in found] == signs, line
    graded = write({NAME: answer("return slope(f, z)")}, "from mine import *")
    assert differentiated.found(record(graded.notebook, handed_in=folder)) != []


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_a_notebook_of_the_course_has_no_sign_released_or_solved(assignment, tmp_path):
    path = ROOT / "release" / assignment / f"{assignment}.ipynb"
    assert differentiated.found(record(path, assignment)) == []
    solved = nbformat.read(path, as_version=4)
    fill_in(solved, reference_answers(assignment) | worked_steps(assignment))
    nbformat.write(solved, tmp_path / "solved.ipynb")
    assert differentiated.found(record(tmp_path / "solved.ipynb", assignment)) == []


# ---- what can't be read ----


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        (f"x = {'-' * 50_000}1", "it is nested too deeply"),
        (f"x = 0{' + x' * 20_000}", "it is nested too deeply"),
        (f"x = a{'.a' * 20_000}", "it is nested too deeply"),
        (f"x = a{'()' * 20_000}", "it is nested too deeply"),
        ("x = 1\0", "it holds a null byte"),
        (f"x = 0x{'f' * 5_000}", "Exceeds the limit"),
    ],
)
def test_what_can_not_be_taken_apart_is_told(write, source, reason):
    (found,) = differentiated.found(write({NAME: source}))
    assert found[:2] == (NAME, "can't be read")
    assert found[2].startswith(f"a cell: {reason}")
    ((exercise, _, _),) = differentiated.found(write({NAME: answer("return z")}, source))
    assert exercise == ""


@pytest.mark.parametrize(
    "source", ["def f(z)\n    return z", "x = " + "(" * 1_000, "x = '''", "nonlocal x"]
)
def test_what_is_no_python_can_not_run_either_and_is_not_told(write, source):
    assert differentiated.found(write({NAME: source})) == []


def test_a_notebook_of_too_much_code_is_told(write):
    found = differentiated.found(write({NAME: "x = 1\n" * 40_000}))
    assert found == [("", "can't be read", "240,000 characters of code, more than 200,000")]


def test_a_notebook_that_is_none_or_a_link_is_told(tmp_path):
    path = tmp_path / "a.ipynb"
    path.write_text("no JSON")
    ((_, sign, line),) = differentiated.found(record(path))
    assert (sign, line[:23]) == ("can't be read", "the notebook is no JSON")
    os.symlink(path, tmp_path / "b.ipynb")
    ((_, sign, line),) = differentiated.found(record(tmp_path / "b.ipynb"))
    assert line == "b.ipynb is a symbolic link: hand in the file itself"


def test_nothing_of_an_answer_is_run(write, tmp_path):
    path = tmp_path / "written"
    differentiated.found(write({NAME: f"open({str(path)!r}, 'w')\n" + answer("return z.imag")}))
    assert not path.exists()


# ---- the list ----


def test_the_list_says_that_a_way_may_be_legitimate_and_leads_to_the_submission(write):
    graded = write({NAME: answer("return '</code><script>alert(1)</script>', z.imag")})
    found = bs4.BeautifulSoup(page.render([graded]), "html.parser")
    heading = found.find(id="differentiated")
    text = " ".join(heading.find_next("p").text.split())
    assert text.startswith("These answers contain complex numbers,")
    assert "It may be a legitimate way; look at them. No point depends on this list" in text
    assert not found.find_all("script")
    row = heading.find_next("table").tbody.tr
    line = "return '</code><script>alert(1)</script>', z.imag"
    cells = [cell.text for cell in row.find_all(["th", "td"])]
    assert cells == ["ana", "01-softmax", f"1.2 {NAME}", "10", ways.COMPLEX, line, "open"]
    assert row.a["href"] == "http://localhost:8888/formgrader/submissions/n-1/"


def test_the_list_has_no_row_for_what_was_not_graded(write):
    graded = write({NAME: answer("return z.imag")})
    graded.verdicts["reason"] = "no notebook"
    assert differentiated.table([graded]).rows == ()


def test_those_without_points_come_last(write):
    graded = write({NAME: answer("return z.imag")})
    lost = record(graded.notebook)
    marks = tuple(replace(mark, score=0) for mark in lost.paper.marks)
    lost = replace(lost, paper=replace(lost.paper, student="ada", marks=marks))
    rows = differentiated.table([lost, graded]).rows
    assert [(row[0], row[3]) for row in rows] == [("ana", 10), ("ada", 0)]


def test_a_line_that_a_spreadsheet_takes_for_a_formula_is_text_in_the_table(write):
    graded = write({NAME: answer("y = (z\n    + z.imag)\n    return y")})
    assert ",'+ z.imag)," in as_csv(differentiated.table([graded]))
