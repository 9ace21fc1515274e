import base64

import bs4
import nh3
import numpy as np
import pytest
from dummy_class import quiet, released_course
from dummy_course import (
    NAME,
    cell,
    formgrader,
    graded_page,
    marked,
    solve,
    source_notebook,
    submit,
)
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output

from autograder import CheckFailed, check
from autograder.checking.report import Report
from autograder.course.check import COURSE
from autograder.grading import advice
from autograder.grading.outputs import LONGEST_TEXT
from autograder.host.allowance import LONGEST_PLAIN, SHOWN_PLAIN
from autograder.host.batch import grade_class
from autograder.host.feedback import (
    ATTRIBUTES,
    MATH,
    TEXT,
    FeedbackExporter,
    clean,
)
from autograder.host.words import COMMENTED

PIXEL = base64.b64encode(b"not looked at").decode()


def error(name, value, *lines):
    return new_output("error", ename=name, evalue=value, traceback=list(lines))


def page_of(*cells):
    """The page of a notebook that holds these cells."""
    nb = source_notebook()
    nb.cells = list(cells)
    grades = {"notebook": NAME, "score": 0, "max_score": 0, "late_penalty": 0}
    resources = {"nbgrader": grades, "inlining": {"css": []}}
    page, _ = FeedbackExporter().from_notebook_node(nb, resources)
    return page


def assert_harmless(page):
    """Every element and attribute of the body is on the list, every link and picture too."""
    body = bs4.BeautifulSoup(page.partition("<body>")[2] or page, "html.parser")
    for element in body.find_all(True):
        assert element.name in TEXT | MATH | {"main"}, element
        allowed = ATTRIBUTES["*"] | ATTRIBUTES.get(element.name, set()) | {"rel", "tabindex"}
        assert set(element.attrs) <= allowed, element
        assert element.get("href", "#").startswith(("#", "https://", "http://", "mailto:"))
        assert element.get("src", "data:image/").startswith("data:image/")
        style = element.get("style", "")
        assert not any(word in style for word in ("url", "position", "expression", "@import"))


# ---- what may stand in a page ----

ATTACKS = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=https://example.org/x.js></SCRIPT>",
    "<img src=x onerror=alert(1)>",
    "<img src='https://example.org/seen.png'>",
    "<img src='data:text/html;base64,AAAA'>",
    "<svg onload=alert(1)><script>alert(1)</script></svg>",
    "<svg><animate onbegin=alert(1)></svg>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href=' jAva\tscript:alert(1)'>x</a>",
    "<a href='&#106;avascript:alert(1)'>x</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "<a href='//example.org'>x</a>",
    "<a href='../../gradebook.db'>x</a>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data=x></object><embed src=x>",
    "<form action='https://example.org'><input name=x><button>go</button></form>",
    "<meta http-equiv=refresh content='0;url=https://example.org'>",
    "<base href='https://example.org'>",
    "<link rel=stylesheet href='https://example.org/x.css'>",
    "<style>body{display:none}</style>",
    "<div style='background:url(https://example.org)'>x</div>",
    "<div style='position:fixed;top:0;left:0;z-index:9'>x</div>",
    "<div style='color:red;background-image:url(javascript:alert(1))'>x</div>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=x onerror=1'>",
    "<math><annotation-xml encoding='text/html'><script>alert(1)</script></annotation-xml></math>",
    "<math href='javascript:alert(1)'><mi xlink:href='javascript:alert(1)'>x</mi></math>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<textarea><img title='</textarea><img src=x onerror=alert(1)>'>",
    "</body></html><script>alert(1)</script>",
    "<body onload=alert(1)>",
    "<details ontoggle=alert(1) open>x</details>",
    "<b onclick=alert(1)>x",
    "<div>" * 3000 + "<script>alert(1)</script>",
]


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack[:40])
def test_what_acts_is_dropped_wherever_it_is_written(attack):
    assert_harmless(clean(attack))
    if len(attack) > 10_000:
        return
    page = page_of(
        new_markdown_cell(attack),
        new_markdown_cell(f"text {attack} text\n\n- {attack}\n\n[x]({attack})\n\n${attack}$"),
        new_code_cell(attack, outputs=[new_output("stream", text=attack)]),
        new_code_cell(
            "1",
            outputs=[
                new_output("display_data", data={kind: attack})
                for kind in ("text/html", "text/markdown", "text/latex", "text/plain")
            ]
            + [new_output("display_data", data={"image/svg+xml": attack})]
            + [new_output("display_data", data={"image/png": f'"{attack}'})]
            + [error("E", attack, attack)],
        ),
    )
    assert_harmless(page)


