"""Compare what a function returns with the truth, and say in codes and numbers how it differs.

Each case is checked in a fixed order, and the first failure ends the examination: the call runs,
the result has the right type, the right shape, only finite entries, the arguments are unchanged,
the values agree; after the last case comes the cost in memory. Words for all this stand in
`words`; nothing here prints.
"""

import io
import re
import sys
import traceback
import tracemalloc
import warnings
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from autograder.checking.differences import closed, tolerance
from autograder.checking.exercise import MEMBERS

# A ratio or a transposition is reported as a fact only where it explains all entries to this
# relative accuracy, far above rounding and far below any coincidence.
EXPLAINED = 1e-6

# Lines of this package are no lines of a student.
PACKAGE = str(Path(__file__).resolve().parents[1])

# Wrong entries that are this near, relative to the largest, are reported as near: not a formula is
# off, but how it is computed.
NEAR = 1e-4

# Of an exception's message, as many characters are kept: NumPy's longest have some 180.
LONGEST_MESSAGE = 200

# What a terminal takes for colours.
COLOURS = re.compile(r"\x1b\[[\d;]*m")

# As many rows and columns of the wrong entries are kept; results of the course have up to 54.
PATTERN_SIDE = 64


@dataclass(frozen=True)
class Verdict:
    """The outcome of an examination, in codes and numbers.

    outcome: "right", or the check that failed: "raised", "not raised", "type", "shape",
    "not finite", "changed", "value", "cost". facts: numbers and codes by name, as the sentence
    for the outcome needs them. wrong: which entries differ, for each row of the array a text of
    "x" (wrong) and "." (right), none where no array of one or two axes was compared. yours,
    expected, allowed: arrays of the quantity that differs, and arguments the case's, both absent
    from a hidden examination. misconception: the code of the wrong turn that explains the failure,
    "" where none was recognised.
    """

    exercise: str
    part: str | None
    hidden: bool
    outcome: str
    family: str = ""
    facts: dict = field(default_factory=dict)
    arguments: dict = field(default_factory=dict)
    wrong: tuple = ()
    yours: np.ndarray | None = None
    expected: np.ndarray | None = None
    allowed: np.ndarray | None = None
    misconception: str = ""

    @property
    def right(self):
        """Whether everything agreed."""
        return self.outcome == "right"


@dataclass(frozen=True)
class Failure:
    """Why one case fails: the outcome, its facts, the arrays that differ, and where they do."""

    outcome: str
    facts: dict
    wrong: np.ndarray | None = None
    yours: np.ndarray | None = None
    expected: np.ndarray | None = None
    allowed: np.ndarray | None = None


def examine(exercise, function, cases, *, part=None, hidden=False):
    """Return the Verdict on a function of an exercise over some cases.

    exercise: Exercise. function: callable with the exercise's arguments. cases: iterable of Case,
    each with its target. part: "values" (arguments may be changed, cost is free), "robustness"
    or None for both. hidden: leave arguments and arrays out of the verdict.
    """
    gaps, entries, points = [0.0], 0, 0
    strict = part != "values"
    called = function
    if is_remote(function):
        # All at once: the way to another process takes longer than most calls.
        cases = tuple(cases)
        called = function.ahead(cases)
    for case in cases:
        failure, gap, size = _check_case(called, case, strict)
        if failure is not None:
            return _failed(exercise, part, hidden, case, failure)
        gaps.append(gap)
        entries += size
        points += 1
    if strict and exercise.cost is not None:
        cost = exercise.cost()
        if is_remote(function):
            # Once a submission, so where it counts: in the hidden test.
            for case in cost.large() if hidden else ():
                failure = _check_cost_remotely(function, case, cost)
                if failure is not None:
                    return _failed(exercise, part, hidden, case, failure)
        elif (failure := _check_cost(function, cost)) is not None:
            return Verdict(exercise.name, part, hidden, "cost", facts=failure.facts)
    # In units of what is allowed, so that large terms do not make the gap look large.
    gap = max(gaps) * float(tolerance(1.0))
    facts = {"entries": entries, "points": points, "gap": gap, "kind": case.target.kind}
    return Verdict(exercise.name, part, hidden, "right", facts=facts)


