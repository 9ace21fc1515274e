"""Turn a verdict into a report: lines of text for a terminal, a small page of HTML for JupyterLab.

A report has at most ten lines of 79 columns; in a notebook the progress stands below it. The HTML
carries the same lines, and where arrays were compared a heat map of yours, expected and difference
as tables, whose numbers can be read aloud and whose colours suit a light and a dark page.
"""

import re
import textwrap
from collections.abc import Iterable, Iterator
from html import escape

import numpy as np

from autograder.checking import words
from autograder.checking.compare import Verdict
from autograder.checking.course import Course
from autograder.checking.decision import OF_STEPS
from autograder.checking.exercise import ENTRIES
from autograder.checking.language import say
from autograder.checking.mismatch import NEAR
from autograder.checking.outcomes import (
    NotFinite,
    Outcome,
    Raised,
    Right,
    TooCostly,
    Unwritten,
    WrongShape,
    WrongType,
    WrongValue,
)

WIDTH = 79
LINES = 10
INDENT = "    "
COLUMN = 12

# Of an exception's message, as many lines are shown: NumPy says at the end which sizes differ.
MESSAGE_LINES = 3

# What Python says where a call does not fit the arguments of a function.
OTHER_ARGUMENTS = re.compile(r"\(\) (missing \d+ required|takes .* but .* given)")

# Misconceptions of which the numbers of the answer tell the size.
WITH_A_SIZE = ("constant-factor", "constant-offset")

# As many rows and columns as a heat map shows before it cuts out the part around the worst entry.
HEAT_MAP_SIDE = 8

Fact = tuple[str, str]  # a label and a text


class Report:
    """The report of a verdict: ``str()`` for a terminal, rich display for a notebook.

    course: that has the exercise. note, offer, progress: sentences that stand below it, in this
    order, "" for none.
    """

    def __init__(
        self,
        verdict: Verdict,
        course: Course,
        progress: str = "",
        note: str = "",
        offer: str = "",
    ):
        self.verdict = verdict
        self.lines = report_lines(verdict, course)
        self.below = [sentence for sentence in (note, offer, progress) if sentence]

    def __str__(self) -> str:
        below = (line for sentence in self.below for line in _wrap(sentence))
        return "\n".join([*self.lines, *below])

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        html = report_html(self.verdict, self.lines, self.below)
        return {"text/plain": str(self), "text/html": html}


def report_lines(verdict: Verdict, course: Course) -> list[str]:
    """Return the lines of a report, the first of which stands alone."""
    lines = [first_line(verdict)]
    for label, text in _facts(verdict, course):
        lines.append(_fit(f"{INDENT}{label:<{COLUMN}}{text}"))
    if not verdict.right:
        lines += hint_lines(hint(verdict, course))
    return lines


def first_line(verdict: Verdict) -> str:
    """Return the sentence that says the outcome."""
    found = verdict.found
    part = words.HIDDEN_PART[verdict.part] if verdict.hidden else ""
    texts = vars(found) | {"name": verdict.exercise, "part": part}
    if verdict.unwritten:
        return words.UNWRITTEN.format(**texts)
    match found:
        case Right(gap=gap, kind=kind):
            line = words.HIDDEN_RIGHT if verdict.hidden else words.RIGHT
            if kind == "truth value":
                line = words.ANSWERS_RIGHT
            part = part or words.RIGHT_PART[verdict.part]
            shown = f"{max(gap, np.finfo(float).eps):.0e}"
            return line.format(**texts | {"part": part, "gap": shown})
        case Raised(error=error):
            texts["error"] = error.__name__
        case WrongType(wanted=wanted):
            texts["wanted"] = words.KIND[wanted]
        case WrongValue():
            texts["statement"] = _statement(found, verdict.hidden)
        case NotFinite(total=1):
            return words.NOT_FINITE_VALUE.format(**texts)
        case WrongShape(wanted=wanted, axes=axes) if axes:
            with_axes = texts | {"wanted": f"{_axes(axes)} = {wanted}"}
            line = words.FIRST_LINE[found.code].format(**with_axes)
            if len(line) <= WIDTH:
                return line
    return words.FIRST_LINE[found.code].format(**texts)


