"""The race between this grading and nbgrader's own: a class, figures, and a ratio at the end."""

import re
import shutil

import pytest
from dummy_course import ROOT
from installs import need_linux

from autograder.classroom import bench, demo
from autograder.classroom.bench import LEFT_OUT, Timed, make_class
from autograder.classroom.students import classroom
from autograder.course.exercises import ASSIGNMENTS

need_linux()

pytestmark = pytest.mark.timeout(1800)

# Its first two kinds: one that is right, and one that is right up to a convention.
ASSIGNMENT = "02-gradient"
KINDS = [each for each in classroom() if each.assignment == ASSIGNMENT][:2]


def test_a_class_has_the_size_it_should_and_no_student_twice():
    class_ = make_class(40)
    assert len(class_) == len({each.student for each in class_}) == 40
    assert {each.assignment for each in class_} == set(ASSIGNMENTS)
    assert class_ == make_class(40)
    assert class_[:7] == make_class(7)


def test_a_class_of_one_assignment_has_each_of_its_kinds_before_any_comes_again():
    kinds = [each.answers for each in classroom() if each.assignment == ASSIGNMENT]
    class_ = make_class(2 * len(kinds) + 1, ASSIGNMENT)
    assert {each.assignment for each in class_} == {ASSIGNMENT}
    assert [each.answers for each in class_] == [*kinds, *kinds, kinds[0]]


def test_a_class_is_the_demos_without_those_that_only_wait():
    answers = {(each.assignment, str(each.answers)) for each in make_class(100)}
    whole = list(classroom())
    assert {each.student for each in whole} >= LEFT_OUT
    assert answers == {
        (each.assignment, str(each.answers)) for each in whole if each.student not in LEFT_OUT
    }


@pytest.fixture(scope="module")
def printed(tmp_path_factory):
    """What a race prints that has five submissions of one assignment, of two kinds."""
    project, lines = tmp_path_factory.mktemp("project"), []
    shutil.copytree(ROOT / "source" / ASSIGNMENT, project / "source" / ASSIGNMENT)
    shutil.copy(ROOT / "nbgrader_config.py", project)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(demo, "project", lambda: project)
        patch.setattr(bench, "classroom", lambda: KINDS)
        ratio = bench.bench(5, ASSIGNMENT, lines.append)
    return lines, ratio


def test_the_figures_of_both_stand_in_columns(printed):
    head, this, nbgrader, _, _, floor, _ = printed[0]
    assert re.fullmatch(rf"5 submissions of {ASSIGNMENT}, 2 workers, \d+ cores", head)
    figures = r" +(\d+\.\d{4}) s a submission, +(\d+) MiB \(PSS\) at most; "
    start = r"(\d+)% of its time before the first grade"
    seconds, memory, share = map(float, re.fullmatch(f"this{figures}{start}", this).groups())
    theirs = re.fullmatch(f"nbgrader{figures}it graded a sample", nbgrader)
    assert seconds > 0
    assert float(theirs[1]) / seconds == pytest.approx(printed[1], rel=0.01)
    assert 50 < memory < 1500
    # Two workers start, and five submissions keep neither for long.
    assert 0 < share < 100
    bare = re.fullmatch(r"floor +(\d+\.\d{4}) s a submission, the bare calls .*", floor)
    assert float(bare[1]) > 0


def test_the_sample_that_nbgrader_grades_is_named_and_has_equal_scores(printed):
    *_, sample, equal, _, _ = printed[0]
    assert sample == "sample: the first 2, one of each kind: all-right, document-000"
    assert equal == "equal scores for all 2 of the sample"


def test_several_of_a_kind_in_a_sample_are_counted(monkeypatch):
    class_ = make_class(27)
    scores = {(each.student, each.assignment): {"points": 1.0} for each in class_}
    monkeypatch.setattr(bench, "set_up", lambda *_: None)
    monkeypatch.setattr(bench, "_time", lambda *_: Timed(27.0, 1.0, 2.0**20, scores))
    monkeypatch.setattr(bench, "_floor", lambda sample: len(sample) * 0.5)
    lines = []
    assert bench.bench(270, None, lines.append) == 10
    (sample,) = (line for line in lines if line.startswith("sample"))
    assert sample.startswith("sample: the first 27, one of each kind: all-right (6), left-empty, ")
    assert "floor       0.5000 s" in "\n".join(lines)


def test_the_last_line_is_the_ratio(printed):
    lines, ratio = printed
    assert lines[-1] == f"ratio: {ratio:.1f}"
    assert re.fullmatch(r"ratio: \d+\.\d", lines[-1])


@pytest.mark.parametrize(
    "theirs", [{"softmax-values": 9.0, "softmax-robustness": 5.0}, {"softmax-values": 10.0}, None]
)
def test_other_points_stop_the_race(monkeypatch, theirs):
    (ada,) = make_class(1, ASSIGNMENT)
    key = ada.student, ada.assignment
    mine = {"softmax-values": 10.0, "softmax-robustness": 5.0}
    timed = [
        Timed(1.0, 0.5, 2.0**20, {key: mine}),
        Timed(9.0, 0.5, 2.0**20, {key: theirs} if theirs else {}),
    ]
    monkeypatch.setattr(bench, "set_up", lambda *_: None)
    monkeypatch.setattr(bench, "_time", lambda *_: timed.pop(0))
    lines = []
    with pytest.raises(AssertionError, match=f"other points for {ada.student}"):
        bench.bench(1, ASSIGNMENT, lines.append)
    assert not lines[-1].startswith("ratio")
