"""Which names a piece of source code uses and binds, read off its syntax tree or its symbols."""

import ast
import symtable
from collections.abc import Iterator


def functions(source: str) -> frozenset[str]:
    """The names of functions that it defines at its top level."""
    tree = ast.parse(source)
    return frozenset(node.name for node in tree.body if isinstance(node, ast.FunctionDef))


def used(source: str | ast.AST) -> frozenset[str]:
    """The names that stand in it."""
    return frozenset(node.id for node in _walk(source) if isinstance(node, ast.Name))


def bound(source: str | ast.AST) -> frozenset[str]:
    """The names that it assigns, imports or defines, be it in a function."""
    return frozenset(filter(None, map(_bound, _walk(source))))


def imported(source: str | ast.AST) -> frozenset[str]:
    """The names that it imports."""
    nodes = (node for node in _walk(source) if isinstance(node, ast.alias))
    return frozenset(filter(None, map(_bound, nodes)))


# Methods by which an object changes itself.
_MUTATORS = {
    *("append", "extend", "insert", "remove", "pop", "clear", "sort", "reverse", "update", "add"),
    *("discard", "setdefault", "popitem", "fill", "put", "resize", "shuffle"),
}


def changing(source: str) -> frozenset[str]:
    """The functions at its top level that change one of their own arguments in place."""
    return frozenset(
        node.name
        for node in ast.parse(source).body
        if isinstance(node, ast.FunctionDef) and _changes_argument(node)
    )


def _changes_argument(function: ast.FunctionDef) -> bool:
    arguments = function.args
    own = (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)
    return _changes(function, frozenset(each.arg for each in own))


def _changes(node: ast.AST, own: frozenset[str]) -> bool:
    """Whether it changes what one of these names stands for, until that is bound again."""
    match node:
        case (
            ast.Subscript(value=held, ctx=ast.Store() | ast.Del())
            | ast.Attribute(value=held, ctx=ast.Store() | ast.Del())
        ) if _root(held) in own:
            return True
        case ast.Call(func=ast.Attribute(value=held, attr=method)) if (
            method in _MUTATORS or any(each.arg == "inplace" for each in node.keywords)
        ) and _root(held) in own:
            return True
    for _, part in ast.iter_fields(node):
        still = own
        for each in part if isinstance(part, list) else [part]:
            if isinstance(each, ast.AST):
                if _changes(each, still):
                    return True
                still -= _anew(each)
    return False


def _anew(statement: ast.AST) -> frozenset[str]:
    """The names that it binds to something else than the same object, such as a copy of it."""
    match statement:
        case ast.Assign(targets=targets, value=value):
            choices = [value, *getattr(value, "values", ())]  # as in `xs = xs or []`
            choices += [getattr(value, "body", None), getattr(value, "orelse", None)]
            same = {each.id for each in choices if isinstance(each, ast.Name)}
            return frozenset(each.id for each in targets if isinstance(each, ast.Name)) - same
    return frozenset()


def _root(node: ast.expr) -> str:
    """The name that an expression such as `a[0].b` begins with, through calls too."""
    while isinstance(node, ast.Subscript | ast.Attribute | ast.Call):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""


def bound_outside(source: str) -> frozenset[str]:
    """The names that it assigns, imports or defines outside of functions and classes."""
    names: set[str | None] = set()
    waiting: list[ast.AST] = [ast.parse(source)]
    while waiting:
        node = waiting.pop()
        names.add(_bound(node))
        if not isinstance(node, _SCOPES):
            waiting += ast.iter_child_nodes(node)
    return frozenset(filter(None, names))


def needed(source: str | ast.Module, names: frozenset[str]) -> ast.Module:
    """The statements of it that make some names what they are.

    Those that bind a name, or bind none and so may change what it stands for, and those that make
    what these use. A star import may bind any name.
    """
    statements = (ast.parse(source) if isinstance(source, str) else source).body
    kept: set[int] = set()
    wanted, before = set(names), -1
    while len(kept) > before:
        before = len(kept)
        for place, statement in enumerate(statements):
            binds = bound(statement)
            if "*" in binds or (binds or used(statement)) & wanted:
                kept.add(place)
                wanted |= used(statement) | binds
    return ast.Module([statements[place] for place in sorted(kept)], type_ignores=[])


_SCOPES = (
    *(ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda),
    *(ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp),
)


def _bound(node: ast.AST) -> str | None:
    """The name that this node binds by itself, if it does."""
    match node:
        case ast.Name(id=name, ctx=ast.Store()):
            return name
        case ast.alias(name=name, asname=other):
            return (other or name).split(".")[0]
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            return name
        case ast.ExceptHandler(name=name) | ast.MatchAs(name=name):
            return name
        case ast.MatchStar(name=name) | ast.MatchMapping(rest=name):
            return name
    return None


def _walk(source: str | ast.AST) -> Iterator[ast.AST]:
    return ast.walk(ast.parse(source) if isinstance(source, str) else source)


def global_names(source: str) -> tuple[set[str], set[str]]:
    """The names of the module that a source binds, and those that it uses, in functions too.

    Names of a function's own are none. Raises SyntaxError where it is no Python.
    """
    bound: set[str] = set()
    used: set[str] = set()
    tables = [symtable.symtable(source, "", "exec")]
    while tables:
        table = tables.pop()
        tables += table.get_children()
        for symbol in table.get_symbols():
            if table.get_type() == "module" or symbol.is_global():
                if symbol.is_assigned() or symbol.is_imported():
                    bound.add(symbol.get_name())
                if symbol.is_referenced():
                    used.add(symbol.get_name())
    return bound, used
