"""Script, and what else acts, in the pages that a person opens."""

import copy

from nbformat import from_dict
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_raw_cell

from attacks.attack import FIRST, FIRST_ONLY, Attack, code_cell, every, markdown_cell, named
from autograder.grading import outputs
from autograder.grading.notebook import MOST_CELLS
from autograder.grading.outputs import LARGEST_PICTURE, MOST_OUTPUTS, MOST_OUTPUTS_OF_ALL
from autograder.grading.submission import LARGEST_NOTEBOOK

PAYLOADS = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)><script>alert(1)</script></svg>",
    "<a href='javascript:alert(1)'>x</a>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<meta http-equiv=refresh content='0;url=http://127.0.0.1:@port@/'>",
    "<link rel=stylesheet href='http://127.0.0.1:@port@/x.css'>",
    "<style>@import 'http://127.0.0.1:@port@/x.css'; body { display: none }</style>",
    "<div style='position:fixed;inset:0;background:url(http://127.0.0.1:@port@/)'>x</div>",
    "<form action='http://127.0.0.1:@port@/'><button>go</button><input autofocus onfocus=alert(1)>",
    "</div></div></body></html><script>alert(1)</script><!--",
    "<base href='http://127.0.0.1:@port@/'><object data=x></object><embed src=x>",
    "<math><annotation-xml encoding='text/html'><script>alert(1)</script></annotation-xml></math>",
    "[x](javascript:alert(1)) ![x](javascript:alert(1)) <javascript:alert(1)>",
    "$<script>alert(1)</script>$ $$\\href{javascript:alert(1)}{x}$$",
    "$\\text{</mtext><script>alert(1)</script>}$",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<svg><foreignObject><img src=x onerror=alert(1)></foreignObject></svg>",
    "<svg><a href='#'><animate attributeName=href values='javascript:alert(1)'/>x</a></svg>",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s></svg>",
    "<math href='javascript:alert(1)'><mi>x</mi></math>",
    "<details open ontoggle=alert(1)>x</details><p onmouseover=alert(1) tabindex=1>x</p>",
    "<video poster='http://127.0.0.1:@port@/'></video><img srcset='http://127.0.0.1:@port@/ 1x'>",
    '<img src=\'data:image/svg+xml,<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>\'>',
)
ALL = "\n\n".join(PAYLOADS)


def _shows(name: str, *cells: str, answers=FIRST, score=FIRST_ONLY, edit=None, **more) -> Attack:
    return Attack(name, "pages", score, answers, cells=cells, edit=edit, **more)


def _display(kind: str) -> str:
    return f"from IPython.display import display\n\ndisplay({{{kind!r}: {ALL!r}}}, raw=True)"


def _attachments(nb):
    for name in (ALL, "x.png", '"><script>alert(1)</script>', "../../x", "x.svg"):
        kinds = {"image/png": ALL, "text/html": ALL, "image/svg+xml": ALL, ALL: ALL}
        cell = markdown_cell(f"![x](attachment:{name}) ![x](attachment:x.png)")
        nb["cells"].append(cell | {"attachments": {name: kinds}})


def _metadata(nb):
    act = '1" onerror=alert(1) src=x "><script>alert(1)</script>'
    nb["metadata"].update(
        title=ALL, authors=[{"name": ALL}], language_info={"name": ALL, "pygments_lexer": act}
    )
    for cell in nb["cells"]:
        cell["metadata"].update(tags=[act, "hide-input"], name=act, jupyter={act: True})
        cell["id"] = act
    picture = {
        "output_type": "display_data",
        "data": {"image/png": act, "text/html": ALL, "application/javascript": "alert(1)"},
        "metadata": {"image/png": {"width": act, "height": act, "alt": act}},
    }
    nb["cells"].append(code_cell("1", nbgrader={"grade_id": act}) | {"outputs": [picture]})


def _ids(nb):
    for cell in list(nb["cells"]):
        mark = {"grade": True, "grade_id": '"><script>alert(1)</script>', "points": 1}
        mark |= {"solution": True, "locked": False}
        cell["metadata"].setdefault("nbgrader", mark)
        nb["cells"].append(code_cell("1", nbgrader=mark))


