import csv
import os
import signal
import subprocess
import sys
import threading
import unicodedata

import nbformat
import pytest
from dummy_class import CLASS, VERDICTS, copy_of, hand_in, quiet, released_course, rows
from dummy_course import NAME, RIGHT, cell, make_course, solve, submit
from nbformat.v4 import new_code_cell
from patience import PATIENCE

from autograder.__main__ import main
from autograder.grading import CourseError, warm
from autograder.host.batch import grade_class
from autograder.host.course_folder import CourseFolder
from autograder.key.misconceptions import catalogue
from autograder.sandbox import Jail


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    return released_course(tmp_path_factory.mktemp("course"))


def scores(course, student):
    with course.gradebook() as gradebook:
        submission = gradebook.find_submission(NAME, student)
        return {grade.name: grade.auto_score for grade in submission.notebooks[0].grades}


def test_a_right_submission_gets_its_points_and_the_written_answer_waits(course):
    def answer(nb):
        solve(nb)
        cell(nb, "written").source = "because"

    submit(course.root, "right", answer)
    outcome = course.autograde(NAME, "right")
    assert outcome.succeeded
    assert (outcome.assignment, outcome.student) == (NAME, "right")
    assert scores(course, "right") == {
        "double-values": 3,
        "double-robustness": 2,
        "written": None,
    }


def test_an_untouched_submission_gets_nothing(course):
    submit(course.root, "untouched")
    assert course.autograde(NAME, "untouched").succeeded
    assert set(scores(course, "untouched").values()) == {0}


def test_a_hidden_test_costs_what_the_visible_one_does_not_see(course):
    def fixed_answers(nb):
        cell(nb, "double").source = "def double(x):\n    return {0: 0, 2: 4, 21: 41}[x]"

    submit(course.root, "fixed", fixed_answers)
    assert course.autograde(NAME, "fixed").succeeded
    assert scores(course, "fixed")["double-values"] == 0


def test_grading_again_replaces_the_score(course):
    folder = submit(course.root, "again")
    course.autograde(NAME, "again")
    assert scores(course, "again")["double-values"] == 0
    path = folder / f"{NAME}.ipynb"
    path.write_text(path.read_text().replace('raise NotImplementedError(\\"', "return 2 * x  #"))
    assert course.autograde(NAME, "again").succeeded
    assert scores(course, "again")["double-values"] == 3


def test_a_file_that_is_no_notebook_gets_nothing_and_harms_no_other(course):
    (submit(course.root, "broken") / f"{NAME}.ipynb").write_text("hello")
    assert course.autograde(NAME, "broken").succeeded
    with course.gradebook() as gradebook:
        (notebook,) = gradebook.find_submission(NAME, "broken").notebooks
        assert {grade.auto_score for grade in notebook.grades} == {0}
        said = [comment.auto_comment for comment in notebook.comments if comment.auto_comment]
    assert any("the notebook is no JSON" in comment for comment in said)
    submit(course.root, "neighbour", solve)
    assert course.autograde(NAME, "neighbour").succeeded


def unreadable(folder):
    (folder / f"{NAME}.ipynb").write_text("hello")


def nested(folder):
    (folder / f"{NAME}.ipynb").write_text("[" * 100_000)


def linked(folder):
    """The notebook is a link to the right answer of somebody else."""
    path = folder / f"{NAME}.ipynb"
    path.unlink()
    path.symlink_to(folder.parents[1] / "ada" / NAME / path.name)


def written_by(course, student):
    """What lies in autograded/ for a student, the notebook as its cells and outputs."""
    folder = course.autograded / student / NAME
    found = {path.name: path.read_text() for path in folder.iterdir()}
    return found | {f"{NAME}.ipynb": nbformat.reads(found[f"{NAME}.ipynb"], as_version=4)}


def test_the_way_of_nbgrader_and_of_formgrader_ends_in_the_same_as_grading_a_class(
    tmp_path_factory,
):
    by_class = released_course(tmp_path_factory.mktemp("by_class"))
    hand_in(by_class)
    broken = {"ida": unreadable, "jon": nested, "kim": linked}
    for student, spoil in broken.items():
        spoil(submit(by_class.root, student, solve))
    one_by_one = copy_of(by_class, tmp_path_factory.mktemp("parent") / "one_by_one")
    results = {result.student: result for result in grade_class(by_class, [NAME], say=quiet)}
    for student in (*CLASS, *broken):
        # What formgrader's button calls, and what the command line does.
        assert one_by_one.autograde(NAME, student).reason is None
        assert written_by(one_by_one, student) == written_by(by_class, student)
    assert rows(one_by_one) == rows(by_class)
    assert {student: results[student].score for student in CLASS} == {
        student: points for student, (_, points) in CLASS.items()
    }
    for student in broken:
        assert results[student].score == 0
        assert (
            results[student].reason in (by_class.autograded / student / NAME / VERDICTS).read_text()
        )


