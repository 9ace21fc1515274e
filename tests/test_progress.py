"""The line that tells how many exercises of a notebook pass."""

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
    assert line == "progress: 1 of 6 exercises pass; left: 1.1, 1.3, 1.4, 1.5, 1.6"


def test_one_that_fails_is_left(after):
    line = after("softmax_jacobian", right=False)
    assert line == "progress: 0 of 6 exercises pass; left: 1.1, 1.2, 1.3, 1.4, 1.5, 1.6"


def test_both_parts_make_an_exercise_and_the_one_that_is_left_is_named(after):
    line = after("softmax", part="values")
    assert line.startswith("progress: 0 of 6 exercises pass; left: 1.1 (robustness), 1.2, ")
    assert after("softmax", part="robustness").startswith("progress: 1 of 6 exercises pass")


def test_the_last_check_counts(after):
    after("softmax")
    line = after("softmax", right=False, part="robustness")
    assert "0 of 6 exercises pass; left: 1.1 (robustness), " in line
    assert "left: 1.1, 1.2, " in after("softmax", right=False)
    assert "1 of 6" in after("softmax")


def test_each_notebook_has_its_own_count(after):
    after("softmax")
    assert after("sigmoid").startswith("progress: 1 of 7 exercises pass; left: 2.2, ")


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_when_all_pass_the_written_question_is_named(assignment, after):
    lines = [after(exercise.name) for exercise in ASSIGNMENTS[assignment]]
    assert lines[-1] == (
        f"progress: all {len(lines)} exercises pass; the written question has no check"
    )
    assert "left: " in lines[-2]
