"""A course on a JupyterHub of two users, with the book's configuration, from release to marks."""

import os
import shutil
import tempfile
from pathlib import Path

import nbformat
import pytest
from dummy_course import NAME, cell, solve
from formgrader import Formgrader, choose_formgrader
from hub import Hub, jupyter_hub, why_not
from installs import need
from playwright.sync_api import Page, expect

READ = """
import os, sys
try:
    os.listdir(sys.argv[1])
except PermissionError as error:
    print(error)
"""


@pytest.fixture(scope="module")
def hub():
    if os.geteuid() != 0:
        pytest.skip("only root can make two users and be them: run pytest as root")
    need(*why_not())
    # Not below the folders of pytest, which are closed to other users.
    root = Path(tempfile.mkdtemp(dir="/var/tmp"))
    root.chmod(0o755)
    try:
        with jupyter_hub(root) as hub:
            yield hub
    finally:
        shutil.rmtree(root)


@pytest.fixture(scope="module")
def panel(hub, lasting_page) -> Page:
    """JupyterLab with the panel of formgrader, as the teacher has it before anything is done."""
    log_in(lasting_page, hub, hub.teacher, "/hub/user-redirect/lab")
    choose_formgrader(lasting_page)
    return lasting_page


def log_in(page: Page, hub: Hub, user: str, to: str) -> None:
    """Log in, and be led to an address; a user's server is started for it."""
    page.goto(f"{hub.url}{to}")
    page.get_by_label("Username").fill(user)
    page.get_by_label("Password").fill(hub.password)
    page.get_by_role("button", name="Sign in").click()


def hand_in(hub: Hub) -> None:
    """Fetch, answer and submit, with the commands of the book."""
    nbgrader(hub, "fetch_assignment")
    path = hub.homes / hub.student / NAME / f"{NAME}.ipynb"
    nb = nbformat.read(path, as_version=4)
    solve(nb)
    cell(nb, "written").source = "It is twice."
    nbformat.write(nb, path)
    nbgrader(hub, "submit")


def nbgrader(hub: Hub, step: str) -> None:
    done = hub.run(hub.student, "-m", "nbgrader", step, NAME)
    assert done.returncode == 0, done.stderr


def open_own_tab(page: Page) -> Page:
    """Press the one button in JupyterLab's panel of formgrader."""
    with page.context.expect_page() as opened:
        page.frame_locator("iframe").get_by_role("button").click()
    return opened.value


def test_a_course_is_released_collected_and_graded_in_formgraders_own_tab(hub, panel):
    tab = open_own_tab(panel)
    assert tab.url.startswith(f"{hub.url}/user/{hub.teacher}/formgrader")
    formgrader = Formgrader(tab, tab)
    assert "Successfully created the student version" in formgrader.press(NAME, "assign")
    assert "Successfully released" in formgrader.press(NAME, "release")

    hand_in(hub)
    assert "Successfully collected" in formgrader.press(NAME, "collect")
    formgrader.follow(f"manage_submissions/{NAME}")
    assert "Successfully autograded" in formgrader.press(hub.student, "autograde")
    expect(formgrader.row(hub.student)).to_contain_text("needs manual grading")

    formgrader.follow("gradebook")
    formgrader.follow(f"gradebook/{NAME}")
    formgrader.follow(f"gradebook/{NAME}/{NAME}")
    formgrader.row("Submission #1").get_by_role("link").click()
    tab.wait_for_load_state("networkidle")  # until grades and comments are there
    formgrader.enter("written", "4", saved_as="grade")
    formgrader.enter("written-comment", "Twice what?", saved_as="comment")
    formgrader.follow(f"gradebook/{NAME}/{NAME}")
    expect(formgrader.row("Submission #1").locator("td.score")).to_have_text("9 / 10")


def test_no_page_of_the_hub_reads_the_panel_that_leads_to_formgrader(panel):
    """A page of another user has the same origin as this one, and could read the cookies there."""
    expect(panel.frame_locator("iframe").get_by_role("button")).to_be_visible()
    assert panel.evaluate("document.querySelector('iframe').contentDocument") is None
    panel.evaluate("document.querySelector('iframe').src += '/manage_assignments'")
    refused = panel.frame_locator("iframe").locator("#sub-frame-error-details")
    expect(refused).to_contain_text("refused to connect")


def test_a_student_reaches_neither_the_instructors_formgrader_nor_the_clone(hub, page):
    log_in(page, hub, hub.teacher, "/hub/user-redirect/formgrader")
    page.wait_for_url("**/manage_assignments")
    page.context.clear_cookies()
    log_in(page, hub, hub.student, "/hub/home")
    expect(page.get_by_text(hub.student)).to_be_visible()
    answer = page.goto(f"{hub.url}/user/{hub.teacher}/formgrader")
    assert answer.status == 403
    done = hub.run(hub.student, "-c", READ, str(hub.clone))
    assert "Permission denied" in done.stdout
