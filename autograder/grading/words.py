"""Every sentence that grading says to a student, with named placeholders, to be translated.

Why a submission is not graded stands first, each reason with what to do about it; then what is
noted of a notebook, what ends a call, and the advice where grading does not give what code needs.
Sentences for instructors alone stand where they are said.
"""

from autograder.checking.language import follow_language

# ---- no notebook: what a file is, and what repairs it ----

AGAIN = "then hand it in again"
DOWNLOAD = (
    "in JupyterLab save the notebook, choose Download in the menu File, and hand in that file"
)

FILE = {
    "NUL bytes": "the file holds nothing but NUL bytes; {download}",
    "empty": "the file is empty; {download}",
    "Git LFS": "the file is a Git LFS pointer, not the notebook; run git lfs pull in the "
    "repository, {again}",
    "zip": "the file is a zip; unpack it, and hand in the notebook in it; or {download}",
    "PDF": "the file is a PDF; {download}",
    "gzip": "the file is packed by gzip; unpack it (gunzip), {again}",
    "HTML": "the file is an HTML page, not the notebook; {download}",
    "conflict": "the notebook holds conflict markers of git (<<<<<<<, =======, >>>>>>>); Jupyter "
    "can't open it: choose one version (git checkout --ours FILE, or --theirs), open it in "
    "Jupyter, {again}",
    "NUL bytes at its end": "the notebook is followed by NUL bytes, as a broken transfer leaves "
    "them; remove the NUL bytes at its end (tr -d '\\0' < FILE > NEW), {again}",
    "encoding": "the notebook is saved in {encoding}, not in UTF-8; Jupyter can't open it: open it "
    "in a text editor, save it with the encoding UTF-8, {again}",
    "cut": "the file is cut off: the notebook ends in the middle; Jupyter can't open this copy: "
    "from the original, {download}",
    "no JSON": "the notebook is no JSON: {error}; the file is damaged: from the original, "
    "{download}",
}
SINGLE_BYTES = "Latin-1 or Windows-1252"

TOO_MANY_PARTS = "the notebook has too many parts: clear its outputs"
NESTED_TOO_DEEPLY = "the notebook is nested too deeply"
NO_NBFORMAT = "the file is no notebook: it has no nbformat"
OTHER_FORMAT = "the notebook has format {version}: save it again in JupyterLab"
NO_CELLS = "the notebook has no list of at most {most} cells"
NO_CELL = "cell {number} of the notebook is no cell"
NO_TEXT = "the source of cell {number} is no text"

# ---- no file that can be read ----

FOLDER_IS_LINK = "{name} is a symbolic link: hand in the folder itself"
FILE_IS_LINK = "{name} is a symbolic link: hand in the file itself"
FOLDER_UNREADABLE = "the folder can't be read: {error}"
FILE_UNREADABLE = "{name} can't be read: {error}"
NO_FILE = "{name} is no file"
TOO_LARGE = "{name} is larger than {most} MB: clear its outputs"
NOT_UNPACKED = "{name} can't be unpacked: {error}; unpack it, and hand in the notebook itself"
EMPTY_ZIP = "there is no notebook in {name}"

# Why a notebook beside the one that is looked for was skipped.
ZIP_BESIDE = "a zip beside a notebook is not looked into"
MANY_NOTEBOOKS = "no more than {most} notebooks are read"
LARGE_TOGETHER = "the notebooks together are too large"

# ---- no notebook of the assignment, or several ----

