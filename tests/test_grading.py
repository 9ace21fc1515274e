"""Grading is a pure function of the submission, the exam, the seed and the bounds."""

import json
import math
import os
import platform
import shutil
import signal
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import nbformat
import numpy as np
import pytest
import small_exam
from dummy_course import ROOT, exam_of
from installs import need_linux
from patience import PATIENCE

from autograder.classroom.demo import fill_in
from autograder.classroom.students import reference_answers
from autograder.grading import outcome, verdicts, warm
from autograder.grading.answers import Answer
from autograder.grading.outcome import grade_submission
from autograder.grading.session import Bounds
from autograder.grading.status import Status
from autograder.grading.submission import Submission
from autograder.grading.terms import Terms
from autograder.grading.verdicts import digest
from autograder.grading.warm import Breach
from autograder.host.course_folder import CourseFolder
from autograder.host.examine import Examine
from autograder.key.misconceptions import graded_session
from autograder.sandbox import JailBroken

need_linux()

NAME = "01-softmax"
TERMS = Terms(1, Bounds(PATIENCE, PATIENCE), checks=graded_session)
SIGN = "def logit_gradient(z, y):\n    return y - special.softmax(z)"
CRASH = "def softmax_jacobian(z):\n    import os\n    os._exit(1)"
OVERFLOW = "def softmax(z):\n    return np.exp(z) / np.exp(z).sum()"


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    root = tmp_path_factory.mktemp("course")
    shutil.copytree(ROOT / "source" / NAME, root / "source" / NAME)
    shutil.copy(ROOT / "nbgrader_config.py", root)
    course = CourseFolder(root)
    assert course.generate(NAME).reason is None
    return course


@pytest.fixture(scope="module")
def exam(course):
    yield exam_of(course, NAME)
    warm.close()


@pytest.fixture(scope="module")
def hand_in(course):
    """Make the submission of someone who gave the right answers, but for these."""

    def hand_in(**answers):
        path = course.root / "release" / NAME / f"{NAME}.ipynb"
        nb = nbformat.read(path, as_version=4)
        fill_in(nb, reference_answers(NAME) | answers)
        return Submission("ada", NAME, nbformat.writes(nb).encode(), {})

    return hand_in


@pytest.fixture(scope="module")
def mixed(hand_in):
    """Right, wrong, overflowing and deadly answers, and a written one."""
    return hand_in(
        logit_gradient=SIGN, softmax_jacobian=CRASH, softmax=OVERFLOW, written="Because."
    )


@pytest.fixture(scope="module")
def graded(exam, mixed):
    return grade_submission(exam, mixed, TERMS)


def record(graded):
    return json.loads(graded.verdicts)


def test_by_name(graded):
    return {test["name"]: test for test in record(graded)["tests"]}


test_by_name.__test__ = False


# ---- the same in, the same out ----


def test_the_references_have_all_points(exam, hand_in):
    graded = grade_submission(exam, hand_in(), TERMS)
    assert (graded.score, graded.reason) == (80, "")
    assert all(type(score) is float for score in graded.scores.values())


def test_cells_of_exercises_that_are_gone_since_do_no_harm(exam, hand_in):
    old = nbformat.reads(hand_in().notebook.decode(), as_version=4)
    mark = {"schema_version": 3, "task": False, "cell_type": "code"}
    gone = [
        ("sample_curvature", "def sample_curvature(p):\n    return np.diag(p) - np.outer(p, p)"),
        ("sample_curvature-values", 'check(sample_curvature, "values")'),
        ("sample_curvature-robustness", 'check(sample_curvature, "robustness")'),
    ]
    place = [cell.id for cell in old.cells].index("softmax_jacobian-task")
    for name, source in reversed(gone):
        test = {"grade": True, "locked": True, "solution": False, "points": 40}
        solution = {"grade": False, "locked": False, "solution": True}
        cell = nbformat.v4.new_code_cell(source, id=name)
        cell.metadata.nbgrader = mark | {"grade_id": name} | (test if "-" in name else solution)
        old.cells.insert(place, cell)
    graded = grade_submission(
        exam, Submission("ada", NAME, nbformat.writes(old).encode(), {}), TERMS
    )
    assert (graded.score, graded.reason) == (80, "")
    assert not any("sample_curvature" in name for name in graded.scores)


