"""From `source/` to `release/`: what the student gets, and what must not be in it.

nbgrader clears solutions and hidden tests. Of the preprocessors here two run before it and four
after it, for the command of this project and for formgrader's button alike.
"""

import re
from functools import partial
from pathlib import Path

import nbformat
from jinja2 import Template
from nbformat import NotebookNode
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import NbGraderPreprocessor
from nbgrader.utils import is_grade
from traitlets import Bool, Integer
from traitlets.config import Config

from autograder.checking.language import ENGLISH, languages, say, speaking, spoken
from autograder.grading import CourseError
from autograder.grading.magics import why_unreadable
from autograder.grading.source import catalogues, grade_id, is_inside
from autograder.grading.translation import cell_said, markdown_said
from autograder.host.course_folder import CourseFolder, Outcome
from autograder.host.edition import HINT_AFTER, PROJECT, student_requirements, student_wheel
from autograder.host.pages import TEMPLATES

README = TEMPLATES / "student.md.j2"

# Each of these stands in the source notebooks and may stand in no released one.
SECRETS = ("autograder.key", "BEGIN SOLUTION", "BEGIN HIDDEN TESTS", "BEGIN MARK SCHEME")

# The last part of the id of a cell that tries an exercise, checks it, or is a worked step.
WAITING = ("-try", "-check", "-step")

# The tag of a cell whose error does not end *Run All*.
EXPECTED = "raises-exception"

# A heading that says what the graded cells below it are worth, one after the other.
STATED = re.compile(r"^#+ .*\((\d[\d. +]*) points?\)$", re.MULTILINE)


class RefuseUnreadable(NbGraderPreprocessor):
    """Stop the release of a notebook with a cell that grading can't read."""

    def preprocess(self, nb: NotebookNode, resources: dict) -> tuple[NotebookNode, dict]:
        for cell in nb.cells:
            mark = cell.metadata.get("nbgrader", {})
            if reason := why_unreadable(cell.cell_type, cell.source, mark, is_inside(cell)):
                name = resources["nbgrader"]["notebook"]
                raise CourseError(
                    f"{name}.ipynb, cell {grade_id(cell)}, {reason}, then release again"
                )
        return nb, resources


class RefuseOtherPoints(NbGraderPreprocessor):
    """Stop the release of a notebook whose headings promise other points than its cells give.

    Of cells before the first heading that promises points nothing is asked.
    """

    def preprocess(self, nb: NotebookNode, resources: dict) -> tuple[NotebookNode, dict]:
        heading, stated = "", iter(list[str]())
        for cell in nb.cells:
            if cell.cell_type == "markdown":
                for match in STATED.finditer(cell.source):
                    heading, stated = match[0], iter(match[1].split("+"))
            if heading and is_grade(cell):
                points, promised = float(cell.metadata.nbgrader.points), float(next(stated, 0))
                if points != promised:
                    raise CourseError(
                        f"{resources['nbgrader']['notebook']}.ipynb, cell {grade_id(cell)}: it is "
                        f"worth {points:g} points by its metadata, and {promised:g} by "
                        f'"{heading}"; make both the same, then release again'
                    )
        return nb, resources


class RefuseLeaks(NbGraderPreprocessor):
    """Stop the release of a notebook in which something of the key is left.

    The whole notebook is searched, metadata and attachments too.
    """

    def preprocess(self, nb: NotebookNode, resources: dict) -> tuple[NotebookNode, dict]:
        text = nbformat.writes(nb)
        for secret in SECRETS:
            if secret in text:
                name = resources["nbgrader"]["notebook"]
                raise CourseError(f'the release of {name} would contain "{secret}"')
        return nb, resources


class Translate(NbGraderPreprocessor):
    """Say the texts, docstrings and comments of a notebook in the language in use.

    The setup cell names it. What has no translation stays English.
    """

    def preprocess(self, nb: NotebookNode, resources: dict) -> tuple[NotebookNode, dict]:
        if spoken() == ENGLISH:
            return nb, resources
        name, course = resources["nbgrader"]["assignment"], CourseDirectory(parent=self)
        folder = Path(course.format_path(course.source_directory, ".", name))
        say = catalogues(folder).get(spoken(), lambda context, text: text)
        for cell in nb.cells:
            cell.source = cell_said(cell.cell_type, cell.source, cell.get("id", ""), spoken(), say)
        return nb, resources


