"""Chromium for the tests, and a picture of what it shows where one of them fails."""

import os
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from installs import need
from patience import PATIENCE
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

CHROMIUM = Path("/usr/bin/chromium")
MILLISECONDS = 1000 * PATIENCE
expect.set_options(timeout=MILLISECONDS)
VIEWPORT = {"width": 1280, "height": 900}
# Kept where a test fails; one file for each of its pages.
FAILURES = Path(__file__).parent / "failures"
# No network: Chromium looks for news of its own at every start.
FLAGS = ["--disable-background-networking", "--disable-component-update", "--disable-sync"]


# No longer than a module: until it is closed, Playwright's event loop is running in this thread.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    need("" if CHROMIUM.exists() else f"there is no {CHROMIUM}", "apt-get install chromium")
    flags = [*FLAGS, "--no-sandbox"] if os.geteuid() == 0 else FLAGS
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=flags)
        yield chromium
        chromium.close()


def new_context(browser: Browser) -> BrowserContext:
    """A browser without memory."""
    context = browser.new_context(viewport=VIEWPORT)
    context.set_default_timeout(MILLISECONDS)
    return context


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = new_context(browser)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


@pytest.fixture(scope="module")
def lasting_page(browser: Browser) -> Iterator[Page]:
    """One page for tests that need no new one: to make one costs more than what it shows."""
    context = new_context(browser)
    yield context.new_page()
    context.close()


@pytest.fixture
def cleared_page(lasting_page: Page) -> Page:
    """The lasting page with nothing in it."""
    lasting_page.set_viewport_size(VIEWPORT)
    lasting_page.emulate_media(color_scheme="null")
    lasting_page.goto("about:blank")
    return lasting_page


class Quiet(SimpleHTTPRequestHandler):
    """Gives out files, and keeps no log."""

    def log_message(self, *arguments: object) -> None:
        pass


@pytest.fixture(scope="module")
def served(tmp_path_factory) -> Iterator[tuple[Path, str]]:
    """A folder that is served, and its address."""
    folder = tmp_path_factory.mktemp("served")
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=folder)) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield folder, f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo):
    """Keep a picture of each page that is open where a test fails."""
    report = yield
    browser = item.funcargs.get("browser")
    if report.when == "call" and report.failed and browser:
        FAILURES.mkdir(exist_ok=True)
        pages = [page for context in browser.contexts for page in context.pages]
        for number, page in enumerate(pages):
            page.screenshot(path=FAILURES / f"{item.name}-{number}.png")
    return report
