"""Switch the examiner on in the `nbgrader_config.py` of a course, whatever its subject.

nbgrader's command line and formgrader's buttons read that file, so both do the same.
"""

import os
import sys
import warnings
from pathlib import Path

from nbconvert.preprocessors import CSSHTMLHeaderPreprocessor
from nbgrader import preprocessors as step
from nbgrader.server_extensions.formgrader.handlers import template_path
from sqlalchemy.exc import SAWarning
from traitlets.config import Config

from autograder.host.allowance import Shorten
from autograder.host.autograde import copy_nothing
from autograder.host.examine import Examine, UnreadNotebook
from autograder.host.exchange import Address
from autograder.host.feedback import FeedbackExporter, OnlyThePage, clean, markdown
from autograder.host.formgrader import EscapeNames, harden
from autograder.host.hidden_tests import HideTests
from autograder.host.pages import TEMPLATES
from autograder.host.rubric import ShowRubric
from autograder.host.summary import Summarise


def use_examiner(c: Config) -> None:
    """Let a course grade by the examiner, and make its pages safe to open.

    c: the configuration, as `get_config()` returns it. Release, exchange and exports stay as they
    are.
    """
    _find_programs()
    # Three warnings a submission about how nbgrader uses its gradebook, and no fault of anyone.
    warnings.filterwarnings("ignore", category=SAWarning, module="nbgrader")

    # The examiner reads what a student handed in, runs it in a jail, and records the points. Of
    # nbgrader's own steps none is left to do: cells, points and metadata come from the source.
    copy_nothing()
    c.Autograde.exporter_class = UnreadNotebook
    c.Autograde.sanitize_preprocessors = []
    c.Autograde.autograde_preprocessors = [Examine]

    # A page is derived and cheap; without it the page from before the manual grading would stay.
    c.GenerateFeedback.force = True
    c.GenerateFeedback.exporter_class = FeedbackExporter
    c.GenerateFeedback.preprocessors = [
        step.GetGrades,
        HideTests,
        Summarise,  # after it, so that what ended a test is told as the page tells it
        OnlyThePage,
        Address,
        CSSHTMLHeaderPreprocessor,
    ]

    # Formgrader's pages are part of JupyterLab: a student's script in them could do whatever the
    # instructor can.
    harden()
    c.HTMLExporter.sanitize_html = True
    c.HTMLExporter.filters = {"clean_html": clean, "markdown2html": markdown}
    c.HTMLExporter.preprocessors = [EscapeNames, ShowRubric, Shorten]
    # nbgrader's page with the rubric beside it.
    c.HTMLExporter.template_name = "grading"
    c.HTMLExporter.extra_template_basedirs = [str(TEMPLATES), template_path]
    c.HTMLExporter.extra_template_paths = [template_path]


def _find_programs() -> None:
    """Put the folder of this Python's programs on PATH.

    nbgrader calls `alembic` by name to lay out the gradebook, be the environment active or not.
    """
    programs = str(Path(sys.executable).parent)
    if programs not in os.environ.get("PATH", "").split(os.pathsep):
        os.environ["PATH"] = os.pathsep.join(filter(None, [programs, os.environ.get("PATH")]))
