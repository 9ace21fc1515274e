"""A second course: programming, tables, plots and text, in three notebooks with sixty tests."""

import shutil

import pytest
from any_course import hand_in, scores, verdicts
from dummy_class import quiet
from hostile import FILES, FIRST_CELLS, forged
from installs import need_linux
from second_course import NAME, NOTEBOOKS, answers, make, titles

from autograder.__main__ import main
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
# Some answer is_palindrome by whether its word is long, which its test gives a third of the points.
SOME = {"is_palindrome": "def is_palindrome(word):\n    return len(word) > 3"}


def run(root, capsys) -> tuple[int, list[str]]:
    """How `doctor` on a course ends, and its lines."""
    ended = main(["doctor", str(root)])
    return ended, capsys.readouterr().out.splitlines()


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """The course with its class, graded: with the tag on the tests that need it."""
    course = CourseFolder(make(tmp_path_factory.mktemp("second"), MARKED))
    outcome = course.generate(NAME)
    assert outcome.succeeded, outcome.log
    released = course.root / "release" / NAME
    hand_in(course, "right", released, ANSWERS)
    hand_in(course, "empty", released)
    hand_in(course, "half", released, {name: ANSWERS[name] for name in [*ANSWERS][::2]})
    hand_in(course, "some", released, SOME)
    lies = {name: forged(text) for name, text in ANSWERS.items()}
    for student, first in FIRST_CELLS.items():
        hand_in(course, student, released, lies, first)
    folder = hand_in(course, "files", released, {"divide": "def divide(a, b):\n    return 5"})
    for name, text in FILES.items():
        (folder / name).write_text(text)
    renamed(hand_in(course, "names", released, ANSWERS), course.source(NAME))
    grade_class(course, [NAME], say=quiet)
    return course


def renamed(folder, source) -> None:
    """Give notebooks other names: one to be found, one in another's place, one by a link."""
    (folder / "programming.ipynb").rename(folder / "programming (1).ipynb")
    shutil.copy(folder / "programming (1).ipynb", folder / "tables.ipynb")
    (folder / "text and plots.ipynb").unlink()
    (folder / "text and plots.ipynb").symlink_to(source / "text and plots.ipynb")


def test_56_of_60_tests_stand_outside_as_they_are_and_the_others_say_why(tmp_path, capsys):
    ended, lines = run(make(tmp_path), capsys)
    assert ended == 1
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
    ended, lines = run(course.root, capsys)
    assert ended == 0
    marked = [line for line in lines if line.startswith("no ")]
    assert len(marked) == 4
    assert all('it has the tag "inside": its verdict is as safe as' in line for line in marked)


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


def test_a_number_in_which_a_test_ends_is_its_score(course):
    assert points(course, "some")["is_palindrome-2"] == 1


@pytest.mark.parametrize("student", ["empty", *FIRST_CELLS])
def test_who_lies_gets_nothing_for_what_stands_outside(course, student):
    # One test asks for the truth of an answer alone, which any answer has.
    allowed = set() if student == "empty" else MARKED | {"is_palindrome-1"}
    assert {name for name, score in points(course, student).items() if score} <= allowed


@pytest.mark.parametrize(
    ("student", "test", "said"),
    [
        ("forger", "count_words-1", ""),
        ("framer", "read-1", "array of object stays in the jail, "),
        ("patcher", "area-1", "unsupported operand type(s) for -: 'Any' and 'float'"),
        ("wirer", "read-1", "no parts of a frame stays in the jail, "),
    ],
)
def test_a_lie_arrives_as_what_it_is(course, student, test, said):
    found = {}
    for notebook in NOTEBOOKS:
        found |= verdicts(course, NAME, student, notebook)
    assert said in found[test]["ended"]["text"]


def test_files_beside_a_notebook_are_no_part_of_a_test(course):
    assert {name for name, score in points(course, "files").items() if score} == set()


def test_a_notebook_is_graded_as_what_its_cells_are_and_no_link_is_followed(course):
    right = {name for name, score in points(course, "names").items() if score}
    programming = answers("programming")
    assert right == {name for name in points(course, "right") if name[:-2] in programming}
