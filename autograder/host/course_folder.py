"""Run nbgrader in this process on a course folder.

The only module that runs nbgrader's steps, by its `NbGraderAPI`. The log of a step is kept with its
outcome instead of being printed: a command says in one line what became of it.
"""

import os
import re
import shlex
import warnings
from dataclasses import dataclass
from pathlib import Path

from nbgrader.api import Gradebook, MissingEntry
from nbgrader.apps import NbGraderAPI
from nbgrader.converters import GenerateSolution
from nbgrader.utils import capture_log, temp_attrs
from traitlets.config import Config
from traitlets.config.loader import PyFileConfigLoader

from autograder.grading import CourseError
from autograder.grading.source import notebooks
from autograder.host.exports.table import TableExporter

CONFIG = "nbgrader_config.py"

PLACE = "submitted/STUDENT/ASSIGNMENT/"
CHECKPOINTS = ".ipynb_checkpoints"

# What to do about what lies elsewhere in submitted/.
MOVE = f"move it to {PLACE}"
ZIP = f"run python -m autograder collect on it, or unpack it to {PLACE}"
UNSEEN = "a name that begins with a dot is hidden: rename the folder to the id of its student"

# How Python and nbgrader's log name an error: the last line of a traceback, a line of level ERROR.
RAISED = re.compile(r"^ *(?:\w+\.)*(\w*(?:Error|Exception|Entry)(?:: .*)?)$", re.MULTILINE)
LOGGED = re.compile(r"^\[ERROR\] (.*)$", re.MULTILINE)


@dataclass(frozen=True)
class Outcome:
    """What became of one step: `reason` is None where it succeeded, else one line."""

    step: str
    assignment: str
    student: str | None
    reason: str | None
    log: str

    @property
    def succeeded(self) -> bool:
        """Whether the step did all that it is for."""
        return self.reason is None


