"""What the table of fingerprints names, and that it answers nothing.

After a change of the gallery, of a case or of a family of wrong programs

    python -m pytest tests/test_fingerprinted.py --renew

writes `autograder/course/fingerprints.toml` anew, which takes some minutes; with `-k NAME`, for an
exercise alone.
"""

import tomllib
from functools import partial

import numpy as np
import pytest
from public import public_cases
from scipy import special

from autograder.checking.compare import examine
from autograder.checking.diagnosis import SEVERAL, named
from autograder.checking.fingerprints import BYTES, DIGITS, UNIT
from autograder.course.exercises import EXERCISES
from autograder.course.fingerprinted import FILE, known
from autograder.course.misconceptions import CATALOGUE
from autograder.course.words import MISCONCEPTIONS
from autograder.key.gallery import gallery, reference_of
from autograder.verification import changes, criteria, edits, fits
from autograder.verification.fingerprinting import (
    as_text,
    is_yes_or_no,
    occasions,
    of_program,
    prints,
    rights,
    rows,
)

HEAD = """\
# Fingerprints of wrong answers to the public cases, by exercise and code: no right answer has one.
# Written by: python -m pytest tests/test_fingerprinted.py --renew
"""

RENEW = "run python -m pytest tests/test_fingerprinted.py --renew"

# Few programs, quickly run, of every kind but fits; the rest is compared when the table is renewed.
QUICK = ("softmax_jacobian", "softmax_flat_directions")


@pytest.mark.parametrize("name", EXERCISES)
def test_the_table_is_what_the_known_wrong_programs_give(name, pytestconfig):
    before = tomllib.loads(FILE.read_text("ascii"))
    if pytestconfig.getoption("renew"):
        made = before | {name: rows(name)}
        in_order = {each: made[each] for each in EXERCISES if each in made}
        FILE.write_text(HEAD + as_text(in_order), "ascii")
        return
    assert name in before, RENEW
    if name in QUICK:
        stands, made = (pairs(of_exercise) for of_exercise in (before[name], rows(name)))
        # On another machine a number may lie on the other side of a border of one way to round.
        assert len(stands & made) >= 0.98 * len(stands | made), RENEW


def pairs(of_exercise):
    """The fingerprints of an exercise, each with its code."""
    return {
        (code, row[start : start + DIGITS])
        for code, row in of_exercise.items()
        for start in range(0, len(row), DIGITS)
    }


@pytest.mark.parametrize("name", EXERCISES)
def test_a_row_has_a_code_with_words_and_whole_fingerprints_in_order(name):
    table = tomllib.loads(FILE.read_text("ascii"))
    assert table.keys() <= EXERCISES.keys()
    of_exercise = table[name]
    assert len(of_exercise) >= 10
    for code, row in of_exercise.items():
        assert code in MISCONCEPTIONS or code == SEVERAL
        assert len(row) % DIGITS == 0 < len(row)
        each = [row[i : i + DIGITS] for i in range(0, len(row), DIGITS)]
        assert each == sorted(set(each))


@pytest.mark.parametrize("name", EXERCISES)
def test_no_right_answer_stands_in_the_table(name):
    of_rights = rights(EXERCISES[name])
    assert of_rights
    assert not of_rights & known(name).keys()


@pytest.mark.parametrize("name", EXERCISES)
def test_a_fingerprint_has_far_fewer_bits_than_the_results_that_it_stands_for(name):
    for cases, _ in occasions(EXERCISES[name]):
        entries = sum(np.size(array) for case in cases for array in case.target.expected)
        of_each = 1 if is_yes_or_no(EXERCISES[name]) else -np.log2(UNIT)
        assert entries * of_each >= 2 * 8 * BYTES


@pytest.mark.parametrize("name", sorted(EXERCISES.keys() - fits.FITS))
def test_the_table_gives_no_answer_of_the_gallery_a_wrong_name(name):
    exercise, given = EXERCISES[name], 0
    wrong = [entry for entry in gallery(name) if not entry.right and entry.part is None]
    for entry in wrong:
        found = set(prints(exercise, of_program(entry.function))) & known(name).keys()
        codes = {known(name)[each] for each in found}
        assert codes <= {entry.label, SEVERAL}, entry.label
        given += bool(codes)
    assert given >= len(wrong) / 3


def name_of(name, function):
    """The name that a notebook gives."""
    exercise = EXERCISES[name]
    verdict = examine(exercise, function, public_cases(name, None))
    of_part = partial(public_cases, name)
    return named(verdict, exercise, function, of_part, CATALOGUE, known).misconception


def softmax(Z):
    return special.softmax(Z, axis=-1)


def right(name):
    return reference_of(name).function


# Written apart from the gallery, by other means than its answers.
APART = {
    "logit_hessian, empirical-fisher": lambda z, y: np.einsum(
        "i,j->ij", softmax(z) - y, softmax(z) - y
    ),
    "hessian, order-reversed": lambda W, X: right("hessian")(W[:, ::-1], X),
    "probability_gradient, log-derivative": lambda W, x, k, c: (
        (float(k == c) - softmax(x @ W)[c]) * x
    ),
    "quadratic_form, argument-mistaken": lambda v, theta, X: reference_of(
        "quadratic_form"
    ).function(theta, v, X),
    "network_gradients, some-arrays": lambda *a: tuple(
        g * len(a[4]) if g.shape == a[0].shape else g for g in right("network_gradients")(*a)
    ),
    "is_positive_definite, several-signs": lambda H: bool(
        np.abs(H - H.T).max() <= 1e-8 and np.linalg.eigvalsh(H).sum() > 0 and np.linalg.det(H) > 0
    ),
    "loss_gradient, inputs-rescaled": lambda W, X, Y: (
        (X - X.mean(0)).T @ (softmax(X @ W) - Y) / len(X)
    ),
}


@pytest.mark.parametrize("case", APART)
def test_a_notebook_names_what_no_formula_of_its_own_predicts(case):
    name, code = case.split(", ")
    assert name_of(name, APART[case]) == code


def test_the_table_is_read_only_where_a_wrong_answer_has_no_other_name():
    asked, usual = [], right("loss_gradient")
    exercise, of_part = EXERCISES["loss_gradient"], partial(public_cases, "loss_gradient")

    def asked_for(name):
        asked.append(name)
        return known(name)

    for function in (usual, lambda W, X, Y: -usual(W, X, Y), lambda W, X, Y: np.cos(W)):
        verdict = examine(exercise, function, of_part(None))
        named(verdict, exercise, function, of_part, CATALOGUE, asked_for)
    assert asked == ["loss_gradient"]


# ---- the programs of the table ----


def test_a_fit_without_a_wrong_option_is_right():
    for name, fit in (("fit_logistic", fits.RIGHT.logistic), ("fit_softmax", fits.RIGHT.softmax)):
        assert examine(EXERCISES[name], fit, public_cases(name, None)).right


def test_every_option_of_a_fit_and_every_criterion_has_a_code_with_words():
    for family in (criteria.CRITERIA, fits.FITS):
        for name, programs in family.items():
            assert name in EXERCISES
            assert {code for code, _ in programs()} <= MISCONCEPTIONS.keys()


def test_what_changes_and_edits_are_called_has_words():
    called = {code for code, _, _ in changes.ARGUMENTS} | {code for code, _ in changes.RESULTS}
    called |= {code for code, _ in changes.ONE_SAMPLE} | edits.OF_EDITS | {edits.ONE_PLACE}
    assert called <= MISCONCEPTIONS.keys()
