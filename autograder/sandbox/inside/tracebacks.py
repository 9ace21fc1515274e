"""The lines around each frame of a traceback, found for less than `stack_data` takes.

IPython draws a traceback, and asks stack_data for these lines. That parses each file as a whole and
looks for the very expression that runs, which it shows in colours alone. A jail has no colours. So
the statement is enough here, and of a long file the function. Where these do not tell, stack_data
does its work.
"""

import ast
import copy
import inspect
from functools import cached_property
from types import CodeType, FrameType, SimpleNamespace, TracebackType
from typing import Any

import stack_data
from executing.executing import QualnameVisitor, node_linenos
from IPython.core.getipython import get_ipython
from stack_data import core
from stack_data.utils import frame_and_lineno

Function = ast.FunctionDef | ast.AsyncFunctionDef
Scope = ast.Module | Function | ast.ClassDef

# A file with more lines than a long cell is not parsed as a whole.
MOST_LINES = 500
INDENT = 4


def use() -> None:
    """Let IPython ask here from now on."""
    vars(stack_data)["FrameInfo"] = Frame


class Unclear(Exception):
    """Raised where the statement does not tell which lines to show."""


class Source(core.Source):
    """The lines of a file, with its tree as far as it is asked for."""

    def __init__(self, filename: str, lines: tuple[str, ...]):
        self.filename, self.text = filename, "".join(lines)
        self.lines = [line.rstrip("\r\n") for line in lines]

    @cached_property
    def tree(self) -> ast.Module:
        """The tree, whose nodes do not know their parents."""
        return ast.parse(self.text)

    @cached_property
    def _qualnames(self) -> dict[tuple[str, int], str]:
        visitor = QualnameVisitor()
        visitor.visit(self.tree)
        return visitor.qualnames

    def code_qualname(self, code: CodeType) -> str:
        """Return the qualified name of a function, as its place in the file has it."""
        if code.co_name == "<module>" or self._has_usual_place(code):
            return code.co_qualname
        return super().code_qualname(code)

    def line_range(self, node: Any) -> tuple[int, int]:
        """Return the first line of a statement, with its decorators, and the one behind it."""
        if isinstance(node, ast.Module):
            return 1, len(self.lines) + 1
        if isinstance(node, ast.match_case):
            return node.pattern.lineno, self.line_range(node.body[-1])[1]
        first = next(iter(getattr(node, "decorator_list", [])), node)
        return first.lineno, node.end_lineno + 1

    def part(self, code: CodeType) -> "Source":
        """Return the same file with the tree of one function alone; raises Unclear."""
        if not self._has_usual_place(code):
            raise Unclear
        first = code.co_firstlineno
        block = inspect.getblock([line + "\n" for line in self.lines[first - 1 :]])
        # In as many blocks as the function stands in classes, each of one line.
        depth = code.co_qualname.count(".")
        around = [" " * INDENT * level + "if True:\n" for level in range(depth)]
        node: Any = ast.parse("".join(around + block)).body[0]
        for _ in range(depth):
            node = node.body[0]
        if not isinstance(node, Function):
            raise Unclear
        part = copy.copy(self)
        part.tree = ast.Module([ast.increment_lineno(node, first - 1 - depth)], [])
        return part

    def _has_usual_place(self, code: CodeType) -> bool:
        """Whether a function stands in a module, or in classes alone, as its own name says."""
        line = self.lines[code.co_firstlineno - 1]
        indent = INDENT * code.co_qualname.count(".")
        return "<" not in code.co_qualname and len(line) - len(line.lstrip(" ")) == indent


class Frame(core.FrameInfo):
    """A frame of a traceback, of which stack_data then tells the lines."""

    def __init__(
        self,
        frame_or_tb: FrameType | TracebackType,
        options: core.Options | None = None,
    ):
        try:
            self._find(frame_or_tb, options)
        except (Unclear, SyntaxError, ValueError, LookupError, AssertionError, RecursionError):
            self.__dict__.clear()
            super().__init__(frame_or_tb, options)

    def _find(self, frame_or_tb: FrameType | TracebackType, options: core.Options | None) -> None:
        # Values and colours belong to parts of a statement.
        drawn_by = getattr(get_ipython(), "InteractiveTB", None)
        if getattr(drawn_by, "include_vars", True) or options is None or options.pygments_formatter:
            raise Unclear
        self.frame, self.lineno = frame_and_lineno(frame_or_tb)
        self.code, self.options = self.frame.f_code, options
        source = Source.for_frame(self.frame)
        self.source = source if len(source.lines) <= MOST_LINES else source.part(self.code)
        self.scope = _scope(self.source, self.lineno)
        if self.source is not source and self.scope is not self.source.tree.body[0]:
            raise Unclear
        self.scope_pieces  # noqa: B018 - which fails here, where stack_data can still take over
        name = self.source.code_qualname(self.code)
        self.executing = SimpleNamespace(code_qualname=lambda: name)


def _scope(source: Source, line: int) -> Scope:
    """Return the scope of the statements that have something of their own on a line.

    Raises Unclear where there are several scopes, or none.
    """
    found: set[Scope] = set()
    waiting: list[tuple[ast.AST, Scope]] = [(source.tree, source.tree)]
    while waiting:
        statement, scope = waiting.pop()
        within = statement if isinstance(statement, Scope) else scope
        own, parts = [statement], list(ast.iter_child_nodes(statement))
        while parts:
            part = parts.pop()
            if not isinstance(part, ast.stmt):
                own.append(part)
                parts += ast.iter_child_nodes(part)
            elif line in range(*source.line_range(part)):
                waiting.append((part, within))
        if statement is not source.tree and any(line in node_linenos(node) for node in own):
            found.add(scope)
    if len(found) != 1:
        raise Unclear
    return found.pop()
