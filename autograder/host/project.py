"""Where the course itself lies: the notebooks of `source/`, and `nbgrader_config.py`.

In a clone they stand beside the package. A wheel puts them into the folder `share` of its
environment, which no jail sees, for they hold the answers and the hidden tests.
"""

import re
import tomllib
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution, files
from pathlib import Path

from autograder.grading import CourseError

NAME = "softmax-autograder"
CLONE = Path(__file__).resolve().parents[2]
CONFIG = "nbgrader_config.py"


def project() -> Path:
    """The folder that holds source/ and nbgrader_config.py; raises CourseError where none does."""
    if (CLONE / "source").is_dir() and (CLONE / CONFIG).is_file():
        return CLONE
    try:
        installed = files(NAME) or ()
    except PackageNotFoundError:
        installed = ()
    for file in installed:
        if file.match(f"share/{NAME}/{CONFIG}"):
            return Path(file.locate()).resolve().parent
    raise CourseError(
        f"{CLONE} holds no source/ and {CONFIG}, nor does an installed wheel; run this from a "
        "clone of the project, or install its wheel"
    )


@dataclass(frozen=True)
class Declared:
    """What the project says of itself: its version, the Python that it needs, its dependencies."""

    version: str
    python: str
    dependencies: list[str]


def declared(path: Path) -> Declared:
    """What this pyproject.toml says of the project, else the metadata of a wheel.

    Raises CourseError where there is neither.
    """
    if path.is_file():
        project = tomllib.loads(path.read_text(encoding="utf-8"))["project"]
        return Declared(project["version"], project["requires-python"], project["dependencies"])
    try:
        installed = distribution(NAME)
    except PackageNotFoundError:
        raise CourseError(
            f"{path} is missing, and {NAME} is not installed; install the project from its clone "
            "(pip install -e .) or from its wheel"
        ) from None
    needed = [line for line in installed.requires or () if not re.search(r";.*\bextra\b", line)]
    return Declared(installed.version, installed.metadata["Requires-Python"], needed)
