"""How misconceptions of a class change from grading to grading, and what a lecture takes up."""

import json
import re
from dataclasses import replace

import bs4
import pytest
from test_class_report import UNWRITTEN, record, right, rows_of, wrong

from autograder.course.words import MISCONCEPTIONS
from autograder.grading import CourseError
from autograder.report import history, lecture, page
from autograder.report.history import Grading

SOFTMAX, ENTROPY = "1.1 softmax", "1.4 cross_entropy"


def a_class(*answers, submissions=""):
    """Records of 01-softmax: of each student what became of two exercises.

    submissions: changes with what is handed in.
    """
    records = []
    for number, (first, second) in enumerate(answers):
        found = record(f"student-{number}", {"softmax": first, "cross_entropy": second})
        found.verdicts["digest"] = f"{number}{submissions}"
        records.append(found)
    return records


def gradings(*classes):
    """The last count, and the history after a report on each class in turn."""
    every = []
    for records in classes:
        now = history.counted(records)
        every = history.together(every, now)
    return now, every


BEFORE = a_class(
    *[(wrong("overflow"), right())] * 3, (wrong("sign"), wrong("overflow")), submissions="a"
)
NOW = a_class(
    (wrong("overflow"), right()), (right(), wrong("sign")), *[(right(), right())] * 2,
    submissions="b",
)  # fmt: skip


# ---- what is counted ----


def test_a_student_counts_once_for_a_misconception_in_several_exercises():
    (grading,), _ = gradings(BEFORE)
    assert (grading.graded, grading.misconceptions) == (4, {"overflow": 4, "sign": 1})


def test_what_could_not_be_graded_is_no_part_of_the_class():
    lost = record("zoe", {"softmax": wrong("sign"), "cross_entropy": right()}, reason="no JSON")
    lost.verdicts["digest"] = ""
    (grading,), _ = gradings([*BEFORE, lost])
    assert (grading.graded, grading.misconceptions["sign"]) == (4, 1)
    assert history.counted([lost]) == []


def test_shares_now_stand_beside_those_of_earlier_gradings_the_latest_last():
    now, every = gradings(BEFORE, a_class((wrong("sign"), right()), submissions="c"), NOW)
    assert rows_of(history.table(every, now)) == [
        {"misconception": code, "assignment": "01-softmax", "students": 1, "graded": 4}
        | {"now, %": 25, "earlier, %": earlier}
        for code, earlier in (("overflow", "100, 0"), ("sign", "25, 100"))
    ]


def test_a_misconception_that_nobody_has_any_more_stays_with_its_earlier_share():
    now, every = gradings(BEFORE, a_class((right(), right()), submissions="d"))
    assert [row[2:] for row in history.table(every, now).rows] == [
        (0, 1, 0, "100"),
        (0, 1, 0, "25"),
    ]


def test_only_the_last_of_many_gradings_are_told():
    many = [
        a_class(*[(wrong("sign"), right())] * n, *[(right(), right())] * (10 - n), submissions=n)
        for n in range(1, 8)
    ]
    now, every = gradings(*many)
    assert len(every) == 7
    assert [row[4:] for row in history.table(every, now).rows] == [(70, "30, 40, 50, 60")]


def test_another_assignment_is_another_row_and_has_its_own_past():
    other = [
        replace(each, paper=replace(each.paper, assignment="02-gradient"))
        for each in a_class((wrong("overflow"), right()), submissions="x")
    ]
    now, every = gradings(BEFORE, [*NOW, *other])
    assert history.said("overflow", every, now) == (
        "01-softmax 25 % now, earlier 100 %; 02-gradient 100 % now"
    )


# ---- what is a new entry ----


def test_the_same_submissions_graded_again_are_no_new_entry_but_counted_anew():
    renamed = a_class(*[(wrong("sign"), right())] * 4, submissions="a")
    _, every = gradings(BEFORE, NOW, renamed)
    assert [each.misconceptions for each in every] == [
        {"sign": 4},
        {"overflow": 1, "sign": 1},
    ]


def test_what_a_class_handed_in_tells_submissions_apart_and_not_how_it_was_graded(tmp_path):
    found = []
    for content, digest in (("{}", "one"), ("{}", "two"), ("{ }", "two")):
        folder = tmp_path / "ana" / "01-softmax"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "01-softmax.ipynb").write_text(content)
        (ana,) = a_class((right(), right()))
        ana.verdicts["digest"] = digest
        found += history.counted([replace(ana, handed_in=folder)])
    one, two, three = (each.submissions for each in found)
    assert one == two != three


def test_the_order_of_students_and_their_names_make_no_difference():
    def submissions(students):
        records = [record(each, {"softmax": right()}) for each in students]
        for each in records:
            each.verdicts["digest"] = "same" if each.student in "ab" else "other"
        return history.counted(records)[0].submissions

    assert submissions("ac") == submissions("Zb") != submissions("cd")


# ---- the file ----


def test_the_file_holds_counts_and_is_read_back_and_the_same_each_time(tmp_path):
    path = tmp_path / history.FILE
    assert history.read(path) == []
    _, every = gradings(BEFORE, NOW)
    history.write(path, every)
    first = path.read_bytes()
    assert history.read(path) == every
    history.write(path, history.together(history.read(path), history.counted(NOW)))
    assert path.read_bytes() == first
    assert [each.name for each in tmp_path.iterdir()] == [history.FILE]
    assert re.search("student|name", first.decode()) is None
    assert set(json.loads(first)[0]) == {"assignment", "submissions", "graded", "misconceptions"}


