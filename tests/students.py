"""What students do with a released folder, on Linux, macOS or Windows, without the project.

Nothing of the project is imported, so its own environment is no help.
"""

import ast
import json
import os
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

from patience import PATIENCE

ROOT = Path(__file__).resolve().parents[1]
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


def bare_environment(folder: Path) -> Path:
    """Make an environment with the packages of this one, the project not among them.

    Returns its Python. A line with a folder in a .pth file adds its packages; the .pth file of an
    editable install in that folder is not read.
    """
    venv.create(folder)
    paths = sysconfig.get_paths("venv", {"base": str(folder), "platbase": str(folder)})
    packages = Path(paths["purelib"], "packages.pth")
    packages.write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    return Path(paths["scripts"], "python.exe" if os.name == "nt" else "python")


def install(python: Path, place: Path) -> None:
    """Install what the requirements of a released folder name, without an index."""
    pip = [python, "-m", "pip", "--disable-pip-version-check", "install", "--quiet", "--no-index"]
    done = subprocess.run(
        [*pip, "-r", "requirements.txt"],
        cwd=place,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    assert done.returncode == 0, done.stderr


def answers(assignment: str) -> dict[str, str]:
    """The source of each reference of an assignment, by the name of its exercise."""
    topic = ROOT / "autograder" / "key" / assignment.partition("-")[2].replace("-", "_")
    found = {}
    for path in sorted(topic.glob("[!_]*.py")):
        text = path.read_text(encoding="utf-8")
        reference = next(n for n in ast.parse(text).body if isinstance(n, ast.FunctionDef))
        # Without the line that decorates it.
        found[reference.name] = ast.get_source_segment(text, reference)
    return found


def fill_in(place: Path, answers: dict[str, str]) -> None:
    """Write these answers into their cells of the notebook in a folder."""
    path = place / f"{place.name}.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    cells = {cell["id"]: cell for cell in notebook["cells"]}
    for name, answer in answers.items():
        cells[name]["source"] = answer
    path.write_text(json.dumps(notebook), encoding="utf-8")


def code(place: Path) -> list[str]:
    """The source of each code cell of the notebook in a folder.

    A worked step that is left open is left out, as validating leaves it out.
    """
    text = (place / f"{place.name}.ipynb").read_text(encoding="utf-8")
    cells = [cell for cell in json.loads(text)["cells"] if cell["cell_type"] == "code"]
    sources = ["".join(cell["source"]) for cell in cells]
    return [source for source in sources if OPEN not in source]


def run(python: Path, place: Path, cells: list[str]) -> subprocess.CompletedProcess:
    """Run these cells in a folder; the last line printed says where the package lies."""
    environment = os.environ | {"MPLBACKEND": "Agg", "IPYTHONDIR": str(place.parent / "ipython")}
    if sys.platform == "linux":
        # An encoding of ASCII alone: what reads or writes a file and names none fails.
        environment |= {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}
    return subprocess.run(
        [python, "-c", RUN],
        cwd=place,
        env=environment,
        input=json.dumps(cells),
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        timeout=2 * PATIENCE,
    )
