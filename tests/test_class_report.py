"""The class report: what it counts, and that its page and tables are safe to open."""

import csv
import io
import json
import os
import re
import stat
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from typing import get_args

import bs4
import nbformat
import numpy as np
import pytest
from dummy_class import CLASS, VERDICTS, copy_of, hand_in, quiet, released_course
from dummy_course import NAME, import_class_list
from installs import need_linux
from matplotlib.colors import to_rgb
from nbformat.v4 import new_code_cell, new_notebook
from patience import PATIENCE

from autograder.__main__ import main
from autograder.checking import outcomes
from autograder.course.words import MISCONCEPTIONS
from autograder.grading import CourseError
from autograder.grading.status import Status
from autograder.grading.verdicts import SCHEMA
from autograder.host.batch import grade_class
from autograder.host.marks import Mark, Paper
from autograder.host.pages import TEMPLATES
from autograder.report import (
    example,
    misconceptions,
    page,
    pictures,
    points,
    report,
    similar,
    waiting,
)
from autograder.report.attendance import Attendance
from autograder.report.records import Record, read
from autograder.report.tables import Link, Table, as_csv

HOSTILE = "<script>alert('$x_$')</script>"
FILES = [
    *("differentiated.csv", "exercises.csv", "history.csv", "history.json", "index.html"),
    *("misconceptions.csv", "missing.csv", "not_graded.csv"),
    *("points.csv", "remarks.csv", "similar.csv", "students.csv", "unnamed.csv", "waiting.csv"),
]


# ---- records made by hand ----


def right():
    return ("right", "", {})


def wrong(code="", outcome="value", **facts):
    return (outcome, code, facts)


UNWRITTEN = wrong(outcome="unwritten", error="NotImplementedError", message="")
LOST = None


def record(student, answers, *, reason="", waits=False, notebook=Path()):
    """What a student got for 01-softmax.

    answers: by exercise what became of its two tests, of 10 and 5 points: as `right()`, or `LOST`.
    """
    tests, marks = [], []
    for exercise, outcome in answers.items():
        for part, worth in (("values", 10), ("robustness", 5)):
            name = f"{exercise}-{part}"
            score = worth if outcome == right() else 0
            verdicts = [] if outcome is LOST else [verdict(exercise, part, *outcome)]
            ended = {"name": "CellTimeoutError", "text": HOSTILE} if outcome is LOST else None
            status = Status.UNWRITTEN if outcome is UNWRITTEN else Status.WRONG
            tests.append({"name": name, "points": worth, "score": score})
            tests[-1] |= {"status": status, "ended": ended, "verdicts": verdicts}
            marks.append(Mark(name, worth, score))
    marks.append(Mark("written", 20, 0, waits))
    verdicts = {"schema": SCHEMA, "reason": reason, "digest": student, "tests": tests}
    return Record(Paper(student, "01-softmax", f"{student}-1", tuple(marks)), verdicts, notebook)


def verdict(exercise, part, outcome, code, facts):
    return {
        **{"exercise": exercise, "part": part, "hidden": False, "outcome": outcome},
        **{"family": "ordinary", "misconception": code, "facts": facts, "said": "", "hint": ""},
        **{"wrong": [], "picture": None},
    }


@pytest.fixture
def a_class():
    """Six students: two alike, one hostile by name, one whose submission is none."""
    odd = {"softmax": wrong(yours=0.1234567), "cross_entropy": wrong(yours=2.5)}
    return [
        record("ada", {"softmax": right(), "cross_entropy": right()}, waits=True),
        record("ben", odd),
        record("cleo", {**odd, "softmax": wrong(yours=0.12345672)}),
        record("dan", {"softmax": wrong("overflow"), "cross_entropy": UNWRITTEN}),
        record(HOSTILE, {"softmax": wrong("overflow"), "cross_entropy": LOST}),
        record("fay", {"softmax": LOST, "cross_entropy": LOST}, reason=f"no {HOSTILE}"),
    ]


def rows_of(table):
    return [dict(zip(table.columns, row, strict=True)) for row in table.rows]


def soup(records):
    return bs4.BeautifulSoup(page.render(records), "html.parser")


# ---- what is counted ----


