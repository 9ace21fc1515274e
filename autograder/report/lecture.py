"""Which exercises to take up in the next lecture, in three sentences that can be read aloud."""

from collections import Counter

from autograder.course.words import MISCONCEPTIONS
from autograder.host.marks import title
from autograder.report import points
from autograder.report.history import Grading, earlier
from autograder.report.records import Record

# An exercise is worth a lecture where this share of the class lost points in it.
LEAST = 0.2

MOST = 3  # exercises


def sentences(records: list[Record], now: list[Grading], gradings: list[Grading]) -> list[str]:
    """Return which exercises to take up, why the first one, and how to begin.

    They are of the assignment that was graded last. One sentence says so where none is worth it.
    now, gradings: as `history.counted` and `history.together` have them.
    """
    if not now:
        return []
    grading = max(now, key=gradings.index)
    group = points.by_assignment(records)[grading.assignment]
    lost = {each: points.lost(group, each) for each in points.exercises(group)}
    hard = [each for each in lost if lost[each] and len(lost[each]) >= LEAST * grading.graded]
    if not hard:
        return [f"No exercise of {grading.assignment} needs the next lecture."]
    hard.sort(key=lambda each: -len(lost[each]))
    *titles, last = map(title, hard[:MOST])
    listed = f"{', '.join(titles)} and {last}" if titles else last
    why, begin = _mistake(hard[0], lost[hard[0]], grading, earlier(gradings, grading))
    return [
        f"From {grading.assignment}, take up {listed} in the next lecture.",
        f"In {title(hard[0])}, {len(lost[hard[0]])} of {_students(grading.graded)} lost points, "
        f"and {why}.",
        begin or f"Go quickly through {title(min(lost, key=lambda each: len(lost[each])))}.",
    ]


def _mistake(
    exercise: str, lost: list[Record], now: Grading, before: list[Grading]
) -> tuple[str, str]:
    """What was wrong most often in an exercise, and a sentence to begin with, "" for none."""
    held = Counter(
        code
        for record in lost
        for code in {each.misconception for each in record.wrong if each.exercise == exercise}
        if code
    )
    code, count = min(held.items(), key=lambda each: (-each[1], each[0]), default=("", 0))
    if count < 2:
        return "no two of them made the same known mistake", ""
    fact, question = MISCONCEPTIONS.get(code, (code, ""))
    why = f"{count} of them made the same mistake: “{fact.removesuffix('.')}”"
    if before:
        change = (
            f"the share of the class with this mistake was {before[-1].share(code):.0f} % at the "
            f"last grading and is {now.share(code):.0f} % now"
        )
        return why, f"Ask again, since {change}: “{question}”" if question else f"By now {change}."
    return why, f"Ask the class first: “{question}”" if question else ""


def _students(count: int) -> str:
    return f"{count} student{'s' if count > 1 else ''}"
