"""A class is graded the same way everywhere, and one submission's trouble is nobody else's."""

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import unicodedata
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import nbformat
import pytest
from deadly import GRADE, Deadly
from dummy_class import (
    CLASS,
    VERDICTS,
    answer,
    copy_of,
    everything,
    files,
    hand_in,
    quiet,
    released_course,
    rows,
)
from dummy_course import NAME, import_class_list, make_course, nbgrader, solve, submit
from installs import need_linux
from patience import ENDLESS, PATIENCE, until

from autograder import sandbox
from autograder.__main__ import main
from autograder.grading import CourseError, outcome, pool, warm
from autograder.grading.exam import Exam
from autograder.grading.recorder import LONGEST_NAME
from autograder.grading.submission import Submission
from autograder.grading.words import FAILED, WITHOUT_JAIL
from autograder.host import batch
from autograder.host.batch import UNCONFINED, grade_class
from autograder.host.course_folder import CourseFolder
from autograder.host.lock import alone
from autograder.sandbox import JailBroken

need_linux()

pytestmark = pytest.mark.usefixtures("one_warm_parent")

NOTEBOOK = f"{NAME}.ipynb"


@pytest.fixture(scope="module")
def released(tmp_path_factory):
    """The course before anybody has handed in, to be copied."""
    return released_course(tmp_path_factory.mktemp("released"))


@pytest.fixture
def course(released, tmp_path):
    return copy_of(released, tmp_path / "course")


def small(course: CourseFolder, *students: str) -> CourseFolder:
    """Hand in right answers of a few students."""
    hand_in(course, dict.fromkeys(students or ("ada", "ben"), (solve, 5)))
    return course


def scores(results) -> dict[str, float]:
    return {result.student: result.score for result in results}


def verdicts(course: CourseFolder, student: str) -> dict:
    return json.loads((course.autograded / student / NAME / VERDICTS).read_text())


def comments(course: CourseFolder, student: str) -> dict[str, str | None]:
    with course.gradebook() as gradebook:
        (notebook,) = gradebook.find_submission(NAME, student).notebooks
        return {comment.name: comment.auto_comment for comment in notebook.comments}


# ---- the same everywhere ----


@pytest.fixture(scope="module")
def graded(released, tmp_path_factory):
    """The class, graded in this process; beside it lies a copy that is not."""
    handed_in = copy_of(released, tmp_path_factory.mktemp("graded") / "handed-in")
    hand_in(handed_in)
    course = copy_of(handed_in, handed_in.root.with_name("course"))
    return course, grade_class(course, [NAME], say=quiet)


def again(graded, tmp_path) -> CourseFolder:
    """The same class, not graded yet."""
    return copy_of(CourseFolder(graded[0].root.with_name("handed-in")), tmp_path / "again")


def test_everybody_gets_what_the_tests_give(graded):
    course, results = graded
    assert scores(results) == {student: points for student, (_, points) in CLASS.items()}
    assert not [result.reason for result in results if result.reason]
    assert len(files(course)) == 2 * len(CLASS)


def test_a_pool_of_two_leaves_the_same_behind_byte_by_byte(graded, tmp_path):
    course = again(graded, tmp_path)
    grade_class(course, [NAME], workers=2, say=quiet)
    assert everything(course) == everything(graded[0])


def test_the_order_of_submissions_changes_nothing(graded, tmp_path, monkeypatch):
    course = again(graded, tmp_path)
    monkeypatch.setattr(course, "students", lambda _: list(CLASS)[::-1])
    results = grade_class(course, [NAME], say=quiet)
    assert [result.student for result in results] == list(CLASS)[::-1]
    assert everything(course) == everything(graded[0])


def test_threads_of_one_process_take_turns(graded):
    """As in a worker of Dask, which grades in a pool of threads."""
    course, _ = graded
    with course.gradebook() as gradebook:
        (exam,) = batch.load_exams(course.source(NAME), gradebook, batch.Sources(course.config))
    terms = batch.Examine(config=course.config).terms(NAME)
    submissions = [batch.read_submission(course.submitted, student, NAME) for student in CLASS]
    with ThreadPoolExecutor(4) as threads:
        done = list(
            threads.map(lambda each: outcome.grade_submission(exam, each, terms), submissions)
        )
    for each in done:
        folder = course.autograded / each.student / NAME
        assert each.verdicts == (folder / VERDICTS).read_text()
        assert each.notebook == (folder / NOTEBOOK).read_text()


# ---- what is graded again ----


def test_what_was_graded_is_skipped_and_what_changed_is_not(course):
    small(course)
    assert len(grade_class(course, [NAME], say=quiet)) == 2
    lines = []
    assert grade_class(course, [NAME], say=lines.append) == []
    assert lines[-1].endswith(", 2 graded before")
    path = course.submitted / "ben" / NAME / NOTEBOOK
    path.write_text(path.read_text().replace("2 * x", "3 * x"))
    assert scores(grade_class(course, [NAME], say=quiet)) == {"ben": 2}
    (course.submitted / "ada" / NAME / "helper.py").write_text("")
    assert scores(grade_class(course, [NAME], say=quiet)) == {"ada": 5}


def test_force_grades_again_and_ends_in_the_same(course):
    small(course)
    grade_class(course, [NAME], say=quiet)
    before = everything(course)
    assert len(grade_class(course, [NAME], force=True, say=quiet)) == 2
    assert everything(course) == before


def test_a_changed_source_is_released_first_and_then_all_is_graded_again(course):
    small(course)
    grade_class(course, [NAME], say=quiet)
    path = course.source(NAME) / NOTEBOOK
    path.write_text(path.read_text().replace("double(2) == 4", "double(2) == 5"))
    with pytest.raises(CourseError, match="not what was released, see cell double-values: run"):
        grade_class(course, [NAME], say=quiet)
    assert course.generate(NAME).succeeded
    assert scores(grade_class(course, [NAME], say=quiet)) == {"ada": 2, "ben": 2}


