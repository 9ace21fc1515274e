"""Chromium for the tests, and a picture of what it shows where one of them fails."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from installs import need
from patience import PATIENCE
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

CHROMIUM = Path("/usr/bin/chromium")
MILLISECONDS = 1000 * PATIENCE
expect.set_options(timeout=MILLISECONDS)
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


@pytest.fixture
def context(browser: Browser, request: pytest.FixtureRequest) -> Iterator[BrowserContext]:
    """A browser without memory; what its pages show is kept where the test fails."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(MILLISECONDS)
    yield context
    if request.node.stash.get(_FAILED, False):
        FAILURES.mkdir(exist_ok=True)
        for number, page in enumerate(context.pages):
            page.screenshot(path=FAILURES / f"{request.node.name}-{number}.png")
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


_FAILED = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo):
    report = yield
    if report.when == "call":
        item.stash[_FAILED] = report.failed
    return report
