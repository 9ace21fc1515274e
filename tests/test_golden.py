"""What a student reads of each answer of the gallery stands in a file, for the eye of a reviewer.

`tests/golden/` has one file for each exercise. After a wanted change

    python -m pytest tests/test_golden.py --renew

writes the answers that differ, and `git diff` shows what students will read. An answer has the
report of `check` in its notebook. Below it stands what grading makes of each part: "right", or the
code of the misconception ("no name" without one), and the report where it is another one. The
function runs in this process: of an exception the jail knows less.

The pinned versions say the same words on every machine, but for digits that come of rounding: these
differ with the processor, and are left out of the comparison.
"""

import re
from collections import defaultdict
from difflib import unified_diff
from functools import cache
from pathlib import Path

import pytest
from pasted import pasted

from autograder.checking.calls import Calls
from autograder.checking.exercise import PARTS
from autograder.checking.failures import CheckFailed
from autograder.checking.report import report_lines
from autograder.checking.session import CheckSession
from autograder.course.check import COURSE
from autograder.course.exercises import EXERCISES
from autograder.key import examine
from autograder.key.gallery import gallery
from autograder.key.hidden import HIDDEN_SEED
from autograder.key.kept import kept_public_cases
from autograder.key.misconceptions import graded_session

GOLDEN = Path(__file__).parent / "golden"


# The lines that have such digits: a gap, a place, a number that is compared.
DIGITS = re.compile(
    r"^(    (yours|expected|near|ratio|offset) .*"
    r"|\w+( \([^)]*\))?: (\d+ entries agree|entry |value ).*)$",
    re.MULTILINE,
)
NUMBER = re.compile(r"[-+]?(\d+(\.\d*)?(e[-+]\d+)?|inf|nan)")

# Answers that rounding alone decides: which entries differ, in which case, and if a name fits.
ROUNDED = {
    "== wrong: finite-differences",
    "fit_logistic == wrong: strict-decrease",
    "flat_direction == wrong: float32",
    "has_full_column_rank == wrong: columns-not-zero",
    "has_full_column_rank == wrong: exact-zero",
}


@pytest.fixture(autouse=True)
def called_once(monkeypatch):
    """Call an answer once with each case, for the notebook and for all that grading asks."""
    calls_of = cache(Calls)
    monkeypatch.setattr("autograder.checking.session.Calls", calls_of)
    monkeypatch.setitem(examine.__globals__, "Calls", calls_of)


def verdict_of(session, *checks):
    """The verdict of the first check that fails, of the last one where none does."""
    verdicts = []
    with session.active(verdicts.append):
        try:
            for check in checks:
                check()
        except CheckFailed:
            pass
    return verdicts[-1]


def told(entry):
    """What is said of an answer: in the notebook, then of each part in grading."""
    function = pasted(entry)
    notebook = CheckSession(COURSE, public=kept_public_cases)
    read = report_lines(verdict_of(notebook, lambda: notebook.check(function, None, {})), COURSE)
    lines = [f"== {'right' if entry.right else 'wrong'}: {entry.label}", *read]
    session = graded_session(HIDDEN_SEED)
    for part in PARTS:
        verdict = verdict_of(
            session,
            lambda part=part: session.check(function, part, {}),
            lambda part=part: examine(function, part),
        )
        name = "right" if verdict.right else verdict.misconception or "no name"
        lines.append(f"-- {part}: {name}")
        if not verdict.right and (other := report_lines(verdict, COURSE)) != read:
            lines += other
    return "\n".join(lines)


def stable(name, block):
    """What all machines have in common of what is said of an answer."""
    heading = block.splitlines()[0]
    if heading in ROUNDED or f"{name} {heading}" in ROUNDED:
        return heading
    return DIGITS.sub(lambda line: NUMBER.sub("#", line[0]), block)


def kept(name, golden, blocks):
    """The blocks, with those of the golden file in place of the ones that say the same."""
    before = defaultdict(list)
    for block in golden:
        before[block.splitlines()[0]].append(block)
    for block in blocks:
        old = before[block.splitlines()[0]][:1]
        del before[block.splitlines()[0]][:1]
        yield old[0] if old and stable(name, old[0]) == stable(name, block) else block


@pytest.mark.parametrize("name", EXERCISES)
def test_a_student_reads_what_the_golden_file_has(name, request):
    path = GOLDEN / f"{name}.txt"
    golden = path.read_text("utf-8").removesuffix("\n") if path.exists() else ""
    blocks = kept(name, filter(None, golden.split("\n\n")), map(told, gallery(name)))
    text = "\n\n".join(blocks)
    if text != golden and request.config.getoption("--renew"):
        path.write_text(f"{text}\n", "utf-8")
    elif text != golden:
        lines = golden.splitlines(), text.splitlines()
        difference = "\n".join(unified_diff(*lines, path.name, "now", lineterm="", n=1))
        pytest.fail(f"with --renew, if this is wanted:\n{difference}", pytrace=False)


def test_no_golden_file_is_left_over():
    assert {path.stem for path in GOLDEN.iterdir()} == EXERCISES.keys()


SAID = "== wrong: sign\nf: entry (0, 1) differs\n    yours       -2.5e-09\nhint: half, 1/2?"


@pytest.mark.parametrize(("old", "new"), [("(0, 1)", "(3, 2)"), ("-2.5e-09", "+1.25")])
def test_digits_that_come_of_rounding_do_not_count(old, new):
    assert list(kept("f", [SAID], [SAID.replace(old, new)])) == [SAID]


@pytest.mark.parametrize(("old", "new"), [("differs", "rises"), ("1/2", "1/3"), ("yours", "near")])
def test_words_count_and_so_do_numbers_in_a_hint(old, new):
    assert list(kept("f", [SAID], [SAID.replace(old, new)])) == [SAID.replace(old, new)]
