"""Macros of TeX: what a page defines, what it stands for, and what is too much of it."""

import tracemalloc

import pytest

from autograder.host.formulas import LONGEST, mathml
from autograder.host.macros import (
    MOST_READ,
    MOST_READ_ON_A_PAGE,
    MacroError,
    Macros,
)


def expand(*formulas):
    """The last of the formulas of one page, the others before it."""
    macros = Macros()
    return [macros.expand(latex) for latex in formulas][-1]


# ---- what macros stand for ----


@pytest.mark.parametrize(
    ("definition", "formula", "expanded"),
    [
        (r"\newcommand{\R}{\mathbb{R}}", r"x \in \R^n", r"x \in \mathbb{R}^n"),
        (r"\newcommand\R{\mathbb{R}}", r"\R x", r"\mathbb{R} x"),
        (r"\newcommand*{\R}{\alpha}", r"\R x\R1", r"\alpha x\alpha1"),
        (r"\renewcommand{\vec}[1]{\mathbf{#1}}", r"\vec x, \vec{yz}", r"\mathbf{x}, \mathbf{yz}"),
        (
            r"\newcommand{\pd}[2]{\frac{\partial #1}{\partial#2}}",
            r"\pd{L}{z_k} \pd Lz",
            r"\frac{\partial L}{\partial z_k} \frac{\partial L}{\partial z}",
        ),
        (
            r"\newcommand{\norm}[2][2]{\lVert #2\rVert_{#1}}",
            r"\norm{x} \norm[1]{y} \norm [{]}]z",
            r"\lVert x\rVert_{2} \lVert y\rVert_{1} \lVert z\rVert_{{]}}",
        ),
        (r"\def\e#1#2{e^{#2#1}}", r"\e ab", "e^{ba}"),
        (r"\DeclareMathOperator{\diag}{diag}", r"\diag(s)", r"\operatorname{diag}(s)"),
        (r"\DeclareMathOperator*{\most}{arg\,max}", r"\most_k", r"\operatorname*{arg\,max}_k"),
        (r"\newcommand{\ab}{a+b}", r"x^\ab y_\ab \ab", r"x^{a+b} y_{a+b} a+b"),
        (r"\newcommand{\make}[1]{\def\made##1{#1 ##1}} \make{A}", r"\made b", "A b"),
        (r"\newcommand{\%}{x}", r"\% 1% \%", r"x 1% \%"),
        (r"\newcommand{\nine}[9]{#9#1}", r"\nine 123456789", "91"),
    ],
)
def test_a_macro_stands_for_its_body_in_every_later_formula(definition, formula, expanded):
    macros = Macros()
    assert macros.expand(definition).strip() == ""
    assert macros.expand(formula) == expanded
    assert macros.expand(definition + formula).strip() == expanded


def test_a_macro_may_name_others_whose_last_definition_counts():
    definitions = r"\newcommand{\a}{\b\b}", r"\newcommand{\b}{x}"
    assert expand(*definitions, r"\a") == "xx"
    assert expand(*definitions, r"\renewcommand{\b}{y}", r"\a") == "yy"


def test_what_is_provided_gives_way_to_what_is_defined():
    assert expand(r"\newcommand{\a}{x}", r"\providecommand{\a}{y}", r"\a") == "x"
    assert expand(r"\providecommand{\a}{y}", r"\a") == "y"


def test_no_macro_holds_before_its_definition_or_on_another_page():
    first, second = Macros(), Macros()
    assert first.expand(r"\a \newcommand{\a}{x} \a") == r"\a  x"
    assert second.expand(r"\a") == r"\a"


@pytest.mark.parametrize(
    "latex", [r"\frac{a}{b} % \newcommand", r"\text{def}\newcommands", "", " "]
)
def test_a_formula_without_macros_stays_as_it_is(latex):
    assert expand(r"\newcommand{\a}{x}", latex) == latex


@pytest.mark.parametrize(
    ("latex", "reason"),
    [
        (r"\newcommand", "ends within a definition"),
        (r"\newcommand{\a}", "ends within a definition"),
        (r"\newcommand{\a}[1]{x", "ends within a definition"),
        (r"\newcommand{\a}[12]{x}", "a number of arguments that is no digit"),
        (r"\newcommand{\a}[²]{x}", "a number of arguments that is no digit"),
        (r"\newcommand{a}{x}", "a definition of what is no macro"),
        (r"\newcommand{\a\b}{x}", "a definition of what is no macro"),
        (r"\newcommand{\a}{#1}\a", "a # that stands for no argument"),
        (r"\newcommand{\a}[1]{#²}\a x", "a # that stands for no argument"),
        (r"\newcommand{\a}[1]{#1}{\a}", "an argument is missing"),
        (r"\newcommand{\a}[1]{#1}\a", "ends within a definition or an argument"),
        (r"\def\a#1;{x}", r"\\a has arguments between other signs"),
        (r"\def\a#2{x}", r"\\a has arguments between other signs"),
        (r"\newenvironment{a}{x}{y}", "environments can't be defined"),
    ],
)
def test_what_is_no_macro_is_said_to_be_none(latex, reason):
    with pytest.raises(MacroError, match=reason):
        expand(latex)


