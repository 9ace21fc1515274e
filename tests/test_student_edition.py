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
    """The Python of an environment without the project."""
    return bare_environment(tmp_path_factory.mktemp("bare"))


@pytest.fixture(scope="module")
def without(tmp_path_factory):
    """The Python of one in which nobody installs the student edition."""
    return bare_environment(tmp_path_factory.mktemp("without"))


@pytest.fixture
def place(request, tmp_path):
    """A released folder, copied alone to another place, with the wheel as `release` adds it."""
    folder = getattr(request, "param", FOLDERS[0])
    place = shutil.copytree(
        ROOT / "release" / folder, tmp_path / folder, ignore=shutil.ignore_patterns("*.whl")
    )
    name, data = student_wheel()
    (place / name).write_bytes(data)
    return place


each_folder = pytest.mark.parametrize("place", FOLDERS, indirect=True)


@each_folder
def test_the_answered_notebook_runs_from_top_to_bottom_and_counts_every_exercise(place, python):
    references = answers(place.name)
    install(python, place)
    fill_in(place, references)
    ended = run(python, place, code(place))
    assert ended.returncode == 0, ended.stdout[-2000:] + ended.stderr
    *shown, used = ended.stdout.splitlines()
    assert Path(used).parts[-4:] == ("site-packages", "softmax_course", "autograder", "__init__.py")
    passed = f"progress: all {len(references)} exercises pass"
    assert any(line.startswith(passed) for line in shown)


@each_folder
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
    install(python, place)
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
