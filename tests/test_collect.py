"""Downloads of Canvas, Moodle and Blackboard end in submitted/, each with its student or named."""

import os
import shutil
import stat
import subprocess
import sys
import unicodedata
import zipfile
from pathlib import Path

import nbformat
import pytest
from dummy_class import quiet, released_course
from dummy_course import NAME, import_class_list, source_notebook
from pages import PAGES
from patience import PATIENCE
from zips import encrypted, link, raw_names, zipped

from autograder.__main__ import main
from autograder.checking.progress_file import FILE as PROGRESS
from autograder.grading import CourseError
from autograder.grading.submission import LARGEST_FILES, LARGEST_NOTEBOOK, MOST_FILES
from autograder.host.batch import grade_class
from autograder.host.collect import collect, folders
from autograder.host.collect.download import LARGEST_ZIP
from autograder.host.collect.handed_in import MOST_NOTEBOOKS
from autograder.host.lock import alone

NOTEBOOK = f"{NAME}.ipynb"
HEAD = ("id", "first_name", "last_name", "email", "lms_user_id")
CLASS = [
    ("ana", "Ana", "Núñez", "ana.nunez@example.org", "101"),
    ("ben", "Ben", "O'Hara", "bohara@example.org", "102"),
    ("cy", "Cy", "de la Cruz-Pérez", "", ""),
    ("kim1", "Jo", "Kim", "", ""),
    ("kim2", "Jo", "Kim", "", ""),
    ("eve", "", "Adams, Eve", "", ""),
    ("max_roe", "Max", "Roe", "", ""),
    ("../out", "Out", "Side", "", "109"),
    (".", "Dot", "Dot", "", "108"),
]
EVERYBODY = 9


@pytest.fixture(scope="module")
def listed(tmp_path_factory):
    """The dummy course with the class list; tests work on copies."""
    course = released_course(tmp_path_factory.mktemp("parent") / "course")
    import_class_list(course.root, [HEAD, *CLASS])
    return course


@pytest.fixture
def course(listed):
    shutil.rmtree(listed.submitted, ignore_errors=True)
    yield listed
    shutil.rmtree(listed.submitted, ignore_errors=True)


class Told(list):
    """The lines that were said, as one text."""

    def __str__(self):
        return "\n".join(self)


def run(course, *contents, update=False):
    """Collect zips with these files, or of these bytes; returns what was said."""
    paths = []
    for number, content in enumerate(contents):
        path = course.root / f"download{number}.zip"
        path.write_bytes(content if isinstance(content, bytes) else zipped(content))
        paths.append(path)
    told = Told()
    collect(course, paths, NAME, update=update, say=told.append)
    return told


def files(course, student):
    """What lies in a student's folder, by name."""
    folder = course.submitted / student / NAME
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def students(course):
    return sorted(path.name for path in course.submitted.iterdir() if path.is_dir())


# ---- the names of each system ----


def test_canvas_names_students_by_number_and_marks_late_and_resubmitted_ones(course):
    told = run(
        course,
        {
            f"núñezana_101_5001_{NAME}-1.ipynb": "ana",
            f"oharaben_LATE_102_5002_{NAME}.ipynb": "ben",
        },
    )
    assert files(course, "ana") == {NOTEBOOK: b"ana"}
    assert files(course, "ben") == {NOTEBOOK: b"ben"}
    assert told == [
        f"{course.root}/download0.zip: named by Canvas, students found: 2",
        "marked as late by Canvas: ben",
        "missing: Adams, Eve (eve), Dot Dot (.), Jo Kim (kim1), Jo Kim (kim2), Max Roe (max_roe), "
        "Out Side (../out), Cy de la Cruz-Pérez (cy)",
        f"{NAME}: 2 collected, 7 missing",
        f"next: python -m autograder grade {NAME} --root {course.root}",
    ]


@pytest.mark.parametrize("end", ["", "_"])
@pytest.mark.parametrize("separator", ["/", "_"])
def test_moodle_names_students_by_name_in_folders_and_without(course, separator, end):
    end = end if separator == "/" else ""
    told = run(
        course,
        {
            # The number is one of the assignment's, here another student's lms_user_id.
            f"Ana Núñez_102_assignsubmission_file{end}{separator}{NOTEBOOK}": "ana",
            f"Ben OHara_101_assignsubmission_file{end}{separator}{NAME} (1).ipynb": "ben",
            f"Cy de la Cruz-Pérez_7_assignsubmission_file{end}{separator}{NOTEBOOK}": "cy",
            f"Ana Núñez_102_assignsubmission_onlinetext{end}{separator}onlinetext.html": "<p>",
        },
    )
    assert students(course) == ["ana", "ben", "cy"]
    assert [files(course, each) for each in ("ana", "ben", "cy")] == [
        {NOTEBOOK: b"ana"},
        {NOTEBOOK: b"ben"},
        {NOTEBOOK: b"cy"},
    ]
    assert (
        "not taken, it is Moodle's onlinetext, not an uploaded file: "
        f"Ana Núñez_102_assignsubmission_onlinetext{end}{separator}onlinetext.html"
    ) in told


