"""Advice on what ends a call or a cell because it is graded: what grading does not give.

By the codes of `jail.inside.refusals`; the words for all else stand in `checking.words`.
"""

from autograder.sandbox.inside import refusals
from autograder.sandbox.inside.limits import Limits

_LIMITS = Limits()

# Of a call or a cell that ran until its time was over.
ENDLESS = (
    "a loop may have no end. Which of its variables changes in each round, and does it ever meet "
    "the condition?"
)

# Of a test that passes as long as it does not meet what a function did to its arguments.
IN_PLACE = (
    "the function changes an argument in place, and the test uses it again. Does the function work "
    "on a copy?"
)

REFUSED = {
    refusals.PROCESSES: (
        "grading starts no processes and no other programs: compute it in this process. Threads "
        "are allowed, with concurrent.futures.ThreadPoolExecutor; nothing of multiprocessing is."
    ),
    refusals.NETWORK: (
        "grading has no network and opens no sockets. Hand in the file that you need beside the "
        "notebook, or compute without it."
    ),
    refusals.MISSING: (
        "grading has only the files that were handed in, no folder of your machine and no network. "
        "Is the file handed in beside the notebook, and opened by its name alone?"
    ),
    refusals.OUTSIDE: (
        "grading lets a notebook read and write only in its own folder: give the file a name "
        "without a folder."
    ),
    refusals.FULL: (
        f"grading lets a notebook write {_LIMITS.files >> 20} MiB in all its files together: can "
        "what you write be smaller, or stay in memory?"
    ),
    refusals.OPEN_FILES: (
        f"grading lets a notebook hold {_LIMITS.open_files} files open at once: close each, "
        "as `with open(…) as file:` does."
    ),
    refusals.MEMORY: (
        f"grading gives a notebook {_LIMITS.memory >> 20} MiB of memory, libraries included. Which "
        "of your arrays is larger than the arguments and the result?"
    ),
    refusals.THREADS: (
        f"grading lets a notebook run {_LIMITS.threads} threads at once: start fewer, with "
        "concurrent.futures.ThreadPoolExecutor(4)."
    ),
}


def on(refusal: object) -> str:
    """The advice on a code as a jail sent it, "" where it is none."""
    return REFUSED.get(refusal, "") if isinstance(refusal, str) else ""
