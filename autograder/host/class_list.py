"""The class list: the students that the gradebook knows, and whose folders in `submitted/` are."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from nbgrader.api import Gradebook, Student, SubmittedAssignment
from sqlalchemy import select


def composed(name: str) -> str:
    """Return a name in composed Unicode (NFC); macOS writes names of folders in decomposed form."""
    return unicodedata.normalize("NFC", name)


@dataclass(frozen=True)
class ClassList:
    """The students of a gradebook. Grading adds those who hand in, so not all are of the list.

    known: the ids of all. described: of those with a name, an address or an id of a learning
    system, which only a class list brings. idle: of those that have handed in nothing at all,
    which grading has not added either.
    """

    known: frozenset[str]
    described: frozenset[str]
    idle: frozenset[str]

    @property
    def listed(self) -> frozenset[str]:
        """The ids that a class list has brought, as far as can be told."""
        return self.described | self.idle

    def student(self, folder: str) -> str:
        """Return the id of the student to whom a folder of this name belongs."""
        return (
            folder
            if folder in self.known
            else self._by_form.get(composed(folder), composed(folder))
        )

    @cached_property
    def _by_form(self) -> dict[str, str]:
        return {composed(student): student for student in self.known}

    def unlisted(self, students: Iterable[str]) -> list[str]:
        """Return which of these students are not on the list, none where there is no list."""
        known = self.listed if self.described else self.known
        return sorted(set(students) - known) if self.listed else []

    def missing(self, students: Iterable[str]) -> list[str]:
        """Return who is on the list and not among these students."""
        return sorted(self.listed - set(students))


def read_class_list(gradebook: Gradebook) -> ClassList:
    """Return the class list of a gradebook."""
    columns = (Student.first_name, Student.last_name, Student.email, Student.lms_user_id)
    rows = list(gradebook.db.execute(select(Student.id, *columns)))
    handed_in = set(gradebook.db.scalars(select(SubmittedAssignment.student_id)))
    known = frozenset(row[0] for row in rows)
    return ClassList(
        known,
        frozenset(student for student, *described in rows if any(described)),
        known - handed_in,
    )


def by_student(names: Iterable[str], students: ClassList) -> dict[str, list[str]]:
    """Return by the ids of their students the names of folders in `submitted/`."""
    found: dict[str, list[str]] = {}
    for name in names:
        found.setdefault(students.student(name), []).append(name)
    return found
