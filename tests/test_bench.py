"""The race between this grading and nbgrader's own: a class, figures, and a ratio at the end."""

import re
import shutil

import pytest
from dummy_course import ROOT
from installs import need_linux

from autograder.classroom import bench, demo
from autograder.classroom.bench import LEFT_OUT, Timed, make_class
from autograder.classroom.students import Submission, classroom
from autograder.course.exercises import ASSIGNMENTS

need_linux()

pytestmark = pytest.mark.timeout(1800)

# Among its first three is one that is right up to a convention.
ASSIGNMENT = "02-gradient"


def of_one_assignment(count: int) -> list[Submission]:
    """So many different submissions of one assignment."""
    return [each for each in make_class(40) if each.assignment == ASSIGNMENT][:count]


def test_a_class_has_the_size_it_should_and_no_student_twice():
    class_ = make_class(40)
    assert len(class_) == len({each.student for each in class_}) == 40
    assert {each.assignment for each in class_} == set(ASSIGNMENTS)
    assert class_ == make_class(40)
    assert class_[:7] == make_class(7)


def test_a_class_is_the_demos_without_those_that_only_wait():
    answers = {(each.assignment, str(each.answers)) for each in make_class(100)}
    whole = list(classroom())
    assert {each.student for each in whole} >= LEFT_OUT
    assert answers == {
        (each.assignment, str(each.answers)) for each in whole if each.student not in LEFT_OUT
    }


@pytest.fixture(scope="module")
def printed(tmp_path_factory):
    """What a race prints that has one assignment and three submissions."""
    project, lines = tmp_path_factory.mktemp("project"), []
    shutil.copytree(ROOT / "source" / ASSIGNMENT, project / "source" / ASSIGNMENT)
    shutil.copy(ROOT / "nbgrader_config.py", project)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(demo, "project", lambda: project)
        patch.setattr(bench, "make_class", of_one_assignment)
        ratio = bench.bench(3, lines.append)
    return lines, ratio


def test_the_figures_of_both_stand_in_columns(printed):
    head, this, nbgrader, equal, floor, _ = printed[0]
    assert re.fullmatch(r"3 submissions of .*, 2 workers, \d+ cores", head)
    figures = r" +(\d+\.\d{4}) s a submission, +(\d+) MiB \(PSS\) at most"
    seconds, memory = map(float, re.fullmatch(f"this{figures}", this).groups())
    theirs, _ = map(float, re.fullmatch(f"nbgrader{figures}", nbgrader).groups())
    assert seconds > 0
    assert theirs / seconds == pytest.approx(printed[1], rel=0.01)
    assert 50 < memory < 1500
    assert equal == "equal scores for all 3 submissions"
    bare = re.fullmatch(r"floor +(\d+\.\d{4}) s a submission, the bare calls .*", floor)
    assert float(bare[1]) > 0


def test_the_last_line_is_the_ratio(printed):
    lines, ratio = printed
    assert lines[-1] == f"ratio: {ratio:.1f}"
    assert re.fullmatch(r"ratio: \d+\.\d", lines[-1])


@pytest.mark.parametrize(
    "theirs", [{"softmax-values": 9.0, "softmax-robustness": 5.0}, {"softmax-values": 10.0}, None]
)
def test_other_points_stop_the_race(monkeypatch, theirs):
    mine = ("ada", ASSIGNMENT), {"softmax-values": 10.0, "softmax-robustness": 5.0}
    timed = [
        Timed(1.0, 2.0**20, dict([mine])),
        Timed(9.0, 2.0**20, {mine[0]: theirs} if theirs else {}),
    ]
    monkeypatch.setattr(bench, "set_up", lambda *_: None)
    monkeypatch.setattr(bench, "_time", lambda *_: timed.pop(0))
    lines = []
    with pytest.raises(AssertionError, match="other points for"):
        bench.bench(1, lines.append)
    assert not lines[-1].startswith("ratio")
