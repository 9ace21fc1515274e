"""What pyproject.toml, requirements.txt and requirements.lock say of versions agrees."""

import ast
import re
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions

from dummy_course import ROOT

import autograder

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def lines(path):
    text = (ROOT / path).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if "==" in line and not line.startswith("#")]


def versions(requirements, signs):
    """The version of each package, as numbers to be compared."""
    stated = [re.split(signs, re.split(r"\s*[;#]", line)[0]) for line in requirements]
    return {name: tuple(map(int, version.split("."))) for name, version in stated}


OLDEST = versions(PROJECT["dependencies"], ">=|~=")
NEWEST = versions(lines("requirements.txt"), "==")


def test_the_package_and_the_project_have_one_version():
    assert autograder.__version__ == PROJECT["version"]


def test_of_nbgrader_no_other_minor_version_will_do():
    assert "nbgrader~=0.9.6" in PROJECT["dependencies"]


def test_each_package_is_pinned_too_and_no_older_than_it_may_be():
    assert set(OLDEST) <= set(NEWEST)
    for name, oldest in OLDEST.items():
        assert NEWEST[name] >= oldest, name


def test_the_lowest_versions_that_are_tried_are_those_of_the_project():
    lowest = subprocess.run(
        [sys.executable, ROOT / ".ci" / "lowest.py"], capture_output=True, text=True, check=True
    )
    assert versions(lowest.stdout.splitlines(), "==") == OLDEST


def test_the_lock_has_each_pin_with_hashes_and_names_no_place_to_get_it_from():
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert "://" not in lock
    assert not re.search(r"^ *(-i|-f|--index|--extra-index|--find|--trusted)", lock, re.MULTILINE)
    locked = re.findall(r"^\S+==[\d.]+(?= [^\n]*\\\n    --hash=sha256:[0-9a-f]{64}\b)", lock, re.M)
    pinned = {re.sub(r"\[.*?\]|\s*[;#].*", "", line) for line in lines("requirements.txt")}
    assert not pinned - set(locked)


def test_each_pin_has_its_reason():
    for line in lines("requirements.txt"):
        assert re.search(r"  # \w+", line), line


# Timed beside the references where they are installed; made where a course uses its frames.
BESIDE = {"jax", "statsmodels", "pandas"}


def test_what_the_package_imports_is_declared():
    distributions = packages_distributions()
    optional = versions(PROJECT["optional-dependencies"]["site"], ">=")
    declared = {name.partition("[")[0] for name in (*OLDEST, *optional)}
    # The jail starts from a folder of its own, whose modules import each other.
    inside = ROOT / "autograder" / "sandbox" / "inside"
    own = {"autograder"} | {path.stem for path in inside.glob("*.py")}
    for path in [ROOT / "nbgrader_config.py", *(ROOT / "autograder").rglob("*.py")]:
        for name in imported(path) - own - BESIDE - sys.stdlib_module_names:
            (distribution,) = set(distributions[name])
            assert distribution.lower().replace("_", "-") in declared, f"{path} imports {name}"


def imported(path):
    """The top-level names of the packages that a file imports."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add(node.module)
    return {name.partition(".")[0] for name in names}
