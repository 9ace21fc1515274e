"""Catalogues on disk: brought up to the messages of today, and what is left to do in them.

As gettext has it, a message that is gone becomes obsolete, and one that has changed keeps its
translation as fuzzy: not used until somebody has read it and removed the mark. An unchanged
sentence in another context, such as a cell with a new id, keeps its translation without a mark.
"""

import io
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from os.path import relpath
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from autograder.catalogues.faults import faults
from autograder.catalogues.messages import Message, messages
from autograder.checking.language import ENGLISH
from autograder.grading import CourseError
from autograder.grading.translation import count_words
from autograder.host.course_folder import CourseFolder

# As gettext names them: a language in small letters, and perhaps a country in capitals.
NAME = re.compile(r"[a-z]{2,3}(?:_[A-Z]{2})?")

# Without what changes each time it is written.
HEADER = (
    'msgid ""\nmsgstr ""\n"Language: {language}\\n"\n'
    '"Content-Type: text/plain; charset=utf-8\\n"\n"Content-Transfer-Encoding: 8bit\\n"\n\n'
)
WIDTH = 100

FUZZY = 'fuzzy, proposed from another English text: correct it and delete "#, fuzzy"'
MISSING = "not translated"


@dataclass(frozen=True)
class Left:
    """What is left to do in a catalogue: each a sentence that names the message.

    count, words: of its messages.
    """

    path: Path
    count: int
    words: int
    sentences: tuple[str, ...]


def update(course: CourseFolder, language: str, say: Callable[[str], None] = print) -> list[Left]:
    """Bring all catalogues of a language up to date, say what is left, and return it.

    What is not translated yet is counted, all else that is left is told.

    A language that has none yet gets them. Raises CourseError for what is no name of a language.
    """
    if not NAME.fullmatch(language) or language == ENGLISH:
        raise CourseError(f"{language} is no language to translate into; write es, or pt_BR")
    for folder, wanted in messages(course).items():
        path = folder / f"{language}.po"
        catalogue = read(path)
        carry_over(catalogue, wanted)
        catalogue.update(template(wanted), update_creation_date=False)
        write(path, catalogue, language)
    found = left(course, language)
    for each in found:
        for sentence in filter(_is_no_gap, each.sentences):
            say(f"{relpath(each.path)}: {sentence}")
    say(f"{'messages':>9} {'words':>6} {'left':>5}  catalogue")
    for each in found:
        say(f"{each.count:>9} {each.words:>6} {len(each.sentences):>5}  {relpath(each.path)}")
    return found


def carry_over(catalogue: Catalog, wanted: list[Message]) -> None:
    """Translate each new message whose English is translated in another context of a catalogue.

    Where its contexts have different translations, a person has to choose.
    """
    known = defaultdict(set)
    for each in (*catalogue, *catalogue.obsolete.values()):
        if each.string and not each.fuzzy:
            known[each.id].add(each.string)
    for message in wanted:
        there = catalogue.get(message.text, message.context)
        if there is None and len(known[message.text]) == 1:
            (translation,) = known[message.text]
            catalogue.add(message.text, translation, context=message.context)
            for key, each in [*catalogue.obsolete.items()]:  # its keys differ by version of Babel
                if (each.id, each.context) == (message.text, message.context):
                    del catalogue.obsolete[key]


def left(course: CourseFolder, language: str) -> list[Left]:
    """Return what is left to do in each catalogue of a language, which stays as it is."""
    return [_left(folder / f"{language}.po", each) for folder, each in messages(course).items()]


def read(path: Path) -> Catalog:
    """Return the catalogue in a file, an empty one where there is none."""
    if not path.is_file():
        return Catalog()
    return read_po(io.BytesIO(path.read_bytes()))


def _left(path: Path, each: list[Message]) -> Left:
    catalogue = read(path)
    words = sum(count_words(message.text) for message in each)
    return Left(path, len(each), words, tuple(_sentences(catalogue, each)))


def _sentences(catalogue: Catalog, each: list[Message]) -> Iterator[str]:
    for message in each:
        found = catalogue.get(message.text, message.context)
        where = f"{message.context}, {message.text[:40]!r}"
        if found is None or not found.string:
            yield f"{where}: {MISSING}"
        elif found.fuzzy:
            yield f"{where}: {FUZZY}"
        else:
            yield from (f"{where}: {fault}" for fault in faults(message, str(found.string)))
    for stale in catalogue:
        if stale.id and Message(stale.context or "", str(stale.id)) not in each:
            yield f"{stale.context}, {str(stale.id)[:40]!r}: stale, no message any more"


def template(each: list[Message]) -> Catalog:
    template = Catalog()
    for message in each:
        template.add(message.text, context=message.context)
    return template


def write(path: Path, catalogue: Catalog, language: str) -> None:
    for message in (*catalogue, *catalogue.obsolete.values()):
        message.flags &= {"fuzzy"}  # of the others none says anything to a translator
    text = io.BytesIO()
    write_po(text, catalogue, width=WIDTH, omit_header=True, include_previous=True)
    path.write_bytes(HEADER.format(language=language).encode() + text.getvalue())


def _is_no_gap(sentence: str) -> bool:
    return not sentence.endswith(MISSING)
