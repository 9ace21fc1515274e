"""Wheels of packages that are installed here, for a browser, which installs them from a site."""

from importlib.metadata import PackageNotFoundError, distribution

from autograder.grading import CourseError
from autograder.host.edition import zipped

COMPILED = (".pyc", ".so", ".pyd")


def installed_wheel(name: str) -> tuple[str, bytes]:
    """The name and the bytes of a wheel with the files of an installed package.

    Without what lies outside of the folder of packages, such as scripts and parts of JupyterLab,
    and without what is compiled: for this machine, which a browser is not.
    Raises CourseError where the package is not installed.
    """
    try:
        package = distribution(name)
    except PackageNotFoundError:
        raise CourseError(f"{name} is missing: pip install -r requirements.txt") from None
    files = {
        file.as_posix(): file.read_binary()
        for file in package.files or ()
        if ".." not in file.parts and file.suffix not in COMPILED
    }
    return f"{name.replace('-', '_')}-{package.version}-py3-none-any.whl", zipped(files)
