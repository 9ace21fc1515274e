"""Pyodide for tests without a network: its core, which npm has, without what is compiled.

Of the packages that its lock names, those in Python alone come from this environment. NumPy, SciPy
and Matplotlib for a browser are in no registry: nobody can import them here.
"""

import hashlib
import json
import shutil
from collections.abc import Iterable
from importlib.metadata import requires
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from autograder.host.edition import zipped
from autograder.site.wheels import installed_wheel

CORE = Path(__file__).parent / "node_modules" / "pyodide"

# What a kernel loads while it starts.
AT_START = ("ipython", "jedi", "packaging")

# Of a package that the versions here need, and those of the lock do not.
FURTHER = {"version": "0.0", "install_dir": "site", "imports": [], "package_type": "package"}

# It installs what no lock names. Nothing here is installed so: its names are there, for piplite.
MICROPIP = {
    "micropip/__init__.py": b"",
    "micropip/package_index.py": b"CompatibilityLayer = ProjectInfo = query_package = None\n",
    "micropip-0.0.dist-info/METADATA": b"Metadata-Version: 2.4\nName: micropip\nVersion: 0.0\n",
    "micropip-0.0.dist-info/WHEEL": b"Wheel-Version: 1.0\nRoot-Is-Purelib: true\n"
    b"Tag: py3-none-any\n",
    "micropip-0.0.dist-info/RECORD": b"",
}


def lay_out(folder: Path) -> None:
    """Put the distribution into a folder that does not exist yet."""
    shutil.copytree(CORE, folder)
    place = folder / "pyodide-lock.json"
    lock = json.loads(place.read_text())
    for name in _installed(AT_START):
        package = lock["packages"].setdefault(name, dict(FURTHER, name=name))
        _give(folder, package, *installed_wheel(name))
        package["depends"] = _needs(name)
    _give(folder, lock["packages"]["micropip"], "micropip-0.0-py3-none-any.whl", zipped(MICROPIP))
    place.write_text(json.dumps(lock))


def _installed(names: Iterable[str]) -> set[str]:
    """The packages and all that they need here."""
    return {each for name in names for each in (name, *_installed(_needs(name)))}


def _needs(name: str) -> list[str]:
    """What a package needs in a browser, as a lock names it."""
    needed = map(Requirement, requires(name) or ())
    browser = {"sys_platform": "emscripten", "python_version": "3.14", "extra": ""}
    return [
        canonicalize_name(each.name)
        for each in needed
        if each.marker is None or each.marker.evaluate(browser)
    ]


def _give(folder: Path, package: dict, file: str, data: bytes) -> None:
    (folder / file).write_bytes(data)
    package |= {"file_name": file, "sha256": hashlib.sha256(data).hexdigest()}
