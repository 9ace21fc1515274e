"""Each released folder, as a student has it on Linux, macOS or Windows, answered by the references.

Nothing of the clone is imported. What a student installs and pytest are enough:
`python -m pytest --noconftest -o addopts= tests/test_student_edition.py`.
"""

import ast
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = sorted(path.name for path in (ROOT / "release").iterdir())
OPEN = "raise NotImplementedError"

# Run by an interpreter that starts in the student's folder, as a kernel does: what a cell shows is
# drawn, and its text printed. The output of a kernel is UTF-8 on every system.
RUN = """
import json, sys
from IPython.core.interactiveshell import InteractiveShell
sys.stdout.reconfigure(encoding="utf-8")
shell = InteractiveShell.instance(colors="nocolor")
for source in json.load(sys.stdin):
    shell.run_cell(source).raise_error()
import autograder
print(autograder.__file__)
"""


def answers(folder):
    """The source of each reference of an assignment, by the name of its exercise."""
    topic = ROOT / "autograder" / "key" / folder.partition("-")[2].replace("-", "_")
    found = {}
    for path in sorted(topic.glob("[!_]*.py")):
        text = path.read_text(encoding="utf-8")
        reference = next(n for n in ast.parse(text).body if isinstance(n, ast.FunctionDef))
        # Without the line that decorates it.
        found[reference.name] = ast.get_source_segment(text, reference)
    return found


def answered(place, answers):
    """The source of each code cell of a folder's notebook, with these answers in their cells.

    A worked step that is left open is left out, as validating leaves it out.
    """
    text = (place / f"{place.name}.ipynb").read_text(encoding="utf-8")
    cells = [cell for cell in json.loads(text)["cells"] if cell["cell_type"] == "code"]
    sources = {cell["id"]: "".join(cell["source"]) for cell in cells}
    assert answers.keys() <= sources.keys()
    return [source for source in (sources | answers).values() if OPEN not in source]


def run(place, cells):
    """Run these cells in a folder; return the ended process."""
    environment = os.environ | {"MPLBACKEND": "Agg", "IPYTHONDIR": str(place.parent / "ipython")}
    if sys.platform == "linux":
        # An encoding of ASCII alone: what reads or writes a file and names none fails.
        environment |= {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}
    return subprocess.run(
        [sys.executable, "-c", RUN],
        cwd=place,
        env=environment,
        input=json.dumps(cells),
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        timeout=300,
    )


@pytest.fixture(params=FOLDERS)
def place(request, tmp_path):
    """A released folder, copied alone to another place."""
    return shutil.copytree(ROOT / "release" / request.param, tmp_path / request.param)


def test_the_answered_notebook_runs_from_top_to_bottom_and_counts_every_exercise(place):
    references = answers(place.name)
    ended = run(place, answered(place, references))
    assert ended.returncode == 0, ended.stdout[-2000:] + ended.stderr
    *shown, used = ended.stdout.splitlines()
    assert Path(used).samefile(place / "autograder" / "__init__.py")
    passed = f"progress: all {len(references)} exercises pass"
    assert any(line.startswith(passed) for line in shown)


def test_without_its_folder_the_notebook_says_what_is_missing_and_where_to_get_it(place):
    shutil.rmtree(place / "autograder")
    text = (place / f"{place.name}.ipynb").read_text(encoding="utf-8")
    setup = next(cell for cell in json.loads(text)["cells"] if cell["id"] == "setup")
    # As where no clone is installed that could stand in.
    ended = run(place, ["import sys; sys.modules['autograder'] = None", "".join(setup["source"])])
    assert ended.returncode == 1
    assert ended.stdout.splitlines()[-1] == (
        "ImportError: the folder autograder is missing or incomplete. Put this notebook back "
        "beside it, or ask your instructor for the whole folder."
    )


def test_a_wrong_answer_is_told_what_is_wrong_in_the_same_words_everywhere(place):
    ended = run(
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
