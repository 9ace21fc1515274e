"""What the cells of a graded notebook have put out: hidden tests withheld, all of it bounded.

`LimitOutputs` works on the autograded notebook, which formgrader shows too; `HideTests` on the copy
from which a student's page is made.
"""

import html

from nbconvert.filters import strip_ansi
from nbformat import NotebookNode
from nbformat.v4 import new_output
from nbgrader.preprocessors import ClearHiddenTests, NbGraderPreprocessor
from nbgrader.utils import is_grade, is_solution

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


# ---- size ----

# Some 30 screens of text. A page with more is read by nobody, and takes minutes to sanitise.
LONGEST_TEXT = 100_000
# In base64, so 3 MB: a picture of Matplotlib at ten times its default resolution.
LARGEST_PICTURE = 4_000_000
MOST_OUTPUTS = 100
CUT = "\n(… {more} more characters)"
TOO_LARGE = "(output left out: {size} characters)"
TOO_MANY = "(… {more} more outputs)"


class LimitOutputs(NbGraderPreprocessor):
    """Cut long texts, leave out large displays, and keep of their metadata the numbers alone.

    nbgrader's LimitOutput counts lines, and one line may be long. Metadata is written into the
    page's tags: a width of `1 onerror=…` would be a script. Errors all stay, so that a failed test
    still looks failed.
    """

    def preprocess_cell(self, cell, resources, index):
        if cell.cell_type == "code":
            kept, rest = cell.outputs[:MOST_OUTPUTS], cell.outputs[MOST_OUTPUTS:]
            if rest:
                note = TOO_MANY.format(more=len(rest))
                kept += [new_output("stream", text=note)]
                kept += [output for output in rest if output.output_type == "error"]
            cell.outputs = [_limited(output) for output in kept]
        return cell, resources


def _limited(output: NotebookNode) -> NotebookNode:
    if output.output_type == "stream":
        output.text = _cut(output.text)
    elif output.output_type == "error":
        output.evalue = _cut(output.evalue)
        output.traceback = _cut("\n".join(output.traceback)).split("\n")
    else:
        output.metadata = NotebookNode(_numbers(output.metadata))
        sizes = {kind: len(str(value)) for kind, value in output.data.items()}
        for kind, size in sizes.items():
            if size > (LARGEST_PICTURE if kind.startswith("image/") else LONGEST_TEXT):
                del output.data[kind]
        if sizes and not output.data:
            output.data["text/plain"] = TOO_LARGE.format(size=max(sizes.values()))
    return output


def _cut(text: str) -> str:
    more = len(text) - LONGEST_TEXT
    return text if more <= 0 else text[:LONGEST_TEXT] + CUT.format(more=more)


def _numbers(metadata: dict) -> dict:
    """Of nested dicts, what leads to a number: the sizes of pictures."""
    kept = {}
    for name, value in metadata.items():
        if isinstance(value, dict):
            kept[name] = NotebookNode(_numbers(value))
        elif isinstance(value, int | float):
            kept[name] = value
    return kept
