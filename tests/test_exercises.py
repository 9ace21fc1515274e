"""Every exercise, from its description: the reference is right, and the truth is what it says."""

import cProfile
import pstats

import numpy as np
import pytest
from public import public_cases
from scipy import linalg, special

from autograder.checking import exercise
from autograder.checking.compare import examine
from autograder.checking.exercise import PARTS, PUBLIC_SEED, Family
from autograder.course.exercises import ASSIGNMENTS, EXERCISES
from autograder.key.gallery import reference_of
from autograder.key.hidden import HIDDEN_SEED, hidden_cases

NAMES = list(EXERCISES)


def test_exercises_are_numbered_in_order():
    for a, group in enumerate(ASSIGNMENTS.values(), 1):
        assert [e.number for e in group] == [f"{a}.{i}" for i in range(1, len(group) + 1)]


@pytest.mark.parametrize("name", NAMES)
def test_the_reference_passes_its_public_check(name):
    verdict = examine(EXERCISES[name], reference_of(name).function, public_cases(name, None))
    assert verdict.right, verdict


@pytest.mark.parametrize("part", ["values", "robustness"])
@pytest.mark.parametrize("name", NAMES)
def test_the_reference_passes_its_hidden_tests(name, part):
    cases = hidden_cases(name, part)
    verdict = examine(EXERCISES[name], reference_of(name).function, cases, part=part, hidden=True)
    assert verdict.right, verdict


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("name", NAMES)
def test_the_reference_passes_whatever_the_seed_with_a_decade_to_spare(name, seed):
    for part in ("values", "robustness"):
        cases = hidden_cases(name, part, seed)
        verdict = examine(EXERCISES[name], reference_of(name).function, cases, part=part)
        assert verdict.right, verdict


# The most work of a check for which nobody minds to wait: calls of any function, its own and the
# library's, each of a microsecond or so, and numbers in all arguments together. Twice what the
# longest check does.
MOST_CALLS, MOST_NUMBERS = 350_000, 320_000


@pytest.mark.parametrize("name", NAMES)
def test_a_check_of_the_reference_is_not_much_work(name):
    """It is counted, since a clock tells as much of the machine and of its other work."""
    exercise.public_cases.cache_clear()
    profile = cProfile.Profile()
    profile.runcall(
        lambda: examine(EXERCISES[name], reference_of(name).function, public_cases(name, None))
    )
    assert pstats.Stats(profile).total_calls < MOST_CALLS
    arguments = [each for case in public_cases(name, None) for each in case.arguments]
    assert sum(np.size(each) for each in arguments) < MOST_NUMBERS


@pytest.mark.parametrize("name", NAMES)
def test_the_reference_passes_while_its_arguments_are_read_only(name):
    function = reference_of(name).function
    for case in public_cases(name, None):
        arguments = case.fresh()
        for argument in arguments:
            if isinstance(argument, np.ndarray):
                argument.flags.writeable = False
        if case.target.raises is None:
            function(*arguments)


@pytest.mark.parametrize("name", NAMES)
def test_the_same_seed_gives_the_same_cases_and_another_seed_gives_others(name):
    def numbers(seed):
        hidden_cases.cache_clear()
        cases = hidden_cases(name, "values", seed)
        return [np.ravel(a).tolist() for case in cases for a in case.arguments]

    assert numbers(5) == numbers(5)
    assert numbers(5) != numbers(6)


@pytest.mark.parametrize("name", [n for n in NAMES if n != "softmax_flat_directions"])
def test_no_public_case_returns_as_a_hidden_one(name):
    def keys(cases):
        return {
            tuple(np.ravel(a).tobytes() if isinstance(a, np.ndarray) else a for a in c.arguments)
            for c in cases
            # A few kinds of case, such as the zero matrix, know only one number to be made of.
            if any(isinstance(a, np.ndarray) and len(np.unique(a)) > 3 for a in c.arguments)
        }

    hidden = keys(hidden_cases(name, "values")) | keys(hidden_cases(name, "robustness"))
    assert not hidden & keys(public_cases(name, None))
    assert HIDDEN_SEED != PUBLIC_SEED


@pytest.mark.parametrize("name", NAMES)
def test_logits_of_size_one_and_several_sizes_are_among_the_values(name):
    cases = hidden_cases(name, "values")
    shapes = {tuple(np.shape(a) for a in case.arguments) for case in cases}
    assert len(shapes) > 1 or name in ("softmax_flat_directions",)
    assert all(case.family.logits == 1.0 for case in cases)


