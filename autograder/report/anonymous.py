"""Source code without its author: only the words that answers of this course are made of.

Comments and docstrings go. A name stays where it has one letter, or where a library or an answer
of the key has it too; any other is counted: `name_1`. A text stays where the key has it, or is the
formula of an `einsum`, whose letters are counted. Nothing is run.
"""

import ast
import builtins
import math
import re
import string
from collections.abc import Iterator
from functools import cache
from types import EllipsisType

import numpy as np
import scipy

from autograder.course.exercises import EXERCISES
from autograder.key.gallery import gallery, reference_of

LIBRARIES = (builtins, math, np, np.linalg, np.ndarray, np.random, scipy.linalg, scipy.special)
IMPORTED = {"numpy", "scipy", "math"}
SUBSCRIPTS = re.compile(r"[A-Za-z, ]+->[A-Za-z ]*")
LETTERS = string.ascii_lowercase[8:] + string.ascii_lowercase[:8] + string.ascii_uppercase  # i, j

Value = str | bytes | int | float | complex | EllipsisType | None  # of an ast.Constant

COUNTED, TEXT = "name_{}", "…"

# An integer of more digits sizes nothing in an answer; it may be the number of a student.
LARGEST = 99_999


def anonymous(tree: ast.Module, function: str) -> str:
    """Return the source code of a syntax tree, which is changed, without its author.

    function: a name that stays. Raises what `ast.unparse` raises.
    """
    names = {function: function}
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            node.body = [each for each in node.body if not _is_text(each)] or [ast.Pass()]
        if isinstance(node, ast.Constant):
            node.value = _constant(node.value)
        for field, value in _names(node):
            if isinstance(value, str):
                setattr(node, field, _known(value, names))
            else:
                setattr(node, field, [_known(each, names) for each in value])
    return ast.unparse(tree)


def _is_text(statement: ast.stmt) -> bool:
    match statement:
        case ast.Expr(value=ast.Constant(value=str())):
            return True
    return False


def _names(node: ast.AST) -> Iterator[tuple[str, str | list[str]]]:
    """The fields of a node that hold a name or a list of names."""
    if isinstance(node, ast.Constant):
        return
    for field, value in ast.iter_fields(node):
        if isinstance(value, str) or (
            isinstance(value, list) and value and all(isinstance(each, str) for each in value)
        ):
            yield field, value


def _known(dotted: str, names: dict[str, str]) -> str:
    known, _ = vocabulary()
    return ".".join(
        part
        if len(part) <= 1 or part in known
        else names.setdefault(part, COUNTED.format(len(names)))
        for part in dotted.split(".")
    )


def _constant(value: Value) -> Value:
    if isinstance(value, bytes):
        return b""
    if isinstance(value, int) and abs(value) > LARGEST:
        return ...
    if not isinstance(value, str) or value in vocabulary()[1]:
        return value
    if SUBSCRIPTS.fullmatch(value):
        letters = dict.fromkeys(filter(str.isalpha, value))
        table: dict[str, str | int | None] = dict(zip(letters, LETTERS, strict=False))
        return value.translate(str.maketrans(table))
    return TEXT


@cache
def vocabulary() -> tuple[frozenset[str], frozenset[str]]:
    """The names and the texts that say nothing about who wrote them."""
    names = IMPORTED | {name for library in LIBRARIES for name in dir(library)}
    texts = set()
    for exercise in EXERCISES:
        for entry in (reference_of(exercise), *gallery(exercise)):
            for node in ast.walk(ast.parse(entry.source)):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    texts.add(node.value)
                for _, value in _names(node):
                    names |= {value} if isinstance(value, str) else set(value)
    return frozenset(names), frozenset(texts)
