"""One whole demo class, every grade asserted.

What each submission must get was worked out by hand from what it says: a document that writes
exponentials as they stand is right for logits of size 1 and overflows at 10000, so it keeps the
points for values and loses those for robustness; a lost factor 1/m keeps half of those for values;
and so on.
"""

import csv
import re
from collections import Counter

import nbformat
import pytest
from patience import CUT_OFF

from autograder.classroom.demo import demo, table
from autograder.classroom.students import classroom
from autograder.course.exercises import ASSIGNMENTS
from autograder.host.course_folder import CourseError

pytestmark = pytest.mark.timeout(1800)  # the first test waits for the whole demo

VALUES, ROBUSTNESS, BOTH = {"values"}, {"robustness"}, {"values", "robustness"}

# (student, assignment): points of 80, and what each exercise that was answered loses.
GRADES = {
    **{("all-right", assignment): (80, {}) for assignment in ASSIGNMENTS},
    ("left-empty", "01-softmax"): (0, {}),
    ("not-a-notebook", "06-newton"): (0, {}),
    # 1.2 alone. 2.5 and 2.7 are right, 2.6 is −1/m times what is asked for, a convention that keeps
    # half of the points for values. 3.2 and 3.3.
    ("document-000", "01-softmax"): (21, {}),
    ("document-000", "02-gradient"): (31.5, {"class_gradient": BOTH}),
    ("document-000", "03-hessian"): (36, {}),
    # Exponentials overflow everywhere; 2.3, 3.1 and 4.1 lost the factor 1/m, a convention too, and
    # 3.3 is that of the log-likelihood.
    (
        "document-001",
        "01-softmax",
    ): (18, {"softmax": ROBUSTNESS, "softmax_jacobian": ROBUSTNESS}),
    ("document-001", "02-gradient"): (
        19.5,
        {
            "logistic_gradient": BOTH,
            "log_likelihood": ROBUSTNESS,
            "class_gradient": ROBUSTNESS,
        },
    ),
    ("document-001", "03-hessian"): (
        11.5,
        {"logistic_hessian": BOTH, "hessian": BOTH},
    ),
    ("document-001", "04-positive-definiteness"): (11, {"quadratic_form": BOTH}),
    # Right in every value; 5.1 has no exponential, and 5.2 forms the K×K matrix of the two cases.
    ("document-002", "01-softmax"): (
        37,
        {
            "softmax": ROBUSTNESS,
            "softmax_jacobian": ROBUSTNESS,
            "cross_entropy": ROBUSTNESS,
            "logit_gradient": ROBUSTNESS,
        },
    ),
    ("document-002", "05-output-layer"): (
        32,
        {
            "softmax_backward": ROBUSTNESS,
            "output_delta": ROBUSTNESS,
            "output_gradients": ROBUSTNESS,
        },
    ),
    ("document-003", "02-gradient"): (
        15,
        {"log_likelihood": ROBUSTNESS, "class_gradient": ROBUSTNESS},
    ),
    ("document-003", "03-hessian"): (6, {"hessian": BOTH}),
    # Its question believes that the Hessian is the identity.
    ("document-004", "01-softmax"): (
        49,
        {
            "softmax": ROBUSTNESS,
            "softmax_jacobian": ROBUSTNESS,
            "softmax_differential": ROBUSTNESS,
            "cross_entropy": ROBUSTNESS,
            "logit_gradient": ROBUSTNESS,
            "logit_hessian": BOTH,
        },
    ),
    ("almost-definite", "04-positive-definiteness"): (
        27,
        {
            "has_full_column_rank": BOTH,
            "is_positive_definite": BOTH,
            "flat_direction": BOTH,
            "reduced_hessian": BOTH,
        },
    ),
    ("endless-loop", "05-output-layer"): (30, {"output_delta": ROBUSTNESS}),
    ("finite-differences", "01-softmax"): (
        20,
        {"softmax_jacobian": BOTH, "logit_gradient": BOTH},
    ),
    ("in-place", "01-softmax"): (
        28,
        {"softmax": ROBUSTNESS, "softmax_jacobian": ROBUSTNESS, "logit_gradient": ROBUSTNESS},
    ),
    ("plain-newton", "06-newton"): (43, {"fit_logistic": ROBUSTNESS, "standard_errors": BOTH}),
    ("rows-stacked", "03-hessian"): (68, {"hessian": BOTH}),
    ("slow-loops", "01-softmax"): (74, {"softmax_differential": ROBUSTNESS}),
    ("sum-for-mean", "02-gradient"): (
        53.5,
        {"logistic_loss": BOTH, "logistic_gradient": BOTH, "loss_gradient": BOTH},
    ),
    ("syntax-error", "01-softmax"): (59, {"softmax_jacobian": BOTH}),
}

