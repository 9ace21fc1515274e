"""How Sphinx builds the book: `python -m autograder docs`."""

import re
from itertools import chain
from pathlib import Path

from docutils import nodes
from sphinx.util import logging

from autograder import __version__
from autograder.book.chapters import write_chapters
from autograder.book.commands import commands
from autograder.book.configuration import configuration
from autograder.book.exercises import exercises
from autograder.book.formulas import formula
from autograder.book.verdicts import form
from autograder.host.course_folder import CourseFolder
from autograder.host.pages import TEMPLATES

HERE = Path(__file__).parent
COURSE = CourseFolder(HERE.parent)

project = "Softmax derivatives"
author = "the maintainers of this project"
release = __version__
html_title = project

extensions = ["myst_nb", "sphinx.ext.autodoc"]
exclude_patterns = ["_build"]
myst_enable_extensions = ["dollarmath"]
myst_heading_anchors = 4
nb_execution_mode = "off"  # the chapters come with their outputs
highlight_language = "none"  # of a block that names none
default_role = "code"  # docstrings write `name`, as Markdown does
autodoc_typehints = "none"
autodoc_preserve_defaults = True

html_theme = "pydata_sphinx_theme"
html_static_path = ["_static", str(TEMPLATES / "page/math.css")]
html_css_files = ["math.css", "book.css"]
html_context = {"default_mode": "auto"}  # light or dark as the reader's system is
html_show_sourcelink = False
html_use_index = False
html_copy_source = False
html_math_renderer = "mathml"
html_theme_options = {
    "navbar_end": ["theme-switcher"],
    "navbar_persistent": ["search-button"],
    "secondary_sidebar_items": ["page-toc"],
    "footer_start": ["copyright"],
    "footer_end": [],
    "show_prev_next": True,
}

# Where a page has one of these marks, the text is made from what it is about.
MARK = re.compile(r"^<!-- generated: ([\w-]+) -->$", re.MULTILINE)
GENERATED = {
    "commands": commands,
    "configuration": configuration,
    "verdicts": form,
    "exercises": lambda: exercises(COURSE),
}

# A piece of code within a sentence, on the page, and a heading that is the name of an option.
CODE = re.compile(r'(?<=<span class="pre">)[^<]+')
OPTION = re.compile(r"(?<=<h2>)c\.[\w.]+")

# What stays in one line of the page: an option and a power of ten in commands and outputs, and a
# formula with its full stop.
LINES = re.compile(r'(?<=t-(?:none|ansi) notranslate">).*?(?=</pre>)', re.DOTALL)
WHOLE = re.compile(r"(?<=\s)--[a-z][\w-]*|\d[\d.]*e[-−]\d+")
FORMULA = re.compile(r"<math (?:(?!</math>).)*</math>[.,;:?!)]+", re.DOTALL)

# In a docstring, where an argument is explained, and where the result is, behind the arguments.
ARGUMENT = re.compile(r"^(\w+(?:, \w+)*): ")
PART = re.compile(r"(?<=[.;]) (?=\w+(?:, \w+)*: |(?:Raises|Returns|Displays) )")


def fill(app, name, source):
    """Put the text in place of each mark of a page."""
    source[0] = MARK.sub(lambda mark: GENERATED[mark[1]](), source[0])


def write(app):
    """Write the chapters, which are no files of the project."""
    executed = HERE / "_build" / "executed"
    write_chapters(COURSE, HERE / "course", executed, app.config.course_site)


def shown(display):
    """How a page shows a formula."""

    def visit(self, node):
        try:
            self.body.append(formula(node.astext(), display))
        except ValueError as error:
            logging.getLogger(__name__).warning("%s", error)
        raise nodes.SkipNode

    return visit, None


def name_folds(app, page, template, context, doctree):
    """Let a screen reader say what a folded cell shows to all others."""
    context["body"] = context.get("body", "").replace(' aria-label="Toggle hidden content"', "")


def let_names_break(app, page, template, context, doctree):
    """Let a name in a narrow column go on in the next line, behind "_" or "/"."""
    body = CODE.sub(
        lambda code: re.sub(r"([_/])(?=\w)", r"\1<wbr>", code[0]), context.get("body", "")
    )
    context["body"] = OPTION.sub(lambda name: re.sub(r"([._])", r"\1<wbr>", name[0]), body)


def keep_together(app, page, template, context, doctree):
    """Let no line end within an option or a power of ten, or before a formula's full stop."""
    together = r'<span class="together">\g<0></span>'
    body = LINES.sub(lambda block: WHOLE.sub(together, block[0]), context.get("body", ""))
    context["body"] = FORMULA.sub(together, body)


def plain(app, what, name, obj, options, lines):
    """Take signs of docstrings for what they are, and give each argument a line.

    |z| and *arguments are no markup there.
    """
    text = re.sub(r"([*|])", r"\\\1", "\n".join(lines))
    parts = (PART.split(" ".join(each.split())) for each in text.split("\n\n"))
    lines[:] = [
        line
        for part in chain.from_iterable(parts)
        for line in (ARGUMENT.sub(r"- **\1**: ", part), "")
    ]


def setup(app):
    """What Sphinx calls."""
    app.add_config_value("course_site", "", "env", str)
    app.connect("autodoc-process-docstring", plain)
    app.connect("html-page-context", name_folds)
    app.connect("html-page-context", let_names_break)
    app.connect("html-page-context", keep_together)
    app.connect("builder-inited", write)
    app.connect("source-read", fill)
    app.add_html_math_renderer("mathml", shown("inline"), shown("block"))
