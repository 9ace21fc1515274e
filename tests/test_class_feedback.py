"""The feedback pages of a class, made by one command, and handed back to Moodle and Canvas."""

import json
import os
import shutil
import zipfile

import pytest
from dummy_class import hand_in, quiet, released_course
from dummy_course import NAME, import_class_list, nbgrader
from zips import zipped

from autograder.__main__ import main
from autograder.grading import CourseError
from autograder.grading.pool import open_workers
from autograder.host import class_feedback
from autograder.host.batch import grade_class
from autograder.host.class_feedback import Page, make_page
from autograder.host.collect import collect
from autograder.host.hand_back import hand_back

HEAD = ("id", "first_name", "last_name", "email", "lms_user_id")
CLASS = [
    ("ana", "Ana", "Núñez", "", "101"),
    ("ben", "Ben", "O'Hara", "", "102"),
    ("cy", "Cy", "Roe", "", "103"),
]


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """A small class, graded."""
    course = released_course(tmp_path_factory.mktemp("course"))
    hand_in(course)
    grade_class(course, [NAME], say=quiet)
    return course


def pages_of(course):
    return {path.parts[-3]: path.read_bytes() for path in course.root.glob("feedback/*/*/*")}


def test_pages_are_those_of_nbgraders_own_command_whatever_the_number_of_workers(graded, capsys):
    nbgrader(graded.root, "generate_feedback", NAME)
    expected = pages_of(graded)
    assert len(expected) == 8
    for workers in ("1", "3"):
        shutil.rmtree(graded.root / "feedback")
        command = ["feedback", NAME, "--root", str(graded.root), "--workers", workers]
        assert main(command) == 0
        assert pages_of(graded) == expected
        printed, errors = capsys.readouterr()
        *_, last = printed.splitlines()
        assert last.startswith(f"{NAME}: 8 pages after ")
        assert "INFO" not in printed + errors


def test_a_page_that_fails_is_named_with_its_reason_and_the_others_are_made(graded, capsys):
    broken = graded.autograded / "ben" / NAME / f"{NAME}.verdicts.json"
    right = broken.read_text()
    broken.chmod(0o644)
    broken.write_text("no JSON")
    try:
        assert main(["feedback", "--root", str(graded.root), "--workers", "2"]) == 1
    finally:
        broken.write_text(right)
    told = capsys.readouterr().out.splitlines()
    (line,) = [each for each in told if "ben" in each]
    assert line.startswith(f"{NAME}: ben without a page: CourseError: ")
    assert f"run python -m autograder grade {NAME} again" in line
    assert told[-1].startswith(f"{NAME}: 7 pages after ")
    assert told[-1].endswith(", 1 without a page")


def _end(student):
    import os

    if student == "ben":
        os._exit(1)
    return Page(student, NAME, "")


def test_a_worker_that_ends_costs_one_page(graded):
    def failed(task, error):
        return Page(*task, NAME, str(error))

    with open_workers(2, _end, failed) as pool:
        made = {page.student: page.reason for page in pool.map(iter([("ana",), ("ben",), ("cy",)]))}
    assert made == {"ana": "", "ben": "its worker ended 2 times", "cy": ""}


@pytest.mark.parametrize(("named", "advised"), [([], "ASSIGNMENT"), ([NAME], NAME)])
def test_where_nothing_is_graded_it_says_what_to_do(tmp_path, capsys, named, advised):
    course = released_course(tmp_path)
    assert main(["feedback", *named, "--root", str(course.root)]) == 1
    told = f"nothing is graded yet: run python -m autograder grade {advised} first"
    assert capsys.readouterr().err == f"error: {told}\n"


def test_an_assignment_that_is_none_is_refused(graded):
    with pytest.raises(CourseError, match="source/ holds no assignment 07"):
        class_feedback.class_feedback(graded, ["07"], say=quiet)


def test_an_interrupt_ends_it_without_a_traceback(graded, capsys, monkeypatch):
    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("autograder.host.class_feedback.make_page", interrupted)
    assert main(["feedback", "--root", str(graded.root), "--workers", "1"]) == 130
    assert capsys.readouterr().err == "error: interrupted\n"


# ---- handed back ----


@pytest.fixture(scope="module")
def collected(tmp_path_factory):
    """A class whose submissions came from downloads of Moodle, then one of Canvas."""
    course = released_course(tmp_path_factory.mktemp("parent") / "course")
    import_class_list(course.root, [HEAD, *CLASS])
    notebook = (course.root / "release" / NAME / f"{NAME}.ipynb").read_bytes()
    downloads = {
        "moodle.zip": {
            "Ana Núñez_11_assignsubmission_file/My homework_7_8.ipynb": notebook,
            f"Ben O'Hara_12_assignsubmission_file/{NAME}.ipynb": notebook,
        },
        "canvas.zip": {
            f"roecy_LATE_103_901_{NAME}.ipynb": notebook,
            f"roecy_LATE_103_902_{NAME}-1.ipynb": notebook,
        },
    }
    for name, files in downloads.items():
        path = course.root / name
        path.write_bytes(zipped(files))
        collect(course, [path], NAME, say=quiet)
    grade_class(course, [NAME], say=quiet)
    for student, *_ in CLASS:
        assert make_page(course.root, NAME, student) == Page(student, NAME, "")
    return course


