"""A hidden test turns out to be wrong in mid-term: mend, release and grade again.

What was handed in on the old release is graded by the new test, and what a person gave stays.
"""

import nbformat
import pytest
from dummy_class import answer, copy_of, released_course
from dummy_course import HIDDEN, NAME, RIGHT, cell, graded, marked, source_notebook, submit

from autograder.__main__ import main

FAULTY = HIDDEN.replace("40 + 2", "40 + 3")
OTHER = "01-doubling-again"
CLASS = {"ada": answer(RIGHT, written="Because."), "ben": answer("def double(x):\n    return 0")}


@pytest.fixture(scope="module")
def as_graded(tmp_path_factory):
    """Two assignments released and graded, one with a faulty test; marks and comments by hand."""
    root = tmp_path_factory.mktemp("graded")
    course = released_course(root)
    write(course, with_hidden(FAULTY))
    write(course, source_notebook(), OTHER)
    assert main(["release", "--root", str(root)]) == 0
    for student, edit in CLASS.items():
        submit(course.root, student, edit)
    (course.submitted / "ada" / OTHER).mkdir()
    notebook = course.submitted / "ada" / NAME / f"{NAME}.ipynb"
    (course.submitted / "ada" / OTHER / f"{OTHER}.ipynb").write_bytes(notebook.read_bytes())
    assert main(["grade", NAME, OTHER, "--root", str(root), "--workers", "1"]) == 0
    with course.gradebook() as gradebook:
        gradebook.find_grade("written", NAME, NAME, "ada").manual_score = 4.5
        gradebook.find_comment("written", NAME, NAME, "ada").manual_comment = "well put"
        gradebook.find_comment("double", NAME, NAME, "ben").manual_comment = "see me"
        gradebook.db.commit()
    assert points(course) == {"ada": (0, 2, 4.5), "ben": (0, 0, 0)}
    return course


@pytest.fixture
def course(as_graded, tmp_path):
    return copy_of(as_graded, tmp_path / "course")


def write(course, notebook, assignment=NAME):
    path = course.source(assignment) / f"{assignment}.ipynb"
    path.parent.mkdir(exist_ok=True)
    nbformat.write(notebook, path)


def with_hidden(hidden, visible="assert double(2) == 4", points=3):
    notebook = source_notebook()
    test = cell(notebook, "double-values")
    test.source, test.metadata.nbgrader["points"] = graded(visible, hidden), points
    return notebook


def points(course):
    """What each student has for the two tests and the written answer."""
    found = {}
    with course.gradebook() as gradebook:
        for student in CLASS:
            (notebook,) = gradebook.find_submission(NAME, student).notebooks
            scores = {grade.name: grade.score for grade in notebook.grades}
            found[student] = tuple(
                scores[name] for name in ("double-values", "double-robustness", "written")
            )
    return found


def comments(course):
    with course.gradebook() as gradebook:
        return [
            gradebook.find_comment("written", NAME, NAME, "ada").manual_comment,
            gradebook.find_comment("double", NAME, NAME, "ben").manual_comment,
        ]


def release_and_grade(course, capsys):
    capsys.readouterr()
    assert main(["release", "--root", str(course.root)]) == 0
    assert main(["grade", NAME, OTHER, "--root", str(course.root), "--workers", "1"]) == 0
    return capsys.readouterr().out


def test_a_mended_hidden_test_gives_points_back_and_keeps_what_a_person_gave(course, capsys):
    write(course, with_hidden(HIDDEN))
    said = release_and_grade(course, capsys)
    assert points(course) == {"ada": (3, 2, 4.5), "ben": (0, 0, 0)}
    assert comments(course) == ["well put", "see me"]
    assert f"{NAME}: 2 graded after" in said
    assert f"{OTHER}: 0 graded after" in said
    assert ", 1 graded before" in said


def test_the_feedback_and_the_export_hold_the_new_points(course, capsys, tmp_path):
    write(course, with_hidden(HIDDEN))
    release_and_grade(course, capsys)
    assert course.feedback(NAME, "ada").reason is None
    page = (course.root / "feedback" / "ada" / NAME / f"{NAME}.html").read_text()
    assert "9.5" in page
    assert "well put" in page
    course.export(tmp_path / "grades.csv")
    assert f'"{NAME}","ada","","","",9.5,0.0,9.5,10.0' in (tmp_path / "grades.csv").read_text()


def test_a_submission_is_graded_by_the_new_text_of_a_test_and_shows_it(course, capsys):
    write(course, with_hidden("assert double(21) == 42", visible="assert double(7) == 14"))
    release_and_grade(course, capsys)
    assert points(course)["ada"] == (3, 2, 4.5)
    submitted = (course.submitted / "ada" / NAME / f"{NAME}.ipynb").read_text()
    assert "double(2) == 4" in submitted
    autograded = (course.autograded / "ada" / NAME / f"{NAME}.ipynb").read_text()
    assert "double(7) == 14" in autograded
    assert "double(2) == 4" not in autograded


def test_other_points_count_for_those_who_have_handed_in(course, capsys):
    write(course, with_hidden(HIDDEN, points=7))
    release_and_grade(course, capsys)
    assert points(course) == {"ada": (7, 2, 4.5), "ben": (0, 0, 0)}
    with course.gradebook() as gradebook:
        assert gradebook.find_assignment(NAME).max_score == 14


def test_a_test_that_can_not_be_mended_is_worth_nothing(course, capsys):
    write(course, with_hidden(FAULTY, points=0))
    release_and_grade(course, capsys)
    assert points(course)["ada"] == (0, 2, 4.5)
    with course.gradebook() as gradebook:
        assert gradebook.find_assignment(NAME).max_score == 7


@pytest.mark.parametrize("change", ["add", "remove", "rename"])
def test_a_cell_more_or_less_is_refused_and_costs_nothing(course, capsys, change):
    notebook = with_hidden(HIDDEN)
    test = cell(notebook, "double-values")
    if change == "add":
        notebook.cells.append(marked("double-more", graded("assert double", HIDDEN), points=1))
    elif change == "remove":
        notebook.cells.remove(test)
    else:
        test.metadata.nbgrader["grade_id"] = test.id = "double-ordinary"
    write(course, notebook)
    capsys.readouterr()
    assert main(["release", "--root", str(course.root)]) == 1
    assert f"{NAME}: RuntimeError: Cannot add or remove cells" in capsys.readouterr().out
    assert not (course.root / "release" / NAME).exists()
    assert points(course)["ada"] == (0, 2, 4.5)
    write(course, with_hidden(HIDDEN))
    release_and_grade(course, capsys)
    assert points(course)["ada"] == (3, 2, 4.5)
    assert comments(course) == ["well put", "see me"]
