"""Answers that mean nothing, random numbers and right ones spoilt at random: they have no name."""

import zlib
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any

import numpy as np

from autograder.checking.calls import Calls, attempt
from autograder.checking.compare import examine
from autograder.checking.diagnosis import named
from autograder.checking.exercise import PARTS, Exercise
from autograder.course.exercises import EXERCISES
from autograder.course.fingerprinted import known
from autograder.key.gallery import Entry, gallery
from autograder.key.hidden import HIDDEN_SEED, hidden_cases
from autograder.key.kept import kept_public_cases
from autograder.key.misconceptions import catalogue
from autograder.verification.workers import spread

# Of another type or form an answer is, whatever its numbers.
FORMS = {"float32", "wrong-type", "wrong-shape", "transposed", "sum-forgotten"}

KINDS = ("numbers", "noise", "entries", "one entry", "scaled", "offsets", "mixture")

# Factors and offsets that differ by less look like those of a finite difference.
LEAST = 1e-2


def names(
    exercises: Iterable[str], draws: int, workers: int, seed: int = HIDDEN_SEED
) -> Iterator[str]:
    """Yield the name, "" for none, that grading gives to so many random answers of each kind.

    exercises: their names. draws: for each exercise and kind, int ≥ 1. workers: processes to use.
    seed: of the hidden cases, int ≥ 0.
    """
    drawn = [
        (name, kind, draw, seed) for name in exercises for kind in KINDS for draw in range(draws)
    ]
    # Those of one exercise together: they meet the same cases.
    yield from spread(_name, drawn, workers, together=len(KINDS) * draws)


def _name(drawn: tuple[str, str, int, int]) -> str:
    name, kind, draw, seed = drawn
    return name_of_noise(EXERCISES[name], kind, draw, seed)


def name_of_noise(exercise: Exercise, kind: str, draw: int, seed: int = HIDDEN_SEED) -> str:
    """The name that grading gives to the values of one random answer.

    It meets the public cases first, and the hidden ones where it passes those.
    """
    values, public = PARTS[0], partial(kept_public_cases, exercise)
    for cases_of in (public, partial(hidden_cases, exercise.name, seed=seed)):
        calls = Calls(noisy(exercise, kind, draw))
        verdict = examine(exercise, calls, cases_of(values), part=values)
        if not verdict.right:
            break
    return named(verdict, exercise, calls, cases_of, catalogue(), known).misconception


def is_of_numbers(entry: Entry) -> bool:
    """Whether an answer of the gallery is wrong in its numbers."""
    return not entry.right and entry.part is None and entry.label not in FORMS


def noisy(exercise: Exercise, kind: str, seed: int) -> Callable:
    """A function of an exercise that returns noise of a kind.

    It is drawn afresh in every call where it is added to the truth, and is else the same for the
    same arguments.
    """
    rng = np.random.default_rng(seed)
    entries = gallery(exercise.name)
    rights = [entry.function for entry in entries if entry.right]
    wrongs = [entry.function for entry in entries if is_of_numbers(entry)]
    right, wrong, size = rights[0], wrongs[rng.integers(len(wrongs))], 10.0 ** rng.uniform(-9, 1)

    met: dict[bytes, int] = {}

    def function(*arguments: np.ndarray) -> object:
        data = b"".join(np.asarray(argument).tobytes() for argument in arguments)
        draw = rng if kind == "noise" else np.random.default_rng([seed, zlib.crc32(data)])
        if kind == "mixture":
            # Every other case, so that none is right, or wrong, by chance in all of few. What an
            # exception tells is no chance.
            place = met.setdefault(data, len(met))
            result, error = attempt(right if place % 2 else wrong, arguments)
            return right(*arguments) if error is not None else result
        result, error = attempt(right, arguments)
        if error is not None:
            return float(draw.normal())
        return _spoilt(result, kind, size, draw)

    function.__name__ = exercise.name
    return function


def _spoilt(result: Any, kind: str, size: float, draw: np.random.Generator) -> Any:
    if isinstance(result, tuple):
        return tuple(_spoilt(member, kind, size, draw) for member in result)
    if isinstance(result, list):
        return [float(v) for v in _spoilt(np.array(result), kind, size, draw)]
    if isinstance(result, bool | np.bool_):
        return bool(draw.integers(2)) if kind == "numbers" else result ^ bool(draw.random() < 0.2)
    noise = draw.normal(size=np.shape(result))
    of_each_row = (*np.shape(result)[:-1], 1)[: np.ndim(result)]
    chosen = draw.random(np.shape(result))
    apart = max(size, LEAST) * np.abs(result).max()
    spoilt = {
        "numbers": noise,
        "noise": result + size * noise,
        "entries": np.where(chosen < 0.3, noise, result),
        "one entry": np.where(chosen == chosen.max(), noise, result),
        "scaled": result * (2 + max(size, LEAST) * noise),
        "offsets": result + apart * draw.normal(size=of_each_row),
    }[kind]
    return spoilt if isinstance(result, np.ndarray) else float(spoilt)
