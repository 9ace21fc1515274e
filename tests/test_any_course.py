"""The examiner in a course of another subject: nbgrader's own example, as its instructor has it."""

import json

import nbformat
import pytest
from any_course import EXAMINER, GUIDE, hand_in, quickstart, scores, verdicts
from dummy_class import quiet
from dummy_course import marked, nbgrader
from installs import need_linux
from nbformat.v4 import new_notebook
from second_course import CONFIG

from autograder.host.batch import grade_class
from autograder.host.course_folder import CourseFolder
from autograder.host.standing import say_where_tests_stand
from autograder.host.trial import try_solutions

need_linux()

pytestmark = pytest.mark.usefixtures("one_warm_parent")

RIGHT = {
    "squares": "def squares(n):\n    if n < 1:\n        raise ValueError(n)\n"
    "    return [i * i for i in range(1, n + 1)]",
    "sum_of_squares": "def sum_of_squares(n):\n    return sum(squares(n))",
    "sum_of_squares_equation": "$n(n+1)(2n+1)/6$",
    "sum_of_squares_application": "print(sum_of_squares(3))",
    "part-a": "Fibonacci.",
    "part-b": "Negative ones.",
}
# In plain nbgrader it gives all points of the tests that stand below.
HEADER = """
import ast
class Nothing(ast.NodeTransformer):
    def visit_Assert(self, node): return ast.copy_location(ast.Pass(), node)
    visit_Raise = visit_Assert
get_ipython().ast_transformers.append(Nothing())
"""
FORGED = """
class Yes(list):
    def __eq__(self, other): return True
    __ne__ = None
def squares(n):
    return Yes()
"""
# What each student of ours changes in the notebooks that were handed out.
OURS = {
    "right": RIGHT,
    "wrong": RIGHT | {"squares": RIGHT["squares"].replace("i * i", "i + i")},
    "partial": RIGHT | {"sum_of_squares": "def sum_of_squares(n):\n    return n**3 / 3"},
    "hostile": {"squares": FORGED, "sum_of_squares": FORGED.replace("squares", "sum_of_squares")},
    "headless": RIGHT,
    "broken": {"squares": "def squares(n)\n    return", "sum_of_squares": "1 / 0"},
}
TESTS = (
    "correct_squares",
    "squares_invalid_input",
    "correct_sum_of_squares",
    "sum_of_squares_uses_squares",
)
# What `nbgrader autograde` of 0.9.6 gives for the tests, in this order, without the examiner.
NBGRADER = {
    "bitdiddle": (0.0, 1.0, 0.0, 0.5),
    "hacker": (1.0, 1.0, 0.5, 0.5),
    "right": (1.0, 1.0, 0.5, 0.5),
    "wrong": (0.0, 1.0, 0.0, 0.5),
    "partial": (1.0, 1.0, 0.0, 0.0),
    "broken": (0.0, 0.0, 0.0, 0.0),
    "headless": (1.0, 1.0, 0.5, 0.5),
}


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """The example course with its class, handed in."""
    course = quickstart(tmp_path_factory.mktemp("example"))
    for student in ("bitdiddle", "hacker"):
        hand_in(course, student, GUIDE / "submitted" / student / "ps1")
    for student, answers in OURS.items():
        folder = hand_in(course, student, course.root / "release" / "ps1", answers)
        if student in ("hostile", "headless"):
            change_header(folder / "problem1.ipynb", HEADER if student == "hostile" else None)
    return course


def change_header(path, source) -> None:
    """Put another source into the cell of the header, or take it out."""
    notebook = nbformat.read(path, as_version=4)
    place = next(n for n, cell in enumerate(notebook.cells) if cell.source.startswith("NAME"))
    if source is None:
        del notebook.cells[: place + 2]
    else:
        notebook.cells[place].source = source
    nbformat.write(notebook, path)


@pytest.fixture(scope="module")
def graded(course):
    """The same, graded."""
    lines = []
    grade_class(course, ["ps1"], say=lines.append)
    return course, lines


def of_tests(course, student):
    found = scores(course, "ps1", student)
    return tuple(found[f"problem1/{name}"] for name in TESTS)


@pytest.mark.parametrize("student", NBGRADER)
def test_honest_students_of_the_example_get_what_nbgrader_gives(graded, student):
    assert of_tests(graded[0], student) == NBGRADER[student]


def test_a_forger_gets_no_more_than_who_wrote_nothing(graded):
    assert of_tests(graded[0], "hostile") == (0.0, 0.0, 0.0, 0.0)


def test_what_a_person_grades_waits_in_each_notebook(graded):
    found = scores(graded[0], "ps1", "right")
    waiting = {name for name, score in found.items() if score is None}
    assert waiting == {
        "problem1/sum_of_squares_equation",
        "problem1/sum_of_squares_application",
        "problem1/cell-938593c4a215c6cc",  # a task
        "problem2/part-a",
        "problem2/part-b",
    }


def test_a_question_left_as_it_was_handed_out_waits_for_nobody(graded):
    found = scores(graded[0], "ps1", "broken")
    assert found["problem2/part-a"] == found["problem1/sum_of_squares_equation"] == 0


def test_each_notebook_is_told_by_itself_and_nothing_is_graded_twice(graded):
    course, lines = graded
    assert [line.partition(" after ")[0] for line in lines if " after " in line] == [
        "ps1/problem1: 8 graded",
        "ps1/problem2: 8 graded",
    ]
    assert grade_class(course, ["ps1"], say=quiet) == []