def _failed(exercise, part, hidden, case, failure):
    facts = {"truth": exercise.truth, **failure.facts}
    axes = _axes(exercise, failure)
    if axes is not None:
        facts["axes"] = axes
    if "argument" in facts:
        facts["argument"] = exercise.arguments[facts["argument"]]
    verdict = {"facts": facts, "family": case.family.name, "wrong": _rows(failure.wrong)}
    if not hidden:
        verdict["arguments"] = dict(zip(exercise.arguments, case.arguments, strict=False))
        verdict |= {name: getattr(failure, name) for name in ("yours", "expected", "allowed")}
    return Verdict(exercise.name, part, hidden, failure.outcome, **verdict)


def _rows(wrong):
    """Which entries differ, as texts, cut where an array is large."""
    if wrong is None or wrong.size == 1 or wrong.ndim > 2:
        return ()
    shown = np.atleast_2d(wrong)[:PATTERN_SIDE, :PATTERN_SIDE]
    return tuple("".join(".x"[int(entry)] for entry in row) for row in shown)


def _axes(exercise, failure):
    """The names of the axes, where the shape in question has as many as the exercise names."""
    if failure.outcome != "shape":
        return None
    axes = exercise.axes[failure.facts.get("member", 0)]
    return axes if len(axes) == len(failure.facts["wanted"]) else None


def _check_case(function, case, strict):
    """Return (failure or None, largest gap as a share of the allowed, entries compared)."""
    arguments, target = case.fresh(), case.target
    result, error = call(function, arguments)
    if target.raises is not None:
        return _check_raises(error, target.raises), 0.0, 1
    failure = (
        (Failure("raised", error) if error is not None else None)
        or _check_form(result, target)
        or _check_finite(result)
        or (_check_unchanged(arguments, case.arguments) if strict else None)
    )
    if failure is not None:
        return failure, np.inf, 0
    return _check_values(result, target)


def is_remote(function):
    """Whether a function says that it runs in another process, of limited memory."""
    return getattr(function, "is_remote", False)


def call(function, arguments):
    """Return (result, None), or (None, facts of the exception) if the call raised one.

    Warnings, prints and the differencing engine are shut off for as long as the call lasts.
    """
    if is_remote(function):
        return _attempt(function, arguments)
    silence = io.StringIO()
    with (
        closed(),
        warnings.catch_warnings(),
        np.errstate(all="ignore"),
        redirect_stdout(silence),
        redirect_stderr(silence),
    ):
        warnings.simplefilter("ignore")
        return _attempt(function, arguments)


def _attempt(function, arguments):
    try:
        return function(*arguments), None
    # Whatever a student's function raises is its result, and is reported.
    except (Exception, SystemExit) as error:
        facts = _describe(error)
        if not is_remote(function):
            facts["message"] = _with_suggestion(error, facts["message"])
        # Where a function runs in another process, that may lack something that is here.
        if is_remote(function) and (advice := getattr(error, "advice", "")):
            facts["advice"] = advice
        return None, facts


def _describe(error):
    """The facts of an exception: its class, its message, the line of the function that it left.

    And the name of the function that raised it, where the function had called that one.
    """
    frames = [
        frame
        for frame in traceback.extract_tb(error.__traceback__)
        if not frame.filename.startswith(PACKAGE)
    ]
    facts = {"error": type(error), "message": str(error)[:LONGEST_MESSAGE]}
    if frames:
        facts |= {"line": frames[0].lineno, "code": frames[0].line or ""}
    if len(frames) > 1:
        facts["raised_in"] = frames[-1].name
    return facts


