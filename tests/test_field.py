"""Submissions as they come from the field: nothing handed in is lost, and nothing is 0 in silence.

All are of 01-softmax with right answers, but for what is said of each.
"""

import io
import json
import shutil
import unicodedata
import zipfile
from dataclasses import dataclass
from pathlib import Path

import bs4
import nbformat
import pytest
from dummy_course import ROOT, import_class_list
from installs import need_linux
from nbformat.v4 import new_markdown_cell

from autograder.classroom.demo import fill_in
from autograder.classroom.students import reference_answers
from autograder.grading.words import READ_OTHER_CELLS
from autograder.host.batch import Result, grade_class
from autograder.host.course_folder import CourseFolder
from autograder.host.marks import papers
from autograder.report import report

need_linux()

NAME, OTHER = "01-softmax", "02-gradient"
NOTEBOOK = f"{NAME}.ipynb"
ANSWER = "The slip: each probability depends on every logit, not on its own alone."
JOSE = "josé"


def released(course: CourseFolder, assignment: str = NAME):
    path = course.root / "release" / assignment / f"{assignment}.ipynb"
    return nbformat.read(path, as_version=4)


def solved(course: CourseFolder, assignment: str = NAME):
    nb = released(course, assignment)
    fill_in(nb, reference_answers(assignment) | {"written": ANSWER})
    return nb


def place_of(nb, cell_id: str) -> int:
    return [cell.id for cell in nb.cells].index(cell_id)


# ---- what each student hands in: changes of the folder with the solved notebook ----


def save(folder: Path, nb, name: str = NOTEBOOK) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    nbformat.write(nb, folder / name)


def retyped(course, folder):
    nb = solved(course)
    nb.cells[place_of(nb, "written")] = new_markdown_cell(ANSWER, id="own")
    save(folder, nb)


def stripped(course, folder):
    nb = solved(course)
    for cell in nb.cells:
        cell.metadata = {}
        del cell["id"]
    folder.mkdir(parents=True)
    text = json.dumps({**nb, "nbformat_minor": 4})
    (folder / NOTEBOOK).write_text(text, encoding="utf-8")


def beside(course, folder):
    nb = solved(course)
    place = place_of(nb, "written")
    nb.cells[place].source = nb.cells[place].source.replace(
        ANSWER, "*Replace this line with your answer.*"
    )
    nb.cells.insert(place + 1, new_markdown_cell(ANSWER, id="own"))
    save(folder, nb)


def into_the_question(course, folder):
    nb = solved(course)
    place = place_of(nb, "written")
    nb.cells[place].source = ""
    nb.cells[place - 1].source += f"\n\n{ANSWER}"
    save(folder, nb)


def emptied(course, folder):
    nb = solved(course)
    nb.cells[place_of(nb, "written")].source = "\n"
    save(folder, nb)


def untouched_question(course, folder):
    nb = released(course)
    fill_in(nb, reference_answers(NAME))
    save(folder, nb)


def copy_beside(course, folder):
    save(folder, released(course))
    save(folder, solved(course), "01-softmax-Copy1.ipynb")


def nested(course, folder):
    save(folder / NAME, solved(course))


def zipped(course, folder):
    folder.mkdir(parents=True)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"{NAME}/{NOTEBOOK}", nbformat.writes(solved(course)))
    (folder / f"{NAME}.zip").write_bytes(packed.getvalue())


def renamed(course, folder):
    save(folder, solved(course), "softmax final (2).ipynb")


def wrong_notebook(course, folder):
    save(folder, solved(course, OTHER))


def whole(course, folder):
    save(folder, solved(course))


def conflict(course, folder):
    save(folder, solved(course))
    path = folder / NOTEBOOK
    first, second, *rest = path.read_text(encoding="utf-8").splitlines()
    lines = [first, "<<<<<<< HEAD", second, "=======", second, ">>>>>>> 4f1a2b3", *rest]
    path.write_text("\n".join(lines), encoding="utf-8")


def utf_16(course, folder):
    save(folder, solved(course))
    path = folder / NOTEBOOK
    path.write_text(path.read_text(encoding="utf-8"), encoding="utf-16")


@dataclass(frozen=True)
class Kind:
    """What is done, the points of the tests, whether a person reads, and what is said."""

    hand_in: object
    score: float = 80
    read: bool = True
    reason: str = ""
    note: str = ""


KINDS = {
    "retyped": Kind(retyped),
    "stripped": Kind(stripped),
    "beside": Kind(beside),
    "into-the-question": Kind(into_the_question),
    "emptied": Kind(emptied, read=False),
    "untouched-question": Kind(untouched_question, read=False),
    "copy-beside": Kind(
        copy_beside,
        score=0,
        read=False,
        reason="01-softmax.ipynb is as it was handed out, and 01-softmax-Copy1.ipynb beside it was "
        "worked on: rename the one to be graded to 01-softmax.ipynb",
    ),
    "nested": Kind(nested, note=f"{NAME}/{NOTEBOOK} was taken for {NOTEBOOK}"),
    "zipped": Kind(zipped, note=f"{NAME}.zip/{NAME}/{NOTEBOOK} was taken for {NOTEBOOK}"),
    "renamed": Kind(renamed, note=f"softmax final (2).ipynb was taken for {NOTEBOOK}"),
    "wrong-notebook": Kind(
        wrong_notebook,
        score=0,
        read=False,
        reason=f"{NOTEBOOK} is a notebook of 02-gradient: hand in that of 01-softmax",
    ),
    "conflict": Kind(
        conflict, score=0, read=False, reason="the notebook holds conflict markers of git"
    ),
    "utf-16": Kind(
        utf_16, score=0, read=False, reason="the notebook is saved in UTF-16, not in UTF-8"
    ),
    JOSE: Kind(whole),
}


