"""How many of a class have each misconception, now and when it was graded before.

`history.json` lies beside the page. It holds a row for each assignment and each set of submissions
that was graded, in the order of the reports, and counts alone: no name, no answer, no time.
"""

import hashlib
import json
import os
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from autograder.grading import CourseError
from autograder.grading.submission import Unreadable, read_file, read_submission
from autograder.report.points import by_assignment
from autograder.report.records import Record
from autograder.report.tables import Table

FILE = "history.json"

# A row takes about a kilobyte.
LARGEST = 16 * 2**20

# So many earlier gradings are told, the last ones.
MOST = 4


@dataclass(frozen=True)
class Grading:
    """What came of grading the submissions of one assignment.

    submissions: a digest of their contents. graded: how many could be examined. misconceptions: by
    code, how many students have it.
    """

    assignment: str
    submissions: str
    graded: int
    misconceptions: dict[str, int]

    def share(self, code: str) -> float:
        """The share of the class that has a misconception, in percent."""
        return 100 * self.misconceptions.get(code, 0) / self.graded


def counted(records: list[Record]) -> list[Grading]:
    """Count what is recorded now, assignment by assignment, where anything could be graded."""
    found = []
    for assignment, group in by_assignment(records).items():
        graded = [record for record in group if record.graded]
        counts = Counter(
            code
            for record in graded
            for code in {wrong.misconception for wrong in record.wrong}
            if code
        )
        if graded:
            ordered = dict(sorted(counts.items()))
            found.append(Grading(assignment, _digest(group), len(graded), ordered))
    return found


def _digest(group: Iterable[Record]) -> str:
    """Changes whenever what a class handed in changes, and not when it is graded again."""
    contents = sorted(map(_content, group))
    return hashlib.sha256("".join(contents).encode()).hexdigest()


def _content(record: Record) -> str:
    if record.handed_in is None:  # no longer there: as it was graded
        return record.verdicts["digest"]
    student, assignment = record.handed_in.parts[-2:]
    found = read_submission(record.handed_in.parents[1], student, assignment)
    parts = found.notebook, sorted(found.files.items()), sorted(found.others.items())
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def read(path: Path) -> list[Grading]:
    """Return the gradings of earlier reports, [] where there are none.

    Raises CourseError where the file can't be read or has another form.
    """
    if not os.path.lexists(path):
        return []
    try:
        found = json.loads(read_file(path, LARGEST))
    except (Unreadable, ValueError, RecursionError):
        found = None
    gradings = [_grading(entry) for entry in found] if isinstance(found, list) else [None]
    known = [grading for grading in gradings if grading is not None]
    if len(known) < len(gradings):
        raise CourseError(
            f"{path} holds no history of a class: move it away, and the report begins a new one"
        )
    return known


def _grading(entry: object) -> Grading | None:
    match entry:
        case {
            "assignment": str(assignment),
            "submissions": str(submissions),
            "graded": int(graded),
            "misconceptions": dict(counts),
        }:
            shares = all(isinstance(each, int) and 0 < each <= graded for each in counts.values())
            if graded > 0 and shares:
                return Grading(assignment, submissions, graded, counts)
    return None


def together(before: Iterable[Grading], now: Iterable[Grading]) -> list[Grading]:
    """Return all gradings; one of the same submissions takes the place of the earlier one."""
    rows = {(each.assignment, each.submissions): each for each in before}
    return list((rows | {(each.assignment, each.submissions): each for each in now}).values())


def write(path: Path, gradings: Iterable[Grading]) -> None:
    """Write the history as a whole: it can't be made again, so no kill may leave half of it."""
    new = path.with_name(f".{path.name}.new")
    new.write_text(json.dumps([asdict(each) for each in gradings], indent=1) + "\n", "utf-8")
    os.replace(new, path)


def earlier(gradings: list[Grading], now: Grading) -> list[Grading]:
    """The gradings of an assignment before this one, the latest last."""
    before = gradings[: gradings.index(now)]
    return [each for each in before if each.assignment == now.assignment]


def _shares(code: str, before: list[Grading], unit: str = "") -> str:
    return ", ".join(f"{each.share(code):.0f}{unit}" for each in before)


def said(code: str, gradings: list[Grading], now: list[Grading]) -> str:
    """The share of the class that has a misconception, in words, assignment by assignment."""
    return "; ".join(
        f"{each.assignment} {each.share(code):.0f} % now"
        + (f", earlier {_shares(code, before, ' %')}" if before else "")
        for each in now
        if code in each.misconceptions
        for before in [earlier(gradings, each)[-MOST:]]
    )


def table(gradings: list[Grading], now: list[Grading]) -> Table:
    """The share of the class that has each misconception, now and at earlier gradings."""
    rows = []
    for grading in now:
        before = earlier(gradings, grading)[-MOST:]
        codes = {code for each in (*before, grading) for code in each.misconceptions}
        for code in sorted(codes, key=lambda code: (-grading.share(code), code)):
            students, shares = grading.misconceptions.get(code, 0), _shares(code, before)
            now_ = round(grading.share(code))
            rows.append((code, grading.assignment, students, grading.graded, now_, shares))
    return Table(
        "history",
        "Share of the class with each misconception, now and at earlier gradings, the latest last",
        ("misconception", "assignment", "students", "graded", "now, %", "earlier, %"),
        tuple(rows),
    )
