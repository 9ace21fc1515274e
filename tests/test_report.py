"""The texts of reports, in a terminal and as HTML."""

import json
import math
import re
import sys
import textwrap
from dataclasses import replace

import numpy as np
import pytest
from IPython.core.error import StdinNotImplementedError
from pseudo import Catalogue, pseudo
from public import public_cases
from scipy import special

from autograder.checking import differences, language
from autograder.checking.compare import Verdict, examine
from autograder.checking.decision import Mismatch
from autograder.checking.exercise import Case, Family
from autograder.checking.mismatch import described
from autograder.checking.outcomes import TooCostly
from autograder.checking.report import Report, heat_maps, hint, picture
from autograder.course import definitions
from autograder.course.check import COURSE
from autograder.course.exercises import EXERCISES
from autograder.course.words import FAMILY
from autograder.key.gallery import reference_of
from autograder.key.hidden import hidden_cases
from autograder.sandbox.inside import wire


def report(name, function, part=None, hidden=False):
    cases = hidden_cases(name, part) if hidden else public_cases(name, part)
    return Report(examine(EXERCISES[name], function, cases, part=part, hidden=hidden), COURSE)


def jacobian(z):
    s = special.softmax(z)
    return np.diag(s) - np.outer(s, s)


def diagonal_only(z):
    s = special.softmax(z)
    return np.diag(s * (1 - s))


def test_a_right_answer_is_one_line_that_says_what_was_established():
    text = str(report("softmax", special.softmax))
    assert re.fullmatch(r"softmax: \d+ entries agree to \de-1\d at \d\d points", text)


def test_right_answers_of_yes_and_no_are_counted():
    def full(X):
        return np.linalg.matrix_rank(X) == X.shape[1]

    assert str(report("has_full_column_rank", full)) == (
        "has_full_column_rank: all 74 answers are right"
    )


def test_large_numbers_do_not_make_the_gap_look_large():
    def flat(X):
        if np.linalg.matrix_rank(X) == X.shape[1]:
            raise ValueError
        return np.linalg.svd(X)[2][-1]

    assert re.search(r"entries agree to \de-1[56] at", str(report("flat_direction", flat)))


def test_a_wrong_answer_names_the_entry_the_place_the_point_and_asks():
    assert str(report("softmax_jacobian", diagonal_only)).splitlines() == [
        "softmax_jacobian: entry (0, 2) differs from the measured value",
        "    yours       +0.000000",
        "    expected    -0.107537   (± 3e-14)",
        "    where       12 of 16 entries, only off the diagonal",
        "    case        numbers of size 1",
        "    at          z = [1.397, 0.3172, 0.4141, -0.4895]",
        "hint: raising one logit changes every probability, through the denominator:",
        "    what is ∂s_k/∂z_j when j = k, and what when j ≠ k? Which product of s with",
        "    itself is a matrix?",
    ]


def test_where_not_all_arguments_fit_the_numbers_come_first_and_else_they_keep_their_order():
    reference = reference_of("class_gradient").function
    lines = str(report("class_gradient", lambda *a: -reference(*a))).splitlines()
    (at,) = (line for line in lines if line.startswith("    at "))
    assert at == "    at          c = 2, W of shape (3, 4), X of shape (12, 3), Y of shape (12, …"
    reference = reference_of("hessian_block").function
    lines = str(report("hessian_block", lambda *a: -reference(*a))).splitlines()
    (at,) = (line for line in lines if line.startswith("    at "))
    assert re.fullmatch(r"    at +W of .*, X of .*, r = \d, s = \d", at)


def test_numbers_that_six_digits_do_not_tell_apart_are_shown_in_full():
    lines = str(report("softmax_jacobian", lambda z: jacobian(z) * (1 + 1e-9))).splitlines()
    assert lines[1].split()[1] != lines[2].split()[1]
    assert lines[4] == "    near        every entry is within 1e-09 of the expected one"
    assert not any(line.startswith("    ratio") for line in lines)


def test_zeros_are_called_zeros_and_not_a_multiple():
    lines = str(report("softmax_jacobian", lambda z: 0 * jacobian(z))).splitlines()
    assert "    ratio       every entry of yours is 0" in lines


