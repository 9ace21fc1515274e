import copy
import json

import nbformat
import pytest
from dummy_course import (
    HIDDEN,
    NAME,
    RIGHT,
    SHOW,
    cell,
    make_course,
    solve,
    source_notebook,
    submit,
)
from nbformat.v4 import new_code_cell, new_markdown_cell

from autograder.examination.course import Course
from autograder.examination.submission import SKIP, follow, grade_id, remove_stand_ins

TEXTS = {
    "setup": "import math",
    "double": "def double(x):\n    raise NotImplementedError",
    "double-values": f"assert double(2) == 4\n{HIDDEN}",
    "double-robustness": "assert double(0) == 0",
    "written": "Why?",
}


@pytest.fixture
def source():
    return source_notebook()


@pytest.fixture
def nb():
    nb = source_notebook()
    solve(nb)
    return nb


def marks(nb):
    return [grade_id(cell) for cell in nb.cells]


def skipped(nb):
    return [cell.source for cell in nb.cells if SKIP in cell.metadata.get("tags", [])]


# ---- what `import autograder` could find ----


@pytest.mark.parametrize(
    "name",
    [
        "autograder.py",
        "autograder.pyc",
        "autograder.so",
        "autograder.cpython-311-x86_64-linux-gnu.so",
        "AUTOGRADER.py",
        "autograder/__init__.py",
        "autograder/lesson/check.py",
        "autograder.egg-info/x",
        "ipykernel_launcher.py",
    ],
)
def test_a_stand_in_is_deleted(tmp_path, name):
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("")
    remove_stand_ins(tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["autograder_notes.py", "my_autograder.py", "helper.py", "a.csv"])
def test_a_neighbour_of_a_stand_in_stays(tmp_path, name):
    (tmp_path / name).write_text("")
    remove_stand_ins(tmp_path)
    assert (tmp_path / name).exists()


@pytest.mark.parametrize("name", ["autograder", "autograder.py"])
def test_a_link_is_deleted_and_its_target_stays(tmp_path, name):
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "precious").write_text("")
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / name).symlink_to(outside)
    remove_stand_ins(folder)
    assert not (folder / name).is_symlink()
    assert (outside / "precious").exists()


def test_a_link_inside_a_stand_in_is_not_followed(tmp_path):
    (tmp_path / "precious").write_text("")
    package = tmp_path / "folder" / "autograder"
    package.mkdir(parents=True)
    (package / "link").symlink_to(tmp_path)
    remove_stand_ins(tmp_path / "folder")
    assert not package.exists()
    assert (tmp_path / "precious").exists()


# ---- which cells are which ----


def test_tags_and_metadata_of_a_submission_count_for_nothing(nb, source):
    for each in nb.cells:
        each.metadata.update(tags=["skip-execution", "raises-exception"], transient={"x": 1})
    nb.metadata.update(widgets={}, kernelspec={"name": "python3"})
    follow(nb, source, TEXTS)
    assert nb.metadata == {"kernelspec": {"name": "python3"}}
    assert skipped(nb) == [SHOW]
    assert all(set(each.metadata) <= {"nbgrader", "tags"} for each in nb.cells)


def test_points_and_kind_of_a_cell_come_from_the_source(nb, source):
    cell(nb, "double-values").metadata.nbgrader.update(points=100, grade=False, locked=False)
    follow(nb, source, TEXTS)
    mark = next(each for each in nb.cells if grade_id(each) == "double-values").metadata.nbgrader
    assert (mark.points, mark.grade, mark.locked) == (3, True, True)


def test_a_locked_cell_has_the_text_of_the_course_and_an_answer_its_own(nb, source):
    cell(nb, "double-values").source = "pass"
    follow(nb, source, TEXTS)
    texts = {grade_id(each): each.source for each in nb.cells}
    assert texts["double-values"] == TEXTS["double-values"]
    assert texts["double"] == RIGHT


def test_deleted_cells_are_put_back_where_they_were(nb, source):
    order = marks(nb)
    for gone in (["double-values"], ["double", "double-values"], ["setup"], ["written"]):
        shorter = copy.deepcopy(nb)
        shorter.cells = [each for each in shorter.cells if each.id not in gone]
        follow(shorter, source, TEXTS)
        assert [m for m in marks(shorter) if m] == [m for m in order if m]
        back = {grade_id(each): each.source for each in shorter.cells}
        assert all(back[name] == TEXTS[name] for name in gone)


def test_an_empty_notebook_gets_every_cell_back(nb, source):
    nb.cells = []
    follow(nb, source, TEXTS)
    assert marks(nb) == list(TEXTS)


def test_of_a_cell_that_is_there_twice_the_last_counts(nb, source):
    second = copy.deepcopy(cell(nb, "double"))
    second.source = "def double(x):\n    return 0"
    nb.cells.append(second)
    follow(nb, source, TEXTS)
    assert [each.source for each in nb.cells if grade_id(each) == "double"] == [second.source]
    assert len({each.id for each in nb.cells}) == len(nb.cells)


