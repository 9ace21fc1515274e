"""A student's way through 01 in JupyterLab, from the released folder to the points."""

import re
import shutil

import counted
import nbformat
import pytest
from contrast import READABLE, texts
from lab import Lab, Notebook, autograder, jupyter_lab, make_classroom
from playwright.sync_api import Page, expect

from autograder.classroom.students import reference_answers, worked_steps
from autograder.course.exercises import ASSIGNMENTS
from autograder.host.course_folder import CourseFolder

NAME = "01-softmax"
LAST_CHECK = f"{ASSIGNMENTS[NAME][-1].name}-check"
PICTURES = ("opening", "move-logits", "hessian-use")

ONLY_THE_DIAGONAL = """\
def softmax_jacobian(z):
    s = special.softmax(z)
    return np.diag(s * (1 - s))
"""
RIGHT = """\
def softmax_jacobian(z):
    s = special.softmax(z)
    return np.diag(s) - np.outer(s, s)
"""
SLOW = """\
def softmax(z):
    while not __import__("os").path.exists("go"):
        pass
    return special.softmax(z)
"""
ENDLESS = """\
def softmax(z):
    while True: pass
"""
WRITTEN = "The identity is the derivative of the gradient in the probabilities, not in the logits."

THEMES = ("JupyterLab Light", "JupyterLab Dark", "JupyterLab Dark High Contrast")


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    root = make_classroom(tmp_path_factory.mktemp("course"), NAME)
    assert autograder(root, "release") == f"{NAME}: released\n"
    return CourseFolder(root)


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    folder = tmp_path_factory.mktemp("students")
    with jupyter_lab(folder, tmp_path_factory.mktemp("home")) as lab:
        yield lab


def received(course: CourseFolder, lab: Lab, page: Page, name: str) -> Notebook:
    """The notebook of a student who has just received the folder, with its first code cell run.

    Without the texts between the cells and most of the pictures: to show them costs more than what
    the tests do.
    """
    folder = lab.folder / name
    shutil.copytree(course.root / "release" / NAME, folder)
    path = folder / f"{NAME}.ipynb"
    nb = nbformat.read(path, as_version=4)
    nb.cells = [
        c
        for c in nb.cells
        if (c.cell_type == "code" and (c.id in PICTURES or "figures." not in c.source))
        or "nbgrader" in c.metadata
        or c.id.endswith("-hints")
    ]
    nbformat.write(nb, path)
    notebook = Notebook(page, lab, path)
    notebook.run("setup")
    return notebook


@pytest.fixture(scope="module")
def notebook(course, lab, lasting_page):
    """Opened once for all tests: to open JupyterLab takes longest."""
    return received(course, lab, lasting_page, "one-by-one")


def test_a_wrong_turn_is_named_and_its_repair_passes_and_counts(notebook):
    notebook.run("softmax_jacobian")
    report = notebook.run("softmax_jacobian-check")
    expect(report).to_contain_text("○ softmax_jacobian: not written yet")
    expect(report).to_contain_text("replace the line that raises NotImplementedError")
    expect(report).not_to_contain_text("CheckFailed")
    expect(report).to_contain_text(counted.progress(NAME))

    notebook.write("softmax_jacobian", ONLY_THE_DIAGONAL)
    notebook.run("softmax_jacobian")
    report = notebook.run("softmax_jacobian-check")
    expect(report).to_contain_text("✗ softmax_jacobian: entry")
    expect(report).to_contain_text("12 of 16 entries, only off the diagonal")
    expect(report).to_contain_text("hint: only the diagonal terms are there")
    expect(report).to_contain_text("CheckFailed: softmax_jacobian: entry")
    expect(report.get_by_role("table")).to_have_count(3)

    hints = notebook.cell("softmax_jacobian-hints").locator(".jp-MarkdownOutput")
    hint = hints.get_by_text("find a product of two probabilities")
    expect(hint).to_be_hidden()
    hints.get_by_text("Hint 2: two classes").click()
    expect(hint).to_be_visible()

    notebook.write("softmax_jacobian", RIGHT)
    notebook.run("softmax_jacobian")
    report = notebook.run("softmax_jacobian-check")
    expect(report).to_contain_text("✓ softmax_jacobian: 785 entries agree")
    expect(report).to_contain_text(counted.progress(NAME, "1.2"))
    expect(report).not_to_contain_text("CheckFailed")
    expect(report).to_contain_text("Derivation, line by line")
    expect(report.get_by_text("quotient rule")).to_be_visible()
    expect(report.locator("mjx-container").first).to_be_visible()