def test_a_file_that_someone_deleted_from_autograded_is_written_again(course):
    small(course)
    grade_class(course, [NAME], say=quiet)
    before = everything(course)
    shutil.rmtree(course.autograded / "ada")
    assert scores(grade_class(course, [NAME], say=quiet)) == {"ada": 5}
    assert everything(course) == before


def remove_a_student(course):
    nbgrader(course.root, "db", "student", "remove", "ada", "--force")


def remove_the_assignment(course):
    nbgrader(course.root, "db", "assignment", "remove", NAME, "--force")


@pytest.mark.parametrize(
    ("lose", "again"),
    [
        (remove_a_student, {"ada"}),
        (remove_the_assignment, {"ada", "ben"}),
        (lambda course: (course.root / "gradebook.db").unlink(), {"ada", "ben"}),
    ],
    ids=["a student", "an assignment", "the whole gradebook"],
)
def test_what_the_gradebook_has_lost_is_graded_again_though_autograded_holds_it(
    course, lose, again
):
    small(course)
    grade_class(course, [NAME], say=quiet)
    before = everything(course)
    lose(course)
    assert set(scores(grade_class(course, [NAME], say=quiet))) == again
    assert everything(course) == before


def test_a_gradebook_from_a_backup_gets_what_changed_after_it(course):
    small(course)
    gradebook, backup = course.root / "gradebook.db", course.root / "backup.db"
    path = course.submitted / "ben" / NAME / NOTEBOOK
    right = path.read_text()
    path.write_text(right.replace("2 * x", "3 * x"))
    grade_class(course, [NAME], say=quiet)
    shutil.copy(gradebook, backup)
    path.write_text(right)
    grade_class(course, [NAME], say=quiet)
    before = everything(course)
    shutil.copy(backup, gradebook)
    assert scores(grade_class(course, [NAME], say=quiet)) == {"ben": 5}
    assert everything(course) == before


def test_what_a_person_gave_survives(course):
    hand_in(course, {"gus": CLASS["gus"]})
    grade_class(course, [NAME], say=quiet)
    with course.gradebook() as gradebook:
        given = gradebook.find_grade("written", NAME, NAME, "gus")
        given.manual_score, given.extra_credit, given.needs_manual_grade = 4.5, 1.0, False
        gradebook.find_comment("written", NAME, NAME, "gus").manual_comment = "well put"
        gradebook.find_grade("double-values", NAME, NAME, "gus").manual_score = 2.0
        gradebook.db.commit()
    grade_class(course, [NAME], force=True, say=quiet)
    ((*_, found),) = rows(course)["submissions"]
    assert ("written", None, 4.5, 1.0, True) in found
    assert ("double-values", 3.0, 2.0, None, True) in found
    assert ("written", None, "well put") in found


# ---- how it runs ----


def test_submissions_are_read_only_as_workers_need_them(course, monkeypatch):
    """So that a class of any size takes the memory of a few submissions."""
    small(course, *(f"student-{number:02}" for number in range(12)))
    held, most = 0, 0

    def read(*where):
        nonlocal held, most
        held += 1
        most = max(most, held)
        return read_submission(*where)

    def record(self, graded):
        nonlocal held
        held -= 1
        record_(self, graded)

    read_submission, record_ = batch.read_submission, batch.Recorder.record
    monkeypatch.setattr(batch, "read_submission", read)
    monkeypatch.setattr(batch.Recorder, "record", record)
    assert len(grade_class(course, [NAME], workers=2, say=quiet)) == 12
    assert most <= 4 + 1


def test_nothing_to_do_starts_no_jail(course, monkeypatch):
    grade_class(small(course), [NAME], say=quiet)

    def never(*_):
        raise AssertionError("nothing is to be graded")

    monkeypatch.setattr(batch, "open_pool", never)
    lines = []
    assert grade_class(course, [NAME], workers=2, say=lines.append) == []
    (line,) = lines
    assert line.startswith(f"{NAME}: 0 graded after ")
    assert line.endswith(", 2 graded before")


def test_an_assignment_that_nobody_handed_in_is_one_line_that_says_what_to_do(
    tmp_path, monkeypatch
):
    course = released_course(tmp_path)
    lines = []
    assert grade_class(course, [NAME], say=lines.append) == []
    said = (
        f"{NAME}: nothing lies in submitted/STUDENT/{NAME}/: put folders of students there, or run"
    )
    assert lines == [f"{said} python -m autograder collect ZIP {NAME} --root {tmp_path}"]
    monkeypatch.chdir(tmp_path)
    grade_class(course, [NAME], say=lines.append)
    assert lines[1] == f"{said} python -m autograder collect ZIP {NAME}"


def test_a_test_that_a_class_has_lost_as_a_whole_is_named_as_one_that_may_be_wrong(tmp_path):
    course = released_course(tmp_path)
    wrong, blank = answer("def double(x):\n    return x * x"), (lambda nb: None)
    said = (
        f"{NAME}: no answer of the class has points for double-values: the test may be wrong; run "
        f"python -m autograder grade --solutions {NAME} --root {tmp_path}"
    )

    def told():
        lines = []
        grade_class(course, [NAME], say=lines.append)
        return lines[-1] if "may be wrong" in lines[-1] else ""

    for student in ("ada", "ben", "cleo", "dan"):
        submit(course.root, student, wrong)
    submit(course.root, "eve", blank)
    (submit(course.root, "fay") / f"{NAME}.ipynb").write_text("no notebook")
    assert told() == "", "four are too few, and who wrote nothing or can't be graded is none"
    submit(course.root, "gus", wrong)
    assert told() == said
    assert told() == said, "told again where nothing is graded anew"
    submit(course.root, "hal", solve)
    assert told() == ""