def test_points_are_spread_over_tenths_without_written_answers(a_class):
    (row,) = rows_of(points.distribution(a_class))
    assert (row["graded"], row["possible"], row["mean"], row["median"]) == (5, 30, 6, 0)
    counts = list(row.values())[6:]
    assert counts == [4, 0, 0, 0, 0, 0, 0, 0, 0, 1], "full points are in the last tenth"


def test_what_could_not_be_graded_is_counted_apart_and_in_no_mean(a_class):
    (row,) = rows_of(points.distribution(a_class))
    assert (row["graded"], row["not graded"]) == (5, 1)
    assert ("fay", None, None) in points.by_student(a_class).rows
    text = " ".join(soup(a_class).text.split())
    assert "01-softmax: 5 graded, 1 not graded, left out of means and pictures." in text
    (link,) = soup(a_class).main.p.find_all("a")
    assert (link.text, link["href"]) == ("1 not graded", "#not-graded")


def test_where_all_could_be_graded_the_page_opens_with_no_link(a_class):
    opening = soup(a_class[:5]).main.p
    assert "5 graded. It is made" in " ".join(opening.text.split())
    assert opening.a is None


def test_where_nothing_could_be_graded_there_is_no_mean_and_a_page_all_the_same(a_class):
    (row,) = rows_of(points.distribution(a_class[5:]))
    assert (row["graded"], row["not graded"], row["mean"], row["median"]) == (0, 1, None, None)
    assert "01-softmax: 0 graded" in soup(a_class[5:]).find(id="distribution-said").text


def test_exercises_come_hardest_first_among_those_who_wrote_an_answer(a_class):
    rows = rows_of(points.by_difficulty(a_class))
    assert [
        (row["exercise"], row["graded"], row["wrote it"], row["points, %"]) for row in rows
    ] == [
        ("1.1 softmax", 5, 5, 20),
        ("1.4 cross_entropy", 5, 4, 25),
    ]


def test_an_exercise_that_nobody_wrote_is_last_and_has_no_share():
    rows = rows_of(points.by_difficulty([record("a", {"softmax": UNWRITTEN, "sigmoid": right()})]))
    assert [(row["exercise"], row["points, %"]) for row in rows] == [
        ("2.1 sigmoid", 100),
        ("1.1 softmax", None),
    ]


def test_students_times_exercises_is_empty_where_nothing_was_handed_in(a_class):
    other = Record(
        Paper("gus", "02-gradient", "1", (Mark("sigmoid-values", 4, 2), Mark("written", 20, 9))),
        {"schema": SCHEMA, "reason": "", "tests": []},
    )
    table = points.by_student([*a_class, other])
    assert table.columns == ("student", "1.1 softmax", "1.4 cross_entropy", "2.1 sigmoid")
    rows = {row[0]: row[1:] for row in table.rows}
    assert rows["ada"] == (15, 15, None)
    assert rows["gus"] == (None, None, 2)
    shares = dict(zip(rows, points.shares([*a_class, other]), strict=True))
    assert shares["ada"] == [1, 1, None]
    assert shares["gus"] == [None, None, 0.5]


def test_misconceptions_come_most_frequent_first_with_their_exercises():
    one, two = wrong("overflow"), wrong("sign")
    class_ = [
        record("ada", {"softmax": one, "cross_entropy": two}),
        record("ben", {"softmax": one, "cross_entropy": one}),
    ]
    first, second = misconceptions.found(class_)
    assert (first.code, first.students, second.code, second.students) == ("overflow", 2, "sign", 1)
    assert first.exercises == (("1.1 softmax", 2), ("1.4 cross_entropy", 1))
    assert (first.fact, first.question) == MISCONCEPTIONS["overflow"]
    assert rows_of(misconceptions.table(class_))[0]["answers"] == 3


def test_what_has_no_name_is_counted_and_what_was_not_written_is_not(a_class):
    rows = [tuple(row.values()) for row in rows_of(misconceptions.unnamed(a_class))]
    assert rows == [
        ("1.1 softmax", "has a wrong value", 2),
        ("1.4 cross_entropy", "has a wrong value", 2),
        ("1.4 cross_entropy", "ended with CellTimeoutError", 1),
    ]


