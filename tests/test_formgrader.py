"""Formgrader's page of a submission, whoever handed in."""

import bs4
import pytest
from dummy_course import ROOT, formgrader, graded_page, source_notebook

from autograder.examination.formgrader import WHO

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
