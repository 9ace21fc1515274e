"""What a submission got is written as nbgrader would write it, at once or not at all."""

import json
import shutil
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import nbformat
import pytest
import small_exam
from dummy_class import answer, copy_of, files, give_by_hand, released_course, rows
from dummy_course import NAME, exam_of, solve, submit
from installs import need_linux
from nbgrader.api import Comment, Grade, Student, SubmittedAssignment, SubmittedNotebook
from nbgrader.preprocessors import SaveAutoGrades
from patience import PATIENCE
from sqlalchemy import event, select

from autograder.grading import recorder, warm
from autograder.grading.answers import Answer
from autograder.grading.examiner import refuse
from autograder.grading.outcome import grade_submission
from autograder.grading.recorder import (
    NO_RESPONSE,
    PERMISSIONS,
    Recorder,
    comments_on,
)
from autograder.grading.session import Bounds
from autograder.grading.submission import Submission, read_submission
from autograder.grading.terms import Terms
from autograder.grading.words import WITHOUT_JAIL

need_linux()

STUDENTS = {
    "right": answer("def double(x):\n    return 2 * x", written="Because."),
    "wrong": answer("def double(x):\n    return int(2 * x)"),
    "blank": lambda nb: None,
    "silent": solve,
}
TERMS = Terms(1, Bounds(PATIENCE, PATIENCE))


@pytest.fixture(scope="module")
def released(tmp_path_factory):
    course = released_course(tmp_path_factory.mktemp("released"))
    for student, edit in STUDENTS.items():
        submit(course.root, student, edit)
    return course


@pytest.fixture(scope="module")
def exam(released):
    return exam_of(released)


@pytest.fixture(scope="module")
def results(released, exam):
    """What each student got, and one who could not be graded."""
    yield {
        student: grade_submission(exam, read_submission(released.submitted, student, NAME), TERMS)
        for student in STUDENTS
    } | {
        "refused": grade_submission(
            exam, Submission("refused", NAME, b"", {}, "there is nothing"), TERMS
        )
    }
    warm.close()


@pytest.fixture
def course(released, tmp_path):
    return copy_of(released, tmp_path / "course")


@contextmanager
def recording(course, exam, jailed=True):
    with (
        course.gradebook() as gradebook,
        Recorder(gradebook, course.autograded, exam, jailed) as recorder,
    ):
        yield recorder


def record(course, exam, *results, jailed=True):
    with recording(course, exam, jailed) as recorder:
        for graded in results:
            recorder.record(graded)


def of(course, student):
    """The grades and comments of a student, by the names of the cells."""
    (row,) = [row for row in rows(course)["submissions"] if row[0] == student]
    found = {}
    for name, *values in row[3]:
        found.setdefault(name, []).append(tuple(values))
    return found


# ---- the rows ----


def save_with_nbgrader(course, graded):
    """Let nbgrader's own step record the same notebook."""
    with course.gradebook() as gradebook:
        gradebook.update_or_create_student(graded.student)
        gradebook.update_or_create_submission(NAME, graded.student)
        names = {
            "notebook": NAME,
            "assignment": NAME,
            "student": graded.student,
            "db_url": gradebook.db.get_bind().url.render_as_string(hide_password=False),
        }
    nb = nbformat.reads(graded.notebook, as_version=4)
    SaveAutoGrades().preprocess(nb, {"nbgrader": names})


def all_columns(course):
    """Each row of students, by its table, with whose it is in place of an id of its own."""
    kinds = Student, SubmittedAssignment, SubmittedNotebook, Grade, Comment
    whose = {}
    with course.gradebook() as gradebook:
        for submitted in gradebook.assignment_submissions(NAME):
            whose |= {submitted.id: submitted.student_id}
            whose |= {notebook.id: submitted.student_id for notebook in submitted.notebooks}
        return {
            kind: sorted(
                [(name, str(whose.get(value, value))) for name, value in row.items()]
                for row in gradebook.db.execute(select(kind.__table__)).mappings().all()
                for row in [dict(row) | ({"id": ""} if kind in (Grade, Comment) else {})]
            )
            for kind in kinds
        }