def test_wrong_answers_lose_theirs_and_no_others(graded):
    lost = {name for name, test in test_by_name(graded).items() if test["score"] < test["points"]}
    assert lost == {
        *("logit_gradient-values", "logit_gradient-robustness"),
        *("softmax_jacobian-values", "softmax_jacobian-robustness"),
        "softmax-robustness",
    }
    points = [test["points"] for test in test_by_name(graded).values()]
    assert sum(points) == 80
    assert graded.score == math.fsum(graded.scores.values())


def test_grading_twice_gives_the_same_byte_by_byte(exam, mixed, graded):
    assert grade_submission(exam, mixed, TERMS) == graded


def test_other_submissions_in_between_change_nothing(exam, hand_in, mixed, graded):
    spoils = "import builtins, numpy\nnumpy.exp = builtins.len = None"
    grade_submission(exam, hand_in(softmax=f"{spoils}\n{OVERFLOW}"), TERMS)
    assert grade_submission(exam, mixed, TERMS) == graded


def test_grading_leaves_no_file_behind_and_reads_none(exam, mixed, graded, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    assert grade_submission(exam, mixed, TERMS) == graded
    assert list(tmp_path.iterdir()) == []


def test_another_seed_is_another_draw_of_the_same_kind(exam, mixed, graded):
    other = grade_submission(exam, mixed, replace(TERMS, seed=2))
    assert other.scores == graded.scores
    assert record(other)["seed"] == 2
    assert record(other)["digest"] != record(graded)["digest"]
    wrong = "softmax-robustness"
    assert test_by_name(other)[wrong]["ended"] == test_by_name(graded)[wrong]["ended"]


# ---- what is recorded ----


def test_the_record_says_who_and_how_and_what_came_of_each_test(exam, mixed, graded):
    found = record(graded)
    assert found["schema"] == verdicts.SCHEMA
    assert (found["student"], found["assignment"], found["reason"]) == ("ada", NAME, "")
    assert (found["seed"], found["jailed"]) == (1, True)
    assert found["digest"] == digest(exam, mixed, TERMS)
    assert {test["name"]: test["score"] for test in found["tests"]} == graded.scores
    assert [test["name"] for test in found["tests"]] == [c.name for c in exam.cells if c.is_test]


def test_a_verdict_is_in_codes_and_numbers_and_one_sentence(graded):
    test = test_by_name(graded)["logit_gradient-values"]
    verdict, hidden = test["verdicts"]
    assert (verdict["exercise"], verdict["part"]) == ("logit_gradient", "values")
    assert (verdict["hidden"], verdict["outcome"]) == (False, "value")
    assert (hidden["hidden"], hidden["outcome"]) == (True, "value")
    assert verdict["misconception"] == hidden["misconception"] == "sign"
    assert verdict["facts"]["ratio"] == pytest.approx(-1)
    assert verdict["said"].startswith("logit_gradient: ")
    # Right up to a convention: half of the points, and no error.
    assert (test["score"], test["status"]) == (test["points"] / 2, Status.CONVENTION)
    assert test["ended"] is None
    right = test_by_name(graded)["softmax-values"]
    assert [each["outcome"] for each in right["verdicts"]] == ["right", "right"]
    assert (right["status"], right["ended"]) == (Status.RIGHT, None)


def test_what_was_lost_has_an_error_and_no_verdict(graded):
    test = test_by_name(graded)["softmax_jacobian-values"]
    assert (test["status"], test["ended"]["name"]) == (Status.ENDED, "ProcessEnded")
    assert test["verdicts"] == []


@pytest.mark.parametrize(
    ("value", "plain"),
    [
        (ValueError, "ValueError"),
        ((1, (2.0, "x")), [1, [2.0, "x"]]),
        (float("inf"), "inf"),
        (np.float64("nan"), "nan"),
        (np.float64(0.5), 0.5),
        (True, True),
        (None, None),
    ],
)
def test_facts_are_plain_json(value, plain):
    assert json.loads(json.dumps(verdicts._plain(value), allow_nan=False)) == plain


def test_it_is_known_which_questions_were_answered(exam, graded, hand_in):
    assert graded.answers["written"] == graded.answers["softmax"] == Answer.WRITTEN
    unread = grade_submission(exam, replace(hand_in(), reason="why"), TERMS)
    assert set(unread.answers) == set(graded.answers)
    assert set(unread.answers.values()) == {Answer.BLANK}


# ---- what can't be examined ----


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"notebook": b"hello"}, "the notebook is no JSON: Expecting value"),
        ({"notebook": b'{"nbformat": 3}'}, "the notebook has format 3"),
        ({"notebook": b"", "reason": "there is no notebook"}, "there is no notebook"),
    ],
)
def test_what_can_not_be_read_has_0_points_and_its_reason(exam, mixed, change, reason):
    graded = grade_submission(exam, replace(mixed, **change), TERMS)
    assert graded.reason.startswith(reason)
    assert set(graded.scores.values()) == {0.0}
    assert len(graded.scores) == len([cell for cell in exam.cells if cell.is_test])
    assert record(graded)["reason"] == graded.reason
    assert graded.reason in nbformat.reads(graded.notebook, as_version=4).cells[0].source
    nbformat.validate(json.loads(graded.notebook))


