"""What the cells of a graded notebook put out, as nbformat has it: taken without trust, bounded."""

import json
from collections.abc import Iterable

from autograder.checking.report import Report, hint_lines
from autograder.grading import advice, words
from autograder.grading.text import encodable

# ---- outputs of our own making ----


def stream(text: str, name: str = "stdout") -> dict:
    """Printed text."""
    return {"output_type": "stream", "name": name, "text": text}


def error(name: str, text: str, traceback: list[str] | None = None) -> dict:
    """An exception, by default with a traceback of one line."""
    lines = traceback or [": ".join(filter(None, [name, text]))]
    return {"output_type": "error", "ename": name, "evalue": text, "traceback": lines}


def display(data: dict, metadata: dict | None = None) -> dict:
    """A rich display, text by MIME type."""
    return {"output_type": "display_data", "data": data, "metadata": metadata or {}}


def report(verdict: Report) -> dict:
    """The report of a verdict."""
    return display(verdict._repr_mimebundle_())


# ---- outputs of the jail's making ----

# Never a text; nbconvert, and so formgrader's page, breaks off at one that is.
WIDGET = "application/vnd.jupyter.widget-view+json"
# Of one display; IPython sends ten at most.
MOST_KINDS = 20


def from_jail(text: str) -> list[dict]:
    """The outputs in a JSON text that a jail sent, each built anew; never more than texts.

    A display keeps its data as far as they are texts; what has no form of an output is left out.
    An error that comes of what grading does not give ends in advice.
    """
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return [stream(words.MALFORMED, "stderr")]
    if not isinstance(found, list):
        return [stream(words.MALFORMED, "stderr")]
    return [output for each in found if (output := _output(each)) is not None]


def _output(found: object) -> dict | None:
    match found:
        case {"output_type": "stream", "name": "stdout" | "stderr" as name, "text": str(text)}:
            return stream(encodable(text), name)
        case {
            "output_type": "error",
            "ename": str(name),
            "evalue": str(text),
            "traceback": [*lines],
            **rest,
        } if all(isinstance(line, str) for line in lines):
            traceback = [encodable(line) for line in lines]
            traceback += hint_lines(advice.on(rest.get("refusal")))
            return error(encodable(name), encodable(text), traceback)
        case {"output_type": "display_data" | "execute_result", "data": dict(data), **rest}:
            kinds = [kind for kind in data if isinstance(data[kind], str) and kind != WIDGET]
            texts = {encodable(kind): encodable(data[kind]) for kind in kinds[:MOST_KINDS]}
            sizes = _sizes(rest.get("metadata"), texts)
            return display(texts or {"text/plain": words.NOT_SHOWN}, sizes)
    return None


# ---- size ----

# Some 30 screens of text. A page with more is read by nobody, and takes minutes to sanitise.
LONGEST_TEXT = 100_000
MOST_LINES, LONGEST_TRACEBACK = 500, 50
# Of an error: it is recorded beside the notebook too, for each test.
LONGEST_MESSAGE = 10_000
# In base64, so 3 MB: a picture of Matplotlib at ten times its default resolution.
LARGEST_PICTURE = 4_000_000
# Of a cell, and of a notebook.
MOST_OUTPUTS, MOST_OUTPUTS_OF_ALL = 100, 3_000


def limited(outputs: list[dict], room: int = MOST_OUTPUTS) -> list[dict]:
    """Cut long texts, leave out large displays and all after the first MOST_OUTPUTS.

    Of those the last error stays, so that a failure shows. room: how many more the notebook holds.
    """
    most = min(MOST_OUTPUTS, room)
    kept, rest = outputs[:most], outputs[most:]
    if rest:
        kept += [stream(words.MORE_OUTPUTS.format(more=len(rest)))]
        kept += [output for output in rest if output["output_type"] == "error"][-1:]
    return [_limited(output) for output in kept]


def _limited(output: dict) -> dict:
    if output["output_type"] == "stream":
        return output | {"text": encodable(_cut(output["text"]))}
    if output["output_type"] == "error":
        lines = "\n".join(output["traceback"]).split("\n")[-LONGEST_TRACEBACK:]
        traceback = _cut("\n".join(lines)).split("\n")
        name, value = _cut(output["ename"]), _cut(output["evalue"])
        return output | {"ename": name, "evalue": value, "traceback": traceback}
    sizes = {kind: len(text) for kind, text in output["data"].items()}
    data = {
        kind: text
        for kind, text in output["data"].items()
        if sizes[kind] <= (LARGEST_PICTURE if kind.startswith("image/") else LONGEST_TEXT)
    }
    if sizes and not data:
        data["text/plain"] = words.LEFT_OUT.format(size=max(sizes.values()))
    return output | {"data": data}


def message(text: str) -> str:
    """The text of an error, as far as it is recorded."""
    return encodable(_cut(text, LONGEST_MESSAGE))


def _cut(text: str, longest: int = LONGEST_TEXT) -> str:
    lines = text[: longest + 1].splitlines(keepends=True)
    kept = "".join(lines[:MOST_LINES])[:longest]
    more = len(text) - len(kept)
    return kept + words.CUT.format(more=more) if more else text


def _sizes(metadata: object, kinds: Iterable[str] = ()) -> dict:
    """The width and height of all pictures, and by MIME type of each, as far as they are numbers.

    Metadata is written into a page's tags: a width of `1 onerror=…` would be a script.
    """
    if not isinstance(metadata, dict):
        return {}
    kept = {
        name: metadata[name]
        for name in ("width", "height")
        if isinstance(metadata.get(name), int | float) and abs(metadata[name]) < 1e6
    }
    return kept | {kind: _sizes(metadata[kind]) for kind in kinds if kind in metadata}
