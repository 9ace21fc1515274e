"""The search for rejected right answers repeats itself, keeps the contract, finds a planted one."""

import math

import numpy as np

from autograder.key.gallery import reference_of
from autograder.verification.search import case, right_answers, search, try_answers
from autograder.verification.workers import spread


def numbers(name, number, seed=0):
    return [np.ravel(argument).tolist() for argument in case(name, number, seed).arguments]


def test_a_case_is_made_again_from_its_number():
    assert numbers("hessian", 3) == numbers("hessian", 3)
    assert numbers("hessian", 3) != numbers("hessian", 4)
    assert numbers("hessian", 3) != numbers("hessian", 3, seed=1)


def test_cases_are_small_and_large_and_have_one_of_everything():
    shapes = [case("loss_gradient", number).arguments for number in range(100)]
    for size in ("len(X)", "len(W)", "W.shape[1]"):
        found = {eval(size, {"W": W, "X": X}) for W, X, _ in shapes}
        assert 1 in found
        assert len(found) > 6
    largest = [np.abs(X @ W).max() for W, X, _ in shapes]
    assert min(largest) < 1e-4
    assert max(largest) > 1e3


def test_cases_keep_to_what_the_exercise_admits():
    assert all(case("reduced_hessian", n).arguments[0].shape[1] >= 2 for n in range(100))
    assert all((case("loss_wrt_probabilities", n).arguments[0] > 0).all() for n in range(200))


def test_a_planted_false_rejection_is_found():
    def judged_wrong(z):
        return reference_of("softmax").function(z) if len(z) > 1 else np.array([2.0])

    answers = [("planted", judged_wrong), ("reference", reference_of("softmax").function)]
    rejections, _ = try_answers("softmax", answers, range(100))
    assert rejections
    for rejection in rejections:
        assert rejection.answer == "planted"
        assert rejection.verdict.outcome == "value"
        assert case("softmax", rejection.number).arguments[0].shape == (1,)


def test_every_right_answer_has_its_turn():
    called = set()
    answers = [
        (label, lambda z, y, label=label, f=function: called.add(label) or f(z, y))
        for label, function in right_answers("logit_gradient")
    ]
    try_answers("logit_gradient", answers, range(len(answers)))
    assert called == {label for label, _ in answers}


def test_a_search_over_processes_gives_what_one_gives():
    (found,) = search(("sigmoid",), count=60, seed=2, workers=2)
    rejections, margin = try_answers("sigmoid", right_answers("sigmoid"), range(60), 2)
    assert (found.exercise, found.cases) == ("sigmoid", 60)
    assert (found.rejections, found.margin) == (tuple(rejections), margin)


def test_work_is_spread_in_order():
    assert list(spread(math.sqrt, [9.0, 4.0, 1.0], workers=2)) == [3.0, 2.0, 1.0]
