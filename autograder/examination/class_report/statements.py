"""What a student's code is made of: statements, and what each takes from others. Nothing is run.

A function of an exercise is what the statements make it that bind its name, those that bind what
they use, and so on. What stands beside them, to try something, does not count.
"""

import ast
import re
import symtable
import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from autograder.examination.class_report.ways import Signs, signs

# What IPython takes and Python does not: magics, commands of a shell, questions.
NOT_PYTHON = re.compile(r"^([ \t]*)(?:[%!].*|[\w.%]+\?{1,2}[ \t]*)$", re.MULTILINE)
LINE_ENDS = re.compile(r"\r\n?|\n")

EVERY_NAME = "*"


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
            tree = _parsed(source)
            return tuple(_statements(tree, LINE_ENDS.split(source))) if tree else ()
    except (RecursionError, MemoryError):
        raise NotRead("it is nested too deeply") from None
    except ValueError as error:  # of a number with too many digits, for one
        raise NotRead(str(error).splitlines()[0][:80]) from None


def _parsed(source: str) -> ast.Module | None:
    for text in (source, NOT_PYTHON.sub(r"\1pass", source)):
        try:
            return ast.parse(text)
        except SyntaxError:
            continue
    return None


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
    bound, used = set(), set()
    tables = [symtable.symtable(text, "", "exec")]
    while tables:
        table = tables.pop()
        tables += table.get_children()
        for name in table.get_symbols():
            if table.get_type() == "module" or name.is_global():
                if name.is_assigned() or name.is_imported():
                    bound.add(name.get_name())
                if name.is_referenced():
                    used.add(name.get_name())
    for each in ast.walk(node):
        match each:
            case ast.Import(names=names):
                used |= {imported(alias.name) for alias in names}
            case ast.ImportFrom(module=module, names=names):
                used |= {imported(module or alias.name) for alias in names}
                bound |= {EVERY_NAME for alias in names if alias.name == EVERY_NAME}
            case ast.Attribute(value=ast.Name(id=name), ctx=ast.Store()):
                bound.add(name)  # special.softmax = …
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
