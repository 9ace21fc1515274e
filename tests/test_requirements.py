"""What pyproject.toml, requirements.txt and .ci/oldest.txt say of versions agrees."""

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions

from dummy_course import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def lines(path):
    text = (ROOT / path).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if "==" in line and not line.startswith("#")]


def versions(requirements, signs):
    """The version of each package, as numbers to be compared."""
    stated = [re.split(signs, re.split(r"\s*[;#]", line)[0]) for line in requirements]
    return {name: tuple(map(int, version.split("."))) for name, version in stated}


OLDEST = versions(lines(".ci/oldest.txt"), "==")
NEWEST = versions(lines("requirements.txt"), "==")


def test_the_oldest_versions_are_those_from_which_the_package_will_do():
    assert versions(PROJECT["dependencies"], ">=|~=") == OLDEST


def test_of_nbgrader_no_other_minor_version_will_do():
    assert "nbgrader~=0.9.6" in PROJECT["dependencies"]


def test_each_package_is_pinned_too_and_no_older_than_it_may_be():
    assert set(OLDEST) <= set(NEWEST)
    for name, oldest in OLDEST.items():
        assert NEWEST[name] >= oldest, name


def test_each_pin_has_its_reason():
    for line in lines("requirements.txt"):
        assert re.search(r"  # \w+", line), line


def test_what_the_package_imports_is_declared():
    distributions = packages_distributions()
    declared = {name.partition("[")[0] for name in OLDEST}
    # The jail starts from a folder of its own, whose modules import each other.
    inside = ROOT / "autograder" / "sandbox" / "inside"
    own = {"autograder"} | {path.stem for path in inside.glob("*.py")}
    for path in [ROOT / "nbgrader_config.py", *(ROOT / "autograder").rglob("*.py")]:
        for name in imported(path) - own - sys.stdlib_module_names:
            (distribution,) = set(distributions[name])
            assert distribution.lower() in declared, f"{path} imports {name}"


def imported(path):
    """The top-level names of the packages that a file imports."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add(node.module)
    return {name.partition(".")[0] for name in names}