def _axes(axes: Iterable[str]) -> str:
    return f"({', '.join(say('axes', name) for name in axes)})"


def _statement(found: WrongValue, hidden: bool) -> str:
    worst, quantity = found.worst, found.quantity
    if quantity == "entry" and worst == ():
        quantity = "scalar"
    statements = words.HIDDEN_STATEMENT if hidden else words.STATEMENT
    index = worst[0] if len(worst) == 1 else worst
    truth = words.TRUTH[found.truth]
    column = worst[0] if worst else 0
    return statements[quantity].format(index=index, column=column, truth=truth)


def _facts(verdict: Verdict, course: Course) -> Iterator[Fact]:
    """The facts below the first line, as pairs of a label and a text."""
    match verdict.found:
        case WrongValue() as found:
            yield from _value_facts(found, verdict)
        case Raised() as raised if not verdict.hidden:
            # The message and the line are the student's own and may quote hidden arguments.
            if raised.message and not isinstance(raised, Unwritten):
                yield from _message_facts(raised.message, len(hint_lines(hint(verdict, course))))
            if raised.source:
                yield words.FACT["line"].format(line=raised.line), raised.source
        case WrongType(got=got, member=member, form=form):
            if member:
                yield words.FACT["array"], words.MEMBER[member]
            yield words.FACT["yours"], words.TYPE[form].format(got=got)
        case WrongShape(axes=axes) if axes and _axes(axes) not in first_line(verdict):
            yield words.FACT["axes"], _axes(axes)
        case NotFinite(nan=True):
            yield words.FACT["where"], words.NAN
        case TooCostly(peak=int(peak), limit=int(limit)):
            yield words.FACT["yours"], _bytes(peak)
            yield words.FACT["expected"], words.AT_MOST.format(limit=_bytes(limit))
    if isinstance(verdict.found, Unwritten):
        return
    if verdict.family:
        yield words.FACT["case"], course.families[verdict.family]
    if verdict.arguments:
        yield words.FACT["at"], _arguments(verdict.arguments, WIDTH - len(INDENT) - COLUMN)


def _message_facts(message: str, rows_of_hint: int) -> Iterator[Fact]:
    """The first line of a message, wrapped; only the first row has a label."""
    # Four more lines say what failed and where.
    most = min(MESSAGE_LINES, LINES - 4 - rows_of_hint)
    rows = textwrap.wrap(
        message.splitlines()[0],
        WIDTH - len(INDENT) - COLUMN,
        max_lines=most,
        placeholder=" …",
    )
    labels = words.FACT["message"], *[""] * (most - 1)
    yield from zip(labels, rows, strict=False)


def _value_facts(found: WrongValue, verdict: Verdict) -> Iterator[Fact]:
    if found.quantity in words.MEMBER:
        yield words.FACT["array"], words.MEMBER[found.quantity]
    if not verdict.hidden and found.quantity == "answer":
        yield words.FACT["yours"], str(bool(found.yours))
        yield words.FACT["expected"], str(bool(found.expected))
    elif not verdict.hidden and found.quantity == "extra values":
        yield words.FACT["yours"], words.VALUES.format(count=f"{found.yours:.0f}")
        yield words.FACT["expected"], words.AT_MOST.format(limit=f"{found.expected:.0f}")
    elif not verdict.hidden:
        yours, expected = _numbers(found.yours, found.expected)
        yield words.FACT["yours"], yours
        yield words.FACT["expected"], f"{expected}   (± {found.allowed:.0e})"
    if found.step and found.quantity != OF_STEPS and not verdict.hidden:
        yield words.FACT["from"], words.STEP.format(step=found.step)
    if found.total > 1:
        yield words.FACT["where"], words.PLACE[found.place].format(**vars(found))
    # A misconception says all this, and why; but how large a number of any size is, it does not.
    if verdict.misconception not in ("", *WITH_A_SIZE):
        return
    if found.nearness is not None:
        yield words.FACT["near"], words.NEAR.format(nearness=f"{found.nearness:.0e}")
    if (ratio := found.ratio) is not None:
        yield words.FACT["ratio"], words.RATIO.format(ratio=f"{ratio:.6g}") if ratio else words.ZERO
    if found.offset is not None:
        yield words.FACT["offset"], words.OFFSET.format(offset=f"{found.offset:.6g}")
    if found.transposed:
        yield words.FACT["where"], words.TRANSPOSED


