"""Answers of the gallery as they stand in a student's notebook, made from their text."""

import ast
import json
import linecache
from functools import cache
from pathlib import Path

from autograder.course.exercises import ASSIGNMENTS, EXERCISES

SOURCE = Path(__file__).parents[1] / "source"


@cache
def setup(assignment):
    """What a student's cell finds: the names that the setup cell of the notebook imports."""
    notebook = json.loads((SOURCE / assignment / f"{assignment}.ipynb").read_text("utf-8"))
    (cell,) = [cell for cell in notebook["cells"] if cell["id"] == "setup"]
    imports = [
        node
        for node in ast.parse("".join(cell["source"])).body
        if isinstance(node, ast.Import | ast.ImportFrom)
        and getattr(node, "module", "") != "autograder"
    ]
    namespace = {}
    exec(compile(ast.Module(imports, []), "setup", "exec"), namespace)
    return namespace


def setup_of(entry):
    """The setup of the notebook that has the exercise."""
    exercise = EXERCISES[entry.exercise]
    (assignment,) = [name for name, group in ASSIGNMENTS.items() if exercise in group]
    return setup(assignment)


def pasted(entry):
    """The function of an answer, made from its text; a traceback shows the lines of the text."""
    file = f"<{entry.exercise}, {entry.label}, {id(entry)}>"
    lines = entry.source.splitlines(keepends=True)
    linecache.cache[file] = (len(entry.source), None, lines, file)
    namespace = dict(setup_of(entry))
    exec(compile(entry.source, file, "exec"), namespace)
    return namespace[entry.exercise]