def test_a_hidden_answer_names_property_and_pattern_and_no_value():
    text = str(report("softmax_jacobian", diagonal_only, "values", hidden=True))
    assert text.splitlines()[:3] == [
        "softmax_jacobian (hidden values): differs from the measured value",
        "    where       30 of 36 entries, only off the diagonal",
        "    case        numbers of size 1",
    ]
    assert not re.search(r"\d\.\d", text)


def test_a_shape_is_spoken_of_by_its_axes():
    def transposed(W, X, Y):
        return (special.softmax(X @ W, axis=1) - Y).T @ X / len(X)

    first = str(report("loss_gradient", transposed)).splitlines()[0]
    assert first == "loss_gradient: expected (features, classes) = (3, 4), got (4, 3)"


def test_an_exercise_that_is_not_written_says_so_and_what_to_do():
    def softmax(z):
        raise NotImplementedError("replace this line with your own code")

    lines = str(report("softmax", softmax, "values")).splitlines()
    assert lines[0] == "softmax: not written yet"
    assert lines[1].startswith("    line ")
    assert lines[2:] == ["hint: replace the line that raises NotImplementedError by your code."]


def test_a_function_that_calls_an_unwritten_one_is_told_which():
    def softmax(z):
        raise NotImplementedError("replace this line with your own code")

    assert said("softmax_jacobian", lambda z: np.diag(softmax(z))) == (
        "hint: your function calls softmax, and softmax is not written yet. Write it first, or do "
        "without it."
    )

    def of_a_library(z):
        raise NotImplementedError("for arrays without axes")

    assert "replace the line that raises" in said("softmax_jacobian", lambda z: of_a_library(z))


def test_an_exception_shows_the_line_that_raised_it():
    def softmax(z):
        return z / "2"

    text = str(report("softmax", softmax))
    assert 'return z / "2"' in text
    assert "message" in text


def raising(message):
    def softmax(z):
        raise ValueError(message)

    return report("softmax", softmax).lines


def test_a_long_message_is_wrapped():
    message = "operands could not be broadcast together with shapes (12,) (11,3)"
    assert raising(message)[1:3] == [
        "    message     operands could not be broadcast together with shapes (12,)",
        "                (11,3)",
    ]


@pytest.mark.parametrize("message", ["a word " * 100, "x" * 1000])
def test_no_message_takes_more_than_three_lines(message):
    lines = raising(message)
    assert lines[3].endswith("…")
    assert lines[4].startswith("    line ")
    assert max(map(len, lines)) <= 79


def test_beside_a_long_hint_a_long_message_leaves_the_report_its_ten_lines():
    def fit_softmax(X, Y, l2, *_):
        raise np.linalg.LinAlgError("a word " * 100)

    verdict = report("fit_softmax", fit_softmax).verdict
    found = replace(verdict.found, advice="a word " * 40, error=OSError)
    lines = Report(replace(verdict, found=found), COURSE).lines
    assert len(lines) == 10
    assert lines[2].endswith("…")


@pytest.mark.parametrize(
    ("operation", "end"),
    [
        (lambda: np.ones((2, 3)) @ np.ones((4, 5)), "(size 4 is different from 3)"),
        (lambda: np.ones((3, 4)) * np.ones(5), "with shapes (3,4) (5,)"),
        (lambda: np.hstack([np.ones((3, 4)), np.ones((4, 3))]), "at index 1 has size 4"),
        (lambda: np.array([[1.0, 2.0], [1.0]]), "was (2,) + inhomogeneous part."),
        (lambda: np.ones(3, int).__isub__(0.5), "with casting rule 'same_kind'"),
    ],
)
def test_a_message_of_numpy_keeps_its_end_here_and_out_of_the_jail(operation, end):
    with pytest.raises((ValueError, TypeError)) as caught:
        operation()
    reply = wire.decode_replies(wire.encode_replies([wire.raised(caught.value)]), [0])[0]
    for message in (str(caught.value), reply.message):
        rows = [line.strip() for line in raising(message)]
        assert " ".join(rows[1 : rows.index("case        numbers of size 1") - 1]).endswith(end)


@pytest.mark.parametrize("message", ["", " \n "])
def test_an_empty_message_is_no_fact(message):
    assert raising(message)[1].startswith("    line ")