@pytest.mark.parametrize(
    "link",
    [
        "[x](javascript:alert(1))",
        "![x](javascript:alert(1))",
        "<javascript:alert(1)>",
        "[x]: javascript:alert(1)\n\n[x]",
        "![x](attachment:missing.png)",
        "![x](attachment:page.html)",
        "![x](attachment:empty)",
        '[x](https://example.org "a\\" onclick=alert(1)")',
        "![x](../../gradebook.db)",
        "```mermaid\n<script>alert(1)</script>\n```",
        '```"><script>alert(1)</script>\nx\n```',
    ],
)
def test_what_acts_in_markdown_is_dropped(link):
    text = new_markdown_cell(link)
    text.attachments = {"page.html": {"text/html": "PHNjcmlwdD4="}, "empty": {}}
    assert_harmless(page_of(text))


def test_what_acts_in_metadata_is_dropped():
    attack = "1 onerror=alert(1) src=x"
    output = new_output(
        "display_data",
        data={"image/png": PIXEL},
        metadata={"image/png": {"width": attack, "height": f'1"{attack}', "alt": f'"{attack}'}},
    )
    isolated = new_output(
        "display_data",
        data={"text/html": "<script>1</script>"},
        metadata={"text/html": {"isolated": True}},
    )
    tagged = new_code_cell("1", metadata={"tags": [f'"><b {attack}>']}, outputs=[output, isolated])
    assert_harmless(page_of(tagged))


@pytest.mark.parametrize(
    "kind",
    [
        "application/javascript",
        "application/vnd.jupyter.widget-view+json",
        "application/vnd.plotly.v1+json",
        "text/vnd.mermaid",
    ],
)
@pytest.mark.filterwarnings("ignore:Your element with mimetype")
def test_an_output_that_needs_a_script_shows_its_text_instead(kind):
    value = {"model_id": "x"} if kind.endswith("json") else "alert(1)"
    both = new_output("display_data", data={kind: value, "text/plain": "the plain form"})
    alone = new_output("display_data", data={kind: value})
    page = page_of(new_code_cell("1", outputs=[both, alone]))
    assert_harmless(page)
    assert "the plain form" in page
    assert "alert(1)" not in page


def test_the_page_allows_no_script_and_asks_for_nothing():
    page = page_of(new_markdown_cell("$x$"))
    assert "default-src 'none'" in page
    for word in ("<script", "mathjax", "require.js", "jquery", "cdnjs"):
        assert word not in page.partition("<body>")[2].lower()
    head = bs4.BeautifulSoup(page, "html.parser").head
    assert not head.find_all(["script", "link"])


@pytest.mark.parametrize(
    "right",
    [
        '<div style="border-left:4px solid red;padding:4px 10px">x</div>',
        '<td style="background-color:rgb(1, 2, 3);text-align:right;color:#fff">1</td>',
        '<details open=""><summary>hint</summary>x</details>',
        '<span style="font-family:monospace;font-weight:bold">x</span>',
        f'<img src="data:image/png;base64,{PIXEL}" alt="a picture">',
        '<pre style="white-space:pre-wrap">a  b</pre>',
        '<th scope="col">0</th>',
        "<code>a &lt; b</code>",
    ],
)
def test_what_a_report_of_the_course_is_made_of_stays(right):
    inner = clean(f"<table><tr>{right}</tr></table>" if right.startswith("<t") else right)
    assert right in inner


