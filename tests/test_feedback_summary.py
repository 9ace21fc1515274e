"""What opens a feedback page: points, what was established, what went wrong, and links."""

import base64
import json
import re
from itertools import pairwise

import bs4
import numpy as np
import pytest
from dummy_class import VERDICTS, answer, released_course
from dummy_course import NAME, cell, submit
from scipy import special

from autograder.checking.failures import CheckFailed
from autograder.checking.outcomes import Unwritten
from autograder.checking.session import CheckSession
from autograder.course.check import COURSE, check
from autograder.course.words import MISCONCEPTIONS
from autograder.grading import examiner
from autograder.grading.session import stopped
from autograder.grading.status import Status
from autograder.grading.verdicts import _verdict, as_record
from autograder.grading.words import ENDLESS
from autograder.host.feedback import clean_page
from autograder.host.marks import Mark, papers, title
from autograder.host.pattern import image
from autograder.host.summary import render, summarise
from autograder.key.examine import examine as hidden_test

HOSTILE = "<script>alert(1)</script>"


def recorded(function):
    """The recorded tests of an exercise of 10 + 5 points, for a function under its name."""
    tests = []
    for part, points in (("values", 10), ("robustness", 5)):
        verdicts = []
        try:
            with CheckSession(COURSE, verdicts.append).active():
                check(function, part)
                hidden_test(function, part)
        except CheckFailed:
            pass
        score = points if all(verdict.right for verdict in verdicts) else 0
        name = f"{function.__name__}-{part}"
        status = Status.RIGHT if score else Status.WRONG
        if isinstance(verdicts[-1].found, Unwritten):
            status = Status.UNWRITTEN
        test = examiner.Test(name, points, score, status, None, tuple(verdicts))
        tests.append(as_record(test, COURSE))
    return json.loads(json.dumps(tests, allow_nan=False))


def page(tests, more=(), hidden_lines=frozenset(), reason="", comments=()):
    """The summary of somebody with these tests and further marks, as it stands on the page."""
    marks = tuple(Mark(test["name"], test["points"], test["score"]) for test in tests) + more
    rows = summarise(marks, {"tests": tests, "reason": reason}, hidden_lines)
    return bs4.BeautifulSoup(clean_page(render(rows, reason, comments)), "html.parser")


def text(soup):
    return " ".join(soup.text.split())


def softmax_jacobian(z):
    s = special.softmax(z)
    return np.diag(s) - np.outer(s, s)


def diagonal(z):
    return np.diag(np.diag(softmax_jacobian(z)))


def naive(z):
    weights = np.exp(z)
    s = weights / weights.sum()
    return np.diag(s) - np.outer(s, s)


diagonal.__name__ = naive.__name__ = "softmax_jacobian"


@pytest.fixture(scope="module")
def right():
    return recorded(softmax_jacobian)


@pytest.fixture(scope="module")
def wrong():
    return recorded(diagonal)


@pytest.fixture(scope="module")
def overflowing():
    return recorded(naive)


# ---- points ----


def test_points_are_counted_by_exercise_and_lead_to_the_cells(overflowing):
    found = page(overflowing)
    assert "10 of 15 points" in found.find("p").text
    row = found.find("table", class_="points").tbody.tr
    assert [text(each) for each in row.find_all(["th", "td"])] == [
        "1.2 softmax_jacobian",
        "values 10 of 10, robustness 0 of 5",
        "10 of 15",
    ]
    assert [a["href"] for a in row.find_all("a")] == [
        "#softmax_jacobian-values",
        "#softmax_jacobian-robustness",
    ]


def test_what_a_person_has_still_to_read_is_not_counted_as_lost(right):
    found = page(right, more=(Mark("written", 20, 0.0, waits=True),))
    assert "15 of 35 points; not counted yet: written question" in text(found)
    assert found.find("a", href="#written").text == "to be read"


def test_points_given_by_hand_that_wait_for_a_second_look_count_all_the_same(right):
    found = page(right, more=(Mark("written", 20, 7.0, waits=True, by_hand=True),))
    assert "22 of 35 points" in text(found)
    assert "not counted yet" not in text(found)
    assert found.find("a", href="#written").text == "7 of 20"


def test_a_loop_without_end_gets_a_hint(wrong):
    lost = stopped()
    name, said = lost.name, str(lost)
    ended = {"name": name, "text": said, "advice": ENDLESS}
    found = page([wrong[0] | {"score": 0, "status": lost.status, "ended": ended, "verdicts": []}])
    assert "Hint: a loop may have no end:" in text(found)
    assert f"{name}: {said}" in text(found)


def test_points_given_by_hand_count(wrong):
    marks = (Mark("softmax_jacobian-values", 10, 7.5), Mark("softmax_jacobian-robustness", 5, 0))
    html = render(summarise(marks, {"tests": wrong}))
    assert "7.5 of 15 points" in html
    assert "What was established" not in html


# ---- what was established, and what went wrong ----


