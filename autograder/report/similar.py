"""Submissions that agree in unusual wrong answers: a list to look at, no more.

Two wrong answers are the same where all that was recorded of them is. An answer is unusual where
few of the class have it; what many have in common is a misconception.
"""

import json
from collections import defaultdict
from itertools import combinations

from autograder.host.marks import title
from autograder.report.points import by_assignment
from autograder.report.records import Record
from autograder.report.tables import Table

# An answer is unusual that two have, or this share of all who handed in.
UNUSUAL = 0.02

# One unusual answer in common is chance.
LEAST = 2

# Of an error the line and its text say how an answer is laid out, not what it is, and the advice on
# it is in the student's language.
LAYOUT = {"line", "source", "advice"}


def table(records: list[Record]) -> Table:
    """The pairs of students who agree in at least two unusual wrong answers, most first."""
    shared = defaultdict(list)
    for group in by_assignment(records).values():
        most = max(2, int(UNUSUAL * len(group)))
        for (exercise, _), students in _answers(group).items():
            if 2 <= len(students) <= most:
                for pair in combinations(sorted(students), 2):
                    shared[pair].append(title(exercise))
    rows = [
        (*pair, len(names), ", ".join(sorted(names)))
        for pair, names in shared.items()
        if len(names) >= LEAST
    ]
    return Table(
        "similar",
        "Pairs of submissions with the same unusual wrong answers",
        ("one", "other", "in common", "exercises"),
        tuple(sorted(rows, key=lambda row: (-row[2], *row))),
    )


def _answers(group: list[Record]) -> dict[tuple[str, str], list[str]]:
    """Who gave which wrong answer: students by exercise and all that was recorded of it."""
    found = defaultdict(list)
    for record in group:
        answers = defaultdict(list)
        for wrong in record.wrong:
            if wrong.verdict is not None:
                answers[wrong.exercise].append(_fingerprint(wrong.verdict))
        for exercise, parts in answers.items():
            found[exercise, json.dumps(parts)].append(record.student)
    return found


def _fingerprint(verdict: dict) -> list:
    facts = {name: fact for name, fact in verdict["facts"].items() if name not in LAYOUT}
    codes = [verdict[name] for name in ("part", "hidden", "outcome", "family", "misconception")]
    return [*codes, verdict["wrong"], sorted((name, _rounded(facts[name])) for name in facts)]


def _rounded(fact: object) -> str:
    """A number to six digits: beyond them it shows the order in which terms were added."""
    return f"{fact:.6g}" if isinstance(fact, float) else json.dumps(fact)
