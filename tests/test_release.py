"""What students get: generated from source, free of the key, and working on its own."""

import ast
import copy
import filecmp
import importlib
import inspect
import io
import re
import shutil
import sys
import tomllib
import zipfile
from functools import cache
from pathlib import Path, PurePosixPath

import nbformat
import pytest
from nbclient import NotebookClient
from patience import OF_A_NOTEBOOK
from public import public_cases

from autograder.checking.compare import examine
from autograder.checking.language import ENGLISH, speaking
from autograder.classroom.students import reference_answers
from autograder.course.exercises import ASSIGNMENTS, EXERCISES
from autograder.host.course_folder import CONFIG
from autograder.host.edition import PACKAGE, STUDENT_RINGS, student_wheel
from autograder.host.release import readme, release

ROOT = Path(__file__).resolve().parents[1]
RELEASE = ROOT / "release"

# Where the library call, or the definition itself, is the answer.
DEFINITIONS = {name for name, e in EXERCISES.items() if e.truth == "definition"}
DEFINITIONS |= {"has_full_column_rank"}

# Closed forms as a line of NumPy would have them, up to the names that the course uses.
CLOSED_FORMS = [
    r"\b(s|p|P|mu|y_hat|softmax\([^()]*\)|expit\([^()]*\)) - [yY]\b",
    r"\b[yY] - (s|p|P|mu|y_hat|softmax\([^()]*\)|expit\([^()]*\))",
    r"\b(\w+) \* \(1(\.0)? - \1\)",
    r"diag\((\w+)\) - (np\.)?outer\(\1, \1\)",
    r"\bkron\(.*(outer|diag|\b[Sp]\b)",
    r"-\s*y / y_hat",
    r"\bfill_diagonal\(",
    r"\b(\w+) \* \((\w+) - \1 @ \2\)",
]


@pytest.fixture(scope="module")
def regenerated(tmp_path_factory):
    course = tmp_path_factory.mktemp("course")
    shutil.copytree(ROOT / "source", course / "source")
    shutil.copy(ROOT / CONFIG, course)
    outcomes = release(course)
    assert [o.reason for o in outcomes] == [None] * 6
    return course / "release"


def files(folder):
    """The files of a folder, without what running a notebook there leaves, and without wheels.

    In a fresh clone there is no wheel: git ignores it.
    """
    return sorted(
        p.relative_to(folder)
        for p in folder.rglob("*")
        if p.is_file()
        and p.suffix != ".whl"
        and not {"__pycache__", ".ipynb_checkpoints"} & set(p.parts)
    )


@cache
def shipped():
    """Each module of the built wheel: its source by its name there."""
    with zipfile.ZipFile(io.BytesIO(student_wheel()[1])) as wheel:
        names = [name for name in wheel.namelist() if name.endswith(".py")]
        found = {name: wheel.read(name).decode() for name in names}
    held = [path for ring in STUDENT_RINGS for path in (PACKAGE / ring).rglob("*.py")]
    assert len(found) >= len(held) > 80  # what finds no file would pass for ever
    return found


@cache
def released_code():
    """Each piece of code that a student receives, parsed, with its place."""
    cells = {
        f"{assignment}#{cell.id}": cell.source
        for assignment in ASSIGNMENTS
        for cell in released(assignment).cells
        if cell.cell_type == "code"
    }
    return [(place, ast.parse(code)) for place, code in (shipped() | cells).items()]


@cache
def code_alone():
    """The same as text, without comments and docstrings, where mathematics may be spoken."""
    found = []
    for place, tree in copy.deepcopy(released_code()):
        for node in ast.walk(tree):
            if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
                node.value = ast.Constant(None)
        found.append((place, ast.unparse(tree)))
    return found


def released(assignment):
    return nbformat.read(RELEASE / assignment / f"{assignment}.ipynb", as_version=4)


def test_regenerating_gives_the_content_that_is_committed(regenerated):
    assert files(regenerated) == files(RELEASE)
    _, different, unreadable = filecmp.cmpfiles(
        regenerated, RELEASE, map(str, files(RELEASE)), shallow=False
    )
    assert different == unreadable == []