def test_who_has_all_right_is_told_what_was_established_and_nothing_else(right):
    found = page(right)
    assert "1.2 softmax_jacobian, values and robustness: " in text(found)
    entries = sum(v["facts"]["entries"] for test in right for v in test["verdicts"])
    assert f"{entries} entries agree to 2e-16" in text(found)
    assert "What went wrong" not in text(found)


def test_a_part_that_is_right_is_established_beside_one_that_is_wrong(overflowing):
    found = text(page(overflowing))
    assert "1.2 softmax_jacobian, values: " in found
    assert "5 points for robustness" in found


def test_what_went_wrong_comes_with_its_hint_once_and_links_to_test_and_answer(wrong):
    found = page(wrong)
    fact, question = MISCONCEPTIONS["diagonal-only"]
    assert text(found).count(f"Hint: {fact} {question}") == 1
    assert "12 of 16 entries, only off the diagonal" in text(found)
    assert len(found.find_all(class_="finding")) == 2
    for name in ("softmax_jacobian-values", "comment-softmax_jacobian"):
        assert found.find(class_="finding").find("a", href=f"#{name}") is not None


def test_who_is_right_up_to_a_convention_is_told_so(wrong):
    half = [dict(test, score=test["points"] / 2) for test in wrong[:1]]
    assert "Right up to a convention: 5 of 10 points for values" in text(page(half))
    assert "convention" not in text(page(wrong))


def test_what_is_not_written_is_listed_in_one_line():
    def softmax(z):
        raise NotImplementedError("replace this line")

    found = page(recorded(softmax))
    assert "Not written yet: 1.1 softmax." in text(found)
    assert not found.find_all(class_="finding")


def test_a_written_question_without_an_answer_is_listed_with_them(right):
    marks = (*(Mark(test["name"], test["points"], test["score"]) for test in right),)
    marks += (Mark("written", 20, 0.0),)
    rows = summarise(marks, {"tests": right}, blank=frozenset({"written", "softmax_jacobian"}))
    found = text(bs4.BeautifulSoup(render(rows), "html.parser"))
    assert "Not written yet: written question." in found
    assert "15 of 35 points" in found
    unread = summarise(marks, {"tests": [], "reason": "no JSON"}, blank=frozenset({"written"}))
    assert "Not written" not in render(unread, "no JSON")


def test_a_test_that_was_lost_says_what_ended_it_as_its_cell_does():
    ended = {"name": "X", "text": HOSTILE * 99, "advice": ""}
    lost = {"name": "softmax-values", "points": 4, "score": 0, "status": Status.RAISED}
    lost |= {"ended": ended, "verdicts": []}
    found = page([lost])
    assert HOSTILE in found.find(class_="finding").strong.text
    assert len(found.find(class_="finding").strong.text) < 400


def test_what_ended_a_test_quotes_no_line_that_students_do_not_see():
    ended = {"name": "X", "text": "assert double(40) == 80", "advice": ""}
    lost = {"name": "softmax-values", "points": 4, "score": 0, "status": Status.WRONG}
    lost |= {"ended": ended, "verdicts": []}
    assert "X: assert double(40) == 80" in text(page([lost]))
    found = text(page([lost], hidden_lines=frozenset({"double(40) == 80"})))
    assert "X: (output withheld: it quotes a hidden test)" in found
    assert "double(40)" not in found


def test_where_nothing_could_be_graded_the_reason_stands_first_and_alone(wrong):
    found = page(wrong, reason=f"there is {HOSTILE}.ipynb")
    assert f"Not graded. The reason: there is {HOSTILE}.ipynb" in text(found)
    assert not found.find_all(["h2", "table", "a"])
    assert found.find("script") is None


def test_comments_are_linked():
    found = page([], comments=("written",))
    assert found.find("a", href="#comment-written").text == "written question"


def test_without_verdicts_the_points_alone_are_shown():
    rows = summarise((Mark("double-values", 3, 3.0),), {})
    assert [(row.title, row.score, row.findings) for row in rows] == [("double", 3.0, ())]
    assert "What" not in render(rows)


def test_titles_are_number_and_name():
    assert title("softmax_jacobian") == "1.2 softmax_jacobian"
    assert title("written") == "written question"
    assert title("double") == "double"


# ---- pictures ----


def test_a_public_case_shows_yours_expected_and_difference(wrong):
    tables = page(wrong).find(class_="finding").find_all("table")
    assert [table.caption.text for table in tables] == ["yours", "expected", "difference"]
    assert all(table.find_all("th", scope="col") for table in tables)
    assert not page(wrong).find_all("img")


def hidden_only(tests):
    """The same tests as if the public cases had been right."""
    tests = json.loads(json.dumps(tests))
    for test in tests:
        for verdict in test["verdicts"]:
            verdict |= {"hidden": True, "picture": None, "said": "softmax_jacobian: differs"}
            verdict["facts"] |= {"yours": 0.123456, "expected": 0.654321}
    return tests


def test_a_hidden_case_shows_the_pattern_and_no_value(wrong):
    found = page(hidden_only(wrong))
    picture = found.find(class_="finding").img
    assert picture["alt"].startswith("12 of 4 × 4 entries are wrong: row 0: columns 1, 2, 3; ")
    data = base64.b64decode(picture["src"].partition(",")[2]).decode()
    assert data.count("#d55e00") == 12
    assert not found.find(class_="finding").find_all("table")
    assert "0.123" not in str(found) + data
    assert "0.654" not in str(found) + data


