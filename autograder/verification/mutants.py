"""Mutants: the reference solutions, each with one small fault.

Tools such as mutmut and cosmic-ray run a suite of tests for every mutant; the hidden cases judge
one within milliseconds, so a small mutator of our own makes thousands of them affordable.

An operator takes a place in the syntax tree, and yields what may stand there instead. Names of
modules and definitions of local functions and variables are left alone: without them there is no
program to judge.
"""

import ast
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from autograder.key.gallery import reference_of


@dataclass(frozen=True)
class Mutant:
    """A reference with one fault.

    exercise: its name; operator: what was done; place: where in the syntax tree, from the function
    on; before, after: what stood there and what stands there now, more lines shortened to their
    first; source: complete text of the function.
    """

    exercise: str
    operator: str
    place: str
    before: str
    after: str
    source: str

    @property
    def identity(self) -> str:
        """A name that stays the same as long as this place of the function does."""
        return f"{self.exercise}, {self.operator}: {self.before} → {self.after} at {self.place}"


@dataclass(frozen=True)
class Place:
    """Where a node stands: in a field of its parent, at an index where the field is a list.

    above: the path of the parent. known: the variables of the function that have a value here.
    """

    parent: ast.AST
    field: str
    index: int | None
    above: str
    known: tuple[str, ...]

    @property
    def path(self) -> str:
        """The fields and indices that lead here, such as `body[1].value.left`."""
        step = self.field if self.index is None else f"{self.field}[{self.index}]"
        return f"{self.above}.{step}" if self.above else step

    @property
    def node(self) -> ast.AST:
        """The node that stands here."""
        value = getattr(self.parent, self.field)
        return value if self.index is None else value[self.index]

    def put(self, node: ast.AST) -> None:
        """Let another node stand here."""
        if self.index is None:
            setattr(self.parent, self.field, node)
        else:
            getattr(self.parent, self.field)[self.index] = node


Operator = Callable[[Place], Iterator[ast.AST]]


@cache
def mutants(exercise: str) -> tuple[Mutant, ...]:
    """Return the mutants of the reference of an exercise, in the order of its text."""
    return mutate(exercise, reference_of(exercise).source)


def mutate(
    exercise: str, source: str, operators: tuple[Operator, ...] | None = None
) -> tuple[Mutant, ...]:
    """Return the mutants of a function, a tuple of Mutant; no two have the same syntax tree.

    exercise: name that the mutants bear; source: text of one function. operators: OPERATORS where
    None.
    """
    tree = ast.parse(source)
    (function,) = tree.body
    if isinstance(function, ast.FunctionDef) and ast.get_docstring(function) is not None:
        del function.body[0]
    original = ast.unparse(tree)
    found, seen = [], {original}
    for place in list(_places(function)):
        node = place.node
        for operator in OPERATORS if operators is None else operators:
            for other in operator(place):
                place.put(other)
                text = ast.unparse(tree)
                place.put(node)
                if text in seen:
                    continue
                seen.add(text)
                name = operator.__name__.replace("_", " ")
                before, after = _in_a_line(node), _in_a_line(other)
                found.append(Mutant(exercise, name, place.path, before, after, text))
    return tuple(found)


def _places(parent: ast.AST, above: str = "", known: Iterable[str] = ()) -> Iterator[Place]:
    """Every place below a node; known: the variables that have a value where it begins."""
    known = dict.fromkeys(known)
    for field, value in ast.iter_fields(parent):
        several = isinstance(value, list)
        for index, node in enumerate(value if several else [value]):
            if isinstance(node, ast.AST):
                place = Place(parent, field, index if several else None, above, tuple(known))
                yield place
                yield from _places(node, place.path, known)
                # What is assigned has its value only after the statement.
                if not isinstance(parent, ast.Assign):
                    known |= dict.fromkeys(_names(node))


def _names(node: ast.AST) -> Iterator[str]:
    """The variables that a node gives a value: those of a function within it are its own."""
    if isinstance(node, ast.arg):
        yield node.arg
    elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
        yield node.id
    elif not isinstance(node, ast.FunctionDef):
        for child in ast.iter_child_nodes(node):
            yield from _names(child)


def _in_a_line(node: ast.AST) -> str:
    """The text of a node, more lines shortened to their first."""
    first, *more = ast.unparse(node).splitlines()
    return f"{first} …" if more else first


# Operators on expressions.

_ARITHMETIC = {
    ast.Add: (ast.Sub,),
    ast.Sub: (ast.Add,),
    ast.Mult: (ast.Div, ast.Add),
    ast.Div: (ast.Mult,),
    ast.MatMult: (ast.Mult,),
    ast.Pow: (ast.Mult,),
}


def arithmetic(place: Place) -> Iterator[ast.AST]:
    """Another operation on the same operands."""
    node = place.node
    if isinstance(node, ast.BinOp | ast.AugAssign):
        for other in _ARITHMETIC[type(node.op)]:
            yield _changed(node, op=other())