def test_blackboard_names_students_by_login_and_each_attempt_by_its_date(course):
    head = f"{NAME}_max_roe_attempt"
    told = run(
        course,
        {
            f"{head}_2026-11-20-10-00-00_{NOTEBOOK}": "first",
            f"{head}_2026-11-20-10-00-00_helper.py": "old",
            f"{head}_2026-11-20-10-00-00.txt": "Name: Max",
            f"{head}_2026-11-21-09-00-00_{NAME}(2).ipynb": "second",
            f"{head}_2026-11-21-09-00-00.txt": "Name: Max",
            f"a title_ANA_attempt_2026-11-20-10-00-00_{NOTEBOOK}": "ana",
            f"a title_bohara_attempt_2026-11-20-10-00-00_{NOTEBOOK}": "ben",
        },
    )
    assert files(course, "max_roe") == {NOTEBOOK: b"second"}
    assert files(course, "ana") == {NOTEBOOK: b"ana"}  # logins know no case
    assert files(course, "ben") == {NOTEBOOK: b"ben"}  # by the email
    assert (
        f"not taken, of an earlier attempt: {head}_2026-11-20-10-00-00_{NOTEBOOK}, "
        f"{head}_2026-11-20-10-00-00_helper.py"
    ) in told
    assert (
        f"not taken, Blackboard's own text about an attempt: {head}_2026-11-20-10-00-00.txt, "
        f"{head}_2026-11-21-09-00-00.txt"
    ) in told


def test_an_unreadable_file_of_the_last_attempt_brings_no_earlier_one_back(course):
    head = f"{NAME}_ana_attempt"
    bomb = b"0" * LARGEST_NOTEBOOK
    told = run(
        course,
        {
            f"{head}_2026-11-20-10-00-00_{NOTEBOOK}": "first",
            f"{head}_2026-11-21-10-00-00_{NOTEBOOK}": bomb,
        },
    )
    assert not students(course)
    assert "not taken, it unpacks to more than 300 times its size: " in str(told)
    assert "not taken, of an earlier attempt: " in str(told)


def test_canvas_texts_links_and_anonymous_ones_are_named(course):
    told = run(
        course,
        {
            "núñezana_101_text.html": "<p>",
            "oharaben_LATE_102_link.html": "<a>",
            f"anon_aB3dE_5001_{NOTEBOOK}": "x",
            f"LATE_anon_Zz9_5002_{NOTEBOOK}": "x",
        },
    )
    assert not course.submitted.exists() or not students(course)
    assert (
        "not taken, no uploaded file, but a text or link typed into Canvas: "
        "núñezana_101_text.html, oharaben_LATE_102_link.html"
    ) in told
    assert (
        "not taken, Canvas gives no name: switch off anonymous grading and download again: "
        f"anon_aB3dE_5001_{NOTEBOOK}, LATE_anon_Zz9_5002_{NOTEBOOK}"
    ) in told
    assert f"{NAME}: 0 collected, {EVERYBODY} missing" in told


@pytest.mark.parametrize("name", ["Participant", "Participant 12", "Group A-Participant"])
def test_blind_marking_of_moodle_is_named(course, name):
    path = f"{name}_12_assignsubmission_file_/{NOTEBOOK}"
    assert (
        f"not taken, Moodle gives no name: reveal identities there and download again: {path}"
    ) in run(course, {path: "x"})


def test_a_group_before_the_name_is_no_part_of_it(course):
    run(
        course,
        {
            f"Group B-2-Ana Núñez_1_assignsubmission_file_/{NOTEBOOK}": "ana",
            f"Tue-Cy de la Cruz-Pérez_2_assignsubmission_file_/{NOTEBOOK}": "cy",
        },
    )
    assert students(course) == ["ana", "cy"]


def test_a_submission_of_a_group_is_nobodys(course):
    told = run(course, {f"Project 3_77_assignsubmission_file/{NOTEBOOK}": "x"})
    assert (
        "not taken, nobody on the class list has this name: "
        f"Project 3_77_assignsubmission_file/{NOTEBOOK}"
    ) in told


# ---- whose it is ----


@pytest.mark.parametrize(
    "name", ["Cy de la Cruz-Pérez", "de la Cruz-Perez, Cy", "CY DE LA CRUZ PÉREZ"]
)
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_name_is_known_in_either_order_without_case_accents_and_punctuation(course, name, form):
    path = f"{name}_7_assignsubmission_file_/{NOTEBOOK}"
    run(course, {unicodedata.normalize(form, path): "x"})
    assert students(course) == ["cy"]


