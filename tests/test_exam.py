"""An exam is what `source/` says, and what it says must be what was released."""

import ast
import pickle
import shutil
import subprocess
import sys
from dataclasses import replace

import nbformat
import pytest
import small_exam
from dummy_class import released_course
from dummy_course import HIDDEN, NAME, RAISE_OR_NOT, SHOW, cell, exam_of, marked
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from nbgrader.utils import compute_checksum
from patience import PATIENCE

from autograder.checking.progress_file import FILE as PROGRESS
from autograder.grading import CourseError
from autograder.grading.source import Sources, _file, grade_id, load_exam, read_exam


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    course = released_course(tmp_path_factory.mktemp("course"))
    checkpoints = course.source(NAME) / ".ipynb_checkpoints"
    checkpoints.mkdir()
    (checkpoints / "old.txt").write_text("old")
    (course.source(NAME) / PROGRESS).write_text("{}")
    (course.source(NAME) / "data").mkdir()
    (course.source(NAME) / "data" / "more.csv").write_text("1")
    return course


@pytest.fixture(scope="module")
def exam(course):
    return exam_of(course)


@pytest.fixture
def source(course):
    """The source notebook, put back after the test."""
    path = course.source(NAME) / f"{NAME}.ipynb"
    before = path.read_bytes()
    yield path
    path.write_bytes(before)


def edit(path, change):
    nb = nbformat.read(path, as_version=4)
    change(nb)
    nbformat.write(nb, path)


# ---- what it holds ----


def test_tests_have_their_points_and_texts_with_and_without_the_hidden_part(exam):
    tests = [each for each in exam.cells if each.is_test]
    assert [(test.name, test.points) for test in tests] == [
        ("double-values", 3.0),
        ("double-robustness", 2.0),
    ]
    values, robustness = tests
    assert values.released == "assert double(2) == 4"
    assert values.source.startswith(values.released)
    assert HIDDEN in values.source
    assert RAISE_OR_NOT in robustness.source


def test_a_solution_is_what_students_start_from(exam):
    (double, written) = [each for each in exam.cells if each.is_solution]
    assert double.source == double.released
    assert "return x + x" not in double.released
    assert double.released.startswith("def double(x):\n    raise NotImplementedError")
    assert written.is_written
    assert (written.points, written.kind) == (5.0, "markdown")
    assert "the model answer" not in written.released


def test_what_only_shows_something_is_known_by_its_text(exam):
    assert exam.shown == {SHOW}


def test_functions_and_who_calls_them(exam):
    assert exam.functions == {"double"}
    assert exam.tested == {
        "double-values": frozenset({"double"}),
        "double-robustness": frozenset({"double"}),
    }


def test_cells_keep_their_order_and_those_that_nbgrader_knows_their_names(exam):
    assert [each.name for each in exam.cells] == [
        *("", "setup", "", "double", "double-values", "double-robustness", "written")
    ]
    assert list(exam.marked) == [each.name for each in exam.cells if each.name]
    assert [each.name for each in exam.cells if each.is_setup] == ["setup"]


def test_the_checksum_is_of_the_text_that_students_start_from(exam):
    for each in exam.marked.values():
        make = new_markdown_cell if each.kind == "markdown" else new_code_cell
        mark = {name: value for name, value in each.mark.items() if name != "checksum"}
        released = make(each.released, metadata={"nbgrader": mark})
        assert each.mark["checksum"] == compute_checksum(released)


def test_files_beside_the_notebook_are_there_and_checkpoints_and_progress_are_not(exam):
    assert exam.files == {"table.csv": b"x,y\n1,2\n", "data/more.csv": b"1"}


def test_the_kernel_is_that_of_the_source(exam):
    assert exam.kernelspec["name"] == "python3"


