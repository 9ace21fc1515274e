"""A student's way through the site with Pyodide's own NumPy, which only a network has.

The usual run of the tests leaves this file out by its name: `.github/workflows/site.yml` names it.
"""

import pytest
from lab import Cells, make_classroom
from playwright.sync_api import expect
from points import points_of
from sites import (
    NAME,
    ONLY_THE_DIAGONAL,
    build_site,
    open_notebook,
    points_of_download,
)

from autograder.classroom.students import reference_answers
from autograder.host.course_folder import CourseFolder


@pytest.fixture(scope="module")
def course(tmp_path_factory) -> CourseFolder:
    return CourseFolder(make_classroom(tmp_path_factory.mktemp("course"), NAME))


@pytest.fixture(scope="module")
def notebook(course, served, lasting_page) -> Cells:
    """The notebook of a site in English with its first cell run, which loads the packages."""
    folder, address = served
    build_site(course, folder / "site")
    notebook = open_notebook(lasting_page, f"{address}/site", folder / "site")
    notebook.run("setup")
    return notebook


def test_a_wrong_answer_gets_its_hint_and_its_repair_passes(notebook):
    notebook.write("softmax_jacobian", ONLY_THE_DIAGONAL)
    notebook.run("softmax_jacobian")
    report = notebook.run("softmax_jacobian-check")
    expect(report).to_contain_text("12 of 16 entries, only off the diagonal")
    expect(report).to_contain_text("hint: only the diagonal terms are there")
    notebook.write("softmax_jacobian", reference_answers(NAME)["softmax_jacobian"])
    notebook.run("softmax_jacobian")
    report = notebook.run("softmax_jacobian-check")
    expect(report).to_contain_text("✓ softmax_jacobian: 785 entries agree")


def test_a_slider_moves_the_picture(notebook):
    notebook.run("opening")  # which imports the pictures
    output = notebook.run("move-logits")
    picture = output.locator("img").first
    before = picture.get_attribute("src")
    output.get_by_role("slider").first.press("ArrowRight")
    expect(picture).not_to_have_attribute("src", before)


def test_the_download_gets_its_points(notebook, course):
    right = ("softmax_jacobian-values", "softmax_jacobian-robustness")
    expected = {name: points_of(NAME)[name] for name in right}
    assert points_of_download(notebook, course) == expected
