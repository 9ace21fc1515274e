"""A random search for right answers that the tests reject.

The right answers of the gallery and the references meet cases of sizes, logits and arrangements
that no test has in this combination, within what the exercise admits. Each case is made from a
seed and its number alone, so that one that is found can be made again.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace

import numpy as np

from autograder.checking.compare import Verdict, examine
from autograder.checking.differences import tolerance
from autograder.checking.exercise import PARTS, Case, Family
from autograder.checking.outcomes import Right
from autograder.course.exercises import ASSIGNMENTS, EXERCISES
from autograder.key.gallery import REFERENCE, gallery, reference_of
from autograder.key.hidden import beyond
from autograder.verification.workers import spread

# How many cases a process takes at once.
TOGETHER = 50

# In 06 the families alone choose the data: how many steps a fit may take depends on them.
OF_FITS = frozenset(exercise.name for exercise in ASSIGNMENTS["06-newton"])

# The least number of classes where one is not enough, or where two of them share a probability.
LEAST_CLASSES, CLASSES_OF_PAIR = {"reduced_hessian": 2}, 5

# Beyond these the exponential of a logarithm, a right answer to 5.1 at the probabilities that the
# tests draw, loses more digits than are allowed.
LARGEST_LOGITS = {"loss_wrt_probabilities": 60.0}


@dataclass(frozen=True)
class Rejection:
    """A right answer that was not found right.

    exercise: its name; answer: the label of the answer, "reference" for that; number: of the
    case, by which `case` makes it again; verdict: what the examination says.
    """

    exercise: str
    answer: str
    number: int
    verdict: Verdict


@dataclass(frozen=True)
class Searched:
    """What a search has found in one exercise.

    cases: how many; rejections: a tuple; margin: the largest error of a right answer as a share
    of what is allowed.
    """

    exercise: str
    cases: int
    rejections: tuple[Rejection, ...]
    margin: float


Stretch = tuple[str, int, int, int]  # name, seed, first case, the one after the last
Tried = tuple[list[Rejection], float]  # with the margin
Answers = list[tuple[str, Callable]]  # pairs of a label and a function


def search(
    names: Collection[str] = tuple(EXERCISES),
    count: int = 300,
    seed: int = 0,
    workers: int | None = None,
) -> tuple[Searched, ...]:
    """Return what was Searched of each exercise: count cases, each against two right answers.

    names: of exercises; count: int ≥ 1; seed: int ≥ 0; workers: how many processes, by
    default one for each processor.
    """
    stretches = [
        (name, seed, start, min(start + TOGETHER, count))
        for name in names
        for start in range(0, count, TOGETHER)
    ]
    found: dict[str, list[Tried]] = {name: [] for name in names}
    for stretch, result in zip(stretches, spread(_stretch, stretches, workers), strict=True):
        found[stretch[0]].append(result)
    return tuple(
        Searched(
            name,
            count,
            tuple(rejection for rejections, _ in results for rejection in rejections),
            max(margin for _, margin in results),
        )
        for name, results in found.items()
    )


def _stretch(stretch: Stretch) -> Tried:
    name, seed, start, stop = stretch
    return try_answers(name, right_answers(name), range(start, stop), seed)


def right_answers(name: str) -> Answers:
    """Return the right answers to an exercise: pairs of a label and a function."""
    entries = [(entry.label, entry.function) for entry in gallery(name) if entry.right]
    return [(REFERENCE, reference_of(name).function), *entries]


def try_answers(name: str, answers: Answers, numbers: Iterable[int], seed: int = 0) -> Tried:
    """Return (rejections, margin) of answers to an exercise, which take turns at cases.

    name: of the exercise; answers: pairs of a label and a function; numbers: of the cases; seed:
    int ≥ 0.
    """
    # What an answer takes in memory does not depend on the case.
    exercise = replace(EXERCISES[name], cost=None)
    rejections, margin = [], 0.0
    for number in numbers:
        drawn = case(name, number, seed)
        turns = {number % len(answers), (number + 1) % len(answers)}
        for label, function in (answers[turn] for turn in sorted(turns)):
            verdict = examine(exercise, function, (drawn,))
            if isinstance(verdict.found, Right):
                margin = max(margin, verdict.found.gap / float(tolerance(1.0)))
            else:
                rejections.append(Rejection(name, label, number, verdict))
    return rejections, margin


def case(name: str, number: int, seed: int = 0) -> Case:
    """Return one case of an exercise with its target, the same for the same number and seed.

    It is the same whichever other exercises the course has.
    """
    rng = np.random.default_rng([seed, *name.encode(), number])
    (drawn,) = EXERCISES[name].cases((_family(name, rng),), rng)
    return drawn


def _family(name: str, rng: np.random.Generator) -> Family:
    """A family of the exercise, at another size."""
    known = [
        family for part in PARTS for family in EXERCISES[name].families[part] + beyond(name, part)
    ]
    family = replace(known[rng.integers(len(known))], draws=1)
    if name in OF_FITS:
        return family
    least = CLASSES_OF_PAIR if family.arrangement == "pair" else LEAST_CLASSES.get(name, 1)
    largest = np.log10(LARGEST_LOGITS.get(name, 1e4))
    return replace(
        family,
        m=int(rng.integers(1, 21)),
        d=int(rng.integers(1, 9)),
        K=int(rng.integers(least, 10)),
        logits=float(np.sign(family.logits) * 10.0 ** rng.uniform(-6.0, largest)),
    )