def students(course):
    with course.gradebook() as gradebook:
        return {student.id for student in gradebook.students}


def test_a_renamed_notebook_has_a_reason_of_nbgraders_and_its_points_in_a_class(course):
    folder = submit(course.root, "renamed", solve)
    (folder / f"{NAME}.ipynb").rename(folder / "Untitled.ipynb")
    assert course.autograde(NAME, "renamed").reason == (
        f"renamed/{NAME} is not graded: there is no {NAME}.ipynb: run python -m autograder grade "
        f"{NAME}, which knows a notebook by its cells"
    )
    assert "renamed" not in students(course)
    results = {result.student: result for result in grade_class(course, [NAME], say=quiet)}
    assert results["renamed"].note == f"Untitled.ipynb was taken for {NAME}.ipynb"
    assert scores(course, "renamed")["double-values"] == 3


def test_what_nbgrader_grades_is_not_graded_again_with_the_class(course):
    submit(course.root, "earlier", solve)
    assert course.autograde(NAME, "earlier").succeeded
    students = {result.student for result in grade_class(course, [NAME], say=quiet)}
    assert "earlier" not in students


def test_a_cell_that_ends_its_process_costs_itself(course):
    def leave(nb):
        nb.cells.insert(0, new_code_cell("import os\nos._exit(1)"))
        solve(nb)

    submit(course.root, "dead", leave)
    assert course.autograde(NAME, "dead").succeeded
    with course.gradebook() as gradebook:
        (notebook,) = gradebook.find_submission(NAME, "dead").notebooks
        assert {g.name: g.auto_score for g in notebook.grades}["double-values"] == 3


def test_a_folder_in_decomposed_unicode_is_left_to_the_way_that_knows_its_student(course):
    name = unicodedata.normalize("NFD", "josé")
    submit(course.root, name, solve)
    assert course.autograde(NAME, name).reason == (
        f"{name}/{NAME} is not graded: the name of its student is in decomposed Unicode: rename "
        f"the folder, or run python -m autograder grade {NAME}, which finds the student"
    )
    assert name not in students(course)


def test_an_unknown_student_is_a_reason(course):
    assert "nobody" in course.autograde(NAME, "nobody").reason


def test_students_and_assignments_come_from_the_folders(course):
    assert course.assignments() == [NAME]
    submit(course.root, "zoe")
    assert "zoe" in course.students(NAME)
    assert course.students("another") == []


def test_feedback_is_one_page_and_needs_no_template_of_the_course_folder(course):
    submit(course.root, "reader", solve)
    course.autograde(NAME, "reader")
    assert course.feedback(NAME, "reader").reason is None
    assert [p.name for p in (course.root / "feedback/reader" / NAME).glob("*.html")] == [
        f"{NAME}.html"
    ]


def test_the_grades_are_exported(course, tmp_path):
    submit(course.root, "exported", solve)
    course.autograde(NAME, "exported")
    course.export(tmp_path / "grades.csv")
    with open(tmp_path / "grades.csv", newline="") as lines:
        rows = {row["student_id"]: row for row in csv.DictReader(lines)}
    assert (rows["exported"]["score"], rows["exported"]["max_score"]) == ("5.0", "10.0")


def test_nothing_is_printed(course, capfd):
    submit(course.root, "quiet", solve)
    course.autograde(NAME, "quiet")
    course.feedback(NAME, "quiet")
    assert capfd.readouterr() == ("", "")


def test_the_command_line_of_nbgrader_does_the_same(course):
    submit(course.root, "line", solve)
    # Without the environment's programs on PATH, as where it is not activated.
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", "autograde", NAME, "--student", "line"],
        cwd=course.root,
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": ":".join(filter(None, sys.path))},
        check=True,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    assert "arning" not in done.stderr
    assert scores(course, "line")["double-values"] == 3


def test_a_file_called_like_the_kernel_is_not_run_and_a_helper_is_found(course, tmp_path):
    def use_helper(nb):
        cell(nb, "double").source = "from helper import double"

    folder = submit(course.root, "impostor", use_helper)
    for name in ("ipykernel_launcher.py", "json.py", "sitecustomize.py"):
        (folder / name).write_text(f"open({str(tmp_path / name)!r}, 'w')\nraise SystemExit")
    (folder / "helper.py").write_text(RIGHT)
    assert course.autograde(NAME, "impostor").reason is None
    assert scores(course, "impostor")["double-values"] == 3
    assert list(tmp_path.iterdir()) == []