def test_the_name_of_an_error_is_a_name_or_not_told():
    lost = record("ada", {"softmax": LOST})
    for test in lost.verdicts["tests"]:
        test["ended"]["name"] = HOSTILE
    assert [row[1] for row in misconceptions.unnamed([lost]).rows] == ["ended with an error"]


def test_every_outcome_has_words():
    codes = {outcome.code for outcome in get_args(outcomes.Outcome)}
    assert set(misconceptions.WHAT) == codes - {outcomes.Right.code}


def test_the_same_unusual_wrong_answers_are_listed_and_rounding_makes_no_difference(a_class):
    assert similar.table(a_class).rows == (("ben", "cleo", 2, "1.1 softmax, 1.4 cross_entropy"),)


@pytest.mark.parametrize(
    "other",
    [
        {"softmax": wrong(yours=0.1234567), "cross_entropy": wrong(yours=2.6)},
        {"softmax": wrong(yours=0.1234567), "cross_entropy": right()},
        {"softmax": wrong(yours=0.1234567), "cross_entropy": UNWRITTEN},
    ],
)
def test_one_unusual_answer_in_common_is_chance(a_class, other):
    assert similar.table([a_class[1], record("gus", other)]).rows == ()


def test_what_many_have_in_common_is_not_unusual(a_class):
    assert similar.table([*a_class, record("gus", {"softmax": wrong(yours=0.1234567)})]).rows == ()


def test_the_same_error_on_another_line_is_the_same_answer():
    def raises(line, message="ouch"):
        return wrong(outcome="raised", error="ValueError", message=message, line=line, source="x")

    one, two = (record(str(n), dict.fromkeys(("softmax", "sigmoid"), raises(n))) for n in (1, 2))
    assert similar.table([one, two]).rows == (("1", "2", 2, "1.1 softmax, 2.1 sigmoid"),)
    other = record("3", dict.fromkeys(("softmax", "sigmoid"), raises(1, "another")))
    assert similar.table([one, other]).rows == ()


def test_what_awaits_a_person_is_linked_by_the_path_of_formgrader(a_class):
    (row,) = waiting.table(a_class).rows
    assert row[:3] == ("ada", "01-softmax", "written question")
    assert row[3].address.endswith("/formgrader/submissions/ada-1/")
    assert waiting.not_graded(a_class).rows == (("fay", "01-softmax", f"no {HOSTILE}"),)


# ---- an anonymous example ----


def notebook(path, source):
    mark = {"nbgrader": {"grade_id": "softmax"}}
    nbformat.write(new_notebook(cells=[new_code_cell(source, metadata=mark)]), path)
    return path


@pytest.mark.parametrize(
    ("source", "bare"),
    [
        ("# by Ada\ndef f(x):  # Ada\n    '''Ada'''\n    return  x", "def f(x):\n    return x"),
        ("'Ada'\ndef f(x):\n    'Ada'", "def f(x):\n    pass"),
        ("class A:\n    'Ada'\ndef f(x): 1", "class A:\n    pass\n\ndef f(x):\n    1"),
        ("def f(x)\n    return x", ""),
        ("def g(x):\n    return x", ""),
        ("def f(x):\n    return " + "(" * 3000 + ")" * 3000, ""),
        ("def f(x):\n    return " + "-" * 3900 + "x", ""),
        ("def f(x):\n    return 0" + "+ x" * 2000, ""),
        ("\0def f(x): 1", ""),
        ("", ""),
    ],
)
def test_an_example_has_no_comment_and_no_docstring_or_there_is_none(source, bare):
    assert example.bare(source, "f") == bare


# Every place of Python's grammar where an author can stand.
SIGNED = """
import ada_lib.ada as ada_np, numpy as np
from ada_lib import adas as a_da
__author__: ada_type = "Ada", b"Ada", 18151210
class Ada(ada_base, metaclass=ada_meta):
    ada_field = f"by {ada!r:Ada} Ada"
@ada_decorator(ada_keyword="Ada")
def f(x, *ada_args, ada_more="Ada", **ada_rest):
    global ada_global
    try:
        x.ada_attribute[ada_key] = lambda ada_argument: (ada_walrus := 1)
        match x:
            case ada_class(ada_member=ada_capture, other=[*ada_star]) | {"Ada": 1, **ada_left}:
                return np.einsum("ada,b->da", x, ada_y)
    except ada_error as ada_caught:
        u"Ada"; return ["Ada" "Lovelace" for ada_each in x]
    async def ada_inner(): "Ada"; nonlocal ada_outer
"""


