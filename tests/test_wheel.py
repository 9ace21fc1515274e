"""The wheel holds all that the commands need, and works outside of a clone.

It is built and installed without an index, into an environment of the packages that are at hand.
"""

import csv
import subprocess
import sys
import zipfile
from pathlib import Path

import laid_out
import pytest
from dummy_course import ROOT
from installs import need_linux
from patience import PATIENCE
from test_demo import expected

from autograder.course.exercises import ASSIGNMENTS
from autograder.host.edition import STUDENT_PACKAGES, student_wheel

need_linux()

pytestmark = pytest.mark.timeout(1800)  # beyond LONG_PATIENCE

SHARE = "data/share/softmax-autograder/"

# Of the demo class, whose other grades are those of the same code and files in the clone.
CLASS = {
    ("all-right", "01-softmax"),
    ("document-004", "01-softmax"),
    ("plain-newton", "06-newton"),
    ("not-a-notebook", "06-newton"),
}
DEMO = """
import sys
from autograder.__main__ import main
from autograder.classroom import demo

some = [each for each in demo.classroom() if repr((each.student, each.assignment)) in sys.argv]
demo.classroom = lambda: some
sys.exit(main(["demo", "class"]))
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    """The wheel, built from a copy: building leaves folders behind."""
    folder = tmp_path_factory.mktemp("built")
    clone = laid_out.checkout(folder / "clone")
    offline = ("--no-index", "--no-deps", "--no-build-isolation")
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "-q", *offline, "-w", folder, clone],
        check=True,
        capture_output=True,
        timeout=PATIENCE,
    )
    (wheel,) = folder.glob("*.whl")
    return wheel


@pytest.fixture(scope="module")
def program(wheel, tmp_path_factory) -> Path:
    """The program of an environment that has the wheel, and knows of no clone."""
    like = laid_out.python()
    folder = tmp_path_factory.mktemp("environment")
    program = laid_out.environment(folder, like.program, like)
    done = laid_out.run(
        program, "-m", "pip", "install", "-q", "--no-index", "--no-deps", str(wheel), cwd=folder
    )
    assert done.returncode == 0, done.stderr
    return program


@pytest.fixture(scope="module")
def course(program, tmp_path_factory) -> Path:
    """The folder of some of the demo class, made by the wheel."""
    folder = tmp_path_factory.mktemp("elsewhere")
    done = laid_out.run(program, "-c", DEMO, *map(repr, CLASS), cwd=folder)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder / "class"


def held(wheel: Path) -> list[str]:
    with zipfile.ZipFile(wheel) as archive:
        return archive.namelist()


def below(folder: str) -> list[str]:
    """The files below a folder of the checkout, but for what Python and Jupyter leave there."""
    paths = (path.relative_to(ROOT) for path in (ROOT / folder).rglob("*") if path.is_file())
    passing = {"__pycache__", ".ipynb_checkpoints"}
    return sorted(str(path) for path in paths if not passing & set(path.parts))


def test_every_file_of_the_package_is_in_the_wheel(wheel):
    names = below("autograder")
    assert {Path(name).suffix for name in names} >= {".py", ".css", ".csv", ".j2", ".json", ".toml"}
    assert sorted(name for name in held(wheel) if name.startswith("autograder/")) == names


def test_the_course_is_in_the_wheel_and_not_among_the_packages(wheel):
    shared = [name.partition(SHARE)[2] for name in held(wheel) if SHARE in name]
    assert sorted(shared) == ["nbgrader_config.py", *below("source")]
    assert {name.split("/")[0].split("-")[0] for name in held(wheel)} == {
        "autograder",
        "softmax_autograder",
    }


def test_the_demo_of_the_wheel_gives_the_grades_of_the_demo(course):
    with open(course / "grades.csv", encoding="utf-8", newline="") as file:
        rows = {(row["student_id"], row["assignment"]): row for row in csv.DictReader(file)}
    assert {key: float(rows[key]["score"]) for key in CLASS} == {
        key: expected(*key) for key in CLASS
    }


def test_its_pages_have_their_templates_and_style(course):
    for student, assignment in CLASS:
        page = course / "feedback" / student / assignment / f"{assignment}.html"
        assert "<style" in page.read_text(encoding="utf-8")
    report = (course / "report" / "index.html").read_text(encoding="utf-8")
    assert "<style" in report


def test_its_commands_work_in_a_course_folder(course, program):
    def command(*arguments):
        done = laid_out.run(program, "-m", "autograder", *arguments, cwd=course)
        assert done.returncode == 0, done.stderr
        return done.stdout.splitlines()

    assert command("release") == [f"{name}: released" for name in ASSIGNMENTS]
    assert command("solutions", "01-softmax") == ["01-softmax: written"]
    refused, again = command("grade", "--workers", "1", "06-newton")
    assert refused.startswith("06-newton: not-a-notebook not graded: "), refused
    assert again.startswith("06-newton: 0 graded after "), again
    assert command("report", "01-softmax") == ["report/index.html"]
    for name in ASSIGNMENTS:
        ours, released = (root / "release" / name / "requirements.txt" for root in (ROOT, course))
        assert released.read_text() == ours.read_text()
        assert len(released.read_text().splitlines()) == 1 + len(STUDENT_PACKAGES)
        wheel, data = student_wheel()
        assert (released.parent / wheel).read_bytes() == data


def test_the_jail_finds_the_packages_and_not_this_one(program, tmp_path):
    (package,) = program.parents[1].glob("lib/*/site-packages/autograder")
    share = program.parents[1] / "share" / "softmax-autograder"
    assert share.is_dir()
    information = next(package.parent.glob("softmax_autograder-*"))
    closed = [package / "key", package / "course" / "check.py", information / "RECORD", share]
    done = laid_out.run(program, "-c", laid_out.PROBE, *map(str, closed), cwd=tmp_path)
    assert laid_out.where_it_works(done) == "/submission"
