"""A class list, imported by nbgrader: names where a person reads, ids everywhere else."""

import csv
import unicodedata

import pytest
from dummy_class import quiet, released_course
from dummy_course import NAME, import_class_list, solve, submit
from nbgrader.apps import NbGraderAPI

from autograder.host.batch import grade_class
from autograder.host.class_list import ClassList, by_student, read_class_list
from autograder.report import report

HEAD = ("id", "first_name", "last_name", "email", "lms_user_id", "Section")
LIST = [
    ("ana", "Ana", "Núñez, de la", "ana@example.org", "101", "S1"),
    ("eva", "<script>alert(1)</script>", "=1+1", "eva@example.org", "102", "S2"),
    ("../../outside", "Out", "Side", "", "", ""),
    ("</script>\"'\\", "A\nB", "", "", "", ""),
]
HANDED_IN = ("ana", "eva", "not-listed")


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    course = released_course(tmp_path_factory.mktemp("parent") / "course")
    import_class_list(course.root, [HEAD, *LIST])
    for student in HANDED_IN:
        submit(course.root, student, solve)
    grade_class(course, [NAME], say=quiet)
    return course


def test_those_who_handed_in_are_graded_and_keep_their_names(course):
    submissions = NbGraderAPI(config=course.config).get_submissions(NAME)
    found = {each["student"]: (each["last_name"], each["first_name"]) for each in submissions}
    assert {student: found[student] for student in HANDED_IN} == {
        "ana": ("Núñez, de la", "Ana"),
        "eva": ("=1+1", "<script>alert(1)</script>"),
        "not-listed": (None, None),
    }
    assert {each["score"] for each in submissions if each["student"] in HANDED_IN} == {5}


def test_those_who_did_not_hand_in_are_in_formgrader_and_in_the_export_alone(course):
    students = {each["id"] for each in NbGraderAPI(config=course.config).get_students()}
    assert students == {*(row[0] for row in LIST), *HANDED_IN}
    assert sorted(path.name for path in course.autograded.iterdir()) == sorted(HANDED_IN)
    course.export(course.root / "grades.csv")
    with open(course.root / "grades.csv", encoding="utf-8", newline="") as file:
        table = list(csv.DictReader(file))
    assert len(table) == len(students)
    by_name = {row["last_name"]: row for row in table}
    assert by_name["Núñez, de la"]["score"] == "5.0"
    assert by_name["'=1+1"]["score"] == "5.0"
    assert by_name["Side"]["score"] == "0.0"


def test_pages_lie_under_the_id_and_the_report_knows_students_by_it(course):
    for student in HANDED_IN:
        assert course.feedback(NAME, student).reason is None
        assert (course.root / "feedback" / student / NAME / f"{NAME}.html").is_file()
    page = report(course, [], course.root / "report").read_text(encoding="utf-8")
    assert "(ana)<" in page
    assert "<script" not in page
    with open(course.root / "report" / "students.csv", encoding="utf-8", newline="") as file:
        assert [row["student"] for row in csv.DictReader(file)] == sorted(HANDED_IN)


def test_no_id_of_the_list_leads_out_of_the_course(course):
    assert [path.name for path in course.root.parent.iterdir()] == ["course"]


def test_a_list_imported_again_corrects_names_and_keeps_grades(course):
    import_class_list(course.root, [HEAD, ("ana", "Anna", "Núñez", "", "101", "")])
    submissions = NbGraderAPI(config=course.config).get_submissions(NAME)
    (ana,) = [each for each in submissions if each["student"] == "ana"]
    assert (ana["first_name"], ana["last_name"], ana["score"]) == ("Anna", "Núñez", 5)


# ---- whose a folder is ----

NFC, NFD = (unicodedata.normalize(form, "josé") for form in ("NFC", "NFD"))


def a_list(known, described=(), idle=()):
    return ClassList(frozenset(known), frozenset(described), frozenset(idle))


@pytest.mark.parametrize(
    ("known", "folder", "student"),
    [
        ([NFC], NFD, NFC),
        ([NFD], NFC, NFD),
        ([NFC, NFD], NFD, NFD),
        ([], NFD, NFC),
        (["ana"], "Ana", "Ana"),
    ],
)
def test_a_folder_is_its_students_in_whatever_form_of_unicode(known, folder, student):
    assert a_list(known).student(folder) == student


def test_the_folders_of_one_student_are_found_together():
    assert by_student([NFD, "ana", NFC], a_list(["ana", NFC])) == {NFC: [NFD, NFC], "ana": ["ana"]}


def test_who_is_described_or_has_never_handed_in_is_on_the_list():
    students = a_list(["ana", "ben", "max"], described=["ana"], idle=["ben"])
    assert students.unlisted(["max", "ana", "new"]) == ["max", "new"]
    assert students.missing(["ana"]) == ["ben"]


def test_of_a_list_of_ids_alone_those_who_have_handed_in_are_not_called_strangers():
    students = a_list(["ana", "ben"], idle=["ben"])
    assert students.unlisted(["ana", "new"]) == ["new"]


def test_without_a_list_nobody_is_a_stranger_and_nobody_is_missing():
    students = a_list(["ana", "ben"])
    assert students.unlisted(["ana", "new"]) == students.missing([]) == []


def test_the_gradebook_tells_who_is_described_and_who_has_handed_in(course):
    with course.gradebook() as gradebook:
        students = read_class_list(gradebook)
    assert students.known == {row[0] for row in LIST} | set(HANDED_IN)
    assert students.described == {row[0] for row in LIST}
    assert students.idle == {row[0] for row in LIST} - set(HANDED_IN)
