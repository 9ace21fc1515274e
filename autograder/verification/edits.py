"""Single edits of right programs, told as kinds: the mutants that prove the tests, named.

Some slips are added that prove nothing of a test, but happen: a term that is lost with its minus
kept, a delta that is always 1, a square or a modulus too many.
"""

import ast
import warnings
from collections.abc import Callable, Iterator

from autograder.checking.exercise import PARTS
from autograder.key.gallery import Entry, gallery, reference_of
from autograder.verification.mutants import OPERATORS, Mutant, Place, mutate

# What is said of what a mutation does, by its operator.
KINDS = {
    "arithmetic": "operation-mistaken",
    "operands swapped": "operand-mistaken",
    "arguments swapped": "operand-mistaken",
    "order": "operand-mistaken",
    "operand dropped": "part-missing",
    "statement dropped": "part-missing",
    "assignment dropped": "part-missing",
    "call dropped": "function-mistaken",
    "function": "function-mistaken",
    "sign": "sign-inside",
    "factor": "number-mistaken",
    "constant": "number-mistaken",
    "comparison": "condition-mistaken",
    "condition": "condition-mistaken",
    "branch": "condition-mistaken",
    "transpose": "axis-mistaken",
    "keyword dropped": "axis-mistaken",
    "variable": "operand-mistaken",
    "index dropped": "index-mistaken",
    "loop": "index-mistaken",
    "minus kept": "part-missing",
    "delta lost": "condition-mistaken",
    "function added": "function-mistaken",
    "input centred": "inputs-rescaled",
    "input averaged": "sample-averaged",
    "size fixed": "size-fixed",
}

OF_EDITS = frozenset(KINDS.values()) | {"sign-inside"}

# Where edits of several kinds do the same.
ONE_PLACE = "one-place"


def minus_kept(place: Place) -> Iterator[ast.AST]:
    """The first term of a difference is lost."""
    node = place.node
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Sub):
        yield ast.UnaryOp(ast.USub(), node.right)


def delta_lost(place: Place) -> Iterator[ast.AST]:
    """Whether two indices agree does not matter: it counts as always so, or never."""
    node = place.node
    if isinstance(node, ast.Compare) or (isinstance(node, ast.Call) and _name(node) == "eye"):
        yield from (ast.Constant(1.0), ast.Constant(0.0))


ADDED = "np.abs({0})", "({0}) ** 2", "np.sqrt({0})", "1 - ({0})", "np.exp({0})", "np.log({0})"


def function_added(place: Place) -> Iterator[ast.AST]:
    """A function of a number that does not belong there."""
    node = place.node
    inside = isinstance(place.parent, ast.BinOp | ast.Assign | ast.Return | ast.Call)
    if not inside or place.field in ("func", "targets"):
        return
    if isinstance(node, ast.BinOp | ast.Call) or (
        isinstance(node, ast.Name) and node.id in place.known
    ):
        for text in ADDED:
            yield ast.parse(text.format(ast.unparse(node)), mode="eval").body


def input_centred(place: Place) -> Iterator[ast.AST]:
    """The mean of the inputs is taken off in one place."""
    return _inputs(place, "X - X.mean(axis=0)")


def input_averaged(place: Place) -> Iterator[ast.AST]:
    """The mean of the inputs stands for each of them in one place."""
    return _inputs(place, "np.broadcast_to(X.mean(axis=0), X.shape)")


def _inputs(place: Place, text: str) -> Iterator[ast.AST]:
    """An expression in place of the inputs."""
    node = place.node
    if isinstance(node, ast.Name) and node.id == "X" and isinstance(node.ctx, ast.Load):
        yield ast.parse(text, mode="eval").body


# What answers call their numbers of samples, features and classes, and lengths in their place.
SIZES, LENGTHS = ("m", "d", "K", "n"), (1, 2, 3, 4)


def size_fixed(place: Place) -> Iterator[ast.AST]:
    """A number in place of a size that the arguments have."""
    node = place.node
    shape = isinstance(node, ast.Subscript) and getattr(node.value, "attr", "") == "shape"
    length = isinstance(node, ast.Call) and getattr(node.func, "id", "") == "len"
    size = isinstance(node, ast.Name) and node.id in SIZES and isinstance(node.ctx, ast.Load)
    if shape or length or size:
        yield from map(ast.Constant, LENGTHS)


SLIPS = (minus_kept, delta_lost, function_added, input_centred, input_averaged, size_fixed)


def _name(call: ast.Call) -> str:
    return getattr(call.func, "attr", "")


def kind(mutant: Mutant) -> str:
    """The code for what a mutation has done to a right program."""
    operations = {_operation(mutant.before), _operation(mutant.after)}
    if mutant.operator == "arithmetic" and operations <= {ast.Add, ast.Sub}:
        return "sign-inside"
    in_keyword = ".keywords[" in mutant.place and mutant.place.endswith(".value")
    if mutant.operator == "constant" and in_keyword:
        return "axis-mistaken"
    if mutant.operator in ("constant", "order") and ".slice" in mutant.place:
        return "index-mistaken"
    return KINDS[mutant.operator]


def _operation(text: str) -> type | None:
    """The operation that an expression or an assignment does last."""
    try:
        (statement,) = ast.parse(text).body
    except SyntaxError:  # the first line of several
        return None
    node = statement.value if isinstance(statement, ast.Expr) else statement
    return type(node.op) if isinstance(node, ast.BinOp | ast.AugAssign) else None


def edited(exercise: str) -> Iterator[tuple[str, Callable]]:
    """Yield the programs that are one edit away from a right answer, with the code of its kind.

    Right are here all whose values are: of a few something else is lost in the extremes.
    """
    for entry in (reference_of(exercise), *gallery(exercise)):
        if entry.right or entry.part == PARTS[1]:
            for mutant in mutate(exercise, entry.source, OPERATORS + SLIPS):
                yield kind(mutant), compiled(entry, mutant)


def compiled(entry: Entry, mutant: Mutant) -> Callable:
    """The function of a mutant of an answer, in which memory that is not written is no number."""
    namespace = dict(entry.namespace)
    source = mutant.source.replace("np.empty", "np.nan * np.zeros")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SyntaxWarning)
        exec(compile(source, f"<mutant of {entry.exercise}>", "exec"), namespace)
    return namespace[entry.exercise]
