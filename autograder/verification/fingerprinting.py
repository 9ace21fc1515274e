"""The table of fingerprints, made of every wrong program that is known: all are run once.

By hand are the catalogue's and the families; then come changes of a right answer's arguments and
result, then single edits of right answers. A fingerprint belongs to the first of these that has it,
and to nothing where two codes of one of these have it.
"""

import resource
import signal
import warnings
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from itertools import chain

import numpy as np

from autograder.checking.answers import Answer, answer, right
from autograder.checking.calls import attempt
from autograder.checking.diagnosis import SEVERAL, TELLING, TELLING_EXTREMES, TELLING_KINDS
from autograder.checking.exercise import PARTS, Case, Exercise
from autograder.checking.fingerprints import UNIT, fingerprints, raises
from autograder.course.exercises import EXERCISES
from autograder.course.misconceptions import CATALOGUE, General
from autograder.key.gallery import gallery, reference_of
from autograder.key.kept import kept_public_cases
from autograder.key.misconceptions import catalogue
from autograder.verification.changes import changed
from autograder.verification.criteria import BOUNDED, CRITERIA
from autograder.verification.edits import OF_EDITS, ONE_PLACE, edited
from autograder.verification.fits import FITS
from autograder.verification.sizes import sized

# So many results must not be exceptions by half, nor all that follow.
SOME = 8

Predictor = Callable[[Case], Answer]
Rows = dict[str, str]

# What these codes say holds of standard errors and of nothing else.
OF_ERRORS = ("m-forgotten", "m-twice", "variances", "mean-for-information")

# Of processor time for all cases of a program: the slowest right fit takes a tenth of that. A
# mutant may take all memory, or run for ever.
SECONDS, BYTES = 1.0, 4 << 30

# By so many units a number differs from the truth where it is told from it by its fingerprint.
CLEARLY = 4


def as_text(made: dict[str, Rows]) -> str:
    """The table as TOML, a line for each code."""
    return "".join(
        f"\n[{name}]\n" + "".join(f"{code} = '{row}'\n" for code, row in of_exercise.items())
        for name, of_exercise in made.items()
    )


def rows(name: str) -> Rows:
    """Return the rows of an exercise: by code the fingerprints in order, without a space."""
    exercise, found = EXERCISES[name], defaultdict(set)
    if is_yes_or_no(exercise):  # of which a criterion with a number in it is the least sure
        criteria = list(by_family(exercise))
        fixed, bounded = ([c for c in criteria if (c[0] in BOUNDED) is b] for b in (False, True))
        levels = [chain(by_hand(exercise), fixed), bounded]
    else:
        levels = [by_hand(exercise), by_family(exercise), by_change(exercise), by_edit(exercise)]
    taken = rights(exercise)
    for level in levels:
        codes = defaultdict(set)
        for code, predictor in level:
            for each in prints(exercise, predictor):
                codes[each].add(code)
        for each in codes.keys() - taken:
            if code := told(codes[each], is_yes_or_no(exercise)):
                found[code].add(each)
        taken |= codes.keys()
    return {code: "".join(sorted(found[code])) for code in sorted(found)}


def rights(exercise: Exercise) -> set[str]:
    """The fingerprints of right answers, which are nobody's mistake."""
    answers = [reference_of(exercise.name), *gallery(exercise.name)]
    predictors = [of_program(each.function) for each in answers if each.right]
    return {
        each
        for cases, _ in occasions(exercise)
        for predictor in predictors
        for each in fingerprints([predictor(case) for case in cases], cases, exercise)
    }


def told(codes: set[str], yes_or_no: bool = False) -> str:
    """The code of a fingerprint: of several edits all that is sure is that one is enough.

    Where several criteria say yes or no alike, a diagnosis must know that there are several.
    """
    if len(codes) == 1:
        return next(iter(codes))
    return ONE_PLACE if codes <= OF_EDITS else SEVERAL if yes_or_no else ""


def is_yes_or_no(exercise: Exercise) -> bool:
    """Whether an exercise asks for a truth value."""
    return kept_public_cases(exercise, PARTS[0])[0].target.kind == "truth value"


