"""Make exams from a folder in `source/`, with nbgrader's own steps and against its gradebook."""

import contextlib
from copy import copy
from dataclasses import dataclass, replace
from functools import cached_property, partial
from pathlib import Path

import nbformat
from nbformat import NotebookNode, ValidationError
from nbgrader import preprocessors
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.coursedir import CourseDirectory
from nbgrader.utils import compute_checksum, is_solution
from traitlets.config import Config

from autograder.checking.language import Catalogue, Say, read_catalogue
from autograder.checking.progress_file import FILE as PROGRESS
from autograder.grading import CourseError
from autograder.grading.exam import Cell, Exam
from autograder.grading.magics import as_python, why_unreadable
from autograder.grading.names import bound_outside, changing, functions
from autograder.grading.notebook import Piece
from autograder.grading.recognition import defines, traces
from autograder.grading.translation import cell_said

# What lies beside a notebook in `source/` and goes with none: others, and their translations.
NO_FILES = (".ipynb", ".po")

PYTHON = "python"

SHOW = "show"  # the tag of a cell that only shows something
INSIDE = "inside"  # the tag of a test that runs where the student's code does


def notebooks(folder: Path) -> list[str]:
    """Return the names of the notebooks of an assignment, sorted; raises CourseError for none."""
    names = sorted(path.stem for path in folder.glob("*.ipynb") if not path.name.startswith("."))
    if not names:
        raise CourseError(f"{folder} holds no notebook: put the assignment there, then release it")
    return names


@dataclass(frozen=True)
class _Read:
    """A notebook in `source/`: its cells, and all that translations of them are made from.

    released: as students get them; with_tests: their sources with hidden tests; python: the
    sources of solutions as Python, "" for other cells.
    """

    released: list[NotebookNode]
    with_tests: list[str]
    python: list[str]
    kernelspec: dict

    @cached_property
    def cells(self) -> tuple[Cell, ...]:
        return tuple(map(_cell, self.released, self.with_tests, self.python))

    @cached_property
    def known_by(self) -> frozenset[str]:
        asked = {defines(name) for cell in self.cells for name in cell.defines}
        return traces(Piece(cell.kind, cell.released, cell.name) for cell in self.cells) | asked


class Sources:
    """The notebooks in `source/`, each read once, for whoever makes several exams of a course.

    config: of the course.
    """

    def __init__(self, config: Config):
        self._config = config
        self._read: dict[Path, _Read] = {}

    def read(self, path: Path) -> _Read:
        """Read a notebook, where it was not read before; raises CourseError as `read_exam` does."""
        if path not in self._read:
            self._read[path] = _read(path, self._config)
        return self._read[path]


def load_exams(folder: Path, gradebook: Gradebook, sources: Sources) -> list[Exam]:
    """Make the Exam of each notebook of an assignment; raises as `load_exam` does."""
    return [load_exam(folder, gradebook, sources, name) for name in notebooks(folder)]


def load_exam(folder: Path, gradebook: Gradebook, sources: Sources, notebook: str = "") -> Exam:
    """Make the Exam of a notebook in a folder of `source/`, to grade by it.

    notebook: its name, by default that of the folder. Raises CourseError as `read_exam` does, and
    where the gradebook knows other cells.
    """
    exam = read_exam(folder, sources, notebook)
    _require_same_cells(exam, folder / exam.file, gradebook)
    return exam


def read_exam(folder: Path, sources: Sources, notebook: str = "") -> Exam:
    """Make the Exam of a notebook in a folder of `source/`, released or not.

    notebook: its name, by default that of the folder. Raises CourseError where there is none, and
    where grading can't read a cell.
    """
    assignment = folder.name
    notebook = notebook if notebook != assignment else ""
    path = folder / f"{notebook or assignment}.ipynb"
    if not path.is_file():
        raise CourseError(f"{path} is missing: it was released, and grading reads it there")
    read = sources.read(path)
    files = {
        each.relative_to(folder).as_posix(): each.read_bytes()
        for each in sorted(folder.rglob("*"))
        if each.is_file()
        and each.suffix not in NO_FILES
        and not each.name.startswith(PROGRESS)
        and "checkpoints" not in str(each)
    }
    siblings = tuple(name for name in notebooks(folder) if name != path.stem)
    return Exam(
        assignment,
        read.cells,
        files,
        read.kernelspec,
        read.known_by,
        _others(path, sources),
        _translations(path, read),
        notebook,
        siblings,
    )


def _read(path: Path, config: Config) -> _Read:
    notebook = _parsed(path, config)
    written = [cell.source for cell in notebook.cells]
    kernelspec = dict(notebook.metadata.get("kernelspec", {}))
    language = str(kernelspec.get("language") or PYTHON)
    if language.lower() != PYTHON:
        raise CourseError(
            f"{path} has a kernel for {language}: grading runs Python alone; choose a kernel for "
            "Python in JupyterLab, save the notebook, then release again"
        )
    notebook, with_tests = _cleared(notebook, path, config)
    for cell, source in zip(notebook.cells, written, strict=True):
        mark = cell.metadata.get("nbgrader", {})
        if reason := why_unreadable(cell.cell_type, source, mark, is_inside(cell)):
            raise CourseError(f"{path}, cell {grade_id(cell)}, {reason}, then release again")
    python = [
        as_python(source) if cell.cell_type == "code" and is_solution(cell) else ""
        for cell, source in zip(notebook.cells, written, strict=True)
    ]
    return _Read(notebook.cells, with_tests, python, kernelspec)


