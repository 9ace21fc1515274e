"""The signs of another way than deriving that a statement shows, read off its syntax tree.

Each is a fact about a text and has an innocent explanation too. Nothing is run.
"""

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache

from autograder.host.edition import student_edition
from autograder.report import steps

COMPLEX = "complex numbers"
NUMBERS = "numbers with their own arithmetic"
LIBRARY = "a library that differentiates"
DIFFERENCES = "a quotient with a small step"
COURSE = "text of the course's own checker"
ENCODED = "encoded text"
HIDDEN = "code that is made while it runs"

# What hides another way, wherever it stands; what tells nothing where there is nothing to derive.
HIDES = (ENCODED, HIDDEN)
DERIVES = (COMPLEX, NUMBERS, LIBRARY, DIFFERENCES)

COMPLEX_NAMES = frozenset(
    "imag complex complex64 complex128 complex256 csingle cdouble clongdouble emath scimath".split()
)
ARITHMETIC = frozenset(
    f"__{kind}{name}__" for kind in ("", "r", "i") for name in ("mul", "truediv", "matmul", "pow")
) | {"__array_ufunc__", "NDArrayOperatorsMixin"}
LIBRARIES = frozenset(
    "jax jaxlib torch tensorflow autograd sympy symengine numdifftools casadi theano pytensor "
    "aesara algopy findiff hyperjet mpmath derivative".split()
)
FUNCTIONS = frozenset("approx_fprime approx_derivative check_grad differentiate".split())
DOTTED = frozenset(("np.gradient", "numpy.gradient", "misc.derivative"))
CODECS = frozenset("base64 binascii codecs zlib bz2 lzma gzip marshal pickle dill".split())
MAKERS = frozenset(
    "exec eval compile __import__ globals locals vars setattr __builtins__ get_ipython".split()
)
INSIDES = frozenset("__globals__ __code__ __builtins__ __subclasses__ _getframe".split())
LOADERS = frozenset("importlib builtins ctypes runpy imp".split())

# A run of signs without a space that no text and no name has.
LONGEST_WORD = 200
WORD = re.compile(rf"\S{{{LONGEST_WORD},}}")

# So many words and signs of code in a row are no accident: answers of the gallery and references
# have at most 27 in a row with the course.
STRETCH = 32
TOKEN = re.compile(r"\w+|[^\w\s]")

LONGEST_LINE = 100


@dataclass(frozen=True)
class Signs:
    """The signs of one statement: the line on which each stands first.

    small: names of small numbers. divides: names that would have to be small for a quotient with a
    small step, and the line of it.
    """

    lines: dict[str, str]
    small: frozenset[str] = frozenset()
    divides: dict[str, str] = field(default_factory=dict)


def together(several: Iterable[Signs]) -> dict[str, str]:
    """Return the signs of statements that belong together, with the line of each."""
    several = list(several)
    small = frozenset().union(*(each.small for each in several))
    found: dict[str, str] = {}
    for each in several:
        for sign, line in each.lines.items():
            found.setdefault(sign, line)
        for name, line in each.divides.items():
            if name in small:
                found.setdefault(DIFFERENCES, line)
    return found


def signs(statement: ast.stmt, text: str, lines: list[str]) -> Signs:
    """Return the signs of a statement.

    text: the statement as `ast.unparse` has it. lines: of the text from which it was parsed.
    """
    found: dict[str, str] = {}
    for node in ast.walk(statement):
        for sign in _signs(node):
            found.setdefault(sign, _line(node, lines))
    if _is_of_the_course(text):
        found[COURSE] = _line(statement, lines)
    quotients = steps.read(statement)
    if quotients.small is not None:
        found[DIFFERENCES] = _line(quotients.small, lines)
    divides = {name: _line(node, lines) for name, node in quotients.unknown.items()}
    return Signs(found, quotients.names, divides)


def _line(node: ast.AST, lines: list[str]) -> str:
    number = node.lineno  # type: ignore[attr-defined]  # statements and expressions have one
    line = " ".join(lines[number - 1][: 4 * LONGEST_LINE].split())
    return line if len(line) <= LONGEST_LINE else f"{line[: LONGEST_LINE - 1]}…"


def _signs(node: ast.AST) -> Iterator[str]:
    """The signs that one node shows by itself."""
    match node:
        case ast.Import(names=names):
            for alias in names:
                yield from _of_a_module(alias.name)
        case ast.ImportFrom(module=module, names=names):
            for alias in names:
                yield from _of_a_module(f"{module}.{alias.name}")
                yield from _of_a_name(alias.name)
        case ast.Constant(value=complex()):
            yield COMPLEX
        case ast.Constant(value=str() as text):
            yield from _of_a_name(text)
            if WORD.search(text):
                yield ENCODED
        case ast.Constant(value=bytes() as data) if len(data) >= LONGEST_WORD:
            yield ENCODED
        case ast.Call(func=ast.Name(id="getattr"), args=[_, name, *_]):
            if not isinstance(name, ast.Constant):
                yield HIDDEN
        case ast.Attribute(value=value, attr=name):
            yield from _of_a_name(name)
            if _last(value) + "." + name in DOTTED:
                yield LIBRARY
            if name == "modules" and _last(value) == "sys":
                yield HIDDEN
        case ast.BinOp(left=ast.UnaryOp(op=ast.USub()), op=ast.Pow(), right=ast.Constant(0.5)):
            yield COMPLEX  # (-1) ** 0.5
        case ast.Name(id=name):
            yield from _of_a_name(name)
            if name in MAKERS:
                yield HIDDEN
        case ast.FunctionDef(name=name):
            yield from _of_a_name(name)


def _of_a_name(name: str) -> Iterator[str]:
    if name in COMPLEX_NAMES:
        yield COMPLEX
    if name in ARITHMETIC:
        yield NUMBERS
    if name in FUNCTIONS:
        yield LIBRARY
    if name in INSIDES:
        yield HIDDEN


def _of_a_module(path: str) -> Iterator[str]:
    root, *_ = path.split(".")
    if root in LIBRARIES or ".".join(path.split(".")[-2:]) in DOTTED or "differentiate" in path:
        yield LIBRARY
    if root in CODECS:
        yield ENCODED
    if root in LOADERS:
        yield HIDDEN
    if root == __name__.partition(".")[0]:
        yield COURSE


def _last(node: ast.AST) -> str:
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


def _is_of_the_course(text: str) -> bool:
    return not _course().isdisjoint(_stretches(text))


@cache
def _course() -> frozenset[int]:
    """Every stretch of the code that goes out with a notebook, without comments and docstrings."""
    found: set[int] = set()
    for path in student_edition(".py"):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            found |= _stretches(ast.unparse(_without_docstrings(node)))
    return frozenset(found)


def _without_docstrings(statement: ast.stmt) -> ast.stmt:
    for node in ast.walk(statement):
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and ast.get_docstring(node) is not None:
            node.body = node.body[1:] or [ast.Pass()]
    return statement


def _stretches(text: str) -> set[int]:
    """A number for each run of STRETCH words and signs, the same for the same run."""
    words = TOKEN.findall(text)
    return {hash(tuple(words[n : n + STRETCH])) for n in range(len(words) - STRETCH + 1)}
