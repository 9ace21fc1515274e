"""Which mutants the hidden cases let live, and which of these are known to be right programs."""

import os
import resource
import tomllib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy import linalg, special  # noqa: F401, imported once, not by every mutant

from autograder.checking.compare import examine
from autograder.checking.exercise import PARTS, Case
from autograder.course.exercises import EXERCISES
from autograder.key.hidden import hidden_cases
from autograder.verification.mutants import Mutant, mutants
from autograder.verification.workers import spread

KEY = Path(__file__).parents[1] / "key"

# A judgement takes up to 0.3 seconds of processor time; a mutant that takes 10 is no answer.
SECONDS, BYTES = 10, 2 << 30

# How many mutants a process takes at once: few, since those of one exercise take far longer.
TOGETHER = 16


@dataclass(frozen=True)
class Outcome:
    """What became of the mutants of an exercise: how many there were, and who survived."""

    exercise: str
    total: int
    survivors: tuple[Mutant, ...]

    @property
    def killed(self) -> int:
        """How many were killed."""
        return self.total - len(self.survivors)


def judge(
    names: Collection[str] = tuple(EXERCISES), workers: int | None = None
) -> tuple[Outcome, ...]:
    """Return the Outcome for each exercise: its mutants judged by the hidden cases.

    names: of exercises; workers: how many processes, by default one for each processor.
    """
    made = [mutant for name in names for mutant in mutants(name)]
    lives = dict(zip(made, spread(survives, made, workers, TOGETHER), strict=True))
    return tuple(
        Outcome(name, len(own), tuple(mutant for mutant in own if lives[mutant]))
        for name in names
        for own in [[mutant for mutant in made if mutant.exercise == name]]
    )


def survives(mutant: Mutant) -> bool:
    """Say whether a mutant is right by every hidden case.

    It runs in a process of its own with little time and memory; one that dies there is killed.
    """
    # Drawn before the process is forked, and once for all mutants of an exercise.
    cases = {part: hidden_cases(mutant.exercise, part) for part in PARTS}
    process = os.fork()
    if process == 0:
        right = False
        try:
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
            resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
            resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))
            right = _is_right(mutant, cases)
        finally:
            os._exit(0 if right else 1)
    _, status = os.waitpid(process, 0)
    return status == 0


def _is_right(mutant: Mutant, cases: dict[str, tuple[Case, ...]]) -> bool:
    namespace: dict[str, Any] = {"np": np}
    exec(mutant.source, namespace)
    exercise, function = EXERCISES[mutant.exercise], namespace[mutant.exercise]
    return all(
        examine(exercise, function, cases[part], part=part, hidden=True).right for part in PARTS
    )


def explanations() -> dict[str, str]:
    """Return why each known survivor is a right program: a dict from identity to reason.

    They stand beside the module of the exercise in `NAME.survivors.toml`, an array `equivalent` of
    tables with `why` and a list of `mutants`.
    """
    return {
        identity: table["why"]
        for path in sorted(KEY.glob("*/*.survivors.toml"))
        for table in tomllib.loads(path.read_text(encoding="utf-8"))["equivalent"]
        for identity in table["mutants"]
    }


def gaps(outcomes: Iterable[Outcome], explained: dict[str, str]) -> tuple[str, ...]:
    """Return what is wrong, a sentence each: survivors without explanation, and the reverse.

    outcomes: of judge; explained: dict by identity. An explanation is held against the mutants of
    the exercises that were judged, and only those.
    """
    living = {mutant.identity for outcome in outcomes for mutant in outcome.survivors}
    judged = {outcome.exercise for outcome in outcomes}
    known = {identity for identity in explained if identity.split(",")[0] in judged}
    return tuple(
        [
            f"no test catches it, no reason is given: {identity}"
            for identity in sorted(living - known)
        ]
        + [f"explained, but no survivor: {identity}" for identity in sorted(known - living)]
    )
