"""Each check has a planted fault that trips it, and a neighbour that passes."""

import copy
import sys
import warnings
from dataclasses import replace

import numpy as np
import pytest
from public import public_cases
from scipy import special

from autograder.checking import differences, words
from autograder.checking.compare import examine
from autograder.checking.decision import PATTERN_SIDE, pattern
from autograder.checking.exercise import array
from autograder.checking.outcomes import Raised, WrongType
from autograder.course import definitions
from autograder.course.exercises import EXERCISES
from autograder.key.gallery import reference_of
from autograder.key.hidden import hidden_cases


def judge(name, function, part=None):
    return examine(EXERCISES[name], function, public_cases(name, part), part=part)


def type_of(verdict):
    """The type of a result, as a report says it."""
    return words.TYPE[verdict.found.form].format(got=verdict.found.got)


def jacobian(z):
    s = special.softmax(z)
    return np.diag(s) - np.outer(s, s)


def test_a_right_function_is_right_and_the_verdict_counts_what_agreed():
    verdict = judge("softmax_jacobian", jacobian)
    assert verdict.right
    cases = public_cases("softmax_jacobian", None)
    assert verdict.found.points == len(cases)
    assert verdict.found.entries == sum(case.arguments[0].size ** 2 for case in cases)
    assert verdict.found.gap < 1e-15


def test_the_exception_of_a_function_is_a_verdict_with_its_line():
    def softmax_jacobian(z):
        return z.reshape(7, 7)

    verdict = judge("softmax_jacobian", softmax_jacobian)
    assert verdict.outcome == "raised"
    assert verdict.found.error is ValueError
    assert verdict.found.source == "return z.reshape(7, 7)"


def test_a_function_that_takes_other_arguments_is_reported_and_not_a_crash():
    assert judge("softmax_jacobian", lambda: 1).found.error is TypeError


def test_leaving_the_interpreter_is_a_verdict():
    assert judge("softmax_jacobian", lambda z: sys.exit()).found.error is SystemExit


def test_an_interruption_is_not_swallowed():
    def endless(z):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        judge("softmax_jacobian", endless)


@pytest.mark.parametrize(
    ("result", "got"),
    [
        (lambda J: J.tolist(), "list"),
        (lambda J: J.astype(np.float32), "array of float32"),
        (lambda J: J.astype(object), "array of object"),
        (lambda J: J + 0j, "array of complex128"),
        (lambda J: None, "None"),
        (lambda J: (J,), "tuple of 1"),
        (np.ma.masked_array, "MaskedArray"),
        (lambda J: np.asmatrix(J), "matrix"),
    ],
)
@pytest.mark.filterwarnings("ignore:the matrix subclass:PendingDeprecationWarning")
def test_anything_but_a_plain_float64_array_has_the_wrong_type(result, got):
    verdict = judge("softmax_jacobian", lambda z: result(jacobian(z)))
    assert (verdict.outcome, type_of(verdict)) == ("type", got)


@pytest.mark.parametrize("layout", [np.asfortranarray, lambda J: np.repeat(J, 2, axis=0)[::2]])
def test_the_layout_of_a_result_does_not_matter(layout):
    assert judge("softmax_jacobian", lambda z: layout(jacobian(z))).right


def test_a_scalar_is_a_float_and_not_an_array_or_an_integer():
    def loss(z, y):
        return special.logsumexp(z) - z @ y

    assert judge("cross_entropy", loss).right
    assert judge("cross_entropy", lambda z, y: float(loss(z, y))).right
    assert judge("cross_entropy", lambda z, y: np.array(loss(z, y))).outcome == "type"
    assert judge("cross_entropy", lambda z, y: round(loss(z, y))).outcome == "type"


def test_a_truth_value_is_a_bool_and_not_a_number():
    def full(X):
        return np.linalg.matrix_rank(X) == X.shape[1]

    assert judge("has_full_column_rank", full).right
    assert judge("has_full_column_rank", lambda X: bool(full(X))).right
    assert judge("has_full_column_rank", lambda X: int(full(X))).outcome == "type"


def test_a_pair_is_a_tuple_and_its_members_are_judged_one_by_one():
    def gradients(W, b, a, y):
        delta = special.softmax(W @ a + b) - y
        return np.outer(delta, a), delta

    assert judge("output_gradients", gradients).right
    assert judge("output_gradients", lambda *a: list(gradients(*a))).outcome == "type"
    swapped = judge("output_gradients", lambda *a: gradients(*a)[::-1])
    assert swapped.outcome == "shape"
    doubled = judge("output_gradients", lambda *a: (gradients(*a)[0], 2 * gradients(*a)[1]))
    assert (doubled.outcome, doubled.found.quantity) == ("value", "second")


