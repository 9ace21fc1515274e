"""The form of the source notebooks: what nbgrader, a reader and a diff rely on."""

import ast
import builtins
import re
from collections import Counter
from functools import cache
from pathlib import Path

import nbformat
import pytest
from nbgrader.nbgraderformat import SCHEMA_VERSION

from autograder.checking.progress_file import FILE as PROGRESS
from autograder.course.exercises import ASSIGNMENTS, EXERCISES
from autograder.grading.names import global_names
from autograder.host.release import RefuseOtherPoints

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "source"
TASK = re.compile(r"^### Exercise (\d\.\d) · `(\w+)` \((\d+) \+ (\d+) points\)$", re.MULTILINE)
WRITTEN = re.compile(r"^### Written question \((\d+) points\)$", re.MULTILINE)


IMPORT = """
try:
    from autograder import {names}
except ImportError:
    raise ImportError(
        "the package softmax-course is missing. Run %pip install -r requirements.txt in a cell, "
        "then restart the kernel."
    ) from None"""


@cache
def notebook(assignment):
    return nbformat.read(SOURCE / assignment / f"{assignment}.ipynb", as_version=4)


def by_id(assignment):
    return {cell.id: cell for cell in notebook(assignment).cells}


def mark(cell):
    return cell.metadata.get("nbgrader", {})


def graded_cells(assignment):
    return {c.id: c for c in notebook(assignment).cells if mark(c).get("grade")}


@pytest.fixture(params=ASSIGNMENTS)
def assignment(request):
    return request.param


def test_there_is_one_folder_and_one_notebook_for_each_assignment():
    assert sorted(p.name for p in SOURCE.iterdir()) == list(ASSIGNMENTS)
    for name in ASSIGNMENTS:
        assert [p.name for p in (SOURCE / name).glob("*.ipynb")] == [f"{name}.ipynb"]


def test_the_file_is_valid_and_written_as_nbformat_writes(assignment):
    path = SOURCE / assignment / f"{assignment}.ipynb"
    read = notebook(assignment)
    nbformat.validate(read)
    assert read.metadata.kernelspec.name == "python3"
    assert path.read_text(encoding="utf-8") == nbformat.writes(read) + "\n"


def test_no_cell_carries_an_output_a_count_or_private_metadata(assignment):
    for cell in notebook(assignment).cells:
        if cell.cell_type == "code":
            assert cell.outputs == []
            assert cell.execution_count is None
        assert set(cell.metadata) <= {"nbgrader", "tags"}, cell.id
        assert cell.source.strip(), f"{cell.id} is empty"


def test_no_source_cell_may_fail_as_a_released_one_may(assignment):
    for cell in notebook(assignment).cells:
        assert "raises-exception" not in cell.metadata.get("tags", []), cell.id


def test_ids_are_unique_readable_and_the_same_for_nbgrader(assignment):
    cells = notebook(assignment).cells
    assert max(Counter(cell.id for cell in cells).values()) == 1
    for cell in cells:
        assert re.fullmatch(r"[a-z][a-zA-Z0-9_-]{2,63}", cell.id), cell.id
        assert not re.fullmatch(r"[0-9a-f]{8}(-.*)?", cell.id), cell.id
        if mark(cell):
            assert mark(cell)["grade_id"] == cell.id
            assert mark(cell)["schema_version"] == SCHEMA_VERSION == 3


def test_every_exercise_has_its_cells_in_order(assignment):
    ids = [cell.id for cell in notebook(assignment).cells]
    for exercise in ASSIGNMENTS[assignment]:
        n = exercise.name
        wanted = [f"{n}-task", n, f"{n}-try", f"{n}-check", f"{n}-hints"]
        wanted += [f"{n}-values", f"{n}-robustness"]
        missing = [i for i in wanted if i not in ids]
        assert not missing, f"{assignment} has no cells {missing}"
        places = [ids.index(i) for i in wanted]
        assert places == list(range(places[0], places[0] + len(wanted))), n


def test_solution_cells_delegate_to_the_reference_between_the_marks(assignment):
    cells = by_id(assignment)
    for exercise in ASSIGNMENTS[assignment]:
        n, cell = exercise.name, cells[exercise.name]
        assert mark(cell)["solution"]
        assert not mark(cell)["grade"]
        before, inside = cell.source.split("### BEGIN SOLUTION")
        arguments = ", ".join(a for a in exercise.arguments if a not in ("tol", "max_iter"))
        assert before.startswith(f"def {n}({arguments}")
        assert '"""' in before
        assert f"from autograder.key.references import {n} as reference" in inside
        assert inside.rstrip().endswith("### END SOLUTION")


