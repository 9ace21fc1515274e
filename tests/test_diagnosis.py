"""A wrong turn is named where its numbers show it, and nowhere else."""

import tracemalloc
from dataclasses import replace
from functools import cache, partial

import numpy as np
import pytest
from public import public_cases
from scipy import special

from autograder.checking import answers as checking_answers
from autograder.checking.answers import Answer, answer, right, same
from autograder.checking.compare import examine
from autograder.checking.diagnosis import named
from autograder.checking.exercise import PARTS
from autograder.checking.outcomes import Raised
from autograder.checking.slips import MESSAGES
from autograder.course.exercises import EXERCISES
from autograder.course.misconceptions import CATALOGUE
from autograder.key.gallery import gallery, reference_of
from autograder.key.hidden import hidden_cases
from autograder.key.misconceptions import SHOWN_BY_SIGNS, catalogue, of_entry
from autograder.verification.noise import KINDS, name_of_noise


@cache
def wrong_answers(name):
    """The wrong answers of a gallery that the hidden cases catch, each with its verdict."""
    found = []
    for entry in gallery(name):
        part = entry.part or "values"
        if not entry.right:
            cases = hidden_cases(name, part)
            verdict = examine(EXERCISES[name], entry.function, cases, part=part, hidden=True)
            if not verdict.right:
                found.append((entry, verdict))
    return tuple(found)


@cache
def key_of(name):
    """The misconception that each wrong answer stands for; each predicts a case only once."""
    return {e: of_entry(e) for e in gallery(name) if not e.right and e.label not in SHOWN_BY_SIGNS}


def name_of(function, verdict, known, cases_of=hidden_cases):
    """The code that a function's failure is given."""
    exercise = EXERCISES[verdict.exercise]
    of_part = partial(cases_of, exercise.name)
    return named(verdict, exercise, function, of_part, known).misconception


# What is true as well of an answer whose own name is not known.
TRUE_TOO = {
    "interval-for-error": "constant-factor",
    "clipped": "result-clipped",
    "clipped-probability": "result-clipped",
}


# What these say the entries or the exceptions themselves show, whatever led to them.
SHOWN = {"equal-indices", "different-indices", *(code for code, _, _ in MESSAGES)}


def fitting(entry):
    """The names that an answer of the gallery may get where the key does not hold it."""
    return {entry.label, "", TRUE_TOO.get(entry.label, ""), *SHOWN}


@pytest.mark.parametrize("name", [name for name in EXERCISES if not name.startswith("fit_")])
def test_an_answer_that_the_key_does_not_hold_gets_no_wrong_name(name):
    for entry, verdict in wrong_answers(name):
        known = tuple(m for e, m in key_of(name).items() if e is not entry)
        assert name_of(entry.function, verdict, CATALOGUE + known) in fitting(entry)


@pytest.mark.parametrize("name", [name for name in EXERCISES if not name.startswith("fit_")])
def test_in_a_notebook_too_no_name_is_wrong(name):
    for entry, _ in wrong_answers(name):
        exercise, part = EXERCISES[name], entry.part or "values"
        verdict = examine(exercise, entry.function, public_cases(name, part), part=part)
        code = name_of(entry.function, verdict, CATALOGUE, public_cases)
        assert code in fitting(entry)


# What a notebook can name though no formula stands in the course.
NAMED_IN_A_NOTEBOOK = """
softmax_jacobian: no-rank-one-term no-delta rank-one-sign
softmax_differential: no-rank-one-term no-delta rank-one-sign
logit_hessian: no-rank-one-term no-delta rank-one-sign
logistic_gradient: variance-for-mu
log_likelihood: wrong-axis whole-array
probability_gradient: class-ignored
class_gradient: wrong-axis whole-array
loss_gradient: wrong-axis whole-array
logistic_hessian: weights-averaged
hessian_block: weights-averaged product-of-means
hessian: weights-averaged product-of-means
reduced_hessian: reference-zeroed reference-left-out first-class-dropped
softmax_backward: no-rank-one-term no-delta rank-one-sign
network_gradients: wrong-axis whole-array bias-forgotten
newton_step: ascent step-for-point half-step gradient-step hessian-for-inverse entrywise-inverse
newton_step: sum-gradient-mean-hessian mean-gradient-sum-hessian diagonal-only
standard_errors: m-forgotten m-twice variances
influence: mean-for-information labels-swapped
"""


@pytest.mark.parametrize("line", NAMED_IN_A_NOTEBOOK.strip().splitlines())
def test_a_notebook_names_it_too(line):
    name, codes = line.split(": ")
    for code in codes.split():
        entry = next(e for e in gallery(name) if e.label == code)
        verdict = examine(EXERCISES[name], entry.function, public_cases(name, None))
        assert name_of(entry.function, verdict, CATALOGUE, public_cases) == code


# Written apart from the gallery, by other means than its answers.


