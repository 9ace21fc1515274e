"""Formgrader's page of a submission, whoever handed in."""

import os
import time
from unittest.mock import Mock

import bs4
import pytest
from dummy_course import NAME, ROOT, formgrader, graded_page, source_notebook
from nbgrader.coursedir import CourseDirectory
from nbgrader.server_extensions.formgrader import formgrader as extension
from nbgrader.server_extensions.formgrader import handlers

from autograder.host import formgrader as own
from autograder.host.formgrader import WHO

SCRIPT = "<script>alert(1)</script>"
QUOTED = '"><img src=x onerror=alert(1)>'


@pytest.fixture(scope="module")
def exporter():
    return formgrader(ROOT)


def page(exporter, **who):
    html = graded_page(exporter, source_notebook(), ROOT, submission_id="1", **who)
    return bs4.BeautifulSoup(html, "html.parser")


def who_is_shown(exporter, **who):
    (shown,) = page(exporter, **who).find_all("a", class_="name-shown")
    return " ".join(shown.text.split())


@pytest.mark.parametrize("text", [SCRIPT, QUOTED])
def test_a_name_an_id_and_a_path_are_text(exporter, text):
    harmless = page(exporter, **dict.fromkeys(WHO, "Ana"))
    hostile = page(exporter, **dict.fromkeys(WHO, text))
    tags = [[element.name for element in soup.find_all(True)] for soup in (harmless, hostile)]
    assert tags[0] == tags[1]
    assert hostile.find("a", class_="name-shown")["data-link"] == text


def test_a_student_is_shown_by_name_else_by_id(exporter):
    named = {"last_name": "O'Neill & Ng", "first_name": SCRIPT, "student": "ana"}
    assert who_is_shown(exporter, **named) == f"O'Neill & Ng, {SCRIPT}"
    assert who_is_shown(exporter, last_name=None, first_name="Ana", student=QUOTED) == QUOTED


@pytest.mark.parametrize(
    ("template", "names"),
    [
        ("manage_students_assignments.tpl", ["student_id"]),
        ("manage_students_notebook_submissions.tpl", ["student_id", "assignment_id"]),
        ("manage_submissions.tpl", ["assignment_id"]),
        ("gradebook_notebooks.tpl", ["assignment_id"]),
        ("gradebook_notebook_submissions.tpl", ["assignment_id", "notebook_id"]),
    ],
)
@pytest.mark.usefixtures("exporter")
@pytest.mark.parametrize("text", [SCRIPT, QUOTED])
def test_an_id_in_an_address_is_text(template, names, text):
    """A link in a student's text may lead to any address of the server."""
    loader = extension.FileSystemLoader([handlers.template_path])
    made = extension.Environment(loader=loader).get_template(template)
    shown = made.render(base_url="", **dict.fromkeys(names, text))
    assert "alert(1)" in shown
    assert text not in shown


def test_a_submission_with_a_time_stamp_needs_grading_until_graded_and_when_it_is_new(
    tmp_path,
):
    api = own.Submissions(CourseDirectory(root=str(tmp_path)))
    came, graded = tmp_path / "submitted" / "ana" / NAME, tmp_path / "autograded" / "ana" / NAME

    def hand_in():
        time.sleep(0.05)  # more than the grain of a file's times
        came.mkdir(parents=True, exist_ok=True)
        (came / "timestamp.txt").write_text("2001-01-01 00:00:00 UTC")
        (came / f"{NAME}.ipynb").write_text("{}")
        os.utime(came / f"{NAME}.ipynb", (0, 0))  # as tar and unzip do

    hand_in()
    assert api.get_submitted_timestamp(NAME, "ana").year == 2001
    graded.mkdir(parents=True)
    assert api.get_submitted_timestamp(NAME, "ana").year == 2001
    (graded / f"{NAME}.verdicts.json").write_text("{}")
    assert api.get_submitted_timestamp(NAME, "ana") is None
    hand_in()
    assert api.get_submitted_timestamp(NAME, "ana").year == 2001


class Asked:
    """A request for formgrader's address, and what is answered."""

    def __init__(self, path="", to_be_shown_in="document", policy="frame-ancestors 'none'"):
        self.path, self.content_security_policy = path, policy
        self.request = Mock(headers={"Sec-Fetch-Dest": to_be_shown_in})
        self.headers, self.page = {}, None

    def get_argument(self, name, default):
        return {"path": self.path}.get(name, default)

    def set_header(self, name, value):
        self.headers[name] = value

    def finish(self, page):
        self.page = page


@pytest.fixture
def opened(exporter, monkeypatch):
    """The requests that are answered by formgrader's own page."""
    opened = []
    monkeypatch.setattr(own, "_open", opened.append)
    return opened


def test_no_address_loads_the_configuration_of_another_folder(opened):
    """It is a program; a student can hand one in, and write the link."""
    with pytest.raises(handlers.web.HTTPError, match="403") as refused:
        handlers.FormgraderHandler.get(Asked(path="submitted/eve/01-softmax"))
    assert "one course" in refused.value.log_message
    assert opened == []


def test_where_a_frame_is_refused_a_page_without_origin_leads_to_a_tab(opened):
    asked = Asked(to_be_shown_in="iframe")
    handlers.FormgraderHandler.get(asked)
    assert opened == []
    assert "Open formgrader in its own tab" in asked.page
    policy = asked.headers["Content-Security-Policy"]
    assert "sandbox allow-scripts;" in policy
    assert "allow-same-origin" not in policy


@pytest.mark.parametrize(
    "asked",
    [Asked(), Asked(to_be_shown_in="iframe", policy="frame-ancestors 'self'; report-uri /csp")],
    ids=["in a tab", "in a frame that is allowed"],
)
def test_elsewhere_formgrader_itself_is_shown(opened, asked):
    handlers.FormgraderHandler.get(asked)
    assert opened == [asked]
    assert asked.headers == {}