def test_it_knows_what_tells_its_notebook_from_that_of_another_assignment(course, exam):
    folder = course.source("01-halving")
    draft = course.source("02-draft")
    for place in (folder, draft):
        place.mkdir()
    cells = [
        marked("setup", "import math", locked=True),
        marked("halve", "def halve(x):\n    return x / 2", solution=True),
        new_markdown_cell("# Halving, for a change", id="title"),
    ]
    nbformat.write(new_notebook(cells=cells), folder / "01-halving.ipynb")
    (draft / "02-draft.ipynb").write_text("not yet a notebook")
    try:
        beside = exam_of(course)
    finally:
        for place in (folder, draft):
            shutil.rmtree(place)
    assert exam.others == {}
    assert set(beside.others) == {"01-halving"}
    assert {"cell halve", "def halve"} < beside.others["01-halving"]
    assert {"cell double", "def double"} < beside.traces
    assert beside.digest == exam.digest, "other assignments are no reason to grade again"


def test_a_cell_without_a_mark_has_no_grade_id():
    assert grade_id(new_code_cell("1")) is None
    assert grade_id(marked("a", "1")) == "a"


# ---- what is refused ----


def test_a_folder_without_its_notebook_is_no_exam(course, source):
    source.rename(source.with_name("Untitled.ipynb"))
    with pytest.raises(CourseError, match=rf"{NAME}\.ipynb is missing"):
        exam_of(course)
    source.with_name("Untitled.ipynb").unlink()


def _harder(nb):
    cell(nb, "double-values").source = cell(nb, "double-values").source.replace("40 + 2", "40 + 3")


def _dearer(nb):
    cell(nb, "double-values").metadata.nbgrader.points = 4


def _new_test(nb):
    nb.cells.append(marked("double-again", "assert double(1) == 2", points=1))


def _gone(nb):
    nb.cells = [each for each in nb.cells if each.id != "double-robustness"]


def _another_start(nb):
    cell(nb, "double").source = "# start here\n" + cell(nb, "double").source


def _another_question(nb):
    cell(nb, "written").source = "How?"


@pytest.mark.parametrize(
    ("change", "name"),
    [
        (_harder, "double-values"),
        (_dearer, "double-values"),
        (_new_test, "double-again"),
        (_gone, "double-robustness"),
        (_another_start, "double"),
        (_another_question, "written"),
    ],
)
def test_a_source_that_is_not_what_was_released_is_refused(course, source, change, name):
    edit(source, change)
    with pytest.raises(CourseError, match=f"not what was released, see cell {name}: run the rel"):
        exam_of(course)


def _another_title(nb):
    cell(nb, "title").source = "# Twice"


def _another_reference(nb):
    cell(nb, "double").source = cell(nb, "double").source.replace("x + x", "2 * x")


def _another_picture(nb):
    cell(nb, "picture").source = "print(1)"


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        (
            "double-values",
            "assert (double(2) == 4",
            "line 1: '(' was never closed",
        ),
        ("setup", "import math\nx = = 1", "line 2: invalid syntax"),
        (
            "double",
            "def double(x)\n    ### BEGIN SOLUTION\n    ### END SOLUTION",
            "line 1: expected ':'",
        ),
    ],
)
def test_a_cell_that_python_can_not_read_is_named(course, source, name, text, said):
    edit(source, lambda nb: cell(nb, name).update(source=text))
    with pytest.raises(CourseError) as caught:
        exam_of(course)
    told = f"{source}, cell {name}, {said}; correct it, then release again"
    assert str(caught.value) == told


def test_a_file_that_is_no_notebook_is_named_and_another_such_draft_stops_nobody(course, source):
    draft = source.parents[1] / "01-draft" / "01-draft.ipynb"
    draft.parent.mkdir()
    for text in (
        "{",
        '{"nbformat": 4, "cells": 5}',
        source.read_text().replace("import math", "import"),
    ):
        draft.write_text(text)
        assert exam_of(course).others == {}
    source.write_text("{")
    with pytest.raises(CourseError) as caught:
        exam_of(course)
    assert str(caught.value) == f"{source} is no notebook: save it again in JupyterLab"


