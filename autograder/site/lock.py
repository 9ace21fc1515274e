"""The lock of a site: each package that its kernel can import, and the file that holds it.

It is the lock of Pyodide's own distribution, whose files stay where that lies, with the wheels that
lie in the site itself.
"""

import hashlib
import json
import urllib.request
from typing import Any, NamedTuple
from urllib.error import URLError
from urllib.parse import urljoin

from jupyterlite_pyodide_kernel.constants import (
    PYODIDE_CDN_URL,
    PYODIDE_LOCK,
    PYODIDE_PYTHON_VERSION,
    PYODIDE_VERSION,
)

from autograder.grading import CourseError

# Bytes; that of today has 120,000. And how long its server may take, in seconds.
LARGEST = 2**24
PATIENCE = 60


class Wheel(NamedTuple):
    """A package of the site.

    file: its address, from the lock. imports, depends: the modules that it has, and the packages
    that are loaded with it.
    """

    name: str
    version: str
    file: str
    data: bytes
    imports: tuple[str, ...]
    depends: tuple[str, ...] = ()


def pyodide_lock(address: str = PYODIDE_CDN_URL) -> dict[str, Any]:
    """Return the lock of the distribution of Pyodide at an address, with its files named in full.

    Raises CourseError where none of the kernel's version can be read there.
    """
    place = f"{address.rstrip('/')}/{PYODIDE_LOCK}"
    advice = f"build with a network, or name a copy of Pyodide {PYODIDE_VERSION} with --pyodide"
    if not place.startswith(("https://", "http://")):
        raise CourseError(f"--pyodide {address}: an address begins with https:// or http://")
    try:
        with urllib.request.urlopen(place, timeout=PATIENCE) as answer:
            lock = json.loads(answer.read(LARGEST))
        python, packages = lock["info"]["python"], lock["packages"]
        for package in packages.values():
            package["file_name"] = urljoin(place, package["file_name"])
    except URLError as error:
        raise CourseError(f"{place} can't be read ({error.reason}); {advice}") from None
    except (ValueError, KeyError, TypeError, AttributeError):
        raise CourseError(f"{place} is no lock of Pyodide; {advice}") from None
    if not python.startswith(f"{PYODIDE_PYTHON_VERSION}."):
        raise CourseError(
            f"{place} is of Python {python}, and the kernel needs {PYODIDE_PYTHON_VERSION}; name a "
            f"copy of Pyodide {PYODIDE_VERSION} with --pyodide"
        )
    return lock


def with_wheels(lock: dict[str, Any], wheels: list[Wheel]) -> str:
    """Return the text of a lock that has some wheels too, each in place of one of its name."""
    added = {
        wheel.name: {
            "name": wheel.name,
            "version": wheel.version,
            "file_name": wheel.file,
            "sha256": hashlib.sha256(wheel.data).hexdigest(),
            "install_dir": "site",
            "package_type": "package",
            "imports": wheel.imports,
            "depends": wheel.depends,
            "unvendored_tests": False,
        }
        for wheel in wheels
    }
    return json.dumps(lock | {"packages": lock["packages"] | added}, indent=1, sort_keys=True)
