"""What may stand in a table that a person opens in a spreadsheet, or hands to another system."""

import re

# With one of these a spreadsheet begins a formula; the wide ones where it is set to an East Asian
# language.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")

# Where one begins: where a cell does. Programs of some countries divide cells by a semicolon or a
# tab, whatever the quotation marks say.
BEGIN = re.compile(rf"(?:^|(?<=[;\t\r\n]))(?=[\s\"']*[{re.escape(''.join(FORMULA))}])")

# Quotation marks and what some readers of CSV take for an escape or for another separator.
UNCERTAIN = re.compile(r'["\\;]')

# A telephone number or an address: it begins like a formula, and can call nothing.
HARMLESS = re.compile(r"[+@-][\w.@+-]*")


def no_formula(text: str) -> str:
    """A text in which no spreadsheet finds a formula: before it there is an apostrophe."""
    return BEGIN.sub("'", text)


def readable(text: str) -> str:
    """A text for people, on one line, that every reader of CSV takes for one harmless cell."""
    kept = (" " if UNCERTAIN.match(each) or not each.isprintable() else each for each in text)
    return no_formula(" ".join("".join(kept).split()))


def identifies(text: str) -> bool:
    """Whether a text can stand in a table unchanged, as it must where a student is known by it.

    Moodle takes "0" for an empty cell.
    """
    if text in ("", "0") or text != " ".join(text.split()) or not text.isprintable():
        return False
    if UNCERTAIN.search(text):
        return False
    return not text.startswith(FORMULA) or HARMLESS.fullmatch(text) is not None
