"""Formulas as MathML, which browsers show by themselves, without a script or a network."""

import html
import re
from xml.etree import ElementTree

from latex2mathml.converter import convert_to_element

from autograder.host.macros import Macros, TooManyFormulas

# What the converter doesn't know, or would number, under the name of its nearest relative.
RENAMED = {"aligned": "align*", "align": "align*", "gathered": "align*", "gather": "align*"}

# A name of letters and white space alone is one to the converter.
OPERATOR = re.compile(r"\\operatorname\*?\s*\{[^{}\\]*\\,[^{}\\]*\}")
THIN_SPACE = "\N{THIN SPACE}"

# It loads an extension of MathJax, and shows nothing.
REQUIRED = re.compile(r"\\require\s*\{[^{}]*\}")

# Ten screens: the converter takes a second for 60,000 characters.
LONGEST = 10_000

# A sign after one of these belongs to what follows it: f(−h), not f( − h).
SIGNS = set("+−±∓")
CLOSING = set(")]}⟩")
OPENING = set("([{⟨,;:=≈≠<>≤≥→↦·×/")

LONG_ARROW = re.compile("[\u27f5-\u27ff]")
PRIMES = "′″‴⁗"
BARS = set("|‖")

# Names of functions, such as log, want a thin space where no operator or bracket parts them.
SCRIPTS = ("msub", "msup", "msubsup", "munder", "mover", "munderover")
ROWS = ("math", "mrow", "mtd", "mstyle")
THIN = "0.167em"


def mathml(latex: str, display: str = "inline", macros: Macros | None = None) -> str:
    """A formula as MathML; its source where it can't be read, "" where it only defines macros.

    display: "inline" or "block". macros: of the page, to which it adds its own.
    """
    try:
        if len(latex) > LONGEST:
            raise ValueError("too long")
        renamed = (Macros() if macros is None else macros).expand(REQUIRED.sub("", latex))
        if len(renamed) > LONGEST:
            raise ValueError("too long with what its macros stand for")
        if macros is not None:
            macros.show(renamed)
        if renamed != latex and not renamed.strip():
            return ""
        for name, other in RENAMED.items():
            renamed = renamed.replace(f"{{{name}}}", f"{{{other}}}")
        renamed = OPERATOR.sub(lambda match: match[0].replace(r"\,", THIN_SPACE), renamed)
        tree = convert_to_element(renamed, display=display)
        for element in tree.iter():  # signs come as entities, which would be escaped once more
            element.text = html.unescape(element.text or "")
        for element in list(tree.iter()):
            _mend(element)
        if display == "block":
            tree.set("tabindex", "0")  # one wider than the screen can be scrolled by keys
        return ElementTree.tostring(tree, encoding="unicode")
    except TooManyFormulas as error:
        return f"<code>{html.escape(latex)}</code> {error}".rstrip()
    except Exception:  # a student's formula may fail in any way, and costs only itself
        return f"<code>{html.escape(latex)}</code>"


def _mend(element: ElementTree.Element) -> None:
    if element.text == "‖":  # a norm's bars are as high as the letters between them
        element.attrib.setdefault("stretchy", "false")
    if LONG_ARROW.fullmatch(element.text or ""):  # a letter to the converter, without space
        element.tag = "mo"
    if element.text == "/":
        element.attrib.update(lspace="0", rspace="0")
    if element.tag in ("msup", "msubsup") and _is_prime(element[-1]):
        # Fonts raise primes and make them small; as an exponent they would be so twice.
        if element.tag == "msubsup":
            base = ElementTree.Element("msub")
            base.extend(element[:2])
            element[:2] = [base]
        element.tag = "mrow"
    if element.tag in ROWS:
        _space([_core(child) for child in element])
    before = None
    for child in element:
        if child.tag == "mo" and child.text in SIGNS and (before is None or before in OPENING):
            child.set("form", "prefix")
        before = child.text if child.tag == "mo" else child.tag


def _space(row: list[ElementTree.Element]) -> None:
    """Pair the bars of a row, and part the names of functions from their neighbours."""
    bars = [each for each in row if each.tag == "mo" and each.text in BARS]
    if len(bars) % 2 == 0:
        for index, bar in enumerate(bars):
            bar.attrib.setdefault("form", ("prefix", "postfix")[index % 2])
    for before, name, after in zip([None, *row], row, [*row[1:], None], strict=False):
        text = name.text or ""
        if name.tag in ("mi", "mo") and len(text) > 1 and text[0].isalpha():
            name.tag = "mo"
            name.set("lspace", THIN if before is not None and _ends(before) else "0")
            name.set("rspace", THIN if after is not None and _begins(after) else "0")


def _ends(element: ElementTree.Element) -> bool:
    return element.tag != "mo" or element.text in CLOSING or element.get("form") == "postfix"


def _begins(element: ElementTree.Element) -> bool:
    return element.tag != "mo" or element.text in SIGNS or element.get("form") == "prefix"


def _core(element: ElementTree.Element) -> ElementTree.Element:
    """What an index or an exponent belongs to."""
    return _core(element[0]) if element.tag in SCRIPTS and len(element) else element


def _is_prime(element: ElementTree.Element) -> bool:
    """Make an exponent of primes alone an operator, and tell whether it was one."""
    marks = "".join(element.itertext())
    if not marks or set(marks) - set(PRIMES):
        return False
    element.clear()
    element.tag = "mo"
    element.text = PRIMES[sum(PRIMES.index(mark) + 1 for mark in marks) - 1]
    return True