PAGES = (
    _shows(
        "write script into text",
        edit=lambda nb: nb["cells"].extend(markdown_cell(text) for text in (*PAYLOADS, ALL)),
    ),
    _shows(
        "write script into the written answer",
        answers={**FIRST, "written": ALL},
    ),
    _shows("write script into code", *(f"# {line}\n1" for line in PAYLOADS)),
    _shows(
        "write script into raw cells",
        edit=lambda nb: nb["cells"].extend(
            {"cell_type": "raw", "metadata": {"format": "text/html"}, "source": text}
            for text in PAYLOADS
        ),
    ),
    *(
        _shows(f"display script as {kind}", _display(kind))
        for kind in (
            "text/html",
            "text/markdown",
            "text/latex",
            "text/plain",
            "image/svg+xml",
            "image/png",
            "application/javascript",
            "application/vnd.jupyter.widget-view+json",
            '"><script>alert(1)</script>',
        )
    ),
    _shows(
        "display script with metadata that acts",
        """
        from IPython.display import display

        act = '1" onerror=alert(1) src=x "'
        display(
            {"image/png": "AAAA", "text/html": act},
            metadata={"image/png": {"width": act, "height": act}, "text/html": {"isolated": True}},
            raw=True,
        )
        """,
    ),
    _shows("print script", f"import sys\n\nprint({ALL!r})\nprint({ALL!r}, file=sys.stderr)"),
    _shows(
        "print script in colours",
        f"text = {ALL!r}\n"
        "print('\\x1b[31;1m' + text + '\\x1b]8;;javascript:alert(1)\\x07x\\x1b]8;;\\x07')\n"
        "print('\\x1b[999mx\\x1b[38;2;1\"onmouseover=alert(1);1;1mx')",
    ),
    _shows("raise script", f"raise ValueError({ALL!r})"),
    _shows(
        "raise script by the name of a class",
        f"raise type({ALL!r}, (Exception,), {{}})({ALL!r})",
    ),
    _shows(
        "raise script with a traceback of one's own",
        "class Error(Exception):\n    def _render_traceback_(self):\n"
        f"        return [{ALL!r}, 1, None]\n\n\nraise Error",
    ),
    _shows(
        "raise script from a file that is named like it",
        "exec(compile('1 / 0', '<script>alert(1)</script>', 'exec'))",
    ),
    _shows(
        "raise script from every function",
        answers=every(f"raise type({ALL!r}, (ValueError,), {{}})({ALL!r})"),
        score=0.0,
    ),
    _shows(
        "return an object whose type is named like script",
        answers=every(f"return type({ALL!r}, (), {{}})()"),
        score=0.0,
    ),
    _shows(
        "return script",
        answers=every(f"return {ALL!r}"),
        score=0.0,
    ),
    _shows(
        "write script into the docstring of an answer",
        answers={"softmax": FIRST["softmax"].replace('"""', f'"""{ALL}\n', 1)},
    ),
    _shows("write script into attachments", edit=_attachments),
    _shows("write script into metadata, ids and stored outputs", edit=_metadata),
    _shows("write script into the names of cells", edit=_ids),
    _shows(
        "write text that takes a page for ever to read",
        edit=lambda nb: nb["cells"].extend(
            markdown_cell(text)
            for text in (
                "*" * 20_000,
                "[" * 20_000,
                "`" * 20_001 + "x",
                "> " * 2_000 + "x",
                "- " * 2_000 + "x",
                "<div>" * 10_000,
                "![" * 10_000,
                "$" + "{" * 9_000 + "$",
                "$" + "\\frac" * 1_500 + "$",
                "$" + "\\sqrt{" * 1_500 + "$",
                "|a" * 10_000 + "\n" + "|-" * 10_000,
                "[x]: <" + " " * 20_000,
                "&" * 20_000 + "<!--" * 5_000,
                "a\u0300" * 20_000 + "\u202e\u2066",
                "".join(f"<b title={number}><p>" for number in range(5_000)),
                "".join(f"<a href=https://{number}.org>x<p>" for number in range(4_000)),
                r"\\[a" * 24_000,
                r"\begin{a}x" * 8_000,
            )
        ),
    ),
    _shows(
        "write text in cells that a page repeats",
        edit=lambda nb: named(nb, "softmax").update(source="x = 1  # " + "<b>" * 30_000),
        answers={},
        score=0.0,
    ),
)