def test_an_example_names_nobody():
    bare = example.bare(SIGNED, "f")
    assert not re.search("ada|lovelace|18151210", bare, re.IGNORECASE)
    assert "np.einsum('iji,k->ji', x, name_" in bare


def test_what_any_answer_is_made_of_stays():
    source = """def f(z, y):
    shifted = z - np.max(z, axis=-1, keepdims=True)
    with np.errstate(over='ignore'):
        total = np.exp(shifted).sum()
    η = special.softmax(shifted).ravel(order='F')
    return float(1e-12 + η @ y / total / 10000)"""
    assert example.bare(source, "f") == source


def test_what_only_its_author_calls_so_is_counted_alike_in_every_place():
    source = "def f(x):\n    mine = x\n    my_other = mine\n    return mine + my_other"
    counted = "def f(x):\n    name_1 = x\n    name_2 = name_1\n    return name_1 + name_2"
    assert example.bare(source, "f") == counted


def test_nothing_of_an_example_is_run_or_warned_about(tmp_path):
    path = tmp_path / "written"
    source = f"open({str(path)!r}, 'w')\ndef f(x=open({str(path)!r}, 'w')):\n    return '\\d'"
    assert "def f" in example.bare(source, "f")
    assert not path.exists()


def test_the_example_is_the_shortest_answer_and_names_nobody(tmp_path):
    held = {}
    for student, body in (("ada", "return  x + x  # ada"), ("ben", "y = x\n    return y + y")):
        path = notebook(tmp_path / f"{student}.ipynb", f"def softmax(x):\n    {body}")
        held[student] = record(student, {"softmax": wrong("sign")}, notebook=path)
    (found,) = misconceptions.found(list(held.values()))
    assert found.example == example.Example("1.1 softmax", "def softmax(x):\n    return x + x")


@pytest.mark.parametrize("content", [None, "no JSON", '{"cells": []}'])
def test_without_a_notebook_there_is_no_example(tmp_path, content):
    path = tmp_path / "a.ipynb"
    if content is not None:
        path.write_text(content)
    assert (
        misconceptions.found([record("ada", {"softmax": wrong("sign")}, notebook=path)])[0].example
        is None
    )


# ---- tables ----


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_spreadsheet_finds_a_formula(start):
    table = Table("x", "", ("head",), ((f"{start}1+1",), (-0.5,), (Link("a", f"{start}b"),)))
    cells = [row[0] for row in csv.reader(io.StringIO(as_csv(table), newline=""))]
    assert cells == ["head", f"'{start}1+1", "-0.5", f"'{start}b"]


def test_a_table_is_read_back_as_it_was():
    table = Table("x", "", ("a", "b"), (('say "x", y\nz', 1 / 3), (HOSTILE, None), ("ünï", 20.0)))
    rows = list(csv.reader(io.StringIO(as_csv(table), newline="")))
    assert rows == [["a", "b"], ['say "x", y\nz', "0.33"], [HOSTILE, ""], ["ünï", "20"]]


# ---- the page ----


def test_nothing_in_the_page_acts_or_asks_for_anything(a_class):
    text = page.render(a_class)
    found = bs4.BeautifulSoup(text, "html.parser")
    for name in ("script", "link", "iframe", "object", "form", "base", "foreignObject"):
        assert not found.find_all(name)
    for element in found.find_all(True):
        assert not [name for name in element.attrs if name.startswith("on")]
        assert element.get("src", "").startswith(("", "data:image/"))
        assert element.get("xlink:href", "#").startswith(("#", "data:image/png;base64,"))
    addresses = {a["href"] for a in found.find_all("a")}
    assert all(re.match(r"#|\w+\.csv$|http://localhost:8888/", address) for address in addresses)
    policy = found.find("meta", attrs={"http-equiv": "Content-Security-Policy"})["content"]
    assert "default-src 'none'" in policy
    assert "script" not in policy
    assert "@import" not in text
    assert not re.findall(r"url\((?!#)", text)