def _with_suggestion(error, message):
    """The message of an exception, with the name that Python suggests where it suggests one."""
    if type(error) not in (NameError, AttributeError):
        return message
    shown = io.StringIO()
    with redirect_stderr(shown):
        sys.__excepthook__(type(error), error, error.__traceback__)
    # From Python 3.13 on it is coloured in a kernel.
    plain = COLOURS.sub("", shown.getvalue())
    last = plain.splitlines()[-1].removeprefix(f"{type(error).__name__}: ")
    return last[:LONGEST_MESSAGE] if last.startswith(message) else message


def _check_raises(error, wanted):
    if error is None:
        return Failure("not raised", {"error": wanted.__name__})
    if not issubclass(error["error"], wanted):
        return Failure("raised", error)
    return None


def _check_form(result, target):
    """Check type and shape."""
    if result is None:
        return Failure("type", {"wanted": target.kind, "got": "None"})
    if target.kind == "scalar":
        return None if isinstance(result, float) else _wrong_type(result, target.kind)
    if target.kind == "truth value":
        return None if isinstance(result, bool | np.bool_) else _wrong_type(result, target.kind)
    members = (result,)
    if target.kind == "fit" or target.kind in MEMBERS:
        wanted = len(MEMBERS.get(target.kind, ("array", "values")))
        if type(result) is not tuple or len(result) != wanted:
            return _wrong_type(result, target.kind)
        members = result if target.kind in MEMBERS else result[:1]
    for position, (member, shape) in enumerate(zip(members, target.shapes, strict=True)):
        # A function of arrays without axes returns NumPy's scalar: that is its array.
        if shape == () and isinstance(member, float):
            continue
        if type(member) is not np.ndarray or member.dtype != np.float64:
            name = target.names[position] if target.kind in MEMBERS else None
            return _wrong_type(member, "array", name)
        if member.shape != shape:
            facts = {"wanted": shape, "got": member.shape, "member": position}
            return Failure("shape", facts)
    if target.kind == "fit" and not _is_list_of_floats(result[1]):
        return _wrong_type(result[1], "values")
    return None


def _is_list_of_floats(values):
    return type(values) is list and len(values) > 0 and all(isinstance(v, float) for v in values)


def _wrong_type(result, wanted, member=None):
    got = type(result).__name__
    if type(result) is np.ndarray:
        got = f"array of {result.dtype}"
        if result.ndim == 0:
            got = f"{got} without axes"
    elif isinstance(result, np.generic):
        got = f"{got} without axes"
    elif isinstance(result, tuple):
        got = f"tuple of {len(result)}"
    elif wanted == "values" and type(result) is list and result:
        got = f"list with {next(type(v).__name__ for v in result if not isinstance(v, float))}"
    facts = {"wanted": wanted, "got": got}
    return Failure("type", facts if member is None else facts | {"member": member})


def _check_finite(result):
    members = result if isinstance(result, tuple) else (result,)
    for member in members:
        wrong = ~np.isfinite(member)
        if np.any(wrong):
            facts = {"wrong": int(np.sum(wrong)), "total": int(np.size(member))}
            facts["nan"] = bool(np.any(np.isnan(member)))
            return Failure("not finite", facts, wrong, np.asarray(member))
    return None


def _check_unchanged(after, before):
    for position, (a, b) in enumerate(zip(after, before, strict=True)):
        if isinstance(b, np.ndarray) and not np.array_equal(a, b):
            return Failure("changed", {"argument": position})
    return None


