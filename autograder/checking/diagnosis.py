"""Recognise a wrong turn by its numbers, over many cases, or name none.

Of a function that fails the answers to every case of a part are compared with what
each misconception predicts for the same arguments. A name is given only where one misconception
alone agrees on all cases, several of them telling: cases where what it predicts is clearly not the
truth. A false name would send a student astray, so whatever is left in doubt has none.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import compress

import numpy as np

from autograder.checking.answers import Answer, allowance, answers, comparable, right, same
from autograder.checking.calls import Calls
from autograder.checking.compare import Verdict
from autograder.checking.course import Misconception
from autograder.checking.estimates import by_estimate
from autograder.checking.exercise import PARTS, Case, Exercise
from autograder.checking.fingerprints import fingerprints
from autograder.checking.outcomes import Raised, WrongType
from autograder.checking.signs import by_form, by_outcome, by_precision, by_quantity, is_near
from autograder.checking.slips import by_exception, by_place, by_shape

# A prediction tells something where it is as many tolerances away from the truth.
CLEARLY = 30

ROBUSTNESS = PARTS[1]

# A small number that was added, whatever its size, leaves errors in proportion: to first order.
SLACK = 0.05

# As many telling cases make a name. Those of robustness are few of a kind, and who fails there
# alone has all values right; of yes or no each can hit by chance.
TELLING = 3
TELLING_KINDS = {"truth value": 4, "fit": 2}
TELLING_EXTREMES = 2

# Stands in a table of fingerprints where several criteria say yes or no alike.
SEVERAL = "several"

CasesOf = Callable[[str | None], tuple[Case, ...]]
Catalogue = tuple[Misconception, ...]
Known = Callable[[str], Mapping[str, str]]
Earlier = dict[str, tuple[tuple, str]]


# Numbers of a wrong answer may be as large as there are any; what they overflow is no explanation.
@np.errstate(all="ignore")
def named(
    verdict: Verdict,
    exercise: Exercise,
    function: Callable | Calls,
    cases_of: CasesOf,
    catalogue: Catalogue,
    known: Known = lambda name: {},
    earlier: Earlier | None = None,
) -> Verdict:
    """Return the verdict with the code of the misconception that explains it, if one does.

    function: callable, or the Calls of one, of which those that were made are not made again.
    cases_of(part): the cases of a part, the same ones every time. The values are looked at first:
    who has them wrong fails in robustness as well. known(name): of wrong answers to the public
    cases of an exercise, the code by fingerprint; asked where no formula explains the answer.
    earlier: by exercise the answers that were last explained and their code, which is taken again
    for the same answers: who has the values wrong is asked for them in each part.
    """
    if verdict.right:
        return verdict
    code, calls = by_outcome(verdict), Calls.of(function)
    for part, cases in () if code else _occasions(verdict, cases_of):
        found = answers(calls, cases)
        if found is None:
            break
        if not all(right(a, case.target) for a, case in zip(found, cases, strict=True)):
            form = by_form(verdict, found, cases)
            this = part, cases, form, type(verdict.found), _digest(found)
            before, code = (earlier or {}).get(exercise.name, ((), ""))
            if before != this:
                about = verdict, exercise, calls, found, cases
                code = _explained(form, *about, catalogue, part, known)
            if earlier is not None:
                earlier[exercise.name] = this, code
            break
    if not code and isinstance(verdict.found, WrongType):
        code = "wrong-type"
    return replace(verdict, misconception=code)


def _explained(
    form: str,
    verdict: Verdict,
    exercise: Exercise,
    calls: Calls,
    found: Sequence[Answer],
    cases: Sequence[Case],
    catalogue: Catalogue,
    part: str | None,
    known: Known,
) -> str:
    """The code that explains the answers of a function to the cases of a part, "" for none.

    form: what their form tells.
    """
    codes = set() if form else explanations(exercise, found, cases, catalogue, part)
    code = form or _only(codes)
    if not code and part == PARTS[0]:
        code = by_precision(exercise, calls.function, found, cases)
    if part is None or not (code or codes):
        told = by_fingerprint(exercise, found, cases, known)
        code = "" if told == SEVERAL else code or told
    if not (code or codes):
        code = (
            by_estimate(exercise, found, cases)
            or by_quantity(found, cases)
            or _by_exception(verdict, calls, found, cases)
            or by_shape(found, cases)
            or by_place(found, cases)
        )
    return code


def _digest(found: Sequence[Answer]) -> bytes:
    """Changes whenever a bit of the answers does."""
    digest = hashlib.sha256()
    for each in found:
        digest.update(repr((each.error, each.shapes)).encode())
        for member in each.members:
            digest.update(member.tobytes())
    return digest.digest()


def _occasions(
    verdict: Verdict, cases_of: CasesOf
) -> Iterator[tuple[str | None, tuple[Case, ...]]]:
    """Each part that was examined, with its cases; yes or no tells so little that all count."""
    values, extremes = PARTS
    if cases_of(values)[0].target.kind == "truth value":
        yield None, (*cases_of(values), *cases_of(extremes))
        return
    yield values, cases_of(values)
    if verdict.part != values:
        yield extremes, cases_of(extremes)


def _by_exception(
    verdict: Verdict, calls: Calls, found: Sequence[Answer], cases: Sequence[Case]
) -> str:
    """The code of the slip that raises, where an exception is what the verdict reports."""
    if not isinstance(verdict.found, Raised):
        return ""
    return by_exception([calls.on(case) for case in cases], found, cases)


def _only(codes: set[str]) -> str:
    """The one code, "" where there is none or another one as well."""
    return next(iter(codes)) if len(codes) == 1 else ""


def by_fingerprint(
    exercise: Exercise, found: Sequence[Answer], cases: Sequence[Case], known: Known
) -> str:
    """The code of the known wrong answer that gives the same numbers, "" where there is none."""
    prints = fingerprints(found, cases, exercise)
    codes = known(exercise.name) if prints else {}
    return _only({codes[each] for each in prints if each in codes})


def explanations(
    exercise: Exercise,
    found: Sequence[Answer],
    cases: Sequence[Case],
    catalogue: Catalogue,
    part: str | None,
) -> set[str]:
    """The codes of all misconceptions that agree on all cases, several of them telling."""
    # Who can't be called at all shows no formula.
    if all(each.error or not each.members for each in found):
        return set()
    seen = [comparable(each, exercise) for each in found]
    usual = TELLING_EXTREMES if part == ROBUSTNESS else TELLING
    needed = TELLING_KINDS.get(cases[0].target.kind, usual)
    candidates = _candidates(catalogue, exercise, part)
    return {
        misconception.code
        for misconception in _possible(candidates, exercise, seen[0], cases[0])
        if _explains(misconception, exercise, seen, cases, needed)
    }


@cache
def _candidates(catalogue: Catalogue, exercise: Exercise, part: str | None) -> Catalogue:
    """The misconceptions that an exercise has in a part."""
    return tuple(
        misconception
        for misconception in catalogue
        if exercise.name in misconception.exercises
        and (part is None or (misconception.part == ROBUSTNESS) == (part == ROBUSTNESS))
    )


def _possible(candidates: Catalogue, exercise: Exercise, seen: Answer, case: Case) -> Catalogue:
    """The candidates but for those that one answer alone rules out, found for all at once.

    Of its numbers one lies further from what they predict than is allowed, and that is no error
    so small that any multiple of it would do.
    """
    if not seen.members or seen.shapes != case.target.shapes or not seen.finite:
        return candidates
    predicted, allowed = _stacked(candidates, exercise, case)
    gaps = np.abs(predicted - _entries(seen))
    return tuple(compress(candidates, np.all(~(gaps > allowed), axis=1)))


@cache
def _stacked(
    candidates: Catalogue, exercise: Exercise, case: Case
) -> tuple[np.ndarray, np.ndarray]:
    """The numbers that each candidate predicts for a case, a row each, and how far one may lie.

    As far as it will where they are none, or not as many, or near the truth.
    """
    rows, allowed = [], []
    size = sum(int(np.prod(shape)) for shape in case.target.shapes)
    for each in candidates:
        prediction = _predicted(each, exercise, case)
        shown = prediction.comparable
        alone = prediction.near or shown.shapes != case.target.shapes or not shown.finite
        rows.append(np.zeros(size) if alone else _entries(shown))
        allowed.append(np.inf if alone else prediction.allowed)
    return np.reshape(rows, (len(rows), size)), np.reshape(allowed, (len(rows), 1))


def _entries(answer: Answer) -> np.ndarray:
    return np.concatenate([np.ravel(member) for member in answer.members])


def _explains(
    misconception: Misconception,
    exercise: Exercise,
    seen: Sequence[Answer],
    cases: Sequence[Case],
    needed: int,
) -> bool:
    telling, alike = 0, True
    for each, case in zip(seen, cases, strict=True):
        predicted = _predicted(misconception, exercise, case)
        alike = alike and same(each, predicted.comparable, predicted.allowed)
        if not alike and not predicted.near:
            return False
        telling += predicted.telling
    return telling >= needed and (alike or _proportional(misconception, exercise, seen, cases))


def _proportional(
    misconception: Misconception, exercise: Exercise, seen: Sequence[Answer], cases: Sequence[Case]
) -> bool:
    """Whether all errors are one multiple of those predicted, which are small."""
    factors = []
    for each, case in zip(seen, cases, strict=True):
        predicted = _predicted(misconception, exercise, case)
        if each.shapes != predicted.comparable.shapes or not each.finite:
            return False
        truth = case.target.expected
        error, usual = (
            np.concatenate([np.ravel(m - t) for m, t in zip(one.members, truth, strict=True)])
            for one in (each, predicted.comparable)
        )
        if not predicted.telling:
            continue
        factor = (error @ usual) / (usual @ usual)
        if not is_near(each, case.target):
            return False
        if not np.abs(error - factor * usual).max() <= SLACK * np.abs(error).max():
            return False
        factors.append(factor)
    return bool(factors) and 0 < max(factors) <= (1 + SLACK) * min(factors)


@dataclass(frozen=True)
class _Prediction:
    """What a misconception makes of one case, and whether that is clearly wrong."""

    comparable: Answer
    allowed: float
    telling: bool
    near: bool


@cache
def _predicted(misconception: Misconception, exercise: Exercise, case: Case) -> _Prediction:
    """The prediction for a case, made once: all who are graded meet the same cases."""
    prediction = misconception.predict(exercise, case)
    shown = comparable(prediction, exercise)
    return _Prediction(
        shown,
        allowance(shown, case.target),
        telling=not right(prediction, case.target, CLEARLY),
        near=is_near(prediction, case.target),
    )
