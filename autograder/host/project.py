"""Where the course itself lies: the notebooks of `source/`, and `nbgrader_config.py`.

In a clone they stand beside the package. A wheel puts them into the folder `share` of its
environment, which no jail sees, for they hold the answers and the hidden tests.
"""

import re
import tomllib
from importlib.metadata import PackageNotFoundError, files, requires
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


def dependencies(path: Path) -> list[str]:
    """What the package depends on, as this pyproject.toml has it, else the metadata of a wheel.

    Raises CourseError where there is neither.
    """
    if path.is_file():
        return tomllib.loads(path.read_text(encoding="utf-8"))["project"]["dependencies"]
    try:
        return [line for line in requires(NAME) or () if not re.search(r";.*\bextra\b", line)]
    except PackageNotFoundError:
        raise CourseError(
            f"{path} is missing, and {NAME} is not installed; install the project from its clone "
            "(pip install -e .) or from its wheel"
        ) from None