def test_canvas_falls_back_on_the_name_of_who_has_no_number(course):
    run(course, {f"adamseve_999_1_{NOTEBOOK}": "x", f"delacruzpérezcy_998_2_{NOTEBOOK}": "y"})
    assert students(course) == ["cy", "eve"]


def test_a_name_whose_student_has_another_number_is_no_match(course):
    path = f"núñezana_999_1_{NOTEBOOK}"
    told = run(course, {path: "x"})
    assert (
        "not taken, the name fits Ana Núñez (ana), whose lms_user_id is another number: " + path
    ) in told


def test_a_number_counts_more_than_the_name_beside_it(course):
    run(course, {f"oharaben_101_1_{NOTEBOOK}": "x"})
    assert students(course) == ["ana"]


def test_two_students_of_one_name_are_ambiguous(course):
    path = f"Jo Kim_5_assignsubmission_file_/{NOTEBOOK}"
    told = run(course, {path: "x"})
    assert (f"not taken, ambiguous, it could be of Jo Kim (kim1) or Jo Kim (kim2): {path}") in told
    assert not students(course)


def test_two_submissions_that_fit_one_student_are_ambiguous(course):
    paths = [f"{name}_assignsubmission_file_/{NOTEBOOK}" for name in ("Ana Núñez_1", "Ana Nunez_2")]
    told = run(course, dict.fromkeys(paths, "x"))
    assert (f"not taken, ambiguous, 2 submissions fit Ana Núñez (ana): {', '.join(paths)}") in told
    assert not students(course)


def test_a_login_with_an_underscore_is_not_taken_for_its_end(course):
    path = f"{NAME}_other_roe_attempt_2026-11-20-10-00-00_{NOTEBOOK}"
    told = run(course, {path: "x"})
    assert (
        "not taken, nobody on the class list has this login as id or before the @ of an email: "
        + path
    ) in told


@pytest.mark.parametrize(("number", "student"), [("109", "../out"), ("108", ".")])
def test_an_id_that_leads_out_of_its_place_is_no_folder(course, number, student):
    told = run(course, {f"x_{number}_1_{NOTEBOOK}": "x"})
    assert (
        f"not taken, {student} is an id that can't be the name of a folder: x_{number}_1_{NOTEBOOK}"
    ) in told
    assert not (course.root / "out").exists()
    assert not students(course)


def test_a_name_in_the_code_page_of_old_windows_finds_its_student(course):
    path = f"Ana Núñez_1_assignsubmission_file_/{NOTEBOOK}"
    run(course, raw_names({path.encode("cp437"): b"x"}))
    assert students(course) == ["ana"]


def test_a_students_file_name_can_not_pass_for_another_system(course):
    trap = f"{NAME}_ben_attempt_2026-11-20-10-00-00_{NOTEBOOK}"
    run(course, {f"núñezana_101_1_{trap}": "ana", f"x_1_2_{NOTEBOOK}": "x"})
    assert students(course) == ["ana"]
    run(course, {f"unknown_998_1_{trap}": "no", f"x_1_2_{NOTEBOOK}": "x"})
    assert students(course) == ["ana"]
    inner = f"Ben OHara_2_assignsubmission_file_/{NOTEBOOK}"
    run(course, {f"Cy de la Cruz-Pérez_1_assignsubmission_file_/{inner}": "cy"})
    assert students(course) == ["ana", "cy"]


def test_names_that_fit_two_systems_alike_are_refused(course):
    path = f"núñezana_101_1_{NAME}_ben_attempt_2026-11-20-10-00-00_{NOTEBOOK}"
    with pytest.raises(CourseError) as caught:
        run(course, {path: "x"})
    assert str(caught.value) == (
        f"{course.root}/download0.zip: its names fit Canvas and Blackboard; "
        "put these files into submitted/STUDENT/ASSIGNMENT/ by hand"
    )


def test_a_title_like_numbers_of_canvas_is_blackboards(course):
    run(course, {f"Week_1_2_ana_attempt_2026-11-20-10-00-00_{NOTEBOOK}": "x"})
    assert students(course) == ["ana"]


# ---- what is taken, under which name ----


def of_ana(content, name="work.zip"):
    """A download of Moodle with one file of Ana's."""
    return {f"Ana Núñez_1_assignsubmission_file_/{name}": content}


def test_one_notebook_gets_the_name_of_the_assignment_and_its_own_is_said(course):
    told = run(course, of_ana("x", "My homework.ipynb"))
    assert files(course, "ana") == {NOTEBOOK: b"x"}
    assert f"Ana Núñez (ana): My homework.ipynb is written as {NOTEBOOK}" in told


@pytest.mark.parametrize("name", ["{}-1", "{} (1)", "{}(12)", "{} (1)-2", "{}"])
def test_marks_of_systems_and_browsers_are_not_worth_a_line(course, name):
    told = run(course, of_ana("x", name.format(NAME) + ".ipynb"))
    assert files(course, "ana") == {NOTEBOOK: b"x"}
    assert "written as" not in str(told)


