"""One whole demo class, every grade asserted.

What each submission must get was worked out by hand from what it says: a document that writes
exponentials as they stand is right for logits of size 1 and overflows at 10000, so it keeps the
points for values and loses those for robustness; a lost factor 1/m keeps half of those for values;
and so on. What the parts are worth stands in the notebooks.
"""

import csv
import re
from collections import Counter
from dataclasses import replace

import nbformat
import pytest
from patience import CUT_OFF
from points import points_of

from autograder.classroom.demo import demo, table
from autograder.classroom.students import classroom
from autograder.course.exercises import ASSIGNMENTS
from autograder.host.course_folder import CourseError

pytestmark = pytest.mark.timeout(1800)  # the first test waits for the whole demo

VALUES, ROBUSTNESS = "values", "robustness"

# What is left of the points for values and for robustness, and the parts that lose some. A
# convention leaves half of those for values.
NONE_LEFT = (0, 0, {VALUES, ROBUSTNESS})
VALUES_LEFT = (1, 0, {ROBUSTNESS})
HALF_LEFT = (0.5, 0, {VALUES, ROBUSTNESS})

# (student, assignment): what each exercise loses; all others that were answered lose nothing.
LOST = {
    **{("all-right", assignment): {} for assignment in ASSIGNMENTS},
    ("left-empty", "01-softmax"): {},
    ("not-a-notebook", "06-newton"): {},
    # 1.2 alone. 2.5 and 2.7 are right, 2.6 is −1/m times what is asked for. 3.2 and 3.3.
    ("document-000", "01-softmax"): {},
    ("document-000", "02-gradient"): {"class_gradient": HALF_LEFT},
    ("document-000", "03-hessian"): {},
    # Exponentials overflow everywhere; 2.3, 3.1 and 4.1 lost the factor 1/m, and 3.3 is that of the
    # log-likelihood.
    ("document-001", "01-softmax"): {
        "softmax": VALUES_LEFT,
        "softmax_jacobian": VALUES_LEFT,
    },
    ("document-001", "02-gradient"): {
        "logistic_gradient": HALF_LEFT,
        "log_likelihood": VALUES_LEFT,
        "class_gradient": VALUES_LEFT,
    },
    ("document-001", "03-hessian"): {"logistic_hessian": HALF_LEFT, "hessian": HALF_LEFT},
    ("document-001", "04-positive-definiteness"): {"quadratic_form": HALF_LEFT},
    # Right in every value; 5.1 has no exponential, and 5.2 forms the K×K matrix of the two cases.
    ("document-002", "01-softmax"): {
        "softmax": VALUES_LEFT,
        "softmax_jacobian": VALUES_LEFT,
        "cross_entropy": VALUES_LEFT,
        "logit_gradient": VALUES_LEFT,
    },
    ("document-002", "05-output-layer"): {
        "softmax_backward": VALUES_LEFT,
        "output_delta": VALUES_LEFT,
        "output_gradients": VALUES_LEFT,
    },
    ("document-003", "02-gradient"): {
        "log_likelihood": VALUES_LEFT,
        "class_gradient": VALUES_LEFT,
    },
    ("document-003", "03-hessian"): {"hessian": HALF_LEFT},
    # Its question believes that the Hessian is the identity.
    ("document-004", "01-softmax"): {
        "softmax": VALUES_LEFT,
        "softmax_jacobian": VALUES_LEFT,
        "softmax_differential": VALUES_LEFT,
        "cross_entropy": VALUES_LEFT,
        "logit_gradient": VALUES_LEFT,
        "logit_hessian": NONE_LEFT,
    },
    ("almost-definite", "04-positive-definiteness"): {
        "has_full_column_rank": NONE_LEFT,
        "is_positive_definite": NONE_LEFT,
        "flat_direction": NONE_LEFT,
        "reduced_hessian": NONE_LEFT,
    },
    ("endless-loop", "05-output-layer"): {"output_delta": VALUES_LEFT},
    ("finite-differences", "01-softmax"): {
        "softmax_jacobian": NONE_LEFT,
        "logit_gradient": NONE_LEFT,
    },
    ("in-place", "01-softmax"): {
        "softmax": VALUES_LEFT,
        "softmax_jacobian": VALUES_LEFT,
        "logit_gradient": VALUES_LEFT,
    },
    ("plain-newton", "06-newton"): {
        "fit_logistic": VALUES_LEFT,
        "standard_errors": NONE_LEFT,
    },
    ("rows-stacked", "03-hessian"): {"hessian": HALF_LEFT},
    ("slow-loops", "01-softmax"): {"softmax_differential": VALUES_LEFT},
    ("sum-for-mean", "02-gradient"): {
        "logistic_loss": HALF_LEFT,
        "logistic_gradient": HALF_LEFT,
        "loss_gradient": HALF_LEFT,
    },
    ("syntax-error", "01-softmax"): {"softmax_jacobian": NONE_LEFT},
}

HANDED_IN = {(each.student, each.assignment): each for each in classroom()}


