"""A wrong answer that few hidden cases catch is a gap, for another draw may let it through."""

from dataclasses import replace

import numpy as np
import pytest

from autograder.checking.compare import examine
from autograder.course.exercises import EXERCISES
from autograder.key.gallery import gallery, reference_of
from autograder.key.hidden import HIDDEN_SEED, hidden_cases, hidden_families
from autograder.verification import catching
from autograder.verification.catching import ENOUGH, caught, gap_of

RIGHT = reference_of("softmax").function


def wrong_for(*cases):
    """A softmax that is wrong for the logits of some cases alone."""
    known = {case.arguments[0].tobytes() for case in cases}
    return lambda z: RIGHT(z) + (np.array(z).tobytes() in known)


@pytest.mark.parametrize("count", range(ENOUGH + 2))
def test_cases_that_catch_an_answer_are_counted_up_to_enough(count):
    cases = hidden_cases("softmax", "values")[-count:] if count else ()
    assert caught("softmax", wrong_for(*cases), "values") == min(count, ENOUGH)
    assert caught("softmax", wrong_for(*cases), "robustness") == 0


def test_the_cases_are_those_of_the_seed():
    function = wrong_for(*hidden_cases("softmax", "values", 3)[:2])
    assert caught("softmax", function, "values", 3) == 2
    assert caught("softmax", function, "values", HIDDEN_SEED) == 0


def test_an_argument_that_is_changed_counts_in_robustness_alone():
    def in_place(z):
        z -= z.max()
        return RIGHT(z)

    assert caught("softmax", in_place, "robustness") == ENOUGH
    assert caught("softmax", in_place, "values") == 0


def test_what_costs_too_much_memory_is_caught_enough():
    (entry, *_) = (e for e in gallery("softmax_differential") if e.label == "memory")
    assert caught(entry.exercise, entry.function, "robustness") == ENOUGH
    assert caught(entry.exercise, entry.function, "values") == 0


def test_a_wrong_answer_that_two_cases_catch_is_a_gap():
    wrong = next(e for e in gallery("softmax") if not e.right and e.part is None)
    assert gap_of(wrong, HIDDEN_SEED) == ""
    barely = replace(wrong, given=wrong_for(*hidden_cases("softmax", "values")[:2]))
    assert gap_of(barely, HIDDEN_SEED) == (
        f"softmax, wrong answer {wrong.label}: caught by 2 hidden cases of values, not by 3"
    )


def test_a_right_answer_need_not_be_caught():
    right = next(e for e in gallery("softmax") if e.right)
    assert gap_of(right, HIDDEN_SEED) == ""


@pytest.mark.parametrize(
    ("name", "part", "arrangement", "label"),
    [
        ("probability_gradient", "robustness", "falling", "logits-far-apart"),
        ("probability_gradient", "robustness", "rising", "logits-far-apart"),
        ("is_positive_definite", "values", "rounded_up", "several-signs"),
        ("fit_logistic", "robustness", "nearly_there_negative", "signed-largest"),
        ("fit_logistic", "robustness", "lone", "singular-raises"),
    ],
)
def test_every_draw_of_these_kinds_catches_its_answer_and_no_right_one(
    name, part, arrangement, label
):
    exercise = EXERCISES[name]
    (family,) = [f for f in hidden_families(name, part) if f.arrangement == arrangement]
    assert family.draws >= ENOUGH
    # Left to chance, some of these draws would let the wrong answer through.
    drawn = exercise.cases([replace(family, draws=20)], np.random.default_rng(2))
    right = [entry.function for entry in gallery(name) if entry.right]
    wrong = [entry.function for entry in gallery(name) if entry.label == label]
    for case in drawn:
        assert all(examine(exercise, function, (case,), part=part).right for function in right)
        assert not all(examine(exercise, function, (case,), part=part).right for function in wrong)


def test_every_fit_of_6_3_that_is_nearly_there_catches_a_signed_largest_entry():
    exercise = EXERCISES["fit_softmax"]
    families = hidden_families(exercise.name, "robustness")
    (family,) = [f for f in families if f.arrangement == "nearly_there_negative"]
    for case in exercise.cases([replace(family, draws=20)], np.random.default_rng(2)):
        X, Y, _, tol, _ = case.arguments
        gradient = X.T @ (1 / Y.shape[1] - Y) / len(X)
        assert gradient.max() <= tol < np.abs(gradient).max()


@pytest.mark.parametrize("seed", [HIDDEN_SEED, 11])
@pytest.mark.parametrize("name", [n for n in EXERCISES if not n.startswith("fit_")])
def test_enough_hidden_cases_catch_each_wrong_answer(name, seed):
    assert catching.gaps_in((name, seed)) == []
