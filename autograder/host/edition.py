"""The student edition: what leaves with each notebook, as one wheel that pip installs beside it.

The project has the same import name. In its environment the wheel does no harm: it owns none of the
project's files, and its `autograder.py` gives way. Folders of packages come before modules, so an
ordinary install of the project is found first; an editable one is looked for by that module.

The wheel is written here: a tool that builds wheels wants a project laid out on disk, takes the
time from an environment variable, and compresses as the zlib at hand does.
"""

import hashlib
import io
import stat
import zipfile
from base64 import urlsafe_b64encode
from pathlib import Path

from autograder.checking.language import OFFERED, spoken
from autograder.course.derivations import SUFFIX as SEALED
from autograder.grading import CourseError
from autograder.host.project import Declared, declared

PACKAGE = Path(__file__).resolve().parents[1]
PROJECT = PACKAGE.parent / "pyproject.toml"

# What leaves with each notebook.
STUDENT_RINGS = ("checking", "course")

CATALOGUE = ".po"  # of the languages that are offered; an edition in another one has its own too

# The program that opens a released notebook, and what the notebook imports.
OPENED_WITH = "jupyterlab"
STUDENT_PACKAGES = (OPENED_WITH, "numpy", "scipy", "matplotlib", "ipywidgets")

NAME = "softmax-course"
FOLDER = "softmax_course"

FINDER = '''"""Loads the whole project where it is installed too, else the student edition."""

import sys
from importlib.machinery import PathFinder
from importlib.util import module_from_spec
from pathlib import Path

HERE = Path(__file__).resolve()


def _found():
    for finder in sys.meta_path:  # an editable install has a finder of its own
        if finder is not PathFinder and hasattr(finder, "find_spec"):
            yield finder.find_spec(__name__, None)
    elsewhere = [path for path in sys.path if Path(path).resolve() != HERE.parent]
    yield PathFinder.find_spec(__name__, elsewhere)
    yield PathFinder.find_spec(__name__, [str(HERE.parent / "softmax_course")])


def _is_another(spec):
    return bool(spec and spec.has_location) and Path(spec.origin).resolve() != HERE


spec = next(filter(_is_another, _found()))
sys.modules[__name__] = module_from_spec(spec)
spec.loader.exec_module(sys.modules[__name__])
'''

METADATA = """Metadata-Version: 2.4
Name: softmax-course
Version: {version}
Summary: Checks the exercises of a course on the derivatives of the softmax
License-Expression: MIT
Requires-Python: {python}
"""
WHEEL = """Wheel-Version: 1.0
Generator: softmax-autograder
Root-Is-Purelib: true
Tag: py3-none-any
"""

# Of checks, and what they are where an instructor sets no other.
SETTINGS, HINT_AFTER = "autograder/course/settings.toml", 3

# Digits of the digest, of which two editions of a course never have the same.
DIGITS = 12


def student_edition(*endings: str) -> list[Path]:
    """The files of two rings, and the `__init__.py` that makes them importable.

    endings: of the names of those that are wanted, code and data by default.
    """
    paths = [
        path
        for ring in STUDENT_RINGS
        for path in sorted((PACKAGE / ring).rglob("*"))
        if path.suffix in (endings or (".py", ".csv", ".toml", SEALED, CATALOGUE))
        and (path.suffix != CATALOGUE or path.stem in {*OFFERED, spoken()})
    ]
    return [PACKAGE / "__init__.py", *paths]


def student_requirements(
    path: Path = PROJECT, derivations: bool = True, hint_after: int = HINT_AFTER
) -> str:
    """The lines of requirements.txt for a student: the wheel beside it, and what the course needs.

    Each package from its oldest version: a range and no pin, since students have computers of their
    own, which newer or older versions suit.

    Raises `CourseError` where the file, and the metadata of a wheel, or one of the packages is
    missing.
    """
    name, _ = student_wheel(path, derivations, hint_after)
    return "".join(f"{line}\n" for line in [f"./{name}", *_ranges(declared(path), path).values()])


def student_wheel(
    path: Path = PROJECT, derivations: bool = True, hint_after: int = HINT_AFTER
) -> tuple[str, bytes]:
    """The name and the bytes of the wheel: the same ones on every system from the same content.

    Its version ends in a digest of its content, so that pip installs a corrected edition anew.
    derivations: whether the sealed ones are in it, which a passed check unfolds. hint_after: after
    how many answers that fail in the same way a check offers the next folded hint, 0 for never.
    Raises CourseError as `student_requirements` does.
    """
    project = declared(path)
    needed = [line for name, line in _ranges(project, path).items() if name != OPENED_WITH]
    metadata = METADATA + "".join(f"Requires-Dist: {line}\n" for line in needed)
    files = {"autograder.py": FINDER.encode()}
    for file in student_edition():
        if file.suffix == SEALED and not derivations:
            continue
        name = f"{FOLDER}/{file.relative_to(PACKAGE.parent).as_posix()}"
        # Lines end alike, also in a clone on Windows.
        files[name] = file.read_text(encoding="utf-8").encode()
    files[f"{FOLDER}/{SETTINGS}"] = f"hint_after = {hint_after}\n".encode()
    content = repr((metadata, WHEEL, project.python, sorted(files.items()))).encode()
    # The letter keeps a digest of digits alone from being read as a number.
    version = f"{project.version}+x{hashlib.sha256(content).hexdigest()[:DIGITS]}"
    information = f"{FOLDER}-{version}.dist-info"
    text = metadata.format(version=version, python=project.python)
    files |= {f"{information}/METADATA": text.encode(), f"{information}/WHEEL": WHEEL.encode()}
    record = "".join(f"{name},{_digest(data)},{len(data)}\n" for name, data in files.items())
    files[f"{information}/RECORD"] = f"{record}{information}/RECORD,,\n".encode()
    return f"{FOLDER}-{version}-py3-none-any.whl", zipped(files)


def _ranges(project: Declared, path: Path) -> dict[str, str]:
    """What the project says of each package that a student needs, by name."""
    ranges = {line.partition(">=")[0]: line for line in project.dependencies}
    missing = [name for name in STUDENT_PACKAGES if name not in ranges]
    if missing:
        raise CourseError(f"{path} names no oldest version of {', '.join(missing)}")
    return {name: ranges[name] for name in STUDENT_PACKAGES}


def _digest(data: bytes) -> str:
    """As the RECORD of a wheel has it."""
    return f"sha256={urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b'=').decode()}"


def zipped(files: dict[str, bytes]) -> bytes:
    """A zip that is not compressed, with one time, one mode and one system in all entries."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, data in files.items():
            entry = zipfile.ZipInfo(name)
            entry.create_system, entry.external_attr = 3, (stat.S_IFREG | 0o644) << 16
            archive.writestr(entry, data)
    return packed.getvalue()