def expected(student, assignment):
    """The points of a submission: of each exercise that it answers, what it doesn't lose."""
    points, answers = points_of(assignment), HANDED_IN[student, assignment].answers
    total = 0.0
    for exercise in ASSIGNMENTS[assignment]:
        values, robustness, _ = LOST[student, assignment].get(exercise.name, (1, 1, set()))
        if exercise.name in answers:
            total += values * points[f"{exercise.name}-{VALUES}"]
            total += robustness * points[f"{exercise.name}-{ROBUSTNESS}"]
    return total


# What the table says of the reason, at a few places that stand for the others.
SAID = {
    ("document-000", "02-gradient"): r"−\S+ +2\.6 values and robustness: class_gradient: .* times",
    ("document-001", "01-softmax"): r"−\S+ +1\.2 robustness: .* not finite; logits of size 10000",
    ("document-002", "05-output-layer"): r"−\S+ +5\.2 robustness: .* took more memory than it may",
    ("document-004", "01-softmax"): r"−\S+ +1\.6 values and robustness: logit_hessian: entry",
    ("in-place", "01-softmax"): r"−\S+ +1\.1 robustness: softmax: changed its argument z in place",
    ("endless-loop", "05-output-layer"): (
        r"−\S+ +5\.3 robustness: "
        r"CellTimeoutError: the cell was still running at the time limit and was stopped$"
    ),
    (
        "slow-loops",
        "01-softmax",
    ): r"−\S+ +1\.3 robustness: .* took more memory than it may; .*classes",
    ("syntax-error", "01-softmax"): r"−\S+ +1\.2 values and robustness: NameError: .*jacobian",
    ("plain-newton", "06-newton"): r"−\S+ +6\.2 robustness: fit_logistic: the values rise",
    ("sum-for-mean", "02-gradient"): r"−\S+ +2\.3 .*; every entry is \d+ times the expected one",
    ("not-a-notebook", "06-newton"): r"not graded: the notebook is no JSON",
    ("left-empty", "01-softmax"): (
        "not written: " + ", ".join(each.number for each in ASSIGNMENTS["01-softmax"]) + "$"
    ),
}


def idle(submission):
    """The same one; where it loops for ever it leaves the processor to others."""
    loop = " " * 12 + "continue\n"
    wait = loop.replace("continue", "__import__('time').sleep(9)")
    answers = {n: text.replace(loop, wait + loop) for n, text in submission.answers.items()}
    assert (answers != submission.answers) == (submission.student == "endless-loop")
    return replace(submission, answers=answers)


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    folder = tmp_path_factory.mktemp("demo") / "class"
    said = []
    with pytest.MonkeyPatch.context() as terminal:
        terminal.setenv("COLUMNS", "80")
        # One loops for ever; another takes a second or two until its memory ends.
        limit = f"c.Examine.cell_seconds = {7 * CUT_OFF}"
        terminal.setattr("autograder.classroom.demo.DEMO_CONFIG", f"\n{limit}\n")
        class_ = [idle(each) for each in classroom()]
        terminal.setattr("autograder.classroom.demo.classroom", lambda: class_)
        grades = demo(folder, said.append)
    return folder, {(g.submission.student, g.submission.assignment): g for g in grades}, said


def test_the_class_has_a_dozen_students_and_the_five_documents_among_them():
    students = {submission.student for submission in classroom()}
    assert len(students) >= 12
    assert {f"document-00{i}" for i in range(5)} <= students


@pytest.mark.parametrize(("student", "assignment"), LOST)
def test_every_grade_is_what_was_worked_out_by_hand(course, student, assignment):
    _, grades, _ = course
    grade = grades[student, assignment]
    assert grade.possible == 80
    assert grade.score == expected(student, assignment), grade.reasons
    found = {}
    for reason in grade.reasons:
        match = re.match(r"−[\d.]+ +(\d\.\d) ([a-z ]+): ", reason)
        if match:
            number, parts = match.groups()
            (name,) = [e.name for e in ASSIGNMENTS[assignment] if e.number == number]
            found[name] = set(parts.split(" and "))
    assert found == {name: parts for name, (*_, parts) in LOST[student, assignment].items()}


def test_every_submission_has_a_grade_and_no_other_has(course):
    _, grades, _ = course
    assert set(grades) == set(LOST)


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
    assert ends == Counter(assignment for _, assignment in LOST)
    assert said[-1].split()[-1].endswith("feedback/document-004/01-softmax/01-softmax.html")
    for student, assignment in LOST:
        page = folder / "feedback" / student / assignment / f"{assignment}.html"
        assert page.is_file()
    (report,) = [line.split()[-1] for line in said if line.startswith("report ")]
    assert report == str(folder / "report" / "index.html")
    assert len(list((folder / "report").glob("*.csv"))) > 1


def test_the_export_holds_every_submission_with_its_points(course):
    folder, _, _ = course
    with open(folder / "grades.csv", encoding="utf-8", newline="") as file:
        rows = {(r["student_id"], r["assignment"]): r for r in csv.DictReader(file)}
    for key in LOST:
        assert float(rows[key]["score"]) == expected(*key)
        assert float(rows[key]["max_score"]) == 100


def test_no_feedback_page_shows_a_hidden_test_or_the_key(course):
    folder, _, _ = course
    pages = list((folder / "feedback").rglob("*.html"))
    assert len(pages) == len(LOST)
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
