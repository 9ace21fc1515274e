"""The pages that the project makes, as a reader meets them: on any screen, without a network."""

from itertools import pairwise

import pytest
from axe import grave
from playwright.sync_api import BrowserContext, Page

from autograder.classroom.demo import own_config, set_up
from autograder.classroom.students import classroom
from autograder.host.batch import grade_class
from autograder.report import report

# Of the demo: all right; misconceptions with names and pictures; a convention; no notebook.
CLASS = {
    ("all-right", "01-softmax"),
    ("document-004", "01-softmax"),
    ("document-001", "01-softmax"),
    ("rows-stacked", "03-hessian"),
    ("not-a-notebook", "06-newton"),
}
RIGHT, WRONG, UNGRADED = (
    f"feedback/{student}/{assignment}/{assignment}.html"
    for student, assignment in (
        ("all-right", "01-softmax"),
        ("rows-stacked", "03-hessian"),
        ("not-a-notebook", "06-newton"),
    )
)
REPORT = "report/index.html"
FEEDBACK = (RIGHT, WRONG, UNGRADED)
PAGES = (*FEEDBACK, REPORT)
TELEPHONE = {"width": 390, "height": 844}

each = pytest.mark.parametrize("path", PAGES)


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    """The folder of a small class that has been graded and explained."""
    class_ = [each for each in classroom() if (each.student, each.assignment) in CLASS]
    assert len(class_) == len(CLASS)
    course = set_up(tmp_path_factory.mktemp("class") / "class", class_, own_config())
    assignments = sorted({assignment for _, assignment in CLASS})
    grade_class(course, assignments, workers=2, say=lambda line: None)
    for path in FEEDBACK:
        _, student, assignment, _ = path.split("/")
        assert course.feedback(assignment, student).succeeded
    report(course, [], course.root / "report")
    return course.root


@pytest.fixture
def page(cleared_page: Page) -> Page:
    return cleared_page


@pytest.fixture
def asked(context: BrowserContext) -> list[str]:
    """What pages load, the text of their errors among it."""
    found = []
    context.on("request", lambda request: found.append(request.url))
    context.on("weberror", lambda error: found.append(f"error: {error.error}"))
    context.on("console", lambda message: found.append(f"console: {message.text}"))
    return found


@each
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_shuts_anybody_out(page: Page, root, path, scheme):
    """In the dark on a telephone, so that each is looked at in one of two ways."""
    page.emulate_media(color_scheme=scheme)
    if scheme == "dark":
        page.set_viewport_size(TELEPHONE)
    page.goto((root / path).as_uri())
    assert grave(page) == []


@each
def test_a_page_asks_for_nothing_and_has_no_errors(context, asked, root, path):
    context.new_page().goto((root / path).as_uri())
    assert asked[0] == (root / path).as_uri()
    assert [line for line in asked[1:] if not line.startswith("data:image/")] == []


@each
def test_a_page_is_as_wide_as_a_telephone(page: Page, root, path):
    page.set_viewport_size(TELEPHONE)
    page.goto((root / path).as_uri())
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") == TELEPHONE["width"]
    page.mouse.move(200, 400)
    page.mouse.wheel(500, 0)
    assert page.evaluate("window.scrollX") == 0


@each
def test_headings_are_in_order(page: Page, root, path):
    page.goto((root / path).as_uri())
    levels = [int(tag[1]) for tag in tags(page, "h1, h2, h3, h4, h5, h6")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(below <= above + 1 for above, below in pairwise(levels))


@each
def test_a_link_leads_to_a_place_that_is_there(page: Page, root, path):
    page.goto((root / path).as_uri())
    links = page.locator("a[href^='#']")
    assert links.count() >= 6 or path == UNGRADED
    for name in {link.get_attribute("href")[1:] for link in links.all()}:
        assert page.locator(f"[id='{name}'], [name='{name}']").count() == 1, name


def test_the_links_of_a_summary_show_the_cell_that_they_name(page: Page, root):
    page.goto((root / WRONG).as_uri())
    page.get_by_role("link", name="the test of hessian-values", exact=True).click()
    shown = page.locator(".panel-heading", has=page.get_by_text("hessian-values", exact=True))
    assert shown.bounding_box()["y"] < page.viewport_size["height"]
    page.go_back()
    page.get_by_role("link", name="your answer to 3.3 hessian").first.click()
    assert page.locator("pre", has_text="def hessian(").bounding_box()["y"] < 900


@pytest.mark.parametrize("path", [RIGHT, WRONG])
def test_formulas_are_shown_without_a_script(page: Page, root, path):
    page.goto((root / path).as_uri())
    formulas = page.locator("math:visible")  # not those of a hint that is folded
    assert formulas.count() > 20
    assert all(formula.bounding_box()["height"] > 5 for formula in formulas.all()[:20])
    assert page.locator("main").inner_text().count("$") == 0


def test_each_page_says_what_it_is_for(page: Page, root):
    page.goto((root / RIGHT).as_uri())
    assert page.get_by_role("heading", name="What went wrong").count() == 0
    page.goto((root / WRONG).as_uri())
    assert page.get_by_role("heading", name="What went wrong").is_visible()
    assert page.locator(".finding table").first.is_visible()
    page.goto((root / UNGRADED).as_uri())
    assert page.get_by_text("Not graded. The reason: the notebook is no JSON").is_visible()
    assert page.get_by_role("heading", name="Your notebook").count() == 0


def tags(page: Page, selector: str) -> list[str]:
    return page.locator(selector).evaluate_all("all => all.map(each => each.tagName)")