def _translations(path: Path, read: _Read) -> dict[str, tuple[Cell, ...]]:
    """The cells by language, as far as catalogues beside the notebook translate them."""
    found = {}
    for language, say in catalogues(path.parent).items():
        say_cell = partial(_translated, language=language, say=say)
        found[language] = tuple(map(say_cell, read.released, read.with_tests, read.cells))
    return found


def cleared(path: Path, config: Config) -> tuple[NotebookNode, list[str]]:
    """Return a notebook in `source/` as students get it, and the sources with hidden tests."""
    return _cleared(_parsed(path, config), path, config)


def _cleared(notebook: NotebookNode, path: Path, config: Config) -> tuple[NotebookNode, list[str]]:
    """The same of a notebook that was read, in its place."""
    try:
        notebook, _ = preprocessors.ClearSolutions(config=config).preprocess(notebook, {})
        with_tests = [cell.source for cell in notebook.cells]
        notebook, _ = preprocessors.ClearHiddenTests(config=config).preprocess(notebook, {})
        notebook, _ = preprocessors.ClearMarkScheme(config=config).preprocess(notebook, {})
    except RuntimeError as error:  # what nbgrader says of a region without an end
        raise CourseError(f"{path}: {error}; correct the notebook, then release again") from None
    return notebook, with_tests


def catalogues(folder: Path) -> dict[str, Say]:
    """Return by language what is said in it, by the catalogues beside a notebook in `source/`."""

    def of(catalogue: Catalogue) -> Say:
        return lambda context, text: catalogue.get((context, text), text)

    found = {}
    for path in sorted(folder.glob("*.po")):
        try:
            found[path.stem] = of(read_catalogue(path.read_text(encoding="utf-8")))
        except ValueError:  # of an escape that no catalogue has, or of bytes that are no text
            raise CourseError(
                f"{path} is no catalogue: correct it with an editor for .po files"
            ) from None
    return found


def _translated(
    released: NotebookNode, source: str, cell: Cell, *, language: str, say: Say
) -> Cell:
    def said(text: str) -> str:
        return cell_said(released.cell_type, text, str(released.get("id", "")), language, say)

    translated = copy(released)
    translated.source = said(released.source)
    # One text where there are no hidden tests: it travels once to a worker.
    same = source == released.source
    with_tests = translated.source if same else said(source)
    return replace(cell, released=translated.source, source=with_tests, mark=_mark(translated))


def _parsed(path: Path, config: Config) -> NotebookNode:
    """A notebook with the header and the footer of its course, where it has any."""
    around = preprocessors.IncludeHeaderFooter(config=config)
    root = CourseDirectory(config=config).root
    parts = [Path(root, part) if part else None for part in (around.header, around.footer)]
    notebook = _file(path)
    before, after = (_file(part).cells if part else [] for part in parts)
    notebook.cells = [*before, *notebook.cells, *after]
    return notebook


def _file(path: Path) -> NotebookNode:
    try:
        return nbformat.read(path, as_version=4)
    except OSError as error:
        raise CourseError(f"{path} can't be read: {error.strerror}") from None
    except (ValidationError, ValueError, TypeError, KeyError, AttributeError):  # as the damage is
        raise CourseError(f"{path} is no notebook: save it again in JupyterLab") from None


def _others(path: Path, sources: Sources) -> dict[str, frozenset[str]]:
    """By title what the other notebooks in `source/` are known by.

    A draft that can't be read yet is nothing that was handed out.
    """
    found = {}
    for other in sorted(path.parents[1].glob("*/*.ipynb")):
        if other != path:
            folder = other.parent.name
            title = folder if other.stem == folder else f"{folder}/{other.stem}"
            with contextlib.suppress(CourseError):
                found[title] = sources.read(other).known_by
    return found


def grade_id(cell: NotebookNode) -> str | None:
    """The name by which nbgrader knows a cell of a notebook, None where it does not."""
    return cell.metadata.get("nbgrader", {}).get("grade_id")


def is_inside(cell: NotebookNode) -> bool:
    """Whether the author of a test wants it to run where the student's code does."""
    return INSIDE in cell.metadata.get("tags", [])


def _cell(released: NotebookNode, source: str, python: str) -> Cell:
    mark = _mark(released)
    return Cell(
        name=mark.get("grade_id", ""),
        kind=released.cell_type,
        released=released.source,
        source=source,
        mark=mark,
        shows=released.cell_type == "code" and SHOW in released.metadata.get("tags", []),
        defines=functions(python),
        binds=bound_outside(python) - functions(python),
        inside=is_inside(released),
        changing=changing(python),
    )


def _mark(released: NotebookNode) -> dict:
    mark = dict(released.metadata.get("nbgrader", {}))
    if mark:
        # Of the text that a student starts from, so that an answer left blank is known by it.
        mark["checksum"] = compute_checksum(released)
    return mark


def _require_same_cells(exam: Exam, path: Path, gradebook: Gradebook) -> None:
    try:
        notebook = gradebook.find_notebook(exam.name, exam.assignment)
    except MissingEntry:
        raise CourseError(f"{path} was never released: release it, then grade") from None
    known = {cell.name: (cell.cell_type, cell.source) for cell in notebook.source_cells}
    ours = {name: (cell.kind, cell.source) for name, cell in exam.marked.items()}
    graded = (*notebook.grade_cells, *notebook.task_cells)
    worth = {cell.name: float(cell.max_score) for cell in graded}
    points = {cell.name: cell.points for cell in exam.cells if cell.is_graded}
    if known != ours or worth != points:
        different = {
            name for name, _ in (known.items() ^ ours.items()) | (worth.items() ^ points.items())
        }
        raise CourseError(
            f"{path} is not what was released, see cell {min(different)}: "
            "run the release again, then grade"
        )
