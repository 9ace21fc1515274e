"""Texts of strangers, made fit to stand in a line of ours."""

LONGEST = 80


def printable(text: str) -> str:
    """Return a text with "?" in place of what can't be shown."""
    return "".join(c if c.isprintable() else "?" for c in text)


def shown(text: str) -> str:
    """Return the beginning of a text, printable: as much as a line has room for."""
    return printable(text[:LONGEST])


def encodable(text: str) -> str:
    """Return a text that UTF-8 can write: JSON can name halves of characters."""
    return text.encode("utf-8", "replace").decode()