@pytest.mark.parametrize("name", ["softmax", "cross_entropy", "sigmoid"])
def test_no_logit_is_larger_than_what_a_family_promises(name):
    for part in PARTS:
        for case in (*public_cases(name, part), *hidden_cases(name, part)):
            if case.family.name in ("moderate", "large", "huge"):
                largest = np.abs(case.arguments[0]).max()
                assert largest == pytest.approx(case.family.logits, rel=1e-12)


@pytest.mark.parametrize("name", NAMES)
def test_strided_families_hand_over_arrays_that_are_not_contiguous(name):
    strided = [c for c in public_cases(name, None) if c.family.arrangement == "strided"]
    for case in strided:
        for fresh, kept in zip(case.fresh(), case.arguments, strict=True):
            if isinstance(fresh, np.ndarray) and fresh.size > 1:
                assert not fresh.flags.c_contiguous
                assert not fresh.flags.f_contiguous
                steps = [abs(step) for step in fresh.strides]
                assert steps == sorted(steps), "columns first"
                np.testing.assert_array_equal(fresh, kept)
    assert strided or name == "softmax_flat_directions"


def caught(name, function, part=None):
    """The outcome and the family of the public check, which a wrong answer must not pass."""
    verdict = examine(EXERCISES[name], function, public_cases(name, part), part=part)
    assert not verdict.right
    return verdict.outcome, verdict.family


def softmax_shifted_by_the_largest_size(z):
    weights = np.exp(z - np.abs(z).max(axis=-1, keepdims=True))
    return weights / weights.sum(axis=-1, keepdims=True)


@pytest.mark.parametrize(
    ("name", "function"),
    [
        ("softmax", softmax_shifted_by_the_largest_size),
        (
            "probability_gradient",
            lambda W, x, k, c: (
                (p := softmax_shifted_by_the_largest_size(x @ W))[k] * ((k == c) - p[c]) * x
            ),
        ),
        (
            "input_gradient",
            lambda W, b, a, y: W.T @ (softmax_shifted_by_the_largest_size(W @ a + b) - y),
        ),
    ],
)
def test_logits_that_are_all_far_below_zero_are_among_the_cases(name, function):
    assert caught(name, function)[0] == "not finite"


def test_probabilities_of_zero_are_among_the_cases_where_the_contract_has_them():
    def divides(p, u):
        return p * (u - (u * p / p) @ p)

    assert caught("softmax_backward", divides)[0] == "not finite"


def sample_by_sample(W, X, V):
    product = np.zeros(W.shape)
    for x, p in zip(X, special.softmax(X @ W, axis=1), strict=True):
        product += np.outer(x, (np.diag(p) - np.outer(p, p)) @ (x @ V))
    return product / len(X)


def all_outer_products(W, X, V):
    P, U = special.softmax(X @ W, axis=1), X @ V
    T = P * U - P * (P * U).sum(axis=1, keepdims=True)
    return (X[:, :, None] * T[:, None, :]).mean(axis=0)


@pytest.mark.parametrize("function", [sample_by_sample, all_outer_products])
def test_a_product_with_the_hessian_may_form_no_matrix_of_classes_nor_a_cube(function):
    assert caught("hessian_vector_product", function) == ("cost", "")


def test_a_product_with_the_hessian_may_add_up_outer_products_in_a_loop():
    def loop(W, X, V):
        product = np.zeros(W.shape)
        for x in X:
            p, u = special.softmax(x @ W), x @ V
            product += np.outer(x, p * (u - p @ u))
        return product / len(X)

    name = "hessian_vector_product"
    assert examine(EXERCISES[name], loop, public_cases(name, None)).right


def definite(H, asymmetry, border):
    eigenvalues = np.linalg.eigvalsh(H)
    return bool(np.abs(H - H.T).max() <= asymmetry and eigenvalues[0] > border * eigenvalues[-1])


def test_the_borders_of_definiteness_are_relative_and_grow_with_the_size():
    eps, name = np.finfo(np.float64).eps, "is_positive_definite"

    def right(H):
        return definite(H, 1e-10 * np.abs(H).max(), len(H) * eps)

    assert examine(EXERCISES[name], right, public_cases(name, None)).right
    assert caught(name, lambda H: definite(H, 1e-10, len(H) * eps))[1] in ("asymmetric", "rounded")
    without_n = caught(name, lambda H: definite(H, 1e-10 * np.abs(H).max(), eps), "robustness")
    assert without_n[1] == "barely_singular"
    coarse = caught(name, lambda H: definite(H, 1e-10 * np.abs(H).max(), 1e-12))
    assert coarse[1] == "barely_positive"