ABSENT_AND = "there is no {usual}, and {reason}"
RENAME = "there is no {usual}: rename {name} to {usual}"
EMPTY_FOLDER = "there is no {usual}: the folder is empty"
ONLY_OTHERS = "there is no {usual}, only {names}: the notebook is missing"
NONE_OF_ASSIGNMENT = "there is no {usual}, and no notebook of this assignment"
SEVERAL = (
    "there is no {usual}, and {count} notebooks of this assignment; worked on: {worked}: rename "
    "the one to be graded to {usual}"
)
NONE_WORKED_ON = "none"
OTHER_ASSIGNMENT = "{name} is a notebook of {other}: hand in that of {assignment}"
OURS_BESIDE = (
    "{reason}; a notebook of {assignment} lies beside it, {names}: to have it graded rename it to "
    "{usual}"
)
WORK_BESIDE = (
    "{usual} is as it was handed out, and {names} beside it was worked on: rename the one to be "
    "graded to {usual}"
)
SKIPPED_BESIDE = (
    "{usual} is as it was handed out, and {name} beside it was not looked at ({reason}): leave the "
    "notebook to be graded alone there, under the name {usual}"
)

# ---- noted of a submission that is graded ----

TAKEN_FOR = "{name} was taken for {usual}"
TAKEN_FOR_AND_SKIPPED = "{name} was taken for {usual}; not looked at: {skipped}"
WORKED_ON_TOO = "{names} was worked on too, and is not graded"

READ_OTHER_CELLS = (
    "This cell holds no answer. A text in another cell of this notebook may be the answer: your "
    "instructor reads it there."
)
NOT_GRADED = "Not graded: {reason}."
WITHOUT_JAIL = "Graded without a jail."
FAILED = "grading failed, ask your instructor"

# ---- of the outputs of cells ----

MALFORMED = "(what this cell put out can't be shown)\n"
NOT_SHOWN = "(an output that is no text is not shown)"
FLOODED = "(the cells before this one have put out as much as a notebook may hold)\n"
CUT = "\n(… {more} more characters)"
LEFT_OUT = "(output left out: {size} characters)"
MORE_OUTPUTS = "(… {more} more outputs)"

# ---- a call that never returns ----

STOPPED = "the cell was still running at the time limit and was stopped"
ENDED = "the process ended here: it crashed, left, or took more than the memory or time that it has"
NO_MEMORY = "there was not enough memory"
SPENT = "the time for the whole notebook was used up before this cell"

# ---- advice ----

# Of a call or a cell that ran until its time was over.
ENDLESS = (
    "a loop may have no end: which of its variables changes in each round? Or the function is too "
    "slow: all calls of a test together have the time of one cell. Which loop can one operation of "
    "NumPy replace?"
)

# Of a test whose function is not there, by the name of the function.
NO_SUCH_FUNCTION = (
    "the cell of {name} ended with an error, which stands below it: so there is no such function. "
    "Mend that error first."
)

# Of a test that passes as long as it does not meet what a function did to its arguments.
IN_PLACE = (
    "the function changes an argument in place, and the test uses it again. Does the function work "
    "on a copy?"
)

# By the code of what a jail refuses.
REFUSED = {
    "processes": "grading starts no processes and no other programs: compute it in this process. "
    "Threads are allowed, with concurrent.futures.ThreadPoolExecutor; nothing of multiprocessing "
    "is.",
    "network": "grading has no network and opens no sockets. Hand in the file that you need beside "
    "the notebook, or compute without it.",
    "missing file": "grading has only the files that were handed in, no folder of your machine and "
    "no network. Is the file handed in beside the notebook, and opened by its name alone?",
    "outside": "grading lets a notebook read and write only in its own folder: give the file a "
    "name without a folder.",
    "files full": "grading lets a notebook write {files} MiB in all its files together: can what "
    "you write be smaller, or stay in memory?",
    "open files": "grading lets a notebook hold {open_files} files open at once: close each, as "
    "`with open(…) as file:` does.",
    "memory": "grading gives a notebook {memory} MiB of memory besides its libraries. Which array "
    "of yours is larger than the arguments and the result?",
    "threads": "grading lets a notebook run {threads} threads at once: start fewer, with "
    "concurrent.futures.ThreadPoolExecutor(4).",
}

follow_language(__name__)
