"""Build the site with JupyterLite: one for each language, and a page that leads to them."""

import json
import re
import subprocess
import sys
from collections.abc import Callable, Sequence
from importlib.metadata import metadata
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from babel import Locale
from jinja2 import Template
from jupyterlite_pyodide_kernel.constants import (
    LOAD_PYODIDE_OPTIONS,
    OPTION_LOCK_FILE_URL,
    OPTION_PACKAGES,
    PYODIDE_CDN_URL,
    PYODIDE_KERNEL_NPM_NAME,
    PYODIDE_KERNEL_PLUGIN_ID,
    PYODIDE_LOCK,
    PYODIDE_MJS,
    PYODIDE_URL,
)

from autograder.checking.language import speaking
from autograder.grading import CourseError
from autograder.host import words
from autograder.host.course_folder import CourseFolder
from autograder.host.release import editions
from autograder.site.lock import Wheel, pyodide_lock, with_wheels
from autograder.site.notebooks import Released, address, write_notebooks
from autograder.site.wheels import installed_wheel

PAGE = Path(__file__).with_name("index.html.j2")

# The parts of JupyterLab that a site has beside the program: sliders, and Python.
EXTENSIONS = ("@jupyter-widgets/jupyterlab-manager", PYODIDE_KERNEL_NPM_NAME)

# Where the lock lies in a site, and its own wheels beside it; where the kernel's own ones are.
LOCKED = "static/pyodide-lock"
KERNEL_WHEELS = f"extensions/{PYODIDE_KERNEL_NPM_NAME}/static/pypi"

# Loaded while the kernel starts: what it consists of, and sliders, which are dead where a kernel
# gets their package later. An import loads the rest.
AT_START = ("ipykernel", "pyodide-kernel", "piplite", "micropip", "ipython", "jedi", "comm")
WIDGETS = "ipywidgets"

ADDRESS = PYODIDE_CDN_URL


def build(
    root: Path,
    folder: Path,
    languages: Sequence[str] = (),
    pyodide: str = ADDRESS,
    say: Callable[[str], None] = print,
) -> Path:
    """Build the site of a course into a folder; return its first page.

    languages: all by default, each in a folder of its own. pyodide: the address of its Pyodide.
    Raises CourseError where the folder is not empty, and for what can't be released or read.
    """
    if folder.exists() and any(folder.iterdir()):
        raise CourseError(f"{folder} is not empty: remove it, or name another folder")
    lock, sites = pyodide_lock(pyodide), {}
    for language in dict.fromkeys(languages or editions(CourseFolder(root))):
        sites[language] = _build_one(root, folder / language, language, lock, pyodide)
        say(f"{language}: {len(sites[language].titles)} notebooks, {_size(folder / language)} MB")
    page = folder / "index.html"
    page.write_text(first_page(sites), encoding="utf-8")
    return page


def _build_one(
    root: Path, output: Path, language: str, lock: dict[str, Any], pyodide: str
) -> Released:
    with TemporaryDirectory() as scratch:
        lite = Path(scratch) / "lite"
        released = write_notebooks(root, language, lite / "files", Path(scratch) / "released")
        _write_json(lite / "jupyter_lite_config.json", {"LiteBuildConfig": _built(lite, output)})
        _write_json(lite / "jupyter-lite.json", _configured(pyodide))
        _run_jupyterlite(lite)
        wheels = _wheels(released.wheel, output / KERNEL_WHEELS)
    locked = output / LOCKED
    locked.mkdir(parents=True)
    for wheel in wheels:
        if "/" not in wheel.file:
            (locked / wheel.file).write_bytes(wheel.data)
    (locked / PYODIDE_LOCK).write_text(with_wheels(lock, wheels), encoding="utf-8")
    return released


def _run_jupyterlite(folder: Path) -> None:
    command = [sys.executable, "-m", "jupyterlite_core", "build", "--no-libarchive"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    if done.returncode:
        last = (done.stderr.strip() or done.stdout.strip() or "it says nothing").splitlines()[-1]
        raise CourseError(f"JupyterLite does not build the site: {last}")


def _built(lite: Path, output: Path) -> dict[str, Any]:
    """How JupyterLite builds: of what is installed here nothing else goes into the site."""
    return {
        "apps": ["lab"],
        "contents": [str(lite / "files")],
        "output_dir": str(output.resolve()),
        "cache_dir": str(lite / "cache"),
        "no_sourcemaps": True,
        "no_unused_shared_packages": True,
        "ignore_sys_prefix": True,
        "federated_extensions": [str(_extension(name)) for name in EXTENSIONS],
    }


def _extension(name: str) -> Path:
    folder = Path(sys.prefix, "share", "jupyter", "labextensions", *name.split("/"))
    if not folder.is_dir():
        raise CourseError(f"JupyterLab has no extension {name}: pip install -r requirements.txt")
    return folder


def _configured(pyodide: str) -> dict[str, Any]:
    """What the built site reads: where Pyodide lies, and the lock; nothing comes from PyPI."""
    kernel = {
        PYODIDE_URL: f"{pyodide.rstrip('/')}/{PYODIDE_MJS}",
        "disablePyPIFallback": True,
        LOAD_PYODIDE_OPTIONS: {
            OPTION_LOCK_FILE_URL: f"./{LOCKED}/{PYODIDE_LOCK}",
            OPTION_PACKAGES: [*AT_START, WIDGETS],
        },
    }
    settings = {"litePluginSettings": {PYODIDE_KERNEL_PLUGIN_ID: kernel}}
    return {"jupyter-lite-schema-version": 0, "jupyter-config-data": settings}


def _wheels(student: Path, kernels: Path) -> list[Wheel]:
    """The wheels of a site: of the student edition, of sliders, and the kernel's own."""
    name, version = student.name.split("-")[:2]
    needs = ("numpy", "scipy", "matplotlib", WIDGETS)
    course = Wheel(
        name.replace("_", "-"), version, student.name, student.read_bytes(), ("autograder",), needs
    )
    found = [course]
    for name, depends in ((WIDGETS, ("comm", "ipython", "traitlets")), ("comm", ())):
        file, data = installed_wheel(name)
        found.append(Wheel(name, metadata(name)["Version"], file, data, (name,), depends))
    for path in sorted(kernels.glob("*.whl")):
        module, version = path.name.split("-")[:2]
        if (name := module.replace("_", "-")) in AT_START:
            place = f"../../{KERNEL_WHEELS}/{path.name}"
            found.append(Wheel(name, version, place, path.read_bytes(), (module,)))
    return found


def first_page(sites: dict[str, Released]) -> str:
    """Return the page that leads to the notebooks of each language, and says where work is kept."""
    template = Template(PAGE.read_text(encoding="utf-8"), autoescape=True, trim_blocks=True)
    parts = []
    for language, released in sites.items():
        with speaking(language):
            heading, kept = words.OPEN, re.sub(r"\*+", "", words.KEPT_HERE)
        notebooks = [(address(language, name), title) for name, title in released.titles.items()]
        own_name = Locale.parse(language).get_display_name()
        parts.append((language.replace("_", "-"), own_name, heading, kept, notebooks))
    return template.render(parts=parts)


def _write_json(path: Path, content: dict[str, Any]) -> None:
    path.write_text(json.dumps(content, indent=1), encoding="utf-8")


def _size(folder: Path) -> int:
    """How large the files of a folder are together, in MB."""
    return round(sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6)
