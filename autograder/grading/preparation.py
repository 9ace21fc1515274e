"""What a test finds in its notebook: bound by the course's own code, or by the student's.

Of the course's code those statements run outside, for the tests, that bind what a test uses and use
nothing of the student's. What the others bind is the student's as much as what solution cells bind:
it exists in the jail alone, and a test is given it as a value.
"""

import ast
import builtins
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from autograder.grading.magics import as_python
from autograder.grading.names import bound, imported, needed, used

if TYPE_CHECKING:
    from autograder.grading.exam import Cell

# These use what they name only when a test calls them.
_LATER = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom)


@dataclass(frozen=True)
class Preparation:
    """How the tests of a notebook are prepared.

    code: runs before them, outside. late: the setup cells that use what the student writes, which
    run in the jail where they stand. given: by test the names whose values come out of the jail.
    """

    code: ast.Module
    late: frozenset[str]
    given: dict[str, frozenset[str]]


def prepare(cells: Iterable["Cell"]) -> Preparation:
    """Return how the tests of a notebook with these cells are prepared."""
    cells = tuple(cells)
    solutions = [cell for cell in cells if cell.kind == "code" and cell.is_solution]
    functions, values = (
        (
            frozenset().union(*names)
            for names in zip(*((cell.defines, cell.binds) for cell in solutions), strict=True)
        )
        if solutions
        else (frozenset[str](), frozenset[str]())
    )
    students, late, own = set(functions | values), set(), []
    for cell in cells:
        if not (cell.is_setup or cell.is_example):
            continue
        for statement in _statements(cell.source):
            if isinstance(statement, _LATER) or not used(statement) & students:
                own.append((statement, cell.is_setup))
            else:
                students |= bound(statement)
                late |= {cell.name} if cell.is_setup else set()
    tests = {cell.name: cell.source for cell in cells if cell.is_test and not cell.inside}
    asked, made = _together(used, tests.values()), _together(bound, tests.values())
    setup = [statement for statement, is_setup in own if is_setup]
    # What only an example cell binds, such as an import that its author has not locked.
    missing = asked - functions - made - _together(bound, setup) - set(dir(builtins))
    examples = _module(statement for statement, is_setup in own if not is_setup)
    kept = needed(examples, frozenset(missing)).body
    code = _module(each for each, is_setup in own if is_setup or each in kept)
    code = needed(code, frozenset(asked | _together(used, kept)))
    known = _together(imported, code.body)
    theirs = (values | (students - functions - values - made)) - known
    given = {name: (used(text) & theirs) - bound(text) for name, text in tests.items()}
    return Preparation(code, frozenset(late), given)


def _statements(source: str) -> list[ast.stmt]:
    """The statements of a cell; an example that Python can't read has none."""
    try:
        return ast.parse(as_python(source)).body
    except (SyntaxError, ValueError):
        return []


def _module(statements: Iterable[ast.stmt]) -> ast.Module:
    return ast.Module(list(statements), type_ignores=[])


def _together(names: Callable[..., frozenset[str]], parts: Iterable) -> set[str]:
    return set().union(*map(names, parts))
