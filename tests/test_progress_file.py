"""The file beside a notebook in which progress outlives a kernel."""

import fnmatch
import json
import os
import subprocess
import zipfile

import pytest
from kernel import kernel
from students import ROOT

from autograder import CheckFailed, check
from autograder.checking import progress_file
from autograder.checking.progress_file import FILE, LARGEST, MOST_TIMES, Standing
from autograder.checking.session import CheckSession
from autograder.course.check import COURSE
from autograder.grading.submission import read_submission
from autograder.host.course_folder import CourseFolder

STANDINGS = {
    "softmax": Standing(("values", "robustness")),
    "hessian": Standing(("values",), "overflow", 4, 1),
}
WRONG = "def softmax(z):\n    return np.exp(z) * 1**{}\n"
RIGHT = "def softmax(z):\n    return special.softmax(z)\n"


def softmax(z):
    return z


@pytest.fixture
def path(tmp_path):
    return tmp_path / FILE


def test_what_is_written_is_read_back_and_lies_in_one_file(path):
    progress_file.write(path, STANDINGS)
    assert progress_file.read(path) == STANDINGS
    progress_file.write(path, {})
    assert progress_file.read(path) == {}
    assert os.listdir(path.parent) == [FILE]


def entry(**changed):
    return json.dumps({"softmax": STANDINGS["hessian"]._asdict() | changed})


@pytest.mark.parametrize(
    "content",
    [
        *("", "no JSON", "[]", "3", "null", '{"softmax": []}', '{"softmax": {}}', "\xff"),
        *("[" * 60_000, '{"softmax": ' * 5_000, "1" * 60_000),
        *(entry(passed="values"), entry(passed=None), entry(kind=3), entry(times="1")),
        *(entry(times=-1), entry(times=MOST_TIMES + 1), entry(hints=-1), entry(hints=5)),
        entry() + " " * LARGEST,
    ],
    ids=lambda content: content[:20],
)
def test_what_is_not_of_this_form_counts_for_nothing(path, content):
    path.write_text(content, encoding="latin-1")
    assert progress_file.read(path) == {}


def test_parts_that_no_exercise_has_are_left_out(path):
    path.write_text(entry(passed=["speed", 3, "values", ["robustness"]]))
    assert progress_file.read(path)["softmax"].passed == ("values",)


@pytest.mark.parametrize("make", [os.mkdir, os.mkfifo, lambda path: path.symlink_to("/dev/zero")])
def test_what_is_no_plain_file_is_not_read(path, make):
    make(path)
    assert progress_file.read(path) == {}


def test_a_link_is_replaced_and_what_it_leads_to_stays(path, tmp_path):
    other = tmp_path / "mine.json"
    other.write_text(entry())
    path.symlink_to(other)
    assert progress_file.read(path) == {}
    progress_file.write(path, {})
    assert other.read_text() == entry()
    assert not path.is_symlink()


@pytest.mark.parametrize("name", [FILE, "away"])
def test_where_nothing_can_be_written_nothing_is_and_nothing_is_left(tmp_path, name):
    path = tmp_path / name / FILE if name == "away" else tmp_path / FILE
    (tmp_path / FILE).mkdir()
    (tmp_path / FILE / "mine.txt").touch()
    progress_file.write(path, STANDINGS)
    assert progress_file.read(path) == {}
    assert os.listdir(tmp_path) == [FILE]
    assert progress_file.remove(path) is (name == "away")


def test_what_a_killed_kernel_left_stops_no_later_one(path):
    path.with_name(f"{FILE}.{os.getpid()}").touch()
    progress_file.write(path, {})
    progress_file.write(path, STANDINGS)
    assert progress_file.read(path) == STANDINGS


def test_where_no_kernel_runs_nothing_is_kept(tmp_path, monkeypatch):
    (tmp_path / "01-softmax.ipynb").touch()
    monkeypatch.chdir(tmp_path)
    assert progress_file.place() is None


# ---- in a kernel ----


@pytest.fixture(scope="module")
def started():
    with kernel() as running:
        yield running


@pytest.fixture
def lines(started, tmp_path):
    """Run some cells in a new kernel beside a notebook; return what they say below a report."""
    (tmp_path / "mine.ipynb").touch()

    def lines(*cells):
        started.restart()
        found = started(f"import os\nos.chdir({str(tmp_path)!r})")
        for cell in cells:
            found = started(cell)
        text = " ".join(line.strip() for each in found for line in each.text.splitlines())
        start = min(text.find(word) % 9_999 for word in ("help: ", "progress: "))
        return text[start:].partition("CheckFailed")[0].strip(" -")

    return lines


