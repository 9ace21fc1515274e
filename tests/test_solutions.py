"""Solution notebooks: whole, right, and without what is the instructor's alone."""

import ast
import filecmp
import re
import shutil
from pathlib import Path

import nbformat
import pytest
from dummy_class import released_course
from dummy_course import NAME, ROOT, make_course, nbgrader
from nbgrader.utils import is_grade, is_solution

from autograder.__main__ import main
from autograder.classroom.students import reference_answers
from autograder.course.exercises import ASSIGNMENTS
from autograder.grading import CourseError
from autograder.host.course_folder import CONFIG, CourseFolder
from autograder.host.edition import student_wheel
from autograder.host.release import SECRETS
from autograder.host.solutions import NOTE_ID, solutions, written_out

WITH_DATA = "06-newton"  # the tests put a file beside this notebook


def read(path):
    return nbformat.read(path, as_version=4)


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    root = tmp_path_factory.mktemp("course")
    shutil.copytree(ROOT / "source", root / "source")
    shutil.copy(ROOT / CONFIG, root)
    (root / "source" / WITH_DATA / "table.csv").write_text("x,y\n1,2\n")
    assert main(["solutions", "--root", str(root)]) == 0
    return root / "solutions"


@pytest.fixture(params=ASSIGNMENTS)
def assignment(request):
    return request.param


@pytest.fixture
def cells(written, assignment):
    return {cell.id: cell for cell in read(written / assignment / f"{assignment}.ipynb").cells}


@pytest.fixture
def source(assignment):
    cells = read(ROOT / "source" / assignment / f"{assignment}.ipynb").cells
    return {cell.id: cell for cell in cells}


def test_each_folder_holds_what_a_student_needs(written, assignment):
    folder = written / assignment
    names = {path.relative_to(folder) for path in folder.rglob("*") if path.is_file()}
    edition = {Path(student_wheel()[0])}
    data = {Path("table.csv")} if assignment == WITH_DATA else set()
    assert names == edition | data | {Path(f"{assignment}.ipynb"), Path("requirements.txt")}


def test_the_form_is_that_of_a_clean_notebook_with_one_cell_more(cells, source):
    assert list(cells)[1] == NOTE_ID
    assert [name for name in cells if name != NOTE_ID] == list(source)
    for cell in cells.values():
        assert set(cell.metadata) <= {"tags"}, cell.id
        if cell.cell_type == "code":
            assert (cell.outputs, cell.execution_count) == ([], None)
            ast.parse(cell.source)


def test_each_exercise_holds_its_reference_as_text(cells, assignment):
    answers = reference_answers(assignment)
    assert set(answers) == {exercise.name for exercise in ASSIGNMENTS[assignment]}
    for name, answer in answers.items():
        assert cells[name].source == answer.rstrip("\n")


def test_each_worked_step_is_filled_in(cells, source):
    steps = [
        cell
        for cell in source.values()
        if is_solution(cell) and not is_grade(cell) and "autograder.key" not in cell.source
    ]
    for step in steps:
        kept = [line for line in step.source.splitlines() if "SOLUTION" not in line]
        assert cells[step.id].source.splitlines() == kept


def test_the_written_question_has_its_answer_and_no_mark_scheme(cells, source):
    answer, scheme = re.match(
        r"### BEGIN SOLUTION\n(.*)<!-- BEGIN MARK SCHEME -->\n(.*)<!-- END MARK SCHEME -->\n",
        source["written"].source,
        re.DOTALL,
    ).groups()
    assert cells["written"].source == answer.strip("\n")
    assert len(answer.split()) > 100
    assert "ypical gap" in scheme
    text = "\n".join(cell.source for cell in cells.values())
    for line in filter(None, map(str.strip, scheme.splitlines())):
        if len(line) > 40:
            assert line not in text