def test_the_rows_are_those_that_nbgrader_writes_for_the_same_notebook(
    released, exam, results, tmp_path
):
    """Once for the first time, and once again after a person has graded."""
    ours, theirs = copy_of(released, tmp_path / "ours"), copy_of(released, tmp_path / "theirs")
    for _ in range(2):
        for student in STUDENTS:
            record(ours, exam, results[student])
            save_with_nbgrader(theirs, results[student])
        assert rows(ours) == rows(theirs)
        assert all_columns(ours) == all_columns(theirs)
        for course in (ours, theirs):
            for student in STUDENTS:
                give_by_hand(course, student)
    assert of(ours, "right")["written"][0] == (None, 2, 0.5, False)


def test_tests_have_the_points_that_the_examiner_gave(course, exam, results):
    record(course, exam, *results.values())
    for student, graded in results.items():
        found = of(course, student)
        for name, score in graded.scores.items():
            ((auto, manual, extra, by_hand),) = found[name]
            assert (auto, manual, extra, by_hand) == (score, None, None, False)
            assert type(auto) is float
    assert results["right"].scores == {"double-values": 3, "double-robustness": 2}
    assert results["wrong"].scores == {"double-values": 3, "double-robustness": 0}


def test_a_written_answer_waits_for_a_person_and_a_blank_is_0_with_no_response(
    course, exam, results
):
    record(course, exam, results["right"], results["silent"])
    grade_, comment = of(course, "right")["written"]
    assert grade_ == (None, None, None, True)
    assert comment == (None, None)
    grade_, comment = of(course, "silent")["written"]
    assert grade_ == (0, None, None, False)
    assert comment == (NO_RESPONSE, None)


def test_what_could_not_be_graded_is_0_and_waits_for_nobody_and_says_why(course, exam, results):
    record(course, exam, results["refused"])
    found = of(course, "refused")
    assert {values[0][0] for name, values in found.items() if name != "double"} == {0}
    assert not any(values[0][3] for name, values in found.items() if name != "double")
    assert found["double"] == [("Not graded: there is nothing.", None)]


def test_what_a_person_gave_survives_and_is_marked_for_a_look(course, exam, results):
    record(course, exam, results["wrong"])
    give_by_hand(course, "wrong")
    given = of(course, "wrong")
    record(course, exam, results["wrong"])
    found = of(course, "wrong")
    for name in ("double-values", "double-robustness", "written"):
        auto, manual, extra, _ = given[name][0]
        assert found[name][0] == (auto, manual, extra, True)
    assert found["double"][0][1] == "about double"


def test_a_better_submission_replaces_the_points_and_not_what_a_person_gave(course, exam, results):
    record(course, exam, results["wrong"])
    give_by_hand(course, "wrong")
    record(course, exam, replace(results["right"], student="wrong"))
    found = of(course, "wrong")
    assert found["double-robustness"][0][:3] == (2, *found["double-robustness"][0][1:3])
    assert found["double-robustness"][0][1] is not None


def test_a_time_stamp_that_the_student_could_write_is_taken_back(course, exam, results):
    with course.gradebook() as gradebook:
        gradebook.update_or_create_student("right")
        gradebook.update_or_create_submission(NAME, "right", timestamp=datetime(2001, 1, 1))
    record(course, exam, results["right"])
    (row,) = rows(course)["submissions"]
    assert row[:3] == ("right", NAME, None)


def test_a_student_of_the_class_list_stays_who_they_are(course, exam, results):
    with course.gradebook() as gradebook:
        gradebook.add_student("right", last_name="Lovelace")
    record(course, exam, results["right"], results["wrong"])
    with course.gradebook() as gradebook:
        assert gradebook.find_student("right").last_name == "Lovelace"
        assert {student.id for student in gradebook.students} == {"right", "wrong"}


@contextmanager
def commits(gradebook):
    """Collects an entry for each commit."""
    seen = []

    def count(connection):
        seen.append(connection)

    engine = gradebook.db.get_bind()
    event.listen(engine, "commit", count)
    try:
        yield seen
    finally:
        event.remove(engine, "commit", count)


