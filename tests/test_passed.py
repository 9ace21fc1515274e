"""Cells that wait for an exercise, and loops that end in good time."""

import runpy
from pathlib import Path

import pytest
from scipy import special

import autograder
from autograder import CheckFailed, check, formula_sheet, passed, within
from autograder.checking.session import CheckSession
from autograder.course import within as module
from autograder.course.check import COURSE

pytestmark = pytest.mark.usefixtures("fresh_kernel")

STAND_IN = Path(autograder.__file__).parent / "sandbox" / "inside" / "autograder" / "__init__.py"
NEEDS = "this needs 1.1 softmax; come back when its check passes\n"


def softmax(z):
    return special.softmax(z)


def softmax_jacobian(z):
    raise NotImplementedError("replace this line with your own code")


def test_a_function_that_has_not_passed_is_asked_for_in_one_line(capsys):
    assert not passed(softmax)
    assert capsys.readouterr().out == NEEDS


def test_one_that_has_passed_is_there_without_a_word(capsys):
    check(softmax)
    capsys.readouterr()
    assert passed(softmax)
    assert capsys.readouterr().out == ""


def test_the_two_parts_of_a_check_make_one_pass():
    check(softmax, "values")
    assert not passed(softmax)
    check(softmax, "robustness")
    assert passed(softmax)


def test_another_function_of_the_same_name_has_to_pass_itself(capsys):
    check(softmax)
    capsys.readouterr()
    other = type(softmax)(softmax.__code__, globals(), "softmax")
    assert not passed(other)
    assert capsys.readouterr().out == NEEDS
    check(other, "values")
    assert not passed(other)


def test_one_that_failed_later_has_not_passed(monkeypatch):
    check(softmax)
    monkeypatch.setattr(special, "softmax", lambda z: z)
    with pytest.raises(CheckFailed):
        check(softmax)
    assert not passed(softmax)


def test_of_several_functions_those_that_are_missing_are_named(capsys):
    check(softmax)
    capsys.readouterr()
    assert not passed(softmax, softmax_jacobian)
    assert "this needs 1.2 softmax_jacobian; come back when its" in capsys.readouterr().out
    assert not passed(softmax_jacobian, lambda_of("logit_gradient"))
    assert capsys.readouterr().out == (
        "this needs 1.2 softmax_jacobian, 1.5 logit_gradient; come back when their checks pass\n"
    )


def lambda_of(name):
    function = lambda z, y: z - y  # noqa: E731
    function.__name__ = name
    return function


def test_what_is_no_function_of_an_exercise_is_told_so():
    with pytest.raises(ValueError, match=r"^check got a result \(float\)"):
        passed(0.5)


def test_an_unwritten_function_is_told_without_an_error_and_has_not_passed(capsys):
    check(softmax_jacobian)
    assert capsys.readouterr().out.startswith("softmax_jacobian: not written yet\n")
    assert not passed(softmax_jacobian)


@pytest.mark.parametrize("part", ["values", "robustness"])
def test_in_a_graded_cell_an_unwritten_function_raises(part):
    with pytest.raises(CheckFailed, match=r"^softmax_jacobian: not written yet$"):
        check(softmax_jacobian, part)


def test_one_that_calls_an_unwritten_function_is_not_unwritten_itself():
    def logit_hessian(z, y):
        return softmax_jacobian(z)

    with pytest.raises(CheckFailed, match=r"^logit_hessian: raised NotImplementedError$"):
        check(logit_hessian)


def test_in_grading_nothing_has_passed_and_nothing_is_shown(capsys):
    with CheckSession(COURSE, lambda verdict: None).active():
        check(softmax)
        assert not passed(softmax)
        formula_sheet()
    assert capsys.readouterr().out == ""


def test_the_stand_in_of_the_jail_offers_every_name_and_does_nothing(capsys):
    inside = runpy.run_path(STAND_IN)
    # The data are put there when a jail starts.
    assert set(autograder.__all__) - set(COURSE.data) <= inside.keys()
    assert inside["passed"](softmax) is False
    assert inside["check"](softmax, "values") is inside["check"](anew=True) is None
    assert inside["claim"]("1 = 2", 1, 2) is None
    assert inside["formula_sheet"]() is None
    assert list(inside["within"](10, range(3))) == [0, 1, 2]
    assert capsys.readouterr().out == ""


def test_a_loop_within_its_time_goes_to_its_end(capsys):
    assert list(within(1000, range(5))) == [0, 1, 2, 3, 4]
    assert capsys.readouterr().out == ""


def test_a_loop_beyond_its_time_ends_and_says_after_how_many_steps(capsys, monkeypatch):
    clock = iter(range(100))
    monkeypatch.setattr(module.time, "monotonic", lambda: next(clock))
    assert list(within(3, range(50))) == [0, 1, 2]
    assert capsys.readouterr().out == "stopped after 3 s and 3 steps, before the end\n"
