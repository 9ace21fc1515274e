"""The student edition: the same bytes always, installed anew when changed, harmless beside all."""

import io
import json
import shutil
import subprocess
import sysconfig
import tomllib
import zipfile
from pathlib import Path

import pytest
from patience import PATIENCE
from students import ROOT, bare_environment

from autograder.course.data import DATA
from autograder.host import edition
from autograder.host.edition import (
    HINT_AFTER,
    PACKAGE,
    SETTINGS,
    STUDENT_RINGS,
    student_edition,
    student_requirements,
    student_wheel,
)

ASK = """
import json, importlib.metadata, importlib.util
import autograder
from autograder import check, iris
key = importlib.util.find_spec("autograder.key") is not None
print(json.dumps([autograder.__file__, key, getattr(autograder, "CHANGED", False)]))
"""


def entries(data: bytes) -> list[zipfile.ZipInfo]:
    with zipfile.ZipFile(io.BytesIO(data)) as wheel:
        return wheel.infolist()


@pytest.fixture
def copied(tmp_path, monkeypatch):
    """The package in another place, from where the wheel is built meanwhile."""
    package = shutil.copytree(PACKAGE, tmp_path / "copied" / "autograder")
    monkeypatch.setattr(edition, "PACKAGE", package)
    return package


def test_the_wheel_holds_every_module_and_all_data_of_the_two_rings_and_no_other():
    names = {entry.filename for entry in entries(student_wheel()[1])}
    held = [path for ring in STUDENT_RINGS for path in (PACKAGE / ring).rglob("*.py")]
    modules = {name for name in names if name.endswith(".py")}
    assert len(modules) == len(held) + 2  # the package's own, and the one that finds it
    assert "softmax_course/autograder/course/iris.csv" in names
    assert f"softmax_course/{SETTINGS}" in names
    assert (PACKAGE.parent / SETTINGS).read_text() == f"hint_after = {HINT_AFTER}\n"
    rings = {name.split("/")[2] for name in names if name.startswith("softmax_course/")}
    assert rings == {"__init__.py", *STUDENT_RINGS}


def test_the_same_content_gives_the_same_bytes_wherever_it_lies(copied, monkeypatch):
    elsewhere = student_wheel()
    for path in student_edition(".py"):
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))  # as in a clone on Windows
        path.chmod(0o600)
    assert student_wheel() == elsewhere
    monkeypatch.undo()
    assert student_wheel() == elsewhere
    for entry in entries(elsewhere[1]):
        told = entry.date_time, entry.external_attr, entry.create_system, entry.compress_type
        assert told == ((1980, 1, 1, 0, 0, 0), 0o100644 << 16, 3, zipfile.ZIP_STORED)


@pytest.mark.parametrize("what", ["code", "data", "dependency"])
def test_a_change_of_anything_in_it_changes_its_version(copied, tmp_path, what):
    project = shutil.copy(ROOT / "pyproject.toml", tmp_path)
    before = student_wheel(Path(project))
    name, text = {
        "code": ("course/cases.py", "\n"),
        "data": ("course/iris.csv", "# corrected\n"),
        "dependency": ("../../pyproject.toml", None),
    }[what]
    path = copied / name
    old = path.read_text()
    path.write_text(old + text if text else old.replace("scipy>=1.13.0", "scipy>=1.14.0"))
    after = student_wheel(Path(project))
    assert after[0] != before[0]
    stated = tomllib.loads(Path(project).read_text(encoding="utf-8"))["project"]["version"]
    assert after[0].startswith(f"softmax_course-{stated}+x")


def test_requirements_name_the_wheel_beside_them():
    first, *others = student_requirements().splitlines()
    assert first == f"./{student_wheel()[0]}"
    assert not [line for line in others if "softmax" in line]


# ---- installed ----


class Environment:
    """An environment without the project, into which wheels are installed without an index."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.python = bare_environment(folder)
        (self.packages,) = folder.glob("lib/*/site-packages")

    def run(self, *arguments) -> str:
        done = subprocess.run(
            [self.python, *arguments],
            cwd=self.folder,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def install(self, wheel: tuple[str, bytes]) -> None:
        name, data = wheel
        (self.folder / name).write_bytes(data)
        self.run("-m", "pip", "install", "-q", "--no-index", f"./{name}")

    def uninstall(self) -> None:
        self.run("-m", "pip", "uninstall", "-q", "-y", "softmax-course")

    def found(self) -> list:
        """Where the package lies, whether it has a key, whether it was changed."""
        place, *facts = json.loads(self.run("-c", ASK))
        return [Path(place), *facts]


@pytest.fixture
def environment(tmp_path):
    return Environment(tmp_path / "environment")


def test_a_corrected_edition_takes_the_place_of_the_one_before(environment, copied):
    environment.install(student_wheel())
    place = environment.packages / "softmax_course" / "autograder" / "__init__.py"
    assert environment.found() == [place, False, False]
    with (copied / "__init__.py").open("a") as file:
        file.write("CHANGED = True\n")
    environment.install(student_wheel())
    assert environment.found() == [place, False, True]
    assert len(list(environment.packages.glob("softmax_course-*"))) == 1
    environment.uninstall()
    left = [*environment.packages.rglob("*softmax*"), *environment.packages.rglob("autograder*")]
    assert not [path for path in left if path.is_file()]


def test_beside_an_editable_install_of_the_project_it_gives_way(environment):
    for path in Path(sysconfig.get_path("purelib")).glob("__editable__*"):
        shutil.copy(path, environment.packages)
    project = [PACKAGE / "__init__.py", True, False]
    assert environment.found() == project
    environment.install(student_wheel())
    assert environment.found() == project
    environment.uninstall()
    assert environment.found() == project


def test_beside_an_install_of_the_project_from_a_path_file_it_gives_way(environment):
    (environment.packages / "zz_project.pth").write_text(str(ROOT))
    environment.install(student_wheel())
    assert environment.found() == [PACKAGE / "__init__.py", True, False]


def test_beside_an_ordinary_install_of_the_project_it_gives_way_and_owns_no_file(environment):
    package = environment.packages / "autograder"
    shutil.copytree(PACKAGE, package)
    before = sorted(package.rglob("*.py"))
    environment.install(student_wheel())
    assert environment.found() == [package / "__init__.py", True, False]
    environment.uninstall()
    assert environment.found() == [package / "__init__.py", True, False]
    assert sorted(package.rglob("*.py")) == before


# ---- the data ----


def test_the_data_are_exported_under_their_names_and_can_not_be_changed():
    import autograder

    for name, value in DATA.items():
        assert getattr(autograder, name) is value
        assert name in autograder.__all__
    with pytest.raises(ValueError, match="read-only"):
        autograder.iris.measurements -= 1
