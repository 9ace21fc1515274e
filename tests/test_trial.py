"""The solutions are tried against the tests, and nothing is recorded."""

import pytest
from dummy_class import copy_of, everything, hand_in, released_course
from dummy_course import HIDDEN, NAME
from installs import need_linux

from autograder.__main__ import main
from autograder.grading import CourseError
from autograder.host.batch import grade_class
from autograder.host.trial import try_solutions

need_linux()


@pytest.fixture(scope="module")
def released(tmp_path_factory):
    return released_course(tmp_path_factory.mktemp("released"))


@pytest.fixture
def course(released, tmp_path):
    return copy_of(released, tmp_path / "course")


def edit(course, old: str, new: str) -> None:
    """Change the source notebook, and release it."""
    path = course.source(NAME) / f"{NAME}.ipynb"
    path.write_text(path.read_text().replace(old, new))
    outcome = course.generate(NAME)
    assert outcome.succeeded, outcome.reason


def test_right_solutions_get_all_points_and_leave_nothing_behind(course, capsys):
    hand_in(course)
    grade_class(course, [NAME], say=lambda line: None)
    before = everything(course)
    assert main(["grade", "--solutions", "--root", str(course.root), NAME]) == 0
    assert capsys.readouterr().out == (
        f"{NAME}: the solutions get 5 of 5 points of the tests; nothing is recorded\n"
    )
    assert everything(course) == before
    assert not course.solutions.exists()


def test_a_mistake_in_a_hidden_test_is_named(course, capsys):
    edit(course, HIDDEN, HIDDEN.replace("40 + 2", "40 + 3"))
    assert main(["grade", "--solutions", "--root", str(course.root), NAME]) == 1
    assert capsys.readouterr().out.splitlines() == [
        f"{NAME}, double-values: 0 of 3 points: AssertionError: doubling fails for 21",
        f"{NAME}: the solutions get 2 of 5 points of the tests; nothing is recorded",
    ]


def test_a_wrong_solution_is_named(course):
    edit(course, "return x + x", "return int(x + x)")
    lines = []
    assert not try_solutions(course, [NAME], lines.append)
    assert lines[0].startswith(f"{NAME}, double-robustness: 0 of 2 points: OverflowError")


def test_an_assignment_that_is_not_there_is_an_error_of_one_line(course, capsys):
    assert main(["grade", "--solutions", "--root", str(course.root), "99"]) == 1
    assert capsys.readouterr().err.startswith("error: source/ holds no assignment 99")


def test_a_source_that_was_changed_and_not_released_is_refused(course):
    path = course.source(NAME) / f"{NAME}.ipynb"
    path.write_text(path.read_text().replace("double(2)", "double(3)"))
    with pytest.raises(CourseError, match="run the release again"):
        try_solutions(course, [NAME], print)
