"""Grades out of the gradebook: the headers that Canvas and Moodle document, and hostile names."""

import csv

import pytest
from dummy_class import answer, quiet, released_course
from dummy_course import NAME, RIGHT, import_class_list, nbgrader, solve, submit

from autograder.host.batch import grade_class
from autograder.host.exports import Student, listed
from autograder.host.exports.canvas import CanvasExporter
from autograder.host.exports.moodle import MoodleExporter

EXPORTS = "autograder.host.exports"
CALC = "=cmd|' /C calc'!A0"
CLASS_LIST = [
    ("id", "first_name", "last_name", "email", "lms_user_id"),
    ("ada", "Ada", "Ng", "ada@example.org", "101"),
    ("ben", '=HYPERLINK("http://a.example")', "+1+1", "ben@example.org", "102"),
    ("cleo", "Points Possible", "", "cleo@example.org", "103"),
    ("+41790000000", "Dan, the\nsecond", "de la Cruz;=1+1", "dan@example.org", "104"),
    (CALC, "Eve", "Eve", "eve@example.org", "105"),
    ("late", "Zoë", "Łuk", "zoe@example.org", "106"),
]
HANDED_IN = {
    "ada": answer(RIGHT, written="Because."),
    "ben": answer("def double(x):\n    return int(2 * x)"),
    "cleo": lambda nb: None,
    "+41790000000": solve,
    CALC.replace("/", ""): solve,
}


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    course = released_course(tmp_path_factory.mktemp("course"))
    import_class_list(course.root, CLASS_LIST)
    for student, edit in HANDED_IN.items():
        submit(course.root, student, edit)
    grade_class(course, [NAME], say=quiet)
    return course