def test_progress_tells_the_rate_and_the_time_left(monkeypatch):
    now = 100.0
    monkeypatch.setattr(batch.time, "monotonic", lambda: now)
    lines = []
    progress = batch.Progress({NAME: 6, "other": 6, "empty": 0}, lines.append)
    progress.skip(NAME)
    progress.skip("other")
    progress.step(batch.Result("dan", NAME, 0.0, "the notebook is no JSON"))
    progress.step(batch.Result("eve", NAME, 0.0, "there is none"))
    for student in ("ada", "ben", "cleo"):
        now += 4.0
        progress.step(batch.Result(student, NAME, 5.0, ""))
    assert lines == [
        "empty: 0 graded after 0.0 s",
        f"{NAME}: dan not graded: the notebook is no JSON",
        f"{NAME}: eve not graded: there is none",
        "7 of 12, 0.2 a second, 20 s left",
        f"{NAME}: 3 graded after 12.0 s, 2 not graded, 1 graded before",
    ]


def test_progress_names_who_is_awaited(monkeypatch):
    now = 100.0
    monkeypatch.setattr(batch.time, "monotonic", lambda: now)
    lines = []
    progress = batch.Progress({NAME: 3}, lines.append)
    progress.step(batch.Result("ada", NAME, 5.0, ""))
    now += 40.0
    progress.wait([task("ben\x1b"), task("cleo")])
    progress.wait([task("cleo")])
    assert lines == [
        rf"no result for 40 s: waiting for 'ben\x1b' / {NAME} and 1 more",
        f"no result for 40 s: waiting for cleo / {NAME}",
    ]


def task(student: str) -> pool.Task:
    return pool.Task(Exam(NAME, (), {}, {}), Submission(student, NAME, b"", {}), None)


@pytest.mark.parametrize("lost", [0, 1], ids=["together", "alone, after a worker ended"])
def test_while_nothing_comes_a_pool_tells_whom_it_waits_for_oldest_first(lost, monkeypatch):
    class Slow(Executor):
        """Is done with a task when it is told that it is waited for."""

        def submit(self, work, exam, submission, terms):
            nonlocal lost
            hanging[submission.student] = future = Future()
            if lost:
                lost -= 1
                future.set_exception(BrokenProcessPool())
            return future

    def silent(tasks):
        names = [task.submission.student for task in tasks]
        awaited.append(names)
        hanging[names[0]].set_result(names[0])

    hanging, awaited, alone = {}, [], bool(lost)
    monkeypatch.setattr(pool, "SECONDS_OF_SILENCE", 0.01)
    with pool.Pool(Slow, 2, BrokenProcessPool, work=None, failed=None) as slow:
        done = set(slow.map(iter([task("ada"), task("ben"), task("cleo")]), silent))
    assert done == {"ada", "ben", "cleo"}
    if alone:
        assert awaited == [["ben"], ["ada"], ["cleo"]]
    else:
        assert awaited == [["ada", "ben"], ["ben", "cleo"], ["cleo"]]


def test_an_assignment_that_the_gradebook_does_not_know_is_released(tmp_path):
    course = CourseFolder(make_course(tmp_path))
    shutil.copytree(course.source(NAME), course.submitted / "ada" / NAME)
    assert scores(grade_class(course, [NAME], say=quiet)) == {"ada": 5}
    assert (course.root / "release" / NAME / NOTEBOOK).exists()
    with course.gradebook() as gradebook:
        assert gradebook.find_notebook(NAME, NAME).max_score == 10


def test_an_assignment_that_nobody_handed_in_is_neither_read_nor_released(tmp_path):
    course = CourseFolder(make_course(tmp_path))
    (course.source(NAME) / NOTEBOOK).write_text("a draft")
    lines = []
    assert grade_class(course, [NAME], say=lines.append) == []
    assert lines[0].startswith(f"{NAME}: nothing lies in submitted/STUDENT/{NAME}/: ")
    assert not (course.root / "release").exists()


def test_an_assignment_that_source_does_not_hold_is_one_line(course):
    with pytest.raises(CourseError, match=f"^source/ holds no assignment 99; there are: {NAME}$"):
        grade_class(course, [NAME, "99"], say=quiet)


def test_an_assignment_is_graded_by_one_process_at_a_time(course):
    small(course)
    with alone(course.source(NAME), "busy"), pytest.raises(CourseError, match="another process"):
        grade_class(course, [NAME], say=quiet)
    assert len(grade_class(course, [NAME], say=quiet)) == 2


# ---- a worker that ends ----


def test_a_submission_that_ends_its_worker_is_failed_and_its_neighbours_are_not(
    course, graded, monkeypatch
):
    hand_in(course, {student: CLASS[student] for student in ("ada", "dan", "gus")})
    monkeypatch.setattr(outcome, "grade_submission", Deadly("dan"))
    results = grade_class(course, [NAME], workers=2, say=quiet)
    (failed,) = [result for result in results if result.failed]
    assert (failed.student, failed.score) == ("dan", 0)
    assert failed.reason.endswith("RuntimeError: its worker ended 2 times")
    assert comments(course, "dan")["double"] == f"Not graded: {failed.reason}."
    found, expected = files(course), files(graded[0])
    assert {path for path in found if found[path] != expected[path]} == {
        f"dan/{NAME}/{NOTEBOOK}",
        f"dan/{NAME}/{VERDICTS}",
    }
    monkeypatch.undo()
    assert scores(grade_class(course, [NAME], say=quiet)) == {"dan": 3}
    assert files(course).items() <= expected.items()