def test_of_four_arrays_each_is_judged_by_itself():
    name, right = "network_gradients", reference_of("network_gradients").function
    assert judge(name, right).right
    assert judge(name, lambda *a: right(*a)[:3]).found == WrongType("four", "3", form="tuple")
    doubled = judge(name, lambda *a: (*right(*a)[:3], 2 * right(*a)[3]))
    assert (doubled.outcome, doubled.found.quantity) == ("value", "fourth of four")
    listed = judge(name, lambda *a: (*right(*a)[:2], right(*a)[2].tolist(), right(*a)[3]))
    assert (listed.outcome, listed.found.member) == ("type", "third of four")


def test_a_curvature_below_zero_by_rounding_is_told_to_be_negative():
    def curvature_along(W, X, V):
        P, T = special.softmax(X @ W, axis=1), X @ V
        return np.mean((P * T**2).sum(axis=1) - (P * T).sum(axis=1) ** 2)

    assert judge("curvature_along", curvature_along, part="values").right
    verdict = judge("curvature_along", curvature_along, part="robustness")
    assert (verdict.found.quantity, verdict.family) == ("negative", "flat")
    assert -1e-12 < verdict.found.yours < 0
    right = reference_of("curvature_along").function
    assert judge("curvature_along", lambda *a: right(*a) + 1e-16).right


@pytest.mark.parametrize(
    ("values", "got"),
    [
        ([], "list"),
        ((0.5,), "tuple of 1"),
        ([0.5, 1], "list with int"),
        ([0.5, None], "list with NoneType"),
    ],
)
def test_a_list_is_told_what_else_than_floats_it_holds(values, got):
    verdict = judge("fit_logistic", lambda X, y, tol, max_iter: (np.zeros(X.shape[1]), values))
    assert (verdict.outcome, type_of(verdict)) == ("type", got)


def test_a_transposed_result_of_another_shape_is_told_its_axes():
    def loss_gradient(W, X, Y):
        return (special.softmax(X @ W, axis=1) - Y).T @ X / len(X)

    verdict = judge("loss_gradient", loss_gradient)
    assert verdict.outcome == "shape"
    assert verdict.found.axes == ("features", "classes")
    assert verdict.found.got == verdict.found.wanted[::-1]


def test_not_a_number_is_found_before_values_are_compared():
    verdict = judge("softmax", lambda z: np.exp(z) / np.exp(z).sum())
    assert (verdict.outcome, verdict.family) == ("not finite", "huge")
    assert verdict.found.nan


def test_an_argument_changed_in_place_fails_robustness_and_not_values():
    def softmax(z):
        z -= z.max()
        return np.exp(z) / np.exp(z).sum()

    assert judge("softmax", softmax, "values").right
    verdict = judge("softmax", softmax, "robustness")
    assert (verdict.outcome, verdict.found.argument) == ("changed", "z")


@pytest.mark.parametrize(
    ("wrong", "place"),
    [
        (lambda J: np.diag(np.diag(J)), "off the diagonal"),
        (lambda J: J - np.diag(np.diag(J)), "on the diagonal"),
        (lambda J: J + np.pad(np.ones((len(J), 1)), ((0, 0), (0, len(J) - 1))), "in one column"),
        (lambda J: J + np.pad(np.ones((1, len(J))), ((0, len(J) - 1), (0, 0))), "in one row"),
        (lambda J: 2 * J, "everywhere"),
        (lambda J: J + np.triu(np.ones_like(J)), "scattered"),
    ],
)
def test_the_pattern_says_where_the_wrong_entries_are(wrong, place):
    verdict = judge("softmax_jacobian", lambda z: wrong(jacobian(z)))
    assert (verdict.outcome, verdict.found.place) == ("value", place)


def test_a_constant_factor_is_a_fact_and_a_factor_of_some_entries_is_not():
    assert judge("softmax_jacobian", lambda z: -jacobian(z)).found.ratio == pytest.approx(-1)
    assert judge("softmax_jacobian", lambda z: np.triu(jacobian(z))).found.ratio is None


def test_a_transposed_square_result_is_a_fact():
    exercise = EXERCISES["softmax_jacobian"]
    cases = public_cases("softmax_jacobian", "values")

    def skew(z):
        # No symmetric Jacobian can be told from its transpose, so the truth is made asymmetric.
        return jacobian(z) @ np.diag(np.arange(1.0, len(z) + 1))

    changed = [replace(c, target=array(skew(c.arguments[0]), 1.0)) for c in cases]
    assert examine(exercise, skew, changed, part="values").right
    assert examine(exercise, lambda z: skew(z).T, changed, part="values").found.transposed


