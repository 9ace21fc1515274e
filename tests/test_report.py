"""The texts of reports, in a terminal and as HTML."""

import json
import re
import textwrap

import numpy as np
import pytest
from scipy import special

from autograder.key.hidden import hidden_cases
from autograder.lesson import words
from autograder.lesson.check import public_cases
from autograder.lesson.compare import Verdict, examine
from autograder.lesson.exercises import EXERCISES
from autograder.lesson.report import Report, heat_maps, picture


def report(name, function, part=None, hidden=False):
    cases = hidden_cases(name, part) if hidden else public_cases(name, part)
    return Report(examine(EXERCISES[name], function, cases, part=part, hidden=hidden))


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
        "has_full_column_rank: all 70 answers are right"
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
    assert lines[0] == "softmax: raised NotImplementedError"
    assert lines[1].startswith("    line ")
    assert lines[2:] == ["hint: this exercise is not written yet: replace the line that raises it."]


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
def test_no_message_takes_more_than_two_lines(message):
    lines = raising(message)
    assert lines[2].endswith("…")
    assert lines[3].startswith("    line ")
    assert max(map(len, lines)) <= 79


@pytest.mark.parametrize("message", ["", " \n "])
def test_an_empty_message_is_no_fact(message):
    assert raising(message)[1].startswith("    line ")


def test_of_a_pair_the_array_of_the_wrong_type_is_named():
    def means(W, b, A, Y):
        return np.zeros_like(W), A.mean()

    assert report("batch_gradients", means).lines[:3] == [
        "batch_gradients: expected a float64 array",
        "    array       the second of the two",
        "    yours       float64 without axes",
    ]


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
    lines = Report(verdict).lines
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
    assert words.HINTS["is_positive_definite"][:40] in by_default


def cases_with_hints():
    return [(name, *case) for name, hints in words.CASE_HINTS.items() for case in hints]


@pytest.mark.parametrize(("name", "wrong", "family"), cases_with_hints())
def test_a_hint_for_a_case_asks_in_four_lines_and_can_be_reached(name, wrong, family):
    hint = words.CASE_HINTS[name][wrong, family]
    assert "?" in hint
    assert len(textwrap.wrap(f"hint: {hint}", 79, subsequent_indent="    ")) <= 4
    cases = [case for part in ("values", "robustness") for case in public_cases(name, part)]
    assert family in {"", *(case.family.name for case in cases)}
    assert wrong in {"LinAlgError", *(q for case in cases for q in case.target.names)}


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
            r"flat_direction: entry \d+ of Xa is not 0",
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
    both = Report(verdict, line)
    first, *rest = str(both).splitlines()
    assert [first] == both.lines
    assert " ".join(text.strip() for text in rest) == line
    assert max(map(len, rest)) <= 79
    html = both._repr_mimebundle_()["text/html"]
    assert html.endswith(line.replace("<", "&lt;") + "</div></div>")


def test_every_exercise_has_a_hint_that_asks_and_every_family_its_words():
    assert set(words.HINTS) == set(EXERCISES)
    assert all("?" in hint for hint in words.HINTS.values())
    for name in EXERCISES:
        for part in ("values", "robustness"):
            families = {case.family.name for case in hidden_cases(name, part)}
            assert families | {f.name for f in EXERCISES[name].families[part]} <= set(words.FAMILY)


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
    verdict = Verdict(
        "hessian",
        None,
        False,
        "value",
        "ordinary",
        {
            "quantity": "entry",
            "truth": "difference",
            "worst": (20, 25),
            "yours": 1.0,
            "expected": 0.0,
            "allowed": 1e-14,
            "wrong": 1,
            "total": 900,
            "place": "scattered",
        },
        yours=yours,
        expected=expected,
        allowed=np.full((30, 30), 1e-14),
    )
    html = Report(verdict)._repr_mimebundle_()["text/html"]
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
