"""Partial credit: the number in which a test cell ends is its score, as in nbgrader.

A score is never read from what a student's code returned. Where the last line may show a value of
the student's, no number is taken from it, and the cell gives all its points unless it fails.
"""

import ast
import math
from functools import lru_cache
from types import CodeType
from typing import NamedTuple

import numpy as np

# Of what these return no number is left.
_ANSWERS = {"isinstance", "callable", "hasattr", "all", "any", "isclose", "allclose", "array_equal"}


# A value of another type may be a sum of comparisons with what a student's code returned.
_NO_SCORE = type(None), bool, np.bool_, str, list, tuple, dict, set


class Compiled(NamedTuple):
    """A test cell: its statements, and its last expression where that may be a score."""

    code: CodeType
    last: CodeType | None


@lru_cache(maxsize=1024)
def compiled(source: str, name: str, students: frozenset[str]) -> Compiled:
    """Compile a test cell. students: the names that are the student's.

    Raises SyntaxError.
    """
    tree, file = ast.parse(source), f"<{name}>"
    match tree.body:
        case [*rest, ast.Expr(value=last)] if not _Flow(tree, students).reaches(last):
            statements, expression = ast.Module(rest, []), ast.Expression(last)
            code = compile(statements, file, "exec"), compile(expression, file, "eval")
            return Compiled(*code)
    return Compiled(compile(tree, file, "exec"), None)


def credit(value: object, points: float) -> float:
    """The share of its points that a test gives which ends in this value.

    All of them where it is None, a truth value, a text, list, tuple, dict or set. Raises ValueError
    where it is a number and no score, or anything else.
    """
    kind = type(value)
    if kind in _NO_SCORE:
        return 1.0
    if kind not in (int, float) and not isinstance(value, np.integer | np.floating):
        raise ValueError(
            f"the test ends in an object of type {kind.__name__}, which is no score: end it in a "
            "number, as by sum(…) or int(…), or in an assert"
        )
    score = float(value)  # type: ignore[arg-type]
    if not (math.isfinite(score) and 0 <= score <= points):
        raise ValueError(f"the test ends in {score:g}, which is no score from 0 to {points:g}")
    return score / points if points else 1.0


class _Flow:
    """Which names of a test may hold a value that the student's code has made."""

    def __init__(self, tree: ast.Module, students: frozenset[str]):
        self._names, before = set(students), -1
        while len(self._names) > before:
            before = len(self._names)
            for node in ast.walk(tree):
                self._follow(node)

    def _follow(self, node: ast.AST) -> None:
        match node:
            case ast.Assign(targets=targets, value=value) if self.reaches(value):
                self._take(*targets)
            case (
                ast.AugAssign(target=target, value=value)
                | ast.AnnAssign(target=target, value=ast.expr() as value)
                | ast.NamedExpr(target=target, value=value)
                | ast.For(target=target, iter=value)
                | ast.comprehension(target=target, iter=value)
            ) if self.reaches(value):
                self._take(target)
            case ast.withitem(context_expr=value, optional_vars=ast.expr() as target) if (
                self.reaches(value)
            ):
                self._take(target)
            case ast.Call(func=ast.Attribute(value=ast.Name() as target)) if any(
                map(self.reaches, [*node.args, *(each.value for each in node.keywords)])
            ):
                self._take(target)  # as a list to which something is appended
            case ast.FunctionDef(name=name, body=body):
                returns = [each for part in body for each in ast.walk(part)]
                if any(
                    isinstance(each, ast.Return) and each.value and self.reaches(each.value)
                    for each in returns
                ):
                    self._names.add(name)

    def _take(self, *targets: ast.expr) -> None:
        for target in targets:
            self._names |= {each.id for each in ast.walk(target) if isinstance(each, ast.Name)}

    def reaches(self, expression: ast.AST) -> bool:
        """Whether the value of an expression may be the student's, or be computed from such."""
        match expression:
            case ast.Name(id=name):
                return name in self._names
            case ast.Compare() | ast.UnaryOp(op=ast.Not()):
                return False
            case ast.IfExp(body=body, orelse=other):
                return self.reaches(body) or self.reaches(other)
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)) if name in _ANSWERS:
                return False
        return any(map(self.reaches, ast.iter_child_nodes(expression)))