def test_of_two_notebooks_both_are_kept_and_told(course):
    told = run(course, of_ana("x", NOTEBOOK) | of_ana("y", "draft (1).ipynb"))
    assert files(course, "ana") == {NOTEBOOK: b"x", "draft.ipynb": b"y"}
    assert (
        "Ana Núñez (ana): 2 notebooks, grading decides which one counts: "
        f"{NOTEBOOK}, draft (1).ipynb as draft.ipynb"
    ) in told


def test_two_notebooks_that_marks_alone_tell_apart_keep_them(course):
    run(course, of_ana("x", NOTEBOOK) | of_ana("y", f"{NAME} (1).ipynb"))
    assert files(course, "ana") == {NOTEBOOK: b"x", f"{NAME} (1).ipynb": b"y"}


def test_of_two_notebooks_with_the_same_content_one_is_kept(course):
    told = run(course, of_ana("x", f"{NAME} (1).ipynb") | of_ana("x", NOTEBOOK))
    assert files(course, "ana") == {NOTEBOOK: b"x"}
    assert "Ana Núñez (ana): two notebooks with the same content, left out" in str(told)


def test_of_canvas_attempts_in_one_folder_the_last_attachment_counts(course):
    told = run(
        course,
        {
            f"núñezana_101_6000_{NAME}-1.ipynb": "new",
            f"núñezana_101_5999_{NOTEBOOK}": "old",
            "núñezana_101_5999_part-1.csv": "1",
            "núñezana_101_5999_part-2.csv": "2",
        },
    )
    assert files(course, "ana") == {NOTEBOOK: b"new", "part-1.csv": b"1", "part-2.csv": b"2"}
    assert f"not taken, of an earlier attempt: núñezana_101_5999_{NOTEBOOK}" in told


def test_a_file_loses_its_mark_together_with_the_notebook_alone(course):
    told = run(
        course,
        {
            f"núñezana_101_1_{NAME}-2.ipynb": "x",
            "núñezana_101_2_helper-2.py": "h",
            f"oharaben_102_3_{NOTEBOOK}": "y",
            "oharaben_102_4_data-1.csv": "d",
        },
    )
    assert files(course, "ana") == {NOTEBOOK: b"x", "helper.py": b"h"}
    assert files(course, "ben") == {NOTEBOOK: b"y", "data-1.csv": b"d"}
    assert "Ana Núñez (ana): helper-2.py is written as helper.py" in told


def test_no_notebook_is_said_and_the_files_are_written_for_the_record(course):
    told = run(course, of_ana("%PDF", "work.pdf"))
    assert files(course, "ana") == {"work.pdf": b"%PDF"}
    assert "Ana Núñez (ana): no notebook among work.pdf" in told
    assert f"{NAME}: 0 collected, 1 without a notebook, {EVERYBODY - 1} missing" in told


def test_who_has_a_notebook_is_counted_apart_from_who_has_none(course):
    told = run(
        course,
        {
            f"núñezana_101_1_{NOTEBOOK}": "x",
            "oharaben_102_2_work.pdf": "%PDF",
            "oharaben_102_3_data.csv": "1",
        },
    )
    assert f"{NAME}: 1 collected, 1 without a notebook, {EVERYBODY - 2} missing" in told


def test_a_notebook_of_an_earlier_attempt_alone_is_named_with_its_student(course):
    head = f"{NAME}_ana_attempt_2026-11-2"
    told = run(
        course,
        {
            f"{head}0-10-00-00_{NOTEBOOK}": "first",
            f"{head}1-10-00-00_work.zip": zipped({"a.txt": "1"}),
            f"{head}2-10-00-00_work.pdf": "%PDF",
        },
    )
    assert files(course, "ana") == {"work.pdf": b"%PDF"}
    assert (
        "Ana Núñez (ana): no notebook in the last attempt, but in an earlier one: "
        f"{NOTEBOOK}, work.zip; if that counts, put it into submitted/ by hand"
    ) in told


def test_no_earlier_attempt_is_named_where_the_last_one_has_a_notebook(course):
    head = f"{NAME}_ana_attempt_2026-11-2"
    told = run(course, {f"{head}{day}-10-00-00_{NOTEBOOK}": day for day in "01"})
    assert "no notebook in the last attempt" not in str(told)


def test_a_notebook_of_another_assignment_is_named_with_its_student(course):
    other = source_notebook()
    for each in other.cells:
        each.source = each.source.replace("double", "triple").replace("Doubling", "Tripling")
        if "nbgrader" in each.metadata:
            each.metadata.nbgrader.grade_id = f"other-{each.metadata.nbgrader.grade_id}"
    folder = course.root / "source" / "07-tripling"
    folder.mkdir()
    nbformat.write(other, folder / "07-tripling.ipynb")
    try:
        told = run(
            course,
            of_ana(nbformat.writes(other).encode(), "homework.ipynb")
            | {
                f"Ben OHara_2_assignsubmission_file_/{NOTEBOOK}": nbformat.writes(source_notebook())
            },
        )
    finally:
        shutil.rmtree(folder)
    assert (
        f"Ana Núñez (ana): {NOTEBOOK} is a notebook of 07-tripling: ask for the one of {NAME}"
    ) in told
    assert "Ben" not in str(told[1:])


