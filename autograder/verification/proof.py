"""Where a general misconception of the course applies: to the exercises whose gallery proves it."""

from dataclasses import replace
from functools import partial

from autograder.checking.compare import examine
from autograder.checking.diagnosis import named
from autograder.checking.exercise import PARTS
from autograder.course.exercises import EXERCISES
from autograder.course.misconceptions import CATALOGUE, General
from autograder.key.gallery import Entry, gallery
from autograder.key.hidden import HIDDEN_SEED, hidden_cases

SEEDS = range(HIDDEN_SEED, HIDDEN_SEED + 3)


def proven() -> dict[str, list[str]]:
    """The exercises of each code for which the gallery has an answer with the predicted numbers."""
    general = [each for each in CATALOGUE if isinstance(each, General)]
    groups = {
        code: [each for each in general if each.code == code]
        for code in sorted({each.code for each in general})
    }
    found = {
        code: [
            name
            for name in EXERCISES
            if any(
                predicted(e, each) for e in gallery(name) for each in general if each.code == code
            )
        ]
        for code, of_code in groups.items()
    }
    return {code: names for code, names in found.items() if names}


def predicted(entry: Entry, misconception: General) -> bool:
    """Whether a wrong answer has the numbers that the misconception of its code predicts.

    Where one logit alone overflows, an answer may come out finite by chance: any seed will do.
    """
    exercise = EXERCISES[entry.exercise]
    if entry.right or entry.label != misconception.code or not misconception.fits(exercise):
        return False
    return any(_predicted(entry, misconception, seed) for seed in SEEDS)


def _predicted(entry: Entry, misconception: General, seed: int) -> bool:
    exercise = EXERCISES[entry.exercise]
    cases_of = partial(hidden_cases, entry.exercise, seed=seed)
    part = entry.part or PARTS[0]
    verdict = examine(exercise, entry.function, cases_of(part), part=part, hidden=True)
    alone = replace(misconception, exercises=frozenset((entry.exercise,)))
    name = named(verdict, exercise, entry.function, cases_of, (alone,)).misconception
    return name == misconception.code
