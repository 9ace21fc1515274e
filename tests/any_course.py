"""Courses of other subjects, as their instructors have them: nbgrader's own example is one."""

import json
import shutil
from pathlib import Path

import nbformat
import nbgrader
from nbformat.v4 import new_code_cell

from autograder.host.course_folder import CourseFolder

GUIDE = Path(nbgrader.__file__).parent / "docs" / "source" / "user_guide"

# What `nbgrader quickstart` writes, without the comments that it generates.
QUICKSTART = """c = get_config()

c.CourseDirectory.course_id = "example"

c.IncludeHeaderFooter.header = "source/header.ipynb"
"""

# What an instructor adds.
EXAMINER = """
from autograder.host.configure import use_examiner

use_examiner(c)
"""


def quickstart(root: Path) -> CourseFolder:
    """nbgrader's example course with the examiner switched on, released."""
    shutil.copytree(GUIDE / "source" / "ps1", root / "source" / "ps1")
    shutil.copy(GUIDE / "source" / "header.ipynb", root / "source")
    (root / "nbgrader_config.py").write_text(QUICKSTART + EXAMINER)
    course = CourseFolder(root)
    outcome = course.generate("ps1")
    assert outcome.succeeded, outcome.log
    return course


def hand_in(
    course: CourseFolder,
    student: str,
    source: Path,
    answers: dict[str, str] | None = None,
    first: str = "",
) -> Path:
    """Hand in a folder. answers: new sources of cells, by grade id.

    first: a cell before all others; then all cells say that they are tests to be run inside.
    """
    folder = course.submitted / student / source.name
    shutil.copytree(source, folder)
    for path in folder.glob("*.ipynb") if answers else ():
        notebook = nbformat.read(path, as_version=4)
        for cell in notebook.cells:
            name = cell.metadata.get("nbgrader", {}).get("grade_id", "")
            cell.source = answers.get(name, cell.source)
            cell.metadata["tags"] = ["inside"] if first else []
        notebook.cells[:0] = [new_code_cell(first)] if first else []
        nbformat.write(notebook, path)
    return folder


def scores(course: CourseFolder, assignment: str, student: str) -> dict[str, float | None]:
    """What the gradebook holds of a student: points of the autograder, by notebook and cell."""
    with course.gradebook() as gradebook:
        submission = gradebook.find_submission(assignment, student)
        return {
            f"{notebook.name}/{grade.name}": grade.auto_score
            for notebook in submission.notebooks
            for grade in notebook.grades
        }


def verdicts(course: CourseFolder, assignment: str, student: str, notebook: str) -> dict:
    """What is recorded of a notebook: the tests by name."""
    path = course.autograded / student / assignment / f"{notebook}.verdicts.json"
    record = json.loads(path.read_text(encoding="utf-8"))
    return {test["name"]: test for test in record["tests"]}