def test_memory_beyond_the_bound_fails_robustness_only():
    def differential(z, dz):
        return jacobian(z) @ dz

    def lean(z, dz):
        s = special.softmax(z)
        return s * (dz - s @ dz)

    assert judge("softmax_differential", differential, "values").right
    verdict = judge("softmax_differential", differential, "robustness")
    assert verdict.outcome == "cost"
    assert verdict.found.peak > verdict.found.limit
    assert judge("softmax_differential", lean).right


def test_even_a_boolean_matrix_breaks_the_bound_on_memory():
    def differential(z, dz):
        s = special.softmax(z)
        return s * dz - s * (s @ dz) + 0.0 * np.eye(len(z), dtype=bool)[0]

    assert judge("softmax_differential", differential, "robustness").outcome == "cost"


def test_an_exception_where_one_is_asked_for_is_right_and_another_one_is_not():
    def raising(error):
        def flat(X):
            if np.linalg.matrix_rank(X) == X.shape[1]:
                raise error("full rank")
            return np.linalg.svd(X)[2][-1]

        return flat

    assert judge("flat_direction", raising(ValueError)).right
    assert judge("flat_direction", raising(np.linalg.LinAlgError)).right
    assert judge("flat_direction", raising(TypeError)).found.error is TypeError
    assert judge("flat_direction", lambda X: np.linalg.svd(X)[2][-1]).outcome == "not raised"


def test_the_engine_is_closed_to_the_function_under_examination():
    verdict = judge("softmax_jacobian", lambda z: differences.jacobian(definitions.softmax, z))
    assert verdict.found.error is differences.DifferencesClosed


def test_a_definition_is_closed_to_the_function_that_an_exercise_asks_for():
    verdict = judge("cross_entropy", definitions.cross_entropy)
    assert verdict.found.error is differences.DifferencesClosed
    assert definitions.cross_entropy(np.zeros(2), np.array([1.0, 0.0])) == pytest.approx(np.log(2))


def test_an_entry_that_must_be_zero_and_is_not_is_a_verdict_without_a_warning():
    verdict = judge("loss_wrt_probabilities", lambda y_hat, y: -1 / y_hat)
    assert (verdict.outcome, verdict.found.expected) == ("value", 0.0)


def test_a_central_difference_of_ones_own_is_caught_by_the_size_of_its_error():
    def by_differences(z, h=1e-5):
        return np.array(
            [
                (special.softmax(z + h * e) - special.softmax(z - h * e)) / (2 * h)
                for e in np.eye(len(z))
            ]
        ).T

    verdict = judge("softmax_jacobian", by_differences)
    assert verdict.outcome == "value"
    assert abs(verdict.found.yours - verdict.found.expected) < 1e-6


def test_prints_and_warnings_of_the_function_go_nowhere(capsys):
    def noisy(z):
        print("out", file=sys.stdout)
        print("error", file=sys.stderr)
        warnings.warn("noise", stacklevel=1)
        np.exp(np.array([1e4]))
        return jacobian(z)

    assert judge("softmax_jacobian", noisy).right
    assert capsys.readouterr() == ("", "")


def test_a_hidden_verdict_carries_no_array_and_no_argument():
    cases = hidden_cases("softmax_jacobian", "values")
    verdict = examine(
        EXERCISES["softmax_jacobian"], lambda z: -jacobian(z), cases, part="values", hidden=True
    )
    assert verdict.outcome == "value"
    assert not verdict.arguments
    assert verdict.mismatch is None


def test_a_verdict_tells_which_entries_differ_and_no_more_than_fit():
    verdict = judge("softmax_jacobian", lambda z: np.diag(np.diag(jacobian(z))))
    n = len(verdict.found.pattern)
    assert verdict.found.pattern == tuple("x" * row + "." + "x" * (n - row - 1) for row in range(n))
    assert len(pattern(np.ones((PATTERN_SIDE + 1, 2 * PATTERN_SIDE), dtype=bool))) == PATTERN_SIDE
    assert pattern(np.array([True, False])) == ("x.",)
    for nothing in (np.array(True), np.ones((2, 2, 2), dtype=bool)):
        assert pattern(nothing) == ()


def test_a_hoarded_argument_cannot_spoil_the_next_case():
    seen = []

    def hoarder(z):
        for earlier in seen:
            earlier[:] = np.nan
        seen.append(z)
        return jacobian(z)

    assert judge("softmax_jacobian", hoarder).right
    assert judge("softmax_jacobian", jacobian).right


# ---- functions in another process ----


