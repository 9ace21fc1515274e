"""Grades as a plain table: one row for each student and assignment."""

from collections.abc import Iterator

from autograder.host.exports import Exporter, Score, Student
from autograder.host.spreadsheet import readable

COLUMNS = (
    "assignment",
    "student_id",
    "last_name",
    "first_name",
    "email",
    "raw_score",
    "late_submission_penalty",
    "score",
    "max_score",
)
NOTHING = Score(0.0, 0.0, False)


class TableExporter(Exporter):
    """The columns of nbgrader's own export, which breaks at a comma in a name.

    Left out are its two of dates, which this course does not record. Where nothing was handed in
    the score is 0, as there.
    """

    def rows(self, possible: dict[str, float], students: list[Student]) -> Iterator[tuple]:
        yield COLUMNS
        for name, points in possible.items():
            for each in students:
                score = each.scores.get(name, NOTHING)
                who = map(readable, (each.id, each.last_name, each.first_name, each.email))
                yield (name, *who, score.raw, score.penalty, score.points, points)
