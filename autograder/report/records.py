"""What has been recorded of a class: marks of the gradebook, and verdicts in autograded/."""

from dataclasses import dataclass, field
from pathlib import Path

from autograder.grading.source import notebooks
from autograder.grading.status import Status
from autograder.grading.verdicts import read_verdicts
from autograder.host.batch import open_gradebook
from autograder.host.class_list import by_student, read_class_list
from autograder.host.course_folder import CourseFolder
from autograder.host.marks import Paper, papers


@dataclass(frozen=True)
class Record:
    """One notebook of a submission and what came of grading it.

    verdicts: its JSON record as `grading.verdicts` describes it. notebook: the path of what was
    executed. handed_in: the folder in `submitted/`, None where it is no longer there.
    """

    paper: Paper
    verdicts: dict
    notebook: Path = field(default=Path(), compare=False)
    handed_in: Path | None = field(default=None, compare=False)

    @property
    def student(self) -> str:
        """Who handed it in."""
        return self.paper.student

    @property
    def assignment(self) -> str:
        """What it was handed in for, with the notebook where there are several."""
        name, notebook = self.paper.assignment, self.verdicts.get("notebook")
        return f"{name}/{notebook}" if notebook else name

    @property
    def graded(self) -> bool:
        """Whether the submission could be examined."""
        return not self.verdicts["reason"]

    @property
    def wrong(self) -> list["Wrong"]:
        """What went wrong in the exercises that were written, in the order of the tests."""
        if not self.graded:
            return []
        found = []
        for test in self.verdicts["tests"]:
            if test["score"] < test["points"] and test["status"] != Status.UNWRITTEN:
                wrong = [each for each in test["verdicts"] if each["outcome"] != "right"]
                name, _, _ = test["name"].rpartition("-")
                found.append(Wrong(name, test, wrong[0] if wrong else None))
        return found

    def wrote(self, exercise: str) -> bool:
        """Whether something stands where an exercise asks for an answer, be it broken."""
        tests = [t for t in self.verdicts["tests"] if t["name"].rpartition("-")[0] == exercise]
        return self.graded and any(test["status"] != Status.UNWRITTEN for test in tests)


@dataclass(frozen=True)
class Wrong:
    """A test that lost points: its exercise, its record, and the first wrong verdict if any."""

    exercise: str
    test: dict
    verdict: dict | None

    @property
    def misconception(self) -> str:
        """The code of the misconception that explains the answer, "" where none is known."""
        return self.verdict["misconception"] if self.verdict else ""


def read(course: CourseFolder, assignments: list[str]) -> list[Record]:
    """Return the records of some assignments, by assignment and student.

    Raises CourseError where the gradebook can't be used, or a record can't or has another form.
    """
    records = []
    with open_gradebook(course) as gradebook:
        students = read_class_list(gradebook)
        for assignment in assignments:
            folders = by_student(course.students(assignment), students)
            found = (
                (paper, name)
                for name in notebooks(course.source(assignment))
                for paper in papers(gradebook, assignment, notebook=name)
            )
            for paper, name in found:
                folder = course.autograded / paper.student / assignment
                path = folder / f"{name}.verdicts.json"
                if path.is_file():
                    notebook = folder / f"{name}.ipynb"
                    handed_in = None
                    if paper.student in folders:
                        handed_in = course.submitted / folders[paper.student][0] / assignment
                    verdicts = read_verdicts(path, assignment)
                    records.append(Record(paper, verdicts, notebook, handed_in))
    return records