def test_a_submission_takes_one_commit_the_first_time_and_again(course, exam, results):
    with (
        course.gradebook() as gradebook,
        Recorder(gradebook, course.autograded, exam, jailed=True) as recorder,
    ):
        for _ in range(2):
            for graded in results.values():
                with commits(gradebook) as seen:
                    recorder.record(graded)
                assert len(seen) == 1


# ---- comments ----

TWO = small_exam.exam_of(
    small_exam.written(name="first"),
    small_exam.solution(small_exam.STUB),
    small_exam.written(name="last"),
    small_exam.graded("values", "assert double(1)"),
)


def test_each_question_left_blank_has_its_comment():
    given = {"first": Answer.BLANK, "double": Answer.WRITTEN, "last": Answer.WRITTEN}
    assert comments_on(TWO, given, "", jailed=True) == {
        "first": NO_RESPONSE,
        "double": None,
        "last": None,
    }


def test_a_question_that_may_be_answered_elsewhere_says_where_it_is_read():
    given = {"first": Answer.ELSEWHERE, "double": Answer.WRITTEN, "last": Answer.WRITTEN}
    assert comments_on(TWO, given, "", jailed=True)["first"] == (
        "This cell holds no answer. A text in another cell of this notebook may be the answer: "
        "your instructor reads it there."
    )


def test_a_reason_and_a_missing_jail_are_said_at_the_first_solution():
    blank = {"first": Answer.BLANK, "double": Answer.WRITTEN, "last": Answer.BLANK}
    said = comments_on(TWO, blank, "why", jailed=False)
    assert said == {
        "first": f"Not graded: why. {WITHOUT_JAIL}",
        "double": None,
        "last": NO_RESPONSE,
    }
    assert comments_on(TWO, blank, "", jailed=False)["first"] == WITHOUT_JAIL
    assert comments_on(TWO, blank, "why", jailed=True)["first"] == "Not graded: why."


def test_an_exam_without_a_solution_has_no_comment():
    exam = small_exam.exam_of(small_exam.graded("values", "assert True"))
    assert comments_on(exam, {}, "why", jailed=False) == {}
    assert refuse(exam, "why").tests[0].ended.text == "why"


def test_a_grade_without_a_jail_says_so_until_it_is_given_with_one(course, exam, results):
    record(course, exam, results["right"], jailed=False)
    assert of(course, "right")["double"] == [(WITHOUT_JAIL, None)]
    record(course, exam, results["right"])
    assert of(course, "right")["double"] == [(None, None)]


# ---- the files ----


def test_notebook_and_verdicts_lie_in_a_folder_that_holds_nothing_else(course, exam, results):
    folder = course.autograded / "right" / NAME
    (folder / "autograder").mkdir(parents=True)
    (folder / "old.txt").write_text("old")
    record(course, exam, results["right"])
    assert files(course) == {
        f"right/{NAME}/{NAME}.ipynb": (0o100000 | PERMISSIONS, results["right"].notebook.encode()),
        f"right/{NAME}/{NAME}.verdicts.json": (
            0o100000 | PERMISSIONS,
            results["right"].verdicts.encode(),
        ),
    }
    assert [path.name for path in folder.parent.iterdir()] == [NAME]


def test_it_is_known_what_has_been_recorded(course, exam, results):
    graded = results["right"]
    digest = json.loads(graded.verdicts)["digest"]
    with recording(course, exam) as recorder:
        assert not recorder.done("right", digest)
        recorder.record(graded)
        assert recorder.done("right", digest)
        assert not recorder.done("right", "another")
        assert not recorder.done("wrong", digest)
        assert not recorder._gradebook.db().in_transaction(), "nobody waits for a reader"
    path = course.autograded / "right" / NAME / f"{NAME}.verdicts.json"
    with recording(course, exam) as recorder:
        assert recorder.done("right", digest)
        path.chmod(0o644)
        path.write_text(graded.verdicts[:-1])
        assert not recorder.done("right", digest)
        path.unlink()
        assert not recorder.done("right", digest)


def is_done(course, exam, graded):
    with recording(course, exam) as recorder:
        return recorder.done(graded.student, json.loads(graded.verdicts)["digest"]) is not None