def test_a_pool_that_broke_between_two_submissions_is_made_again(graded, tmp_path, monkeypatch):
    """An executor that refuses what is given to it, as one does whose idle worker was killed."""

    class Broken(pool._InProcess):
        made = 0

        def __init__(self):
            Broken.made += 1
            self.left = 3

        def submit(self, *work):
            self.left -= 1
            if self.left < 0:
                raise BrokenProcessPool
            return super().submit(*work)

    course = again(graded, tmp_path)
    monkeypatch.setattr(pool, "_InProcess", Broken)
    grade_class(course, [NAME], say=quiet)
    assert Broken.made > 1
    assert everything(course) == everything(graded[0])


def test_an_error_of_grading_itself_is_that_students_result_and_logged(course, monkeypatch, caplog):
    def stumble(exam, submission, terms):
        if submission.student == "ada" and not submission.reason:
            raise ZeroDivisionError("of the \ud800 kind\nand more")
        return GRADE(exam, submission, terms)

    monkeypatch.setattr(outcome, "grade_submission", stumble)
    results = grade_class(small(course), [NAME], say=quiet)
    assert {result.student: result.reason for result in results} == {
        "ada": f"{FAILED}: ZeroDivisionError: of the ? kind",
        "ben": "",
    }
    assert verdicts(course, "ada")["reason"].startswith(FAILED)
    (record,) = caplog.records
    head, *trace = record.getMessage().splitlines()
    assert (record.levelname, head) == ("ERROR", f"{NAME} of 'ada' failed")
    assert trace[-2:] == ["ZeroDivisionError: of the ? kind", "and more"]


# ---- what can't be read ----


def replaced(content: bytes):
    """Another content of the notebook's file."""
    return lambda folder: (folder / NOTEBOOK).write_bytes(content)


def edited(**fields):
    """Other fields at the top of the notebook."""

    def damage(folder):
        path = folder / NOTEBOOK
        path.write_text(json.dumps(json.loads(path.read_text()) | fields))

    return damage


def instead(make):
    """Something else in place of the notebook."""

    def damage(folder):
        (folder / NOTEBOOK).rename(folder.parent / "aside.ipynb")
        make(folder / NOTEBOOK)

    return damage


def link_the_folder(folder):
    folder.rename(folder.parent / "aside")
    folder.symlink_to("aside")


def link_the_student(folder):
    folder.parent.rename(folder.parent.with_name(".aside"))
    folder.parent.symlink_to(".aside")


def a_file_instead_of_the_folder(folder):
    shutil.rmtree(folder)
    folder.write_text("hello")


def empty(folder):
    shutil.rmtree(folder)
    folder.mkdir()


DEEP = b'{"nbformat": 4, "cells": ' + 100_000 * b"[" + 100_000 * b"]" + b"}"

# What is done to the folder of a right answer, and the reason why it can't be graded.
MALFORMED = {
    "no-json": (replaced(b"Dear all"), "no JSON"),
    "no-bytes": (replaced(b""), "is empty"),
    "no-utf-8": (replaced(b"\xff\xfe\x00"), "no JSON"),
    "no-notebook": (replaced(b"[1, 2]"), "it has no nbformat"),
    "format-3": (edited(nbformat=3), "has format 3: save it again in JupyterLab"),
    "format-99": (edited(nbformat=99), "has format 99"),
    "format-text": (edited(nbformat="4\n4"), "has format 4?4"),
    "no-cells": (edited(cells={}), "no list of at most"),
    "cell-of-text": (edited(cells=["double"]), "cell 1 of the notebook is no cell"),
    "source-of-dicts": (edited(cells=[{"source": [{}]}]), "the source of cell 1 is no text"),
    "17-mb": (replaced(17 * 2**20 * b" "), "larger than 16 MB"),
    "deep": (replaced(DEEP), "nested too deeply"),
    "brackets": (replaced(10 * DEEP), "too many parts"),
    "linked-notebook": (instead(lambda path: path.symlink_to("../aside.ipynb")), "symbolic link"),
    "broken-link": (instead(lambda path: path.symlink_to("nowhere")), "symbolic link"),
    "linked-folder": (link_the_folder, "00-doubling is a symbolic link"),
    "linked-student": (link_the_student, "linked-student is a symbolic link"),
    "renamed": (
        lambda folder: (
            (folder / NOTEBOOK).rename(folder / "my copy\n.ipynb").write_bytes(b"Dear all")
        ),
        f"there is no {NOTEBOOK}, and my copy?.ipynb can't be read: the notebook is no JSON",
    ),
    "missing": (instead(lambda path: None), f"there is no {NOTEBOOK}"),
    "empty": (empty, f"there is no {NOTEBOOK}"),
    "file-for-folder": (a_file_instead_of_the_folder, "the folder can't be read: Not a directory"),
    "folder-for-file": (instead(Path.mkdir), f"{NOTEBOOK} is no file"),
    "fifo": (instead(os.mkfifo), f"{NOTEBOOK} is no file"),
}
if os.geteuid() != 0:  # who may read everything
    MALFORMED |= {
        "unreadable": (lambda folder: (folder / NOTEBOOK).chmod(0), "can't be read: Permission"),
        "closed": (lambda folder: folder.chmod(0), "the folder can't be read: Permission"),
    }


@pytest.fixture(scope="module")
def malformed(released, tmp_path_factory):
    """Honest neighbours among submissions that can't be read, graded by a pool, with feedback."""
    course = copy_of(released, tmp_path_factory.mktemp("malformed") / "course")
    hand_in(course)
    for student, (damage, _) in MALFORMED.items():
        damage(submit(course.root, student, solve))
    lines = []
    results = grade_class(course, [NAME], workers=2, say=lines.append)
    course.feedback(NAME, None)
    return course, {result.student: result for result in results}, lines


