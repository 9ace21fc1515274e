"""Nothing of what a student writes or displays runs, or calls anybody, in a page that is opened."""

import contextlib
import time

import nbformat
import pytest
from attacks.attack import ASSIGNMENT, FIRST, FIRST_ONLY, Attack, thinned
from attacks.pages import ALL, PAGES, PAYLOADS
from canary import PORT, Canary
from lab import jupyter_lab, make_classroom
from nbconvert.exporters import HTMLExporter
from patience import PATIENCE
from playwright.sync_api import BrowserContext, Error, Page
from test_attacks import fill, hand_in

from autograder.classroom import demo
from autograder.classroom.students import Submission, reference_answers
from autograder.host.batch import grade_class
from autograder.report import report

ACTS = '"><img src=x onerror=alert(1)>'
BY_NAME = {attack.name: attack for attack in PAGES}
# In one submission: what is written or displayed and leaves the first exercise right.
TOGETHER = [
    attack
    for attack in PAGES
    if attack.answers.get("softmax") == FIRST["softmax"]
    and "names of cells" not in attack.name
    and "for ever" not in attack.name
]


def edit(nb):
    for attack in TOGETHER:
        if attack.edit is not None:
            attack.edit(nb)
    nb["metadata"]["kernelspec"] = dict.fromkeys(("name", "display_name", "language"), ALL)


CLASS = {
    ACTS: Attack(
        "all that is shown, at once",
        "pages",
        FIRST_ONLY,
        {**FIRST, "written": ALL},
        cells=tuple(cell for attack in TOGETHER for cell in attack.cells),
        edit=edit,
    ),
    "raises": BY_NAME["raise script from every function"],
    "returns": BY_NAME["return an object whose type is named like script"],
    "names": BY_NAME["write script into the names of cells"],
}
each = pytest.mark.parametrize("student", CLASS)


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """The class of attackers, graded and explained, under names that act too."""
    honest = Submission("ada", ASSIGNMENT, "", reference_answers(ASSIGNMENT))
    project = make_classroom(tmp_path_factory.mktemp("project"), ASSIGNMENT)
    path = project / "source" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    nb = nbformat.read(path, as_version=4)
    nb.cells = thinned(nb.cells)
    nbformat.write(nb, path)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(demo, "project", lambda: project)
        folder = tmp_path_factory.mktemp("class") / "class"
        course = demo.set_up(folder, [honest], demo.own_config())
    for student, attack in CLASS.items():
        hand_in(course, student, attack, {"port": PORT})
    results = grade_class(course, [ASSIGNMENT], workers=2, say=lambda line: None)
    scores = {result.student: result.score for result in results}
    assert scores == {"ada": 80} | {student: attack.score for student, attack in CLASS.items()}
    with course.gradebook() as gradebook:
        for student in CLASS:
            gradebook.update_or_create_student(student, first_name=ACTS, last_name=ALL, email=ACTS)
    for student in CLASS:
        assert course.feedback(ASSIGNMENT, student).succeeded
    report(course, [], course.root / "report")
    return course


def page_of(course, student):
    return course.root / "feedback" / student / ASSIGNMENT / f"{ASSIGNMENT}.html"


@pytest.fixture
def unprotected(browser):
    """A context in which a page's policy forbids nothing, so that what was left in it would act."""
    context = browser.new_context(bypass_csp=True)
    yield context
    context.close()


# ---- the canary sings ----


def sings(context: BrowserContext, page: Page, path) -> bool:
    canary = Canary(context)
    page.goto(path.as_uri(), wait_until="commit")
    with contextlib.suppress(Error):  # of a page that a payload has left
        canary.touch(page)
    end = time.monotonic() + PATIENCE
    while not canary.songs and time.monotonic() < end:
        page.wait_for_timeout(20)  # as events come in only while Playwright waits
    return bool(canary.songs)


# As HTML these do nothing in Chromium: the first is Markdown, the others are for other browsers.
SILENT = ("[x](javascript", "<math href", "<img src='data:image/svg+xml")
LOUD = [payload for payload in PAYLOADS if not payload.startswith(SILENT)]


@pytest.mark.parametrize("payload", LOUD, ids=lambda text: text[:30])
def test_what_is_shown_as_it_was_written_acts(context, page: Page, tmp_path, payload):
    path = tmp_path / "page.html"
    path.write_text("<!DOCTYPE html><body>" + fill(payload, {"port": PORT}))
    assert sings(context, page, path)


