"""Claims of a notebook: one line where they hold, an error where they don't."""

import numpy as np
import pytest

from autograder import claim
from autograder.checking import language
from autograder.course.claims import ClaimFailed


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (("Sv", np.zeros(4), 0), "✓ Sv | left [0, 0, 0, 0] | right 0 | gap 0 (± 1e-14)"),
        (("half", 0.5, 0.5), "✓ half | left 0.5 | right 0.5 | gap 0 (± 1e-14)"),
        (("at most", -2.0, 0.25, "≤"), "✓ at most | left −2 ≤ right 0.25 | gap 2e+00"),
        (("no identity", np.eye(2), np.ones((2, 2)), "≠"), "✓ no identity | left 2×2 array ≠ right "
         "1 (2×2) | gap 1e+00"),
        (
            ("slope", 1.0000001, 1.0, "=", 1e-6, "truncation, h²"),
            "✓ slope | left 1 | right 1 | gap 1e-07 (± 1e-06, truncation, h²)",
        ),
    ],
)  # fmt: skip
def test_a_claim_that_holds_is_one_line_with_both_sides_and_the_gap(arguments, line, capsys):
    claim(*arguments)
    assert capsys.readouterr().out == line + "\n"


@pytest.mark.parametrize(
    "arguments",
    [
        (1.0, 1.001),
        (np.zeros(3), np.array([0.0, 0.0, 1e-12])),
        (2.0, 1.0, "≤"),
        (1.0, 2.0, "≥"),
        (np.ones(3), 1.0, "≠"),
        (np.nan, np.nan),
        (1.0, 1.1, "=", 0.01, "rounded to two digits"),
    ],
)
def test_a_claim_that_does_not_hold_raises_one_line(arguments, capsys):
    with pytest.raises(ClaimFailed, match=r"^this: left .*, right .*, gap ") as caught:
        claim("this", *arguments)
    assert caught.value._render_traceback_() == [f"ClaimFailed: {caught.value}"]
    assert capsys.readouterr().out == ""


def test_what_a_claim_says_is_looked_up_in_the_language_of_the_notebook(monkeypatch, capsys):
    said = {"the slope": "la pendiente", "two terms": "dos términos"}
    found = {("claim", text): translation for text, translation in said.items()}
    monkeypatch.setattr(language, "catalogue", lambda code: found)
    with language.speaking("es"):
        claim("the slope", 1.0, 1.0, tolerance=1e-6, reason="two terms")
        claim("S v", np.eye(2), np.eye(2))
    assert capsys.readouterr().out == (
        "✓ la pendiente | left 1 | right 1 | gap 0 (± 1e-06, dos términos)\n"
        "✓ S v | left 2×2 array | right 2×2 array | gap 0 (± 1e-14)\n"
    )


def test_names_in_a_claim_are_filled_in_the_text_that_is_said(monkeypatch, capsys):
    found = {("claim", "after {n:,} steps"): "a los {n:,} pasos"}
    monkeypatch.setattr(language, "catalogue", lambda code: found)
    claim("after {n:,} steps", 1.0, 1.0, n=1000)
    with language.speaking("es"):
        claim("after {n:,} steps", 1.0, 1.0, n=1000)
    claim("{a, b}", 1.0, 1.0)
    said = [line.split(" |")[0] for line in capsys.readouterr().out.splitlines()]
    assert said == ["✓ after 1,000 steps", "✓ a los 1,000 pasos", "✓ {a, b}"]


@pytest.mark.parametrize("given", [{"tolerance": 1e-6}, {"reason": "I say so"}])
def test_a_tolerance_needs_its_reason(given):
    with pytest.raises(ValueError, match=r"^a tolerance needs its reason"):
        claim("one", 1.0, 1.0, **given)


def test_a_relation_that_is_not_known_is_told_the_known_ones():
    with pytest.raises(ValueError, match=r"^claim knows no relation '<'; use one of = ≤ ≥ ≠$"):
        claim("one", 1.0, 1.0, "<")
