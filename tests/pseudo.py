"""A language made by a rule: the last letter of a long word is ő. Formulas, code and so on stay."""

import re

from autograder.catalogues import update
from autograder.catalogues.messages import messages
from autograder.grading.translation import SAME

LANGUAGE = "eo"

WORD = re.compile(r"(?<![\w\\])([^\W\d_]{3,})[^\W\d_](?!\w)")


def pseudo(text):
    """A text in the language."""
    said, last = [], 0
    for match in SAME.finditer(text):
        said += [WORD.sub(r"\1ő", text[last : match.start()]), match[0]]
        last = match.end()
    return "".join([*said, WORD.sub(r"\1ő", text[last:])])


class Catalogue(dict):
    """Translates whatever it is asked for."""

    def get(self, key, default=None):
        return pseudo(key[1])


def write_catalogues(course, place=lambda folder: folder):
    """Write all catalogues of a course folder; place: of each, from the folder whose it is."""
    for folder, wanted in messages(course).items():
        catalogue = update.template(wanted)
        for message in wanted:
            catalogue.get(message.text, message.context).string = pseudo(message.text)
        update.write(place(folder) / f"{LANGUAGE}.po", catalogue, LANGUAGE)
