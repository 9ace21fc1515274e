"""An anonymous example of a wrong answer: its source, parsed and never run."""

import ast
import json
import warnings
from dataclasses import dataclass
from pathlib import Path

from autograder.host.marks import title
from autograder.report.anonymous import anonymous
from autograder.report.records import Record

# Longer ones are read by nobody, and take the parser deep.
LONGEST = 4_000

# Of the students who share a misconception as many notebooks are read for the shortest answer.
MOST_READ = 20


@dataclass(frozen=True)
class Example:
    """An answer: the title of its exercise and its source."""

    exercise: str
    source: str


def example(held: dict[tuple[str, str], Record]) -> Example | None:
    """Return the shortest answer of some, None where none can be read.

    held: the record by student and exercise.
    """
    found = [
        Example(title(exercise), source)
        for (_, exercise), record in sorted(held.items(), key=lambda item: item[0])[:MOST_READ]
        if (source := bare(answer(record.notebook, exercise), exercise))
    ]
    return min(found, key=lambda each: (len(each.source), each.source), default=None)


def answer(notebook: Path, exercise: str) -> str:
    """Return the text of the cell that answers an exercise, "" where there is none."""
    try:
        cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    except (OSError, ValueError):
        return ""
    for cell in cells:
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == exercise:
            return "".join(cell["source"])
    return ""


def bare(source: str, function: str) -> str:
    """Return source code without its author, "" where it does not define a function.

    source: as a student wrote it. function: the name that it must define.
    """
    if len(source) > LONGEST:
        return ""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of escapes in a student's texts
            tree = ast.parse(source)
        if not any(isinstance(n, ast.FunctionDef) and n.name == function for n in tree.body):
            return ""
        return anonymous(tree, function)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ""