def test_a_file_in_decomposed_unicode_is_written_composed(course):
    run(course, of_ana("x", NOTEBOOK) | of_ana("t", unicodedata.normalize("NFD", "dadós.csv")))
    assert set(files(course, "ana")) == {NOTEBOOK, "dadós.csv"}


@pytest.mark.parametrize("name", [".", "..", ".bashrc"])
def test_a_file_that_a_name_of_canvas_makes_hidden_is_left_out(course, name):
    told = run(course, {f"núñezana_101_1_{NOTEBOOK}": "x", f"núñezana_101_2_{name}": "y"})
    assert files(course, "ana") == {NOTEBOOK: b"x"}
    assert f"not taken, hidden: núñezana_101_2_{name}" in told


def test_the_progress_of_a_notebook_is_left_out_without_a_word(course):
    of_moodle = of_ana(zipped({NOTEBOOK: "x", PROGRESS: "{}", "helper.py": "h"}))
    told = run(course, of_moodle | {PROGRESS: "{}"})
    assert set(files(course, "ana")) == {NOTEBOOK, "helper.py"}
    assert "not taken" not in str(told)
    of_canvas = {f"núñezana_101_1_{NOTEBOOK}": "x", f"núñezana_101_2_{PROGRESS}": "{}"}
    told = run(course, of_canvas, update=True)
    assert files(course, "ana") == {NOTEBOOK: b"x"}
    assert "not taken" not in str(told)


# ---- zips in the download ----


def test_a_students_zip_is_unpacked_without_the_folder_around_everything(course):
    inner = {
        f"Downloads/homework/{NOTEBOOK}": "x",
        "Downloads/homework/helper.py": "h",
        "Downloads/homework/autograder/__init__.py": "",
        "Downloads/homework/.ipynb_checkpoints/a-checkpoint.ipynb": "c",
        "__MACOSX/Downloads/homework/._a.ipynb": "m",
        "Downloads/.DS_Store": "m",
    }
    told = run(course, of_ana(zipped(inner)))
    assert files(course, "ana") == {NOTEBOOK: b"x", "helper.py": b"h"}
    name = "Ana Núñez_1_assignsubmission_file_/work.zip"
    assert (
        f"not taken, macOS put it there: {name}: __MACOSX/Downloads/homework/._a.ipynb, "
        f"{name}: Downloads/.DS_Store"
    ) in told
    assert (
        f"not taken, a backup of Jupyter's: {name}: "
        "Downloads/homework/.ipynb_checkpoints/a-checkpoint.ipynb"
    ) in told
    assert (
        "not taken, it lies in a folder, and grading reads only notebooks there: "
        f"{name}: Downloads/homework/autograder/__init__.py"
    ) in told


def test_a_notebook_is_found_in_whichever_folder_it_lies(course):
    run(course, of_ana(zipped({f"a/b/{NOTEBOOK}": "x", "notes.txt": "n"})))
    assert files(course, "ana") == {NOTEBOOK: b"x", "notes.txt": b"n"}


def test_notebooks_of_one_name_in_two_folders_are_told_apart(course):
    told = run(course, of_ana(zipped({f"a/{NOTEBOOK}": "x", f"b/{NOTEBOOK}": "y"})))
    assert files(course, "ana") == {f"a_{NOTEBOOK}": b"x", f"b_{NOTEBOOK}": b"y"}
    assert (
        "Ana Núñez (ana): 2 notebooks, grading decides which one counts: "
        f"a/{NOTEBOOK} as a_{NOTEBOOK}, b/{NOTEBOOK} as b_{NOTEBOOK}"
    ) in told
    paths = {"a/x.ipynb": "1", "b/x.ipynb": "2", "a_x.ipynb": "3"}
    run(course, of_ana(zipped(paths)), update=True)
    assert files(course, "ana") == {"1_x.ipynb": b"1", "2_x.ipynb": b"2", "3_a_x.ipynb": b"3"}


def test_files_whose_names_differ_in_their_unicode_alone_are_one_name(course):
    names = [unicodedata.normalize(form, "dadós.csv") for form in ("NFC", "NFD")]
    told = run(course, of_ana(zipped({NOTEBOOK: "x"} | dict.fromkeys(names, "t"))))
    assert set(files(course, "ana")) == {NOTEBOOK, "dadós.csv"}
    assert "not taken, there is another one of this name: " in str(told)


