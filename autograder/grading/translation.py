r"""The messages of a notebook's cells, and the same cells with each message as it is said.

A message is a block of Markdown (a paragraph, an item of a list, a row of a table), a docstring or
a comment. Its context is the id of its cell. Code is no message, nor a formula without words that
stands alone: in formulas only what stands in \text{…} is words.
"""

import ast
import inspect
import io
import re
import textwrap
import tokenize
from collections.abc import Callable, Collection, Iterable, Iterator
from itertools import pairwise

from autograder.checking.language import ENGLISH, Say

# The line of a setup cell that names the language, and the same in the file of a notebook.
LINE = 'language("{language}")'
NAMED = re.compile(r"^" + re.escape(LINE).replace(r"\{language\}", r"\w+") + "$", re.MULTILINE)
NAMED_IN_FILE = re.compile(rb'language\(\\"(\w{2,10})\\"\)(?:"|\\n)')

# What is the same in every language, and so no word.
SAME = re.compile(
    r"\$\$.*?\$\$|\$[^$\n]+\$|``.*?``|`[^`\n]+`|</?\w[^>\n]*>|\{[^{}\n]*\}|https?://[^\s)>]+",
    re.DOTALL,
)
IN_FORMULA = re.compile(r"\\text\{([^{}]*)\}")
WORD = re.compile(r"[^\W\d_]{2,}")

# A line that begins a block of its own: an item, a heading, a row of a table, HTML, a quotation.
BEGINS = re.compile(r"\s*(?:[-*+] |\d+[.)] |#+ |\||<|>)")
ALONE = re.compile(r"\s*(?:#+ |\||<)")  # one of a single line
FENCE = re.compile(r"\s*(?:```|~~~)")

WIDTH = 96  # of comments


def language_of(notebooks: Iterable[bytes], known: Collection[str]) -> str:
    """Return the language that a notebook names, of those that are known, else English.

    notebooks: the bytes of the files that were handed in; they are searched, not read.
    """
    for data in notebooks if known else ():
        match = NAMED_IN_FILE.search(data)
        if match and (language := match[1].decode("ascii", "replace")) in known:
            return language
    return ENGLISH


def has_words(text: str) -> bool:
    """Return whether a text holds anything that can be translated."""
    return count_words(text) > 0


def count_words(text: str) -> int:
    """Return how many words of a text can be translated."""
    return len(WORD.findall(SAME.sub(_words_of_formula, text)))


def _words_of_formula(same: re.Match) -> str:
    words = IN_FORMULA.findall(same[0]) if same[0].startswith("$") else ()
    return f" {' '.join(words)} "


def cell_said(kind: str, source: str, context: str, language: str, say: Say) -> str:
    """Return the source of a cell with each of its messages as it is said, and the language named.

    kind: "markdown", "code" or "raw". context: the id of the cell.
    """

    def said(message: str) -> str:
        return say(context, message) if has_words(message) else message

    if kind == "markdown":
        return markdown_said(source, said)
    if kind == "code":
        return code_said(NAMED.sub(LINE.format(language=language), source), said)
    return source


# ---- Markdown ----


def markdown_said(text: str, say: Callable[[str], str]) -> str:
    """Return a text in Markdown with each of its blocks as it is said."""
    return "\n".join(_block_said(lines, say) for lines in _blocks(text.split("\n")))


def _blocks(lines: list[str]) -> Iterator[list[str]]:
    """Lines in groups; an empty line is one of its own. Fences and formulas stay whole."""
    group: list[str] = []
    fenced = formula = False
    for line in lines:
        inside = fenced or formula
        begins = not line.strip() or BEGINS.match(line) or (group and ALONE.match(group[-1]))
        if group and not inside and (begins or not group[-1].strip()):
            yield group
            group = []
        group.append(line)
        if FENCE.match(line):
            fenced = not fenced
        elif not fenced:
            formula ^= line.count("$$") % 2 == 1
    if group:
        yield group


def _block_said(lines: list[str], say: Callable[[str], str]) -> str:
    text = "\n".join(lines)
    if FENCE.match(text) or not text.strip():
        return text
    margin = text[: len(text) - len(text.lstrip())]
    broken = "$$" in text or any(line.endswith(("  ", "\\")) for line in lines)
    message = text[len(margin) :] if broken else " ".join(line.strip() for line in lines)
    said = say(message)
    return text if said == message else margin + said


# ---- code ----


def code_said(source: str, say: Callable[[str], str]) -> str:
    """Return Python with its docstrings and comments as they are said; any other text as it is."""
    if "#" not in source and not DEFINES.search(source):
        return source
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return source
    tokens = list(tokenize.generate_tokens(io.StringIO(source).readline))
    edits = [*_docstrings(tree, tokens, say), *_comments(tokens, say)]
    lines = source.split("\n")
    for (row, column), (last, end), text in sorted(edits, reverse=True):
        changed = lines[row - 1][:column] + text + lines[last - 1][end:]
        lines[row - 1 : last] = changed.split("\n")
    return "\n".join(lines)


DEFINES = re.compile(r"^\s*(?:def|class)\s", re.MULTILINE)
STRING = re.compile(r"(\w*)(\"{3}|'{3}|\"|')(.*)\2", re.DOTALL)

Edit = tuple[tuple[int, int], tuple[int, int], str]


def _docstrings(
    tree: ast.Module, tokens: list[tokenize.TokenInfo], say: Callable[[str], str]
) -> Iterator[Edit]:
    # A walk through a tree takes longer than all else that is done with a cell, and few have one.
    first = [
        token
        for before, token in pairwise(tokens)
        if token.type == tokenize.STRING
        and (before.type == tokenize.INDENT or DEFINES.match(token.line))
    ]
    rows = first and {
        node.body[0].lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and ast.get_docstring(node)
    }
    for token in first:
        if token.start[0] in rows:
            match = STRING.fullmatch(token.string)
            if match is None:
                continue
            opening, quote, raw = match.groups()
            message = inspect.cleandoc(raw)
            said = say(message)
            if said != message:
                margin = " " * token.start[1]
                body = textwrap.indent(said, margin).removeprefix(margin)
                tail = raw[len(raw.rstrip()) :]
                yield token.start, token.end, f"{opening}{quote}{body}{tail}{quote}"


def _comments(tokens: list[tokenize.TokenInfo], say: Callable[[str], str]) -> Iterator[Edit]:
    runs: list[list[tokenize.TokenInfo]] = []
    for token in tokens:
        if token.type != tokenize.COMMENT:
            continue
        before = runs[-1][-1] if runs else None
        if (
            before is not None
            and _stands_alone(before)
            and _stands_alone(token)
            and token.start == (before.start[0] + 1, before.start[1])
        ):
            runs[-1].append(token)
        else:
            runs.append([token])
    for run in runs:
        message = " ".join(token.string.removeprefix("#").strip() for token in run)
        said = say(message)
        if said != message:
            column = run[0].start[1]
            width = WIDTH - column if _stands_alone(run[0]) else len(said) + 2
            lines = textwrap.wrap(said, width, initial_indent="# ", subsequent_indent="# ")
            yield run[0].start, run[-1].end, ("\n" + " " * column).join(lines)


def _stands_alone(token: tokenize.TokenInfo) -> bool:
    return not token.line[: token.start[1]].strip()
