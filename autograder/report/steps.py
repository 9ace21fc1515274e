"""Quotients with a small step, which stand for a derivative: (f(x + h) − f(x − h)) / 2h.

A quotient is one where something small divides, and something made of it is added or subtracted. A
constant that keeps a logarithm or a quotient finite is only added, and a tolerance only compared.
"""

import ast
import contextlib
import operator
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

# A step of this size or less is none of a formula's constants.
LARGEST = 0.01

# Names under which libraries have the smallest differences of numbers.
SMALLEST = frozenset(("eps", "epsilon"))

# All in floats, so that no number grows beyond them.
ARITHMETIC = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
    ast.LShift: lambda number, by: number * 2.0**by,
}
SMALL_TEXT = re.compile(r"\d*\.?\d*[eE]-\d+")


@dataclass(frozen=True)
class Quotients:
    """What a statement divides by.

    small: a quotient with a small step, None where there is none. names: of small numbers. unknown:
    names by which it divides and displaces, which another statement may make small.
    """

    small: ast.AST | None
    names: frozenset[str]
    unknown: dict[str, ast.AST] = field(default_factory=dict)


def read(statement: ast.stmt) -> Quotients:
    """Return the quotients of a statement; takes time in proportion to its length."""
    nodes = list(ast.walk(statement))
    small, moved = _small_names(nodes)
    added = [term for node in nodes for term in _added(node)]
    by_names = {each.id for term in added for each in _factors(term) if isinstance(each, ast.Name)}
    displaces = not by_names.isdisjoint(moved) or any(
        _is_small(each, small) for term in added for each in _factors(term)
    )
    found: ast.AST | None = None
    unknown: dict[str, ast.AST] = {}
    for node in nodes:
        for divided, divisor in _divisions(node):
            name = divisor.id if isinstance(divisor, ast.Name) else None
            if name in by_names and name not in small:
                unknown.setdefault(name, node)
                is_step = _is_difference_of_calls(divided, name)
            else:
                # 1/eps alone is a bound
                is_fraction = name in by_names or not isinstance(divided, ast.Constant)
                is_step = displaces and is_fraction and _is_small(divisor, small)
            if is_step and found is None:
                found = node
    return Quotients(found, frozenset(small), unknown)


def _small_names(nodes: list[ast.AST]) -> tuple[set[str], set[str]]:
    """The names of small numbers, and of all that is made with one."""
    pairs = [pair for node in nodes for pair in _bindings(node)]
    small: set[str] = set()
    moved: set[str] = set()
    for _ in range(2):  # what is used before it stands in the text, as in a function above
        for target, value in pairs:
            names = {each.id for each in ast.walk(target) if isinstance(each, ast.Name)}
            if _is_small(value, small) and isinstance(target, ast.Name):
                small |= names
                moved |= names
            leaves = (each for each in ast.walk(value) if not isinstance(each, ast.BinOp))
            if any(_is_small(each, moved) for each in leaves):
                moved |= names
    return small, moved


def _bindings(node: ast.AST) -> Iterator[tuple[ast.AST, ast.AST]]:
    """What a node binds: targets and values."""
    match node:
        case ast.Assign(targets=targets, value=value):
            for target in targets:
                yield from _one_by_one(target, value)
        case ast.AnnAssign(target=target, value=ast.AST() as value):
            yield target, value
        case ast.NamedExpr(target=target, value=value) | ast.AugAssign(target=target, value=value):
            yield target, value
        case ast.For(target=target, iter=value) | ast.comprehension(target=target, iter=value):
            yield target, value
        case ast.arguments(posonlyargs=first, args=args, defaults=defaults):
            known = [*first, *args][len(first) + len(args) - len(defaults) :]
            for each, default in [
                *zip(known, defaults, strict=True),
                *zip(node.kwonlyargs, node.kw_defaults, strict=True),
            ]:
                if default is not None:
                    yield ast.Name(each.arg), default


def _one_by_one(target: ast.AST, value: ast.AST) -> Iterator[tuple[ast.AST, ast.AST]]:
    """Of `a, b = 1, 2` the two pairs."""
    match target, value:
        case ast.Tuple(elts=names), ast.Tuple(elts=values) if len(names) == len(values):
            yield from zip(names, values, strict=True)
        case _:
            yield target, value


def _added(node: ast.AST) -> tuple[ast.AST, ...]:
    """What a node adds or subtracts."""
    match node:
        case ast.BinOp(left=left, op=ast.Add() | ast.Sub(), right=right):
            return left, right
        case ast.AugAssign(op=ast.Add() | ast.Sub(), value=value):
            return (value,)
    return ()


