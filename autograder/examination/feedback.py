"""Feedback pages: no hidden test in them, nothing that acts, and formulas without a network.

nbgrader's template and nbconvert's exporter make the page. What is changed here: hidden tests are
taken out before (`HideTests`), formulas become MathML, and all that came out of the notebook goes
through one list of what is allowed (`clean`), each piece by itself, so that it can't break the
layout around it, and the whole page at the end, so that no way past it is left.
"""

import html
from pathlib import Path
from xml.etree import ElementTree

import nh3
from jinja2 import FileSystemLoader, pass_context
from latex2mathml.converter import convert_to_element
from nbconvert.exporters import HTMLExporter
from nbconvert.filters import strip_ansi
from nbconvert.filters.markdown_mistune import InvalidNotebook, IPythonRenderer, MarkdownWithMath
from nbformat import NotebookNode
from nbgrader.preprocessors import ClearHiddenTests
from nbgrader.server_extensions.formgrader.handlers import template_path
from nbgrader.utils import is_grade, is_solution
from traitlets import List, Unicode, default
from traitlets.config import Config

# ---- hidden tests ----

# A hidden line shorter than this, such as `x = 3`, also occurs by chance in what a student prints.
SHORTEST_LINE = 10
WITHHELD = "(output withheld: it quotes a hidden test)"


class HideTests(ClearHiddenTests):
    """Take hidden tests out of a graded notebook, and out of what its cells have put out.

    A test cell shows an error by name and message only. Any other output that quotes a line of a
    hidden test, such as the traceback of an exception raised again later, is withheld.
    """

    def preprocess(self, nb, resources):
        hidden = set()
        for cell in filter(_is_test, nb.cells):
            before = cell.source.splitlines()
            self.preprocess_cell(cell, resources, 0)
            hidden |= set(before) - set(cell.source.splitlines())
        lines = {line.strip() for line in hidden if len(line.strip()) >= SHORTEST_LINE}
        for cell in nb.cells:
            if cell.cell_type == "code":
                cell.outputs = [_without(lines, output, _is_test(cell)) for output in cell.outputs]
        return nb, resources


def _is_test(cell) -> bool:
    return is_grade(cell) and not is_solution(cell)


def _without(lines: set[str], output: NotebookNode, of_test: bool) -> NotebookNode:
    def quotes(text) -> bool:
        plain = html.unescape(strip_ansi(str(text)))
        return any(line in plain for line in lines)

    if output.output_type == "error":
        if quotes(output.evalue):
            output.evalue = WITHHELD
        if of_test or quotes("\n".join(output.traceback)):
            output.traceback = [": ".join(filter(None, [output.ename, output.evalue]))]
    elif output.output_type == "stream":
        if quotes(output.text):
            output.text = WITHHELD
    elif any(quotes(value) for value in output.data.values()):
        output.data = NotebookNode({"text/plain": WITHHELD})
    return output


# ---- what may stand in a page ----

MATH = set(
    "math mrow mi mn mo mtext mspace ms mfrac msqrt mroot mstyle mpadded mphantom msub msup msubsup"
    " munder mover munderover mtable mtr mtd".split()
)
TEXT = set(
    "a abbr b blockquote br caption code col colgroup dd del details div dl dt em figcaption figure"
    " h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q s small span strong sub summary sup"
    " table tbody td tfoot th thead tr u ul var".split()
)
ATTRIBUTES = {
    "*": {"class", "id", "style", "title", "lang", "dir"},
    "a": {"href", "name"},
    "img": {"src", "alt", "width", "height"},
    "details": {"open"},
    "ol": {"start"},
    "td": {"colspan", "rowspan", "align"},
    "th": {"colspan", "rowspan", "align", "scope"},
    **{tag: set() for tag in MATH},
    "math": {"display"},
    "mi": {"mathvariant"},
    "mn": {"mathvariant"},
    "mo": set("stretchy fence form separator minsize maxsize movablelimits largeop".split()),
    "mspace": {"width"},
    "mfrac": {"linethickness"},
    "mstyle": {"displaystyle", "scriptlevel"},
    "mover": {"accent"},
    "munder": {"accentunder"},
    "mtable": {"displaystyle"},
    "mtd": {"columnalign"},
}
# Looks of text and tables. Left out: what places an element over others, and what loads something.
STYLES = set(
    "color background-color opacity text-align vertical-align white-space line-height"
    " font-family font-size font-style font-weight font-variant-numeric text-decoration"
    " border border-top border-right border-bottom border-left border-color border-style"
    " border-width border-radius border-collapse border-spacing padding padding-top padding-right"
    " padding-bottom padding-left margin margin-top margin-right margin-bottom margin-left"
    " width min-width max-width height min-height max-height display overflow-x".split()
)
# Removed with what is in them; of any other tag that is not allowed the text stays.
DROPPED = {"script", "style", "template", "noscript", "iframe", "object", "title", "textarea"}
IMAGES = tuple(f"data:image/{kind};base64," for kind in ("png", "jpeg", "gif", "webp", "svg+xml"))
LINKS = ("#", "https://", "http://", "mailto:")


