"""Answers that differentiate in place of deriving: a list to look at, no more.

The check that students have measures derivatives, so any other way of measuring them has the right
values too. What was executed is read as text: never run, and no point depends on it.
"""

from collections.abc import Iterator

from autograder.course.exercises import EXERCISES
from autograder.grading.notebook import read_notebook
from autograder.grading.submission import (
    LARGEST_NOTEBOOK,
    Unreadable,
    read_file,
    read_submission,
)
from autograder.host import FORMGRADER
from autograder.host.marks import title
from autograder.report import statements, ways
from autograder.report.records import Record
from autograder.report.statements import NotRead, Statement, imported, reached
from autograder.report.tables import Table
from autograder.report.waiting import in_formgrader

# Without a derivative: a yes or no, and directions in which nothing changes.
NOTHING_TO_DERIVE = frozenset(
    "has_full_column_rank is_positive_definite flat_direction softmax_flat_directions".split()
)

# Of all the code in a notebook and beside it; the longest notebook of the course has a quarter.
LONGEST = 200_000

NO_EXERCISE = "no exercise in particular"
NOT_READ = "can't be read"


def table(records: list[Record], formgrader: str = FORMGRADER) -> Table:
    """The answers that show a sign of another way than deriving. formgrader: its address."""
    rows = [
        (
            record.student,
            record.assignment,
            title(exercise) if exercise else NO_EXERCISE,
            sum(m.score for m in record.paper.marks if m.part and m.exercise == exercise)
            if exercise
            else None,
            sign,
            line,
            in_formgrader(record, formgrader),
        )
        for record in sorted(records, key=lambda each: (each.assignment, each.student))
        if record.graded
        for exercise, sign, line in found(record)
    ]
    rows.sort(key=lambda row: row[3] == 0)
    return Table(
        "differentiated",
        "Answers that may differentiate in place of deriving; those without points last",
        ("student", "assignment", "exercise", "points", "contains", "line", "in formgrader"),
        tuple(rows),
    )


def found(record: Record) -> list[tuple[str, str, str]]:
    """Return the signs in a graded notebook: exercise ("" for none), sign, the line of it."""
    modules = _modules(record)
    exercises = list(dict.fromkeys(mark.exercise for mark in record.paper.marks if mark.part))
    tests = {mark.cell for mark in record.paper.marks if mark.part}
    try:
        pieces = read_notebook(read_file(record.notebook, LARGEST_NOTEBOOK))
    except Unreadable as error:
        return [("", NOT_READ, str(error))]
    cells = [(p.name, p.source) for p in pieces if p.kind == "code" and p.name not in tests]
    length = sum(len(source) for _, source in [*cells, *modules.items()])
    if length > LONGEST:
        return [("", NOT_READ, f"{length:,} characters of code, more than {LONGEST:,}")]
    every: list[Statement] = []
    rows = []
    for name, source in cells:
        try:
            every += statements.statements(source)
        except NotRead as error:
            rows.append((name if name in exercises else "", NOT_READ, f"a cell: {error}"))
    for name, source in modules.items():
        try:
            every += _of_a_module(name, source)
        except NotRead as error:
            rows.append(("", NOT_READ, f"{name}: {error}"))
    rows += _signs(every, exercises)
    return list(dict.fromkeys(rows))


def _modules(record: Record) -> dict[str, str]:
    """The text of the modules that were handed in beside the notebook, by name."""
    if record.handed_in is None:
        return {}
    student, assignment = record.handed_in.parts[-2:]
    files = read_submission(record.handed_in.parents[1], student, assignment).files
    return {
        name: data.decode("utf-8", "replace")
        for name, data in files.items()
        if name.endswith(".py")
    }


def _of_a_module(name: str, source: str) -> Iterator[Statement]:
    """The statements of a module, which are reached by its name as well."""
    whole = imported(name.removesuffix(".py"))
    for each in statements.statements(source):
        yield Statement(each.bound | {whole}, each.used, each.signs)


def _signs(every: list[Statement], exercises: list[str]) -> Iterator[tuple[str, str, str]]:
    left = set(range(len(every)))
    for exercise in exercises:
        places = reached(exercise, every)
        left -= places
        signs = ways.together(every[place].signs for place in sorted(places))
        derives = exercise not in NOTHING_TO_DERIVE and (
            exercise not in EXERCISES or EXERCISES[exercise].truth == "difference"
        )
        for sign, line in signs.items():
            if derives or sign not in ways.DERIVES:
                yield exercise, sign, line
    # Where the names are hidden too nobody can tell for which exercise it is.
    for sign, line in ways.together(every[place].signs for place in sorted(left)).items():
        if sign in ways.HIDES:
            yield "", sign, line
