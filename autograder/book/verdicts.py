"""The form of `verdicts.json`, from the module that writes it and the codes that stand in it."""

import dataclasses
import inspect
import re
from typing import get_args

from autograder.checking import outcomes
from autograder.grading import status, verdicts

# A field and what it says, which goes on in lines that stand further in.
FIELD = re.compile(r"^    (\S+) +(.*(?:\n {5,}.*)*)$", re.MULTILINE)

# A status in its class, with what stands behind it.
CODE = re.compile(r'^    \w+ = "([\w ]+)"  # (.*)$', re.MULTILINE)


def form() -> str:
    """Return Markdown: the fields, the codes of a status, the codes and facts of an outcome."""
    _, _, fields = str(inspect.getdoc(verdicts)).partition("\n\n")
    codes = "\n".join(
        f"| `{code}` | {text} |" for code, text in CODE.findall(inspect.getsource(status))
    )
    rows = "\n".join(_row(each) for each in (*get_args(outcomes.Outcome), outcomes.Unwritten))
    return (
        f"## Fields\n\n{_fields(fields)}\n\n"
        f"## Status\n\n| code | the test |\n| --- | --- |\n{codes}\n\n"
        f"## Outcome\n\n| code | means | facts |\n| --- | --- | --- |\n{rows}\n"
    )


def _fields(text: str) -> str:
    """The paragraphs of a text, and its lists of fields as tables."""
    return "\n\n".join(_table(each) if each[0] == " " else each for each in text.split("\n\n"))


def _table(block: str) -> str:
    rows = (f"| `{name}` | {' '.join(text.split())} |" for name, text in FIELD.findall(block))
    return "\n".join(("| field | what it says |", "| --- | --- |", *rows))


def _row(outcome: type[outcomes.Outcome]) -> str:
    facts = [field.name for field in dataclasses.fields(outcome) if field.name != "pattern"]
    meaning = str(inspect.getdoc(outcome)).partition("\n\n")[0].replace("\n", " ")
    return f"| `{outcome.code}` | {meaning} | {', '.join(f'`{fact}`' for fact in facts)} |"
