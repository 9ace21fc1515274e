"""What a feedback page says beside the verdicts, with named placeholders; a language replaces it.

The sentences around them stand in the templates.
"""

NOTEBOOK = "Your notebook"
COMMENTED = "Comments, on the cells as they were handed out"
WRITTEN_QUESTION = "written question"

ENTRIES = "{entries} entries agree to {gap}"
ANSWERS = "all {entries} answers are right"

WITHHELD = "(output withheld: it quotes a hidden test)"

# Of the picture of a hidden case, and in words what it shows.
WRONG_ENTRIES = "which entries are wrong (filled):"
WRONG_OF = "{wrong} of {height} × {width} entries are wrong: {rows}"
IN_ROWS = "in {touched} of {total} rows"
ROW = "row {number}: {columns}"
COLUMNS = "columns {columns}"
NO_COLUMN, EVERY_COLUMN = "none", "all"