def test_a_long_check_says_where_it_is_and_its_report_takes_the_place(notebook):
    notebook.write("softmax", SLOW)
    notebook.run("softmax")
    report = notebook.start("softmax-check")
    expect(report).to_contain_text("softmax: still checking, case 1 of 36 …")
    (notebook.path.parent / "go").touch()
    expect(report).to_contain_text("✓ softmax: 157 entries agree")
    expect(report).not_to_contain_text("still checking")

    notebook.write("softmax", ENDLESS)
    notebook.run("softmax")
    report = notebook.start("softmax-check")
    expect(report).to_contain_text("softmax: still checking, case 1 of 36 …")
    notebook.interrupt()
    expect(report).to_contain_text("you interrupted the check in line 2 of your function's cell")
    expect(report).not_to_contain_text("Traceback")

    notebook.write("softmax", "softmax = special.softmax")
    notebook.run("softmax")
    expect(notebook.run("softmax-check")).to_contain_text("✓ softmax: 157 entries agree")


def test_run_all_goes_past_what_is_open_and_all_answers_earn_every_point(course, lab, page):
    notebook = received(course, lab, page, "all-at-once")
    for name in ("softmax", "softmax_jacobian"):
        notebook.write(name, reference_answers(NAME)[name])
    notebook.write("logit_gradient", "def logit_gradient(z, y):\n    return y - z")
    notebook.restart_and_run_all()
    expect(notebook.output("logit_hessian-check")).to_contain_text("not written yet")
    not_written = "CheckFailed: cross_entropy: not written"
    expect(notebook.output("cross_entropy-values")).to_contain_text(not_written)
    expect(notebook.output("softmax_jacobian-check")).to_contain_text("quotient rule")
    expect(notebook.output("logit_gradient-check")).to_contain_text("CheckFailed: logit_gradient")
    expect(notebook.output(LAST_CHECK)).to_contain_text("progress: 2 of ")
    expect(notebook.output("jacobian-use")).to_contain_text("slopes of P(setosa)")
    both = "this needs 1.5 logit_gradient, 1.4 cross_entropy; come back when their checks pass"
    expect(notebook.output("descent")).to_have_text(both)
    sheet = notebook.output("formula-sheet")
    expect(sheet).to_contain_text("Still to come: 1.3 softmax_differential")
    expect(sheet.locator("mjx-container").first).to_be_visible()

    for name, answer in (reference_answers(NAME) | worked_steps(NAME)).items():
        notebook.write(name, answer)
    notebook.write("written", WRITTEN)
    notebook.restart_and_run_all()
    expect(notebook.output(LAST_CHECK)).to_contain_text("progress: all ")
    expect(notebook.output("descent")).to_contain_text("the loss falls at every step")
    expect(notebook.output("formula-sheet")).not_to_contain_text("Still to come")
    notebook.save()
    outputs = [output for cell in notebook.saved().cells for output in cell.get("outputs", [])]
    assert outputs
    assert not [output for output in outputs if output.output_type == "error"]

    handed_in = course.submitted / "ana" / NAME
    handed_in.mkdir(parents=True)
    shutil.copy(notebook.path, handed_in)
    said = autograder(course.root, "grade", "--workers", "1", NAME)
    assert f"{NAME}: 1 graded after " in said
    with course.gradebook() as gradebook:
        submission = gradebook.find_submission(NAME, "ana")
        tests = [grade for grade in submission.notebooks[0].grades if grade.name != "written"]
        assert (submission.score, submission.max_score) == (80, 100)
        assert sum(grade.auto_score for grade in tests) == 80
        assert submission.needs_manual_grade


def test_a_slider_moves_the_picture(notebook):
    notebook.run("opening")  # which imports the pictures
    output = notebook.run("move-logits")
    picture = output.locator("img")
    expect(picture).to_have_attribute("alt", re.compile("probabilities"))
    slider = output.get_by_role("slider")
    expect(slider).to_have_count(4)
    before = picture.get_attribute("src")
    slider.first.press("ArrowRight")
    expect(picture).not_to_have_attribute("src", before)


def test_a_report_is_readable_in_each_theme(notebook):
    notebook.write("softmax_jacobian", ONLY_THE_DIAGONAL)
    notebook.run("softmax_jacobian")
    wrong = notebook.run("softmax_jacobian-check")
    notebook.write("softmax", reference_answers(NAME)["softmax"])
    notebook.run("softmax")
    right = notebook.run("softmax-check")
    for theme in THEMES:
        notebook.choose_theme(theme)
        for report, said in ((wrong, "hint: only the diagonal"), (right, "157 entries agree")):
            expect(report).to_contain_text(said)
            found = texts(report.locator(".jp-RenderedHTML"))
            assert found
            assert [text for text in found if text.contrast < READABLE] == [], theme
