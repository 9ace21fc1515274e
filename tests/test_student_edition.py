"""Each released folder, as a student has it on Linux, macOS or Windows, answered by the references.

The clone is imported to build the wheel alone. What a student installs and pytest are enough:
`python -m pytest --noconftest -o addopts= tests/test_student_edition.py`.
"""

import json
import shutil
from pathlib import Path

import pytest
from students import ROOT, answers, bare_environment, code, fill_in, install, run

from autograder.host.edition import student_wheel

FOLDERS = sorted(path.name for path in (ROOT / "release").iterdir())


@pytest.fixture(scope="module")
def python(tmp_path_factory):
    """The Python of an environment without the project, with what the released folders need.

    They need the same: what stands in their requirements is compared by a test below.
    """
    python = bare_environment(tmp_path_factory.mktemp("bare"))
    install(python, received(FOLDERS[0], tmp_path_factory.mktemp("first")))
    return python


@pytest.fixture(scope="module")
def without(tmp_path_factory):
    """The Python of one in which nobody installs the student edition."""
    return bare_environment(tmp_path_factory.mktemp("without"))


def received(folder, where):
    """A released folder, copied alone to another place, with the wheel as `release` adds it."""
    place = shutil.copytree(
        ROOT / "release" / folder, where / folder, ignore=shutil.ignore_patterns("*.whl")
    )
    name, data = student_wheel()
    (place / name).write_bytes(data)
    return place


@pytest.fixture
def place(request, tmp_path):
    return received(getattr(request, "param", FOLDERS[0]), tmp_path)


each_folder = pytest.mark.parametrize("place", FOLDERS, indirect=True)


@each_folder
def test_the_answered_notebook_runs_from_top_to_bottom_and_counts_every_exercise(place, python):
    references = answers(place.name)
    fill_in(place, references)
    ended = run(python, place, code(place))
    assert ended.returncode == 0, ended.stdout[-2000:] + ended.stderr
    *shown, used = ended.stdout.splitlines()
    assert Path(used).parts[-4:] == ("site-packages", "softmax_course", "autograder", "__init__.py")
    passed = f"progress: all {len(references)} exercises pass"
    assert any(line.startswith(passed) for line in shown)


def test_each_folder_needs_the_same():
    paths = [ROOT / "release" / folder / "requirements.txt" for folder in FOLDERS]
    assert len({path.read_text(encoding="utf-8") for path in paths}) == 1


def test_where_the_package_is_missing_the_first_cell_says_so_in_one_line(place, without):
    text = (place / f"{place.name}.ipynb").read_text(encoding="utf-8")
    setup = next(cell for cell in json.loads(text)["cells"] if cell["id"] == "setup")
    ended = run(without, place, ["".join(setup["source"])])
    assert ended.returncode == 1
    assert ended.stdout.splitlines()[-1] == (
        "ImportError: the package softmax-course is missing. Run %pip install -r requirements.txt "
        "in a cell, then restart the kernel."
    )


def test_a_wrong_answer_is_told_what_is_wrong_in_the_same_words_everywhere(place, python):
    ended = run(
        python,
        place,
        [
            "import numpy as np\nfrom scipy import special\nfrom autograder import check",
            "def softmax_jacobian(z):\n    s = special.softmax(z)\n    return np.diag(s * (1 - s))",
            "check(softmax_jacobian)",
        ],
    )
    assert ended.returncode == 1
    first, *report, last = ended.stdout.splitlines()
    assert first == "softmax_jacobian: entry (0, 2) differs from the measured value"
    assert "    expected    -0.107537   (± 3e-14)" in report
    assert last == f"CheckFailed: {first}"
