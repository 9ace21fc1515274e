"""What our pages have in common: where their templates lie, and the steps on the way to them."""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader
from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets import List

TEMPLATES = Path(__file__).parent / "templates"


def environment() -> Environment:
    """Jinja for these templates, which escapes all that is put into them."""
    loader = FileSystemLoader(TEMPLATES)
    return Environment(loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True)


class PageStep(NbGraderPreprocessor):
    """A step that knows, as nbgrader's `GetGrades` does, a setting that every page comes with.

    nbgrader's own class takes it for none, so each of its steps would be warned about.
    """

    display_data_priority: List = List().tag(config=True)