@pytest.mark.parametrize("student", MALFORMED)
def test_what_can_not_be_read_is_a_score_of_0_with_its_reason_everywhere(malformed, student):
    course, results, lines = malformed
    reason = results[student].reason
    assert MALFORMED[student][1] in reason
    assert f"{NAME}: {student} not graded: {reason}" in lines
    assert not results[student].failed
    assert comments(course, student)["double"] == f"Not graded: {reason}."
    with course.gradebook() as gradebook:
        submission = gradebook.find_submission(NAME, student)
        assert (submission.score, submission.needs_manual_grade) == (0, False)
    found = verdicts(course, student)
    assert (found["reason"], {test["score"] for test in found["tests"]}) == (reason, {0})
    page = (course.root / "feedback" / student / NAME / f"{NAME}.html").read_text()
    assert "Not graded" in page


def test_neighbours_of_what_can_not_be_read_have_what_they_have_alone(malformed, graded):
    found, expected = everything(malformed[0]), everything(graded[0])
    assert expected[1].items() <= found[1].items()
    assert [row for row in found[0]["submissions"] if row[0] in CLASS] == expected[0]["submissions"]


# ---- what looks odd and is all right ----


def metadata(**mark):
    """Other metadata of nbgrader's in the cells of the course."""

    def edit(nb):
        solve(nb)
        for each in nb.cells:
            if "nbgrader" in each.metadata:
                each.metadata.nbgrader.update(mark)

    return edit


def kernelspec(nb):
    solve(nb)
    nb.metadata.kernelspec = {"name": "../../ir", "display_name": "R", "language": "R"}


def raw(change):
    """A change of the notebook as JSON, which nbformat would not write."""

    def damage(folder):
        path = folder / NOTEBOOK
        nb = json.loads(path.read_text())
        change(nb)
        path.write_text(json.dumps(nb))

    return damage


def same_ids(nb):
    for each in nb["cells"]:
        each["id"] = "double"


def no_ids(nb):
    for each in nb["cells"]:
        del each["id"]


def odd_names(folder):
    (folder / "a\nb.txt").write_text("")
    (folder / "..txt").write_text("")
    os.mkfifo(folder / "pipe")
    (folder / "table.csv").unlink()
    (folder / "table.csv").symlink_to("/etc/passwd")


def names_that_lead_elsewhere(nb):
    solve(nb)
    nb.cells[0].metadata["nbgrader"] = {"grade_id": "../../../double", "solution": True}
    nb.cells[0]["attachments"] = {"../../../a.png": {"image/png": "AAAA"}}


def a_cell(source):
    return raw(lambda nb: nb["cells"].append({"cell_type": "code", "source": source}))


ODD = {
    "schema-1": (metadata(schema_version=1), None),
    "schema-99": (metadata(schema_version=99), None),
    "schema-text": (metadata(schema_version="three", points="many"), None),
    "kernelspec": (kernelspec, None),
    "same-ids": (solve, raw(same_ids)),
    "no-ids": (solve, raw(no_ids)),
    "format-4.99": (solve, edited(nbformat_minor=99)),
    "no-metadata": (solve, edited(metadata=None)),
    "byte-order-mark": (
        solve,
        lambda folder: replaced(b"\xef\xbb\xbf" + (folder / NOTEBOOK).read_bytes())(folder),
    ),
    "nul": (solve, a_cell("x = 1\0")),
    "half-a-character": (solve, a_cell("print('\ud800')\nraise ValueError('\ud800')")),
    "odd-files": (solve, odd_names),
    "odd-names": (names_that_lead_elsewhere, None),
}


@pytest.fixture(scope="module")
def odd(released, tmp_path_factory):
    course = copy_of(released, tmp_path_factory.mktemp("odd") / "course")
    for student, (edit, damage) in ODD.items():
        folder = submit(course.root, student, edit)
        if damage is not None:
            damage(folder)
    results = grade_class(course, [NAME], say=quiet)
    course.feedback(NAME, None)
    return course, {result.student: result for result in results}


@pytest.mark.parametrize("student", ODD)
def test_what_only_looks_odd_keeps_its_points(odd, student):
    course, results = odd
    assert (results[student].score, results[student].reason) == (5, "")
    nbformat.validate(nbformat.read(course.autograded / student / NAME / NOTEBOOK, as_version=4))
    assert (course.root / "feedback" / student / NAME / f"{NAME}.html").exists()
    assert {path.name for path in (course.autograded / student / NAME).iterdir()} == {
        NOTEBOOK,
        VERDICTS,
    }


FOLDERS = [
    *("a b", " ", "ünï-名前", "-dash", "it's;--", "%s", "{0}", "[a]", "*", "~", "$HOME", "a+b"),
    *("\u202eright-to-left", LONGEST_NAME * "x", "CON.", "..dots"),
]


def test_nearly_any_name_of_a_students_folder_is_fine(course):
    small(course, *FOLDERS, "ada")
    results = grade_class(course, [NAME], say=quiet)
    assert scores(results) == {name: 5.0 for name in (*FOLDERS, "ada") if name[0] != "."}
    assert rows(course)["students"] == sorted(scores(results))
    assert course.feedback(NAME, None).succeeded
    pages = course.root.glob(f"feedback/*/{NAME}/{NAME}.html")
    assert {page.parts[-3] for page in pages} == set(scores(results))
    assert grade_class(course, [NAME], say=quiet) == []


def test_a_name_that_no_gradebook_can_hold_is_told_and_stops_nobody(course):
    """PostgreSQL holds no longer one, no database what is no text; nbgrader stops at two lines."""
    impossible = ["x" * (LONGEST_NAME + 1), os.fsdecode(b"caf\xe9"), "two\nlines"]
    small(course, *impossible, "zoe")
    lines = []
    results = grade_class(course, [NAME], say=lines.append)
    assert scores(results) == dict.fromkeys(impossible, 0) | {"zoe": 5}
    assert [result.student for result in results if result.failed] == sorted(impossible)
    assert f"is longer than {LONGEST_NAME} characters" in "\n".join(lines)
    assert rf"{NAME}: 'caf\udce9' not graded: {FAILED}: the name of the folder is no UTF-8" in lines
    assert "'two\\nlines' not graded" in "\n".join(lines)
    assert rows(course)["students"] == ["zoe"]
    assert [folder.name for folder in course.autograded.iterdir()] == ["zoe"]