class Remote:
    """Stands for a function in another process: calls are made ahead, on copies."""

    is_remote = True

    def __init__(self, function, memory=10**6):
        self.function, self.memory, self.asked = function, memory, []

    def __call__(self, *arguments):
        return self._ask([arguments])(*arguments)

    def ahead(self, cases):
        return self._ask([case.fresh() for case in cases])

    def within(self, room):
        return self

    def _ask(self, calls):
        self.asked.append(len(calls))
        results = iter([self._attempt(arguments) for arguments in calls])

        def replies(*arguments):
            result, changed = next(results)
            for old, new in zip(arguments, changed, strict=True):
                if isinstance(old, np.ndarray):
                    old[...] = new
            if isinstance(result, Exception):
                raise result
            return result

        replies.is_remote, replies.numbers, replies.changed = True, None, True
        return replies

    def _attempt(self, arguments):
        copies = copy.deepcopy(arguments)
        try:
            if any(np.size(argument) ** 2 > self.memory for argument in copies):
                raise MemoryError
            return self.function(*copies), copies
        except Exception as error:
            return error, copies


class Gone(BaseException):
    """Stands for a call that never returns."""


def judge_remotely(name, function, part=None, hidden=True):
    cases = hidden_cases(name, part or "values")
    return examine(EXERCISES[name], function, cases, part=part, hidden=hidden)


def lean_differential(z, dz):
    s = special.softmax(z)
    return s * (dz - s @ dz)


@pytest.mark.parametrize(
    "function",
    [
        jacobian,
        lambda z: -jacobian(z),
        lambda z: jacobian(z)[0],
        lambda z: jacobian(z).tolist(),
        lambda z: z.reshape(7, 7),
    ],
)
def test_a_remote_function_has_the_verdict_that_it_has_here(function):
    remote = Remote(function)
    there = judge_remotely("softmax_jacobian", remote, "values")
    here = judge_remotely("softmax_jacobian", function, "values")
    if isinstance(here.found, Raised):
        here = replace(here, found=replace(here.found, line=None, source="", raised_in=""))
        there = replace(there, found=replace(there.found, line=None, source="", raised_in=""))
    assert there == here
    assert remote.asked == [len(hidden_cases("softmax_jacobian", "values"))]


def test_a_change_in_place_over_there_is_seen_here():
    def softmax(z):
        z -= z.max()
        return np.exp(z) / np.exp(z).sum()

    assert judge_remotely("softmax", Remote(softmax), "values").right
    verdict = judge_remotely("softmax", Remote(softmax), "robustness")
    assert (verdict.outcome, verdict.found.argument) == ("changed", "z")


def test_a_function_here_is_not_asked_ahead_though_it_could_be():
    def softmax(z):
        return special.softmax(z)

    softmax.ahead = None
    assert judge_remotely("softmax", softmax, "values").right


def test_the_memory_of_a_remote_function_is_tried_in_the_hidden_test_of_robustness_only():
    for part, hidden, asked in (
        ("robustness", True, 2),
        ("robustness", False, 1),
        ("values", True, 1),
    ):
        remote = Remote(lean_differential, memory=np.inf)
        assert judge_remotely("softmax_differential", remote, part, hidden).right
        assert len(remote.asked) == asked


def test_memory_that_another_process_lacks_is_the_cost_and_names_what_is_forbidden():
    verdict = judge_remotely("softmax_differential", Remote(lean_differential), "robustness")
    assert (verdict.outcome, verdict.family) == ("cost", "many_classes")
    assert verdict.found.forbidden == "K×K"
    assert verdict.found.peak is None


@pytest.mark.parametrize(
    ("large", "outcome"),
    [
        (lambda z, dz: lean_differential(z, dz) * 1.001, "value"),
        (lambda z, dz: lean_differential(z, dz)[:-1], "shape"),
        (lambda z, dz: z.reshape(7, 7), "raised"),
        (lambda z, dz: None, "type"),
    ],
)
def test_what_else_is_wrong_in_a_large_case_is_told_as_such(large, outcome):
    def differential(z, dz):
        return (large if len(z) > 1000 else lean_differential)(z, dz)

    remote = Remote(differential, memory=np.inf)
    assert judge_remotely("softmax_differential", remote, "robustness").outcome == outcome


def test_memory_that_runs_out_in_an_ordinary_case_is_an_exception_like_others():
    remote = Remote(lean_differential, memory=1)
    verdict = judge_remotely("softmax_differential", remote, "robustness")
    assert (verdict.outcome, verdict.found.error) == ("raised", MemoryError)


def test_a_call_that_never_returns_is_no_verdict():
    def gone(*_):
        raise Gone

    for function in (gone, type("Lost", (), {"is_remote": True, "ahead": gone})()):
        with pytest.raises(Gone):
            judge_remotely("softmax", function, "values")
