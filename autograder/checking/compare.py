"""Compare what a function returns over some cases with the truth, and say what is found first.

Each case is decided on in turn, and the first that fails ends the examination; after the last one
comes the cost in memory. Words for all this stand in `words`; nothing here prints.
"""

import tracemalloc
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

import numpy as np

from autograder.checking.calls import Calls, Remote, attempt, call, is_remote
from autograder.checking.decision import Agreement, Mismatch, decide
from autograder.checking.differences import tolerance
from autograder.checking.exercise import ROOM, Case, Cost, Exercise
from autograder.checking.mismatch import described
from autograder.checking.outcomes import Outcome, Raised, Right, TooCostly, Unwritten
from autograder.checking.together import together


@dataclass(frozen=True)
class Verdict:
    """What an examination has found.

    found: the Outcome. family: of the case that fails, "" where all is right. mismatch: the arrays
    of the quantity that differs, and arguments the case's, both absent from a hidden examination.
    misconception: the code of the wrong turn that explains the failure, "" where none was
    recognised.
    """

    exercise: str
    part: str | None
    hidden: bool
    found: Outcome
    family: str = ""
    arguments: dict[str, np.ndarray | float] = field(default_factory=dict)
    mismatch: Mismatch | None = None
    misconception: str = ""

    @property
    def right(self) -> bool:
        """Whether everything agreed."""
        return isinstance(self.found, Right)

    @property
    def outcome(self) -> str:
        """The code of what was found."""
        return self.found.code

    @property
    def unwritten(self) -> bool:
        """Whether the function is as it was handed out: it raises NotImplementedError itself."""
        found = self.found
        return isinstance(found, Unwritten) and found.raised_in in ("", self.exercise)


def examine(
    exercise: Exercise,
    function: Callable | Calls,
    cases: Iterable[Case],
    *,
    part: str | None = None,
    hidden: bool = False,
) -> Verdict:
    """Return the Verdict on a function of an exercise over some cases.

    function: callable with the exercise's arguments, or the Calls of one, which keep what it
    returns for others to look at. cases: each with its target.
    part: "values" (arguments may be changed, cost is free), "robustness" or None for both. hidden:
    leave arguments and arrays out of the verdict.
    """
    gaps, entries, points = [0.0], 0, 0
    strict = part != "values"
    calls = Calls.of(function)

    def failed(case: Case, decision: Mismatch | Outcome) -> Verdict:
        mismatch: Mismatch | None = None
        if isinstance(decision, Mismatch):
            mismatch, decision = decision, described(decision, exercise.truth)
        verdict = Verdict(exercise.name, part, hidden, decision, case.family.name)
        if hidden:
            return verdict
        arguments = dict(zip(exercise.arguments, case.arguments, strict=False))
        return replace(verdict, arguments=arguments, mismatch=mismatch)

    if calls.are_remote and not calls.doubted:
        cases = tuple(cases)
        calls.make(cases)
        if (agreement := _agreement(calls, cases)) is not None:
            gaps, entries, points = [agreement.gap], agreement.entries, len(cases)
            case, cases = cases[-1], ()
    for case in calls.in_turn(cases):
        decision = decide(exercise, calls.on(case), case, strict)
        if not isinstance(decision, Agreement):
            return failed(case, decision)
        gaps.append(decision.gap)
        entries += decision.entries
        points += 1
    if strict and exercise.cost is not None:
        cost = exercise.cost()
        if is_remote(calls.function):
            # Once a submission, so where it counts: in the hidden test.
            for large in cost.large() if hidden else ():
                decision = _decide_remotely(exercise, calls.function, large, cost)
                if not isinstance(decision, Agreement):
                    return failed(large, decision)
        elif (found := _check_cost(calls.function, cost)) is not None:
            return Verdict(exercise.name, part, hidden, found)
    # In units of what is allowed, so that large terms do not make the gap look large.
    gap = max(gaps) * float(tolerance(1.0))
    return Verdict(exercise.name, part, hidden, Right(entries, points, gap, case.target.kind))


def _agreement(calls: Calls, cases: tuple[Case, ...]) -> Agreement | None:
    """How all results agree, found at once; None where one may be wrong."""
    numbers, alike = calls.numbers(cases), together(cases)
    return None if numbers is None or alike is None else alike.agreement(numbers)


def _decide_remotely(
    exercise: Exercise, function: Remote, case: Case, cost: Cost
) -> Agreement | Mismatch | Outcome:
    """Call a function in too little memory for what the exercise forbids."""
    # Not kept: its arrays are as large as they come.
    decision = decide(exercise, call(function.within(ROOM), case), case, strict=True)
    if isinstance(decision, Raised) and decision.error is MemoryError:
        return TooCostly(cost.forbidden)
    return decision


def _check_cost(function: Callable, cost: Cost) -> Outcome | None:
    """Compare the peak of the memory that a call allocates with what the exercise allows."""
    started = not tracemalloc.is_tracing()
    if started:
        tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        tracemalloc.reset_peak()
        # A call of its own, with arguments that no case has: its result is not looked at.
        _, error = attempt(function, tuple(cost.arguments))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        if started:
            tracemalloc.stop()
    if error is not None:
        return error
    if peak - before > cost.limit:
        return TooCostly(cost.forbidden, peak - before, cost.limit)
    return None