def hint(verdict: Verdict, course: Course) -> str:
    """Return the advice of a verdict that is not right, "" where there is none."""
    found = verdict.found
    if isinstance(found, Unwritten):
        other = found.raised_in or verdict.exercise
        is_other = other in course.exercises and other != verdict.exercise
        return words.CALLS_UNWRITTEN.format(other=other) if is_other else words.NOT_WRITTEN
    if said := _slip_hint(verdict, course):
        return said
    hints, wrong = course.exercises[verdict.exercise].case_hints, _what_is_wrong(found)
    of_case = [hints[case] for case in ((wrong, verdict.family), (wrong, "")) if case in hints]
    # Of an exception an exercise says more than its message does.
    if verdict.misconception and not (of_case and isinstance(found, Raised)):
        fact, question = course.explanations[verdict.misconception]
        return words.DIAGNOSIS.format(fact=fact, question=question)
    if of_case:
        return say(verdict.exercise, of_case[0])
    if isinstance(found, WrongValue):
        if _is_nearly_right(found):
            return words.NEARLY_RIGHT
        return say(verdict.exercise, course.exercises[verdict.exercise].hint)
    if isinstance(found, Raised) and found.advice:
        return found.advice
    if isinstance(found, Raised) and found.source.startswith("raise "):
        return words.OUTCOME_HINT["refused"]
    texts = vars(found)
    if isinstance(found, TooCostly):
        texts = texts | {"forbidden": say(verdict.exercise, found.forbidden)}
    return words.OUTCOME_HINT.get(wrong, words.OUTCOME_HINT[found.code]).format(**texts)


def _slip_hint(verdict: Verdict, course: Course) -> str:
    """The advice on a slip in the code that has nothing to do with mathematics, "" for none."""
    found = verdict.found
    if isinstance(found, WrongType) and found.got == "None":
        return words.NOTHING_RETURNED
    if not isinstance(found, Raised):
        return ""
    kind, message = found.error.__name__, found.message
    # Where the call itself failed no line of the function ran; of the jail no line is known.
    called = message.startswith((f"{verdict.exercise}()", "<lambda>()"))
    if kind == "TypeError" and found.line is None and called and OTHER_ARGUMENTS.search(message):
        arguments = ", ".join(course.exercises[verdict.exercise].arguments)
        return words.OTHER_ARGUMENTS.format(name=verdict.exercise, arguments=arguments)
    # In grading the course's own functions are not there at all.
    if kind == "ModuleNotFoundError" and "'autograder" in message:
        kind = "DifferencesClosed"
    quoted = re.search(r"'(\w+)'", message)
    return words.SLIP.get(kind, "").format(quoted=quoted[1] if quoted else "")


def _is_nearly_right(found: WrongValue) -> bool:
    """Whether entries are compared and the worst one has many right digits."""
    gap = abs(found.yours - found.expected)
    return (
        found.nearness is not None
        and any(found.quantity in names for names in ENTRIES)
        and gap < NEAR * abs(found.expected)
    )


def _what_is_wrong(found: Outcome) -> str:
    """In a code: the quantity, the class of the exception, or the outcome."""
    match found:
        case WrongValue(quantity=quantity):
            return quantity
        case Raised(error=error):
            return error.__name__
    return found.code