def mean_gradient(theta, X, y):
    return np.einsum("i,ij->j", np.tanh(X @ theta / 2) / 2 + 0.5 - y, X) / X.shape[0]


def softmax_rows(Z):
    return np.exp(Z - np.logaddexp.reduce(Z, axis=1, keepdims=True))


def blocks(W, X, core):
    """Σ_i core(p_i) ⊗ x_i x_iᵀ / m, summed block by block."""
    P, (m, d), K = softmax_rows(X @ W), X.shape, W.shape[1]
    S = np.array([core(p) for p in P])
    rows = [[(X.T * S[:, r, s]) @ X / m for s in range(K)] for r in range(K)]
    return np.block(rows).reshape(d * K, d * K)


def by_hand(p):
    return np.diag(p) - p[:, None] * p


APART = {
    "logistic_gradient-sign": lambda theta, X, y: -mean_gradient(theta, X, y),
    "logistic_gradient-sum-for-mean": lambda theta, X, y: len(y) * mean_gradient(theta, X, y),
    "logistic_gradient-likelihood-for-loss": lambda t, X, y: -len(y) * mean_gradient(t, X, y),
    "logistic_gradient-only-at-zero-weights": lambda t, X, y: mean_gradient(0 * t, X, y),
    "logistic_gradient-labels-swapped": lambda t, X, y: mean_gradient(t, X, 1.0 - y),
    "loss_gradient-class-off-by-one": lambda W, X, Y: (
        X.T @ (softmax_rows(X @ W) - np.roll(Y, 1, axis=1)) / len(X)
    ),
    "loss_gradient-transposed": lambda W, X, Y: (softmax_rows(X @ W) - Y).T @ X / len(X),
    "loss_gradient-linear-residual": lambda W, X, Y: np.einsum("ia,ik->ak", X, X @ W - Y) / len(X),
    "hessian-row-stacked": lambda W, X: (
        blocks(W, X, by_hand)
        .reshape(W.shape[1], W.shape[0], W.shape[1], W.shape[0])
        .transpose(1, 0, 3, 2)
        .reshape(W.size, W.size)
    ),
    "hessian-no-rank-one-term": lambda W, X: blocks(W, X, np.diag),
    "hessian-no-delta": lambda W, X: blocks(W, X, lambda p: -p[:, None] * p),
    "hessian-uncoupled-blocks": lambda W, X: blocks(W, X, lambda p: np.diag(p - p**2)),
    "softmax_jacobian-log-derivative": lambda z: np.eye(len(z)) - softmax_rows(z[None]),
    "cross_entropy-log-base-2": lambda z, y: float(
        np.log2(np.exp2((z - z[y == 1]) / np.log(2)).sum())
    ),
    "cross_entropy-log-epsilon": lambda z, y: float(-np.log(special.softmax(z)[y == 1][0] + 3e-9)),
    "logit_gradient-finite-differences": lambda z, y: np.array(
        [
            (special.logsumexp(z + 1e-6 * e) - special.logsumexp(z - 1e-6 * e)) / 2e-6 - y @ e
            for e in np.eye(len(z))
        ]
    ),
    "logit_gradient-float32": lambda z, y: special.softmax(z.astype("f4")).astype("f8") - y,
    "standard_errors-inverse-root-diagonal": lambda theta, X: (
        1
        / np.sqrt(
            np.einsum("i,ij,ij->j", special.expit(X @ theta) * special.expit(-X @ theta), X, X)
        )
    ),
    "newton_step-step-for-point": lambda theta, X, y: np.linalg.lstsq(
        (X.T * special.expit(X @ theta) * special.expit(-X @ theta)) @ X,
        X.T @ (y - special.expit(X @ theta)),
    )[0],
}


@pytest.mark.parametrize("key", APART)
def test_a_misconception_is_known_in_another_form(key):
    name, code = key.split("-", 1)
    verdict = examine(EXERCISES[name], APART[key], hidden_cases(name, "values"), part="values")
    assert name_of(APART[key], verdict, catalogue()) == code


def test_range_is_told_from_the_cases_that_fail():
    def loss_gradient(W, X, Y):
        E = np.exp(X @ W)
        return ((E / E.sum(axis=1, keepdims=True) - Y).T @ X / len(X)).T.copy()

    cases = public_cases("loss_gradient", "robustness")
    verdict = examine(EXERCISES["loss_gradient"], loss_gradient, cases, part="robustness")
    assert name_of(loss_gradient, verdict, CATALOGUE, public_cases) == "overflow"


@pytest.mark.parametrize("kind", KINDS)
def test_noise_gets_no_name(kind):
    for seed, exercise in enumerate(EXERCISES.values()):
        assert name_of_noise(exercise, kind, seed) == "", (exercise.name, seed)


