"""Keep hidden tests out of the pages that students get."""

import html
from collections.abc import Set
from functools import partial

from nbconvert.filters import strip_ansi
from nbformat import NotebookNode
from nbgrader.preprocessors import ClearHiddenTests
from nbgrader.utils import is_grade, is_solution

from autograder.host import words
from autograder.host.pages import PageStep

# A hidden line shorter than this, such as `x = 3`, also occurs by chance in what a student prints.
SHORTEST_LINE = 10


class HideTests(PageStep, ClearHiddenTests):
    """Take hidden tests out of a graded notebook, and out of what its cells have put out.

    A test cell shows an error by name and message only. Any other output that quotes a line of a
    hidden test, such as the traceback of an exception raised again later, is withheld. The lines
    that must not be quoted stand in the resources for the steps that follow.
    """

    def preprocess(self, nb: NotebookNode, resources: dict) -> tuple[NotebookNode, dict]:
        hidden = set()
        for cell in filter(_is_test, nb.cells):
            before = cell.source.splitlines()
            self.preprocess_cell(cell, resources, 0)
            hidden |= set(before) - set(cell.source.splitlines())
        lines = {line.strip() for line in hidden if len(line.strip()) >= SHORTEST_LINE}
        resources["nbgrader"]["hidden_lines"] = lines
        for cell in nb.cells:
            if cell.cell_type == "code":
                cell.outputs = [_without(lines, output, _is_test(cell)) for output in cell.outputs]
        return nb, resources


def _is_test(cell: NotebookNode) -> bool:
    return is_grade(cell) and not is_solution(cell)


def quotes_any(lines: Set[str], text: object) -> bool:
    """Whether a text has one of these lines in it."""
    plain = html.unescape(strip_ansi(str(text)))
    return any(line in plain for line in lines)


def _without(lines: set[str], output: NotebookNode, of_test: bool) -> NotebookNode:
    quotes = partial(quotes_any, lines)
    if output.output_type == "error":
        if quotes(output.evalue):
            output.evalue = words.WITHHELD
        if of_test or quotes("\n".join(output.traceback)):
            output.traceback = [": ".join(filter(None, [output.ename, output.evalue]))]
    elif output.output_type == "stream":
        if quotes(output.text):
            output.text = words.WITHHELD
    elif any(quotes(value) for value in output.data.values()):
        output.data = NotebookNode({"text/plain": words.WITHHELD})
    return output