def test_each_property_has_a_graded_cell_that_an_instructor_reads_at_a_glance(assignment):
    cells = by_id(assignment)
    for exercise in ASSIGNMENTS[assignment]:
        n = exercise.name
        for part in ("values", "robustness"):
            cell = cells[f"{n}-{part}"]
            assert mark(cell)["grade"]
            assert mark(cell)["locked"]
            assert not mark(cell)["solution"]
            assert cell.source == (
                f'check({n}, "{part}")\n'
                "### BEGIN HIDDEN TESTS\n"
                "from autograder.key import examine\n\n"
                f'examine({n}, "{part}")\n'
                "### END HIDDEN TESTS"
            )


def test_points_are_stated_in_the_text_and_add_up_to_a_hundred(assignment):
    cells = by_id(assignment)
    text = "\n".join(c.source for c in cells.values() if c.cell_type == "markdown")
    points = {i: mark(c)["points"] for i, c in graded_cells(assignment).items()}
    stated = {n: (number, int(v), int(r)) for number, n, v, r in TASK.findall(text)}
    assert list(stated) == [e.name for e in ASSIGNMENTS[assignment]]
    for n, (number, values, robustness) in stated.items():
        assert number == EXERCISES[n].number
        share = values / (values + robustness)
        said = f"{n}: values carry {share:.0%} of its points, which must be 55 % to 72 %"
        assert 0.55 <= share <= 0.72, said
    assert [int(p) for p in WRITTEN.findall(text)] == [20]
    RefuseOtherPoints().preprocess(notebook(assignment), {"nbgrader": {"notebook": assignment}})
    total = sum(points.values())
    assert total == 100, f"tests carry {total - points['written']} points in place of 80"


def test_the_written_question_is_graded_by_hand_with_four_marks_of_five(assignment):
    cell = by_id(assignment)["written"]
    assert cell.cell_type == "markdown"
    assert mark(cell)["grade"]
    assert mark(cell)["solution"]
    inside = cell.source.split("### BEGIN SOLUTION")[1].split("### END SOLUTION")[0]
    assert len(inside.split()) > 150
    for word in ("5", "accepted", "gap"):
        assert word in inside.lower()


def test_hints_are_folded_and_not_empty_the_third_of_four_works_with_numbers(assignment):
    cells = by_id(assignment)
    for exercise in ASSIGNMENTS[assignment]:
        source = cells[f"{exercise.name}-hints"].source
        hints = re.findall(
            r"<details>\s*<summary>(.+?)</summary>(.*?)</details>", source, re.DOTALL
        )
        assert len(hints) == 4, exercise.name
        for number, (summary, body) in enumerate(hints, start=1):
            assert summary.startswith(f"Hint {number}: ")
            assert len(body.split()) >= 5
        assert len(re.findall(r"\d", hints[2][1])) >= 8, f"{exercise.name}: few numbers"
        assert "place in the text" in hints[3][0]


NAMES = "check, claim, formula_sheet, language, passed, within"


def test_setup_is_locked_and_asks_the_package_for_what_a_notebook_uses(assignment):
    cell = by_id(assignment)["setup"]
    assert mark(cell)["locked"]
    assert not mark(cell)["grade"]
    imports = [line.strip() for line in cell.source.splitlines() if "import " in line]
    assert [line for line in imports if "autograder" in line] == [f"from autograder import {NAMES}"]
    # The same in all, where nothing of the package can say what is missing.
    assert IMPORT.replace("{names}", NAMES) in cell.source
    assert cell.source.splitlines().count('language("en")') == 1


def test_only_cells_that_show_something_reach_into_the_package(assignment):
    for cell in notebook(assignment).cells:
        if re.search(r"autograder\.(checking|course)", cell.source) and cell.cell_type == "code":
            assert cell.metadata.get("tags") == ["show"], cell.id
            assert not mark(cell), cell.id


def test_a_cell_that_grading_runs_takes_no_name_from_one_that_only_shows(assignment):
    known = {*dir(builtins)}
    for cell in notebook(assignment).cells:
        if cell.cell_type == "code" and "show" not in cell.metadata.get("tags", []):
            bound, used = global_names(cell.source)
            known |= bound
            assert used <= known, f"{assignment}, cell {cell.id}: {used - known}"


ENDING = ["recap", "formula-sheet", "practice", "hand-in", "symbols", "appendix"]


def test_every_assignment_opens_with_its_title_and_ends_with_a_recap(assignment):
    ids = list(by_id(assignment))
    assert ids[0] == "title"
    assert [each for each in ids[ids.index("recap") :] if each in ENDING] == ENDING