# ---- what is too much ----

DOUBLED = r"\def\a{xx}" + "".join(
    rf"\def\{chr(number)}{{\{chr(number - 1)}\{chr(number - 1)}}}" for number in range(98, 123)
)


@pytest.mark.parametrize(
    "latex",
    [
        r"\newcommand{\a}{\a\a}\a",
        r"\newcommand{\a}{\a}\a",
        r"\newcommand{\a}[1]{\a{#1#1}}\a x",
        r"\newcommand{\a}[1]{#1#1#1#1#1#1#1#1#1}" + r"\a{" * 9 + "x" + "}" * 9,
        r"\newcommand{\a}[2][x]{\b[#1#1]}\newcommand{\b}[1][]{\a[#1#1]{}}\a{}",
        r"\newcommand{\a}[1]{#1}" + r"\a{" * 2000 + "}" * 2000,
        r"\def\a{\def\b{\a\a}\b}\a",
        rf"\def\a{{\{'x' * 3000}}}\def\b{{\a\a\a\a}}\def\c{{\b\b\b\b}}\c\c\c",
        DOUBLED + r"\z",
        r"\newcommand{\y}[1][]{" + "#1" * 4900 + "}" + r"\y" * 20 + "x",
    ],
    ids=lambda latex: latex[:40],
)
def test_macros_without_end_are_refused_before_they_take_time_or_memory(latex):
    macros = Macros()
    with pytest.raises(MacroError, match="its macros have no end, or a very late one"):
        macros.expand(latex)
    assert macros.expand(r"\newcommand{\z}{x}\z") == "x", "the next formula has its own bound"


def test_an_argument_that_is_put_in_a_thousand_times_takes_no_memory_either():
    macros = Macros()
    macros.expand(r"\newcommand{\a}[1]{" + "#1" * 4000 + "}")
    tracemalloc.start()
    with pytest.raises(MacroError):
        macros.expand(r"\a{" + "x" * 5000 + "}")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 10 * 2**20, "it would be 160 MB"


def test_what_macros_of_one_page_take_is_bounded_for_all_its_formulas():
    macros, grown = Macros(), 0
    macros.expand(r"\newcommand{\a}{" + "x" * 9000 + "}")
    for _ in range(10_000):
        try:
            grown += len(macros.expand(r"\a"))
        except MacroError:
            continue
    assert 0 < grown < MOST_READ_ON_A_PAGE
    with pytest.raises(MacroError):
        macros.expand(r"\newcommand{\b}{x}")
    assert macros.expand("x" * MOST_READ_ON_A_PAGE) == "x" * MOST_READ_ON_A_PAGE


def test_thousands_of_macros_are_as_good_as_one():
    names = ["".join(chr(97 + int(digit)) for digit in str(number)) for number in range(3000)]
    macros = Macros()
    for start in range(0, 3000, 100):
        macros.expand(
            "".join(rf"\newcommand{{\m{name}}}{{{name}}}" for name in names[start:][:100])
        )
    assert macros.expand(rf"\m{names[0]}\m{names[-1]}") == names[0] + names[-1]


# ---- as MathML ----


def test_a_formula_with_macros_is_the_same_as_one_without():
    macros = Macros()
    mathml(r"\newcommand{\pd}[2]{\frac{\partial #1}{\partial #2}}", "block", macros)
    assert mathml(r"\pd{L}{z}", "block", macros) == mathml(
        r"\frac{\partial L}{\partial z}", "block"
    )


@pytest.mark.parametrize(
    "latex", [r"\newcommand{\a}{x}", " \\def\\a{x}\n\\DeclareMathOperator{\\b}{b} "]
)
def test_a_formula_that_only_defines_shows_nothing(latex):
    assert mathml(latex, "block", Macros()) == ""


@pytest.mark.parametrize(
    "latex",
    [
        r"\newcommand{\a}{\a\a}\a",
        r"\newcommand{\a}{" + "x" * 6000 + r"}\a\a",
        r"\newenvironment{a}[1]{#1#1}{}" + r"\begin{a}{" * 20,
    ],
    ids=lambda latex: latex[:30],
)
def test_a_formula_whose_macros_are_too_much_is_shown_as_it_was_written(latex):
    assert len(latex) < LONGEST < MOST_READ
    assert mathml(latex, "block", Macros()) == f"<code>{latex}</code>"


def test_a_macro_is_no_way_past_the_list_of_what_may_stand_in_a_page():
    macros = Macros()
    mathml(r"\newcommand{\a}{<script>alert(1)</script>\left(}", "inline", macros)
    assert "<script" not in mathml(r"\a", "inline", macros)
    assert mathml(r"\a", "inline", macros) == r"<code>\a</code>"
