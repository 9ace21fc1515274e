"""Recognise a wrong turn by its numbers, over many cases, or name none.

A function that fails is called on every case of a part, and its answers are compared with what
each misconception predicts for the same arguments. A name is given only where one misconception
alone agrees on all cases, several of them telling: cases where what it predicts is clearly not the
truth. A false name would send a student astray, so whatever is left in doubt has none.
"""

from dataclasses import dataclass, replace

from autograder.lesson.answers import Answer, allowance, answers, comparable, right, same
from autograder.lesson.exercise import PARTS, Case
from autograder.lesson.signs import by_form, by_outcome, by_precision

# A prediction tells something where it is as many tolerances away from the truth.
CLEARLY = 30

# As many telling cases make a name. Those of robustness are few of a kind, and who fails there
# alone has all values right; of yes or no each can hit by chance.
TELLING = 3
TELLING_KINDS = {"truth value": 4, "fit": 2}
TELLING_EXTREMES = 2


def named(verdict, exercise, function, cases_of, catalogue):
    """Return the verdict with the code of the misconception that explains it, if one does.

    cases_of(part): the tuple of cases of a part, the same object every time. catalogue: a tuple of
    Misconception. The values are looked at first: who has them wrong fails in robustness as well.
    """
    if verdict.right:
        return verdict
    code = by_outcome(verdict)
    for cases in () if code else _occasions(verdict, cases_of):
        found = answers(function, cases)
        if found is None:
            break
        if not all(right(a, case.target) for a, case in zip(found, cases, strict=True)):
            code = by_form(verdict, found, cases)
            code = code or by_numbers(exercise, found, cases, catalogue)
            code = code or by_precision(exercise, function, found, cases)
            break
    if not code and verdict.outcome == "type":
        code = "wrong-type"
    return replace(verdict, misconception=code)


def _occasions(verdict, cases_of):
    """The cases of each part that was examined; yes or no tells so little that all count."""
    values = cases_of(PARTS[0])
    if values[0].target.kind == "truth value":
        return ((*values, *cases_of(PARTS[1])),)
    return (values,) if verdict.part == PARTS[0] else (values, cases_of(PARTS[1]))


def by_numbers(exercise, found, cases, catalogue):
    """The code of the one misconception that agrees on all cases, "" where none or several do."""
    codes = explanations(exercise, found, cases, catalogue)
    return codes.pop() if len(codes) == 1 else ""


def explanations(exercise, found, cases, catalogue):
    """The codes of all misconceptions that agree on all cases, several of them telling."""
    # Who can't be called at all shows no formula.
    if all(each.error or not each.members for each in found):
        return set()
    seen = [comparable(each, exercise) for each in found]
    return {
        misconception.code
        for misconception in catalogue
        if exercise.name in misconception.exercises
        and _explains(misconception, exercise, seen, cases)
    }


def _explains(misconception, exercise, seen, cases):
    telling = 0
    for each, case in zip(seen, cases, strict=True):
        predicted = _predicted(misconception, exercise, case)
        if predicted is None or not same(each, predicted.comparable, predicted.allowed):
            return False
        telling += predicted.telling
    ordinary = all(case.family.name == "ordinary" for case in cases)
    usual = TELLING if ordinary else TELLING_EXTREMES
    return telling >= TELLING_KINDS.get(cases[0].target.kind, usual)


@dataclass(frozen=True)
class _Prediction:
    """What a misconception makes of one case, and whether that is clearly wrong."""

    case: Case
    comparable: Answer
    allowed: float
    telling: bool


_predictions = {}


def _predicted(misconception, exercise, case):
    """The prediction for a case, made once: all who are graded meet the same cases."""
    key = id(misconception), exercise.name, id(case)
    if key not in _predictions:
        prediction = misconception.predict(exercise, case)
        if prediction is not None:
            telling = not right(prediction, case.target, CLEARLY)
            shown = comparable(prediction, exercise)
            allowed = allowance(shown, case.target)
            prediction = _Prediction(case, shown, allowed, telling)
        _predictions[key] = prediction
    return _predictions[key]
