"""The examiner as a step of nbgrader: for `nbgrader autograde` and formgrader's button.

`nbgrader_config.py` names the two classes here. nbgrader finds the submissions, keeps the folders
and writes the notebook; what a student's file holds is read by the examiner alone.
"""

import shutil
from pathlib import Path
from typing import Any

import nbformat
from nbconvert.exporters import NotebookExporter
from nbformat import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets import DottedObjectName, Float, Integer
from traitlets.utils.importstring import import_item

from autograder.grading.outcome import grade_submission
from autograder.grading.recorder import Recorder
from autograder.grading.session import Bounds
from autograder.grading.source import Sources, load_exam
from autograder.grading.submission import read_submission
from autograder.grading.terms import Terms
from autograder.host.course_folder import CONFIG
from autograder.key.hidden import HIDDEN_SEED
from autograder.key.kept import folder

SQLITE = "sqlite:///"


class UnreadNotebook(NotebookExporter):
    """Hands nbgrader an empty notebook in place of what a student's file may hold."""

    def from_filename(  # type: ignore[override]  # as in NotebookExporter itself
        self, filename: str, resources: dict | None = None, **kw: Any
    ) -> tuple[str, dict]:
        return self.from_notebook_node(nbformat.v4.new_notebook(), resources, **kw)


class Examine(NbGraderPreprocessor):
    """Grade a submission, record its points, and put its executed notebook in place.

    Of what nbgrader has copied from the source nothing stays beside the notebook.
    """

    seed = Integer(HIDDEN_SEED, help="Draws the hidden cases; the same for a whole class.").tag(
        config=True
    )
    cell_seconds = Float(30.0, help="Time for one cell, a student's or a test.").tag(config=True)
    notebook_seconds = Float(180.0, help="Time for a notebook.").tag(config=True)
    convention_share = Float(
        0.5,
        min=0.0,
        max=1.0,
        help="Of the points for values, what an answer earns that is right "
        "up to a convention: sign, sum or mean, stacking, base of the logarithm.",
    ).tag(config=True)

    checks = DottedObjectName(
        "autograder.checking.session.without_course",
        help="The function that makes the session of a submission from the seed, with the course "
        "whose functions its tests check; without one they are plain asserts.",
    ).tag(config=True)

    def terms(self, assignment: str, jailed: bool = True) -> Terms:
        """How the course grades an assignment, by its configuration."""
        course = CourseDirectory(parent=self)
        folders = (course.submitted_directory, course.autograded_directory)
        paths = (Path(course.source_directory, assignment), CONFIG, *folders)
        private = tuple(str(Path(course.root, path)) for path in paths)
        if course.db_url.startswith(SQLITE):
            private += (course.db_url.removeprefix(SQLITE),)
        if (kept := folder()) is not None:
            private += (str(kept),)
        bounds = Bounds(self.cell_seconds, self.notebook_seconds)
        checks = import_item(self.checks)
        return Terms(self.seed, bounds, jailed, private, self.convention_share, checks)

    def preprocess(self, nb: NotebookNode, resources: dict) -> tuple[NotebookNode, dict]:
        names, course = resources["nbgrader"], CourseDirectory(parent=self)
        student, assignment, notebook = (
            names[each] for each in ("student", "assignment", "notebook")
        )
        root, submitted = Path(course.root), Path(course.root) / course.submitted_directory
        source = root / course.source_directory / assignment
        with Gradebook(names["db_url"], course.course_id) as gradebook:
            exam = load_exam(source, gradebook, Sources(self.config), notebook)
            among = exam.notebook, exam.siblings
            submission = read_submission(submitted, student, assignment, *among)
            graded = grade_submission(exam, submission, self.terms(assignment))
            autograded = root / course.autograded_directory
            with Recorder(gradebook, autograded, exam, jailed=True) as recorder:
                recorder.write_rows(graded)
        folder = Path(course.format_path(course.autograded_directory, student, assignment))
        _empty(folder, exam.siblings)
        resources.setdefault("outputs", {})[f"{exam.name}.verdicts.json"] = graded.verdicts.encode()
        return nbformat.reads(graded.notebook, as_version=4), resources


def _empty(folder: Path, siblings: tuple[str, ...]) -> None:
    """Empty a folder of all but what the other notebooks of the assignment have left there."""
    kept = {f"{name}{ending}" for name in siblings for ending in (".ipynb", ".verdicts.json")}
    for path in folder.iterdir():
        if path.name in kept and path.is_file() and not path.is_symlink():
            continue
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()