def entry(**changed):
    usual = {"assignment": "01-softmax", "submissions": "a", "graded": 2, "misconceptions": {}}
    return json.dumps([usual | changed])


@pytest.mark.parametrize(
    "content",
    [
        *("", "{}", "3", "[3]", '[{"assignment": "x"}]', "[" * 10_000, "\xff"),
        *(entry(graded=0), entry(graded="2"), entry(misconceptions=[])),
        *(entry(misconceptions={"sign": count}) for count in (3, 0, "1", None)),
    ],
    ids=lambda content: content[:40],
)
def test_a_file_of_another_form_is_named_with_what_to_do_and_stays(tmp_path, content):
    path = tmp_path / history.FILE
    path.write_text(content, encoding="latin-1")
    told = re.escape(f"{path} holds no history of a class: move it away, and the report begins a")
    with pytest.raises(CourseError, match=f"^{told} new one$"):
        history.read(path)


def test_a_link_is_no_history(tmp_path):
    path = tmp_path / history.FILE
    path.symlink_to(tmp_path / "nowhere")
    with pytest.raises(CourseError, match="holds no history"):
        history.read(path)


# ---- the next lecture ----


def sentences(*classes):
    now, every = gradings(*classes)
    return lecture.sentences(classes[-1], now, every)


def test_three_sentences_say_what_to_take_up_why_and_how_to_begin():
    fact, question = MISCONCEPTIONS["overflow"]
    assert sentences(BEFORE) == [
        f"From 01-softmax, take up {SOFTMAX} and {ENTROPY} in the next lecture.",
        f"In {SOFTMAX}, 4 of 4 students lost points, and 3 of them made the same mistake: "
        f"“{fact.removesuffix('.')}”.",
        f"Ask the class first: “{question}”",
    ]


def test_where_the_mistake_was_made_before_its_share_then_and_now_is_told():
    later = a_class(*[(wrong("overflow"), right())] * 2, *[(right(), right())] * 2, submissions="e")
    assert sentences(BEFORE, later)[2] == (
        "Ask again, since the share of the class with this mistake was 100 % at the last grading "
        f"and is 50 % now: “{MISCONCEPTIONS['overflow'][1]}”"
    )


def test_mistakes_without_a_name_in_common_are_said_to_have_none():
    class_ = a_class((wrong("sign"), right()), (wrong(), right()), (UNWRITTEN, right()))
    assert sentences(class_) == [
        f"From 01-softmax, take up {SOFTMAX} in the next lecture.",
        f"In {SOFTMAX}, 3 of 3 students lost points, and no two of them made the same known "
        "mistake.",
        f"Go quickly through {ENTROPY}.",
    ]


@pytest.mark.parametrize(("wrongly", "worth_it"), [(0, False), (1, False), (2, True)])
def test_a_few_who_lost_points_are_no_matter_for_a_lecture(wrongly, worth_it):
    class_ = a_class(*[(wrong("sign"), right())] * wrongly, *[(right(), right())] * (10 - wrongly))
    said = sentences(class_)
    assert (len(said) == 3) is worth_it
    assert worth_it or said == ["No exercise of 01-softmax needs the next lecture."]


def test_at_most_three_exercises_are_named_hardest_first():
    names = ("softmax", "softmax_jacobian", "cross_entropy", "logit_gradient")
    records = [
        record(
            str(n), {name: wrong() if n <= place else right() for place, name in enumerate(names)}
        )
        for n in range(4)
    ]
    for each in records:
        each.verdicts["digest"] = each.student
    assert sentences(records)[0] == (
        "From 01-softmax, take up 1.5 logit_gradient, 1.4 cross_entropy and 1.2 softmax_jacobian "
        "in the next lecture."
    )


def test_it_is_of_the_assignment_that_was_graded_last():
    other = [
        replace(each, paper=replace(each.paper, assignment="02-gradient"))
        for each in a_class((wrong("overflow"), right()), submissions="x")
    ]
    now, every = gradings(other, [*NOW, *other])
    assert "From 01-softmax" in lecture.sentences([*NOW, *other], now, every)[0]
    now, every = gradings(NOW, [*NOW, *other])
    assert "From 02-gradient" in lecture.sentences([*NOW, *other], now, every)[0]


# ---- the page ----


def test_the_page_has_the_sentences_and_the_shares():
    now, every = gradings(BEFORE, NOW)
    found = bs4.BeautifulSoup(page.render(NOW, counts=(now, every)), "html.parser")
    assert found.find(id="lecture").find_next("p").text == " ".join(sentences(BEFORE, NOW))
    assert found.find("a", href="#lecture")
    text = " ".join(found.text.split())
    assert "Share of the class: 01-softmax 25 % now, earlier 100 %." in text
    assert "history.csv" in text


def test_where_nothing_could_be_graded_there_is_no_lecture():
    lost = record("zoe", {"softmax": right()}, reason="no JSON")
    found = bs4.BeautifulSoup(page.render([lost]), "html.parser")
    assert found.find(id="lecture") is None
    assert found.find("a", href="#lecture") is None


def test_codes_of_a_history_are_text(tmp_path):
    hostile = "<script>alert(1)</script>"
    now = history.counted(NOW)
    every = [Grading("01-softmax", "old", 1, {hostile: 1}), *now]
    found = bs4.BeautifulSoup(page.render(NOW, counts=(now, every)), "html.parser")
    assert found.find("script") is None
    assert hostile in found.text
