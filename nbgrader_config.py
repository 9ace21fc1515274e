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
from sqlalchemy.exc import SAWarning

from autograder.examination.feedback import FeedbackExporter, OnlyThePage, clean, markdown
from autograder.examination.outputs import HideTests, LimitOutputs
from autograder.examination.release import AddStudentEdition, RefuseLeaks
from autograder.examination.submission import Execute, FollowSource, RemoveStandIns

c = get_config()  # noqa: F821, the name that nbgrader gives to this file

# nbgrader calls `alembic` by name to lay out the gradebook, so the folder of this Python's programs
# has to be on PATH even where the environment is not activated.
programs = str(Path(sys.executable).parent)
if programs not in os.environ["PATH"].split(os.pathsep):
    os.environ["PATH"] = programs + os.pathsep + os.environ["PATH"]

# Kernels inherit these. The matrices of the course are small, and several threads per kernel only
# make timings, and with them the checks of cost, depend on what else the machine is doing.
for threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[threads] = "1"

# Three warnings a submission about how nbgrader uses its gradebook, and no fault of anyone here.
warnings.filterwarnings("ignore", category=SAWarning, module="nbgrader")

c.CourseDirectory.course_id = "softmax"

# ---- release: source/ -> release/ ----

# Without it an existing release is skipped, and in a fresh clone, where release/ is committed and
# the gradebook is not, the gradebook would stay empty.
c.GenerateAssignment.force = True

# nbgrader's list without IncludeHeaderFooter (the course has no common header) and InstantiateTests
# (the tests are written out, none is generated), and with two steps of ours at the end.
c.GenerateAssignment.preprocessors = [
    step.LockCells,
    step.ClearSolutions,
    step.ClearOutput,
    step.CheckCellMetadata,
    step.ComputeChecksums,
    step.SaveCells,  # the gradebook keeps the hidden tests, so it comes before they are cleared
    step.ClearHiddenTests,
    step.ClearMarkScheme,
    step.ComputeChecksums,  # again, of the cells as the student gets them
    step.CheckCellMetadata,
    RefuseLeaks,
    AddStudentEdition,
]

c.ClearSolutions.code_stub = {
    "python": 'raise NotImplementedError("replace this line with your own code")'
}
c.ClearSolutions.text_stub = "*Replace this line with your answer.*"

# ---- grading: submitted/ -> autograded/ ----

# What happens before anything of a submission runs. FollowSource takes the place of DeduplicateIds
# and settles more: which cells are tests, what they are worth and which are run.
c.Autograde.sanitize_preprocessors = [
    RemoveStandIns,
    step.ClearOutput,
    FollowSource,
    step.OverwriteKernelspec,
    step.OverwriteCells,
    step.CheckCellMetadata,
]
# nbgrader's list without the two that do nothing unless they are enabled: IgnorePattern, and
# ClearMetadataPreprocessor, for which FollowSource has left nothing to clear.
c.Autograde.autograde_preprocessors = [
    Execute,
    step.LimitOutput,
    step.SaveAutoGrades,
    LimitOutputs,  # after the scores, which are read off the outputs
    step.AssignLatePenalties,
    step.CheckCellMetadata,
]

# FollowSource puts missing cells back already. This is nbgrader's own switch for it, in case a
# course folder leaves FollowSource out: without either, a deleted test has no score at all.
c.OverwriteCells.add_missing_cells = True

# A cell of the course takes well under a second; 30 s leave room for a loaded laptop. An endless
# loop is interrupted and costs its own cell, not the rest of the notebook.
c.Execute.timeout = 30
c.Execute.interrupt_on_timeout = True
c.Execute.error_on_timeout = {
    "ename": "CellTimeoutError",
    "evalue": "the cell was still running at the time limit and was stopped",
    "traceback": ["CellTimeoutError: the cell was still running at the time limit"],
}
# A first kernel on a cold disk needs longer than the 60 s that nbclient waits by itself.
c.Execute.startup_timeout = 120
# Asked to stop, one kernel in some 25 takes 3.4 s (measured), and nothing of it is needed any more.
c.Execute.shutdown_kernel = "immediate"
# Else every kernel warns on stderr that others on this machine could read what it is sent.
c.KernelManager.transport_encryption = "auto"
# A test cell without output counts as passed, so lost output has to be an error.
c.Execute.raise_on_iopub_timeout = True

# A page of feedback is read by a person: some 10 screens of printed text per cell are enough.
c.LimitOutput.max_lines = 500
c.LimitOutput.max_traceback = 50

# ---- feedback: autograded/ -> feedback/ ----

# A page is derived and cheap; without it the page from before the manual grading would stay.
c.GenerateFeedback.force = True
c.GenerateFeedback.exporter_class = FeedbackExporter
c.GenerateFeedback.preprocessors = [
    step.GetGrades,
    HideTests,
    OnlyThePage,
    CSSHTMLHeaderPreprocessor,
]

# ---- formgrader: the pages on which a person grades ----

# They are part of JupyterLab: a student's script in them could do whatever the instructor can.
c.HTMLExporter.sanitize_html = True
c.HTMLExporter.filters = {"clean_html": clean, "markdown2html": markdown}