def test_what_is_recorded_of_a_hidden_case_holds_no_array():
    verdicts = []
    with pytest.raises(CheckFailed), CheckSession(COURSE, verdicts.append).active():
        hidden_test(diagonal, "values")
    record = _verdict(verdicts[0], COURSE)
    assert record["picture"] is None
    assert set("".join(record["wrong"])) == {".", "x"}
    assert len(record["wrong"]) == len(record["wrong"][0]) > 1
    assert all(row[n] == "." for n, row in enumerate(record["wrong"]))
    assert all(np.ndim(value) < 2 for value in record["facts"].values())


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([".x"], "1 of 1 × 2 entries are wrong: row 0: columns 1"),
        (["xx", ".."], "2 of 2 × 2 entries are wrong: row 0: all; row 1: none"),
        (["x" * 54] * 53 + ["." * 54], "2862 of 54 × 54 entries are wrong: in 53 of 54 rows"),
    ],
)
def test_a_pattern_is_told_in_words_and_fits_a_telephone(rows, said):
    picture = bs4.BeautifulSoup(clean_page(image(rows)), "html.parser").img
    assert picture["alt"] == said
    assert int(picture["width"]) <= 300


# ---- through nbgrader ----


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    return released_course(tmp_path_factory.mktemp("course"))


@pytest.fixture(scope="module")
def graded(course):
    submit(course.root, "ada", answer("def double(x):\n    return 2 * x", written="Because."))

    def own(nb):
        answer("def double(x):\n    return x + 1")(nb)
        cell(nb, "title").source = "# One\n\n### Three\n\n<img src='data:image/png;base64,AAAA'>"

    submit(course.root, "ben", own)
    for student in ("ada", "ben"):
        assert course.autograde(NAME, student).reason is None
        assert course.feedback(NAME, student).reason is None
    return course


def test_verdicts_of_another_version_are_named_with_what_to_do(tmp_path):
    course = released_course(tmp_path)
    submit(course.root, "old", answer("def double(x):\n    return x"))
    assert course.autograde(NAME, "old").reason is None
    path = course.autograded / "old" / NAME / VERDICTS
    path.chmod(0o644)
    path.write_text('{"schema": 1, "tests": []}')
    reason = course.feedback(NAME, "old").reason
    assert f"{VERDICTS} has the form of another version: run python -m autograder grade" in reason


def feedback(course, student):
    path = course.root / "feedback" / student / NAME / f"{NAME}.html"
    return bs4.BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")


def test_the_page_opens_with_the_summary_and_its_links_lead_somewhere(graded):
    found = feedback(graded, "ada")
    assert "5 of 10 points; not counted yet: written question" in text(found.main)
    headings = [heading.text for heading in found.find_all(re.compile("^h[1-6]$"))]
    assert headings[:4] == [NAME, "Points", "What was established", "Your notebook"]
    anchors = {a["name"] for a in found.find_all("a", attrs={"name": True})}
    anchors |= {element["id"] for element in found.find_all(id=True)}
    links = {a["href"][1:] for a in found.find_all("a") if a.get("href", "").startswith("#")}
    assert links <= anchors | {""}
    assert {"double-values", "double-robustness", "written"} <= links


def test_what_ended_a_test_is_said_without_the_hidden_test(graded):
    found = feedback(graded, "ben")
    assert "AssertionError" in found.find(class_="finding").text
    assert "40 + 2" not in found.text


@pytest.mark.parametrize("student", ["ada", "ben"])
def test_a_page_has_one_title_headings_in_order_and_a_text_for_each_picture(graded, student):
    found = feedback(graded, student)
    assert found.html["lang"] == "en"
    levels = [int(heading.name[1]) for heading in found.find_all(re.compile("^h[1-6]$"))]
    assert levels[0] == 1
    assert levels.count(1) == 1
    steps = [after - before for before, after in pairwise(levels)]
    assert max(steps[: levels.index(2) + 1]) <= 1
    assert all(picture.get("alt") for picture in found.find_all("img"))
    assert all(not th.text or th.get("scope") for th in found.select("#summary th"))


def test_papers_are_what_the_gradebook_has(graded):
    with graded.gradebook() as gradebook:
        found = papers(gradebook, NAME)
        assert papers(gradebook, NAME, "ben") == found[1:]
        gradebook.find_grade("double-values", NAME, NAME, "ben").manual_score = 1.5
        gradebook.db.commit()
        (ben,) = papers(gradebook, NAME, "ben")
    assert [paper.student for paper in found] == ["ada", "ben"]
    assert found[0].marks == (
        Mark("double-values", 3, 3),
        Mark("double-robustness", 2, 2),
        Mark("written", 5, 0, waits=True),
    )
    assert [(mark.exercise, mark.part) for mark in found[0].marks] == [
        ("double", "values"),
        ("double", "robustness"),
        ("written", ""),
    ]
    assert ben.marks[0].score == 1.5