def test_of_a_pair_the_array_of_the_wrong_type_is_named():
    def means(W, b, a, y):
        return np.zeros_like(W), a.mean()

    assert report("output_gradients", means).lines[:3] == [
        "output_gradients: expected a float64 array",
        "    array       the second of the two",
        "    yours       float64 without axes",
    ]


@pytest.fixture
def spanish(monkeypatch):
    monkeypatch.setattr(language, "catalogue", lambda code: Catalogue())
    language._constant.cache_clear()
    with language.speaking("es"):
        yield
    language._constant.cache_clear()


def test_types_shapes_axes_and_costs_are_said_in_the_language_in_use(spanish):
    def means(W, b, a, y):
        return np.zeros_like(W), a.mean()

    def transposed(W, X, Y):
        return (special.softmax(X @ W, axis=1) - Y).T @ X / len(X)

    lines = report("output_gradients", means).lines
    assert lines[2] == f"    {pseudo('yours'):<12}float64 {pseudo('without axes')}"
    assert pseudo("of shape") in "\n".join(lines)
    first = report("loss_gradient", transposed).lines[0]
    assert pseudo("(features, classes)") in first
    verdict = Verdict("curvature_along", "values", False, TooCostly("K×K or many"))
    assert pseudo("K×K or many") in hint(verdict, COURSE)


def stepping_first(X, y, tol=1e-10, max_iter=50):
    """A Newton fit that looks at tol after each step only."""
    theta, values = np.zeros(X.shape[1]), [np.log(2)]
    for _ in range(max_iter):
        mu = special.expit(X @ theta)
        H = (mu * (1 - mu) * X.T) @ X / len(X)
        theta = theta - np.linalg.lstsq(H, X.T @ (mu - y) / len(X))[0]
        values.append(np.mean(np.logaddexp(0, X @ theta) - y * (X @ theta)))
        if np.abs(X.T @ (special.expit(X @ theta) - y)).max() / len(X) <= tol:
            break
    return theta, values


def test_a_list_that_is_too_long_is_counted():
    already_there = [c for c in public_cases("fit_logistic", None) if c.family.name[:3] == "alr"]
    verdict = examine(EXERCISES["fit_logistic"], stepping_first, already_there)
    lines = Report(verdict, COURSE).lines
    assert lines[:4] == [
        "fit_logistic: the list of values is too long",
        "    yours       2 values",
        "    expected    at most 1",
        "    case        a tol that is met at zero",
    ]
    assert lines[5].startswith("hint: is tol looked at before the first step, or only after it?")


def test_a_hint_may_depend_on_what_is_wrong_and_on_the_family():
    def fit_softmax(X, Y, l2, *_):
        raise np.linalg.LinAlgError("Singular matrix")

    assert "What does the penalty add to the diagonal?" in str(report("fit_softmax", fit_softmax))

    def symmetric_part(H):
        values = np.linalg.eigvalsh(H)
        return bool(values[0] > len(H) * np.finfo(float).eps * values[-1])

    assert "hint: which half of H does" in str(report("is_positive_definite", symmetric_part))
    by_default = str(report("is_positive_definite", lambda H: True))
    assert EXERCISES["is_positive_definite"].hint[:40] in by_default


def cases_with_hints():
    return [(name, *case) for name, exercise in EXERCISES.items() for case in exercise.case_hints]


@pytest.mark.parametrize(("name", "wrong", "family"), cases_with_hints())
def test_a_hint_for_a_case_asks_in_four_lines_and_can_be_reached(name, wrong, family):
    hint = EXERCISES[name].case_hints[wrong, family]
    assert "?" in hint
    assert len(textwrap.wrap(f"hint: {hint}", 79, subsequent_indent="    ")) <= 4
    cases = [case for part in ("values", "robustness") for case in public_cases(name, part)]
    assert family in {"", *(case.family.name for case in cases)}
    assert wrong in {"LinAlgError", *(q for case in cases for q in case.target.names)}


# ---- slips that have nothing to do with mathematics ----


def said(name, function, part=None):
    """The hint as one line."""
    lines = report(name, function, part).lines
    start = next(place for place, line in enumerate(lines) if line.startswith("hint: "))
    return " ".join(line.strip() for line in lines[start:])


