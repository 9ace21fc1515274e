"""Plain cells and tracebacks take a shorter way than IPython's own, and nobody can tell.

Every notebook is run in two processes of its own, of which one is given IPython's own way. Their
outputs are compared as texts, byte by byte, but for addresses and the name of the folder; pictures
by what they are made of.
"""

import json
import re
import subprocess
import sys
from itertools import chain
from pathlib import Path

import nbformat
import pytest
from hard_cells import ERRORS, OF_IPYTHON, OF_PYTHON
from installs import need_linux
from patience import PATIENCE

from autograder.classroom.students import reference_answers
from autograder.course.exercises import ASSIGNMENTS
from autograder.key.gallery import gallery
from autograder.sandbox import INSIDE

need_linux()

# A slider has a name drawn by chance, and an object its address.
BY_CHANCE = re.compile(r"\b(0x[0-9a-f]{6,}|[0-9a-f]{32})\b")

ROOT = Path(__file__).resolve().parents[1]

SCRIPT = """
import json, os, shutil, sys
sys.path.insert(0, sys.argv[1])
import inmate, plain, stack_data, tracebacks, warm
from IPython.core.inputtransformer2 import TransformerManager
from matplotlib.backend_bases import FigureCanvasBase

def parts(canvas, file, *_, **__):
    file.write(" ".join(type(each).__name__ for each in canvas.figure.findobj()).encode())

# In place of a picture what it is made of: to draw takes longer than all else that cells do.
FigureCanvasBase.print_figure = parts
shell, outputs = inmate.make_shell()
warm.warm_up((shell, outputs))
told = {"plain": 0, "not plain": 0, "own frames": 0, "frames": 0}

def counts(owner, name, key):
    real = getattr(owner, name)
    def counted(*arguments, **named):
        told[key] += 1
        return real(*arguments, **named)
    setattr(owner, name, counted)

def run(cells, way, fault):
    exec(fault, globals())
    counts(TransformerManager, "transform_cell", "not plain")
    counts(stack_data.core.FrameInfo, "__init__", "frames")
    if way == "own":
        counts(plain.Transformer, "transform_cell", "plain")
        counts(tracebacks.Frame, "__init__", "own frames")
    else:
        shell.input_transformer_manager = TransformerManager()
        vars(stack_data)["FrameInfo"] = stack_data.core.FrameInfo
    inmate.be_interruptible()
    sys.path.insert(0, "")
    return [inmate.run_cell(shell, outputs, cell, float(sys.argv[2])) for cell in cells], told

def apart(*work):
    shutil.rmtree("submission", ignore_errors=True)
    os.mkdir("submission")
    got, give = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(got)
        os.chdir("submission")
        try:
            with open(give, "w") as file:
                json.dump(run(*work), file)
        finally:
            os._exit(0)
    os.close(give)
    with open(got) as file:
        said = json.load(file)
    os.waitpid(child, 0)
    return said

for line in sys.__stdin__:
    sys.__stdout__.write(json.dumps(apart(*json.loads(line))) + "\\n")
    sys.__stdout__.flush()
"""


@pytest.fixture(scope="module")
def put_out(tmp_path_factory):
    """A function that runs notebooks, each in a process of its own, forked from one for all tests.

    It returns for each notebook what its cells put out, and how many went which way. Its arguments:
    notebooks, a list of lists of cells; way, "own" for the shorter one, else IPython's; fault,
    statements that spoil the shorter way.
    """
    folder = tmp_path_factory.mktemp("plain")

    def put_out(notebooks: list[list[str]], way: str, fault: str = "") -> tuple[list[list], dict]:
        found, counts = [], {}
        for cells in notebooks:
            process.stdin.write(json.dumps([cells, way, fault]) + "\n")
            process.stdin.flush()
            said, told = json.loads(process.stdout.readline())
            assert len(said) == len(cells)
            counts = {name: counts.get(name, 0) + count for name, count in told.items()}
            texts = [BY_CHANCE.sub("", text.replace(str(folder), "")) for _, text in said]
            found.append([*zip((succeeded for succeeded, _ in said), texts, strict=True)])
        return found, counts

    with subprocess.Popen(
        [sys.executable, "-c", SCRIPT, str(INSIDE), str(PATIENCE)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=folder,
        text=True,
    ) as process:
        yield put_out


def different(notebooks: list[list[str]], theirs: list[list], ours: list[list]) -> list[tuple]:
    """The cells whose outputs differ, with both of them."""
    cells, theirs, ours = (list(chain(*each)) for each in (notebooks, theirs, ours))
    return [each for each in zip(cells, theirs, ours, strict=True) if each[1] != each[2]]


HARD = {"IPython": OF_IPYTHON, "Python": OF_PYTHON, "errors": ERRORS}


@pytest.fixture(scope="module")
def in_ipython(put_out):
    """What hard cells put out in IPython's own way, by name."""
    return {hard: put_out(notebooks, "IPython's")[0] for hard, notebooks in HARD.items()}


def code(path: Path) -> dict[str, str]:
    """The source of each code cell of a notebook, by its id."""
    cells = nbformat.read(path, as_version=4).cells
    return {cell.id: cell.source for cell in cells if cell.cell_type == "code"}


def tried(assignment: str) -> list[str]:
    """The cells that set up and try answers: the references, then each other answer in its turn."""
    cells = code(ROOT / "release" / assignment / f"{assignment}.ipynb")
    right = reference_answers(assignment)
    found = [cells["setup"], *right.values()]
    for name, reference in right.items():
        for answer in (*(entry.source for entry in gallery(name)), reference):
            found += [answer, cells[f"{name}-try"]]
    return found


@pytest.mark.parametrize("hard", HARD)
def test_a_hard_cell_puts_out_what_it_does_in_ipython(put_out, in_ipython, hard):
    ours, counts = put_out(HARD[hard], "own")
    assert different(HARD[hard], in_ipython[hard], ours) == []
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
def test_a_fault_of_the_shorter_way_is_seen(put_out, in_ipython, fault, hard):
    ours, _ = put_out(HARD[hard], "own", fault)
    assert different(HARD[hard], in_ipython[hard], ours)


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_a_notebook_and_the_gallery_put_out_what_they_do_in_ipython(put_out, assignment):
    """Its cells as students get them, and every answer with the cell that tries it."""
    student_version = code(ROOT / "release" / assignment / f"{assignment}.ipynb")
    notebooks = [[*student_version.values()], tried(assignment)]
    theirs, _ = put_out(notebooks, "IPython's")
    ours, counts = put_out(notebooks, "own")
    assert different(notebooks, theirs, ours) == []
    assert counts["plain"] > 20 * counts["not plain"]
