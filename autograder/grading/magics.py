"""The code of a course's cells as Python, and IPython's magics in them.

A student's cells and those before them run in IPython, as in a notebook. Tests run in plain Python,
and so does once more what a cell before the student's binds for them.
"""

import ast
import re

from autograder.grading.text import shown

# These say how plots look, and bind nothing that a test could use.
OF_PLOTS = re.compile(r"^%(?:matplotlib +inline *|config +InlineBackend\..*)$", re.MULTILINE)


def as_python(source: str) -> str:
    """Return the source of a cell without magics for plots, as long as it is Python then."""
    return source if _fault(source) is None else OF_PLOTS.sub("", source)


def why_unreadable(kind: str, source: str, mark: dict) -> str:
    """Return why grading can't read a cell of a notebook in `source/`, "" where it can.

    Of tests, solutions and locked code: a grade depends on no other cell. mark: its metadata under
    "nbgrader".
    """
    if kind != "code" or not mark:
        return ""
    is_test = mark.get("grade", False) and not mark.get("solution", False)
    source = source if is_test else as_python(source)
    fault = _fault(source)
    if fault is None:
        return ""
    from IPython.core.inputtransformer2 import TransformerManager  # which takes long to import

    line, said = fault
    if _fault(TransformerManager().transform_cell(source)) is not None:
        return f"line {line}: {said}; correct it"
    magic = shown(source.splitlines()[line - 1].strip())
    if is_test:
        return (
            f'line {line}: "{magic}" is for IPython, and Python runs the tests; write it in Python'
        )
    return (
        f'line {line}: "{magic}" is for IPython, and grading knows of its magics only %matplotlib '
        "inline and %config InlineBackend here; write it in Python, or put it into a cell without "
        "a grade id"
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