def test_each_released_folder_holds_notebook_readme_and_requirements_in_git():
    for assignment in ASSIGNMENTS:
        names = {str(p) for p in files(RELEASE / assignment)}
        assert names == {f"{assignment}.ipynb", "README.md", "requirements.txt"}


def test_each_regenerated_folder_holds_the_wheel_that_its_requirements_name(regenerated):
    name, data = student_wheel()
    for assignment in ASSIGNMENTS:
        (wheel,) = (regenerated / assignment).glob("*.whl")
        assert (wheel.name, wheel.read_bytes()) == (name, data)
        requirements = (RELEASE / assignment / "requirements.txt").read_text(encoding="utf-8")
        assert requirements.splitlines()[0] == f"./{name}"


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_the_readme_has_the_title_of_its_notebook_and_says_how_to_start_check_and_hand_in(
    assignment,
):
    text = (RELEASE / assignment / "README.md").read_text(encoding="utf-8")
    title = released(assignment).cells[0].source.splitlines()[0]
    assert text.startswith(f"{title}\n\nThis folder holds one assignment. Keep its files together.")
    for said in (
        f"python -m jupyter lab {assignment}.ipynb\n",
        "Run the cell `check(...)` below it.",
        f"Hand in the file `{assignment}.ipynb` alone",
        "`the package softmax-course is missing`, `No module named 'numpy'`",
    ):
        assert said in text
    assert len(text.encode()) < 2000
    assert "{" not in text


def test_the_readme_names_the_python_that_the_project_needs():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    oldest = project["requires-python"].removeprefix(">=")
    assert f"You need Python {oldest} or newer." in readme("Title", "name")


def test_no_hidden_test_and_no_trace_of_the_key_is_released():
    for path in files(RELEASE):
        text = (RELEASE / path).read_text(encoding="utf-8")
        assert_no_secret(path, text)
    for name, text in shipped().items():
        assert_no_secret(name, text)


def assert_no_secret(place, text):
    for secret in ("autograder.key", "examine(softmax", "BEGIN HIDDEN", "BEGIN SOLUTION"):
        assert secret not in text, place


def test_no_statement_of_a_reference_solution_is_released():
    """Compare statements with all names taken out, so that renaming hides none."""

    def shape(node):
        text = ast.unparse(node)
        return re.sub(r"\b[a-zA-Z_]\w*\b(?!\()", "_", text)

    def statements(tree):
        # Shorter ones, such as returning a product, stand everywhere.
        kinds = (ast.Assign, ast.Return, ast.AugAssign)
        return {shape(n) for n in ast.walk(tree) if isinstance(n, kinds) and len(shape(n)) > 40}

    secret = set()
    for assignment in ASSIGNMENTS:
        for name, source in reference_answers(assignment).items():
            if name not in DEFINITIONS:
                secret |= statements(ast.parse(source))
    assert len(secret) > 10
    for place, tree in released_code():
        assert not secret & statements(tree), place


@pytest.mark.parametrize("form", CLOSED_FORMS)
def test_no_closed_form_stands_in_released_code(form):
    for place, code in code_alone():
        assert not re.search(form, code), place


def test_the_closed_forms_looked_for_are_those_that_references_use():
    text = "\n".join(
        ast.unparse(ast.parse(source))
        for assignment in ASSIGNMENTS
        for source in reference_answers(assignment).values()
    )
    assert sum(bool(re.search(form, text)) for form in CLOSED_FORMS) >= 4


def student_functions():
    for path in map(PurePosixPath, shipped()):
        _, *parts = path.with_suffix("").parts
        if not parts or "figures" in parts:
            continue
        module = importlib.import_module(".".join(p for p in parts if p != "__init__"))
        for name, function in inspect.getmembers(module, inspect.isfunction):
            if function.__module__ == module.__name__:
                yield name, function


@speaking(ENGLISH)  # one of them sets the language, which it does not here
def test_no_function_of_the_student_edition_answers_an_exercise():
    functions = list(student_functions())
    assert len(functions) > 60
    for name in set(EXERCISES) - DEFINITIONS:
        cases = public_cases(name, "values")[:4]
        for own_name, function in functions:
            verdict = examine(EXERCISES[name], function, cases, part="values")
            assert not verdict.right, (name, own_name)