def test_hostile_names_and_reasons_are_text(a_class):
    found = soup(a_class)
    assert HOSTILE in [th.text for th in found.find_all("th")]
    assert f"no {HOSTILE}" in [td.text for td in found.find_all("td")]
    assert "<script" not in page.render(a_class)


def test_a_hostile_example_is_text(tmp_path, monkeypatch):
    source = "def softmax(x):\n    return x</code></pre><script>alert(1)</script>"
    monkeypatch.setattr(example, "bare", lambda *_: source)
    path = notebook(tmp_path / "a.ipynb", source)
    found = soup([record("ada", {"softmax": wrong("sign")}, notebook=path)])
    assert found.find("pre").text == source
    assert not found.find_all("script")


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(
    "name", ["日本語 😀", "a\u202eb", "\x01", "x" * 200, "$\\frac{1}$", "&<>\"'", "_"]
)
def test_any_name_can_stand_in_the_picture(name):
    svg = pictures.heat_map([record(name, {"softmax": right()})])
    found = bs4.BeautifulSoup(svg, "html.parser")
    shown = name if name.isprintable() else ascii(name)
    assert any(shown[:20] in text.text for text in found.find_all("text"))
    assert "\x01" not in svg


@pytest.mark.parametrize("name", ["ada\u200b", "ben\u202eneb", "\x1b[8mada", "ada\u00a0"])
def test_two_names_that_look_alike_are_told_apart_in_tables(name):
    found = soup([record(name, {"softmax": right()}, waits=True), record("ada", {})])
    assert name not in found.text
    assert ascii(name) in [th.text for th in found.find_all("th")]


@pytest.mark.parametrize("exercises", [1, 6, 36])
def test_nothing_that_a_picture_says_is_cut_off_at_its_edge(exercises, monkeypatch):
    figures = []
    monkeypatch.setattr(pictures, "_svg", lambda figure, *_: figures.append(figure))
    class_ = [record("ada", {f"exercise_{n}": right() for n in range(exercises)})]
    pictures.heat_map(class_, {"ada": "Ada of a Family with a Long Name"})
    (figure,) = figures
    with pictures._style("heat-map"):
        figure.draw_without_rendering()
    left, bottom, right_, top = figure.get_tightbbox().extents
    width, height = figure.get_size_inches()
    assert left >= 0
    assert bottom >= 0
    assert right_ <= width
    assert top <= height


NAMES = {"ada": "Ada Núñez", "ben": "=1+1 Li", "s00001": "Ana Rodríguez-Sánchez de Oliveira"}


def test_a_student_of_the_class_list_is_shown_by_name_and_id(a_class):
    found = bs4.BeautifulSoup(page.render(a_class, Attendance(names=NAMES)), "html.parser")
    heads = [th.text for th in found.find_all("th", scope="row")]
    assert "Ada Núñez (ada)" in heads
    assert "dan" in heads, "of whom the list has no name"
    link = found.find(id="waiting").find_next("a", string="open")
    assert link["aria-label"] == "open Ada Núñez (ada), 01-softmax, written question"
    row = found.find(id="similar").find_next("tbody").tr
    assert (row.th.text, row.td.text) == ("=1+1 Li (ben)", "cleo")


def test_a_table_has_the_names_beside_the_ids_where_there_are_any(a_class):
    table = points.by_student(a_class)
    rows = list(csv.reader(io.StringIO(as_csv(table, NAMES), newline="")))
    assert rows[0][:3] == ["student", "name", "1.1 softmax"]
    assert ["ada", "Ada Núñez", "15"] in [row[:3] for row in rows]
    assert ["ben", "'=1+1 Li", "0"] in [row[:3] for row in rows]
    assert ["dan", "", "0"] in [row[:3] for row in rows]
    header = as_csv(similar.table(a_class), NAMES).splitlines()[0]
    assert header == "one,name of one,other,name of the other,in common,exercises"
    assert as_csv(table).startswith("student,1.1 softmax,")


