import ast
import shutil
import tomllib
import zipfile

import nbformat
import pytest
from dummy_course import HIDDEN, NAME, RIGHT, cell, exam_of, make_course, nbgrader

from autograder.host import project
from autograder.host.course_folder import CourseError, CourseFolder
from autograder.host.edition import (
    PACKAGE,
    PROJECT,
    SETTINGS,
    STUDENT_PACKAGES,
    STUDENT_RINGS,
    student_edition,
    student_requirements,
    student_wheel,
)
from autograder.host.release import AddReadme, readme, release


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    root = make_course(tmp_path_factory.mktemp("course"))
    assert [outcome.reason for outcome in release(root)] == [None]
    return root


def contents(folder):
    return {
        p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()
    }


def released(root):
    return nbformat.read(root / "release" / NAME / f"{NAME}.ipynb", as_version=4)


def test_the_student_edition_lies_next_to_the_notebook(root):
    files = contents(root / "release" / NAME)
    name, wheel = student_wheel()
    assert set(files) == {f"{NAME}.ipynb", "table.csv", "README.md", "requirements.txt", name}
    assert files[name] == wheel
    assert files["requirements.txt"].decode() == student_requirements()


def test_an_instructor_can_leave_the_derivations_out_and_set_when_a_hint_is_offered(root, tmp_path):
    shutil.copytree(root, tmp_path, dirs_exist_ok=True)
    config = tmp_path / "nbgrader_config.py"
    text = config.read_text(encoding="utf-8")
    assert "c.AddStudentEdition.derivations = True" in text
    assert "c.AddStudentEdition.hint_after = 3" in text
    text = text.replace("derivations = True", "derivations = False")
    config.write_text(text.replace("hint_after = 3", "hint_after = 5"), encoding="utf-8")
    assert [outcome.reason for outcome in release(tmp_path)] == [None]
    before, after = (
        zipfile.ZipFile(*(each / "release" / NAME).glob("*.whl")).namelist()
        for each in (root, tmp_path)
    )
    # The record names what is in it, and so does the folder that holds the record.
    inside = [{name for name in names if "dist-info" not in name} for names in (before, after)]
    assert inside[1] == {name for name in inside[0] if not name.endswith(".sealed")} != inside[0]
    for each, wanted in ((root, "hint_after = 3\n"), (tmp_path, "hint_after = 5\n")):
        (wheel,) = (each / "release" / NAME).glob("*.whl")
        assert zipfile.ZipFile(wheel).read(f"softmax_course/{SETTINGS}").decode() == wanted
    requirements = tmp_path / "release" / NAME / "requirements.txt"
    assert requirements.read_text(encoding="utf-8").startswith(f"./{wheel.name}\n")


def test_the_readme_has_the_title_as_it_is_written(root):
    text = (root / "release" / NAME / "README.md").read_text(encoding="utf-8")
    assert text.startswith("# Doubling, $2x$\n")
    assert readme("Newton's <step> & more", NAME).startswith("# Newton's <step> & more\n")


def test_a_notebook_without_a_title_has_its_name_there():
    for cells in ([], [nbformat.v4.new_markdown_cell("No heading.")]):
        resources = {"nbgrader": {"notebook": NAME}}
        AddReadme().preprocess(nbformat.v4.new_notebook(cells=cells), resources)
        assert resources["outputs"]["README.md"].decode() == readme(NAME, NAME)


def test_the_command_line_of_nbgrader_releases_the_same(root, tmp_path):
    shutil.copytree(root, tmp_path, dirs_exist_ok=True)
    shutil.rmtree(tmp_path / "release")
    nbgrader(tmp_path, "generate_assignment", NAME)
    assert contents(tmp_path / "release") == contents(root / "release")


def test_only_python_and_data_of_two_rings_leave():
    for path in student_edition():
        assert path.suffix in (".py", ".csv", ".toml", ".sealed", ".po")
        assert path.parent == PACKAGE or path.relative_to(PACKAGE).parts[0] in STUDENT_RINGS


def test_no_file_of_the_student_edition_imports_another_ring():
    for path in student_edition(".py"):
        for node in ast.walk(ast.parse(path.read_text())):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            for name in names:
                ring = name.removeprefix("autograder.").partition(".")[0]
                assert not name.startswith("autograder.") or ring in STUDENT_RINGS, path


