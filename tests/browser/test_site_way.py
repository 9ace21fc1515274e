"""The site in the browser, without a network: from its first page to the points of a download."""

import offline_pyodide
import pytest
from installs import need
from lab import Cells
from playwright.sync_api import expect
from points import points_of
from sites import (
    NAME,
    ONLY_THE_DIAGONAL,
    build_site,
    make_course,
    open_notebook,
    points_of_download,
)

from autograder.classroom.students import reference_answers
from autograder.host.course_folder import CourseFolder
from autograder.site.notebooks import ID

SLIDER = "import ipywidgets\nslider = ipywidgets.IntSlider(value=7)\nslider"
FOUND = "import autograder\nprint(autograder.__file__)"


@pytest.fixture(scope="module")
def course(tmp_path_factory) -> CourseFolder:
    return make_course(tmp_path_factory.mktemp("course"))


@pytest.fixture(scope="module")
def notebook(course, served, lasting_page) -> Cells:
    """The notebook of a site in English, opened by its link; its kernel has started."""
    core = offline_pyodide.CORE
    need("" if core.is_dir() else f"there is no {core}", "npm ci --prefix tests/browser")
    folder, address = served
    offline_pyodide.lay_out(folder / "pyodide")
    build_site(course, folder / "site", "--pyodide", f"{address}/pyodide")
    return open_notebook(lasting_page, f"{address}/site", folder / "site")


def tried(notebook: Cells, code: str):
    """What stands below a cell in which students try things, after it ran some code."""
    name = next(cell.id for cell in notebook.cells if cell.id.endswith("-try"))
    notebook.write(name, code)
    return notebook.run(name)


def test_the_site_lists_the_notebooks_and_says_where_work_is_kept(notebook):
    page = notebook.page
    expect(page.locator(".jp-DirListing-itemText")).to_have_text(f"{NAME}.ipynb")
    expect(notebook.cell(ID)).to_contain_text("kept in this browser on this device")
    expect(notebook.cell(ID)).to_contain_text("choose File → Download")


def test_its_kernel_hears_of_a_slider_that_moves(notebook):
    tried(notebook, SLIDER).get_by_role("slider").press("ArrowRight")
    expect(tried(notebook, "print(slider.value)")).to_contain_text("8")


def test_an_import_finds_the_student_edition_by_the_lock(notebook):
    place = "site-packages/softmax_course/autograder/__init__.py"
    expect(tried(notebook, FOUND)).to_contain_text(place)


def test_a_download_with_answers_that_were_never_run_gets_its_points(notebook, course):
    notebook.write("softmax", reference_answers(NAME)["softmax"])
    notebook.write("softmax_jacobian", ONLY_THE_DIAGONAL)
    right = ("softmax-values", "softmax-robustness")
    expected = {name: points_of(NAME)[name] for name in right}
    assert points_of_download(notebook, course) == expected
