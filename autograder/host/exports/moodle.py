"""Grades for Moodle: Grades → Import → CSV file.

One row a student and one column a grade item. On the page that follows the upload a person says
which column is matched with which field of a user ("Map from", "Map to"), and which column is which
grade item. See https://docs.moodle.org/en/Grade_import, and
`grade/import/csv/classes/load_data.php` of moodle/moodle for what it makes of each cell.
"""

from collections import Counter
from collections.abc import Iterator

from autograder.host.exports import Exporter, Student
from autograder.host.spreadsheet import identifies, readable

# What Moodle's own export writes, and its import reads, where there is no grade. An empty cell
# would become a 0 where the grade item is a new one.
NO_GRADE = "-"


class MoodleExporter(Exporter):
    """Username is the id of the student, ID number nbgrader's `lms_user_id`.

    Moodle gives the grades of a row in which the chosen cell is empty to the student of the row
    before. So ID number and Email address are there only where each student has one of their own.
    """

    file = "moodle.csv"

    def rows(self, possible: dict[str, float], students: list[Student]) -> Iterator[tuple]:
        students = self.recognisable(students)
        fields = {
            "Username": [each.id for each in students],
            "ID number": [each.lms_user_id for each in students],
            "Email address": [each.email for each in students],
        }
        known = {
            name: column for name, column in fields.items() if self._is_key(name, column, students)
        }
        yield ("First name", "Last name", *known, *possible)
        for each, ids in zip(students, zip(*known.values(), strict=True), strict=True):
            scores = each.scores
            cells = (scores[name].points if name in scores else NO_GRADE for name in possible)
            yield (readable(each.first_name), readable(each.last_name), *ids, *cells)

    def _is_key(self, name: str, column: list[str], students: list[Student]) -> bool:
        counts = Counter(column)
        wrong = [
            student
            for student, cell in zip(students, column, strict=True)
            if not identifies(cell) or counts[cell] > 1
        ]
        if wrong and any(column):
            said = f"no column {name}: {len(wrong)} students have none of their own"
            self.warn(said, wrong)
        return not wrong
