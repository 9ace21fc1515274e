"""What is found of many cases at once is what is found case by case: over the whole gallery."""

import contextlib
from functools import partial

import numpy as np
import pytest
from pasted import pasted

from autograder.checking import compare, decision, diagnosis
from autograder.checking.calls import Calls, attempt
from autograder.checking.decision import Agreement
from autograder.checking.exercise import (
    PARTS,
    UNKNOWN,
    Case,
    Family,
    Target,
    array,
    arrays,
    raising,
    scalar,
    truth_value,
)
from autograder.checking.failures import CheckFailed
from autograder.checking.report import report_lines
from autograder.checking.session import CheckSession
from autograder.checking.together import together
from autograder.course.check import COURSE
from autograder.course.exercises import EXERCISES
from autograder.grading.stubs import Allowance, OwnCalls, Stub
from autograder.key import examine
from autograder.key.gallery import gallery, reference_of
from autograder.key.hidden import HIDDEN_SEED, hidden_cases
from autograder.key.misconceptions import graded_session
from autograder.sandbox.inside import wire


class Remembered:
    """Answers the calls of a function as a session does, those that it knows as it did before."""

    def __init__(self, function):
        self.function, self.known = function, {}

    def call(self, name, calls, seconds, *_):
        if calls.data not in self.known:
            made, _ = wire.decode(calls.data, gaps=True)
            self.known[calls.data] = wire.encode_replies(map(self._reply, made))
        return wire.Replies(self.known[calls.data], calls)

    def _reply(self, arguments):
        before = wire.encode(arguments)
        result, error = attempt(self.function, arguments)
        changed = () if wire.encode(arguments) == before else arguments
        if error is not None:
            return wire.raised(error.error(error.message), changed)
        return wire.Reply("value", result, arguments=changed)


def verdicts(session, name):
    """What grading says of a function: of the public cases and the hidden ones of each part."""
    checks, found = graded_session(HIDDEN_SEED), []
    for part in PARTS:
        for judge in (partial(checks.check, namespace={}), examine):
            function = Stub(session, name, OwnCalls(Allowance(1e6)))
            with checks.active(found.append), contextlib.suppress(CheckFailed):
                judge(function, part=part)
    return found


def told(verdict):
    """All that a verdict says, for a comparison: a public one holds arrays."""
    said = verdict.found, verdict.part, verdict.hidden, verdict.family, verdict.misconception
    return *said, report_lines(verdict, COURSE)


# A fit's list of values may have any length: its results have no form.
@pytest.mark.parametrize("name", [name for name in EXERCISES if not name.startswith("fit_")])
def test_the_fast_ways_say_of_each_answer_what_the_slow_ones_say(name, monkeypatch):
    # Its large cases are for a process of limited memory.
    monkeypatch.setattr(compare, "_decide_remotely", lambda *_: Agreement(0.0, 1))
    for entry in (reference_of(name), *gallery(name)):
        session = Remembered(pasted(entry))
        fast = verdicts(session, name)
        with monkeypatch.context() as slowly:
            slowly.setattr(compare, "together", lambda cases: None)
            slowly.setattr(diagnosis, "_possible", lambda catalogue, *_: catalogue)
            slowly.setattr(CheckSession, "calls", lambda _self, _exercise, stub: Calls(stub))
            slow = verdicts(session, name)
        assert list(map(told, fast)) == list(map(told, slow)), entry.label


def right(z):
    weights = np.exp(z - z.max())
    return weights / weights.sum()


def changes_its_argument(z):
    z -= z.max()
    return right(z)


def answers_late(z, seen=[]):  # noqa: B006
    seen.append(z)
    return right(z) if len(seen) < 5 else right(z) + 1e-6


@pytest.mark.parametrize(
    ("softmax", "at_once"),
    [
        (right, True),
        (changes_its_argument, False),
        (answers_late, False),
        (lambda z: right(z) + np.nan, False),
        (lambda z: right(z) * np.inf, False),
        (lambda z: right(z)[None], False),
        (lambda z: right(z).astype(np.float32), False),
        (lambda z: right(z).tolist(), False),
        (lambda z: (right(z),), False),
        (lambda z: None, False),
        (lambda z: 1 / 0, False),
        (lambda z: right(z).view(np.recarray), False),
    ],
)
def test_on_any_doubt_the_cases_are_decided_on_one_by_one(softmax, at_once, monkeypatch):
    decided = []

    def decide(*arguments):
        decided.append(arguments)
        return decision.decide(*arguments)

    monkeypatch.setattr(compare, "decide", decide)
    function = Stub(Remembered(softmax), "softmax", OwnCalls(Allowance(1e6)))
    cases = hidden_cases("softmax", "values")
    verdict = compare.examine(EXERCISES["softmax"], function, cases, part="values", hidden=True)
    assert verdict.right == (softmax is changes_its_argument or at_once)
    assert (not decided) == at_once


@pytest.mark.parametrize(("wrong_at", "called"), [(0, 1), (1, 5), (4, 5), (5, 20), (None, 20)])
def test_a_function_that_was_wrong_before_is_called_little_until_it_is_wrong_again(
    wrong_at, called
):
    seen = []

    def softmax(z):
        seen.append(z)
        return right(z) * (2 if len(seen) - 1 == wrong_at else 1)

    function = Stub(Remembered(softmax), "softmax", OwnCalls(Allowance(1e6)))
    cases = hidden_cases("softmax", "robustness")[:20]
    calls = Calls(function, doubted=True)
    verdict = compare.examine(EXERCISES["softmax"], calls, cases, part="values", hidden=True)
    assert verdict.right == (wrong_at is None)
    assert len(seen) == called


def test_cases_have_forms_of_python_and_of_numpy_and_those_without_any_have_none():
    def forms(*targets):
        found = together(tuple(Case((), Family("ordinary"), target) for target in targets))
        return found and [[type(result) for result in form] for form in found.forms]

    assert forms(scalar(1.0, 1.0), truth_value(True)) == [[float, bool], [np.float64, np.bool_]]
    assert forms(array(np.ones(2), 1.0)) == [[np.ndarray]] * 2
    assert forms(arrays("pair", [np.ones(2)] * 2, [1.0] * 2)) == [[tuple]] * 2
    assert forms(scalar(1.0, 1.0), raising(ValueError)) is None
    assert forms(Target("fit", ((2,),))) is None
    assert forms(UNKNOWN) is None
    assert forms() is None