def test_a_region_without_an_end_is_named(course, source):
    edit(source, lambda nb: cell(nb, "double-values").update(source="### BEGIN HIDDEN TESTS\n1"))
    with pytest.raises(CourseError) as caught:
        exam_of(course)
    assert str(caught.value).startswith(f"{source}: No end hidden tests statement found; correct")


@pytest.mark.parametrize("change", [_another_title, _another_reference, _another_picture])
def test_a_change_that_no_grade_depends_on_needs_no_release(course, source, change):
    edit(source, change)
    assert exam_of(course).tested


def use(source, answer, test):
    """Let the solution cell be this answer and a test this one."""

    def change(nb):
        cell(nb, "double").source = answer
        cell(nb, "double-values").source = test

    edit(source, change)


def solved(answer):
    return f"### BEGIN SOLUTION\n{answer}\n### END SOLUTION"


def given(answer):
    return f"{answer}\n{solved('...')}"


@pytest.mark.parametrize("released", [solved, given])
@pytest.mark.parametrize(
    ("answer", "test", "names"),
    [
        ("doubled = 4", "assert doubled == 4", {"doubled"}),
        (
            "a, (b, doubled) = 1, (2, 4)",
            "def helper():\n    return doubled\nassert helper() == 4",
            {"doubled"},
        ),
        ("doubled: int = 4", "assert doubled == 4", {"doubled"}),
        ("for doubled in (4,):\n    pass", "assert doubled == 4", {"doubled"}),
        ("def double(x):\n    return 2 * x", "assert double(2) == 4", set()),
        ("doubled = 4", "doubled = 4\nassert doubled == 4", set()),
        ("doubled = 4", "for doubled in [4]:\n    assert doubled == 4", set()),
        ("math = 1", "assert math.pi", set()),
        ("def double(x):\n    sum = x + x\n    return sum", "assert sum([double(2)])", set()),
    ],
)
def test_a_test_is_given_the_values_that_solution_cells_bind_and_it_does_not(
    course, source, released, answer, test, names
):
    use(source, released(answer), test)
    exam = read_exam(course.source(NAME), Sources(course.config))
    assert exam.preparation.given["double-values"] == names


def edit_setup(course, source, *cells):
    """Put cells in the place of the setup cell, and return what its tests find."""

    def change(nb):
        place = nb.cells.index(cell(nb, "setup"))
        nb.cells[place : place + 1] = cells

    edit(source, change)
    return read_exam(course.source(NAME), Sources(course.config)).preparation


def locked(name, text):
    return marked(name, text, locked=True)


def test_what_nobody_locked_runs_for_tests_where_nothing_else_binds_it(course, source):
    unlocked = new_code_cell("import math\nprint(double(1))\nspare = 1", id="unlocked")
    found = edit_setup(course, source, unlocked)
    assert ast.unparse(found.code) == "import math"
    assert found.late == set()


def test_what_uses_the_students_work_runs_where_it_stands_and_only_in_the_jail(course, source):
    cells = locked("setup", "import math"), locked("late", "four = double(2)\ntwo = 2")
    use(source, given("x = 1"), "assert four + two + math.pi > 9")
    found = edit_setup(course, source, *cells)
    assert found.late == set()  # nothing defines double here
    use(source, given("def double(x):\n    return 2 * x"), "assert four + two + math.pi > 9")
    found = read_exam(course.source(NAME), Sources(course.config)).preparation
    assert found.late == {"late"}
    assert found.given["double-values"] == {"four"}
    assert ast.unparse(found.code) == "import math\ntwo = 2"