def test_a_folder_that_begins_with_a_dot_is_no_student(course):
    small(course, ".hidden", "ada")
    assert scores(grade_class(course, [NAME], say=quiet)) == {"ada": 5}


def test_a_notebook_that_lies_beside_the_folders_is_named(course):
    small(course, "ada")
    named = [f"eve/{NOTEBOOK}", f"eve/Dummy/{NOTEBOOK}", "eve/two\nlines.ipynb", f"eve{NOTEBOOK}"]
    right = [
        *(f"{place}.ipynb_checkpoints/{NOTEBOOK}" for place in ("", "ada/", f"ada/{NAME}/")),
        f"ada/{NAME}/{NAME}/{NOTEBOOK}",
        f"ada/{NAME}/more.zip",
    ]
    for path in (course.submitted / path for path in named + right):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("{}")
    lines = []
    assert scores(grade_class(course, [NAME], say=lines.append)) == {"ada": 5}
    named[2] = repr(named[2])
    assert sorted(line for line in lines if line.startswith("not looked at: ")) == [
        f"not looked at: {path} in submitted/; move it to submitted/STUDENT/ASSIGNMENT/"
        for path in sorted(named)
    ]


def test_a_zip_and_a_hidden_folder_are_named_with_what_to_do(course):
    small(course, "ada", ".ben")
    for path in ("all.zip", "ada/hand-in.zip"):
        (course.submitted / path).write_bytes(b"PK")
    lines = []
    assert scores(grade_class(course, [NAME], say=lines.append)) == {"ada": 5}
    zipped = "run python -m autograder collect on it, or unpack it to submitted/STUDENT/ASSIGNMENT/"
    assert [line for line in lines if line.startswith("not looked at: ")] == [
        "not looked at: .ben in submitted/; a name that begins with a dot is hidden: rename the "
        "folder to the id of its student",
        f"not looked at: ada/hand-in.zip in submitted/; {zipped}",
        f"not looked at: all.zip in submitted/; {zipped}",
    ]


# ---- another notebook than the usual one ----


def test_another_spelling_of_an_assignment_is_told_what_to_rename_or_where_to_move(course):
    small(course, "ada")
    other = "00 Doubling"
    for place in (f"ben/{other}", f"{other}/cleo", f"dan/{NAME.upper()}", "00_doubling"):
        (course.submitted / place).mkdir(parents=True)
        (course.submitted / place / "work.ipynb").touch()
        (course.submitted / place / "again.ipynb").touch()
    (course.submitted / "00_doubling" / "all.zip").touch()
    (course.submitted / "ben" / "00-tripling").mkdir()
    (course.submitted / "ben" / "00-tripling" / NOTEBOOK).touch()
    lines = []
    grade_class(course, [NAME], say=lines.append)
    rename, move = f"rename the folder to {NAME}", "move it to submitted/{}/" + NAME + "/"
    assert lines[:-1] == [
        f"not looked at: {place} in submitted/; {advice}"
        for place, advice in (
            (f"{other}/cleo/again.ipynb", move.format("cleo")),
            (f"{other}/cleo/work.ipynb", move.format("cleo")),
            ("00_doubling/again.ipynb", move.format("STUDENT")),
            (
                "00_doubling/all.zip",
                "run python -m autograder collect on it, or unpack it to "
                "submitted/STUDENT/ASSIGNMENT/",
            ),
            ("00_doubling/work.ipynb", move.format("STUDENT")),
            (f"ben/{other}", rename),
            (f"ben/00-tripling/{NOTEBOOK}", "move it to submitted/STUDENT/ASSIGNMENT/"),
            (f"dan/{NAME.upper()}", rename),
        )
    ]
    (course.submitted / "ben" / other).rename(course.submitted / "ben" / NAME)
    (course.submitted / "ben" / NAME / "again.ipynb").unlink()
    assert {each.student for each in grade_class(course, [NAME], say=quiet)} == {"ben"}


def test_a_renamed_notebook_is_graded_and_named(course):
    small(course, "ada", "ben")
    folder = course.submitted / "ben" / NAME
    (folder / NOTEBOOK).rename(folder / "my copy.ipynb")
    lines = []
    assert scores(grade_class(course, [NAME], say=lines.append)) == {"ada": 5, "ben": 5}
    note = f"my copy.ipynb was taken for {NOTEBOOK}"
    assert f"{NAME}: ben: {note}" in lines
    assert verdicts(course, "ben")["note"] == note
    assert grade_class(course, [NAME], say=quiet) == []
    (folder / "my copy.ipynb").rename(folder / NOTEBOOK)
    assert [result.note for result in grade_class(course, [NAME], say=quiet)] == [""]


def test_an_untouched_notebook_beside_a_worked_copy_is_left_to_the_instructor(course):
    small(course, "ada")
    folder = submit(course.root, "ben")
    shutil.copy(course.submitted / "ada" / NAME / NOTEBOOK, folder / "Copy1.ipynb")
    lines = []
    assert scores(grade_class(course, [NAME], say=lines.append)) == {"ada": 5, "ben": 0}
    assert any("Copy1.ipynb beside it was worked on" in line for line in lines)