def test_a_function_that_prints_and_returns_nothing_is_told_to_return():
    text = "hint: your function returned nothing: it ended without return. Printing is not "
    assert said("softmax", lambda z: print(z)) == text + "returning."
    assert said("output_gradients", lambda W, b, a, y: None) == text + "returning."
    assert "    yours       None" in report("softmax", lambda z: None).lines
    assert "Printing" not in said("output_gradients", lambda W, b, a, y: (None, b))
    assert "Printing" not in said("fit_logistic", lambda X, y, *_: (None, [1.0]))


def test_a_name_that_is_not_there_is_named_with_the_suggestion_of_python():
    def softmax(z):
        weights = np.exp(z)
        return wieghts / weights.sum()  # noqa: F821

    assert said("softmax", softmax) == (
        "hint: Python does not know the name wieghts. Is it spelled correctly, and has the cell "
        "that defines it been run?"
    )
    assert report("softmax", softmax).lines[1] == (
        "    message     name 'wieghts' is not defined. Did you mean: 'weights'?"
    )


def test_an_index_that_is_none_is_asked_for():
    def cross_entropy(z, y):
        return special.logsumexp(z) - z[y]

    assert said("cross_entropy", cross_entropy) == (
        "hint: this line takes an entry by its index. Is the index a whole number, and is it less "
        "than the length of its axis?"
    )


def test_a_function_of_math_that_gets_an_array_is_told_of_numpys():
    def softmax(z):
        return math.exp(z)

    assert said("softmax", softmax) == (
        "hint: call your function with arguments of these shapes. Which types and shapes does this "
        "line get? Functions of math take single numbers, those of NumPy take arrays."
    )


def test_input_is_not_taken_for_an_exercise_that_is_not_written():
    def softmax(z):
        raise StdinNotImplementedError("raw_input was called")

    assert said("softmax", softmax) == (
        "hint: a check can't answer input(): the arguments are all that your function needs."
    )


def test_the_suggestion_is_found_where_python_colours_it(monkeypatch):
    def coloured(kind, error, trace):
        said = f"\x1b[35m{error}. Did you mean: 'weights'?\x1b[0m"
        print(f"\x1b[1;35m{kind.__name__}\x1b[0m: {said}", file=sys.stderr)

    monkeypatch.setattr(sys, "__excepthook__", coloured)
    line = report("softmax", lambda z: wieghts).lines[1]  # noqa: F821
    assert line.endswith("is not defined. Did you mean: 'weights'?")


def test_where_python_suggests_no_name_none_is_suggested():
    line = report("softmax", lambda z: qqqqqqqqqqqq).lines[1]  # noqa: F821
    assert line == "    message     name 'qqqqqqqqqqqq' is not defined"


def test_an_attribute_that_is_misspelled_gets_the_suggestion_of_python_too():
    def softmax(z):
        return special.sotfmax(z)

    lines = report("softmax", softmax).lines
    assert " ".join(line.strip() for line in lines[1:3]).endswith("Did you mean: 'softmax'?")
    assert said("softmax", softmax) == (
        "hint: is the name after the dot spelled correctly, and what kind of object stands before "
        "the dot?"
    )


def test_a_function_in_another_process_gets_no_suggestion_from_this_one():
    def softmax(z):
        weights = np.exp(z)
        return wieghts / weights.sum()  # noqa: F821

    softmax.is_remote, softmax.ahead = True, lambda cases: softmax
    softmax.numbers, softmax.changed = None, False
    assert report("softmax", softmax).lines[1].endswith("'wieghts' is not defined")


def test_a_name_that_has_no_value_yet_is_named():
    def softmax(z):
        if z is None:
            shift = 0.0
        return z - shift

    assert said("softmax", softmax) == (
        "hint: shift has no value in this line. Which line assigns it, and does that line always "
        "run before?"
    )


def test_a_function_that_calls_itself_is_told_so():
    def softmax(z):
        return softmax(z)

    assert said("softmax", softmax) == (
        "hint: your function calls itself without end. Does it have the name of the function "
        "that it should call?"
    )


