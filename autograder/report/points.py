"""Points: how they are spread, which exercises are hard, who has how many."""

import statistics
from collections.abc import Iterable

from autograder.checking.exercise import PARTS
from autograder.host.marks import Mark, title
from autograder.report.records import Record
from autograder.report.tables import Table

BINS = 10


def distribution(records: list[Record]) -> Table:
    """How the points of the tests are spread in each assignment: mean, median, counts by tenths.

    What could not be graded is counted apart, for its 0 points say nothing about the class.
    """
    rows = []
    for assignment, group in by_assignment(records).items():
        scores = [_score(record.paper.marks) for record in group if record.graded]
        possible = _possible(group[0].paper.marks)
        counts = [0] * BINS
        for score in scores:
            counts[min(BINS - 1, int(BINS * score / possible)) if possible else 0] += 1
        mean, median = (
            (statistics.fmean(scores), statistics.median(scores)) if scores else (None, None)
        )
        graded = len(scores)
        rows.append((assignment, graded, len(group) - graded, possible, mean, median, *counts))
    tenths = [f"from {100 * place // BINS} %" for place in range(BINS)]
    return Table(
        "points",
        "Points of the tests, written answers left out, and submissions by their share of them",
        ("assignment", "graded", "not graded", "possible", "mean", "median", *tenths),
        tuple(rows),
    )


def by_difficulty(records: list[Record]) -> Table:
    """The exercises, hardest first: mean share of the points of those who wrote an answer."""
    rows = []
    for group in by_assignment(records).values():
        graded = [record for record in group if record.graded]
        for exercise in exercises(group):
            wrote = [record for record in graded if record.wrote(exercise)]
            shares = [_share(_of(record, exercise)) for record in wrote]
            parts = [
                statistics.fmean(_share(_of(record, exercise, part)) for record in wrote)
                if wrote
                else None
                for part in PARTS
            ]
            mean = statistics.fmean(shares) if shares else None
            rows.append((title(exercise), len(graded), len(wrote), *map(_percent, (mean, *parts))))
    # Where nobody wrote an answer nothing is known: last.
    rows.sort(key=lambda row: (row[3] is None, row[3], row[0]))
    return Table(
        "exercises",
        "Exercises, hardest first: mean share of the points, among those who wrote an answer",
        ("exercise", "graded", "wrote it", "points, %", *(f"{part}, %" for part in PARTS)),
        tuple(rows),
    )


def by_student(records: list[Record]) -> Table:
    """Students × exercises: points, None where nothing was handed in or it could not be graded."""
    groups = by_assignment(records)
    columns = [(name, exercise) for name, group in groups.items() for exercise in exercises(group)]
    papers = {(record.student, record.assignment): record for record in records}
    rows = []
    for student in sorted({record.student for record in records}):
        found = [(papers.get((student, name)), exercise) for name, exercise in columns]
        cells = [
            _score(_of(record, exercise)) if record and record.graded else None
            for record, exercise in found
        ]
        rows.append((student, *cells))
    return Table(
        "students",
        "Points of each student in each exercise; empty where nothing was handed in or graded",
        ("student", *(title(exercise) for _, exercise in columns)),
        tuple(rows),
    )


def shares(records: list[Record]) -> list[list[float | None]]:
    """The rows of `by_student` as shares of the points, between 0 and 1."""
    possible = [
        _possible(_of(group[0], exercise))
        for group in by_assignment(records).values()
        for exercise in exercises(group)
    ]
    return [
        [
            None if cell is None else cell / most if most else 0.0
            for cell, most in zip(row[1:], possible, strict=True)
        ]
        for row in by_student(records).rows
    ]


def by_assignment(records: list[Record]) -> dict[str, list[Record]]:
    """The records of each assignment, by its name."""
    groups: dict[str, list[Record]] = {}
    for record in sorted(records, key=lambda record: (record.assignment, record.student)):
        groups.setdefault(record.assignment, []).append(record)
    return groups


def exercises(group: list[Record]) -> list[str]:
    """The exercises of an assignment that have tests, in order."""
    return list(dict.fromkeys(mark.exercise for mark in group[0].paper.marks if mark.part))


def lost(group: list[Record], exercise: str) -> list[Record]:
    """Who lost points in the tests of an exercise, of the submissions that could be graded."""
    return [each for each in group if each.graded and _share(_of(each, exercise)) < 1]


def _of(record: Record, exercise: str, part: str = "") -> list[Mark]:
    marks = [mark for mark in record.paper.marks if mark.exercise == exercise]
    return [mark for mark in marks if not part or mark.part == part]


def _score(marks: Iterable[Mark]) -> float:
    return sum(mark.score for mark in marks if mark.part)


def _possible(marks: Iterable[Mark]) -> float:
    return sum(mark.points for mark in marks if mark.part)


def _share(marks: list[Mark]) -> float:
    possible = _possible(marks)
    return _score(marks) / possible if possible else 0.0


def _percent(share: float | None) -> float | None:
    return None if share is None else round(100 * share, 1)
