"""The site: its lock, its notebooks, its first page, and what stops it from being built."""

import hashlib
import io
import json
import threading
import zipfile
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import nbformat
import pytest
from dummy_course import ROOT

from autograder.grading import CourseError
from autograder.host import words
from autograder.site import notebooks
from autograder.site.build import build, first_page
from autograder.site.lock import Wheel, pyodide_lock, with_wheels
from autograder.site.notebooks import Released, write_notebooks
from autograder.site.wheels import installed_wheel

NUMPY = {"name": "numpy", "file_name": "numpy-2.4.6-wasm32.whl", "depends": []}
LOCK = {"info": {"python": "3.14.2"}, "packages": {"numpy": NUMPY}}


@contextmanager
def served(folder, text):
    """The address of a folder with this text as the lock of Pyodide."""
    (folder / "pyodide-lock.json").write_text(text)
    handler = partial(SimpleHTTPRequestHandler, directory=folder)
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_files_of_pyodide_stay_where_its_lock_lies(tmp_path):
    with served(tmp_path, json.dumps(LOCK)) as address:
        lock = pyodide_lock(f"{address}/")
    assert lock["packages"]["numpy"]["file_name"] == f"{address}/numpy-2.4.6-wasm32.whl"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (json.dumps(LOCK | {"info": {"python": "3.13.1"}}), "is of Python 3.13.1, and the kernel"),
        ("<html>", "is no lock of Pyodide"),
        ("[]", "is no lock of Pyodide"),
        (json.dumps({"info": {"python": "3.14.2"}}), "is no lock of Pyodide"),
    ],
)
def test_another_lock_is_refused_by_its_address(tmp_path, text, reason):
    with served(tmp_path, text) as address, pytest.raises(CourseError) as refused:
        pyodide_lock(address)
    assert str(refused.value).startswith(f"{address}/pyodide-lock.json {reason}")
    assert "--pyodide" in str(refused.value)


def test_without_a_network_the_reason_and_the_way_out_are_named():
    with pytest.raises(CourseError, match=r"can't be read \(.*refused\); build with a network, or"):
        pyodide_lock("http://127.0.0.1:9")


def test_a_path_is_no_address_of_pyodide():
    with pytest.raises(CourseError, match="--pyodide /etc: an address begins with https:// or"):
        pyodide_lock("/etc")


def test_a_wheel_of_the_site_takes_the_place_of_one_of_its_name_and_has_its_digest():
    wheel = Wheel("numpy", "9.0", "numpy-9.0-py3-none-any.whl", b"all", ("numpy",), ("comm",))
    found = json.loads(with_wheels(LOCK, [wheel]))
    assert found["info"] == LOCK["info"]
    numpy = found["packages"]["numpy"]
    assert (numpy["file_name"], numpy["depends"]) == ("numpy-9.0-py3-none-any.whl", ["comm"])
    assert numpy["sha256"] == hashlib.sha256(b"all").hexdigest()


def test_an_installed_package_becomes_a_wheel_without_what_lies_elsewhere():
    name, data = installed_wheel("ipywidgets")
    assert name.startswith("ipywidgets-")
    assert name.endswith("-py3-none-any.whl")
    with zipfile.ZipFile(io.BytesIO(data)) as wheel:
        names = wheel.namelist()
    assert "ipywidgets/__init__.py" in names
    assert any(each.endswith(".dist-info/METADATA") for each in names)
    assert not [each for each in names if ".." in each or each.endswith((".pyc", ".so"))]


def test_a_package_that_is_missing_is_named():
    with pytest.raises(CourseError, match="nothing-of-this-name is missing: pip install -r"):
        installed_wheel("nothing-of-this-name")


def test_a_copy_says_below_its_title_where_work_is_kept_and_is_else_what_is_released(tmp_path):
    """From a release that is there, in place of one that is made."""
    name = "01-softmax"
    path = ROOT / "release" / name / f"{name}.ipynb"
    title = notebooks.copy(path, tmp_path / path.name, "es")
    before, after = (nbformat.read(each, 4) for each in (path, tmp_path / path.name))
    assert title == before.cells[0].source.splitlines()[0].removeprefix("# ")
    (line,) = [cell for cell in after.cells if cell.id == notebooks.ID]
    assert after.cells.index(line) == 1
    assert line.source.startswith("**Trabajas en el navegador.**")
    after.cells.remove(line)
    assert after == before


def test_a_release_that_fails_stops_the_site(tmp_path, monkeypatch):
    failed = type("Outcome", (), {"succeeded": False, "assignment": "01", "reason": "no heading"})
    monkeypatch.setattr(notebooks, "release", lambda *given: [failed])
    with pytest.raises(CourseError, match="release 01: no heading"):
        write_notebooks(ROOT, "en", tmp_path / "files", tmp_path / "scratch")


def test_a_folder_that_holds_something_is_not_written_into(tmp_path):
    (tmp_path / "thesis.txt").touch()
    with pytest.raises(CourseError, match=r"is not empty: remove it, or name another folder"):
        build(ROOT, tmp_path)


def test_the_first_page_leads_to_each_notebook_in_its_language(tmp_path):
    sites = {
        language: Released({"01-softmax.ipynb": title}, tmp_path)
        for language, title in {"en": "01 · <The> softmax", "pt_BR": "01 · A softmax"}.items()
    }
    page = first_page(sites)
    assert '<a href="en/lab/index.html?path=01-softmax.ipynb">01 · &lt;The&gt; softmax</a>' in page
    assert '<section lang="pt-BR">' in page
    assert "Abrir no navegador · português (Brasil)" in page
    assert words.KEPT_HERE.replace("*", "") in page
