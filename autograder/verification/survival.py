"""Which mutants the hidden cases let live, and which of these are known to be right programs."""

import math
import os
import resource
import time
import tomllib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
from scipy import linalg, special  # noqa: F401, imported once, not by every mutant

from autograder.checking.exercise import PARTS
from autograder.course.exercises import EXERCISES
from autograder.key.hidden import HIDDEN_SEED, hidden_cases
from autograder.verification.catching import ENOUGH, caught
from autograder.verification.mutants import Mutant, mutants
from autograder.verification.workers import spread

KEY = Path(__file__).parents[1] / "key"

# A judgement takes up to 0.3 seconds of processor time; a mutant that takes 10 is no answer.
SECONDS, BYTES = 10, 2 << 30

# How many mutants a process takes at once: few, since those of one exercise take far longer.
TOGETHER = 16


@dataclass(frozen=True)
class Outcome:
    """What became of the mutants of an exercise.

    total: how many there were; survivors: those that no hidden case catches; barely_killed: those
    that some catch, but fewer than ENOUGH.
    """

    exercise: str
    total: int
    survivors: tuple[Mutant, ...]
    barely_killed: tuple[Mutant, ...] = ()

    @property
    def killed(self) -> int:
        """How many were killed."""
        return self.total - len(self.survivors)


def judge(
    names: Collection[str] = tuple(EXERCISES),
    workers: int | None = None,
    seed: int = HIDDEN_SEED,
) -> tuple[Outcome, ...]:
    """Return the Outcome for each exercise: its mutants judged by the hidden cases.

    names: of exercises; workers: how many processes, by default one for each processor; seed: of
    the hidden cases, int ≥ 0.
    """
    made = [mutant for name in names for mutant in mutants(name)]
    batches = [made[i : i + TOGETHER] for i in range(0, len(made), TOGETHER)]
    counts = chain.from_iterable(spread(partial(killing, seed=seed), batches, workers))
    killing_cases = dict(zip(made, counts, strict=True))
    return tuple(
        Outcome(
            name,
            len(own),
            tuple(mutant for mutant in own if killing_cases[mutant] == 0),
            tuple(mutant for mutant in own if 0 < killing_cases[mutant] < ENOUGH),
        )
        for name in names
        for own in [[mutant for mutant in made if mutant.exercise == name]]
    )


def killing(mutants: Sequence[Mutant], seed: int = HIDDEN_SEED) -> list[int]:
    """Return for each mutant how many hidden cases kill it, counted up to ENOUGH.

    They run one after the other in a process of their own with little time and memory. One that
    dies there is killed, and those after it get a new process.
    """
    # Drawn before the process is forked, and once for all mutants of an exercise.
    for name in {mutant.exercise for mutant in mutants}:
        for part in PARTS:
            hidden_cases(name, part, seed)
    counts: list[int] = []
    while len(counts) < len(mutants):
        counts += _judged(mutants[len(counts) :], seed)
    return counts


def _judged(mutants: Sequence[Mutant], seed: int) -> list[int]:
    """The counts of mutants up to the first that ends the process in which they are judged."""
    reading, writing = os.pipe()
    process = os.fork()
    if process == 0:
        try:
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
            resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))
            for mutant in mutants:
                end = math.ceil(time.process_time()) + SECONDS
                resource.setrlimit(resource.RLIMIT_CPU, (end, resource.RLIM_INFINITY))
                os.write(writing, bytes([_killing(mutant, seed)]))
        finally:
            os._exit(0)
    os.close(writing)
    with open(reading, "rb") as counts:
        judged = list(counts.read())
    os.waitpid(process, 0)
    return judged if len(judged) == len(mutants) else [*judged, ENOUGH]


def _killing(mutant: Mutant, seed: int) -> int:
    namespace: dict[str, Any] = {"np": np}
    exec(mutant.source, namespace)
    function, count = namespace[mutant.exercise], 0
    for part in PARTS:
        if count < ENOUGH:
            count += caught(mutant.exercise, function, part, seed)
    return min(count, ENOUGH)


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


def gaps(outcomes: Sequence[Outcome], explained: dict[str, str]) -> tuple[str, ...]:
    """Return what is wrong, a sentence each: survivors without explanation, and the reverse.

    A mutant that few cases kill is a gap too. outcomes: of judge; explained: dict by identity. An
    explanation is held against the mutants of the exercises that were judged, and only those.
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
        + [
            f"fewer than {ENOUGH} hidden cases catch it: {mutant.identity}"
            for outcome in outcomes
            for mutant in outcome.barely_killed
        ]
    )
