"""The summary at the head of a feedback page: points, what was established, what went wrong.

It is made from the gradebook's points and the recorded verdicts alone. Of a hidden case it shows
what its report says, and which entries differ.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from nbformat import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.coursedir import CourseDirectory
from nbgrader.utils import is_solution

from autograder.checking import words as of_checks
from autograder.checking.language import ENGLISH, speaking
from autograder.checking.outcomes import WrongValue
from autograder.checking.report import heat_maps
from autograder.course.words import FAMILY
from autograder.grading import words as of_grading
from autograder.grading.recorder import NO_RESPONSE, general_comment
from autograder.grading.status import Status
from autograder.grading.verdicts import why_ended
from autograder.host import words
from autograder.host.hidden_tests import quotes_any
from autograder.host.marks import Mark, papers, title
from autograder.host.pages import PageStep, environment, verdicts_of
from autograder.host.pattern import image

EPSILON = 2.0**-52  # of float64: two numbers nearer than this to each other are one

# Of what ended a test and is no verdict, such as a text that a student's code raised.
LONGEST_ERROR = 300


@dataclass(frozen=True)
class Finding:
    """Why one test lost points: one sentence, facts as pairs of label and text, advice, picture.

    picture: HTML, "" for none. convention: whether it is right but for a convention.
    """

    mark: Mark
    said: str
    facts: tuple[tuple[str, str], ...] = ()
    hint: str = ""
    picture: str = ""
    convention: bool = False


@dataclass(frozen=True)
class Row:
    """One exercise: its marks, what was established in which parts, and what went wrong."""

    exercise: str
    marks: tuple[Mark, ...]
    established: tuple[str, ...] = ()
    agreement: str = ""
    findings: tuple[Finding, ...] = ()
    unwritten: bool = False

    @property
    def title(self) -> str:
        """Number and name of the exercise."""
        return title(self.exercise)

    @property
    def score(self) -> float:
        """The points that it got."""
        return sum(mark.score for mark in self.marks)

    @property
    def points(self) -> float:
        """The points that it is worth."""
        return sum(mark.points for mark in self.marks)

    @property
    def unread(self) -> bool:
        """Whether one of its answers waits for its first mark."""
        return any(mark.unread for mark in self.marks)


def summarise(
    marks: tuple[Mark, ...],
    verdicts: dict,
    hidden_lines: frozenset[str] = frozenset(),
    blank: frozenset[str] = frozenset(),
) -> list[Row]:
    """Return a row for each exercise, in the order of its marks.

    verdicts: the JSON record of the submission, {} where there is none. hidden_lines: of tests that
    students don't see, which nothing may quote. blank: the cells in which nothing was written.
    """
    tests = {test["name"]: test for test in verdicts.get("tests", ())}
    if verdicts.get("reason"):
        tests, blank = {}, frozenset()  # nobody knows what was written
    grouped: dict[str, list[Mark]] = {}
    for mark in marks:
        grouped.setdefault(mark.exercise, []).append(mark)
    return [
        _row(exercise, tuple(marks), tests, hidden_lines, exercise in blank)
        for exercise, marks in grouped.items()
    ]


def _row(
    exercise: str, marks: tuple[Mark, ...], tests: dict, hidden_lines: frozenset[str], blank: bool
) -> Row:
    known = [(mark, tests[mark.cell]) for mark in marks if mark.cell in tests]
    right = [(mark, test) for mark, test in known if test["score"] == test["points"]]
    wrong = [(mark, test) for mark, test in known if test["score"] < test["points"]]
    # Of an exercise its tests tell; a function may well stand in another cell.
    unwritten = all(map(_is_unwritten, wrong)) if wrong else blank and not known
    return Row(
        exercise,
        marks,
        tuple(words.PART[mark.part] or mark.cell for mark, _ in right),
        _agreement([verdict for _, test in right for verdict in test["verdicts"]]),
        () if unwritten else tuple(_once(_finding(*each, hidden_lines) for each in wrong)),
        unwritten,
    )


def _agreement(verdicts: list[dict]) -> str:
    """What all right verdicts of an exercise establish together."""
    facts = [verdict["facts"] for verdict in verdicts]
    if not facts:
        return ""
    entries = sum(each["entries"] for each in facts)
    if facts[0]["kind"] == "truth value":
        return words.ANSWERS.format(entries=entries)
    gap = max(each["gap"] for each in facts)
    return words.ENTRIES.format(entries=entries, gap=f"{max(gap, EPSILON):.0e}")


def _is_unwritten(known: tuple[Mark, dict]) -> bool:
    return known[1]["status"] == Status.UNWRITTEN


def _finding(mark: Mark, test: dict, hidden_lines: frozenset[str]) -> Finding:
    wrong = next((each for each in test["verdicts"] if each["outcome"] != "right"), None)
    if wrong is None and test["ended"] is None:  # the test itself gave a part of the points
        said = words.SCORE_OF.format(score=f"{mark.score:g}", points=f"{mark.points:g}")
        return Finding(mark, said)
    if wrong is None:
        text = why_ended(test)
        if quotes_any(hidden_lines, test["ended"]["text"]):
            text = f"{test['ended']['name']}: {words.WITHHELD}"
        return Finding(mark, text[:LONGEST_ERROR], hint=test["ended"]["advice"])
    facts = []
    if wrong["outcome"] == WrongValue.code and wrong["facts"]["total"] > 1:
        place = of_checks.PLACE[wrong["facts"]["place"]]
        facts.append((of_checks.FACT["where"], place.format(**wrong["facts"])))
    if wrong["family"]:
        facts.append((of_checks.FACT["case"], FAMILY[wrong["family"]]))
    picture = ""
    if wrong["picture"]:
        picture = heat_maps(wrong["picture"])
    elif wrong["wrong"]:
        picture = image(wrong["wrong"])
    convention = 0 < test["score"] < test["points"]
    return Finding(mark, wrong["said"], tuple(facts), wrong["hint"], picture, convention)


def _once(findings: Iterable[Finding]) -> Iterator[Finding]:
    """The findings of an exercise, what was advised before left out, with its picture."""
    advised = set()
    for finding in findings:
        if finding.hint in advised:
            yield replace(finding, hint="", picture="")
        else:
            yield finding
        advised.add(finding.hint)


def render(rows: list[Row], reason: str = "", comments: tuple[str, ...] = ()) -> str:
    """Return the summary as HTML.

    reason: "" or why the submission could not be graded. comments: the names of the cells that
    have one.
    """
    jinja = environment()
    jinja.filters["title_of"] = title
    return jinja.get_template("summary.html.j2").render(rows=rows, reason=reason, comments=comments)


class Summarise(PageStep):
    """Put the summary of a graded notebook among the resources of its page.

    Where it could not be graded nothing of the notebook is the student's: of its cells those alone
    stay that a person has commented on.
    """

    def preprocess(self, nb: NotebookNode, resources: dict) -> tuple[NotebookNode, dict]:
        names, course = resources["nbgrader"], CourseDirectory(parent=self)
        which = names["assignment"], names["student"], names["notebook"]
        verdicts = verdicts_of(self, resources)
        reason = verdicts.get("told") or verdicts.get("reason", "")
        ours = _our_comments(verdicts, reason)
        if reason:
            nb.cells = [cell for cell in nb.cells if _has_comment_besides(set(ours), cell)]
        with Gradebook(names["db_url"], course.course_id) as gradebook:
            (paper,) = papers(gradebook, *which)
        comments = {
            cell.metadata.nbgrader.grade_id: cell.metadata.nbgrader.get("comment")
            for cell in nb.cells
            if is_solution(cell)
        }
        blank = frozenset(name for name, comment in comments.items() if comment == NO_RESPONSE)
        said = tuple(name for name, comment in comments.items() if comment and name not in blank)
        rows = summarise(paper.marks, verdicts, names["hidden_lines"], blank)
        for cell in filter(is_solution, nb.cells):
            mark = cell.metadata.nbgrader
            mark["comment"] = ours.get(mark.get("comment"), mark.get("comment"))
        names["summary"] = render(rows, reason, said)
        names["heading"] = words.COMMENTED if reason else words.NOTEBOOK
        return nb, resources


def _our_comments(verdicts: dict, reason: str) -> dict[str, str]:
    """What the gradebook holds of our comments, in English, and what the page says for each."""
    jailed = verdicts.get("jailed", True)
    with speaking(ENGLISH):
        elsewhere = of_grading.READ_OTHER_CELLS
        general = general_comment(verdicts.get("reason", ""), jailed)
    said = {elsewhere: of_grading.READ_OTHER_CELLS, NO_RESPONSE: words.NO_RESPONSE}
    return said | ({general: general_comment(reason, jailed)} if general else {})


def _has_comment_besides(ours: set[str], cell: NotebookNode) -> bool:
    comment = is_solution(cell) and cell.metadata.nbgrader.get("comment")
    return bool(comment) and comment not in ours