def test_what_binds_a_name_of_a_solution_again_runs_where_it_stands(course, source):
    def change(nb):
        place = nb.cells.index(cell(nb, "double-values"))
        nb.cells.insert(place + 1, locked("again", "doubled = [4]\nimport math"))

    use(source, given("doubled = [4]\nimport math"), "assert doubled[0] + math.pi > 7")
    edit(source, change)
    found = read_exam(course.source(NAME), Sources(course.config)).preparation
    assert (found.late, found.rebound) == ({"again"}, {"doubled"})
    assert found.given["double-values"] == {"doubled"}
    assert ast.unparse(found.code) == "import math\nimport math"  # the setup cell has one too


def test_a_notebook_for_another_language_is_refused(course, source):
    def change(nb):
        nb.metadata.kernelspec = {"name": "ir", "display_name": "R", "language": "R"}

    edit(source, change)
    with pytest.raises(CourseError) as caught:
        exam_of(course)
    assert str(caught.value) == (
        f"{source} has a kernel for R: grading runs Python alone; choose a kernel for Python in "
        "JupyterLab, save the notebook, then release again"
    )


def test_a_header_that_is_missing_is_named(course):
    config = course.config.copy()
    config.IncludeHeaderFooter.header = "source/header.ipynb"
    with pytest.raises(CourseError) as caught:
        read_exam(course.source(NAME), Sources(config))
    header = course.source("header.ipynb")
    assert str(caught.value) == f"{header} can't be read: No such file or directory"


# ---- its digest ----

EXAM = small_exam.exam_of(
    small_exam.preamble("import math"),
    small_exam.solution("def f(): ...\ndef g(): ...\ndef h(): ..."),
    small_exam.graded("values", "assert f()"),
    files={"table.csv": b"1"},
)


@pytest.mark.parametrize(
    "change",
    [
        {"assignment": "other"},
        {"cells": EXAM.cells[:2]},
        {"cells": (*EXAM.cells[:2], small_exam.graded("values", "assert g()"))},
        {"cells": (*EXAM.cells[:2], small_exam.graded("values", "assert f()", points=2))},
        {"files": {"table.csv": b"2"}},
        {"files": {"other.csv": b"1"}},
        {"kernelspec": {"name": "other"}},
    ],
)
def test_the_digest_changes_with_anything_of_the_exam(change):
    assert replace(EXAM, **change).digest != EXAM.digest


def test_an_exam_that_comes_again_is_the_one_that_came_before(exam):
    first, again = (pickle.loads(pickle.dumps(each)) for each in (exam, replace(exam)))
    assert again is first
    assert first == exam
    assert first.digest == exam.digest
    other = pickle.loads(pickle.dumps(replace(exam, kernelspec={"name": "other"})))
    assert other.kernelspec == {"name": "other"}
    assert other.cells == exam.cells


def test_the_digest_is_the_same_in_every_process():
    code = (
        "from small_exam import exam_of, solution\n"
        "print(exam_of(solution('def f(): ...\\ndef g(): ...\\ndef h(): ...')).digest)"
    )
    digests = set()
    for seed in ("1", "2"):  # of Python's own hashes, on which the order in a set depends
        done = subprocess.run(
            [sys.executable, "-c", code],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(filter(None, sys.path))},
            capture_output=True,
            check=True,
            timeout=PATIENCE,
            text=True,
        )
        digests.add(done.stdout)
    assert len(digests) == 1


def test_for_several_exams_a_notebook_is_read_once(course, monkeypatch):
    read, paths = _file, []
    monkeypatch.setattr(
        "autograder.grading.source._file", lambda path: paths.append(path) or read(path)
    )
    sources = Sources(course.config)
    first, second = (read_exam(course.source(NAME), sources) for _ in range(2))
    assert paths.count(course.source(NAME) / f"{NAME}.ipynb") == 1
    assert first == second == read_exam(course.source(NAME), Sources(course.config))


def test_load_exam_takes_the_folder_and_not_the_working_directory(course, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    with course.gradebook() as gradebook:
        assert load_exam(course.source(NAME), gradebook, Sources(course.config)).assignment == NAME
