"""A second course: programming, tables, plots and text, in three notebooks with sixty tests."""

import pytest
from any_course import hand_in, scores
from dummy_class import quiet
from installs import need_linux
from second_course import NAME, NOTEBOOKS, answers, make, titles

from autograder.__main__ import main
from autograder.grading.names import bound_outside, functions
from autograder.host.batch import grade_class
from autograder.host.course_folder import CourseFolder

need_linux()

pytestmark = pytest.mark.usefixtures("one_warm_parent")

# The tests that can't stand outside, and the beginning of what the author is told.
INSIDE = {
    "programming, apply_twice-1": "it hands a function to apply_twice, and no function crosses: ",
    "programming, Stack-1": "Stack is a class, whose objects stay in the jail: ",
    "text and plots, sine-2": "it looks at the figure that is drawn in the jail: ",
    "text and plots, bars-2": "its own solution fails: AttributeError: Axes stays in the jail, ",
}
MARKED = frozenset(title.partition(", ")[2] for title in INSIDE)
ANSWERS = {name: text for notebook in NOTEBOOKS for name, text in answers(notebook).items()}
# Answers that try to be taken for right ones, whatever a test asks.
FORGED = """
class Any(int):
    def __eq__(self, other): return True
    def __getattr__(self, name): return self
    def __call__(self, *a, **k): return self
    def __getitem__(self, k): return self
    __hash__ = int.__hash__
    __lt__ = __gt__ = __le__ = __ge__ = __eq__
"""


def forged(answer: str) -> str:
    """The same names as in an answer, bound to what says yes to all."""
    made = [f"def {name}(*a, **k):\n    return Any()" for name in functions(answer)]
    values = bound_outside(answer) - functions(answer)
    return "\n".join([FORGED, *made, *(f"{name} = Any()" for name in values)])


def run(root, capsys) -> list[str]:
    """The lines of `doctor` on a course."""
    main(["doctor", str(root)])
    return capsys.readouterr().out.splitlines()


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """The course with its class, graded: with the tag on the tests that need it."""
    course = CourseFolder(make(tmp_path_factory.mktemp("second"), MARKED))
    outcome = course.generate(NAME)
    assert outcome.succeeded, outcome.log
    released = course.root / "release" / NAME
    hand_in(course, "right", released, ANSWERS)
    hand_in(course, "empty", released)
    hand_in(course, "forger", released, {n: forged(text) for n, text in ANSWERS.items()})
    some = {name: ANSWERS[name] for name in [*ANSWERS][::2]}
    hand_in(course, "half", released, some)
    grade_class(course, [NAME], say=quiet)
    return course


def test_56_of_60_tests_stand_outside_as_they_are_and_the_others_say_why(tmp_path, capsys):
    lines = run(make(tmp_path), capsys)
    refused = [line for line in lines if line.startswith("no ")]
    told = [line[5:].partition(": ")[0] for line in lines if line.startswith(("yes", "no "))]
    assert sorted(told) == sorted(titles())
    assert len(told) == 60
    assert len(refused) == len(INSIDE) == 4
    for line in refused:
        title, _, reason = line.removeprefix(f"no   {NAME}/").partition(": ")
        assert reason.startswith(INSIDE[title])
    counts = [line for line in lines if line.endswith("stand outside the jail")]
    assert counts == [
        f"{NAME}/programming: 19 of 21 test cells stand outside the jail",
        f"{NAME}/tables: 20 of 20 test cells stand outside the jail",
        f"{NAME}/text and plots: 17 of 19 test cells stand outside the jail",
    ]
    assert not (tmp_path / "release").exists()
    assert not (tmp_path / "gradebook.db").exists()


def test_marked_cells_run_inside_and_doctor_says_what_that_means(course, capsys):
    lines = run(course.root, capsys)
    marked = [line for line in lines if line.startswith("no ")]
    assert len(marked) == 4
    assert all('it has the tag "inside": its verdict is as safe as' in line for line in marked)
    assert main(["doctor", str(course.root)]) == 0


def points(course, student) -> dict[str, float]:
    found = scores(course, NAME, student)
    return {name.partition("/")[2]: score for name, score in found.items()}


def test_right_answers_get_all_points_inside_and_outside(course):
    found = points(course, "right")
    assert len(found) == 60
    assert {name: score for name, score in found.items() if score != 1} == {"is_palindrome-2": 3}


def test_of_half_the_answers_each_test_of_them_gives_its_points(course):
    found = points(course, "half")
    answered = set([*ANSWERS][::2])
    right = {name for name, score in found.items() if score}
    # Some call a function of an exercise that was left open, and some need none.
    assert {name.rpartition("-")[0] for name in right} <= answered
    assert len(right) > 25


def test_a_forger_gets_nothing_for_what_stands_outside(course):
    assert set(points(course, "empty").values()) == {0.0}
    found = points(course, "forger")
    # The test asks for the truth of an answer alone, which any answer has.
    assert {name for name, score in found.items() if score} <= MARKED | {"is_palindrome-1"}


def test_a_number_in_which_a_test_ends_is_its_score(tmp_path, course):
    answer = "def is_palindrome(word):\n    return len(word) > 3"
    hand_in(course, "some", course.root / "release" / NAME, {"is_palindrome": answer})
    grade_class(course, [NAME], say=quiet)
    assert points(course, "some")["is_palindrome-2"] == 1
