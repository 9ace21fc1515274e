"""The site in the browser, without a network: from its first page to the points of a download."""

import shutil
from pathlib import Path

import nbformat
import offline_pyodide
import pytest
from installs import need
from lab import Cells, autograder, make_classroom
from playwright.sync_api import Page, expect
from points import points_of

from autograder.classroom.students import reference_answers
from autograder.host.course_folder import CourseFolder
from autograder.site.notebooks import ID

NAME = "01-softmax"

# Right for one exercise, wrong for another.
WRONG = """\
def softmax_jacobian(z):
    s = special.softmax(z)
    return np.diag(s * (1 - s))
"""
SLIDER = "import ipywidgets\nipywidgets.IntSlider(value=7)"
FOUND = "import autograder\nprint(autograder.__file__)"


@pytest.fixture(scope="module")
def course(tmp_path_factory) -> CourseFolder:
    return CourseFolder(make_classroom(tmp_path_factory.mktemp("course"), NAME))


@pytest.fixture(scope="module")
def site(course, served) -> str:
    """The address of the first page of a site in English."""
    need(
        "" if offline_pyodide.CORE.is_dir() else f"there is no {offline_pyodide.CORE}",
        "npm ci --prefix tests/browser",
    )
    folder, address = served
    offline_pyodide.lay_out(folder / "pyodide")
    place, pyodide = str(folder / "site"), f"{address}/pyodide"
    said = autograder(course.root, "site", place, "--language", "en", "--pyodide", pyodide)
    assert said.endswith(f"{place}/index.html\n")
    return f"{address}/site/index.html"


@pytest.fixture(scope="module")
def notebook(site, served, lasting_page) -> Cells:
    """The notebook, opened by its link on the first page; its kernel has started."""
    lasting_page.goto(site)
    lasting_page.get_by_role("link", name="01 · ").click()
    path = served[0] / "site" / "en" / "files" / f"{NAME}.ipynb"
    return Cells(lasting_page, nbformat.read(path, as_version=4).cells)


def a_try(notebook: Cells) -> str:
    """A cell in which students try things."""
    return next(cell.id for cell in notebook.cells if cell.id.endswith("-try"))


def test_the_site_lists_the_notebooks_and_says_where_work_is_kept(notebook):
    page = notebook.page
    expect(page.locator(".jp-DirListing-itemText")).to_have_text(f"{NAME}.ipynb")
    expect(notebook.cell(ID)).to_contain_text("kept in this browser on this device")
    expect(notebook.cell(ID)).to_contain_text("choose File → Download")


def test_its_kernel_shows_a_slider(notebook):
    notebook.write(a_try(notebook), SLIDER)
    output = notebook.run(a_try(notebook))
    expect(output.get_by_role("slider")).to_have_attribute("aria-valuenow", "7.0")


def test_an_import_finds_the_wheel_of_the_student_edition_in_the_lock(notebook):
    notebook.write(a_try(notebook), FOUND)
    output = notebook.run(a_try(notebook))
    expect(output).to_contain_text("site-packages/softmax_course/autograder/__init__.py")


def test_a_download_with_answers_that_were_never_run_gets_its_points(notebook, course):
    notebook.write("softmax", reference_answers(NAME)["softmax"])
    notebook.write("softmax_jacobian", WRONG)
    file, name = downloaded(notebook.page)
    assert name == f"{NAME}.ipynb"
    place = course.submitted / "ada" / NAME
    place.mkdir(parents=True)
    shutil.copy(file, place / name)
    autograder(course.root, "grade", NAME, "--workers", "1")
    with course.gradebook() as gradebook:
        (graded,) = gradebook.find_submission(NAME, "ada").notebooks
        points = {grade.name: grade.score for grade in graded.grades if grade.score}
    right = ("softmax-values", "softmax-robustness")
    assert points == {name: points_of(NAME)[name] for name in right}


def downloaded(page: Page) -> tuple[Path, str]:
    """Save the notebook and choose Download in the menu: the file and its name."""
    page.keyboard.press("Control+S")
    expect(page.locator(".lm-TabBar-tab.jp-mod-dirty")).to_have_count(0)
    page.get_by_role("menuitem", name="File", exact=True).click()
    with page.expect_download() as download:
        page.locator(".lm-Menu").get_by_text("Download", exact=True).click()
    return download.value.path(), download.value.suggested_filename
