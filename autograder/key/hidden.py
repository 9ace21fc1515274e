"""The hidden cases: the public families drawn afresh, and kinds of case that no check shows.

Sizes and values come from one explicit seed, so that every submission meets the same cases and
no public case returns. The module of an exercise names in `HIDDEN` what it has beyond its public
families, by part. Of these fewer are drawn where fewer prove as much: `hidden_draws`.
"""

from dataclasses import replace
from functools import cache

import numpy as np

from autograder.checking.exercise import PARTS, Case, Family
from autograder.course.exercises import EXERCISES
from autograder.key.discovery import modules
from autograder.key.kept import recalled

HIDDEN_SEED = 10


@cache
def hidden_cases(name: str, part: str, seed: int = HIDDEN_SEED) -> tuple[Case, ...]:
    """Return the hidden cases of one part of an exercise, each with its target.

    name: of the exercise. part: "values" or "robustness". seed: int ≥ 0; every exercise and part
    draws from a stream of its own, whichever other exercises the course has.
    """
    exercise = EXERCISES[name]

    def drawn() -> tuple[Case, ...]:
        stream = np.random.default_rng([seed, *name.encode(), PARTS.index(part)])
        return tuple(exercise.cases(hidden_families(name, part), stream))

    return recalled((name, part, seed), drawn)


def hidden_families(name: str, part: str) -> tuple[Family, ...]:
    """The families of a part of an exercise, each with the draws of the hidden test."""
    return tuple(
        family if family.hidden_draws is None else replace(family, draws=family.hidden_draws)
        for family in EXERCISES[name].families[part] + beyond(name, part)
    )


def beyond(name: str, part: str) -> tuple[Family, ...]:
    """The families of a part of an exercise that are hidden only."""
    return getattr(modules()[name], "HIDDEN", {}).get(part, ())
