"""The derivations that a passed check unfolds, and how they travel."""

import re
import subprocess
import sys

import pytest
from patience import PATIENCE

from autograder.catalogues.derivations import derivations as derivations_in_languages
from autograder.checking.language import speaking
from autograder.course import derivations
from autograder.course.check import COURSE
from autograder.course.derivations import derivation, seal, unseal
from autograder.course.exercises import EXERCISES
from autograder.key import seal as sealing

WRITTEN = {path.stem: path for path in sealing.sources().values()}

PASS = """
from IPython.core.interactiveshell import InteractiveShell
shell = InteractiveShell.instance(colors="nocolor")
for source in (
    "from scipy import special; from autograder import check, formula_sheet, passed",
    "softmax = special.softmax",
    "formula_sheet()",
    "print(passed(softmax))",
    "check(softmax, 'values')",
    "print(passed(softmax))",
    "check(softmax)",
    "print(passed(softmax))",
    "formula_sheet()",
):
    shell.run_cell(source).raise_error()
"""


def test_a_sealed_text_comes_back_and_is_not_read_by_accident():
    text = "$$s - y$$\n\n| quotient rule |"
    assert unseal(seal(text)) == text
    assert "rule" not in seal(text)
    assert seal(text).isascii()


def test_every_sealed_copy_is_what_its_source_says_and_none_is_left_over():
    sources = sealing.sources()
    there = {*sources, *derivations_in_languages()}
    assert sorted(there) == sorted(sealing.COURSE.glob("*/*.sealed"))
    for place, path in sources.items():
        assert unseal(place.read_text()) == path.read_text(encoding="utf-8"), (
            f"{path} was changed: run python -m autograder release"
        )


def test_sealing_writes_what_differs_and_removes_what_has_no_source(tmp_path, monkeypatch):
    key, course = tmp_path / "key", tmp_path / "course"
    (key / "topic").mkdir(parents=True)
    (course / "topic").mkdir(parents=True)
    monkeypatch.setattr(sealing, "KEY", key)
    monkeypatch.setattr(sealing, "COURSE", course)
    (key / "topic" / "double.md").write_text("$2x$")
    (course / "topic" / "double.sealed").write_text(seal("$3x$"))
    (course / "topic" / "triple.sealed").write_text(seal("$3x$"))
    sealing.seal_all()
    (left,) = course.glob("*/*")
    assert (left.name, unseal(left.read_text())) == ("double.sealed", "$2x$")


@pytest.mark.parametrize("name", WRITTEN)
def test_a_derivation_is_a_formula_and_lines_each_with_its_reason(name):
    assert name in EXERCISES
    text = WRITTEN[name].read_text(encoding="utf-8")
    formula, steps = derivation(name).formula, derivation(name).steps
    assert text == f"{formula}\n\n{steps}\n"
    assert re.fullmatch(r"\$\$[^$]+\$\$", formula)
    rows = [line for line in steps.splitlines() if line.startswith("|")]
    assert rows[:2] == ["| line | reason |", "| :--- | :--- |"]
    assert len(rows) >= 5
    for row in rows[2:]:
        line, reason = (part.strip() for part in row.strip("|").split(" | "))
        assert line.count("$") % 2 == reason.count("$") % 2 == 0
        assert line.startswith("$")
        assert reason


def test_an_exercise_without_a_file_has_none(tmp_path, monkeypatch):
    monkeypatch.setattr(derivations, "HERE", tmp_path)
    assert derivations._unsealed.__wrapped__("softmax.sealed") is None


def test_a_derivation_is_in_the_language_in_use_and_in_english_where_it_is_not_translated(
    tmp_path, monkeypatch
):
    monkeypatch.setattr(derivations, "HERE", tmp_path)
    monkeypatch.setattr(derivations, "_unsealed", derivations._unsealed.__wrapped__)
    (tmp_path / "topic").mkdir()
    (tmp_path / "topic" / "double.sealed").write_text(seal("$$2x$$\n\nThe sum rule."))
    (tmp_path / "topic" / "double.es.sealed").write_text(seal("$$2x$$\n\nLa regla de la suma."))
    assert derivation("double").steps == "The sum rule."
    with speaking("es"):
        assert derivation("double").steps == "La regla de la suma."
    with speaking("pt_BR"):
        assert derivation("double").steps == "The sum rule."


def test_the_course_of_the_notebooks_knows_them():
    assert COURSE.derivation("logit_gradient").formula.endswith("s - y$$")


def test_a_pass_unfolds_the_derivation_once_and_the_sheet_then_has_the_formula():
    done = subprocess.run(
        [sys.executable, "-c", PASS], capture_output=True, text=True, timeout=PATIENCE
    )
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[0].startswith("a formula appears here when the check of its exercise passes; left")
    assert [line for line in lines if line in ("True", "False")] == ["False", "False", "True"]
    assert lines.count("this needs 1.1 softmax; come back when its check passes") == 2
    title = lines.index("**1.1 `softmax` passes. This is its formula:**")
    (values,) = [n for n, line in enumerate(lines) if line.startswith("softmax (values): ")]
    assert values < title
    assert "| line | reason |" in lines[title:]
    sheet = lines.index("**Formula sheet**")
    assert lines.count(derivation("softmax").formula) == 2
    assert derivation("softmax").formula in lines[sheet:]
    assert lines[-1].startswith("Still to come: 1.2 softmax_jacobian, 1.3 ")
