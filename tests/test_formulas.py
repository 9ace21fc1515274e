import re

import pytest
from latex2mathml.converter import convert_to_element

from autograder.host import formulas
from autograder.host.feedback import clean
from autograder.host.formulas import LONGEST, mathml


@pytest.mark.parametrize(
    ("latex", "parts"),
    [
        (r"\hat y = \operatorname{softmax}(z)", ["<mover", "softmax"]),
        (r"\mathbb{R}^K \ni s^\top", ["ℝ", "⊤"]),
        (r"\frac{\partial s_k}{\partial z_j}", ["<mfrac>", "∂"]),
        (r"\sum_{i=1}^m p_i", ["∑", "i"]),
        (r"\lVert x \rVert_2", ["‖"]),
        (r"\begin{cases}1 & x>0\\0 & \text{else}\end{cases}", ["<mtable>", "{", "&gt;", "else"]),
        (r"\begin{pmatrix}1&0\\0&1\end{pmatrix}", ["<mtable>", "("]),
        (r"\begin{align}a &= b\\ &= c\end{align}", ["<mtable", "=", 'columnalign="right"']),
        (r"\begin{aligned}a &= b\end{aligned}", ["<mtable", 'columnalign="right"']),
        (r"\text{a<b}", ["a&lt;b"]),
        (r"\operatorname*{arg\,max}_k s", [">arg\N{THIN SPACE}max</mo>"]),
        (r"\operatorname {arg\,min} s", [">arg\N{THIN SPACE}min<"]),
    ],
)
def test_a_formula_becomes_mathml_that_survives_the_list(latex, parts):
    markup = clean(mathml(latex))
    assert markup.startswith("<math")
    assert "&amp;" not in markup
    for part in parts:
        assert part in markup


def test_an_extension_of_mathjax_that_is_loaded_shows_nothing():
    assert mathml(r"\require{cancel}\cancel{x}") == mathml(r"\cancel{x}")
    assert mathml(r"\require {cancel}") == ""


def test_align_is_not_numbered():
    assert "(1)" not in mathml(r"\begin{align}a &= b\\ &= c\end{align}")


@pytest.mark.parametrize(
    "latex", [r"\left( 1", r"\frac", r"\begin{cases}", "{" * 5000, "x^" * 99, "<b>\\left("]
)
def test_a_formula_that_cannot_be_read_is_shown_as_it_was_written(latex):
    assert mathml(latex) == f"<code>{latex.replace('<', '&lt;').replace('>', '&gt;')}</code>"


@pytest.mark.parametrize(
    ("latex", "markup"),
    [
        ("f'(0)", "<mrow><mi>f</mi><mo>′</mo></mrow><mo"),
        ("f''", "<mrow><mi>f</mi><mo>″</mo></mrow>"),
        (r"f^{\prime\prime\prime}", "<mrow><mi>f</mi><mo>‴</mo></mrow>"),
        ("f^{''''}", "<mo>⁗</mo>"),
        ("x_1'", "<mrow><msub><mi>x</mi><mn>1</mn></msub><mo>′</mo></mrow>"),
        ("x^2", "<msup><mi>x</mi><mn>2</mn></msup>"),
    ],
)
def test_a_prime_is_no_exponent_which_would_make_it_too_small_to_read(latex, markup):
    assert markup in clean(mathml(latex))


@pytest.mark.parametrize("latex", ["f(-h)", r"\ell = -L", r"\frac{-1}{2}", "e^{-z}", "(1, -2)"])
def test_a_sign_stands_close_to_what_it_belongs_to(latex):
    assert '<mo form="prefix">−</mo>' in clean(mathml(latex))


def test_an_arrow_is_an_operator_which_has_spaces():
    assert re.findall("<mo>(.)</mo>", mathml(r"a \implies b \iff c \to d")) == ["⟹", "⟺", "→"]


@pytest.mark.parametrize("latex", ["a - b", "(a) - b", r"x^\top - y", r"\infty - \infty", "f' - g"])
def test_a_difference_keeps_its_spaces(latex):
    assert "prefix" not in mathml(latex)


THIN = "0.167em"


@pytest.mark.parametrize(
    ("latex", "name"),
    [
        (r"\log 2", f'lspace="0" rspace="{THIN}">log'),
        (r"y \log s_k", f'lspace="{THIN}" rspace="{THIN}">log'),
        (r"(a) \log_2 b", f'lspace="{THIN}" rspace="{THIN}">log'),
        (r"|t| \log |t|", f'lspace="{THIN}" rspace="{THIN}">log'),
        (r"= \operatorname{diag}(s)", 'lspace="0" rspace="0">diag'),
        (r"\operatorname{tr} -A", f'lspace="0" rspace="{THIN}">tr'),
        (r"\log\sum_k z_k", 'lspace="0" rspace="0">log'),
        ("a/b", 'lspace="0" rspace="0">/'),
    ],
)
def test_a_name_has_a_thin_space_beside_a_letter_and_a_slash_or_a_bracket_has_none(latex, name):
    assert f"<mo {name}</mo>" in clean(mathml(latex))


@pytest.mark.parametrize(
    ("latex", "forms"),
    [
        (r"\max_k |z_k|", ["prefix", "postfix"]),
        (r"\|W\|^2", ["prefix", "postfix"]),
        (r"\lvert a\rvert + \lvert b\rvert", ["prefix", "postfix", "prefix", "postfix"]),
        ("p(a|b)", []),
    ],
)
def test_bars_close_around_what_is_between_them(latex, forms):
    assert re.findall('form="(\\w+)"', clean(mathml(latex))) == forms


def test_a_formula_without_end_is_not_converted(monkeypatch):
    converted = []

    def convert(latex, **how):
        converted.append(len(latex))
        return convert_to_element(latex, **how)

    monkeypatch.setattr(formulas, "convert_to_element", convert)
    assert mathml("a" * 10_000_000).startswith("<code>")
    assert mathml("a" * (LONGEST + 1)).startswith("<code>")
    assert mathml("a" * LONGEST).startswith("<math")
    assert converted == [LONGEST]
