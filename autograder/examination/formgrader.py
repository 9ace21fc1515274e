"""Formgrader's page of a submission, made safe for whoever handed in."""

import html

from nbconvert.preprocessors import Preprocessor
from traitlets import Bool

# What nbgrader's template writes into the page as it is.
WHO = ("student", "last_name", "first_name", "notebook_path")


class EscapeNames(Preprocessor):
    """Make text of the names and the path in formgrader's page, which could be HTML.

    A class list takes them from a system in which students may choose what they are called.
    """

    enabled = Bool(True)  # what nbconvert's steps are not unless they say so

    def preprocess(self, nb, resources):
        for name in WHO:
            if resources.get(name):
                resources[name] = html.escape(resources[name])
        return nb, resources
