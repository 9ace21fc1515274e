"""Feedback pages: nothing that acts, and formulas without a network.

nbgrader's template and nbconvert's exporter make the page, `summary` what opens it. What is changed
here: formulas become MathML, headings are in order, and all that came out of the notebook goes
through one list of what is allowed: each piece by itself (`clean`), so that it can't break the
layout around it, and the whole page at the end (`clean_page`), so that no way past it is left.
`nbgrader_config.py` gives `clean` and `markdown` to formgrader too.
"""

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from types import CodeType
from typing import Any

import nh3
from jinja2 import BytecodeCache, Environment, FileSystemLoader, pass_context
from jinja2.bccache import Bucket
from jinja2.runtime import Context
from nbconvert.exporters import HTMLExporter
from nbconvert.filters.markdown_mistune import InvalidNotebook, IPythonRenderer, MarkdownWithMath
from nbformat import NotebookNode
from nbgrader.coursedir import CourseDirectory
from nbgrader.server_extensions.formgrader.handlers import static_path, template_path
from traitlets import List, Unicode, default
from traitlets.config import Config

from autograder.checking.language import ENGLISH, speaking, spoken
from autograder.host import words
from autograder.host.allowance import Shorten
from autograder.host.formulas import mathml
from autograder.host.macros import Macros
from autograder.host.pages import TEMPLATES, PageStep, verdicts_of

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
    "div": {"tabindex"},
    "img": {"src", "alt", "width", "height"},
    "details": {"open"},
    "ol": {"start"},
    "td": {"colspan", "rowspan", "align"},
    "th": {"colspan", "rowspan", "align", "scope"},
    **{tag: set() for tag in MATH},
    "math": {"display", "tabindex"},
    "mi": {"mathvariant"},
    "mn": {"mathvariant"},
    "mo": set(
        "stretchy fence form separator lspace rspace minsize maxsize movablelimits largeop".split()
    ),
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


# Of the classes in a piece of a page: the colours of code, which Pygments gives short names, and of
# printed text. Any other may be one of Bootstrap's, which comes with nbgrader's pages and has a
# `modal-backdrop` that covers them.
COLOURS = re.compile(r"highlight|hl-\w+|ansi-[\w-]+|[a-z]{1,2}\d?|cpf|err|esc")
# It would move a piece over another.
NEGATIVE = re.compile(r"-\s*[.\d]|calc|var")


def _attribute(tag: str, name: str, value: str) -> str | None:
    """An attribute of a page, None where it is to be dropped."""
    if name == "src":
        return value if value.startswith(IMAGES) else None
    if name == "href":
        return value if value.lower().startswith(LINKS) else None
    if name == "tabindex":
        return "0"  # the order of a page is that of its text
    return value


def _attribute_of_a_piece(tag: str, name: str, value: str) -> str | None:
    """The same of a piece, which has no names: the page's links would lead to them."""
    if name in ("id", "name"):
        return None
    if name == "class":
        return " ".join(filter(COLOURS.fullmatch, value.split())) or None
    if name == "style":
        return None if NEGATIVE.search(value) else value
    return _attribute(tag, name, value)


# HTML opens each of these again in every block that follows while it is left open, so that a short
# text can become one of gigabytes. Under a name without a meaning it is an element like any other;
# what is clean then holds them so that they can be named again.
FORMATTING = set("a b big code em font i nobr s small strike strong tt u".split())
FORMATTING_TAG = re.compile(rf"<(/?)({'|'.join(FORMATTING)})(?=[\s/>])", re.IGNORECASE | re.ASCII)
# Where each attribute stands between double quotes, as it does in what is clean.
CLEAN_TAG = re.compile(r'<(/?)([\w-]+)((?:[^<>"]|"[^"]*")*)>')


def _renamed(tag: str) -> str:
    return f"x-{tag}" if tag in FORMATTING else tag


RENAMED_TAGS = set(map(_renamed, TEXT | MATH))
RENAMED_ATTRIBUTES = {_renamed(tag): names for tag, names in ATTRIBUTES.items()}
LINK = {_renamed("a"): {"rel": "noopener noreferrer"}}


