"""Plain cells and tracebacks take a shorter way than IPython's own, and nobody can tell.

Every notebook is run in two processes of its own, of which one is given IPython's own way. Their
outputs are compared as texts, byte by byte, but for addresses and the name of the folder.
"""

import json
import re
import subprocess
import sys
import tempfile
from functools import cache
from itertools import chain
from pathlib import Path

import nbformat
import pytest
from hard_cells import ERRORS, OF_IPYTHON, OF_PYTHON
from installs import need_linux
from patience import LONG_PATIENCE, PATIENCE

from autograder.course.exercises import ASSIGNMENTS, EXERCISES
from autograder.sandbox import INSIDE
from autograder.verification.gallery import sheets

need_linux()

# A slider has a name drawn by chance, and an object its address.
BY_CHANCE = re.compile(r"\b(0x[0-9a-f]{6,}|[0-9a-f]{32})\b")

ROOT = Path(__file__).resolve().parents[1]

SCRIPT = """
import json, os, shutil, sys
sys.path.insert(0, sys.argv[1])
import inmate, plain, stack_data, tracebacks, warm
from IPython.core.inputtransformer2 import TransformerManager

notebooks = json.load(sys.stdin)
shell, outputs = inmate.make_shell()
warm.warm_up((shell, outputs))
exec(sys.argv[3])
told = {"plain": 0, "not plain": 0, "own frames": 0, "frames": 0}

def counts(owner, name, key):
    real = getattr(owner, name)
    def counted(*arguments, **named):
        told[key] += 1
        return real(*arguments, **named)
    setattr(owner, name, counted)

def run(cells, own):
    counts(TransformerManager, "transform_cell", "not plain")
    counts(stack_data.core.FrameInfo, "__init__", "frames")
    if own:
        counts(plain.Transformer, "transform_cell", "plain")
        counts(tracebacks.Frame, "__init__", "own frames")
    else:
        shell.input_transformer_manager = TransformerManager()
        vars(stack_data)["FrameInfo"] = stack_data.core.FrameInfo
    inmate.be_interruptible()
    sys.path.insert(0, "")
    return [inmate.run_cell(shell, outputs, cell, float(sys.argv[2])) for cell in cells], told

def apart(cells, own):
    shutil.rmtree("submission", ignore_errors=True)
    os.mkdir("submission")
    got, give = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(got)
        os.chdir("submission")
        try:
            with open(give, "w") as file:
                json.dump(run(cells, own), file)
        finally:
            os._exit(0)
    os.close(give)
    with open(got) as file:
        said = json.load(file)
    os.waitpid(child, 0)
    return said

for cells in notebooks:
    sys.__stdout__.write(json.dumps(apart(cells, sys.argv[4] == "own")) + "\\n")
"""


def put_out(notebooks: list[list[str]], way: str, fault: str = "") -> tuple[list[list], dict]:
    """Return for each notebook what its cells put out, and how many went which way.

    way: "own" for the shorter one, else IPython's. fault: statements that spoil the shorter way.
    """
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [sys.executable, "-c", SCRIPT, str(INSIDE), str(PATIENCE), fault, way],
            input=json.dumps(notebooks),
            cwd=folder,
            capture_output=True,
            text=True,
            timeout=LONG_PATIENCE,
        )
    lines = done.stdout.splitlines()
    assert len(lines) == len(notebooks), done.stderr
    found, counts = [], {}
    for cells, line in zip(notebooks, lines, strict=True):
        said, told = json.loads(line)
        assert len(said) == len(cells)
        counts = {name: counts.get(name, 0) + count for name, count in told.items()}
        found.append(
            [(succeeded, BY_CHANCE.sub("", text.replace(folder, ""))) for succeeded, text in said]
        )
    return found, counts


def different(notebooks: list[list[str]], theirs: list[list], ours: list[list]) -> list[tuple]:
    """The cells whose outputs differ, with both of them."""
    cells, theirs, ours = (list(chain(*each)) for each in (notebooks, theirs, ours))
    return [each for each in zip(cells, theirs, ours, strict=True) if each[1] != each[2]]


HARD = {"IPython": OF_IPYTHON, "Python": OF_PYTHON, "errors": ERRORS}


@cache
def in_ipython(hard: str) -> list[list]:
    """What these cells put out in IPython's own way."""
    return put_out(HARD[hard], "IPython's")[0]


def code(path: Path) -> dict[str, str]:
    """The source of each code cell of a notebook, by its id."""
    cells = nbformat.read(path, as_version=4).cells
    return {cell.id: cell.source for cell in cells if cell.cell_type == "code"}


def handed_in(assignment: str, answers: dict[str, str]) -> list[str]:
    """The cells that set up and try the answers, with these in place."""
    cells = code(ROOT / "release" / assignment / f"{assignment}.ipynb") | answers
    wanted = {"setup", *answers, *(f"{name}-try" for name in answers)}
    return [source for name, source in cells.items() if name in wanted]


@pytest.mark.parametrize("hard", HARD)
def test_a_hard_cell_puts_out_what_it_does_in_ipython(hard):
    ours, counts = put_out(HARD[hard], "own")
    assert different(HARD[hard], in_ipython(hard), ours) == []
    # Most errors are drawn the shorter way.
    assert hard != "errors" or counts["own frames"] > 5 * counts["frames"]


@pytest.mark.parametrize(
    ("fault", "hard"),
    [
        ("plain.STRIPPED = plain.re.compile('no cell has this')", "IPython"),
        ("plain.Transformer._steps = lambda self: self._usual", "IPython"),
        ("plain._compile = lambda *a, **k: None", "IPython"),
        ("plain.AS_ERROR = ('default', *plain.AS_ERROR[1:])", "Python"),
        ("tracebacks._scope = lambda source, line: source.tree", "errors"),
        ("tracebacks.Source._has_usual_place = lambda *a: True", "errors"),
        ("tracebacks.Source.code_qualname = lambda self, code: code.co_name", "errors"),
    ],
)
def test_a_fault_of_the_shorter_way_is_seen(fault, hard):
    ours, _ = put_out(HARD[hard], "own", fault)
    assert different(HARD[hard], in_ipython(hard), ours)


@pytest.mark.timeout(LONG_PATIENCE)
@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_a_notebook_and_the_gallery_put_out_what_they_do_in_ipython(assignment):
    """Its cells as students get them, and every answer among those that set up and try it."""
    notebooks = [[*code(ROOT / "release" / assignment / f"{assignment}.ipynb").values()]]
    notebooks += [handed_in(assignment, sheet.answers) for sheet in sheets(assignment, EXERCISES)]
    theirs, _ = put_out(notebooks, "IPython's")
    ours, counts = put_out(notebooks, "own")
    assert different(notebooks, theirs, ours) == []
    assert counts["plain"] > 20 * counts["not plain"]
