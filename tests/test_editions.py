"""An edition in another language: the same course, graded alike, in other words."""

import itertools
import json
import re
import shutil

import nbformat
import pytest
from bs4 import BeautifulSoup
from installs import need_linux
from patience import PATIENCE
from pseudo import LETTERS, forget, pseudo, use_package
from students import ROOT, answers, bare_environment, code, fill_in, install, run
from test_translation import bare

from autograder.__main__ import main
from autograder.checking.language import spoken
from autograder.classroom.students import reference_answers
from autograder.host.batch import grade_class
from autograder.host.course_folder import CONFIG, CourseFolder
from autograder.host.release import release

need_linux()

pytestmark = [pytest.mark.usefixtures("one_warm_parent"), pytest.mark.timeout(3 * PATIENCE)]

NAME = "01-softmax"
EDITIONS = ("en", *LETTERS)

WRONG = "def softmax_jacobian(z):\n    s = special.softmax(z)\n    return np.diag(s)"
MISSING = "the term through the denominator of the softmax is missing."


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A course folder with one notebook of the course, its catalogues, and the package with its."""
    root = tmp_path_factory.mktemp("course")
    shutil.copytree(ROOT / "source" / NAME, root / "source" / NAME)
    shutil.copy(ROOT / CONFIG, root)
    with pytest.MonkeyPatch.context() as patch:
        use_package(tmp_path_factory.mktemp("package"), CourseFolder(root), patch)
        yield root
    forget()


def copied(course, place):
    return shutil.copytree(course, place, ignore=shutil.ignore_patterns("*elease*", "*.db"))


def folder(root, language):
    return root / ("release" if language == "en" else f"release-{language}") / NAME


def released(root, *order):
    for language in order:
        assert [outcome.reason for outcome in release(root, language)] == [None]
    return root


def cells(root, language):
    return nbformat.read(folder(root, language) / f"{NAME}.ipynb", as_version=4).cells


def known(root):
    """What the gradebook knows of the cells."""
    with CourseFolder(root).gradebook() as gradebook:
        notebook = gradebook.find_notebook(NAME, NAME)
        worth = {cell.name: cell.max_score for cell in notebook.grade_cells}
        sources = [(c.name, c.cell_type, c.source, c.checksum) for c in notebook.source_cells]
        return sorted(worth.items()), sorted(sources)


@pytest.fixture(scope="module")
def everyone(course):
    return released(course, *EDITIONS)


# ---- release ----


def test_editions_are_the_same_in_every_order_and_only_english_reaches_the_gradebook(
    everyone, tmp_path
):
    bytes_of = {
        language: {path.name: path.read_bytes() for path in folder(everyone, language).iterdir()}
        for language in EDITIONS
    }
    assert len({*map(frozenset, bytes_of.values())}) == 1
    for number, order in enumerate(itertools.permutations(EDITIONS)):
        root = copied(everyone, tmp_path / str(number))
        for language in order:
            begun = (root / "gradebook.db").exists()
            before = known(root) if begun else None
            released(root, language)
            if language == "en":
                assert known(root) == known(everyone)
            elif begun:
                assert known(root) == before
            else:
                assert not (root / "gradebook.db").exists()
            for path in folder(root, language).iterdir():
                assert path.read_bytes() == bytes_of[language][path.name], path
    assert spoken() == "en"


def test_all_but_words_and_one_line_is_the_same(everyone):
    english = cells(everyone, "en")
    for language in LETTERS:
        pairs = list(zip(english, cells(everyone, language), strict=True))
        for theirs, ours in pairs:
            marks = [
                {k: v for k, v in each.metadata.get("nbgrader", {}).items() if k != "checksum"}
                for each in (theirs, ours)
            ]
            assert marks[0] == marks[1]
            assert (theirs.id, theirs.cell_type) == (ours.id, ours.cell_type)
            if ours.cell_type == "code":
                named = bare(theirs.source).replace("language('en')", f"language('{language}')")
                assert bare(ours.source) == named
        assert sum(theirs.source != ours.source for theirs, ours in pairs) > 60
        title = pseudo("# 01 · The softmax and its derivative", language)
        assert pairs[0][1].source.startswith(f"{title}\n")
        readme = (folder(everyone, language) / "README.md").read_text(encoding="utf-8")
        assert readme.startswith(f"{title}\n")
        assert pseudo("## Hand in", language) in readme


def test_one_wheel_holds_all_languages_and_no_catalogue_of_the_key(everyone):
    wheels = {
        path.read_bytes() for each in EDITIONS for path in folder(everyone, each).glob("*.whl")
    }
    assert len(wheels) == 1
    (wheel,) = wheels
    assert wheel.count(b"course/softmax/es.po") >= 1
    assert wheel.count(b"course/softmax/softmax_jacobian.pt_BR.sealed") >= 1
    for ring in (b"key/softmax/es.po", b"grading/es.po", b"host/es.po"):
        assert ring not in wheel
    assert not list(folder(everyone, "es").glob("*.po"))


def test_a_language_that_nobody_has_begun_is_refused(everyone, capsys):
    assert main(["release", "--language", "fr", "--root", str(everyone)]) == 1
    assert capsys.readouterr().err == (
        "error: there is no edition in fr, but in en, es, pt_BR; to begin one run python -m "
        "autograder translate fr\n"
    )
    assert not (everyone / "release-fr").exists()


# ---- grading ----


def hand_in(root, student, language, given, name=f"{NAME}.ipynb"):
    notebook = nbformat.read(folder(root, language) / f"{NAME}.ipynb", as_version=4)
    for cell in notebook.cells:
        cell.source = given.get(cell.metadata.get("nbgrader", {}).get("grade_id"), cell.source)
    place = root / "submitted" / student / NAME
    place.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, place / name)
    return notebook


@pytest.fixture(scope="module")
def graded(everyone):
    """The points of a class that has handed in all editions."""
    right = reference_answers(NAME)
    for language in EDITIONS:
        hand_in(everyone, f"right-{language}", language, right)
    wrong = right | {"softmax_jacobian": WRONG, "written": pseudo("An answer of the student.")}
    hand_in(everyone, "wrong", "es", wrong)
    hand_in(everyone, "untouched", "pt_BR", {})
    hand_in(everyone, "both", "es", right)  # the English one beside it was not worked on
    hand_in(everyone, "both", "en", {}, "english.ipynb")
    hand_in(everyone, "beside", "es", {})
    hand_in(everyone, "beside", "es", right, "mine.ipynb")
    hand_in(everyone, "without", "es", right | {"setup": "import numpy as np"})
    course = CourseFolder(everyone)
    results = grade_class(course, [NAME], say=lambda line: None)
    for student in ("wrong", "untouched", "beside"):
        assert course.feedback(NAME, student).reason is None
    assert spoken() == "en"
    return course, {result.student: result for result in results}


def verdicts(course, student):
    return json.loads((course.autograded / student / NAME / f"{NAME}.verdicts.json").read_text())


def page(course, student):
    return BeautifulSoup(course.page(NAME, student).read_text(encoding="utf-8"), "html.parser")


def test_every_edition_gets_the_same_points(graded):
    _, results = graded
    points = {student: result.score for student, result in results.items()}
    assert points == {
        **{f"right-{language}": 80.0 for language in EDITIONS},
        "wrong": 59.0,
        "untouched": 0.0,
        "both": 80.0,
        "beside": 0.0,
        "without": 80.0,
    }
    assert results["both"].note == ""


def test_the_language_is_that_of_the_submission_and_english_where_the_line_is_gone(graded):
    course, results = graded
    spoken_by = {student: verdicts(course, student)["language"] for student in results}
    assert spoken_by == {
        "right-en": "en",
        "right-pt_BR": "pt_BR",
        "right-es": "es",
        "wrong": "es",
        "untouched": "pt_BR",
        "both": "es",
        "beside": "es",
        "without": "en",
    }


def test_what_grading_restores_is_what_students_got_in_their_language(graded):
    course, _ = graded
    for language in EDITIONS:
        path = course.autograded / f"right-{language}" / NAME / f"{NAME}.ipynb"
        restored = nbformat.read(path, as_version=4).cells
        handed_out = cells(course.root, language)
        assert len(restored) == len(handed_out)
        for here, there in zip(restored, handed_out, strict=True):
            mark = there.metadata.get("nbgrader", {})
            if not mark.get("solution") and not mark.get("grade"):
                assert here.source == there.source


def test_a_wrong_answer_is_explained_in_its_language(graded):
    course, _ = graded
    tests = {test["name"]: test for test in verdicts(course, "wrong")["tests"]}
    (public,) = tests["softmax_jacobian-values"]["verdicts"]
    assert public["misconception"]
    assert pseudo(MISSING) in public["hint"]
    found = page(course, "wrong")
    text = " ".join(found.get_text(" ").split())
    assert found.html["lang"] == "es"
    for english in ("What went wrong", "Your notebook", "What was established", "Grade cell:"):
        assert pseudo(english) in text
        assert english not in text
    assert pseudo(f"Hint: {MISSING}") in text
    assert pseudo("measured value") in text
    assert pseudo("59 of 100 points") in text


def test_a_page_without_answers_says_so_in_its_language(graded):
    course, _ = graded
    found = page(course, "untouched")
    text = " ".join(found.get_text(" ").split())
    assert found.html["lang"] == "pt-BR"
    assert pseudo("Not written yet:", "pt_BR") in text
    assert pseudo("No response.", "pt_BR") in text
    assert "No response." not in text


def test_why_a_submission_is_not_graded_is_english_for_instructors_and_not_for_its_student(graded):
    course, results = graded
    reason = results["beside"].reason
    assert reason == (
        f"{NAME}.ipynb is as it was handed out, and mine.ipynb beside it was worked on: rename the "
        f"one to be graded to {NAME}.ipynb"
    )
    with course.gradebook() as gradebook:
        (notebook,) = gradebook.find_submission(NAME, "beside").notebooks
        comments = [each.auto_comment for each in notebook.comments if each.auto_comment]
    assert f"Not graded: {reason}." in comments
    told = verdicts(course, "beside")["told"]
    assert pseudo("was worked on: rename the one to be graded to") in told
    text = " ".join(page(course, "beside").get_text(" ").split())
    assert told in text
    assert "Not graded" not in text


def test_a_class_that_was_graded_is_not_graded_again_until_a_translation_changes(graded):
    course, results = graded
    lines = []
    assert grade_class(course, [NAME], say=lines.append) == []
    path = course.source(NAME) / "es.po"
    before = path.read_text(encoding="utf-8")
    path.write_text(before.replace(pseudo("The student"), "El estudiante"), encoding="utf-8")
    again = grade_class(course, [NAME], say=lines.append)
    path.write_text(before, encoding="utf-8")
    assert len(again) == len(results)


# ---- in a kernel, from the wheel ----


@pytest.fixture(scope="module")
def python(tmp_path_factory):
    return bare_environment(tmp_path_factory.mktemp("bare"))


@pytest.mark.parametrize("language", LETTERS)
def test_an_edition_runs_from_its_wheel_and_speaks_its_language(
    everyone, python, language, tmp_path
):
    place = shutil.copytree(folder(everyone, language), tmp_path / NAME)
    install(python, place)
    fill_in(place, answers(NAME))
    ended = run(python, place, code(place))
    assert ended.returncode == 0, ended.stdout[-2000:] + ended.stderr
    assert pseudo("progress: all 6 exercises pass", language) in ended.stdout
    assert "exercises pass" not in ended.stdout
    setup = code(place)[0]
    assert f'language("{language}")' in setup
    ended = run(python, place, [setup, WRONG, "check(softmax_jacobian)"])
    assert ended.returncode == 1
    report = " ".join(ended.stdout.split())
    assert pseudo("entry (0, 0) differs from the measured value", language) in report
    assert pseudo(MISSING, language) in report
    ended = run(python, place, [setup, 'language("fr")'])
    assert re.search(r'ValueError: .*\'fr\'.*"en", "es", "pt_BR"', ended.stdout)
