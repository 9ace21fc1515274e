"""What is said of a misconception, in a terminal and as HTML, and what a convention earns."""

import re
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from found import RIGHT, WRONG_TYPE, WRONG_VALUE
from public import public_cases
from scipy import special
from slipping import RAISING
from traitlets import TraitError

from autograder.checking.compare import Verdict, examine
from autograder.checking.failures import CheckFailed
from autograder.checking.report import Report, report_html
from autograder.checking.session import CheckSession
from autograder.course.check import COURSE, check
from autograder.course.exercises import EXERCISES
from autograder.course.explanations import answers, changes, fits, forms, formulas, slips
from autograder.course.misconceptions import (
    CATALOGUE,
    CONVENTIONS,
)
from autograder.course.words import MISCONCEPTIONS
from autograder.grading.marking import _share
from autograder.grading.session import Bounds
from autograder.grading.terms import Terms
from autograder.host.examine import Examine
from autograder.key import examine as key_examine
from autograder.key.gallery import gallery

FIRST = {}
for _name in EXERCISES:
    for _entry in gallery(_name):
        if not _entry.right:
            FIRST.setdefault(_entry.label, _entry)
OF_GALLERY = frozenset(FIRST)


def _jacobian(z):
    return np.diag(special.softmax(z)) - np.outer(special.softmax(z), special.softmax(z))


# What any exercise can suffer and no answer of the gallery stands for.
OF_NONE = {
    code: ("softmax", lambda z, call=calls[0]: call()) for code, calls in RAISING.items()
} | {
    "size-fixed": ("softmax", lambda z: np.ones(3)),
    "equal-indices": ("softmax_jacobian", lambda z: _jacobian(z) + np.eye(len(z))),
    "different-indices": ("softmax_jacobian", lambda z: _jacobian(z) + 1 - np.eye(len(z))),
}
for _code, (_name, _function) in OF_NONE.items():
    FIRST.setdefault(_code, SimpleNamespace(exercise=_name, function=_function, part=None))

every_code = pytest.mark.parametrize("code", MISCONCEPTIONS)


def said(code, hidden=False):
    """The verdict on the first answer of the gallery that stands for a code."""
    entry = FIRST[code]
    exercise, part = EXERCISES[entry.exercise], entry.part or "values"
    cases = public_cases(exercise.name, part)
    verdict = examine(exercise, entry.function, cases, part=part, hidden=hidden)
    return verdict if verdict.right else replace(verdict, misconception=code)


def test_words_and_gallery_know_the_same_codes():
    assert MISCONCEPTIONS.keys() == FIRST.keys()
    assert FIRST.keys() - OF_GALLERY <= slips.SAID.keys()
    assert {misconception.code for misconception in CATALOGUE} <= FIRST.keys()
    assert FIRST.keys() >= CONVENTIONS


def test_no_code_is_explained_in_two_places():
    shared = [module.SAID for module in (forms, formulas, answers, fits, changes, slips)]
    of_one = [exercise.said for exercise in EXERCISES.values()]
    assert min(sum(map(len, shared)), sum(map(len, of_one))) > 100
    assert sum(map(len, shared + of_one)) == len(MISCONCEPTIONS)


@every_code
def test_a_fact_is_a_sentence_and_the_hint_asks(code):
    fact, question = MISCONCEPTIONS[code]
    assert re.fullmatch(r"[^ ?!][^?!]*\.", fact), fact
    assert re.fullmatch(r"[A-Z][^!]*\?", question), question


@every_code
def test_a_report_has_ten_lines_of_79_columns_in_a_terminal_and_as_html(code):
    for hidden in (False, True):
        verdict = said(code, hidden)
        lines = Report(verdict, COURSE).lines
        assert len(lines) <= 10, lines
        assert max(map(len, lines)) <= 79
        if not verdict.right:
            fact, question = MISCONCEPTIONS[code]
            text = " ".join(" ".join(lines).split())
            assert text.endswith(f"hint: {fact} {question}")
            html = report_html(verdict, lines)
            assert "<script" not in html
            assert html.count("<div") == html.count("</div>")


@every_code
def test_of_hidden_cases_no_value_is_said(code):
    verdict = said(code, hidden=True)
    text = "\n".join(Report(verdict, COURSE).lines)
    assert "yours  " not in text or verdict.outcome in ("cost", "type")
    assert "expected  " not in text or verdict.outcome == "cost"


