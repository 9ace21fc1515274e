"""Names are read off the syntax tree, without running anything."""

import ast

import pytest

from autograder.grading.names import bound, changing, functions, imported, needed, used


def test_functions_are_those_at_the_top_level():
    source = "def f():\n    def inner(): ...\nclass C:\n    def method(self): ...\ng = lambda: 1"
    assert functions(source) == {"f"}


def test_names_that_are_read_written_or_called_are_used():
    assert used("a = f(b).c[d]\ndel e") == {"a", "f", "b", "d", "e"}


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("a = b", {"a"}),
        ("a, (b, *c) = d", {"a", "b", "c"}),
        ("a: int = 1", {"a"}),
        ("a += 1", {"a"}),
        ("for a in b: c = 1", {"a", "c"}),
        ("with a as b: ...", {"b"}),
        ("(a := 1)", {"a"}),
        ("import a.b", {"a"}),
        ("import a.b as c", {"c"}),
        ("from a import b, c as d", {"b", "d"}),
        ("def a(): ...", {"a"}),
        ("async def a(): ...", {"a"}),
        ("class A: ...", {"A"}),
        ("try: ...\nexcept B as a: ...", {"a"}),
        ("try: ...\nexcept B: ...", set()),
        ("match a:\n    case [b, *c] as d: ...\n    case {**e}: ...\n    case _: ...", set("bcde")),
        ("try: import a\nexcept ImportError: a = None", {"a"}),
        ("a.b = 1", set()),
        ("f(a)", set()),
    ],
)
def test_what_a_statement_binds(source, names):
    assert bound(source) == names


def kept(source, *names):
    return ast.unparse(needed(source, frozenset(names))).splitlines()


def test_of_a_source_the_statements_that_a_name_depends_on_are_needed_in_order():
    source = "import a\nimport b\nx = a.one\ny = b.one\nz = x + 1"
    assert kept(source, "z") == ["import a", "x = a.one", "z = x + 1"]
    assert kept(source, "y", "x") == ["import a", "import b", "x = a.one", "y = b.one"]
    assert kept(source, "nothing") == []


def test_what_a_function_uses_is_needed_with_it():
    source = "import a\nimport b\ntable = a.table\ndef look(x):\n    return table[x]"
    assert kept(source, "look")[:2] == ["import a", "table = a.table"]
    assert "import b" not in kept(source, "look")


def test_a_name_that_is_bound_twice_has_both():
    assert kept("x = 1\nx += 1\ny = 2", "x") == ["x = 1", "x += 1"]


def test_imported_names_are_told_from_others():
    assert imported("import a.b\nfrom c import d as e\nf = 1") == {"a", "e"}


@pytest.mark.parametrize(
    "line",
    [
        "a[0] = 1",
        "a[0][1] += 1",
        "del a[0]",
        "a.x = 1",
        "a.append(1)",
        "a.setdefault(1, []).append(2)",
        "a['x'].sort()",
        "a.drop(columns='x', inplace=True)",
        "for n in b:\n        a[n] = 1",
        "a.sort()\n    a = 3",
        "a = a or {}\n    a[0] = 1",
        "a = {} if a is None else a\n    a[0] = 1",
        "if a is None:\n        a = {}\n    a[0] = 1",
    ],
)
def test_a_function_that_changes_its_argument_is_known(line):
    assert changing(f"def f(a, b):\n    {line}") == {"f"}


@pytest.mark.parametrize(
    "line",
    [
        "a = 1",
        "a = a + [1]",
        "c = []\n    c.append(a)",
        "return a[0]",
        "return sorted(a)",
        "a.copy()",
        "a = a.copy()\n    a['x'] = 1",
        "a = sorted(a)\n    a.append(0)",
        "for n in b:\n        a = [n]\n        a.append(0)",
        "a = list(a)\n    while a:\n        a.pop()",
    ],
)
def test_a_function_that_leaves_its_arguments_is_not(line):
    assert changing(f"def f(a, b):\n    {line}") == frozenset()