def test_a_check_of_the_course_loses_nothing():
    def softmax_jacobian(z):
        return np.zeros((z.size, z.size))

    with pytest.raises(CheckFailed) as raised:
        check(softmax_jacobian)
    report = Report(raised.value.verdict, COURSE)._repr_mimebundle_()["text/html"]
    before = bs4.BeautifulSoup(report, "html.parser")
    after = bs4.BeautifulSoup(clean(str(before)), "html.parser")
    assert after.text == before.text
    assert len(after.find_all("table")) == 3
    for one, other in zip(before.find_all(True), after.find_all(True), strict=True):
        style = [declaration.split(":") for declaration in one.get("style", "").split(";")]
        kept = [declaration.split(":") for declaration in other.get("style", "").split(";")]
        assert one.name == other.name
        assert [name for name, *_ in kept] == [name.strip() for name, *_ in style]


def test_a_link_to_elsewhere_stays_and_tells_nothing():
    assert clean('<a href="https://numpy.org">x</a>') == (
        '<a href="https://numpy.org" rel="noopener noreferrer">x</a>'
    )


def test_an_svg_is_a_picture():
    svg = '<svg xmlns="http://www.w3.org/2000/svg"><rect width="1" height="1"/></svg>'
    page = page_of(
        new_code_cell("1", outputs=[new_output("display_data", data={"image/svg+xml": svg})])
    )
    assert f"data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}" in page
    assert "<svg" not in page.partition("<body>")[2]


def test_an_attached_picture_is_shown():
    text = new_markdown_cell("![x](attachment:a.png)")
    text.attachments = {"a.png": {"image/png": PIXEL}}
    assert f"data:image/png;base64,{PIXEL}" in page_of(text)


@pytest.mark.parametrize(
    "cover",
    [
        '<div class="modal-backdrop">x</div>',
        '<div class="highlight navbar-fixed-top k affix">x</div>',
        '<div style="margin-top: -500px; height: 900px; background-color: white">x</div>',
        '<div style="margin:0 0 calc(0px - 9em)">x</div>',
        '<div id="comment-double">x</div><a name="double-values">x</a>',
    ],
)
def test_nothing_of_a_student_lies_over_the_page_or_takes_the_name_of_a_part(cover):
    shown = new_output("display_data", data={"text/html": cover})
    body = bs4.BeautifulSoup(
        page_of(new_markdown_cell(cover), new_code_cell("1", outputs=[shown])), "html.parser"
    )
    for element in body.find(id="notebook-container").find_all(string="x"):
        element = element.parent
        assert set(element.get("class", ())) <= {"highlight", "k"}
        assert not element.get("style")
        assert not element.get("id")
        assert not element.get("name")


def test_colours_of_code_and_of_printed_text_stay():
    page = page_of(
        new_markdown_cell("```python\ndef f(): pass\n```"),
        new_code_cell("1", outputs=[new_output("stream", text="\x1b[31mred\x1b[0m")]),
    )
    body = bs4.BeautifulSoup(page, "html.parser")
    assert body.select_one(".highlight .k").text == "def"
    assert body.find(class_="ansi-red-fg").text == "red"


def test_open_tags_of_a_student_do_not_reach_the_next_cell():
    page = page_of(
        new_markdown_cell("<details><summary>mine</summary>\n\n<b>"),
        new_markdown_cell("</div></div></div>the next cell"),
    )
    body = bs4.BeautifulSoup(page, "html.parser").body
    assert body.find("details").find(string="the next cell") is None
    after = body.find(string=lambda text: "the next cell" in text)
    assert after.find_parent(id="notebook-container") is not None


OPEN = {
    "each different": "<b title={}><p>",
    "links": "<a href=https://{}>x<p>",
    "of every kind": "<i title={0}><small title={0}><font size={0}><nobr id={0}><p>",
    "in links": "<em title={}>" * 40 + "<a href=https://{}>x",
    "in a marquee": "<dd><u title={}><marquee><a href=https://{}><big title={}>",
    "behind quotes": "<b title='</b>{}'><p>",
    "behind comments": "<b title={}><!--</b>--><p>",
    "in tables": "<table><s title={}><tr><td><code title={}>x",
}


