"""What our pages have in common: where their templates lie, and the steps on the way to them."""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets import List
from traitlets.config import LoggingConfigurable

from autograder.grading.verdicts import read_verdicts
from autograder.host import words

TEMPLATES = Path(__file__).parent / "templates"


def environment() -> Environment:
    """Jinja for these templates, which escapes all that is put into them."""
    loader = FileSystemLoader(TEMPLATES)
    jinja = Environment(loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True)
    jinja.globals["words"] = words
    return jinja


def verdicts_of(parent: LoggingConfigurable, resources: dict) -> dict:
    """Return what is recorded of the submission of a page, {} where nothing is.

    parent: whose configuration says where it lies. resources: of a page, which is a student's
    where nbgrader makes it.
    """
    names, course = resources.get("nbgrader", {}), CourseDirectory(parent=parent)
    if "student" not in names:
        return {}
    student, assignment = names["student"], names["assignment"]
    folder = Path(course.format_path(course.autograded_directory, student, assignment))
    path = folder / f"{names['notebook']}.verdicts.json"
    return read_verdicts(path, assignment) if path.is_file() else {}


class PageStep(NbGraderPreprocessor):
    """A step that knows, as nbgrader's `GetGrades` does, a setting that every page comes with.

    nbgrader's own class takes it for none, so each of its steps would be warned about.
    """

    display_data_priority: List = List().tag(config=True)
