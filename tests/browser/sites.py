"""The site for the tests in a browser: built, opened, and a download of it graded."""

import shutil
from pathlib import Path

import nbformat
from lab import Cells, autograder, make_classroom
from playwright.sync_api import Page

from autograder.host.course_folder import CourseFolder

NAME = "01-softmax"

ONLY_THE_DIAGONAL = """\
def softmax_jacobian(z):
    s = special.softmax(z)
    return np.diag(s * (1 - s))
"""


def make_course(root: Path) -> CourseFolder:
    """A course of some exercises of 01, without their texts: a page without them costs less."""
    course = CourseFolder(make_classroom(root, NAME))
    path = course.source(NAME) / f"{NAME}.ipynb"
    notebook = nbformat.read(path, as_version=4)
    notebook.cells = [
        cell
        for cell in notebook.cells
        if cell.id in ("title", "setup")
        or (cell.cell_type == "code" and cell.id.startswith("softmax"))
    ]
    nbformat.write(notebook, path)
    return course


def build_site(course: CourseFolder, folder: Path, *options: str) -> None:
    """Build the site of a course in English into a folder."""
    said = autograder(course.root, "site", str(folder), "--language", "en", *options)
    assert said.endswith(f"{folder}/index.html\n")


def open_notebook(page: Page, address: str, folder: Path) -> Cells:
    """Follow the link on the first page, and wait for the kernel. folder: where the site lies."""
    page.goto(f"{address}/index.html")
    page.get_by_role("link", name="01 · ").click()
    file = folder / "en" / "files" / f"{NAME}.ipynb"
    return Cells(page, nbformat.read(file, as_version=4).cells)


def points_of_download(notebook: Cells, course: CourseFolder) -> dict[str, float]:
    """Download the notebook, hand in the file, grade it: the points of each cell that has some."""
    notebook.save()
    page = notebook.page
    page.get_by_role("menuitem", name="File", exact=True).click()
    with page.expect_download() as download:
        page.locator(".lm-Menu").get_by_text("Download", exact=True).click()
    place = course.submitted / "ada" / NAME
    place.mkdir(parents=True)
    shutil.copy(download.value.path(), place / download.value.suggested_filename)
    assert [file.name for file in place.iterdir()] == [f"{NAME}.ipynb"]
    autograder(course.root, "grade", NAME, "--workers", "1")
    with course.gradebook() as gradebook:
        (graded,) = gradebook.find_submission(NAME, "ada").notebooks
        return {grade.name: grade.score for grade in graded.grades if grade.score}
