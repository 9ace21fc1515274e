"""How many hidden cases catch a wrong answer: where a single one does, another draw may not."""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from autograder.checking.calls import call
from autograder.checking.compare import examine
from autograder.checking.decision import Agreement, decide
from autograder.checking.exercise import PARTS
from autograder.course.exercises import EXERCISES
from autograder.key.gallery import Entry, gallery
from autograder.key.hidden import HIDDEN_SEED, hidden_cases
from autograder.verification.workers import spread

# As many cases must catch an answer, in each part that it must lose.
ENOUGH = 3


def caught(name: str, function: Callable, part: str, seed: int = HIDDEN_SEED) -> int:
    """Return how many hidden cases of a part catch a function, counted up to ENOUGH.

    name: of the exercise. seed: int ≥ 0. What a function costs in memory does not hang on a draw:
    one that is caught by that alone has enough.
    """
    exercise, cases = EXERCISES[name], hidden_cases(name, part, seed)
    strict = part != PARTS[0]
    wrong = (
        case
        for case in cases
        if not isinstance(decide(exercise, call(function, case), case, strict), Agreement)
    )
    count = sum(1 for _ in islice(wrong, ENOUGH))
    if count == 0 and strict and exercise.cost is not None:
        return 0 if examine(exercise, function, cases, part=part, hidden=True).right else ENOUGH
    return count


def gaps(names: Iterable[str], seed: int, workers: int) -> Iterator[str]:
    """Yield a sentence for each wrong answer to these exercises that too few hidden cases catch."""
    for found in spread(gaps_in, [(name, seed) for name in names], workers):
        yield from found


def gaps_in(drawn: tuple[str, int]) -> list[str]:
    """Return the sentences on the wrong answers of one exercise; drawn: its name and the seed."""
    name, seed = drawn
    return [gap for entry in gallery(name) if (gap := gap_of(entry, seed))]


def gap_of(entry: Entry, seed: int) -> str:
    """The sentence on an answer that too few hidden cases catch, "" where there are enough."""
    part = entry.part or PARTS[0]
    if entry.right or (count := caught(entry.exercise, entry.function, part, seed)) >= ENOUGH:
        return ""
    return (
        f"{entry.exercise}, wrong answer {entry.label}: caught by {count} hidden cases of {part}, "
        f"not by {ENOUGH}"
    )
