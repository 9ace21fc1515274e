"""Whose a submission is: what its name says, looked up in the class list.

A match is the only one or none at all: where two students fit, nobody is chosen.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator

from nbgrader.api import Gradebook

from autograder.host.collect.systems import Upload
from autograder.host.exports import Student, read_students, shown

# What Moodle writes for a name under blind marking, in its languages of this course.
BLIND = re.compile(r"(?:.*-)?participante?(?: \d+)?", re.IGNORECASE)


class NotMatched(Exception):
    """Raised where a submission is nobody's, or could be several students'; its text says why."""


class Matcher:
    """Finds the students of a class list by all that names in a download say of a person."""

    def __init__(self, students: Iterable[Student]):
        self.students = list(students)
        self._by_number, self._by_id, self._by_email, self._by_name = (
            defaultdict(list) for _ in range(4)
        )
        for student in self.students:
            self._by_number[student.lms_user_id.strip()].append(student)
            self._by_id[_login(student.id)].append(student)
            self._by_email[_login(student.email.partition("@")[0])].append(student)
            for name in _names(student):
                self._by_name[name].append(student)
        for index in (self._by_number, self._by_id, self._by_email, self._by_name):
            index.pop("", None)

    def find(self, upload: Upload) -> Student:
        """Return the student whose submission this is; raises NotMatched."""
        find = {
            "Canvas": self._of_canvas,
            "Moodle": self._of_moodle,
            "Blackboard": self._of_blackboard,
        }
        return find[upload.system](upload)

    def _of_canvas(self, upload: Upload) -> Student:
        if found := self._by_number.get(upload.number, []):
            return _only(found)
        found = self._by_name.get(squeezed(upload.name), [])
        if fitting := [student for student in found if not student.lms_user_id.strip()]:
            return _only(fitting)
        if found:
            raise NotMatched(
                f"the name fits {shown(found[0])}, whose lms_user_id is another number"
            )
        raise NotMatched("nobody on the class list has this number as lms_user_id, or this name")

    def _of_moodle(self, upload: Upload) -> Student:
        if BLIND.fullmatch(upload.name):
            raise NotMatched("Moodle gives no name: reveal identities there and download again")
        # The number is one of this assignment's; it says nothing about the user.
        if found := self._by_name.get(squeezed(upload.name), []):
            return _only(found)
        # Where a group was chosen its name comes first, and either may contain a hyphen.
        if found := _all(self._by_name, map(squeezed, _ends(upload.name, "-"))):
            return _only(found)
        raise NotMatched("nobody on the class list has this name")

    def _of_blackboard(self, upload: Upload) -> Student:
        # The title of the assignment comes first, and either may contain an underscore.
        logins = [_login(end) for end in _ends(upload.login, "_")]
        for index in (self._by_id, self._by_email):
            if found := _all(index, logins):
                return _only(found)
        raise NotMatched(
            "nobody on the class list has this login as id or before the @ of an email"
        )


def read_matcher(gradebook: Gradebook) -> Matcher:
    """Return what finds the students of a gradebook."""
    return Matcher(read_students(gradebook))


def squeezed(name: str) -> str:
    """A name without case, accents, spaces and punctuation.

    Canvas writes no spaces, Moodle no apostrophes, and some tools take accents apart.
    """
    return "".join(c for c in unicodedata.normalize("NFKD", name.casefold()) if c.isalnum())


def _names(student: Student) -> set[str]:
    """Both orders of a name; a list from Canvas may hold all of it in one cell, "Last, First"."""
    first, last = student.first_name, student.last_name
    if not (first and last):
        last, _, first = (first or last).partition(",")
    return {squeezed(first + last), squeezed(last + first)}


def _login(text: str) -> str:
    return unicodedata.normalize("NFC", text).strip().casefold()


def _ends(text: str, separator: str) -> Iterator[str]:
    """The text, and what follows each separator in it."""
    parts = text.split(separator)
    return (separator.join(parts[place:]) for place in range(len(parts)))


def _all(index: dict[str, list[Student]], keys: Iterable[str]) -> list[Student]:
    return list({id(each): each for key in keys for each in index.get(key, [])}.values())


def _only(found: list[Student]) -> Student:
    if len(found) > 1:
        raise NotMatched(f"ambiguous, it could be of {' or '.join(map(shown, found))}")
    return found[0]
