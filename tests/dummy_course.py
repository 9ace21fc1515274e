"""A course of one small notebook, for the tests of grading and its host."""

import contextlib
import csv
import os
import shutil
import sys
import tempfile
from multiprocessing import get_context
from pathlib import Path

import nbformat
from nbconvert.exporters import HTMLExporter
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from nbgrader.apps import NbGraderApp
from nbgrader.server_extensions.formgrader.formgrader import FormgradeExtension
from patience import PATIENCE

from autograder.grading.exam import Exam
from autograder.grading.source import Sources, load_exam
from autograder.host.course_folder import CourseFolder

# A server that forks processes, its imports done: they start in a moment, not in seconds.
FORKED = get_context("forkserver")
FORKED.set_forkserver_preload(["nbgrader.apps", "autograder.grading.recorder"])

ROOT = Path(__file__).resolve().parents[1]
NAME = "00-doubling"
HIDDEN = "assert double(21) == 40 + 2, 'doubling fails for 21'"
SHOW = 'print("a picture would be here")'
RIGHT = "def double(x):\n    return 2 * x"


def make_course(root: Path) -> Path:
    """A course folder with the project's configuration and the notebook below in `source/`."""
    folder = root / "source" / NAME
    folder.mkdir(parents=True)
    shutil.copy(ROOT / "nbgrader_config.py", root)
    nbformat.write(source_notebook(), folder / f"{NAME}.ipynb")
    (folder / "table.csv").write_text("x,y\n1,2\n")
    return root


def submit(root: Path, student: str, edit=lambda nb: None) -> Path:
    """Copy the released folder to `submitted/`, and let `edit` change its notebook."""
    folder = root / "submitted" / student / NAME
    shutil.copytree(root / "release" / NAME, folder)
    path = folder / f"{NAME}.ipynb"
    nb = nbformat.read(path, as_version=4)
    edit(nb)
    nbformat.write(nb, path)
    return folder


def nbgrader(root: Path, *arguments: str) -> str:
    """Run a command of nbgrader in a course folder, which has to succeed; returns its log.

    Its process is forked where the imports are done, which take longer than most commands.
    """
    with tempfile.NamedTemporaryFile("r", encoding="utf-8") as log:
        task = root, arguments, log.name, dict(os.environ)
        process = FORKED.Process(target=_run_nbgrader, args=task)
        process.start()
        process.join(PATIENCE)
        said = log.read()
        assert process.exitcode == 0, said
        return said


def _run_nbgrader(root: Path, arguments: tuple[str, ...], log: str, environment: dict) -> None:
    os.chdir(root)
    os.environ.clear()
    os.environ.update(environment)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    os.dup2(os.open(log, os.O_WRONLY), 2)
    sys.argv = ["nbgrader", *arguments]
    NbGraderApp.launch_instance()


def import_class_list(root: Path, rows: list[tuple[str, ...]]) -> None:
    """Import a class list, its head first, as an instructor does."""
    with open(root / "class.csv", "w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    nbgrader(root, "db", "student", "import", "class.csv")


def cell(nb, name: str):
    """The cell with this id."""
    return next(cell for cell in nb.cells if cell.id == name)


def solve(nb):
    """Write the right answer."""
    cell(nb, "double").source = RIGHT


def source_notebook():
    """One exercise, a written question, a cell that only shows something."""
    nb = new_notebook(
        cells=[
            new_markdown_cell("# Doubling, $2x$", id="title"),
            marked("setup", "import math", locked=True),
            new_code_cell(SHOW, id="picture", metadata={"tags": ["show"]}),
            marked(
                "double",
                "def double(x):\n    ### BEGIN SOLUTION\n    return x + x\n    ### END SOLUTION",
                solution=True,
            ),
            marked("double-values", graded("assert double(2) == 4", HIDDEN), points=3),
            marked("double-robustness", graded("assert double(0) == 0", RAISE_OR_NOT), points=2),
            marked(
                "written",
                "Why?\n\n### BEGIN SOLUTION\nthe model answer\n### END SOLUTION",
                solution=True,
                points=5,
                kind=new_markdown_cell,
            ),
        ]
    )
    nb.metadata.kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return nb


RAISE_OR_NOT = "assert math.isinf(double(math.inf)), 'infinity is lost'"


def graded(visible: str, hidden: str) -> str:
    """The source of a graded cell."""
    return f"{visible}\n### BEGIN HIDDEN TESTS\n{hidden}\n### END HIDDEN TESTS"


def marked(name, source, points=None, solution=False, locked=None, kind=new_code_cell):
    """A cell with nbgrader's metadata."""
    mark = {
        "grade": points is not None,
        "grade_id": name,
        "locked": not solution if locked is None else locked,
        "schema_version": 3,
        "solution": solution,
        "task": False,
    }
    if points is not None:
        mark["points"] = points
    return kind(source, id=name, metadata={"nbgrader": mark})


def exam_of(course: CourseFolder, assignment: str = NAME) -> Exam:
    """An assignment of the course as the instructor wrote it."""
    with course.gradebook() as gradebook:
        return load_exam(course.source(assignment), gradebook, Sources(course.config))


def formgrader(root: Path) -> HTMLExporter:
    """What makes formgrader's pages of submissions, set up in a course folder as its server is."""
    with contextlib.chdir(root):
        extension = FormgradeExtension()
        extension.initialize([])
        return HTMLExporter(config=extension.config)


def graded_page(exporter: HTMLExporter, nb, root: Path, **who) -> str:
    """The page on which a person grades this notebook. who: of the names in formgrader's page."""
    names = {"assignment_id": NAME, "notebook_id": NAME, "base_url": "", "index": 0, "total": 1}
    with contextlib.chdir(root):
        return exporter.from_notebook_node(nb, names | who)[0]