@dataclass(frozen=True)
class Class:
    course: CourseFolder
    results: dict[str, Result]
    lines: list[str]


@pytest.fixture(scope="module")
def a_class(tmp_path_factory):
    root = tmp_path_factory.mktemp("field")
    for name in (NAME, OTHER):
        shutil.copytree(ROOT / "source" / name, root / "source" / name)
    shutil.copy(ROOT / "nbgrader_config.py", root)
    course = CourseFolder(root)
    for name in (NAME, OTHER):
        assert course.generate(name).reason is None
    listed = [(student, "Given", "Name") for student in (*KINDS, "nothing")]
    import_class_list(root, [("id", "first_name", "last_name"), *listed])
    for student, kind in KINDS.items():
        kind.hand_in(course, root / "submitted" / unicodedata.normalize("NFD", student) / NAME)
    lines: list[str] = []
    results = grade_class(course, [NAME], workers=2, say=lines.append)
    return Class(course, {result.student: result for result in results}, lines)


@pytest.fixture(params=KINDS)
def student(request):
    return request.param


def written_mark(a_class, student):
    with a_class.course.gradebook() as gradebook:
        (paper,) = papers(gradebook, NAME, student)
    (mark,) = [mark for mark in paper.marks if mark.cell == "written"]
    return mark


def test_every_kind_comes_out_as_it_should(a_class, student):
    kind, result = KINDS[student], a_class.results[student]
    assert result.score == kind.score
    assert result.reason.startswith(kind.reason)
    assert bool(result.reason) == bool(kind.reason)
    assert result.note == kind.note
    for told in filter(None, (result.reason, kind.note)):
        assert any(student in line and told in line for line in a_class.lines)


def test_a_person_reads_every_written_answer_and_nobody_waits_for_none(a_class, student):
    assert written_mark(a_class, student).waits == KINDS[student].read


@pytest.mark.parametrize(
    "student", ["retyped", "stripped", "beside", "into-the-question"], indirect=True
)
def test_the_person_sees_the_students_own_text_near_the_question(a_class, student):
    path = a_class.course.autograded / student / NAME / NOTEBOOK
    cells = nbformat.read(path, as_version=4).cells
    question = next(
        n
        for n, c in enumerate(cells)
        if c.metadata.get("nbgrader", {}).get("grade_id") == "written"
    )
    own = next(n for n, cell in enumerate(cells) if ANSWER in cell.source)
    assert abs(question - own) == 1
    with a_class.course.gradebook() as gradebook:
        (notebook,) = gradebook.find_submission(NAME, student).notebooks
        (comment,) = [c.auto_comment for c in notebook.comments if c.name == "written"]
    assert comment == READ_OTHER_CELLS


def test_one_student_of_the_class_list_has_one_row_whatever_form_the_folder_is_named_in(a_class):
    with a_class.course.gradebook() as gradebook:
        assert {student.id for student in gradebook.students} == {*KINDS, "nothing"}


def test_the_terminal_and_the_report_tell_who_handed_in_nothing(a_class, tmp_path):
    assert a_class.lines[-1] == f"{NAME}: nothing handed in by 1 of the class list: nothing"
    page = bs4.BeautifulSoup(report(a_class.course, [NAME], tmp_path).read_text(), "html.parser")
    assert "nothing" in page.find(id="missing").find_next("table").text


def test_the_report_tells_what_was_refused_and_what_was_taken(a_class, tmp_path):
    page = bs4.BeautifulSoup(report(a_class.course, [NAME], tmp_path).read_text(), "html.parser")
    told = {
        place: {
            row.th.text: [cell.text for cell in row("td")]
            for row in page.find(id=place).find_next("table").tbody("tr")
        }
        for place in ("not-graded", "remarks")
    }
    assert told == {
        "not-graded": {
            f"Given Name ({student})": [NAME, a_class.results[student].reason]
            for student, kind in KINDS.items()
            if kind.reason
        },
        "remarks": {
            f"Given Name ({student})": [NAME, kind.note]
            for student, kind in KINDS.items()
            if kind.note
        },
    }


def test_a_student_is_told_why_on_the_page(a_class):
    for student in ("copy-beside", "wrong-notebook", "conflict", "retyped"):
        assert a_class.course.feedback(NAME, student).succeeded
        page = a_class.course.root / "feedback" / student / NAME / f"{NAME}.html"
        text = " ".join(bs4.BeautifulSoup(page.read_text(), "html.parser").text.split())
        assert (KINDS[student].reason or READ_OTHER_CELLS) in text
