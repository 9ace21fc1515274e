"""A real JupyterLab for the tests in a browser, and the few things that people do in it."""

import json
import os
import re
import secrets
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import nbformat
from patience import PATIENCE
from playwright.sync_api import Locator, Page, TimeoutError, expect

PROJECT = Path(__file__).resolve().parents[2]

# JupyterLab asks nobody for news, and keeps each cell in the page, also one that is out of view.
SETTINGS = {
    "@jupyterlab/apputils-extension:notification": {
        "fetchNews": "false",
        "checkForUpdates": False,
    },
    "@jupyterlab/notebook-extension:tracker": {"windowingMode": "none"},
}


# How often a key is pressed that starts a cell.
ATTEMPTS = 5


@dataclass(frozen=True)
class Lab:
    """A running server: its folder, its address with a slash at the end, and its token."""

    folder: Path
    url: str
    token: str

    def at(self, path: str) -> str:
        """The address of one of its pages."""
        return f"{self.url}{path}?token={self.token}"


@contextmanager
def jupyter_lab(folder: Path, home: Path) -> Iterator[Lab]:
    """Start JupyterLab in a folder, and end it with its kernels.

    home: a fresh folder for all that it keeps of a user.
    """
    (home / "config" / "labconfig").mkdir(parents=True)
    overrides = home / "config" / "labconfig" / "default_setting_overrides.json"
    overrides.write_text(json.dumps(SETTINGS))
    # Nothing is to be built: to ask whether starts three programs of Node.
    (home / "config" / "labconfig" / "page_config.json").write_text('{"buildCheck": false}')
    token = secrets.token_hex()
    environment = os.environ | {
        "HOME": str(home),
        "JUPYTER_CONFIG_DIR": str(home / "config"),
        "JUPYTER_DATA_DIR": str(home / "data"),
        "JUPYTER_RUNTIME_DIR": str(home / "runtime"),
        "IPYTHONDIR": str(home / "ipython"),
        "JUPYTER_TOKEN": token,
    }
    # Port 0 is one that is free.
    command = "-m jupyterlab --no-browser --allow-root --ServerApp.ip=127.0.0.1 --ServerApp.port=0"
    with (home / "log").open("w") as log:
        server = subprocess.Popen(
            [sys.executable, *command.split()],
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    try:
        yield Lab(folder, _address(server, home), token)
    finally:
        server.terminate()  # it ends its kernels first
        try:
            server.wait(PATIENCE)
        finally:
            server.kill()
            server.wait()


def _address(server: subprocess.Popen, home: Path) -> str:
    """Where the server answers, which it writes down as soon as it listens."""
    path = home / "runtime" / f"jpserver-{server.pid}.json"
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and server.poll() is None:
        if path.exists() and (text := path.read_text()):
            return json.loads(text)["url"]
        time.sleep(0.1)
    raise RuntimeError(f"JupyterLab did not start; its last words:\n{(home / 'log').read_text()}")


def make_classroom(root: Path, assignment: str) -> Path:
    """Make a course of one assignment as in a fresh clone, not yet released."""
    shutil.copytree(PROJECT / "source" / assignment, root / "source" / assignment)
    shutil.copy(PROJECT / "nbgrader_config.py", root)
    return root


def autograder(root: Path, *arguments: str) -> str:
    """Run a command of the project in a course folder, and return what it prints.

    In a process of its own: Playwright's event loop is running in this one.
    """
    return subprocess.run(
        [sys.executable, "-m", "autograder", *arguments],
        cwd=root,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
        timeout=PATIENCE,
    ).stdout


class Cells:
    """A notebook that is open in JupyterLab; cells are named by their id.

    Names are looked up in the file, where cells have the same order as on the page.
    """

    def __init__(self, page: Page, cells: list[nbformat.NotebookNode]):
        """Wait until the cells are shown, and for the kernel."""
        self.page, self.cells = page, cells
        expect(page.locator(".jp-Notebook .jp-Cell")).to_have_count(len(cells))
        self._wait_for_the_kernel()

    def cell(self, name: str) -> Locator:
        """A cell, scrolled into view."""
        index = [cell.id for cell in self.cells].index(name)
        cell = self.page.locator(".jp-Notebook .jp-Cell").nth(index)
        cell.scroll_into_view_if_needed()
        return cell

    def output(self, name: str) -> Locator:
        """What stands below a code cell."""
        return self.cell(name).locator(".jp-Cell-outputArea")

    def write(self, name: str, source: str) -> None:
        """Replace the text of a cell."""
        cell = self.cell(name)
        if "jp-MarkdownCell" in cell.get_attribute("class"):
            cell.dblclick()  # which opens a rendered text
        editor = cell.locator(".cm-content")
        editor.click()
        editor.press("Control+A")
        self.page.keyboard.insert_text(source.rstrip("\n"))

    def run(self, name: str) -> Locator:
        """Run a code cell; returns what stands below it when it is done."""
        self.start(name)
        expect(self._prompt(name)).to_have_text(re.compile(r"\[\d+\]"))
        return self.output(name)

    def start(self, name: str) -> Locator:
        """Run a code cell; returns what stands below it, without waiting."""
        prompt, editor = self._prompt(name), self.cell(name).locator(".cm-content")
        before, told = prompt.inner_text(), []
        # A page that is still loading may lose a key, or open a dialog that nobody asked for. As
        # soon as the cell waits its prompt is [*].
        for _ in range(ATTEMPTS):
            dialog = self.page.locator(".jp-Dialog")
            if dialog.count():
                told.append(dialog.inner_text())
                dialog.get_by_role("button").last.click()
            with suppress(AssertionError, TimeoutError):
                editor.click(timeout=20_000)
                editor.press("Control+Enter")
                expect(prompt).not_to_have_text(before, timeout=20_000)
                return self.output(name)
        raise AssertionError(f"cell {name} does not start, its prompt stays {before}; {told}")

    def interrupt(self) -> None:
        """Choose it in the menu."""
        self.page.get_by_role("menuitem", name="Kernel", exact=True).click()
        self.page.get_by_role("menuitem", name="Interrupt Kernel").click()

    def choose_theme(self, name: str) -> None:
        """Choose one of JupyterLab's themes in the menu, and wait until it is there."""
        self.page.get_by_role("menuitem", name="Settings", exact=True).click()
        menus = self.page.locator(".lm-Menu")
        menus.get_by_text("Theme", exact=True).hover()
        menus.get_by_text(name, exact=True).click()
        expect(self.page.locator("body")).to_have_attribute("data-jp-theme-name", name)

    def restart_and_run_all(self) -> None:
        """Choose it in the menu, and wait until the last cell has run and its output is there."""
        self.page.get_by_role("menuitem", name="Kernel", exact=True).click()
        self.page.get_by_role("menuitem", name="Restart Kernel and Run All Cells").click()
        self.page.get_by_role("button", name="Confirm Kernel Restart").click()
        code = [cell.id for cell in self.cells if cell.cell_type == "code"]
        expect(self._prompt(code[-1])).to_have_text(f"[{len(code)}]:")
        self._wait_for_the_kernel()

    def save(self) -> None:
        """Press Control+S, again where the notebook changed while it was being saved."""
        changed = self.page.locator(".lm-TabBar-tab.jp-mod-dirty")
        self.page.keyboard.press("Control+S")
        with suppress(AssertionError):
            expect(changed).to_have_count(0, timeout=20_000)
            return
        self.page.keyboard.press("Control+S")
        expect(changed).to_have_count(0)

    def _wait_for_the_kernel(self) -> None:
        """Wait until it has nothing to do and all that it said has come in."""
        indicator = self.page.locator(".jp-Notebook-ExecutionIndicator")
        expect(indicator).to_have_attribute("data-status", "idle")

    def _prompt(self, name: str) -> Locator:
        return self.cell(name).locator(".jp-InputArea-prompt")


class Notebook(Cells):
    """A notebook in a folder that a server gives out."""

    def __init__(self, page: Page, lab: Lab, path: Path):
        """Open a notebook that lies below the folder of the server, and wait for its kernel."""
        self.path = path
        # Reset, else what earlier tests had open is opened beside it.
        page.goto(f"{lab.at(f'lab/tree/{path.relative_to(lab.folder)}')}&reset")
        super().__init__(page, nbformat.read(path, as_version=4).cells)

    def saved(self) -> nbformat.NotebookNode:
        """What lies in the file."""
        return nbformat.read(self.path, as_version=4)