def hint_lines(advice: str) -> list[str]:
    """Return a hint as lines, none where there is no advice."""
    return _wrap(words.HINT.format(hint=advice)) if advice else []


def _arguments(arguments: dict[str, np.ndarray | float], columns: int) -> str:
    """The arguments in their order; where they do not fit, numbers first, which say more."""
    texts = [f"{name} {_argument(value)}" for name, value in arguments.items()]
    if len(", ".join(texts)) > columns:
        numbers = [not isinstance(value, np.ndarray) for value in arguments.values()]
        order = sorted(range(len(texts)), key=lambda i: not numbers[i])
        texts = [texts[i] for i in order]
    return ", ".join(texts)


def _argument(value: np.ndarray | float) -> str:
    """A short vector in full, anything larger by its shape."""
    if not isinstance(value, np.ndarray):
        return f"= {value:.6g}"
    if value.ndim == 1 and value.size <= 6:
        return f"= [{', '.join(f'{entry:.4g}' for entry in value)}]"
    return words.OF_SHAPE.format(shape=value.shape)


def _numbers(*values: float) -> list[str]:
    """Numbers with six digits, or with all of them where six do not tell them apart."""
    texts = [f"{x:+.6f}" if 1e-3 <= abs(x) < 1e6 or x == 0 else f"{x:+.6e}" for x in values]
    return texts if len(set(texts)) == len(texts) else [f"{x:+.16e}" for x in values]


def _bytes(n: int) -> str:
    return f"{n / 2**20:.1f} MiB" if n >= 2**20 else f"{n / 2**10:.0f} KiB"


def _fit(line: str) -> str:
    return line if len(line) <= WIDTH else f"{line[: WIDTH - 1]}…"


def _wrap(text: str) -> list[str]:
    """Break a text into lines of at most 79 columns, all but the first indented."""
    lines, line = [], ""
    for word in text.split():
        if line and len(line) + 1 + len(word) > WIDTH:
            lines.append(line)
            line = f"{INDENT}{word}"
        else:
            line = f"{line} {word}" if line else word
    return [*lines, line]


def report_html(verdict: Verdict, lines: list[str], below: Iterable[str] = ()) -> str:
    """Return the report as HTML without scripts, classes or style sheets.

    lines: of the report. below: sentences that stand below it.
    """
    mark, colour = ("✓", "46, 125, 50") if verdict.right else ("✗", "198, 40, 40")
    if verdict.unwritten:
        mark, colour = "○", "117, 117, 117"
    body = escape("\n".join(lines[1:]))
    html = (
        f'<div style="border-left: 4px solid rgb({colour}); padding: 4px 10px">'
        f"<strong>{mark} {escape(lines[0])}</strong>"
    )
    if body:
        # Its columns line up in one font only, and pages give <pre> one of their own.
        style = "margin: 4px 0; white-space: pre-wrap; font-family: monospace"
        html += f'<pre style="{style}">{body}</pre>'
    shown = picture(verdict)
    if shown is not None:
        html += heat_maps(shown)
    for sentence in below:
        html += f'<div style="margin-top: 4px">{escape(sentence)}</div>'
    return html + "</div>"


def picture(verdict: Verdict) -> dict | None:
    """Return what the heat maps of a verdict show as a dict, None where no arrays were compared.

    shape: of the compared arrays. rows, columns: indices of the entries shown, all or those around
    the worst one. yours, expected, allowed: these entries as arrays of two axes.
    """
    mismatch = verdict.mismatch
    # More than two axes are not shown.
    if mismatch is None or mismatch.yours.size == 1 or mismatch.yours.ndim > 2:
        return None
    arrays = mismatch.yours, mismatch.expected, mismatch.allowed
    yours, expected, allowed = map(np.atleast_2d, arrays)
    rows, columns = (_window(yours, expected, allowed, axis) for axis in (0, 1))
    part = np.ix_(rows, columns)
    return {
        "shape": mismatch.yours.shape,
        "rows": rows,
        "columns": columns,
        "yours": yours[part],
        "expected": expected[part],
        "allowed": allowed[part],
    }