def _attribute(tag: str, name: str, value: str) -> str | None:
    if name == "src":
        return value if value.startswith(IMAGES) else None
    if name == "href":
        return value if value.lower().startswith(LINKS) else None
    return value


def clean(fragment: str) -> str:
    """A piece of HTML with only what is allowed in a page, its open tags closed.

    An image is data in the page itself, an SVG too: shown as an image it can't run a script.
    """
    return nh3.clean(
        fragment,
        tags=TEXT | MATH,
        clean_content_tags=DROPPED,
        attributes=ATTRIBUTES,
        attribute_filter=_attribute,
        url_schemes={"http", "https", "mailto", "data"},
        filter_style_properties=STYLES,
    )


# ---- formulas ----

# What the converter doesn't know, or would number, under the name of its nearest relative.
RENAMED = {"aligned": "align*", "align": "align*", "gathered": "align*", "gather": "align*"}


def mathml(latex: str, display: str = "inline") -> str:
    """A formula as MathML, which browsers show by themselves; its source where it can't be read.

    `display` is "inline" or "block".
    """
    renamed = latex
    for name, other in RENAMED.items():
        renamed = renamed.replace(f"{{{name}}}", f"{{{other}}}")
    try:
        tree = convert_to_element(renamed, display=display)
        for element in tree.iter():  # signs come as entities, which would be escaped once more
            element.text = html.unescape(element.text or "")
            if element.text == "‖":  # a norm's bars are as high as the letters between them
                element.attrib.setdefault("stretchy", "false")
        return ElementTree.tostring(tree, encoding="unicode")
    except Exception:  # a student's formula may fail in any way, and costs only itself
        return f"<code>{html.escape(latex)}</code>"


class _Renderer(IPythonRenderer):
    """nbconvert's Markdown, with formulas as MathML and no error for a picture that is missing."""

    def inline_math(self, body):
        return mathml(body)

    def block_math(self, body):
        return mathml(body, "block")

    def latex_environment(self, name, body):
        return mathml(rf"\begin{{{name}}}{body}\end{{{name}}}", "block")

    def _embed_image_or_attachment(self, src):
        try:
            return super()._embed_image_or_attachment(src)
        except (InvalidNotebook, StopIteration):
            return ""


# ---- the page ----


class FeedbackExporter(HTMLExporter):
    """nbgrader's feedback page, made safe to open and readable offline.

    The template is fixed: formgrader and nbgrader's API both set `HTMLExporter.template_name`.
    """

    template_name = Unicode("page")
    extra_template_basedirs = List([str(Path(__file__).parent / "templates"), template_path])
    sanitize_html = True  # makes the template call clean_html, and drop scripts and widgets

    @default("extra_loaders")
    def _nbgrader_templates_under_their_path(self):
        return [FileSystemLoader(template_path)]

    @property
    def default_config(self):
        # Without scripts a widget or a script shows nothing: the next best form is taken instead.
        shown = ["text/html", "text/markdown", "image/svg+xml", "text/latex"]
        shown += ["image/png", "image/jpeg", "text/plain"]
        config = Config({"NbConvertBase": {"display_data_priority": shown}})
        inherited = super().default_config.copy()
        inherited.merge(config)
        return inherited

    def default_filters(self):
        yield from super().default_filters()
        yield "clean_html", clean

    @pass_context
    def markdown2html(self, context, source):
        attachments = context.get("cell", {}).get("attachments", {})
        renderer = _Renderer(escape=False, attachments=attachments, exclude_anchor_links=True)
        return clean(MarkdownWithMath(renderer=renderer).render(source))

    def from_notebook_node(self, nb, resources=None, **kw):
        page, resources = super().from_notebook_node(nb, resources, **kw)
        head, _, body = page.partition("<body>")
        return f"{head}<body>\n{clean(body)}\n</body>\n</html>\n", resources