def test_what_is_known_to_be_unreadable_needs_no_jail(exam, monkeypatch):
    monkeypatch.setattr(outcome, "warm_parent", lambda *terms: pytest.fail("a jail was asked for"))
    assert grade_submission(exam, Submission("ada", NAME, b"", {}, "why"), TERMS).score == 0


# ---- when to grade again ----

EXAM = small_exam.exam_of(small_exam.graded("values", "assert True"))
SUBMISSION = Submission("ada", small_exam.ASSIGNMENT, b"{}", {"a.txt": b"1"})


@pytest.mark.parametrize(
    ("exam", "submission", "terms"),
    [
        (EXAM, replace(SUBMISSION, notebook=b"{} "), TERMS),
        (EXAM, replace(SUBMISSION, files={"a.txt": b"2"}), TERMS),
        (EXAM, replace(SUBMISSION, files={"b.txt": b"1"}), TERMS),
        (EXAM, replace(SUBMISSION, reason="why"), TERMS),
        (replace(EXAM, files={"table.csv": b""}), SUBMISSION, TERMS),
        (small_exam.exam_of(small_exam.graded("values", "pass")), SUBMISSION, TERMS),
        (EXAM, SUBMISSION, replace(TERMS, seed=2)),
        (EXAM, SUBMISSION, replace(TERMS, bounds=Bounds(1, 60))),
        (EXAM, SUBMISSION, replace(TERMS, jailed=False)),
    ],
)
def test_the_digest_changes_with_whatever_a_grade_depends_on(exam, submission, terms):
    assert digest(exam, submission, terms) != digest(EXAM, SUBMISSION, TERMS)


def test_the_digest_depends_on_nothing_else():
    files = {"b": b"1", "a": b"2"}
    submission = replace(SUBMISSION, files=files)
    reordered = replace(SUBMISSION, files=dict(sorted(files.items())))
    assert digest(EXAM, submission, TERMS) == digest(EXAM, reordered, TERMS)
    private = replace(TERMS, private=("/somewhere",))
    assert digest(EXAM, SUBMISSION, private) == digest(EXAM, SUBMISSION, TERMS)


def test_the_digest_changes_with_the_code_of_the_package(tmp_path, monkeypatch):
    monkeypatch.setattr(verdicts, "PACKAGE", tmp_path)
    package = verdicts.package_digest.__wrapped__
    (tmp_path / "inner").mkdir()
    (tmp_path / "inner" / "a.py").write_text("1")
    before = package()
    assert package() == before
    (tmp_path / "inner" / "a.py").write_text("2")
    assert package() != before
    (tmp_path / "inner" / "a.py").write_text("1")
    (tmp_path / "note.txt").write_text("no code")
    assert package() == before
    monkeypatch.setattr(verdicts, "package_digest", lambda: "other")
    other = digest(EXAM, SUBMISSION, TERMS)
    monkeypatch.undo()
    assert digest(EXAM, SUBMISSION, TERMS) != other