# A wrong number may be as large as there is one; what it overflows differs all the more.
@np.errstate(all="ignore")
def _check_values(result, target):
    gap, size = 0.0, 0
    quantities = zip(
        target.names, target.measure(result), target.expected, target.tolerances, strict=True
    )
    for name, got, want, allowed in quantities:
        got, want, allowed = np.broadcast_arrays(np.asarray(got, dtype=np.float64), want, allowed)
        difference = np.abs(got - want)
        agrees = difference <= allowed
        if not agrees.all():
            facts = {"quantity": name, **_pattern(got, want, allowed, ~agrees)}
            return Failure("value", facts, ~agrees, got, want, allowed), np.inf, size
        shares = difference / np.maximum(allowed, np.finfo(np.float64).tiny)
        gap = max(gap, float(shares.max(initial=0.0)))
        size += got.size
    return None, gap, size


def _pattern(got, want, allowed, wrong):
    """Describe which entries differ and how: facts, no diagnosis."""
    excess = np.abs(got - want) / np.maximum(allowed, np.finfo(np.float64).tiny)
    worst = np.unravel_index(int(np.argmax(np.where(wrong, excess, 0.0))), got.shape)
    facts = {
        "worst": tuple(int(i) for i in worst),
        "yours": float(got[worst]),
        "expected": float(want[worst]),
        "allowed": float(allowed[worst]),
        "wrong": int(wrong.sum()),
        "total": int(wrong.size),
        "place": _place(wrong),
    }
    ratio = _ratio(got, want, allowed)
    gap, size = float(np.abs(got - want).max()), float(np.abs(want).max())
    if gap < NEAR * size:
        facts["nearness"] = gap / size
    elif ratio is not None:
        facts["ratio"] = ratio
    elif (offset := _offset(got, want, allowed)) is not None:
        facts["offset"] = offset
    if got.ndim == 2 and got.shape[0] == got.shape[1] and np.all(np.abs(got.T - want) <= allowed):
        facts["transposed"] = True
    return facts


def _place(wrong):
    """A code for where the wrong entries are."""
    if wrong.size == 1 or wrong.all():
        return "everywhere"
    if wrong.ndim == 2 and wrong.shape[0] == wrong.shape[1]:
        diagonal = np.eye(len(wrong), dtype=bool)
        if not wrong[diagonal].any():
            return "off the diagonal"
        if not wrong[~diagonal].any():
            return "on the diagonal"
    if wrong.ndim == 2 and wrong.any(axis=1).sum() == 1:
        return "in one row"
    if wrong.ndim == 2 and wrong.any(axis=0).sum() == 1:
        return "in one column"
    return "scattered"


def _ratio(got, want, allowed):
    """The constant c with got = c · want in every entry, if there is one."""
    telling = np.abs(want) > allowed / EXPLAINED
    if telling.sum() < 2:
        return None
    ratios = got[telling] / want[telling]
    c = float(np.median(ratios))
    explained = np.abs(got - c * want) <= EXPLAINED * np.abs(c * want) + allowed * max(1, abs(c))
    return c if explained.all() else None


def _offset(got, want, allowed):
    """The constant c with got = want + c in every entry, if there is one and entries vary."""
    if got.size < 2 or not np.ptp(want) > 0:
        return None
    c = float(np.median(got - want))
    explained = np.abs(got - want - c) <= EXPLAINED * abs(c) + allowed
    return c if explained.all() else None


def _check_cost_remotely(function, case, cost):
    """Call a function whose process has too little memory for what the exercise forbids."""
    failure, _, _ = _check_case(function, case, strict=True)
    if failure is not None and failure.facts.get("error") is MemoryError:
        return Failure("cost", {"forbidden": cost.forbidden})
    return failure


def _check_cost(function, cost):
    """Compare the peak of the memory that a call allocates with what the exercise allows."""
    started = not tracemalloc.is_tracing()
    if started:
        tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        tracemalloc.reset_peak()
        _, error = call(function, tuple(cost.arguments))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        if started:
            tracemalloc.stop()
    if error is not None:
        return Failure("raised", error)
    if peak - before > cost.limit:
        facts = {"peak": peak - before, "limit": cost.limit, "forbidden": cost.forbidden}
        return Failure("cost", facts)
    return None
