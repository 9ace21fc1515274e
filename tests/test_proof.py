"""What a notebook may name is what the gallery proves, and stands in a file that nobody types.

After a change of the gallery or of the catalogue

    python -m pytest tests/test_proof.py --renew

writes `autograder/course/proven.toml` anew.
"""

import tomllib
from pathlib import Path

from autograder import course
from autograder.course.exercises import EXERCISES
from autograder.course.misconceptions import CATALOGUE, General
from autograder.key.gallery import gallery
from autograder.verification.proof import predicted, proven

FILE = Path(course.__file__).with_name("proven.toml")
HEAD = """\
# Which exercises a general misconception is named in: those whose gallery proves it.
# Written by: python -m pytest tests/test_proof.py --renew
"""


def as_text(pairs):
    text = HEAD
    for code, names in pairs.items():
        text += "\n".join([f"{code} = [", *(f'    "{name}",' for name in names), "]\n"])
    return text


def listed():
    """What stands in the file now: it may have been renewed since the catalogue was made."""
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


def test_what_applies_where_is_what_the_gallery_proves(pytestconfig):
    text, before = as_text(proven()), FILE.read_text(encoding="utf-8")
    if text != before and pytestconfig.getoption("renew"):
        FILE.write_text(text, encoding="utf-8")
    else:
        assert before == text, "run python -m pytest tests/test_proof.py --renew"


def test_a_general_misconception_is_proven_somewhere():
    assert {m.code for m in CATALOGUE if isinstance(m, General)} == set(listed())


def test_a_misconception_that_names_its_exercises_is_proven_in_each():
    own = [m for m in CATALOGUE if not isinstance(m, General)]
    for name in EXERCISES:
        labels = {entry.label for entry in gallery(name)}
        assert {m.code for m in own if name in m.exercises} <= labels


def test_the_label_alone_proves_nothing():
    (sign,) = (m for m in CATALOGUE if m.code == "sign")
    entry = next(e for e in gallery("fit_logistic") if e.label == "sign")
    assert not predicted(entry, sign)
    assert "fit_logistic" not in listed()["sign"]
