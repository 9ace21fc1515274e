"""What a page shows of a notebook, and what it costs."""

import copy
import html
import re
import time

import nbformat
import pytest
from attacks.pages import HEAVY, heavy_notebook
from dummy_course import ROOT, formgrader
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output, new_raw_cell

from autograder.course.exercises import ASSIGNMENTS
from autograder.grading.words import MORE_OUTPUTS
from autograder.host.allowance import (
    LEFT_OUT,
    LONGEST_PLAIN,
    MORE_CELLS,
    NO_PICTURES,
    PER_CELL,
    PLAIN_ON_A_PAGE,
    SHOWN_IN_PART,
    SHOWN_PLAIN,
    WORK_OF_A_CELL,
    WORK_OF_A_PAGE,
    code_work,
    html_work,
    kind_work,
    markdown_work,
    shorten,
    text_work,
)
from autograder.host.feedback import FeedbackExporter
from autograder.host.macros import MORE_FORMULAS, MOST_SHOWN_ON_A_PAGE, PER_FORMULA
from autograder.host.solutions import written_out


def shortened(*cells):
    """The cells of a page with these."""
    nb = new_notebook(cells=list(cells))
    shorten(nb)
    return nb.cells


def of_course(cell):
    cell.metadata["nbgrader"] = {"grade_id": "x"}
    return cell


def printing(*outputs):
    return new_code_cell("1", outputs=list(outputs))


def stream(text):
    return new_output("stream", text=text)


def display(**data):
    return new_output("display_data", data={f"text/{kind}": text for kind, text in data.items()})


# More than all that a page has room for, in Markdown, in code, in HTML and in print.
LONG_TEXT = "*@" * 100_000
LONG_CODE = "[1" * 100_000
LONG_HTML = "<ul>" * 25_000
LONG_PRINT = "\x1b[1ma" * 20_000


# ---- what is shown ----


