"""Build the book with Sphinx."""

import importlib.util
import subprocess
import sys
from pathlib import Path

from autograder.grading import CourseError
from autograder.host.project import CLONE

DOCS = CLONE / "docs"


def build(output: Path, site: str = "") -> Path:
    """Build the book into a folder; return its first page.

    site: the address of the site in the browser, to which chapters then lead, "" where there is
    none. Raises CourseError outside of a clone, without Sphinx, and where Sphinx warns of anything.
    """
    if not (DOCS / "conf.py").is_file():
        raise CourseError(f"{DOCS} holds no book: run this from a clone of the project")
    if importlib.util.find_spec("sphinx") is None:
        raise CourseError('Sphinx is missing: pip install -e ".[docs]", or -r requirements.txt')
    options = ("-W", "--keep-going", "-E", "-q", "-b", "html", "-d", str(output / ".doctrees"))
    given = (f"-Dcourse_site={site}",) if site else ()
    command = [sys.executable, "-m", "sphinx", *options, *given, str(DOCS), str(output)]
    if subprocess.run(command).returncode:
        raise CourseError("the book has the faults that Sphinx names above; correct them")
    return output / "index.html"
