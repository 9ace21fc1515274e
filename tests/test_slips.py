"""What exceptions tell: Python's and NumPy's own messages, and nothing that only looks like one."""

import numpy as np
import pytest
from public import public_cases
from slipping import RAISING

from autograder.checking.calls import LONGEST_MESSAGE, Calls, attempt
from autograder.checking.compare import examine
from autograder.checking.diagnosis import named
from autograder.checking.outcomes import Raised
from autograder.checking.report import hint
from autograder.checking.slips import MESSAGES, slip
from autograder.course.check import COURSE
from autograder.course.exercises import EXERCISES
from autograder.course.misconceptions import CATALOGUE
from autograder.course.words import MISCONCEPTIONS
from autograder.key.gallery import reference_of
from autograder.sandbox.inside import wire


def outcome(call):
    _, raised = attempt(call, ())
    return raised


@pytest.mark.parametrize("code", RAISING)
def test_an_exception_is_known_here_and_as_it_comes_out_of_the_jail(code):
    for call in RAISING[code]:
        raised = outcome(call)
        assert slip(raised) == code, raised
        with pytest.raises(Exception) as info:  # noqa: PT011, of any class
            call()
        reply = wire.raised(info.value)
        assert slip(Raised(wire.EXCEPTIONS[reply.name], reply.message)) == code, reply


def test_every_code_has_words_and_every_message_an_example():
    assert {code for code, _, _ in MESSAGES} <= RAISING.keys() <= MISCONCEPTIONS.keys()


@pytest.mark.parametrize(
    "text",
    [
        "Singular matrix, I think",
        "see: Singular matrix",
        "operands could not be broadcast together with shapes (8,3) <b>",
        "index 5 is out of bounds for axis 0 with size 5\n\n",
        "operands could not be broadcast together with shapes " + "(1" * 60,
        "operands could not be broadcast together with shapes (1) (" + "1" * 140,
        "operands could not be broadcast together with shapes (2) (" + "1," * 69 + ")",
        "operands could not be broadcast together with shapes " + "(2) " * 36,
        "could not broadcast input array from shape (" + "1" * 150,
        "unsupported operand type(s) for " + " or" * 50,
        "a" * 199 + "(",
        "",
        "\x00",
    ],
)
def test_a_text_that_only_contains_a_message_says_nothing(text):
    for error in (ValueError, IndexError, TypeError):
        assert slip(Raised(error, text[:LONGEST_MESSAGE])) == ""


def test_the_class_counts_as_well_as_the_message():
    assert slip(Raised(RuntimeError, "Singular matrix")) == ""
    assert slip(Raised(np.linalg.LinAlgError, "Singular matrix")) == "matrix-singular"


def test_of_a_call_that_lacked_something_in_the_jail_nothing_is_said():
    assert slip(Raised(ValueError, "Singular matrix", advice="no file is here.")) == ""


def name_of(name, function):
    exercise = EXERCISES[name]
    calls, cases = Calls(function), public_cases(name, "values")
    verdict = examine(exercise, calls, cases, part="values")
    return named(verdict, exercise, calls, lambda part: public_cases(name, part), CATALOGUE)


def right(name):
    return reference_of(name).function


def spoilt_where(condition, name, spoilt):
    """A right answer but where the arguments fulfil a condition."""
    return lambda *a: spoilt(*a) if condition(*a) else right(name)(*a)


def fails(*_):
    raise ValueError("no sentence of NumPy's")


NAMED = {
    "loss_gradient, axis-lacking": lambda W, X, Y: X.T @ ((X @ W) / (X @ W).sum(axis=1)),
    "hessian_block, axis-lacking": lambda W, X, r, s: ((X @ W)[:, r] * X).T @ X,
    "probability_gradient, factors-unfit": lambda W, x, k, c: W @ x,
    "softmax, axes-too-few": lambda z: z - z.max(axis=1, keepdims=True),
    "softmax_differential, axis-twice": lambda z, dz: (
        right("softmax_differential")(z, dz)[:, None] * np.ones(len(z))
    ),
    "loss_gradient, size-fixed": lambda W, X, Y: X.T @ (np.zeros((len(X), 3)) - Y),
    "softmax_jacobian, size-fixed": lambda z: np.ones((3, 3)),
    "logit_hessian, equal-indices": lambda z, y: (
        right("logit_hessian")(z, y) - np.diag(np.cos(z) ** 2)
    ),
    "logit_hessian, different-indices": lambda z, y: (
        right("logit_hessian")(z, y) + np.sin(np.add.outer(z, z)) * (1 - np.eye(len(z)))
    ),
    # Neither: half of the wrong cases and more raise, but not all by one slip that is known.
    "sigmoid, ": fails,
    "logit_gradient, ": spoilt_where(
        lambda z, y: z[0] > 0, "logit_gradient", lambda z, y: np.cos(z)
    ),
}


@pytest.mark.parametrize("case", NAMED)
def test_a_check_names_the_slip(case):
    name, code = case.split(", ")
    verdict = name_of(name, NAMED[case])
    assert not verdict.right
    assert verdict.misconception == code


def test_two_slips_have_no_name():
    def softmax(z):
        return z[:, 0] if z[0] > 0 else z[len(z)]

    assert name_of("softmax", softmax).misconception == ""


# Which cases are wrong without an exception: the first is what the report tells of.
SPARED = [(slice(1, 11), "index-past-end"), (slice(1, 12), ""), (slice(0, 1), "")]


@pytest.mark.parametrize(("spared", "code"), SPARED)
def test_an_exception_is_named_where_the_report_and_half_of_the_cases_have_it(spared, code):
    others = [case.arguments[0] for case in public_cases("softmax", "values")[spared]]

    def softmax(z):
        return np.cos(z) if any(np.array_equal(z, other) for other in others) else z[len(z)]

    assert name_of("softmax", softmax).misconception == code


def test_what_an_exercise_says_of_an_exception_comes_before_the_name():
    exercise = EXERCISES["fit_softmax"]
    assert ("LinAlgError", "") in exercise.case_hints

    def fit_softmax(X, Y, l2, tol=1e-10, max_iter=50):
        raise np.linalg.LinAlgError("Singular matrix")

    verdict = name_of("fit_softmax", fit_softmax)
    assert verdict.misconception == "matrix-singular"
    assert hint(verdict, COURSE) == exercise.case_hints["LinAlgError", ""]


def test_another_function_that_is_called_wrongly_is_not_taken_for_the_exercise():
    verdict = name_of("softmax", lambda z: np.outer(z))
    assert "help()" in hint(verdict, COURSE)