@pytest.mark.parametrize("function", [lambda z: z, lambda z, dz, K: z, lambda: 1.0])
def test_another_number_of_arguments_is_answered_with_those_that_the_exercise_asks_for(function):
    assert said("softmax_differential", function) == (
        "hint: the exercise asks for softmax_differential(z, dz). Your function takes other "
        "arguments."
    )


def test_a_call_inside_the_function_that_lacks_an_argument_is_no_matter_of_the_signature():
    def softmax(z):
        return special.softmax()

    assert "the exercise asks for" not in said("softmax", softmax)


@pytest.mark.parametrize(
    "function",
    [
        lambda z: differences.jacobian(definitions.softmax, z),
        lambda z: definitions.softmax(z),
    ],
)
def test_a_function_that_asks_the_course_is_told_to_derive(function):
    assert said("softmax_jacobian", function) == (
        "hint: the course's own functions do not answer while your function runs. Derive the "
        "formula and write it into your function."
    )


def test_in_grading_where_the_package_is_missing_the_advice_is_the_same():
    def softmax(z):
        raise ModuleNotFoundError("No module named 'autograder.checking'; 'autograder' is not a …")

    assert "do not answer while your function runs" in said("softmax", softmax)


NEARLY = (
    "hint: nearly all digits are right. Do you add a small number, such as 1e-12, or do you round "
    "or clip on the way?"
)


@pytest.mark.parametrize("epsilon", [1e-8, 1e-12, 1e-15])
def test_a_small_number_inside_a_logarithm_or_a_denominator_is_asked_about(epsilon):
    def cross_entropy(z, y):
        return float(-np.log(special.softmax(z) @ y + epsilon))

    def softmax(z):
        weights = np.exp(z - z.max())
        return weights / (weights.sum() + epsilon)

    assert said("cross_entropy", cross_entropy) == NEARLY
    if epsilon > 1e-14:
        assert said("softmax", softmax) == NEARLY


@pytest.mark.parametrize("least", [1e-7, 1e-12, 1e-300])
def test_a_bound_below_a_probability_is_asked_about_where_it_is_met(least):
    asked = "hint: small probabilities are lost. Do you add a number such as 1e-12 "

    def cross_entropy(z, y):
        return float(-np.log(max(special.softmax(z) @ y, least)))

    def log_likelihood(W, X, Y):
        return np.sum(Y * np.log(np.maximum(special.softmax(X @ W, axis=1), least)))

    inside = "inside the logarithm, or clip a probability or a logit?"
    assert said("cross_entropy", cross_entropy) == asked + inside
    assert said("log_likelihood", log_likelihood) == asked + inside
    if least > 1e-20:
        bounded = said("loss_wrt_probabilities", lambda p, y: -y / np.maximum(p, least))
        assert bounded == asked + "to ŷ, or clip it?"


def test_one_small_entry_that_is_quite_wrong_is_not_nearly_right():
    def softmax_jacobian(z):
        J = jacobian(z)
        J[np.unravel_index(np.argmin(np.abs(J)), J.shape)] *= 2
        return J

    far_apart = Case((z := np.array([0.0, -10.0, -10.0]),), Family("ordinary"))
    exercise = EXERCISES["softmax_jacobian"]
    case = replace(far_apart, target=exercise.target(z))
    verdict = examine(exercise, softmax_jacobian, [case])
    assert verdict.found.nearness is not None
    assert Report(verdict, COURSE).lines[-1] != NEARLY
    assert "nearly all digits" not in str(Report(verdict, COURSE))


def test_a_hidden_exception_is_named_and_its_text_withheld():
    def softmax(z):
        raise ValueError(f"my argument was {z}")

    text = str(report("softmax", softmax, "values", hidden=True))
    assert text.splitlines()[0] == "softmax (hidden values): raised ValueError"
    assert "argument was" not in text