def test_a_cell_that_was_never_released_is_named(course):
    path = course.root / "source" / NAME / f"{NAME}.ipynb"
    before = path.read_text()
    submit(course.root, "early", solve)
    path.write_text(before.replace("double-values", "double-others"))
    reason = course.autograde(NAME, "early").reason
    path.write_text(before)
    assert reason.startswith("CourseError: ")
    assert "see cell double-" in reason
    assert "run the release again" in reason
    assert course.autograde(NAME, "early").succeeded


def test_releasing_again_keeps_the_grades(course):
    submit(course.root, "kept", solve)
    course.autograde(NAME, "kept")
    assert course.generate(NAME).succeeded
    assert scores(course, "kept")["double-values"] == 3


def test_an_ordinary_submission_is_graded_without_a_warning(course):
    submit(course.root, "calm", solve)
    log = course.autograde(NAME, "calm").log
    assert "WARNING" not in log.replace("[WARNING] Removing existing assignment", "")


def test_a_folder_without_configuration_is_no_course(tmp_path, capsys):
    with pytest.raises(CourseError, match=r"holds no nbgrader_config\.py"):
        CourseFolder(tmp_path)
    assert main(["release", "--root", str(tmp_path)]) == 1
    error = capsys.readouterr().err
    assert error.startswith("error: ")
    assert error.count("\n") == 1


def test_the_command_says_what_became_of_each_assignment(tmp_path, capsys):
    root = make_course(tmp_path)
    assert main(["release", "--root", str(root)]) == 0
    assert capsys.readouterr().out == f"{NAME}: released\n"
    (root / "source" / NAME / f"{NAME}.ipynb").write_text("hello")
    assert main(["release", "--root", str(root)]) == 1
    assert capsys.readouterr().out.startswith(f"{NAME}: NotJSONError: ")


@pytest.mark.parametrize("command", [["demo"], ["demo", "file/inside"], ["release", "--root"]])
def test_what_is_in_the_way_is_said_in_one_line(tmp_path, monkeypatch, capsys, command):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").write_text("precious")
    (tmp_path / "demo").mkdir()
    (tmp_path / "demo" / "thesis.txt").write_text("precious")
    assert main([*command, *["demo"] * (command[-1] == "--root")]) == 1
    error = capsys.readouterr().err
    assert error.startswith("error: ")
    assert error.count("\n") == 1
    assert (tmp_path / "file").read_text() == "precious"
    assert (tmp_path / "demo" / "thesis.txt").read_text() == "precious"


def test_ctrl_c_ends_the_grading_and_not_one_jail(course, monkeypatch):
    def sleep(nb):
        cell(nb, "double").source = "import time\ntime.sleep(60)"

    def interrupt():
        if asleep.wait(PATIENCE):
            os.kill(os.getpid(), signal.SIGINT)

    def run(self, source, seconds):
        if "sleep" in source:
            asleep.set()
        try:
            return real(self, source, seconds)
        except BaseException as error:
            ends.append(type(error))
            raise

    asleep, real, ends = threading.Event(), Jail.run, []
    monkeypatch.setattr(Jail, "run", run)
    submit(course.root, "sleeper", sleep)
    warm.close()
    catalogue()  # where Python imports, it may drop an interrupt in a callback of its own
    threading.Thread(target=interrupt, daemon=True).start()
    with pytest.raises(KeyboardInterrupt):
        course.autograde(NAME, "sleeper")
    assert ends == [KeyboardInterrupt], "it did not wait for the cell"
    submit(course.root, "next", solve)
    assert course.autograde(NAME, "next").succeeded


def test_ctrl_c_is_one_line(monkeypatch, capsys):
    def interrupt(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("autograder.classroom.demo.demo", interrupt)
    assert main(["demo"]) == 130
    assert capsys.readouterr().err == "error: interrupted\n"


@pytest.mark.parametrize("number", ["0", "-1", "two", "1.5"])
def test_a_number_of_workers_that_is_none_is_named_with_the_rule(capsys, number):
    with pytest.raises(SystemExit):
        main(["grade", NAME, f"--workers={number}"])
    said = capsys.readouterr().err.splitlines()[-1]
    assert said.endswith(f"argument --workers: {number!r} is no whole number from 1 on")