def test_progress_outlives_a_kernel_until_it_is_begun_anew(lines, tmp_path):
    first = lines(RIGHT, "check(softmax)")
    assert first.startswith("progress: 1 of ")
    assert "restart" not in first
    other = "def cross_entropy(z, y):\n    return 0.0\n"
    assert lines(other, "check(cross_entropy)").endswith(
        "; passed before the restart: 1.1. To begin anew, run check(anew=True)."
    )
    assert [path.name for path in tmp_path.iterdir() if path.suffix != ".ipynb"] == [FILE]
    assert lines("check(anew=True)") == "progress: begun anew; no exercise has passed yet"
    assert not (tmp_path / FILE).exists()
    assert "restart" not in lines(other, "check(cross_entropy)")


def test_the_third_answer_with_the_same_mistake_is_offered_a_hint_across_restarts(lines):
    assert lines(WRONG.format(1), "check(softmax)").startswith("progress: ")
    assert lines(WRONG.format(2), "check(softmax)").startswith("progress: ")
    assert lines(WRONG.format(3), "check(softmax)").startswith(
        "help: your last 3 answers to 1.1 fail in the same way. Unfold Hint 1 below the check of "
        "1.1. progress: "
    )


def test_a_spoilt_file_is_begun_anew_without_a_word(lines, tmp_path):
    (tmp_path / FILE).write_text("[" * 9_000)
    assert lines(RIGHT, "check(softmax)").startswith("progress: 1 of ")
    assert set(progress_file.read(tmp_path / FILE)) == {"softmax"}


def test_a_file_that_can_not_be_deleted_is_named(lines, tmp_path):
    (tmp_path / FILE / "mine").mkdir(parents=True)
    assert lines("check(anew=True)") == (
        f"progress: begun anew until the kernel ends; {FILE} can't be deleted, so delete it by hand"
    )


def test_it_holds_nothing_of_the_answer_or_of_who_gave_it(lines, tmp_path):
    source = "class Nunez(Exception):\n    pass\ndef softmax(z):\n    raise Nunez('of Ana')\n"
    lines(source, "check(softmax)")
    assert json.loads((tmp_path / FILE).read_text()) == {
        "softmax": {"passed": [], "kind": "raised, ordinary", "times": 1, "hints": 0}
    }


# ---- who passes it by ----


def test_grading_does_not_read_it(tmp_path):
    folder = tmp_path / "ana" / "01-softmax"
    folder.mkdir(parents=True)
    (folder / "01-softmax.ipynb").write_text("{}")
    alone = read_submission(tmp_path, "ana", "01-softmax")
    progress_file.write(folder / FILE, STANDINGS)
    assert read_submission(tmp_path, "ana", "01-softmax") == alone
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        for file in folder.iterdir():
            archive.write(file, file.name)
            file.unlink()
    (tmp_path / "all.zip").rename(folder / "all.zip")
    assert read_submission(tmp_path, "ana", "01-softmax").files == {}


@pytest.mark.usefixtures("fresh_kernel")
def test_a_check_that_is_graded_keeps_nothing_and_deletes_nothing(path, monkeypatch, capsys):
    monkeypatch.setattr(progress_file, "place", lambda: path)
    with CheckSession(COURSE, lambda verdict: None).active(), pytest.raises(CheckFailed):
        check(softmax)
    assert not path.exists()
    with pytest.raises(CheckFailed):
        check(softmax)
    capsys.readouterr()
    with CheckSession(COURSE, lambda verdict: None).active():
        check(anew=True)
    assert (path.exists(), capsys.readouterr().out) == (True, "")
    check(anew=True)
    assert not path.exists()


def test_neither_nbgrader_nor_git_takes_it():
    patterns = CourseFolder(ROOT).config.CourseDirectory.ignore
    for name in (FILE, f"{FILE}.123"):
        assert any(fnmatch.fnmatch(name, pattern) for pattern in patterns)
        command = ["git", "check-ignore", "--no-index", f"source/01-softmax/{name}"]
        assert subprocess.run(command, cwd=ROOT, capture_output=True).returncode == 0
