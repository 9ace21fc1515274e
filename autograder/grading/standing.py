"""Why a test cell can't run outside the jail, by its text, and what to write instead."""

import ast
import builtins
from collections.abc import Iterable, Iterator

from autograder.grading.exam import Cell, Exam
from autograder.grading.magics import as_python
from autograder.grading.names import bound, functions, imported, used
from autograder.grading.partial import compiled, handed

INSIDE = 'or give the cell the tag "inside"'

CLASS = (
    "{name} is a class, whose objects stay in the jail: let the student write a function that uses "
    "it and returns plain values, " + INSIDE
)
ATTRIBUTE = (
    "it asks {name} for its {attribute}, which stays in the jail: test what {name} returns, "
    + INSIDE
)
HANDED = (
    "it hands a function to {name}, and no function crosses: let the student write one that "
    "{name} calls by its name, " + INSIDE
)
REPLACED = (
    "it puts another function in the place of {name}, where the student's code would not see it: "
    "test what that code returns, " + INSIDE
)
READ = "it reads the source of {name}, which stays in the jail: test what {name} returns, " + INSIDE
PATCHED = (
    "it patches what the student's code would meet in the jail: test what that code returns, "
    + INSIDE
)
FIGURE = (
    "it looks at the figure that is drawn in the jail: let the student write a function that "
    "returns the numbers that are drawn, " + INSIDE
)
WORKSPACE = "it looks into the student's workspace by {name}: name what you test, " + INSIDE

GENERATOR = (
    "{name} is a generator, and what it yields stays in the jail: let the student write a function "
    "that returns a list, " + INSIDE
)
ASYNC = (
    "{name} is async, and a coroutine stays in the jail: let the student write a function that "
    "runs it and returns what it gives, " + INSIDE
)
INPUT = (
    "{name} asks for input(), which nobody answers in the jail: let it take the text as an "
    "argument, " + INSIDE
)

IMPORTED = "{name} is imported in a solution alone: import it in a locked cell too"

# Of tests that can stand outside.
LATE = (
    "a locked cell computes {names} with the student's code, in the jail: that value is only as "
    "safe as nbgrader's own, so compute it in the test"
)
SPLIT = (
    "a locked cell makes {names} outside and goes on with it beside the student's code, in the "
    "jail, which this test does not see: do both in the test"
)
RUN = (
    "{names} may run a text of the student's as code, with the rights of the grader: compare the "
    "text, or what the student's code computes of it"
)
NO_CREDIT = (
    "its last line may be a number that the student's code has made, and is no partial credit: the "
    "test gives all its points unless it fails. Count in the test, as by score += f(2) == 4"
)

LOOKS_AT_FIGURES = {"gcf", "gca", "get_fignums", "get_axes"}
LOOKS_AT_WORKSPACE = {"globals", "locals", "get_ipython", "vars", "_ih", "In", "Out"}
GIVE_NOTHING = "assert", "check", "print", "display", "show"
RUNS = {
    *("eval", "exec", "compile", "open", "pickle.loads", "os.system", "subprocess.run"),
    *("sympy.simplify", "sympy.S", "pd.eval"),
}
RUN_BY_ANY = {"sympify", "parse_expr", "query"}
READS_SOURCE = {"getsource", "getsourcelines", "dis", "signature"}


def why_not_outside(exam: Exam, test: Cell, solutions: Iterable[str]) -> list[str]:
    """Return each reason that the text of a test gives; none does not mean that it can stand.

    solutions: the sources of the instructor's answers.
    """
    tree = ast.parse(as_python(test.source))
    parsed = [ast.parse(as_python(source)) for source in solutions]
    classes = {n.name for each in parsed for n in each.body if isinstance(n, ast.ClassDef)}
    own = bound(tree) | bound(exam.preparation.code)
    alone = _together(imported(body) for body in parsed) & used(tree) - own
    reasons = [IMPORTED.format(name=name) for name in sorted(alone)]
    reasons += _split(exam, tree)
    for name, function in _functions(parsed).items():
        if name in used(tree):
            reasons += [each.format(name=name) for each in _of_functions(function)]
    return list(dict.fromkeys([*reasons, *_reasons(exam.functions, classes, tree)]))