def test_of_a_long_name_in_the_picture_the_id_stays():
    svg = pictures.heat_map([record("s00001", {"softmax": right()})], NAMES)
    (label,) = re.findall(r">(Ana[^<]*)<", svg)
    assert label == "Ana Rodríguez-Sánch…(s00001)"
    assert len(label) == pictures.LONGEST_NAME


def test_the_names_of_the_class_list_are_in_no_example(tmp_path):
    path = notebook(tmp_path / "a.ipynb", "def softmax(ada):\n    Núñez = ada\n    return Núñez")
    wrongs = [record("ada", {"softmax": wrong("sign")}, notebook=path)]
    found = bs4.BeautifulSoup(page.render(wrongs, Attendance(names=NAMES)), "html.parser")
    assert found.pre.text == "def softmax(name_1):\n    name_2 = name_1\n    return name_2"


def test_an_answer_that_may_stand_elsewhere_is_marked_as_such(a_class):
    a_class[0].verdicts["answers"] = {"written": "elsewhere"}
    (row,) = waiting.table(a_class).rows
    assert row[2] == "written question, perhaps in another cell"
    a_class[0].verdicts["answers"] = {"written": "written"}
    (row,) = waiting.table(a_class).rows
    assert row[2] == "written question"


@pytest.mark.parametrize(("students", "folded"), [(page.MOST_ROWS, False), (60, True)])
def test_a_long_table_is_folded_and_says_how_long_it_is(students, folded):
    class_ = [record(f"s{n:02}", {"softmax": right()}, waits=True) for n in range(students)]
    heading = soup(class_).find(id="waiting")
    assert len(heading.find_next("tbody").find_all("tr")) == students
    summary = heading.find_next("table").find_parent("details")
    assert (summary is not None) == folded
    assert not folded or summary.summary.text == "60 rows"


def test_after_the_first_misconceptions_the_rest_is_folded(monkeypatch):
    monkeypatch.setattr(page, "MOST_OPEN", 1)
    codes = ("overflow", "sign", "sum-for-mean")
    found = soup([record(code, {"softmax": wrong(code)}) for code in codes])
    headings = [h3.find_parent("details") for h3 in found.find_all("h3")]
    assert [each is not None for each in headings] == [False, True, True, False, False]
    assert headings[1].summary.text == "2 more misconceptions"
    assert not soup([record("a", {"softmax": wrong("sign")})]).h3.find_parent("details")


def luminance(colour):
    channels = np.asarray(to_rgb(colour))
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])


def test_no_points_in_the_heat_map_shows_on_a_light_and_a_dark_page():
    css = (TEMPLATES / "class_report/page.css").read_text(encoding="utf-8")
    light, dark = (luminance(paper) for paper in re.findall(r"--paper: (#\w+);", css))
    shares = [luminance(pictures.SHARES(share)[:3]) for share in np.linspace(0, 1, 21)]
    assert all(np.diff(shares) > 0), "told apart without colour"
    assert (light + 0.05) / (shares[0] + 0.05) > 3
    assert (shares[0] + 0.05) / (dark + 0.05) > 3


def test_the_page_has_one_title_and_headings_in_order(a_class):
    found = soup(a_class)
    assert found.html["lang"] == "en"
    levels = [int(heading.name[1]) for heading in found.find_all(re.compile("^h[1-6]$"))]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    anchors = {element["id"] for element in found.find_all(id=True)}
    assert {a["href"][1:] for a in found.nav.find_all("a")} <= anchors


def test_every_picture_has_a_title_and_a_text(a_class):
    found = soup(a_class)
    drawn = found.find_all("svg")
    assert len(drawn) == 3
    for svg in drawn:
        assert svg["role"] == "img"
        said = [found.find(id=name).text for name in svg["aria-labelledby"].split()]
        assert len(said) == 2
        assert all(said)
    ids = [element["id"] for element in found.find_all(id=True)]
    assert len(ids) == len(set(ids))
    for used in re.findall(r"url\(#(.*?)\)|xlink:href=\"#(.*?)\"", str(found)):
        assert "".join(used) in ids


def test_every_table_has_a_caption_and_its_heads_a_direction(a_class):
    for table in soup(a_class).find_all("table"):
        assert table.caption.text
        assert table.find_all("th", scope="col")
        assert all(th["scope"] for th in table.find_all("th"))
        assert all(row.find("th", scope="row") for row in table.tbody.find_all("tr"))


