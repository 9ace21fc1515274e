"""The language in which students read words: English, or another that has catalogues.

Sentences stand in the code in English. A catalogue LANGUAGE.po, as gettext has them, lies beside
the files whose messages it translates, and gives each a translation by its context and its text.
Where it gives none the message stays English.
"""

import json
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

ENGLISH = "en"

# Languages whose catalogues are complete, which a test requires. They leave with the course.
OFFERED: tuple[str, ...] = ("es", "pt_BR")

PACKAGE = Path(__file__).resolve().parents[1]

Say = Callable[[str, str], str]  # from the context of a message and its text to what is said

# ---- which language ----

_spoken: ContextVar[str | None] = ContextVar("language", default=None)
_usual = ENGLISH


def spoken() -> str:
    """Return the language in use: that of the submission at work, else that of the notebook."""
    return _spoken.get() or _usual


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Use a language meanwhile, in this thread; other threads and submissions keep their own."""
    token = _spoken.set(language)
    try:
        yield
    finally:
        _spoken.reset(token)


def speak(language: str) -> None:
    """Use a language from now on in this process, which is that of one notebook.

    Within `speaking`, as when a submission is graded, it changes nothing.
    """
    global _usual
    if _spoken.get() is None:
        _usual = language


def languages() -> tuple[str, ...]:
    """Return English and the languages that have a catalogue here."""
    return ENGLISH, *sorted(path.stem for path in PACKAGE.glob("checking/*.po"))


# ---- catalogues ----

Catalogue = dict[tuple[str, str], str]  # translations by context and English text

KEYWORD = re.compile(r'(msgctxt|msgid|msgstr)?\s*(".*")')


@cache
def catalogue(language: str) -> Catalogue:
    """Return all translations into a language that lie in this package."""
    found: Catalogue = {}
    for path in sorted(PACKAGE.rglob(f"{language}.po")):
        found |= read_catalogue(path.read_text(encoding="utf-8"))
    return found


def read_catalogue(text: str) -> Catalogue:
    """Return the translations in the text of a catalogue, without those marked as fuzzy.

    Such a one was made for another English sentence.
    """
    found: Catalogue = {}
    for entry in re.split(r"\n\s*\n", text):
        lines = entry.splitlines()
        if any(line.startswith("#,") and "fuzzy" in line for line in lines):
            continue
        fields, keyword = dict.fromkeys(("msgctxt", "msgid", "msgstr"), ""), ""
        for match in filter(None, map(KEYWORD.fullmatch, lines)):
            keyword = match[1] or keyword
            fields[keyword] += json.loads(match[2])
        if fields["msgid"] and fields["msgstr"]:
            found[fields["msgctxt"], fields["msgid"]] = fields["msgstr"]
    return found


def say(context: str, text: str) -> str:
    """Return a message in the language in use."""
    language = spoken()
    if language == ENGLISH:
        return text
    return catalogue(language).get((context, text), text)


# ---- words that follow the language in use ----


def worded(context: str, value: Any, say: Say = say) -> Any:
    """Return a text, or a tuple or dict of texts, with each text as it is said."""
    match value:
        case str():
            return say(context, value)
        case tuple():
            return tuple(worded(context, each, say) for each in value)
        case Mapping():
            return {key: worded(f"{context}.{key}", each, say) for key, each in value.items()}
    return value


def context_of(module: str) -> str:
    """Return the context of the messages of a module of this package."""
    return module.partition(".")[2]


class Words(Mapping[str, Any]):
    """A dict of texts that gives each in the language in use.

    context: of its messages. english: the texts, or tuples or dicts of texts, by name.
    """

    def __init__(self, context: str, english: dict[str, Any]):
        self.context, self.english = context, english

    def __getitem__(self, name: str) -> Any:
        value = self.english[name]
        return value if spoken() == ENGLISH else worded(f"{self.context}.{name}", value)

    def __iter__(self) -> Iterator[str]:
        return iter(self.english)

    def __len__(self) -> int:
        return len(self.english)


class _WordsModule(ModuleType):
    """A module whose constants are said in the language in use."""

    def __getattribute__(self, name: str) -> Any:
        if spoken() == ENGLISH or not name.isupper():
            return super().__getattribute__(name)
        return _constant(spoken(), super().__getattribute__("__name__"), name)


@cache
def _constant(language: str, module: str, name: str) -> Any:
    value = vars(sys.modules[module]).get(name)
    if value is None:
        raise AttributeError(f"module {module} has no attribute {name}")
    with speaking(language):
        return worded(f"{context_of(module)}.{name}", value)


def follow_language(module: str) -> None:
    """Let the constants of a module be said in the language that is in use when they are read.

    A constant that is imported by its name stays English.
    """
    sys.modules[module].__class__ = _WordsModule
