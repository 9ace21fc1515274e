"""What the graded cells of the course are worth, as the source notebooks say."""

from functools import cache

import nbformat
from dummy_course import ROOT


@cache
def points_of(assignment):
    """The points of each graded cell of an assignment, by its grade id."""
    path = ROOT / "source" / assignment / f"{assignment}.ipynb"
    marks = [cell.metadata.get("nbgrader", {}) for cell in nbformat.read(path, 4).cells]
    return {mark["grade_id"]: mark["points"] for mark in marks if mark.get("points")}
