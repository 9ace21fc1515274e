"""Make exams from a folder in `source/`, with nbgrader's own steps and against its gradebook."""

import contextlib
from copy import deepcopy
from functools import partial
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


def load_exams(folder: Path, gradebook: Gradebook, config: Config) -> list[Exam]:
    """Make the Exam of each notebook of an assignment; raises as `load_exam` does."""
    return [load_exam(folder, gradebook, config, name) for name in notebooks(folder)]


def load_exam(folder: Path, gradebook: Gradebook, config: Config, notebook: str = "") -> Exam:
    """Make the Exam of a notebook in a folder of `source/`, to grade by it.

    notebook: its name, by default that of the folder. Raises CourseError as `read_exam` does, and
    where the gradebook knows other cells.
    """
    exam = read_exam(folder, config, notebook)
    _require_same_cells(exam, folder / exam.file, gradebook)
    return exam


def read_exam(folder: Path, config: Config, notebook: str = "") -> Exam:
    """Make the Exam of a notebook in a folder of `source/`, released or not.

    notebook: its name, by default that of the folder. Raises CourseError where there is none, and
    where grading can't read a cell.
    """
    assignment = folder.name
    notebook = notebook if notebook != assignment else ""
    path = folder / f"{notebook or assignment}.ipynb"
    if not path.is_file():
        raise CourseError(f"{path} is missing: it was released, and grading reads it there")
    cells, kernelspec = _read(path, config)
    files = {
        each.relative_to(folder).as_posix(): each.read_bytes()
        for each in sorted(folder.rglob("*"))
        if each.is_file()
        and each.suffix not in NO_FILES
        and not each.name.startswith(PROGRESS)
        and "checkpoints" not in str(each)
    }
    known, others = _known_by(cells), _others(path, config)
    translations = _translations(path, config)
    siblings = tuple(name for name in notebooks(folder) if name != path.stem)
    return Exam(
        assignment, cells, files, kernelspec, known, others, translations, notebook, siblings
    )


def _read(path: Path, config: Config) -> tuple[tuple[Cell, ...], dict]:
    """The cells of a notebook in `source/`, and its kernelspec."""
    notebook = _parsed(path, config)
    written, kernelspec = notebook.cells, dict(notebook.metadata.get("kernelspec", {}))
    language = str(kernelspec.get("language") or PYTHON)
    if language.lower() != PYTHON:
        raise CourseError(
            f"{path} has a kernel for {language}: grading runs Python alone; choose a kernel for "
            "Python in JupyterLab, save the notebook, then release again"
        )
    notebook, with_tests = cleared(path, config)
    for cell in written:
        mark = cell.metadata.get("nbgrader", {})
        if reason := why_unreadable(cell.cell_type, cell.source, mark, is_inside(cell)):
            raise CourseError(f"{path}, cell {grade_id(cell)}, {reason}, then release again")
    cells = tuple(map(_cell, notebook.cells, with_tests, written))
    return cells, kernelspec


def _translations(path: Path, config: Config) -> dict[str, tuple[Cell, ...]]:
    """The cells by language, as far as catalogues beside the notebook translate them."""
    written, (notebook, with_tests) = _parsed(path, config).cells, cleared(path, config)
    found = {}
    for language, say in catalogues(path.parent).items():
        say_cell = partial(_translated, language=language, say=say)
        found[language] = tuple(map(say_cell, notebook.cells, with_tests, written))
    return found


def cleared(path: Path, config: Config) -> tuple[NotebookNode, list[str]]:
    """Return a notebook in `source/` as students get it, and the sources with hidden tests."""
    notebook = _parsed(path, config)
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
    released: NotebookNode, source: str, written: NotebookNode, *, language: str, say: Say
) -> Cell:
    def said(text: str) -> str:
        return cell_said(released.cell_type, text, str(released.get("id", "")), language, say)

    translated = deepcopy(released)
    translated.source = said(released.source)
    # One text where there are no hidden tests: it travels once to a worker.
    same = source == released.source
    return _cell(translated, translated.source if same else said(source), written)


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


def _known_by(cells: tuple[Cell, ...]) -> frozenset[str]:
    asked = {defines(name) for cell in cells for name in cell.defines}
    return traces(Piece(cell.kind, cell.released, cell.name) for cell in cells) | asked


def _others(path: Path, config: Config) -> dict[str, frozenset[str]]:
    """By title what the other notebooks in `source/` are known by.

    A draft that can't be read yet is nothing that was handed out.
    """
    found = {}
    for other in sorted(path.parents[1].glob("*/*.ipynb")):
        if other != path:
            folder = other.parent.name
            title = folder if other.stem == folder else f"{folder}/{other.stem}"
            with contextlib.suppress(CourseError):
                found[title] = _known_by(_read(other, config)[0])
    return found


def grade_id(cell: NotebookNode) -> str | None:
    """The name by which nbgrader knows a cell of a notebook, None where it does not."""
    return cell.metadata.get("nbgrader", {}).get("grade_id")


def is_inside(cell: NotebookNode) -> bool:
    """Whether the author of a test wants it to run where the student's code does."""
    return INSIDE in cell.metadata.get("tags", [])


def _cell(released: NotebookNode, source: str, written: NotebookNode) -> Cell:
    mark = dict(released.metadata.get("nbgrader", {}))
    if mark:
        # Of the text that a student starts from, so that an answer left blank is known by it.
        mark["checksum"] = compute_checksum(released)
    solution = released.cell_type == "code" and is_solution(released)
    python = as_python(written.source) if solution else ""
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