def _divisions(node: ast.AST) -> list[tuple[ast.AST, ast.AST]]:
    """What a node divides, with each factor by which it does."""
    match node:
        case ast.BinOp(left=divided, op=ast.Div(), right=by):
            return [(divided, factor) for factor in _factors(by)]
        case ast.AugAssign(target=divided, op=ast.Div(), value=by):
            return [(divided, factor) for factor in _factors(by)]
        case ast.Call(func=ast.Attribute(attr="divide" | "true_divide"), args=[divided, by, *_]):
            return [(divided, factor) for factor in _factors(by)]
        case ast.BinOp(left=left, op=ast.Mult(), right=right):
            return [*_inverse(left, right), *_inverse(right, left)]
    return []


def _inverse(divided: ast.AST, factor: ast.AST) -> Iterator[tuple[ast.AST, ast.AST]]:
    """Of d * h ** -1 the same as of d / h; of (a − b) * 1e6 as of (a − b) / 1e-6."""
    match factor:
        case ast.BinOp(left=base, op=ast.Pow(), right=ast.UnaryOp(op=ast.USub())):
            yield divided, base
    if isinstance(divided, ast.BinOp) and isinstance(divided.op, ast.Sub):
        size = _size(factor)
        if size is not None and abs(size) >= 10 / LARGEST:
            yield divided, ast.Constant(1 / size)


def _factors(node: ast.AST) -> Iterator[ast.AST]:
    """The factors of a product; of a power its base."""
    waiting = [node]
    while waiting:
        match waiting.pop():
            case ast.BinOp(left=left, op=ast.Mult() | ast.MatMult(), right=right):
                waiting += [left, right]
            case ast.UnaryOp(operand=operand):
                waiting.append(operand)
            case ast.BinOp(left=ast.Name() as base, op=ast.Pow()):
                waiting.append(base)
            case ast.Subscript(value=value):
                waiting.append(value)
            case other:
                yield other


def _size(node: ast.AST) -> float | None:
    """The number that a text of numbers alone makes, 1/10**6 for one; None of any other."""
    match node:
        case ast.Constant(value=int() | float() as value):
            with contextlib.suppress(OverflowError):
                return float(value)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            size = _size(operand)
            return None if size is None else -size
        case ast.BinOp(left=left, op=op, right=right) if type(op) in ARITHMETIC:
            pair = _size(left), _size(right)
            if None not in pair:
                with contextlib.suppress(ArithmeticError, ValueError, TypeError):
                    return float(ARITHMETIC[type(op)](*pair))
    return None


def _is_small(node: ast.AST, names: set[str]) -> bool:
    """Whether it is a small number, as far as a text tells."""
    size = _size(node)
    if size is not None:
        return 0 < abs(size) <= LARGEST
    match node:
        case ast.Constant(value=str() as text):  # float("1e-6")
            return SMALL_TEXT.fullmatch(text.strip()) is not None
        case ast.Name(id=name):
            return name in names
        case ast.Attribute(attr=name):
            return name in SMALLEST
        case ast.UnaryOp(operand=operand):
            return _is_small(operand, names)
        case ast.BinOp(left=ast.Constant(), op=ast.Pow(), right=ast.UnaryOp()):
            return True
        case ast.IfExp(body=one, orelse=other):
            return _is_small(one, names) or _is_small(other, names)
        case ast.Call(func=ast.Name(id="pow") | ast.Attribute(attr="power"), args=[base, by]):
            return _is_small(ast.BinOp(base, ast.Pow(), by), names)
        case ast.BinOp(left=left, op=ast.Pow() | ast.Div()):
            return _is_small(left, names)
        case ast.BinOp(left=left, op=ast.Mult(), right=right):
            return _is_small(left, names) or _is_small(right, names)
        case ast.Call(args=[only]):  # np.sqrt(np.finfo(float).eps)
            return _is_small(only, names)
    return False


def _is_difference_of_calls(node: ast.AST, name: str) -> bool:
    """Whether it is f(… + name …) − f(…), of one function, or the first factor of a quotient is."""
    for _ in range(3):
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult | ast.Div):
            node = node.left
    match node:
        case ast.BinOp(
            left=ast.Call(func=one, args=first), op=ast.Sub(), right=ast.Call(func=other, args=last)
        ) if ast.dump(one) == ast.dump(other):
            return any(
                isinstance(factor, ast.Name) and factor.id == name
                for argument in (*first, *last)
                for each in ast.walk(argument)
                for term in _added(each)
                for factor in _factors(term)
            )
    return False
