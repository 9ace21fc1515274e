"""The editions that are offered, as they are: each runs with its answers, and is graded."""

import itertools
import json
import shutil
import subprocess
import sys

import nbformat
import pytest
from bs4 import BeautifulSoup
from installs import need_linux
from patience import PATIENCE
from students import ROOT, answers

from autograder.checking import words
from autograder.checking.language import OFFERED, say, speaking
from autograder.classroom.students import reference_answers
from autograder.course.exercises import ASSIGNMENTS
from autograder.host.batch import grade_class
from autograder.host.course_folder import CONFIG, CourseFolder
from autograder.host.release import release

need_linux()

pytestmark = [pytest.mark.usefixtures("one_warm_parent"), pytest.mark.timeout(3 * PATIENCE)]

# Run the cells of several notebooks, one process for all. What a cell shows is drawn, by which its
# formulas are read; where its parts lie is for the tests of the pictures.
RUN = """
import json, sys
from IPython.core.interactiveshell import InteractiveShell
from autograder.course.canvas import Picture
shell = InteractiveShell.instance(colors="nocolor")
shown = []
Picture._repr_mimebundle_ = lambda picture, **_: shown.append(picture.figure) or {}
for notebook in json.load(sys.stdin):
    shell.reset()
    shown.clear()
    for cell in notebook:
        shell.run_cell(cell).raise_error()
    for figure in shown:
        figure.set_layout_engine("none")
        figure.draw_without_rendering()
"""

NAME = "01-softmax"
WRONG = "def softmax_jacobian(z):\n    s = special.softmax(z)\n    return np.diag(s)"
CHECK = "try:\n    check(softmax_jacobian)\nexcept AssertionError as error:\n    print(error)"
HINT = "course.explanations.no-rank-one-term"
MISSING = "the term through the denominator of the softmax is missing."


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A course folder with all editions, the English one last."""
    root = tmp_path_factory.mktemp("course")
    shutil.copytree(ROOT / "source", root / "source")
    shutil.copy(ROOT / CONFIG, root)
    for language in (*OFFERED, "en"):
        assert [outcome.reason for outcome in release(root, language)] == [None] * 6
    return CourseFolder(root)


def released(course, language, assignment):
    folder = course.root / ("release" if language == "en" else f"release-{language}")
    return nbformat.read(folder / assignment / f"{assignment}.ipynb", as_version=4)


def solved(course, language, assignment):
    """The code cells with their answers; a worked step that is left open is left out."""
    given = answers(assignment)
    sources = {
        cell.id: given.get(cell.id, cell.source)
        for cell in released(course, language, assignment).cells
        if cell.cell_type == "code"
    }
    return [source for source in sources.values() if "raise NotImpl" not in source]


@pytest.mark.parametrize("language", OFFERED)
def test_all_notebooks_of_an_edition_run_with_their_answers(course, language, tmp_path):
    """Without them they run as the English ones do: their code differs in texts alone."""
    notebooks = [solved(course, language, assignment) for assignment in ASSIGNMENTS]
    notebooks.append([notebooks[0][0], WRONG, CHECK])
    ended = subprocess.run(
        [sys.executable, "-c", RUN],
        cwd=tmp_path,
        input=json.dumps(notebooks),
        capture_output=True,
        encoding="utf-8",
        timeout=2 * PATIENCE,
    )
    assert ended.returncode == 0, ended.stdout[-2000:] + ended.stderr
    text = " ".join(ended.stdout.split())
    with speaking(language):
        for exercises in ASSIGNMENTS.values():
            assert words.ALL_PASS.format(total=len(exercises)) in text
        assert say(HINT, MISSING) in text
    assert "exercises pass" not in text
    assert MISSING not in text


@pytest.fixture(scope="module")
def graded(course):
    """The points of students by assignment: a right one of each edition, and one that is wrong."""
    for language, assignment in itertools.product(OFFERED, ASSIGNMENTS):
        for student in ("right", "wrong") if assignment == NAME else ("right",):
            given = reference_answers(assignment)
            if student == "wrong":
                given |= {"softmax_jacobian": WRONG}
            notebook = released(course, language, assignment)
            for cell in notebook.cells:
                cell.source = given.get(
                    cell.metadata.get("nbgrader", {}).get("grade_id"), cell.source
                )
            place = course.root / "submitted" / f"{student}-{language}" / assignment
            place.mkdir(parents=True)
            nbformat.write(notebook, place / f"{assignment}.ipynb")
    results = grade_class(course, list(ASSIGNMENTS), say=lambda line: None)
    return {(result.student, result.assignment): result for result in results}


def test_a_right_submission_of_each_edition_gets_all_points(graded):
    points = {key: each.score for key, each in graded.items() if key[0].startswith("right")}
    assert points == {
        (f"right-{language}", assignment): 80.0
        for language in OFFERED
        for assignment in ASSIGNMENTS
    }


@pytest.mark.parametrize("language", OFFERED)
def test_the_page_of_a_wrong_answer_says_why_in_the_language_of_its_edition(
    course, graded, language
):
    student = f"wrong-{language}"
    assert graded[student, NAME].score == 59.0
    assert course.feedback(NAME, student).reason is None
    (page,) = course.pages(NAME, student)
    html = page.read_text(encoding="utf-8")
    found = BeautifulSoup(html, "html.parser")
    text = " ".join(found.get_text(" ").split())
    assert found.html["lang"] == language.replace("_", "-")
    with speaking(language):
        assert say(HINT, MISSING) in text
    assert MISSING not in text