def operands_swapped(place: Place) -> Iterator[ast.AST]:
    """a − b for b − a, where that makes a difference."""
    node = place.node
    if isinstance(node, ast.BinOp) and not isinstance(node.op, ast.Add | ast.Mult):
        yield _changed(node, left=node.right, right=node.left)


def operand_dropped(place: Place) -> Iterator[ast.AST]:
    """One term of a sum, one factor of a product, one of several conditions."""
    node = place.node
    if isinstance(node, ast.BinOp):
        yield from (node.left, node.right)
    if isinstance(node, ast.BoolOp):
        for i in range(len(node.values)):
            yield _changed(node, values=node.values[:i] + node.values[i + 1 :])


def sign(place: Place) -> Iterator[ast.AST]:
    """A minus that is lost, or one too many: in a result or an exponent."""
    node = place.node
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        yield node.operand
    elif isinstance(node, ast.expr) and (
        isinstance(place.parent, ast.Return) or _is_exponent(place)
    ):
        yield from _each_number(node, lambda number: ast.UnaryOp(ast.USub(), number))


def factor(place: Place) -> Iterator[ast.AST]:
    """Twice a result, or half of it."""
    node, two = place.node, ast.Constant(2)
    if isinstance(node, ast.expr) and isinstance(place.parent, ast.Return):
        yield from _each_number(node, lambda number: ast.BinOp(number, ast.Mult(), two))
        yield from _each_number(node, lambda number: ast.BinOp(number, ast.Div(), two))


def constant(place: Place) -> Iterator[ast.AST]:
    """Another number, near or of another order, or the opposite of a truth value."""
    node = place.node
    if not isinstance(node, ast.Constant) or not isinstance(node.value, bool | int | float):
        return
    others: tuple[float, ...]
    if isinstance(node.value, bool):
        others = (not node.value,)
    elif isinstance(place.parent, ast.keyword) and place.parent.arg == "axis":
        others = (1 - node.value,)
    elif node.value == int(node.value):
        others = (node.value + 1, node.value - 1)
    else:
        others = (0.0, 1.0, 10 * node.value, node.value / 10)
    for other in others:
        yield ast.Constant(other)


_COMPARISONS = {
    ast.Lt: (ast.LtE, ast.Gt),
    ast.LtE: (ast.Lt, ast.GtE),
    ast.Gt: (ast.GtE, ast.Lt),
    ast.GtE: (ast.Gt, ast.LtE),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
}


def comparison(place: Place) -> Iterator[ast.AST]:
    """A border that moves to the other side, or the opposite direction."""
    node = place.node
    if isinstance(node, ast.Compare):
        for i, op in enumerate(node.ops):
            for other in _COMPARISONS[type(op)]:
                yield _changed(node, ops=[*node.ops[:i], other(), *node.ops[i + 1 :]])


def condition(place: Place) -> Iterator[ast.AST]:
    """The opposite of a condition; all conditions for any."""
    node = place.node
    if place.field == "test" and isinstance(node, ast.expr):
        yield node.operand if isinstance(node, ast.UnaryOp) else ast.UnaryOp(ast.Not(), node)
    if isinstance(node, ast.BoolOp):
        yield _changed(node, op=ast.Or() if isinstance(node.op, ast.And) else ast.And())


def branch(place: Place) -> Iterator[ast.AST]:
    """One of two cases always."""
    if isinstance(place.node, ast.IfExp):
        yield from (place.node.body, place.node.orelse)


def transpose(place: Place) -> Iterator[ast.AST]:
    """A transpose that is lost, or one too many; matrices have upper-case names."""
    node = place.node
    if isinstance(node, ast.Attribute) and node.attr == "T":
        yield node.value
    elif isinstance(node, ast.Name) and node.id.isupper() and isinstance(place.parent, ast.BinOp):
        yield ast.Attribute(node, "T", ast.Load())


def variable(place: Place) -> Iterator[ast.AST]:
    """Another variable of the function."""
    node = place.node
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in place.known:
        for other in place.known:
            yield ast.Name(other, ast.Load())


def index_dropped(place: Place) -> Iterator[ast.AST]:
    """The whole in place of one entry, row or block of it."""
    node = place.node
    if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load):
        yield node.value


def order(place: Place) -> Iterator[ast.AST]:
    """The members of a tuple, a shape or an index from last to first."""
    node = place.node
    if isinstance(node, ast.Tuple) and isinstance(node.ctx, ast.Load):
        yield _changed(node, elts=node.elts[::-1])


# Operators on calls.