Level = Iterable[tuple[str, Predictor]]


def by_hand(exercise: Exercise) -> Level:
    """What the catalogue of grading predicts, each where it is proven."""
    for each in catalogue():
        if exercise.name in each.exercises:
            yield each.code, partial(each.predict, exercise)


def by_family(exercise: Exercise) -> Level:
    """The families: criteria, fits, and wrong answers with other numbers in them."""
    for family in (CRITERIA, FITS):
        for code, program in family.get(exercise.name, tuple)():
            yield code, of_program(program)
    if exercise.name not in FITS | CRITERIA:  # which have all their numbers as options
        for code, program in sized(exercise.name):
            yield code, of_program(program)
    for each in CATALOGUE:
        anywhere = isinstance(each, General) and each.part is None and each.code not in OF_ERRORS
        if anywhere and each.fits(exercise) and not is_yes_or_no(exercise):
            yield each.code, partial(each.predict, exercise)


def by_change(exercise: Exercise) -> Level:
    """Changes of the arguments or the result of a right answer."""
    for code, program in changed(exercise, reference_of(exercise.name).function):
        yield code, of_program(program)


def by_edit(exercise: Exercise) -> Level:
    """Single edits; those of fits are too many, and have options in their place."""
    if exercise.name not in FITS:
        for code, program in edited(exercise.name):
            yield code, of_program(program)


def of_program(program: Callable) -> Predictor:
    """What a program answers."""
    return lambda case: answer(*attempt(program, case.fresh()))


def prints(exercise: Exercise, predictor: Predictor) -> tuple[str, ...]:
    """The fingerprints of a wrong program: of its values, or of what is robust where these agree.

    There are none of a program that is right, or nearly, or tells too little.
    """
    for cases, needed in occasions(exercise):
        found = answered(predictor, cases)
        if found is None:
            return ()
        if not all(right(each, case.target) for each, case in zip(found, cases, strict=True)):
            telling = sum(map(differs, found, cases))
            return fingerprints(found, cases, exercise, brief=True) if telling >= needed else ()
    return ()


def occasions(exercise: Exercise) -> tuple[tuple[tuple[Case, ...], int], ...]:
    """The cases that a diagnosis looks at together, and how many must be clearly wrong."""
    values, extremes = (kept_public_cases(exercise, part) for part in PARTS)
    kind = values[0].target.kind
    if kind == "truth value":
        return (((*values, *extremes), TELLING_KINDS[kind]),)
    return (values, TELLING_KINDS.get(kind, TELLING)), (extremes, TELLING_EXTREMES)


def answered(predictor: Predictor, cases: tuple[Case, ...]) -> list[Answer] | None:
    """What a program answers to all cases, None where it takes too long or fails too often."""
    found: list[Answer] = []
    failed = 0
    with bounded(), warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        try:
            for case in cases:
                each = predictor(case)
                failed += raises(each, case)
                finite = each.members and each.finite
                found.append(each)
                if not (each.error or finite) or 2 * failed >= max(SOME, len(found)):
                    return None
        except Exception:  # whatever a change makes of arguments that it does not fit
            return None
        except TookTooLong:
            return None
    return found


def differs(found: Answer, case: Case) -> bool:
    """Whether an answer is wrong by more than its fingerprint rounds away."""
    if right(found, case.target) or raises(found, case):
        return False
    if not found.members or found.shapes != tuple(map(np.shape, case.target.expected)):
        return True
    largest = max(float(np.abs(v).max(initial=0.0)) for v in found.members)
    pairs = zip(found.members, case.target.expected, strict=True)
    return any(np.abs(v - t).max(initial=0.0) > CLEARLY * UNIT * largest for v, t in pairs)


class TookTooLong(BaseException):
    """Raised in a program that runs for too long; not what it may catch."""


@contextmanager
def bounded() -> Iterator[None]:
    """Give what runs little time, and the process that it runs in not all memory."""

    def end(*_: object) -> None:
        raise TookTooLong

    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (BYTES, hard))
    before = signal.signal(signal.SIGVTALRM, end)
    signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