# ---- the jail ----


def test_a_jail_that_opens_what_is_private_grades_nothing(exam, mixed):
    readable = replace(TERMS, private=(np.__file__,))
    with pytest.raises(Breach, match=rf"a jail can open {np.__file__}: keep the course out"):
        grade_submission(exam, mixed, readable)
    assert not warm._warm


def test_what_is_private_is_tried_by_its_own_path_where_a_link_leads_to_it(exam, mixed, tmp_path):
    linked = tmp_path / "linked"
    linked.symlink_to(np.__file__)
    with pytest.raises(Breach, match=rf"a jail can open {np.__file__}: keep the course out"):
        grade_submission(exam, mixed, replace(TERMS, private=(str(linked),)))


def test_without_a_jail_the_points_are_the_same_and_the_record_says_so(exam, mixed, graded):
    open_ = grade_submission(exam, mixed, replace(TERMS, jailed=False))
    assert open_.scores == graded.scores
    assert record(open_)["jailed"] is False


def test_each_set_of_private_paths_is_tried_by_the_one_warm_parent(
    course, exam, mixed, graded, tmp_path, monkeypatch
):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    grade_submission(exam, mixed, TERMS)
    (first,) = warm._warm.values()
    canary = tmp_path / "canary"
    canary.write_text("")
    private = Examine(config=course.config).terms(NAME).private
    there = {Path(path).name for path in private if os.path.exists(path)}
    assert there == {NAME, "nbgrader_config.py", "gradebook.db"}  # nothing was handed in
    absent = {"submitted", "autograded", "softmax-autograder"}
    assert {Path(path).name for path in private} - there == absent
    private += (str(canary), str(tmp_path))
    assert grade_submission(exam, mixed, replace(TERMS, private=private)) == graded
    assert [*warm._warm.values()] == [first]
    with pytest.raises(Breach):
        grade_submission(exam, mixed, replace(TERMS, private=(np.__file__,)))
    assert first._process.returncode == 0


def test_with_and_without_a_jail_there_is_one_warm_parent_at_a_time(exam, mixed):
    grade_submission(exam, mixed, TERMS)
    (first,) = warm._warm.values()
    grade_submission(exam, mixed, replace(TERMS, jailed=False))
    (other,) = warm._warm.values()
    assert other is not first
    assert first._process.returncode == 0


def test_a_warm_parent_that_was_killed_is_made_again(exam, mixed, graded):
    grade_submission(exam, mixed, TERMS)
    (parent,) = warm._warm.values()
    os.kill(parent.process_id, signal.SIGKILL)
    assert grade_submission(exam, mixed, TERMS) == graded
    (again,) = warm._warm.values()
    assert again.process_id != parent.process_id


def test_a_jail_that_can_not_be_built_twice_is_no_accident(exam, mixed, monkeypatch):
    made = []

    class Broken:
        def __init__(self, confined):
            made.append(self)

        def __enter__(self):
            return self

        def __exit__(self, *_):
            made.append("ended")

        def jail(self, *_, **__):
            raise JailBroken("PermissionError: unshare")

    warm.close()
    monkeypatch.setattr(warm, "WarmParent", Broken)
    with pytest.raises(JailBroken, match="unshare"):
        grade_submission(exam, mixed, TERMS)
    first, _, second, _ = made
    assert made == [first, "ended", second, "ended"]
    assert not warm._warm


def test_another_system_has_no_jail(exam, mixed, monkeypatch):
    monkeypatch.setattr(platform, "system", lambda: "Darwin")
    with pytest.raises(
        JailBroken, match="this is Darwin: grade on Linux, in WSL or in a container"
    ):
        grade_submission(exam, mixed, TERMS)


def test_a_worker_imports_nothing_of_nbgraders_which_would_take_it_seconds():
    show = "import sys, autograder.grading.pool; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", show], capture_output=True, text=True, check=True)
    packages = {name.partition(".")[0] for name in done.stdout.split()}
    assert "numpy" in packages
    assert not packages & {"nbgrader", "nbformat", "nbconvert", "sqlalchemy", "IPython"}
