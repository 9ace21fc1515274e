"""The line that tells how many exercises of a notebook pass."""

import counted
import pytest
from found import RIGHT, WRONG_VALUE

from autograder.checking.compare import Verdict
from autograder.checking.progress import Progress
from autograder.course.check import COURSE
from autograder.course.exercises import ASSIGNMENTS


@pytest.fixture
def after():
    progress = Progress(COURSE)

    def after(name, right=True, part=None):
        return progress.after(Verdict(name, part, False, RIGHT if right else WRONG_VALUE), len)

    return after


def test_an_exercise_that_passes_is_counted_and_the_others_are_left(after):
    line = after("softmax_jacobian")
    assert line == counted.progress("01-softmax", "1.2")


def test_one_that_fails_is_left(after):
    line = after("softmax_jacobian", right=False)
    assert line == counted.progress("01-softmax")


def test_both_parts_make_an_exercise_and_the_one_that_is_left_is_named(after):
    line = after("softmax", part="values")
    nothing = counted.progress("01-softmax")
    assert line == nothing.replace("1.1", "1.1 (robustness)")
    assert after("softmax", part="robustness") == counted.progress("01-softmax", "1.1")


def test_the_last_check_counts(after):
    after("softmax")
    line = after("softmax", right=False, part="robustness")
    nothing = counted.progress("01-softmax")
    assert line == nothing.replace("1.1", "1.1 (robustness)")
    assert after("softmax", right=False) == nothing
    assert after("softmax") == counted.progress("01-softmax", "1.1")


def test_each_notebook_has_its_own_count(after):
    after("softmax")
    assert after("sigmoid") == counted.progress("02-gradient", "2.1")


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_when_all_pass_the_written_question_is_named(assignment, after):
    lines = [after(exercise.name) for exercise in ASSIGNMENTS[assignment]]
    assert lines[-1] == (
        f"progress: all {len(lines)} exercises pass; the written question has no check"
    )
    assert "left: " in lines[-2]
