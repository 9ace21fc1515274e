"""The derivations in each language that is offered, to be sealed beside the English ones."""

from functools import partial
from pathlib import Path

from autograder.checking.language import OFFERED, say, speaking
from autograder.course.derivations import SUFFIX
from autograder.grading.translation import markdown_said
from autograder.key import seal


def derivations() -> dict[Path, str]:
    """Return the translated derivations by the places of their sealed copies."""
    found = {}
    for place, path in seal.sources().items():
        text = path.read_text(encoding="utf-8")
        for language in OFFERED:
            with speaking(language):
                said = markdown_said(text, partial(say, path.stem))
            found[place.with_suffix(f".{language}{SUFFIX}")] = said
    return found