def test_pictures_take_the_colour_of_the_page_and_hold_no_date(a_class):
    for draw in (pictures.distribution, pictures.difficulty, pictures.heat_map):
        svg = draw(a_class)
        assert "currentColor" in svg
        assert pictures.INK not in svg
        assert "<metadata" not in svg
        assert not re.search(r"20\d\d-\d\d", svg)


@pytest.mark.parametrize(
    "answers",
    [{}, {"softmax": UNWRITTEN}, {"softmax": LOST}, {"softmax": right()}],
    ids=["no test", "nothing written", "lost", "all right"],
)
def test_a_class_of_one_has_a_page(answers):
    found = soup([record("ada", answers)])
    assert found.h1.text == "Class report"
    assert "None." in found.text


def test_the_same_records_give_the_same_bytes(a_class):
    assert page.render(a_class) == page.render(a_class[::-1])
    for table in (points.by_student, misconceptions.unnamed, similar.table, points.by_difficulty):
        assert table(a_class) == table(a_class[::-1])


def test_a_large_class_has_a_page_of_bearable_size():
    answers = {"softmax": right(), "cross_entropy": wrong(yours=1.0)}
    class_ = [record(f"student-{n:03}", answers) for n in range(400)]
    svg = pictures.heat_map(class_)
    assert len(svg) < 100_000
    assert "student-001" not in svg


# ---- the command ----


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    need_linux()
    course = released_course(tmp_path_factory.mktemp("course"))
    hand_in(course)
    grade_class(course, [NAME], say=quiet)
    return course


def test_page_and_tables_are_written_and_say_where(graded, tmp_path, capsys):
    folder = tmp_path / "new" / "folder"
    assert main(["report", "--root", str(graded.root), "--output", str(folder)]) == 0
    assert capsys.readouterr().out == f"{folder / 'index.html'}\n"
    assert sorted(path.name for path in folder.iterdir()) == FILES
    with open(folder / "students.csv", encoding="utf-8", newline="") as lines:
        scores = {row["student"]: float(row["double"]) for row in csv.DictReader(lines)}
    assert scores == {student: score for student, (_, score) in CLASS.items()}
    found = bs4.BeautifulSoup((folder / "index.html").read_text(encoding="utf-8"), "html.parser")
    links = {a["href"] for a in found.find_all("a") if a["href"].endswith(".csv")}
    assert links <= set(FILES)


def test_what_lies_in_submitted_is_held_against_the_class_list(graded, tmp_path, capsys):
    course = copy_of(graded, tmp_path / "course")
    students = [
        ("id", "first_name"),
        *((student, "Given") for student in CLASS if student != "hal"),
    ]
    import_class_list(course.root, [*students, ("zoe", "Zoe")])
    folder = course.submitted / "ada" / NAME
    (folder / f"{NAME}.ipynb").rename(folder / "mine.ipynb")
    (course.submitted / "stray.ipynb").write_text("{}")
    grade_class(course, [NAME], say=quiet)
    assert main(["report", "--root", str(course.root), "--output", str(tmp_path)]) == 0
    capsys.readouterr()
    remarks = [
        ("ada", "Given", NAME, f"mine.ipynb was taken for {NAME}.ipynb"),
        ("hal", "", NAME, "not on the class list"),
        ("stray.ipynb", "", "", "not looked at: move it to submitted/STUDENT/ASSIGNMENT/"),
    ]
    missing = [("zoe", "Zoe", NAME)]
    found = bs4.BeautifulSoup((tmp_path / "index.html").read_text(encoding="utf-8"), "html.parser")
    for name, rows in (("remarks", remarks), ("missing", missing)):
        with open(tmp_path / f"{name}.csv", encoding="utf-8", newline="") as lines:
            assert [tuple(row) for row in csv.reader(lines)][1:] == rows
        table = found.find(id=name).find_next("table")
        shown = [tuple(cell.text for cell in row.find_all(["th", "td"])) for row in table("tr")]
        named = [(f"{who} ({one})" if who else one, *rest) for one, who, *rest in rows]
        assert shown[1:] == named


