"""The assignments and their exercises, as tables."""

import ast
import re
from collections.abc import Iterator

from nbformat import NotebookNode

from autograder.course.exercises import ASSIGNMENTS
from autograder.grading.source import cleared
from autograder.host.course_folder import CourseFolder

HEADING = re.compile(r"^### Exercise ([\d.]+) · `(\w+)` \((.*?) points?\)$", re.MULTILINE)


def exercises(course: CourseFolder) -> str:
    """Return a section of Markdown for each assignment, with a row for each exercise."""
    return "\n".join(line for name in ASSIGNMENTS for line in _section(course, name))


def _section(course: CourseFolder, name: str) -> Iterator[str]:
    notebook, _ = cleared(course.source(name) / f"{name}.ipynb", course.config)
    title = notebook.cells[0].source.partition("\n")[0].removeprefix("# ")
    yield f"## {title}\n"
    yield f"[Read it](../course/{name}.ipynb) · `{name}`\n"
    yield "| exercise | function | points | asks to |"
    yield "| --- | --- | --- | --- |"
    sentences = dict(_asked(notebook))
    for cell in notebook.cells:
        for number, function, points in HEADING.findall(cell.source):
            yield f"| {number} | `{function}` | {points} | {sentences[function]} |"
    yield ""


def _asked(notebook: NotebookNode) -> Iterator[tuple[str, str]]:
    """Each function that a cell leaves to write, with the first sentence of its docstring."""
    for cell in notebook.cells:
        if cell.cell_type == "code" and "NotImplementedError" in cell.source:
            for node in ast.parse(cell.source).body:
                if isinstance(node, ast.FunctionDef) and (doc := ast.get_docstring(node)):
                    first = doc.partition("\n\n")[0].replace("\n", " ")
                    yield node.name, f"{first[0].lower()}{first[1:]}".replace("|", r"\|")