@pytest.mark.parametrize(
    ("zip_", "reason", "inside"),
    [
        (link(NOTEBOOK), "it is a link", NOTEBOOK),
        (encrypted(zipped({NOTEBOOK: "x"})), "it is encrypted", NOTEBOOK),
        (zipped({f"../{NOTEBOOK}": "x"}), "its name leads out of the zip", f"../{NOTEBOOK}"),
        (
            zipped({NOTEBOOK: b"0" * LARGEST_NOTEBOOK}),
            "it unpacks to more than 300 times its size",
            NOTEBOOK,
        ),
        (
            zipped({NOTEBOOK: os.urandom(LARGEST_NOTEBOOK + 2**19)}),
            "it is too large (16.5 MB, the limit is 16 MB)",
            NOTEBOOK,
        ),
        (b"no zip", "it is no zip, or a damaged one (File is not a zip file)", ""),
    ],
)
def test_what_a_hostile_or_damaged_zip_holds_is_named_with_its_reason(course, zip_, reason, inside):
    told = run(course, of_ana(zip_))
    assert not students(course)
    assert f"not taken, {reason}: Ana Núñez_1_assignsubmission_file_/work.zip" in str(told)
    assert (f"work.zip: {inside}" if inside else "work.zip\n") in str(told)
    assert "Ana Núñez (ana): nothing to take" in told


def test_a_zip_in_a_students_zip_is_not_unpacked_again(course):
    run(course, of_ana(zipped({NOTEBOOK: "x", "more.zip": zipped({"b.ipynb": "y"})})))
    assert set(files(course, "ana")) == {NOTEBOOK, "more.zip"}


@pytest.mark.parametrize(
    ("name", "size", "limit"),
    [
        (NOTEBOOK, LARGEST_NOTEBOOK, 16),
        ("big.csv", LARGEST_FILES, 8),
        ("work.zip", LARGEST_ZIP, 32),
    ],
)
def test_a_file_beyond_its_limit_is_named(course, name, size, limit):
    data = zipped(of_ana(b"\1" * (size + 1), name), zipfile.ZIP_STORED)
    assert f"not taken, it is too large ({limit}.0 MB, the limit is {limit} MB): Ana" in str(
        run(course, data)
    )


def test_as_many_files_and_notebooks_of_a_student_are_taken_as_grading_reads(course):
    many = {f"{n:03}.csv": "" for n in range(MOST_FILES + 2)}
    notebooks = {f"{n}.ipynb": str(n) for n in range(MOST_NOTEBOOKS + 1)}
    told = run(course, of_ana(zipped(many | notebooks)))
    assert len(files(course, "ana")) == MOST_FILES + MOST_NOTEBOOKS
    assert f"not taken, more than {MOST_FILES} files of one student: " in str(told)
    assert f"not taken, more than {MOST_NOTEBOOKS} notebooks of one student: " in str(told)


def test_what_is_left_out_is_told_in_bounded_lines(course):
    told = run(course, of_ana("x", NOTEBOOK) | {f"{n}_junk": "" for n in range(500)})
    (line,) = [line for line in told if "not named as Moodle names files" in line]
    assert line.endswith(" and 480 more")


# ---- what was there before ----


def test_what_is_there_is_kept_without_update_and_replaced_whole_with_it(course):
    first = of_ana("x", NOTEBOOK) | of_ana("h", "helper.py")
    run(course, first)
    told = run(course, first)
    assert f"{NAME}: 0 collected, 1 unchanged, {EVERYBODY - 1} missing" in told
    told = run(course, of_ana("y", NOTEBOOK))
    assert files(course, "ana") == {NOTEBOOK: b"x", "helper.py": b"h"}
    assert "kept, though the download has another version: ana; --update replaces these" in told
    assert f"{NAME}: 0 collected, 1 kept, {EVERYBODY - 1} missing" in told
    told = run(course, of_ana("y", NOTEBOOK), update=True)
    assert files(course, "ana") == {NOTEBOOK: b"y"}
    assert f"{NAME}: 0 collected, 1 replaced, {EVERYBODY - 1} missing" in told
    assert os.listdir(course.submitted / "ana") == [NAME]


def test_a_version_with_a_file_less_is_another_one(course):
    run(course, of_ana("x", NOTEBOOK) | of_ana("h", "helper.py"))
    told = run(course, of_ana("x", NOTEBOOK))
    assert f"{NAME}: 0 collected, 1 kept, {EVERYBODY - 1} missing" in told


def test_an_unchanged_folder_is_not_written_anew(course):
    run(course, of_ana("x", NOTEBOOK))
    before = os.stat(course.submitted / "ana" / NAME)
    run(course, of_ana("x", NOTEBOOK), update=True)
    assert os.stat(course.submitted / "ana" / NAME).st_ino == before.st_ino


def test_who_is_not_in_the_download_keeps_their_folder_and_is_not_missing(course):
    other = course.submitted / "ben" / NAME
    other.mkdir(parents=True)
    told = run(course, of_ana("x", NOTEBOOK), update=True)
    assert other.is_dir()
    assert "Ben" not in str(told)