def test_a_submission_that_was_refused_is_told_each_time(course):
    small(course, "ada", "ben")
    (course.submitted / "ben" / NAME / NOTEBOOK).write_text("Dear all")
    for _ in range(2):
        lines = []
        grade_class(course, [NAME], say=lines.append)
        assert any(line.startswith(f"{NAME}: ben not graded: the notebook") for line in lines)
        assert ", 1 not graded" in lines[-1]
    assert lines[-1].endswith(", 1 not graded, 1 graded before")


def test_a_submission_that_is_gone_is_told_and_its_points_stay(course):
    small(course, "ada", "ben")
    grade_class(course, [NAME], say=quiet)
    shutil.rmtree(course.submitted / "ben")
    lines = []
    grade_class(course, [NAME], say=lines.append)
    assert lines[-1] == f"{NAME}: no longer in submitted/, the points stay in the gradebook: ben"


# ---- the class list ----

LIST = [
    ("id", "first_name", "last_name"),
    ("ada", "Ada", "L."),
    ("josé", "José", "N."),
    ("zoe", "Zoe", ""),
]


def test_a_folder_in_decomposed_unicode_is_that_of_the_student_of_the_class_list(course):
    import_class_list(course.root, LIST)
    small(course, unicodedata.normalize("NFD", "josé"))
    lines = []
    assert scores(grade_class(course, [NAME], say=lines.append)) == {"josé": 5}
    assert f"{NAME}: nothing handed in by 2 of the class list: ada, zoe" in lines
    with course.gradebook() as gradebook:
        assert {student.id for student in gradebook.students} == {"ada", "josé", "zoe"}
    assert grade_class(course, [NAME], say=quiet) == []


def test_a_student_of_two_forms_of_one_name_is_told_so(course):
    small(course, *(unicodedata.normalize(form, "josé") for form in ("NFC", "NFD")))
    (result,) = grade_class(course, [NAME], say=quiet)
    assert (result.student, result.score) == ("josé", 0)
    assert result.reason == (
        "2 folders in submitted/ have this student's name, in other forms of Unicode "
        r"('jose\u0301', 'jos\xe9'): leave one"
    )


def test_students_beside_the_class_list_and_those_who_handed_in_nothing_are_said(course):
    import_class_list(course.root, LIST)
    small(course, "ada", "max")
    for _ in range(2):  # the second time the gradebook knows max as well
        lines = []
        grade_class(course, [NAME], say=lines.append)
        assert lines[-2:] == [
            f"{NAME}: not on the class list: max",
            f"{NAME}: nothing handed in by 2 of the class list: josé, zoe",
        ]


def test_a_list_of_ids_alone_is_one_too(course):
    import_class_list(course.root, [("id",), ("ada",), ("zoe",)])
    small(course, "ada", "max")
    lines = []
    grade_class(course, [NAME], say=lines.append)
    assert f"{NAME}: not on the class list: max" in lines
    assert f"{NAME}: nothing handed in by 1 of the class list: zoe" in lines


def test_without_a_class_list_nobody_is_missing(course):
    for student in ("ada", "ben"):
        small(course, student)
        lines = []
        grade_class(course, [NAME], say=lines.append)
        assert not any("class list" in line for line in lines)


def test_a_line_holds_ten_names_and_the_number_of_the_others(course):
    students = [f"student-{number:02}" for number in range(12)]
    import_class_list(course.root, [("id",), *((student,) for student in students)])
    lines = []
    grade_class(course, [NAME], say=lines.append)
    names = ", ".join(students[:10])
    assert lines[-1] == f"{NAME}: nothing handed in by 12 of the class list: {names} and 2 more"


# ---- a gradebook that is in use ----

# Reads all the time and, for longer than the 5 s that SQLite waits by itself, keeps everybody out.
FORMGRADER = """
import pathlib, sqlite3, sys, time
database, verdicts, seconds = sys.argv[1], pathlib.Path(sys.argv[2]), float(sys.argv[3])
connection = sqlite3.connect(database, isolation_level=None, timeout=60)
held = False
print("ready", flush=True)
while True:
    if verdicts.exists() and not held:
        connection.execute("BEGIN EXCLUSIVE")
        print("held", flush=True)
        time.sleep(seconds)
        connection.execute("COMMIT")
        print("released", flush=True)
        held = True
    connection.execute("BEGIN")
    connection.execute("SELECT * FROM grade JOIN comment").fetchmany(100)
    time.sleep(0.01)
    connection.execute("COMMIT")
"""


def test_formgrader_may_be_open_meanwhile(graded, tmp_path, monkeypatch):
    def record(self, graded):
        real(self, graded)
        if not said:
            said.append(other.stdout.readline())  # the next one finds it held

    course, real, said = again(graded, tmp_path), batch.Recorder.record, []
    first = course.autograded / "ada" / NAME / VERDICTS
    database = str(course.root / "gradebook.db")
    other = subprocess.Popen(
        [sys.executable, "-c", FORMGRADER, database, str(first), "8"],
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert other.stdout.readline() == "ready\n"
        monkeypatch.setattr(batch.Recorder, "record", record)
        grade_class(course, [NAME], say=quiet)
        assert said == ["held\n"]
        assert other.stdout.readline() == "released\n"
    finally:
        other.kill()
        other.wait()
        other.stdout.close()
    assert everything(course) == everything(graded[0])


def test_a_gradebook_that_stays_locked_is_one_line(course, monkeypatch):
    monkeypatch.setattr("autograder.grading.recorder.BUSY_SECONDS", 0)
    small(course)
    holder = sqlite3.connect(course.root / "gradebook.db", isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    with pytest.raises(CourseError, match=r"^the gradebook can't be used: database is locked$"):
        grade_class(course, [NAME], say=quiet)
    holder.close()


# ---- the command ----


def command(course: CourseFolder, *arguments: str) -> int:
    return main(["grade", "--root", str(course.root), "--workers", "1", *arguments])


def test_the_command_grades_and_ends_with_0(course, capfd):
    """As a process of its own it does so in `test_crash.py`."""
    assert command(small(course), NAME) == 0
    out, err = capfd.readouterr()
    assert out.splitlines()[-1].startswith(f"{NAME}: 2 graded after ")
    assert err == ""
    assert len(files(course)) == 4


def test_a_score_of_0_is_no_failure_of_the_command(course):
    (submit(course.root, "ada") / NOTEBOOK).write_text("hello")
    assert command(course, NAME) == 0


def test_a_submission_on_which_grading_failed_ends_the_command_with_1(course):
    small(course, "x" * (LONGEST_NAME + 1))
    assert command(course, NAME) == 1


def break_the_source(course):
    path = course.source(NAME) / NOTEBOOK
    path.write_text(path.read_text().replace("double(2)", "double(3)"))


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (lambda course: (course.root / "nbgrader_config.py").unlink(), "is no course folder"),
        (lambda course: shutil.rmtree(course.source(NAME)), f"source/ holds no assignment {NAME}"),
        (break_the_source, "run the release again, then grade"),
    ],
)
def test_what_a_person_can_put_right_is_one_line_and_1(course, capsys, damage, said):
    damage(small(course))
    assert command(course, NAME) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("error: ")
    assert said in line