ALL = [Page(student, NAME, "") for student, *_ in CLASS]


def handed_back(course, system, pages=ALL):
    told = []
    hand_back(course, pages, system, told.append)
    with zipfile.ZipFile(course.root / f"{NAME}-{system}.zip") as archive:
        return {name: archive.read(name) for name in archive.namelist()}, told


def test_moodle_gets_its_pages_in_the_folders_of_its_download(collected):
    files, told = handed_back(collected, "moodle")
    assert list(files) == [
        f"Ana Núñez_11_assignsubmission_file_/{NAME}.html",
        f"Ben O'Hara_12_assignsubmission_file_/{NAME}.html",
    ]
    assert list(files.values()) == [
        collected.pages(NAME, each)[0].read_bytes() for each in ("ana", "ben")
    ]
    path = collected.root / f"{NAME}-moodle.zip"
    assert told == [
        f"{NAME}: not in the zip, not collected from Moodle: cy",
        f"{NAME}: 2 pages in {path}; upload it in Moodle: the assignment, Submissions, "
        "Upload multiple feedback files in a zip",
    ]


def test_canvas_gets_its_pages_under_the_numbers_of_user_and_last_file(collected):
    files, told = handed_back(collected, "canvas")
    assert list(files) == [f"roecy_103_902_{NAME}.html"]
    assert told[-1].endswith("; upload it in Canvas: the assignment, Upload Submissions")


def test_the_same_pages_make_the_same_zip(collected):
    path = collected.root / f"{NAME}-moodle.zip"
    made = [
        handed_back(collected, "moodle", pages) and path.read_bytes() for pages in (ALL, ALL[::-1])
    ]
    assert made[0] == made[1]


def test_a_page_that_failed_is_in_no_zip(collected):
    failed = [Page("ana", NAME, "why"), *ALL[1:]]
    files, _ = handed_back(collected, "moodle", failed)
    assert list(files) == [f"Ben O'Hara_12_assignsubmission_file_/{NAME}.html"]


def test_without_collect_it_says_what_is_missing(graded, capsys):
    assert main(["feedback", "--root", str(graded.root), "--zip", "canvas"]) == 1
    assert capsys.readouterr().err == (
        f"error: no zip of {NAME}: Canvas takes pages back under numbers that only its download "
        f"holds; run python -m autograder collect DOWNLOAD {NAME} with a download of Canvas first\n"
    )


def test_nothing_that_a_student_names_comes_into_what_is_kept(collected):
    kept = json.loads((collected.submitted / f".{NAME}.collected.json").read_text())
    assert kept["ana"] == {
        "system": "Moodle",
        "name": "Ana Núñez",
        "number": "11",
        "attachment": "",
    }
    assert kept["cy"] == {"system": "Canvas", "name": "roecy", "number": "103", "attachment": "902"}
    assert "homework" not in json.dumps(kept)


DAMAGED = {
    "a list": lambda path: path.write_text("[1]"),
    "nested": lambda path: path.write_text("[" * 200_000),
    "a number": lambda path: path.write_text('{"ana": {"system": 1, "name": "A", "number": "1"}}'),
    "half a character": lambda path: path.write_text(
        r'{"ana": {"system": "Moodle", "name": "\ud800", "number": "1"}}'
    ),
    "a folder": lambda path: path.mkdir(),
    "a pipe": os.mkfifo,
    "a link": lambda path: path.symlink_to("/etc/passwd"),
    "as large as a disk": lambda path: (path.touch(), os.truncate(path, 2**40)),
}


@pytest.mark.parametrize("damage", DAMAGED.values(), ids=DAMAGED)
def test_a_damaged_record_is_named(collected, damage):
    path = collected.submitted / f".{NAME}.collected.json"
    right = path.rename(collected.root / "right.json")
    try:
        damage(path)
        with pytest.raises(CourseError, match="is damaged: delete it, and run collect again"):
            handed_back(collected, "moodle")
    finally:
        path.rmdir() if path.is_dir() else path.unlink()
        right.rename(path)


@pytest.mark.parametrize("name", ["../../x", "a\\b", "-\n", "x:*?"])
def test_a_name_in_a_zip_leads_nowhere(collected, name, monkeypatch):
    path = collected.submitted / f".{NAME}.collected.json"
    right = path.read_text()
    path.write_text(right.replace("Ana Núñez", json.dumps(name)[1:-1]))
    try:
        files, _ = handed_back(collected, "moodle")
    finally:
        path.write_text(right)
    for entry in files:
        folder, file = entry.split("/")
        assert file == f"{NAME}.html"
        assert not set(folder) & set('\\/:*?"<>|.\n')