# What a page is long in reading: the kind of the pieces, and the text that each repeats.
HEAVY = {
    "nested lists and quotes": ("markdown", "\n> \n- "),
    "lists of lists": ("markdown", "\n\n- "),
    "emphasis without an end": ("markdown", "*@"),
    "brackets without an end": ("markdown", "[1"),
    "tables": ("markdown", "|-|\n"),
    "formulas without an end": ("markdown", r"\\[a"),
    "short formulas": ("markdown", "$a$ "),
    "long formulas": ("markdown", "$" + "'\\\\" * 3_000 + "$ "),
    "bold words": ("markdown", "**a** "),
    "open blocks": ("markdown", "<div>"),
    "open formatting": ("markdown", "<b>x"),
    "code in Markdown": ("markdown", "```python\na" + "\n" * 500 + "a\n```\n"),
    "dots in code": ("code", ".."),
    "blank lines in code": ("code", "a" + "\n" * 3_000),
    "brackets in code": ("code", "[1"),
    "lines of code": ("code", "a = 1\n"),
    "open lists in HTML": ("text/html", "<ul>"),
    "open terms in HTML": ("text/html", "<dd><ul>"),
    "formatting in HTML": ("text/html", "<b>x"),
    "elements in HTML": ("text/html", "<i>x</i>"),
    "colours": ("stream", "\x1b[1ma"),
    "signs that are escaped": ("stream", "&"),
    "colours of an error": ("error", "\x1b[31;1m&"),
    "pictures": ("image/png", "A"),
    "drawings": ("image/svg+xml", "<svg>"),
    "attached pictures": ("attachment", "![x](attachment:x.png)"),
    "cells of text": ("markdown", ""),
    "cells of code": ("code", ""),
    "outputs": ("stream", ""),
    "words": ("markdown", "\N{SNOWMAN} word "),
    "emphasis by underscores": ("markdown", "_a_ "),
    "raw HTML": ("raw", "<b>x</b>"),
    "pictures by reference": ("attachment", "[r]: attachment:x.png\n\n![x][r] "),
    "pictures by an escaped name": ("attachment", "![x](&#97;ttachment:x.png) "),
    "imports": ("code", "from a import b\n"),
}

LARGEST_PIECE = 20_000


def heavy_notebook(name: str):
    """A graded notebook full of such pieces, long and short: as many as grading lets through."""
    kind, text = HEAVY[name]
    of_text = {"markdown": new_markdown_cell, "attachment": new_markdown_cell}
    cell = {"code": new_code_cell, "raw": new_raw_cell, **of_text}.get(kind)
    most = MOST_CELLS if cell else MOST_OUTPUTS_OF_ALL
    size = LARGEST_PIECE if kind != "image/png" else LARGEST_PICTURE
    piece = (text * (size // max(1, len(text)) + 1))[:size]
    count = min(most, 3 * LARGEST_NOTEBOOK // max(1, len(piece)))
    # Short ones fill what a long one leaves; on average one has a third of the longest.
    pieces = [piece[: size >> place] for place in range(6)]
    if cell:
        different = [cell(each) for each in pieces]
    else:
        made = {"stream": outputs.stream, "error": lambda text: outputs.error("E", text)}
        one = made.get(kind, lambda text: outputs.display({kind: text}))
        different = [from_dict(outputs.limited([one(each)])[0]) for each in pieces]
    # Copies, as nbformat validates what it makes, which takes longer than all else.
    copies = [copy.deepcopy(different[place % 6]) for place in range(count)]
    nb = new_notebook()
    if cell:
        nb.cells = copies
        for place, each in enumerate(copies):
            each.id = f"cell-{place}"
            if kind == "attachment" and place < 10:
                each.attachments = {"x.png": {"image/png": "A" * 1_000_000}}
    else:
        for at in range(0, count, MOST_OUTPUTS):
            nb.cells.append(new_code_cell("1"))
            nb.cells[-1].outputs = copies[at : at + MOST_OUTPUTS]
    return nb