def heat_maps(shown: dict) -> str:
    """Return yours, expected and difference as HTML tables.

    shown: a dict as `picture` returns it, or the same read from JSON.
    """
    yours, expected, allowed = (
        np.asarray(shown[name], dtype=np.float64) for name in ("yours", "expected", "allowed")
    )
    shape, rows, columns = tuple(shown["shape"]), shown["rows"], shown["columns"]
    difference = yours - expected
    size = max(np.abs(expected).max(), np.abs(yours).max(), np.finfo(float).tiny)
    worst = max(np.abs(difference).max(), np.finfo(float).tiny)
    wrong = np.where(np.abs(difference) > allowed, difference / worst, 0.0)
    # The one row of a vector has no index of its own.
    names = rows if len(shape) == 2 else [""]
    tables = (
        _table(words.HEAT_MAP["yours"], yours, yours / size, allowed, names, columns),
        _table(words.HEAT_MAP["expected"], expected, expected / size, allowed, names, columns),
        _table(words.HEAT_MAP["difference"], difference, wrong, allowed, names, columns),
    )
    note = ""
    if yours.size < np.prod(shape):
        note = f"<div>{escape(words.HEAT_MAP_CUT.format(shape=shape))}</div>"
    return f"<div>{''.join(tables)}</div>{note}"


def _window(yours: np.ndarray, expected: np.ndarray, allowed: np.ndarray, axis: int) -> np.ndarray:
    """The indices along an axis that a heat map shows: all, or those around the worst entry."""
    n = yours.shape[axis]
    excess = np.abs(yours - expected) - allowed
    worst = np.unravel_index(int(np.argmax(excess)), excess.shape)[axis]
    start = min(max(0, worst - HEAT_MAP_SIDE // 2), max(0, n - HEAT_MAP_SIDE))
    return np.arange(start, min(n, start + HEAT_MAP_SIDE))


def _table(
    title: str,
    values: np.ndarray,
    shades: np.ndarray,
    allowed: np.ndarray,
    rows: Iterable,
    columns: Iterable,
) -> str:
    # What is rounding alone is not worth its digits.
    texts = np.where((values != 0) & (np.abs(values) <= allowed), "~0", _short(values))
    cell = "padding: 2px 6px; text-align: right; font-family: monospace"
    # Without stripes and highlights of the page's own, which would mix with the colours.
    plain = "background-color: transparent"
    head = "".join(f'<th scope="col" style="{cell}">{j}</th>' for j in columns)
    body = "".join(
        f'<tr style="{plain}">'
        + (f'<th scope="row" style="{cell}">{i}</th>' if i != "" else "<td></td>")
        + "".join(
            f'<td style="{cell}; background-color: {_shade(shade)}">{text}</td>'
            for text, shade in zip(text_row, shade_row, strict=True)
        )
        + "</tr>"
        for i, text_row, shade_row in zip(rows, texts, shades, strict=True)
    )
    return (
        '<table style="display: inline-block; vertical-align: top; margin: 4px 12px 4px 0">'
        f'<caption style="text-align: left">{escape(title)}</caption>'
        f"<thead><tr><td></td>{head}</tr></thead><tbody>{body}</tbody></table>"
    )


_short = np.vectorize("{:.3g}".format, otypes=[object])


def _shade(x: float) -> str:
    """Blue below zero, red above it, over whatever the page's own background is.

    Neither is dark nor pale: both show on black and on white, and the page's text shows on both.
    """
    strength = 0.6 * min(1.0, abs(float(x))) if np.isfinite(x) else 0.6
    return f"rgba({'67, 147, 195' if x < 0 else '214, 96, 77'}, {strength:.2f})"