def test_two_misconceptions_with_the_same_numbers_give_no_name():
    verdict = examine(EXERCISES["softmax_jacobian"], minus, public_cases("softmax_jacobian", None))
    (sign,) = [m for m in CATALOGUE if m.code == "sign"]
    rival = replace(sign, code="rival")
    assert name_of(minus, verdict, (sign,), public_cases) == "sign"
    assert name_of(minus, verdict, (sign, rival), public_cases) == ""


def minus(z):
    s = special.softmax(z)
    return np.outer(s, s) - np.diag(s)


def test_one_case_that_disagrees_takes_the_name_away():
    met = []

    def softmax_jacobian(z):
        met.append(z)
        return minus(z) if len(met) % 20 else -minus(z)

    cases = public_cases("softmax_jacobian", "values")
    verdict = examine(EXERCISES["softmax_jacobian"], softmax_jacobian, cases, part="values")
    met.clear()
    assert name_of(softmax_jacobian, verdict, CATALOGUE, public_cases) == ""


def test_a_slow_function_is_not_waited_for(monkeypatch):
    monkeypatch.setattr(checking_answers, "PATIENCE", 0.0)
    cases = public_cases("softmax_jacobian", "values")
    verdict = examine(EXERCISES["softmax_jacobian"], minus, cases, part="values")
    assert name_of(minus, verdict, CATALOGUE, public_cases) == ""


def test_a_right_verdict_is_left_alone():
    cases = public_cases("softmax", "values")
    verdict = examine(EXERCISES["softmax"], special.softmax, cases, part="values")
    assert name_of(special.softmax, verdict, CATALOGUE, public_cases) == ""


def test_an_error_is_known_by_its_nearest_builtin_class():
    assert answer(None, Raised(np.linalg.LinAlgError, "")) == Answer(error="ValueError")


def test_what_is_no_number_is_the_same_as_nothing():
    assert not same(answer("text"), answer("text"), 1.0)
    assert not right(answer({"W": 1}), public_cases("softmax", "values")[0].target)


@pytest.mark.parametrize("name", ["flat_direction", "softmax_flat_directions"])
def test_a_long_answer_takes_no_memory_for_the_square_of_its_length(name):
    found = Answer((np.zeros(3000), np.zeros((3000, 1)), np.ones(3)))
    tracemalloc.start()
    try:
        members = checking_answers.comparable(found, EXERCISES[name]).members
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 2**20
    assert [member.shape for member in members] == [(3000,), (3000, 1), (3, 3)]


@pytest.mark.parametrize("factor", [1e308, -1e300, 1e200, 5e-324, -0.0, np.inf, np.nan])
@pytest.mark.parametrize("name", ["softmax", "hessian", "flat_direction", "quadratic_form"])
def test_numbers_of_any_size_are_examined_without_a_warning(name, factor):
    def odd(*arguments):
        with np.errstate(all="ignore"):
            return factor * reference_of(name).function(*arguments)

    verdict = examine(EXERCISES[name], odd, public_cases(name, "values"), part="values")
    assert not verdict.right
    assert name_of(odd, verdict, catalogue(), public_cases) in (
        "",
        "constant-factor",
        "not-normalised",
        "zero-vector",
    )


# ---- the same answers in each part ----


@pytest.mark.parametrize("name", ["softmax_jacobian", "logit_gradient", "quadratic_form"])
def test_what_was_explained_in_one_part_is_named_alike_in_the_other(name):
    exercise, of_part = EXERCISES[name], partial(hidden_cases, name)
    for entry, _ in wrong_answers(name):
        earlier = {}
        for part in PARTS:
            verdict = examine(exercise, entry.function, of_part(part), part=part, hidden=True)
            about = verdict, exercise, entry.function, of_part, catalogue()
            assert named(*about, earlier=earlier) == named(*about)


def test_answers_that_were_explained_are_asked_for_once_more_and_not_moved():
    name, called = "logit_gradient", 0
    (entry,) = [each for each in gallery(name) if each.label == "finite-differences"]

    def function(z, y):
        nonlocal called
        called += 1
        return entry.function(z, y)

    cases = public_cases(name, "values")
    verdict = examine(EXERCISES[name], function, cases, part="values")
    earlier, counts = {}, []
    for _ in range(2):
        called = 0
        about = verdict, EXERCISES[name], function, partial(public_cases, name), CATALOGUE
        assert named(*about, earlier=earlier).misconception == "finite-differences"
        counts.append(called)
    assert counts[0] > 3 * len(cases)
    assert counts[1] == len(cases)


def test_another_answer_is_explained_anew():
    name, earlier = "softmax_jacobian", {}
    exercise, cases = EXERCISES[name], public_cases(name, "values")
    for entry, _ in (*wrong_answers(name), *reversed(wrong_answers(name))):
        verdict = examine(exercise, entry.function, cases, part="values")
        about = verdict, exercise, entry.function, partial(public_cases, name), CATALOGUE
        assert named(*about, earlier=earlier) == named(*about)