@pytest.mark.parametrize(
    ("name", "function", "first"),
    [
        (
            "softmax",
            lambda z: np.exp(z) / np.exp(z).sum(),
            r"softmax: \d of \d entries are not finite",
        ),
        (
            "cross_entropy",
            lambda z, y: -np.log(special.softmax(z)) @ y,
            "cross_entropy: the value is not finite",
        ),
        ("softmax", lambda z: list(z), "softmax: expected a float64 array"),
        (
            "cross_entropy",
            lambda z, y: np.array(1.0),
            "cross_entropy: expected a float",
        ),
        (
            "has_full_column_rank",
            lambda X: True,
            "has_full_column_rank: the answer differs from the truth",
        ),
        (
            "output_gradients",
            lambda W, b, a, y: W,
            "output_gradients: expected a tuple of two float64 arrays",
        ),
        (
            "softmax_differential",
            lambda z, dz: (np.diag(s := special.softmax(z)) - np.outer(s, s)) @ dz,
            "softmax_differential: took more memory than it may",
        ),
        (
            "flat_direction",
            lambda X: np.linalg.svd(X)[2][-1],
            "flat_direction: must raise ValueError, returned a result",
        ),
        (
            "flat_direction",
            lambda X: np.eye(X.shape[1])[0],
            r"flat_direction: entry \d+ of Xv is not 0",
        ),
        (
            "fit_logistic",
            lambda X, y, *_: (np.zeros(X.shape[1]), [np.log(2)]),
            "fit_logistic: the gradient is not 0 at the result",
        ),
    ],
)
def test_each_failure_has_a_first_line_that_stands_alone(name, function, first):
    assert re.fullmatch(first, str(report(name, function)).splitlines()[0])


def test_changing_an_argument_is_named():
    def softmax(z):
        z -= z.max()
        return special.softmax(z)

    lines = str(report("softmax", softmax)).splitlines()
    assert lines[0] == "softmax: changed its argument z in place"


@pytest.mark.parametrize("name", EXERCISES)
@pytest.mark.parametrize("part", ["values", "robustness"])
def test_every_report_keeps_to_ten_lines_of_79_columns(name, part):
    shapes = {"scalar": 0.5, "truth value": None}
    for hidden in (False, True):
        cases = hidden_cases(name, part) if hidden else public_cases(name, part)

        targets = iter([case.target for case in cases])

        def zeros(*arguments, targets=targets):
            target = next(targets)
            if target.kind == "pair":
                return tuple(np.full(shape, 0.25) for shape in target.shapes)
            if target.kind == "fit":
                return np.full(target.shapes[0], 0.25), [1.0]
            return shapes.get(target.kind, np.full(target.shapes[0], 0.25))

        text = str(report(name, zeros, part, hidden))
        lines = text.splitlines()
        assert 1 < len(lines) <= 10
        assert max(map(len, lines)) <= 79, text
        assert "!" not in text
        assert "{" not in text


def test_the_progress_stands_below_the_report_and_is_wrapped_and_escaped():
    verdict = report("softmax", special.softmax).verdict
    line = "progress: 3 < 4 " + ", ".join(["1.1 (robustness)"] * 5)
    both = Report(verdict, COURSE, line, "note: run the cell")
    first, note, *rest = str(both).splitlines()
    assert [first] == both.lines
    assert note == "note: run the cell"
    assert " ".join(text.strip() for text in rest) == line
    assert max(map(len, rest)) <= 79
    html = both._repr_mimebundle_()["text/html"]
    assert html.endswith(line.replace("<", "&lt;") + "</div></div>")
    assert ">note: run the cell</div>" in html


def test_the_offer_of_a_hint_stands_between_the_note_and_the_progress():
    verdict = report("softmax", special.softmax).verdict
    shown = Report(verdict, COURSE, "progress: 1", "note: 2", "help: <3>")
    assert str(shown).splitlines()[1:] == ["note: 2", "help: <3>", "progress: 1"]
    html = shown._repr_mimebundle_()["text/html"]
    assert html.index("note: 2") < html.index("help: &lt;3&gt;") < html.index("progress: 1")


def test_every_exercise_has_a_hint_that_asks_and_every_family_its_words():
    assert all("?" in exercise.hint for exercise in EXERCISES.values())
    for name in EXERCISES:
        for part in ("values", "robustness"):
            families = {case.family.name for case in hidden_cases(name, part)}
            assert families | {f.name for f in EXERCISES[name].families[part]} <= set(FAMILY)