def test_a_cell_that_the_course_does_not_know_is_an_ordinary_one(nb, source):
    mark = {"grade": True, "grade_id": "bonus", "points": 100, "solution": False, "locked": True}
    nb.cells.append(new_code_cell("1", metadata={"nbgrader": mark}))
    follow(nb, source, TEXTS)
    assert "bonus" not in marks(nb)


@pytest.mark.parametrize("mark", [[1], "x", None, {}, {"grade": True}, {"grade_id": ["setup"]}])
def test_malformed_metadata_is_no_metadata(nb, source, mark):
    nb.cells.append(new_code_cell("1", metadata={"nbgrader": mark}))
    follow(nb, source, TEXTS)
    assert marks(nb)[-1] is None


def test_an_edited_show_cell_is_run_and_a_copied_one_is_not(nb, source):
    cell(nb, "picture").source += "\nx = 1"
    nb.cells += [new_code_cell(SHOW), new_markdown_cell(SHOW)]
    follow(nb, source, TEXTS)
    assert skipped(nb) == [SHOW]
    assert nb.cells[-2].metadata.tags == [SKIP]


def test_a_test_is_run_even_where_a_show_cell_has_the_same_text(nb, source):
    cell(source, "picture").source = cell(source, "double-values").source
    follow(nb, source, TEXTS)
    assert skipped(nb) == []
    del nb.cells[marks(nb).index("double-values")]
    follow(nb, source, {**TEXTS, "double-values": cell(source, "picture").source})
    assert skipped(nb) == []


# ---- the same through nbgrader ----


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    course = Course(make_course(tmp_path_factory.mktemp("course")))
    course.generate(NAME)
    return course


def graded(course, student, edit):
    submit(course.root, student, edit)
    assert course.autograde(NAME, student).reason is None
    path = course.root / "autograded" / student / NAME / f"{NAME}.ipynb"
    with course.gradebook() as gradebook:
        grades = gradebook.find_submission(NAME, student).notebooks[0].grades
        return nbformat.read(path, as_version=4), {g.name: g.auto_score for g in grades}


def test_skipped_tests_are_run_all_the_same(course):
    def skip_all(nb):
        for each in nb.cells:
            each.metadata.tags = ["skip-execution"]

    nb, scores = graded(course, "skips", skip_all)
    assert scores["double-values"] == 0
    assert [each.execution_count is None for each in nb.cells if each.source == SHOW] == [True]


def test_a_submission_without_its_tests_fails_them(course):
    def only_title(nb):
        nb.cells = nb.cells[:1]

    nb, scores = graded(course, "bare", only_title)
    assert scores == {"double-values": 0, "double-robustness": 0, "written": 0}
    assert any(HIDDEN in each.source for each in nb.cells)


def test_a_test_that_is_there_twice_counts_once(course):
    def repeat(nb):
        solve(nb)
        nb.cells.append(copy.deepcopy(cell(nb, "double-values")))
        nb.cells[-1].id = "other"

    _, scores = graded(course, "twice", repeat)
    assert scores["double-values"] == 3


def test_a_cell_made_into_another_type_is_made_back(course):
    def retype(nb):
        solve(nb)
        place = [each.id for each in nb.cells].index("double-values")
        old = nb.cells[place]
        nb.cells[place] = new_markdown_cell("", id=old.id, metadata=old.metadata)
        nb.cells[place].attachments = {"a.png": {"image/png": "AAAA"}}

    _, scores = graded(course, "retyped", retype)
    assert scores["double-values"] == 3


def test_a_notebook_of_an_older_format_is_graded(course):
    def older(nb):
        solve(nb)
        nb.cells = [each for each in nb.cells if each.id != "double-robustness"]
        nb.nbformat_minor = 2
        for each in nb.cells:
            del each["id"]

    _, scores = graded(course, "older", older)
    assert (scores["double-values"], scores["double-robustness"]) == (3, 2)


def test_the_package_of_a_submission_is_not_the_one_that_is_imported(course):
    folder = submit(course.root, "forger", solve)
    (folder / "autograder" / "__init__.py").write_text("raise SystemExit")
    (folder / "autograder.py").write_text("raise SystemExit")
    path = folder / f"{NAME}.ipynb"
    nb = json.loads(path.read_text())
    extra = new_code_cell("import autograder\nprint(autograder.__file__)", id="extra")
    nb["cells"].append(extra)
    path.write_text(json.dumps(nb))
    assert course.autograde(NAME, "forger").succeeded
    done = course.root / "autograded" / "forger" / NAME
    assert not list(done.glob("autograder*"))
    output = nbformat.read(done / f"{NAME}.ipynb", as_version=4).cells[-1].outputs[0]
    assert str(course.root) not in output.text
    assert (folder / "autograder").exists(), "what the student sent stays as it is"
