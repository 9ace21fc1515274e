"""Run the notebooks of `source/` with their right answers, each as often as it changes."""

import hashlib
from pathlib import Path
from tempfile import TemporaryDirectory

import nbformat
from nbconvert.preprocessors import ExecutePreprocessor
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell
from nbgrader.utils import is_grade

PACKAGE = Path(__file__).resolve().parents[1]

# What a notebook runs, of this package.
RINGS = ("checking", "course", "key")

# A passed check unfolds the derivation; a chapter is not to tell it.
WITHOUT_DERIVATIONS = """
from dataclasses import replace

from autograder.course.check import NOTEBOOK

NOTEBOOK.course = replace(NOTEBOOK.course, derivation=lambda name: None)
"""

# A kernel warns that others on this machine could listen to what is published here.
QUIET = ["--log-level=ERROR"]

# For one cell, in seconds: the longest takes a few.
PATIENCE = 300


def executed(path: Path, cache: Path) -> NotebookNode:
    """Return a notebook of `source/` with the outputs of its cells, but for the graded ones.

    path: of the notebook. cache: a folder that keeps what was run. Raises nbclient's
    CellExecutionError where a cell fails.
    """
    kept = cache / f"{path.stem}.{_digest(path)}.ipynb"
    if kept.is_file():
        return nbformat.read(kept, as_version=4)
    notebook = nbformat.read(path, as_version=4)
    asked = [cell for cell in notebook.cells if cell.cell_type == "code" and not is_grade(cell)]
    notebook.cells = [new_code_cell(WITHOUT_DERIVATIONS), *asked]
    # In a folder of its own: beside a notebook, a check would keep progress.
    with TemporaryDirectory() as folder:
        run = ExecutePreprocessor(timeout=PATIENCE, extra_arguments=QUIET)
        run.preprocess(notebook, {"metadata": {"path": folder}})
    cache.mkdir(parents=True, exist_ok=True)
    for old in cache.glob(f"{path.stem}.*.ipynb"):
        old.unlink()
    nbformat.write(notebook, kept)
    return notebook


def _digest(notebook: Path) -> str:
    """Changes whenever the notebook or the code that it runs has changed."""
    code = sorted(path for ring in RINGS for path in (PACKAGE / ring).rglob("*.py"))
    digest = hashlib.sha256(WITHOUT_DERIVATIONS.encode())
    for path in (notebook, *code):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
