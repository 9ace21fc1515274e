"""An instructor's way through formgrader in JupyterLab, from source/ to a student's feedback."""

import pytest
from contrast import READABLE, texts
from formgrader import Formgrader, choose_formgrader
from lab import jupyter_lab, make_classroom
from playwright.sync_api import expect

from autograder.classroom.demo import hand_in
from autograder.classroom.students import Submission, reference_answers
from autograder.host.course_folder import CourseFolder

NAME = "01-softmax"
ANSWER = "The identity is the derivative of the gradient in the probabilities, not in the logits."
COMMENT = "Carry out the check that you name."


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    return CourseFolder(make_classroom(tmp_path_factory.mktemp("course"), NAME))


@pytest.fixture(scope="module")
def lab(course, tmp_path_factory):
    with jupyter_lab(course.root, tmp_path_factory.mktemp("home")) as lab:
        yield lab


def test_from_release_to_feedback_by_formgraders_buttons(course, lab, page, context):
    page.goto(lab.at("lab"))
    choose_formgrader(page)
    formgrader = Formgrader(page, page.frame_locator("iframe"))
    expect(formgrader.row(NAME).locator("td.num-submissions")).to_have_text("0")
    said = formgrader.press(NAME, "assign")
    assert f"Successfully created the student version of '{NAME}'" in said
    released = course.root / "release" / NAME / f"{NAME}.ipynb"
    assert "autograder.key" not in released.read_text(encoding="utf-8")

    answers = reference_answers(NAME) | {"written": ANSWER}
    hand_in(course.root, Submission("ana", NAME, "All right, with a short reply.", answers))
    formgrader.follow("gradebook")
    formgrader.follow("manage_assignments")
    expect(formgrader.row(NAME).locator("td.num-submissions")).to_have_text("1")
    formgrader.follow(f"manage_submissions/{NAME}")
    expect(formgrader.row("ana")).to_contain_text("needs autograding")
    assert "Successfully autograded" in formgrader.press("ana", "autograde")
    expect(formgrader.row("ana")).to_contain_text("needs manual grading")
    expect(formgrader.row("ana")).to_contain_text("80 / 100")

    formgrader.follow("gradebook")
    formgrader.follow(f"gradebook/{NAME}")
    formgrader.follow(f"gradebook/{NAME}/{NAME}")
    formgrader.row("Submission #1").get_by_role("link").click()
    rubric = formgrader.frame.locator("#rubric")
    expect(rubric).to_contain_text("ypical gap")
    assert [text for text in texts(rubric) if text.contrast < READABLE] == []
    prev, next_ = (formgrader.frame.get_by_role("link", name=to) for to in ("← Prev", "Next →"))
    assert prev.bounding_box()["y"] == next_.bounding_box()["y"]  # in one bar
    rubric.get_by_role("link", name="written").click()
    answer = formgrader.frame.get_by_text(ANSWER)
    for shown in (rubric, answer):
        expect(shown).to_be_in_viewport()
    formgrader.enter("written", "15", saved_as="grade")
    formgrader.enter("written-comment", COMMENT, saved_as="comment")
    formgrader.follow(f"gradebook/{NAME}/{NAME}")
    expect(formgrader.row("Submission #1").locator("td.score")).to_have_text("95 / 100")
    with course.gradebook() as gradebook:
        submission = gradebook.find_submission(NAME, "ana")
        assert (submission.score, submission.needs_manual_grade) == (95, False)

    formgrader.follow("manage_assignments")
    assert "Successfully generated feedback" in formgrader.press(NAME, "generate-feedback")
    path = course.root / "feedback" / "ana" / NAME / f"{NAME}.html"
    feedback = context.new_page()
    feedback.goto(path.as_uri())
    expect(feedback.get_by_role("heading", name=NAME).first).to_be_visible()
    expect(feedback.get_by_text("95 of 100 points")).to_be_visible()
    written = feedback.get_by_role("row").filter(has_text="written question")
    expect(written).to_contain_text("15 of 20")
    expect(feedback.get_by_text(COMMENT).first).to_be_visible()
