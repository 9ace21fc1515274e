"""Make an exam from a folder in `source/`, with nbgrader's own steps and against its gradebook."""

import contextlib
from copy import deepcopy
from functools import partial
from pathlib import Path

import nbformat
from nbformat import NotebookNode, ValidationError
from nbgrader import preprocessors
from nbgrader.api import Gradebook
from nbgrader.utils import compute_checksum, is_solution
from traitlets.config import Config

from autograder.checking.language import Catalogue, Say, read_catalogue
from autograder.checking.progress_file import FILE as PROGRESS
from autograder.grading import CourseError
from autograder.grading.exam import Cell, Exam
from autograder.grading.magics import as_python, why_unreadable
from autograder.grading.names import bound, bound_outside, functions, used
from autograder.grading.notebook import Piece
from autograder.grading.recognition import defines, traces
from autograder.grading.translation import cell_said

# What lies beside a notebook in `source/` and goes with none: others, and their translations.
NO_FILES = (".ipynb", ".po")

SHOW = "show"  # the tag of a cell that only shows something


def load_exam(folder: Path, gradebook: Gradebook, config: Config) -> Exam:
    """Make the Exam of a folder in `source/`, to grade by it.

    Raises CourseError as `read_exam` does, and where the gradebook knows other cells.
    """
    exam = read_exam(folder, config)
    _require_same_cells(exam, folder / f"{exam.assignment}.ipynb", gradebook)
    return exam


def read_exam(folder: Path, config: Config) -> Exam:
    """Make the Exam of a folder in `source/`, released or not.

    Raises CourseError where it holds no notebook of its own name, where grading can't read a cell,
    and where a test uses what a solution cell defines otherwise than as a function.
    """
    assignment = folder.name
    path = folder / f"{assignment}.ipynb"
    if not path.is_file():
        raise CourseError(f"{path} is missing: a notebook has the name of its assignment")
    cells, written, kernelspec = _read(path, config)
    files = {
        each.relative_to(folder).as_posix(): each.read_bytes()
        for each in sorted(folder.rglob("*"))
        if each.is_file()
        and each.suffix not in NO_FILES
        and not each.name.startswith(PROGRESS)
        and "checkpoints" not in str(each)
    }
    known, others = _known_by(cells), _others(folder, config)
    translations = _translations(path, config)
    exam = Exam(assignment, cells, files, kernelspec, known, others, translations)
    _require_functions(exam, written, path)
    return exam


def _read(path: Path, config: Config) -> tuple[tuple[Cell, ...], list, dict]:
    """The cells of a notebook in `source/`, the same as nbformat has them, and its kernelspec."""
    written = _parsed(path).cells
    notebook, with_tests = cleared(path, config)
    for cell in written:
        mark = cell.metadata.get("nbgrader", {})
        if reason := why_unreadable(cell.cell_type, cell.source, mark):
            raise CourseError(f"{path}, cell {grade_id(cell)}, {reason}, then release again")
    cells = tuple(map(_cell, notebook.cells, with_tests, written))
    return cells, written, dict(notebook.metadata.get("kernelspec", {}))


def _translations(path: Path, config: Config) -> dict[str, tuple[Cell, ...]]:
    """The cells by language, as far as catalogues beside the notebook translate them."""
    written, (notebook, with_tests) = _parsed(path).cells, cleared(path, config)
    found = {}
    for language, say in catalogues(path.parent).items():
        say_cell = partial(_translated, language=language, say=say)
        found[language] = tuple(map(say_cell, notebook.cells, with_tests, written))
    return found


def cleared(path: Path, config: Config) -> tuple[NotebookNode, list[str]]:
    """Return a notebook in `source/` as students get it, and the sources with hidden tests."""
    notebook = _parsed(path)
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


def _parsed(path: Path) -> NotebookNode:
    try:
        return nbformat.read(path, as_version=4)
    except (ValidationError, ValueError, TypeError, KeyError, AttributeError):  # as the damage is
        raise CourseError(f"{path} is no notebook: save it again in JupyterLab") from None


def _known_by(cells: tuple[Cell, ...]) -> frozenset[str]:
    asked = {defines(name) for cell in cells for name in cell.defines}
    return traces(Piece(cell.kind, cell.released, cell.name) for cell in cells) | asked


def _others(folder: Path, config: Config) -> dict[str, frozenset[str]]:
    """By name what the notebooks of the other folders in `source/` are known by.

    A draft that can't be read yet is nothing that was handed out.
    """
    found = {}
    for path in sorted(folder.parent.glob("*/*.ipynb")):
        if path.stem == path.parent.name != folder.name:
            with contextlib.suppress(CourseError):
                found[path.stem] = _known_by(_read(path, config)[0])
    return found


def grade_id(cell: NotebookNode) -> str | None:
    """The name by which nbgrader knows a cell of a notebook, None where it does not."""
    return cell.metadata.get("nbgrader", {}).get("grade_id")


def _cell(released: NotebookNode, source: str, written: NotebookNode) -> Cell:
    mark = dict(released.metadata.get("nbgrader", {}))
    if mark:
        # Of the text that a student starts from, so that an answer left blank is known by it.
        mark["checksum"] = compute_checksum(released)
    solution = released.cell_type == "code" and is_solution(released)
    return Cell(
        name=mark.get("grade_id", ""),
        kind=released.cell_type,
        released=released.source,
        source=source,
        mark=mark,
        shows=released.cell_type == "code" and SHOW in released.metadata.get("tags", []),
        defines=functions(as_python(written.source)) if solution else frozenset(),
    )


def _require_functions(exam: Exam, written: list, path: Path) -> None:
    """Tests run outside the jail, where of the student's names the functions alone exist."""
    values = {
        name: cell.name
        for cell, as_written in zip(exam.cells, written, strict=True)
        if cell.kind == "code" and cell.is_solution
        for name in bound_outside(as_python(as_written.source))
    }
    own = exam.functions.union(
        *(bound(as_python(cell.source)) for cell in exam.cells if cell.is_setup)
    )
    for test in filter(lambda cell: cell.is_test, exam.cells):
        for name in sorted(used(test.source) - own - bound(test.source)):
            if name in values:
                raise CourseError(
                    f"{path}, cell {test.name}: {name} is no function of cell {values[name]}; "
                    "a test can only call functions, so let the student write one"
                )


def _require_same_cells(exam: Exam, path: Path, gradebook: Gradebook) -> None:
    notebook = gradebook.find_notebook(exam.assignment, exam.assignment)
    known = {cell.name: (cell.cell_type, cell.source) for cell in notebook.source_cells}
    ours = {name: (cell.kind, cell.source) for name, cell in exam.marked.items()}
    worth = {cell.name: float(cell.max_score) for cell in notebook.grade_cells}
    points = {cell.name: cell.points for cell in exam.cells if cell.is_test or cell.is_written}
    if known != ours or worth != points:
        different = {
            name for name, _ in (known.items() ^ ours.items()) | (worth.items() ^ points.items())
        }
        raise CourseError(
            f"{path} is not what was released, see cell {min(different)}: "
            "run the release again, then grade"
        )
