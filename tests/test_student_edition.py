"""Each released folder, as a student has it on Linux, macOS or Windows, answered by the references.

Nothing of the clone is imported. What a student installs and pytest are enough:
`python -m pytest --noconftest -o addopts= tests/test_student_edition.py`.
"""

import json
import shutil
from pathlib import Path

import pytest
from students import ROOT, answers, bare_environment, code, fill_in, run

FOLDERS = sorted(path.name for path in (ROOT / "release").iterdir())


@pytest.fixture(scope="module")
def python(tmp_path_factory):
    """The Python of an environment without the project."""
    return bare_environment(tmp_path_factory.mktemp("bare"))


@pytest.fixture(params=FOLDERS)
def place(request, tmp_path):
    """A released folder, copied alone to another place."""
    return shutil.copytree(ROOT / "release" / request.param, tmp_path / request.param)


def test_the_answered_notebook_runs_from_top_to_bottom_and_counts_every_exercise(place, python):
    references = answers(place.name)
    fill_in(place, references)
    ended = run(python, place, code(place))
    assert ended.returncode == 0, ended.stdout[-2000:] + ended.stderr
    *shown, used = ended.stdout.splitlines()
    assert Path(used).samefile(place / "autograder" / "__init__.py")
    passed = f"progress: all {len(references)} exercises pass"
    assert any(line.startswith(passed) for line in shown)


def test_without_its_folder_the_notebook_says_what_is_missing_and_where_to_get_it(place, python):
    shutil.rmtree(place / "autograder")
    text = (place / f"{place.name}.ipynb").read_text(encoding="utf-8")
    setup = next(cell for cell in json.loads(text)["cells"] if cell["id"] == "setup")
    ended = run(python, place, ["".join(setup["source"])])
    assert ended.returncode == 1
    assert ended.stdout.splitlines()[-1] == (
        "ImportError: the folder autograder is missing or incomplete. Put this notebook back "
        "beside it, or ask your instructor for the whole folder."
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