def test_a_named_report_leaves_the_ratio_to_the_name():
    lines = Report(said("sign"), COURSE).lines
    assert not [line for line in lines if line.strip().startswith("ratio")]


def test_a_constant_offset_is_described():
    def softmax(z):
        return special.softmax(z) + 0.25

    cases = public_cases("softmax", "values")
    lines = Report(examine(EXERCISES["softmax"], softmax, cases, part="values"), COURSE).lines
    assert "    offset      every entry is the expected one plus 0.25" in lines


# ---- credit for a convention ----


def logit_gradient(z, y):
    return y - special.softmax(z)


def collected(function, part="values"):
    """The verdicts of a graded cell."""
    verdicts = []
    with CheckSession(COURSE, verdicts.append).active():
        check(function, part)
        key_examine(function, part)
    return verdicts


def test_in_grading_a_convention_is_confirmed_by_the_hidden_cases():
    verdicts = collected(logit_gradient)
    assert [v.hidden for v in verdicts] == [False, True]
    assert [v.misconception for v in verdicts] == ["sign", "sign"]
    assert all(map(COURSE.is_convention, verdicts))


def test_in_a_notebook_a_convention_is_no_pass(capsys):
    with pytest.raises(CheckFailed):
        check(logit_gradient, "values")
    assert "the sign is turned round" in " ".join(capsys.readouterr().out.split())


def test_robustness_gives_no_credit_for_a_convention():
    with pytest.raises(CheckFailed):
        collected(logit_gradient, "robustness")


def test_any_other_misconception_ends_the_cell():
    def logit_gradient(z, y):
        return special.softmax(z)

    with pytest.raises(CheckFailed):
        collected(logit_gradient)


def verdict(code, found=WRONG_VALUE, part="values"):
    return Verdict("hessian", part, False, found, misconception=code)


ALL_RIGHT = verdict("", RIGHT)


@pytest.mark.parametrize(
    ("error", "verdicts", "share"),
    [
        (None, [ALL_RIGHT, ALL_RIGHT], 1.0),
        (None, [], 1.0),
        (None, [verdict("sign"), verdict("sign")], 0.4),
        (None, [verdict("sign"), verdict("row-stacked")], 0.0),
        (None, [verdict("sign"), ALL_RIGHT], 0.0),
        (None, [verdict("sign", part="robustness")], 0.0),
        (None, [verdict("sign", WRONG_TYPE)], 0.0),
        (None, [verdict("identity")], 0.0),
        (("CheckFailed", "…"), [verdict("sign"), verdict("sign")], 0.0),
    ],
)
def test_the_share_of_the_points_follows_from_the_verdicts(error, verdicts, share):
    assert _share(error, verdicts, COURSE, 0.4) == share


def test_the_share_is_a_setting_of_the_course():
    assert Terms(1, Bounds()).convention_share == 0.5
    for settings, share in ((Examine(), 0.5), (Examine(convention_share=0.25), 0.25)):
        assert settings.terms("01-softmax").convention_share == share
    with pytest.raises(TraitError):
        Examine(convention_share=1.5)


@pytest.mark.parametrize("code", sorted(CONVENTIONS))
def test_every_convention_is_met_by_an_answer_of_the_gallery(code):
    entry = next(
        e for name in EXERCISES for e in gallery(name) if e.label == code and name[:4] != "fit_"
    )
    verdicts = []
    with CheckSession(COURSE, verdicts.append).active():
        check(entry.function, "values")
    assert verdicts[0].misconception == code


def test_a_mistake_that_does_more_than_turn_a_result_round_is_no_convention():
    fit = Verdict("fit_logistic", "values", False, WRONG_VALUE, misconception="sign")
    assert not COURSE.is_convention(fit)


def test_every_answer_that_is_right_up_to_a_convention_earns_its_share():
    """Whoever adds an exercise lists it in `course.misconceptions` under its conventions."""
    missing = [
        f"{entry.exercise}, {entry.label}"
        for name in EXERCISES
        for entry in gallery(name)
        if entry.label in CONVENTIONS
        and entry.part is None
        and not name.startswith("fit_")
        and not COURSE.is_convention(
            Verdict(name, "values", True, WRONG_VALUE, misconception=entry.label)
        )
    ]
    assert missing == []