def test_no_hidden_test_and_no_trace_of_the_key_is_handed_out(written, assignment):
    for path in (written / assignment).rglob("*"):
        if path.is_file():  # the wheel is not compressed, so its text stands in it
            text = path.read_bytes().decode("utf-8", "replace")
            for secret in (*SECRETS, "HIDDEN TESTS", "SOLUTION ", "MARK SCHEME"):
                assert secret not in text, (path, secret)
    notebook = (written / assignment / f"{assignment}.ipynb").read_text(encoding="utf-8")
    assert "examine(" not in notebook
    assert "nbgrader" not in notebook


def test_all_other_code_is_what_is_released_so_that_it_runs_as_an_answered_notebook(
    cells, assignment
):
    """`test_student_edition.py` runs one from top to bottom, nbval its worked steps."""
    released = read(ROOT / "release" / assignment / f"{assignment}.ipynb").cells
    code = {cell.id: cell.source for cell in released if cell.cell_type == "code"}
    answered = {cell.id for cell in released if is_solution(cell)}
    assert len(code) > len(answered) >= len(ASSIGNMENTS[assignment])
    for name in code.keys() - answered:
        assert cells[name].source == code[name], name


def test_only_the_cells_that_ask_the_key_change_their_text():
    own = "w = 1\n### BEGIN SOLUTION\nx = 2\n### END SOLUTION\n\nassert x"
    assert written_out(own) == "w = 1\nx = 2\n\nassert x"
    asking = (
        "def softmax(z):\n    ### BEGIN SOLUTION\n"
        "    from autograder.key.references import softmax as reference\n\n"
        "    return reference(z)\n    ### END SOLUTION"
    )
    assert written_out(asking) == reference_answers("01-softmax")["softmax"].rstrip("\n")


# ---- the command, on a small course ----


@pytest.fixture
def course(tmp_path):
    return released_course(tmp_path / "course")


def test_the_command_of_nbgrader_writes_the_same(course, tmp_path):
    (outcome,) = solutions(course, [NAME], tmp_path / "ours")
    assert outcome.reason is None
    nbgrader(course.root, "generate_solution", NAME)
    ours, theirs = tmp_path / "ours" / NAME, course.solutions / NAME
    names = [str(p.relative_to(ours)) for p in ours.rglob("*") if p.is_file()]
    assert names
    assert filecmp.cmpfiles(ours, theirs, names, shallow=False)[1:] == ([], [])


def test_another_folder_may_be_named_and_an_own_one_is_replaced(course, tmp_path, capsys):
    (outcome,) = solutions(course, [NAME], tmp_path / "out")
    assert outcome.reason is None
    path = tmp_path / "out" / NAME / f"{NAME}.ipynb"
    first = path.read_bytes()
    (path.parent / "__pycache__").mkdir()
    path.write_text(path.read_text().replace("return x + x", "return 3 * x"))
    assert main(["solutions", "--root", str(course.root), "--output", str(tmp_path / "out")]) == 0
    assert capsys.readouterr().out == f"{NAME}: written\n"
    assert path.read_bytes() == first
    assert not (path.parent / "__pycache__").exists()
    assert not course.solutions.exists()


@pytest.mark.parametrize("step", ["source", "release"])
def test_nothing_else_is_replaced(course, step, capsys):
    path = course.root / step / NAME / f"{NAME}.ipynb"
    before = path.read_bytes()
    assert main(["solutions", "--root", str(course.root), "--output", str(course.root / step)]) == 1
    error = capsys.readouterr().err
    assert error.startswith("error: ")
    assert "remove it, or name another folder with --output" in error
    assert error.count("\n") == 1
    assert path.read_bytes() == before


def test_an_unknown_assignment_is_named_with_those_that_exist(course):
    with pytest.raises(CourseError, match=f"no assignment 99-none; there are: {NAME}"):
        solutions(course, ["99-none"], None)


def test_a_fresh_clone_needs_no_release_before(tmp_path):
    course = CourseFolder(make_course(tmp_path))
    (outcome,) = solutions(course, [], None)
    assert outcome.reason is None
    text = (course.solutions / NAME / f"{NAME}.ipynb").read_text()
    assert "return x + x" in text
    assert "the model answer" in text
    assert "doubling fails" not in text
