"""The picture of a hidden case: which entries of an array differ, and nothing of their values."""

import base64
import html

from autograder.host import words

# Wide enough to count the entries of a small array, and never wider than a telephone.
LARGEST_ENTRY, WIDEST = 22, 300

# Filled or not, and vermilion or grey, both of which show on white and on black.
WRONG = 'fill="#d55e00"'
RIGHT = 'fill="none" stroke="#8a8a8a" stroke-width="0.06"'


def image(rows: list[str]) -> str:
    """Return a picture of the wrong entries as HTML, with a text that says in words what it shows.

    rows: for each row of the array a text of "x" (wrong) and "." (right).
    """
    height, width = len(rows), len(rows[0])
    wrong = sum(row.count("x") for row in rows)
    entry = min(LARGEST_ENTRY, WIDEST / width)
    said = words.WRONG_OF.format(wrong=wrong, height=height, width=width, rows=_rows(rows))
    data = base64.b64encode(_svg(rows).encode()).decode()
    return (
        f"<figure><figcaption>{words.WRONG_ENTRIES}</figcaption>"
        f'<img src="data:image/svg+xml;base64,{data}" alt="{html.escape(said)}" '
        f'width="{entry * width:.0f}" height="{entry * height:.0f}"></figure>'
    )


def _svg(rows: list[str]) -> str:
    entries = "".join(
        f'<rect x="{column + 0.08:g}" y="{row + 0.08:g}" width="0.84" height="0.84" '
        f"{WRONG if entry == 'x' else RIGHT}/>"
        for row, text in enumerate(rows)
        for column, entry in enumerate(text)
    )
    box = f"0 0 {len(rows[0])} {len(rows)}"
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}">{entries}</svg>'


# A pattern of more rows is no longer read aloud row by row.
MOST_ROWS = 8


def _rows(rows: list[str]) -> str:
    """The pattern in words, rows counted from 0 as NumPy does."""
    if len(rows) > MOST_ROWS or len(rows[0]) > MOST_ROWS:
        touched = sum("x" in row for row in rows)
        return words.IN_ROWS.format(touched=touched, total=len(rows))
    return "; ".join(
        words.ROW.format(number=number, columns=_columns(row)) for number, row in enumerate(rows)
    )


def _columns(row: str) -> str:
    columns = [str(column) for column, entry in enumerate(row) if entry == "x"]
    if not columns:
        return words.NO_COLUMN
    if len(columns) == len(row):
        return words.EVERY_COLUMN
    return words.COLUMNS.format(columns=", ".join(columns))
