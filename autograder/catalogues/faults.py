"""What a translation may not change: formulas, code, links, numbers, placeholders, its size."""

import re
from collections import Counter

from autograder.catalogues.messages import Message
from autograder.checking.report import COLUMN
from autograder.grading.translation import BEGINS

# Formulas are compared without what stands in these, which are words in a formula.
WORDS = re.compile(r"(?<=\\text)\{[^{}]*\}")

# Each is looked for in what those before it leave over.
KINDS = {
    "formula": re.compile(r"\$\$.*?\$\$|\$[^$\n]+\$", re.DOTALL),
    "code": re.compile(r"``.*?``|`[^`\n]+`", re.DOTALL),
    "link": re.compile(r"https?://[^\s)>]+|\]\([^)\s]*\)"),
    "tag": re.compile(r"</?\w[^>\n]*>"),
    "placeholder": re.compile(r"\{+[^{}\n]*\}+"),
    "number": re.compile(r"\d+(?:[.,]\d+)*"),
    "mark": re.compile(r'\*\*|\||\\|"{3}'),
}

# A translation has between half and twice as many characters; so many more are free, for short
# words differ by more than that.
FREE = 10

# The words beside which the facts of a report stand in a column, and what their placeholders get.
LABEL = "checking.words.FACT."
PLACED = "999"


def faults(message: Message, translation: str) -> list[str]:
    """Return what is wrong with a translation of a message, each fault as a sentence."""
    english, found = message.text, []
    left, right = (WORDS.sub("{}", text) for text in (english, translation))
    for kind, pattern in KINDS.items():
        theirs, ours = Counter(pattern.findall(left)), Counter(pattern.findall(right))
        for what, only in (("lacks", theirs - ours), ("adds", ours - theirs)):
            if only:
                found.append(f"{what} {kind} {', '.join(sorted(only))}")
        left, right = pattern.sub(" ", left), pattern.sub(" ", right)
    begins, begun = BEGINS.match(english), BEGINS.match(translation)
    if (begins and begins[0]) != (begun and begun[0]):
        found.append(f"begins with {translation[:4]!r}, not with {english[:4]!r}")
    if (english[:1].isspace(), english[-1:].isspace()) != (
        translation[:1].isspace(),
        translation[-1:].isspace(),
    ):
        found.append("begins or ends with other spaces")
    ratio = (len(translation) + FREE) / (len(english) + FREE)
    if not 0.5 <= ratio <= 2:
        found.append(f"has {len(translation)} characters in place of {len(english)}")
    label = KINDS["placeholder"].sub(PLACED, translation)
    if message.context.startswith(LABEL) and len(label) >= COLUMN:
        found.append(f"is a label of {COLUMN - 1} characters at most")
    return found