def _named_again(fragment: str) -> str:
    """Clean HTML with formatting under its own names, a link within a link without its tags.

    At a link within one browsers end the outer, which would open the formatting in it again.
    """
    depth = 0

    def named(match: re.Match) -> str:
        nonlocal depth
        end, name, attributes = match.groups()
        if name == "x-a":
            depth += -1 if end else 1
            if depth > (0 if end else 1):
                return ""
        return f"<{end}{name.removeprefix('x-')}{attributes}>"

    return CLEAN_TAG.sub(named, fragment)


def clean(fragment: str) -> str:
    """A piece of HTML with only what is allowed in a page, its open tags closed.

    An image is data in the page itself, an SVG too: shown as an image it can't run a script.
    """
    return _clean(fragment, _attribute_of_a_piece, {})


def clean_page(body: str) -> str:
    """The whole body of a page with only what is allowed, names and layout kept."""
    # What may be wider than the screen can be scrolled by keys.
    return _clean(body, _attribute, {"pre": {"tabindex": "0"}})


def _clean(fragment: str, attribute_filter: Callable, given: dict) -> str:
    """given: values of attributes, by tag, whatever the fragment says."""
    cleaned = FORMATTING_TAG.sub(r"<\1x-\2", fragment)
    # Twice: what is dropped may have stood between elements of which neither can hold the other.
    for _ in range(2):
        cleaned = nh3.clean(
            cleaned,
            tags=RENAMED_TAGS,
            clean_content_tags=DROPPED,
            attributes=RENAMED_ATTRIBUTES,
            attribute_filter=attribute_filter,
            url_schemes={"http", "https", "mailto", "data"},
            filter_style_properties=STYLES,
            link_rel=None,
            set_tag_attribute_values=LINK | given,
        )
    return _named_again(cleaned)


# ---- text ----

# A formula within HTML, such as the <summary> of a hint, which Markdown leaves as it is.
FORMULA = re.compile(r"(\$\$?)([^$<>\n]+)\1")


# Of other languages code has no colours: some are read by rules that take for ever.
COLOURED = {"python", "python3", "py", "ipython", "ipython3"}


class _Renderer(IPythonRenderer):
    """nbconvert's Markdown, with formulas as MathML and no error for a picture that is missing."""

    def __init__(self, macros: Macros, **options: Any):
        super().__init__(**options)
        self._macros = macros

    def inline_math(self, body: str) -> str:
        return mathml(body, "inline", self._macros)

    def block_math(self, body: str) -> str:
        return mathml(body, "block", self._macros)

    def latex_environment(self, name: str, body: str) -> str:
        return mathml(rf"\begin{{{name}}}{body}\end{{{name}}}", "block", self._macros)

    def block_html(self, html: str) -> str:
        return super().block_html(FORMULA.sub(lambda match: self.inline_math(match[2]), html))

    def block_code(self, code: str, info: str | None = None) -> str:
        language = (info or "").strip().partition(" ")[0].lower()
        return super().block_code(code, info if language in COLOURED else None)

    def table(self, text: str) -> str:
        # One wider than the screen can be scrolled, by keys too.
        return f'<div style="overflow-x:auto" tabindex="0"><table>\n{text}</table></div>\n'

    def _embed_image_or_attachment(self, src: str) -> str:
        try:
            return super()._embed_image_or_attachment(src)
        except (InvalidNotebook, StopIteration):
            return ""


# The name under which the notebook of a page holds its macros.
MACROS = "macros"


@pass_context
def markdown(context: Context, source: str) -> str:
    """A jinja filter: a Markdown cell or output as clean HTML, with its attached pictures."""
    attachments = context.get("cell", {}).get("attachments", {})
    # A template gets a copy of the notebook for each page, and shows it from the first cell on.
    macros = context.get("nb", {}).setdefault(MACROS, Macros())
    options = {"escape": False, "attachments": attachments, "exclude_anchor_links": True}
    renderer = _Renderer(macros, **options)
    return clean(MarkdownWithMath(renderer=renderer).render(source))


# ---- the page ----

HEADING = re.compile(r"(</?h)([1-6])\b")


def below_h2(fragment: str) -> str:
    """A jinja filter: clean HTML with its headings moved two levels down, below an <h2>."""
    return HEADING.sub(lambda match: f"{match[1]}{min(6, int(match[2]) + 2)}", fragment)


