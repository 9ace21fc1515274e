"""The hidden test of a function: one line in a graded cell."""

import sys
from collections.abc import Callable
from functools import partial

from autograder.checking.compare import examine as compare
from autograder.checking.exercise import PARTS
from autograder.checking.session import in_use
from autograder.course.check import NOTEBOOK
from autograder.key.hidden import HIDDEN_SEED, hidden_cases


def examine(function: Callable, part: str) -> None:
    """Examine a function on the hidden cases of one part; report without a value.

    function: callable under the name of its exercise. part: "values" or "robustness". Raises
    CheckFailed, whose text names the property and the pattern, when the function is not right, and
    ValueError for another part.
    """
    session = in_use(NOTEBOOK)
    exercise = session.exercise_of(function, sys._getframe(1).f_globals)
    if part not in PARTS:
        parts = ", ".join(f'"{each}"' for each in PARTS)
        raise ValueError(f"examine({exercise.name}, {part!r}): the part must be one of {parts}")
    seed = HIDDEN_SEED if session.seed is None else session.seed
    cases_of = partial(hidden_cases, exercise.name, seed=seed)
    calls = session.calls(exercise, function)
    verdict = compare(exercise, calls, cases_of(part), part=part, hidden=True)
    session.conclude(session.diagnosed(verdict, exercise, calls, cases_of))