@pytest.mark.parametrize("place", ["ana", f"ana/{NAME}"])
def test_nothing_is_written_through_a_link(course, place, tmp_path):
    (course.submitted / place).parent.mkdir(parents=True)
    (course.submitted / place).symlink_to(tmp_path)
    told = run(course, of_ana("x", NOTEBOOK), update=True)
    assert "is no folder, but a file or a link" in str(told)
    assert not os.listdir(tmp_path)


def test_of_several_downloads_the_last_one_named_counts(course):
    told = run(course, of_ana("x", NOTEBOOK), {f"a_101_1_{NOTEBOOK}": "y"})
    assert files(course, "ana") == {NOTEBOOK: b"y"}
    path = course.root / "download1.zip"
    assert f"Ana Núñez (ana): in several downloads, taken from {path}" in told


# Ends a process of its own at each call that touches the disk, one after the other.
KILLED = """
import os, sys
from pathlib import Path
from autograder.host.collect import folders

root, assignment = Path(sys.argv[1]), sys.argv[2]
if sys.argv[3] == "in two steps":
    folders.ctypes.CDLL = lambda *_, **__: None


def write(place, last):
    calls = 0

    def kill(event, _):
        nonlocal calls
        calls += event in ("open", "os.mkdir", "os.rename", "os.remove", "os.rmdir")
        if calls == last:
            os._exit(9)

    sys.addaudithook(kill)
    folders.write(place, {"a.ipynb": b"new", "b.py": b"new"})
    os._exit(0)


for last in range(1, 40):
    if not (child := os.fork()):
        write(root / str(last) / "ana" / assignment, last)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    print(last, code)
    if code == 0:
        break
"""


@pytest.mark.parametrize("way", ["at once", "in two steps"])
def test_a_kill_at_any_moment_leaves_the_old_or_the_new_folder(tmp_path, way):
    old, new = {"a.ipynb": b"old"}, {"a.ipynb": b"new", "b.py": b"new"}
    for last in range(1, 40):
        place = tmp_path / str(last) / "ana" / NAME
        place.mkdir(parents=True)
        (place / "a.ipynb").write_bytes(b"old")
    command = [sys.executable, "-c", KILLED, str(tmp_path), NAME, way]
    done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=PATIENCE)
    ended = set()
    for line in done.stdout.splitlines():
        last, code = line.split()
        place = tmp_path / last / "ana" / NAME
        assert way == "in two steps" or place.is_dir(), last
        folders.recover(place.parents[1], NAME)
        found = {path.name: path.read_bytes() for path in place.iterdir()}
        assert found in (old, new), last
        assert os.listdir(place.parent) == [NAME]
        ended.add((code, found == new))
    assert ended == {("9", False), ("9", True), ("0", True)}


def test_a_name_that_grows_beyond_a_file_systems_bound_costs_its_file_alone(course):
    longer = "\u0958" * 80 + ".txt"  # 240 bytes, composed 480
    told = run(
        course,
        {
            f"núñezana_101_5001_{NOTEBOOK}": b"ana",
            f"núñezana_101_5002_{longer}": b"x",
            "núñezana_101_5003_timestamp (1).txt": b"2001-01-01",
            f"oharaben_102_5004_{NOTEBOOK}": b"ben",
        },
    )
    assert files(course, "ana") == {NOTEBOOK: b"ana"}
    assert files(course, "ben") == {NOTEBOOK: b"ben"}
    assert "not taken, its name is too long: " in str(told)
    assert "not taken, nbgrader would take it for its own: timestamp.txt" in told


def test_two_at_once_are_kept_apart(course):
    course.submitted.mkdir()
    with alone(course.submitted, "busy"), pytest.raises(CourseError, match="another process"):
        run(course, of_ana("x", NOTEBOOK))
    run(course, of_ana("x", NOTEBOOK))


# ---- folders in place of zips ----


def test_a_folder_that_was_unpacked_is_taken_too_wherever_it_lies_inside(course, tmp_path):
    inside = tmp_path / "wrapped" / "again" / "Ana Núñez_1_assignsubmission_file_" / "work"
    inside.mkdir(parents=True)
    (inside / NOTEBOOK).write_bytes(b"x")
    (inside / "secret.py").symlink_to("/etc/passwd")
    os.mkfifo(inside / "pipe")
    (tmp_path / ".DS_Store").write_bytes(b"")
    told = Told()
    collect(course, [tmp_path], NAME, say=told.append)
    assert files(course, "ana") == {NOTEBOOK: b"x"}
    lies = "wrapped/again/Ana Núñez_1_assignsubmission_file_/work"
    assert f"not taken, it is a link: {lies}/secret.py" in told
    assert f"not taken, it is no plain file: {lies}/pipe" in told
    assert "not taken, macOS put it there: .DS_Store" in told


