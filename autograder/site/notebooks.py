"""The notebooks of a site: those that are released, with a line on where work is kept."""

import re
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

import nbformat
from nbformat.v4 import new_markdown_cell

from autograder.checking.language import speaking
from autograder.grading import CourseError
from autograder.host import words
from autograder.host.release import release

# Of the cell with that line, which stands below the title.
ID = "kept-in-the-browser"

TITLE = re.compile(r"# (.+)")


class Released(NamedTuple):
    """The notebooks of a language in the order of their names, and the wheel beside them.

    titles: by the names of the files.
    """

    titles: dict[str, str]
    wheel: Path


def address(language: str, notebook: str) -> str:
    """Where a notebook opens, from the first page of a site; notebook: the name of its file."""
    return f"{language}/lab/index.html?path={quote(notebook)}"


def write_notebooks(root: Path, language: str, folder: Path, scratch: Path) -> Released:
    """Release a course into a folder in which each notebook lies beside the others.

    So a download has the name that grading expects. scratch: another folder, for what is released
    with them. Raises CourseError where a release fails.
    """
    titles, wheels = dict[str, str](), list[Path]()
    folder.mkdir(parents=True)
    for outcome in release(root, language, scratch):
        if not outcome.succeeded:
            raise CourseError(f"release {outcome.assignment}: {outcome.reason}")
        released = scratch / outcome.assignment
        for path in sorted(released.glob("*.ipynb")):
            titles[path.name] = copy(path, folder / path.name, language)
        wheels += released.glob("*.whl")
    if not wheels:
        raise CourseError(f"{root}: its release has no wheel; see AddStudentEdition in its config")
    return Released(titles, wheels[0])


def copy(path: Path, place: Path, language: str) -> str:
    """Write the copy of a notebook, and return its title."""
    notebook = nbformat.read(path, as_version=4)
    with speaking(language):
        line = new_markdown_cell(words.KEPT_HERE, id=ID)
    line.metadata |= {"deletable": False, "editable": False}
    notebook.cells.insert(1, line)
    nbformat.write(notebook, place)
    title = TITLE.match(notebook.cells[0].source)
    return title[1] if title else path.stem
