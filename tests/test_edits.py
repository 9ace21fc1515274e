"""An edit of a right program is told as a kind, and is run as the program that it makes."""

import numpy as np
import pytest

from autograder.checking.diagnosis import SEVERAL
from autograder.key.gallery import gallery, reference_of
from autograder.verification.edits import KINDS, ONE_PLACE, SLIPS, compiled, edited, kind
from autograder.verification.fingerprinting import told
from autograder.verification.mutants import OPERATORS, mutate

SOURCE = "def f(A, b, k):\n    {}\n"


def kinds(line, becomes):
    """The kinds of the edits that make one line of another."""
    found = mutate("f", SOURCE.format(line), OPERATORS + SLIPS)
    return {kind(each) for each in found if each.source.splitlines()[1].strip() == becomes}


@pytest.mark.parametrize(
    ("line", "becomes", "expected"),
    [
        ("return b - k", "return b + k", "sign-inside"),
        ("return -b", "return b", "sign-inside"),
        ("b += k", "b -= k", "sign-inside"),
        ("return b * k", "return b / k", "operation-mistaken"),
        ("return b ** 2", "return b * 2", "operation-mistaken"),
        ("return b - k", "return b", "part-missing"),
        ("return b - k", "return -k", "part-missing"),
        ("return b @ k", "return k @ b", "operand-mistaken"),
        ("return b @ A", "return k @ A", "operand-mistaken"),
        ("return b[k]", "return b", "index-mistaken"),
        ("return b[0]", "return b[1]", "index-mistaken"),
        ("return A[b, k]", "return A[k, b]", "index-mistaken"),
        ("return b.sum(axis=0)", "return b.sum(axis=1)", "axis-mistaken"),
        ("return b.sum(axis=0)", "return b.sum()", "axis-mistaken"),
        ("return A.T @ b", "return A @ b", "axis-mistaken"),
        ("return 3 * b", "return 4 * b", "number-mistaken"),
        ("return b.sum()", "return b.mean()", "function-mistaken"),
        ("return np.exp(b)", "return b", "function-mistaken"),
        ("return k - b", "return k - np.abs(b)", "function-mistaken"),
        ("return b if k else A", "return b", "condition-mistaken"),
        ("return b * (k == 1)", "return b * 1.0", "condition-mistaken"),
        ("return np.eye(k) - b", "return 1.0 - b", "condition-mistaken"),
    ],
)
def test_the_kind_of_an_edit(line, becomes, expected):
    assert kinds(line, becomes) == {expected}


def test_every_operator_has_a_kind():
    names = {each.__name__.replace("_", " ") for each in OPERATORS + SLIPS}
    assert names == KINDS.keys()


def test_of_several_kinds_that_do_the_same_only_the_place_is_sure():
    assert told({"part-missing"}) == "part-missing"
    assert told({"part-missing", "sign-inside"}) == ONE_PLACE
    assert told({"part-missing", "sign"}) == ""
    assert told({"diagonal-positive", "trace-positive"}, yes_or_no=True) == SEVERAL


def test_an_edit_runs_as_the_program_that_it_makes():
    entry = reference_of("softmax")
    (mutant,) = (
        m
        for m in mutate("softmax", entry.source)
        if m.before == "z - z.max()" != m.after and m.after == "z + z.max()"
    )
    assert compiled(entry, mutant)(entry.namespace["np"].zeros(2)).tolist() == [0.5, 0.5]


def test_what_an_edit_leaves_unwritten_is_no_number_whatever_stood_there():
    (entry,) = (each for each in gallery("sigmoid") if each.label == "python-loop")
    unwritten = [m for m in mutate("sigmoid", entry.source) if m.before.startswith("mu[index] =")]
    t = np.array([-1.0, 2.0])
    assert any(np.isnan(compiled(entry, mutant)(t)).all() for mutant in unwritten)


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("has_full_column_rank", "gram-schmidt"),
        ("fit_logistic", "eigenvectors"),
    ],
)
def test_right_answers_with_is_and_none_can_be_edited(name, label):
    (entry,) = (entry for entry in gallery(name) if entry.label == label)
    assert any(m.operator == "comparison" for m in mutate(name, entry.source))


def test_all_right_answers_to_an_exercise_are_edited():
    assert len(list(edited("sigmoid"))) > 300
