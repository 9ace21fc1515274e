"""From `source/` to `solutions/`: what students get after the deadline.

The steps are those of `nbgrader generate_solution`, as `nbgrader_config.py` names them, so that
nbgrader's own command hands out the same.
"""

import re
from pathlib import Path

from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell
from nbgrader.preprocessors import NbGraderPreprocessor
from nbgrader.utils import is_solution

from autograder.grading import CourseError
from autograder.host.course_folder import CourseFolder, Outcome
from autograder.key.gallery import reference_of

REGION = re.compile(r"^ *### (?:BEGIN|END) SOLUTION *\n?", re.MULTILINE)

# How a solution cell of `source/` asks the key for its answer.
DELEGATED = re.compile(
    r"^ *from autograder\.key\.references import (\w+) as reference$", re.MULTILINE
)

NOTE_ID = "solutions-note"
NOTE = (
    "**Solutions.** Each cell that was yours to fill in holds one right answer here. Yours may "
    "look different and be as right. Run the notebook from its top: every check passes."
)


class WriteSolutions(NbGraderPreprocessor):
    """Write each answer where the student's cell was, and take nbgrader's marks off all cells.

    Without them every cell can be changed, and nobody validates or hands in the solutions as work
    of their own.
    """

    def preprocess(self, nb: NotebookNode, resources: dict) -> tuple[NotebookNode, dict]:
        for cell in nb.cells:
            if is_solution(cell):
                cell.source = written_out(cell.source)
            cell.metadata.pop("nbgrader", None)
        nb.cells.insert(1, new_markdown_cell(NOTE, id=NOTE_ID))
        return nb, resources


def written_out(source: str) -> str:
    """The source of a solution cell as a student could have written it.

    A cell that asks the key becomes the text of the reference, any other its own without the lines
    that mark the solution.
    """
    if delegated := DELEGATED.search(source):
        return reference_of(delegated[1]).source.rstrip("\n")
    return REGION.sub("", source).strip("\n")


def solutions(course: CourseFolder, assignments: list[str], folder: Path | None) -> list[Outcome]:
    """Write the solution notebooks of some assignments, each into a folder of its own.

    assignments: names; all of the course where there are none. folder: holds those folders, the
    course's `solutions/` where it is None. What an earlier run has written there is replaced.
    Raises CourseError for an unknown assignment, and before it replaces anything else.
    """
    folder = course.solutions if folder is None else folder.resolve()
    wanted = assignments or course.assignments()
    for assignment in wanted:
        course.require_registered(assignment)
        if not _is_replaceable(folder / assignment):
            raise CourseError(
                f"{folder / assignment} holds something else than solutions; "
                "remove it, or name another folder with --output"
            )
    return [course.generate_solution(assignment, folder) for assignment in wanted]


def _is_replaceable(folder: Path) -> bool:
    """Whether there is no such folder, or one that holds solutions."""
    if not folder.exists():
        return True
    found = (path.read_text(encoding="utf-8", errors="replace") for path in folder.glob("*.ipynb"))
    return any(NOTE_ID in text for text in found)
