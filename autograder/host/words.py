"""What pages for students say beside the verdicts, with named placeholders, to be translated."""

from autograder.checking.language import follow_language

NOTEBOOK = "Your notebook"
LATE = "Late submission penalty: {points} points"

TOTAL = "{score} of {points} points"
TOTAL_FOR = "{score} of {points} points for {part}"
SCORE_OF = "{score} of {points}"
UNREAD = "not counted yet: {exercises}, which a person reads"
REFUSED = "Not graded."
REASON = "The reason: {reason}"
NOTHING_MARKED = (
    "Nothing that you wrote has been marked; put that right and ask whether you may hand in again."
)
POINTS = "Points"
POINTS_OF_EACH = "Points of each exercise; the numbers lead to the cells"
HEADS = ("exercise", "parts", "points")
PART = {"": "", "values": "values", "robustness": "robustness"}
TO_BE_READ = "to be read"
ESTABLISHED = "What was established"
IN_ALL_CASES = "In the cases of the check and in hidden ones:"
AND = " and "
RIGHT = "right"
WENT_WRONG = "What went wrong"
UNWRITTEN = "Not written yet:"
HINT = "Hint: {hint}"
CONVENTION = "Right up to a convention:"
THE_TEST = "the test of {cell}"
ANSWER_TO = "your answer to {exercise}"
COMMENTS = "Comments"
THERE_ARE = "There are comments on"

# In place of what nbgrader says around a cell.
YOUR_ANSWER = "Student's answer"
TEST_CELL = "Grade cell:"
SCORE = "Score:"
TOP = "(Top)"
COMMENTS_ON = "Comments:"
NO_RESPONSE = "No response."

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

# Of the site in the browser.
OPEN = "Open in the browser"
KEPT_HERE = (
    "**You work in the browser.** Your work is kept in this browser on this device, and nowhere "
    "else. If you clear the data of the browser, the work is lost. Before you hand in, save the "
    "notebook and choose *File → Download*. Hand in the downloaded file."
)

follow_language(__name__)