@pytest.mark.filterwarnings("ignore:Your element with mimetype")
def test_a_graded_notebook_acts_in_a_page_of_another_kind(context, page: Page, course, tmp_path):
    nb = nbformat.read(course.autograded / ACTS / ASSIGNMENT / f"{ASSIGNMENT}.ipynb", as_version=4)
    # At a picture that is missing nbconvert's own page breaks off.
    nb.cells = [cell for cell in nb.cells if "attachment:" not in cell.source]
    body, _ = HTMLExporter(template_name="basic").from_notebook_node(nb)
    path = tmp_path / "page.html"
    path.write_text(body, encoding="utf-8")
    assert sings(context, page, path)


# ---- and not in the course's pages ----


@each
def test_nothing_acts_in_a_feedback_page(unprotected, course, student):
    page, canary = unprotected.new_page(), Canary(unprotected)
    page.goto(page_of(course, student).as_uri())
    assert canary.touch(page) == []
    assert page.url.partition("#")[0] == page_of(course, student).as_uri()
    for link in page.locator("a[href^='http']").all():
        assert link.get_attribute("rel") == "noopener noreferrer"


def test_where_something_was_left_the_policy_of_the_page_would_hold(
    context, page: Page, course, tmp_path
):
    """All but a link and a refresh, which no policy forbids."""
    left = [text for text in PAYLOADS if "refresh" not in text]
    honest = page_of(course, "raises").read_text(encoding="utf-8")
    path, canary = tmp_path / "page.html", Canary(context)
    path.write_text(honest.replace("<main>", "<main>" + "\n".join(left)), encoding="utf-8")
    page.goto(path.as_uri())
    assert [song for song in canary.touch(page) if song.startswith("dialog")] == []


def test_nothing_acts_in_the_class_report(unprotected, course):
    page, canary = unprotected.new_page(), Canary(unprotected)
    page.goto((course.root / "report" / "index.html").as_uri())
    assert ACTS in page.locator("body").inner_text()
    page.locator("a[href$='.csv']").evaluate_all("all => all.forEach(each => each.remove())")
    assert canary.touch(page) == []


# ---- nor in formgrader ----


@pytest.fixture(scope="module")
def lab(course, tmp_path_factory):
    with jupyter_lab(course.root, tmp_path_factory.mktemp("home")) as lab:
        yield lab


@pytest.fixture
def watched(context: BrowserContext, lab):
    return Canary(context, lab.url)


def submission(course, student):
    with course.gradebook() as gradebook:
        return gradebook.find_submission_notebook(ASSIGNMENT, ASSIGNMENT, student).id


@each
def test_nothing_acts_where_a_person_grades(page: Page, watched, course, lab, student):
    address = lab.at(f"formgrader/submissions/{submission(course, student)}/")
    page.goto(address, wait_until="networkidle")
    assert watched.touch(page, "#notebook") == []
    page.locator(".live-notebook .glyphicon-eye-open").click()
    assert page.locator("a.name-shown").inner_text().endswith(ACTS)
    page.locator("a.name-shown").hover()
    assert watched.songs == []
    assert page.url.partition("?")[0] == address.partition("?")[0]
    assert page.locator("input#written").count() == 1


@pytest.mark.parametrize(
    "path",
    [
        "manage_students",
        "manage_students/{student}",
        "manage_students/{student}/{assignment}",
        "manage_submissions/{assignment}",
        "gradebook",
        "gradebook/{assignment}",
        "gradebook/{assignment}/{assignment}",
        "gradebook/{student}/{student}",
    ],
)
def test_nothing_acts_in_a_list_of_formgrader(page: Page, watched, lab, path):
    path = path.format(student=ACTS.replace("<", "%3C").replace(" ", "%20"), assignment=ASSIGNMENT)
    page.goto(lab.at(f"formgrader/{path}"), wait_until="networkidle")
    assert watched.songs == []


def test_a_link_to_formgrader_does_not_run_a_file_that_was_handed_in(page: Page, course, lab):
    folder = course.submitted / "raises" / ASSIGNMENT
    run = folder / "run"
    (folder / "nbgrader_config.py").write_text(f"open({str(run)!r}, 'w')")
    answer = page.goto(f"{lab.at('formgrader')}&path=submitted/raises/{ASSIGNMENT}")
    assert answer.status == 403
    assert not run.exists()