def test_a_zip_of_a_students_that_was_unpacked_on_the_way_is_taken(course, tmp_path):
    inside = tmp_path / f"núñezana_101_55_{NAME}"
    inside.mkdir()
    (inside / NOTEBOOK).write_bytes(b"x")
    collect(course, [tmp_path], NAME, say=quiet)
    assert files(course, "ana") == {NOTEBOOK: b"x"}


# ---- what a person can put right ----


def error(course, *arguments, capsys):
    assert main(["collect", "--root", str(course.root), *map(str, arguments)]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    return line


def test_what_a_person_can_put_right_is_one_line(course, capsys, tmp_path):
    good = tmp_path / "good.zip"
    good.write_bytes(zipped(of_ana("x", NOTEBOOK)))
    bad = tmp_path / "bad.zip"
    bad.write_bytes(good.read_bytes()[:-30])
    other = tmp_path / "other.zip"
    other.write_bytes(zipped({NOTEBOOK: "x"}))
    empty = tmp_path / "empty"
    empty.mkdir()
    assert error(course, NAME, good, capsys=capsys) == (
        f"error: source/ holds no assignment {good}; there are: {NAME}"
    )
    assert error(course, tmp_path / "no.zip", NAME, capsys=capsys) == (
        f"error: {tmp_path / 'no.zip'}: there is no such file or folder"
    )
    assert error(course, bad, NAME, capsys=capsys) == (
        f"error: {bad}: it is no zip, or a damaged one (File is not a zip file); "
        "download it again, or unpack it and name the folder"
    )
    assert error(course, other, NAME, capsys=capsys) == (
        f"error: {other}: no file is named as Canvas, Moodle or Blackboard names files, as "
        f"{NOTEBOOK}; name the download as it came, not one of its folders"
    )
    assert error(course, empty, NAME, capsys=capsys) == f"error: {empty}: it holds no files"


def test_without_a_class_list_it_says_how_to_import_one(tmp_path, capsys):
    course = released_course(tmp_path)
    path = tmp_path / "a.zip"
    path.write_bytes(zipped(of_ana("x", NOTEBOOK)))
    assert error(course, path, NAME, capsys=capsys) == (
        "error: there is no class list, by which submissions find their student: import one with "
        "nbgrader db student import class.csv (the book, Import a class list)"
    )


def test_nothing_found_ends_in_code_1_and_something_in_0(course, tmp_path, capsys):
    path = tmp_path / "a.zip"
    path.write_bytes(zipped({f"No One_1_assignsubmission_file_/{NOTEBOOK}": "x"}))
    command = ["collect", "--root", str(course.root), str(path), NAME]
    assert main(command) == 1
    path.write_bytes(zipped(of_ana("x", NOTEBOOK)))
    assert main(command) == 0
    assert main(command) == 0  # unchanged
    next_one = capsys.readouterr().out.splitlines()[-1]
    assert next_one == f"next: python -m autograder grade {NAME} --root {course.root}"


def test_it_prints_what_the_book_shows(tmp_path, monkeypatch):
    course = released_course(tmp_path)
    rows = [("ana", "Ana", "Núñez", "", ""), ("ben", "Ben", "O'Hara", "", "")]
    import_class_list(course.root, [HEAD, *rows, ("cy", "Cy", "Roe", "", "")])
    place = f"assignsubmission_file/{NOTEBOOK}"
    monkeypatch.chdir(tmp_path)
    Path("submissions.zip").write_bytes(
        zipped(
            {
                "Ana Núñez_4711_assignsubmission_file/My homework.ipynb": "x",
                f"Ben OHara_4712_{place}": "y",
                f"Bo Li_4713_{place}": "z",
            }
        )
    )
    told = []
    collect(course, [Path("submissions.zip")], NAME, say=told.append)
    page = PAGES["docs/how-to/collect.md"].replace("01-softmax", NAME)
    assert "```\n" + "\n".join(told) + "\n```\n" in page


def test_the_help_tells_it_from_nbgraders_collect(capsys):
    with pytest.raises(SystemExit):
        main(["collect", "--help"])
    text = " ".join(capsys.readouterr().out.split())
    assert "`nbgrader collect` is another command: it takes submissions from nbgrader's" in text


def test_what_was_collected_is_graded(course):
    notebook = nbformat.read(course.root / "release" / NAME / NOTEBOOK, as_version=4)
    run(course, of_ana(zipped({f"x/{NOTEBOOK}": nbformat.writes(notebook)})))
    (result,) = grade_class(course, [NAME], say=quiet)
    assert (result.student, result.reason) == ("ana", "")


def test_files_are_plain_and_not_executable(course):
    run(course, of_ana("x", NOTEBOOK))
    mode = os.stat(course.submitted / "ana" / NAME / NOTEBOOK).st_mode
    assert stat.S_ISREG(mode)
    assert not mode & 0o111
