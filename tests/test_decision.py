"""One place decides what is right, for a call in a check and for the numbers of an answer alike."""

from types import SimpleNamespace

import numpy as np
import pytest

from autograder.checking.answers import Answer, answer, right
from autograder.checking.calls import Called
from autograder.checking.decision import Agreement, Mismatch, decide
from autograder.checking.exercise import Case, Family, array, arrays, raising, scalar, truth_value
from autograder.checking.outcomes import ArgumentChanged, NotFinite, Raised, WrongShape, WrongType

EXERCISE = SimpleNamespace(arguments=("z",), axes=(("classes",), ("classes",)))
TRUTH = np.array([1.0, 2.0])


def decision(target, result=None, error=None, changed=None, strict=True):
    case = Case((TRUTH,), Family("ordinary"), target)
    return decide(EXERCISE, Called(result, error, changed), case, strict)


def test_what_is_wrong_first_is_told():
    raised = Raised(ValueError, "")
    several_faults = [
        (raised, decision(array(TRUTH, 1.0), error=raised, changed=0)),
        (WrongType("array", "list"), decision(array(TRUTH, 1.0), [1.0], changed=0)),
        (
            WrongShape((2,), (1,), ("classes",)),
            decision(array(TRUTH, 1.0), TRUTH[:1] * np.nan, changed=0),
        ),
        (
            NotFinite(2, 2, True, ("xx",)),
            decision(array(TRUTH, 1.0), TRUTH * np.nan, changed=0),
        ),
        (ArgumentChanged("z"), decision(array(TRUTH, 1.0), TRUTH + 1, changed=0)),
    ]
    for wanted, found in several_faults:
        assert found == wanted
    assert isinstance(decision(array(TRUTH, 1.0), TRUTH + 1, changed=0, strict=False), Mismatch)
    assert decision(array(TRUTH, 1.0), TRUTH, changed=0, strict=False) == Agreement(0.0, 2)


def test_the_second_of_a_pair_has_the_names_of_its_own_axes():
    target = arrays("pair", (TRUTH, TRUTH), (1.0, 1.0))
    exercise = SimpleNamespace(arguments=("z",), axes=(("rows", "columns"), ("classes",)))
    case = Case((TRUTH,), Family("ordinary"), target)
    found = decide(exercise, Called((TRUTH, TRUTH[:1]), None, None), case, strict=True)
    assert found == WrongShape((2,), (1,), ("classes",))


@pytest.mark.parametrize(
    ("target", "result", "is_right"),
    [
        (array(TRUTH, 1.0), TRUTH, True),
        (array(TRUTH, 1.0), TRUTH + 1e-3, False),
        (array(TRUTH, 1.0), TRUTH[:1], False),
        (array(TRUTH, 1.0), TRUTH * np.nan, False),
        (array(TRUTH, 1.0), "text", False),
        (scalar(2.0, 1.0), 2.0, True),
        (scalar(2.0, 1.0), 2.1, False),
        (scalar(2.0, 1.0), np.array([2.0]), False),
        (truth_value(True), True, True),
        (truth_value(True), False, False),
        (arrays("pair", (TRUTH, TRUTH), (1.0, 1.0)), (TRUTH, TRUTH), True),
        (arrays("pair", (TRUTH, TRUTH), (1.0, 1.0)), (TRUTH, TRUTH + 1), False),
        (arrays("pair", (TRUTH, TRUTH), (1.0, 1.0)), (TRUTH,), False),
    ],
)
def test_a_result_and_its_numbers_are_decided_on_alike(target, result, is_right):
    assert isinstance(decision(target, result), Agreement) is is_right
    assert right(answer(result), target) is is_right


def test_of_an_answer_the_numbers_count_whatever_their_type():
    assert right(answer([1.0, 2.0]), array(TRUTH, 1.0))
    assert right(answer(TRUTH.astype("f4")), array(TRUTH, 1.0))
    assert right(answer(1), truth_value(True))
    assert not right(answer(0.5), truth_value(True))


def test_a_margin_is_of_times_what_is_allowed():
    target = array(TRUTH, 1.0)
    near = answer(TRUTH + 5 * target.tolerances[0])
    assert not right(near, target)
    assert right(near, target, margin=10.0)


def test_an_exception_is_right_where_it_is_asked_for_or_a_kind_of_that():
    target = raising(ValueError)
    raised = Raised(np.linalg.LinAlgError, "")
    assert isinstance(decision(target, error=raised), Agreement)
    assert right(answer(None, raised), target)
    assert decision(target, error=Raised(KeyError, "")) == Raised(KeyError, "")
    assert not right(Answer(error="KeyError"), target)
    assert not right(answer(TRUTH), target)