def test_the_link_for_formgrader_is_of_the_submitted_notebook(graded):
    (row,) = waiting.table(read(graded, [NAME])).rows
    with graded.gradebook() as gradebook:
        number = gradebook.find_submission_notebook(NAME, NAME, "gus").id
    assert row[0] == "gus"
    assert f"/formgrader/submissions/{number}/" in row[3].address


def test_links_lead_to_formgrader_where_it_is_said_to_be(graded, tmp_path, capsys):
    arguments = ["report", "--root", str(graded.root), "--output", str(tmp_path), "--formgrader"]
    assert main([*arguments, "https://hub.example/user/me/formgrader/"]) == 0
    found = bs4.BeautifulSoup((tmp_path / "index.html").read_text(encoding="utf-8"), "html.parser")
    (link,) = (a["href"] for a in found.find_all("a") if a.text == "open")
    assert link.startswith("https://hub.example/user/me/formgrader/submissions/")
    assert link in (tmp_path / "waiting.csv").read_text(encoding="utf-8")
    capsys.readouterr()
    assert main([*arguments, "javascript:alert(1)"]) == 1
    assert capsys.readouterr().err == (
        "error: formgrader: javascript:alert(1) is no address: begin it with http:// or https://\n"
    )


def test_two_reports_are_the_same_byte_by_byte_in_any_process(graded, tmp_path):
    report(graded, [NAME], tmp_path / "one")
    subprocess.run(
        [sys.executable, "-m", "autograder", "report", "--output", tmp_path / "other"],
        cwd=graded.root,
        env=os.environ | {"PYTHONHASHSEED": "7", "PYTHONPATH": ":".join(filter(None, sys.path))},
        check=True,
        capture_output=True,
        timeout=PATIENCE,
    )
    for name in FILES:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "other" / name).read_bytes()


def test_a_second_report_on_a_class_that_was_graded_again_changes_nothing(graded, tmp_path):
    course = copy_of(graded, tmp_path / "course")
    report(course, [NAME], tmp_path / "report")
    first = {path.name: path.read_bytes() for path in (tmp_path / "report").iterdir()}
    grade_class(course, [NAME], force=True, say=quiet)
    report(course, [NAME], tmp_path / "report")
    assert first == {path.name: path.read_bytes() for path in (tmp_path / "report").iterdir()}
    (course.submitted / "ada" / NAME / "more.txt").write_text("more")
    report(course, [NAME], tmp_path / "report")
    assert len(json.loads((tmp_path / "report" / "history.json").read_text())) == 2


def test_where_nothing_has_been_graded_one_line_says_so(tmp_path, capsys):
    course = released_course(tmp_path)
    assert main(["report", "--root", str(course.root), "--output", str(tmp_path / "out")]) == 1
    assert capsys.readouterr().err == (
        "error: nothing has been graded: run python -m autograder grade ASSIGNMENT first\n"
    )
    assert not (tmp_path / "out").exists()


def test_an_unknown_assignment_is_named(graded, tmp_path):
    with pytest.raises(CourseError, match=f"no assignment 09-none; there are: {NAME}"):
        report(graded, ["09-none"], tmp_path)


@pytest.mark.parametrize(
    ("content", "reason"),
    [("hello", "is no JSON"), ('{"schema": 0}', "has the form of another version")],
)
def test_a_record_that_can_not_be_used_is_named_with_what_to_do(graded, content, reason):
    path = graded.autograded / "ada" / NAME / VERDICTS
    before = path.read_bytes()
    path.chmod(stat.S_IRUSR | stat.S_IWUSR)
    path.write_text(content)
    with pytest.raises(CourseError, match=f"{VERDICTS} {reason}: run python -m autograder grade"):
        read(graded, [NAME])
    path.write_bytes(before)
    assert len(read(graded, [NAME])) == len(CLASS)


def test_what_is_recorded_is_all_that_a_report_reads(graded):
    found = {record.student: record for record in read(graded, [NAME])}
    path = graded.autograded / "ben" / NAME / VERDICTS
    assert found["ben"].verdicts == json.loads(path.read_text(encoding="utf-8"))
    assert [wrong.exercise for wrong in found["ben"].wrong] == ["double", "double"]
    assert found["ada"].wrong == []
