"""The rubric of written answers, in view where a person grades them in formgrader.

It is read from `source/` at the moment when formgrader makes a page, and stands in no file that is
made from a submission: neither the autograded notebook nor a feedback page ever holds it.
"""

from pathlib import Path

import nbformat
from nbconvert.preprocessors import Preprocessor
from nbformat import NotebookNode
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import ClearSolutions
from nbgrader.utils import is_grade, is_solution
from traitlets.config import Config


class ShowRubric(Preprocessor):
    """Put the rubric among the resources of formgrader's page, whose template shows it."""

    def preprocess(self, nb: NotebookNode, resources: dict) -> tuple[NotebookNode, dict]:
        course = CourseDirectory(parent=self)
        folder = course.format_path(course.source_directory, ".", resources["assignment_id"])
        path = Path(folder) / f"{resources['notebook_id']}.ipynb"
        regions = ClearSolutions(config=Config({"ClearSolutions": self.config.ClearSolutions}))
        resources["rubric"] = rubric(path, regions) if path.is_file() else []
        resources["rubric_source"] = str(path)
        return nb, resources


def rubric(path: Path, regions: ClearSolutions) -> list:
    """Of each written question of a source notebook its cell, holding the solution region alone.

    regions: says by which lines it begins and ends. A cell without a region is all solution, as
    nbgrader has it.
    """
    cells = nbformat.read(path, as_version=4).cells
    written = [cell for cell in cells if is_grade(cell) and is_solution(cell)]
    for cell in written:
        _, begun, rest = cell.source.partition(regions.begin_solution_delimeter)
        if begun:
            region, _, _ = rest.partition(regions.end_solution_delimeter)
            # Without what is left of the two lines that held the delimiters.
            cell.source = "\n".join(region.splitlines()[1:-1])
    return written
