"""What a check asks of a course: its exercises, its misconceptions, and what is said of them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from autograder.checking.answers import Answer
from autograder.checking.compare import Verdict
from autograder.checking.exercise import Case, Exercise
from autograder.checking.outcomes import WrongValue


@dataclass(frozen=True, eq=False)
class Misconception:
    """A misconception: its code, the names of the exercises where it can occur, its results.

    predict(exercise, case) gives the Answer that it leads to. part is "robustness" where all
    values of such an answer are right.
    """

    code: str
    exercises: frozenset[str]
    predict: Callable[[Exercise, Case], Answer]
    part: str | None = None


@dataclass(frozen=True, eq=False)
class Course:
    """A course as a check knows it.

    assignments: by name, the exercises in their order. misconceptions: those that a notebook may
    name. conventions: codes of those that leave the work right. explanations: of each code a
    sentence of fact and a question. families: what is said of each kind of case. data: what
    cells may import, by name: a NamedTuple of arrays, numbers and texts. derivation: of an
    exercise's name what a passed check unfolds, its formula and its steps, or None. hint_after:
    how many answers in a row fail in the same way before a check offers the next folded hint, 0
    where it never does. fingerprints: of an exercise's name the codes of known wrong answers by
    fingerprint.
    """

    assignments: dict[str, tuple[Exercise, ...]]
    misconceptions: tuple[Misconception, ...]
    conventions: frozenset[str]
    explanations: Mapping[str, tuple[str, str]]
    families: Mapping[str, str]
    data: Mapping[str, NamedTuple] = field(default_factory=dict)
    derivation: Callable = lambda name: None
    hint_after: int = 0
    fingerprints: Callable[[str], Mapping[str, str]] = lambda name: {}

    @cached_property
    def exercises(self) -> dict[str, Exercise]:
        """All exercises by name, in their order."""
        return {each.name: each for group in self.assignments.values() for each in group}

    def beside(self, name: str) -> tuple[Exercise, ...]:
        """The exercises of the assignment that has this one."""
        return next(
            group
            for group in self.assignments.values()
            if any(exercise.name == name for exercise in group)
        )

    def is_convention(self, verdict: Verdict) -> bool:
        """Whether a verdict finds the values right up to a convention.

        In a fit, or inside a product, the same mistake does more than that.
        """
        code = verdict.misconception
        return (
            isinstance(verdict.found, WrongValue)
            and verdict.part == "values"
            and code in self.conventions
            and any(m.code == code and verdict.exercise in m.exercises for m in self.misconceptions)
        )
