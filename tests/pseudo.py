"""Languages made by a rule: long words end in another letter. Formulas, code and so on stay."""

import re
import shutil
from contextlib import contextmanager

import pytest

from autograder.catalogues import derivations, update
from autograder.catalogues.messages import messages
from autograder.checking import language
from autograder.grading.translation import SAME
from autograder.host import edition

WORD = re.compile(r"(?<![\w\\])([^\W\d_]{3,})[^\W\d_](?!\w)")

# Under the names of languages, of which no word is true.
LETTERS = {"pt_BR": "ã", "es": "ñ"}


def pseudo(text, code="es"):
    """A text in a language."""
    said, last = [], 0
    for match in SAME.finditer(text):
        said += [WORD.sub(rf"\1{LETTERS[code]}", text[last : match.start()]), match[0]]
        last = match.end()
    return "".join([*said, WORD.sub(rf"\1{LETTERS[code]}", text[last:])])


class Catalogue(dict):
    """Translates whatever it is asked for."""

    def get(self, key, default=None):
        return pseudo(key[1])


@contextmanager
def translated():
    """Let every message have a translation into every language meanwhile."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(language, "catalogue", lambda code: Catalogue())
        language._constant.cache_clear()
        yield
    language._constant.cache_clear()


def use_package(folder, course, monkeypatch):
    """Let a copy of the package in a folder be in use, with all catalogues of both languages.

    course: the course folder whose notebooks get theirs too.
    """
    real = language.PACKAGE
    package = shutil.copytree(
        real, folder / real.name, ignore=shutil.ignore_patterns("__pycache__")
    )

    def copied(path):
        return package / path.relative_to(real) if path.is_relative_to(real) else path

    for code in LETTERS:
        for place, wanted in messages(course).items():
            catalogue = update.template(wanted)
            for message in wanted:
                catalogue.get(message.text, message.context).string = pseudo(message.text, code)
            update.write(copied(place) / f"{code}.po", catalogue, code)
    for module in (language, edition):
        monkeypatch.setattr(module, "PACKAGE", package)
    for module in (edition, derivations):
        monkeypatch.setattr(module, "OFFERED", tuple(LETTERS))
    forget()
    for place, text in derivations.derivations().items():
        copied(place).write_text(derivations.seal.seal(text), encoding="ascii")


def forget():
    """Forget what was read of catalogues."""
    language.catalogue.cache_clear()
    language._constant.cache_clear()
