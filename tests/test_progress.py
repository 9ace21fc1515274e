"""The line that tells how many exercises of a notebook pass."""

from dataclasses import replace

import counted
import pytest
from found import RIGHT, WRONG_TYPE, WRONG_VALUE

from autograder.checking import progress_file
from autograder.checking.compare import Verdict
from autograder.checking.outcomes import Unwritten
from autograder.checking.progress import Progress
from autograder.checking.progress_file import Standing
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


# ---- what outlives a kernel ----


@pytest.fixture
def place(tmp_path, monkeypatch):
    path = tmp_path / progress_file.FILE
    monkeypatch.setattr(progress_file, "place", lambda: path)
    return path


def restarted(course=COURSE):
    """A kernel in which nothing was checked yet: counts verdicts, and returns the line."""
    progress = Progress(course)

    def after(name, right=True, part=None):
        return progress.after(Verdict(name, part, False, RIGHT if right else WRONG_VALUE), len)

    return after


def before(numbers):
    return f"; passed before the restart: {numbers}. To begin anew, run check(anew=True)."


def without(line, *numbers):
    """A line of progress without some of the numbers that are left."""
    for number in numbers:
        line = line.replace(f" {number},", "")
    return line


def test_what_passed_before_a_restart_is_told_apart_from_what_passes_now(place):
    restarted()("softmax")
    restarted()("softmax_jacobian", part="values")
    line = restarted()("softmax_differential")
    now = counted.progress("01-softmax", "1.3")
    assert line == without(now, "1.1") + before("1.1")


def test_an_exercise_that_fails_after_a_restart_has_not_passed(place):
    restarted()("softmax")
    after = restarted()
    assert after("softmax", right=False) == counted.progress("01-softmax")
    assert after("softmax_jacobian") == counted.progress("01-softmax", "1.2")
    line = restarted()("softmax", right=False)
    assert line == without(counted.progress("01-softmax"), "1.2") + before("1.2")


def test_where_the_rest_passed_before_none_is_left(place):
    names = [exercise.name for exercise in ASSIGNMENTS["01-softmax"]]
    for name in names[1:]:
        restarted()(name)
    numbers = ", ".join(counted.numbers("01-softmax")[1:])
    assert restarted()(names[0]) == (
        f"progress: 1 of {len(names)} exercises pass; left: none" + before(numbers)
    )


def test_what_passed_before_is_neither_shown_nor_relied_on(place):
    restarted()("softmax")
    assert not Progress(COURSE).has_passed("softmax")


def test_two_kernels_beside_each_other_keep_what_the_other_found(place):
    one, other = restarted(), restarted()
    one("softmax")
    other("sigmoid")
    one("softmax_jacobian")
    assert set(progress_file.read(place)) == {"softmax", "sigmoid", "softmax_jacobian"}


def test_names_that_the_course_does_not_have_are_dropped(place):
    progress_file.write(place, {"someone": Standing(), "softmax": Standing()})
    restarted()("sigmoid")
    assert set(progress_file.read(place)) == {"softmax", "sigmoid"}


def test_what_does_not_change_is_not_written_again(place):
    after = restarted()
    after("softmax")
    place.chmod(0o400)
    found = place.stat()
    after("softmax")
    assert place.stat().st_ino == found.st_ino


# ---- when a hint is offered ----


def one(z):
    return z


class Answers:
    """Checks one new function after the other, in kernels that may be restarted."""

    def __init__(self, course=COURSE):
        self.course = course
        self.restart()

    def restart(self):
        self.progress, self.count = Progress(self.course), 0

    def __call__(self, found=WRONG_VALUE, function=None, part=None, family="ordinary", code=""):
        """Check a function, a new one by default; return what is offered."""
        self.count += 1
        if function is None:
            function = type(one)(one.__code__.replace(co_firstlineno=self.count), {})
        verdict = Verdict("softmax", part, False, found, family, misconception=code)
        self.progress.after(verdict, function)
        return self.progress.offer(verdict)


def offered(times, hint):
    return (
        f"help: your last {times} answers to 1.1 fail in the same way. Unfold Hint {hint} below "
        "the check of 1.1."
    )


@pytest.fixture
def answer():
    return Answers()


def test_the_third_failure_of_a_kind_is_offered_a_hint_and_the_sixth_the_next(answer):
    assert [answer() for _ in range(7)] == [
        *("", ""),
        *(offered(times, 1) for times in (3, 4, 5)),
        *(offered(times, 2) for times in (6, 7)),
    ]


def test_after_the_last_hint_there_is_no_further(answer):
    assert [answer() for _ in range(20)][-1] == offered(20, progress_file.HINTS)


@pytest.mark.parametrize("other", [{"found": WRONG_TYPE}, {"family": "huge"}, {"code": "sign"}])
def test_another_kind_of_failure_is_counted_from_one_and_gets_the_hint_after(answer, other):
    assert [answer(), answer(), answer(**other), answer(), answer()] == [""] * 5
    assert answer() == offered(3, 1)
    assert [answer(**other) for _ in range(3)] == ["", "", offered(3, 2)]


def test_misconceptions_of_one_kind_are_the_same_in_any_case(answer):
    families = ("ordinary", "huge", "tied")
    assert [answer(code="sign", family=each) for each in families][-1] == offered(3, 1)


def test_a_pass_forgets_the_failures_and_the_hints(answer):
    for _ in range(3):
        answer()
    assert answer(RIGHT) == ""
    assert [answer() for _ in range(3)] == ["", "", offered(3, 1)]


def test_the_same_answer_checked_again_is_no_further_try(answer):
    def softmax(z):
        return z

    again = type(softmax)(softmax.__code__, {}, "softmax")
    assert [answer(function=each) for each in (softmax, softmax, again, len, len)] == [""] * 5
    assert answer() == offered(3, 1)


def test_a_cell_that_asks_for_a_part_offers_nothing_and_one_right_part_forgets_nothing(answer):
    assert [answer(), answer(), answer(part="values")] == [""] * 3
    assert answer(RIGHT, part="robustness") == ""
    assert answer() == offered(4, 1)


def test_a_function_that_is_not_written_is_no_failure(answer):
    unwritten = Unwritten(NotImplementedError, "", raised_in="softmax")
    assert [answer(), answer(), answer(unwritten), answer()] == ["", "", "", offered(3, 1)]
    assert answer(unwritten) == ""


def test_failures_before_a_restart_count(answer, place):
    assert [answer(), answer()] == ["", ""]
    answer.restart()
    assert answer() == offered(3, 1)
    answer.restart()
    assert answer() == offered(4, 1)


def test_a_course_says_after_how_many_failures_a_hint_is_offered_and_0_is_never():
    early = Answers(replace(COURSE, hint_after=1))
    assert [early(), early()] == [offered(1, 1), offered(2, 2)]
    never = Answers(replace(COURSE, hint_after=0))
    assert [never() for _ in range(9)] == [""] * 9


def test_a_forged_count_offers_no_hint_that_there_is_not(answer, place):
    progress_file.write(place, {"softmax": Standing((), "value, ordinary", times=7, hints=0)})
    assert answer() == ""
