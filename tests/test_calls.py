"""A function is called once with each case of a check, and its answer is kept as it was."""

from collections import Counter

import numpy as np
import pytest
from pasted import pasted
from public import public_cases

from autograder.checking.calls import Calls
from autograder.checking.exercise import PARTS, Case, Family
from autograder.checking.failures import CheckFailed
from autograder.course.check import check
from autograder.course.exercises import EXERCISES
from autograder.key import examine
from autograder.key.gallery import gallery
from autograder.key.hidden import HIDDEN_SEED, hidden_cases
from autograder.key.misconceptions import graded_session

# How their error behaves is seen by calls with nudged arguments, and by one more with the same.
NEARLY_RIGHT = {
    "float32",
    "rounded",
    "finite-differences",
    "epsilon-in-denominator",
    "ridge-added",
}


def case(*arguments):
    return Case(arguments, Family("ordinary"))


def key(arguments):
    return tuple(np.asarray(each).tobytes() for each in arguments)


def fails(judge, function, *part):
    with graded_session(HIDDEN_SEED).active(lambda verdict: None):
        try:
            judge(function, *part)
        except CheckFailed:
            return True
    return False


@pytest.mark.parametrize("name", [name for name in EXERCISES if not name.startswith("fit_")])
def test_a_function_that_fails_is_called_at_most_once_with_each_case(name):
    hidden = [case for part in PARTS for case in hidden_cases(name, part)]
    met = Counter()
    for judge, cases, *part in (
        (check, public_cases(name, None)),
        (examine, hidden, PARTS[0]),
        (examine, hidden, PARTS[1]),
    ):
        equal = Counter(key(case.arguments) for case in cases)
        for entry in gallery(name)[::3]:  # some, since grading looks long for a name
            if entry.right or entry.label in NEARLY_RIGHT:
                continue
            function = pasted(entry)

            def counted(*arguments, function=function):
                met[key(arguments)] += 1
                return function(*arguments)

            counted.__name__ = name
            met.clear()
            if fails(judge, counted, *part):
                assert met.total() > 0
                assert all(met[each] <= count for each, count in equal.items()), entry.label


def test_what_a_function_does_later_to_its_results_is_not_seen():
    shared = np.zeros(2)

    def reused(z):
        shared[:] = z
        return shared, [float(z[0])]

    calls, cases = Calls(reused), [case(np.full(2, float(n))) for n in range(3)]
    results = [calls.on(each).result for each in cases]
    assert [array.tolist() for array, _ in results] == [[0, 0], [1, 1], [2, 2]]
    shared[:] = np.nan
    assert calls.on(cases[0]).result is results[0]
    assert results[0][0].tolist() == [0, 0]


def test_an_error_and_a_change_of_an_argument_are_kept_as_well():
    def spoilt(k, z):
        z[0] = k
        if k == 2:
            raise ValueError("of two")

    calls, cases = Calls(spoilt), [case(k, np.zeros(2)) for k in range(3)]
    assert [calls.on(each).changed for each in cases] == [None, 1, 1]
    assert calls.on(cases[2]).error.error is ValueError
    assert calls.on(cases[2]) is calls.on(cases[2])


class Remote:
    """Stands for a function in another process; asked: with how many cases each time."""

    is_remote = True

    def __init__(self):
        self.asked = []

    def ahead(self, cases):
        self.asked.append(len(cases))
        results = iter([2 * case.arguments[0] for case in cases])

        def replies(_):
            return next(results)

        replies.is_remote, replies.numbers, replies.changed = True, np.arange(len(cases)), False
        return replies


def test_another_process_is_asked_at_once_and_only_for_what_is_not_known():
    calls, cases = Calls(Remote()), [case(float(n)) for n in range(5)]
    calls.make(cases[:2])
    calls.make(cases)
    calls.make(cases)
    assert calls.function.asked == [2, 3]
    assert calls.numbers(tuple(cases[2:])).tolist() == [0, 1, 2]
    for other in (cases, cases[1:2], cases[2:4], []):
        assert calls.numbers(tuple(other)) is None
    assert [calls.on(each).result for each in cases] == [0.0, 2.0, 4.0, 6.0, 8.0]
    assert calls.numbers(tuple(cases[2:])) is None  # what has been looked at one by one stays so


def test_calls_of_calls_are_the_same_calls():
    calls = Calls(np.exp)
    assert Calls.of(calls) is calls
    assert Calls.of(np.exp).function is np.exp
