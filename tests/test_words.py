"""The words of the package are ready for another language: texts alone, placeholders by name."""

import ast
import string
from pathlib import Path

import pytest

from autograder.checking import words as of_checks
from autograder.course import words as of_course
from autograder.grading import words as of_grading
from autograder.host import words as of_pages

MODULES = {module.__name__: module for module in (of_checks, of_course, of_grading, of_pages)}


def texts(value):
    """All texts in a value of a module."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from texts(each)
    elif isinstance(value, tuple):
        for each in value:
            yield from texts(each)


def public(module):
    """The texts of a module by the name of its constant."""
    return [
        (name, text)
        for name, value in vars(module).items()
        if name.isupper()
        for text in texts(value)
    ]


@pytest.mark.parametrize("name", MODULES)
def test_a_placeholder_has_a_name(name):
    found = public(MODULES[name])
    assert len(found) >= 10
    for constant, text in found:
        fields = [field for _, field, _, _ in string.Formatter().parse(text) if field is not None]
        assert all(field.isidentifier() for field in fields), (constant, text)


@pytest.mark.parametrize("name", MODULES)
def test_no_text_is_put_together_while_the_module_is_read(name):
    tree = ast.parse(Path(MODULES[name].__file__).read_text(encoding="utf-8"))
    assert not [node.lineno for node in ast.walk(tree) if isinstance(node, ast.JoinedStr)]
