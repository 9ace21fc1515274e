"""What our steps on the way to a page have in common."""

from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets import List


class PageStep(NbGraderPreprocessor):
    """A step that knows, as nbgrader's `GetGrades` does, a setting that every page comes with.

    nbgrader's own class takes it for none, so each of its steps would be warned about.
    """

    display_data_priority = List().tag(config=True)