class Interrupting:
    """What is interrupted where Python drops what is raised: when it ends."""

    def __del__(self):
        signal.raise_signal(signal.SIGINT)


def test_an_interrupt_that_python_drops_comes_again(monkeypatch, capfd):
    def grade(*_, **__):
        dropped = Interrupting()
        del dropped
        until(lambda: False)

    monkeypatch.setattr(batch, "grade_class", grade)
    assert main(["grade", NAME]) == 130
    assert capfd.readouterr().err == "error: interrupted\n"


def test_interrupted_it_leaves_no_trace_on_the_screen_and_goes_on_later(graded, tmp_path):
    course = again(graded, tmp_path)
    # So that it is not over before it is interrupted.
    submit(course.root, "zz-endless", answer(ENDLESS))
    run = subprocess.Popen(
        [sys.executable, "-m", "autograder", "grade", NAME, "--root", course.root, "--workers=2"],
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    until(lambda: list(course.autograded.glob(f"*/{NAME}")))
    os.killpg(run.pid, signal.SIGINT)  # as a terminal does
    assert run.communicate(timeout=PATIENCE)[1] == "error: interrupted\n"
    assert run.returncode == 130
    shutil.rmtree(course.submitted / "zz-endless")
    grade_class(course, [NAME], say=quiet)
    assert everything(course) == everything(graded[0])


# ---- the jail ----


def test_without_a_jail_it_is_said_aloud_and_in_every_grade(course, capsys):
    hand_in(course, {"ada": (solve, 5), "gus": CLASS["gus"]})
    (submit(course.root, "ben") / NOTEBOOK).write_text("hello")
    assert command(course, NAME, "--without-jail") == 0
    assert capsys.readouterr().out.splitlines()[0] == UNCONFINED
    assert comments(course, "ada")["double"] == WITHOUT_JAIL
    said = comments(course, "ben")["double"]
    assert said.startswith("Not graded: the notebook is no JSON")
    assert said.endswith(WITHOUT_JAIL)
    assert {verdicts(course, student)["jailed"] for student in ("ada", "ben", "gus")} == {False}
    assert command(course, NAME) == 0
    assert comments(course, "ada")["double"] is None
    assert verdicts(course, "ada")["jailed"] is True


def nothing_recorded(course: CourseFolder) -> bool:
    return everything(course) == ({"students": [], "submissions": []}, {})


def test_where_no_jail_can_be_built_nothing_is_graded(course, capsys, monkeypatch):
    class Broken:
        def __init__(self, confined):
            pass

        def __enter__(self):
            raise JailBroken("Traceback:\n  File\nPermissionError: unshare")

    warm.close()
    monkeypatch.setattr(warm, "WarmParent", Broken)
    assert command(small(course), NAME) == 1
    assert capsys.readouterr().err == (
        "error: no jail, no grading: PermissionError: unshare; "
        "run python -m autograder doctor to see what this machine lacks\n"
    )
    assert nothing_recorded(course)


def test_where_a_jail_opens_what_is_private_nothing_is_graded(course, capsys, monkeypatch):
    course.root.chmod(0o755)
    readable = [*sandbox.readable_paths(), str(course.root)]
    monkeypatch.setattr(sandbox, "readable_paths", lambda: readable)
    assert command(small(course), NAME) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(f"error: no jail, no grading: a jail can open {course.root}")
    assert "keep the course out of the folders" in line
    assert nothing_recorded(course)


def test_a_process_tries_once_whether_the_jail_keeps_out_of_all_assignments(course, monkeypatch):
    other = course.source(NAME).with_name("01-more")
    shutil.copytree(course.source(NAME), other)
    (other / NOTEBOOK).rename(other / "01-more.ipynb")
    small(course)
    for student in course.submitted.iterdir():
        shutil.copytree(student / NAME, student / other.name)
        (student / other.name / NOTEBOOK).rename(student / other.name / "01-more.ipynb")
    tried, real = [], warm._try
    monkeypatch.setattr(
        warm, "_try", lambda parent, private: (tried.append(private), real(parent, private))
    )
    warm.close()
    results = grade_class(course, [NAME, other.name], say=quiet)
    assert [result.score for result in results] == [5] * 4
    (private,) = tried
    assert {str(course.source(NAME)), str(other)} <= set(private)
    assert len(set(private)) == len(private)


def test_another_system_is_told_where_to_grade(course, monkeypatch):
    monkeypatch.setattr(batch.sys, "platform", "darwin")
    with pytest.raises(CourseError, match="use Linux, WSL or a container"):
        grade_class(course, [NAME], say=quiet)