def test_solutions_and_hidden_tests_are_gone_and_the_visible_test_stays(root):
    nb = released(root)
    text = nbformat.writes(nb)
    for secret in (HIDDEN, "return x + x", "the model answer", "HIDDEN TESTS", "SOLUTION"):
        assert secret not in text
    assert cell(nb, "double-values").source == "assert double(2) == 4"
    assert cell(nb, "double").source.splitlines() == [
        "def double(x):",
        '    raise NotImplementedError("replace this line with your own code")',
    ]
    assert cell(nb, "written").source == "Why?\n\n*Replace this line with your answer.*"


def test_the_gradebook_knows_points_and_hidden_tests(root):
    with CourseFolder(root).gradebook() as gradebook:
        notebook = gradebook.find_notebook(NAME, NAME)
        assert notebook.max_score == 10
        assert HIDDEN in gradebook.find_source_cell("double-values", NAME, NAME).source


def test_releasing_again_gives_the_same_bytes_and_leaves_no_stray_file(root):
    before = contents(root / "release")
    (root / "release" / NAME / "stray.py").write_text("")
    release(root)
    after = contents(root / "release")
    assert after == before
    for name, data in after.items():
        assert str(root).encode() not in data, name
        assert str(PACKAGE).encode() not in data, name


@pytest.mark.parametrize(
    "slip",
    [
        lambda nb: nb.cells.append(nbformat.v4.new_code_cell("import autograder.key")),
        lambda nb: nb.metadata.update(note="### BEGIN SOLUTION"),
        lambda nb: cell(nb, "title").metadata.update(answer="autograder.key"),
        lambda nb: nb.cells.append(nbformat.v4.new_markdown_cell("### BEGIN HIDDEN TESTS\n1")),
        lambda nb: cell(nb, "double").update(source="def double(x):\n    # BEGIN SOLUTION\n    1"),
        lambda nb: cell(nb, "title").update(source="### BEGIN SOLUTION\n1\n### END SOLUTION"),
    ],
)
def test_a_notebook_that_would_leak_is_not_released(root, tmp_path, slip):
    shutil.copytree(root, tmp_path, dirs_exist_ok=True)  # with the gradebook, which is slow to make
    path = tmp_path / "source" / NAME / f"{NAME}.ipynb"
    nb = nbformat.read(path, as_version=4)
    slip(nb)
    nbformat.write(nb, path)
    (outcome,) = release(tmp_path)
    assert not outcome.succeeded
    assert "\n" not in outcome.reason
    assert not (tmp_path / "release" / NAME).exists()


IN_TESTS = "is for IPython, and Python runs the tests; write it in Python, then release again"
BEFORE = (
    "is for IPython, and grading knows of its magics only %matplotlib inline and %config "
    "InlineBackend here; write it in Python, or put it into a cell without a grade id, then "
    "release again"
)


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("setup", "import math\n%load_ext autoreload", f'line 2: "%load_ext autoreload" {BEFORE}'),
        ("setup", "!pip install x", f'line 1: "!pip install x" {BEFORE}'),
        ("setup", "%matplotlib inline\n%run a.py", f'line 2: "%run a.py" {BEFORE}'),
        ("setup", "%%time\nx = 1", f'line 1: "%%time" {BEFORE}'),
        ("setup", "x = (", "line 1: '(' was never closed; correct it, then release again"),
        ("double", "%%time\ndef double(x):\n    return 2", f'line 1: "%%time" {BEFORE}'),
        (
            "double",
            "def double(x)\n    return 2",
            "line 1: expected ':'; correct it, then release again",
        ),
        ("double-values", "%matplotlib inline", f'line 1: "%matplotlib inline" {IN_TESTS}'),
        (
            "double-values",
            "### BEGIN HIDDEN TESTS\n%timeit double(2)\n### END HIDDEN TESTS",
            f'line 2: "%timeit double(2)" {IN_TESTS}',
        ),
        ("double-values", "x = \x00", "line 1: "),
    ],
)
def test_a_cell_that_grading_can_not_read_is_not_released_and_named(
    root, tmp_path, name, text, said
):
    shutil.copytree(root, tmp_path, dirs_exist_ok=True)
    path = tmp_path / "source" / NAME / f"{NAME}.ipynb"
    nb = nbformat.read(path, as_version=4)
    cell(nb, name).source = text
    nbformat.write(nb, path)
    (outcome,) = release(tmp_path)
    assert outcome.reason.startswith(f"CourseError: {NAME}.ipynb, cell {name}, {said}")
    with CourseFolder(tmp_path).gradebook() as gradebook:
        assert gradebook.find_source_cell("setup", NAME, NAME).source == "import math"


