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

_IMPORTS = ast.Import, ast.ImportFrom
# These use what they name only when a test calls them.
_DEFINITIONS = ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef
_LATER = (*_DEFINITIONS, *_IMPORTS)


@dataclass(frozen=True)
class Preparation:
    """How the tests of a notebook are prepared.

    code: runs before them, outside. late: the setup cells that use what the student writes, or bind
    it again, which run in the jail where they stand. given: by test the names whose values come out
    of the jail. rebound: the names of a solution that the course binds again below it, for those
    who have not written it. split: the names that a late cell makes outside too, and goes on with
    in the jail alone.
    """

    code: ast.Module
    late: frozenset[str]
    given: dict[str, frozenset[str]]
    rebound: frozenset[str]
    split: frozenset[str]


def prepare(cells: Iterable["Cell"]) -> Preparation:
    """Return how the tests of a notebook with these cells are prepared."""
    cells = tuple(cells)
    tests = {cell.name: cell.source for cell in cells if cell.is_test}
    outside = [cell.source for cell in cells if cell.is_test and not cell.inside]
    free = {name: used(text) - bound(text) for name, text in tests.items()}
    wanted = _together(frozenset, free.values())
    asked, made = _together(used, outside), _together(bound, outside)

    functions, values, students = set[str](), set[str](), set[str]()
    for cell in filter(_is_answer, cells):
        functions |= cell.defines
        values |= cell.binds
    students |= functions | values
    own, above, late, rebound = [], set[str](), set[str](), set[str]()
    split = set[str]()
    for cell in cells:
        if _is_answer(cell):
            above |= cell.defines | cell.binds
        here = set[str]()
        for statement in _statements(cell) if cell.is_setup or cell.is_example else ():
            again = set() if isinstance(statement, _IMPORTS) else bound(statement) & above & wanted
            uses = set() if isinstance(statement, _LATER) else used(statement) & students
            if not (again or uses):
                own.append((statement, cell.is_setup))
                here |= set() if _is_fixed(statement) else bound(statement)
                continue
            split |= here & used(statement)
            rebound |= again
            students |= bound(statement)
            late |= {cell.name} if cell.is_setup else set()

    setup = [statement for statement, is_setup in own if is_setup]
    # What only an example cell binds, such as an import that its author has not locked.
    missing = asked - functions - made - _together(bound, setup) - set(dir(builtins))
    examples = _module(statement for statement, is_setup in own if not is_setup)
    kept = needed(examples, frozenset(missing)).body
    code = _module(each for each, is_setup in own if is_setup or each in kept)
    code = needed(code, frozenset(asked | _together(used, kept)))
    theirs = (values | (students - functions - made)) - _together(imported, code.body)
    given = {name: reached(code, names) & theirs for name, names in free.items()}
    return Preparation(code, frozenset(late), given, frozenset(rebound), frozenset(split))


def reached(code: ast.Module, names: frozenset[str]) -> frozenset[str]:
    """These names, and those that the functions and classes among them use, in their turn."""
    uses = {each.name: used(each) for each in code.body if isinstance(each, _DEFINITIONS)}
    found, waiting = set(names), set(names)
    while waiting:
        waiting = set().union(*(uses.get(name, ()) for name in waiting)) - found
        found |= waiting
    return frozenset(found)


def _is_fixed(statement: ast.stmt) -> bool:
    """Whether nothing changes what a statement binds: a module, a function, a number or a text."""
    constant = isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Constant)
    return constant or isinstance(statement, _LATER)


def _is_answer(cell: "Cell") -> bool:
    return cell.kind == "code" and cell.is_solution


def _statements(cell: "Cell") -> list[ast.stmt]:
    """The statements of a cell; an example that Python can't read has none."""
    try:
        return ast.parse(as_python(cell.source)).body
    except (SyntaxError, ValueError):
        return []


def _module(statements: Iterable[ast.stmt]) -> ast.Module:
    return ast.Module(list(statements), type_ignores=[])


def _together(names: Callable[..., frozenset[str]], parts: Iterable) -> set[str]:
    return set().union(*map(names, parts))