class LetRunAllGoOn(NbGraderPreprocessor):
    """Tag the cells that fail until the student has answered, so that *Run All* goes on past them.

    These are graded code cells and those whose id ends as in WAITING. Source cells never carry the
    tag: a run of the source notebooks would then take any error for a pass. Grading and nbgrader's
    *Validate* ignore it.
    """

    def preprocess(self, nb: NotebookNode, resources: dict) -> tuple[NotebookNode, dict]:
        for cell in nb.cells:
            if cell.cell_type != "code":
                continue
            if is_grade(cell) or str(cell.get("id", "")).endswith(WAITING):
                cell.metadata.setdefault("tags", []).append(EXPECTED)
        return nb, resources


class AddStudentEdition(NbGraderPreprocessor):
    """Put the wheel of the student edition and its requirements next to the released notebook.

    The files travel in `resources["outputs"]`: nbgrader writes them together with the notebook,
    after it has emptied the folder of the assignment.
    """

    derivations = Bool(
        True, help="whether a passed check unfolds the formula of its exercise and the derivation"
    ).tag(config=True)

    hint_after = Integer(
        HINT_AFTER,
        min=0,
        help="after how many answers that fail in the same way a check offers the next folded hint",
    ).tag(config=True)

    def preprocess(self, nb: NotebookNode, resources: dict) -> tuple[NotebookNode, dict]:
        outputs = resources.setdefault("outputs", {})
        chosen = PROJECT, self.derivations, self.hint_after
        name, data = student_wheel(*chosen)
        outputs[name] = data
        outputs["requirements.txt"] = student_requirements(*chosen).encode()
        return nb, resources


class AddReadme(NbGraderPreprocessor):
    """Put a README for students next to the released notebook, under the notebook's own title."""

    def preprocess(self, nb: NotebookNode, resources: dict) -> tuple[NotebookNode, dict]:
        name = resources["nbgrader"]["notebook"]
        heading = re.match(r"# (.+)", nb.cells[0].source if nb.cells else "")
        text = readme(heading[1] if heading else name, name)
        resources.setdefault("outputs", {})["README.md"] = text.encode()
        return nb, resources


def readme(title: str, notebook: str) -> str:
    """Return the README for students of a notebook; notebook: its name without the ending."""
    template = markdown_said(README.read_text(encoding="utf-8"), partial(say, README.name))
    return Template(template, keep_trailing_newline=True).render(title=title, notebook=notebook)


def release(root: Path, language: str = ENGLISH, folder: Path | None = None) -> list[Outcome]:
    """Rebuild `release/` of the course folder `root`: one outcome for each folder of `source/`.

    language: in another than English it is `release-LANGUAGE/`, and the gradebook, which knows the
    cells of the English source, hears nothing of it. folder: to write into instead; of this the
    gradebook hears nothing either. Raises CourseError where nothing is translated into the
    language.
    """
    if language == ENGLISH and folder is None:
        course = CourseFolder(root)
    else:
        place = folder.resolve() if folder else f"release-{language}"
        course = CourseFolder(root, _beside_the_gradebook(str(place)))
        if language not in (there := editions(course)):
            raise CourseError(
                f"there is no edition in {language}, but in {', '.join(there)}; to begin one run "
                f"python -m autograder translate {language}"
            )
    with speaking(language):
        return [course.generate(assignment) for assignment in course.assignments()]


def editions(course: CourseFolder) -> list[str]:
    """The languages in which a course can be released: English, and those of its catalogues."""
    translated = {path.stem for path in course.source(".").glob("*/*.po")}
    return sorted({ENGLISH, *translated.intersection(languages())})


def _beside_the_gradebook(folder: str) -> Config:
    return Config(
        {
            "CourseDirectory": {"release_directory": folder},
            "GenerateAssignment": {"no_database": True},
            "SaveCells": {"enabled": False},
        }
    )