@pytest.mark.parametrize("opened", OPEN.values(), ids=OPEN)
def test_open_tags_grow_neither_here_nor_in_the_browser_that_reads_them(opened):
    """Read by the rules of HTML, each is opened again in every block that follows."""
    fragment = "".join(opened.replace("{}", str(i)).format(i) for i in range(400))
    cleaned = clean(fragment)
    # With end tags, and those that HTML implies.
    assert cleaned.count("<") <= 3 * fragment.count("<")
    assert clean(cleaned) == cleaned
    read = nh3.clean(cleaned, tags=TEXT | MATH, attributes=ATTRIBUTES, link_rel=None)
    assert read.count("<") <= cleaned.count("<")


def test_formatting_keeps_its_names_and_a_link_in_a_link_its_text():
    right = "<p>a <b>b</b> <em>c <code>d</code></em> <s>e</s></p>"
    assert clean(right) == right
    assert clean("<STRONG\nid=x>a</STRONG> <b/>c<x-script>d</x-script>") == (
        "<strong>a</strong> <b>cd</b>"
    )
    link = '<a href="https://x.org" rel="noopener noreferrer">'
    assert clean("<a href=https://x.org>a<p><a href=https://y.org>b</a>c</p></a>d") == (
        f"{link}a<p>bc</p></a>d"
    )


def test_what_may_be_wider_than_the_screen_can_be_scrolled_by_keys():
    shown = new_output("display_data", data={"text/html": '<p tabindex="3">a table</p>'})
    page = page_of(
        new_markdown_cell("| a |\n|---|\n| b |\n\n$$x^2$$"),
        new_code_cell("1", outputs=[shown, new_output("stream", text="2")]),
    )
    body = bs4.BeautifulSoup(page, "html.parser").body
    wide = [*body.find_all("pre"), body.find("table").parent, body.find("math")]
    wide.append(body.find(class_="output_html"))
    assert len(wide) == 5
    assert {each.get("tabindex") for each in wide} == {"0"}
    assert "tabindex" not in body.find(string="a table").parent.attrs


# ---- formulas ----


def test_formulas_are_rendered_wherever_they_are_written():
    page = page_of(
        new_markdown_cell("inline $a_1$\n\n$$\na_2\n$$\n\n\\begin{align}\na_3\n\\end{align}"),
        new_markdown_cell(
            "<details><summary>hint</summary>\n\nwhy $a_4$?\n\n</details>\n\n| $a_5$ |\n|---|\n|  |"
        ),
        new_code_cell(
            "1",
            outputs=[
                new_output("display_data", data={"text/latex": "$\\displaystyle a_6$"}),
                new_output("display_data", data={"text/latex": "\\begin{align}a_7\\end{align}"}),
                new_output("display_data", data={"text/markdown": "**$a_8$**"}),
            ],
        ),
    )
    body = bs4.BeautifulSoup(page, "html.parser").body
    assert [math.mn.text for math in body.find_all("math")] == list("12345678")
    assert "$" not in body.text
    assert body.find("details").find("math") is not None


DEFINES = (
    r"$$\newcommand{\pd}[2]{\frac{\partial #1}{\partial #2}} \DeclareMathOperator{\diag}{diag}$$"
)


def formulas(page):
    """The text of each formula of a page, as MathML or as its source."""
    body = bs4.BeautifulSoup(page, "html.parser").find(id="notebook-container")
    return [each.text for each in body.find_all(["math", "code"])]


def test_a_macro_holds_in_all_later_cells_and_outputs_and_its_definition_shows_nothing():
    page = page_of(
        new_markdown_cell(r"$\pd{1}{2}$"),
        new_markdown_cell(DEFINES),
        new_markdown_cell(
            "$\\pd{3}{4}$\n\n$$\n\\diag(s)\n$$\n\n\\begin{align}\\pd 5{6}\\end{align}\n\n"
            "<details><summary>why $\\pd 78$?</summary></details>"
        ),
        new_code_cell(
            "1", outputs=[new_output("display_data", data={"text/latex": r"$\diag(9)$"})]
        ),
    )
    shown = [r"\pd12", "∂3∂4", "diag(s)", "∂5∂6", "∂7∂8", "diag(9)"]
    assert formulas(page) == shown
    assert "newcommand" not in page


