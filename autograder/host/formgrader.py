"""Formgrader's pages, made safe for whoever handed in, and for whatever link leads to them."""

import functools
import html
import os
from collections.abc import Awaitable
from datetime import datetime
from pathlib import Path

from jinja2 import Environment
from nbconvert.preprocessors import Preprocessor
from nbformat import NotebookNode
from nbgrader.apps.api import NbGraderAPI
from nbgrader.server_extensions.formgrader import base, formgrader, handlers
from traitlets import Bool

from autograder.host.autograde import time_stamp

# What nbgrader's template writes into the page as it is.
WHO = ("student", "last_name", "first_name", "notebook_path")


class EscapeNames(Preprocessor):
    """Make text of the names and the path in formgrader's page, which could be HTML.

    A class list takes them from a system in which students may choose what they are called.
    """

    enabled = Bool(True)  # what nbconvert's steps are not unless they say so

    def preprocess(self, nb: NotebookNode, resources: dict) -> tuple[NotebookNode, dict]:
        for name in WHO:
            if resources.get(name):
                resources[name] = html.escape(resources[name])
        return nb, resources


ONE_COURSE = "This formgrader serves one course: start jupyter lab in the folder of another."

# Shown where a frame is refused. JupyterLab opens the tab: what is in its frame may not.
OWN_TAB = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Formgrader</title>
<body style="font: 1.1em sans-serif; text-align: center; margin: 4em 1em">
<p>JupyterHub does not allow formgrader inside JupyterLab.</p>
<button style="font: inherit; padding: .5em 1em">Open formgrader in its own tab</button>
<script>
document.querySelector("button").onclick = () => parent.postMessage(JSON.stringify({
  command: "help:open",
  arguments: {url: location.href, newBrowserTab: true},
}), location.origin);
</script>
</html>
"""
# On a hub other users' pages have the same origin. Sandboxed, this page has none: who frames it
# can't reach the cookies of its path, the tokens against forged requests among them.
ONLY_THE_BUTTON = (
    "sandbox allow-scripts; default-src 'none'; style-src 'unsafe-inline'; "
    "script-src 'unsafe-inline'; frame-ancestors 'self'"
)


class Submissions(NbGraderAPI):
    """What formgrader asks about submissions."""

    def get_submitted_timestamp(self, assignment_id: str, student_id: str) -> datetime | None:
        """None once it is graded, as in the gradebook, which takes no student's word for a time.

        nbgrader takes a submission as graded where the two agree.
        """
        course = self.coursedir
        source, submitted, graded = (
            Path(course.format_path(directory, student, assignment_id))
            for directory, student in (
                (course.source_directory, "."),
                (course.submitted_directory, student_id),
                (course.autograded_directory, student_id),
            )
        )
        names = [path.stem for path in source.glob("*.ipynb")] or [assignment_id]
        try:
            came = _changed(submitted, [f"{name}.ipynb" for name in names])
            done = _changed(graded, [f"{name}.verdicts.json" for name in names])
        except OSError:  # not there
            came, done = 1, 0
        return None if came <= done else time_stamp(submitted)


def _changed(folder: Path, names: list[str]) -> int:
    """When a folder with some of these files changed last, which no copying tool sets back.

    Raises OSError where none is there.
    """
    there = [folder / name for name in names if os.path.lexists(folder / name)]
    if not there:
        raise FileNotFoundError(folder)
    return max(path.lstat().st_ctime_ns for path in (folder, *there))


_open = handlers.FormgraderHandler.get


def harden() -> None:
    """Close two doors of nbgrader's server extension, in the process that calls it, and open one.

    A link in what a student wrote may lead to this server, with any path. nbgrader writes ids from
    the path into its pages as they are, where they could be script. And it has an address that
    loads the configuration of any folder, which is a program: one in `submitted/` is a student's.
    JupyterHub refuses to show it in JupyterLab's frame, where a page leads to a tab of its own.
    And a submission that was collected with a time stamp counts as graded once it is.
    """
    formgrader.Environment = functools.partial(Environment, autoescape=True)
    handlers.FormgraderHandler.get = _open_this_course
    base.NbGraderAPI = Submissions


def _open_this_course(handler: handlers.FormgraderHandler) -> Awaitable[None] | None:
    if handler.get_argument("path", ""):
        raise handlers.web.HTTPError(403, ONE_COURSE)
    framed = handler.request.headers.get("Sec-Fetch-Dest") == "iframe"
    if framed and "frame-ancestors 'none'" in handler.content_security_policy:
        handler.set_header("Content-Security-Policy", ONLY_THE_BUTTON)
        return handler.finish(OWN_TAB)
    return _open(handler)
