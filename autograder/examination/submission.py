"""What is done to a submission before anything of it runs, and how the run is interrupted.

A submission decides what stands in the student's own cells, and nothing else: what `autograder`
means, which cells are tests, their points and which cells are run come from the instructor.
"""

import asyncio
import shutil
import signal
from contextlib import asynccontextmanager
from pathlib import Path

import nbformat
from nbgrader import preprocessors
from nbgrader.api import Gradebook
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import NbGraderPreprocessor

from autograder.examination.course import CourseError

SHOW = "show"
SKIP = "skip-execution"  # the tag by which nbclient leaves a cell out


# What the kernel would find first in the folder where it starts: the student edition, of which an
# edited copy would mark its own author's work, and the program that Python is told to run.
STAND_INS = {"autograder", "ipykernel_launcher"}


class RemoveStandIns(NbGraderPreprocessor):
    """Delete from the copy of a submission what would take the place of a part of the grader."""

    def preprocess(self, nb, resources):
        course, names = CourseDirectory(parent=self), resources["nbgrader"]
        folder = course.format_path(
            course.autograded_directory, names["student"], names["assignment"]
        )
        remove_stand_ins(Path(folder))
        return nb, resources


def remove_stand_ins(folder: Path) -> None:
    """Delete the packages, modules and compiled modules of these names in `folder`, in any case.

    A symbolic link is deleted as such; what it points to is left alone.
    """
    for path in folder.iterdir():
        if path.name.split(".")[0].casefold() not in STAND_INS:
            continue
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()


class FollowSource(NbGraderPreprocessor):
    """Give a submitted notebook the tests, metadata and tags of the source notebook.

    - Metadata of the submission counts for nothing, but for the id that says which cell of the
      course a cell is. The tag `skip-execution` on a test would be a pass.
    - A cell of the course that was deleted is put back after the one that it follows in the source.
      Of a cell that is there twice, the last is the one that counts.
    - A locked cell gets its text, hidden tests included, before nbgrader's own OverwriteCells would
      give it, with a warning that alarms and says nothing: every submission differs there.
    - A cell that only shows something is not run when grading.
    """

    def preprocess(self, nb, resources):
        names = resources["nbgrader"]
        course = CourseDirectory(parent=self)
        folder = Path(course.format_path(course.source_directory, ".", names["assignment"]))
        source = nbformat.read(folder / f"{names['notebook']}.ipynb", as_version=4)
        with Gradebook(names["db_url"]) as gradebook:
            cells = gradebook.find_notebook(names["notebook"], names["assignment"]).source_cells
            texts = {cell.name: cell.source for cell in cells}
        unknown = [grade_id(cell) for cell in source.cells if grade_id(cell) not in {*texts, None}]
        if unknown:
            raise CourseError(f"{unknown[0]} is new in {folder}: run the release again")
        follow(nb, source, texts)
        return nb, resources


def follow(nb, source, texts: dict[str, str]) -> None:
    """Change `nb` in place as `FollowSource` says; `texts` holds the text of each cell."""
    ours = {grade_id(cell): cell for cell in source.cells if grade_id(cell)}
    shown = {cell.source for cell in source.cells if SHOW in cell.metadata.get("tags", [])}

    kernel = nb.metadata.get("kernelspec")
    nb.metadata = nbformat.from_dict({"kernelspec": kernel} if kernel else {})
    found = {}
    for cell in reversed(nb.cells):
        name = grade_id(cell)
        cell.metadata = nbformat.from_dict({})
        if name in ours and name not in found:
            found[name] = cell
            cell.metadata.nbgrader = ours[name].metadata.nbgrader
            if cell.metadata.nbgrader.locked:
                cell.source = texts[name]
            if ours[name].cell_type == "code":  # and no Markdown cell, whatever it was made into
                cell.pop("attachments", None)
        elif cell.source in shown and cell.cell_type == "code":
            cell.metadata.tags = [SKIP]

    place = 0
    for name, cell in ours.items():
        if name in found:
            place = next(i for i, other in enumerate(nb.cells) if other is found[name]) + 1
        else:
            nb.cells.insert(place, _restored(cell, texts[name]))
            place += 1

    # Other editors write older formats, without ids; copied cells may share one. Counted ids are
    # unique, and depend on the submission alone.
    nb.nbformat, nb.nbformat_minor = 4, 5
    for number, cell in enumerate(nb.cells):
        cell.id = f"cell-{number}"


def grade_id(cell) -> str | None:
    """The id by which nbgrader knows a cell, None where it is no cell of nbgrader's."""
    mark = cell.metadata.get("nbgrader")
    name = mark.get("grade_id") if isinstance(mark, dict) else None
    return name if isinstance(name, str) else None


def _restored(cell, text: str):
    new = nbformat.v4.new_code_cell if cell.cell_type == "code" else nbformat.v4.new_markdown_cell
    return new(text, metadata={"nbgrader": cell.metadata.nbgrader})


class Execute(preprocessors.Execute):
    """nbgrader's Execute, ended by Ctrl-C as any program is.

    Left to nbclient, Ctrl-C only stops the kernel: this student's grade is lost, and the next
    student's notebook is run.
    """

    def preprocess(self, *arguments, **named):
        try:
            return super().preprocess(*arguments, **named)
        except KeyboardInterrupt:
            if self.km is not None:
                self._cleanup_kernel()
            raise

    @asynccontextmanager
    async def async_setup_kernel(self, **kwargs):
        async with super().async_setup_kernel(**kwargs):
            asyncio.get_running_loop().remove_signal_handler(signal.SIGINT)
            yield
