"""The misconceptions of a class, most frequent first, and what went wrong without a name."""

from collections import Counter
from dataclasses import dataclass

from autograder.course.words import MISCONCEPTIONS
from autograder.host.marks import title
from autograder.report.example import Example, example
from autograder.report.records import Record, Wrong
from autograder.report.tables import Table

WHAT = {
    "raised": "raised an error",
    "not raised": "should have raised an error",
    "type": "has the wrong type",
    "shape": "has the wrong shape",
    "not finite": "is not finite",
    "changed": "changes its argument",
    "value": "has a wrong value",
    "cost": "takes too much memory",
}
ENDED = "ended with {name}"


@dataclass(frozen=True)
class Misconception:
    """One misconception of a class: its words, how many students, which exercises, an example.

    exercises: titles with the number of students each.
    """

    code: str
    fact: str
    question: str
    students: int
    exercises: tuple[tuple[str, int], ...]
    example: Example | None = None


def found(records: list[Record], examples: bool = True) -> list[Misconception]:
    """Return the misconceptions of a class, most frequent first.

    examples: whether to read an answer of each from the graded notebooks.
    """
    answers: dict[str, dict[tuple[str, str], Record]] = {}
    for record in records:
        for wrong in record.wrong:
            if wrong.misconception:
                held = answers.setdefault(wrong.misconception, {})
                held[record.student, wrong.exercise] = record
    result = []
    for code, held in answers.items():
        fact, question = MISCONCEPTIONS.get(code, (code, ""))
        counts = Counter(exercise for _, exercise in held)
        result.append(
            Misconception(
                code,
                fact,
                question,
                len({student for student, _ in held}),
                tuple(sorted((title(exercise), count) for exercise, count in counts.items())),
                example(held) if examples else None,
            )
        )
    return sorted(result, key=lambda each: (-each.students, -_answers(each), each.code))


def _answers(misconception: Misconception) -> int:
    return sum(count for _, count in misconception.exercises)


def table(records: list[Record]) -> Table:
    """The misconceptions as a table."""
    rows = [
        (
            each.code,
            each.students,
            _answers(each),
            "; ".join(f"{name} ({count})" for name, count in each.exercises),
            each.fact,
        )
        for each in found(records, examples=False)
    ]
    return Table(
        "misconceptions",
        "Misconceptions, most frequent first; in brackets the students of each exercise",
        ("misconception", "students", "answers", "exercises", "what it says"),
        tuple(rows),
    )


def unnamed(records: list[Record]) -> Table:
    """What went wrong and has no name, most frequent first."""
    held = {
        (title(wrong.exercise), _what(wrong), record.student)
        for record in records
        for wrong in record.wrong
        if not wrong.misconception
    }
    counts = Counter((exercise, what) for exercise, what, _ in held)
    rows = sorted(((*key, count) for key, count in counts.items()), key=lambda r: (-r[2], *r))
    return Table(
        "unnamed",
        "Wrong answers that no known misconception explains, most frequent first",
        ("exercise", "what went wrong", "students"),
        tuple(rows),
    )


def _what(wrong: Wrong) -> str:
    if wrong.verdict is not None:
        return WHAT[wrong.verdict["outcome"]]
    name = wrong.test["ended"]["name"]
    # The name of an error is what a student called it.
    return ENDED.format(name=name if name.isidentifier() and len(name) <= 40 else "an error")