def lose_the_rows_of_a_cell(gradebook):
    gradebook.db.delete(gradebook.find_grade("double-values", NAME, NAME, "right"))
    gradebook.db.delete(gradebook.find_comment("double", NAME, NAME, "right"))


def begin_anew(gradebook):
    """As nbgrader does, in whose new rows nothing has been graded."""
    gradebook.remove_submission(NAME, "right")
    gradebook.add_submission(NAME, "right")


# What nbgrader, a backup or a person may do to the rows of a student while the folder stays.
ROWS = {
    "a student is removed": lambda gradebook: gradebook.remove_student("right"),
    "a submission is removed": lambda gradebook: gradebook.remove_submission(NAME, "right"),
    "removing ended half way": lambda gradebook: gradebook.remove_submission_notebook(
        NAME, NAME, "right"
    ),
    "a submission is added anew": begin_anew,
    "rows of a cell are lost": lose_the_rows_of_a_cell,
    "a score is another": lambda gradebook: setattr(
        gradebook.find_grade("double-values", NAME, NAME, "right"), "auto_score", 2.5
    ),
    "a written answer has a score": lambda gradebook: setattr(
        gradebook.find_grade("written", NAME, NAME, "right"), "auto_score", 0.0
    ),
    "a comment is another": lambda gradebook: setattr(
        gradebook.find_comment("double", NAME, NAME, "right"), "auto_comment", NO_RESPONSE
    ),
    "there is a time stamp": lambda gradebook: gradebook.update_or_create_submission(
        NAME, "right", timestamp=datetime(2001, 1, 1)
    ),
}


@pytest.mark.parametrize("change", ROWS.values(), ids=ROWS)
def test_verdicts_without_the_rows_that_they_stand_for_are_not_done(course, exam, results, change):
    record(course, exam, results["right"], results["wrong"])
    before = rows(course)
    with course.gradebook() as gradebook:
        change(gradebook)
        gradebook.db.commit()
    assert not is_done(course, exam, results["right"])
    assert is_done(course, exam, results["wrong"])
    record(course, exam, results["right"])
    assert rows(course) == before
    assert is_done(course, exam, results["right"])


def test_a_gradebook_from_a_backup_has_the_rows_of_another_version(course, exam, results):
    worse, better = replace(results["wrong"], student="right"), results["right"]
    gradebook, backup = course.root / "gradebook.db", course.root / "backup.db"
    record(course, exam, worse)
    shutil.copy(gradebook, backup)
    record(course, exam, better)
    after = rows(course)
    shutil.copy(backup, gradebook)
    assert not is_done(course, exam, better)
    assert not is_done(course, exam, worse), "the folder is that of the better one"
    record(course, exam, better)
    assert rows(course) == after


def test_what_a_person_gives_and_looks_at_does_not_undo_what_is_done(course, exam, results):
    record(course, exam, results["right"])
    give_by_hand(course, "right")
    assert is_done(course, exam, results["right"])


def test_of_two_results_for_one_submission_the_rows_of_one_do_not_go_with_the_folder_of_the_other(
    course, exam, results, monkeypatch
):
    """As where an answer is near the limit of time, and is graded again with --force."""
    slow = replace(results["right"], scores=results["right"].scores | {"double-values": 0.0})
    record(course, exam, results["right"])
    with monkeypatch.context() as patch:
        crash_at(patch, "before the first renaming")
        with pytest.raises(Crash):
            record(course, exam, slow)
    assert not is_done(course, exam, results["right"])


# What may lie in the folder, by the ending of the file.
DAMAGED = {
    "verdicts cut short": ("verdicts.json", lambda text: text[:-1]),
    "verdicts of another form": ("verdicts.json", lambda text: "[]"),
    "verdicts without a digest": ("verdicts.json", lambda text: "{}"),
    "verdicts nested too deeply": ("verdicts.json", lambda text: 100_000 * "["),
    "verdicts without tests": (
        "verdicts.json",
        lambda text: json.dumps(json.loads(text) | {"tests": []}),
    ),
    "a notebook cut short": ("ipynb", lambda text: text[:-1]),
    # Which nbgrader writes before it grades.
    "an empty notebook": ("ipynb", lambda text: nbformat.writes(nbformat.v4.new_notebook())),
}


