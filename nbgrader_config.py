"""How nbgrader releases, grades and answers in this course.

The command line and formgrader's buttons read this file, so both do the same. It holds no path of
its own: copied into another course folder it works there, as long as `autograder` is installed.
"""

import os
import sys
import warnings
from pathlib import Path

from nbconvert.preprocessors import CSSHTMLHeaderPreprocessor
from nbgrader import preprocessors as step
from nbgrader.server_extensions.formgrader.handlers import template_path
from sqlalchemy.exc import SAWarning

from autograder.host.allowance import Shorten
from autograder.host.autograde import copy_nothing
from autograder.host.examine import Examine, UnreadNotebook
from autograder.host.exchange import Address, Collect
from autograder.host.exports.table import TableExporter
from autograder.host.feedback import FeedbackExporter, OnlyThePage, clean, markdown
from autograder.host.formgrader import EscapeNames, harden
from autograder.host.hidden_tests import HideTests
from autograder.host.pages import TEMPLATES
from autograder.host.release import (
    AddReadme,
    AddStudentEdition,
    LetRunAllGoOn,
    RefuseLeaks,
    RefuseOtherPoints,
    RefuseUnreadable,
    Translate,
)
from autograder.host.rubric import ShowRubric
from autograder.host.solutions import WriteSolutions
from autograder.host.summary import Summarise

c = get_config()  # noqa: F821, the name that nbgrader gives to this file

# nbgrader calls `alembic` by name to lay out the gradebook, so the folder of this Python's programs
# has to be on PATH even where the environment is not activated.
programs = str(Path(sys.executable).parent)
if programs not in os.environ["PATH"].split(os.pathsep):
    os.environ["PATH"] = programs + os.pathsep + os.environ["PATH"]

# Three warnings a submission about how nbgrader uses its gradebook, and no fault of anyone here.
warnings.filterwarnings("ignore", category=SAWarning, module="nbgrader")

c.CourseDirectory.course_id = "softmax"

# Of what lies beside a notebook, translations stay there, and so does the progress that checks
# keep; the others are nbgrader's own.
c.CourseDirectory.ignore = [
    *(".ipynb_checkpoints", "*.pyc", "__pycache__", "feedback", "*.po"),
    ".autograder-progress.json*",
]

# ---- release: source/ -> release/ ----

# Without it an existing release is skipped, and in a fresh clone, where release/ is committed and
# the gradebook is not, the gradebook would stay empty.
c.GenerateAssignment.force = True

# nbgrader's list without IncludeHeaderFooter (the course has no common header) and InstantiateTests
# (the tests are written out, none is generated), and with steps of ours at both ends.
c.GenerateAssignment.preprocessors = [
    RefuseUnreadable,  # both before the gradebook keeps the cells
    RefuseOtherPoints,
    step.LockCells,
    step.ClearSolutions,
    step.ClearOutput,
    step.CheckCellMetadata,
    step.ComputeChecksums,
    step.SaveCells,  # the gradebook keeps the hidden tests, so it comes before they are cleared
    step.ClearHiddenTests,
    step.ClearMarkScheme,
    Translate,  # for `release --language`
    step.ComputeChecksums,  # again, of the cells as the student gets them
    step.CheckCellMetadata,
    LetRunAllGoOn,
    RefuseLeaks,
    AddStudentEdition,
    AddReadme,
]

# A passed check unfolds the formula of its exercise and the derivation. With False students get
# none of them: a course that grades derivations on paper may want that.
c.AddStudentEdition.derivations = True

# After so many answers that fail in the same way a check offers the next folded hint; 0 for never.
c.AddStudentEdition.hint_after = 3

c.ClearSolutions.code_stub = {
    "python": 'raise NotImplementedError("replace this line with your own code")'
}
c.ClearSolutions.text_stub = "*Replace this line with your answer.*"

# ---- solutions: source/ -> solutions/ ----

# Nbgrader's own steps would hand out the hidden tests, and the names of the key for its answers.
c.CourseDirectory.solution_directory = "solutions"
c.GenerateSolution.preprocessors = [
    step.ClearOutput,
    step.ClearHiddenTests,
    step.ClearMarkScheme,
    WriteSolutions,
    RefuseLeaks,
    AddStudentEdition,
]

# The mark scheme of a written question stands in the cell of its answer, not in one of its own.
c.ClearMarkScheme.enforce_metadata = False

# ---- grading: submitted/ -> autograded/ ----

# The examiner reads what a student handed in, runs it in a jail, and records the points. Of
# nbgrader's own steps none is left to do: cells, points and metadata come from the source.
copy_nothing()
c.Autograde.exporter_class = UnreadNotebook
c.Autograde.sanitize_preprocessors = []
c.Autograde.autograde_preprocessors = [Examine]

# A cell of the course takes well under a second; 30 s leave room for a loaded laptop. An endless
# loop costs its own cell, or the one test that meets it.
c.Examine.cell_seconds = 30
c.Examine.notebook_seconds = 180

# The course whose functions the tests check. Without this line a test is plain asserts.
c.Examine.checks = "autograder.key.misconceptions.graded_session"

# What an answer earns of the points for its values that is right up to a convention: sign, sum or
# mean, order of stacking, base of the logarithm.
c.Examine.convention_share = 0.5

# ---- feedback: autograded/ -> feedback/ ----

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

# ---- grades out of the gradebook ----

c.ExportApp.plugin_class = TableExporter

# ---- the exchange, where one is used ----

c.ExchangeFactory.collect = Collect

# ---- formgrader: the pages on which a person grades ----

# They are part of JupyterLab: a student's script in them could do whatever the instructor can.
harden()
c.HTMLExporter.sanitize_html = True
c.HTMLExporter.filters = {"clean_html": clean, "markdown2html": markdown}
c.HTMLExporter.preprocessors = [EscapeNames, ShowRubric, Shorten]

# nbgrader's page with the rubric beside it.
c.HTMLExporter.template_name = "grading"
c.HTMLExporter.extra_template_basedirs = [str(TEMPLATES), template_path]
c.HTMLExporter.extra_template_paths = [template_path]