def test_macros_of_one_page_do_not_reach_another_of_the_same_exporter():
    exporter, nb = FeedbackExporter(), source_notebook()
    grades = {"notebook": NAME, "score": 0, "max_score": 0, "late_penalty": 0}
    resources = {"nbgrader": grades, "inlining": {"css": []}}
    nb.cells = [new_markdown_cell(r"$\a$ $\newcommand{\a}{x}\a$")]
    for _ in range(2):
        page, resources = exporter.from_notebook_node(nb, resources)
        assert formulas(page) == [r"\a", "x"]


def test_a_formula_whose_macros_have_no_end_costs_only_itself():
    bomb = r"\newcommand{\a}{\a\a}\a"
    page = page_of(new_markdown_cell(rf"$\newcommand{{\b}}{{y}}$ ${bomb}$ $\b$"))
    assert formulas(page) == [bomb, "y"]


def test_a_formula_in_the_line_that_opens_a_hint_is_rendered():
    text = "<details>\n<summary>where does $a_1$ occur?</summary>\n\nhere\n\n</details>"
    body = bs4.BeautifulSoup(page_of(new_markdown_cell(text)), "html.parser").body
    assert body.summary.find("math") is not None
    assert body.summary.text == "where does a1 occur?"


def test_a_displayed_formula_in_html_leaves_no_dollar():
    page = page_of(new_markdown_cell("<p>see $$a_1$$ there</p>"))
    body = bs4.BeautifulSoup(page, "html.parser").body
    assert body.find("p", string=None).text == "see a1 there"


def test_two_prices_in_html_are_no_formula():
    page = page_of(new_markdown_cell("<p>one $1</p>\n<p>two $2</p>"))
    assert "<math" not in page.partition("<body>")[2]


def test_a_text_without_end_is_shown_as_it_was_written():
    page = page_of(new_markdown_cell("<div>" * LONGEST_TEXT))
    assert len(page) < 3 * 5 * LONGEST_TEXT
    assert "&lt;div&gt;" in page
    assert_harmless(page)


