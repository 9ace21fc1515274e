"""What may stand in a table: no formula, one cell, and ids unchanged or not at all."""

import pytest

from autograder.host.spreadsheet import FORMULA, identifies, no_formula, readable


@pytest.mark.parametrize("sign", FORMULA)
def test_a_formula_becomes_a_text_and_a_text_stays(sign):
    assert no_formula(f"{sign}1+1") == f"'{sign}1+1"
    assert no_formula(f"a{sign}1") == f"a{sign}1"


@pytest.mark.parametrize(
    ("text", "harmless"),
    [
        ("a;=cmd()", "a;'=cmd()"),
        ("a\t@x", "a\t'@x"),
        ('ada"; "+1', 'ada";\' "+1'),
        (" =1", "' =1"),
        ("a\n-1", "a\n'-1"),
        ("=1;＝1", "'=1;'＝1"),
        ("a-b; c = 1, -1", "a-b; c = 1, -1"),
        ("a factor −1/m: x", "a factor −1/m: x"),
    ],
)
def test_no_formula_begins_where_another_sign_divides_cells(text, harmless):
    assert no_formula(text) == harmless


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Ng, Ana", "Ng, Ana"),
        ("Łukasz O'Neill-Márquez", "Łukasz O'Neill-Márquez"),
        ("", ""),
        ('=HYPERLINK("http://a.example")', "'=HYPERLINK( http://a.example )"),
        ("\t=1+1", "'=1+1"),
        ("ana;=1+1", "ana =1+1"),
        ('ends\\"', "ends"),
        ("two\r\nlines\u2028and\x00more", "two lines and more"),
        ("\u202eana", "ana"),
        ("-Smith", "'-Smith"),
    ],
)
def test_a_text_for_people_is_one_harmless_cell(written, read):
    assert readable(written) == read


@pytest.mark.parametrize(
    "text",
    ["ana", "ana@example.org", "+41790000000", "@ana", "-7", "ana maría", "007", "学生", "O'Neill"],
)
def test_what_tells_a_student_apart_and_harms_nobody_may_stand(text):
    assert identifies(text)


@pytest.mark.parametrize(
    "text",
    [
        *("", "0", " ana", "ana ", "a  b", "a\nb", "a\tb", 'a"b', "a\\b", "a;=1+1", "\u202eana"),
        *("=1+1", "=a1", "+1+cmd|' /C calc'!A0", "-SUM(1,2)", "@SUM(1)", "＝1", "\r=1"),
    ],
)
def test_what_would_have_to_be_changed_may_not(text):
    assert not identifies(text)