def test_a_rank_is_judged_by_the_relative_border_of_numpy():
    def by(**border):
        return lambda X: np.linalg.matrix_rank(X, **border) == X.shape[1]

    assert caught("has_full_column_rank", by(tol=1e-12))[1] == "tiny_numbers"
    assert caught("has_full_column_rank", by(rtol=1e-12))[1] == "badly_scaled"

    def flat(X):
        if np.linalg.matrix_rank(X, rtol=1e-10) == X.shape[1]:
            raise ValueError("full rank")
        return np.linalg.svd(X)[2][-1]

    assert caught("flat_direction", flat) == ("not raised", "badly_scaled")


def newton(
    X,
    y,
    tol,
    max_iter,
    size=lambda g: np.abs(g).max(),
    halvings=60,
    solve=linalg.lstsq,
    falls=lambda rise: rise <= 1e-12,
):
    """A fit as the contract of fit_logistic has it, with parts to put faults in."""

    def loss(theta):
        return np.logaddexp(0.0, (1 - 2 * y) * (X @ theta)).mean()

    theta = np.zeros(X.shape[1])
    values = [loss(theta)]
    for _ in range(max_iter):
        mu = special.expit(X @ theta)
        gradient = X.T @ (mu - y) / len(y)
        if size(gradient) <= tol:
            break
        step = solve((X.T * (mu * (1 - mu))) @ X / len(y), gradient)
        step = step[0] if isinstance(step, tuple) else step
        lengths = 0.5 ** np.arange(halvings + 1)
        trials = [theta - t * step for t in lengths if falls(loss(theta - t * step) - values[-1])]
        if not trials:
            break
        theta = trials[0]
        values.append(loss(theta))
    return theta, values


def fit_with(**fault):
    return lambda X, y, tol=1e-10, max_iter=50: newton(X, y, tol, max_iter, **fault)


@pytest.mark.parametrize(
    ("part", "falls"),
    [
        ("values", lambda rise: rise < 0),
        ("values", lambda rise: rise <= 0),
        ("robustness", lambda rise: rise <= 0),
    ],
)
@pytest.mark.parametrize("seed", range(12))
def test_rounding_alone_never_decides_about_a_fit_that_allows_no_rise(part, falls, seed):
    families = {"values": ["ordinary"], "robustness": ["badly_scaled", "strided", "one_feature"]}
    exercise = EXERCISES["fit_logistic"]
    drawn = [Family(name, draws=6) for name in families[part]]
    cases = tuple(exercise.cases(drawn, np.random.default_rng(seed)))
    verdict = examine(exercise, fit_with(falls=falls), cases, part=part)
    assert verdict.right, verdict


@pytest.mark.parametrize(
    ("function", "family"),
    [
        (fit_with(size=np.linalg.norm), "already_there"),
        (fit_with(size=lambda g: np.abs(g).mean()), "few_steps"),
        (lambda X, y, tol=1e-10, max_iter=50: newton(X, y, tol, max_iter - 1), "few_steps"),
        (lambda X, y, tol=1e-10, max_iter=50: newton(X, y, 1e-10, max_iter), "already_there"),
        (fit_with(halvings=8), "damping"),
        (fit_with(solve=np.linalg.solve), "separable"),
    ],
)
def test_a_fit_that_keeps_one_rule_less_is_caught_where_the_rule_counts(function, family):
    right = examine(EXERCISES["fit_logistic"], fit_with(), public_cases("fit_logistic", None))
    assert right.right, right
    assert caught("fit_logistic", function, "robustness")[1] == family


def test_a_softmax_fit_needs_its_damping_too():
    dampings = [c for c in public_cases("fit_softmax", None) if c.family.name == "damping"]
    assert dampings
    for case in dampings:
        X, Y, _ = case.arguments
        # With two classes and hardly a penalty it is the logistic fit, which needs nine halvings.
        _, values = newton(X, Y[:, 1], 1e-10, 50, halvings=0)
        _, damped = newton(X, Y[:, 1], 1e-10, 50, halvings=9)
        assert values[-1] > damped[-1] + 1e-3