@pytest.mark.parametrize("opens", [r"\\[", r"\\(", r"\begin{a}"])
def test_formulas_without_an_end_are_shown_as_they_were_written(opens):
    text = opens * (LONGEST_PLAIN // len(opens))
    page = page_of(*(new_markdown_cell(text) for _ in range(8)))
    assert f">{text}\n{SHOWN_PLAIN}</pre>" in page
    assert "<math" in page_of(new_markdown_cell(r"\\(x\\) " * 200))


def test_a_dollar_in_code_is_no_formula():
    page = page_of(new_markdown_cell("`a$b$c`\n\n    $x$\n"), new_code_cell("'$x$'"))
    assert "<math" not in page.partition("<body>")[2]


# ---- the same through nbgrader ----


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    return released_course(tmp_path_factory.mktemp("course"))


def page_for(course, student, edit):
    submit(course.root, student, edit)
    assert course.autograde(NAME, student).reason is None
    assert course.feedback(NAME, student).reason is None
    return (course.root / "feedback" / student / NAME / f"{NAME}.html").read_text()


def test_a_page_shows_points_and_comment_and_no_hidden_test(course):
    def rethrow(nb):
        cell(nb, "double").source = "def double(x):\n    return 2 * x if x < 9 else None"
        again = "import sys\nraise sys.last_value"
        nb.cells.insert(-1, new_code_cell(again, id="again"))

    page = page_for(course, "asks", rethrow)
    assert "40 + 2" not in page
    assert "BEGIN HIDDEN" not in page
    body = bs4.BeautifulSoup(page, "html.parser").body
    assert "AssertionError: doubling fails for 21" in body.text
    assert "raise sys.last_value" in body.text
    assert "Score: 0.0 / 3.0" in body.text
    assert body.find("a", href="#double-values") is not None
    assert body.find("a", attrs={"name": "double-values"}) is not None
    assert "No response." in body.text
    assert_harmless(page)


def test_the_page_of_what_could_not_be_graded_says_why_once_and_shows_no_stub(course):
    submit(course.root, "left-out", solve)
    folder = course.root / "submitted" / "left-out" / NAME
    (folder / f"{NAME}.ipynb").unlink()
    grade_class(course, [NAME], say=quiet)
    assert course.feedback(NAME, "left-out").reason is None
    path = course.root / "feedback" / "left-out" / NAME / f"{NAME}.html"
    page = path.read_text()
    assert page.count(f"there is no {NAME}.ipynb") == 1
    assert "NotImplementedError" not in page
    assert "Your notebook" not in page
    with course.gradebook() as gradebook:
        gradebook.find_comment("written", NAME, NAME, "left-out").manual_comment = "come and see me"
        gradebook.db.commit()
    course.feedback(NAME, "left-out")
    body = bs4.BeautifulSoup(path.read_text(), "html.parser").body
    assert "come and see me" in body.text
    assert [heading.text for heading in body.find_all("h2")] == ["Comments", COMMENTED]
    assert "NotImplementedError" not in body.text


def test_a_page_is_made_without_a_warning_and_one_that_is_replaced_is_named(course):
    page_for(course, "first", solve)
    log = course.feedback(NAME, "first").log
    folder = course.root / "feedback" / "first" / NAME
    warnings = [line for line in log.splitlines() if line.startswith("[WARNING]")]
    assert warnings == [f"[WARNING] Removing existing assignment: {folder}"]


def test_a_comment_of_the_grader_is_on_the_page_after_it_was_written(course):
    def answer(nb):
        solve(nb)
        cell(nb, "written").source = "because"

    page = page_for(course, "waits", answer)
    assert "well said" not in page
    with course.gradebook() as gradebook:
        gradebook.find_comment("written", NAME, NAME, "waits").manual_comment = "well said: $x^2$"
        gradebook.db.commit()
    course.feedback(NAME, "waits")
    page = (course.root / "feedback" / "waits" / NAME / f"{NAME}.html").read_text()
    assert "well said: <math" in page


def test_nothing_but_the_page_is_feedback(course):
    folder = submit(course.root, "sends", solve)
    for name in ("index.html", "x.mhtml", "drawing.svg", "notes.txt", "folder/x.js"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text("<script>alert(1)</script>")
    (folder / "gradebook.txt").symlink_to(course.root / "gradebook.db")
    course.autograde(NAME, "sends")
    graded = {path.name for path in (course.root / "autograded" / "sends" / NAME).iterdir()}
    assert graded == {f"{NAME}.ipynb", f"{NAME}.verdicts.json"}
    for _ in range(2):
        course.feedback(NAME, "sends")
        (page,) = (course.root / "feedback" / "sends" / NAME).iterdir()
        assert page.name == f"{NAME}.html"
        assert "alert(1)" not in page.read_text()


def test_what_a_cell_puts_out_without_end_does_not_fill_the_page(course):
    def flood(nb):
        solve(nb)
        nb.cells.append(new_code_cell("print('x' * 1_000_000)", id="flood"))

    page = page_for(course, "floods", flood)
    assert len(page) < 1_000_000
    assert "more characters" in page
    assert "Score: 3.0 / 3.0" in page


def test_a_page_shows_the_last_state_of_a_bar_and_says_what_grading_does_not_give(course):
    bar = "import sys\nfor i in range(101): print(f'\\r{i}% done', end='', file=sys.stderr)"
    reads = "open('/home/ana/data.csv')"

    def refused(nb):
        cell(nb, "double").source = "import os\ndef double(x):\n    os.fork()"
        nb.cells += [new_code_cell(bar, id="bar"), new_code_cell(reads, id="reads")]

    body = bs4.BeautifulSoup(page_for(course, "refused", refused), "html.parser").body
    hint = f"Hint: {advice.on('processes')}"
    finding = body.find(class_="finding")
    assert finding.strong.text == "PermissionError: [Errno 1] Operation not permitted"
    assert hint in finding.text
    assert body.find(class_="output_stderr").text.strip() == "100% done"
    cells = " ".join(body.find(id="notebook-container").text.split())
    assert f"hint: {advice.on('missing file')}" in cells


# ---- formgrader ----


@pytest.fixture(scope="module")
def exporter(course):
    return formgrader(course.root)


def page_to_grade(course, exporter, *cells):
    nb = source_notebook()
    nb.cells += cells
    page = graded_page(exporter, nb, course.root)
    return bs4.BeautifulSoup(page, "html.parser").body.find(id="notebook-container")


@pytest.mark.parametrize("attack", ATTACKS[:-1], ids=lambda attack: attack[:40])
def test_what_acts_is_dropped_where_a_person_grades(course, exporter, attack):
    kinds = ("text/html", "text/markdown", "text/latex", "text/plain", "image/svg+xml", "image/png")
    outputs = [new_output("display_data", data={kind: attack}) for kind in kinds]
    outputs += [new_output("stream", text=attack), error("E", attack, attack)]
    outputs += [new_output("display_data", data={"application/javascript": attack})]
    body = page_to_grade(
        course,
        exporter,
        new_markdown_cell(f"{attack}\n\n- [x]({attack}) ${attack}$"),
        marked("answer", attack, solution=True, points=1, kind=new_markdown_cell),
        new_code_cell(attack, outputs=outputs),
    )
    page = {"body", "main", "input", "button", "textarea"}
    for element in body.find_all(True):
        assert element.name in TEXT | MATH | page, element
        assert not [name for name in element.attrs if name.startswith("on")], element
        assert element.get("href", "#").startswith(("#", "https://", "http://", "mailto:"))
        assert element.get("src", "data:image/").startswith("data:image/")


def test_a_person_grades_with_formulas_reports_and_fields_in_view(course, exporter):
    report = '<div style="border-left:4px solid red">a report</div>'
    shown = new_output("display_data", data={"text/html": report})
    body = page_to_grade(course, exporter, new_code_cell("check()", outputs=[shown]))
    assert body.find("input", id="written") is not None
    assert body.find("textarea", id="written-comment") is not None
    assert body.find("math") is not None
    assert report in str(body)


def test_a_name_of_the_page_is_no_name_that_a_student_can_give(course, exporter):
    """Formgrader finds the field of a score by its id, and lays things over others by a class."""
    attack = '<p id="written" class="navbar-fixed-top">x</p><a name="written">y</a>'
    shown = new_output("display_data", data={"text/html": attack})
    body = page_to_grade(
        course,
        exporter,
        new_markdown_cell(f"{attack}\n\n# written\n\n```python\nimport os\n```"),
        new_code_cell("1", outputs=[shown]),
    )
    (field,) = body.find_all(id="written")
    assert field.name == "input"
    assert body.find(class_="navbar-fixed-top") is None
    assert body.find(attrs={"name": "written"}) is None
    assert body.find("span", class_="kn", string="import") is not None


def test_formgrader_asks_no_other_machine_for_anything(course, exporter):
    page = bs4.BeautifulSoup(graded_page(exporter, source_notebook(), course.root), "html.parser")
    scripts = [script["src"] for script in page.find_all("script", src=True)]
    assert scripts
    assert all(source.startswith("/formgrader/static/") for source in scripts)


def test_macros_hold_over_formgraders_page_from_their_definition_on(course, exporter):
    nb = source_notebook()
    nb.cells += [
        new_markdown_cell(r"$\pd{1}{2}$ $\newcommand{\partial}{x}$"),
        new_markdown_cell(DEFINES),
        new_markdown_cell(r"$\pd{3}{4}$"),
    ]
    page = graded_page(exporter, nb, course.root)
    assert formulas(page)[-2:] == [r"\pd12", "x3x4"]
