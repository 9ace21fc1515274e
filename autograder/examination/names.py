"""Which names a piece of source code uses and binds, read off its syntax tree."""

import ast


def functions(source: str) -> frozenset[str]:
    """The names of functions that it defines at its top level."""
    tree = ast.parse(source)
    return frozenset(node.name for node in tree.body if isinstance(node, ast.FunctionDef))


def used(source: str | ast.AST) -> frozenset[str]:
    """The names that stand in it."""
    return frozenset(node.id for node in _walk(source) if isinstance(node, ast.Name))


def bound(source: str | ast.AST) -> frozenset[str]:
    """The names that it assigns, imports or defines."""
    names = set()
    for node in _walk(source):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
        elif isinstance(node, ast.alias):
            names.add((node.asname or node.name).split(".")[0])
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            names.add(node.name)
    return frozenset(names)


def needed(source: str, names: frozenset[str]) -> ast.Module:
    """The statements of it that make some names what they are.

    Those that bind a name, or bind none and so may change what it stands for, and those that make
    what these use.
    """
    statements = ast.parse(source).body
    kept, wanted, before = set(), set(names), -1
    while len(kept) > before:
        before = len(kept)
        for place, statement in enumerate(statements):
            binds = bound(statement)
            if (binds or used(statement)) & wanted:
                kept.add(place)
                wanted |= used(statement) | binds
    return ast.Module([statements[place] for place in sorted(kept)], type_ignores=[])


def _walk(source):
    return ast.walk(ast.parse(source) if isinstance(source, str) else source)