Function = ast.FunctionDef | ast.AsyncFunctionDef


def _functions(parsed: Iterable[ast.Module]) -> dict[str, Function]:
    return {each.name: each for body in parsed for each in body.body if isinstance(each, Function)}


def _of_functions(function: Function) -> Iterator[str]:
    """What of a function of the instructor's has no place outside."""
    if isinstance(function, ast.AsyncFunctionDef):
        yield ASYNC
    waiting: list[ast.AST] = [*function.body]
    while waiting:
        node = waiting.pop()
        match node:
            case ast.Yield() | ast.YieldFrom():
                yield GENERATOR
            case ast.Call(func=ast.Name(id="input")):
                yield INPUT
        if not isinstance(node, Function | ast.Lambda | ast.ClassDef):
            waiting += ast.iter_child_nodes(node)


def notes_on(exam: Exam, test: Cell) -> list[str]:
    """Return what the author of a test that stands outside may not expect of it, by its text."""
    late = exam.preparation.late
    made = _together(bound(as_python(each.source)) for each in exam.cells if each.name in late)
    names = ", ".join(sorted(made & exam.preparation.given[test.name]))
    notes = [LATE.format(names=names)] if names else []
    notes += _split(exam, test.source)
    if run := {each for each in handed(test.source, exam.students) if _runs(each)}:
        notes.append(RUN.format(names=", ".join(sorted(run))))
    return [*notes, NO_CREDIT] if _may_be_score(exam, test) else notes


def _runs(function: str) -> bool:
    """Whether a function, as a test names it, may run a text as code."""
    return function in RUNS or function.rpartition(".")[2] in RUN_BY_ANY


def _split(exam: Exam, test: str | ast.Module) -> list[str]:
    names = ", ".join(sorted(exam.preparation.split & used(test)))
    return [SPLIT.format(names=names)] if names else []


def _may_be_score(exam: Exam, test: Cell) -> bool:
    """Whether its last line looks like a score, and is none for what the student's code made."""
    match ast.parse(test.source).body:
        case [*_, ast.Expr(value=last)]:
            if compiled(test.source, test.name, exam.students).last is not None:
                return False
            match last:
                case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)):
                    return not (name in exam.functions or name.startswith(GIVE_NOTHING))
            return True
    return False


def _together(names: Iterable[frozenset[str]]) -> frozenset[str]:
    return frozenset().union(*names)


def _reasons(names: frozenset[str], classes: set[str], tree: ast.Module) -> Iterator[str]:
    own = functions(ast.unparse(tree)) | names
    saved = {
        target.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Name)
        for target in node.targets
        if isinstance(target, ast.Name) and node.value.id in names
    }
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name) if name in classes:
                yield CLASS.format(name=name)
            case ast.Name(id=name) if name in LOOKS_AT_WORKSPACE:
                yield WORKSPACE.format(name=name)
            case ast.Attribute(value=ast.Name(id=name), attr=attribute) if name in names:
                yield ATTRIBUTE.format(name=name, attribute=attribute)
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if name in names:
                if not (isinstance(value, ast.Name) and value.id in saved):
                    yield REPLACED.format(name=name)
            case ast.FunctionDef(name=name) if name in names:
                yield REPLACED.format(name=name)
            case ast.Call(func=ast.Name(id=name)) if name in names and _hands(node, own):
                yield HANDED.format(name=name)
        match node:
            case ast.Call(
                func=ast.Attribute(attr=asked) | ast.Name(id=asked), args=[ast.Name(id=name), *_]
            ) if asked in READS_SOURCE and name in names:
                yield READ.format(name=name)
            case ast.Attribute(attr="patch") | ast.Name(id="patch"):
                yield PATCHED
            case ast.Attribute(attr=asked) if asked in LOOKS_AT_FIGURES:
                yield FIGURE


def _hands(call: ast.Call, own: frozenset[str]) -> bool:
    """Whether an argument of a call is a function, by its look."""
    for argument in (*call.args, *(each.value for each in call.keywords)):
        match argument:
            case ast.Lambda():
                return True
            case ast.Name(id=name) if name in own or callable(getattr(builtins, name, None)):
                return True
    return False