# What the table says of the reason, at a few places that stand for the others.
SAID = {
    ("document-000", "02-gradient"): r"−9\.5 2\.6 values and robustness: class_gradient: .* times",
    ("document-001", "01-softmax"): r"−7   1\.2 robustness: .* not finite; logits of size 10000",
    ("document-002", "05-output-layer"): r"−2   5\.2 robustness: .* took more memory than it may",
    ("document-004", "01-softmax"): r"−6   1\.6 values and robustness: logit_hessian: entry",
    ("in-place", "01-softmax"): r"−2   1\.1 robustness: softmax: changed its argument z in place",
    ("endless-loop", "05-output-layer"): (
        r"−2   5\.3 robustness: "
        r"CellTimeoutError: the cell was still running at the time limit and was stopped$"
    ),
    (
        "slow-loops",
        "01-softmax",
    ): r"−6   1\.3 robustness: .* took more memory than it may; .*classes",
    ("syntax-error", "01-softmax"): r"−21  1\.2 values and robustness: NameError: .*jacobian",
    ("plain-newton", "06-newton"): r"−7   6\.2 robustness: fit_logistic: the values rise",
    ("sum-for-mean", "02-gradient"): r"−9\.5 2\.3 .*; every entry is \d+ times the expected one",
    ("not-a-notebook", "06-newton"): r"not graded: the notebook is no JSON",
    ("left-empty", "01-softmax"): r"not written: 1\.1, 1\.2, 1\.3, 1\.4, 1\.5, 1\.6$",
}


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    folder = tmp_path_factory.mktemp("demo") / "class"
    said = []
    with pytest.MonkeyPatch.context() as terminal:
        terminal.setenv("COLUMNS", "80")
        # One loops for ever; another takes a second or two until its memory ends.
        limit = f"c.Examine.cell_seconds = {7 * CUT_OFF}"
        terminal.setattr("autograder.classroom.demo.DEMO_CONFIG", f"\n{limit}\n")
        grades = demo(folder, said.append)
    return folder, {(g.submission.student, g.submission.assignment): g for g in grades}, said


def test_the_class_has_a_dozen_students_and_the_five_documents_among_them():
    students = {submission.student for submission in classroom()}
    assert len(students) >= 12
    assert {f"document-00{i}" for i in range(5)} <= students


@pytest.mark.parametrize(("student", "assignment"), GRADES)
def test_every_grade_is_what_was_worked_out_by_hand(course, student, assignment):
    _, grades, _ = course
    points, lost = GRADES[student, assignment]
    grade = grades[student, assignment]
    assert grade.possible == 80
    assert grade.score == points, grade.reasons
    found = {}
    for reason in grade.reasons:
        match = re.match(r"−[\d.]+ +(\d\.\d) ([a-z ]+): ", reason)
        if match:
            number, parts = match.groups()
            (name,) = [e.name for e in ASSIGNMENTS[assignment] if e.number == number]
            found[name] = set(parts.split(" and "))
    assert found == lost


def test_every_submission_has_a_grade_and_no_other_has(course):
    _, grades, _ = course
    assert set(grades) == set(GRADES)