def rows(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


@pytest.fixture(scope="module")
def canvas(course):
    log = nbgrader(course.root, "export", f"--exporter={EXPORTS}.canvas.CanvasExporter")
    return rows(course.root / "canvas.csv"), log


@pytest.fixture(scope="module")
def moodle(course):
    log = nbgrader(course.root, "export", f"--exporter={EXPORTS}.moodle.MoodleExporter")
    return rows(course.root / "moodle.csv"), log


@pytest.fixture(scope="module")
def table(course):
    nbgrader(course.root, "export")
    return rows(course.root / "grades.csv")


def test_canvas_gets_its_header_and_the_points_possible(canvas):
    (header, possible, *_), _ = canvas
    assert header == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", NAME]
    assert possible == ["Points Possible", "", "", "", "", "10.0"]


def test_canvas_knows_each_student_by_number_and_login(canvas):
    (_, _, *students), _ = canvas
    assert {row[3]: (row[1], row[5]) for row in students} == {
        "ada": ("101", "5.0"),
        "ben": ("102", "3.0"),
        "cleo": ("103", "0.0"),
        "+41790000000": ("104", "5.0"),
        "late": ("106", ""),
    }


def test_a_student_called_like_the_second_row_of_canvas_is_a_student(canvas):
    (_, _, *students), _ = canvas
    names = {row[3]: row[0] for row in students}
    assert names["cleo"] == "points possible"
    assert not any("Points Possible" in name for name in names.values())


def test_names_are_last_first_on_one_line_and_no_formulas(canvas):
    (_, _, *students), _ = canvas
    names = {row[3]: row[0] for row in students}
    assert names["ada"] == "Ng, Ada"
    assert names["ben"] == "'+1+1, =HYPERLINK( http://a.example )"
    assert names["+41790000000"] == "de la Cruz =1+1, Dan, the second"
    assert names["late"] == "Łuk, Zoë"


def test_canvas_gets_no_number_that_is_none():
    students = [
        Student("ana", lms_user_id="7x"),
        Student("eva", lms_user_id="٧"),
        Student("ida", lms_user_id="7"),
    ]
    _, _, *written = CanvasExporter().rows({}, students)
    assert [row[1] for row in written] == ["", "", "7"]


def test_moodle_gets_one_column_for_each_way_to_know_a_student(moodle):
    (header, *students), _ = moodle
    assert header == ["First name", "Last name", "Username", "ID number", "Email address", NAME]
    assert {row[2]: tuple(row[3:]) for row in students} == {
        "ada": ("101", "ada@example.org", "5.0"),
        "ben": ("102", "ben@example.org", "3.0"),
        "cleo": ("103", "cleo@example.org", "0.0"),
        "+41790000000": ("104", "dan@example.org", "5.0"),
        "late": ("106", "zoe@example.org", "-"),
    }
    names = {row[2]: row[:2] for row in students}
    assert names["ben"] == ["'=HYPERLINK( http://a.example )", "'+1+1"]


@pytest.mark.parametrize(
    ("field", "column", "values"),
    [
        ("email", "Email address", ("a@example.org", "")),
        ("email", "Email address", ("a@example.org", "a@example.org")),
        ("email", "Email address", ("a@example.org", "=1+1")),
        ("lms_user_id", "ID number", ("7", "")),
        ("lms_user_id", "ID number", ("7", "0")),
    ],
)
def test_moodle_gets_no_column_in_which_a_row_is_nobodys_or_two_are_the_same(field, column, values):
    students = [Student(f"s{n}", **{field: value}) for n, value in enumerate(values)]
    header, *written = MoodleExporter().rows({NAME: 10.0}, students)
    assert header == ("First name", "Last name", "Username", NAME)
    assert written == [("", "", "s0", "-"), ("", "", "s1", "-")]
    students = [Student("s0", **{field: "x"}), Student("s1", **{field: "y"})]
    header, *_ = MoodleExporter().rows({NAME: 10.0}, students)
    assert column in header


@pytest.mark.parametrize("written", ["canvas", "moodle"])
def test_an_id_that_is_a_formula_is_left_out_and_named(written, request):
    table, log = request.getfixturevalue(written)
    assert "calc" not in str(table)
    said = "2 students left out, no system would know their ids"
    assert f"{said}: {CALC.replace('/', '')}, Eve Eve ({CALC})\n" in log


@pytest.mark.parametrize("written", ["canvas", "moodle"])
def test_what_waits_for_marks_is_told(written, request):
    _, log = request.getfixturevalue(written)
    assert f"{NAME}: 1 submissions wait for marks by hand: Ada Ng (ada)\n" in log


@pytest.mark.parametrize("written", ["canvas", "moodle"])
def test_students_without_a_grade_are_named(written, request):
    _, log = request.getfixturevalue(written)
    assert f"{NAME}: no grade for 2 of 7 students: Eve Eve ({CALC}), Zoë Łuk (late)\n" in log


def test_an_assignment_that_nobody_has_a_grade_for_takes_one_line_without_names(tmp_path):
    course = released_course(tmp_path)
    import_class_list(course.root, CLASS_LIST)
    exporter = f"--exporter={EXPORTS}.moodle.MoodleExporter"
    assert f"{NAME}: no grade for any student\n" in nbgrader(course.root, "export", exporter)
    log = nbgrader(course.root, "export", exporter, "--student", "ada")
    assert f"{NAME}: no grade for 1 of 1 students: Ada Ng (ada)\n" in log


def test_of_many_students_the_first_ten_are_named_on_one_line():
    students = [Student(f"s{n}\n", first_name="Ana") for n in range(12)]
    line = listed(students)
    assert line.startswith("Ana (s0?), Ana (s1?), ")
    assert line.endswith(", Ana (s9?) and 2 more")
    assert listed(students[:10]).endswith("Ana (s9?)")


def test_moodle_names_the_students_for_whom_a_column_is_missing(caplog):
    exporter = MoodleExporter()
    exporter.log.propagate = True
    emails = ("a@example.org", "", "b@example.org", "b@example.org")
    students = [Student(f"s{n}", email=email) for n, email in enumerate(emails)]
    list(exporter.rows({}, students))
    said = "no column Email address: 3 students have none of their own: s1, s2, s3"
    assert said in caplog.messages


def test_the_plain_table_holds_every_student_and_splits_at_no_name(table):
    header, *cells = table
    found = {row[1]: dict(zip(header, row, strict=True)) for row in cells}
    assert {name: row["score"] for name, row in found.items()} == {
        "ada": "5.0",
        "ben": "3.0",
        "cleo": "0.0",
        "'+41790000000": "5.0",
        f"'{CALC}": "0.0",
        f"'{CALC.replace('/', '')}": "5.0",
        "late": "0.0",
    }
    assert found["ada"] == {
        **{"assignment": NAME, "student_id": "ada", "last_name": "Ng", "first_name": "Ada"},
        **{"email": "ada@example.org", "raw_score": "5.0", "late_submission_penalty": "0.0"},
        **{"score": "5.0", "max_score": "10.0"},
    }


def test_no_cell_is_a_formula_for_a_spreadsheet(canvas, moodle, table):
    for row in (*canvas[0], *moodle[0], *table):
        for cell in row:
            assert cell in ("-", "+41790000000") or not cell.startswith(tuple("=+-@\t\r")), row


def test_students_assignments_and_the_file_can_be_named(course):
    who = ["--student", "ada", "--student", "ben", "--assignment", "another"]
    exporter = f"--exporter={EXPORTS}.moodle.MoodleExporter"
    nbgrader(course.root, "export", exporter, "--to", "two.csv", *who)
    header, *students = rows(course.root / "two.csv")
    assert header[-1] == "Email address"
    assert sorted(row[2] for row in students) == ["ada", "ben"]


def test_points_given_by_hand_count(course, tmp_path):
    with course.gradebook() as gradebook:
        gradebook.find_grade("written", NAME, NAME, "ben").manual_score = 2.125
        gradebook.db.commit()
    course.export(tmp_path / "grades.csv")
    header, *table = rows(tmp_path / "grades.csv")
    scores = {row[1]: row[header.index("score")] for row in table}
    assert scores["ben"] == "5.12"
