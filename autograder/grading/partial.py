"""Partial credit: the number in which a test cell ends is its score, as in nbgrader.

A score is never read from what a student's code returned. Where the last line may show a value of
the student's, no number is taken from it, and the cell gives all its points unless it fails.
"""

import ast
import builtins
import math
from collections.abc import Iterable
from functools import lru_cache
from types import CodeType
from typing import NamedTuple

import numpy as np

from autograder.grading.names import bound

# Of what these return no number is left.
_ANSWERS = {"isinstance", "callable", "hasattr", "all", "any", "isclose", "allclose", "array_equal"}


# These leave what they are given as it is; what begins with "assert" does too.
_CHANGE_NOTHING = set(dir(builtins)) - {"setattr"}

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


def handed(source: str, students: frozenset[str]) -> frozenset[str]:
    """The functions, as a test names them, to which it hands what the student's code has made."""
    tree = ast.parse(source)
    flow = _Flow(tree, students)
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call))
    return frozenset(
        ast.unparse(each.func) for each in calls if any(map(flow.reaches, _given(each)))
    )


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
        self._names, self._students, before = set(students), students, -1
        nodes = [*ast.walk(tree)]
        self._parameters = {
            each.name: frozenset(arg.arg for arg in ast.walk(each.args) if isinstance(arg, ast.arg))
            for each in nodes
            if isinstance(each, ast.FunctionDef)
        }
        self._constants = {
            target.id
            for each in nodes
            if isinstance(each, ast.Assign) and isinstance(each.value, ast.Constant)
            for target in each.targets
            if isinstance(target, ast.Name)
        }
        while len(self._names) > before:
            before = len(self._names)
            for node in nodes:
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
            case ast.With(items=items, body=body) if self._reaches_any(body):
                for item in items:  # what takes an exception or what is printed
                    self._take(*_given(item.context_expr), *filter(None, [item.optional_vars]))
            case ast.Try(body=body, handlers=handlers) if self._reaches_any(body):
                self._names |= {each.name for each in handlers if each.name}
            case ast.Match(subject=subject, cases=cases) if self.reaches(subject):
                self._names |= frozenset().union(*(bound(each.pattern) for each in cases))
            case ast.ClassDef(name=name, body=body) if self._reaches_any(body):
                self._names.add(name)
            case ast.FunctionDef(name=name, body=body):
                ends = (each for part in body for each in ast.walk(part))
                ways = ast.Return | ast.Yield | ast.YieldFrom
                if self._reaches_any(each for each in ends if isinstance(each, ways)):
                    self._names.add(name)
            case ast.Call(func=called):
                self._follow_call(called, _given(node))

    def _follow_call(self, called: ast.expr, given: list[ast.expr]) -> None:
        """A call may put what it is given into an object: its own, or another that it is given.

        And a function of the student's may change what it is given.
        """
        match called:
            case ast.Name(id=name) if name in self._students:
                self._take(*(each for each in given if not self._is_constant(each)))
            case ast.Name(id=name) | ast.Attribute(attr=name) if (
                self._reaches_any(given) and name not in _CHANGE_NOTHING and name[:6] != "assert"
            ):
                self._take(*(each for each in given if isinstance(each, ast.Name)))
                self._names |= self._parameters.get(name, frozenset())
                if isinstance(called, ast.Attribute) and isinstance(called.value, ast.Name):
                    self._take(called.value)  # as a list to which something is appended

    def _is_constant(self, expression: ast.expr) -> bool:
        return isinstance(expression, ast.Name) and expression.id in self._constants

    def _reaches_any(self, parts: Iterable[ast.AST]) -> bool:
        return any(map(self.reaches, parts))

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
            case ast.comprehension(iter=value, ifs=conditions):
                return self._reaches_any([value, *conditions])
            case ast.IfExp(body=body, orelse=other):
                return self.reaches(body) or self.reaches(other)
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)) if name in _ANSWERS:
                return False
        return any(map(self.reaches, ast.iter_child_nodes(expression)))


def _given(call: ast.expr) -> list[ast.expr]:
    """What a call is given; of another expression nothing."""
    if not isinstance(call, ast.Call):
        return []
    return [*call.args, *(each.value for each in call.keywords)]
