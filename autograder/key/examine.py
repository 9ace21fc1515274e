"""The hidden test of a function: one line in a graded cell."""

import sys
from functools import partial

from autograder.checking.check import conclude, diagnosed, find_exercise
from autograder.checking.compare import examine as compare
from autograder.checking.exercise import PARTS
from autograder.key.hidden import cases_in_use


def examine(function, part):
    """Examine a function on the hidden cases of one part; report without a value.

    function: callable under the name of its exercise. part: "values" or "robustness". Raises
    CheckFailed, whose text names the property and the pattern, when the function is not right, and
    ValueError for another part.
    """
    exercise = find_exercise(function, sys._getframe(1).f_globals)
    if part not in PARTS:
        parts = ", ".join(f'"{each}"' for each in PARTS)
        raise ValueError(f"examine({exercise.name}, {part!r}): the part must be one of {parts}")
    cases = cases_in_use(exercise.name, part)
    verdict = compare(exercise, function, cases, part=part, hidden=True)
    conclude(diagnosed(verdict, exercise, function, partial(cases_in_use, exercise.name)))