@pytest.mark.parametrize(("student", "assignment"), SAID)
def test_the_table_says_why(course, student, assignment):
    _, grades, _ = course
    reasons = grades[student, assignment].reasons
    assert any(re.match(SAID[student, assignment], r) for r in reasons), reasons


def test_a_written_answer_waits_for_a_person_and_a_blank_does_not(course):
    _, grades, _ = course
    waiting = {key for key, grade in grades.items() if grade.written == "by hand"}
    assert waiting == {("all-right", assignment) for assignment in ASSIGNMENTS}


@pytest.mark.parametrize("width", [80, 100])
def test_the_table_has_a_row_for_each_submission_and_a_sentence_for_each_student(course, width):
    _, grades, _ = course
    lines = table(list(grades.values()), width)
    assert max(map(len, lines)) <= width
    text = " ".join(" ".join(lines).split())
    for (student, assignment), grade in grades.items():
        row = [student, assignment, f"{grade.score:g}/80"]
        assert any(line.split()[:3] == row for line in lines)
        for sentence in (f"{student}: {grade.submission.about}", *grade.reasons):
            assert " ".join(sentence.split()) in text


def test_the_table_ends_what_is_said_and_fits_a_terminal(course):
    _, grades, said = course
    assert "\n".join(table(list(grades.values()), 80)) in "\n".join(said)


def test_no_cell_of_a_right_submission_fails(course):
    folder, _, _ = course
    for assignment in ASSIGNMENTS:
        path = folder / "autograded" / "all-right" / assignment / f"{assignment}.ipynb"
        cells = nbformat.read(path, as_version=4).cells
        outputs = [output for each in cells for output in each.get("outputs", [])]
        assert not [output for output in outputs if output.output_type == "error"]


def test_progress_is_told_and_the_paths_of_what_to_open_exist(course):
    folder, _, said = course
    lines = [re.match(r"(\S+): (\d+) graded after [\d.]+ s(, 1 not graded)?$", x) for x in said]
    ends = {match[1]: int(match[2]) + bool(match[3]) for match in lines if match}
    assert ends == Counter(assignment for _, assignment in GRADES)
    assert said[-1].split()[-1].endswith("feedback/document-004/01-softmax/01-softmax.html")
    for student, assignment in GRADES:
        page = folder / "feedback" / student / assignment / f"{assignment}.html"
        assert page.is_file()
    (report,) = [line.split()[-1] for line in said if line.startswith("report ")]
    assert report == str(folder / "report" / "index.html")
    assert len(list((folder / "report").glob("*.csv"))) > 1


def test_the_export_holds_every_submission_with_its_points(course):
    folder, _, _ = course
    with open(folder / "grades.csv", encoding="utf-8", newline="") as file:
        rows = {(r["student_id"], r["assignment"]): r for r in csv.DictReader(file)}
    for key, (points, _) in GRADES.items():
        assert float(rows[key]["score"]) == points
        assert float(rows[key]["max_score"]) == 100


def test_no_feedback_page_shows_a_hidden_test_or_the_key(course):
    folder, _, _ = course
    pages = list((folder / "feedback").rglob("*.html"))
    assert len(pages) == len(GRADES)
    for page in pages:
        text = page.read_text(encoding="utf-8")
        assert "autograder.key" not in text, page
        assert "examine(" not in text, page
        assert "BEGIN HIDDEN" not in text, page
        assert "<script" not in text, page
        assert "https://cdn" not in text, page


def test_a_folder_that_is_not_empty_is_refused(tmp_path):
    (tmp_path / "thesis.txt").write_text("precious")
    with pytest.raises(CourseError, match="not empty"):
        demo(tmp_path)
    assert (tmp_path / "thesis.txt").read_text() == "precious"


def test_where_it_was_not_graded_the_page_says_why(course):
    folder, grades, _ = course
    (reason,) = grades["not-a-notebook", "06-newton"].reasons
    page = folder / "feedback" / "not-a-notebook" / "06-newton" / "06-newton.html"
    assert reason.partition(": ")[2] in page.read_text(encoding="utf-8")
