"""Grades for Canvas: Grades → Import.

The form is that of Canvas's own gradebook export, which its import reads: the columns Student, ID,
SIS User ID, SIS Login ID and Section, then one for each assignment; a second row with the points
possible. See "How do I import grades in the Gradebook?" in the Canvas Instructor Guide, and
`lib/gradebook_importer.rb` of instructure/canvas-lms for what it makes of each cell.
"""

from collections.abc import Iterator

from autograder.host.exports import Exporter, Student
from autograder.host.spreadsheet import readable

STUDENT = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")
POSSIBLE = "Points Possible"


class CanvasExporter(Exporter):
    """Canvas knows a student by ID, else by SIS Login ID, an assignment by its title.

    ID is nbgrader's `lms_user_id` if it is a number, SIS Login ID the id of the student. Where
    nothing was handed in the cell is empty, which Canvas takes for no score, not for 0: what a
    missing submission earns is the course's own rule there.
    """

    file = "canvas.csv"

    def rows(self, possible: dict[str, float], students: list[Student]) -> Iterator[tuple]:
        yield (*STUDENT, *possible)
        yield (POSSIBLE, "", "", "", "", *possible.values())
        for each in self.recognisable(students):
            cells = (each.scores[name].points if name in each.scores else "" for name in possible)
            yield (_name(each), _number(each.lms_user_id), "", each.id, "", *cells)


def _name(student: Student) -> str:
    """As Canvas sorts by it; Canvas takes whatever holds its own words for the second row."""
    parts = filter(None, (student.last_name, student.first_name))
    return readable(", ".join(parts) or student.id).replace(POSSIBLE, POSSIBLE.lower())


def _number(lms_user_id: str) -> str:
    """Canvas reads the digits that a text begins with, which may be those of somebody else."""
    return lms_user_id if lms_user_id.isascii() and lms_user_id.isdecimal() else ""