class CourseFolder:
    """A course folder, with the steps of nbgrader as methods.

    The folder's own `nbgrader_config.py` is loaded, so a step does what the command line and
    formgrader do there. Every step is forced: it replaces what an earlier one has left.
    changes: of the folder's configuration. Raises `CourseError` where `root` holds none.
    """

    def __init__(self, root: Path, changes: Config | None = None):
        self._given, self.root = root, Path(root).resolve()
        if not (self.root / CONFIG).is_file():
            raise CourseError(f"{self.root} is no course folder: it holds no {CONFIG}")
        config = PyFileConfigLoader(CONFIG, path=str(self.root)).load_config()
        config.CourseDirectory.root = str(self.root)
        config.merge(changes or Config())
        self.config = config
        self._api = NbGraderAPI(config=config)

    def command(self, words: str, assignment: str) -> str:
        """Return the command for an assignment as it works where this process runs."""
        elsewhere = self.root != Path.cwd()
        root = f" --root {shlex.quote(str(self._given))}" if elsewhere else ""
        return f"python -m autograder {words} {assignment}{root}"

    @property
    def submitted(self) -> Path:
        """The folder of what students handed in."""
        return self.root / self._api.coursedir.submitted_directory

    @property
    def autograded(self) -> Path:
        """The folder of what has been graded."""
        return self.root / self._api.coursedir.autograded_directory

    def pages(self, assignment: str, student: str) -> list[Path]:
        """Where the feedback pages of a student lie, one for each notebook of the assignment."""
        folder = self.root / self._api.coursedir.feedback_directory / student / assignment
        return [folder / f"{name}.html" for name in notebooks(self.source(assignment))]

    @property
    def solutions(self) -> Path:
        """The folder of what is handed out after the deadline."""
        return self.root / self._api.coursedir.solution_directory

    def source(self, assignment: str) -> Path:
        """The folder of an assignment as the instructor wrote it."""
        return self.root / self._api.coursedir.source_directory / assignment

    def assignments(self) -> list[str]:
        """The names of the folders in `source/`, sorted."""
        return _folders(self.source("."))

    def students(self, assignment: str) -> list[str]:
        """The names of the folders in `submitted/` that hold this assignment, sorted."""
        return [
            name
            for name in _folders(self.submitted)
            if os.path.lexists(self.submitted / name / assignment)
        ]

    def graded(self, assignment: str) -> list[str]:
        """The names of the folders in `autograded/` that hold this assignment, sorted."""
        return [
            name
            for name in _folders(self.autograded)
            if (self.autograded / name / assignment).is_dir()
        ]

    def misplaced(self) -> dict[str, str]:
        """What lies below `submitted/` in no folder STUDENT/ASSIGNMENT, and what to do about it.

        By path: notebooks and zips, looked for as deep as submissions lie, and folders in which
        they lie whose name begins with a dot.
        """
        known = self.assignments()
        found = {}
        for pattern in ("", "*/", "*/*/"):
            for path in self.submitted.glob(pattern + "*"):
                if path.suffix not in (".ipynb", ".zip"):
                    continue
                parts = path.relative_to(self.submitted).parts
                if any(part.startswith(".") for part in parts[1:]) or parts[0] == CHECKPOINTS:
                    continue
                if parts[0].startswith(".") and len(parts) > 1:
                    found[parts[0]] = UNSEEN
                elif len(parts) < 3 or parts[1] not in known:
                    place, advice = _advice(parts, known)
                    found["/".join(place)] = advice
        return dict(sorted(found.items()))

    def require_source(self, assignment: str) -> None:
        """Raise CourseError where `source/` holds no such assignment."""
        if assignment not in self.assignments():
            known = ", ".join(self.assignments()) or "none"
            raise CourseError(f"source/ holds no assignment {assignment}; there are: {known}")

    def require_registered(self, assignment: str) -> None:
        """Release an assignment that the gradebook does not know yet; raises CourseError."""
        self.require_source(assignment)
        with self.gradebook() as gradebook:
            try:
                for name in notebooks(self.source(assignment)):
                    gradebook.find_notebook(name, assignment)
            except MissingEntry:
                outcome = self.generate(assignment)
                if not outcome.succeeded:
                    raise CourseError(f"release {assignment}: {outcome.reason}") from None

    def generate(self, assignment: str) -> Outcome:
        """Write the student version to `release/`, and the cells and points to the gradebook."""
        return self._run("generate", assignment)

    def generate_solution(self, assignment: str, folder: Path) -> Outcome:
        """Write the solution notebook, and what it needs beside it, to `folder`/`assignment`."""
        with temp_attrs(self._api.coursedir, solution_directory=str(folder)):
            return self._run("solution", assignment)

    def autograde(self, assignment: str, student: str) -> Outcome:
        """Grade one submission into `autograded/` and the gradebook."""
        return self._run("autograde", assignment, student)

    def feedback(self, assignment: str, student: str) -> Outcome:
        """Write the feedback page of one graded submission to `feedback/`."""
        return self._run("feedback", assignment, student)

    def export(self, path: Path) -> None:
        """Write the grades of all assignments and students as CSV."""
        exporter = TableExporter(to=str(path))
        with self.gradebook() as gradebook:
            exporter.export(gradebook)

    def gradebook(self) -> Gradebook:
        """nbgrader's gradebook, as a context manager."""
        return self._api.gradebook

    def _run(self, step: str, assignment: str, student: str | None = None) -> Outcome:
        run = {
            "generate": self._api.generate_assignment,
            "solution": self._generate_solution,
            "autograde": self._api.autograde,
            "feedback": self._api.generate_feedback,
        }[step]
        who = {} if student is None else {"student_id": student}
        # What nbgrader's own dependencies deprecate is nothing that a person here can act on.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            result = run(assignment, force=True, **who)
        if not result["success"] and result["error"].rstrip().endswith("KeyboardInterrupt"):
            raise KeyboardInterrupt  # which nbgrader has caught like any error
        log = result.get("log", "")
        reason = None if result["success"] else _reason(log, result["error"])
        return Outcome(step, assignment, student, reason, log)

    def _generate_solution(self, assignment: str, force: bool) -> dict:
        """What nbgrader's API does for its other steps."""
        with temp_attrs(self._api.coursedir, assignment_id=assignment):
            converter = GenerateSolution(coursedir=self._api.coursedir, parent=self._api)
            converter.force = force
            return capture_log(converter)


def _advice(parts: tuple[str, ...], assignments: list[str]) -> tuple[tuple[str, ...], str]:
    """What is to be changed where a notebook or zip lies elsewhere in submitted/, and how."""
    first, second = (_meant(part, assignments) for part in (*parts[:-1], "", "")[:2])
    if second:
        return parts[:2], f"rename the folder to {second}"
    if parts[-1].endswith(".zip") and len(parts) < 3:
        return parts, ZIP
    if first:
        student = parts[1] if len(parts) == 3 else "STUDENT"
        return parts, f"move it to submitted/{student}/{first}/"
    return parts, ZIP if parts[-1].endswith(".zip") else MOVE


def _meant(name: str, assignments: list[str]) -> str:
    """The assignment that a name is for, be it in other letters or with spaces, "" for none."""
    letters = {_letters(assignment): assignment for assignment in assignments}
    return letters.get(_letters(name), "")


def _letters(name: str) -> str:
    return "".join(filter(str.isalnum, name)).casefold()


def _folders(path: Path) -> list[str]:
    if not path.is_dir():
        return []
    return sorted(p.name for p in path.iterdir() if p.is_dir() and not p.name.startswith("."))


def _reason(log: str, error: str) -> str:
    """The line that says most: the last exception in the log, else its first error."""
    raised = [line for line in RAISED.findall(log) if "NbGraderException" not in line]
    if raised:
        return raised[-1]
    logged = LOGGED.findall(log)
    return logged[0] if logged else error.strip().splitlines()[-1]