def test_html_has_three_tables_that_can_be_read_aloud_and_nothing_that_runs():
    html = report("softmax_jacobian", diagonal_only)._repr_mimebundle_()["text/html"]
    assert re.findall(r"<caption[^>]*>(\w+)</caption>", html) == ["yours", "expected", "difference"]
    assert html.count('scope="col"') == 12
    assert "<script" not in html
    assert "class=" not in html


def test_the_facts_line_up_in_any_page():
    html = report("softmax_jacobian", diagonal_only)._repr_mimebundle_()["text/html"]
    (style,) = re.findall('<pre style="(.*?)">', html)
    assert "font-family: monospace" in style


def test_rows_are_free_of_the_stripes_that_a_page_gives_to_tables():
    html = report("softmax_jacobian", diagonal_only)._repr_mimebundle_()["text/html"]
    assert html.count('<tr style="background-color: transparent">') == 3 * 4


def test_the_one_row_of_a_vector_has_no_index():
    html = report("softmax", np.ones_like)._repr_mimebundle_()["text/html"]
    assert "row" not in re.findall('scope="(.*?)"', html)
    assert len(re.findall("<tr[^>]*><td></td><td style", html)) == 3


def test_text_of_a_student_is_escaped_in_html():
    def softmax(z):
        raise ValueError("<img src=x onerror=alert(1)>")

    html = report("softmax", softmax)._repr_mimebundle_()["text/html"]
    assert "<img" not in html
    assert "&lt;img" in html


def test_a_large_array_is_cut_to_the_part_around_the_worst_entry():
    expected = np.zeros((30, 30))
    yours = expected.copy()
    yours[20, 25] = 1.0
    mismatch = Mismatch("entry", yours, expected, np.full((30, 30), 1e-14))
    found = described(mismatch, "difference")
    verdict = Verdict("hessian", None, False, found, "ordinary", mismatch=mismatch)
    html = Report(verdict, COURSE)._repr_mimebundle_()["text/html"]
    assert html.count("<td style") == 3 * 64
    assert (
        '<th scope="row" style="padding: 2px 6px; text-align: right; font-family: monospace">20'
        in html
    )
    assert "entries around the worst one, of (30, 30)" in html


def test_a_picture_read_from_a_record_is_the_same():
    wrong = report("softmax_jacobian", lambda z: np.eye(len(z)))
    shown = picture(wrong.verdict)
    plain = {name: np.asarray(value).tolist() for name, value in shown.items()}
    assert heat_maps(json.loads(json.dumps(plain))) == heat_maps(shown)
    assert heat_maps(shown) in wrong._repr_mimebundle_()["text/html"]


def fit_of(change):
    """A right logistic fit of which something is changed: change(X, y, options, fit)."""
    fit = reference_of("fit_logistic").function
    return lambda X, y, *options: change(X, y, options, fit)


def spoilt_from(step):
    def change(X, y, options, fit):
        theta, values = fit(X, y, *options)
        return theta, [v + 1.0 * (i >= step) for i, v in enumerate(values)]

    return fit_of(change)


# Two steps less than are due, or values that are others from the third one on.
FITS = {
    "the gradient is not 0 at the result": fit_of(lambda X, y, options, fit: fit(X, y, 1e-10, 2)),
    "the values rise": spoilt_from(3),
}


@pytest.mark.parametrize("said", FITS)
def test_of_a_fit_it_is_told_from_which_step_on_it_is_another(said):
    lines = report("fit_logistic", FITS[said], "values").lines
    assert lines[0] == f"fit_logistic: {said}"
    assert "    from        step 3: all values of the list before it are right" in lines


def test_the_step_whose_value_is_another_is_told_and_not_the_one_that_is_furthest():
    def change(X, y, options, fit):
        theta, values = fit(X, y, *options)
        return theta, [*values[:2], values[2] + 1e-4, *values[2:]]

    lines = report("fit_logistic", fit_of(change), "values").lines
    assert lines[0] == "fit_logistic: value 2 of the list is not the one after step 2"
    assert not any(line.startswith("    from") for line in lines)


def test_a_hidden_test_does_not_tell_the_step():
    lines = report("fit_logistic", spoilt_from(3), "values", hidden=True).lines
    assert not any(line.startswith("    from") for line in lines)
