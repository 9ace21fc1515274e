"""A fingerprint is the same for the same numbers, and for hardly any others."""

from dataclasses import replace

import numpy as np
import pytest
from public import public_cases

from autograder.checking.answers import Answer, answer
from autograder.checking.exercise import Family
from autograder.checking.fingerprints import DIGITS, UNIT, fingerprints
from autograder.course.exercises import EXERCISES

EXERCISE = EXERCISES["softmax"]
CASES = public_cases("softmax", "values")
RNG = np.random.default_rng(0)
FOUND = [answer(RNG.normal(size=case.target.shapes[0])) for case in CASES]


def changed(change):
    return [answer(change(each.members[0])) for each in FOUND]


def prints(found, cases=CASES):
    return fingerprints(found, cases, EXERCISE)


def test_there_are_two_of_a_few_bytes_that_differ():
    first, second = prints(FOUND)
    assert first != second
    assert len(first) == len(second) == DIGITS


@pytest.mark.parametrize("relative", [1e-15, 1e-13, -1e-12])
def test_rounding_does_not_change_both(relative):
    assert set(prints(FOUND)) & set(prints(changed(lambda v: v * (1 + relative))))


@pytest.mark.parametrize("relative", [1e-5, -1e-4, 1.0, -2.0])
def test_other_numbers_have_neither(relative):
    assert not set(prints(FOUND)) & set(prints(changed(lambda v: v * (1 + relative))))


@pytest.mark.parametrize("unit", [1.37, 1.91])
def test_a_number_at_a_border_of_one_way_to_round_is_found_by_the_other(unit):
    border = np.array([unit * 1.5, unit * UNIT * 3.5])
    noisy = border * (1 + 1e-12 * np.array([1, -1]))
    pair = [[answer(numbers)] for numbers in (border, noisy)]
    first, second = (prints(found, CASES[:1]) for found in pair)
    assert set(first) & set(second)


def test_a_scale_at_a_border_is_found_too():
    for start in (1.37, 1.91):
        below, above = ([answer(np.array([start * (1 + s), 0.3]))] for s in (-1e-14, 1e-14))
        assert set(prints(below, CASES[:1])) & set(prints(above, CASES[:1]))


@pytest.mark.parametrize("numbers", [[1.37 * 1.5, 1.37 * UNIT * 3.5], [1.37 * (1 + 1e-12), 0.3]])
def test_a_table_has_the_second_only_where_a_number_lies_at_a_border_of_the_first(numbers):
    at_border, elsewhere = ([answer(np.array(v))] for v in (numbers, [1.37 * 1.5, 0.3]))
    first, _ = prints(elsewhere, CASES[:1])
    assert fingerprints(elsewhere, CASES[:1], EXERCISE, brief=True) == (first,)
    assert fingerprints(at_border, CASES[:1], EXERCISE, brief=True) == prints(at_border, CASES[:1])


def test_what_is_zero_but_for_rounding_is_zero():
    zero, nearly = ([answer(np.array([1.0, x, -x]))] for x in (0.0, 3e-17))
    assert prints(zero, CASES[:1]) == prints(nearly, CASES[:1])


def test_one_wrong_case_of_twenty_is_enough_to_differ():
    others = [*FOUND[:-1], answer(FOUND[-1].members[0] + 0.1)]
    assert not set(prints(FOUND)) & set(prints(others))


def test_shapes_and_sizes_count():
    flat, column = [answer(np.ones(4))], [answer(np.ones((4, 1)))]
    assert not set(prints(flat, CASES[:1])) & set(prints(column, CASES[:1]))
    small = [answer(np.ones(4) / 1024)]
    assert not set(prints(flat, CASES[:1])) & set(prints(small, CASES[:1]))


INFINITE = answer(np.array([1, np.inf]))


@pytest.mark.parametrize("odd", [Answer(), INFINITE])
def test_what_is_no_number_or_not_finite_has_none(odd):
    assert prints([*FOUND[:-1], odd]) == ()


def test_exceptions_count_where_they_are_fewer_than_half():
    raised, half = Answer(error="ValueError"), len(CASES) // 2
    assert prints([*FOUND[:-1], raised]) not in ((), prints(FOUND))
    assert prints([*FOUND[:-1], raised]) != prints([*FOUND[:-1], Answer(error="IndexError")])
    assert prints([*FOUND[: half + 1], *[raised] * (len(CASES) - half - 1)])
    assert prints([*FOUND[:half], *[raised] * (len(CASES) - half)]) == ()


def test_the_exception_that_is_asked_for_counts_as_an_answer():
    case = replace(CASES[0], target=replace(CASES[0].target, raises=ValueError))
    assert prints([Answer(error="ValueError")], (case,))
    assert prints([Answer(error="ValueError")], (case,)) != prints([answer(np.ones(2))], (case,))


def test_where_rounding_decides_only_right_or_wrong_counts():
    case = replace(CASES[0], family=Family("separable"))
    one, other = [answer(RNG.normal(size=3))], [answer(RNG.normal(size=3))]
    assert prints(one, (case,)) == prints(other, (case,))
    assert prints(one, (case,)) != prints([answer(case.target.expected)], (case,))
