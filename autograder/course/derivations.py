"""The formula of an exercise and its derivation, unsealed.

They travel as compressed text beside the module of the exercise, so that nobody reads them by
accident before the check has passed. An instructor can leave them out: then there are none.
"""

import base64
import zlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from autograder.checking.language import spoken

SUFFIX = ".sealed"
HERE = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Derivation:
    """What a passed check unfolds, as Markdown: the formula, and its lines with their reasons."""

    formula: str
    steps: str


def seal(text: str) -> str:
    """Return a text as it travels: compressed, in lines of letters and digits."""
    return base64.encodebytes(zlib.compress(text.encode(), 9)).decode()


def unseal(sealed: str) -> str:
    """Return the text that `seal` was given."""
    return zlib.decompress(base64.b64decode(sealed)).decode()


def derivation(name: str) -> Derivation | None:
    """Return the Derivation of an exercise in the language in use, None where there is none.

    name: of the exercise. In its file the formula is the first paragraph. Where it is not
    translated it is English.
    """
    return _unsealed(f"{name}.{spoken()}{SUFFIX}") or _unsealed(f"{name}{SUFFIX}")


@cache
def _unsealed(file: str) -> Derivation | None:
    for path in HERE.glob(f"*/{file}"):
        formula, _, steps = unseal(path.read_text(encoding="ascii")).strip().partition("\n\n")
        return Derivation(formula, steps.strip())
    return None
