"""The number in which a test ends is its score, unless it may be the student's own."""

import numpy as np
import pandas as pd
import pytest

from autograder.grading.partial import compiled, credit

STUDENTS = frozenset({"f", "x"})


def ends_in_score(source):
    return compiled(source, "test", STUDENTS).last is not None


@pytest.mark.parametrize(
    "source",
    [
        "0.5",
        "score = 0\nif f(1) == 2:\n    score += 1\nscore",
        "sum(f(n) == n for n in range(4)) / 4",
        "right = [f(n) == n for n in range(4)]\nsum(right)",
        "2 if f(1) > 1 else 1",
        "got = f(1)\nscore = 1 if got == 2 else 0\nscore",
        "for got, want in zip(f(3), [1, 2]):\n    assert got == want\n2",
        "1 + np.allclose(f(1), 2)",
        "not f(1)",
        "n = 4\nf(n)\nsum(f(i) == i for i in range(n))",
        "y = 2\nnp.testing.assert_equal(f(1), y)\ny / 2",
        "print(f(1))\nscore = 1\nscore",
        "try:\n    f(1)\n    score = 0\nexcept ValueError as error:\n    score = 1\nscore",
    ],
)
def test_a_number_of_the_tests_own_is_a_score(source):
    assert ends_in_score(source)


@pytest.mark.parametrize(
    "source",
    [
        "f(1)",
        "x",
        "f(1) + 1",
        "-f(1)",
        "f(1)[0]",
        "f(1).size",
        "len(f(1))",
        "max(0, f(1))",
        "got = f(1)\ngot",
        "got, other = f(1), 2\nother",
        "score = 0\nscore += f(1)\nscore",
        "scores = []\nscores.append(f(1))\nsum(scores)",
        "scores = {}\nscores['a'] = f(1)\nscores['a']",
        "def g():\n    return f(1)\ng()",
        "[n for n in f(1)][0]",
        "(got := f(1))\ngot",
        "for got in f(1):\n    pass\ngot",
        "with f(1) as got:\n    pass\ngot",
        "f(1) if True else 2",
        "a = np.zeros(1)\nnp.copyto(a, f(1))\na.sum()",
        "h = []\nheapq.heappush(h, f(1))\nh[0]",
        "r = []\nlist.append(r, f(1))\nsum(r)",
        "setattr(r, 's', f(1))\nr.s",
        "class S:\n    score = f(1)\nS.score",
        "try:\n    f(1)\nexcept ValueError as error:\n    score = int(str(error))\nscore",
        "match f(1):\n    case n:\n        score = n\nscore",
        "b = []\nf(b)\nsum(b)",
        "def g():\n    yield f(1)\nsum(g())",
        "r = [0]\ndef add(n):\n    r[0] += n\nadd(f(1))\nr[0]",
        "with redirect_stdout(said):\n    print(f(1))\nint(said.getvalue())",
        "f(1) or 2",
        "assert f(1)",
        "pass",
    ],
)
def test_a_number_that_the_students_code_may_have_made_is_none(source):
    assert not ends_in_score(source)


@pytest.mark.parametrize(
    ("value", "share"),
    [
        (1, 0.25),
        (4.0, 1.0),
        (0, 0.0),
        (np.float64(2), 0.5),
        (np.int64(1), 0.25),
        (None, 1.0),
        (True, 1.0),
        ("1", 1.0),
        ([1], 1.0),
        (np.True_, 1.0),
    ],
)
def test_the_share_of_the_points(value, share):
    assert credit(value, 4) == share


@pytest.mark.parametrize("value", [-1, 5, 4.01, float("nan"), float("inf"), np.float64(-1)])
def test_a_number_that_is_no_score_is_refused(value):
    with pytest.raises(ValueError, match=r"which is no score from 0 to 4$"):
        credit(value, 4)


class Listed(list):
    """A list of a class of its own."""


@pytest.mark.parametrize("value", [np.array([0]), np.array(True), pd.NA, 1j, Listed()])
def test_what_is_neither_a_number_nor_plain_is_refused(value):
    with pytest.raises(ValueError, match=f"an object of type {type(value).__name__}, which is no"):
        credit(value, 4)


def test_a_test_without_points_has_all_of_them():
    assert credit(0, 0) == 1.0
