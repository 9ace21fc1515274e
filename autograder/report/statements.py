"""What a student's code is made of: statements, and what each takes from others. Nothing is run.

A function of an exercise is what the statements make it that bind its name, those that bind what
they use, and so on. What stands beside them, to try something, does not count.
"""

import ast
import contextlib
import re
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from autograder.grading.names import global_names
from autograder.report.ways import Signs, signs

# What IPython takes and Python does not, and what stands for it here: a magic that runs code or a
# file, or writes one; magics, commands of a shell, questions; the same whose result gets a name.
IPYTHON = (
    (re.compile(r"^([ \t]*)%(?:time|prun)[ \t]+(?=[\w(])", re.M), r"\1"),
    (re.compile(r"^([ \t]*)%{1,2}(?:run|writefile|file|macro)\b.*$", re.M), r"\1get_ipython()"),
    (re.compile(r"^([ \t]*)(?:%{1,2}\w|[!?]|[\w.%]+\?{1,2}[ \t]*$).*$", re.M), r"\1pass"),
    (re.compile(r"^([^=\n]+=[ \t]*)[%!]\w.*$", re.M), r"\1None"),
    (re.compile(r"^[,;/]\w.*$", re.M), "pass"),
)
LINE_ENDS = re.compile(r"\r\n?|\n")

EVERY_NAME = "*"

# What puts something into a list or dictionary.
FILLS = frozenset(("append", "extend", "insert", "update", "setdefault"))


@dataclass(frozen=True)
class Statement:
    """A statement at the top level of a cell: the names it binds, those it takes, its signs."""

    bound: frozenset[str]
    used: frozenset[str]
    signs: Signs


class NotRead(Exception):
    """Raised where Python can't take a source apart; its text says why."""


@lru_cache(maxsize=500)  # most cells of a class are the same
def statements(source: str) -> tuple[Statement, ...]:
    """Return the statements of a cell, none where it is no Python, which does not run either.

    Raises NotRead where it is made so that it can't be taken apart.
    """
    if "\0" in source:
        raise NotRead("it holds a null byte")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of escapes in a student's texts
            return tuple(_statements(_parsed(source), LINE_ENDS.split(source)))
    except (RecursionError, MemoryError):
        raise NotRead("it is nested too deeply") from None
    except ValueError as error:  # of a number with too many digits, for one
        raise NotRead(str(error).splitlines()[0][:80]) from None


def _parsed(source: str) -> ast.Module:
    for text in _readings(source):
        with contextlib.suppress(SyntaxError):
            return ast.parse(text)
    return ast.Module([], [])


def _readings(source: str) -> Iterator[str]:
    """A source as it is, and as IPython reads it, line by line."""
    yield source
    # IPython's own for all lines together; it takes long to import.
    from IPython.core import inputtransformer2 as ipython

    lines = source.splitlines(keepends=True)
    for clean in (ipython.leading_indent, ipython.classic_prompt, ipython.ipython_prompt):
        lines = clean(lines) if lines else lines
    text = "".join(lines)
    yield text
    for pattern, python in IPYTHON:
        text = pattern.sub(python, text)
        yield text


def _statements(tree: ast.Module, lines: list[str]) -> Iterable[Statement]:
    for node in tree.body:
        text = ast.unparse(node)
        try:
            bound, used = _names(node, text)
        except SyntaxError:  # as of a `nonlocal` without a function: it does not run
            continue
        yield Statement(frozenset(bound), frozenset(used), signs(node, text, lines))


def _names(node: ast.stmt, text: str) -> tuple[set[str], set[str]]:
    """The names of the module that a statement binds and uses: those of a function's own are none.

    A module that is imported counts as used, by `imported`.
    """
    bound, used = global_names(text)
    for each in ast.walk(node):
        match each:
            case ast.Import(names=names):
                used |= {imported(alias.name) for alias in names}
            case ast.ImportFrom(module=module, names=names):
                used |= {imported(module or alias.name) for alias in names}
                bound |= {EVERY_NAME for alias in names if alias.name == EVERY_NAME}
            case ast.Attribute(value=ast.Name(id=name), ctx=ast.Store()):
                bound.add(name)  # special.softmax = …
            case ast.Subscript(value=ast.Name(id=name), ctx=ast.Store()):
                bound.add(name)  # ways["softmax"] = …
            case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr=attr)):
                bound |= {name} if attr in FILLS else set()
    return bound, used


def imported(module: str) -> str:
    """Return what stands for a module among names."""
    return f"import {module.split('.')[0]}"


def reached(of: str, found: list[Statement]) -> set[int]:
    """Return the places of the statements that make a name what it is."""
    by_name: dict[str, list[int]] = {}
    for place, statement in enumerate(found):
        for name in statement.bound:
            by_name.setdefault(name, []).append(place)
    places, waiting, known = set(), [of, EVERY_NAME], {of, EVERY_NAME}
    while waiting:
        for place in by_name.get(waiting.pop(), ()):
            if place not in places:
                places.add(place)
                more = found[place].used - known
                known |= more
                waiting += more
    return places
