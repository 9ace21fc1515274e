"""A class for the dummy course, and all that grading leaves behind, to be compared."""

import atexit
import shutil
import tempfile
from functools import cache
from pathlib import Path

from dummy_course import NAME, cell, make_course, solve, submit
from nbformat.v4 import new_code_cell

from autograder.host.course_folder import CourseFolder

VERDICTS = f"{NAME}.verdicts.json"


def released_course(root: Path) -> CourseFolder:
    """The dummy course, released: in a process it is made once, since a gradebook takes seconds."""
    shutil.copytree(_released(), root, dirs_exist_ok=True)
    return CourseFolder(root)


@cache
def _released() -> Path:
    root = Path(tempfile.mkdtemp())
    atexit.register(shutil.rmtree, root)
    outcome = CourseFolder(make_course(root)).generate(NAME)
    assert outcome.succeeded, outcome.reason
    return root


def copy_of(course: CourseFolder, root: Path) -> CourseFolder:
    """The same course in another folder, with its gradebook."""
    shutil.copytree(course.root, root, symlinks=True)
    return CourseFolder(root)


def answer(source: str, *scratch: str, written: str | None = None):
    """An edit of the notebook: the answer, cells of the student's own, the written answer."""

    def edit(nb):
        cell(nb, "double").source = source
        nb.cells += [new_code_cell(text, id=f"own-{n}") for n, text in enumerate(scratch)]
        if written is not None:
            cell(nb, "written").source = written

    return edit


# What each student of a small class does, and the points that the tests give for it.
CLASS = {
    "ada": (solve, 5),
    "ben": (answer("def double(x):\n    return x + 1"), 0),
    "cleo": (lambda nb: None, 0),
    "dan": (answer("def double(x):\n    return int(2 * x)"), 3),
    "eve": (answer("def double(x):\n    import os\n    os._exit(1)"), 0),
    "fay": (answer("def double(x):\n    return 2 * x", "1 / 0", "print('x' * 10)"), 5),
    "gus": (answer("def double(x):\n    return 2 * x", written="Because."), 5),
    "hal": (answer("def double(x)\n    return 2 * x"), 0),
}


def hand_in(course: CourseFolder, class_: dict = CLASS) -> None:
    """Hand in what each student does."""
    for student, (edit, _) in class_.items():
        submit(course.root, student, edit)


def give_by_hand(course: CourseFolder, student: str) -> None:
    """Give points and comments of a person to all that a student has on record."""
    with course.gradebook() as gradebook:
        (notebook,) = gradebook.find_submission(NAME, student).notebooks
        for place, each in enumerate(sorted(notebook.grades, key=lambda grade: grade.name)):
            each.manual_score, each.extra_credit, each.needs_manual_grade = place, 0.5, False
        for each in notebook.comments:
            each.manual_comment = f"about {each.name}"
        gradebook.db.commit()


def rows(course: CourseFolder) -> dict:
    """All that the gradebook knows of students and their submissions, without its ids."""
    with course.gradebook() as gradebook:
        students = sorted(student.id for student in gradebook.students)
        submissions = [
            (submission.student.id, assignment.name, submission.timestamp, _rows(submission))
            for assignment in gradebook.assignments
            for submission in assignment.submissions
        ]
    return {"students": students, "submissions": sorted(submissions, key=lambda row: row[:2])}


def _rows(submission) -> list:
    (notebook,) = submission.notebooks
    grades = [
        (g.name, g.auto_score, g.manual_score, g.extra_credit, g.needs_manual_grade)
        for g in notebook.grades
    ]
    comments = [(c.name, c.auto_comment, c.manual_comment) for c in notebook.comments]
    return sorted(grades) + sorted(comments)


def files(course: CourseFolder) -> dict[str, tuple[int, bytes]]:
    """What lies in autograded/, byte by byte, with its permissions."""
    return {
        str(path.relative_to(course.autograded)): (path.stat().st_mode, path.read_bytes())
        for path in course.autograded.rglob("*")
        if path.is_file()
    }


def everything(course: CourseFolder) -> tuple[dict, dict]:
    """All that grading has left behind."""
    return rows(course), files(course)


def quiet(line: str) -> None:
    """Takes lines of progress that no test looks at."""
