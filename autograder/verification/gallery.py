"""The gallery, graded as a class: what each wrong and each right answer got.

Every answer is handed in as a student would and goes through the real examiner, jail and all. One
submission holds an answer to each exercise of its assignment, so that a class as large as the
largest gallery tries all of them.
"""

import json
import tempfile
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from autograder.checking.differences import tolerance
from autograder.checking.exercise import PARTS, Exercise
from autograder.classroom.demo import own_config, set_up
from autograder.classroom.students import Submission, reference_answers
from autograder.course.exercises import ASSIGNMENTS
from autograder.grading.outcome import Graded
from autograder.grading.pool import Task, open_pool
from autograder.grading.source import Sources, load_exam
from autograder.grading.submission import read_submission
from autograder.grading.verdicts import why_ended
from autograder.host.examine import Examine
from autograder.key.gallery import Entry, gallery
from autograder.key.hidden import HIDDEN_SEED


@dataclass(frozen=True)
class Judged:
    """What an answer of the gallery got.

    lost: the parts that did not earn all their points. code: the misconception by which the first
    failure was named, "" for none. error: as a share of what is allowed, the largest of the parts
    that agreed. said: what the first failing test said. seed: of the hidden cases.
    """

    entry: Entry
    lost: frozenset[str]
    code: str
    error: float
    said: str
    seed: int = HIDDEN_SEED

    @property
    def as_expected(self) -> bool:
        """Whether it lost what it must, and in grading nothing else.

        A right answer loses nothing, whatever the seed. A wrong one loses its part under each seed.
        Its other part depends on the draw where rounding or the sign of a number decides: by the
        seed of grading it must keep that part, by another it may lose it.
        """
        if self.entry.right:
            return not self.lost
        part = self.entry.part or PARTS[0]
        alone = self.entry.part is not None and self.seed == HIDDEN_SEED
        return self.lost == {part} if alone else part in self.lost

    @property
    def named(self) -> bool:
        """Whether a wrong answer got its name."""
        return self.code == self.entry.label

    @property
    def misnamed(self) -> bool:
        """Whether it got a name that is not its own."""
        return self.code not in ("", self.entry.label)


def judge(
    names: Collection[str], workers: int, seed: int = HIDDEN_SEED
) -> Iterator[tuple[Exercise, list[Judged]]]:
    """Grade the gallery in a fresh course; yield each exercise with its answers, judged.

    names: of the exercises whose answers are graded. workers: processes to use. seed: of the hidden
    cases, int ≥ 0. Raises CourseError where no jail can be built.
    """
    wanted = {
        assignment: [exercise for exercise in exercises if exercise.name in names]
        for assignment, exercises in ASSIGNMENTS.items()
    }
    wanted = {assignment: exercises for assignment, exercises in wanted.items() if exercises}
    class_ = {assignment: sheets(assignment, names) for assignment in wanted}
    with tempfile.TemporaryDirectory() as folder:
        course = set_up(Path(folder), list(chain(*class_.values())), own_config())
        sources = Sources(course.config)
        with course.gradebook() as gradebook, open_pool(workers, None) as pool:
            for assignment, exercises in wanted.items():
                exam = load_exam(course.source(assignment), gradebook, sources)
                terms = Examine(config=course.config, seed=seed).terms(assignment)
                tasks = (
                    Task(exam, read_submission(course.submitted, sheet.student, assignment), terms)
                    for sheet in class_[assignment]
                )
                graded = {each.student: each for each in pool.map(tasks)}
                for exercise in exercises:
                    entries = enumerate(gallery(exercise.name))
                    yield exercise, [_judged(e, graded[_student(i)], seed) for i, e in entries]


def sheets(assignment: str, names: Collection[str]) -> list[Submission]:
    """The class that hands in all answers to these exercises; else references fill the sheets."""
    galleries = {
        exercise.name: gallery(exercise.name)
        for exercise in ASSIGNMENTS[assignment]
        if exercise.name in names
    }
    return [
        Submission(
            _student(number),
            assignment,
            "",
            reference_answers(assignment)
            | {
                name: entries[number].source
                for name, entries in galleries.items()
                if number < len(entries)
            },
        )
        for number in range(max(map(len, galleries.values())))
    ]


def _student(number: int) -> str:
    return f"sheet-{number:03d}"


def _judged(entry: Entry, graded: Graded, seed: int) -> Judged:
    tests = {test["name"]: test for test in json.loads(graded.verdicts)["tests"]}
    parts = {part: tests[f"{entry.exercise}-{part}"] for part in PARTS}
    lost = [part for part, test in parts.items() if test["score"] < test["points"]]
    first = parts[lost[0]] if lost else {"ended": None, "verdicts": []}
    verdicts = [verdict for test in parts.values() for verdict in test["verdicts"]]
    gaps = [v["facts"]["gap"] for v in verdicts if v["outcome"] == "right"]
    return Judged(
        entry,
        frozenset(lost),
        next((v["misconception"] for v in first["verdicts"] if v["outcome"] != "right"), ""),
        max(gaps, default=0.0) / float(tolerance(1.0)),
        graded.reason or why_ended(first),
        seed,
    )