def solved(assignment):
    """The source notebook as a student who answers everything hands it in."""
    path = ROOT / "source" / assignment / f"{assignment}.ipynb"
    nb = nbformat.read(path, as_version=4)
    for cell in nb.cells:
        cell.source = written_out(cell.source)
    return nb


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_a_notebook_of_the_course_stays_as_it_is_also_half_as_long_again(assignment):
    nb = solved(assignment)
    report = display(html="<td>1</td>" * 150, plain="1\n" * 40)
    for cell in nb.cells:
        if cell.cell_type == "code" and cell.metadata.get("nbgrader", {}).get("grade"):
            cell.outputs = [copy.deepcopy(report)]
    nb.cells += copy.deepcopy(nb.cells[: len(nb.cells) // 2])
    before = copy.deepcopy(nb)
    shorten(nb)
    assert nb == before


def test_a_long_text_is_shown_in_part_as_it_was_written():
    (cell,) = shortened(new_markdown_cell(LONG_TEXT))
    said = SHOWN_IN_PART.format(shown=LONGEST_PLAIN, size=len(LONG_TEXT))
    assert cell.source == f"<pre>{LONG_TEXT[:LONGEST_PLAIN]}\n{said}</pre>"


def test_of_long_code_whole_lines_are_shown_without_colours():
    text = "x = [1, 2]\n" * 20_000
    (cell,) = shortened(new_code_cell(text))
    assert cell.metadata.magics_language == "text"
    shown, _, said = cell.source.rpartition("\n")
    assert text.startswith(shown + "\n")
    assert said == SHOWN_IN_PART.format(shown=len(shown), size=len(text))


def test_a_short_text_that_takes_long_is_shown_as_a_whole():
    text = "a" + "\n" * 9_000
    (cell,) = shortened(new_code_cell(text))
    assert cell.source == f"{text}\n{SHOWN_PLAIN}"


def test_a_long_output_is_shown_without_its_colours_and_html_by_its_plain_form():
    many = [stream(LONG_PRINT)] * 2
    (cell,) = shortened(printing(*copy.deepcopy(many), display(html=LONG_HTML, plain="a list")))
    *_, printed, listed = cell.outputs
    assert printed.text.startswith("a" * 1_000)
    assert "\x1b" not in printed.text
    assert listed.data == {"text/plain": f"a list\n{SHOWN_PLAIN}"}


def test_what_has_no_plain_form_is_left_out_with_its_size():
    (cell,) = shortened(printing(display(html=LONG_HTML)))
    said = LEFT_OUT.format(what="output", size=len(LONG_HTML))
    assert cell.outputs[0].data == {"text/plain": said}


def test_of_an_error_that_takes_long_the_text_stays():
    error = new_output("error", ename="E", evalue="why", traceback=[LONG_PRINT * 2, "E: why"])
    (cell,) = shortened(printing(error))
    *_, said, last = cell.outputs[0].traceback
    assert said.endswith(" characters)")
    assert last == "E: why"
    assert "\x1b" not in "".join(cell.outputs[0].traceback)


@pytest.mark.parametrize(
    "picture",
    ["![x](attachment:x.png)", "![x](&#97;ttachment:x.png)", "![x](attachment\\:x.png)", "![x][r]"],
)
def test_pictures_that_are_shown_again_and_again_are_left_out_and_the_text_stays(picture):
    text = "[r]: attachment:x.png\n\n" + f"see {picture} " * 100
    picture = new_markdown_cell(text, attachments={"x.png": {"image/png": "A" * 1_000_000}})
    (cell,) = shortened(picture)
    assert cell.source == f"{text}\n\n{NO_PICTURES}"
    assert "attachments" not in cell


def test_a_long_raw_cell_is_shown_in_part():
    (cell,) = shortened(new_raw_cell(LONG_HTML * 2))
    size = 2 * len(LONG_HTML)
    said = SHOWN_IN_PART.format(shown=LONGEST_PLAIN, size=size)
    assert cell.source == f"<pre>{'&lt;ul&gt;' * (LONGEST_PLAIN // 4)}\n{said}</pre>"


def test_when_there_is_room_for_no_more_cells_their_number_is_told():
    most = WORK_OF_A_PAGE // PER_CELL
    cells = shortened(*[new_markdown_cell("") for _ in range(most + 7)])
    assert len(cells) == most + 1
    assert cells[-1].source == MORE_CELLS.format(more=7)


def test_when_there_is_room_for_no_more_outputs_their_number_is_told():
    one, cell = stream("x"), printing()
    cell.outputs = [copy.copy(one) for _ in range(5_000)]  # to make each would take seconds
    shortened(cell)
    *shown, last = cell.outputs
    assert last.text == MORE_OUTPUTS.format(more=5_000 - len(shown))


def test_what_a_student_adds_pushes_out_nothing_of_the_course():
    flood = [new_markdown_cell("*a*" * 3_000) for _ in range(2_000)]
    test = of_course(printing(display(html="<b>a report</b>")))
    answer = of_course(new_markdown_cell("**my answer**"))
    before = copy.deepcopy([test, answer])
    assert [cell for cell in shortened(*flood, test, answer) if "nbgrader" in cell.metadata] == (
        before
    )


def test_a_text_that_is_shown_plain_is_neither_markdown_nor_formula_nor_html():
    text = "$x$ \\\\(y\\\\) **b** <b>c</b> </pre> \n\n# d\n\n"
    page = page_of_feedback(new_notebook(cells=[new_markdown_cell(text * 8_000)]))
    body = page.partition("<body>")[2]
    assert "<math" not in body
    assert "<b>" not in body
    assert "$x$ \\\\(y\\\\) **b** &lt;b&gt;c&lt;/b&gt; &lt;/pre&gt; \n\n# d\n\n" in body


def test_formulas_beyond_what_a_page_shows_stay_as_they_were_written():
    cell = new_markdown_cell("$a$ " * (MOST_SHOWN_ON_A_PAGE // (1 + PER_FORMULA) + 3))
    body = page_of_feedback(new_notebook(cells=[cell])).partition("<body>")[2]
    assert body.count("<math") == MOST_SHOWN_ON_A_PAGE // (1 + PER_FORMULA)
    assert body.count("<code>a</code>") == 3
    assert body.count(MORE_FORMULAS) == body.count(f"<code>a</code> {MORE_FORMULAS}") == 1


def test_code_of_other_languages_has_no_colours():
    cells = [
        new_markdown_cell("```perl\nmy $x = 1\n```\n\n```python\nimport os\n```"),
        new_code_cell("%%perl\nmy $x = 1"),
    ]
    body = page_of_feedback(new_notebook(cells=cells)).partition("<body>")[2]
    assert "my $x = 1\n</code>" in body
    assert '<span class="kn">import</span>' in body
    assert '<span class="k">my</span>' not in body


@pytest.mark.parametrize(
    ("work", "slow", "quick"),
    [
        (markdown_work, "[1" * 5_000, "word " * 2_000),
        (markdown_work, "_a_ " * 2_500, "word " * 2_000),
        (markdown_work, r"\\[" * 3_000, r"\\[ x \\] " * 10),
        (markdown_work, "```\na" + "\n" * 3_000, "a" + "\n" * 3_000),
        (html_work, "<ul>" * 5_000, "<ul>" + "x" * 20_000),
        (code_work, ".." * 5_000, "..\n" * 2_500),
        (code_work, "a" + "\n" * 5_000, "a\n" * 2_500),
        (text_work, "\x1b[1ma" * 2_000, "a" * 10_000),
        (text_work, "&" * 10_000, "a" * 10_000),
    ],
    ids=[
        "brackets",
        "underscores",
        "formulas",
        "fences",
        "open tags",
        "dots",
        "blank lines",
        "colours",
        "signs",
    ],
)
def test_what_takes_long_counts_for_more_than_what_does_not(work, slow, quick):
    assert work(slow) > 3 * work(quick)


# ---- what a page costs ----


def page_of_feedback(nb):
    for cell in nb.cells:
        if "nbgrader" in cell.metadata:
            cell.metadata.nbgrader.update(score=0, points=0)
    grades = {"notebook": "x", "score": 0, "max_score": 0, "late_penalty": 0}
    resources = {"nbgrader": grades, "inlining": {"css": []}}
    return FeedbackExporter().from_notebook_node(nb, resources)[0]


@pytest.fixture(scope="module")
def grading():
    names = {"assignment_id": "02-gradient", "notebook_id": "02-gradient", "base_url": ""}
    exporter = formgrader(ROOT)
    return lambda nb: exporter.from_notebook_node(nb, names | {"index": 0, "total": 1})[0]


def cost(page, nb):
    """Seconds of this process for a page."""
    started = time.process_time()
    page(copy.deepcopy(nb))
    return time.process_time() - started


@pytest.fixture(scope="module")
def honest():
    """A solved notebook with a report for each test."""
    nb = solved("02-gradient")
    report = display(html="<td style='color:red'>1</td>" * 20)
    for cell in nb.cells:
        if cell.cell_type == "code":
            cell.outputs = [copy.deepcopy(report)]
    before = copy.deepcopy(nb)
    shorten(nb)
    assert nb == before
    return nb


# As many times an honest page. Of a few attempts the best: on a busy machine a page takes longer,
# so that after the first attempt an honest page of the same moment is made beside it.
MOST, ATTEMPTS = 5, 3
# Those that take the longest, and those that once took for ever; of each kind one comes first.
TIMED = (
    "brackets without an end",
    "lines of code",
    "open terms in HTML",
    "colours of an error",
    "attached pictures",
    "raw HTML",
    "formulas without an end",
    "code in Markdown",
    "imports",
    "pictures by reference",
    "emphasis by underscores",
)
ONE_OF_A_TEXT_AND_ONE_OF_AN_OUTPUT = TIMED[0], TIMED[3]


@pytest.fixture(scope="module")
def honest_seconds(grading, honest):
    """What an honest page of each sort has cost."""
    return {page: cost(page, honest) for page in (page_of_feedback, grading)}


def is_cheap(page, nb, honest, seconds):
    return cost(page, nb) < MOST * seconds or any(
        cost(page, nb) < MOST * cost(page, honest) for _ in range(ATTEMPTS - 1)
    )


@pytest.mark.parametrize("name", TIMED)
def test_the_heaviest_pages_cost_a_few_honest_ones(name, grading, honest, honest_seconds):
    """Without the allowance they take from a hundred times as long to for ever.

    Both pages have the same filters, so that on a person's page two will do.
    """
    nb = heavy_notebook(name)
    for page in (page_of_feedback, grading)[: 1 + (name in ONE_OF_A_TEXT_AND_ONE_OF_AN_OUTPUT)]:
        assert is_cheap(page, nb, honest, honest_seconds[page])


def texts(nb):
    """All that a page shows, each with its kind."""
    for cell in nb.cells:
        yield cell.cell_type, cell.source.removesuffix(f"\n\n{NO_PICTURES}")
        for output in cell.get("outputs", ()):
            if output.output_type == "display_data":
                yield from output.data.items()
            else:
                is_error = output.output_type == "error"
                yield output.output_type, "\n".join(output.traceback) if is_error else output.text


WORK = WORK_OF_A_CELL | {"stream": text_work, "error": text_work}
NOT_AS_IT_WAS = re.compile(r"\(too much.*\)|left out: \d|\(… ")


@pytest.mark.parametrize("name", HEAVY)
def test_the_heaviest_pages_show_no_more_than_the_allowance(name):
    nb = heavy_notebook(name)
    shorten(nb)
    plain, work = 0, PER_CELL * (len(nb.cells) - 1)
    for kind, text in texts(nb):
        if NOT_AS_IT_WAS.search(text):
            plain += len(html.unescape(text))
        else:
            work += WORK[kind](text) if kind in WORK else kind_work(kind, text)
    assert work <= WORK_OF_A_PAGE
    assert plain <= PLAIN_ON_A_PAGE + 10_000