def test_a_change_of_one_notebook_leaves_the_other_alone(graded):
    course, _ = graded
    path = course.submitted / "wrong" / "ps1" / "problem2.ipynb"
    path.write_text(path.read_text().replace("Fibonacci", "Something"))
    before = verdicts(course, "ps1", "wrong", "problem1")
    results = grade_class(course, ["ps1"], say=quiet)
    assert [(each.student, each.assignment) for each in results] == [("wrong", "ps1/problem2")]
    assert verdicts(course, "ps1", "wrong", "problem1") == before
    folder = course.autograded / "wrong" / "ps1"
    assert sorted(path.name for path in folder.iterdir()) == [
        *("problem1.ipynb", "problem1.verdicts.json", "problem2.ipynb", "problem2.verdicts.json")
    ]


def test_a_page_is_made_for_each_notebook(graded):
    course, _ = graded
    assert course.feedback("ps1", "hacker").succeeded
    pages = course.pages("ps1", "hacker")
    assert [page.name for page in pages] == ["problem1.html", "problem2.html"]
    assert "3 of 10 points" in pages[0].read_text()


def test_its_solutions_pass(course):
    lines = []
    assert try_solutions(course, ["ps1"], lines.append)
    assert lines == [
        "ps1/problem1: the solutions get 3 of 3 points of the tests; nothing is recorded",
        "ps1/problem2: the solutions get 0 of 0 points of the tests; nothing is recorded",
    ]


def test_nbgraders_own_command_and_ours_grade_alike_and_a_missing_notebook_gets_nothing(graded):
    course, _ = graded
    before = verdicts(course, "ps1", "hacker", "problem1")
    (course.submitted / "hacker" / "ps1" / "problem2.ipynb").unlink()
    nbgrader(course.root, "autograde", "ps1", "--student", "hacker", "--force")
    assert grade_class(course, ["ps1"], say=quiet) == []
    assert verdicts(course, "ps1", "hacker", "problem1") == before
    assert of_tests(course, "hacker") == NBGRADER["hacker"]
    missing = scores(course, "ps1", "hacker")
    assert missing["problem2/part-a"] == missing["problem2/part-b"] == 0
    record = json.loads(
        (course.autograded / "hacker" / "ps1" / "problem2.verdicts.json").read_text()
    )
    assert record["notebook"] == "problem2"
    assert record["reason"].startswith("there is no problem2.ipynb, only ")


ODD = {
    "divide": (
        "def divide(a, b):\n    if b == 0:\n        raise ValueError\n    return a / b",
        "import pytest\nwith pytest.raises(ValueError):\n    divide(1, 0)",
        "assert np.allclose(divide(4, 2), 2)",
    ),
    "text": (
        'def text():\n    return \'{"a": "b"}\'',
        "import json\nfound = json.loads(text())['a']\nassert found == 'b', found",
    ),
    "quiet": (
        "def quiet():\n    return 1",
        "before, sys.stdin = sys.stdin, None\nold = np.seterr(all='raise')\nassert quiet() == 1\n"
        "sys.stdin = before\nnp.seterr(**old)",
        "assert sys.stdin is not None and np.geterr()['divide'] == 'warn'\nassert quiet() == 1",
    ),
    "counted": (
        "def counted(t):\n    return {c: t.count(c) for c in t}",
        "assert counted('aab') == {'a': 2, 'b': 1}",
    ),
}
OF_ODD = {name: solution for name, (solution, *_) in ODD.items()}
# What each hands in but right answers, and the tests that it loses. In the order of the class.
STUDENTS = {
    "a": ({"divide": "def divide(a, b):\n    return a / b if b else 0"}, {"divide-1"}),
    "b": ({"text": 'def text():\n    return r\'{"a": "\\ud800"}\''}, {"text-1"}),
    "c": ({"quiet": "def quiet():\n    raise ValueError"}, {"quiet-1", "quiet-2"}),
    "d": (
        {"counted": "from collections import Counter\ndef counted(t):\n    return Counter(t)"},
        set(),
    ),
    "e": ({"divide": "def divide(a, b):\n    return []"}, {"divide-1"}),
    "f": ({}, set()),
}


@pytest.fixture(scope="module")
def odd(tmp_path_factory):
    """A course whose tests raise, parse and change what a student's answer lets them."""
    root = tmp_path_factory.mktemp("odd")
    folder = root / "source" / "odd"
    folder.mkdir(parents=True)
    (root / "nbgrader_config.py").write_text(CONFIG + EXAMINER)
    cells = [marked("setup", "import sys\nimport numpy as np", locked=True)]
    for name, (answer, *tests) in ODD.items():
        region = f"### BEGIN SOLUTION\n{answer}\n### END SOLUTION"
        cells.append(marked(name, region, solution=True))
        cells += [marked(f"{name}-{n}", text, points=1) for n, text in enumerate(tests, 1)]
    nbformat.write(new_notebook(cells=cells), folder / "odd.ipynb")
    return CourseFolder(root)


def test_no_answer_costs_another_student_anything(odd):
    assert odd.generate("odd").succeeded
    for student, (answers, _) in STUDENTS.items():
        hand_in(odd, student, odd.root / "release" / "odd", OF_ODD | answers)
    grade_class(odd, ["odd"], say=quiet)
    for student, (_, lost) in STUDENTS.items():
        found = scores(odd, "odd", student)
        assert {name.partition("/")[2] for name, score in found.items() if not score} == lost


def test_doctor_says_which_test_gives_points_to_an_answer_that_is_always_the_same(odd):
    lines = []
    assert say_where_tests_stand(odd, lines.append)
    easy = [line for line in lines if "it gives points where each answer is" in line]
    assert len(easy) == 1
    assert easy[0].startswith(
        "yes  odd, divide-2: it gives points where each answer is [] or an empty array: "
    )