def test_the_student_edition_imports_only_what_its_requirements_install():
    allowed = {"numpy", "scipy", "matplotlib", "IPython", "ipywidgets", "autograder"}
    for path, source in shipped().items():
        for node in ast.walk(ast.parse(source)):
            names = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [node.module]
            for name in names:
                top = name.split(".")[0]
                assert top in allowed or top in sys.stdlib_module_names, path
                ring = name.removeprefix("autograder.").partition(".")[0]
                assert not name.startswith("autograder.") or ring in STUDENT_RINGS, path


@pytest.fixture(scope="module", params=ASSIGNMENTS)
def unsolved(request, tmp_path_factory):
    """A released folder, copied alone to another place and run as it came."""
    assignment = request.param
    folder = tmp_path_factory.mktemp("student") / assignment
    shutil.copytree(RELEASE / assignment, folder)
    notebook = nbformat.read(folder / f"{assignment}.ipynb", as_version=4)
    where = nbformat.v4.new_code_cell("import autograder; print(autograder.__file__)", id="where")
    notebook.cells.append(where)
    resources = {"metadata": {"path": str(folder)}}
    NotebookClient(notebook, allow_errors=True, **OF_A_NOTEBOOK, resources=resources).execute()
    return folder, notebook


def test_run_all_of_an_unsolved_notebook_goes_past_every_cell_that_fails():
    for assignment in ASSIGNMENTS:
        for cell in released(assignment).cells:
            graded = cell.metadata.get("nbgrader", {}).get("grade")
            waits = cell.cell_type == "code" and (
                graded or cell.id.endswith(("-try", "-check", "-step"))
            )
            assert ("raises-exception" in cell.metadata.get("tags", [])) == bool(waits), cell.id


def errors(cell):
    return [o for o in cell.get("outputs", []) if o.output_type == "error"]


def test_a_released_notebook_runs_with_the_project_where_that_is_installed(unsolved):
    _, notebook = unsolved
    # A kernel may send one line in several pieces.
    printed = "".join(output.text for output in notebook.cells[-1].outputs)
    assert Path(printed.strip()) == PACKAGE / "__init__.py"


def test_every_released_exercise_fails_as_shipped_with_a_helpful_message(unsolved):
    _, notebook = unsolved
    graded = [
        c
        for c in notebook.cells
        if c.cell_type == "code" and c.metadata.get("nbgrader", {}).get("grade")
    ]
    assert len(graded) >= 8
    for cell in graded:
        (error,) = errors(cell)
        assert error.ename == "CheckFailed", cell.id
        assert re.fullmatch(r"\w+: not written yet", error.evalue), cell.id
        report = next(o.data["text/plain"] for o in cell.outputs if "data" in o)
        assert "replace the line that raises NotImplementedError" in report


def test_a_check_of_an_unwritten_function_says_so_and_does_not_raise(unsolved):
    folder, notebook = unsolved
    wanted = {f"{exercise.name}-check" for exercise in ASSIGNMENTS[folder.name]}
    checks = [cell for cell in notebook.cells if cell.id in wanted]
    assert len(checks) == len(wanted)
    for cell in checks:
        assert errors(cell) == []
        name = cell.id.removesuffix("-check")
        assert cell.outputs[0].data["text/plain"].startswith(f"{name}: not written yet\n")


def test_only_a_cell_with_the_tag_fails_in_an_unsolved_notebook(unsolved):
    _, notebook = unsolved
    for cell in notebook.cells:
        if errors(cell):
            assert "raises-exception" in cell.metadata.tags, cell.id


def test_an_unsolved_notebook_shows_pictures(unsolved):
    _, notebook = unsolved
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    assert sum("image/png" in output.get("data", {}) for output in outputs) >= 4


def test_everything_that_only_shows_runs_in_an_unsolved_notebook(unsolved):
    _, notebook = unsolved
    for cell in notebook.cells:
        tags = cell.metadata.get("tags", [])
        # One that calls an answer waits for it, as the tag says that a release adds.
        if ("show" in tags and "raises-exception" not in tags) or cell.id == "setup":
            assert not errors(cell), (cell.id, errors(cell)[0].evalue)
