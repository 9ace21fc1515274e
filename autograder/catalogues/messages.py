"""Every message that students read, by the folder whose catalogue translates it."""

import ast
import re
from collections.abc import Iterator
from importlib import import_module
from itertools import chain
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

from autograder.checking import words as of_checks
from autograder.checking.language import ENGLISH, PACKAGE, context_of, worded
from autograder.course import claims
from autograder.course import words as of_kinds
from autograder.course.exercises import ASSIGNMENTS
from autograder.grading import words as of_grading
from autograder.grading.source import cleared
from autograder.grading.translation import cell_said, has_words, markdown_said
from autograder.host import words as of_pages
from autograder.host.course_folder import CourseFolder
from autograder.host.release import README
from autograder.key import seal

COURSE = PACKAGE / "course"

# Of what claims say many are formulas alone, without the marks that tell formulas in a text.
PLAIN = re.compile(r"\b[a-z]{2,}\b(?!\()")


class Message(NamedTuple):
    """A text with the context that tells it from others: the id of its cell, the name of a word."""

    context: str
    text: str


Messages = dict[Path, list[Message]]


def messages(course: CourseFolder) -> Messages:
    """Return all messages of the package and of a course's notebooks, each once, by folder."""
    found: Messages = {}
    for folder, message in (*_of_notebooks(course), *_of_package()):
        if has_words(message.text) and message not in found.setdefault(folder, []):
            found[folder].append(message)
    return found


def _of_notebooks(course: CourseFolder) -> Iterator[tuple[Path, Message]]:
    for assignment in course.assignments():
        folder = course.source(assignment)
        notebook, _ = cleared(folder / f"{assignment}.ipynb", course.config)
        for cell in notebook.cells:
            said = _Collected()
            cell_said(cell.cell_type, cell.source, cell.id, ENGLISH, said)
            yield from ((folder, message) for message in said.messages)
            if cell.cell_type == "code":
                yield from ((COURSE, each) for each in _of_claims(cell.source))


def _of_claims(source: str) -> Iterator[Message]:
    """What claims in code say, and the reasons of their tolerances; a relation has no words.

    A reason may stand in a dict that several claims take as **arguments.
    """
    for node in ast.walk(ast.parse(source)):
        texts: list[ast.expr] = []
        if isinstance(node, ast.Call) and ast.unparse(node.func) == claims.claim.__name__:
            texts = [*node.args, *(each.value for each in node.keywords if each.arg == "reason")]
        elif isinstance(node, ast.Dict):
            pairs = zip(node.keys, node.values, strict=True)
            texts = [value for key, value in pairs if key and ast.unparse(key) == "'reason'"]
        for text in texts:
            said = text.value if isinstance(text, ast.Constant) else None
            if isinstance(said, str) and PLAIN.search(said):
                yield Message(claims.CONTEXT, said)


def _of_package() -> Iterator[tuple[Path, Message]]:
    for module in (of_checks, of_grading, of_pages):
        folder = PACKAGE / module.__name__.split(".")[1]
        yield from ((folder, each) for each in _of_module(module))
    yield from ((PACKAGE / "host", each) for each in _of_markdown(README.name, README))
    kinds = _of_words(of_kinds.FAMILY.context, of_kinds.FAMILY.english)
    yield from ((COURSE, each) for each in kinds)
    said = _of_words(of_kinds.MISCONCEPTIONS.context, of_kinds.MISCONCEPTIONS.english)
    yield from ((COURSE / "explanations", each) for each in said)
    for assignment, exercises in ASSIGNMENTS.items():
        folder = COURSE / assignment.partition("-")[2].replace("-", "_")
        captions = import_module(f"autograder.course.{folder.name}.captions").FIGURES
        yield from ((folder, each) for each in _of_words(captions.context, captions.english))
        for exercise in exercises:
            for hint in (exercise.hint, *exercise.case_hints.values()):
                yield folder, Message(exercise.name, hint)
            if exercise.cost:
                yield folder, Message(exercise.name, exercise.cost().forbidden)
            for axis in chain(*exercise.axes):
                yield COURSE, Message("axes", axis)
    for path in seal.sources().values():
        yield from ((path.parent, each) for each in _of_markdown(path.stem, path))


class _Collected:
    """Takes each message that is said, and says it in English."""

    def __init__(self) -> None:
        self.messages: list[Message] = []

    def __call__(self, context: str, text: str) -> str:
        self.messages.append(Message(context, text))
        return text


def _of_module(module: ModuleType) -> list[Message]:
    constants = {name: value for name, value in vars(module).items() if name.isupper()}
    return _of_words(context_of(module.__name__), constants)


def _of_words(context: str, english: dict) -> list[Message]:
    said = _Collected()
    worded(context, english, said)
    return said.messages


def _of_markdown(context: str, path: Path) -> list[Message]:
    said = _Collected()
    markdown_said(path.read_text(encoding="utf-8"), lambda text: said(context, text))
    return said.messages