# What nbgrader's template says around a cell, by the name of the words that say it.
LABELS = {
    "YOUR_ANSWER": re.compile(r"(?<=<span class=\"nbgrader-label\">)Student's answer(?=<)"),
    "TEST_CELL": re.compile(r'(?<=<span class="nbgrader-label">)Grade cell:'),
    "SCORE": re.compile(r'(?<=<span class="pull-right">\n      )Score:'),
    "TOP": re.compile(r'(?<=<a href="#top">)\(Top\)'),
    "COMMENTS_ON": re.compile(r"(?<=<b>)Comments:(?=</b>)"),
}


def labelled(cell: str) -> str:
    """A jinja filter: a cell with what nbgrader says around it, in the language in use."""
    for name, label in LABELS.items():
        cell = label.sub(getattr(words, name), cell)
    return cell


class _Compiled(BytecodeCache):
    """Templates, compiled once: each page has an environment of its own."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], CodeType | None] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._known.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._known[bucket.key, bucket.checksum] = bucket.code


_COMPILED = _Compiled()


class FeedbackExporter(HTMLExporter):
    """nbgrader's feedback page, made safe to open and readable offline.

    Template and steps are fixed, and nothing that is set for formgrader's page is set for this one:
    formgrader, its configuration and nbgrader's API all set what is called `HTMLExporter`.
    """

    template_name = Unicode("page")
    preprocessors = List([Shorten])
    extra_template_basedirs = List([str(TEMPLATES), template_path])
    extra_template_paths = List([str(Path(static_path, "node_modules/bootstrap/dist/css"))])
    sanitize_html = True  # makes the template call clean_html, and drop scripts and widgets

    @classmethod
    def section_names(cls) -> list[str]:
        """The names under which this class is configured."""
        return [name for name in super().section_names() if name != HTMLExporter.__name__]

    @default("extra_loaders")
    def _nbgrader_templates_under_their_path(self) -> list[FileSystemLoader]:
        return [FileSystemLoader(template_path)]

    @property
    def environment(self) -> Environment:
        environment = super().environment
        environment.bytecode_cache = _COMPILED
        environment.globals |= {"words": words, "spoken": spoken}
        return environment

    @property
    def default_config(self) -> Config:
        # Without scripts a widget or a script shows nothing: the next best form is taken instead.
        shown = ["text/html", "text/markdown", "image/svg+xml", "text/latex"]
        shown += ["image/png", "image/jpeg", "text/plain"]
        config = Config({"NbConvertBase": {"display_data_priority": shown}})
        inherited = super().default_config.copy()
        inherited.merge(config)
        return inherited

    def default_filters(self) -> Iterator[tuple[str, Callable]]:
        yield from super().default_filters()
        yield "clean_html", clean
        yield "markdown2html", markdown
        yield "below_h2", below_h2
        yield "labelled", labelled

    def from_notebook_node(  # type: ignore[override]  # as in HTMLExporter itself
        self, nb: NotebookNode, resources: dict | None = None, **kw: Any
    ) -> tuple[str, dict]:
        with speaking(verdicts_of(self, resources or {}).get("language", ENGLISH)):
            page, resources = super().from_notebook_node(nb, resources, **kw)
        head, _, body = page.partition("<body>")
        return f"{head}<body>\n<main>\n{clean_page(body)}\n</main>\n</body>\n</html>\n", resources


class OnlyThePage(PageStep):
    """Delete from the feedback what nbgrader copied next to the page.

    A file that a student handed in is no feedback. It might hold a script; handed in as a link, it
    would be a copy of what it pointed to on the instructor's machine.
    """

    def preprocess(self, nb: NotebookNode, resources: dict) -> tuple[NotebookNode, dict]:
        course, names = CourseDirectory(parent=self), resources["nbgrader"]
        student, assignment = names["student"], names["assignment"]
        folder = Path(course.format_path(course.feedback_directory, student, assignment))
        source = Path(course.format_path(course.source_directory, ".", assignment))
        pages = {f"{path.stem}.html" for path in source.glob("*.ipynb")}
        for path in folder.glob("*"):
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            elif path.name not in pages:
                path.unlink()
        return nb, resources