def test_magics_for_plots_before_the_students_cells_and_all_in_other_cells_are_released(
    root, tmp_path
):
    shutil.copytree(root, tmp_path, dirs_exist_ok=True)
    path = tmp_path / "source" / NAME / f"{NAME}.ipynb"
    nb = nbformat.read(path, as_version=4)
    cell(
        nb, "setup"
    ).source = "%matplotlib inline\n%config InlineBackend.figure_format = 'svg'\nimport math"
    cell(nb, "double").source = "%matplotlib inline\n" + cell(nb, "double").source
    nb.cells.append(nbformat.v4.new_code_cell("%load_ext autoreload"))
    nbformat.write(nb, path)
    (outcome,) = release(tmp_path)
    assert outcome.succeeded, outcome.reason
    assert "double" in exam_of(CourseFolder(tmp_path)).functions


def test_what_leaks_is_named(root, tmp_path):
    shutil.copytree(root, tmp_path, dirs_exist_ok=True)
    path = tmp_path / "source" / NAME / f"{NAME}.ipynb"
    path.write_text(path.read_text().replace("# Doubling", "# autograder.key"))
    (outcome,) = release(tmp_path)
    assert outcome.reason == (f'CourseError: the release of {NAME} would contain "autograder.key"')


@pytest.mark.parametrize(
    ("heading", "cell_and_points"),
    [
        ("### Exercise 1.1 · `double` (3 + 2 points)", None),
        ("### Exercise 1.1 · `double` (4 + 2 points)", ("double-values", 3, 4)),
        ("### Exercise 1.1 · `double` (3 + 2.5 points)", ("double-robustness", 2, 2.5)),
        ("### Exercise 1.1 · `double` (3 points)", ("double-robustness", 2, 0)),
        ("In `double` you can earn 9 (or 8 points)", None),
    ],
)
def test_points_that_the_text_contradicts_are_refused_before_the_gradebook_has_them(
    root, tmp_path, heading, cell_and_points
):
    shutil.copytree(root, tmp_path, dirs_exist_ok=True)
    path = tmp_path / "source" / NAME / f"{NAME}.ipynb"
    nb = nbformat.read(path, as_version=4)
    cell(nb, "title").source = f"# Doubling\n\n{heading}\n\nDouble it."
    cell(nb, "written").source = "### Why? (1 point)"
    cell(nb, "written").metadata.nbgrader.points = 1
    nbformat.write(nb, path)
    (outcome,) = release(tmp_path)
    if cell_and_points is None:
        assert outcome.succeeded
        return
    name, points, promised = cell_and_points
    assert outcome.reason == (
        f"CourseError: {NAME}.ipynb, cell {name}: it is worth {points} points by its metadata, "
        f'and {promised} by "{heading}"; make both the same, then release again'
    )
    assert not (tmp_path / "release" / NAME).exists()
    with CourseFolder(tmp_path).gradebook() as gradebook:
        assert gradebook.find_notebook(NAME, NAME).max_score == 10


def test_the_student_gets_the_ranges_of_the_project():
    _, *lines = student_requirements().splitlines()
    assert [line.partition(">=")[0] for line in lines] == list(STUDENT_PACKAGES)
    assert set(lines) <= set(tomllib.loads(PROJECT.read_text())["project"]["dependencies"])


def test_a_missing_range_is_named(tmp_path, monkeypatch):
    path = tmp_path / "pyproject.toml"
    names = [name for name in STUDENT_PACKAGES if name != "jupyterlab"]
    ranges = ", ".join(f'"{name}>=1"' for name in [*names, "jupyterlab-server"])
    head = '[project]\nversion = "1"\nrequires-python = ">=3.11"\n'
    path.write_text(f"{head}dependencies = [{ranges}]\n")
    with pytest.raises(CourseError, match=r"names no oldest version of jupyterlab$"):
        student_requirements(path)
    monkeypatch.setattr(project, "NAME", "no-such-package")
    with pytest.raises(CourseError, match=r"none\.toml is missing, and no-such-package is not"):
        student_requirements(tmp_path / "none.toml")


def test_the_planted_solution_of_the_dummy_course_is_one():
    space = {}
    exec(RIGHT, space)
    assert space["double"](21) == 42
