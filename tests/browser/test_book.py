"""The book builds without a warning, gives no answer away, and needs no network."""

import html
import re
from pathlib import Path

import nbformat
import pytest
from axe import grave
from dummy_course import ROOT
from playwright.sync_api import BrowserContext, Page

from autograder.__main__ import main
from autograder.book.formulas import formula
from autograder.course.exercises import ASSIGNMENTS, EXERCISES
from autograder.host.release import SECRETS
from autograder.key.gallery import reference_of
from autograder.key.seal import sources

pytestmark = pytest.mark.timeout(900)

TELEPHONE = {"width": 390, "height": 844}

# The blocks of commands and plain texts that are wider than their place.
CUT_OFF = """[...document.querySelectorAll(":is(.highlight-none, .highlight-text) pre")]
    .filter(each => each.scrollWidth > each.clientWidth).map(each => each.textContent)"""

# The formulas with a full stop or a comma that may begin the next line.
PARTED = """[...document.querySelectorAll("math:not(.together > math)")]
    .map(each => each.nextSibling?.data ?? "").filter(text => /^[.,;:?!)]/.test(text))"""

# One of each kind.
PAGES = (
    "index.html",
    "tutorial/first-notebook.html",
    "how-to/jupyterhub.html",
    "explanation/checks.html",
    "reference/commands.html",
    "reference/configuration.html",
    "reference/documents.html",
    "course/01-softmax.html",
)
DERIVATIONS = {path.stem: path.read_text(encoding="utf-8") for path in sources().values()}

each = pytest.mark.parametrize("path", PAGES)


@pytest.fixture(scope="module")
def book(tmp_path_factory) -> Path:
    """The folder of the book."""
    folder = tmp_path_factory.mktemp("book")
    assert main(["docs", "--output", str(folder)]) == 0
    return folder


@pytest.fixture(scope="module")
def pages(book) -> dict[Path, str]:
    """The text of each page, its formulas as they were written."""
    return {path.relative_to(book): said(path) for path in book.rglob("*.html")}


@pytest.fixture
def page(cleared_page: Page) -> Page:
    return cleared_page


def said(path: Path) -> str:
    """What a page says, white space apart."""
    text = path.read_text(encoding="utf-8")
    text = re.sub(r'<math\b[^>]*alttext="([^"]*)".*?</math>', r"\1", text, flags=re.DOTALL)
    return plain(html.unescape(re.sub(r"<[^>]*>", "", text)))


def plain(text: str) -> str:
    return re.sub(r"\s+", "", text)


def last_line(derivation: str) -> str:
    """The formula of the last row of a derivation."""
    *_, row = re.findall(r"^\| \$(.*?)\$ \|", derivation, re.MULTILINE)
    return plain(re.sub(r"\\phantom\{.*?\} = ", "", row))


def body(name: str) -> str:
    """The lines of a reference below its docstring."""
    *_, code = reference_of(name).source.split('"""')
    return plain(code)


def given_away(text: str, released: str = "") -> list[str]:
    """The exercises whose answer a page has more often than a released notebook says it itself."""
    return [
        name
        for name, derivation in DERIVATIONS.items()
        for answer in (last_line(derivation), body(name))
        if text.count(answer) > released.count(answer)
    ]


def test_every_notebook_is_a_chapter_with_pictures_and_results(pages):
    for name in ASSIGNMENTS:
        text = pages[Path(f"course/{name}.html")]
        assert text.count("✓") > 10, name
        assert "entriesagree" in text, name


def test_no_page_gives_an_answer_away(pages):
    assert set(DERIVATIONS) == set(EXERCISES)
    for path, text in pages.items():
        notebook = ROOT / "release" / path.stem / f"{path.stem}.ipynb"
        cells = nbformat.read(notebook, as_version=4).cells if notebook.is_file() else []
        released = plain("".join(cell.source for cell in cells))
        assert given_away(text, released) == [], path


def test_an_answer_on_a_page_would_be_found(tmp_path):
    page = tmp_path / "page.html"
    code = html.escape(reference_of("softmax").source)
    derived = formula(r"S = \operatorname{diag}(s) - s s^\top")
    page.write_text(f"{derived}<pre>{code}</pre>", encoding="utf-8")
    assert given_away(said(page)) == ["softmax", "softmax_jacobian"]


def test_a_chapter_has_no_hidden_test_no_points_and_no_error(pages):
    for name in ASSIGNMENTS:
        text = pages[Path(f"course/{name}.html")]
        for secret in (*SECRETS, "points)", "NotImplementedError", "Traceback", "notwrittenyet"):
            assert plain(secret) not in text, f"{name}: {secret}"


@each
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_shuts_anybody_out(page: Page, book, path, scheme):
    page.emulate_media(color_scheme=scheme)
    if scheme == "dark":
        page.set_viewport_size(TELEPHONE)
    page.goto((book / path).as_uri())
    assert grave(page) == []


def test_no_page_asks_for_anything_elsewhere_or_complains(context: BrowserContext, book):
    asked, console = [], []
    context.on("request", lambda request: asked.append(request.url))
    context.on("weberror", lambda error: asked.append(f"error: {error.error}"))
    context.on("console", lambda line: console.append(line))
    page = context.new_page()
    for path in PAGES:
        page.goto((book / path).as_uri())
    assert len(asked) > len(PAGES)
    assert [line for line in asked if not line.startswith((book.as_uri(), "data:"))] == []
    assert [line.text for line in console if line.type in ("error", "warning")] == []


def test_every_page_is_as_wide_as_a_telephone_and_its_commands_are_read_whole(page: Page, book):
    page.set_viewport_size(TELEPHONE)
    paths = [path for path in book.rglob("*.html") if "_static" not in path.parts]
    assert len(paths) > 45
    for path in paths:
        page.goto(path.as_uri())
        page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
        assert page.evaluate("document.documentElement.scrollWidth") == TELEPHONE["width"], path
        assert page.evaluate(CUT_OFF) == [], path


def test_no_line_parts_a_formula_from_its_full_stop(page: Page, book):
    page.goto((book / "course/01-softmax.html").as_uri())
    assert page.locator(".together > math").count() > 50
    assert page.evaluate(PARTED) == []


def test_formulas_are_set_without_a_script(page: Page, book):
    page.goto((book / "course/01-softmax.html").as_uri())
    formulas = page.locator("math:visible")
    assert formulas.count() > 100
    assert all(formula.bounding_box()["height"] > 5 for formula in formulas.all()[:20])
    assert page.locator("article").inner_text().count("$") == 0


def test_the_search_finds_a_page(page: Page, book):
    page.goto(f"{(book / 'search.html').as_uri()}?q=convention")
    assert page.get_by_role("link", name="How a wrong answer is explained").first.is_visible()


def test_nothing_is_left_in_the_project_but_what_git_ignores(book):
    assert {path.suffix for path in (ROOT / "docs/course").iterdir()} <= {".md", ".ipynb"}
