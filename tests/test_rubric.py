"""The rubric, in view where a person grades and nowhere else."""

import bs4
import nbformat
import pytest
from dummy_class import released_course
from dummy_course import NAME, cell, formgrader, graded_page, marked, solve, submit
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output

MODEL = "the model answer"  # of the written question of the dummy course


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    return released_course(tmp_path_factory.mktemp("course"))


@pytest.fixture(scope="module")
def exporter(course):
    return formgrader(course.root)


def write(nb, text="because"):
    solve(nb)
    cell(nb, "written").source = text


def graded(course, student, edit=write):
    """The autograded notebook of a student, graded by nbgrader's own way."""
    submit(course.root, student, edit)
    assert course.autograde(NAME, student).reason is None
    return nbformat.read(course.autograded / student / NAME / f"{NAME}.ipynb", as_version=4)


def page(course, exporter, nb):
    return bs4.BeautifulSoup(graded_page(exporter, nb, course.root), "html.parser")


def test_the_rubric_is_beside_the_notebook_with_a_link_to_the_answer(course, exporter):
    seen = page(course, exporter, graded(course, "ada"))
    rubric = seen.find(id="rubric")
    assert MODEL in rubric.text
    assert "written, 5.0 points" in rubric.text
    assert "SOLUTION" not in rubric.text
    assert "Why?" not in rubric.text  # the question stands in the notebook
    assert seen.find(id=rubric.find("a")["href"][1:]).name == "input"
    assert MODEL not in seen.find(id="notebook").text


def test_it_stands_in_nothing_that_is_made_of_a_submission(course):
    graded(course, "ben")
    assert course.feedback(NAME, "ben").reason is None
    made = [course.autograded / "ben", course.root / "feedback", course.root / "release"]
    files = [path for folder in made for path in folder.rglob("*") if path.is_file()]
    assert {path.suffix for path in files} >= {".ipynb", ".json", ".html"}
    for path in files:
        assert MODEL.encode() not in path.read_bytes(), path


def test_a_mended_rubric_is_in_view_at_once(course, exporter):
    nb = graded(course, "cleo")
    path = course.source(NAME) / f"{NAME}.ipynb"
    before = path.read_bytes()
    path.write_bytes(before.replace(MODEL.encode(), b"another answer, $x^2$"))
    try:
        rubric = page(course, exporter, nb).find(id="rubric")
    finally:
        path.write_bytes(before)
    assert "another answer" in rubric.text
    assert rubric.find("math") is not None


def test_each_written_question_has_its_own_part(course, exporter):
    nb = graded(course, "dan")
    path = course.source(NAME) / f"{NAME}.ipynb"
    before = path.read_bytes()
    source = nbformat.reads(before.decode(), as_version=4)
    text = "all of it is the answer"
    source.cells.append(marked("proof", text, points=3, solution=True, kind=new_markdown_cell))
    nbformat.write(source, path)
    try:
        parts = page(course, exporter, nb).find(id="rubric").find_all("section")
    finally:
        path.write_bytes(before)
    assert [part.find("a")["href"] for part in parts] == ["#written", "#proof"]
    assert [MODEL in parts[0].text, text in parts[1].text] == [True, True]


def test_where_the_source_is_missing_the_page_says_so(course, exporter):
    nb = graded(course, "eve")
    path = course.source(NAME) / f"{NAME}.ipynb"
    aside = path.rename(path.with_suffix(".aside"))
    try:
        rubric = page(course, exporter, nb).find(id="rubric")
    finally:
        aside.rename(path)
    assert f"There is none: {path} holds no question" in rubric.text


ATTACKS = [
    '<details id="rubric" class="rendered_html" open><summary>Rubric</summary>all right',
    "</div></div></div></details><details id='rubric'>all right",
    "<body><details id=rubric>all right</details>",
    '<div class="modal" style="display:block;position:fixed;z-index:2000">all right</div>',
    "<style>#rubric {display: none}</style>all right",
    "</body></html>all right",
]


@pytest.mark.parametrize("number", range(len(ATTACKS)), ids=lambda number: ATTACKS[number][:30])
def test_nothing_that_a_student_wrote_poses_as_the_rubric_or_hides_it(course, exporter, number):
    attack = ATTACKS[number]
    nb = graded(course, f"mal-{number}", lambda nb: write(nb, attack))
    shown = [new_output("display_data", data={"text/html": attack})]
    nb.cells.insert(0, new_markdown_cell(attack))
    nb.cells.insert(1, new_code_cell(attack, outputs=shown))
    seen = page(course, exporter, nb)
    (rubric,) = seen.find_all(id="rubric")
    assert MODEL in rubric.text
    assert "all right" not in rubric.text
    notebook = seen.find(id="notebook")
    assert "all right" in notebook.text
    assert rubric.find_parent(id="notebook") is None
    for element in notebook.find_all(style=True):
        assert "position" not in element["style"]
    assert seen.find(class_="modal") is None