_FUNCTIONS = {
    "sum": ("mean", "max"),
    "mean": ("sum", "max"),
    "max": ("min", "mean"),
    "min": ("max", "mean"),
    "all": ("any",),
    "exp": ("expm1", "exp2"),
    "sqrt": ("square",),
    "logaddexp": ("logaddexp2", "maximum"),
    "softmax": ("log_softmax",),
    "expit": ("log_expit", "ndtr"),
    "zeros": ("ones",),
    "ones": ("zeros",),
    "eye": ("tri",),
    "tile": ("repeat",),
    "delete": ("take",),
    "outer": ("subtract.outer",),
    "eigvalsh": ("eigvals", "svdvals"),
}


def function(place: Place) -> Iterator[ast.AST]:
    """A function of the same arguments that is taken for the right one."""
    node = place.node
    if isinstance(node, ast.Attribute) and place.field == "func":
        for other in _FUNCTIONS.get(node.attr, ()):
            yield _changed(node, attr=other)


def call_dropped(place: Place) -> Iterator[ast.AST]:
    """The argument of a function, or the object of a method, as it is."""
    node = place.node
    if not isinstance(node, ast.Call):
        return
    if isinstance(node.func, ast.Attribute) and not _is_module(node.func.value):
        yield node.func.value
    elif node.args and not isinstance(node.args[0], ast.Starred):
        yield node.args[0]


def arguments_swapped(place: Place) -> Iterator[ast.AST]:
    """Two neighbouring arguments in each other's place."""
    node = place.node
    if isinstance(node, ast.Call):
        for i in range(len(node.args) - 1):
            a, b = node.args[i : i + 2]
            yield _changed(node, args=[*node.args[:i], b, a, *node.args[i + 2 :]])


def keyword_dropped(place: Place) -> Iterator[ast.AST]:
    """A keyword, such as axis or keepdims, left at its default."""
    node = place.node
    if isinstance(node, ast.Call):
        for i in range(len(node.keywords)):
            yield _changed(node, keywords=node.keywords[:i] + node.keywords[i + 1 :])


def loop(place: Place) -> Iterator[ast.AST]:
    """A range without its first or its last number."""
    node = place.node
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "range":
        one = ast.Constant(1)
        if len(node.args) > 1:
            start, end, *step = node.args
            yield _changed(node, args=[ast.BinOp(start, ast.Add(), one), end, *step])
            yield _changed(node, args=[start, ast.BinOp(end, ast.Sub(), one), *step])
            return
        (end,) = node.args
        yield _changed(node, args=[one, end])
        if not isinstance(end, ast.Constant):
            yield _changed(node, args=[ast.BinOp(end, ast.Sub(), one)])


# Operators on statements.


def statement_dropped(place: Place) -> Iterator[ast.AST]:
    """Nothing in place of a statement that defines no name."""
    node = place.node
    if isinstance(node, ast.stmt) and not _defines(node):
        yield ast.Pass()


def assignment_dropped(place: Place) -> Iterator[ast.AST]:
    """The old value kept, where a function has assigned to the name before."""
    node = place.node
    if isinstance(node, ast.Assign) and _defines(node) and isinstance(place.parent, ast.For):
        yield ast.Pass()


OPERATORS = (
    arithmetic,
    operands_swapped,
    operand_dropped,
    sign,
    factor,
    constant,
    comparison,
    condition,
    branch,
    transpose,
    variable,
    index_dropped,
    order,
    function,
    call_dropped,
    arguments_swapped,
    keyword_dropped,
    loop,
    statement_dropped,
    assignment_dropped,
)


def _changed(node: ast.AST, **fields: object) -> ast.AST:
    """A node like another but for some fields."""
    return type(node)(**dict(ast.iter_fields(node)) | fields)


def _each_number(node: ast.expr, change: Callable[[ast.expr], ast.expr]) -> Iterator[ast.AST]:
    """A value changed, or each member of a pair by itself."""
    if not isinstance(node, ast.Tuple):
        yield change(node)
        return
    for i, member in enumerate(node.elts):
        yield _changed(node, elts=[*node.elts[:i], change(member), *node.elts[i + 1 :]])


def _is_exponent(place: Place) -> bool:
    """Whether a number is handed to an exponential, or a function made of them."""
    function = getattr(place.parent, "func", None)
    name = getattr(function, "attr", "")
    exponential = name in ("exp", "expit", "softmax", "logsumexp", "logaddexp")
    return exponential and place.field == "args" and not isinstance(place.node, ast.Constant)


def _is_module(node: ast.AST) -> bool:
    """Whether an expression is np, linalg, special or a module of them."""
    if isinstance(node, ast.Attribute):
        return _is_module(node.value)
    return isinstance(node, ast.Name) and node.id in ("np", "linalg", "special")


def _defines(node: ast.stmt) -> bool:
    """Whether a statement gives a name its meaning, or ends a function."""
    if isinstance(node, ast.Assign):
        return not isinstance(node.targets[0], ast.Subscript)
    return isinstance(
        node, ast.Import | ast.ImportFrom | ast.FunctionDef | ast.Return | ast.Pass | ast.Nonlocal
    )