@pytest.mark.parametrize(("ending", "change"), DAMAGED.values(), ids=DAMAGED)
def test_rows_without_a_whole_folder_are_not_done(course, exam, results, ending, change):
    record(course, exam, results["right"])
    path = course.autograded / "right" / NAME / f"{NAME}.{ending}"
    path.chmod(0o644)
    path.write_text(change(path.read_text()))
    assert not is_done(course, exam, results["right"])
    path.unlink()
    assert not is_done(course, exam, results["right"])


def test_a_notebook_in_the_form_of_nbgraders_is_as_good(course, exam, results):
    """It has each source as a list of lines."""
    record(course, exam, results["silent"])
    path = course.autograded / "silent" / NAME / f"{NAME}.ipynb"
    path.chmod(0o644)
    nbformat.write(nbformat.read(path, as_version=4), path)
    assert isinstance(json.loads(path.read_text())["cells"][0]["source"], list)
    assert is_done(course, exam, results["silent"])


class Crash(BaseException):
    """Stands for a process that ends here."""


def crash(*_, **__):
    raise Crash


def crash_at(patch, step):
    """Let the next record end at one of its steps."""
    if step == "renaming":
        # The old folder out of the way first, then the new one into its place.
        rename, count = Path.rename, iter((False, True))
        patch.setattr(
            Path, "rename", lambda path, to: crash() if next(count, False) else rename(path, to)
        )
    else:
        owner, name = {
            "writing files": (Path, "chmod"),
            "writing rows": (Recorder, "_set"),
            "before the first renaming": (Path, "rename"),
            "cleaning": (recorder.shutil, "rmtree"),
        }[step]
        patch.setattr(owner, name, crash)


@pytest.mark.parametrize(
    "step",
    ["writing files", "writing rows", "before the first renaming", "renaming", "cleaning"],
)
def test_whatever_ends_a_recording_another_run_repairs(
    released, exam, results, tmp_path, step, monkeypatch
):
    course, calm = copy_of(released, tmp_path / "course"), copy_of(released, tmp_path / "calm")
    worse, better = results["wrong"], replace(results["right"], student="wrong")
    better = replace(better, verdicts=better.verdicts.replace('"right"', '"wrong"'))
    for each in (course, calm):
        record(each, exam, worse, results["silent"])
        give_by_hand(each, "wrong")
    with monkeypatch.context() as patch:
        crash_at(patch, step)
        with pytest.raises(Crash):
            record(course, exam, better)
    digest = json.loads(better.verdicts)["digest"]
    with recording(course, exam) as again:
        again.clean()
        assert (again.done("wrong", digest) is not None) == (step == "cleaning")
        if step != "cleaning":
            again.record(better)
        assert again.done("wrong", digest)
    record(calm, exam, better)
    assert rows(course) == rows(calm)
    assert files(course) == files(calm)
    left = [path.name for path in (course.autograded / "wrong").iterdir()]
    assert left == [NAME]


def test_rows_are_written_as_a_whole_or_not_at_all(course, exam, results, monkeypatch):
    record(course, exam, results["wrong"])
    before = rows(course)
    monkeypatch.setattr(Recorder, "_set", crash)
    with pytest.raises(Crash):
        record(course, exam, replace(results["right"], student="wrong"))
    with pytest.raises(Crash):
        record(course, exam, results["silent"])
    assert rows(course) == before


def test_what_is_cleaned_away_is_of_this_assignment_only(course, exam):
    student = course.autograded / "ada"
    names = [f".{NAME}+new", f".{NAME}+old", f".{NAME}-more+new", f"{NAME}", f".{NAME}"]
    for name in names:
        (student / name).mkdir(parents=True)
    with recording(course, exam) as recorder:
        assert len(list(student.iterdir())) == 5, "another process may be writing them"
        recorder.clean()
    assert sorted(path.name for path in student.iterdir()) == sorted(names[2:])
