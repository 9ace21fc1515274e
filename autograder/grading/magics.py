"""The code of a course's cells as Python, and IPython's magics in them.

A student's cells and those before them run in IPython, as in a notebook. Tests run in plain Python,
and so does once more what a cell before the student's binds for them. No program is started for any
of them.
"""

import ast
import re
from collections.abc import Callable

from autograder.grading.text import shown

# These say how plots look, and bind nothing that a test could use.
OF_PLOTS = re.compile(r"^%(?:matplotlib +inline *|config +InlineBackend\..*)$", re.MULTILINE)

# Cell magics whose cell is Python.
OF_PYTHON = re.compile(r"\A\s*%%(?:time|timeit|capture|prun)\b.*\n")

# What starts a program: methods that IPython makes of a line with "!", and magics.
PROGRAMS = {
    *("system", "getoutput"),
    *("!", "bash", "conda", "mamba", "perl", "pip", "ruby", "script", "sh", "sx", "uv"),
}

# A test that nbgrader writes when it releases.
AUTOTEST = re.compile(r"^\s*### (?:HASHED )?AUTOTEST\b", re.MULTILINE)


def as_python(source: str) -> str:
    """Return the source of a cell without magics; as it is where it is not even Python then."""
    if _fault(source) is None:
        return source
    for plain in (OF_PLOTS.sub("", source), OF_PYTHON.sub("", source)):
        if _fault(plain) is None:
            return plain
    return _without(OF_PYTHON.sub("", source), lambda called: called)


def without_programs(source: str) -> str:
    """Return the source of a cell for IPython without the lines that start a program."""
    if _fault(source) is None or _fault(OF_PLOTS.sub("", source)) is None:
        return source
    return _without(source, lambda called: called & PROGRAMS)


def _without(source: str, leaves_out: Callable[[set[str]], set[str]]) -> str:
    """The source as Python without some statements, by what of IPython's they call."""
    translated = _translated(source)
    if _fault(translated) is not None:
        return source
    tree = ast.parse(translated)
    tree.body = [each for each in tree.body if not leaves_out(_called(each))]
    return ast.unparse(tree)


def _called(statement: ast.stmt) -> set[str]:
    """The method of IPython's that a statement calls first, and the magic that it names."""
    match getattr(statement, "value", None):
        case ast.Call(
            func=ast.Attribute(value=ast.Call(func=ast.Name(id="get_ipython")), attr=method),
            args=[ast.Constant(value=str(first)), *_],
        ):
            return {method, *first.split()[:1]}
    return set()


def _translated(source: str) -> str:
    from IPython.core.inputtransformer2 import TransformerManager  # which takes long to import

    return TransformerManager().transform_cell(source)


def why_unreadable(kind: str, source: str, mark: dict, inside: bool = False) -> str:
    """Return why grading can't read a cell of a notebook in `source/`, "" where it can.

    Of tests, solutions and locked code: a grade depends on no other cell. mark: its metadata under
    "nbgrader". inside: whether a test runs where the student's code does.
    """
    if kind != "code" or not mark:
        return ""
    is_test = mark.get("grade", False) and not mark.get("solution", False)
    if is_test and AUTOTEST.search(source):
        return (
            "### AUTOTEST: nbgrader writes this test when it releases, and grading reads it in "
            "source/, where there is none; write the assert there"
        )
    source = source if is_test and not inside else as_python(source)
    fault = _fault(source)
    if fault is None:
        return ""
    line, said = fault
    if _fault(_translated(source)) is not None:
        return f"line {line}: {said}; correct it"
    magic = shown(source.splitlines()[line - 1].strip())
    return (
        f'line {line}: "{magic}" is for IPython, and Python runs the tests; write it in Python, or '
        'give the cell the tag "inside"'
    )


def _fault(source: str) -> tuple[int, str] | None:
    """The line that Python can't read, and what it says, None where it reads all."""
    try:
        ast.parse(source)
    except SyntaxError as error:
        return error.lineno or 1, error.msg
    except ValueError as error:  # of characters that no source may hold
        return 1, str(error)
    return None