def words_until(assignment, name):
    """How many words a student reads before a cell: no folded text, no answer, no code."""
    count = 0
    for cell in notebook(assignment).cells:
        if cell.id == name:
            return count
        if cell.cell_type == "markdown":
            text = re.sub(r"<details>.*?</details>", "", cell.source, flags=re.DOTALL)
            text = re.sub(r"### BEGIN SOLUTION.*### END SOLUTION", "", text, flags=re.DOTALL)
            count += len(text.split())
    raise AssertionError(f"{assignment} has no cell {name}")


def test_the_first_picture_comes_within_150_words(assignment):
    pictures = [c for c in notebook(assignment).cells if re.search(r"^figures\.", c.source, re.M)]
    assert words_until(assignment, pictures[0].id) <= 150


def test_the_first_exercise_comes_within_700_words(assignment):
    assert words_until(assignment, f"{ASSIGNMENTS[assignment][0].name}-task") <= 700


def test_a_notebook_has_at_most_3500_words_before_its_appendix(assignment):
    words = words_until(assignment, "appendix")
    assert words >= 1500, f"{assignment} has only {words} words before its appendix"
    assert words <= 3500, (
        f"{assignment} has {words} words before its appendix, {words - 3500} too many: shorten, or "
        "fold into <details>, which does not count"
    )


def is_silent(source):
    """Whether code can only be believed: it asserts, or it shows nothing."""
    tree = ast.parse(source)
    if any(isinstance(node, ast.Assert) for node in ast.walk(tree)):
        return True
    calls = [node.func for node in ast.walk(tree) if isinstance(node, ast.Call)]
    names = {f.id for f in calls if isinstance(f, ast.Name)}
    showing = isinstance(tree.body[-1], ast.Expr)
    return not (showing or names & {"claim", "print", "display", "formula_sheet"})


@pytest.mark.parametrize(
    ("source", "silent"),
    [
        ("assert 1 == 1\nprint(1)", True),
        ("x = 1", True),
        ("x = 1\nx", False),
        ("claim('one', 1, 1)", False),
        ("if passed(f):\n    print(f(1))", False),
    ],
)
def test_a_cell_is_silent_where_it_asserts_or_shows_nothing(source, silent):
    assert is_silent(source) == silent


def test_no_shown_cell_is_silent(assignment):
    for cell in notebook(assignment).cells:
        if "show" in cell.metadata.get("tags", []):
            assert not is_silent(cell.source), cell.id


def test_what_calls_a_function_of_the_student_waits_until_it_has_passed(assignment):
    names = {exercise.name for exercise in ASSIGNMENTS[assignment]}
    waiting = set()
    for cell in notebook(assignment).cells:
        if "show" not in cell.metadata.get("tags", []):
            continue
        called = {
            node.func.id
            for node in ast.walk(ast.parse(cell.source))
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        } & names
        if called:
            asked = re.search(r"^if passed\(([\w, ]+)\):$", cell.source, re.M)
            assert asked, cell.id
            assert called <= set(asked[1].split(", ")), cell.id
            waiting |= called
    assert len(waiting) >= 3


def test_at_most_three_pictures_have_sliders(assignment):
    moving = [
        c.id for c in notebook(assignment).cells if re.search(r"^figures\.move_", c.source, re.M)
    ]
    assert len(moving) <= 3


def test_one_letter_has_one_meaning_as_far_as_a_machine_can_tell():
    """J is the logistic loss and nothing else: 01 and 05 have none."""
    for name in ("01-softmax", "05-output-layer"):
        for cell in notebook(name).cells:
            formulas = re.findall(r"\$[^$]+\$", cell.source)
            spoken = [cell.source] if cell.cell_type == "code" else formulas
            assert not any(re.search(r"\bJ\b", text) for text in spoken), cell.id


def test_small_steps_half_of_the_code_cells_that_are_no_tests_are_short(assignment):
    lengths = [
        len(c.source.splitlines())
        for c in notebook(assignment).cells
        if c.cell_type == "code" and not mark(c)
    ]
    assert sorted(lengths)[len(lengths) // 2] <= 6


def test_nothing_lies_beside_a_notebook_but_its_catalogues(assignment):
    of_work = {".ipynb_checkpoints", PROGRESS}  # what work in JupyterLab leaves, and git ignores
    paths = [p for p in (SOURCE / assignment).iterdir() if p.name not in of_work]
    assert {p.name for p in paths if p.suffix != ".po"} == {f"{assignment}.ipynb"}


def test_the_iris_data_say_where_they_come_from():
    text = (ROOT / "autograder" / "course" / "iris.csv").read_text(encoding="utf-8")
    comments = [line for line in text.splitlines() if line.startswith("#")]
    assert re.search(r"Fisher.*1936", " ".join(comments))
    rows = [line for line in text.splitlines() if line and not line.startswith("#")]
    assert len(rows) in (150, 151)
