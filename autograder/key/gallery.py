"""The gallery: answers as students write them, right and wrong, by which the tests are judged.

They stand in the module of their exercise, after its reference. An answer bears the name of its
exercise, so one name is defined many times, and is entered by a decorator that says what it is:

    @reference                              the one that notebooks and solutions show
    @right("einsum")                        the approach, in a word or two
    @wrong("sign")                          the misconception, by its code
    @wrong("overflow", part="robustness")   the same, where one part of the points must survive

Every answer is complete source text. Pasted into a notebook it needs no more than that notebook's
setup cell imports: np, special and plt, and linalg in 04 and 06. One that shares most lines with
another is entered as its `variant`, by the lines that differ.
"""

import ast
import linecache
import sys
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from autograder.key.discovery import modules

REFERENCE = "reference"

# Between the places that a variant changes.
APART = "…"

_entries: defaultdict[str, list["Entry"]] = defaultdict(list)


@dataclass(frozen=True)
class Change:
    """What differs from another answer: its label, and lines as in a diff.

    Lines to take out begin with "-", those to put in with "+", those that stay with a space or not
    at all. What is taken out and stays, line after line, stands exactly once in that answer.
    """

    label: str
    lines: str

    def applied(self, text: str) -> str:
        """The text of the other answer, changed; raises ValueError where the lines don't fit."""
        changed = text.splitlines()
        for place in self.lines.strip("\n").split(f"\n{APART}\n"):
            lines = place.split("\n")
            if any(line[:1] not in ("", " ", "-", "+") for line in lines):
                raise ValueError(f"a line begins with neither space, - nor +:\n{place}")
            old, new = (
                [line[1:] for line in lines if line[:1] in kept]
                for kept in (("", " ", "-"), ("", " ", "+"))
            )
            starts = range(len(changed) - len(old) + 1)
            found = [start for start in starts if changed[start : start + len(old)] == old]
            if len(found) != 1:
                raise ValueError(f"not exactly once in {self.label!r}:\n{place}")
            changed[found[0] : found[0] + len(old)] = new
        return "\n".join(changed) + "\n"


@dataclass(frozen=True, eq=False)
class Entry:
    """One answer to an exercise.

    exercise: its name; label: the code of the misconception, or the approach; right: whether it
    is. part says what a wrong one loses: None, the values and perhaps the robustness too;
    "values" or "robustness", that part alone. given: the function, or how it differs from that of
    another answer. namespace: of its module.
    """

    exercise: str
    label: str
    right: bool
    part: str | None
    given: Callable | Change
    namespace: dict

    @cached_property
    def source(self) -> str:
        """The text of the function without the decorator."""
        if isinstance(self.given, Change):
            return self.given.applied(_labelled(self.exercise, self.given.label).source)
        code = self.given.__code__
        return _texts(code.co_filename)[code.co_firstlineno]

    @cached_property
    def function(self) -> Callable:
        """The function itself."""
        if not isinstance(self.given, Change):
            return self.given
        file = f"<{self.label} in {self.namespace['__name__']}, {id(self)}>"
        namespace = dict(self.namespace)
        exec(compile(self.source, file, "exec"), namespace)
        # A traceback shows the lines of a text that is in no file.
        linecache.cache[file] = (
            len(self.source),
            None,
            self.source.splitlines(keepends=True),
            file,
        )
        return namespace[self.exercise]


def reference(function: Callable) -> Callable:
    """Enter the decorated function as the reference solution of the exercise of its name."""
    return _entering(REFERENCE, True, None)(function)


def right(approach: str) -> Callable[[Callable], Callable]:
    """Enter the decorated function as a right answer."""
    return _entering(approach, True, None)


def wrong(code: str, *, part: str | None = None) -> Callable[[Callable], Callable]:
    """Enter the decorated function as a wrong answer that stands for a misconception."""
    return _entering(code, False, part)


def variant(code: str, label: str, lines: str, *, part: str | None = None) -> None:
    """Enter a wrong answer by the lines that differ from the answer of that label.

    lines: as in a diff, with "…" between the places.
    """
    namespace = sys._getframe(1).f_globals
    exercise = namespace["__name__"].rpartition(".")[2]
    _entries[exercise].append(Entry(exercise, code, False, part, Change(label, lines), namespace))


def gallery(exercise: str) -> tuple[Entry, ...]:
    """The answers to an exercise besides its reference, in the order in which they stand."""
    return tuple(entry for entry in _all(exercise) if entry.label != REFERENCE)


def reference_of(exercise: str) -> Entry:
    """The reference solution of an exercise."""
    return _labelled(exercise, REFERENCE)


@cache
def _texts(path: str) -> dict[int, str]:
    """The functions of a module as text, without decorators, by the line where each begins."""
    text = Path(path).read_text(encoding="utf-8")
    lines = text.splitlines(keepends=True)
    return {
        # The code of a function begins at its first decorator, its definition at `def`.
        node.decorator_list[0].lineno: "".join(lines[node.lineno - 1 : node.end_lineno])
        for node in ast.parse(text).body
        if isinstance(node, ast.FunctionDef) and node.decorator_list
    }


def _all(exercise: str) -> list[Entry]:
    modules()
    return _entries.get(exercise, [])


def _labelled(exercise: str, label: str) -> Entry:
    """The one answer to an exercise that has this label."""
    found = [entry for entry in _all(exercise) if entry.label == label]
    if len(found) != 1:
        raise ValueError(f"{len(found)} answers to {exercise} are labelled {label!r}, not one")
    return found[0]


def _entering(label: str, is_right: bool, part: str | None) -> Callable[[Callable], Callable]:
    def enter(function: Callable) -> Callable:
        name = function.__name__
        entry = Entry(name, label, is_right, part, function, function.__globals__)
        _entries[name].append(entry)
        return function

    return enter
